//! Whether an event that was read fits the state that it is to be applied to.
//!
//! An event that the engine decided always does. One of a file might not, and applying it would break a promise.

use super::check::{definition, is_sound, reaches, settings};
use super::{Unsound, ensure};
use crate::limits::WINDOW_MS;
use crate::model::arn::BackupId;
use crate::state::lifecycle::{self, BackupState, BackupStep, DestinationStep, IndexState, TableState, TableStep};
use crate::state::schedule::Task;
use crate::state::table::{Destination, NewTable, RestoreOrigin, TableUpdate, Write};
use crate::state::{Backup, Cut, Event, State, Table, TableId, TimeMarker};
use crate::time::Timestamp;

type Admitted<T = ()> = Result<T, Unsound>;

impl State {
    /// Checks that an event of the time `at`, which no event before it follows, can be applied to this state.
    pub fn admit(&self, at: Timestamp, event: &Event) -> Admitted {
        match event {
            // Of the engine, not of a region.
            Event::Reset(_) | Event::FaultsChanged(_) | Event::Reached { .. } => Ok(()),
            Event::SettingsChanged(changed) => settings(changed),
            Event::SeedChanged(_) => Ok(()),
            Event::TaskScheduled { due: _, task } => {
                ensure(!matches!(task, Task::ExpireItems { .. }), "it schedules what follows from the items")
            }
            Event::TaskTaken => ensure(self.schedule.first().is_some(), "it takes a task, and there is none"),
            Event::TableCreated(new) => self.admit_table(new),
            Event::TableActivated { table } => self.admit_step(*table, TableStep::Activate).and_then(|table| {
                let is_whole = table.life.restore_images.is_none() && table.state() == TableState::Creating;
                ensure(is_whole, "it activates a table that is not whole")
            }),
            Event::BackupsEnabled { table }
            | Event::TagsChanged { table, tags: _ }
            | Event::TimeToLiveChanged { table, attribute: _ }
            | Event::ResourcePolicyChanged { table, document: _ }
            | Event::LogTrimmed { table } => self.admitted_table(*table).map(drop),
            Event::TableDeletionStarted { table } => self.admit_step(*table, TableStep::Delete).map(drop),
            Event::TableDeleted { table } => {
                let is_going = self.admitted_table(*table)?.state() == TableState::Deleting;
                ensure(is_going, "it removes a table that is not being deleted")
            }
            Event::ItemsWritten { table, writes } | Event::ItemsTransacted { table, writes } => {
                self.admit_writes(*table, writes)
            }
            Event::ItemsExpired { table, keys: _ } => self.table_in_use(*table).map(drop),
            Event::TableUpdateStarted { table, update } => self.admit_update(*table, update),
            Event::TableUpdated { table } => {
                let table = self.admit_step(*table, TableStep::Activate)?;
                ensure(table.life.update.is_some(), "it ends an update that did not begin")
            }
            Event::IndexActivated { table, ordinal } => {
                let mut indexes = self.admitted_table(*table)?.indexes.all.iter();
                let waits = indexes.any(|index| index.ordinal == *ordinal && index.state == IndexState::Backfilling);
                ensure(waits, "it fills an index that does not wait for it")
            }
            Event::TransactionDone { token, request: _ } => {
                ensure(self.tokens.request(token, at).is_none(), "it repeats a transaction")
            }
            Event::StreamRemoved { id } => {
                ensure(self.stream(id).is_some_and(|stream| !stream.is_open()), "it removes a stream that did not end")
            }
            Event::InsightsSwitched { table, index, mode } => {
                let step =
                    if mode.is_some() { lifecycle::InsightsStep::Enable } else { lifecycle::InsightsStep::Disable };
                self.admit_insights(*table, *index, step)
            }
            Event::InsightsSettled { table, index } => {
                self.admit_insights(*table, *index, lifecycle::InsightsStep::Settle)
            }
            Event::DestinationEnabled { table, stream_arn, precision: _ } => {
                let known = self.admitted_table(*table)?.settings.destination(stream_arn);
                known.map_or(Ok(()), |known| admit_destination(known, DestinationStep::Enable))
            }
            Event::DestinationUpdated { table, stream_arn, precision: _ } => {
                self.admit_destination(*table, stream_arn, DestinationStep::Update)
            }
            Event::DestinationDisabled { table, stream_arn } => {
                self.admit_destination(*table, stream_arn, DestinationStep::Disable)
            }
            Event::DestinationSettled { table, stream_arn } => {
                self.admit_destination(*table, stream_arn, DestinationStep::Settle)
            }
            Event::BackupRequested(marker) => {
                let table = self.admit_marker(marker)?;
                let is_in_window = |cut: &Cut| {
                    let window = marker.id.created.plus_ms(-WINDOW_MS)..=marker.id.created.plus_ms(WINDOW_MS);
                    window.contains(&cut.at)
                };
                ensure(marker.cuts.iter().all(is_in_window), "a cut lies outside of its window")?;
                let floor = marker.id.created.plus_ms(-WINDOW_MS);
                let has_all = table.partitions.iter().all(|partition| reaches(partition, floor, 0));
                ensure(has_all, "it backs up what the log has no more")
            }
            Event::SystemBackupMade(marker) => {
                let table = self.admit_marker(marker)?;
                let has_cuts = table
                    .partitions
                    .iter()
                    .zip(&marker.cuts)
                    .all(|(partition, cut)| reaches(partition, cut.at, cut.count));
                ensure(has_cuts, "it backs up what the log has no more")
            }
            Event::BackupCompleted { id } => {
                let backup = self.admitted_backup(id)?;
                let table = self.admitted_table(backup.marker.source.table)?;
                let cuts = &backup.marker.cuts;
                let has_cuts =
                    table.partitions.iter().zip(cuts).all(|(partition, cut)| reaches(partition, cut.at, cut.count));
                let is_made = backup.images.is_some() || cuts.len() != table.partitions.len() || !has_cuts;
                ensure(!is_made, "it completes a backup that cannot be made")
            }
            Event::WindowClosed { id } => {
                let backup = self.admitted_backup(id)?;
                self.admitted_table(backup.marker.source.table)?;
                ensure(backup.window.is_none(), "it closes a window twice")
            }
            Event::RecoveryChanged { table, recovery } => {
                let table = self.admitted_table(*table)?;
                let Some(recovery) = recovery else { return Ok(()) };
                let earliest = recovery.earliest(at);
                let has_all = table.partitions.iter().all(|partition| reaches(partition, earliest, 0));
                ensure(is_sound(recovery, at) && has_all, "a recovery window that cannot be")
            }
            Event::BackupShown { id } => {
                ensure(self.is_hidden_system_backup(id), "it shows a backup that is not hidden")
            }
            Event::BackupDeleted { id } => {
                let backup = self.backup(id).or_else(|| self.hidden_system_backups.get(id).map(AsRef::as_ref));
                let is_made = |backup: &Backup| lifecycle::backup(backup.status, BackupStep::Delete).is_some();
                ensure(backup.is_some_and(is_made), "it deletes a backup that is not made")
            }
            Event::RestoreCompleted { table } => {
                let table = self.admit_step(*table, TableStep::Activate)?;
                ensure(table.life.restore_images.is_some(), "it completes a restore that did not begin")
            }
        }
    }

