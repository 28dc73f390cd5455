//! Whether a state that was read keeps the promises that the rest of the engine relies on.

use super::{Unsound, ensure};
use crate::item::key::KeyDefinition;
use crate::limits::{COUNT_MAX, RECOVERY_PERIOD_DAYS_MAX, WINDOW_MS};
use crate::model::arn::BackupId;
use crate::model::settings::{Pace, Settings};
use crate::model::shapes::BackupType;
use crate::state::lifecycle::{BackupState, DestinationState, IndexState, StreamState, TableState};
use crate::state::partition::Partition;
use crate::state::schedule::Task;
use crate::state::table::{Recovery, RestoreOrigin, TableDefinition, TableId, TableUpdate};
use crate::state::{Backup, State, Stream, Table};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// The most partitions of a table.
const PARTITIONS_MAX: usize = 1_024;

impl State {
    /// Checks every promise of a state that was read, at the time of its engine.
    pub fn check(&self, now: Timestamp) -> Result<(), Unsound> {
        settings(&self.settings)?;
        let counts = [self.tables_created, self.backups_created, self.schedule.scheduled];
        ensure(counts.iter().all(|count| *count < COUNT_MAX), "a count is beyond all bounds")?;
        let rises = self.recent_backups.iter().is_sorted() && self.recent_backups.back().is_none_or(|at| *at <= now);
        let done = self.tokens.requests.values().all(|(at, _)| *at <= now);
        ensure(rises && done, "what was remembered lies ahead")?;
        self.tables.values().try_for_each(|table| self.check_table(table, now))?;
        self.backups.values().try_for_each(|backup| self.check_backup(backup))?;
        for backup in self.hidden_system_backups.values() {
            ensure(backup.status == BackupState::Available && backup.window.is_some(), "a hidden backup is not made")?;
            self.check_backup(backup)?;
        }
        self.streams.values().try_for_each(|stream| self.check_stream(stream))?;
        self.check_tasks()
    }

    fn check_table(&self, table: &Table, now: Timestamp) -> Result<(), Unsound> {
        let life = &table.life;
        ensure(table.id.ordinal() < self.tables_created, "a table was not created")?;
        ensure((1..=PARTITIONS_MAX).contains(&table.partitions.len()), "a table has no partitions, or too many")?;
        definition(&table.definition)?;
        let sequences = table.partitions.iter().filter_map(|partition| partition.log.latest().next());
        let last = sequences.map(|change| change.sequence).max().unwrap_or(0);
        let counts = [table.sequence, table.indexes.created, table.since_backup.unwrap_or(0)];
        ensure(last <= table.sequence && counts.iter().all(|count| *count < COUNT_MAX), "a table miscounts")?;
        let commits = table.partitions.iter().filter_map(|partition| partition.log.latest().next());
        ensure(commits.map(|change| change.committed).max().is_none_or(|last| last <= now), "a change lies ahead")?;
        ensure(life.update.is_some() == (life.state == TableState::Updating), "an update and its table disagree")?;
        let is_deleting = life.state == TableState::Deleting;
        ensure(life.deletion_started.is_some() == is_deleting, "a deletion and its table disagree")?;
        let is_restored = life.restore_images.is_some();
        ensure(!is_restored || life.state == TableState::Creating, "a restore and its table disagree")?;
        ensure(!is_restored || life.restore.is_some(), "a restored table has no source")?;
        ensure(!is_restored || table.sequence == 0, "a table was written before it was restored")?;
        table.check_indexes()?;
        if let Some(update) = &life.update {
            table.check_update(update)?;
        }
        if let Some(recovery) = &table.retention.recovery {
            ensure(is_sound(recovery, now), "a recovery window that cannot be")?;
        }
        let recent = &table.recent.in_order;
        let rises = recent.iter().is_sorted_by_key(|(at, _)| *at) && recent.back().is_none_or(|(at, _)| *at <= now);
        ensure(rises, "recent writes do not rise")?;
        let begun = [Some(life.created), life.deletion_started].into_iter().flatten();
        ensure({ begun }.all(|at| at <= now), "a table begins or ends ahead")?;
        let destinations = table.settings.destinations.iter().map(|destination| destination.stream_arn.as_str());
        ensure(are_distinct(destinations), "a destination is there twice")?;
        for id in &table.retention.holds {
            let is_held = |backup: &Backup| {
                backup.marker.source.table == table.id && (backup.images.is_none() || backup.window.is_none())
            };
            ensure(self.backup(id).is_some_and(is_held), "a log is held for nothing")?;
        }
        let floor = table.needed_from(now);
        ensure(table.partitions.iter().all(|partition| reaches(partition, floor, 0)), "a log lacks what it must have")?;
        let open = table.stream_id().and_then(|id| self.stream(&id)).is_some_and(|stream| stream.is_open());
        ensure(open == table.definition.stream.is_some(), "a stream and its table disagree")
    }

