//! Items, paths and values, from so few names and values that they often meet.

use super::value::{Path, Step};
use crate::Dice;
use timemark_core::{AttributeValue, Attributes};

/// Names that need no placeholder, and two that do.
pub const NAMES: [&str; 6] = ["a", "b", "c", "m", "x.y", "Name"];
const TEXTS: [&str; 8] = ["", "a", "ab", "abc", "b", "é", "éa", "日本"];

/// An item with some of the names.
pub fn item(dice: &mut Dice) -> Attributes {
    members(dice, 3)
}

fn members(dice: &mut Dice, depth: u32) -> Attributes {
    let mut members = Attributes::new();
    for name in NAMES {
        if dice.percent(60) {
            members.insert(name.to_owned(), value(dice, depth));
        }
    }
    members
}

/// Any value, so many levels deep at most.
pub fn value(dice: &mut Dice, depth: u32) -> AttributeValue {
    match dice.below(if depth == 0 { 8 } else { 12 }) {
        0 | 1 => AttributeValue::S((*dice.pick(&TEXTS)).to_owned()),
        2 | 3 => number(dice),
        4 => AttributeValue::B((0..dice.below(3)).map(|_| dice.below(3) as u8).collect()),
        5 => AttributeValue::Bool(dice.percent(50)),
        6 => AttributeValue::Null(true),
        7 => set(dice),
        8 | 9 => list(dice, depth - 1),
        _ => AttributeValue::M(members(dice, depth - 1)),
    }
}

/// A small whole number.
pub fn number(dice: &mut Dice) -> AttributeValue {
    AttributeValue::N(dice.between(-12, 12).to_string())
}

/// A list.
pub fn list(dice: &mut Dice, depth: u32) -> AttributeValue {
    AttributeValue::L((0..dice.below(4)).map(|_| value(dice, depth)).collect())
}

/// A set of any of the three types, with one member at least.
pub fn set(dice: &mut Dice) -> AttributeValue {
    fn some<T: Clone>(dice: &mut Dice, from: &[T]) -> Vec<T> {
        let mut some: Vec<T> = from.iter().filter(|_| dice.percent(40)).cloned().collect();
        if some.is_empty() {
            some.push(dice.pick(from).clone());
        }
        if dice.percent(50) {
            some.reverse();
        }
        some
    }
    match dice.below(3) {
        0 => AttributeValue::Ss(some(dice, &["a", "b", "abc", "é"].map(str::to_owned))),
        1 => AttributeValue::Ns(some(dice, &["-11", "-2", "0", "3", "10", "100"].map(str::to_owned))),
        _ => AttributeValue::Bs(some(dice, &[vec![], vec![0], vec![0, 1], vec![2]])),
    }
}

/// A path, which more often than not leads somewhere in an item.
pub fn path(dice: &mut Dice, item: &Attributes) -> Path {
    let mut path = Path { name: (*dice.pick(&NAMES)).to_owned(), steps: Vec::new() };
    while path.steps.len() < 4 && dice.percent(45) {
        let step = match path.of(item) {
            Some(AttributeValue::L(_)) if dice.percent(90) => Step::Element(dice.below(5) as usize),
            Some(AttributeValue::M(_)) if dice.percent(90) => Step::Member((*dice.pick(&NAMES)).to_owned()),
            _ if dice.percent(50) => Step::Element(dice.below(3) as usize),
            _ => Step::Member((*dice.pick(&NAMES)).to_owned()),
        };
        path.steps.push(step);
    }
    path
}
