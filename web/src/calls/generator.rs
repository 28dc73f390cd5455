//! Generated writes. Each is computed from the moment at which it is due, so replaying the same time gives the same
//! writes and no state is kept.

use crate::calls::request::Request;
use timemark_core::shapes::{ScalarAttributeType, TableDescription};
use timemark_core::{AttributeValue, Attributes, Timestamp, by_name};

/// The settings of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generator {
    /// Whether the generator is on.
    pub is_on: bool,
    /// The writes per virtual second: 1 to 100.
    pub per_second: u32,
    /// The number of different keys: 1 to 100,000.
    pub keys: u32,
}

impl Default for Generator {
    fn default() -> Generator {
        Generator { is_on: false, per_second: 4, keys: 60 }
    }
}

/// A write that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The virtual time of the write.
    pub at: Timestamp,
    /// The ordinal of the write, counted from the epoch.
    pub number: u64,
}

/// The most writes that one call of [`Generator::due`] returns; of more, evenly spaced ones are left out.
const AT_ONCE_MAX: u64 = 250;

impl Generator {
    /// The writes that are due after `after` and not after `until`.
    pub fn due(&self, after: Timestamp, until: Timestamp) -> impl Iterator<Item = Due> + use<> {
        let per_second = i128::from(self.per_second.clamp(1, 100));
        let number = move |time: Timestamp| (i128::from(time.millis()) * per_second / 1_000).max(0) as u64;
        let (first, last) = (number(after) + 1, number(until));
        let stride = (last + 1).saturating_sub(first).div_ceil(AT_ONCE_MAX).max(1);
        let count = if self.is_on && last >= first { (last + 1 - first).div_ceil(stride) } else { 0 };
        (0..count).map(move |index| {
            let number = first + index * stride;
            let ms = (i128::from(number) * 1_000 + per_second - 1) / per_second;
            Due { at: Timestamp::from_millis(ms as i64), number }
        })
    }

    /// The writes per virtual second that are made in fact at a speed of the clock, with 60 frames per second: the
    /// number of writes per frame is bounded.
    pub fn per_second_at(&self, speed: u32) -> f64 {
        let bearable = AT_ONCE_MAX as f64 * 60.0 / f64::from(speed.max(1));
        f64::from(self.per_second).min(bearable)
    }

    /// The write with that ordinal: a PutItem in 14 of 16 cases, else a DeleteItem.
    pub fn write(&self, table: &TableDescription, number: u64) -> Request {
        let dice = scatter(number);
        let serial = dice % u64::from(self.keys.max(1)) + 1;
        let name = table.table_name.as_deref().unwrap_or_default();
        if dice >> 32 & 15 < 2 {
            Request::delete(name, &key(table, serial))
        } else {
            Request::put(name, &item(table, serial, number))
        }
    }
}

/// The key of the item with that serial number.
pub fn key(table: &TableDescription, serial: u64) -> Attributes {
    let schema = table.key_schema.iter().flatten().filter_map(|part| part.attribute_name.clone());
    by_name(schema.map(|name| (name.clone(), value(table, &name, serial))).collect())
}

/// The item with that serial number: its key attributes, those of the indexes included, and the ordinal of the write.
pub fn item(table: &TableDescription, serial: u64, number: u64) -> Attributes {
    let names = table.attribute_definitions.iter().flatten().filter_map(|part| part.attribute_name.clone());
    let mut item = by_name(names.map(|name| (name.clone(), value(table, &name, serial))).collect());
    item.insert("Total".to_owned(), AttributeValue::N((scatter(number) % 500 + 1).to_string()));
    item.insert("Write".to_owned(), AttributeValue::N(number.to_string()));
    item
}

/// A value of the type that the table's definitions have for an attribute.
fn value(table: &TableDescription, attribute: &str, serial: u64) -> AttributeValue {
    let mut definitions = table.attribute_definitions.iter().flatten();
    let definition = definitions.find(|definition| definition.attribute_name.as_deref() == Some(attribute));
    match definition.and_then(|definition| definition.attribute_type.as_ref()) {
        Some(ScalarAttributeType::N) => AttributeValue::N(serial.to_string()),
        Some(ScalarAttributeType::B) => AttributeValue::B(serial.to_be_bytes().to_vec()),
        _ => AttributeValue::S(format!("{}#{serial}", attribute.to_ascii_lowercase())),
    }
}

/// A hash of a number (the last step of splitmix64).
pub fn scatter(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The number of writes in a burst.
pub const BURST_WRITES: u64 = 10;

/// Writes to a table, a second apart; `requests_before` chooses the items.
pub fn burst(table: &TableDescription, requests_before: u64) -> Vec<Request> {
    let generator = Generator { keys: 24, ..Generator::default() };
    let numbers = requests_before..requests_before + BURST_WRITES;
    numbers.flat_map(|number| [generator.write(table, number), Request::seconds(1.0)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_320_000);

    fn due(per_second: u32, after_ms: i64, until_ms: i64) -> Vec<i64> {
        let generator = Generator { is_on: true, per_second, keys: 1 };
        let due = generator.due(T.plus_ms(after_ms), T.plus_ms(until_ms));
        due.map(|due| due.at.millis() - T.millis()).collect()
    }

    #[test]
    fn writes_are_due_at_even_distances_however_time_is_cut() {
        assert_eq!(due(4, 0, 1_000), [250, 500, 750, 1_000]);
        assert_eq!(due(3, 0, 1_000), [334, 667, 1_000]);
        let whole = due(7, 0, 10_000);
        let parts: Vec<i64> = (0..1_000).flat_map(|part| due(7, part * 10, part * 10 + 10)).collect();
        assert_eq!(parts, whole);
        assert_eq!(whole.len(), 70);
        assert!(due(4, 0, 0).is_empty() && due(4, 1, 249).is_empty());
    }

    #[test]
    fn not_more_than_the_page_can_bear_at_once() {
        let many = due(100, 0, 60_000);
        assert!(many.len() <= 250 && many.len() > 200, "{}", many.len());
        assert!(many.is_sorted());
    }

    #[test]
    fn at_a_high_speed_fewer_are_written_than_asked_and_that_is_told() {
        let generator = Generator { is_on: true, per_second: 100, keys: 1 };
        assert_eq!([1, 60, 150].map(|speed| generator.per_second_at(speed)), [100.0; 3]);
        assert!((generator.per_second_at(3_600) - 4.2).abs() < 0.1);
        // A frame at 3600× is a minute.
        let written = generator.due(T, T.plus_ms(60_000)).count() as f64 / 60.0;
        assert!((written - generator.per_second_at(3_600)).abs() < 0.1, "{written}");
    }

    #[test]
    fn nothing_is_written_while_it_is_off() {
        assert_eq!(Generator::default().due(T, T.plus_ms(10_000)).count(), 0);
    }
}
