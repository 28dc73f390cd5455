//! A table: its definition, its lifecycle, its items.
//!
//! ```text
//!   Table ── definition ── settings        what it is: recorded by a backup, or not
//!     │
//!     ├── life                             CREATING … DELETING, and what waits for the next step
//!     ├── log retention                    how far back the log must reach, and for what
//!     ├── partitions                       items, change log, snapshots
//!     └── indexes, collections, expiry     what the items mean, kept with every write
//! ```

mod billing;
mod collections;
mod definition;
mod destination;
mod expiry;
mod held;
mod images;
mod index;
mod indexes;
mod insights;
mod life;
mod log_retention;
mod policy;
mod recent;
mod recovery;
mod settings;
mod update;
mod warm;

pub use billing::Billing;
pub use collections::bytes_of as collection_share;
pub use definition::{NewTable, RestoreOrigin, TableDefinition, TableId};
pub use destination::Destination;
pub use expiry::Expiry;
pub(super) use held::table_held_bytes;
pub use index::{Index, IndexDefinition, Projected};
pub use insights::Insights;
pub use policy::ResourcePolicy;
pub use recent::Writer;
pub use recovery::Recovery;
pub use settings::TableSettings;
pub use update::TableUpdate;
pub use warm::Warm;

pub(super) use self::collections::Collections;
pub(super) use self::indexes::Indexes;
pub(super) use self::life::TableLife;
pub(super) use self::log_retention::LogRetention;
pub(super) use self::recent::{RecentWrite, RecentWrites};
use super::digest::digest_members;
use super::lifecycle::{TableState, TableStep};
use super::partition::{
    CHANGE_HELD_BYTES, Cause, ChangeLog, Cut, Image, LogPolicy, LogView, Partition, Segment, Totals,
};
use super::promise::promised;
use super::stats::{DelayedStats, TableStats};
use crate::item::Item;
use crate::item::key::Key;
use crate::limits::WINDOW_MS;
use crate::model::arn::{BackupId, StreamId};
use crate::model::settings::Settings;
use crate::time::Timestamp;
use imbl::OrdMap;
use minicbor::{Decode, Encode};
use std::sync::Arc;

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) id: TableId,
    pub(super) table_id: String,
    pub(super) name: Arc<str>,
    pub(super) definition: Arc<TableDefinition>,
    pub(super) settings: TableSettings,
    pub(super) life: TableLife,
    pub(super) retention: LogRetention,
    pub(super) stats: DelayedStats,
    pub(super) sequence: u64,
    pub(super) partitions: Vec<Partition>,
    pub(super) indexes: Indexes,
    /// The expiring items, if time to live is on.
    pub(super) expiry: Option<Expiry>,
    /// The sizes of item collections, if the table has local indexes.
    pub(super) collections: Option<Collections>,
    /// What the partitions count for in `MaxBytes`, in **bytes**.
    pub(super) partitions_held: u64,
    /// The bytes that were written since the last backup was made; `None` before the first.
    pub(super) since_backup: Option<u64>,
    /// The writes of the last moments, if the lab wants conflicts.
    pub(super) recent: RecentWrites,
}

digest_members!(Table {
    id,
    table_id,
    name,
    definition,
    settings,
    life,
    retention,
    stats,
    sequence,
    partitions,
    indexes,
    expiry,
    collections,
    partitions_held,
    since_backup,
    recent,
});

/// A write of one item.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Write {
    /// The key of the item.
    #[n(0)]
    pub key: Key,
    /// The new item; `None` deletes it.
    #[n(1)]
    pub new: Option<Item>,
}

impl Table {
    /// An empty table that is being created.
    pub fn new(created: Timestamp, new: &NewTable) -> Table {
        let empty = || Partition::new(OrdMap::new(), Totals::default(), created);
        let has_local = new.definition.indexes.iter().any(|index| !index.is_global);
        Table {
            id: new.id,
            table_id: new.table_id.clone(),
            name: new.name.as_str().into(),
            definition: Arc::new(new.definition.clone()),
            settings: TableSettings::new(new),
            life: TableLife::new(created, new),
            retention: LogRetention::default(),
            stats: DelayedStats::new(created, TableStats::default()),
            sequence: 0,
            partitions: (0..new.partitions.max(1)).map(|_| empty()).collect(),
            indexes: Indexes::new(&new.definition.indexes),
            expiry: None,
            collections: has_local.then(Collections::default),
            partitions_held: 0,
            since_backup: None,
            recent: RecentWrites::default(),
        }
    }

    /// The id in the state.
    pub fn id(&self) -> TableId {
        self.id
    }

