//! The lifecycles of tables and backups, deleted ones included: the time line shows them.

use std::rc::Rc;
use timemark_core::Timestamp;
use timemark_core::lab::{RestoredFrom, TableId, Transition};
use timemark_core::sorting::sort_by_key;

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

/// The most sentences of [`Lifecycles::news`]: no more are announced at once.
const NEWS_MAX: usize = 20;

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

    /// The phases that began after the first `steps`, as sentences; of very many the latest.
    pub fn news(&self, steps: u64) -> Vec<String> {
        if steps >= self.steps {
            return Vec::new();
        }
        let tables = self.tables().flat_map(Lifecycle::begun).map(|begun| (begun, true));
        let backups = self.backups().flat_map(Lifecycle::begun).map(|begun| (begun, false));
        let mut begun: Vec<_> = tables.chain(backups).collect();
        sort_by_key(&mut begun, |((at, ..), _)| *at);
        let wanted = (self.steps - steps).min(begun.len().min(NEWS_MAX) as u64) as usize;
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
            Transition::BackupAvailable { arn, requested } => {
                self.go_on_backup(at, &arn, requested, Phase::Available);
            }
            Transition::BackupDeleted { arn, requested } => {
                self.go_on_backup(at, &arn, requested, Phase::Deleted);
            }
        }
    }

    fn go_on(&mut self, at: Timestamp, table: TableId, phase: Phase) {
        // Ids are given in order.
        let tables = Rc::make_mut(&mut self.tables);
        if let Ok(index) = tables.binary_search_by_key(&table, |lifecycle| lifecycle.table_id) {
            self.steps += begin(tables.get_mut(index), at, phase);
        }
    }

    /// Looks among the backups of one millisecond only, so that all of very many can be completed at once.
    fn go_on_backup(&mut self, at: Timestamp, arn: &str, requested: Timestamp, phase: Phase) {
        let backups = Rc::make_mut(&mut self.backups);
        let first = backups.partition_point(|lifecycle| lifecycle.born() < requested);
        let of_then = backups.iter_mut().skip(first).take_while(|lifecycle| lifecycle.born() == requested);
        let lifecycle = of_then.into_iter().find(|lifecycle| lifecycle.backup_arn.as_deref() == Some(arn));
        self.steps += begin(lifecycle, at, phase);
    }
}

/// Begins a phase of a lifecycle, and returns the number of phases begun.
fn begin(lifecycle: Option<&mut Rc<Lifecycle>>, at: Timestamp, phase: Phase) -> u64 {
    let lifecycles = lifecycle.into_iter().map(|lifecycle| Rc::make_mut(lifecycle).phases.push((at, phase)));
    lifecycles.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use timemark_core::operations::CreateTableInput;
    use timemark_core::shapes::{KeyType, ScalarAttributeType};
    use timemark_core::{Engine, Options};

    /// Backups of a table, a millisecond apart, noted as requested, and what completes them all.
    fn backups(count: i64) -> (Lifecycles, Vec<(Timestamp, Transition)>) {
        let mut engine = Engine::new(Options::default());
        engine.record_history();
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
        let happened = engine.take_history();
        let created = timemark_core::lab::View::new(&engine).transitions(&happened);
        let Some((_, Transition::TableCreated { id, .. })) = created.first().cloned() else {
            unreachable!("{created:?}")
        };
        let mut lifecycles = Lifecycles::default();
        lifecycles.note(created);
        let moment = |number: i64| Timestamp::from_millis(number);
        let arn =
            |number: i64| format!("arn:aws:dynamodb:us-east-1:123456789012:table/Notes/backup/{number:014}-abcdef01");
        let request = |number| {
            let at = moment(number / 2);
            let (name, table) = (format!("backup {number}"), "Notes".to_owned());
            (at, Transition::BackupRequested { arn: arn(number), name, table, table_id: id, at })
        };
        lifecycles.note((0..count).map(request).collect());
        let complete =
            |number| (moment(count), Transition::BackupAvailable { arn: arn(number), requested: moment(number / 2) });
        (lifecycles, (0..count).map(complete).collect())
    }

    #[test]
    fn a_backup_is_found_among_others_of_its_moment() {
        let (mut lifecycles, completed) = backups(5);
        let before = lifecycles.steps();
        let (at, fourth) = completed[3].clone();
        lifecycles.note(vec![(at, fourth)]);
        let phases: Vec<Option<Phase>> = lifecycles.backups().map(Lifecycle::phase).collect();
        let wanted = [Phase::Creating, Phase::Creating, Phase::Creating, Phase::Available, Phase::Creating];
        assert_eq!(phases, wanted.map(Some));
        assert_eq!(lifecycles.steps(), before + 1);
        let unknown = Transition::BackupDeleted { arn: "arn".to_owned(), requested: Timestamp::from_millis(1) };
        lifecycles.note(vec![(at, unknown)]);
        assert_eq!(lifecycles.steps(), before + 1);
    }

    #[test]
    fn completing_many_backups_costs_as_much_a_backup_as_completing_few() {
        // As many in all, so that whatever else the machine does slows both down.
        let complete = |times: usize, count: i64| {
            let mut worlds: Vec<_> = (0..times).map(|_| backups(count)).collect();
            let begun = Instant::now();
            for (lifecycles, completed) in &mut worlds {
                lifecycles.note(std::mem::take(completed));
            }
            begun.elapsed()
        };
        let (few, many) = (complete(40, 400), complete(1, 16_000));
        assert!(many < few * 8, "{few:?} for 40 times 400, {many:?} for 16,000");
    }
}
