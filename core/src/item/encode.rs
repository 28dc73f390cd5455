//! Attribute values written as canonical bytes, judged on the way.

use super::*;
use crate::error::SetKind;
use crate::number::Number;

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
pub fn write_members(attributes: &Attributes, depth: usize, out: &mut Vec<u8>) -> Result<usize, Error> {
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