    /// The id on the wire, which unlike the name is never used again.
    pub fn table_id(&self) -> &str {
        &self.table_id
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name as the ids of backups and streams share it.
    pub fn shared_name(&self) -> &Arc<str> {
        &self.name
    }

    /// When the table was created.
    pub fn created(&self) -> Timestamp {
        self.life.created
    }

    /// The settings that a backup records.
    pub fn definition(&self) -> &Arc<TableDefinition> {
        &self.definition
    }

    /// The settings that no backup records.
    pub fn settings(&self) -> &TableSettings {
        &self.settings
    }

    /// The state.
    pub fn state(&self) -> TableState {
        self.life.state
    }

    /// The moment from which the backup operations know the table.
    pub fn visible_to_backups_at(&self) -> Timestamp {
        self.life.visible_to_backups_at
    }

    /// Whether backups can be made.
    pub fn backups_enabled(&self) -> bool {
        self.life.backups_enabled
    }

    /// The source of the restore, until the table is ACTIVE.
    pub fn restore(&self) -> Option<&RestoreOrigin> {
        self.life.restore.as_ref()
    }

    /// When the deletion was requested.
    pub fn deletion_started(&self) -> Option<Timestamp> {
        self.life.deletion_started
    }

    /// The point-in-time recovery, if it is on.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.retention.recovery.as_ref()
    }

    /// The backups that still need the log: those being made, and those whose window is open.
    pub fn holds(&self) -> impl Iterator<Item = &BackupId> {
        self.retention.holds.iter()
    }

    /// The identity of the newest stream, open or ended.
    pub fn stream_id(&self) -> Option<StreamId> {
        self.settings.stream_label.map(|label| StreamId { table: self.name.clone(), label })
    }

    /// The partitions, in the order of their hashes.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// The indexes, global ones first.
    pub fn indexes(&self) -> &[Index] {
        &self.indexes.all
    }

