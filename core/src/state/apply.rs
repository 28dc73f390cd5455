//! Applying events: the one place where the state changes.
//!
//! [`State::apply`] is one match with a line for each kind of event. An event was decided against the very state that
//! it is applied to, so everything it names exists; if something does not, a promise is broken and the engine stops.

use super::State;
use super::backup::{Backup, TimeMarker};
use super::event::Event;
use super::lifecycle::{BackupStep, DestinationStep, TableState, TableStep};
use super::partition::{Cause, Cut, Image};
use super::promise::promised;
use super::schedule::Task;
use super::stream::Stream;
use super::table::{Destination, NewTable, ResourcePolicy, RestoreOrigin, Table, TableId, Write, Writer};
use crate::model::arn::BackupId;
use crate::model::settings::Settings;
use crate::model::shapes::BackupType;
use crate::planted::Planted;
use crate::time::Timestamp;
use std::sync::Arc;

impl State {
    /// Applies an event that was decided at `at`. Every change of the state is made here.
    ///
    /// # Panics
    /// If the event was not decided against this state: it names a table or a backup that does not exist.
    pub fn apply(&mut self, at: Timestamp, event: &Event) {
        let Some(table) = event.table_held() else { return self.change(at, event) };
        let before = self.held_by_table(table);
        self.change(at, event);
        self.held = self.held + self.held_by_table(table) - before;
    }

