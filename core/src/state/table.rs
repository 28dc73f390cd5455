//! A table: its settings, its partitions, its indexes.

use super::backup::Cut;
use super::change_log::{Cause, ChangeLog, Segment};
use super::collections::Collections;
use super::continuous::Recovery;
use super::digest::{Digest, DigestInto, digest_members, digest_variants};
use super::event::Write;
use super::expiry::Expiry;
use super::figures::{Figures, Lagging};
use super::index::{Index, IndexDefinition};
use super::lifecycle::{self, IndexState, IndexStep, TableState, TableStep};
use super::partition::Partition;
use super::promise::promised;
use super::recovery::Image;
use super::snapshot::Totals;
use super::strand::Strand;
use super::update::TableUpdate;
use crate::item::Item;
use crate::item::key::{Key, KeyAttribute, KeyDefinition};
use crate::limits::{DAY_MS, STREAM_RETENTION_MS, WINDOW_MS};
use crate::model::arn::{BackupId, StreamId};
use crate::model::settings::Settings;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::sorted::Sorted;
use crate::time::Timestamp;
use imbl::OrdMap;
use std::collections::BTreeMap;
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

/// Identifies a table in a [`State`](super::State): the ordinal of its creation, from 0. Names come back, ids do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(u64);

impl TableId {
    /// The id of the table that was created after so many others.
    pub(super) const fn of_ordinal(ordinal: u64) -> TableId {
        TableId(ordinal)
    }

    /// How many tables were created before it.
    pub const fn ordinal(self) -> u64 {
        self.0
    }
}

impl DigestInto for TableId {
    fn digest_into(&self, digest: &mut Digest) {
        self.0.digest_into(digest);
    }
}

digest_variants!(Billing {
    0 = Provisioned { read_units, write_units },
    1 = OnDemand { max_read_units, max_write_units },
});
digest_members!(TableDefinition { attributes, key, indexes, billing, stream, kms_key_arn, time_to_live });
digest_variants!(RestoreOrigin { 0 = Backup { id, arn }, 1 = PointInTime { table, table_name, time } });
digest_members!(Table {
    id,
    table_id,
    name,
    created,
    definition,
    state,
    restore,
    arriving,
    recovery,
    trim_planned,
    deletion_started,
    figures,
    visible_to_backups_at,
    continuous_backups,
    class,
    deletion_protection,
    tags,
    stream_label,
    time_to_live_changed,
    on_demand_since,
    class_changed,
    update,
    partitions,
    indexes,
    indexes_created,
    expiry,
    collections,
    sequence,
    holds,
});

/// What is decided about a table when it is created, by CreateTable or by a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTable {
    /// Its id: [`State::next_table`](super::State::next_table).
    pub id: TableId,
    /// Its id on the wire, a UUID.
    pub table_id: String,
    /// Its name.
    pub name: String,
    /// The settings that a backup records.
    pub definition: TableDefinition,
    /// How many partitions it has: at least 1.
    pub partitions: u16,
    /// From when on the backup operations know it.
    pub visible_to_backups_at: Timestamp,
    /// Its class, where one was asked for.
    pub class: Option<TableClass>,
    /// Whether it is protected against deletion.
    pub deletion_protection: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The label of its stream, where it has one.
    pub stream_label: Option<Timestamp>,
    /// What it is restored from, if it is.
    pub restore: Option<RestoreOrigin>,
}

/// Where a restored table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreOrigin {
    /// A backup.
    Backup {
        /** Which. */
        id: BackupId,
        /** Its ARN as it was sent. */
        arn: String,
    },
    /// A table as it was at a moment.
    PointInTime {
        /** Which. */
        table: TableId,
        /** Its name. */
        table_name: String,
        /** The moment: every change committed by then is in, and no other. */
        time: Timestamp,
    },
}

impl RestoreOrigin {
    /// The name of the table that it is of.
    pub fn source_table(&self) -> &str {
        match self {
            RestoreOrigin::Backup { id, .. } => &id.table,
            RestoreOrigin::PointInTime { table_name, .. } => table_name,
        }
    }

