//! Random items, paths and values, from so few names and values that they often coincide.

use super::value::{Path, Step};
use crate::Rng;
use timemark_core::{AttributeValue, Attributes};

/// Names that need no placeholder, and two that do.
pub const NAMES: [&str; 6] = ["a", "b", "c", "m", "x.y", "Name"];
const TEXTS: [&str; 8] = ["", "a", "ab", "abc", "b", "é", "éa", "日本"];

/// An item with some of the names.
pub fn item(rng: &mut Rng) -> Attributes {
    members(rng, 3)
}

fn members(rng: &mut Rng, depth: u32) -> Attributes {
    let mut members = Attributes::new();
    for name in NAMES {
        if rng.percent(60) {
            members.insert(name.to_owned(), value(rng, depth));
        }
    }
    members
}

/// Any value, at most `depth` levels deep.
pub fn value(rng: &mut Rng, depth: u32) -> AttributeValue {
    match rng.below(if depth == 0 { 8 } else { 12 }) {
        0 | 1 => AttributeValue::S((*rng.pick(&TEXTS)).to_owned()),
        2 | 3 => number(rng),
        4 => AttributeValue::B((0..rng.below(3)).map(|_| rng.below(3) as u8).collect()),
        5 => AttributeValue::Bool(rng.percent(50)),
        6 => AttributeValue::Null(true),
        7 => set(rng),
        8 | 9 => list(rng, depth - 1),
        _ => AttributeValue::M(members(rng, depth - 1)),
    }
}

/// A small whole number.
pub fn number(rng: &mut Rng) -> AttributeValue {
    AttributeValue::N(rng.between(-12, 12).to_string())
}

/// A list.
pub fn list(rng: &mut Rng, depth: u32) -> AttributeValue {
    AttributeValue::L((0..rng.below(4)).map(|_| value(rng, depth)).collect())
}

/// A set of any of the three types, with one member at least.
pub fn set(rng: &mut Rng) -> AttributeValue {
    fn some<T: Clone>(rng: &mut Rng, from: &[T]) -> Vec<T> {
        let mut some: Vec<T> = from.iter().filter(|_| rng.percent(40)).cloned().collect();
        if some.is_empty() {
            some.push(rng.pick(from).clone());
        }
        if rng.percent(50) {
            some.reverse();
        }
        some
    }
    match rng.below(3) {
        0 => AttributeValue::Ss(some(rng, &["a", "b", "abc", "é"].map(str::to_owned))),
        1 => AttributeValue::Ns(some(rng, &["-11", "-2", "0", "3", "10", "100"].map(str::to_owned))),
        _ => AttributeValue::Bs(some(rng, &[vec![], vec![0], vec![0, 1], vec![2]])),
    }
}

/// A path, which usually leads to a value of the item.
pub fn path(rng: &mut Rng, item: &Attributes) -> Path {
    let mut path = Path { name: (*rng.pick(&NAMES)).to_owned(), steps: Vec::new() };
    while path.steps.len() < 4 && rng.percent(45) {
        let step = match path.of(item) {
            Some(AttributeValue::L(_)) if rng.percent(90) => Step::Element(rng.below(5) as usize),
            Some(AttributeValue::M(_)) if rng.percent(90) => Step::Member((*rng.pick(&NAMES)).to_owned()),
            _ if rng.percent(50) => Step::Element(rng.below(3) as usize),
            _ => Step::Member((*rng.pick(&NAMES)).to_owned()),
        };
        path.steps.push(step);
    }
    path
}