    fn check_backup(&self, backup: &Backup) -> Result<(), Unsound> {
        let marker = &backup.marker;
        definition(&marker.source.definition)?;
        ensure((1..=PARTITIONS_MAX).contains(&marker.cuts.len()), "a backup has no cuts, or too many")?;
        let is_made = backup.images.is_some();
        let is_whole = is_made == backup.completed.is_some();
        let expected = if is_made { BackupState::Available } else { BackupState::Creating };
        ensure(is_whole && backup.status == expected, "a backup and its status disagree")?;
        ensure(backup.images.iter().all(|images| images.len() == marker.cuts.len()), "a backup lacks images")?;
        ensure(backup.window.iter().all(|window| window.len() == marker.cuts.len()), "a backup lacks its window")?;
        ensure(backup.held_share <= backup.totals.held, "a backup counts for more than it holds")?;
        let table = self.table_by_id(marker.source.table);
        if !is_made || backup.window.is_none() {
            let holds = |table: &Table| table.retention.holds.contains(&marker.id);
            ensure(table.is_some_and(holds), "a backup that is being made has no table")?;
            let is_of = |table: &Table| {
                table.partitions.len() == marker.cuts.len() && table.definition.key == marker.source.definition.key
            };
            ensure(table.is_some_and(is_of), "a backup and its table disagree")?;
        }
        let window = marker.id.created.plus_ms(-WINDOW_MS)..=marker.id.created.plus_ms(WINDOW_MS);
        ensure(marker.cuts.iter().all(|cut| window.contains(&cut.at)), "a cut lies outside of its window")?;
        let Some(target) = backup.restoring else { return Ok(()) };
        let is_restoring =
            |table: &Table| matches!(table.restore(), Some(RestoreOrigin::Backup { id, .. }) if *id == marker.id);
        ensure(self.table_by_id(target).is_some_and(is_restoring), "a backup is restored to no table")
    }

    fn check_stream(&self, stream: &Stream) -> Result<(), Unsound> {
        ensure((1..=PARTITIONS_MAX).contains(&stream.starts.len()), "a stream has no shards, or too many")?;
        ensure(stream.starts.iter().all(|start| *start < COUNT_MAX), "a shard begins beyond all bounds")?;
        match &stream.end {
            Some(end) => {
                ensure(end.logs.len() == stream.starts.len(), "a stream lacks shards")?;
                let is_ended = matches!(stream.state, StreamState::Disabling | StreamState::Disabled);
                ensure(is_ended, "a stream and its state disagree")
            }
            None => {
                let is_of = |table: &Table| {
                    table.stream_id().as_ref() == Some(&stream.id)
                        && table.definition.stream.is_some()
                        && table.partitions.len() == stream.starts.len()
                        && table.definition.key == stream.key
                };
                ensure(self.table_by_id(stream.table).is_some_and(is_of), "an open stream has no table")?;
                let is_open = matches!(stream.state, StreamState::Enabling | StreamState::Enabled);
                ensure(is_open, "a stream and its state disagree")
            }
        }
    }

    /// Checks that each task finds what it acts on, and that what waits for a task has one.
    fn check_tasks(&self) -> Result<(), Unsound> {
        let mut acting = BTreeSet::new();
        for (_, task) in self.schedule.iter() {
            let (kind, table, name) = subject(task);
            ensure(self.has_subject(task), "a task has nothing to act on")?;
            let is_only = kind == 0 || acting.insert((kind, table, name));
            ensure(is_only, "a task is there twice")?;
        }
        Ok(())
    }

