//! A table: its settings, its partitions, its indexes.

use super::backup::Cut;
use super::change_log::{ChangeLog, Segment};
use super::event::Write;
use super::index::{Index, IndexDefinition};
use super::lifecycle::{self, TableState, TableStep};
use super::partition::Partition;
use super::recovery::Image;
use super::snapshot::Totals;
use super::strand::Strand;
use crate::Timestamp;
use crate::arn::{BackupId, StreamId};
use crate::item::Item;
use crate::key::{Key, KeyAttribute, KeyDefinition};
use crate::limits::{STREAM_RETENTION_MS, WINDOW_MS};
use crate::shapes::{StreamViewType, TableClass};
use imbl::OrdMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a table or an index may use, and how that is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// So many units a second.
    Provisioned {
        /** Reads of 4 KB. */
        read_units: i64,
        /** Writes of 1 KB. */
        write_units: i64,
    },
    /// What it needs, within bounds where there are any.
    OnDemand {
        /** Reads of 4 KB. */
        max_read_units: Option<i64>,
        /** Writes of 1 KB. */
        max_write_units: Option<i64>,
    },
}

/// The settings of a table that a backup records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDefinition {
    /// Every attribute that some key uses, and its type, in the order in which they were given.
    pub attributes: Vec<KeyAttribute>,
    /// The table's key.
    pub key: KeyDefinition,
    /// Its indexes, global ones first.
    pub indexes: Vec<IndexDefinition>,
    /// What it may use.
    pub billing: Billing,
    /// What its stream tells, where it has one.
    pub stream: Option<StreamViewType>,
    /// The ARN of its KMS key, where it has one.
    pub kms_key_arn: Option<String>,
    /// The attribute by which its items expire, where they do.
    pub time_to_live: Option<String>,
}

/// Where a restored table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoreOrigin {
    /// The backup.
    pub backup: BackupId,
    /// Its ARN as it was sent.
    pub backup_arn: String,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    name: Arc<str>,
    id: String,
    created: Timestamp,
    definition: Arc<TableDefinition>,
    state: TableState,
    restore: Option<RestoreOrigin>,
    /// From when on the backup operations know it.
    pub visible_to_backups_at: Timestamp,
    /// Whether backups of it can be made.
    pub continuous_backups: bool,
    /// Its class, where one was asked for.
    pub class: Option<TableClass>,
    /// Whether it is protected against deletion.
    pub deletion_protection: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The label of its newest stream, whether that has ended or not.
    pub stream_label: Option<Timestamp>,
    time_to_live_changed: Option<Timestamp>,
    partitions: Vec<Partition>,
    indexes: Vec<Index>,
    sequence: u64,
    /// Backups that still need the log from the beginning of their window on, earliest first.
    holds: BTreeSet<BackupId>,
}

impl Table {
    /// A table that is being created, empty.
    pub fn new(name: &str, id: String, created: Timestamp, definition: TableDefinition, partitions: u16) -> Table {
        let empty = || Partition::new(OrdMap::new(), Totals::default());
        Table {
            name: name.into(),
            id,
            created,
            state: TableState::Creating,
            restore: None,
            visible_to_backups_at: created,
            continuous_backups: false,
            class: None,
            deletion_protection: false,
            tags: BTreeMap::new(),
            stream_label: None,
            time_to_live_changed: None,
            partitions: (0..partitions.max(1)).map(|_| empty()).collect(),
            indexes: definition.indexes.iter().cloned().map(Index::new).collect(),
            sequence: 0,
            holds: BTreeSet::new(),
            definition: Arc::new(definition),
        }
    }

    /// The same table, made by a restore.
    pub fn restored_from(self, origin: RestoreOrigin) -> Table {
        Table { restore: Some(origin), ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name, shared.
    pub fn name_shared(&self) -> Arc<str> {
        self.name.clone()
    }

    /// Its id: unlike its name, never the same twice.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it was asked for.
    pub fn created(&self) -> Timestamp {
        self.created
    }

    /// The settings that a backup records.
    pub fn definition(&self) -> &Arc<TableDefinition> {
        &self.definition
    }

    /// Where it stands in its life.
    pub fn state(&self) -> TableState {
        self.state
    }

    /// Where it is being restored from, until it is ACTIVE.
    pub fn restore(&self) -> Option<&RestoreOrigin> {
        self.restore.as_ref()
    }

    /// Its partitions, in the order of their hashes.
    pub fn partitions(&self) -> &[Partition] {
        &self.partitions
    }

    /// Its indexes, global ones first.
    pub fn indexes(&self) -> &[Index] {
        &self.indexes
    }

    /// How many items it has, how large they are, their digest.
    pub fn totals(&self) -> Totals {
        self.partitions.iter().map(Partition::totals).sum()
    }

    /// The sequence of its last change; 0 before the first.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When its expiry of items was last switched.
    pub fn time_to_live_changed(&self) -> Option<Timestamp> {
        self.time_to_live_changed
    }

    /// Its newest stream, whether that has ended or not.
    pub fn stream_id(&self) -> Option<StreamId> {
        self.stream_label.map(|label| StreamId { table: self.name.clone(), label })
    }

    /// The item of that key.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.partition_of(key).and_then(|partition| partition.items().get(key))
    }

    fn partition_of(&self, key: &Key) -> Option<&Partition> {
        self.partitions.get(key.partition(self.partitions.len()))
    }

    /// What the log still has of each partition's changes.
    pub fn strands(&self) -> impl Iterator<Item = Strand<'_>> {
        self.partitions.iter().map(|partition| Strand::of_log(partition.log()))
    }