    /// The index with that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.named(name)
    }

    /// The expiring items, if time to live is on.
    pub fn expiry(&self) -> Option<&Expiry> {
        self.expiry.as_ref()
    }

    /// The size of a key's item collection, in **bytes**: its items and their projections in local indexes. `None` for
    /// a table without local indexes, whose collections have no bound.
    pub fn collection_bytes(&self, key: &Key) -> Option<u64> {
        self.collections.as_ref().map(|collections| collections.bytes(key))
    }

    /// The count, size and digest of the items.
    pub fn totals(&self) -> Totals {
        self.partitions.iter().map(Partition::totals).sum()
    }

    /// The item count and size that the service reports at `now`, with a delay of hours at a realistic pace.
    pub fn stats(&self, now: Timestamp, settings: &Settings) -> TableStats {
        self.stats.report(now, settings.pace.delays().size_refresh_ms, self.totals().into())
    }

    /// The sequence of the last change; 0 before the first.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The item with that key.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.partitions[key.partition(self.partitions.len())].items().get(key)
    }

    /// All items, partition by partition.
    pub(super) fn items(&self) -> impl Iterator<Item = (&Key, &Item)> {
        self.partitions.iter().flat_map(|partition| partition.items())
    }

    /// The changes that the log of each partition still has.
    pub fn log_views(&self) -> impl Iterator<Item = LogView<'_>> {
        self.partitions.iter().map(|partition| LogView::of_log(partition.log()))
    }

    /// The moment from which the log has every change.
    pub fn history_from(&self) -> Timestamp {
        let forgotten = self.partitions.iter().filter_map(|partition| partition.log().forgotten());
        forgotten.map(|committed| committed.plus_ms(1)).max().unwrap_or(self.life.created)
    }

    /// The number of changes that each partition has committed in that millisecond.
    pub fn committed_at(&self, at: Timestamp) -> impl Iterator<Item = u64> {
        self.partitions.iter().map(move |partition| partition.log().committed_at(at))
    }

    pub(super) fn step(&mut self, at: Timestamp, step: TableStep) {
        let before = self.life.step(at, step);
        if self.life.state == TableState::Active {
            self.indexes.table_activated(before);
        }
    }

    /// The contributor insights of the table, or of the index with that ordinal.
    pub fn insights(&self, index: Option<u64>) -> Option<&Insights> {
        match index {
            None => Some(&self.settings.insights),
            Some(ordinal) => self.indexes().iter().find(|index| index.ordinal() == ordinal).map(Index::insights),
        }
    }

    pub(super) fn insights_mut(&mut self, index: Option<u64>) -> &mut Insights {
        let Some(ordinal) = index else { return &mut self.settings.insights };
        let found = self.indexes.all.iter_mut().find(|index| index.ordinal() == ordinal);
        &mut promised(found, format_args!("index {ordinal} has insights as long as it is there")).insights
    }

    pub(super) fn set_time_to_live(&mut self, at: Timestamp, attribute: Option<String>) {
        Arc::make_mut(&mut self.definition).time_to_live.clone_from(&attribute);
        self.settings.time_to_live_changed = Some(at);
        self.expiry = attribute.map(|attribute| {
            let mut expiry = Expiry::by(attribute);
            self.items().for_each(|(key, item)| expiry.replace(at, key, None, Some(item)));
            expiry
        });
    }

    /// How far back the log must reach: the earliest moment whose changes any request may still need.
    pub fn log_floor(&self, now: Timestamp, settings: &Settings) -> Timestamp {
        let has_stream = self.definition.stream.is_some();
        let lab = now.plus_ms(-settings.change_log_ms);
        let lab = self.oldest_of_latest(settings.change_log_max).map_or(lab, |oldest| lab.max(oldest));
        self.retention.floor(now, lab, has_stream, self.life.deletion_started)
    }

    /// When the oldest of so many latest changes was committed, never for none; `None` if there are fewer changes.
    fn oldest_of_latest(&self, changes: u64) -> Option<Timestamp> {
        let before = self.sequence.checked_sub(changes)?;
        let logs = self.partitions.iter().map(Partition::log);
        logs.filter_map(|log| Some(log.changes_from(log.after_sequence(before)).next()?.committed))
            .min()
            .or(Some(Timestamp::MAX))
    }

    /// Removes from the log what no request can need any more.
    fn trim(&mut self, now: Timestamp, settings: &Settings) {
        let floor = self.log_floor(now, settings);
        self.partitions.iter_mut().for_each(|partition| partition.trim(floor));
        self.recount_held();
    }

    /// Trims the log as planned.
    pub(super) fn trim_as_planned(&mut self, now: Timestamp, settings: &Settings) {
        self.retention.trim_planned = None;
        self.trim(now, settings);
    }

    /// Plans the next trimming and returns when it is: see [`LogRetention::plan_trim`].
    pub(super) fn plan_trim(&mut self, now: Timestamp, settings: &Settings) -> Option<Timestamp> {
        let partitions = &self.partitions;
        let committed = |partition: &Partition| Some(partition.log().changes_from(0).next()?.committed);
        let lab_ms = settings.max_bytes.map(|_| settings.change_log_ms);
        self.retention.plan_trim(now, lab_ms, || partitions.iter().filter_map(committed).min())
    }

    pub(super) fn set_recovery(&mut self, at: Timestamp, recovery: Option<Recovery>, settings: &Settings) {
        let before = self.log_floor(at, settings);
        self.retention.recovery = recovery;
        if self.log_floor(at, settings) > before {
            self.trim(at, settings);
        }
    }

    /// Refreshes the statistics that are reported until the next refresh.
    pub(super) fn refresh_stats(&mut self, at: Timestamp) {
        self.stats = DelayedStats::new(at, self.totals().into());
        self.indexes.all.iter_mut().for_each(|index| index.refresh_stats(at));
    }

    fn before_change(&mut self, at: Timestamp, settings: &Settings) {
        let lag_ms = settings.pace.delays().size_refresh_ms;
        let partitions = &self.partitions;
        let totals = || partitions.iter().map(Partition::totals).sum::<Totals>().into();
        self.stats.before_change(at, lag_ms, totals);
        self.indexes.all.iter_mut().for_each(|index| index.before_change(at, lag_ms));
    }

    /// Fills an added index from the present items, and makes it ACTIVE.
    pub(super) fn activate_index(&mut self, ordinal: u64) {
        let items = self.partitions.iter().flat_map(|partition| partition.items());
        self.indexes.activate(ordinal, &self.definition.key, items);
    }

    pub(super) fn commit(&mut self, at: Timestamp, writes: &[Write], cause: Cause, settings: &Settings) {
        self.before_change(at, settings);
        let policy = LogPolicy { floor: self.log_floor(at, settings), spacing: settings.log_spacing };
        let partitions = self.partitions.len();
        for Write { key, new } in writes {
            self.sequence += 1;
            let partition = &mut self.partitions[key.partition(partitions)];
            let before = partition.held_bytes();
            let old = partition.commit(self.sequence, at, cause, key, new.as_ref(), policy);
            self.partitions_held = self.partitions_held + partition.held_bytes() - before;
            let written = CHANGE_HELD_BYTES + new.as_ref().map_or(0, Item::held_bytes);
            self.since_backup = self.since_backup.map(|before| before + written);
            self.indexes.replace(&self.definition.key, key, old.as_ref(), new.as_ref());
            if let Some(collections) = &mut self.collections {
                collections.replace(&self.definition, key, old.as_ref(), new.as_ref());
            }
            if let Some(expiry) = &mut self.expiry {
                expiry.replace(at, key, old.as_ref(), new.as_ref());
            }
        }
    }
}