    fn admitted_table(&self, id: TableId) -> Admitted<&Table> {
        self.table_by_id(id).ok_or(Unsound("it names a table that is not there"))
    }

    fn admitted_backup(&self, id: &BackupId) -> Admitted<&Backup> {
        let backup = self.backup(id).filter(|backup| backup.status == BackupState::Creating || backup.window.is_none());
        backup.ok_or(Unsound("it names a backup that is not there"))
    }

    fn table_in_use(&self, id: TableId) -> Admitted<&Table> {
        let table = self.admitted_table(id)?;
        ensure(table.state().is_in_use(), "it writes to a table that is not in use")?;
        Ok(table)
    }

    fn admit_step(&self, id: TableId, step: TableStep) -> Admitted<&Table> {
        let table = self.admitted_table(id)?;
        let next = lifecycle::table(table.state(), step);
        ensure(next.is_some(), "it asks of a table what its state does not allow")?;
        Ok(table)
    }

    fn admit_table(&self, new: &NewTable) -> Admitted {
        ensure(new.id == self.next_table(), "tables are numbered in the order of their creation")?;
        ensure(self.table(&new.name).is_none(), "it creates a table that is there")?;
        ensure((1..=1_024).contains(&new.partitions), "a table has no partitions, or too many")?;
        definition(&new.definition)?;
        ensure(new.definition.stream.is_some() == new.stream_label.is_some(), "a stream and its table disagree")?;
        let label = new.stream_label.into_iter();
        let mut ids = label.map(|label| crate::model::arn::StreamId { table: new.name.as_str().into(), label });
        ensure(!ids.any(|id| self.stream(&id).is_some()), "two streams have one id")?;
        let key = match &new.restore {
            None => return Ok(()),
            Some(RestoreOrigin::Backup { id, arn: _ }) => {
                let backup = self.backup(id).filter(|backup| backup.images.is_some());
                &backup.ok_or(Unsound("it restores a backup that is not made"))?.marker.source.definition.key
            }
            Some(RestoreOrigin::PointInTime { table, table_name: _, time }) => {
                let table = self.admitted_table(*table)?;
                let has_all = table.partitions.iter().all(|partition| reaches(partition, *time, u64::MAX));
                ensure(has_all, "it restores what the log has no more")?;
                &table.definition.key
            }
        };
        ensure(*key == new.definition.key, "a restored table has another key than its source")
    }

