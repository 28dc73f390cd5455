//! The service model's constraints: required members, lengths, ranges, patterns, enums.
//!
//! An input lists its members once, in the model's order; every broken constraint is collected, with its path, before
//! the request is refused. Nothing is formatted while all is well.

use crate::item::value::Attributes;
use crate::json::{self, ToJson};
use crate::model::error::Refusal;
use crate::model::shapes::Enumerated;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Write};
use std::ops::RangeInclusive;

/// Most violations that one answer tells.
///
/// # Source
/// `docs/dynamodb.md#validation`.
const VIOLATIONS_MAX: usize = 10;

/// Most elements of a list, and some **bytes** after which it ends too, that the text of a violation prints of a map.
const PRINTED_ELEMENTS_MAX: usize = 100;
const PRINTED_BYTES_MAX: usize = 64 * 1024;

/// One broken constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What breaks it.
    pub subject: Subject,
    /// The constraint's own sentence.
    pub constraint: String,
}

/// How the text of a violation names what breaks the constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By the value and its path: lowerCamel member names and `.1.member.` list indices, joined by points.
    Value {
        /** The value as text; `None` for a member that is absent. */
        value: Option<String>,
        /** The path. */
        path: String,
    },
    /// By the path alone, in which members have the names of the wire.
    Place(String),
    /// Not at all.
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

/// The broken constraints of a request, ten at most.
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

/// A parameter that is required and was not sent, in the words of the operations that find it by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The parameter '{name}' is required but was not present in the request")]
pub struct ParameterMissing {
    /// The parameter's name.
    pub name: &'static str,
}

impl Refusal for ParameterMissing {}

/// An input or a structure inside one, whose members have constraints.
pub trait Constrained {
    /// Checks every member, in the model's order.
    fn check(&self, at: &mut Check);

    /// How Java prints the structure, where that is known: so it reads in a violation of a list that it is in.
    fn printed(&self) -> Option<String> {
        None
    }
}

/// Something whose length is bounded: a string's characters, a list's elements.
pub trait Length {
    /// How long it is.
    fn length(&self) -> usize;
    /// How it reads in a violation.
    fn shown(&self) -> String;
}

impl Length for String {
    fn length(&self) -> usize {
        self.chars().count()
    }
    fn shown(&self) -> String {
        self.clone()
    }
}

impl<T: Shown> Length for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }
    fn shown(&self) -> String {
        let elements: Vec<String> = self.iter().map(Shown::shown).collect();
        format!("[{}]", elements.join(", "))
    }
}

impl<T> Length for BTreeMap<String, T> {
    fn length(&self) -> usize {
        self.len()
    }
    /// Only an empty map is ever too short, and none is too long.
    fn shown(&self) -> String {
        "{}".to_owned()
    }
}

/// The sentence about the elements of a list or the values of a map, each of which has these bounds.
fn each_within(bounds: &RangeInclusive<usize>) -> String {
    let (least, most) = (bounds.start(), bounds.end());
    format!(
        "[Member must have length less than or equal to {most}, Member must have length greater than or equal to {least}]"
    )
}

/// An element of a list, and how it reads in a violation of that list.
pub trait Shown {
    /// How it reads.
    fn shown(&self) -> String;
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
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

/// Where a check stands, and what it has found.
#[derive(Debug, Default)]
pub struct Check {
    path: Vec<Step>,
    violations: Vec<Violation>,
    is_over: bool,
    /// The members that were found to be required, there or not.
    #[cfg(feature = "typescript")]
    required: Vec<&'static str>,
}

#[derive(Debug)]
enum Step {
    Member(&'static str),
    Element(usize),
    Entry(String),
}

impl Check {
    /// Checks an input as a whole.
    ///
    /// # Errors
    /// ValidationException with every violation found, ten at most.
    pub fn all(input: &dyn Constrained) -> Result<(), Violations> {
        let mut check = Check::default();
        input.check(&mut check);
        match check.violations.is_empty() {
            true => Ok(()),
            false => Err(Violations(check.violations)),
        }
    }