    /// From when on the log has every change.
    pub fn history_from(&self) -> Timestamp {
        let forgotten = self.partitions.iter().filter(|partition| partition.log().start() > 0);
        let firsts = forgotten.filter_map(|partition| partition.log().changes_from(0).next());
        firsts.map(|change| change.committed.plus_ms(1)).max().unwrap_or(self.created)
    }

    /// How many changes each partition has committed in that very millisecond.
    pub fn committed_at(&self, at: Timestamp) -> impl Iterator<Item = u64> {
        self.partitions.iter().map(move |partition| {
            let log = partition.log();
            log.ordinal(at, u64::MAX) - log.ordinal(at, 0)
        })
    }

    pub(super) fn step(&mut self, step: TableStep) {
        self.state = lifecycle::table(self.state, step).unwrap_or(self.state);
        if self.state == TableState::Active {
            self.restore = None;
        }
    }

    pub(super) fn set_time_to_live(&mut self, at: Timestamp, attribute: Option<String>) {
        Arc::make_mut(&mut self.definition).time_to_live = attribute;
        self.time_to_live_changed = Some(at);
    }

    pub(super) fn set_stream(&mut self, view: Option<StreamViewType>) {
        Arc::make_mut(&mut self.definition).stream = view;
    }

    /// From when on the log must have every change at a time, for all who may still need it: whoever looks back on the
    /// time line, backups with an open window, an open stream.
    fn log_from(&self, at: Timestamp, change_log_ms: i64) -> Timestamp {
        let backups = self.holds.first().map(|id| id.created.plus_ms(-WINDOW_MS));
        let stream = self.definition.stream.as_ref().map(|_| at.plus_ms(-STREAM_RETENTION_MS));
        [backups, stream].into_iter().flatten().fold(at.plus_ms(-change_log_ms), Timestamp::min)
    }

    pub(super) fn commit(&mut self, at: Timestamp, writes: &[Write], change_log_ms: i64) {
        let floor = self.log_from(at, change_log_ms);
        let partitions = self.partitions.len();
        for write in writes {
            let Some(partition) = self.partitions.get_mut(write.key.partition(partitions)) else { continue };
            self.sequence += 1;
            let old = partition.commit(self.sequence, at, write, floor);
            for index in &mut self.indexes {
                index.replace(&self.definition.key, &write.key, old.as_ref(), write.new.as_ref());
            }
        }
    }

    /// The logs of its partitions, each from a place on, to be kept by somebody else.
    pub(super) fn logs_from(&mut self, starts: &[u64]) -> Vec<ChangeLog> {
        self.partitions.iter_mut().zip(starts).map(|(partition, start)| partition.log_from(*start)).collect()
    }

    /// Makes the log keep what a backup may need, until [`Table::release`].
    pub(super) fn hold(&mut self, id: &BackupId) {
        self.holds.insert(id.clone());
    }

    pub(super) fn release(&mut self, id: &BackupId) {
        self.holds.remove(id);
    }

    pub(super) fn holds_for(&self, id: &BackupId) -> bool {
        self.holds.contains(id)
    }

    /// The backups that still need the log: being made, or with an open window.
    pub fn holds(&self) -> impl Iterator<Item = &BackupId> {
        self.holds.iter()
    }

    /// The images of its partitions at a backup's cuts.
    pub(super) fn images(&mut self, cuts: &[Cut]) -> Vec<Image> {
        self.partitions.iter_mut().zip(cuts).map(|(partition, cut)| partition.image(cut)).collect()
    }

    /// All changes of the window around a request, by partition.
    pub(super) fn window_of(&mut self, requested: Timestamp) -> Vec<Vec<Arc<Segment>>> {
        let (from, to) = (requested.plus_ms(-WINDOW_MS), requested.plus_ms(WINDOW_MS));
        self.partitions.iter_mut().map(|partition| partition.segments_between(from, to)).collect()
    }

    /// Fills a restored table from a backup's images, and its indexes from its items. Where both have as many
    /// partitions, an image becomes a partition as it is.
    pub(super) fn fill(&mut self, images: &[Image]) {
        let partitions = self.partitions.len();
        if images.len() == partitions {
            self.partitions = images.iter().map(|image| Partition::new(image.items(), image.totals)).collect();
        } else {
            let mut parts = vec![(OrdMap::new(), Totals::default()); partitions];
            for (key, item) in images.iter().flat_map(Image::items) {
                let (items, totals) = &mut parts[key.partition(partitions)];
                totals.add(&item);
                items.insert(key, item);
            }
            self.partitions = parts.into_iter().map(|(items, totals)| Partition::new(items, totals)).collect();
        }
        for index in &mut self.indexes {
            for (key, item) in self.partitions.iter().flat_map(|partition| partition.items()) {
                index.replace(&self.definition.key, key, None, Some(item));
            }
        }
    }

    /// All that it means, as text for a digest.
    pub(super) fn meaning(&self) -> String {
        let Table { name, id, created, definition, state, restore, class, tags, sequence, holds, .. } = self;
        let partitions: Vec<_> = self.partitions.iter().map(|p| (p.totals(), p.log().end())).collect();
        let indexes: Vec<_> = self.indexes.iter().map(|i| (i.entries().len(), i.size_bytes())).collect();
        format!(
            "|{name}{id}{created}{definition:?}{state:?}{restore:?}{class:?}{tags:?}{sequence}{holds:?}{:?}{}{}{:?}{:?}{partitions:?}{indexes:?}",
            self.visible_to_backups_at,
            self.continuous_backups,
            self.deletion_protection,
            self.stream_label,
            self.time_to_live_changed
        )
    }
}
