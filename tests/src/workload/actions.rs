//! The steps of a run.

use super::Workload;
use crate::checkers::{Held, answered, listing};
use crate::spec::{EXPIRES, TableSpec, indexes_of, tag};
use timemark_core::Timestamp;
use timemark_core::lab::ClearFaultsInput;
use timemark_core::operations::*;
use timemark_core::shapes::BackupTypeFilter;

/// A kind of step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// CreateTable, often with a name that exists or existed.
    CreateTable,
    /// DeleteTable.
    DeleteTable,
    /// PutItem.
    Put,
    /// DeleteItem.
    Delete,
    /// BatchWriteItem, or TransactWriteItems without conditions.
    Batch,
    /// TransactWriteItems with all its parameters.
    Transaction,
    /// UpdateItem.
    Update,
    /// PutItem, DeleteItem or UpdateItem with a condition.
    Conditional,
    /// Query and Scan.
    Read,
    /// UpdateTable: creates or deletes a global index, or enables or disables a stream.
    Change,
    /// Thousands of commits in one millisecond.
    Burst,
    /// CreateBackup.
    Backup,
    /// Fifty CreateBackup calls, and one more than allowed.
    Fifty,
    /// DeleteBackup.
    DeleteBackup,
    /// RestoreTableFromBackup.
    Restore,
    /// UpdateContinuousBackups.
    Recovery,
    /// RestoreTableToPointInTime.
    Rewind,
    /// StartBackupJob.
    Vault,
    /// ListBackups, while backups are made and deleted.
    Walk,
    /// UpdateTimeToLive.
    Expiry,
    /// Operations on tags.
    Settings,
    /// Calls about contributor insights, Kinesis destinations and resource policies.
    Neighbour,
    /// Calls in another region.
    Elsewhere,
    /// Requests that must be refused.
    Invalid,
    /// An injected fault.
    Fault,
    /// A move of the clock, by anything from 1 ms to 400 days.
    Advance,
    /// A move of the clock to one side of a boundary, and a write there.
    Boundary,
    /// A commit, and a backup exactly a minute later, or 1 ms to either side.
    Floor,
    /// UpdateLab.
    Lab,
    /// Writes and deletions while the engine may hold no more.
    Squeeze,
    /// ExplainBackup of an imagined backup or restore.
    Imagine,
    /// A crash.
    Crash,
    /// A checkpoint.
    Mark,
}

impl Action {
    /// All kinds.
    pub const ALL: &[Action] = {
        use Action::*;
        &[
            CreateTable,
            DeleteTable,
            Put,
            Put,
            Put,
            Delete,
            Batch,
            Batch,
            Transaction,
            Transaction,
            Update,
            Update,
            Conditional,
            Read,
            Change,
            Burst,
            Backup,
            Backup,
            Fifty,
            DeleteBackup,
            Restore,
            Recovery,
            Recovery,
            Rewind,
            Vault,
            Walk,
            Expiry,
            Settings,
            Neighbour,
            Elsewhere,
            Elsewhere,
            Invalid,
            Fault,
            Advance,
            Advance,
            Boundary,
            Boundary,
            Floor,
            Lab,
            Squeeze,
            Imagine,
            Crash,
            Mark,
        ]
    };
}

/// The maximum number of backups in a run, because each is checked again and again.
const BACKUPS_MAX: usize = 160;

const NAMES: [&str; 3] = ["Music", "Music-2", "films.table"];

impl Workload {
    pub(super) fn act(&mut self, action: Action) -> Held {
        match action {
            Action::CreateTable => self.create_table(),
            Action::DeleteTable => self.delete_table(),
            Action::Put => self.write(1),
            Action::Delete => self.delete(),
            Action::Batch => self.rng.between(2, 25).try_into().map_or(Ok(()), |size| self.write(size)),
            Action::Transaction => self.transaction(),
            Action::Update => self.update(),
            Action::Conditional => self.conditional(),
            Action::Read => self.read(),
            Action::Change => self.change(),
            Action::Burst => self.burst(),
            Action::Backup => self.backup(),
            Action::Fifty => (0..51).try_for_each(|_| self.backup()),
            Action::DeleteBackup => self.delete_backup(),
            Action::Restore => self.restore(),
            Action::Recovery => self.recovery(),
            Action::Rewind => self.rewind(),
            Action::Vault => self.vault(),
            Action::Walk => self.walk(),
            Action::Expiry => self.expiry(),
            Action::Settings => self.settings(),
            Action::Neighbour => self.neighbour(),
            Action::Elsewhere => self.elsewhere(),
            Action::Invalid => self.invalid(),
            Action::Fault => self.fault(),
            Action::Advance => self.advance(),
            Action::Boundary => self.boundary(),
            Action::Floor => self.floor(),
            Action::Lab => self.update_lab(),
            Action::Squeeze => self.squeeze(),
            Action::Imagine => self.imagine(),
            Action::Crash => self.harness.crash(),
            Action::Mark => {
                self.harness.mark_middle();
                Ok(())
            }
        }
    }