    /// The lowerCamel names of the members that the service model requires of an input.
    #[cfg(feature = "typescript")]
    pub(crate) fn required_members(empty: &dyn Constrained) -> Vec<&'static str> {
        let mut check = Check::default();
        empty.check(&mut check);
        check.required
    }

    /// The member of that lowerCamel name.
    pub fn member<'a, T>(&'a mut self, name: &'static str, value: &'a Option<T>) -> Member<'a, T> {
        Member { name, value: value.as_ref(), check: self, telling: Telling::Value }
    }

    /// The same member, whose value is not told but its place: the path of the names that the wire has.
    ///
    /// # Source
    /// `docs/dynamodb.md#validation-names`, `docs/dynamodb.md#validation`, `docs/dynamodb.md#batches`: the operations on
    /// items have another validator for some members.
    pub fn placed<'a, T>(&'a mut self, name: &'static str, place: &'a str, value: &'a Option<T>) -> Member<'a, T> {
        Member { name, value: value.as_ref(), check: self, telling: Telling::Place(place) }
    }

    /// Checks members of which only the first that breaks a constraint is reported.
    pub fn first_of(&mut self, check: impl FnOnce(&mut Check)) {
        let before = self.violations.len();
        check(self);
        self.violations.truncate(before + 1);
    }

    /// The `TableName` of an operation on an item or on items: an invalid one is reported without any other violation.
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

    fn report(&mut self, telling: Telling<'_>, name: &str, value: Option<String>, constraint: String) {
        if self.violations.len() == VIOLATIONS_MAX || self.is_over {
            return;
        }
        let subject = match telling {
            Telling::Value => Subject::Value { value, path: self.path_to(name) },
            Telling::Place(_) if value.is_none() => Subject::Value { value, path: self.path_to(name) },
            Telling::Place(path) => Subject::Place(path.to_owned()),
            Telling::Nothing => Subject::Unnamed,
        };
        self.violations.push(Violation { subject, constraint });
    }

    /// The path of the member of that name where the check stands.
    fn path_to(&self, name: &str) -> String {
        let mut path = String::new();
        for step in &self.path {
            // Writing to a String cannot fail.
            let _ = match step {
                Step::Member(name) => write!(path, "{name}."),
                Step::Element(index) => write!(path, "{index}.member."),
                Step::Entry(key) => write!(path, "{key}.member."),
            };
        }
        path + name
    }
}

/// What the text of a violation tells of its member.
#[derive(Clone, Copy, Debug)]
enum Telling<'a> {
    /// Value and path.
    Value,
    /// This path.
    Place(&'a str),
    /// Nothing.
    Nothing,
}

/// One member under check. Everything but [`Member::required`] passes what is absent.
pub struct Member<'a, T> {
    name: &'static str,
    value: Option<&'a T>,
    check: &'a mut Check,
    telling: Telling<'a>,
}

impl<T> Member<'_, T> {
    /// It must be there.
    pub fn required(self) -> Self {
        self.required_later().required_unless(false)
    }

    /// It must be there unless something else is that makes it needless.
    pub fn required_unless(self, is_needless: bool) -> Self {
        if self.value.is_none() && !is_needless {
            self.check.report(self.telling, self.name, None, "Member must not be null".to_owned());
        }
        self
    }

    /// The service model requires it, and the operation reports its absence in a sentence of its own.
    pub fn required_later(self) -> Self {
        #[cfg(feature = "typescript")]
        self.check.required.push(self.name);
        self
    }

    fn must(
        self,
        holds: impl Fn(&T) -> bool,
        shown: impl Fn(&T) -> String,
        constraint: impl FnOnce() -> String,
    ) -> Self {
        if let Some(value) = self.value.filter(|value| !holds(value)) {
            self.check.report(self.telling, self.name, Some(shown(value)), constraint());
        }
        self
    }
}

impl<T: Length> Member<'_, T> {
    /// So many characters or elements.
    pub fn length(self, bounds: RangeInclusive<usize>) -> Self {
        let (&least, &most) = (bounds.start(), bounds.end());
        self.must(
            |v| v.length() >= least,
            T::shown,
            || format!("Member must have length greater than or equal to {least}"),
        )
        .must(
            |v| v.length() <= most,
            T::shown,
            || format!("Member must have length less than or equal to {most}"),
        )
    }
}

