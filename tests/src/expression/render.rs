//! Trees written as texts, with placeholders.

use super::value::{Path, Step};
use crate::Dice;
use std::collections::BTreeMap;
use timemark_core::expression::ExpressionKind;
use timemark_core::expression::Placeholders;
use timemark_core::{AttributeValue, Attributes, Error};

/// A text in the making, and what its placeholders stand for.
#[derive(Debug)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// `ExpressionAttributeNames`.
    pub names: BTreeMap<String, String>,
    /// `ExpressionAttributeValues`.
    pub values: Attributes,
    dice: Dice,
}

impl Rendered {
    /// An empty one, whose spelling follows from the dice.
    pub fn new(dice: &mut Dice) -> Rendered {
        let dice = Dice::new(dice.next_u64());
        Rendered { text: String::new(), names: BTreeMap::new(), values: Attributes::new(), dice }
    }

    /// Adds a text, with white space or without.
    pub fn put(&mut self, text: &str) -> &mut Rendered {
        let is_word = |found: Option<char>| found.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_word(self.text.chars().last()) && is_word(text.chars().next()) || self.dice.percent(30) {
            self.text.push(*self.dice.pick(&[' ', '\t', '\n']));
        }
        self.text.push_str(text);
        self
    }

    /// Adds a keyword in whatever case.
    pub fn keyword(&mut self, word: &str) -> &mut Rendered {
        let word = if self.dice.percent(50) { word.to_lowercase() } else { word.to_owned() };
        self.put(&word)
    }

    /// Adds a path. Names that need a placeholder get one, others sometimes.
    pub fn path(&mut self, path: &Path) -> &mut Rendered {
        self.name(&path.name);
        for step in &path.steps {
            match step {
                Step::Member(name) => {
                    self.put(".");
                    self.name(name);
                }
                Step::Element(index) => {
                    self.put("[").put(&index.to_string()).put("]");
                }
            }
        }
        self
    }

    fn name(&mut self, name: &str) {
        if name.len() == 1 && self.dice.percent(50) {
            self.put(name);
            return;
        }
        let key = format!("#n{}", self.names.len());
        let known = self.names.iter().find(|(_, found)| *found == name).map(|(key, _)| key.clone());
        let key = known.unwrap_or(key);
        self.names.insert(key.clone(), name.to_owned());
        self.put(&key);
    }

    /// Adds a value.
    pub fn value(&mut self, value: &AttributeValue) -> &mut Rendered {
        let key = format!(":v{}", self.values.len());
        self.values.insert(key.clone(), value.clone());
        self.put(&key)
    }

    /// Has the engine read it.
    pub fn parsed<T>(
        &self,
        kind: ExpressionKind,
        parse: impl FnOnce(&str, &mut Placeholders<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let names = (!self.names.is_empty()).then_some(&self.names);
        let values = (!self.values.is_empty()).then_some(&self.values);
        let mut placeholders = Placeholders::new(names, values, &[(kind, true)])?;
        let parsed = parse(&self.text, &mut placeholders)?;
        placeholders.finish()?;
        Ok(parsed)
    }
}
