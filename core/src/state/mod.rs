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
mod event;
mod expiry;
mod figures;
mod index;
pub mod lifecycle;
mod partition;
mod recovery;
mod shelves;
mod snapshot;
mod strand;
mod stream;
mod table;
mod task;
mod tokens;
mod update;

pub use backup::{Backup, Cut, Source};
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
pub use table::{Billing, RestoreOrigin, Table, TableDefinition};
pub use task::Task;
pub use tokens::Tokens;
pub use update::TableUpdate;

use self::shelves::Shelves;
use crate::model::arn::{BackupId, Owner, StreamId};
use crate::model::settings::{Options, Settings};
use crate::model::shapes::BackupType;
use crate::sorted::Sorted;
use crate::time::Timestamp;
use lifecycle::{BackupStep, StreamStep, TableState, TableStep};
use std::collections::VecDeque;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// Everything that the engine remembers. A clone shares all that is large with its original.
#[derive(Clone, Debug)]
pub struct State {
    owner: Owner,
    seed: u64,
    settings: Settings,
    tables: Shelves<Arc<str>, Table>,
    backups: Shelves<BackupId, Arc<Backup>>,
    /// The same backups by their table's name.
    backups_of: Shelves<(String, BackupId)>,
    /// SYSTEM backups that are made and not to be seen yet.
    unseen: Shelves<BackupId, Arc<Backup>>,
    streams: Shelves<StreamId, Arc<Stream>>,
    tokens: Tokens,
    tasks: Shelves<(Timestamp, u64), Task>,
    /// The one task of each table whose items expire: when its next items go.
    expiring: Sorted<Arc<str>, (Timestamp, u64)>,
    restoring: Sorted<Arc<str>, ()>,
    /// When the latest backups were asked for, the last second of them at the most.
    recent_backups: VecDeque<Timestamp>,
    tables_created: u64,
    backups_created: u64,
    tasks_scheduled: u64,
}

