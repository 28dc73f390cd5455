//! ExplainBackup: which writes are certainly in a backup, maybe in it, certainly out of it, and what happened.

use crate::Timestamp;
use crate::check::{Check, Constrained};
use crate::engine::{Call, Engine};
use crate::error::{Error, Invalid, LabInvalid};
use crate::limits::WINDOW_MS;
use crate::operations::{backup_of, change_key, known_table};
use crate::shapes::{open_enum, shape};
use crate::state::{Backup, Change, State, Table, TableDefinition};
use crate::value::Attributes;

shape! {
    /// Asks for a backup to be explained: one that there is, at whatever stage, or one that is only imagined.
    pub struct ExplainBackupInput {
        /// The backup.
        backup_arn: String,
        /// For an imagined backup: its table.
        table_name: String,
        /// For an imagined backup: when it would be asked for, in the past or the future; now where absent.
        request_time: Timestamp,
        /// At most so many changes: 1 to 10,000; 100 where absent.
        limit: i32,
        /// Where to go on.
        next_token: String,
    }
}

shape! {
    /// A backup explained.
    pub struct ExplainBackupOutput {
        /// The moment of the request.
        request_time: Timestamp,
        /// From when on every change is known here, up to T + 60 s at the least; before it only their number is. Long after
        /// a backup, the log may have forgotten what came between its window and the log's present start.
        history_from: Timestamp,
        /// Where each partition is cut; absent for an imagined backup.
        cuts: Vec<CutDescription>,
        /// The changes that are known, by sequence.
        changes: Vec<ChangeDescription>,
        /// How many changes got which verdict.
        counts: VerdictCounts,
        /// Writes that are in although an earlier one is out: the first hundred.
        anomalies: Vec<Anomaly>,
        /// Where to go on; absent on the last page.
        next_token: String,
    }
}

shape! {
    /// Where a partition is cut.
    pub struct CutDescription {
        /// The partition, from 0.
        partition: u32,
        /// The millisecond that is cut.
        time: Timestamp,
        /// How many of that millisecond's changes are in; absent for all.
        count: u64,
    }
}

open_enum! {
    /// What a change did.
    pub enum ChangeKind { Insert = "INSERT", Modify = "MODIFY", Remove = "REMOVE", }
}

open_enum! {
    /// What AWS's promise says of a change.
    pub enum Verdict {
        /// Committed a minute before the request or earlier.
        In = "IN",
        /// Committed in between.
        Maybe = "MAYBE",
        /// Committed more than a minute after the request.
        Out = "OUT",
    }
}

impl Verdict {
    /// The verdict on a change.
    ///
    /// # Source
    /// `facts.md` 3.1: everything up to T − 60 s is in, nothing after T + 60 s is.
    pub fn of(committed: Timestamp, requested: Timestamp) -> Verdict {
        if committed <= requested.plus_ms(-WINDOW_MS) {
            Verdict::In
        } else if committed <= requested.plus_ms(WINDOW_MS) {
            Verdict::Maybe
        } else {
            Verdict::Out
        }
    }
}

shape! {
    /// A change, and whether it is in.
    pub struct ChangeDescription {
        /// Its place among all changes of its table.
        sequence: u64,
        /// When it was committed.
        commit_time: Timestamp,
        /// Its partition, from 0.
        partition: u32,
        /// The key of its item.
        key: Attributes,
        /// What it did.
        kind: ChangeKind,
        /// What the promise says.
        verdict: Verdict,
        /// What happened; absent until the backup is made.
        included: bool,
    }
}

shape! {
    /// How many changes got which verdict, those before the history too.
    pub struct VerdictCounts {
        /// Certainly in.
        r#in: u64,
        /// Maybe in.
        maybe: u64,
        /// Certainly out.
        out: u64,
        /// Of those that may be in: how many are; absent until the backup is made.
        maybe_included: u64,
        /// How many writes are in although an earlier one is out; absent until the backup is made.
        anomalies: u64,
    }
}

shape! {
    /// A write that is in although an earlier one is out.
    pub struct Anomaly {
        /// The write.
        sequence: u64,
        /// Its partition, from 0.
        partition: u32,
        /// Its key.
        key: Attributes,
        /// The earliest write that is out.
        earlier_sequence: u64,
        /// That one's partition.
        earlier_partition: u32,
        /// That one's key.
        earlier_key: Attributes,
    }
}