impl<T: PartialOrd + Display> Member<'_, T> {
    /// A number in these bounds.
    pub fn within(self, bounds: RangeInclusive<T>) -> Self {
        self.must(
            |v| v >= bounds.start(),
            T::to_string,
            || format!("Member must have value greater than or equal to {}", bounds.start()),
        )
        .must(
            |v| v <= bounds.end(),
            T::to_string,
            || format!("Member must have value less than or equal to {}", bounds.end()),
        )
    }

    /// A number of at least so much.
    pub fn at_least(self, least: T) -> Self {
        self.must(|v| *v >= least, T::to_string, || format!("Member must have value greater than or equal to {least}"))
    }
}

impl Member<'_, String> {
    /// The name of a table, or its ARN, which is validated when it is read.
    ///
    /// # Source
    /// `docs/dynamodb.md#bounds` (the shape takes either), `docs/dynamodb.md#validation-names` (bounds of names in 2026).
    pub fn table_name(self) -> Self {
        match self.value {
            Some(name) if !name.is_empty() && !name.starts_with("arn:") => self.length(3..=255).name_pattern(),
            _ => self.length(1..=1024),
        }
    }

    /// The characters of names: `[a-zA-Z0-9_.-]+`.
    pub fn name_pattern(self) -> Self {
        self.pattern("[a-zA-Z0-9_.-]+", |text| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        })
    }

    /// A text of the pattern, which the function recognizes.
    pub fn pattern(self, pattern: &'static str, is_of: impl Fn(&str) -> bool) -> Self {
        let sentence = || format!("Member must satisfy regular expression pattern: {pattern}");
        self.must(|text| is_of(text), String::clone, sentence)
    }
}

impl Member<'_, Vec<String>> {
    /// A list of texts, each so many characters long.
    ///
    /// # Source
    /// Assumed: the sentence that other services of AWS have for the elements of a list.
    pub fn each_length(self, bounds: RangeInclusive<usize>) -> Self {
        self.must(
            |texts| texts.iter().all(|text| bounds.contains(&text.length())),
            Length::shown,
            || format!("Member must satisfy constraint: {}", each_within(&bounds)),
        )
    }
}

impl<T: Shown> Member<'_, BTreeMap<String, Vec<T>>> {
    /// A map of lists, each of so many elements.
    ///
    /// # Source
    /// `docs/dynamodb.md#batches`.
    pub fn each_list_length(self, bounds: RangeInclusive<usize>) -> Self {
        let printed = |lists: &BTreeMap<String, Vec<T>>| {
            let mut text = String::new();
            for (key, list) in lists {
                let separator = if text.is_empty() { "" } else { ", " };
                text += &format!("{separator}{key}=[");
                for (index, element) in list.iter().enumerate() {
                    text += if index == 0 { "" } else { ", " };
                    // Printed, a request is larger than as it was sent, so that its end is left out.
                    if index == PRINTED_ELEMENTS_MAX || text.len() > PRINTED_BYTES_MAX {
                        text += "...";
                        break;
                    }
                    text += &element.shown();
                }
                text.push(']');
            }
            format!("{{{text}}}")
        };
        self.must(
            |lists| lists.values().all(|list| bounds.contains(&list.len())),
            printed,
            || format!("Map value must satisfy constraint: {}", each_within(&bounds)),
        )
    }
}

impl<T: Enumerated> Member<'_, T> {
    /// One of the model's values.
    pub fn known(self) -> Self {
        self.one_of(T::allowed())
    }

    /// One of the model's values, refused with a set of its own and without value or path.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-envelope`, of ReturnValues.
    pub fn known_of(mut self, allowed: &[&str]) -> Self {
        self.telling = Telling::Nothing;
        self.one_of(allowed)
    }

    fn one_of(self, allowed: &[&str]) -> Self {
        self.must(
            T::is_known,
            |v| v.sent().to_owned(),
            || format!("Member must satisfy enum value set: [{}]", allowed.join(", ")),
        )
    }
}