impl State {
    /// A state without tables or backups.
    pub fn new(options: &Options) -> State {
        State {
            owner: options.owner(),
            seed: options.seed,
            settings: options.settings.clone(),
            tables: Shelves::default(),
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
        self.tables.get(name)
    }

    /// All tables, by name.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// All tables whose names come after that one.
    pub fn tables_after<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Table> {
        self.tables.from(move |known| &**known <= name).map(|(_, table)| table)
    }

    /// Whether a backup has that id, to be seen or not yet.
    pub fn is_backup_id(&self, id: &BackupId) -> bool {
        self.backups.contains_key(id) || self.unseen.contains_key(id)
    }

    /// The backup of that id, unless it is deleted.
    pub fn backup(&self, id: &BackupId) -> Option<&Backup> {
        self.backups.get(id).map(AsRef::as_ref)
    }

    /// All backups that come after a place in their order.
    pub fn backups_after(&self, id: Option<&BackupId>) -> impl Iterator<Item = &Backup> {
        self.backups.from(move |known| Some(known) <= id).map(|(_, backup)| backup.as_ref())
    }

    /// The backups of the tables that have or had that name, after a place in their order.
    pub fn backups_of_after(&self, table: &str, id: Option<&BackupId>) -> impl Iterator<Item = &Backup> {
        let places = self.backups_of.from(move |(of, known)| (of.as_str(), Some(known)) <= (table, id));
        places.map(|(place, ())| place).take_while(move |(of, _)| of == table).filter_map(|(_, id)| self.backup(id))
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

    /// How many tables there ever were: the ordinal of the next one.
    pub fn tables_created(&self) -> u64 {
        self.tables_created
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
    pub fn apply(&mut self, at: Timestamp, event: &Event) {
        match event {
            Event::SettingsChanged(settings) => {
                let lag_ms = |settings: &Settings| settings.pace.delays().size_refresh_ms;
                if lag_ms(settings) != lag_ms(&self.settings) {
                    self.tables.values_mut().for_each(|table| table.refresh_figures(at));
                }
                self.settings = settings.clone();
                let tables: Vec<Arc<str>> = self.expiring.keys().cloned().collect();
                tables.iter().for_each(|table| self.schedule_expiry(table));
            }
            Event::SeedChanged(seed) => self.seed = *seed,
            Event::TaskScheduled { due, task } => drop(self.schedule(*due, task.clone())),
            Event::TaskTaken => {
                if let Some((_, Task::ExpireItems { table })) = self.tasks.pop_first() {
                    self.expiring.remove(&table);
                }
            }
            Event::TableCreated(table) => {
                self.tables_created += 1;
                let mut table = (**table).clone();
                if let Some(origin) = table.restore().cloned() {
                    self.restoring.insert(table.name_shared(), ());
                    table.expect(self.images_of(&origin, &table.name_shared()));
                }
                let name = table.name_shared();
                self.tables.insert(name.clone(), table);
                self.open_stream(&name);
            }
            Event::TableActivated { table } => {
                self.step_table(at, table, TableStep::Activate);
                self.settle_stream(table);
            }
            Event::BackupsEnabled { table } => {
                if let Some(table) = self.tables.get_mut(table) {
                    table.continuous_backups = true;
                }
            }
            Event::TableDeletionStarted { table } => {
                self.step_table(at, table, TableStep::Delete);
                self.schedule_expiry(table);
            }
            Event::TableDeleted { table } => {
                if let Some(table) = self.tables.get(table) {
                    let waiting: Vec<BackupId> = table.holds().cloned().collect();
                    waiting.iter().for_each(|id| self.close_window(id));
                }
                self.close_stream(table);
                self.settle_stream(table);
                self.tables.remove(table);
                self.schedule_expiry(table);
            }
            Event::ItemsWritten { table, writes } => self.write(at, table, writes, Cause::Request),
            Event::ItemsExpired { table, keys } => {
                let writes: Vec<Write> = keys.iter().map(|key| Write { key: key.clone(), new: None }).collect();
                self.write(at, table, &writes, Cause::Expiry);
            }
            Event::TableUpdateStarted { table: name, update } => {
                if update.stream.is_some() {
                    self.close_stream(name);
                }
                let label = self.stream_label(name, at);
                if let Some(table) = self.tables.get_mut(name) {
                    table.begin_update(at, label, update);
                }
                if update.stream.is_some() {
                    self.open_stream(name);
                }
            }
            Event::RecoveryChanged { table, recovery } => {
                let settings = &self.settings;
                if let Some(table) = self.tables.get_mut(table) {
                    table.set_recovery(at, *recovery, settings);
                }
                self.plan_trim(at, table);
            }
            Event::LogTrimmed { table } => {
                let settings = &self.settings;
                if let Some(table) = self.tables.get_mut(table) {
                    table.trim(at, settings);
                }
                self.plan_trim(at, table);
            }
            Event::TableUpdated { table: name } => {
                if let Some(table) = self.tables.get_mut(name) {
                    table.end_update(at);
                }
                self.settle_stream(name);
            }
            Event::IndexActivated { table, ordinal } => {
                if let Some(table) = self.tables.get_mut(table) {
                    table.activate_index(*ordinal);
                }
            }
            Event::TransactionDone { token, request } => self.tokens.remember(at, token, *request),
            Event::StreamRemoved { id } => drop(self.streams.remove(id)),
            Event::TagsChanged { table, tags } => {
                if let Some(table) = self.tables.get_mut(table) {
                    table.tags.clone_from(tags);
                }
            }
            Event::TimeToLiveChanged { table: name, attribute } => {
                if let Some(table) = self.tables.get_mut(name) {
                    table.set_time_to_live(at, attribute.clone());
                }
                self.schedule_expiry(name);
            }
            Event::BackupRequested(backup) => {
                self.backups_created += 1;
                if backup.kind == BackupType::User {
                    while self.recent_backups.front().is_some_and(|&front| front <= at.plus_ms(-1000)) {
                        self.recent_backups.pop_front();
                    }
                    self.recent_backups.push_back(at);
                }
                if let Some(table) = self.tables.get_mut(backup.id.table.as_str()) {
                    table.hold(&backup.id);
                }
                self.show_backup(Arc::new((**backup).clone()));
            }
            Event::SystemBackupMade(backup) => self.make_system_backup(at, backup),
            Event::BackupShown { id } => {
                if let Some(backup) = self.unseen.remove(id) {
                    self.show_backup(backup);
                }
            }
            Event::BackupCompleted { id } => self.complete_backup(at, id),
            Event::WindowClosed { id } => self.close_window(id),
            Event::BackupDeleted { id } => {
                self.step_backup(id, BackupStep::Delete);
                self.backups.remove(id);
                self.unseen.remove(id);
                self.backups_of.remove(&(id.table.clone(), id.clone()));
                if let Some(table) = self.tables.get_mut(id.table.as_str()) {
                    table.release(id);
                }
            }
            Event::RestoreCompleted { table: name } => self.complete_restore(at, name),
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
    fn plan_trim(&mut self, now: Timestamp, name: &Arc<str>) {
        if let Some(due) = self.tables.get_mut(name).and_then(|table| table.plan_trim(now)) {
            self.schedule(due, Task::TrimLog { table: name.clone() });
        }
    }

    fn show_backup(&mut self, backup: Arc<Backup>) {
        self.backups_of.insert((backup.id.table.clone(), backup.id.clone()), ());
        self.backups.insert(backup.id.clone(), backup);
    }

    /// What a restore will bring, taken at its request: the backup may expire meanwhile, the table change or go.
    fn images_of(&mut self, origin: &RestoreOrigin, target: &Arc<str>) -> Option<Arc<[Image]>> {
        match origin {
            RestoreOrigin::Backup { id, .. } => {
                self.update_backup(id, |backup| backup.restoring = Some(target.clone()));
                self.backup(id).and_then(|backup| backup.images.clone())
            }
            RestoreOrigin::PointInTime { table, time } => {
                let source = self.tables.get_mut(table)?;
                let cuts = vec![Cut::after(*time); source.partitions().len()];
                Some(source.images(&cuts).into())
            }
        }
    }

    /// Makes the backup of a table that is about to go, at its cuts, with all of its window: nothing more will come.
    fn make_system_backup(&mut self, at: Timestamp, backup: &Backup) {
        let Some(table) = self.tables.get_mut(backup.id.table.as_str()) else { return };
        let mut backup = backup.clone();
        backup.window = Some(table.window_of(backup.id.created));
        backup.complete(at, table.images(&backup.cuts));
        backup.status = lifecycle::backup(backup.status, BackupStep::Complete).unwrap_or(backup.status);
        self.unseen.insert(backup.id.clone(), Arc::new(backup));
    }

    fn write(&mut self, at: Timestamp, name: &Arc<str>, writes: &[Write], cause: Cause) {
        let Some(table) = self.tables.get_mut(name) else { return };
        table.commit(at, writes, cause, &self.settings);
        let expires = table.expiry().is_some();
        self.plan_trim(at, name);
        if expires {
            self.schedule_expiry(name);
        }
    }

    /// Puts off or brings forward the task in which a table's next items go, or takes it away: nothing changes any more in
    /// a table that is being deleted.
    fn schedule_expiry(&mut self, name: &Arc<str>) {
        let living = self.tables.get(name).filter(|table| table.state() != TableState::Deleting);
        let next = living.and_then(|table| table.expiry()?.next());
        let due = next.map(|time| time.plus_ms(self.settings.pace.delays().expiry_ms));
        let scheduled = self.expiring.get(name).copied();
        if due == scheduled.map(|(due, _)| due) {
            return;
        }
        if let Some(scheduled) = scheduled {
            self.tasks.remove(&scheduled);
            self.expiring.remove(name);
        }
        if let Some(due) = due {
            let place = self.schedule(due, Task::ExpireItems { table: name.clone() });
            self.expiring.insert(name.clone(), place);
        }
    }

    fn step_table(&mut self, at: Timestamp, name: &str, step: TableStep) {
        if let Some(table) = self.tables.get_mut(name) {
            table.step(at, step);
        }
    }

    /// Opens the stream that a table has been given, if it has.
    fn open_stream(&mut self, table: &str) {
        if let Some(stream) = self.tables.get(table).and_then(Stream::of) {
            self.streams.insert(stream.id.clone(), Arc::new(stream));
        }
    }

    /// Ends the stream that a table has, if it has one.
    fn close_stream(&mut self, table: &str) {
        let Some(table) = self.tables.get_mut(table) else { return };
        let id = table.stream_id();
        if let Some(stream) = id.and_then(|id| self.streams.get_mut(&id)).filter(|stream| stream.is_open()) {
            Arc::make_mut(stream).close(table);
        }
    }

    /// Tells the newest stream of a table that the table has settled.
    fn settle_stream(&mut self, table: &str) {
        let id = self.tables.get(table).and_then(Table::stream_id);
        if let Some(stream) = id.and_then(|id| self.streams.get_mut(&id)) {
            Arc::make_mut(stream).step(StreamStep::Settle);
        }
    }

    fn step_backup(&mut self, id: &BackupId, step: BackupStep) {
        self.update_backup(id, |backup| {
            backup.status = lifecycle::backup(backup.status, step).unwrap_or(backup.status)
        });
    }

    fn update_backup(&mut self, id: &BackupId, change: impl FnOnce(&mut Backup)) {
        if let Some(backup) = self.backups.get_mut(id) {
            change(Arc::make_mut(backup));
        }
    }

    /// Takes each partition's image at the backup's cut. Nothing is copied: see [`Image`].
    fn complete_backup(&mut self, at: Timestamp, id: &BackupId) {
        let Some(cuts) = self.backup(id).map(|backup| backup.cuts.clone()) else { return };
        let Some(table) = self.tables.get_mut(id.table.as_str()) else { return };
        let images = table.images(&cuts);
        self.update_backup(id, |backup| backup.complete(at, images));
        self.step_backup(id, BackupStep::Complete);
        self.release_hold(id);
    }

    /// Keeps with the backup all changes of its window, for whoever wants it explained later.
    fn close_window(&mut self, id: &BackupId) {
        let Some(table) = self.tables.get_mut(id.table.as_str()) else { return };
        // Another table of that name may stand there by now; the first one's end has closed the window then.
        if !table.holds_for(id) {
            return;
        }
        let window = table.window_of(id.created);
        self.update_backup(id, |backup| backup.window = Some(window));
        self.release_hold(id);
    }

    /// Lets the log forget what a backup needed, once its images are taken and its window is kept, in whatever order.
    fn release_hold(&mut self, id: &BackupId) {
        let is_done = self.backup(id).is_some_and(|backup| backup.images.is_some() && backup.window.is_some());
        if is_done && let Some(table) = self.tables.get_mut(id.table.as_str()) {
            table.release(id);
        }
    }

    fn complete_restore(&mut self, at: Timestamp, name: &str) {
        let Some(table) = self.tables.get_mut(name) else { return };
        let Some(origin) = table.restore().cloned() else { return };
        table.fill(at, &self.settings);
        table.step(at, TableStep::Activate);
        self.restoring.remove(name);
        if let RestoreOrigin::Backup { id, .. } = origin {
            self.update_backup(&id, |backup| backup.restoring = None);
        }
    }

    /// A digest of all that this state means. Two states that answer every request alike have the same.
    pub fn digest(&self) -> u128 {
        let mut text = format!("{:?}|{}|{:?}|{:?}", self.owner, self.seed, self.settings, self.tasks);
        text += &format!("|{:?}|{:?}", self.restoring, self.recent_backups);
        text += &format!("|{}|{}|{}", self.tables_created, self.backups_created, self.tasks_scheduled);
        for table in self.tables.values() {
            text += &table.meaning();
        }
        for backup in self.backups.values().chain(self.unseen.values()) {
            text += &backup.meaning();
        }
        text += &format!("|{}", self.unseen.len());
        text += &self.tokens.meaning();
        for stream in self.streams.values() {
            text += &stream.meaning();
        }
        xxh3_128(text.as_bytes())
    }
}
