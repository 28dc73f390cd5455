//! Evaluation of conditions over an item's bytes, in place.

use super::condition::{Comparator, Condition, Node, Operand};
use super::found::Found;
use super::path::Path;
use super::work::{COMPARED_BYTES, COUNTED_BYTES, SEARCHED_BYTES, Work};
use crate::item::number::Number;
use crate::item::{Canonical, Item, Kind, Stored};
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
        self.holds_counting(item, &Work::default())
    }

    /// Whether the condition holds, as [`Condition::holds`]; the steps that this takes are added to the work of a request. Once
    /// that [is exhausted](Work::is_exhausted), the answer means nothing.
    #[inline]
    pub fn holds_counting(&self, item: Option<&Item>, work: &Work) -> bool {
        if self.sought.is_light(item) {
            return self.node.holds(Light(item));
        }
        self.holds_counted(item, work)
    }

    fn holds_counted(&self, item: Option<&Item>, work: &Work) -> bool {
        let found = item.map(|item| self.sought.find(item, work));
        self.node.holds(&Counted { found, work })
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
    let units = |byte: &u8| u8::from(byte & 0xC0 != 0x80) + u8::from(*byte >= 0xF0 && pairs);
    // In runs whose sum is less than 256, of which a processor counts many at once.
    text.chunks(64).map(|run| usize::from(run.iter().map(units).sum::<u8>())).sum()
}

/// What a condition is evaluated over, in a register if it is light: the values of an item, or the absence of one.
trait Evaluation<'a>: Copy {
    /// The value at a path of the condition.
    fn at(self, path: &Path) -> Option<Stored<'a>>;

    /// Counts steps.
    fn add(self, steps: impl FnOnce() -> usize);

    /// Whether nothing more is to be evaluated.
    fn is_exhausted(self) -> bool;

    /// Counts the comparison of two values. Those of different lengths may still be ordered by all bytes of one.
    fn compared(self, one: Seen<'_>, two: Seen<'_>) {
        self.add(|| 1 + one.len().min(two.len()) / COMPARED_BYTES);
    }
}

/// An item, or none, over which a condition takes too few steps to be counted.
#[derive(Clone, Copy)]
struct Light<'a>(Option<&'a Item>);

impl<'a> Evaluation<'a> for Light<'a> {
    fn at(self, path: &Path) -> Option<Stored<'a>> {
        path.of(self.0?)
    }

    fn add(self, _: impl FnOnce() -> usize) {}

    fn is_exhausted(self) -> bool {
        false
    }
}

/// The values of any item, whose steps are counted.
struct Counted<'a> {
    found: Option<Found<'a>>,
    work: &'a Work,
}

impl<'a> Evaluation<'a> for &Counted<'a> {
    fn at(self, path: &Path) -> Option<Stored<'a>> {
        self.found.as_ref()?.at(path, self.work)
    }

    fn add(self, steps: impl FnOnce() -> usize) {
        self.work.add(steps());
    }

    fn is_exhausted(self) -> bool {
        self.work.is_exhausted()
    }
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

    /// The length of its canonical bytes; of a computed number none to speak of.
    fn len(self) -> usize {
        self.stored().map_or(0, Stored::stored_len)
    }
}

impl Operand {
    fn seen<'a>(&'a self, at: impl Evaluation<'a>) -> Option<Seen<'a>> {
        match self {
            Operand::Path(path) => at.at(path).map(Seen::Stored),
            Operand::Value(value) => Some(Seen::Stored(value.stored())),
            Operand::Size(path) => {
                let value = at.at(path)?;
                // Only of a text the characters are counted.
                at.add(|| if value.kind() == Kind::S { value.stored_len() / COUNTED_BYTES } else { 0 });
                size(value).map(Seen::Number)
            }
        }
    }
}

