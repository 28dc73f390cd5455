//! A read-only, typed view of an engine: what a page shows and no operation reports.
//!
//! Operations report as the service does: some figures hours late, and deleted resources not at all. A page acts by
//! calls, as any client does, and reads by a [`View`], so it needs nothing of [`crate::state`].
//!
//! ```
//! use timemark_core::lab::View;
//! use timemark_core::operations::CreateTableInput;
//! use timemark_core::shapes::{KeyType, ScalarAttributeType};
//! use timemark_core::{Engine, Options};
//!
//! let mut engine = Engine::new(Options::default());
//! engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
//! let view = View::new(&engine);
//! assert_eq!(view.tables().first().and_then(|table| table.item_count), Some(0));
//! assert_eq!(view.partitions("Music"), Some(4));
//! # Ok::<(), timemark_core::Error>(())
//! ```

#[cfg(test)]
mod tests;

use super::{
    BrokenReferences, DescribeTimelineInput, DescribeTimelineOutput, ExplainBackupInput, ExplainBackupOutput, Reference,
};
use crate::engine::{Committed, Engine};
use crate::model::shapes::{BackupDescription, TableDescription};
use crate::operations::{DescribeBackupInput, DescribeTableInput, ListBackupsInput, Operation};
use crate::sorting::sort_by_key;
pub use crate::state::TableId;
use crate::state::lifecycle::TableState;
use crate::state::{Backup, Event, RestoreOrigin, State, Task, TimeMarker};
use crate::time::Timestamp;

/// A read-only view of an engine at its present moment.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    state: &'a State,
    now: Timestamp,
}

impl<'a> View<'a> {
    /// A view of `engine`'s own region.
    pub fn new(engine: &'a Engine) -> View<'a> {
        View { state: engine.state(), now: engine.now() }
    }

    /// The answer of a call of an operation, `None` if it would be refused. The state does not change.
    pub fn read<O: Operation>(&self, input: O) -> Option<O::Output> {
        input.decide(self.state, self.now).ok().map(|decision| decision.output)
    }

    /// The answer of ExplainBackup; `None` if it would be refused.
    pub fn explain(&self, input: &ExplainBackupInput) -> Option<ExplainBackupOutput> {
        input.answer(self.state, self.now).ok()
    }

    /// The items of a backup, made or not, that name an item which is missing; `None` if ExplainBackup would be refused,
    /// if there is no such table, or if there are too many items to look through.
    pub fn broken_references(&self, backup: &ExplainBackupInput, reference: &Reference) -> Option<BrokenReferences> {
        BrokenReferences::of(self.state, self.now, backup, reference)
    }

    /// The answer of DescribeTimeline; `None` if it would be refused.
    pub fn timeline(&self, input: &DescribeTimelineInput) -> Option<DescribeTimelineOutput> {
        input.answer(self.state, self.now).ok()
    }

    /// The names of all tables, in order.
    pub fn table_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.state.tables().map(|table| table.name())
    }

    /// All tables in the order of their names, with their item counts and sizes of this moment, which DescribeTable
    /// reports some hours late.
    pub fn tables(&self) -> Vec<TableDescription> {
        let described = self.state.tables().filter_map(|table| {
            let totals = table.totals();
            Some(TableDescription {
                item_count: Some(totals.items),
                table_size_bytes: Some(totals.bytes),
                ..self.read(DescribeTableInput::new(table.name()))?.table?
            })
        });
        described.collect()
    }

    /// The number of a table's partitions; `None` if there is no such table.
    pub fn partitions(&self, table: &str) -> Option<usize> {
        Some(self.state.table(table)?.partitions().len())
    }

    /// The number of changes ever committed to a table; `None` if there is no such table.
    pub fn changes(&self, table: &str) -> Option<u64> {
        Some(self.state.table(table)?.sequence())
    }

    /// The earliest and the latest restorable moment of a table; `None` while its point-in-time recovery is off.
    pub fn restorable(&self, table: &str) -> Option<(Timestamp, Timestamp)> {
        let recovery = self.state.table(table)?.recovery()?;
        Some((recovery.earliest(self.now), recovery.latest(self.now)))
    }

