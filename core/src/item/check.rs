//! Whether bytes are an item's: for bytes that come from elsewhere, in one pass and without a copy.
//!
//! Everything else that reads canonical bytes relies on their form, because [`Item::new`] wrote them. What a file brings
//! is accepted only if [`Item::new`] would have written the same bytes.

use super::read::{read_bytes, read_length};
use super::*;
use crate::codec::refused;
use crate::item::number::Number;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

impl Item {
    /// The item with these canonical bytes; `None` if no item has them, or one that is over 400 KB.
    pub fn from_canonical(canonical: &[u8]) -> Option<Item> {
        let mut rest = canonical;
        let mut members = Ordered::default();
        let mut size = 0;
        while !rest.is_empty() {
            size += member(&mut rest, &mut members, 0)?;
        }
        (size as u64 <= limits::ITEM_BYTES_MAX).then(|| {
            let mut bytes = Vec::with_capacity(HEAD_BYTES + canonical.len());
            bytes.extend([0; HEAD_BYTES]);
            bytes.extend_from_slice(canonical);
            finish(bytes, size)
        })
    }
}

/// An item is stored as its canonical bytes.
impl<C> Encode<C> for Item {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(self.canonical())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Item {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Item, decode::Error> {
        Item::from_canonical(d.bytes()?).ok_or_else(|| refused(d, "no item"))
    }
}

/// Runs of bytes that must rise from one to the next.
#[derive(Default)]
struct Ordered<'a>(Option<&'a [u8]>);

impl<'a> Ordered<'a> {
    fn next(&mut self, run: &'a [u8]) -> Option<&'a [u8]> {
        let rises = self.0.replace(run).is_none_or(|before| before < run);
        rises.then_some(run)
    }
}

/// Moves past a member of an item or a map at a depth, and returns its size in **bytes** as DynamoDB counts it.
fn member<'a>(bytes: &mut &'a [u8], names: &mut Ordered<'a>, depth: usize) -> Option<usize> {
    let name = names.next(run(bytes)?)?;
    let is_name = (1..=limits::ATTRIBUTE_NAME_BYTES_MAX).contains(&name.len()) && std::str::from_utf8(name).is_ok();
    is_name.then_some(())?;
    Some(name.len() + value(bytes, depth)?)
}

/// Moves past a value at a depth, and returns its size. The depth of the recursion is 32 at most.
fn value(bytes: &mut &[u8], depth: usize) -> Option<usize> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(match Kind::of_tag(tag)? {
        Kind::S => text(run(bytes)?)?,
        Kind::B => run(bytes)?.len(),
        Kind::N => Number::read_canonical(bytes)?.size_bytes(),
        Kind::Null => 1,
        Kind::Bool => {
            let (&is_true, rest) = bytes.split_first()?;
            *bytes = rest;
            (is_true <= 1).then_some(1)?
        }
        kind @ (Kind::M | Kind::L) => {
            let depth = (depth < limits::NESTING_LEVELS_MAX).then_some(depth + 1)?;
            let count = length(bytes)?;
            let (mut size, mut names) = (0, Ordered::default());
            for _ in 0..count {
                size += if kind == Kind::M { member(bytes, &mut names, depth)? } else { value(bytes, depth)? };
            }
            3 + count + size
        }
        kind @ (Kind::Ss | Kind::Ns | Kind::Bs) => {
            let count = length(bytes).filter(|count| *count > 0)?;
            let (mut size, mut runs, mut last) = (0, Ordered::default(), None);
            for _ in 0..count {
                let member = run(bytes)?;
                size += match kind {
                    Kind::Ns => number(member, &mut last)?,
                    Kind::Ss => text(runs.next(member)?)?,
                    _ => runs.next(member)?.len(),
                };
            }
            size
        }
    })
}

fn text(run: &[u8]) -> Option<usize> {
    std::str::from_utf8(run).is_ok().then_some(run.len())
}

