//! Time to live: which items of a table expire, and when.

use crate::item::Item;
use crate::item::key::Key;
use crate::item::number::Number;
use crate::item::value::AttributeValue;
use crate::limits::EXPIRY_AGE_MAX_MS;
use crate::planted::Planted;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use imbl::OrdSet;

/// The expiring items of a table, in the order of their expiry.
#[derive(Clone, Debug)]
pub struct Expiry {
    pub(in crate::state) attribute: String,
    pub(in crate::state) times: OrdSet<(Timestamp, Key)>,
}

digest_members!(Expiry { attribute, times });

impl Expiry {
    /// The expiry by `attribute`, without items.
    pub fn by(attribute: String) -> Expiry {
        Expiry { attribute, times: OrdSet::new() }
    }

    /// When an item, as seen at `at`, expires; `None` if it does not.
    ///
    /// # Source
    /// `docs/dynamodb.md#time-to-live`: a number of epoch seconds. A value more than five years in the past is ignored;
    /// here, so is one after the end of time.
    pub(in crate::state) fn time_of(&self, at: Timestamp, item: &Item) -> Option<Timestamp> {
        let Some(AttributeValue::N(text)) = item.get(&self.attribute) else { return None };
        let seconds = Number::parse(&text).ok()?.floor()?;
        let time = Timestamp::from_millis(seconds.checked_mul(1000)?);
        let oldest = at.plus_ms(-EXPIRY_AGE_MAX_MS + Planted::ExpiryAgeShort.one::<i64>());
        (oldest..=Timestamp::MAX).contains(&time).then_some(time)
    }

    /// Follows a write committed at `at`.
    pub fn replace(&mut self, at: Timestamp, key: &Key, old: Option<&Item>, new: Option<&Item>) {
        // A value that was too old when it was written may be in the set or not; removing it is harmless.
        if let Some(time) = old.and_then(|item| self.time_of(Timestamp::MIN, item)) {
            self.times.remove(&(time, key.clone()));
        }
        if let Some(time) = new.and_then(|item| self.time_of(at, item)) {
            self.times.insert((time, key.clone()));
        }
    }

    /// When the next item expires.
    pub fn next(&self) -> Option<Timestamp> {
        self.times.get_min().map(|(time, _)| *time)
    }

    /// The items that expire at or before `time`, earliest first.
    pub fn until(&self, time: Timestamp) -> impl Iterator<Item = &Key> {
        self.times.iter().take_while(move |(expires, _)| *expires <= time).map(|(_, key)| key)
    }
}