    /// The tables that are being created or restored, and when each will be ACTIVE.
    pub fn pending_tables(&self) -> Vec<(String, Timestamp)> {
        let pending = |(due, task): (Timestamp, &Task)| match task {
            Task::ActivateTable { table } | Task::CompleteRestore { table } => {
                Some((self.state.table_by_id(*table)?.name().to_owned(), due))
            }
            _ => None,
        };
        self.state.tasks().filter_map(pending).collect()
    }

    /// The names of the regions of an engine that have begun: its own first, which is the one that views show.
    pub fn regions(engine: &Engine) -> Vec<String> {
        engine.states().map(|state| state.owner().region.to_string()).collect()
    }

    /// The description of a backup, with the item count and size of its images once they are taken; DescribeBackup
    /// reports those that DescribeTable reported at the request.
    pub fn backup(&self, arn: &str) -> Option<BackupDescription> {
        let mut described = self.read(DescribeBackupInput::new(arn))?.backup_description?;
        let made = self.state.backup(&self.state.owner().read_backup_arn(arn).ok()?.id);
        if let (Some(backup), Some(details), Some(source)) = (
            made.filter(|backup| backup.images.is_some()),
            described.backup_details.as_mut(),
            described.source_table_details.as_mut(),
        ) {
            details.backup_size_bytes = Some(backup.totals.bytes);
            source.item_count = Some(backup.totals.items);
        }
        Some(described)
    }

    /// The backups that ListBackups lists for `input`, on all pages, oldest first; none if it would be refused.
    pub fn backups(&self, input: &ListBackupsInput) -> Vec<ListedBackup<'a>> {
        let state = self.state;
        let listed = input.matching(state).into_iter().flatten();
        listed.map(|backup| ListedBackup { state, backup }).collect()
    }

    /// The moments up to `until` by which so many more tasks are due, housekeeping included: between two of them, no more
    /// than `tasks` run, unless more are due in one millisecond or follow from others.
    pub fn due_times(&self, tasks: usize, until: Timestamp) -> Vec<Timestamp> {
        let due = self.state.tasks().map(|(due, _)| due).take_while(|due| *due < until);
        let mut times: Vec<Timestamp> = due.skip(tasks.saturating_sub(1)).step_by(tasks.max(1)).collect();
        times.dedup();
        times
    }

    /// When a CREATING backup will be AVAILABLE; `None` if that is not yet decided.
    pub fn backup_due(&self, arn: &str) -> Option<Timestamp> {
        let id = self.state.owner().read_backup_arn(arn).ok()?.id;
        let is_it = |task: &Task| matches!(task, Task::CompleteBackup { id: other } if *other == id);
        self.state.tasks().find(|(_, task)| is_it(task)).map(|(due, _)| due)
    }

    /// A digest of the whole state of the region: equal states have equal digests.
    pub fn digest(&self) -> u128 {
        self.state.digest()
    }

    /// The lifecycle transitions of the region's tables and backups among `committed`, in order.
    pub fn transitions(&self, committed: &[Committed]) -> Vec<(Timestamp, Transition)> {
        let here = committed.iter().filter(|committed| committed.region == self.state.owner().region);
        here.filter_map(|committed| Some((committed.at, self.transition(&committed.event)?))).collect()
    }

    /// The lifecycle transitions of the region's tables and backups that exist: tables by their ids, then backups in the order of
    /// their requests. A state does not remember when a table became ACTIVE, so it is that when it was created; nor the source
    /// of a restore once it is done.
    pub fn existing(&self) -> Vec<(Timestamp, Transition)> {
        let mut tables: Vec<_> = self.state.tables().collect();
        sort_by_key(&mut tables, |table| table.id());
        let mut backups: Vec<_> = self.state.backups_after(None).collect();
        sort_by_key(&mut backups, |backup| backup.marker.id.created);
        let tables = tables.into_iter().flat_map(|table| {
            let (id, created) = (table.id(), table.created());
            let made = Transition::TableCreated {
                id,
                table: table.name().to_owned(),
                restored_from: table.restore().map(RestoredFrom::of),
            };
            let is_active = table.state() != TableState::Creating;
            let active = is_active.then_some((created, Transition::TableActive { id }));
            let deleting = table.deletion_started().map(|at| (at, Transition::TableDeleting { id }));
            [Some((created, made)), active, deleting].into_iter().flatten()
        });
        let backups = backups.into_iter().flat_map(|backup| {
            let (arn, at) = (self.state.owner().backup_arn(&backup.marker.id), backup.marker.id.created);
            let available = backup
                .completed
                .map(|completed| (completed.max(at), Transition::BackupAvailable { arn: arn.clone(), requested: at }));
            [Some((at, self.requested(&backup.marker))), available].into_iter().flatten()
        });
        tables.chain(backups).collect()
    }

    fn requested(&self, backup: &TimeMarker) -> Transition {
        Transition::BackupRequested {
            arn: self.state.owner().backup_arn(&backup.id),
            name: backup.name.clone(),
            table: backup.id.table.to_string(),
            table_id: backup.source.table,
            at: backup.id.created,
        }
    }

    fn transition(&self, event: &Event) -> Option<Transition> {
        let owner = self.state.owner();
        Some(match event {
            Event::TableCreated(table) => Transition::TableCreated {
                id: table.id,
                table: table.name.clone(),
                restored_from: table.restore.as_ref().map(RestoredFrom::of),
            },
            Event::TableActivated { table } | Event::RestoreCompleted { table } => {
                Transition::TableActive { id: *table }
            }
            Event::TableDeletionStarted { table } => Transition::TableDeleting { id: *table },
            Event::TableDeleted { table } => Transition::TableDeleted { id: *table },
            Event::BackupRequested(backup) | Event::SystemBackupMade(backup) => self.requested(backup),
            Event::BackupCompleted { id } | Event::BackupShown { id } => {
                Transition::BackupAvailable { arn: owner.backup_arn(id), requested: id.created }
            }
            Event::BackupDeleted { id } => {
                Transition::BackupDeleted { arn: owner.backup_arn(id), requested: id.created }
            }
            _ => return None,
        })
    }
}

