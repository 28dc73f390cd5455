//! Evaluation of conditions over an item's bytes, in place.

use super::condition::{Comparator, Condition, Node, Operand};
use crate::item::number::Number;
use crate::item::{Item, Kind, Stored};
use crate::planted::Planted;
use std::cmp::Ordering;

impl Condition {
    /// Whether the condition holds for an item, or for the absence of one.
    ///
    /// Values that cannot be compared (a missing attribute, different types) are unequal, and neither smaller nor
    /// greater.
    ///
    /// # Source
    /// `docs/dynamodb.md#expressions`: the developer guide, «Condition and filter expressions»; that a missing
    /// attribute is unequal to any value is assumed.
    pub fn holds(&self, item: Option<&Item>) -> bool {
        self.0.holds(item)
    }
}

impl Comparator {
    fn takes(self, order: Ordering) -> bool {
        match self {
            Comparator::Equal => order.is_eq(),
            Comparator::Unequal => order.is_ne(),
            Comparator::Less => order.is_lt(),
            Comparator::AtMost => order.is_le(),
            Comparator::Greater => order.is_gt(),
            Comparator::AtLeast => order.is_ge(),
        }
    }
}

/// The result of the function `size`; `None` for a number, a Boolean or NULL.
///
/// # Source
/// The developer guide: the length of a string, the bytes of a binary value, the number of members of a set, a list or
/// a map. The length of a string is counted in UTF-16 code units: `docs/dynamodb.md#expressions`.
pub fn size(value: Stored<'_>) -> Option<Number> {
    let size = match value.kind() {
        Kind::S => utf16_length(value.run()?),
        Kind::B => value.run()?.len(),
        Kind::N | Kind::Bool | Kind::Null => return None,
        _ => value.count(),
    };
    u32::try_from(size).ok().map(Number::from)
}

/// The number of UTF-16 code units of a text in UTF-8: one for each character, and one more for those of four bytes.
fn utf16_length(text: &[u8]) -> usize {
    if Planted::LengthInBytes.is_on() {
        return text.len();
    }
    let pairs = !Planted::LengthInCharacters.is_on();
    text.iter().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0 && pairs)).sum()
}

/// An operand, evaluated for an item.
#[derive(Clone, Copy)]
enum Seen<'a> {
    Stored(Stored<'a>),
    Number(Number),
}

/// The order of two values of the same type; `None` if they have none.
pub fn compare(one: Stored<'_>, two: Stored<'_>) -> Option<Ordering> {
    Seen::Stored(one).compare(Seen::Stored(two))
}

impl<'a> Seen<'a> {
    fn number(self) -> Option<Number> {
        match self {
            Seen::Stored(value) => value.number(),
            Seen::Number(number) => Some(number),
        }
    }

    fn equals(self, other: Seen<'_>) -> bool {
        match (self, other) {
            (Seen::Stored(one), Seen::Stored(two)) => one == two,
            (one, two) => one.number().is_some_and(|number| two.number() == Some(number)),
        }
    }

    /// The order of two values of the same type; `None` if they have none.
    fn compare(self, other: Seen<'_>) -> Option<Ordering> {
        if let (Seen::Stored(one), Seen::Stored(two)) = (self, other)
            && one.kind() != Kind::N
        {
            let is_comparable = one.kind() == two.kind() || Planted::ComparesAcrossTypes.is_on();
            return is_comparable.then(|| Some(one.run()?.cmp(two.run()?))).flatten();
        }
        Some(self.number()?.cmp(&other.number()?))
    }

    fn stored(self) -> Option<Stored<'a>> {
        match self {
            Seen::Stored(value) => Some(value),
            Seen::Number(_) => None,
        }
    }
}

impl Operand {
    fn seen<'a>(&'a self, item: Option<&'a Item>) -> Option<Seen<'a>> {
        match self {
            Operand::Path(path) => path.of(item?).map(Seen::Stored),
            Operand::Value(value) => Some(Seen::Stored(value.stored())),
            Operand::Size(path) => size(path.of(item?)?).map(Seen::Number),
        }
    }
}