impl Node {
    /// Depth of recursion: that of the condition, which the number of operators bounds.
    fn holds<'a>(&'a self, at: impl Evaluation<'a>) -> bool {
        at.add(|| NODE_STEPS);
        if at.is_exhausted() {
            return false;
        }
        match self {
            Node::All(nodes) => nodes.iter().all(|node| node.holds(at)),
            Node::Any(nodes) => nodes.iter().any(|node| node.holds(at)),
            Node::Not(node) => !node.holds(at),
            Node::Compare(left, comparator, right) => {
                let both = left.seen(at).zip(right.seen(at)).inspect(|(left, right)| at.compared(*left, *right));
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
                let Some(value) = value.seen(at) else { return false };
                let order = |bound: &'a Operand| {
                    let bound = bound.seen(at)?;
                    at.compared(value, bound);
                    value.compare(bound)
                };
                let is_within = if Planted::BetweenLeavesUpper.is_on() { Ordering::is_lt } else { Ordering::is_le };
                order(lower).is_some_and(Ordering::is_ge) && order(upper).is_some_and(is_within)
            }
            Node::In(value, among) => {
                let Some(value) = value.seen(at) else { return false };
                among.iter().any(|other| {
                    other.seen(at).is_some_and(|other| {
                        at.compared(value, other);
                        value.equals(other)
                    })
                })
            }
            Node::Exists(path) => at.at(path).is_some(),
            Node::NotExists(path) => at.at(path).is_none(),
            Node::TypeIs(value, kind) => {
                value.seen(at).and_then(Seen::stored).is_some_and(|value| value.kind() == *kind)
            }
            Node::BeginsWith(value, start) => stored_pair(value, start, at).is_some_and(|(value, start)| {
                at.compared(Seen::Stored(value), Seen::Stored(start));
                value.kind() == start.kind()
                    && value.run().zip(start.run()).is_some_and(|(value, start)| value.starts_with(start))
            }),
            Node::Contains(value, element) => {
                let Some(Seen::Stored(value)) = value.seen(at) else { return false };
                element.seen(at).is_some_and(|element| contains(value, element, at))
            }
        }
    }
}

/// The steps of an operator, beside those of its values.
pub(super) const NODE_STEPS: usize = 4;

fn stored_pair<'a>(one: &'a Operand, two: &'a Operand, at: impl Evaluation<'a>) -> Option<(Stored<'a>, Stored<'a>)> {
    Some((one.seen(at)?.stored()?, two.seen(at)?.stored()?))
}

/// The function `contains`: whether a string has a substring, a set a member, or a list an element. Elements and members are
/// compared as canonical bytes, which are equal exactly if the values are.
fn contains<'a>(value: Stored<'a>, element: Seen<'_>, at: impl Evaluation<'a>) -> bool {
    let number;
    let element = match element {
        Seen::Stored(element) => element,
        Seen::Number(found) => {
            number = Canonical::number(&found);
            number.stored()
        }
    };
    match value.kind() {
        Kind::L => {
            let mut elements = value.cursor();
            let found = std::iter::from_fn(|| elements.value()).any(|found| found == element);
            at.add(|| elements.passed());
            found
        }
        Kind::S | Kind::B if element.kind() == value.kind() => {
            at.add(|| value.stored_len() / SEARCHED_BYTES);
            value.run().zip(element.run()).is_some_and(|(all, part)| has_run(all, part))
        }
        kind if kind.member() == Some(element.kind()) => {
            at.add(|| value.count());
            let bytes = if element.kind() == Kind::N { Some(element.number_bytes()) } else { element.run() };
            bytes.is_some_and(|bytes| value.set_members().any(|found| found == bytes))
        }
        _ => false,
    }
}

/// Whether `part` occurs in `all`, in linear time.
fn has_run(all: &[u8], part: &[u8]) -> bool {
    if part.len() > all.len() {
        return false;
    }
    match (std::str::from_utf8(all), std::str::from_utf8(part)) {
        // The standard library searches texts, but not bytes.
        (Ok(all), Ok(part)) => all.contains(part),
        _ => has_bytes(all, part),
    }
}

/// Searches bytes by the algorithm of Knuth, Morris and Pratt: where a byte does not fit, what fitted before tells how much of
/// `part` fits still, so no byte of `all` is looked at again.
fn has_bytes(all: &[u8], part: &[u8]) -> bool {
    // For each length that fits: the length of the longest beginning of `part` that ends it, but for itself.
    let mut shorter: Vec<u32> = vec![0; part.len() + 1];
    let longer = |shorter: &[u32], mut fitting: usize, byte: u8| loop {
        match (part.get(fitting) == Some(&byte), fitting) {
            (true, _) => return fitting + 1,
            (false, 0) => return 0,
            (false, _) => fitting = shorter.get(fitting).map_or(0, |length| *length as usize),
        }
    };
    let mut fitting = 0;
    for (index, byte) in part.iter().enumerate().skip(1) {
        fitting = longer(&shorter, fitting, *byte);
        if let Some(length) = shorter.get_mut(index + 1) {
            *length = fitting as u32;
        }
    }
    let mut fitting = 0;
    part.is_empty()
        || all.iter().any(|byte| {
            fitting = longer(&shorter, fitting, *byte);
            fitting == part.len()
        })
}

#[cfg(test)]
mod tests;
