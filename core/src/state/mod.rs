//! What the engine remembers, and the only way in which that changes.
//!
//! ```text
//!   State ── tables ──── partitions ──── items        the table as it is
//!     │         │              ├──────── change log   what led there, back to what anyone may still need
//!     │         │              └──────── snapshots    the table as it was, now and then
//!     │         └─────── indexes
//!     ├── backups ── cuts ── images      a snapshot and a run of the log, both shared with the table
//!     ├── streams ── shards              the log again, read in order; a stream that ended keeps its own run of it
//!     └── tasks                          what is due, and when
//! ```
//!
//! A decision is a list of [`Event`]s; [`State::apply`] is the one function that changes anything. Nothing here knows
//! JSON or the name of an operation.

mod backup;
mod change_log;
mod collections;
mod continuous;
mod digest;
mod event;
mod expiry;
mod figures;
mod index;
pub mod lifecycle;
mod partition;
mod promise;
mod recovery;
mod shelves;
mod snapshot;
mod strand;
mod stream;
mod table;
mod task;
#[cfg(test)]
mod tests;
mod tokens;
mod update;

pub use backup::{Backup, Cut, Source, TimeMarker};
pub use change_log::{Cause, Change, Segment};
pub use collections::bytes_of as collection_share;
pub use continuous::Recovery;
pub use event::{Event, Write};
pub use expiry::Expiry;
pub use figures::{Figures, Lagging};
pub use index::{Index, IndexDefinition, Projected};
pub use partition::Partition;
pub use recovery::Image;
pub use snapshot::{Snapshot, Totals};
pub use strand::Strand;
pub use stream::{Shard, Stream};
pub use table::{Billing, NewTable, RestoreOrigin, Table, TableDefinition, TableId, Warm};
pub use task::Task;
pub use tokens::Tokens;
pub use update::TableUpdate;

use self::shelves::Shelves;
use crate::model::arn::{BackupId, Owner, StreamId};
use crate::model::settings::{Options, Settings};
use crate::model::shapes::BackupType;
use crate::sorted::Sorted;
use crate::time::Timestamp;
use digest::{Digest, digest_members};
use lifecycle::{BackupStep, TableState, TableStep};
use promise::promised;
use std::collections::VecDeque;
use std::sync::Arc;

/// Everything that the engine remembers. A clone shares all that is large with its original.
#[derive(Clone, Debug)]
pub struct State {
    owner: Owner,
    seed: u64,
    settings: Settings,
    tables: Shelves<TableId, Table>,
    /// The names that tables have now, in their order.
    names: Shelves<Arc<str>, TableId>,
    backups: Shelves<BackupId, Arc<Backup>>,
    /// The same backups by their table's name.
    backups_of: Shelves<(String, BackupId)>,
    /// SYSTEM backups that are made and not to be seen yet.
    unseen: Shelves<BackupId, Arc<Backup>>,
    streams: Shelves<StreamId, Arc<Stream>>,
    tokens: Tokens,
    tasks: Shelves<(Timestamp, u64), Task>,
    /// The one task of each table whose items expire: when its next items go.
    expiring: Sorted<TableId, (Timestamp, u64)>,
    restoring: Sorted<TableId, ()>,
    /// When the latest backups were asked for, the last second of them at the most.
    recent_backups: VecDeque<Timestamp>,
    tables_created: u64,
    backups_created: u64,
    tasks_scheduled: u64,
}

digest_members!(State {
    owner,
    seed,
    settings,
    tables,
    names,
    backups,
    backups_of,
    unseen,
    streams,
    tokens,
    tasks,
    expiring,
    restoring,
    recent_backups,
    tables_created,
    backups_created,
    tasks_scheduled,
});

impl State {
    /// A state without tables or backups.
    pub fn new(options: &Options) -> State {
        State {
            owner: options.owner(),
            seed: options.seed,
            settings: options.settings.clone(),
            tables: Shelves::default(),
            names: Shelves::default(),
            backups: Shelves::default(),
            backups_of: Shelves::default(),
            unseen: Shelves::default(),
            streams: Shelves::default(),
            tokens: Tokens::default(),
            tasks: Shelves::default(),
            expiring: Sorted::new(),
            restoring: Sorted::new(),
            recent_backups: VecDeque::new(),
            tables_created: 0,
            backups_created: 0,
            tasks_scheduled: 0,
        }
    }