    /// The moment that it is of.
    pub fn time(&self) -> Timestamp {
        match self {
            RestoreOrigin::Backup { id, .. } => id.created,
            RestoreOrigin::PointInTime { time, .. } => *time,
        }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    pub(super) id: TableId,
    pub(super) table_id: String,
    pub(super) name: Arc<str>,
    pub(super) created: Timestamp,
    pub(super) definition: Arc<TableDefinition>,
    pub(super) state: TableState,
    pub(super) restore: Option<RestoreOrigin>,
    /// What a restored table will be filled with. From the request on it needs nothing else: its source may go.
    pub(super) arriving: Option<Arc<[Image]>>,
    pub(super) recovery: Option<Recovery>,
    /// When a task will trim its log.
    pub(super) trim_planned: Option<Timestamp>,
    pub(super) deletion_started: Option<Timestamp>,
    pub(super) figures: Lagging,
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
    pub(super) time_to_live_changed: Option<Timestamp>,
    /// When it was last made on-demand by an update.
    pub(super) on_demand_since: Option<Timestamp>,
    /// When its class last changed.
    pub(super) class_changed: Option<Timestamp>,
    /// What becomes of it at the end of its update.
    pub(super) update: Option<Box<TableUpdate>>,
    pub(super) partitions: Vec<Partition>,
    pub(super) indexes: Vec<Index>,
    /// How many indexes it ever had.
    pub(super) indexes_created: u64,
    /// Which of its items expire, where they do.
    pub(super) expiry: Option<Expiry>,
    /// How large its item collections are, where it has local indexes.
    pub(super) collections: Option<Collections>,
    pub(super) sequence: u64,
    /// Backups that still need the log from the beginning of their window on, earliest first.
    pub(super) holds: Sorted<BackupId, ()>,
}

impl Table {
    /// A table that is being created, empty.
    pub fn new(created: Timestamp, new: &NewTable) -> Table {
        let NewTable { id, table_id, name, definition, partitions, visible_to_backups_at, .. } = new;
        let NewTable { class, deletion_protection, tags, stream_label, restore, .. } = new;
        let empty = || Partition::new(OrdMap::new(), Totals::default(), created);
        let indexes: Vec<Index> = definition.indexes.iter().cloned().zip(0..).map(|(d, n)| Index::new(d, n)).collect();
        let has_local = indexes.iter().any(|index| !index.definition().is_global);
        Table {
            id: *id,
            table_id: table_id.clone(),
            name: name.as_str().into(),
            created,
            state: TableState::Creating,
            restore: restore.clone(),
            arriving: None,
            recovery: None,
            trim_planned: None,
            deletion_started: None,
            figures: Lagging::new(created, Figures::default()),
            visible_to_backups_at: *visible_to_backups_at,
            continuous_backups: false,
            class: class.clone(),
            deletion_protection: *deletion_protection,
            tags: tags.clone(),
            stream_label: *stream_label,
            time_to_live_changed: None,
            on_demand_since: None,
            class_changed: None,
            update: None,
            partitions: (0..(*partitions).max(1)).map(|_| empty()).collect(),
            indexes_created: indexes.len() as u64,
            indexes,
            expiry: None,
            collections: has_local.then(Collections::default),
            sequence: 0,
            holds: Sorted::new(),
            definition: Arc::new(definition.clone()),
        }
    }

