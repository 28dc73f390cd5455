//! ExplainBackup: the verdict on each write, certainly in a backup, maybe in it or certainly out, and what happened.
//!
//! AWS promises of a backup requested at T that everything committed by T − 60 s is in and that nothing committed after
//! T + 60 s is; anything between the two may be in or out. It never says whether a single write is in. This operation
//! does: for a backup at whatever stage, for an imagined backup at a given T, and for an imagined restore.
//!
//! # The answer, by a worked time line
//!
//! A table with four partitions, CreateBackup at T = 14:25:00.000 (the same as in `state/backup.rs`):
//!
//! ```text
//!           14:23     14:24               14:25               14:26
//!                     T − 60 s            T                   T + 60 s
//!   P0        ●41     ┊                  │○45                 ┊
//!   P1                ┊│     ○43                              ┊ ○48
//!   P2                ●42                      ●46   │        ┊
//!   P3                ┊        │   ○44                        ○47
//! ```
//!
//! - `Cuts`: 14:25:00.000 with `Count` 0, 14:24:00.000, 14:25:45.000, 14:24:30.000; a cut that takes the whole of its
//!   millisecond has no `Count`.
//! - `Changes`, by sequence, each with two statements about it that are independent of each other. `Verdict` is what
//!   the promise says, from the commit time alone: 41 and 42 IN (42 was committed at T − 60 s exactly), 43 to 47 MAYBE
//!   (47 at T + 60 s exactly), 48 OUT. `Included` is what happened: 41, 42 and 46. It is absent until the images are
//!   taken.
//! - `Counts`: `In` 42 (each change up to 42, also those that the log has forgotten), `Maybe` 5, `Out` 1,
//!   `MaybeIncluded` 1, `Anomalies` 1.
//! - `Anomalies`: 46 is in although the earlier 43 is out.
//!
//! # Anomalies
//!
//! An anomaly is a write that is in although some write with a lower sequence is out. For each the *earliest* write
//! that is out is named. It is found without comparing pairs: the first write that is out of a partition is the one at
//! its cut, so the earliest of all is the smallest sequence among as many candidates as there are partitions. Every
//! write behind it that is in is an anomaly. In the time line the candidates are 45, 43, none, 44; the earliest is 43;
//! what is in and has a higher sequence is 46. Within one partition there are none, since a cut takes a prefix of the
//! log.
//!
//! An anomaly breaks no promise. It is what "causality across partitions is not promised" means: a program that wrote
//! 43 (the customer) and then 46 (the order) finds, after a restore, an order without a customer.
//!
//! # What is known, and from when
//!
//! Changes come from two places: what the table's log still has, and what the backup has kept of its window. There may
//! be a gap between the two:
//!
//! ```text
//!             T − 60 s      T + 60 s                     now
//!   backup    ├─── window ──┤
//!   log                            forgotten …  ├────────┤
//!             ▲                                 ▲
//!             HistoryFrom                       LogFrom
//! ```
//!
//! Listed is what is known. Counted is more: sequences have no holes, so the number of changes before or after a moment
//! is the difference of two sequences, also where the changes themselves are gone. [`LogView`] is the union of both
//! places, and answers by binary search, so a page of the list costs the page and not the log. Where `HistoryFrom` is
//! later than T − 60 s, as for an imagined backup long ago, changes before it are left out of `In`.
//!
//! # Imagined backups and restores
//!
//! For a backup that is only imagined there are no cuts, so `Included` and `Anomalies` are absent, and only the verdict
//! is given. A restore has one exact cut for all partitions, whose bounds coincide: [`WindowBounds::exact`]. So nothing
//! is MAYBE and there are no anomalies. The same holds for the SYSTEM backup that a deleted table leaves.
//!
//! # What this does not do
//!
//! It decides nothing and changes nothing: it is a query over the state, asked by the page on every frame of the time
//! line. It does not say which item a restore would have for a key.

mod analysis;
#[cfg(test)]
mod tests;

pub(super) use analysis::WindowAnalysis;
pub use analysis::WindowBounds;

