//! Items and keys read straight from the text of a request.
//!
//! Only what nothing can be refused about is read here. Anything else is `None`, without a reason, and is read once more
//! through the tree of its JSON ([`crate::json::Json`]), which knows the service's texts and their order.

use super::encode::{check_name, deeper, finish, write_bytes, write_length, write_value};
use super::read::read_bytes;
use super::{HEAD_BYTES, Item, Kind};
use crate::item::number::Number;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::{self, Json, Reader};
use crate::limits;
use smallvec::SmallVec;
use std::borrow::Cow;

impl Item {
    /// Reads an item that is valid and no larger than 400 KB straight into its canonical bytes; `None` for anything else.
    pub(crate) fn parse(reader: &mut Reader<'_>) -> Option<Item> {
        let mut out = Vec::with_capacity(512);
        out.extend([0; HEAD_BYTES]);
        let members = parse_members(reader, 0, &mut out)?;
        (members.size as u64 <= limits::ITEM_BYTES_MAX).then(|| finish(out, members.size))
    }
}

/// The attributes of a table's key, at the most.
const KEY_ATTRIBUTES_MAX: usize = 2;

/// Reads the attributes of a key, each a text of one type; `None` for anything else.
pub(crate) fn parse_key(reader: &mut Reader<'_>) -> Option<Attributes> {
    let mut attributes = Attributes::new();
    each_member(reader, &mut |reader, name| {
        if attributes.len() == KEY_ATTRIBUTES_MAX {
            return None;
        }
        let value = tagged(reader, |reader, kind| match reader.peek()? {
            b'"' => AttributeValue::of_type(kind, Json::Text(reader.string().ok()?))?.ok(),
            _ => None,
        });
        let value = value?;
        attributes.insert(name.into_owned(), value).is_none().then_some(())
    })?;
    Some(attributes)
}

/// What was written of a map or of a list.
struct Written {
    /// The number of its members.
    count: usize,
    /// The size of the members in **bytes**, as DynamoDB counts it.
    size: usize,
}

impl Written {
    /// The size of the map or the list in **bytes**, as DynamoDB counts it.
    fn nested_size(&self) -> usize {
        3 + self.count + self.size
    }
}

/// Calls `member` at the value of each member of an object.
fn each_member<'a>(
    reader: &mut Reader<'a>,
    member: &mut dyn FnMut(&mut Reader<'a>, Cow<'a, str>) -> Option<()>,
) -> Option<()> {
    if reader.peek() != Some(b'{') {
        return None;
    }
    reader.object(&mut |reader, name| member(reader, name).ok_or(reader.fault(UNUSUAL))).ok()
}

/// Why reading stops. It is never shown.
const UNUSUAL: &str = "it is read through its tree";

/// Reads a structure of one member, by a function that is called at its value with its name.
fn tagged<'a, T>(reader: &mut Reader<'a>, read: impl FnOnce(&mut Reader<'a>, &str) -> Option<T>) -> Option<T> {
    if !reader.take(b'{') || reader.peek() != Some(b'"') {
        return None;
    }
    let name = reader.string().ok()?;
    if !reader.take(b':') {
        return None;
    }
    let read = read(reader, &name)?;
    reader.take(b'}').then_some(read)
}

/// Writes the members of an object in the order of their names; `None` if two have the same.
fn parse_members(reader: &mut Reader<'_>, depth: usize, out: &mut Vec<u8>) -> Option<Written> {
    let (first, mut size) = (out.len(), 0);
    let mut starts = SmallVec::<[usize; 32]>::new();
    let mut last = Cow::Borrowed("");
    let mut is_sorted = true;
    each_member(reader, &mut |reader, name| {
        check_name(&name).ok()?;
        starts.push(out.len());
        write_bytes(name.as_bytes(), out);
        size += name.len() + tagged(reader, |reader, kind| parse_value(reader, kind, depth, out))?;
        is_sorted &= last < name;
        last = name;
        Some(())
    })?;
    if !is_sorted {
        sort_members(out, first, &starts)?;
    }
    Some(Written { count: starts.len(), size })
}

/// Sorts the members from `first` on, each of which begins at one of `starts`, by their names.
fn sort_members(out: &mut Vec<u8>, first: usize, starts: &[usize]) -> Option<()> {
    let written = out.split_off(first);
    let ends = starts.iter().skip(1).copied().chain([first + written.len()]);
    let mut members = Vec::with_capacity(starts.len());
    for (start, end) in starts.iter().zip(ends) {
        let member = written.get(start - first..end - first)?;
        members.push((read_bytes(&mut &*member)?, member));
    }
    members.sort_unstable();
    members.iter().for_each(|(_, member)| out.extend_from_slice(member));
    members.is_sorted_by(|one, next| one.0 < next.0).then_some(())
}