    /// Which it is, in its state.
    pub fn id(&self) -> TableId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its id on the wire: unlike its name, never the same twice.
    pub fn table_id(&self) -> &str {
        &self.table_id
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

    /// Its point-in-time recovery, while it is on.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// When its deletion was asked for.
    pub fn deletion_started(&self) -> Option<Timestamp> {
        self.deletion_started
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

    /// How many items it has and how large they are, as the service tells it: some hours late, at a realistic pace.
    pub fn figures(&self, now: Timestamp, settings: &Settings) -> Figures {
        self.figures.told(now, settings.pace.delays().size_refresh_ms, self.totals().into())
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

    /// When it was last made on-demand by an update.
    pub fn on_demand_since(&self) -> Option<Timestamp> {
        self.on_demand_since
    }

    /// When its class last changed.
    pub fn class_changed(&self) -> Option<Timestamp> {
        self.class_changed
    }

    /// The index of that name.
    pub fn index(&self, name: &str) -> Option<&Index> {
        self.indexes.iter().find(|index| index.definition().name == name)
    }

    /// Which of its items expire and when, where they do.
    pub fn expiry(&self) -> Option<&Expiry> {
        self.expiry.as_ref()
    }

    /// The size of a key's item collection, in **bytes**: its items and what local indexes hold of them. `None` for a
    /// table without local indexes, which has no bounds there.
    pub fn collection_bytes(&self, key: &Key) -> Option<u64> {
        self.collections.as_ref().map(|collections| collections.bytes(key))
    }

    /// The item of that key.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.partition_of(key).items().get(key)
    }

    fn partition_of(&self, key: &Key) -> &Partition {
        &self.partitions[key.partition(self.partitions.len())]
    }

    /// What the log still has of each partition's changes.
    pub fn strands(&self) -> impl Iterator<Item = Strand<'_>> {
        self.partitions.iter().map(|partition| Strand::of_log(partition.log()))
    }

    /// From when on the log has every change.
    pub fn history_from(&self) -> Timestamp {
        let forgotten = self.partitions.iter().filter_map(|partition| partition.log().forgotten());
        forgotten.map(|committed| committed.plus_ms(1)).max().unwrap_or(self.created)
    }

    /// How many changes each partition has committed in that very millisecond.
    pub fn committed_at(&self, at: Timestamp) -> impl Iterator<Item = u64> {
        self.partitions.iter().map(move |partition| {
            let log = partition.log();
            log.ordinal(at, u64::MAX) - log.ordinal(at, 0)
        })
    }

    pub(super) fn step(&mut self, at: Timestamp, step: TableStep) {
        let before = self.state;
        self.state = lifecycle::step("a table", lifecycle::table, self.state, step);
        if self.state == TableState::Deleting {
            self.deletion_started.get_or_insert(at);
        }
        if self.state == TableState::Active {
            self.restore = None;
            // What comes with its table is there with it; what comes to one that is there has yet to be filled.
            for index in &mut self.indexes {
                match (before, index.state()) {
                    (TableState::Updating, IndexState::Creating) => index.step(IndexStep::Backfill),
                    (_, IndexState::Creating) | (TableState::Updating, IndexState::Updating) => {
                        index.step(IndexStep::Activate)
                    }
                    _ => {}
                }
            }
        }
    }

    pub(super) fn set_time_to_live(&mut self, at: Timestamp, attribute: Option<String>) {
        Arc::make_mut(&mut self.definition).time_to_live.clone_from(&attribute);
        self.time_to_live_changed = Some(at);
        self.expiry = attribute.map(|attribute| {
            let mut expiry = Expiry::by(attribute);
            let items = self.partitions.iter().flat_map(|partition| partition.items());
            items.for_each(|(key, item)| expiry.replace(at, key, None, Some(item)));
            expiry
        });
    }

    /// How far back the log must reach: the earliest moment that anybody may still ask for. Whoever needs the log for
    /// something new is one more line here.
    pub fn log_floor(&self, now: Timestamp, settings: &Settings) -> Timestamp {
        let lab = Some(now.plus_ms(-settings.change_log_ms));
        let backups = self.holds.keys().next().map(|id| id.created.plus_ms(-WINDOW_MS));
        let recovery = self.recovery.map(|recovery| recovery.earliest(now));
        let stream = self.definition.stream.as_ref().map(|_| now.plus_ms(-STREAM_RETENTION_MS));
        let farewell = self.deletion_started.map(|deleted| deleted.plus_ms(-WINDOW_MS));
        [lab, backups, recovery, farewell, stream].into_iter().flatten().min().unwrap_or(now)
    }

    /// Forgets what of the log nobody needs any more.
    pub(super) fn trim(&mut self, now: Timestamp, settings: &Settings) {
        let floor = self.log_floor(now, settings);
        self.partitions.iter_mut().for_each(|partition| partition.trim(floor));
    }

    /// Plans the next trimming, unless one is planned, and tells when: when the first of what the log has now has left the
    /// window of point-in-time recovery, but not sooner than a quarter of its period from now. So the log never has much
    /// more than the window's changes, and a leap of the clock trims a few times and not once a day. Nothing where recovery
    /// is off, or where the log is empty.
    pub(super) fn plan_trim(&mut self, now: Timestamp) -> Option<Timestamp> {
        if self.trim_planned.is_some() {
            return None;
        }
        let first = self.partitions.iter().filter_map(|partition| partition.log().changes_from(0).next());
        let committed = first.map(|change| change.committed).min()?;
        let period_ms = self.recovery?.period_ms();
        // Earliest is in whole seconds, so it has passed a commit within a second. Where somebody else holds the log for
        // longer, it is looked at once a day.
        let due = committed.plus_ms(period_ms + 1_001).max(now.plus_ms(DAY_MS.max(period_ms / 4)));
        self.trim_planned = Some(due);
        Some(due)
    }

    /// Does the trimming that was planned.
    pub(super) fn trim_as_planned(&mut self, now: Timestamp, settings: &Settings) {
        self.trim_planned = None;
        self.trim(now, settings);
    }

    pub(super) fn set_recovery(&mut self, at: Timestamp, recovery: Option<Recovery>, settings: &Settings) {
        let before = self.log_floor(at, settings);
        self.recovery = recovery;
        if self.log_floor(at, settings) > before {
            self.trim(at, settings);
        }
    }

    /// Takes the figures as they are for what is told until the next refresh.
    pub(super) fn refresh_figures(&mut self, at: Timestamp) {
        self.figures = Lagging::new(at, self.totals().into());
        self.indexes.iter_mut().for_each(|index| index.refresh_figures(at));
    }

    fn before_change(&mut self, at: Timestamp, settings: &Settings) {
        let lag_ms = settings.pace.delays().size_refresh_ms;
        let partitions = &self.partitions;
        let totals = || partitions.iter().map(Partition::totals).sum::<Totals>().into();
        self.figures.before_change(at, lag_ms, totals);
        self.indexes.iter_mut().for_each(|index| index.before_change(at, lag_ms));
    }

    /// Begins an update. What waits for its end is remembered; a stream that begins has this label.
    pub(crate) fn begin_update(&mut self, at: Timestamp, stream_label: Timestamp, update: &TableUpdate) {
        self.step(at, TableStep::Update);
        let definition = Arc::make_mut(&mut self.definition);
        if let Some(stream) = &update.stream {
            definition.stream.clone_from(stream);
            self.stream_label = stream.as_ref().map(|_| stream_label).or(self.stream_label);
        }
        if let Some(attributes) = &update.attributes {
            definition.attributes.clone_from(attributes);
        }
        if let Some(index) = &update.new_index {
            let place = definition.indexes.iter().take_while(|index| index.is_global).count();
            definition.indexes.insert(place, index.clone());
            self.indexes.insert(place, Index::new(index.clone(), self.indexes_created));
            self.indexes_created += 1;
        }
        let is_gone = |index: &Index| update.old_index.as_ref() == Some(&index.definition().name);
        let is_changed = |index: &Index| update.index_billing.iter().any(|(name, _)| *name == index.definition().name);
        for index in &mut self.indexes {
            if is_gone(index) {
                index.step(IndexStep::Delete);
            } else if is_changed(index) && index.state() == IndexState::Active {
                index.step(IndexStep::Update);
            }
        }
        if let Some(protection) = update.deletion_protection {
            self.deletion_protection = protection;
        }
        self.update = Some(Box::new(update.clone()));
    }

    /// Ends an update: what it asked for is so from now on.
    pub(super) fn end_update(&mut self, at: Timestamp) {
        let update = promised(self.update.take(), format_args!("{} is being updated", self.name));
        self.step(at, TableStep::Activate);
        let definition = Arc::make_mut(&mut self.definition);
        if let Some(billing) = update.billing {
            let was_on_demand = matches!(definition.billing, Billing::OnDemand { .. });
            if matches!(billing, Billing::OnDemand { .. }) && !was_on_demand {
                self.on_demand_since = Some(at);
            }
            definition.billing = billing;
        }
        for (name, billing) in &update.index_billing {
            let of_name = |index: &&mut IndexDefinition| index.name == *name;
            if let Some(index) = definition.indexes.iter_mut().find(of_name) {
                index.billing = Some(*billing);
            }
            let of_name = |index: &&mut Index| index.definition().name == *name;
            if let Some(index) = self.indexes.iter_mut().find(of_name) {
                index.set_billing(*billing);
            }
        }
        if let Some(kms_key_arn) = &update.kms_key_arn {
            definition.kms_key_arn.clone_from(kms_key_arn);
        }
        if let Some(class) = &update.class {
            self.class = Some(class.clone());
            self.class_changed = Some(at);
        }
        if let Some(gone) = &update.old_index {
            definition.indexes.retain(|index| index.name != *gone);
            self.indexes.retain(|index| index.definition().name != *gone);
        }
    }

    /// Fills an index that was added, from the items as they are now.
    pub(super) fn activate_index(&mut self, ordinal: u64) {
        let is_waiting = |index: &&mut Index| index.ordinal() == ordinal && index.state() == IndexState::Backfilling;
        let index = self.indexes.iter_mut().find(is_waiting);
        let index = promised(index, format_args!("index {ordinal} of {} waits to be filled", self.name));
        index.fill(&self.definition.key, self.partitions.iter().flat_map(|partition| partition.items()));
        index.step(IndexStep::Activate);
    }

    pub(super) fn commit(&mut self, at: Timestamp, writes: &[Write], cause: Cause, settings: &Settings) {
        self.before_change(at, settings);
        let floor = self.log_floor(at, settings);
        let partitions = self.partitions.len();
        for Write { key, new } in writes {
            self.sequence += 1;
            let partition = &mut self.partitions[key.partition(partitions)];
            let old = partition.commit(self.sequence, at, cause, key, new.as_ref(), floor);
            for index in &mut self.indexes {
                index.replace(&self.definition.key, key, old.as_ref(), new.as_ref());
            }
            if let Some(collections) = &mut self.collections {
                collections.replace(&self.definition, key, old.as_ref(), new.as_ref());
            }
            if let Some(expiry) = &mut self.expiry {
                expiry.replace(at, key, old.as_ref(), new.as_ref());
            }
        }
    }

    /// The logs of its partitions, each from a place on, to be kept by somebody else.
    pub(super) fn logs_from(&mut self, starts: &[u64]) -> Vec<ChangeLog> {
        self.partitions.iter_mut().zip(starts).map(|(partition, start)| partition.log_from(*start)).collect()
    }

    /// Makes the log keep what a backup may need, until [`Table::release`].
    pub(super) fn hold(&mut self, id: &BackupId) {
        self.holds.insert(id.clone(), ());
    }

    pub(super) fn release(&mut self, id: &BackupId) {
        self.holds.remove(id);
    }

    /// The backups that still need the log: being made, or with an open window.
    pub fn holds(&self) -> impl Iterator<Item = &BackupId> {
        self.holds.keys()
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

    /// What the table will be filled with when its restore is done.
    pub(super) fn expect(&mut self, images: Arc<[Image]>) {
        self.arriving = Some(images);
    }

    /// Fills a restored table from the images that were taken for it, and its indexes from its items. Where both have as
    /// many partitions, an image becomes a partition as it is.
    pub(super) fn fill(&mut self, at: Timestamp, settings: &Settings) {
        self.before_change(at, settings);
        let images = promised(self.arriving.take(), format_args!("{} has what it is restored from", self.name));
        let partitions = self.partitions.len();
        if images.len() == partitions {
            let whole = |image: &Image| Partition::new(image.items(), image.totals, at);
            self.partitions = images.iter().map(whole).collect();
        } else {
            let mut parts = vec![(OrdMap::new(), Totals::default()); partitions];
            for image in &*images {
                for (key, item) in &image.items() {
                    let (items, totals) = &mut parts[key.partition(partitions)];
                    totals.add(item);
                    items.insert(key.clone(), item.clone());
                }
            }
            self.partitions = parts.into_iter().map(|(items, totals)| Partition::new(items, totals, at)).collect();
        }
        let items = || self.partitions.iter().flat_map(|partition| partition.items());
        for index in &mut self.indexes {
            index.fill(&self.definition.key, items());
        }
        if let Some(collections) = &mut self.collections {
            items().for_each(|(key, item)| collections.replace(&self.definition, key, None, Some(item)));
        }
    }
}
