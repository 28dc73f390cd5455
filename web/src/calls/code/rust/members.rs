//! The members of a call: as links of its chain, with their values.

use super::super::layout::Piece;
use super::super::plan::Value;
use super::super::quote::{bytes, lower, quoted_rust};
use super::types::{enumeration, structure, variant};
use super::{LAYOUT, Rust, variable_name};

/// An owned string.
fn owned(text: &str) -> String {
    format!("{}.to_owned()", quoted_rust(text))
}

/// A call with one argument. A call around a call needs no lines of its own.
fn parenthesized(before: &str, part: Piece) -> Piece {
    match part {
        Piece::Group { open, parts, close } => {
            Piece::Group { open: format!("{before}({open}"), parts, close: format!("{close})") }
        }
        part => Piece::group(format!("{before}("), vec![part], ")"),
    }
}

impl Rust {
    /// Records a member that is not known here.
    fn unknown(&mut self) -> Piece {
        self.is_unknown = true;
        "".into()
    }

    /// The links that set members. A list and a map grow by one with each.
    pub(super) fn add_members(&mut self, members: &[(String, Value)], links: &mut Vec<Piece>) {
        for (name, value) in members {
            let method = lower(name, '_');
            match value {
                // The data of a loop: a map, where every other variable is a text.
                Value::Variable(variable)
                    if ["Item", "Key", "ExpressionAttributeValues", "RequestItems"].contains(&name.as_str()) =>
                {
                    links.push(Piece::Text(format!(".set_{method}(Some({}))", variable_name(variable))));
                }
                // An empty list is sent, because it differs from an absent one: no indexes, not those of the backup.
                Value::List(list) if list.is_empty() => {
                    links.push(Piece::Text(format!(".set_{method}(Some(vec![]))")));
                }
                Value::List(list) => {
                    for element in list {
                        let element = self.element(name, element);
                        links.push(parenthesized(&format!(".{method}"), element));
                    }
                }
                Value::Object(members) if structure(name).is_none() => {
                    if members.is_empty() {
                        self.named.has_maps = true;
                        links.push(Piece::Text(format!(".set_{method}(Some(HashMap::new()))")));
                    }
                    for (key, value) in members {
                        let parts = vec![Piece::Text(quoted_rust(key)), self.entry(name, value)];
                        links.push(Piece::group(format!(".{method}("), parts, ")"));
                    }
                }
                value => {
                    let element = self.element(name, value);
                    links.push(parenthesized(&format!(".{method}"), element));
                }
            }
        }
    }

    /// The data of a write as a map.
    pub(super) fn data(&mut self, operation: &str, data: &Value) -> Piece {
        let Value::Object(members) = data else { return self.unknown() };
        if operation != "BatchWriteItem" {
            return self.row_of(data);
        }
        let entries =
            members.iter().map(|(table, value)| vec![Piece::Text(owned(table)), self.entry("RequestItems", value)]);
        let entries = entries.collect();
        self.hash_map(entries)
    }

    /// Attributes as a row of data.
    pub(super) fn row_of(&mut self, data: &Value) -> Piece {
        let Value::Object(members) = data else { return self.unknown() };
        self.named.has_maps = true;
        self.named.has_attributes = true;
        self.named.types.add("AttributeValue");
        let pair = |(name, value): &(String, Value)| {
            let value = match value {
                Value::Object(kinds) => match kinds.as_slice() {
                    [(kind, Value::Text(text))] if kind == "S" => {
                        self.named.has_texts = true;
                        Piece::Text(format!("s({})", quoted_rust(text)))
                    }
                    [(kind, Value::Text(text))] if kind == "N" => {
                        self.named.has_numbers = true;
                        Piece::Text(format!("n({})", quoted_rust(text)))
                    }
                    [(kind, Value::Bytes(of))] if kind == "B" => {
                        self.named.has_bytes = true;
                        self.named.primitives.add("Blob");
                        Piece::Text(format!("b({})", bytes(of)))
                    }
                    _ => self.attribute(value),
                },
                _ => self.unknown(),
            };
            Piece::group("(", vec![Piece::Text(quoted_rust(name)), value], ")")
        };
        let pairs = members.iter().map(pair).collect();
        LAYOUT.row(Piece::group("attributes([", pairs, "])"))
    }