    fn change(&mut self, at: Timestamp, event: &Event) {
        match event {
            // Of the engine, not of a region.
            Event::Reset(_) | Event::FaultsChanged(_) | Event::Reached { .. } => {}
            Event::SettingsChanged(settings) => {
                let lag_ms = |settings: &Settings| settings.pace.delays().size_refresh_ms;
                if lag_ms(settings) != lag_ms(&self.settings) {
                    let tables: Vec<TableId> = self.tables.keys().copied().collect();
                    tables.into_iter().for_each(|table| self.table_mut(table).refresh_stats(at));
                }
                self.settings = settings.clone();
                if !Planted::SettingsLeaveExpiries.is_on() {
                    self.schedule.tables_with_expiry().into_iter().for_each(|table| self.schedule_expiry(table));
                }
            }
            Event::SeedChanged(seed) => self.seed = *seed,
            Event::TaskScheduled { due, task } => drop(self.schedule.add(*due, task.clone())),
            Event::TaskTaken => {
                promised(self.schedule.take_first(), format_args!("a task that is taken was due"));
            }
            Event::TableCreated(new) => self.create_table(at, new),
            Event::TableActivated { table } => {
                self.table_mut(*table).step(at, TableStep::Activate);
                self.settle_stream(*table);
            }
            Event::BackupsEnabled { table } => self.table_mut(*table).life.backups_enabled = true,
            Event::TableDeletionStarted { table } => {
                self.table_mut(*table).step(at, TableStep::Delete);
                self.schedule_expiry(*table);
            }
            Event::TableDeleted { table } => self.delete_table(*table),
            Event::ItemsWritten { table, writes } => {
                self.write(at, *table, writes, Cause::Request, Some(Writer::Single));
            }
            Event::ItemsTransacted { table, writes } => {
                self.write(at, *table, writes, Cause::Request, Some(Writer::Transaction));
            }
            Event::ItemsExpired { table, keys } => {
                let writes: Vec<Write> = keys.iter().map(|key| Write { key: key.clone(), new: None }).collect();
                let is_request = Planted::ExpiryToldAsRequest.is_on();
                self.write(at, *table, &writes, if is_request { Cause::Request } else { Cause::Expiry }, None);
            }
            Event::TableUpdateStarted { table: id, update } => {
                if update.stream.is_some() {
                    self.close_stream(*id);
                }
                let label = self.stream_label(self.known_table(*id).name(), at);
                self.table_mut(*id).begin_update(at, label, update);
                if update.stream.is_some() {
                    self.open_stream(*id);
                }
            }
            Event::RecoveryChanged { table, recovery } => {
                let (table, settings) = self.table_and_settings(*table);
                table.set_recovery(at, *recovery, settings);
                let id = table.id();
                self.plan_trim(at, id);
            }
            Event::LogTrimmed { table } => {
                let (table, settings) = self.table_and_settings(*table);
                table.trim_as_planned(at, settings);
                let id = table.id();
                self.plan_trim(at, id);
            }
            Event::TableUpdated { table } => {
                self.table_mut(*table).end_update(at);
                self.settle_stream(*table);
            }
            Event::IndexActivated { table, ordinal } => self.table_mut(*table).activate_index(*ordinal),
            Event::TransactionDone { token, request } => self.tokens.remember(at, token, *request),
            Event::StreamRemoved { id } => {
                let stream =
                    promised(self.streams.remove(id), format_args!("a stream is removed once, but {id} is gone"));
                self.held -= stream.held_bytes();
            }
            Event::TagsChanged { table, tags } => self.table_mut(*table).settings.tags.clone_from(tags),
            Event::TimeToLiveChanged { table, attribute } => {
                self.table_mut(*table).set_time_to_live(at, attribute.clone());
                self.schedule_expiry(*table);
            }
            Event::InsightsSwitched { table, index, mode } => {
                let insights = self.table_mut(*table).insights_mut(*index);
                *insights = insights.switched(at, mode.as_ref());
            }
            Event::InsightsSettled { table, index } => self.table_mut(*table).insights_mut(*index).settle(),
            Event::DestinationEnabled { table, stream_arn, precision } => {
                let new = Destination::enabling(stream_arn, precision.clone());
                self.table_mut(*table).settings.enable_destination(new);
            }
            Event::DestinationUpdated { table, stream_arn, precision } => {
                let destination = self.table_mut(*table).settings.destination_mut(stream_arn);
                destination.step(DestinationStep::Update);
                destination.precision = Some(precision.clone());
            }
            Event::DestinationDisabled { table, stream_arn } => {
                self.table_mut(*table).settings.destination_mut(stream_arn).step(DestinationStep::Disable);
            }
            Event::DestinationSettled { table, stream_arn } => {
                self.table_mut(*table).settings.destination_mut(stream_arn).step(DestinationStep::Settle);
            }
            Event::ResourcePolicyChanged { table, document } => {
                let policy = document.clone().map(|document| ResourcePolicy { document, changed: at });
                self.table_mut(*table).settings.policy = policy;
            }
            Event::BackupRequested(marker) => {
                self.backups_created += 1;
                if marker.kind == BackupType::User {
                    while self.recent_backups.front().is_some_and(|&front| front <= at.plus_ms(-1000)) {
                        self.recent_backups.pop_front();
                    }
                    self.recent_backups.push_back(at);
                }
                self.table_mut(marker.source.table).hold(&marker.id);
                self.show_backup(Arc::new(Backup::new(marker.clone())));
            }
            Event::SystemBackupMade(marker) => self.make_system_backup(at, marker),
            Event::BackupShown { id } => {
                let backup = self.hidden_system_backups.remove(id);
                self.show_backup(promised(
                    backup,
                    format_args!("a backup that shows itself was made, but {id} was not"),
                ));
            }
            Event::BackupCompleted { id } => self.complete_backup(at, id),
            Event::WindowClosed { id } => self.close_window(id),
            Event::BackupDeleted { id } => self.delete_backup(id),
            Event::RestoreCompleted { table } => self.complete_restore(at, *table),
        }
    }

    /// The table with an id, for a change. It must exist, as for [`State::known_table`].
    pub(super) fn table_mut(&mut self, id: TableId) -> &mut Table {
        self.table_and_settings(id).0
    }

    fn table_and_settings(&mut self, id: TableId) -> (&mut Table, &Settings) {
        let table = self.tables.get_mut(&id);
        let table = promised(table, format_args!("what names a table goes before it does, but {id:?} is gone"));
        (Arc::make_mut(table), &self.settings)
    }

    fn create_table(&mut self, at: Timestamp, new: &NewTable) {
        assert_eq!(new.id, self.next_table(), "tables are numbered in the order of their creation");
        self.tables_created += 1;
        let mut table = Table::new(at, new);
        if let Some(origin) = &new.restore {
            self.restoring.insert(new.id);
            table.set_restore_images(self.images_of(origin, new.id));
        }
        self.names.insert(new.name.as_str().into(), new.id);
        self.tables.insert(new.id, Arc::new(table));
        self.open_stream(new.id);
    }

