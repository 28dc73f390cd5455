//! Times, sizes and keys as people read them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use timemark_core::shapes::{KeySchemaElement, KeyType};
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

/// Reads `2026-11-22 14:25:07`, also without the seconds or the time of the day, or with a `T` and a `Z`.
pub fn read_time(text: &str) -> Option<Timestamp> {
    let text = text.trim().trim_end_matches('Z');
    let (date, clock) = text.split_once(['T', ' ']).unwrap_or((text, "0:0"));
    let numbers =
        |text: &str, sign: char| text.trim().split(sign).map(|part| part.parse().ok()).collect::<Option<Vec<i64>>>();
    let (date, clock) = (numbers(date, '-')?, numbers(clock, ':')?);
    let (&[year, month, day], [hour, minute, rest @ ..]) = (date.as_slice(), clock.as_slice()) else { return None };
    let second = match rest {
        [] => 0,
        [second] => *second,
        _ => return None,
    };
    let is_a_time = (0..24).contains(hour) && (0..60).contains(minute) && (0..60).contains(&second);
    if !is_a_time || !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let days = days_before(year, month) + day - 1;
    let time = Timestamp::from_millis((((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000);
    // Refuses the thirtieth of February, which the arithmetic would read as the second of March.
    (time.date() == (year, month as u32, day as u32)).then_some(time)
}

/// Days from the first of January 1970 to the first of a month.
fn days_before(year: i64, month: i64) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = year - 1;
    let leap_days = last / 4 - last / 100 + last / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);
    let this_year = BEFORE_MONTH.get(month as usize - 1).copied().unwrap_or_default() + i64::from(is_leap && month > 2);
    (year - 1970) * 365 + leap_days + this_year
}

fn part(time: Timestamp, range: std::ops::Range<usize>) -> String {
    time.to_string().get(range).unwrap_or_default().to_owned()
}

/// The signed distance between two times: `−28.9 s`, `+60.0 s`.
pub fn offset(time: Timestamp, from: Timestamp) -> String {
    let ms = time.millis().saturating_sub(from.millis());
    let sign = if ms < 0 { '−' } else { '+' };
    let tenths = ms.unsigned_abs().saturating_add(50) / 100;
    format!("{sign}{}.{} s", tenths / 10, tenths % 10)
}

/// A duration: `0.4 s`, `12 s`, `5 min`, `3 h`, `2 days`.
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
    if number == 1 { format!("1 {one}") } else { format!("{} {one}s", grouped(number)) }
}

/// A text for a value, as JSON without types. A text stands without quotes where it cannot be taken for anything else,
/// so that `4` is a number and `"4"` a text, and an empty text is seen.
pub fn value(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) if is_plain(text) => marked(text),
        other => marked(&json(other)),
    }
}

/// The first bytes of a text, at most so many and no part of a character.
pub fn start(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rfind(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}

/// The beginning of [`value`] if that is long, with the length of all of it.
pub fn brief_value(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) if is_plain(text) => brief(text, marked),
        other => brief(&json(other), marked),
    }
}

fn brief(text: &str, written: fn(&str) -> String) -> String {
    match text.char_indices().nth(BRIEF_CHARACTERS) {
        None => written(text),
        Some((end, _)) => {
            let characters = count(text.chars().count() as u64, "character");
            format!("{}… ({characters})", written(text.get(..end).unwrap_or_default()))
        }
    }
}

/// The most characters of [`brief_value`].
const BRIEF_CHARACTERS: usize = 500;

/// Whether a text is taken for a text without quotes.
fn is_plain(text: &str) -> bool {
    let is_other = ["true", "false", "null"].contains(&text) || text.parse::<f64>().is_ok();
    !is_other && text.trim() == text && !text.is_empty() && !text.starts_with(['"', '{', '['])
}

/// A value as JSON without types, not [`marked`]. Bytes are base64.
fn json(value: &AttributeValue) -> String {
    let list = |elements: Vec<String>| format!("[{}]", elements.join(", "));
    let quoted = |text: &str| timemark_core::json::text(&text);
    match value {
        AttributeValue::S(text) => quoted(text),
        AttributeValue::N(number) => number.clone(),
        AttributeValue::Bool(yes) => yes.to_string(),
        AttributeValue::Null(_) => "null".to_owned(),
        AttributeValue::Malformed(_) => timemark_core::json::text(value),
        AttributeValue::B(bytes) => STANDARD.encode(bytes),
        AttributeValue::L(elements) => list(elements.iter().map(json).collect()),
        AttributeValue::Ss(set) => list(set.iter().map(|text| quoted(text)).collect()),
        AttributeValue::Ns(set) => list(set.clone()),
        AttributeValue::Bs(set) => list(set.iter().map(|bytes| STANDARD.encode(bytes)).collect()),
        AttributeValue::M(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", quoted(name), json(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A text in which marks that control others are seen instead of obeyed, and which does not turn what follows it:
/// U+202E would show the rest of a line backwards.
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' => out.push('↵'),
            '\0'..='\u{1f}' => out.extend(char::from_u32(0x2400 + char as u32)),
            '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => out.push_str(&format!("‹U+{:04X}›", char as u32)),
            _ => out.push(char),
        }
    }
    let is_right_to_left = |char: char| matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    // First strong isolate, and its end.
    if out.contains(is_right_to_left) { format!("\u{2068}{out}\u{2069}") } else { out }
}