    /// The value of a member, or an element of the list that it is.
    fn element(&mut self, name: &str, value: &Value) -> Piece {
        Piece::Text(match value {
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.clone(),
            Value::Variable(name) => format!("&{}", variable_name(name)),
            Value::Text(text) => match enumeration(name) {
                Some(kind) => {
                    self.named.types.add(kind);
                    format!("{kind}::{}", variant(text))
                }
                None => quoted_rust(text),
            },
            Value::Time(time) => {
                self.named.primitives.add("DateTime");
                self.named.primitives.add("DateTimeFormat");
                let parts = vec![Piece::Text(format!("\"{time}\"")), "DateTimeFormat::DateTime".into()];
                return Piece::group("DateTime::from_str(", parts, ")?");
            }
            Value::Object(members) => match structure(name) {
                Some((kind, can_fail)) => return self.built(kind, can_fail, members),
                None if name == "Keys" => return self.map(members),
                None if name == "TransactItems" => {
                    let is_read = members.iter().any(|(member, _)| member == "Get");
                    let kind = if is_read { "TransactGetItem" } else { "TransactWriteItem" };
                    return self.built(kind, false, members);
                }
                None => return self.unknown(),
            },
            Value::Bytes(_) | Value::List(_) => return self.unknown(),
        })
    }

    /// The value of an entry of the map that a member is.
    fn entry(&mut self, name: &str, value: &Value) -> Piece {
        match (name, value) {
            ("RequestItems", Value::Variable(name)) => Piece::Text(variable_name(name)),
            ("RequestItems", Value::List(list)) => self.list(list, |writer, element| match element {
                Value::Object(members) => writer.built("WriteRequest", false, members),
                _ => writer.unknown(),
            }),
            ("RequestItems", Value::Object(members)) => self.built("KeysAndAttributes", true, members),
            ("ExpressionAttributeNames", Value::Text(text)) => Piece::Text(quoted_rust(text)),
            ("Item" | "Key" | "ExclusiveStartKey" | "ExpressionAttributeValues", value) => self.attribute(value),
            _ => self.unknown(),
        }
    }

    /// A structure from its builder.
    fn built(&mut self, kind: &'static str, can_fail: bool, members: &[(String, Value)]) -> Piece {
        self.named.types.add(kind);
        let mut links = Vec::new();
        self.add_members(members, &mut links);
        links.push(if can_fail { ".build()?".into() } else { ".build()".into() });
        Piece::Chain { head: format!("{kind}::builder()"), links, close: "" }
    }

    /// A list, each element written in the same way.
    fn list(&mut self, list: &[Value], element: fn(&mut Rust, &Value) -> Piece) -> Piece {
        Piece::group("vec![", list.iter().map(|value| element(self, value)).collect(), "]")
    }

    /// A map of attributes.
    fn map(&mut self, members: &[(String, Value)]) -> Piece {
        let entries = members.iter().map(|(key, value)| vec![Piece::Text(owned(key)), self.attribute(value)]);
        let entries = entries.collect();
        self.hash_map(entries)
    }

    /// A map of entries, each a key and a value. The parentheses of a single one need no lines of their own.
    fn hash_map(&mut self, entries: Vec<Vec<Piece>>) -> Piece {
        self.named.has_maps = true;
        let tuple = |entry| Piece::group("(", entry, ")");
        match <[Vec<Piece>; 1]>::try_from(entries) {
            Ok([entry]) => Piece::group("HashMap::from([(", entry, ")])"),
            Err(entries) => Piece::group("HashMap::from([", entries.into_iter().map(tuple).collect(), "])"),
        }
    }

    /// The value of an attribute.
    fn attribute(&mut self, value: &Value) -> Piece {
        let Value::Object(members) = value else { return self.unknown() };
        let [(kind, value)] = members.as_slice() else { return self.unknown() };
        self.named.types.add("AttributeValue");
        let (variant, part) = match (kind.as_str(), value) {
            ("S", value) => ("S", self.text(value)),
            ("N", value) => ("N", self.text(value)),
            ("B", value) => ("B", self.blob(value)),
            ("BOOL", Value::Bool(flag)) => ("Bool", Piece::Text(flag.to_string())),
            ("NULL", Value::Bool(flag)) => ("Null", Piece::Text(flag.to_string())),
            ("SS", Value::List(list)) => ("Ss", self.list(list, Rust::text)),
            ("NS", Value::List(list)) => ("Ns", self.list(list, Rust::text)),
            ("BS", Value::List(list)) => ("Bs", self.list(list, Rust::blob)),
            ("L", Value::List(list)) => ("L", self.list(list, Rust::attribute)),
            ("M", Value::Object(members)) => ("M", self.map(members)),
            _ => return self.unknown(),
        };
        parenthesized(&format!("AttributeValue::{variant}"), part)
    }

    /// A string that the attribute owns.
    fn text(&mut self, value: &Value) -> Piece {
        match value {
            Value::Text(text) => Piece::Chain { head: quoted_rust(text), links: vec![".to_owned()".into()], close: "" },
            _ => self.unknown(),
        }
    }

    /// Bytes.
    fn blob(&mut self, value: &Value) -> Piece {
        let Value::Bytes(of) = value else { return self.unknown() };
        self.named.primitives.add("Blob");
        Piece::group("Blob::new(", vec![Piece::Text(bytes(of))], ")")
    }
}
