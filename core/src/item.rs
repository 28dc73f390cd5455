//! Items as the engine keeps them: judged, canonical, shared.

use crate::error::{Error, Invalid, SetKind};
use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::limits;
use crate::number::Number;
use crate::value::{AttributeValue, Attributes};
use std::sync::Arc;

/// An item: attributes that were judged, in one canonical run of bytes that everyone shares.
///
/// Attributes are sorted by name, sets by member, numbers are reduced, so *equal items are equal bytes*: the digest of a
/// backup is a sum over them, and comparing two items is comparing memory. A copy of an item is a reference to it;
/// tables, change logs, snapshots and backups all hold the same one.
///
/// ```
/// use timemark_core::{AttributeValue, Attributes, Item};
/// let attributes = Attributes::from([("Year".to_owned(), AttributeValue::N("1971.0".to_owned()))]);
/// let item = Item::new(&attributes).unwrap();
/// assert_eq!(item.get("Year"), Some(AttributeValue::N("1971".to_owned())));
/// assert_eq!(item.size_bytes(), 4 + 3); // the name, and two digits a byte plus one
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Item(Arc<[u8]>);

/// The first bytes of an item hold its size as DynamoDB counts it.
const HEAD_BYTES: usize = 4;

const TAG_S: u8 = 0;
const TAG_N: u8 = 1;
const TAG_B: u8 = 2;
const TAG_BOOL: u8 = 3;
const TAG_NULL: u8 = 4;
const TAG_M: u8 = 5;
const TAG_L: u8 = 6;
const TAG_SS: u8 = 7;
const TAG_NS: u8 = 8;
const TAG_BS: u8 = 9;

/// The types' names on the wire, in the order of their tags.
const TYPE_NAMES: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];

impl Item {
    /// Judges attributes and makes an item of them. Its size is not judged: see [`Item::within_limit`].
    ///
    /// # Errors
    /// ValidationException for a value that is none, a number out of range, an empty or repeating set, nesting deeper
    /// than 32 levels, a name that is empty or over 65,535 bytes.
    pub fn new(attributes: &Attributes) -> Result<Item, Error> {
        let mut out = Vec::with_capacity(512);
        out.extend([0; HEAD_BYTES]);
        let size = write_members(attributes, 0, &mut out)?;
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        out[..HEAD_BYTES].copy_from_slice(&size.to_be_bytes());
        Ok(Item(out.into()))
    }

    /// The item, if it is no larger than 400 KB.
    ///
    /// # Errors
    /// ValidationException if it is.
    pub fn within_limit(self) -> Result<Item, Error> {
        if self.size_bytes() > limits::ITEM_BYTES_MAX { Err(Invalid::ItemTooLarge.into()) } else { Ok(self) }
    }

    /// Its size as DynamoDB counts it, in **bytes**: names and values, without any overhead.
    pub fn size_bytes(&self) -> u64 {
        let head = self.0.first_chunk::<HEAD_BYTES>().copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(head))
    }

    /// The canonical bytes: equal exactly if the items are.
    pub fn canonical(&self) -> &[u8] {
        self.0.get(HEAD_BYTES..).unwrap_or_default()
    }

    /// The attribute of that name.
    pub fn get(&self, name: &str) -> Option<AttributeValue> {
        self.members().find(|(found, _)| *found == name).and_then(|(_, value)| value.to_value())
    }

    /// All attributes.
    pub fn to_attributes(&self) -> Attributes {
        self.members().filter_map(|(name, value)| Some((name.to_owned(), value.to_value()?))).collect()
    }

    /// The item with only the attributes that a test on their names lets through.
    pub fn project(&self, keep: impl Fn(&str) -> bool) -> Item {
        let mut out = vec![0; HEAD_BYTES];
        let mut size = 0;
        let mut rest = self.canonical();
        while let Some((name, value, next)) = read_member(rest) {
            if keep(name) {
                out.extend(&rest[..rest.len() - next.len()]);
                size += name.len() + value.to_value().map_or(0, |value| value_size(&value));
            }
            rest = next;
        }
        out[..HEAD_BYTES].copy_from_slice(&(size as u32).to_be_bytes());
        Item(out.into())
    }

    fn members(&self) -> Members<'_> {
        Members(self.canonical())
    }
}

/// The size in **bytes** of a value that an item holds, as [`Item::new`] counted it.
fn value_size(value: &AttributeValue) -> usize {
    let number = |text: &String| Number::parse(text).map_or(0, |number| number.size_bytes());
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(text) => number(text),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::M(members) => 3 + members.iter().map(|(name, v)| 1 + name.len() + value_size(v)).sum::<usize>(),
        AttributeValue::L(elements) => 3 + elements.iter().map(|v| 1 + value_size(v)).sum::<usize>(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(texts) => texts.iter().map(number).sum(),
        AttributeValue::Bs(set) => set.iter().map(Vec::len).sum(),
        AttributeValue::Malformed(_) => 0,
    }
}

