//! The constraints of the service model: required members, lengths, ranges, patterns and enums.
//!
//! An input lists its members once, in the model's order. Every violation is collected with its path before the request
//! is refused. Nothing is formatted while all constraints hold.

mod member;

use crate::item::value::Attributes;
use crate::json::{self, ByName, ToJson};
use crate::limits;
use crate::model::error::Refusal;
use crate::model::shapes::Enumerated;
use std::fmt::{self, Display, Write};
use std::ops::RangeInclusive;

/// The maximum number of violations in one answer.
///
/// # Source
/// `docs/dynamodb.md#validation`.
const VIOLATIONS_MAX: usize = 10;

/// One broken constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The value or member that violates it.
    pub subject: Subject,
    /// The sentence of the constraint.
    pub constraint: String,
}

/// How the text of a violation refers to the value that violates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By the value and its path: lowerCamel member names and `.1.member.` list indices, joined by points.
    Value {
        /** The value as text; `None` for a member that is absent. */
        value: Option<String>,
        /** The path. */
        path: String,
    },
    /// By the path alone, with the member names of the wire.
    Place(String),
    /// Without a reference.
    Unnamed,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Value { value: Some(value), path } => write!(f, "Value '{value}' at '{path}' failed"),
            Subject::Value { value: None, path } => write!(f, "Value null at '{path}' failed"),
            Subject::Place(path) => write!(f, "Value at '{path}' failed"),
            Subject::Unnamed => f.write_str("Failed"),
        }
    }
}

/// The violations of a request, at most ten.
///
/// # Source
/// `docs/dynamodb.md#validation`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl Refusal for Violations {}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        write!(f, "{count} validation error{} detected: ", if count == 1 { "" } else { "s" })?;
        for (index, Violation { subject, constraint }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{subject} to satisfy constraint: {constraint}")?;
        }
        Ok(())
    }
}

/// A missing required parameter, in the words of operations that check for it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The parameter '{name}' is required but was not present in the request")]
pub struct ParameterMissing {
    /// The parameter's name.
    pub name: &'static str,
}

impl Refusal for ParameterMissing {}

/// An input, or a structure inside one, whose members have constraints.
pub trait Constrained {
    /// Checks every member, in the model's order.
    fn check(&self, at: &mut Check);

    /// The structure as Java prints it, for a violation of the list that contains it; `None` where that is unknown.
    fn printed(&self) -> Option<String> {
        None
    }
}

/// A value with a length: a string in characters, a list or a map in entries.
pub trait Length {
    /// The length, in characters or entries.
    fn length(&self) -> usize;
    /// The value as a violation prints it.
    fn shown(&self) -> String;
}

impl Length for String {
    fn length(&self) -> usize {
        self.chars().count()
    }
    fn shown(&self) -> String {
        limits::echo(self).into_owned()
    }
}

impl<T: Shown> Length for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }
    fn shown(&self) -> String {
        format!("[{}]", limits::echo_all(self.iter().map(Shown::shown)))
    }
}

impl<T> Length for ByName<T> {
    fn length(&self) -> usize {
        self.len()
    }
    /// Empty: a map violates a length only by being empty.
    fn shown(&self) -> String {
        "{}".to_owned()
    }
}

/// The sentence about the elements of a list or the values of a map, each with these bounds on its length.
fn each_within(bounds: &RangeInclusive<usize>) -> String {
    let (least, most) = (bounds.start(), bounds.end());
    format!(
        "[Member must have length less than or equal to {most}, Member must have length greater than or equal to {least}]"
    )
}

/// An element of a list that a violation of the list can print.
pub trait Shown {
    /// The element as the violation prints it.
    fn shown(&self) -> String;
}

impl Shown for String {
    fn shown(&self) -> String {
        limits::echo(self).into_owned()
    }
}

impl Shown for Attributes {
    fn shown(&self) -> String {
        json::text(self)
    }
}

impl<T: Constrained + ToJson> Shown for T {
    fn shown(&self) -> String {
        self.printed().unwrap_or_else(|| json::text(self))
    }
}

/// A check in progress: its path, and the violations found so far.
#[derive(Debug, Default)]
pub struct Check {
    path: Vec<Step>,
    violations: Vec<Violation>,
    is_over: bool,
    /// The members that were found to be required, there or not, if they are asked for.
    #[cfg(feature = "typescript")]
    required: Option<Vec<&'static str>>,
}

