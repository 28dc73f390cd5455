//! The service model's constraints: required members, lengths, ranges, patterns, enums.
//!
//! An input lists its members once, in the model's order; every broken constraint is collected, with its path, before
//! the request is refused. Nothing is formatted while all is well.

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

/// One broken constraint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// What was sent, as text; `None` where nothing was.
    pub value: Option<String>,
    /// Where: lowerCamel member names and `.1.member.` list positions, joined by points.
    pub path: String,
    /// The constraint's own sentence.
    pub constraint: String,
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
        for (index, Violation { value, path, constraint }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            match value {
                Some(value) => write!(f, "{separator}Value '{value}'")?,
                None => write!(f, "{separator}Value null")?,
            }
            write!(f, " at '{path}' failed to satisfy constraint: {constraint}")?;
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

impl<T: Constrained + ToJson> Shown for T {
    fn shown(&self) -> String {
        json::text(self)
    }
}

/// Where a check stands, and what it has found.
#[derive(Debug, Default)]
pub struct Check {
    path: Vec<Step>,
    violations: Vec<Violation>,
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
        Member { name, value: value.as_ref(), check: self }
    }

    fn report(&mut self, name: &'static str, value: Option<String>, constraint: String) {
        if self.violations.len() == VIOLATIONS_MAX {
            return;
        }
        self.path.push(Step::Member(name));
        let mut path = String::new();
        for (index, step) in self.path.iter().enumerate() {
            let point = if index == 0 { "" } else { "." };
            let _ = match step {
                Step::Member(name) => write!(path, "{point}{name}"),
                Step::Element(index) => write!(path, "{point}{index}.member"),
                Step::Entry(key) => write!(path, "{point}{key}.member"),
            };
        }
        self.path.pop();
        self.violations.push(Violation { value, path, constraint });
    }
}

/// One member under check. Everything but [`Member::required`] passes what is absent.
pub struct Member<'a, T> {
    name: &'static str,
    value: Option<&'a T>,
    check: &'a mut Check,
}

impl<T> Member<'_, T> {
    /// It must be there.
    pub fn required(self) -> Self {
        self.required_later().required_unless(false)
    }

    /// It must be there unless something else is that makes it needless.
    pub fn required_unless(self, is_needless: bool) -> Self {
        if self.value.is_none() && !is_needless {
            self.check.report(self.name, None, "Member must not be null".to_owned());
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
            self.check.report(self.name, Some(shown(value)), constraint());
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
        let (least, most) = (bounds.start(), bounds.end());
        self.must(
            |texts| texts.iter().all(|text| bounds.contains(&text.length())),
            Length::shown,
            || {
                format!(
                    "Member must satisfy constraint: [Member must have length less than or equal to {most}, Member must \
                     have length greater than or equal to {least}]"
                )
            },
        )
    }
}

impl<T: Enumerated> Member<'_, T> {
    /// One of the model's values.
    pub fn known(self) -> Self {
        self.must(
            T::is_known,
            |v| v.sent().to_owned(),
            || format!("Member must satisfy enum value set: [{}]", T::allowed().join(", ")),
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
            value: None,
            path: path.to_owned(),
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
