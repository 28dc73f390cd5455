//! What TypeScript calls the types of the wire.
//!
//! `shape!` and `open_enum!` implement [`TypeScript`] beside reading and writing, so that a shape is declared once, in Rust.

use crate::item::Item;
use crate::item::value::{AttributeValue, Attributes};
use crate::model::capacity::Units;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{ErrorCode, ErrorName};
use crate::model::shapes::Unsupported;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A type of the wire that TypeScript can name.
pub trait TypeScript {
    /// Returns the type as an expression, such as `string[]`, and declares the types that it names.
    fn expression(declared: &mut Declarations) -> String;
}

/// [`TypeScript::expression`] of a member's type.
pub(crate) type Expression = fn(&mut Declarations) -> String;

/// Declarations collected so far.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The members of `Operations`.
    operations: String,
    /// Every other declaration by its name.
    types: BTreeMap<String, String>,
}

impl Declarations {
    /// Declares an operation, and the types of its input and output.
    pub(crate) fn operation<I: TypeScript, O: TypeScript>(&mut self, name: &str) {
        let input = I::expression(self);
        let mut output = O::expression(self);
        let of_model = format!("{name}Output");
        // Operations that share an output have one of their own name all the same; `null` is the answer of none.
        if output != of_model && output != "null" {
            output = self.declare(&of_model, |_| format!("export type {of_model} = {output};\n"));
        }
        self.operations += &format!("  {name}: {{ input: {input}; output: {output} }};\n");
    }

    /// Declares a structure. `members` has the documentation and the type of each of `names`; `required` are lowerCamel.
    pub(crate) fn interface(
        &mut self,
        name: &str,
        doc: &[&str],
        names: &[&str],
        members: &[(&[&str], Expression)],
        required: &[&str],
    ) -> String {
        let is_required = |member: &str| required.iter().any(|name| is_lower_camel(name, member));
        let found = names.iter().filter(|member| is_required(member)).count();
        assert_eq!(found, required.len(), "{name}: every member with a constraint is a member: {required:?}");
        self.declare(name, |declared| {
            let mut text = format!("{}export interface {name} {{\n", comment(doc, ""));
            for (member, (doc, expression)) in names.iter().zip(members) {
                let expression = expression(declared);
                text += &comment(doc, "  ");
                text += &match is_required(member) {
                    true => format!("  {member}: {expression};\n"),
                    false => format!("  {member}?: {expression} | undefined;\n"),
                };
            }
            text + "}\n"
        })
    }

    /// Declares a string enum.
    pub(crate) fn union(&mut self, name: &str, doc: &[&str], values: &[&str]) -> String {
        let values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
        self.declare(name, |_| format!("{}export type {name} = {};\n", comment(doc, ""), values.join(" | ")))
    }

    /// Declares a type unless that has been done. Returns its name.
    fn declare(&mut self, name: &str, write: impl FnOnce(&mut Declarations) -> String) -> String {
        if !self.types.contains_key(name) {
            let text = write(self);
            self.types.insert(name.to_owned(), text);
        }
        name.to_owned()
    }
}

impl fmt::Display for Declarations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "export interface Operations {{\n{}}}\n", self.operations)?;
        self.types.values().try_for_each(|declaration| write!(f, "\n{declaration}"))
    }
}

/// Whether `name` is `member` with a small first letter.
fn is_lower_camel(name: &str, member: &str) -> bool {
    match (name.split_at_checked(1), member.split_at_checked(1)) {
        (Some((first, rest)), Some((member_first, member_rest))) => {
            first.eq_ignore_ascii_case(member_first) && rest == member_rest
        }
        _ => false,
    }
}

/// The first part of a Rust documentation comment, up to its first heading, as a comment of TypeScript.
fn comment(doc: &[&str], indent: &str) -> String {
    let text =
        doc.iter().map(|line| line.trim()).take_while(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
    let text = text.trim().replace("[`", "`").replace("`]", "`").replace("*/", "*\\/");
    match text.contains('\n') {
        true => format!("{indent}/**\n{indent} * {}\n{indent} */\n", text.replace('\n', &format!("\n{indent} * "))),
        false if text.is_empty() => text,
        false => format!("{indent}/** {text} */\n"),
    }
}

/// The required members of a shape. `Probe::<T>::required()` is this type's own function where `T` is an input or a
/// structure inside one, and [`Unconstrained`]'s for all others: functions of a type come before those of a trait.
pub(crate) struct Probe<T>(PhantomData<T>);

impl<T: Constrained + Default> Probe<T> {
    /// Returns the lowerCamel names of the members that the service model requires.
    pub(crate) fn required() -> Vec<&'static str> {
        Check::required_members(&T::default())
    }
}

/// A shape without constraints, which requires nothing.
pub(crate) trait Unconstrained {
    /// Returns no names.
    fn required() -> Vec<&'static str> {
        Vec::new()
    }
}

impl<T> Unconstrained for Probe<T> {}

macro_rules! named {
    ($($name:literal $($type:ty)+;)+) => {
        $($(impl TypeScript for $type {
            fn expression(_: &mut Declarations) -> String {
                $name.to_owned()
            }
        })+)+
    };
}

named! {
    "string" String;
    "boolean" bool;
    "number" f64 i32 i64 u16 u32 u64 Timestamp Units;
    "never" Unsupported;
    "null" ();
}

impl<T: TypeScript> TypeScript for Vec<T> {
    fn expression(declared: &mut Declarations) -> String {
        format!("{}[]", T::expression(declared))
    }
}

/// Not `Record<string, T>`: the service model has a structure of that name.
impl<T: TypeScript> TypeScript for BTreeMap<String, T> {
    fn expression(declared: &mut Declarations) -> String {
        format!("{{ [name: string]: {} }}", T::expression(declared))
    }
}

impl TypeScript for Item {
    fn expression(declared: &mut Declarations) -> String {
        Attributes::expression(declared)
    }
}

impl TypeScript for ErrorName {
    fn expression(declared: &mut Declarations) -> String {
        declared.union("ErrorCode", &["The errors that the engine can answer with."], ErrorCode::ALL)
    }
}

/// A union, so that exactly one member must be there, whose members can all be asked for.
impl TypeScript for AttributeValue {
    fn expression(declared: &mut Declarations) -> String {
        const TYPES: [(&str, &str); 10] = [
            ("S", "string"),
            ("N", "string"),
            ("B", "Uint8Array"),
            ("BOOL", "boolean"),
            ("NULL", "boolean"),
            ("M", "{ [name: string]: AttributeValue }"),
            ("L", "AttributeValue[]"),
            ("SS", "string[]"),
            ("NS", "string[]"),
            ("BS", "Uint8Array[]"),
        ];
        declared.declare("AttributeValue", |_| {
            let mut text =
                "/** One attribute value, of one of DynamoDB's ten types. */\nexport type AttributeValue =".to_owned();
            for (name, expression) in TYPES {
                let members = TYPES.iter().map(|(other, _)| match *other == name {
                    true => format!("{name}: {expression}"),
                    false => format!("{other}?: undefined"),
                });
                text += &format!("\n  | {{ {} }}", members.collect::<Vec<_>>().join("; "));
            }
            text + ";\n"
        })
    }
}