use super::error::LabError;
use crate::engine::{Call, Endpoint, Engine};
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::shapes::{open_enum, shape};
use crate::operations::{backup_of, known_table, restorable};
use crate::planted::Planted;
use crate::state::{Change, State};
use crate::time::Timestamp;
use analysis::Listing;

shape! {
    /// Explains an existing backup, an imagined backup or an imagined restore. Give either `BackupArn` or `TableName`.
    pub struct ExplainBackupInput {
        /// The ARN of an existing backup, at whatever stage.
        backup_arn: String,
        /// The name or ARN of the table, for an imagined backup or restore.
        table_name: String,
        /// For an imagined backup: the moment of its request, past or future, in epoch seconds. Default now.
        request_time: Timestamp,
        /// For an imagined restore, in place of `RequestTime`: the moment to restore, in epoch seconds. It has one
        /// exact cut.
        restore_time: Timestamp,
        /// The earliest commit time of the changes to list, inclusive, in epoch seconds. It does not affect `Counts`.
        from: Timestamp,
        /// The latest commit time of the changes to list, inclusive, in epoch seconds. It does not affect `Counts`.
        to: Timestamp,
        /// The maximum number of changes to return, 1 to 10,000. Default 100.
        limit: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// The explanation of a backup or a restore.
    pub struct ExplainBackupOutput {
        /// The moment of the request, in epoch seconds; absent for a restore.
        request_time: Timestamp,
        /// The moment of the restore, in epoch seconds; absent for a backup.
        restore_time: Timestamp,
        /// The moment, in epoch seconds, from which every change is known, at least up to T + 60 s. Earlier changes are
        /// only counted.
        history_from: Timestamp,
        /// The moment, in epoch seconds, from which the table's log has every change. If it is after T + 60 s, the
        /// changes between the two are counted but can no longer be listed. Absent once the table is gone.
        log_from: Timestamp,
        /// The cut of each partition; absent for an imagined backup.
        cuts: Vec<CutDescription>,
        /// The known changes, ordered by sequence.
        changes: Vec<ChangeDescription>,
        /// The number of changes with each verdict.
        counts: VerdictCounts,
        /// The first hundred anomalies: writes that are in although an earlier one is out.
        anomalies: Vec<Anomaly>,
        /// The token for the next page; absent on the last page.
        next_token: String,
    }
}

shape! {
    /// The cut of a partition: where its contribution to the backup ends.
    pub struct CutDescription {
        /// The partition's index, from 0.
        partition: u32,
        /// The millisecond in which the cut lies, in epoch seconds.
        time: Timestamp,
        /// The number of that millisecond's changes that are in; absent if all of them are.
        count: u64,
    }
}

open_enum! {
    /// The effect of a change on its item.
    pub enum ChangeKind { Insert = "INSERT", Modify = "MODIFY", Remove = "REMOVE", }
}

impl ChangeKind {
    /// The effect of `change`.
    pub fn of(change: &Change) -> ChangeKind {
        match (&change.old, &change.new) {
            (None, _) => ChangeKind::Insert,
            (Some(_), Some(_)) => ChangeKind::Modify,
            (Some(_), None) => ChangeKind::Remove,
        }
    }
}

open_enum! {
    /// The verdict on a change, from its commit time alone.
    pub enum Verdict {
        /// Certainly in: committed at or before T − 60 s.
        In = "IN",
        /// In or out: committed after T − 60 s and at or before T + 60 s.
        Maybe = "MAYBE",
        /// Certainly out: committed after T + 60 s.
        Out = "OUT",
    }
}

impl Verdict {
    /// The verdict on a change committed at `committed`.
    pub fn of(committed: Timestamp, bounds: &WindowBounds) -> Verdict {
        if committed <= bounds.certain {
            Verdict::In
        } else if committed <= bounds.possible.plus_ms(-Planted::VerdictOutEarly.one::<i64>()) {
            Verdict::Maybe
        } else {
            Verdict::Out
        }
    }
}

shape! {
    /// A change, its verdict, and whether it is in the backup.
    pub struct ChangeDescription {
        /// The sequence of the change among all changes of its table.
        sequence: u64,
        /// The commit time, in epoch seconds.
        commit_time: Timestamp,
        /// The partition's index, from 0.
        partition: u32,
        /// The key of the changed item.
        key: Attributes,
        /// The effect on the item.
        kind: ChangeKind,
        /// The verdict, from the commit time alone.
        verdict: Verdict,
        /// Whether the change is in the backup; absent until the backup is made.
        included: bool,
    }
}

shape! {
    /// The number of changes with each verdict, including those that can no longer be listed. If the history begins
    /// after T − 60 s, the changes before it are left out.
    pub struct VerdictCounts {
        /// The number of changes that are certainly in.
        r#in: u64,
        /// The number of changes that may be in.
        maybe: u64,
        /// The number of changes that are certainly out.
        out: u64,
        /// The number of changes with verdict MAYBE that are in; absent until the backup is made.
        maybe_included: u64,
        /// The number of anomalies; absent until the backup is made.
        anomalies: u64,
    }
}

shape! {
    /// A write that is in although an earlier write is out.
    pub struct Anomaly {
        /// The sequence of the write that is in.
        sequence: u64,
        /// The index of the partition of that write, from 0.
        partition: u32,
        /// The key of its item.
        key: Attributes,
        /// The sequence of the earliest write that is out.
        earlier_sequence: u64,
        /// The index of that write's partition, from 0.
        earlier_partition: u32,
        /// The key of that write's item.
        earlier_key: Attributes,
    }
}

impl ExplainBackupInput {
    /// A request about an existing backup.
    pub fn of(backup_arn: impl Into<String>) -> Self {
        Self { backup_arn: Some(backup_arn.into()), ..Self::default() }
    }

    /// A request about an imagined restore to `restore_time`.
    pub fn restore(table_name: impl Into<String>, restore_time: Timestamp) -> Self {
        Self { table_name: Some(table_name.into()), restore_time: Some(restore_time), ..Self::default() }
    }

    /// A request about an imagined backup, requested at `request_time`.
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

impl ExplainBackupInput {
    /// Returns the answer without changing anything.
    ///
    /// # Errors
    /// BackupNotFoundException; ResourceNotFoundException; ValidationException unless exactly one of a backup and a
    /// table is given; for an imagined restore, the errors of RestoreTableToPointInTime for its table and moment.
    pub fn answer(&self, state: &State, now: Timestamp) -> Result<ExplainBackupOutput, Error> {
        Check::all(self)?;
        let after = match &self.next_token {
            Some(token) => token.parse().map_err(|_| LabError::TokenInvalid)?,
            None => 0,
        };
        let page = Listing {
            after,
            from: self.from.unwrap_or(Timestamp::MIN),
            to: self.to.unwrap_or(Timestamp::MAX),
            limit: self.limit.map_or(100, |limit| limit as usize),
        };
        match (&self.backup_arn, &self.table_name) {
            (Some(_), _) | (_, None) if self.restore_time.is_some() => Err(LabError::RequestOrRestoreTime.into()),
            (Some(_), None) if self.request_time.is_some() => Err(LabError::RequestTimeMissing.into()),
            (Some(arn), None) => Ok(WindowAnalysis::of_backup(state, backup_of(state, arn)?.0).explain(&page)),
            (None, Some(_)) if self.restore_time.is_some() && self.request_time.is_some() => {
                Err(LabError::RequestOrRestoreTime.into())
            }
            (None, Some(_)) if self.restore_time.is_some() => {
                let table = known_table(state, &self.table_name)?;
                let time = restorable(table, self.restore_time, now)?;
                Ok(WindowAnalysis::of_restore(table, time).explain(&page))
            }
            (None, Some(_)) => {
                let table = known_table(state, &self.table_name)?;
                Ok(WindowAnalysis::of_table(table, self.request_time.unwrap_or(now)).explain(&page))
            }
            _ => Err(LabError::BackupOrTable.into()),
        }
    }
}

/// # Errors
/// As for [`ExplainBackupInput::answer`].
impl Call for ExplainBackupInput {
    const NAME: &'static str = "ExplainBackup";
    type Output = ExplainBackupOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<ExplainBackupOutput, Error> {
        self.answer(&engine.state_at(to), engine.now())
    }
}
