//! The writes of the last moments, which are in the way of others in a lab that wants conflicts.

use super::{Table, Write};
use crate::item::key::Key;
use crate::model::settings::Settings;
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::VecDeque;

/// What wrote an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A request for this item, or an entry of a batch.
    Single,
    /// A transaction.
    Transaction,
}

/// The latest write to an item.
#[derive(Clone, Copy, Debug)]
pub(in crate::state) struct RecentWrite {
    pub(in crate::state) at: Timestamp,
    pub(in crate::state) by_transaction: bool,
}

/// The writes to a table in the last moments. It is empty unless the lab wants conflicts.
#[derive(Clone, Debug, Default)]
pub(in crate::state) struct RecentWrites {
    pub(in crate::state) by_key: OrdMap<Key, RecentWrite>,
    /// The same, oldest first, with those that a later write to their item has replaced.
    pub(in crate::state) in_order: VecDeque<(Timestamp, Key)>,
}

digest_members!(RecentWrite { at, by_transaction });
digest_members!(RecentWrites { by_key, in_order });

impl RecentWrites {
    /// Remembers a write, for `window_ms` from now.
    pub(super) fn remember(&mut self, now: Timestamp, key: &Key, by: Writer) {
        self.by_key.insert(key.clone(), RecentWrite { at: now, by_transaction: by == Writer::Transaction });
        self.in_order.push_back((now, key.clone()));
    }

    /// Forgets the writes that are in the way of none any more.
    pub(super) fn forget(&mut self, now: Timestamp, window_ms: i64) {
        let is_over = |at: Timestamp| at.plus_ms(window_ms) <= now;
        while let Some((_, key)) = self.in_order.front().filter(|(at, _)| is_over(*at)) {
            if self.by_key.get(key).is_some_and(|write| is_over(write.at)) {
                self.by_key.remove(key);
            }
            self.in_order.pop_front();
        }
    }

    /// Whether a write of the last `window_ms` is in the way of one now. Single writes are never in each other's way.
    pub(super) fn are_in_the_way(&self, now: Timestamp, window_ms: i64, key: &Key, of: Writer) -> bool {
        let window_ms = window_ms - Planted::ConflictOneMillisecondShort.one::<i64>();
        let recent = self.by_key.get(key).filter(|write| write.at.plus_ms(window_ms) > now);
        let of_transactions = Planted::ConflictSparesSingleWrites.is_on();
        recent.is_some_and(|write| write.by_transaction && !of_transactions || of == Writer::Transaction)
    }
}

impl Table {
    /// Whether a write of the last [`Settings::write_conflict_ms`] is in the way of one to the same item now.
    pub fn has_conflict(&self, now: Timestamp, key: &Key, of: Writer, settings: &Settings) -> bool {
        let window_ms = settings.write_conflict_ms;
        window_ms > 0 && self.recent.are_in_the_way(now, window_ms, key, of)
    }

    /// Remembers what has been written, if the lab wants conflicts.
    pub(in crate::state) fn remember_writes(
        &mut self,
        at: Timestamp,
        writes: &[Write],
        by: Writer,
        settings: &Settings,
    ) {
        self.recent.forget(at, settings.write_conflict_ms);
        if settings.write_conflict_ms > 0 {
            writes.iter().for_each(|write| self.recent.remember(at, &write.key, by));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_in_the_way_of_others_for_its_window_and_then_forgotten() {
        let (begun, key) = (Timestamp::from_millis(1_000), Key::first_of(1));
        let at = |ms| begun.plus_ms(ms);
        for (by, of, is_in_the_way) in [
            (Writer::Single, Writer::Single, false),
            (Writer::Single, Writer::Transaction, true),
            (Writer::Transaction, Writer::Single, true),
            (Writer::Transaction, Writer::Transaction, true),
        ] {
            let mut recent = RecentWrites::default();
            recent.remember(at(0), &key, by);
            for (ms, is_recent) in [(0, true), (49, true), (50, false)] {
                assert_eq!(
                    recent.are_in_the_way(at(ms), 50, &key, of),
                    is_recent && is_in_the_way,
                    "{by:?} {of:?} {ms}"
                );
                assert!(!recent.are_in_the_way(at(ms), 50, &Key::first_of(2), of));
                recent.forget(at(ms), 50);
                assert_eq!(
                    (recent.by_key.len(), recent.in_order.len()),
                    (usize::from(is_recent), usize::from(is_recent))
                );
            }
        }
        // The later write of two to an item counts; the earlier one is forgotten without it.
        let mut recent = RecentWrites::default();
        recent.remember(at(0), &key, Writer::Transaction);
        recent.remember(at(30), &key, Writer::Single);
        recent.forget(at(60), 50);
        assert_eq!((recent.by_key.len(), recent.in_order.len()), (1, 1));
        assert!(recent.are_in_the_way(at(60), 50, &key, Writer::Transaction));
        assert!(!recent.are_in_the_way(at(60), 50, &key, Writer::Single));
    }
}
