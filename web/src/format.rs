//! Times, sizes and keys as people read them.

use timemark_core::{AttributeValue, Attributes, Timestamp};

/// `14:25:07`.
pub fn clock(time: Timestamp) -> String {
    part(time, 11..19)
}

/// `14:25:07.3`: what the running clock shows.
pub fn clock_tenths(time: Timestamp) -> String {
    part(time, 11..21)
}

/// `14:25:07.250`: when a write was committed.
pub fn clock_millis(time: Timestamp) -> String {
    part(time, 11..23)
}

/// `2026-11-22`.
pub fn date(time: Timestamp) -> String {
    part(time, 0..10)
}

/// `2026-11-22 14:25:07`.
pub fn date_and_clock(time: Timestamp) -> String {
    format!("{} {}", date(time), clock(time))
}

fn part(time: Timestamp, range: std::ops::Range<usize>) -> String {
    time.to_string().get(range).unwrap_or_default().to_owned()
}

/// How far one time is from another: `−28.9 s`, `+60.0 s`.
pub fn offset(time: Timestamp, from: Timestamp) -> String {
    let ms = time.millis().saturating_sub(from.millis());
    let sign = if ms < 0 { '−' } else { '+' };
    let tenths = ms.unsigned_abs().saturating_add(50) / 100;
    format!("{sign}{}.{} s", tenths / 10, tenths % 10)
}

/// How long it takes: `0.4 s`, `12 s`, `5 min`, `3 h`, `2 days`.
pub fn duration(ms: i64) -> String {
    match ms.max(0) {
        ms if ms < 1_000 => format!("0.{} s", ms / 100),
        ms if ms < 120_000 => format!("{} s", ms / 1_000),
        ms if ms < 7_200_000 => format!("{} min", ms / 60_000),
        ms if ms < 172_800_000 => format!("{} h", ms / 3_600_000),
        ms => format!("{} days", ms / 86_400_000),
    }
}

/// `512 B`, `1.4 KB`, `3.0 MB`.
pub fn bytes(bytes: u64) -> String {
    let tenths = |unit: u64| bytes.saturating_mul(10) / unit;
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{}.{} KB", tenths(1_024) / 10, tenths(1_024) % 10),
        _ => format!("{}.{} MB", tenths(1_048_576) / 10, tenths(1_048_576) % 10),
    }
}

/// `1 item`, `412 items`.
pub fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// A value in a word or two.
pub fn value(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
        AttributeValue::Bool(yes) => yes.to_string(),
        AttributeValue::Null(_) => "null".to_owned(),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}

/// A key in one line: its values, `Bach / Chaconne`.
pub fn key(key: &Attributes) -> String {
    key.values().map(value).collect::<Vec<_>>().join(" / ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_507_250);

    #[test]
    fn times() {
        assert_eq!(clock(T), "14:25:07");
        assert_eq!(clock_tenths(T), "14:25:07.2");
        assert_eq!(clock_millis(T), "14:25:07.250");
        assert_eq!(date_and_clock(T), "2026-11-22 14:25:07");
    }

    #[test]
    fn offsets_are_rounded_and_signed() {
        assert_eq!(offset(T.plus_ms(-28_949), T), "−28.9 s");
        assert_eq!(offset(T.plus_ms(-28_950), T), "−29.0 s");
        assert_eq!(offset(T.plus_ms(60_000), T), "+60.0 s");
        assert_eq!(offset(T, T), "+0.0 s");
    }

    #[test]
    fn durations_and_sizes() {
        assert_eq!([0, 999, 1_000, 119_999].map(duration), ["0.0 s", "0.9 s", "1 s", "119 s"]);
        assert_eq!([120_000, 7_200_000, 172_800_000].map(duration), ["2 min", "2 h", "2 days"]);
        assert_eq!([0, 1_023, 1_024, 1_536, 3_145_728].map(bytes), ["0 B", "1023 B", "1.0 KB", "1.5 KB", "3.0 MB"]);
        assert_eq!([0, 1, 2].map(|n| count(n, "item")), ["0 items", "1 item", "2 items"]);
    }

    #[test]
    fn keys_are_their_values() {
        let key = Attributes::from([("a".to_owned(), "Bach".into()), ("b".to_owned(), 5.into())]);
        assert_eq!(super::key(&key), "Bach / 5");
    }
}
