//! Reading of canonical bytes in place.

use super::*;
use crate::item::number::Number;

/// The type of a stored value. Its discriminant is the tag of the value's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// Text.
    S,
    /// A number.
    N,
    /// Bytes.
    B,
    /// True or false.
    Bool,
    /// Nothing.
    Null,
    /// Values by name.
    M,
    /// Values in order.
    L,
    /// A set of texts.
    Ss,
    /// A set of numbers.
    Ns,
    /// A set of bytes.
    Bs,
}

impl Kind {
    /// Every type, in the order of the tags.
    pub const ALL: [Kind; 10] =
        [Kind::S, Kind::N, Kind::B, Kind::Bool, Kind::Null, Kind::M, Kind::L, Kind::Ss, Kind::Ns, Kind::Bs];

    pub(super) fn of_tag(tag: u8) -> Option<Kind> {
        Kind::ALL.get(usize::from(tag)).copied()
    }

    /// The name of the type on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Kind::S => "S",
            Kind::N => "N",
            Kind::B => "B",
            Kind::Bool => "BOOL",
            Kind::Null => "NULL",
            Kind::M => "M",
            Kind::L => "L",
            Kind::Ss => "SS",
            Kind::Ns => "NS",
            Kind::Bs => "BS",
        }
    }

    /// The type of a set's members; `None` if this is not a set.
    pub fn member(self) -> Option<Kind> {
        match self {
            Kind::Ss => Some(Kind::S),
            Kind::Ns => Some(Kind::N),
            Kind::Bs => Some(Kind::B),
            _ => None,
        }
    }

    /// Whether this is a set.
    pub fn is_set(self) -> bool {
        self.member().is_some()
    }
}

/// A value inside canonical bytes, neither copied nor decoded: its tag and exactly its body. Equal values are equal
/// runs of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored<'a> {
    kind: Kind,
    body: &'a [u8],
}

impl<'a> Stored<'a> {
    /// A value of a type with a body.
    pub(super) fn of(kind: Kind, body: &'a [u8]) -> Stored<'a> {
        Stored { kind, body }
    }

    /// The value in these bytes, which must have nothing after it.
    pub(super) fn read(mut bytes: &'a [u8]) -> Option<Stored<'a>> {
        let value = read_value(&mut bytes)?;
        bytes.is_empty().then_some(value)
    }

    /// The type.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The bytes after the tag.
    pub(super) fn body(self) -> &'a [u8] {
        self.body
    }

    /// The bytes of a string or a binary value.
    pub fn run(self) -> Option<&'a [u8]> {
        let mut body = self.body;
        matches!(self.kind, Kind::S | Kind::B).then(|| read_bytes(&mut body)).flatten()
    }

    /// The value of a number.
    pub fn number(self) -> Option<Number> {
        let mut body = self.body;
        (self.kind == Kind::N).then(|| Number::read_stored(&mut body)).flatten()
    }

