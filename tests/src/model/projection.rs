//! What an index must hold, recomputed from the items.

use super::Content;
use timemark_core::Attributes;

/// An index, as the model sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelIndex {
    /// Its name.
    pub name: String,
    /// The attributes of its key.
    pub key: Vec<String>,
    /// What it holds beside the keys.
    pub projects: Projects,
    /// Whether it is global.
    pub is_global: bool,
}

/// What an index holds beside the keys.
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
    /// The index's items: of each item that has the index's key, what the index holds of it.
    pub fn of(&self, table_key: &[String], items: &Content) -> Vec<Attributes> {
        let is_in = |item: &&Attributes| self.key.iter().all(|name| item.contains_key(name));
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