    fn admit_writes(&self, table: TableId, writes: &[Write]) -> Admitted {
        let table = self.table_in_use(table)?;
        for Write { key, new } in writes {
            let its = new.as_ref().map(|item| table.definition.key.key_of_stored(item));
            ensure(its.is_none_or(|its| its.as_ref() == Some(key)), "an item has another key than its own")?;
        }
        Ok(())
    }

    fn admit_update(&self, id: TableId, update: &TableUpdate) -> Admitted {
        let table = self.admit_step(id, TableStep::Update)?;
        table.check_update(update)?;
        let deletable = |name: &String| {
            table.index(name).is_some_and(|index| lifecycle::index(index.state, lifecycle::IndexStep::Delete).is_some())
        };
        ensure(update.old_index.iter().all(deletable), "it deletes an index that is not in use")?;
        let Some(new) = &update.new_index else { return Ok(()) };
        ensure(new.is_global && table.index(&new.name).is_none(), "it adds an index that cannot be added")?;
        let mut changed = crate::state::TableDefinition::clone(&table.definition);
        changed.indexes.insert(0, new.clone());
        definition(&changed)
    }

    fn admit_insights(&self, id: TableId, index: Option<u64>, step: lifecycle::InsightsStep) -> Admitted {
        let insights = self.admitted_table(id)?.insights(index);
        let next = insights.and_then(|insights| lifecycle::insights(insights.state, step));
        ensure(next.is_some(), "it asks of insights what their state does not allow")
    }

    fn admit_destination(&self, id: TableId, stream_arn: &str, step: DestinationStep) -> Admitted {
        let known = self.admitted_table(id)?.settings.destination(stream_arn);
        admit_destination(known.ok_or(Unsound("it names a destination that is not there"))?, step)
    }

    fn admit_marker(&self, marker: &TimeMarker) -> Admitted<&Table> {
        let table = self.admitted_table(marker.source.table)?;
        ensure(!self.is_backup_id(&marker.id), "two backups have one id")?;
        let is_of = marker.cuts.len() == table.partitions.len()
            && marker.source.definition.key == table.definition.key
            && *marker.id.table == *table.name;
        ensure(is_of, "a backup and its table disagree")?;
        definition(&marker.source.definition)?;
        Ok(table)
    }
}

fn admit_destination(known: &Destination, step: DestinationStep) -> Admitted {
    let next = lifecycle::destination(known.state, step);
    ensure(next.is_some(), "it asks of a destination what its state does not allow")
}
