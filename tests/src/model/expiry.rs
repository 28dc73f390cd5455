//! Which items of a table expire, and when: worked out from the items, and from when they were written.

use super::{Label, ModelTable};
use std::collections::BTreeMap;
use timemark_core::key::Key;
use timemark_core::{AttributeValue, Attributes, Timestamp};

/// How far back the time of an item may lie for it to expire, as AWS documents it: five years.
const AGE_MAX_MS: i64 = 5 * 365 * 86_400_000;

/// Expiry of a table's items: by which attribute, since when.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelExpiry {
    /// The attribute that says when an item expires.
    pub attribute: String,
    /// When it was switched on.
    pub since: Timestamp,
}

impl ModelTable {
    /// The items there that expire at a time or before, and when each does.
    pub fn expired_by(&self, time: Timestamp) -> BTreeMap<Label, Timestamp> {
        let Some(expiry) = &self.expiry else { return BTreeMap::new() };
        let expires = |(label, item): (&Label, &Attributes)| {
            let expires = time_in(item, &expiry.attribute).filter(|expires| *expires <= time)?;
            // How old it is counts from when it was written, or from when anybody first looked.
            let seen = self.written(label).max(Some(expiry.since))?;
            (seen.plus_ms(-AGE_MAX_MS) <= expires).then(|| (label.clone(), expires))
        };
        self.live.iter().filter_map(expires).collect()
    }

    /// When the last mutation of a key was committed, where it had one.
    fn written(&self, label: &str) -> Option<Timestamp> {
        let slot = self.slot(label)?;
        self.history.iter().rev().find(|mutation| mutation.slot == slot).map(|mutation| mutation.committed)
    }

    /// The label of a key that the engine names so.
    pub fn label(&self, key: &Key) -> Option<&Label> {
        self.labels.get(key)
    }

    /// An item has expired.
    pub fn expire(&mut self, at: Timestamp, label: Label) {
        if let Some(item) = self.live.get(&label) {
            let key = self.key_of(item);
            self.push(at, label, key, None, true);
        }
    }
}

/// The time that an attribute says: a number of whole seconds, of which fractions are cut off.
fn time_in(item: &Attributes, attribute: &str) -> Option<Timestamp> {
    let Some(AttributeValue::N(text)) = item.get(attribute) else { return None };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let before_zero = i64::from(whole.starts_with('-') && !fraction.is_empty());
    let seconds = whole.parse::<i64>().ok()? - before_zero;
    Some(Timestamp::from_millis(seconds.checked_mul(1_000)?))
}
