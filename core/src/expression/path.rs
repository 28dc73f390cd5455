//! Document paths: the name of an attribute, and steps into its value.

use crate::item::{Item, Stored};
use std::fmt;

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into a member of a map.
    Member(String),
    /// Into an element of a list.
    Element(usize),
}

/// A document path: the name of an attribute, and steps into its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    name: String,
    steps: Vec<Step>,
}

impl Path {
    /// The path of a top-level attribute.
    pub fn attribute(name: impl Into<String>) -> Path {
        Path { name: name.into(), steps: Vec::new() }
    }

    /// Adds a step.
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The name of the attribute.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the attribute, by value.
    pub(super) fn into_name(self) -> String {
        self.name
    }

    /// The steps into the attribute.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The number of levels, including the attribute's.
    pub fn levels(&self) -> usize {
        1 + self.steps.len()
    }

    /// The value at the path in an item.
    pub(super) fn of<'a>(&self, item: &'a Item) -> Option<Stored<'a>> {
        let attribute = item.find(&self.name);
        if self.steps.is_empty() { attribute } else { self.inside(attribute?) }
    }

    /// The value at the steps into an attribute. Apart, for most paths have none.
    #[inline(never)]
    fn inside<'a>(&self, mut value: Stored<'a>) -> Option<Stored<'a>> {
        for step in &self.steps {
            value = match step {
                Step::Member(name) => value.members().find(name)?,
                Step::Element(index) => value.elements().nth(*index)?,
            };
        }
        Some(value)
    }
}

/// Writes the path as a text of the service shows it: `[a, b, [1]]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        for step in &self.steps {
            match step {
                Step::Member(name) => write!(f, ", {name}")?,
                Step::Element(index) => write!(f, ", [{index}]")?,
            }
        }
        f.write_str("]")
    }
}
