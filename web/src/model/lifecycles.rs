//! The lifecycles of tables and backups, deleted ones included: the time line shows them.

use std::rc::Rc;
use timemark_core::Timestamp;
use timemark_core::lab::{RestoredFrom, TableId, Transition};

/// The lives of all tables and backups that there ever were. A clone shares all with its original.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycles {
    tables: Rc<Vec<Rc<Lifecycle>>>,
    backups: Rc<Vec<Rc<Lifecycle>>>,
    steps: u64,
}

/// The life of a table or of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifecycle {
    /// Its name.
    pub name: String,
    /// The table that it is, or is of.
    pub table: String,
    /// That table's id.
    pub table_id: TableId,
    /// A backup's ARN; for a table that was restored from a backup, that one's.
    pub backup_arn: Option<String>,
    /// For a table that was restored to a moment, the name of the one that it comes from.
    pub restored_from: Option<String>,
    /// Each phase and when it began, in order; at least one.
    pub phases: Vec<(Timestamp, Phase)>,
}

/// What a table or a backup can be at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Being made.
    Creating,
    /// A table being filled from a backup.
    Restoring,
    /// A table in use.
    Active,
    /// A table on its way out.
    Deleting,
    /// A backup that can be restored.
    Available,
    /// Gone.
    Deleted,
}

impl Phase {
    /// Its name, as the API has it.
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
    /// When it began.
    pub fn born(&self) -> Timestamp {
        self.phases.first().map_or(Timestamp::MIN, |(at, _)| *at)
    }

    /// What it is now.
    pub fn phase(&self) -> Option<Phase> {
        self.phases.last().map(|(_, phase)| *phase)
    }

    /// When it entered a phase.
    pub fn since(&self, phase: Phase) -> Option<Timestamp> {
        self.phases.iter().find(|(_, its)| *its == phase).map(|(at, _)| *at)
    }
}

impl Lifecycles {
    /// All tables, oldest first, those that are gone among them.
    pub fn tables(&self) -> impl DoubleEndedIterator<Item = &Lifecycle> {
        self.tables.iter().map(Rc::as_ref)
    }

    /// All backups, oldest first, those that are gone among them.
    pub fn backups(&self) -> impl DoubleEndedIterator<Item = &Lifecycle> {
        self.backups.iter().map(Rc::as_ref)
    }

    /// The number of all tables and backups that there ever were.
    pub fn count(&self) -> usize {
        self.tables.len() + self.backups.len()
    }

    /// The backup of an ARN.
    pub fn backup(&self, arn: &str) -> Option<&Lifecycle> {
        self.backups().rfind(|lifecycle| lifecycle.backup_arn.as_deref() == Some(arn))
    }

    /// How many phases began so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The phases that began after so many, in sentences.
    pub fn news(&self, steps: u64) -> Vec<String> {
        if steps >= self.steps {
            return Vec::new();
        }
        let mut news: Vec<(Timestamp, String)> = Vec::new();
        for lifecycle in self.tables.iter() {
            for (at, phase) in &lifecycle.phases {
                news.push((*at, format!("Table {} is {}.", lifecycle.name, phase.as_str())));
            }
        }
        for lifecycle in self.backups.iter() {
            for (at, phase) in &lifecycle.phases {
                news.push((*at, format!("Backup {} of {} is {}.", lifecycle.name, lifecycle.table, phase.as_str())));
            }
        }
        news.sort_by_key(|(at, _)| *at);
        let wanted = (self.steps - steps).min(news.len() as u64) as usize;
        news.split_off(news.len() - wanted).into_iter().map(|(_, sentence)| sentence).collect()
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