    fn delete_table(&mut self, id: TableId) {
        let table = self.known_table(id);
        let name = table.name().to_owned();
        let waiting: Vec<BackupId> = table.holds().cloned().collect();
        if !Planted::DeletedTableTakesWindows.is_on() {
            waiting.iter().for_each(|backup| self.close_window(backup));
        }
        self.close_stream(id);
        self.settle_stream(id);
        self.tables.remove(&id);
        self.names.remove(name.as_str());
        self.schedule_expiry(id);
    }

    fn delete_backup(&mut self, id: &BackupId) {
        self.backups_of.remove(&(id.table.clone(), id.clone()));
        let backup = self.backups.remove(id).or_else(|| self.hidden_system_backups.remove(id));
        let mut backup = promised(backup, format_args!("a backup is deleted once, but {id} is gone"));
        Arc::make_mut(&mut backup).step(BackupStep::Delete);
        self.made_backups.remove(&backup.made_position());
        self.hand_on_held(&backup);
        // The table may be removed by now; then it holds nothing.
        if let Some(table) =
            self.tables.get_mut(&backup.marker.source.table).filter(|_| !Planted::DeletedBackupHolds.is_on())
        {
            Arc::make_mut(table).release(id);
        }
    }

    /// Schedules the next trimming of a table's log, so that it is trimmed even if the table is no longer written. A
    /// table has at most one such task, and none if its log is empty, or recovery is off and memory has no bound.
    fn plan_trim(&mut self, now: Timestamp, table: TableId) {
        let (table_mut, settings) = self.table_and_settings(table);
        let due = table_mut.plan_trim(now, settings);
        self.schedule_trim(table, due);
    }

    fn schedule_trim(&mut self, table: TableId, due: Option<Timestamp>) {
        if let Some(due) = due {
            self.schedule.add(due, Task::TrimLog { table });
        }
    }

    pub(super) fn show_backup(&mut self, backup: Arc<Backup>) {
        self.backups_of.insert((backup.marker.id.table.clone(), backup.marker.id.clone()));
        self.backups.insert(backup.marker.id.clone(), backup);
    }

    /// The images for a restore, taken at its request, because the backup may expire and the table may change or be
    /// deleted before the restore completes.
    fn images_of(&mut self, origin: &RestoreOrigin, target: TableId) -> Arc<[Image]> {
        match origin {
            RestoreOrigin::Backup { id, .. } => {
                let backup = self.backup_mut(id);
                backup.restoring = Some(target).filter(|_| !Planted::RestoredBackupDeletable.is_on());
                promised(backup.images.clone(), format_args!("a backup that is restored is made, but {id} is not"))
            }
            RestoreOrigin::PointInTime { table, time, .. } => {
                let source = self.table_mut(*table);
                let cut = match Planted::RestoreLeavesItsMillisecond.is_on() {
                    true => Cut { at: *time, count: 0 },
                    false => Cut::after(*time),
                };
                let cuts = vec![cut; source.partitions().len()];
                source.images(&cuts).into()
            }
        }
    }

    /// Makes the backup of a table that is about to be removed, complete with its window, because no more changes will
    /// come.
    fn make_system_backup(&mut self, at: Timestamp, marker: &Arc<TimeMarker>) {
        let table = self.table_mut(marker.source.table);
        let mut backup = Backup::new(marker.clone());
        backup.window = Some(table.window_of(backup.marker.id.created));
        backup.complete(at, table.images(&backup.marker.cuts));
        backup.held_share = table.backed_up(backup.totals.held);
        self.held += backup.held_bytes();
        self.made_backups.insert(backup.made_position());
        self.hidden_system_backups.insert(backup.marker.id.clone(), Arc::new(backup));
    }

    /// Commits writes of a request or an expiry and follows what they count for in `MaxBytes`, all with one search for
    /// the table.
    fn write(&mut self, at: Timestamp, id: TableId, writes: &[Write], cause: Cause, by: Option<Writer>) {
        let (table, settings) = self.table_and_settings(id);
        let before = table.held_bytes();
        table.commit(at, writes, cause, settings);
        if let Some(by) = by {
            table.remember_writes(at, writes, by, settings);
        }
        let (after, expires) = (table.held_bytes(), table.expiry().is_some());
        let trim = table.plan_trim(at, settings);
        self.held = self.held + after - before;
        self.schedule_trim(id, trim);
        if expires {
            self.schedule_expiry(id);
        }
    }