    fn create_table(&mut self) -> Held {
        let name = *self.rng.pick(&NAMES);
        let spec = TableSpec::draw(&mut self.rng, name);
        if self.harness.create_table(&spec)?.is_ok() {
            self.remember(spec);
        }
        Ok(())
    }

    /// A table that was created or will be restored, to be written to from now on.
    fn remember(&mut self, spec: TableSpec) {
        self.specs.retain(|known| known.name != spec.name);
        if let Some(table) = self.harness.table(&spec.name) {
            self.spec_of.insert(table.id.clone(), spec.clone());
        }
        self.specs.push(spec);
    }

    /// A restore of a table has begun: its new table is like it, with the indexes that the model worked out.
    fn remember_restored(&mut self, source: usize, target: &str) {
        let source = self.spec_of.get(&self.harness.model.tables[source].id).cloned();
        match source.zip(self.harness.table(target)) {
            Some((spec, table)) => {
                let indexes = table.indexes.clone();
                self.remember(TableSpec { name: target.to_owned(), indexes, ..spec });
            }
            None => self.specs.retain(|known| known.name != target),
        }
    }

    fn delete_table(&mut self) -> Held {
        let name = *self.rng.pick(&NAMES);
        self.harness.delete_table(name).map(drop)
    }

    /// A table that was created at some time, if there is one.
    pub(super) fn spec(&mut self) -> Option<TableSpec> {
        if self.specs.is_empty() { None } else { Some(self.rng.pick(&self.specs).clone()) }
    }

