//! Secondary indexes.

use super::billing::Billing;
use super::insights::Insights;
use super::warm::Warm;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::model::settings::Settings;
use crate::planted::Planted;
use crate::state::digest::{digest_members, digest_variants};
use crate::state::lifecycle::{self, IndexState, IndexStep};
use crate::state::stats::{DelayedStats, TableStats};
use crate::time::Timestamp;
use imbl::OrdMap;
use minicbor::{Decode, Encode};

/// The definition of an index.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct IndexDefinition {
    /// The name.
    #[n(0)]
    pub name: String,
    /// The key.
    #[n(1)]
    pub key: KeyDefinition,
    /// Whether it is global.
    #[n(2)]
    pub is_global: bool,
    /// The attributes that the index projects.
    #[n(3)]
    pub projected: Projected,
    /// The billing of a global index.
    #[n(4)]
    pub billing: Option<Billing>,
    /// The requested warm throughput.
    #[n(5)]
    pub warm: Warm,
}

/// The attributes that an index projects.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Projected {
    /// All attributes.
    #[n(0)]
    All,
    /// The key attributes only.
    #[n(1)]
    KeysOnly,
    /// The key attributes and these.
    #[n(2)]
    Include(#[n(0)] Vec<String>),
}

digest_members!(IndexDefinition { name, key, is_global, projected, billing, warm });
digest_variants!(Projected { 0 = All, 1 = KeysOnly, 2 = Include(names) });

impl IndexDefinition {
    /// Whether the index holds an attribute.
    pub fn holds(&self, table_key: &KeyDefinition, name: &str) -> bool {
        let is_key = || self.key.attributes().chain(table_key.attributes()).any(|a| a.name == name);
        match &self.projected {
            Projected::All => true,
            Projected::KeysOnly => is_key(),
            Projected::Include(names) => is_key() || names.iter().any(|n| n == name),
        }
    }

    fn project(&self, table_key: &KeyDefinition, item: &Item) -> Item {
        match &self.projected {
            Projected::All => item.clone(),
            Projected::KeysOnly | Projected::Include(_) => item.project(|name| self.holds(table_key, name)),
        }
    }

    /// The entry of an item: its position in the index, and the projected item. `None` if the item lacks an attribute
    /// of the index's key, or has another type or size there; such an item is not in the index.
    pub fn entry(&self, table_key: &KeyDefinition, key: &Key, item: &Item) -> Option<(Key, Item)> {
        Some((self.key.entry_of(item, key)?, self.project(table_key, item)))
    }
}

/// An index: the projections of the table's items that have the index's key.
#[derive(Clone, Debug)]
pub struct Index {
    pub(in crate::state) definition: IndexDefinition,
    pub(in crate::state) state: IndexState,
    /// The ordinal among all indexes that the table has or had, because a name can be used again.
    pub(in crate::state) ordinal: u64,
    pub(in crate::state) entries: OrdMap<Key, Item>,
    pub(in crate::state) bytes: u64,
    pub(in crate::state) held: u64,
    pub(in crate::state) stats: DelayedStats,
    pub(in crate::state) insights: Insights,
}

digest_members!(Index { definition, state, ordinal, entries, bytes, held, stats, insights });

impl Index {
    /// An empty index that is being created.
    pub fn new(definition: IndexDefinition, ordinal: u64) -> Index {
        Index {
            definition,
            state: IndexState::Creating,
            ordinal,
            entries: OrdMap::new(),
            bytes: 0,
            held: 0,
            stats: DelayedStats::new(Timestamp::MIN, TableStats::default()),
            insights: Insights::default(),
        }
    }

    /// The definition.
    pub fn definition(&self) -> &IndexDefinition {
        &self.definition
    }

    /// The state.
    pub fn state(&self) -> IndexState {
        self.state
    }

    /// The ordinal among all indexes that the table has or had, because a name can be used again.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// The contributor insights.
    pub fn insights(&self) -> &Insights {
        &self.insights
    }

    /// The entries, ordered by the index's key and then by the item's own.
    pub fn entries(&self) -> &OrdMap<Key, Item> {
        &self.entries
    }

    /// The bytes that the entries count for in `MaxBytes`.
    pub fn held_bytes(&self) -> u64 {
        self.held
    }

    /// The number of the entries, and their size in **bytes**, as they are now.
    pub fn current(&self) -> TableStats {
        TableStats { items: self.entries.len() as u64, bytes: self.bytes }
    }

    /// The entry count and size that the service reports at `now`, with a delay of hours at a realistic pace.
    pub fn stats(&self, now: Timestamp, settings: &Settings) -> TableStats {
        self.stats.report(now, settings.pace.delays().size_refresh_ms, self.current())
    }

    pub(super) fn refresh_stats(&mut self, at: Timestamp) {
        self.stats = DelayedStats::new(at, self.current());
    }

    pub(super) fn before_change(&mut self, at: Timestamp, lag_ms: i64) {
        let current = self.current();
        self.stats.before_change(at, lag_ms, || current);
    }

    pub(super) fn step(&mut self, step: IndexStep) {
        self.state = lifecycle::step("an index", lifecycle::index, self.state, step);
    }

    pub(super) fn set_warm(&mut self, warm: Warm) {
        self.definition.warm = warm;
    }

    pub(super) fn set_billing(&mut self, billing: Billing) {
        self.definition.billing = Some(billing);
    }

    /// Follows a write of the table with no write, one, or two if the item's key in the index changes. An index that is
    /// not filled yet is filled as a whole later; an index that is being deleted no longer follows.
    pub(in crate::state) fn replace(
        &mut self,
        table_key: &KeyDefinition,
        key: &Key,
        old: Option<&Item>,
        new: Option<&Item>,
    ) {
        let is_stale = self.state == IndexState::Updating && Planted::UpdatingIndexStale.is_on();
        if !self.state.is_in_use() || is_stale {
            return;
        }
        let position_of = |item: &Item| self.definition.key.entry_of(item, key);
        let entry = new.and_then(|item| self.definition.entry(table_key, key, item));
        let stays = new.is_some() && entry.is_none() && Planted::IndexEntryLeftBehind.is_on();
        let is_moved = |old: &&Item| !stays && !new.is_some_and(|new| self.definition.key.is_same_of(old, new));
        if let Some(position) = old.filter(is_moved).and_then(position_of)
            && let Some(gone) = self.entries.remove(&position)
        {
            self.bytes -= if Planted::IndexSizeLeftBehind.is_on() { 0 } else { gone.size_bytes() };
            self.held -= gone.held_bytes();
        }
        if let Some((position, entry)) = entry {
            self.bytes += entry.size_bytes();
            self.held += entry.held_bytes();
            if let Some(before) = self.entries.insert(position, entry) {
                self.bytes -= before.size_bytes();
                self.held -= before.held_bytes();
            }
        }
    }

    /// Replaces the entries by those of the table's items.
    pub(in crate::state) fn fill<'a>(
        &mut self,
        table_key: &KeyDefinition,
        items: impl Iterator<Item = (&'a Key, &'a Item)>,
    ) {
        let items = items.skip(Planted::BackfillMissesFirst.one());
        self.entries = items.filter_map(|(key, item)| self.definition.entry(table_key, key, item)).collect();
        self.bytes = self.entries.values().map(Item::size_bytes).sum();
        self.held = self.entries.values().map(Item::held_bytes).sum();
    }
}