fn write_length(length: usize, out: &mut Vec<u8>) {
    let mut rest = length;
    while rest > 0x7F {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_length(bytes.len(), out);
    out.extend(bytes);
}

/// Writes members in the order of their names and returns the size that DynamoDB counts for them.
fn write_members(attributes: &Attributes, depth: usize, out: &mut Vec<u8>) -> Result<usize, Error> {
    let mut size = 0;
    for (name, value) in attributes {
        match name.len() {
            0 => return Err(Invalid::EmptyAttributeName.into()),
            length if length > limits::ATTRIBUTE_NAME_BYTES_MAX => return Err(Invalid::AttributeNameTooLong.into()),
            _ => {}
        }
        write_bytes(name.as_bytes(), out);
        size += name.len() + write_value(value, depth, out)?;
    }
    Ok(size)
}

/// Writes a value that stands `depth` containers deep and returns its size.
///
/// # Source
/// Sizes: `facts.md` 7.4.
fn write_value(value: &AttributeValue, depth: usize, out: &mut Vec<u8>) -> Result<usize, Error> {
    Ok(match value {
        AttributeValue::S(text) => {
            out.push(TAG_S);
            write_bytes(text.as_bytes(), out);
            text.len()
        }
        AttributeValue::N(text) => {
            out.push(TAG_N);
            let number = parse_number(text)?;
            number.write_stored(out);
            number.size_bytes()
        }
        AttributeValue::B(bytes) => {
            out.push(TAG_B);
            write_bytes(bytes, out);
            bytes.len()
        }
        AttributeValue::Bool(value) => {
            out.extend([TAG_BOOL, u8::from(*value)]);
            1
        }
        AttributeValue::Null(true) => {
            out.push(TAG_NULL);
            1
        }
        AttributeValue::Null(false) => return Err(Invalid::NullNotTrue.into()),
        AttributeValue::M(members) => {
            let depth = deeper(depth)?;
            out.push(TAG_M);
            write_length(members.len(), out);
            3 + members.len() + write_members(members, depth, out)?
        }
        AttributeValue::L(elements) => {
            let depth = deeper(depth)?;
            out.push(TAG_L);
            write_length(elements.len(), out);
            let mut size = 3 + elements.len();
            for element in elements {
                size += write_value(element, depth, out)?;
            }
            size
        }
        AttributeValue::Ss(texts) => {
            let mut members: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
            members.sort_unstable();
            let shown = || Some(format!("[{}]", texts.join(", ")));
            write_set(TAG_SS, SetKind::Text, members, shown, out)?;
            texts.iter().map(String::len).sum()
        }
        AttributeValue::Ns(texts) => {
            let mut numbers = texts.iter().map(|text| parse_number(text)).collect::<Result<Vec<_>, _>>()?;
            let written = |number: &Number, write: fn(&Number, &mut Vec<u8>)| {
                let mut member = Vec::new();
                write(number, &mut member);
                member
            };
            numbers.sort_by_cached_key(|number| written(number, Number::write_ordered));
            let stored = |number: &Number| written(number, Number::write_stored);
            write_set(TAG_NS, SetKind::Number, numbers.iter().map(stored).collect(), || None, out)?;
            numbers.iter().map(Number::size_bytes).sum()
        }
        AttributeValue::Bs(set) => {
            let shown =
                || Some(format!("[{}]", set.iter().map(|b| crate::blob::encode(b)).collect::<Vec<_>>().join(", ")));
            let mut members = set.clone();
            members.sort_unstable();
            write_set(TAG_BS, SetKind::Binary, members, shown, out)?;
            set.iter().map(Vec::len).sum()
        }
        AttributeValue::Malformed(malformed) => return Err(Invalid::from(*malformed).into()),
    })
}

fn parse_number(text: &str) -> Result<Number, Error> {
    Number::parse(text).map_err(|error| Invalid::NumberText { text: text.to_owned(), error }.into())
}

fn deeper(depth: usize) -> Result<usize, Error> {
    if depth == limits::NESTING_LEVELS_MAX { Err(Invalid::Nesting.into()) } else { Ok(depth + 1) }
}

/// Writes a set whose members are in order already.
fn write_set(
    tag: u8,
    kind: SetKind,
    members: Vec<Vec<u8>>,
    shown: impl FnOnce() -> Option<String>,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    if members.is_empty() {
        return Err(Invalid::EmptySet(kind).into());
    }
    if members.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Invalid::DuplicateInSet { shown: shown() }.into());
    }
    out.push(tag);
    write_length(members.len(), out);
    members.iter().for_each(|member| write_bytes(member, out));
    Ok(())
}

