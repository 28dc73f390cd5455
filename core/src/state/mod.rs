//! The state of an engine, and the only way in which it changes.
//!
//! ```text
//!   State ── tables ──── partitions ──── items        the table as it is
//!     │         │              ├──────── change log   what led there, back to the log floor
//!     │         │              └──────── snapshots    the table as it was, now and then
//!     │         └─────── indexes
//!     ├── backups ── cuts ── images      a snapshot and a run of the log, both shared with the table
//!     ├── streams ── shards              the log again, read in order; a stream that ended keeps its own run of it
//!     └── tasks                          what is due, and when
//! ```
//!
//! A decision is a list of [`Event`]s; [`State::apply`] is the only function that changes a state. Nothing here depends
//! on JSON or on operations.

mod apply;
mod backup;
mod checkpoint;
mod digest;
mod event;
mod held;
pub mod lifecycle;
mod partition;
mod promise;
mod regions;
mod schedule;
mod stats;
mod stream;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

pub use backup::{Backup, Source, TimeMarker};
pub use checkpoint::{
    Budget, ItemNumbers, LeftOut, Part, PartsReader, Position, RegionStep, RegionWriter, SoundParts, Unsound,
};
pub use event::Event;
pub use partition::{
    Cause, Change, Cut, Image, LogView, Partition, Segment, Snapshot, Totals, items_after, side_by_side,
};
pub use regions::Regions;
pub use schedule::Task;
pub use stats::{DelayedStats, TableStats};
pub use stream::{Shard, Stream};
pub use table::{
    Billing, Destination, Expiry, Index, IndexDefinition, Insights, NewTable, Projected, Recovery, ResourcePolicy,
    RestoreOrigin, Table, TableDefinition, TableId, TableSettings, TableUpdate, Warm, Write, Writer, collection_share,
};
pub use tokens::Tokens;

