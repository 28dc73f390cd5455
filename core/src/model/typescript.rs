//! The types of the wire as TypeScript declares them.
//!
//! `shape!` and `open_enum!` implement [`TypeScript`] as they implement reading and writing, so each shape is declared
//! once, in Rust.

use crate::item::value::{AttributeValue, Attributes};
use crate::item::{Item, NewItem};
use crate::json::ByName;
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
    /// Returns the type as an expression, such as `string[]`, and declares the types that the expression names.
    fn expression(declared: &mut Declarations) -> String;
}

/// [`TypeScript::expression`] for the type of a member.
pub(crate) type Expression = fn(&mut Declarations) -> String;

/// The declarations collected so far.
#[derive(Debug, Default)]
pub struct Declarations {
    /// The members of the interface `Operations`.
    operations: String,
    /// All other declarations, by name.
    types: BTreeMap<String, String>,
    /// Whether what is declared is part of an input, in which a time may be a `Date`.
    pub(crate) input: bool,
}

impl Declarations {
    /// Declares an operation and the types of its input and output.
    pub(crate) fn operation<I: TypeScript, O: TypeScript>(&mut self, name: &str) {
        self.input = true;
        let input = I::expression(self);
        self.input = false;
        let mut output = O::expression(self);
        let of_model = format!("{name}Output");
        // An operation that shares its output type gets an alias named after it; `null` is the answer without a body.
        if output != of_model && output != "null" {
            output = self.declare(&of_model, |_| format!("export type {of_model} = {output};\n"));
        }
        self.operations += &format!("  {name}: {{ input: {input}; output: {output} }};\n");
    }

    /// Declares a structure. `members` has the documentation and the type of each of `names`; `required` are
    /// lowerCamel.
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

    /// Declares a type unless it is declared already. Returns its name.
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

/// Whether `name` is `member` with its first letter in lower case.
fn is_lower_camel(name: &str, member: &str) -> bool {
    match (name.split_at_checked(1), member.split_at_checked(1)) {
        (Some((first, rest)), Some((member_first, member_rest))) => {
            first.eq_ignore_ascii_case(member_first) && rest == member_rest
        }
        _ => false,
    }
}

/// The first paragraphs of a Rust documentation comment, up to its first heading, as a TypeScript comment.
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

/// The required members of a shape. `Probe::<T>::required()` is the inherent function if `T` is an input or a structure
/// inside one, and [`Unconstrained`]'s otherwise, because inherent functions take precedence over those of a trait.
pub(crate) struct Probe<T>(PhantomData<T>);

impl<T: Constrained + Default> Probe<T> {
    /// Returns the lowerCamel names of the members that the service model requires.
    pub(crate) fn required() -> Vec<&'static str> {
        Check::required_members(&T::default())
    }
}

/// The fallback for a shape without constraints, which requires no member.
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
    "number" f64 i32 i64 u16 u32 u64 Units;
    "never" Unsupported;
    "null" ();
}

/// Times of answers are numbers; those of requests may be either.
impl TypeScript for Timestamp {
    fn expression(declared: &mut Declarations) -> String {
        if declared.input { "number | Date" } else { "number" }.to_owned()
    }
}

impl<T: TypeScript> TypeScript for Vec<T> {
    fn expression(declared: &mut Declarations) -> String {
        format!("{}[]", T::expression(declared))
    }
}

/// Not `Record<string, T>`, because the service model has a structure `Record`.
impl<T: TypeScript> TypeScript for ByName<T> {
    fn expression(declared: &mut Declarations) -> String {
        format!("{{ [name: string]: {} }}", T::expression(declared))
    }
}

impl TypeScript for Item {
    fn expression(declared: &mut Declarations) -> String {
        Attributes::expression(declared)
    }
}

impl TypeScript for NewItem {
    fn expression(declared: &mut Declarations) -> String {
        Attributes::expression(declared)
    }
}

impl TypeScript for ErrorName {
    fn expression(declared: &mut Declarations) -> String {
        declared.union("ErrorCode", &["The errors that the engine can answer with."], ErrorCode::ALL)
    }
}

/// A union of which each member has exactly one property, though all of them can be read.
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
