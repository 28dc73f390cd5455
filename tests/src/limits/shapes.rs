//! The shapes of the operations' inputs, from the declarations for TypeScript.

use std::collections::BTreeMap;

/// A type of the wire.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A text.
    Text,
    /// Bytes, in base64.
    Bytes,
    /// A number.
    Number,
    /// True or false.
    Bool,
    /// A member that is refused whatever it is.
    Refused,
    /// One of these texts.
    Enum(Vec<String>),
    /// A list.
    List(Box<Type>),
    /// A map by text.
    Map(Box<Type>),
    /// An attribute value.
    Value,
    /// A structure of that name.
    Structure(String),
}

/// A member of a structure.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether the service model requires it.
    pub is_required: bool,
}

/// All operations and structures.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// Each operation and the name of its input.
    pub operations: Vec<(String, String)>,
    structures: BTreeMap<String, Vec<Member>>,
    enums: BTreeMap<String, Vec<String>>,
}

impl Shapes {
    /// The shapes of the engine.
    pub fn of_engine() -> Shapes {
        let text = timemark_core::typescript::declarations();
        let mut shapes = Shapes::default();
        for line in text.lines() {
            if let Some(union) = line.strip_prefix("export type ").and_then(|line| line.strip_suffix(';')) {
                let (name, values) = union.split_once(" = ").unwrap();
                let values = values.split(" | ").filter_map(|value| value.strip_prefix('"')?.strip_suffix('"'));
                shapes.enums.insert(name.to_owned(), values.map(str::to_owned).collect());
            }
        }
        let mut structure = None;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("export interface ") {
                structure = Some(name.trim_end_matches(" {").to_owned());
            }
            let Some((name, kind)) = line.strip_prefix("  ").and_then(|line| line.strip_suffix(';')?.split_once(": "))
            else {
                continue;
            };
            match &structure {
                Some(operations) if operations == "Operations" => {
                    let input = kind.strip_prefix("{ input: ").unwrap().split(';').next().unwrap();
                    shapes.operations.push((name.to_owned(), input.to_owned()));
                }
                Some(of) => {
                    let member = Member {
                        name: name.trim_end_matches('?').to_owned(),
                        kind: shapes.kind(kind.trim_end_matches(" | undefined")),
                        is_required: !name.ends_with('?'),
                    };
                    shapes.structures.entry(of.clone()).or_default().push(member);
                }
                None => {}
            }
        }
        assert!(shapes.operations.len() > 50, "the declarations are read: {:?}", shapes.operations);
        shapes
    }

    /// The members of a structure.
    pub fn members(&self, structure: &str) -> &[Member] {
        self.structures.get(structure).map(Vec::as_slice).unwrap_or_default()
    }

    fn kind(&self, text: &str) -> Type {
        if let Some(element) = text.strip_suffix("[]") {
            return Type::List(Box::new(self.kind(element)));
        }
        if let Some(value) = text.strip_prefix("{ [name: string]: ").and_then(|text| text.strip_suffix(" }")) {
            return Type::Map(Box::new(self.kind(value)));
        }
        match text {
            "string" => Type::Text,
            "number" => Type::Number,
            "boolean" => Type::Bool,
            "Uint8Array" => Type::Bytes,
            "never" => Type::Refused,
            "AttributeValue" => Type::Value,
            name => match self.enums.get(name) {
                Some(values) => Type::Enum(values.clone()),
                None => Type::Structure(name.to_owned()),
            },
        }
    }
}