    /// The bytes of a number as they are in a set of numbers.
    pub(crate) fn number_bytes(self) -> &'a [u8] {
        self.body
    }

    /// The number of members or elements; 0 for a scalar.
    pub fn count(self) -> usize {
        self.several().map_or(0, |(count, _)| count)
    }

    /// The members of a map; none for other types.
    pub fn members(self) -> Members<'a> {
        Members(self.inside(self.kind == Kind::M))
    }

    /// The elements of a list; none for other types.
    pub fn elements(self) -> Elements<'a> {
        Elements(self.inside(self.kind == Kind::L))
    }

    /// The beginning of the elements of a list.
    pub(crate) fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.inside(self.kind == Kind::L))
    }

    /// The length of its canonical bytes.
    pub(crate) fn stored_len(self) -> usize {
        self.body.len()
    }

    /// The members of a set as bytes in canonical order: texts, bytes or stored numbers; none for other types.
    pub fn set_members(self) -> SetMembers<'a> {
        SetMembers(self.inside(self.kind.is_set()))
    }

    /// The value as a copy.
    pub fn to_value(self) -> Option<AttributeValue> {
        let texts = || self.set_members().map(|member| text(member).to_owned()).collect();
        Some(match self.kind {
            Kind::S => AttributeValue::S(text(self.run()?).to_owned()),
            Kind::N => AttributeValue::N(self.number()?.to_string()),
            Kind::B => AttributeValue::B(self.run()?.to_vec()),
            Kind::Bool => AttributeValue::Bool(self.is_true()),
            Kind::Null => AttributeValue::Null(true),
            Kind::M => AttributeValue::M(attributes(self.members())),
            Kind::L => AttributeValue::L(self.elements().filter_map(Stored::to_value).collect()),
            Kind::Ss => AttributeValue::Ss(texts()),
            Kind::Ns => AttributeValue::Ns(self.set_numbers().map(|number| number.to_string()).collect()),
            Kind::Bs => AttributeValue::Bs(self.set_members().map(<[u8]>::to_vec).collect()),
        })
    }

    /// The size in **bytes**, as DynamoDB counts it.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-size`.
    pub fn size_bytes(self) -> usize {
        let mut body = self.body;
        body_size_bytes(self.kind, &mut body).unwrap_or(0)
    }

    /// The depth of nested lists and maps, including itself.
    pub fn depth(self) -> usize {
        match self.kind {
            Kind::M => 1 + self.members().map(|(_, value)| value.depth()).max().unwrap_or(0),
            Kind::L => 1 + self.elements().map(Stored::depth).max().unwrap_or(0),
            _ => 0,
        }
    }

    fn is_true(self) -> bool {
        self.body == [1]
    }

    /// The members of a set of numbers, in canonical order.
    pub fn set_numbers(self) -> impl Iterator<Item = Number> {
        self.set_members().filter_map(|mut member| Number::read_stored(&mut member))
    }

    fn several(self) -> Option<(usize, &'a [u8])> {
        let mut body = self.body;
        let is_several = matches!(self.kind, Kind::M | Kind::L) || self.kind.is_set();
        is_several.then(|| read_length(&mut body)).flatten().map(|count| (count, body))
    }

    /// The bytes after the count of members, if `is_wanted`.
    fn inside(self, is_wanted: bool) -> &'a [u8] {
        self.several().filter(|_| is_wanted).map_or(&[], |(_, inside)| inside)
    }
}

/// The members of an item or of a map, in the order of their names.
#[derive(Clone)]
pub struct Members<'a>(pub(super) &'a [u8]);

impl<'a> Members<'a> {
    /// The size of all names and values in **bytes**, as DynamoDB counts it.
    pub fn size_bytes(mut self) -> usize {
        let mut next = || Some(read_bytes(&mut self.0)?.len() + value_size_bytes(&mut self.0)?);
        std::iter::from_fn(&mut next).sum()
    }

    /// The beginning of the members.
    pub(crate) fn cursor(self) -> Cursor<'a> {
        Cursor::new(self.0)
    }

    /// The member with that name. Names are in order, so the search ends at its position; none is empty.
    pub fn find(mut self, name: &str) -> Option<Stored<'a>> {
        let (initial, rest) = name.as_bytes().split_first()?;
        loop {
            let (found_initial, found_rest) = read_bytes(&mut self.0)?.split_first()?;
            // Most names differ in their first byte.
            let order = if found_initial == initial { found_rest.cmp(rest) } else { found_initial.cmp(initial) };
            match order {
                std::cmp::Ordering::Less => drop(skip_value(&mut self.0)?),
                std::cmp::Ordering::Equal => return read_value(&mut self.0),
                std::cmp::Ordering::Greater => return None,
            }
        }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Stored<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let name = read_bytes(&mut self.0)?;
        Some((text(name), read_value(&mut self.0)?))
    }
}

/// The elements of a list, in order.
#[derive(Clone)]
pub struct Elements<'a>(&'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = Stored<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        read_value(&mut self.0)
    }

    /// Skips elements without decoding them.
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        for _ in 0..n {
            skip_value(&mut self.0)?;
        }
        self.next()
    }
}

/// The members of a set, in canonical order.
#[derive(Clone)]
pub struct SetMembers<'a>(&'a [u8]);

impl<'a> Iterator for SetMembers<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        read_bytes(&mut self.0)
    }
}

pub(super) fn read_length(bytes: &mut &[u8]) -> Option<usize> {
    let (&byte, rest) = bytes.split_first()?;
    if byte < 0x80 {
        *bytes = rest;
        return Some(usize::from(byte));
    }
    read_long_length(bytes)
}

fn read_long_length(bytes: &mut &[u8]) -> Option<usize> {
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

pub(super) fn read_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = read_length(bytes)?;
    let (run, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(run)
}

/// Reads a value and moves past it.
fn read_value<'a>(bytes: &mut &'a [u8]) -> Option<Stored<'a>> {
    let body = bytes.get(1..)?;
    let kind = skip_value(bytes)?;
    Some(Stored { kind, body: body.get(..body.len() - bytes.len())? })
}

