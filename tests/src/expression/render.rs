//! Writing of trees as texts: as expressions with placeholders, or as parts of PartiQL statements.

use super::value::{Path, Step};
use crate::Rng;
use timemark_core::expression::ExpressionKind;
use timemark_core::expression::Placeholders;
use timemark_core::{AttributeValue, Attributes, ByName, Error};

/// A text being written, with its placeholders.
#[derive(Debug)]
pub struct Rendered {
    /// The text so far.
    pub text: String,
    /// `ExpressionAttributeNames`.
    pub names: ByName<String>,
    /// `ExpressionAttributeValues`.
    pub values: Attributes,
    /// `Parameters`, for a statement.
    pub parameters: Vec<AttributeValue>,
    language: Language,
    rng: Rng,
}

/// The language that a tree is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// An expression: names and values have placeholders.
    Expression,
    /// A part of a statement: names are quoted, values are literals or parameters.
    Statement,
}

impl Rendered {
    /// An empty expression, whose spelling follows from `rng`.
    pub fn new(rng: &mut Rng) -> Rendered {
        Rendered::of(Language::Expression, rng)
    }

    /// An empty text in a language.
    pub fn of(language: Language, rng: &mut Rng) -> Rendered {
        let rng = Rng::new(rng.next_u64());
        let (text, names, values, parameters) = Default::default();
        Rendered { text, names, values, parameters, language, rng }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Adds a text, with or without white space.
    pub fn put(&mut self, text: &str) -> &mut Rendered {
        let is_word = |found: Option<char>| found.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        if is_word(self.text.chars().last()) && is_word(text.chars().next()) || self.rng.percent(30) {
            self.text.push(*self.rng.pick(&[' ', '\t', '\n']));
        }
        self.text.push_str(text);
        self
    }

    /// Adds a keyword, in upper or lower case.
    pub fn keyword(&mut self, word: &str) -> &mut Rendered {
        let word = if self.rng.percent(50) { word.to_lowercase() } else { word.to_owned() };
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
        if self.language == Language::Statement {
            self.put(&format!("\"{name}\""));
            return;
        }
        if name.len() == 1 && self.rng.percent(50) {
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
        if self.language == Language::Statement {
            let literal = literal(value).filter(|_| self.rng.percent(60));
            if literal.is_none() {
                self.parameters.push(value.clone());
            }
            return self.put(literal.as_deref().unwrap_or("?"));
        }
        let key = format!(":v{}", self.values.len());
        self.values.insert(key.clone(), value.clone());
        self.put(&key)
    }

    /// Has the engine parse the text.
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

/// A value as a literal of a statement; `None` for binary values, which have no literal.
fn literal(value: &AttributeValue) -> Option<String> {
    use AttributeValue::*;
    let text = |text: &String| format!("'{}'", text.replace('\'', "''"));
    let joined = |parts: Vec<String>| parts.join(", ");
    Some(match value {
        S(value) => text(value),
        N(number) => number.clone(),
        Bool(value) => value.to_string(),
        Null(_) => "null".to_owned(),
        L(elements) => format!("[{}]", joined(elements.iter().map(literal).collect::<Option<_>>()?)),
        M(members) => {
            let member = |(name, value)| Some(format!("{}: {}", text(name), literal(value)?));
            format!("{{{}}}", joined(members.iter().map(member).collect::<Option<_>>()?))
        }
        Ss(texts) => format!("<<{}>>", joined(texts.iter().map(text).collect())),
        Ns(numbers) => format!("<<{}>>", numbers.join(",")),
        B(_) | Bs(_) | Malformed(_) => return None,
    })
}
