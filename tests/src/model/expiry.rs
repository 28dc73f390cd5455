//! Which items of a table expire, and when, computed from the items and the times of their writes.

use super::{By, Label, ModelTable};
use std::collections::BTreeMap;
use timemark_core::key::Key;
use timemark_core::{AttributeValue, Attributes, Timestamp};

/// The maximum age of an expiry that still has an effect, as AWS documents it: five years.
const AGE_MAX_MS: i64 = 5 * 365 * 86_400_000;

/// Time to live of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelExpiry {
    /// The attribute that holds an item's expiry.
    pub attribute: String,
    /// When time to live was switched on.
    pub since: Timestamp,
}

impl ModelTable {
    /// The items that expire at or before a time, and when each does.
    pub fn expired_by(&self, time: Timestamp) -> BTreeMap<Label, Timestamp> {
        let Some(expiry) = &self.expiry else { return BTreeMap::new() };
        let expires = |(label, item): (&Label, &Attributes)| {
            let expires = time_in(item, &expiry.attribute).filter(|expires| *expires <= time)?;
            // The age of an expiry is measured when the item was written, or when time to live was switched on.
            let seen = self.written(label).max(Some(expiry.since))?;
            (seen.plus_ms(-AGE_MAX_MS) <= expires).then(|| (label.clone(), expires))
        };
        self.live.iter().filter_map(expires).collect()
    }

    /// The commit time of the last mutation of a key, if there is one.
    fn written(&self, label: &str) -> Option<Timestamp> {
        let slot = self.slot(label)?;
        self.history.iter().rev().find(|mutation| mutation.slot == slot).map(|mutation| mutation.committed)
    }

    /// The label of a key in the engine's form.
    pub fn label(&self, key: &Key) -> Option<&Label> {
        self.labels.get(key)
    }

    /// Records the expiry of an item.
    pub fn expire(&mut self, at: Timestamp, label: Label) {
        if let Some(item) = self.live.get(&label) {
            let key = self.key_of(item);
            self.push(at, label, key, None, By::Expiry);
        }
    }
}

/// The time in an attribute: a number of whole seconds, without the fraction.
fn time_in(item: &Attributes, attribute: &str) -> Option<Timestamp> {
    let Some(AttributeValue::N(text)) = item.get(attribute) else { return None };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let before_zero = i64::from(whole.starts_with('-') && !fraction.is_empty());
    let seconds = whole.parse::<i64>().ok()? - before_zero;
    Some(Timestamp::from_millis(seconds.checked_mul(1_000)?))
}