impl Node {
    /// Depth of recursion: that of the condition, which the number of operators bounds.
    fn holds(&self, item: Option<&Item>) -> bool {
        match self {
            Node::All(nodes) => nodes.iter().all(|node| node.holds(item)),
            Node::Any(nodes) => nodes.iter().any(|node| node.holds(item)),
            Node::Not(node) => !node.holds(item),
            Node::Compare(left, comparator, right) => {
                let both = left.seen(item).zip(right.seen(item));
                match comparator {
                    Comparator::Equal => both.is_some_and(|(left, right)| left.equals(right)),
                    Comparator::Unequal if both.is_none() && Planted::MissingNotUnequal.is_on() => false,
                    Comparator::Unequal => !both.is_some_and(|(left, right)| left.equals(right)),
                    _ => {
                        both.and_then(|(left, right)| left.compare(right)).is_some_and(|order| comparator.takes(order))
                    }
                }
            }
            Node::Between(value, lower, upper) => {
                let Some(value) = value.seen(item) else { return false };
                let order = |bound: &Operand| value.compare(bound.seen(item)?);
                let is_within = if Planted::BetweenLeavesUpper.is_on() { Ordering::is_lt } else { Ordering::is_le };
                order(lower).is_some_and(Ordering::is_ge) && order(upper).is_some_and(is_within)
            }
            Node::In(value, among) => {
                let Some(value) = value.seen(item) else { return false };
                among.iter().any(|other| other.seen(item).is_some_and(|other| value.equals(other)))
            }
            Node::Exists(path) => item.is_some_and(|item| path.of(item).is_some()),
            Node::NotExists(path) => item.is_none_or(|item| path.of(item).is_none()),
            Node::TypeIs(value, kind) => {
                value.seen(item).and_then(Seen::stored).is_some_and(|value| value.kind() == *kind)
            }
            Node::BeginsWith(value, start) => stored_pair(value, start, item).is_some_and(|(value, start)| {
                value.kind() == start.kind()
                    && value.run().zip(start.run()).is_some_and(|(value, start)| value.starts_with(start))
            }),
            Node::Contains(value, element) => {
                let Some(Seen::Stored(value)) = value.seen(item) else { return false };
                element.seen(item).is_some_and(|element| contains(value, element))
            }
        }
    }
}

fn stored_pair<'a>(one: &'a Operand, two: &'a Operand, item: Option<&'a Item>) -> Option<(Stored<'a>, Stored<'a>)> {
    Some((one.seen(item)?.stored()?, two.seen(item)?.stored()?))
}

/// The function `contains`: whether a string has a substring, a set a member, or a list an element.
fn contains(value: Stored<'_>, element: Seen<'_>) -> bool {
    match value.kind() {
        Kind::L => value.elements().any(|found| Seen::Stored(found).equals(element)),
        Kind::S | Kind::B => element.stored().is_some_and(|element| {
            element.kind() == value.kind()
                && value.run().zip(element.run()).is_some_and(|(all, part)| has_run(all, part))
        }),
        kind => kind.member().is_some_and(|member| match (member, element) {
            (Kind::N, element) => {
                element.number().is_some_and(|number| value.set_numbers().any(|found| found == number))
            }
            (member, Seen::Stored(element)) if element.kind() == member => {
                element.run().is_some_and(|run| value.set_members().any(|found| found == run))
            }
            _ => false,
        }),
    }
}