/// A value inside an item's bytes. It is read without being copied.
#[derive(Clone, Copy)]
struct Stored<'a> {
    tag: u8,
    body: Body<'a>,
}

#[derive(Clone, Copy)]
enum Body<'a> {
    Bytes(&'a [u8]),
    Number(Number),
    Bool(bool),
    /// So many members or elements, and the bytes that they start in.
    Several(usize, &'a [u8]),
}

struct Members<'a>(&'a [u8]);

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Stored<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, value, rest) = read_member(self.0)?;
        self.0 = rest;
        Some((name, value))
    }
}

fn read_length(bytes: &mut &[u8]) -> Option<usize> {
    let mut length = 0;
    for shift in (0..35).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        length |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(length);
        }
    }
    None
}

fn read_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_length(bytes)?;
    let (run, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(run)
}

fn read_member(mut bytes: &[u8]) -> Option<(&str, Stored<'_>, &[u8])> {
    let name = std::str::from_utf8(read_bytes(&mut bytes)?).ok()?;
    let value = read_value(&mut bytes)?;
    Some((name, value, bytes))
}

/// Reads a value and moves past it. The depth of the recursion is that of the item, 32 at most.
fn read_value<'a>(bytes: &mut &'a [u8]) -> Option<Stored<'a>> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    let body = match tag {
        TAG_S | TAG_B => Body::Bytes(read_bytes(bytes)?),
        TAG_N => Body::Number(Number::read_stored(bytes)?),
        TAG_NULL => Body::Bool(true),
        TAG_BOOL => {
            let (&value, rest) = bytes.split_first()?;
            *bytes = rest;
            Body::Bool(value == 1)
        }
        _ => {
            let count = read_length(bytes)?;
            let start = *bytes;
            for _ in 0..count {
                match tag {
                    TAG_M => *bytes = read_member(bytes)?.2,
                    TAG_L => drop(read_value(bytes)?),
                    _ => drop(read_bytes(bytes)?),
                }
            }
            Body::Several(count, start)
        }
    };
    Some(Stored { tag, body })
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

impl<'a> Stored<'a> {
    fn to_value(self) -> Option<AttributeValue> {
        Some(match (self.tag, self.body) {
            (TAG_S, Body::Bytes(bytes)) => AttributeValue::S(text(bytes).to_owned()),
            (TAG_B, Body::Bytes(bytes)) => AttributeValue::B(bytes.to_vec()),
            (_, Body::Number(number)) => AttributeValue::N(number.to_string()),
            (TAG_NULL, _) => AttributeValue::Null(true),
            (_, Body::Bool(value)) => AttributeValue::Bool(value),
            (TAG_M, Body::Several(count, bytes)) => AttributeValue::M(
                Members(bytes).take(count).filter_map(|(n, v)| Some((n.to_owned(), v.to_value()?))).collect(),
            ),
            (TAG_L, Body::Several(count, bytes)) => {
                AttributeValue::L(elements(count, bytes).filter_map(Stored::to_value).collect())
            }
            (TAG_SS, Body::Several(count, bytes)) => {
                AttributeValue::Ss(set_members(count, bytes).map(|member| text(member).to_owned()).collect())
            }
            (TAG_NS, Body::Several(count, bytes)) => AttributeValue::Ns(set_numbers(count, bytes).collect()),
            (TAG_BS, Body::Several(count, bytes)) => {
                AttributeValue::Bs(set_members(count, bytes).map(<[u8]>::to_vec).collect())
            }
            _ => return None,
        })
    }
}

fn elements(count: usize, mut bytes: &[u8]) -> impl Iterator<Item = Stored<'_>> {
    (0..count).map_while(move |_| read_value(&mut bytes))
}

fn set_members(count: usize, mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..count).map_while(move |_| read_bytes(&mut bytes))
}

fn set_numbers(count: usize, bytes: &[u8]) -> impl Iterator<Item = String> {
    set_members(count, bytes).filter_map(|mut member| Some(Number::read_stored(&mut member)?.to_string()))
}

/// Straight from the stored bytes: an answer copies no attribute.
impl ToJson for Item {
    fn write(&self, out: &mut dyn Sink) {
        write_object(self.members(), out);
    }
}

fn write_object<'a>(members: impl Iterator<Item = (&'a str, Stored<'a>)>, out: &mut dyn Sink) {
    out.begin_object();
    for (name, value) in members {
        out.name(name);
        value.write(out);
    }
    out.end_object();
}

fn write_list<T>(elements: impl Iterator<Item = T>, out: &mut dyn Sink, write: impl Fn(T, &mut dyn Sink)) {
    out.begin_list();
    for element in elements {
        write(element, out);
    }
    out.end_list();
}

