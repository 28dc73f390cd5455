//! Document paths: an attribute, and the way into it.

use crate::item::{Item, Kind, Stored};
use std::fmt;

/// A step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a map's member.
    Member(String),
    /// To a list's element.
    Element(usize),
}

/// A document path: the name of an attribute, and steps into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    name: String,
    steps: Vec<Step>,
}

impl Path {
    /// A whole attribute.
    pub fn attribute(name: impl Into<String>) -> Path {
        Path { name: name.into(), steps: Vec::new() }
    }

    /// A path one step longer.
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// The attribute that it begins with.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same, kept.
    pub(super) fn into_name(self) -> String {
        self.name
    }

    /// The steps into it.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many levels it has, the attribute's included.
    pub fn levels(&self) -> usize {
        1 + self.steps.len()
    }

    /// What stands there in an item.
    pub(crate) fn of<'a>(&self, item: &'a Item) -> Option<Stored<'a>> {
        let mut value = item.find(&self.name)?;
        for step in &self.steps {
            value = match step {
                Step::Member(name) => value.members().find(name)?,
                Step::Element(index) if value.kind() == Kind::L && *index < value.count() => {
                    value.elements().nth(*index)?
                }
                Step::Element(_) => return None,
            };
        }
        Some(value)
    }
}

/// As the service shows a path: `[a, b, [1]]`.
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
