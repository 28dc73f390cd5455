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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::value::Attributes;

    fn item(expires: impl Into<AttributeValue>) -> Item {
        let attributes = Attributes::from_iter([("pk".to_owned(), "a".into()), ("gone".to_owned(), expires.into())]);
        let Ok(item) = Item::new(&attributes) else { unreachable!("it is an item") };
        item
    }

    fn number(text: &str) -> AttributeValue {
        AttributeValue::N(text.to_owned())
    }

    #[test]
    fn an_item_expires_at_a_second_of_the_last_five_years_or_the_future() {
        let now = Timestamp::from_millis(1_000_000_000_000);
        let expiry = Expiry::by("gone".to_owned());
        let oldest = 1_000_000_000 - EXPIRY_AGE_MAX_MS / 1_000;
        let last = Timestamp::MAX.millis() / 1_000;
        for (text, seconds) in [
            ("1000000000", Some(1_000_000_000)),
            ("1000000000.9", Some(1_000_000_000)),
            (&oldest.to_string()[..], Some(oldest)),
            (&(oldest - 1).to_string(), None),
            (&last.to_string(), Some(last)),
            (&(last + 1).to_string(), None),
            ("1e17", None),
            ("0", None),
            ("-1", None),
        ] {
            let expected = seconds.map(|seconds: i64| Timestamp::from_millis(seconds * 1_000));
            assert_eq!(expiry.time_of(now, &item(number(text))), expected, "{text}");
        }
        assert_eq!(expiry.time_of(now, &item("1000000000")), None, "a text");
        assert_eq!(Expiry::by("other".to_owned()).time_of(now, &item(number("1000000000"))), None);
    }

    #[test]
    fn items_expire_in_the_order_of_their_times_as_they_were_written_last() {
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1_000);
        let (now, keys) = (at(1_000_000_000), [1, 2, 3].map(Key::first_of));
        let of = |seconds: i64| item(number(&seconds.to_string()));
        let mut expiry = Expiry::by("gone".to_owned());
        let (late, early, ancient) = (of(1_000_000_900), of(1_000_000_100), of(12));
        expiry.replace(now, &keys[0], None, Some(&late));
        expiry.replace(now, &keys[1], None, Some(&early));
        expiry.replace(now, &keys[2], None, Some(&ancient));
        assert_eq!(expiry.next(), Some(at(1_000_000_100)));
        let until = |expiry: &Expiry, seconds| expiry.until(at(seconds)).cloned().collect::<Vec<_>>();
        assert_eq!(until(&expiry, 1_000_000_099), []);
        assert_eq!(until(&expiry, 1_000_000_100), [keys[1].clone()]);
        assert_eq!(until(&expiry, 1_000_000_900), [keys[1].clone(), keys[0].clone()]);
        expiry.replace(now, &keys[1], Some(&early), Some(&of(1_000_001_000)));
        assert_eq!(expiry.next(), Some(at(1_000_000_900)));
        expiry.replace(now, &keys[0], Some(&late), None);
        expiry.replace(now, &keys[2], Some(&ancient), None);
        assert_eq!(until(&expiry, 1_000_009_000), [keys[1].clone()]);
    }
}
