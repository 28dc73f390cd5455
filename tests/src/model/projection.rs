//! The content of an index, recomputed from the items.

use super::{Content, ModelTable};
use crate::spec::{COLOUR, RANK};
use timemark_core::{AttributeValue, Attributes};

/// An index, as the model sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelIndex {
    /// The name.
    pub name: String,
    /// The attributes of the key, the HASH attributes first.
    pub key: Vec<String>,
    /// The number of HASH attributes.
    pub hashes: usize,
    /// The attributes that it projects.
    pub projects: Projects,
    /// Whether it is global.
    pub is_global: bool,
}

/// The attributes that an index projects, in addition to the keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Projects {
    /// Everything.
    All,
    /// Nothing.
    KeysOnly,
    /// These attributes.
    Include(Vec<String>),
}

impl ModelIndex {
    /// The items of the index: the projection of each item that has a valid key for it. An item with an invalid one was
    /// there before the index.
    pub fn of(&self, table_key: &[String], items: &Content) -> Vec<Attributes> {
        let has = |item: &Attributes, name: &String| item.get(name).is_some_and(|value| can_be_key(name, value));
        let is_in = |item: &&Attributes| self.key.iter().all(|name| has(item, name));
        let keeps = |name: &String| match &self.projects {
            Projects::All => true,
            Projects::KeysOnly => self.key.contains(name) || table_key.contains(name),
            Projects::Include(names) => self.key.contains(name) || table_key.contains(name) || names.contains(name),
        };
        let project = |item: &Attributes| {
            item.iter().filter(|(name, _)| keeps(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
        };
        items.values().filter(is_in).map(project).collect()
    }
}

impl ModelTable {
    /// Whether an item has an invalid value for the key of an index. Only attributes that `is_looked_at` accepts are
    /// considered.
    pub fn refuses(&self, item: &Attributes, is_looked_at: impl Fn(&str) -> bool) -> bool {
        let mut names = self.indexes.iter().flat_map(|index| &index.key).filter(|name| is_looked_at(name));
        names.any(|name| item.get(name).is_some_and(|value| !can_be_key(name, value)))
    }
}

/// Whether a value is valid for that attribute of the index's key. The attributes of the table's own key always are.
fn can_be_key(name: &str, value: &AttributeValue) -> bool {
    match (name, value) {
        (COLOUR, AttributeValue::S(text)) => (1..=2_048).contains(&text.len()),
        (RANK, AttributeValue::N(_)) => true,
        (COLOUR | RANK, _) => false,
        _ => true,
    }
}