/// The size of a member of a set of numbers, which rise.
fn number(mut run: &[u8], last: &mut Option<Number>) -> Option<usize> {
    let number = Number::read_canonical(&mut run)?;
    let rises = run.is_empty() && last.replace(number).is_none_or(|before| before < number);
    rises.then(|| number.size_bytes())
}

/// Reads a length that is written in as few bytes as it can be.
fn length(bytes: &mut &[u8]) -> Option<usize> {
    let before = *bytes;
    let length = read_length(bytes)?;
    let written = before.len() - bytes.len();
    let is_shortest = written == 1 || length >> (7 * (written - 1)) != 0;
    is_shortest.then_some(length)
}

fn run<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut head = *bytes;
    length(&mut head)?;
    read_bytes(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
    use super::*;
    use crate::item::value::AttributeValue;

    fn item(value: AttributeValue) -> Item {
        Item::new(&Attributes::from_iter([("a".to_owned(), value), ("b".to_owned(), 7.into())])).unwrap()
    }

    fn items() -> Vec<Item> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let map = Attributes::from_iter([("k".to_owned(), "v".into()), ("l".to_owned(), AttributeValue::Null(true))]);
        let deep = (0..32).fold(AttributeValue::from("x"), |inner, _| AttributeValue::L(vec![inner]));
        let numbers = ["0", "-1", "1e125", "-9.99e-129", "12345678901234567890123456789012345678", "100", "256"];
        let values = [
            "héé".into(),
            "x".repeat(300).into(),
            AttributeValue::B(vec![0, 255]),
            AttributeValue::Bool(true),
            AttributeValue::Null(true),
            AttributeValue::L(vec![AttributeValue::M(map), 1.into()]),
            deep,
            AttributeValue::Ss(texts(&["b", "a", ""])),
            AttributeValue::Ns(texts(&numbers)),
            AttributeValue::Bs(vec![vec![2], vec![1, 0]]),
        ];
        values.into_iter().chain(numbers.map(|text| AttributeValue::N(text.to_owned()))).map(item).collect()
    }

    #[test]
    fn what_an_item_wrote_is_an_item() {
        for item in items() {
            assert_eq!(Item::from_canonical(item.canonical()).as_ref(), Some(&item), "{item:?}");
            assert_eq!(Item::from_canonical(item.canonical()).map(|item| item.size_bytes()), Some(item.size_bytes()));
        }
        assert_eq!(Item::from_canonical(&[]), Item::new(&Attributes::new()).ok());
    }

    /// Every byte of every item is replaced by each other value, and every item is cut at each place.
    #[test]
    fn what_is_accepted_is_what_an_item_writes() {
        let (mut accepted, mut refused) = (0, 0);
        for item in items() {
            let bytes = item.canonical();
            for at in 0..bytes.len().min(150) {
                assert!(Item::from_canonical(&bytes[..at]).is_none_or(|item| item.canonical() == &bytes[..at]));
                for byte in 0..=255 {
                    let mut changed = bytes.to_vec();
                    changed[at] = byte;
                    let Some(read) = Item::from_canonical(&changed) else {
                        refused += 1;
                        continue;
                    };
                    accepted += 1;
                    assert_eq!(Item::new(&read.to_attributes()).as_ref(), Ok(&read), "{changed:?}");
                    assert_eq!(read.canonical(), changed);
                }
            }
        }
        assert!(accepted > 10_000 && refused > 10_000, "{accepted} {refused}");
    }

    #[test]
    fn depth_and_counts_are_bounded() {
        let nested = |levels: usize| [&[1, b'a'][..], &[6, 1].repeat(levels), &[4]].concat();
        assert!(Item::from_canonical(&nested(32)).is_some());
        assert!(Item::from_canonical(&nested(33)).is_none());
        assert!(Item::from_canonical(&nested(1_000_000)).is_none());
        assert!(Item::from_canonical(&[1, b'a', 6, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 4]).is_none());
    }
}