    /// Moves the task for a table's next expiring items to its new time, or removes it. In a table that is being
    /// deleted no more items expire.
    fn schedule_expiry(&mut self, id: TableId) {
        let living = self.tables.get(&id).filter(|table| table.state() != TableState::Deleting);
        let next = living.and_then(|table| table.expiry()?.next());
        let due = next.map(|time| time.plus_ms(self.settings.pace.delays().expiry_ms));
        self.schedule.set_expiry(id, due);
    }

    /// Opens the table's stream, if it has just been given one.
    fn open_stream(&mut self, table: TableId) {
        if let Some(stream) = Stream::of(self.known_table(table)) {
            self.streams.insert(stream.id.clone(), Arc::new(stream));
        }
    }

    /// Ends the table's stream, if it has one.
    fn close_stream(&mut self, table: TableId) {
        let id = self.known_table(table).stream_id();
        let stream = id.as_ref().and_then(|id| self.streams.get_mut(id)).filter(|stream| stream.is_open());
        if let (Some(stream), Some(table)) = (stream, self.tables.get_mut(&table)) {
            Arc::make_mut(stream).close(Arc::make_mut(table));
            self.held += stream.held_bytes();
        }
    }

    /// Settles the newest stream of a table that has become ACTIVE or is about to be removed.
    fn settle_stream(&mut self, table: TableId) {
        let id = self.known_table(table).stream_id();
        if let Some(stream) = id.and_then(|id| self.streams.get_mut(&id)) {
            Arc::make_mut(stream).settle();
        }
    }

    /// The backup with an id, for a change. It must exist, as for [`State::known_backup`].
    pub(super) fn backup_mut(&mut self, id: &BackupId) -> &mut Backup {
        let backup = self.backups.get_mut(id);
        Arc::make_mut(promised(backup, format_args!("what names a backup goes before it does, but {id} is gone")))
    }

    /// Takes the image of each partition at the backup's cut. Nothing is copied: see [`Image`].
    fn complete_backup(&mut self, at: Timestamp, id: &BackupId) {
        let backup = self.known_backup(id);
        let (table, cuts) = (backup.marker.source.table, backup.marker.cuts.clone());
        let images = self.table_mut(table).images(&cuts);
        self.backup_mut(id).complete(at, images);
        let held = self.known_backup(id).totals.held;
        let share = self.table_mut(table).backed_up(held);
        let backup = self.backup_mut(id);
        backup.held_share = share;
        let position = backup.made_position();
        self.made_backups.insert(position);
        self.held += share;
        self.release_hold(id);
    }

    /// Keeps all changes of the window with the backup, so that it can be explained later.
    fn close_window(&mut self, id: &BackupId) {
        let table = self.known_backup(id).marker.source.table;
        let window = self.table_mut(table).window_of(id.created);
        let backup = self.backup_mut(id);
        backup.window = Some(window);
        self.held += backup.held_bytes() - backup.held_share;
        self.release_hold(id);
    }

    /// Releases the part of the log that a backup needed, once its images are taken and its window is kept.
    fn release_hold(&mut self, id: &BackupId) {
        let backup = self.known_backup(id);
        let has_images = backup.images.is_some() || Planted::HoldEndsWithWindow.is_on();
        let has_window = backup.window.is_some() || Planted::HoldEndsWithImages.is_on();
        if has_images && has_window {
            let table = backup.marker.source.table;
            self.table_mut(table).release(id);
        }
    }

    fn complete_restore(&mut self, at: Timestamp, id: TableId) {
        let (table, settings) = self.table_and_settings(id);
        let origin = table.restore().cloned();
        table.complete_restore(at, settings);
        self.restoring.remove(&id);
        // A backup may expire while it is restored, because the restore has its own images.
        if let Some(RestoreOrigin::Backup { id, .. }) = &origin
            && let Some(backup) = self.backups.get_mut(id)
        {
            Arc::make_mut(backup).restoring = None;
        }
    }
}