impl ExplainBackupInput {
    /// A backup that there is.
    pub fn of(backup_arn: impl Into<String>) -> Self {
        Self { backup_arn: Some(backup_arn.into()), ..Self::default() }
    }

    /// A backup that could be.
    pub fn imagined(table_name: impl Into<String>, request_time: Timestamp) -> Self {
        Self { table_name: Some(table_name.into()), request_time: Some(request_time), ..Self::default() }
    }
}

impl Constrained for ExplainBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
        at.member("limit", &self.limit).within(1..=10_000);
    }
}

/// # Errors
/// BackupNotFoundException, ResourceNotFoundException; ValidationException unless either a backup or a table is given.
impl Call for ExplainBackupInput {
    const NAME: &'static str = "ExplainBackup";
    type Output = ExplainBackupOutput;

    fn run(self, engine: &mut Engine) -> Result<ExplainBackupOutput, Error> {
        Check::all(&self)?;
        let after = match &self.next_token {
            Some(token) => token.parse().map_err(|_| Invalid::Lab(LabInvalid::TokenInvalid))?,
            None => 0,
        };
        let limit = self.limit.map_or(100, |limit| limit as usize);
        let state = engine.state();
        match (&self.backup_arn, &self.table_name) {
            (Some(_), None) if self.request_time.is_some() => Err(Invalid::Lab(LabInvalid::RequestTimeMissing).into()),
            (Some(arn), None) => Ok(Evidence::of_backup(state, backup_of(state, arn)?.0).explain(after, limit)),
            (None, Some(_)) => {
                let table = known_table(state, &self.table_name)?;
                let requested = self.request_time.unwrap_or(engine.now());
                Ok(Evidence::of_table(table, requested).explain(after, limit))
            }
            _ => Err(Invalid::Lab(LabInvalid::BackupOrTable).into()),
        }
    }
}

/// Anomalies that are told one by one.
const ANOMALIES_MAX: usize = 100;

/// A change that is known, where it stands, and whether it is in.
struct Known<'a> {
    partition: u32,
    change: &'a Change,
    included: Option<bool>,
}

/// All that is known of a backup's window.
struct Evidence<'a> {
    requested: Timestamp,
    history_from: Timestamp,
    definition: &'a TableDefinition,
    backup: Option<&'a Backup>,
    /// How many changes there were by the request; for an imagined backup, by now.
    committed: u64,
    known: Vec<Known<'a>>,
}

impl<'a> Evidence<'a> {
    fn of_table(table: &'a Table, requested: Timestamp) -> Evidence<'a> {
        let known = table.changes_from(Timestamp::MIN).into_iter();
        Evidence {
            requested,
            history_from: table.history_from(),
            definition: table.definition(),
            backup: None,
            committed: table.sequence(),
            known: known
                .map(|(partition, change)| Known { partition: partition as u32, change, included: None })
                .collect(),
        }
    }

    /// What the log still has of the backup's own table, and what the backup kept of its window.
    fn of_backup(state: &'a State, backup: &'a Backup) -> Evidence<'a> {
        let table = state.table(&backup.id.table).filter(|table| table.id() == backup.source.table_id);
        let from_log = table.map(|table| table.changes_with_ordinals()).unwrap_or_default();
        let kept = backup.window.iter().flatten().enumerate().flat_map(|(partition, segments)| {
            let changes = segments.iter().flat_map(|segment| segment.changes.iter().zip(segment.start..));
            changes.map(move |(change, ordinal)| (partition, ordinal, change))
        });
        let end_of =
            |partition: usize| backup.images.as_ref().and_then(|images| images.get(partition)).map(|image| image.end);
        let mut known: Vec<Known<'a>> = from_log
            .into_iter()
            .chain(kept)
            .map(|(partition, ordinal, change)| Known {
                partition: partition as u32,
                change,
                included: end_of(partition).map(|end| ordinal < end),
            })
            .collect();
        known.sort_by_key(|known| known.change.sequence);
        known.dedup_by_key(|known| known.change.sequence);
        let earliest = backup.id.created.plus_ms(-WINDOW_MS);
        Evidence {
            requested: backup.id.created,
            history_from: table.map_or(earliest, |table| table.history_from().min(earliest)),
            definition: &backup.source.definition,
            backup: Some(backup),
            committed: backup.source.sequence,
            known,
        }
    }

