//! Secondary indexes.

use super::figures::{Figures, Lagging};
use super::table::Billing;
use crate::Timestamp;
use crate::item::Item;
use crate::key::{Key, KeyDefinition};
use crate::settings::Settings;
use crate::shapes::{Projection, ProjectionType};
use imbl::OrdMap;

/// What an index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexDefinition {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: KeyDefinition,
    /// Whether it is global.
    pub is_global: bool,
    /// Which attributes it holds beside the keys: all, none, or these.
    pub projected: Projected,
    /// What it may use, for a global one.
    pub billing: Option<Billing>,
}

/// The attributes that an index holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Projected {
    /// All of them.
    All,
    /// The keys only.
    KeysOnly,
    /// The keys and these.
    Include(Vec<String>),
}

impl IndexDefinition {
    /// The projection as the wire has it.
    pub fn projection(&self) -> Projection {
        let (projection_type, non_key_attributes) = match &self.projected {
            Projected::All => (ProjectionType::All, None),
            Projected::KeysOnly => (ProjectionType::KeysOnly, None),
            Projected::Include(names) => (ProjectionType::Include, Some(names.clone())),
        };
        Projection { projection_type: Some(projection_type), non_key_attributes }
    }

    fn project(&self, table_key: &KeyDefinition, item: &Item) -> Item {
        let is_key = |name: &str| self.key.attributes().chain(table_key.attributes()).any(|a| a.name == name);
        match &self.projected {
            Projected::All => item.clone(),
            Projected::KeysOnly => item.project(is_key),
            Projected::Include(names) => item.project(|name| is_key(name) || names.iter().any(|n| n == name)),
        }
    }
}

/// An index: the projections of the table's items that have its key.
#[derive(Clone, Debug)]
pub struct Index {
    definition: IndexDefinition,
    entries: OrdMap<Key, Item>,
    bytes: u64,
    figures: Lagging,
}

impl Index {
    /// An index without entries.
    pub fn new(definition: IndexDefinition) -> Index {
        Index {
            definition,
            entries: OrdMap::new(),
            bytes: 0,
            figures: Lagging::new(Timestamp::MIN, Figures::default()),
        }
    }

    /// What it is.
    pub fn definition(&self) -> &IndexDefinition {
        &self.definition
    }

    /// Its entries, in the order of their keys: the index's, then the item's own.
    pub fn entries(&self) -> &OrdMap<Key, Item> {
        &self.entries
    }

    /// The size of its entries, in **bytes**.
    pub fn size_bytes(&self) -> u64 {
        self.bytes
    }

    /// How many entries it has and how large they are.
    fn current(&self) -> Figures {
        Figures { items: self.entries.len() as u64, bytes: self.bytes }
    }

    /// The same as the service tells it: some hours late, at a realistic pace.
    pub fn figures(&self, now: Timestamp, settings: &Settings) -> Figures {
        self.figures.told(now, settings.pace.delays().size_refresh_ms, self.current())
    }

    pub(super) fn refresh_figures(&mut self, at: Timestamp) {
        self.figures = Lagging::new(at, self.current());
    }

    pub(super) fn before_change(&mut self, at: Timestamp, lag_ms: i64) {
        let current = self.current();
        self.figures.before_change(at, lag_ms, || current);
    }

    /// Follows a write of the table.
    pub fn replace(&mut self, table_key: &KeyDefinition, key: &Key, old: Option<&Item>, new: Option<&Item>) {
        if let Some(index_key) = old.and_then(|item| self.definition.key.key_of_stored(item))
            && let Some(entry) = self.entries.remove(&index_key.followed_by(key))
        {
            self.bytes -= entry.size_bytes();
        }
        if let Some(item) = new
            && let Some(index_key) = self.definition.key.key_of_stored(item)
        {
            let entry = self.definition.project(table_key, item);
            self.bytes += entry.size_bytes();
            self.entries.insert(index_key.followed_by(key), entry);
        }
    }
}