    /// Whose tables these are.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// What all chance follows from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How the lab behaves.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The table of that name, whatever its status.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.names.get(name).and_then(|id| self.tables.get(id))
    }

    /// The table of that id, until it is gone.
    pub fn table_by_id(&self, id: TableId) -> Option<&Table> {
        self.tables.get(&id)
    }

    /// The table of an id, which must be there: what names it goes before it does.
    pub(crate) fn known_table(&self, id: TableId) -> &Table {
        promised(self.tables.get(&id), format_args!("what names a table goes before it does, but {id:?} is gone"))
    }

    /// All tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.names.values().map(|id| self.known_table(*id))
    }

    /// All tables whose names come after that one.
    pub fn tables_after<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Table> {
        self.names.from(move |known| &**known <= name).map(|(_, id)| self.known_table(*id))
    }

    /// Whether a backup has that id, to be seen or not yet.
    pub fn is_backup_id(&self, id: &BackupId) -> bool {
        self.backups.contains_key(id) || self.unseen.contains_key(id)
    }

    /// Whether a SYSTEM backup has that id that is made and not to be seen yet.
    pub fn is_hidden_backup(&self, id: &BackupId) -> bool {
        self.unseen.contains_key(id)
    }

    /// The last of the backups that were asked for in that millisecond, in their order.
    pub fn last_backup_at(&self, at: Timestamp) -> Option<&BackupId> {
        let first = BackupId { created: at, suffix: 0, table: String::new() };
        let ids = self.backups.from(move |known| *known < first).map(|(id, _)| id);
        ids.take_while(|id| id.created == at).last()
    }

    /// The backup of that id, unless it is deleted.
    pub fn backup(&self, id: &BackupId) -> Option<&Backup> {
        self.backups.get(id).map(AsRef::as_ref)
    }

    /// The backup of that id, which must be there: what names it by itself goes before it does.
    fn known_backup(&self, id: &BackupId) -> &Backup {
        promised(self.backup(id), format_args!("what names a backup goes before it does, but {id} is gone"))
    }

    /// All backups that come after a place in their order.
    pub fn backups_after(&self, id: Option<&BackupId>) -> impl Iterator<Item = &Backup> {
        self.backups.from(move |known| Some(known) <= id).map(|(_, backup)| backup.as_ref())
    }

    /// The backups of the tables that have or had that name, after a place in their order.
    pub fn backups_of_after(&self, table: &str, id: Option<&BackupId>) -> impl Iterator<Item = &Backup> {
        let places = self.backups_of.from(move |(of, known)| (of.as_str(), Some(known)) <= (table, id));
        places.map(|(place, ())| place).take_while(move |(of, _)| of == table).map(|(_, id)| self.known_backup(id))
    }

    /// The stream of that id, open or ended, until it is removed.
    pub fn stream(&self, id: &StreamId) -> Option<&Stream> {
        self.streams.get(id).map(AsRef::as_ref)
    }

    /// All streams that come after a place in their order.
    pub fn streams_after(&self, id: Option<&StreamId>) -> impl Iterator<Item = &Stream> {
        self.streams.from(move |known| Some(known) <= id).map(|(_, stream)| stream.as_ref())
    }

    /// The streams of the tables that have or had that name, after a place in their order.
    pub fn streams_of_after<'a>(&'a self, table: &'a str, id: Option<&StreamId>) -> impl Iterator<Item = &'a Stream> {
        let before_all = StreamId { table: table.into(), label: Timestamp::MIN };
        let start = id.filter(|id| **id > before_all).cloned().unwrap_or(before_all);
        self.streams
            .from(move |known| *known <= start)
            .map(|(_, stream)| stream.as_ref())
            .take_while(move |stream| *stream.id.table == *table)
    }

    /// The label of a stream that a table of that name is given now: labels of its streams never repeat.
    pub fn stream_label(&self, table: &str, now: Timestamp) -> Timestamp {
        let latest = self.streams_of_after(table, None).last().map(|stream| stream.id.label.plus_ms(1));
        latest.map_or(now, |free| free.max(now))
    }

    /// The tokens of transactions that were done.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// How many restores run.
    pub fn restores_running(&self) -> usize {
        self.restoring.len()
    }

    /// How many backups were asked for in the second that ends now.
    pub fn backups_in_last_second(&self, now: Timestamp) -> usize {
        let start = now.plus_ms(-1000);
        self.recent_backups.iter().rev().take_while(|&&at| at > start).count()
    }

    /// The id of the next table that is created.
    pub fn next_table(&self) -> TableId {
        TableId::of_ordinal(self.tables_created)
    }

    /// How many backups there ever were: the ordinal of the next one.
    pub fn backups_created(&self) -> u64 {
        self.backups_created
    }

    /// All that is to happen later, in order, each with its time.
    pub fn tasks(&self) -> impl Iterator<Item = (Timestamp, &Task)> {
        self.tasks.iter().map(|((due, _), task)| (*due, task))
    }

    /// When the next task is due that somebody may wait for.
    pub fn next_due(&self) -> Option<Timestamp> {
        let waited_for = |(_, task): &(&(Timestamp, u64), &Task)| !task.is_housekeeping();
        self.tasks.iter().find(waited_for).map(|((due, _), _)| *due)
    }

    /// The next task that is due at that time or before.
    pub fn due_task(&self, now: Timestamp) -> Option<(Timestamp, &Task)> {
        let ((due, _), task) = self.tasks.iter().next()?;
        (*due <= now).then_some((*due, task))
    }

    /// Applies an event that was decided at that time. Every change of the state is made here.
    ///
    /// # Panics
    /// If the event was not decided against this state: it names a table or a backup that is not here.
    pub fn apply(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::SettingsChanged(settings) => {
                let lag_ms = |settings: &Settings| settings.pace.delays().size_refresh_ms;
                if lag_ms(settings) != lag_ms(&self.settings) {
                    self.tables.values_mut().for_each(|table| table.refresh_figures(at));
                }
                self.settings = settings.clone();
                let tables: Vec<TableId> = self.expiring.keys().copied().collect();
                tables.into_iter().for_each(|table| self.schedule_expiry(table));
            }
            Event::SeedChanged(seed) => self.seed = *seed,
            Event::TaskScheduled { due, task } => drop(self.schedule(*due, task.clone())),
            Event::TaskTaken => {
                let (_, task) = promised(self.tasks.pop_first(), format_args!("a task that is taken was due"));
                if let Task::ExpireItems { table } = task {
                    self.expiring.remove(&table);
                }
            }
            Event::TableCreated(new) => self.create_table(at, new),
            Event::TableActivated { table } => {
                self.table_mut(*table).step(at, TableStep::Activate);
                self.settle_stream(*table);
            }
            Event::BackupsEnabled { table } => self.table_mut(*table).continuous_backups = true,
            Event::TableDeletionStarted { table } => {
                self.table_mut(*table).step(at, TableStep::Delete);
                self.schedule_expiry(*table);
            }
            Event::TableDeleted { table } => self.delete_table(*table),
            Event::ItemsWritten { table, writes } => self.write(at, *table, writes, Cause::Request),
            Event::ItemsExpired { table, keys } => {
                let writes: Vec<Write> = keys.iter().map(|key| Write { key: key.clone(), new: None }).collect();
                self.write(at, *table, &writes, Cause::Expiry);
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
                promised(self.streams.remove(id), format_args!("a stream is removed once, but {id} is gone"));
            }
            Event::TagsChanged { table, tags } => self.table_mut(*table).tags.clone_from(tags),
            Event::TimeToLiveChanged { table, attribute } => {
                self.table_mut(*table).set_time_to_live(at, attribute.clone());
                self.schedule_expiry(*table);
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
                self.show_backup(Arc::new(Backup::new(marker)));
            }
            Event::SystemBackupMade(marker) => self.make_system_backup(at, marker),
            Event::BackupShown { id } => {
                let backup = self.unseen.remove(id);
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

    /// The table of an id, to be changed; it must be there, as for [`State::known_table`].
    fn table_mut(&mut self, id: TableId) -> &mut Table {
        self.table_and_settings(id).0
    }

    fn table_and_settings(&mut self, id: TableId) -> (&mut Table, &Settings) {
        let table = self.tables.get_mut(&id);
        let table = promised(table, format_args!("what names a table goes before it does, but {id:?} is gone"));
        (table, &self.settings)
    }

    fn create_table(&mut self, at: Timestamp, new: &NewTable) {
        assert_eq!(new.id, self.next_table(), "tables are numbered in the order of their creation");
        self.tables_created += 1;
        let mut table = Table::new(at, new);
        if let Some(origin) = &new.restore {
            self.restoring.insert(new.id, ());
            table.expect(self.images_of(origin, new.id));
        }
        self.names.insert(new.name.as_str().into(), new.id);
        self.tables.insert(new.id, table);
        self.open_stream(new.id);
    }

    fn delete_table(&mut self, id: TableId) {
        let table = self.known_table(id);
        let name = table.name().to_owned();
        let waiting: Vec<BackupId> = table.holds().cloned().collect();
        waiting.iter().for_each(|backup| self.close_window(backup));
        self.close_stream(id);
        self.settle_stream(id);
        self.tables.remove(&id);
        self.names.remove(name.as_str());
        self.schedule_expiry(id);
    }

    fn delete_backup(&mut self, id: &BackupId) {
        self.backups_of.remove(&(id.table.clone(), id.clone()));
        let backup = self.backups.remove(id).or_else(|| self.unseen.remove(id));
        let mut backup = promised(backup, format_args!("a backup is deleted once, but {id} is gone"));
        Arc::make_mut(&mut backup).step(BackupStep::Delete);
        // Its table may be gone; then it holds nothing.
        if let Some(table) = self.tables.get_mut(&backup.source.table) {
            table.release(id);
        }
    }

    /// Puts a task on the list, and tells its place there.
    fn schedule(&mut self, due: Timestamp, task: Task) -> (Timestamp, u64) {
        let place = (due, self.tasks_scheduled);
        self.tasks.insert(place, task);
        self.tasks_scheduled += 1;
        place
    }

    /// Sees to it that the log of a table with point-in-time recovery is trimmed when what it has is needed no more, though
    /// nobody write to it any more. There is one such task a table at a time, and none where the log is empty.
    fn plan_trim(&mut self, now: Timestamp, table: TableId) {
        if let Some(due) = self.table_mut(table).plan_trim(now) {
            self.schedule(due, Task::TrimLog { table });
        }
    }

    fn show_backup(&mut self, backup: Arc<Backup>) {
        self.backups_of.insert((backup.id.table.clone(), backup.id.clone()), ());
        self.backups.insert(backup.id.clone(), backup);
    }

    /// What a restore will bring, taken at its request: the backup may expire meanwhile, the table change or go.
    fn images_of(&mut self, origin: &RestoreOrigin, target: TableId) -> Arc<[Image]> {
        match origin {
            RestoreOrigin::Backup { id, .. } => {
                let backup = self.backup_mut(id);
                backup.restoring = Some(target);
                promised(backup.images.clone(), format_args!("a backup that is restored is made, but {id} is not"))
            }
            RestoreOrigin::PointInTime { table, time, .. } => {
                let source = self.table_mut(*table);
                let cuts = vec![Cut::after(*time); source.partitions().len()];
                source.images(&cuts).into()
            }
        }
    }

    /// Makes the backup of a table that is about to go, at its cuts, with all of its window: nothing more will come.
    fn make_system_backup(&mut self, at: Timestamp, marker: &TimeMarker) {
        let table = self.table_mut(marker.source.table);
        let mut backup = Backup::new(marker);
        backup.window = Some(table.window_of(backup.id.created));
        backup.complete(at, table.images(&backup.cuts));
        self.unseen.insert(backup.id.clone(), Arc::new(backup));
    }

    fn write(&mut self, at: Timestamp, id: TableId, writes: &[Write], cause: Cause) {
        let (table, settings) = self.table_and_settings(id);
        table.commit(at, writes, cause, settings);
        let expires = table.expiry().is_some();
        self.plan_trim(at, id);
        if expires {
            self.schedule_expiry(id);
        }
    }

    /// Puts off or brings forward the task in which a table's next items go, or takes it away: nothing changes any more in
    /// a table that is being deleted.
    fn schedule_expiry(&mut self, id: TableId) {
        let living = self.tables.get(&id).filter(|table| table.state() != TableState::Deleting);
        let next = living.and_then(|table| table.expiry()?.next());
        let due = next.map(|time| time.plus_ms(self.settings.pace.delays().expiry_ms));
        let scheduled = self.expiring.get(&id).copied();
        if due == scheduled.map(|(due, _)| due) {
            return;
        }
        if let Some(scheduled) = scheduled {
            self.tasks.remove(&scheduled);
            self.expiring.remove(&id);
        }
        if let Some(due) = due {
            let place = self.schedule(due, Task::ExpireItems { table: id });
            self.expiring.insert(id, place);
        }
    }

    /// Opens the stream that a table has been given, if it has.
    fn open_stream(&mut self, table: TableId) {
        if let Some(stream) = Stream::of(self.known_table(table)) {
            self.streams.insert(stream.id.clone(), Arc::new(stream));
        }
    }

    /// Ends the stream that a table has, if it has one.
    fn close_stream(&mut self, table: TableId) {
        let id = self.known_table(table).stream_id();
        let stream = id.as_ref().and_then(|id| self.streams.get_mut(id)).filter(|stream| stream.is_open());
        if let (Some(stream), Some(table)) = (stream, self.tables.get_mut(&table)) {
            Arc::make_mut(stream).close(table);
        }
    }

    /// Tells the newest stream of a table that the table has settled.
    fn settle_stream(&mut self, table: TableId) {
        let id = self.known_table(table).stream_id();
        if let Some(stream) = id.and_then(|id| self.streams.get_mut(&id)) {
            Arc::make_mut(stream).settle();
        }
    }

    /// The backup of an id, to be changed; it must be there, as for [`State::known_backup`].
    fn backup_mut(&mut self, id: &BackupId) -> &mut Backup {
        let backup = self.backups.get_mut(id);
        Arc::make_mut(promised(backup, format_args!("what names a backup goes before it does, but {id} is gone")))
    }

    /// Takes each partition's image at the backup's cut. Nothing is copied: see [`Image`].
    fn complete_backup(&mut self, at: Timestamp, id: &BackupId) {
        let backup = self.known_backup(id);
        let (table, cuts) = (backup.source.table, backup.cuts.clone());
        let images = self.table_mut(table).images(&cuts);
        self.backup_mut(id).complete(at, images);
        self.release_hold(id);
    }

    /// Keeps with the backup all changes of its window, for whoever wants it explained later.
    fn close_window(&mut self, id: &BackupId) {
        let table = self.known_backup(id).source.table;
        let window = self.table_mut(table).window_of(id.created);
        self.backup_mut(id).window = Some(window);
        self.release_hold(id);
    }

    /// Lets the log forget what a backup needed, once its images are taken and its window is kept, in whatever order.
    fn release_hold(&mut self, id: &BackupId) {
        let backup = self.known_backup(id);
        if backup.images.is_some() && backup.window.is_some() {
            let table = backup.source.table;
            self.table_mut(table).release(id);
        }
    }

    fn complete_restore(&mut self, at: Timestamp, id: TableId) {
        let (table, settings) = self.table_and_settings(id);
        let origin = table.restore().cloned();
        table.fill(at, settings);
        table.step(at, TableStep::Activate);
        self.restoring.remove(&id);
        // A backup may expire while it is restored: the restore has images of its own.
        if let Some(RestoreOrigin::Backup { id, .. }) = &origin
            && let Some(backup) = self.backups.get_mut(id)
        {
            Arc::make_mut(backup).restoring = None;
        }
    }

    /// A digest of all that this state means: two states that answer alike, now and later, have the same.
    pub fn digest(&self) -> u128 {
        Digest::of(self)
    }
}