    fn explain(&self, after: u64, limit: usize) -> ExplainBackupOutput {
        let mut page = self.known.iter().skip_while(|known| known.change.sequence <= after);
        let changes: Vec<ChangeDescription> = page.by_ref().take(limit).map(|known| self.describe(known)).collect();
        let next_token = page.next().and(changes.last()).and_then(|last| last.sequence).map(|last| last.to_string());
        let (anomalies, anomaly_count) = self.anomalies();
        let cuts = self.backup.map(|backup| {
            let describe = |(partition, cut): (usize, &crate::state::Cut)| CutDescription {
                partition: Some(partition as u32),
                time: Some(cut.at),
                count: (cut.count != u64::MAX).then_some(cut.count),
            };
            backup.cuts.iter().enumerate().map(describe).collect()
        });
        ExplainBackupOutput {
            request_time: Some(self.requested),
            history_from: Some(self.history_from),
            cuts,
            changes: Some(changes),
            counts: Some(self.counts(anomaly_count)),
            anomalies: Some(anomalies),
            next_token,
        }
    }

    fn key(&self, change: &Change) -> Attributes {
        change_key(self.definition, change)
    }

    fn verdict(&self, known: &Known<'_>) -> Verdict {
        Verdict::of(known.change.committed, self.requested)
    }

    fn describe(&self, known: &Known<'_>) -> ChangeDescription {
        ChangeDescription {
            sequence: Some(known.change.sequence),
            commit_time: Some(known.change.committed),
            partition: Some(known.partition),
            key: Some(self.key(known.change)),
            kind: Some(ChangeKind::of(known.change)),
            verdict: Some(self.verdict(known)),
            included: known.included,
        }
    }

    /// Sequences have no holes, so the number of changes before the history is known even though they are not.
    fn counts(&self, anomalies: u64) -> VerdictCounts {
        let count = |verdict: Verdict| self.known.iter().filter(|known| self.verdict(known) == verdict).count() as u64;
        let not_in = self
            .known
            .iter()
            .filter(|known| known.change.sequence <= self.committed && self.verdict(known) != Verdict::In);
        let maybe_included =
            self.known.iter().filter(|known| self.verdict(known) == Verdict::Maybe && known.included == Some(true));
        let is_made = self.backup.is_some_and(|backup| backup.images.is_some());
        VerdictCounts {
            r#in: Some(self.committed.saturating_sub(not_in.count() as u64)),
            maybe: Some(count(Verdict::Maybe)),
            out: Some(count(Verdict::Out)),
            maybe_included: is_made.then(|| maybe_included.count() as u64),
            anomalies: is_made.then_some(anomalies),
        }
    }

    fn anomalies(&self) -> (Vec<Anomaly>, u64) {
        let Some(earlier) = self.known.iter().find(|known| known.included == Some(false)) else {
            return (Vec::new(), 0);
        };
        let is_later =
            |known: &&Known<'_>| known.included == Some(true) && known.change.sequence > earlier.change.sequence;
        let describe = |known: &Known<'_>| Anomaly {
            sequence: Some(known.change.sequence),
            partition: Some(known.partition),
            key: Some(self.key(known.change)),
            earlier_sequence: Some(earlier.change.sequence),
            earlier_partition: Some(earlier.partition),
            earlier_key: Some(self.key(earlier.change)),
        };
        let all = || self.known.iter().filter(is_later);
        (all().take(ANOMALIES_MAX).map(describe).collect(), all().count() as u64)
    }
}

impl ChangeKind {
    /// What a change did.
    pub fn of(change: &Change) -> ChangeKind {
        match (&change.old, &change.new) {
            (None, _) => ChangeKind::Insert,
            (Some(_), Some(_)) => ChangeKind::Modify,
            (Some(_), None) => ChangeKind::Remove,
        }
    }
}