#[derive(Debug)]
enum Step {
    Member(&'static str),
    Element(usize),
    Entry(String),
}

impl Check {
    /// Checks a whole input.
    ///
    /// # Errors
    /// ValidationException with the violations found, at most ten.
    pub fn all(input: &dyn Constrained) -> Result<(), Violations> {
        let mut check = Check::default();
        input.check(&mut check);
        match check.violations.is_empty() {
            true => Ok(()),
            false => Err(Violations(check.violations)),
        }
    }

    /// The lowerCamel names of the members that the service model requires of `empty`'s type.
    #[cfg(feature = "typescript")]
    pub(crate) fn required_members(empty: &dyn Constrained) -> Vec<&'static str> {
        let mut check = Check { required: Some(Vec::new()), ..Check::default() };
        empty.check(&mut check);
        check.required.unwrap_or_default()
    }

    /// The member `name`, in lowerCamel, to be checked.
    pub fn member<'a, T>(&'a mut self, name: &'static str, value: &'a Option<T>) -> Member<'a, T> {
        Member { name, value: value.as_ref(), check: self, telling: Telling::Value }
    }

    /// The same member, whose violations print `place`, a path of wire names, instead of its value.
    ///
    /// # Source
    /// `docs/dynamodb.md#validation-names`, `docs/dynamodb.md#validation`, `docs/dynamodb.md#batches`: the operations
    /// on items have another validator for some members.
    pub fn placed<'a, T>(&'a mut self, name: &'static str, place: &'a str, value: &'a Option<T>) -> Member<'a, T> {
        Member { name, value: value.as_ref(), check: self, telling: Telling::Place(place) }
    }

    /// Runs a check of which only the first violation is reported.
    pub fn first_of(&mut self, check: impl FnOnce(&mut Check)) {
        let before = self.violations.len();
        check(self);
        self.violations.truncate(before + 1);
    }

    /// Checks the `TableName` of an item operation. If it is invalid, no other violation is reported.
    ///
    /// # Source
    /// `docs/dynamodb.md#validation-names`.
    pub fn item_table_name(&mut self, value: &Option<String>) {
        match value.as_deref() {
            Some("") => drop(self.placed("tableName", "TableName", value).length(1..=usize::MAX)),
            _ => drop(self.member("tableName", value).required().table_name()),
        }
        self.is_over = value.is_some() && !self.violations.is_empty();
    }

    /// Whether no violation is reported any more, so that none need be looked for.
    fn is_full(&self) -> bool {
        self.violations.len() == VIOLATIONS_MAX || self.is_over
    }

    fn report(&mut self, telling: Telling<'_>, name: &str, value: Option<String>, constraint: String) {
        if self.is_full() {
            return;
        }
        let value = value.map(|value| limits::echo(&value).into_owned());
        let subject = match telling {
            Telling::Value => Subject::Value { value, path: self.path_to(name) },
            Telling::Place(_) if value.is_none() => Subject::Value { value, path: self.path_to(name) },
            Telling::Place(path) => Subject::Place(path.to_owned()),
            Telling::Nothing => Subject::Unnamed,
        };
        self.violations.push(Violation { subject, constraint });
    }

    /// The path of the member `name` at the current position.
    fn path_to(&self, name: &str) -> String {
        let mut path = String::new();
        for step in &self.path {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Member(name) => write!(path, "{name}."),
                Step::Element(index) => write!(path, "{index}.member."),
                Step::Entry(key) => write!(path, "{}.member.", limits::echo(key)),
            };
        }
        path + name
    }
}

/// What a violation prints of its member.
#[derive(Clone, Copy, Debug)]
enum Telling<'a> {
    /// Its value and its path.
    Value,
    /// The given path of wire names.
    Place(&'a str),
    /// Nothing.
    Nothing,
}

/// A member to be checked. Every check but [`Member::required`] passes an absent member.
pub struct Member<'a, T> {
    name: &'static str,
    value: Option<&'a T>,
    check: &'a mut Check,
    telling: Telling<'a>,
}

/// Returns a required member of an input.
///
/// # Errors
/// ValidationException if it is absent, so that a decision need not rely on an earlier check.
pub fn required<'a, T>(path: &str, value: &'a Option<T>) -> Result<&'a T, Violations> {
    value.as_ref().ok_or_else(|| {
        Violations(vec![Violation {
            subject: Subject::Value { value: None, path: path.to_owned() },
            constraint: "Member must not be null".to_owned(),
        }])
    })
}

/// Returns the first name that was there before.
pub fn first_duplicate<'n>(names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut numbered: Vec<(&str, usize)> = names.zip(0..).collect();
    numbered.sort_unstable();
    let again = numbered.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1]);
    again.min_by_key(|(_, number)| *number).map(|(name, _)| name)
}

#[cfg(test)]
mod tests;