    /// Whether a task finds what it acts on.
    pub(super) fn has_subject(&self, task: &Task) -> bool {
        match task {
            // A decision looks whether these still have something to do.
            Task::EnableBackups { .. }
            | Task::ActivateIndex { .. }
            | Task::CompleteBackup { .. }
            | Task::CloseWindow { .. }
            | Task::ShowBackup { .. }
            | Task::TrimLog { .. }
            | Task::SettleInsights { .. } => true,
            Task::ActivateTable { table } => {
                self.is(*table, |table| table.state() == TableState::Creating && table.life.restore_images.is_none())
            }
            Task::CompleteRestore { table } => self.is(*table, |table| table.life.restore_images.is_some()),
            Task::RemoveTable { table } => self.is(*table, |table| table.state() == TableState::Deleting),
            Task::CompleteUpdate { table } => self.is(*table, |table| table.state() == TableState::Updating),
            Task::ExpireItems { table } => {
                self.is(*table, |table| table.expiry.is_some() && table.state() != TableState::Deleting)
            }
            Task::RemoveStream { id } => {
                let ends = |stream: &Stream| {
                    !stream.is_open() || self.is(stream.table, |table| table.state() == TableState::Deleting)
                };
                self.stream(id).is_some_and(ends)
            }
            Task::ExpireBackup { id } => {
                let backup = self.backup(id).or_else(|| self.hidden_system_backups.get(id).map(AsRef::as_ref));
                backup.is_some_and(|backup| backup.marker.kind != BackupType::User)
            }
            Task::SettleDestination { table, stream_arn } => {
                let is_changing = |state| {
                    use DestinationState::{Disabling, Enabling, Updating};
                    matches!(state, Enabling | Updating | Disabling)
                };
                let settles = |table: &Table| {
                    table.settings.destination(stream_arn).is_some_and(|found| is_changing(found.state))
                };
                self.table_by_id(*table).is_none_or(settles)
            }
        }
    }

    fn is(&self, table: TableId, holds: impl FnOnce(&Table) -> bool) -> bool {
        self.table_by_id(table).is_some_and(holds)
    }
}

/// What a task acts on that it may act on only once, with the kind of the task; kind 0 for a task that looks first.
fn subject(task: &Task) -> (u8, Option<TableId>, String) {
    match task {
        Task::ActivateTable { table } => (1, Some(*table), String::new()),
        Task::CompleteRestore { table } => (2, Some(*table), String::new()),
        Task::RemoveTable { table } => (3, Some(*table), String::new()),
        Task::CompleteUpdate { table } => (4, Some(*table), String::new()),
        Task::ExpireItems { table } => (5, Some(*table), String::new()),
        Task::RemoveStream { id } => (6, None, format!("{} {}", id.label.millis(), id.table)),
        Task::ExpireBackup { id } => (7, None, format!("{} {} {}", id.created.millis(), id.suffix, id.table)),
        Task::SettleDestination { table, stream_arn } => (8, Some(*table), stream_arn.clone()),
        _ => (0, None, String::new()),
    }
}

impl Table {
    /// The earliest moment whose changes a request may need, whatever the lab looks back on.
    fn needed_from(&self, now: Timestamp) -> Timestamp {
        let held = self.retention.holds.first().map(|id: &BackupId| id.created);
        let backups = [Some(now), held, self.life.deletion_started].into_iter().flatten();
        let backups = backups.map(|at| at.plus_ms(-WINDOW_MS));
        let recovery = self.retention.recovery.map(|recovery| recovery.earliest(now));
        backups.chain(recovery).min().unwrap_or(now)
    }