    /// A put, or a batch or a transaction of puts and deletions with distinct keys.
    pub(super) fn write(&mut self, size: u64) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let (keys, first) = (self.keys, self.rng.below(self.keys));
        let mut requests = Vec::new();
        for ordinal in (first..first + size.min(keys)).map(|n| n % keys) {
            requests.push(match self.rng.percent(if size == 1 { 0 } else { 20 }) {
                true => WriteRequest::delete(spec.key(ordinal)),
                false => WriteRequest::put(self.item(&spec, ordinal)),
            });
        }
        if self.writes_left < size {
            return Ok(());
        }
        self.writes_left -= size;
        match requests.as_slice() {
            [one] => match one.put_request.as_ref().and_then(|put| put.item.clone()) {
                Some(item) => self.harness.put(&spec.name, item).map(drop),
                None => Ok(()),
            },
            _ if self.rng.percent(40) => {
                let transaction = self.plain(&spec, requests);
                self.harness.transact(&transaction).map(drop)
            }
            _ => self.harness.batch(&spec.name, requests).map(drop),
        }
    }

    fn delete(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let ordinal = self.rng.below(self.keys);
        self.harness.delete(&spec.name, spec.key(ordinal)).map(drop)
    }

    fn burst(&mut self) -> Held {
        let batches = self.rng.between(10, 120);
        (0..batches).try_for_each(|_| self.write(25))
    }

    pub(super) fn backup(&mut self) -> Held {
        let Some(spec) = self.spec().filter(|_| self.harness.model.backups.len() < BACKUPS_MAX) else { return Ok(()) };
        let name = *self.rng.pick(&["nightly", "nightly", "before.the-change"]);
        self.harness.create_backup(&spec.name, name).map(drop)
    }

    /// An existing backup; the latest are the most likely.
    fn some_backup(&mut self) -> Option<usize> {
        let there: Vec<usize> =
            (0..self.harness.model.backups.len()).filter(|&n| !self.harness.model.backups[n].is_deleted).collect();
        let latest = there.len().saturating_sub(8);
        let from = if self.rng.percent(70) { &there[latest..] } else { &there[..] };
        if from.is_empty() { None } else { Some(*self.rng.pick(from)) }
    }

    fn delete_backup(&mut self) -> Held {
        let Some(asked) = self.some_backup() else { return Ok(()) };
        self.harness.delete_backup(asked).map(drop)
    }

    fn restore(&mut self) -> Held {
        let Some(asked) = self.some_backup() else { return Ok(()) };
        let target = format!("restored-{}", self.rng.below(6));
        let mut input = RestoreTableFromBackupInput::new(&target, &self.harness.model.backups[asked].arn);
        let recorded = indexes_of(&self.harness.model.backups[asked].table_then);
        super::invalid::overrides(&mut self.rng, &mut input, &recorded);
        let source = self.harness.model.backups[asked].table;
        if self.harness.restore(asked, input)?.is_ok() {
            self.remember_restored(source, &target);
        } else if self.harness.table(&target).is_some() && self.rng.percent(50) {
            // The name is in use; the next restore will have it.
            return self.harness.delete_table(&target).map(drop);
        }
        Ok(())
    }

    fn recovery(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let is_on = self.rng.percent(80);
        let days = if is_on && self.rng.percent(60) { Some(*self.rng.pick(&[1, 2, 7, 34, 35])) } else { None };
        self.harness.update_recovery(&spec.name, is_on, days).map(drop)
    }

    fn rewind(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let Some(table) = self.harness.table(&spec.name) else { return Ok(()) };
        let (now, indexes) = (self.harness.engine.now(), table.indexes.clone());
        let window = table.recovery.as_ref().map(|recovery| (recovery.earliest(now), recovery.latest(now)));
        let (earliest, latest) = window.unwrap_or((now, now));
        let commits: Vec<Timestamp> = table.history.iter().map(|mutation| mutation.committed).collect();
        let side = self.rng.between(-1, 1);
        let time = match self.rng.below(4) {
            0 => None,
            1 => Some(earliest.plus_ms(side)),
            2 => Some(latest.plus_ms(side)),
            _ if commits.is_empty() => None,
            _ => Some(self.rng.pick(&commits).plus_ms(side)),
        };
        let target = format!("restored-{}", self.rng.below(6));
        let mut input = RestoreTableFromBackupInput::new(&target, "");
        super::invalid::overrides(&mut self.rng, &mut input, &indexes);
        let source = self.harness.model.latest(&spec.name).unwrap_or_default();
        if self.harness.restore_to(&spec.name, time, input)?.is_ok() {
            self.remember_restored(source, &target);
        }
        Ok(())
    }

    fn vault(&mut self) -> Held {
        let Some(spec) = self.spec().filter(|_| self.harness.model.backups.len() < BACKUPS_MAX) else { return Ok(()) };
        let days = *self.rng.pick(&[None, Some(1), Some(35), Some(36_500)]);
        self.harness.start_backup_job(&spec.name, days).map(drop)
    }

    /// Restores `count` of the backups, through the API alone.
    pub(super) fn restore_some(&mut self, count: usize) -> Held {
        answered(self.harness.call(ClearFaultsInput::default())?, "A2", "ClearFaults")?;
        let made = self
            .harness
            .model
            .backups
            .iter()
            .enumerate()
            .filter(|(_, asked)| asked.made.is_some() && !asked.is_deleted);
        let made: Vec<usize> = made.map(|(place, _)| place).rev().step_by(3).take(count).collect();
        for place in made {
            let target = format!("again-{place}");
            let input = RestoreTableFromBackupInput::new(&target, &self.harness.model.backups[place].arn);
            if self.harness.engine.now().plus_ms(3_600_000) < Timestamp::MAX {
                answered(self.harness.restore(place, input)?, "R1", "RestoreTableFromBackup")?;
            }
        }
        self.harness.advance_to(self.harness.engine.now().plus_ms(3_600_000))
    }

    /// A walk through a list; between its pages backups are made and deleted.
    fn walk(&mut self) -> Held {
        let there = listing::present(&self.harness.model, &BackupTypeFilter::User);
        let mut walk = listing::Walk { throughout: there.clone(), ever: there, listed: Vec::new() };
        let mut start = None;
        loop {
            let limit = Some(self.rng.between(1, 9) as i32);
            let input = ListBackupsInput { limit, exclusive_start_backup_arn: start, ..Default::default() };
            let Ok(page) = self.harness.call(input)? else { return Ok(()) };
            walk.listed.extend(page.backup_summaries.unwrap_or_default());
            start = page.last_evaluated_backup_arn;
            if start.is_none() {
                return listing::walk(&walk);
            }
            if self.rng.percent(60) {
                self.delete_backup()?;
                self.backup()?;
                let there = listing::present(&self.harness.model, &BackupTypeFilter::User);
                walk.throughout.retain(|arn| there.contains(arn));
                walk.ever.extend(there);
            }
        }
    }

    fn settings(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let arn = Some(self.harness.engine.state().owner().table_arn(&spec.name));
        if self.rng.percent(50) {
            self.harness.call(TagResourceInput { resource_arn: arn, tags: Some(vec![tag("cost", "7")]) }).map(drop)
        } else {
            self.harness.call(UntagResourceInput { resource_arn: arn, tag_keys: Some(vec!["team".into()]) }).map(drop)
        }
    }

    fn expiry(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let is_on = self.rng.percent(80);
        self.harness.update_time_to_live(&spec.name, EXPIRES, is_on).map(drop)
    }
}
