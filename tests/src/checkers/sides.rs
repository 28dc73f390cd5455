//! **W6**: the workload is varied enough for the checks of the window to be meaningful. Commits of every part of the
//! window are seen on both sides of a cut, and cuts are seen inside a millisecond.

use super::{Held, ensure};
use crate::model::{Asked, ModelTable, WINDOW_MS};

/// How often commits of some kind were in backups, and out of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sides {
    /// The number of times in.
    pub within: u64,
    /// The number of times out.
    pub without: u64,
}

/// The counts of the window over many backups.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Commits in (T − W, T].
    pub before: Sides,
    /// Commits in (T, T + W].
    pub after: Sides,
    /// Commits at exactly T + W.
    pub last: Sides,
    /// Commits at exactly T − W: always in.
    pub first: Sides,
    /// Commits at exactly T + W + 1 ms: always out.
    pub beyond: Sides,
    /// Cuts between two commits of one millisecond and one partition.
    pub inside_a_millisecond: u64,
    /// Backups.
    pub backups: u64,
}

impl Tally {
    /// Counts the commits of a backup whose cuts are known.
    pub fn count(&mut self, table: &ModelTable, asked: &Asked, ends: &[usize]) {
        self.backups += 1;
        for (mutations, &end) in table.by_partition().iter().zip(ends) {
            for (position, mutation) in mutations.iter().enumerate() {
                let after_ms = mutation.committed.millis() - asked.requested.millis();
                let add = |sides: &mut Sides| match position < end {
                    true => sides.within += 1,
                    false => sides.without += 1,
                };
                match after_ms {
                    ms if ms == -WINDOW_MS => add(&mut self.first),
                    ms if (-WINDOW_MS..=0).contains(&ms) => add(&mut self.before),
                    ms if ms == WINDOW_MS + 1 => add(&mut self.beyond),
                    ms if (1..=WINDOW_MS).contains(&ms) => add(&mut self.after),
                    _ => {}
                }
                if after_ms == WINDOW_MS {
                    add(&mut self.last);
                }
            }
            let is_split = end > 0 && end < mutations.len() && mutations[end - 1].committed == mutations[end].committed;
            self.inside_a_millisecond += u64::from(is_split);
        }
    }

    /// Adds the counts of another tally.
    pub fn merge(&mut self, other: &Tally) {
        let add = |one: &mut Sides, two: &Sides| {
            one.within += two.within;
            one.without += two.without;
        };
        add(&mut self.before, &other.before);
        add(&mut self.after, &other.after);
        add(&mut self.last, &other.last);
        add(&mut self.first, &other.first);
        add(&mut self.beyond, &other.beyond);
        self.inside_a_millisecond += other.inside_a_millisecond;
        self.backups += other.backups;
    }

    /// W6; and that at the window's two hard edges the other side is never seen.
    pub fn check(&self) -> Held {
        let both = |sides: Sides| sides.within > 0 && sides.without > 0;
        ensure(both(self.before), "W6", || format!("commits in (T − W, T]: {:?}", self.before))?;
        ensure(both(self.after), "W6", || format!("commits in (T, T + W]: {:?}", self.after))?;
        ensure(both(self.last), "W6", || format!("commits at T + W: {:?}", self.last))?;
        ensure(self.inside_a_millisecond > 0, "W6", || "no cut inside a millisecond".to_owned())?;
        ensure(self.first.within > 0 && self.first.without == 0, "W1", || format!("at T − W: {:?}", self.first))?;
        ensure(self.beyond.without > 0 && self.beyond.within == 0, "W2", || format!("at T + W + 1: {:?}", self.beyond))
    }
}