/// Writes the value of a structure's only member, the name of its type, and returns its size in **bytes** as DynamoDB
/// counts it.
fn parse_value(reader: &mut Reader<'_>, kind: &str, depth: usize, out: &mut Vec<u8>) -> Option<usize> {
    Some(match (kind, reader.peek()?) {
        ("S", b'"') => {
            let text = reader.string().ok()?;
            out.push(Kind::S as u8);
            write_bytes(text.as_bytes(), out);
            text.len()
        }
        ("N", b'"') => {
            let number = Number::parse(&reader.string().ok()?).ok()?;
            out.push(Kind::N as u8);
            number.write_stored(out);
            number.size_bytes()
        }
        ("M", b'{') => {
            let depth = deeper(depth).ok()?;
            nested(Kind::M, out, |out| parse_members(reader, depth, out))?
        }
        ("L", b'[') => {
            let depth = deeper(depth).ok()?;
            nested(Kind::L, out, |out| parse_elements(reader, depth, out))?
        }
        _ => {
            let value = AttributeValue::of_type(kind, json::value_of_body(reader).ok()?)?.ok()?;
            write_value(&value, depth, out).ok()?
        }
    })
}

fn parse_elements(reader: &mut Reader<'_>, depth: usize, out: &mut Vec<u8>) -> Option<Written> {
    let (mut count, mut size) = (0, 0);
    let mut element = |reader: &mut Reader<'_>| {
        size += tagged(reader, |reader, kind| parse_value(reader, kind, depth, out))?;
        count += 1;
        Some(())
    };
    reader.list(&mut |reader| element(reader).ok_or(reader.fault(UNUSUAL))).ok()?;
    Some(Written { count, size })
}

/// Writes a map or a list: its tag and the number of its members, then these. Returns its size in **bytes**.
fn nested(kind: Kind, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> Option<Written>) -> Option<usize> {
    out.push(kind as u8);
    let start = out.len();
    // The number is known afterwards, and is one byte nearly always.
    out.push(0);
    let written = write(out)?;
    match u8::try_from(written.count) {
        Ok(count @ 0..0x80) => out[start] = count,
        _ => {
            let mut length = Vec::new();
            write_length(written.count, &mut length);
            out.splice(start..=start, length);
        }
    }
    Some(written.nested_size())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::FromJson;

    /// The item in a text, read straight and through its tree.
    fn both(text: &str) -> (Option<Item>, Option<Item>) {
        let mut reader = Reader::new(text);
        let item = Item::parse(&mut reader).filter(|_| reader.peek().is_none());
        (item, json::parse(text.as_bytes()).and_then(Item::read).ok())
    }

    #[test]
    fn what_is_right_is_read_at_once() {
        let many = |count: usize, end: &str| (0..count).map(|n| format!("{{\"N\":\"{n}\"}}{end}")).collect::<String>();
        for text in [
            "{}",
            r#"{"a":{"S":""},"b":{"S":"x\u00e9\n"},"c":{"N":"-1.50e3"},"d":{"B":"YQ=="},"e":{"BOOL":false},"f":{"NULL":true}}"#,
            r#" { "pk" : { "S" : "out of order" } , "amount" : { "N" : "1" } , "\u0062" : { "BOOL" : true } } "#,
            r#"{"m":{"M":{}},"l":{"L":[]},"ml":{"M":{"z":{"L":[{"M":{"b":{"N":"0"},"a":{"S":"x"}}}]},"é":{"NULL":true}}}}"#,
            r#"{"ss":{"SS":["b","a",""]},"ns":{"NS":["10","9e0"]},"bs":{"BS":["Yg==","YQ=="]}}"#,
            &format!(r#"{{"z":{{"L":[{}{{"S":"a"}}]}},"a":{{"N":"7"}}}}"#, many(300, ",")),
            &format!(r#"{{"d":{}{{"S":"a"}}{}}}"#, r#"{"L":["#.repeat(32), "]}".repeat(32)),
            &format!(r#"{{"t":{{"S":"{}"}}}}"#, "x".repeat(400 * 1024 - 1)),
        ] {
            let (straight, through_tree) = both(text);
            assert!(straight.is_some(), "{text}");
            assert_eq!(straight, through_tree, "{text}");
        }
    }

    #[test]
    fn what_may_be_refused_is_left_to_the_tree() {
        for text in [
            "[]",
            r#"{"a":{"S":"one"},"a":{"S":"two"}}"#,
            r#"{"b":{"S":"one"},"a":{"S":"x"},"\u0062":{"S":"two"}}"#,
            r#"{"a":{"S":"x","N":"1"}}"#,
            r#"{"a":{"S":"x","N":null}}"#,
            r#"{"a":{}}"#,
            r#"{"a":{"X":"x"}}"#,
            r#"{"a":{"S":1}}"#,
            r#"{"a":{"N":"one"}}"#,
            r#"{"a":{"NULL":false}}"#,
            r#"{"a":{"SS":[]}}"#,
            r#"{"a":{"NS":["1","1.0"]}}"#,
            r#"{"a":{"B":"YQ"}}"#,
            r#"{"":{"S":"x"}}"#,
            r#"{"a":{"S":"x"}"#,
            &format!(r#"{{"{}":{{"S":"x"}}}}"#, "n".repeat(65_536)),
            &format!(r#"{{"d":{}{{"S":"a"}}{}}}"#, r#"{"L":["#.repeat(33), "]}".repeat(33)),
            &format!(r#"{{"t":{{"S":"{}"}}}}"#, "x".repeat(400 * 1024)),
        ] {
            assert_eq!(both(text).0, None, "{text}");
        }
    }
}