/// A backup in the list of [`View::backups`].
#[derive(Clone, Copy, Debug)]
pub struct ListedBackup<'a> {
    state: &'a State,
    backup: &'a Backup,
}

impl<'a> ListedBackup<'a> {
    /// The backup's name.
    pub fn name(&self) -> &'a str {
        &self.backup.marker.name
    }

    /// The backup's ARN.
    pub fn arn(&self) -> String {
        self.state.owner().backup_arn(&self.backup.marker.id)
    }
}

/// A transition in the lifecycle of a table or a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// The table is CREATING.
    TableCreated {
        /** The table's id: unlike its name, never given twice. */
        id: TableId,
        /** The table's name. */
        table: String,
        /** The source, if it is being restored. */
        restored_from: Option<RestoredFrom>,
    },
    /// The table is ACTIVE.
    TableActive {
        /** The table's id. */
        id: TableId,
    },
    /// The table is DELETING.
    TableDeleting {
        /** The table's id. */
        id: TableId,
    },
    /// The table is removed.
    TableDeleted {
        /** The table's id. */
        id: TableId,
    },
    /// The backup is CREATING.
    BackupRequested {
        /** The backup's ARN. */
        arn: String,
        /** The backup's name. */
        name: String,
        /** The name of its table. */
        table: String,
        /** The id of its table. */
        table_id: TableId,
        /** The time of the request, its BackupCreationDateTime. */
        at: Timestamp,
    },
    /// The backup is AVAILABLE.
    BackupAvailable {
        /** The backup's ARN. */
        arn: String,
        /** The time of its request: by this it is soon found among others. */
        requested: Timestamp,
    },
    /// The backup is removed.
    BackupDeleted {
        /** The backup's ARN. */
        arn: String,
        /** The time of its request. */
        requested: Timestamp,
    },
}

/// The source of a restored table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoredFrom {
    /// A backup.
    Backup {
        /** Its ARN, as it was sent. */
        arn: String,
    },
    /// A table at a moment.
    Table {
        /** Its name. */
        name: String,
    },
}

impl RestoredFrom {
    fn of(origin: &RestoreOrigin) -> RestoredFrom {
        match origin {
            RestoreOrigin::Backup { arn, .. } => RestoredFrom::Backup { arn: arn.clone() },
            RestoreOrigin::PointInTime { table_name, .. } => RestoredFrom::Table { name: table_name.clone() },
        }
    }
}