/// A key of a table or of an index: `Artist, then Work`, and `League and Zone, then Round` of several HASH attributes.
pub fn schema(schema: &[KeySchemaElement]) -> String {
    let names = |is_hash: bool| {
        let part = schema.iter().filter(move |element| (element.key_type == Some(KeyType::Hash)) == is_hash);
        part.filter_map(|element| element.attribute_name.as_deref())
    };
    let hash = names(true).collect::<Vec<_>>().join(" and ");
    std::iter::once(hash.as_str()).chain(names(false)).collect::<Vec<_>>().join(", then ")
}

/// A key in one line: its values, `Bach / Chaconne`.
pub fn key(key: &Attributes) -> String {
    key.values().map(value).collect::<Vec<_>>().join(" / ")
}

/// A number of items: `1 item`, `12,345 items`.
pub fn counted(number: u64) -> String {
    format!("{} {}", grouped(number), if number == 1 { "item" } else { "items" })
}

/// A number with its thousands grouped: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_millis(1_795_357_507_250);

    #[test]
    fn keys_of_several_attributes() {
        let element = |(name, part): (&str, KeyType)| KeySchemaElement {
            attribute_name: Some(name.to_owned()),
            key_type: Some(part),
        };
        use KeyType::{Hash, Range};
        let shown = |parts: Vec<(&str, KeyType)>| schema(&parts.into_iter().map(element).collect::<Vec<_>>());
        assert_eq!(shown(vec![("Artist", Hash)]), "Artist");
        assert_eq!(shown(vec![("Artist", Hash), ("Work", Range)]), "Artist, then Work");
        let several = vec![("league", Hash), ("zone", Hash), ("round", Range), ("bracket", Range)];
        assert_eq!(shown(several), "league and zone, then round, then bracket");
    }

    #[test]
    fn times() {
        assert_eq!(clock(T), "14:25:07");
        assert_eq!(clock_tenths(T), "14:25:07.2");
        assert_eq!(clock_millis(T), "14:25:07.250");
        assert_eq!(date_and_clock(T), "2026-11-22 14:25:07");
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        for millis in [0, 951_782_400_000, 1_795_357_507_000, 4_107_542_399_000, 253_402_300_799_000] {
            let time = Timestamp::from_millis(millis);
            assert_eq!(read_time(&date_and_clock(time)), Some(time), "{time}");
        }
        let noon = Some(Timestamp::from_millis(1_795_392_000_000 + 43_200_000));
        assert_eq!(["2026-11-23 12:00", "2026-11-23T12:00:00Z", " 2026-11-23  12:00:00 "].map(read_time), [noon; 3]);
        for nonsense in
            ["", "today", "2026-02-30", "2026-13-01", "2026-11-23 24:00", "2026-11-23 1:2:3:4", "1-2", "-5-1-1"]
        {
            assert_eq!(read_time(nonsense), None, "{nonsense}");
        }
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
        assert_eq!([0, 1, 2_000].map(|n| count(n, "item")), ["0 items", "1 item", "2,000 items"]);
    }

    #[test]
    fn values_of_different_types_read_differently() {
        let text = |text: &str| super::value(&AttributeValue::S(text.to_owned()));
        let number = AttributeValue::N("4".to_owned());
        assert_eq!((text("4"), super::value(&number)), ("\"4\"".to_owned(), "4".to_owned()));
        assert_eq!(
            ["", "true", "null", " a", "[1]", "Bach"].map(text),
            ["\"\"", "\"true\"", "\"null\"", "\" a\"", "\"[1]\"", "Bach"]
        );
        let members = Attributes::from_iter([("a".to_owned(), number.clone()), ("b".to_owned(), "x".into())]);
        let nested = AttributeValue::L(vec![AttributeValue::M(members), AttributeValue::Null(true)]);
        assert_eq!(super::value(&nested), r#"[{"a": 4, "b": "x"}, null]"#);
        assert_eq!(super::value(&AttributeValue::B(b"Timemark".to_vec())), "VGltZW1hcms=");
    }

    #[test]
    fn the_start_of_a_text_has_whole_characters() {
        assert_eq!([0, 1, 2, 3, 9].map(|bytes| start("aé", bytes)), ["", "a", "a", "aé", "aé"]);
    }

    #[test]
    fn a_long_value_is_shortened_and_says_so() {
        let text = |length: usize| AttributeValue::S("é".repeat(length));
        assert_eq!(brief_value(&text(500)), "é".repeat(500));
        assert_eq!(brief_value(&text(1_234)), format!("{}… (1,234 characters)", "é".repeat(500)));
    }

    #[test]
    fn marks_are_seen_and_turn_nothing() {
        assert_eq!(marked("a\nb\tc\u{1b}"), "a↵b␉c␛");
        assert_eq!(marked("a\u{202e}b\u{200b}\u{feff}"), "a‹U+202E›b‹U+200B›‹U+FEFF›");
        assert_eq!(marked("שלום"), "\u{2068}שלום\u{2069}");
        assert_eq!(marked("Dvořák 😀 👩\u{fe0f}"), "Dvořák 😀 👩\u{fe0f}");
    }

    #[test]
    fn keys_are_their_values() {
        let key = Attributes::from_iter([("a".to_owned(), "Bach".into()), ("b".to_owned(), 5.into())]);
        assert_eq!(super::key(&key), "Bach / 5");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2_000].map(counted), ["0 items", "1 item", "2,000 items"]);
    }
}
