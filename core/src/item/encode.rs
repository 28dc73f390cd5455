//! Attribute values written as canonical bytes, and validated in the same pass.

use super::error::{ItemError, SetKind};
use super::*;
use crate::item::number::Number;
use crate::json::blob;

/// A validated value with its own canonical bytes. Copies share the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    kind: Kind,
    body: Arc<[u8]>,
}

impl Canonical {
    /// Validates a value as an attribute's.
    ///
    /// # Errors
    /// ValidationException for an invalid value: see [`Item::new`].
    pub fn new(value: &AttributeValue) -> Result<Canonical, ItemError> {
        let mut bytes = Vec::with_capacity(64);
        write_value(value, 0, &mut bytes)?;
        let Some(stored) = Stored::read(&bytes) else { return Err(ItemError::EmptyAttributeValue) };
        Ok(stored.into())
    }

    /// The value NULL.
    pub fn null() -> Canonical {
        Canonical { kind: Kind::Null, body: Arc::from([]) }
    }

    /// A number.
    pub fn number(number: &Number) -> Canonical {
        let mut body = Vec::with_capacity(20);
        number.write_stored(&mut body);
        Canonical { kind: Kind::N, body: body.into() }
    }

    /// A list of these elements.
    pub fn list<'a>(elements: impl Iterator<Item = Stored<'a>> + Clone) -> Canonical {
        let mut body = Vec::with_capacity(256);
        write_length(elements.clone().count(), &mut body);
        elements.for_each(|element| write_stored(element, &mut body));
        Canonical { kind: Kind::L, body: body.into() }
    }

    /// A set of these members, which must be distinct and in canonical order; `None` if there are none.
    pub fn set(kind: Kind, members: &[&[u8]]) -> Option<Canonical> {
        let mut body = Vec::with_capacity(256);
        write_length(members.len(), &mut body);
        members.iter().for_each(|member| write_bytes(member, &mut body));
        (!members.is_empty()).then(|| Canonical { kind, body: body.into() })
    }

    /// The value, for reading.
    pub fn stored(&self) -> Stored<'_> {
        Stored::of(self.kind, &self.body)
    }
}

impl From<Stored<'_>> for Canonical {
    fn from(value: Stored<'_>) -> Canonical {
        Canonical { kind: value.kind(), body: value.body().into() }
    }
}

/// A writer of canonical members, of an item or a map.
#[derive(Debug)]
pub struct MembersWriter {
    bytes: Vec<u8>,
    count: usize,
    size: usize,
    /// The part of the size that was not copied.
    added: usize,
}

impl MembersWriter {
    /// An empty writer with room for `capacity` bytes.
    pub fn new(capacity: usize) -> MembersWriter {
        MembersWriter::counting_from(0, capacity)
    }

