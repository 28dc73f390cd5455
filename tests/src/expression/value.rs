//! Values, paths, and the comparison of values.

use std::cmp::Ordering;
use timemark_core::{AttributeValue, Attributes};

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// To a map's member.
    Member(String),
    /// To a list's element.
    Element(usize),
}

/// A path: an attribute, and steps into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The attribute.
    pub name: String,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Path {
    /// The value at the path.
    pub fn of<'a>(&self, item: &'a Attributes) -> Option<&'a AttributeValue> {
        let mut value = item.get(&self.name)?;
        for step in &self.steps {
            value = match (step, value) {
                (Step::Member(name), AttributeValue::M(members)) => members.get(name)?,
                (Step::Element(index), AttributeValue::L(elements)) => elements.get(*index)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// All steps, beginning with the attribute's name.
    pub fn all_steps(&self) -> Vec<Step> {
        std::iter::once(Step::Member(self.name.clone())).chain(self.steps.iter().cloned()).collect()
    }
}

/// The whole number in a text.
pub fn number(text: &str) -> i64 {
    text.parse().unwrap()
}

/// Whether two values are equal; the order of a set does not matter.
pub fn same(one: &AttributeValue, two: &AttributeValue) -> bool {
    use AttributeValue::*;
    match (one, two) {
        (N(one), N(two)) => number(one) == number(two),
        (Ss(one), Ss(two)) => sorted(one.clone()) == sorted(two.clone()),
        (Ns(one), Ns(two)) => {
            let numbers = |texts: &[String]| sorted(texts.iter().map(|text| number(text)).collect());
            numbers(one) == numbers(two)
        }
        (Bs(one), Bs(two)) => sorted(one.clone()) == sorted(two.clone()),
        (L(one), L(two)) => one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two)),
        (M(one), M(two)) => {
            one.len() == two.len()
                && one.iter().all(|(name, value)| two.get(name).is_some_and(|other| same(value, other)))
        }
        (one, two) => one == two,
    }
}

/// A value as it is returned: sets are in order.
pub fn stored(value: AttributeValue) -> AttributeValue {
    use AttributeValue::*;
    match value {
        Ss(set) => Ss(sorted(set)),
        Bs(set) => Bs(sorted(set)),
        Ns(mut set) => {
            set.sort_by_key(|text| number(text));
            Ns(set)
        }
        L(elements) => L(elements.into_iter().map(stored).collect()),
        M(members) => M(stored_all(members)),
        other => other,
    }
}

/// Attributes as they are returned.
pub fn stored_all(attributes: Attributes) -> Attributes {
    attributes.into_iter().map(|(name, value)| (name, stored(value))).collect()
}

fn sorted<T: Ord>(mut several: Vec<T>) -> Vec<T> {
    several.sort();
    several
}

/// The order of two values; `None` if they have none.
pub fn order(one: &AttributeValue, two: &AttributeValue) -> Option<Ordering> {
    use AttributeValue::*;
    match (one, two) {
        (S(one), S(two)) => Some(one.as_bytes().cmp(two.as_bytes())),
        (N(one), N(two)) => Some(number(one).cmp(&number(two))),
        (B(one), B(two)) => Some(one.cmp(two)),
        _ => None,
    }
}

/// The size of a value; `None` if it has none.
pub fn size(value: &AttributeValue) -> Option<i64> {
    use AttributeValue::*;
    let size = match value {
        S(text) => text.encode_utf16().count(),
        B(bytes) => bytes.len(),
        Ss(set) | Ns(set) => set.len(),
        Bs(set) => set.len(),
        L(elements) => elements.len(),
        M(members) => members.len(),
        _ => return None,
    };
    Some(size as i64)
}

/// Whether a string or binary value contains another, or a set or a list an element.
pub fn contains(value: &AttributeValue, element: &AttributeValue) -> bool {
    use AttributeValue::*;
    match (value, element) {
        (S(all), S(part)) => all.contains(part.as_str()),
        (B(all), B(part)) => (0..=all.len()).any(|start| all[start..].starts_with(part)),
        (Ss(set), S(member)) => set.contains(member),
        (Ns(set), N(member)) => set.iter().any(|found| number(found) == number(member)),
        (Bs(set), B(member)) => set.contains(member),
        (L(elements), element) => elements.iter().any(|found| same(found, element)),
        _ => false,
    }
}