use crate::model::arn::{BackupId, Owner, StreamId};
use crate::model::settings::{Options, Settings};
use crate::time::Timestamp;
use digest::{Digest, digest_members};
use imbl::{OrdMap, OrdSet};
use promise::promised;
use schedule::Schedule;
use std::collections::{BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

/// The state of one region of an engine. A clone shares all large parts with its original.
#[derive(Clone, Debug)]
pub struct State {
    owner: Owner,
    seed: u64,
    settings: Settings,
    tables: OrdMap<TableId, Arc<Table>>,
    /// The ids of tables by their present names.
    names: OrdMap<Arc<str>, TableId>,
    backups: OrdMap<BackupId, Arc<Backup>>,
    /// The ids of the same backups, by their tables' names.
    backups_of: OrdSet<(Arc<str>, BackupId)>,
    /// The SYSTEM backups that are made and not yet visible.
    hidden_system_backups: OrdMap<BackupId, Arc<Backup>>,
    /// The ids of the backups that are made, visible or not: those of a table in the order of their requests, and its
    /// SYSTEM backup last, because it may bear the millisecond of another.
    made_backups: OrdSet<(TableId, bool, BackupId)>,
    streams: OrdMap<StreamId, Arc<Stream>>,
    tokens: Tokens,
    schedule: Schedule,
    restoring: BTreeSet<TableId>,
    /// When the latest backups were requested, at most for the last second.
    recent_backups: VecDeque<Timestamp>,
    tables_created: u64,
    backups_created: u64,
    /// The bytes that all of it holds, as `MaxBytes` counts them.
    held: u64,
}

digest_members!(State {
    owner,
    seed,
    settings,
    tables,
    names,
    backups,
    backups_of,
    hidden_system_backups,
    made_backups,
    streams,
    tokens,
    schedule,
    restoring,
    recent_backups,
    tables_created,
    backups_created,
    held,
});

impl State {
    /// A state without tables or backups.
    pub fn new(options: &Options) -> State {
        State::of(options.owner(), options.seed, options.settings.clone())
    }

    fn of(owner: Owner, seed: u64, settings: Settings) -> State {
        State {
            owner,
            seed,
            settings,
            tables: OrdMap::new(),
            names: OrdMap::new(),
            backups: OrdMap::new(),
            backups_of: OrdSet::new(),
            hidden_system_backups: OrdMap::new(),
            made_backups: OrdSet::new(),
            streams: OrdMap::new(),
            tokens: Tokens::default(),
            schedule: Schedule::default(),
            restoring: BTreeSet::new(),
            recent_backups: VecDeque::new(),
            tables_created: 0,
            backups_created: 0,
            held: 0,
        }
    }

    /// The owner of all tables.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The seed that every random choice follows from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The settings of the lab.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The table with that name, whatever its status.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.names.get(name).and_then(|id| self.table_by_id(*id))
    }

    /// The table with that id, unless it is removed.
    pub fn table_by_id(&self, id: TableId) -> Option<&Table> {
        self.tables.get(&id).map(AsRef::as_ref)
    }

    /// The table with an id. It must exist, because everything that names a table by its id is removed before it.
    pub(crate) fn known_table(&self, id: TableId) -> &Table {
        promised(self.table_by_id(id), format_args!("what names a table goes before it does, but {id:?} is gone"))
    }

    /// All tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.names.values().map(|id| self.known_table(*id))
    }

    /// All tables whose names follow `name`.
    pub fn tables_after<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Table> {
        self.names.range::<_, str>((Bound::Excluded(name), Bound::Unbounded)).map(|(_, id)| self.known_table(*id))
    }

    /// Whether a backup, visible or not, has that id.
    pub fn is_backup_id(&self, id: &BackupId) -> bool {
        self.backups.contains_key(id) || self.hidden_system_backups.contains_key(id)
    }

    /// Whether that id is of a SYSTEM backup that is not yet visible.
    pub fn is_hidden_system_backup(&self, id: &BackupId) -> bool {
        self.hidden_system_backups.contains_key(id)
    }

    /// The last of the backups requested in that millisecond, in the order of their ids.
    pub fn last_backup_at(&self, at: Timestamp) -> Option<&BackupId> {
        // A request is usually later than all others, and a look at the last is cheaper than a search.
        self.backups.get_max().filter(|(latest, _)| latest.created >= at)?;
        let first_at = |created| BackupId { created, suffix: 0, table: Arc::default() };
        self.backups.range(first_at(at)..first_at(at.plus_ms(1))).next_back().map(|(id, _)| id)
    }

    /// The backup with that id, unless it is deleted or not yet visible.
    pub fn backup(&self, id: &BackupId) -> Option<&Backup> {
        self.backups.get(id).map(AsRef::as_ref)
    }

    /// The backup with an id. It must exist, because everything that names it is removed before it.
    fn known_backup(&self, id: &BackupId) -> &Backup {
        promised(self.backup(id), format_args!("what names a backup goes before it does, but {id} is gone"))
    }

    /// All backups after `id`, in order.
    pub fn backups_after<'a>(&'a self, id: Option<&BackupId>) -> impl Iterator<Item = &'a Backup> + use<'a> {
        self.backups.range::<_, BackupId>((after(id), Bound::Unbounded)).map(|(_, backup)| backup.as_ref())
    }

    /// The backups of tables that have or had that name, after `id`, in order.
    pub fn backups_of_after<'a>(
        &'a self,
        table: &str,
        id: Option<&BackupId>,
    ) -> impl Iterator<Item = &'a Backup> + use<'a> {
        let table: Arc<str> = table.into();
        let start = id.map(|id| (table.clone(), id.clone()));
        let before_all = (table.clone(), BackupId { created: Timestamp::MIN, suffix: 0, table: Arc::default() });
        let positions = self.backups_of.range((Bound::Excluded(start.unwrap_or(before_all)), Bound::Unbounded));
        positions.take_while(move |(of, _)| *of == table).map(|(_, id)| self.known_backup(id))
    }

    /// The stream with that id, open or ended, unless it is removed.
    pub fn stream(&self, id: &StreamId) -> Option<&Stream> {
        self.streams.get(id).map(AsRef::as_ref)
    }

    /// All streams after `id`, in order.
    pub fn streams_after(&self, id: Option<&StreamId>) -> impl Iterator<Item = &Stream> {
        self.streams.range::<_, StreamId>((after(id), Bound::Unbounded)).map(|(_, stream)| stream.as_ref())
    }

    /// The streams of tables that have or had that name, after `id`, in order.
    pub fn streams_of_after<'a>(&'a self, table: &'a str, id: Option<&StreamId>) -> impl Iterator<Item = &'a Stream> {
        let before_all = StreamId { table: table.into(), label: Timestamp::MIN };
        let start = id.filter(|id| **id > before_all).cloned().unwrap_or(before_all);
        self.streams
            .range((Bound::Excluded(start), Bound::Unbounded))
            .map(|(_, stream)| stream.as_ref())
            .take_while(move |stream| *stream.id.table == *table)
    }

    /// The label for a new stream of a table with that name. The labels of a name's streams never repeat.
    pub fn stream_label(&self, table: &str, now: Timestamp) -> Timestamp {
        let latest = self.streams_of_after(table, None).last().map(|stream| stream.id.label.plus_ms(1));
        latest.map_or(now, |free| free.max(now))
    }

    /// The tokens of executed transactions.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The number of restores in progress.
    pub fn restores_running(&self) -> usize {
        self.restoring.len()
    }

    /// The number of backups that were requested in the second that ends at `now`.
    pub fn backups_in_last_second(&self, now: Timestamp) -> usize {
        let start = now.plus_ms(-1000);
        self.recent_backups.iter().rev().take_while(|&&at| at > start).count()
    }

    /// The id of the next table to be created.
    pub fn next_table(&self) -> TableId {
        TableId::of_ordinal(self.tables_created)
    }

    /// The number of backups ever requested: the ordinal of the next one.
    pub fn backups_created(&self) -> u64 {
        self.backups_created
    }

    /// The scheduled tasks in order, each with its due time.
    pub fn tasks(&self) -> impl Iterator<Item = (Timestamp, &Task)> {
        self.schedule.iter()
    }

    /// When the next task is due, not counting housekeeping.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.schedule.iter().find(|(_, task)| !task.is_housekeeping()).map(|(due, _)| due)
    }

    /// The next task that is due at or before `now`.
    pub fn due_task(&self, now: Timestamp) -> Option<(Timestamp, &Task)> {
        self.schedule.first().filter(|(due, _)| *due <= now)
    }

    /// A digest of the whole state, the same on every machine.
    pub fn digest(&self) -> u128 {
        Digest::of(self)
    }
}

/// The lower bound that excludes `position`, or no bound.
fn after<T>(position: Option<&T>) -> Bound<&T> {
    position.map_or(Bound::Unbounded, Bound::Excluded)
}
