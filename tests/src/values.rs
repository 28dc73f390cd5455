//! Attribute values of all ten types, in the form in which they are returned: plain decimals, ordered sets.

use crate::Rng;
use timemark_core::shapes::ScalarAttributeType;
use timemark_core::{AttributeValue, Attributes};

/// A value of a key attribute; equal ordinals give equal values.
pub fn key_value(kind: &ScalarAttributeType, ordinal: u64) -> AttributeValue {
    match kind {
        ScalarAttributeType::N => AttributeValue::N((ordinal as i64 - 3).to_string()),
        // Zero bytes at both ends, which could be confused where keys are joined.
        ScalarAttributeType::B => AttributeValue::B(vec![0, ordinal as u8, (ordinal >> 8) as u8, 0]),
        _ => AttributeValue::S(format!("k{ordinal}")),
    }
}

/// Any value, at most `depth` levels deep.
pub fn value(rng: &mut Rng, depth: u32) -> AttributeValue {
    let text =
        |rng: &mut Rng| (*rng.pick(&["", "a", "ü", "日本", "\u{202e}rtl", "__proto__", "<img onerror>"])).to_owned();
    let bytes = |rng: &mut Rng| (0..rng.below(6)).map(|_| rng.next_u64() as u8).collect::<Vec<u8>>();
    match rng.below(if depth == 0 { 8 } else { 10 }) {
        0 => AttributeValue::S(text(rng)),
        1 => AttributeValue::N(number(rng)),
        2 => AttributeValue::B(bytes(rng)),
        3 => AttributeValue::Bool(rng.percent(50)),
        4 => AttributeValue::Null(true),
        5 => AttributeValue::Ss((0..1 + rng.below(4)).map(|n| format!("s{n}")).collect()),
        6 => AttributeValue::Ns((0..1 + rng.below(4)).map(|n| n.to_string()).collect()),
        7 => AttributeValue::Bs((0..1 + rng.below(4)).map(|n| vec![n as u8]).collect()),
        8 => AttributeValue::L((0..rng.below(4)).map(|_| value(rng, depth - 1)).collect()),
        _ => AttributeValue::M(members(rng, depth - 1)),
    }
}

fn members(rng: &mut Rng, depth: u32) -> Attributes {
    (0..rng.below(4)).map(|n| (format!("m{n}"), value(rng, depth))).collect()
}

fn number(rng: &mut Rng) -> String {
    let sign = if rng.percent(30) { "-" } else { "" };
    match rng.below(4) {
        0 => "0".to_owned(),
        1 => format!("{sign}{}", 1 + rng.below(1_000_000)),
        2 => format!("{sign}0.{}", 1 + 10 * rng.below(1_000)),
        _ => format!("{sign}12345678901234567890123456789012345678"),
    }
}
