//! The lifecycles of tables and backups, deleted ones included: the time line shows them.

use std::rc::Rc;
use timemark_core::Timestamp;
use timemark_core::lab::{RestoredFrom, TableId, Transition};

/// The lifecycles of all tables and backups, including deleted ones. A clone shares its data with its original.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycles {
    tables: Rc<Vec<Rc<Lifecycle>>>,
    backups: Rc<Vec<Rc<Lifecycle>>>,
    steps: u64,
}

/// The lifecycle of a table or a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// The name of the table or the backup.
    pub name: String,
    /// The name of the table, or of the backup's table.
    pub table: String,
    /// The id of that table.
    pub table_id: TableId,
    /// The ARN of the backup; for a table that was restored from a backup, the ARN of that one.
    pub backup_arn: Option<String>,
    /// For a table that was restored to a moment, the name of the source table.
    pub restored_from: Option<String>,
    /// The phases, each with its beginning, in order; at least one.
    pub phases: Vec<(Timestamp, Phase)>,
}

/// A phase in the lifecycle of a table or a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A table or a backup is being created.
    Creating,
    /// A table is being filled from a backup.
    Restoring,
    /// A table is in use.
    Active,
    /// A table is being deleted.
    Deleting,
    /// A backup can be restored.
    Available,
    /// A table or a backup is removed.
    Deleted,
}

impl Phase {
    /// The name of the phase, as the API has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Creating | Phase::Restoring => "CREATING",
            Phase::Active => "ACTIVE",
            Phase::Deleting => "DELETING",
            Phase::Available => "AVAILABLE",
            Phase::Deleted => "DELETED",
        }
    }
}

impl Lifecycle {
    /// The beginning of the first phase.
    pub fn born(&self) -> Timestamp {
        self.phases.first().map_or(Timestamp::MIN, |(at, _)| *at)
    }

    /// The present phase.
    pub fn phase(&self) -> Option<Phase> {
        self.phases.last().map(|(_, phase)| *phase)
    }

    /// Each phase and when it began, with the lifecycle itself.
    fn begun(&self) -> impl Iterator<Item = (Timestamp, &Lifecycle, Phase)> {
        self.phases.iter().map(move |(at, phase)| (*at, self, *phase))
    }

    /// The beginning of a phase; `None` if it was never entered.
    pub fn since(&self, phase: Phase) -> Option<Timestamp> {
        self.phases.iter().find(|(_, its)| *its == phase).map(|(at, _)| *at)
    }
}

impl Lifecycles {
    /// All tables, oldest first, including deleted ones.
    pub fn tables(&self) -> impl DoubleEndedIterator<Item = &Lifecycle> {
        self.tables.iter().map(Rc::as_ref)
    }

    /// All backups, oldest first, including deleted ones.
    pub fn backups(&self) -> impl DoubleEndedIterator<Item = &Lifecycle> {
        self.backups.iter().map(Rc::as_ref)
    }

    /// The number of all tables and backups that there ever were.
    pub fn count(&self) -> usize {
        self.tables.len() + self.backups.len()
    }

    /// The backup with an ARN.
    pub fn backup(&self, arn: &str) -> Option<&Lifecycle> {
        self.backups().rfind(|lifecycle| lifecycle.backup_arn.as_deref() == Some(arn))
    }

    /// The number of phases that began so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The phases that began after the first `steps`, as sentences.
    pub fn news(&self, steps: u64) -> Vec<String> {
        if steps >= self.steps {
            return Vec::new();
        }
        let tables = self.tables().flat_map(Lifecycle::begun).map(|begun| (begun, true));
        let backups = self.backups().flat_map(Lifecycle::begun).map(|begun| (begun, false));
        let mut begun: Vec<_> = tables.chain(backups).collect();
        begun.sort_by_key(|((at, ..), _)| *at);
        let wanted = (self.steps - steps).min(begun.len() as u64) as usize;
        let latest = begun.split_off(begun.len() - wanted);
        let sentence = |((_, lifecycle, phase), is_table): ((Timestamp, &Lifecycle, Phase), bool)| match is_table {
            true => format!("Table {} is {}.", lifecycle.name, phase.as_str()),
            false => format!("Backup {} of {} is {}.", lifecycle.name, lifecycle.table, phase.as_str()),
        };
        latest.into_iter().map(sentence).collect()
    }

    /// Appends transitions.
    pub fn note(&mut self, transitions: Vec<(Timestamp, Transition)>) {
        for (at, transition) in transitions {
            self.note_one(at, transition);
        }
    }

    fn note_one(&mut self, at: Timestamp, transition: Transition) {
        match transition {
            Transition::TableCreated { id, table, restored_from } => {
                let phase = if restored_from.is_some() { Phase::Restoring } else { Phase::Creating };
                let (backup_arn, restored_from) = match restored_from {
                    Some(RestoredFrom::Backup { arn }) => (Some(arn), None),
                    Some(RestoredFrom::Table { name }) => (None, Some(name)),
                    None => (None, None),
                };
                let phases = vec![(at, phase)];
                let name = table.clone();
                let table = Lifecycle { name, table, table_id: id, backup_arn, restored_from, phases };
                Rc::make_mut(&mut self.tables).push(Rc::new(table));
                self.steps += 1;
            }
            Transition::TableActive { id } => self.go_on(at, id, Phase::Active),
            Transition::TableDeleting { id } => self.go_on(at, id, Phase::Deleting),
            Transition::TableDeleted { id } => self.go_on(at, id, Phase::Deleted),
            Transition::BackupRequested { arn, name, table, table_id, at } => {
                let phases = vec![(at, Phase::Creating)];
                let backup = Lifecycle { name, table, table_id, backup_arn: Some(arn), restored_from: None, phases };
                Rc::make_mut(&mut self.backups).push(Rc::new(backup));
                self.steps += 1;
            }
            Transition::BackupAvailable { arn } => self.go_on_backup(at, &arn, Phase::Available),
            Transition::BackupDeleted { arn } => self.go_on_backup(at, &arn, Phase::Deleted),
        }
    }

    fn go_on(&mut self, at: Timestamp, table: TableId, phase: Phase) {
        let mut tables = Rc::make_mut(&mut self.tables).iter_mut();
        if let Some(lifecycle) = tables.rfind(|lifecycle| lifecycle.table_id == table) {
            Rc::make_mut(lifecycle).phases.push((at, phase));
            self.steps += 1;
        }
    }

    fn go_on_backup(&mut self, at: Timestamp, arn: &str, phase: Phase) {
        if let Some(lifecycle) =
            Rc::make_mut(&mut self.backups).iter_mut().rfind(|lifecycle| lifecycle.backup_arn.as_deref() == Some(arn))
        {
            Rc::make_mut(lifecycle).phases.push((at, phase));
            self.steps += 1;
        }
    }
}