/// Moves past a value of the type that it returns.
fn skip_value(bytes: &mut &[u8]) -> Option<Kind> {
    skip_counting(bytes, &mut 0)
}

/// Moves past a value and counts the values inside of it. Inline, so that nothing is counted where no count is wanted.
#[inline(always)]
pub(super) fn skip_counting(bytes: &mut &[u8], passed: &mut usize) -> Option<Kind> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    let kind = Kind::of_tag(tag)?;
    match kind {
        Kind::S | Kind::B => drop(read_bytes(bytes)?),
        Kind::N => *bytes = bytes.get(Number::stored_length(*bytes.first()?)..)?,
        Kind::Null => {}
        Kind::Bool => *bytes = bytes.get(1..)?,
        Kind::M | Kind::L | Kind::Ss | Kind::Ns | Kind::Bs => skip_several(kind, bytes, passed)?,
    }
    Some(kind)
}

/// Moves past the members of a value and counts them. The depth of the recursion is that of the item, 32 at most.
fn skip_several(kind: Kind, bytes: &mut &[u8], passed: &mut usize) -> Option<()> {
    let count = read_length(bytes)?;
    *passed += count;
    for _ in 0..count {
        match kind {
            Kind::M => {
                read_bytes(bytes)?;
                skip_counting(bytes, passed)?;
            }
            Kind::L => drop(skip_counting(bytes, passed)?),
            _ => drop(read_bytes(bytes)?),
        }
    }
    Some(())
}

/// The size of the value that begins here, and moves past it: each byte is read once, however deep it lies.
fn value_size_bytes(bytes: &mut &[u8]) -> Option<usize> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    body_size_bytes(Kind::of_tag(tag)?, bytes)
}

/// The same after the tag. The depth of the recursion is that of the item, 32 at most.
fn body_size_bytes(kind: Kind, bytes: &mut &[u8]) -> Option<usize> {
    Some(match kind {
        Kind::S | Kind::B => read_bytes(bytes)?.len(),
        Kind::N => Number::read_stored(bytes)?.size_bytes(),
        Kind::Null => 1,
        Kind::Bool => {
            *bytes = bytes.get(1..)?;
            1
        }
        Kind::M | Kind::L => {
            let count = read_length(bytes)?;
            let mut size = 3 + count;
            for _ in 0..count {
                size += if kind == Kind::M { read_bytes(bytes)?.len() } else { 0 };
                size += value_size_bytes(bytes)?;
            }
            size
        }
        Kind::Ss | Kind::Bs | Kind::Ns => {
            let mut size = 0;
            for _ in 0..read_length(bytes)? {
                let mut member = read_bytes(bytes)?;
                size += if kind == Kind::Ns { Number::read_stored(&mut member)?.size_bytes() } else { member.len() };
            }
            size
        }
    })
}

/// The zeros in a number that are written in the time of a value.
const ZEROS_OF_A_VALUE: usize = 10;

/// In the time of how many values the one that begins here is written as JSON, and moves past it. The depth of the recursion is
/// that of the item, 32 at most.
pub(super) fn written_values(bytes: &mut &[u8]) -> Option<usize> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    let mut values = 1;
    match Kind::of_tag(tag)? {
        Kind::S | Kind::B => drop(read_bytes(bytes)?),
        Kind::N => values += Number::read_stored(bytes)?.zeros() / ZEROS_OF_A_VALUE,
        Kind::Null => {}
        Kind::Bool => *bytes = bytes.get(1..)?,
        kind => {
            for _ in 0..read_length(bytes)? {
                values += match kind {
                    Kind::M => {
                        read_bytes(bytes)?;
                        written_values(bytes)?
                    }
                    Kind::L => written_values(bytes)?,
                    Kind::Ns => 1 + Number::read_stored(&mut read_bytes(bytes)?)?.zeros() / ZEROS_OF_A_VALUE,
                    _ => {
                        read_bytes(bytes)?;
                        1
                    }
                };
            }
        }
    }
    Some(values)
}

/// The text in bytes that were a text when they were written.
pub(crate) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Members as values by name. They are sorted already, and no two have one name.
pub(super) fn attributes<'a>(members: impl Iterator<Item = (&'a str, Stored<'a>)>) -> Attributes {
    let members = members.filter_map(|(name, value)| Some((name.to_owned(), value.to_value()?)));
    Attributes::from_sorted_store_unchecked(members.collect())
}
