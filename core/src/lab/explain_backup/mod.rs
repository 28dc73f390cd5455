//! ExplainBackup: which writes are certainly in a backup, maybe in it, certainly out of it, and what happened.
//!
//! AWS promises of a backup that was asked for at T: all that was committed by T − 60 s is in, nothing that was
//! committed after T + 60 s is, and between the two anything may be. It never says what became of a single write. This
//! operation does, for a backup at whatever stage, for one that is only imagined at a T, and for a restore that is only
//! imagined.
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
//! It decides nothing and changes nothing: a question about the state, asked by the page on every frame of the time
//! line. It does not say which item a restore would have for a key; CompareTables is meant for that.

mod analysis;
#[cfg(test)]
mod tests;

pub use analysis::WindowBounds;

use super::error::LabError;
use crate::engine::{Call, Engine};
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::shapes::{open_enum, shape};
use crate::operations::{backup_of, known_table, restorable};
use crate::planted::Planted;
use crate::state::{Change, State};
use crate::time::Timestamp;
use analysis::{Listing, WindowAnalysis};

shape! {
    /// Asks for a backup to be explained: one that there is, at whatever stage, or one that is only imagined.
    pub struct ExplainBackupInput {
        /// The backup.
        backup_arn: String,
        /// For an imagined backup: its table.
        table_name: String,
        /// For an imagined backup: when it would be asked for, in the past or the future; now where absent.
        request_time: Timestamp,
        /// Instead, for a restore that is only imagined: to which moment. It has one exact cut, and nothing is left to
        /// chance.
        restore_time: Timestamp,
        /// Only changes committed at this time or later are listed; all are counted.
        from: Timestamp,
        /// Only changes committed by this time are listed; all are counted.
        to: Timestamp,
        /// At most so many changes: 1 to 10,000; 100 where absent.
        limit: i32,
        /// Where to go on.
        next_token: String,
    }
}

shape! {
    /// A backup, or a restore, explained.
    pub struct ExplainBackupOutput {
        /// The moment of the request; absent for a restore.
        request_time: Timestamp,
        /// The moment of the restore; absent for a backup.
        restore_time: Timestamp,
        /// From when on every change is known here, up to T + 60 s at the least; before it only their number is.
        history_from: Timestamp,
        /// From when on the table's log has every change. Where that is after T + 60 s, what was committed in between
        /// is counted but cannot be listed any more. Absent once the table is gone.
        log_from: Timestamp,
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

open_enum! {
    /// What AWS's bounds says of a change.
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
    /// A change, and whether it is in.
    pub struct ChangeDescription {
        /// Its position among all changes of its table.
        sequence: u64,
        /// When it was committed.
        commit_time: Timestamp,
        /// Its partition, from 0.
        partition: u32,
        /// The key of its item.
        key: Attributes,
        /// What it did.
        kind: ChangeKind,
        /// What the bounds says.
        verdict: Verdict,
        /// What happened; absent until the backup is made.
        included: bool,
    }
}

shape! {
    /// How many changes got which verdict, those that cannot be listed any more too. Where the history begins later than
    /// T − 60 s, those before it are left out: what became of them is unknown.
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

    /// A restore that could be.
    pub fn restore(table_name: impl Into<String>, restore_time: Timestamp) -> Self {
        Self { table_name: Some(table_name.into()), restore_time: Some(restore_time), ..Self::default() }
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

impl ExplainBackupInput {
    /// The answer, read from a state that is not touched.
    ///
    /// # Errors
    /// BackupNotFoundException, ResourceNotFoundException; ValidationException unless either a backup or a table is
    /// given; those of the restore, for one that is imagined.
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
/// Those of [`ExplainBackupInput::answer`].
impl Call for ExplainBackupInput {
    const NAME: &'static str = "ExplainBackup";
    type Output = ExplainBackupOutput;

    fn run(self, engine: &mut Engine) -> Result<ExplainBackupOutput, Error> {
        self.answer(engine.state(), engine.now())
    }
}