    /// An empty writer that has counted `size` **bytes** for members to be copied, so that they need not be measured.
    pub fn counting_from(size: usize, capacity: usize) -> MembersWriter {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + capacity);
        bytes.extend([0; HEAD_BYTES]);
        MembersWriter { bytes, count: 0, size, added: 0 }
    }

    /// Copies the bytes of `count` members whose size is already counted.
    pub fn copy(&mut self, members: &[u8], count: usize) {
        self.bytes.extend_from_slice(members);
        self.count += count;
    }

    /// Subtracts the size of a member that is not copied after all.
    pub fn discount(&mut self, name: &str, value: Stored<'_>) {
        self.size = self.size.saturating_sub(name.len() + value.size_bytes());
    }

    /// Adds a member. Names must be in order.
    pub fn push(&mut self, name: &str, value: Stored<'_>) {
        self.begin(name);
        write_stored(value, &mut self.bytes);
        self.add(value.size_bytes());
    }

    /// Adds a map.
    pub fn push_map(&mut self, name: &str, members: &MembersWriter) {
        self.begin(name);
        let size = members.write_map(&mut self.bytes);
        self.add(size);
    }

    /// Adds a list.
    pub fn push_list(&mut self, name: &str, elements: &ElementsWriter) {
        self.begin(name);
        let size = elements.write_list(&mut self.bytes);
        self.add(size);
    }

    /// Returns the size of what was pushed, in **bytes**: the whole is no smaller.
    pub fn added_bytes(&self) -> usize {
        self.added
    }

    fn add(&mut self, size: usize) {
        self.size += size;
        self.added += size;
    }

    fn begin(&mut self, name: &str) {
        write_bytes(name.as_bytes(), &mut self.bytes);
        self.count += 1;
        self.add(name.len());
    }

    fn write_map(&self, out: &mut Vec<u8>) -> usize {
        out.push(Kind::M as u8);
        write_length(self.count, out);
        out.extend(self.bytes.get(HEAD_BYTES..).unwrap_or_default());
        3 + self.count + self.size
    }

    /// The item with these members.
    pub fn into_item(self) -> Item {
        finish(self.bytes, self.size)
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A writer of canonical elements of a list.
#[derive(Debug, Default)]
pub struct ElementsWriter {
    bytes: Vec<u8>,
    count: usize,
    size: usize,
}

impl ElementsWriter {
    /// Adds an element.
    pub fn push(&mut self, value: Stored<'_>) {
        self.count += 1;
        write_stored(value, &mut self.bytes);
        self.size += value.size_bytes();
    }

    /// Adds a map.
    pub fn push_map(&mut self, members: &MembersWriter) {
        self.count += 1;
        self.size += members.write_map(&mut self.bytes);
    }

    /// Adds a list.
    pub fn push_list(&mut self, elements: &ElementsWriter) {
        self.count += 1;
        self.size += elements.write_list(&mut self.bytes);
    }

    /// Returns the size of the elements so far, in **bytes**.
    pub fn size_bytes(&self) -> usize {
        self.size
    }

    fn write_list(&self, out: &mut Vec<u8>) -> usize {
        out.push(Kind::L as u8);
        write_length(self.count, out);
        out.extend(&self.bytes);
        3 + self.count + self.size
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// The item with these bytes, of which the head is still to be filled.
pub fn finish(mut bytes: Vec<u8>, size: usize) -> Item {
    let size = u32::try_from(size).unwrap_or(u32::MAX);
    if let Some(head) = bytes.first_chunk_mut::<HEAD_BYTES>() {
        *head = size.to_be_bytes();
    }
    Item(bytes.into())
}

fn write_stored(value: Stored<'_>, out: &mut Vec<u8>) {
    out.push(value.kind() as u8);
    out.extend(value.body());
}

pub fn write_length(length: usize, out: &mut Vec<u8>) {
    let mut rest = length;
    while rest > 0x7F {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

pub fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_length(bytes.len(), out);
    out.extend(bytes);
}

/// Writes members in the order of their names, and returns their size in **bytes** as DynamoDB counts it.
pub fn write_members(attributes: &Attributes, depth: usize, out: &mut Vec<u8>) -> Result<usize, ItemError> {
    let mut size = 0;
    for (name, value) in attributes {
        check_name(name)?;
        write_bytes(name.as_bytes(), out);
        size += name.len() + write_value(value, depth, out)?;
    }
    Ok(size)
}

/// Checks the name of an attribute.
pub fn check_name(name: &str) -> Result<(), ItemError> {
    match name.len() {
        0 => Err(ItemError::EmptyAttributeName),
        1..=limits::ATTRIBUTE_NAME_BYTES_MAX => Ok(()),
        _ => Err(ItemError::AttributeNameTooLong),
    }
}

/// Writes a value at depth `depth`, and returns its size in **bytes** as DynamoDB counts it.
///
/// # Source
/// Sizes: `docs/dynamodb.md#item-size`.
pub fn write_value(value: &AttributeValue, depth: usize, out: &mut Vec<u8>) -> Result<usize, ItemError> {
    Ok(match value {
        AttributeValue::S(text) => {
            out.push(Kind::S as u8);
            write_bytes(text.as_bytes(), out);
            text.len()
        }
        AttributeValue::N(text) => {
            out.push(Kind::N as u8);
            let number = parse_number(text)?;
            number.write_stored(out);
            number.size_bytes()
        }
        AttributeValue::B(bytes) => {
            out.push(Kind::B as u8);
            write_bytes(bytes, out);
            bytes.len()
        }
        AttributeValue::Bool(value) => {
            out.extend([Kind::Bool as u8, u8::from(*value)]);
            1
        }
        AttributeValue::Null(true) => {
            out.push(Kind::Null as u8);
            1
        }
        AttributeValue::Null(false) => return Err(ItemError::NullNotTrue),
        AttributeValue::M(members) => {
            let depth = deeper(depth)?;
            out.push(Kind::M as u8);
            write_length(members.len(), out);
            3 + members.len() + write_members(members, depth, out)?
        }
        AttributeValue::L(elements) => {
            let depth = deeper(depth)?;
            out.push(Kind::L as u8);
            write_length(elements.len(), out);
            let mut size = 3 + elements.len();
            for element in elements {
                size += write_value(element, depth, out)?;
            }
            size
        }
        AttributeValue::Ss(texts) => {
            let size = size_of_set(texts.iter().map(String::len))?;
            let mut members: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
            members.sort_unstable();
            // More of them than are repeated.
            let repeated = || texts.iter().take(limits::ECHO_CHARACTERS_MAX);
            let duplicates = || ItemError::DuplicateInSet { members: repeated().cloned().collect() };
            write_set(Kind::Ss, SetKind::Text, members, duplicates, out)?;
            size
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
            write_set(
                Kind::Ns,
                SetKind::Number,
                numbers.iter().map(stored).collect::<Vec<_>>(),
                || ItemError::DuplicateInNumberSet,
                out,
            )?;
            numbers.iter().map(Number::size_bytes).sum()
        }
        AttributeValue::Bs(set) => {
            let size = size_of_set(set.iter().map(Vec::len))?;
            let duplicates = || {
                let repeated = set.iter().take(limits::ECHO_CHARACTERS_MAX);
                let members = repeated.map(|bytes| blob::encode(bytes)).collect();
                ItemError::DuplicateInSet { members }
            };
            let mut members: Vec<&[u8]> = set.iter().map(Vec::as_slice).collect();
            members.sort_unstable();
            write_set(Kind::Bs, SetKind::Binary, members, duplicates, out)?;
            size
        }
        AttributeValue::Malformed(malformed) => return Err((*malformed).into()),
    })
}

fn parse_number(text: &str) -> Result<Number, ItemError> {
    Number::parse(text).map_err(|error| ItemError::NumberText { text: text.to_owned(), error })
}

pub fn deeper(depth: usize) -> Result<usize, ItemError> {
    if depth == limits::NESTING_LEVELS_MAX { Err(ItemError::Nesting) } else { Ok(depth + 1) }
}

/// The size of a set's members in **bytes**. One that no request can use is refused before it is sorted, which takes longer
/// than all else.
fn size_of_set(members: impl Iterator<Item = usize>) -> Result<usize, ItemError> {
    let size = members.sum();
    if size > limits::SET_BYTES_MAX { Err(ItemError::ItemTooLarge) } else { Ok(size) }
}

/// Writes a set whose members are in order.
fn write_set(
    kind: Kind,
    set: SetKind,
    members: Vec<impl AsRef<[u8]> + PartialEq>,
    duplicates: impl FnOnce() -> ItemError,
    out: &mut Vec<u8>,
) -> Result<(), ItemError> {
    if members.is_empty() {
        return Err(ItemError::EmptySet(set));
    }
    if members.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(duplicates());
    }
    out.push(kind as u8);
    write_length(members.len(), out);
    members.iter().for_each(|member| write_bytes(member.as_ref(), out));
    Ok(())
}