/// Whether `part` occurs in `all`, in linear time: by the standard library's search of texts, with one character for
/// each byte.
fn has_run(all: &[u8], part: &[u8]) -> bool {
    match (std::str::from_utf8(all), std::str::from_utf8(part)) {
        (Ok(all), Ok(part)) => all.contains(part),
        _ => {
            let characters = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
            characters(all).contains(&characters(part))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{item, parsed};
    use super::*;
    use crate::expression::ExpressionKind;

    fn holds(text: &str, item: Option<&Item>) -> bool {
        let values = r#"{":s": {"S": "bé"}, ":n": {"N": "2"}, ":x": {"N": "10.0"}, ":t": {"BOOL": true}, ":b": {"B": "AQI="},
            ":ss": {"SS": ["q", "p"]}, ":l": {"L": [{"N": "2"}]}, ":m": {"S": "M"}, ":e": {"S": ""}}"#;
        let kind = ExpressionKind::Filter;
        let mut held = None;
        let _ = parsed(kind, &[], values, |placeholders| {
            held = Some(Condition::parse(kind, text, placeholders)?.holds(item));
            Ok(())
        });
        held.unwrap_or_else(|| unreachable!("{text}"))
    }

    #[test]
    fn what_holds_and_what_does_not() {
        let item = item(
            r#"{"a": {"S": "abéc"}, "bin": {"B": "AAECAw=="}, "n": {"N": "10"}, "t": {"BOOL": true}, "z": {"NULL": true},
                "ss": {"SS": ["p", "q"]}, "ns": {"NS": ["2", "10"]}, "l": {"L": [{"N": "2"}, {"S": "bé"}, {"L": [{"N": "2"}]}]},
                "m": {"M": {"k": {"S": "bé"}, "j": {"L": [{"M": {"i": {"N": "2"}}}]}}}}"#,
        );
        for text in [
            "n = :x",
            "n > :n",
            "n >= :x",
            "n <= :x",
            "n <> :n",
            "t = :t",
            "ss = :ss",
            "l[2] = :l",
            "l[0] = :n",
            "m.k = :s",
            "m.j[0].i = :n",
            "m.j[0].i = l[0]",
            "a < m.k",
            "a > :e",
            "absent <> :n",
            "absent <> missed",
            "a <> :n",
            "NOT a = :n",
            "NOT absent = :n",
            "NOT n < :n",
            "n BETWEEN :n AND :x",
            "m.j[0].i BETWEEN :n AND n",
            "n IN (:n, :x)",
            "a IN (m, :s) OR n IN (:x)",
            "attribute_exists(m.j[0].i)",
            "attribute_not_exists(m.j[1])",
            "attribute_not_exists(a.b)",
            "attribute_not_exists(m[0])",
            "attribute_type(m, :m)",
            "begins_with(m.k, :s)",
            "begins_with(a, :e)",
            "contains(a, :s)",
            "contains(bin, :b)",
            "contains(ns, :n)",
            "contains(ns, :x)",
            "contains(l, :l)",
            "contains(l, :n)",
            "contains(l, m.k)",
            "size(a) = l[9] OR size(ss) = :n",
            "size(ns) = :n",
            "size(bin) > :n",
            "size(m) = :n",
            "size(a) > :n AND size(a) < n",
            "contains(ns, size(m))",
            "n = :n OR n = :x AND t = :t",
            "NOT (n = :n AND t = :t)",
        ] {
            assert!(holds(text, Some(&item)), "{text}");
        }
        for text in [
            "n = :n",
            "n < :n",
            "a = :n",
            "a < :n",
            "t > t2",
            "ss = ns",
            "absent = :n",
            "absent = missed",
            "absent < :n",
            "z <> z2 AND z = :t",
            "absent BETWEEN :n AND :x",
            "a BETWEEN :n AND :x",
            "absent IN (:n)",
            "attribute_exists(a.b)",
            "attribute_exists(l[3])",
            "attribute_exists(m[0])",
            "attribute_type(a, :m)",
            "attribute_type(absent, :m)",
            "begins_with(a, :s)",
            "begins_with(bin, :s)",
            "begins_with(n, :s)",
            "contains(a, :n)",
            "contains(bin, :s)",
            "contains(ss, :n)",
            "contains(ns, :s)",
            "contains(l, :x)",
            "contains(n, :s)",
            "contains(absent, :s)",
            "size(n) = :n",
            "size(n) < :x",
            "size(absent) < :x",
            "(n = :n OR n = :x) AND t <> :t",
            "NOT t = :t OR n = :n",
        ] {
            assert!(!holds(text, Some(&item)), "{text}");
        }
    }

    #[test]
    fn no_item_has_no_attribute() {
        assert!(holds("attribute_not_exists(a) AND NOT attribute_exists(a) AND a <> :n", None));
        assert!(!holds("attribute_exists(a) OR a = :n OR size(a) < :n OR contains(a, :n)", None));
    }

    #[test]
    fn bytes_within_bytes() {
        assert!(has_run(&[1, 0xFF, 2, 3], &[0xFF, 2]) && has_run(&[0xFF], &[]) && has_run(b"abc", b"bc"));
        // Half a character is part of the bytes, although not of a text.
        assert!(has_run("é".as_bytes(), &[0xA9]) && !has_run(&[0xC3], "é".as_bytes()));
    }
}