impl<T: Constrained> Member<'_, T> {
    /// A structure, whose own members are checked.
    pub fn structure(self) -> Self {
        if let Some(value) = self.value {
            self.check.path.push(Step::Member(self.name));
            value.check(self.check);
            self.check.path.pop();
        }
        self
    }
}

impl<T: Constrained> Member<'_, Vec<T>> {
    /// A list of structures, each checked.
    pub fn each(self) -> Self {
        if let Some(elements) = self.value {
            self.check.path.push(Step::Member(self.name));
            for (index, element) in elements.iter().enumerate() {
                self.check.path.push(Step::Element(index + 1));
                element.check(self.check);
                self.check.path.pop();
            }
            self.check.path.pop();
        }
        self
    }
}

impl<T: Constrained> Member<'_, BTreeMap<String, T>> {
    /// A map of structures, each checked.
    ///
    /// # Source
    /// Assumed: the path names the entry as a list's names the position.
    pub fn each_value(self) -> Self {
        if let Some(entries) = self.value {
            self.check.path.push(Step::Member(self.name));
            for (key, entry) in entries {
                self.check.path.push(Step::Entry(key.clone()));
                entry.check(self.check);
                self.check.path.pop();
            }
            self.check.path.pop();
        }
        self
    }
}

/// Returns a required member of an input.
///
/// # Errors
/// ValidationException if it is absent, so that a decision need not rely on the check.
pub fn required<'a, T>(path: &str, value: &'a Option<T>) -> Result<&'a T, Violations> {
    value.as_ref().ok_or_else(|| {
        Violations(vec![Violation {
            subject: Subject::Value { value: None, path: path.to_owned() },
            constraint: "Member must not be null".to_owned(),
        }])
    })
}

/// Returns the first name that was there before.
pub fn first_duplicate<'n>(mut names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let mut seen = BTreeSet::new();
    names.find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Inner(Option<String>);
    impl Constrained for Inner {
        fn check(&self, at: &mut Check) {
            at.member("innerName", &self.0).required().length(3..=5).name_pattern();
        }
    }
    impl ToJson for Inner {
        fn write(&self, out: &mut dyn crate::json::Sink) {
            crate::json::members(&["InnerName"], &[&self.0], out);
        }
    }
    struct Outer(Option<Vec<Inner>>, Option<i64>);
    impl Constrained for Outer {
        fn check(&self, at: &mut Check) {
            at.member("list", &self.0).length(1..=2).each();
            at.member("limit", &self.1).within(1..=100);
        }
    }

    fn text_of(outer: Outer) -> String {
        Check::all(&outer).err().map(|e| e.to_string()).unwrap_or_default()
    }

    #[test]
    fn every_violation_is_told_with_its_path() {
        assert_eq!(text_of(Outer(None, None)), "");
        assert_eq!(
            text_of(Outer(Some(vec![Inner(Some("abc".into())), Inner(Some("a!".into()))]), Some(101))),
            "3 validation errors detected: Value 'a!' at 'list.2.member.innerName' failed to satisfy constraint: Member \
             must have length greater than or equal to 3; Value 'a!' at 'list.2.member.innerName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '101' at 'limit' failed \
             to satisfy constraint: Member must have value less than or equal to 100"
        );
        assert_eq!(
            text_of(Outer(
                Some(vec![Inner(Some("abc".into())), Inner(Some("def".into())), Inner(Some("ghi".into()))]),
                None
            )),
            "1 validation error detected: Value '[{\"InnerName\":\"abc\"}, {\"InnerName\":\"def\"}, \
             {\"InnerName\":\"ghi\"}]' at 'list' failed to satisfy constraint: Member must have length less than or equal \
             to 2"
        );
        assert_eq!(
            text_of(Outer(Some(vec![Inner(None)]), None)),
            "1 validation error detected: Value null at 'list.1.member.innerName' failed to satisfy constraint: Member \
             must not be null"
        );
    }

    #[test]
    fn ten_at_most() {
        let many = (0..30).map(|_| Inner(None)).collect();
        assert!(text_of(Outer(Some(many), None)).starts_with("10 validation errors detected: "));
    }
}