    fn check_indexes(&self) -> Result<(), Unsound> {
        let definitions = &self.definition.indexes;
        ensure(definitions.len() == self.indexes.all.len(), "a table and its indexes disagree")?;
        let mut ordinals = BTreeSet::new();
        for (definition, index) in definitions.iter().zip(&self.indexes.all) {
            let of = &index.definition;
            let is_same = definition.name == of.name
                && definition.key == of.key
                && definition.is_global == of.is_global
                && definition.projected == of.projected;
            ensure(is_same, "a table and its indexes disagree")?;
            let is_counted = index.ordinal < self.indexes.created && ordinals.insert(index.ordinal);
            ensure(is_counted, "an index was not created")?;
            let update = self.life.update.as_ref();
            let is_going = update.is_some_and(|update| update.old_index.as_ref() == Some(&of.name));
            let is_sound = match index.state {
                IndexState::Active => !is_going,
                IndexState::Creating => {
                    !is_going && matches!(self.life.state, TableState::Creating | TableState::Updating)
                }
                IndexState::Backfilling => !is_going && of.is_global && self.life.state != TableState::Creating,
                IndexState::Updating => !is_going && self.life.state == TableState::Updating,
                IndexState::Deleting => is_going,
            };
            ensure(is_sound, "an index and its table disagree")?;
        }
        Ok(())
    }

    /// Checks that what an update changes is there.
    pub(super) fn check_update(&self, update: &TableUpdate) -> Result<(), Unsound> {
        let billing = update.index_billing.iter().map(|(name, _)| name);
        let names = billing.chain(update.index_warm.iter().map(|(name, _)| name)).chain(&update.old_index);
        let is_there = |name: &String| self.index(name).is_some_and(|index| index.definition.is_global);
        ensure({ names }.all(is_there), "an update changes an index that is not there")
    }
}

/// Whether a partition has the items at a moment: after so many changes of its millisecond, and all before.
pub(super) fn reaches(partition: &Partition, at: Timestamp, count: u64) -> bool {
    let first = partition.snapshots.front().map_or(u64::MAX, |snapshot| snapshot.ordinal);
    first <= partition.log.ordinal(at, count)
}

/// Whether a recovery window can be.
pub(super) fn is_sound(recovery: &Recovery, now: Timestamp) -> bool {
    let Recovery { enabled, since, period_days } = recovery;
    (1..=RECOVERY_PERIOD_DAYS_MAX).contains(period_days) && *enabled <= now && *since <= now
}

/// Whether no name is there twice.
fn are_distinct<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    let mut known = BTreeSet::new();
    names.all(|name| known.insert(name))
}

/// Checks the definition of a table.
pub(super) fn definition(definition: &TableDefinition) -> Result<(), Unsound> {
    let is_key = |key: &KeyDefinition, most: usize| (1..=most).contains(&key.hash.len()) && key.range.len() <= most;
    ensure(is_key(&definition.key, 1), "a table has no key, or too many")?;
    let names = definition.indexes.iter().map(|index| index.name.as_str());
    ensure(are_distinct(names), "two indexes have one name")?;
    for index in &definition.indexes {
        ensure(is_key(&index.key, if index.is_global { 4 } else { 1 }), "an index has no key, or too many")?;
        let is_local = !index.is_global && index.key.hash != definition.key.hash;
        ensure(!is_local, "a local index has another partition key")?;
    }
    let is_global_first = definition.indexes.iter().is_sorted_by_key(|index| !index.is_global);
    ensure(is_global_first, "a local index stands before a global one")
}

/// Checks the settings of a lab.
pub(super) fn settings(settings: &Settings) -> Result<(), Unsound> {
    let Settings {
        pace,
        consistency_window: _,
        speed: _,
        partitions_per_table,
        change_log_ms,
        change_log_max: _,
        max_bytes: _,
        write_conflict_ms,
        log_spacing,
    } = settings;
    let partitions = usize::from(*partitions_per_table);
    let delays = match pace {
        Pace::Instant | Pace::Realistic => Vec::new(),
        Pace::Custom(delays) => delays.all_ms().to_vec(),
    };
    let is_sound = (1..=PARTITIONS_MAX).contains(&partitions)
        && *change_log_ms >= 0
        && *write_conflict_ms >= 0
        && log_spacing.segment_changes > 0
        && delays.iter().all(|delay| *delay >= 0);
    ensure(is_sound, "settings that cannot be")
}