/// The depth of the recursion is that of the item, 32 at most.
impl ToJson for Stored<'_> {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_object();
        out.name(TYPE_NAMES.get(usize::from(self.tag)).copied().unwrap_or_default());
        match (self.tag, self.body) {
            (TAG_S, Body::Bytes(bytes)) => out.text(text(bytes)),
            (_, Body::Bytes(bytes)) => out.bytes(bytes),
            (_, Body::Number(number)) => out.plain(format_args!("{number}")),
            (_, Body::Bool(value)) => out.bool(value),
            (TAG_M, Body::Several(count, bytes)) => write_object(Members(bytes).take(count), out),
            (TAG_L, Body::Several(count, bytes)) => {
                write_list(elements(count, bytes), out, |value, out| value.write(out))
            }
            (TAG_SS, Body::Several(count, bytes)) => {
                write_list(set_members(count, bytes), out, |member, out| out.text(text(member)));
            }
            (TAG_NS, Body::Several(count, bytes)) => {
                write_list(set_numbers(count, bytes), out, |number, out| out.plain(format_args!("{number}")));
            }
            (_, Body::Several(count, bytes)) => {
                write_list(set_members(count, bytes), out, |member, out| out.bytes(member));
            }
        }
        out.end_object();
    }
}

impl FromJson for Item {
    fn read(json: Json<'_>) -> Result<Item, TypeError> {
        Item::new(&Attributes::read(json)?).map_err(|error| TypeError(Some(error.to_string())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> AttributeValue {
        (0..levels).fold(AttributeValue::from("x"), |inner, _| AttributeValue::L(vec![inner]))
    }

    fn of(value: AttributeValue) -> Result<Item, Error> {
        Item::new(&Attributes::from([("a".to_owned(), value)]))
    }

    #[test]
    fn every_type_comes_back_and_counts() {
        let set = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let map = Attributes::from([("k".to_owned(), AttributeValue::from("vv"))]);
        for (value, size) in [
            (AttributeValue::from("héé"), 5),
            (AttributeValue::from(12), 2),
            (AttributeValue::B(vec![0, 255, 7]), 3),
            (AttributeValue::Bool(false), 1),
            (AttributeValue::Null(true), 1),
            (AttributeValue::M(map.clone()), 3 + 1 + 3),
            (AttributeValue::M(Attributes::new()), 3),
            (AttributeValue::L(vec![AttributeValue::M(map), AttributeValue::from("x")]), 3 + 2 + 7 + 1),
            (AttributeValue::Ss(set(&["a", "bb"])), 3),
            (AttributeValue::Ns(set(&["-1", "12"])), 5),
            (AttributeValue::Bs(vec![vec![1], vec![2, 3]]), 3),
        ] {
            let item = of(value.clone());
            assert_eq!(item.as_ref().map(Item::size_bytes), Ok(1 + size), "{value:?}");
            assert_eq!(item.ok().and_then(|item| item.get("a")), Some(value));
        }
    }

    #[test]
    fn equal_values_are_equal_bytes() {
        let ns = |texts: [&str; 2]| of(AttributeValue::Ns(texts.map(str::to_owned).to_vec()));
        assert_eq!(ns(["1", "20"]), ns(["2e1", "1.0"]));
        assert_ne!(of("1".into()), of(1.into()));
    }

    #[test]
    fn projection_keeps_whole_attributes() {
        let Ok(item) = Item::new(&Attributes::from([
            ("a".to_owned(), 1.into()),
            ("b".to_owned(), nested(3)),
            ("c".to_owned(), "z".into()),
        ])) else {
            unreachable!()
        };
        let kept = item.project(|name| name != "b");
        assert_eq!(Item::new(&kept.to_attributes()), Ok(kept.clone()));
        assert_eq!(kept.size_bytes(), 3 + 2);
    }

    #[test]
    fn what_is_refused() {
        let text = |value| of(value).err().map(|e| e.to_string()).unwrap_or_default();
        assert_eq!(of(nested(32)).map(drop), Ok(()));
        assert!(text(nested(33)).contains("Nesting Levels have exceeded supported limits"));
        assert!(text(AttributeValue::Ss(vec![])).ends_with("An string set  may not be empty"));
        assert!(
            text(AttributeValue::Ss(vec!["a".into(), "a".into()]))
                .ends_with("Input collection [a, a] contains duplicates.")
        );
        assert!(
            text(AttributeValue::Ns(vec!["1".into(), "1.0".into()])).ends_with("Input collection contains duplicates")
        );
        assert!(text(AttributeValue::Null(false)).ends_with("must have the value of true"));
        let large = AttributeValue::from("x".repeat(400 * 1024 - 1));
        assert_eq!(of(large).and_then(Item::within_limit).map(drop), Ok(()));
        let larger = AttributeValue::from("x".repeat(400 * 1024));
        assert_eq!(of(larger).and_then(Item::within_limit).map(drop), Err(Invalid::ItemTooLarge.into()));
    }
}
