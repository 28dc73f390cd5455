//! Canonical bytes read without being copied.

use super::*;
use crate::blob::Blob;
use crate::number::Number;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// A value inside an item's bytes. It is read without being copied.
#[derive(Clone, Copy)]
pub struct Stored<'a> {
    tag: u8,
    body: Body<'a>,
}

/// What stands after the tag.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    Bytes(&'a [u8]),
    Number(Number),
    Bool(bool),
    /// So many members or elements, and the bytes that they start in.
    Several(usize, &'a [u8]),
}

/// The members of an item or of a map, in the order of their names.
pub struct Members<'a>(pub &'a [u8]);

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

/// Reads a member: its name, its value, and what follows it.
pub fn read_member(mut bytes: &[u8]) -> Option<(&str, Stored<'_>, &[u8])> {
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
    /// The value, copied.
    pub fn to_value(self) -> Option<AttributeValue> {
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
impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members())
    }
}

impl Serialize for Stored<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match (self.tag, self.body) {
            (TAG_S, Body::Bytes(bytes)) => map.serialize_entry("S", text(bytes))?,
            (TAG_B, Body::Bytes(bytes)) => map.serialize_entry("B", &Blob::from(bytes.to_vec()))?,
            (_, Body::Number(number)) => map.serialize_entry("N", &format_args!("{number}"))?,
            (TAG_NULL, _) => map.serialize_entry("NULL", &true)?,
            (_, Body::Bool(value)) => map.serialize_entry("BOOL", &value)?,
            _ => {
                // Containers are rarer: by way of the value.
                if let Some(value) = self.to_value() {
                    return serialize_container(map, &value);
                }
            }
        }
        map.end()
    }
}

fn serialize_container<M: SerializeMap>(mut map: M, value: &AttributeValue) -> Result<M::Ok, M::Error> {
    let name = value.type_name();
    match value {
        AttributeValue::M(members) => map.serialize_entry(name, members)?,
        AttributeValue::L(elements) => map.serialize_entry(name, elements)?,
        AttributeValue::Ss(texts) | AttributeValue::Ns(texts) => map.serialize_entry(name, texts)?,
        AttributeValue::Bs(set) => {
            let set: Vec<Blob> = set.iter().cloned().map(Blob::from).collect();
            map.serialize_entry(name, &set)?;
        }
        _ => {}
    }
    map.end()
}

/// The size in **bytes** of a value that an item holds, as [`Item::new`] counted it.
pub fn value_size(value: &AttributeValue) -> usize {
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
