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

use super::error::LabError;
use crate::engine::{Call, Engine};
use crate::item::value::Attributes;
use crate::limits::WINDOW_MS;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::shapes::{BackupType, open_enum, shape};
use crate::operations::{backup_of, change_key, known_table, restorable};
use crate::state::{Backup, Change, Cut, LogView, State, Table, TableDefinition};
use crate::time::Timestamp;

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
        } else if committed <= bounds.possible {
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

/// The most anomalies that are listed one by one.
const ANOMALIES_MAX: usize = 100;

/// Which changes are to be listed.
struct Listing {
    after: u64,
    from: Timestamp,
    to: Timestamp,
    limit: usize,
}

/// A change and where it stands.
#[derive(Clone, Copy)]
struct Placed<'a> {
    partition: usize,
    ordinal: u64,
    change: &'a Change,
}

/// What is promised of a change, by the time of its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowBounds {
    /// What was committed by then is certainly in.
    pub certain: Timestamp,
    /// What was committed later is certainly out.
    pub possible: Timestamp,
}

impl WindowBounds {
    /// That of a backup which was asked for at a moment.
    ///
    /// # Source
    /// `docs/dynamodb.md#backup-window`: everything up to T − 60 s is in, nothing after T + 60 s is.
    pub fn of_request(requested: Timestamp) -> WindowBounds {
        WindowBounds { certain: requested.plus_ms(-WINDOW_MS), possible: requested.plus_ms(WINDOW_MS) }
    }

    /// One exact cut: of a restore to a moment, and of the backup that a deleted table leaves.
    pub fn exact(time: Timestamp) -> WindowBounds {
        WindowBounds { certain: time, possible: time }
    }
}

/// All that is known of a backup's window. Sequences have no holes, so most of what is asked is the sequence of some
/// change, and that is found and not counted.
struct WindowAnalysis<'a> {
    requested: Option<Timestamp>,
    restored: Option<Timestamp>,
    bounds: WindowBounds,
    history_from: Timestamp,
    log_from: Option<Timestamp>,
    definition: &'a TableDefinition,
    /// Where each partition is cut, once that is so.
    cuts: Option<Vec<Cut>>,
    /// How many of each partition's changes are in, once that is so.
    ends: Option<Vec<u64>>,
    /// The sequence of the last change before the request, where that is known.
    sequence: Option<u64>,
    /// The sequence of the table's last change, as far as there is a table.
    last: u64,
    /// The known changes of each partition.
    logs: Vec<LogView<'a>>,
}

impl<'a> WindowAnalysis<'a> {
    fn of_table(table: &'a Table, requested: Timestamp) -> WindowAnalysis<'a> {
        WindowAnalysis {
            requested: Some(requested),
            restored: None,
            bounds: WindowBounds::of_request(requested),
            history_from: table.history_from(),
            log_from: Some(table.history_from()),
            definition: table.definition(),
            cuts: None,
            ends: None,
            sequence: None,
            last: table.sequence(),
            logs: table.log_views().collect(),
        }
    }

    fn of_restore(table: &'a Table, time: Timestamp) -> WindowAnalysis<'a> {
        let analysis = WindowAnalysis::of_table(table, time);
        WindowAnalysis {
            requested: None,
            restored: Some(time),
            bounds: WindowBounds::exact(time),
            cuts: Some(vec![Cut::after(time); table.partitions().len()]),
            ends: Some(analysis.logs.iter().map(|log| log.after_time(time)).collect()),
            ..analysis
        }
    }

    /// What the log still has of the backup's own table, and what the backup kept of its window.
    fn of_backup(state: &'a State, backup: &'a Backup) -> WindowAnalysis<'a> {
        let table = state.table_by_id(backup.source.table);
        let mut logs: Vec<LogView<'a>> = table.map(|table| table.log_views().collect()).unwrap_or_default();
        logs.resize_with(backup.cuts.len(), LogView::default);
        if let Some(window) = &backup.window {
            let kept = window.iter().map(|segments| segments.iter().map(AsRef::as_ref));
            logs = logs.into_iter().zip(kept).map(|(log, kept)| log.with(kept)).collect();
        }
        let earliest = backup.id.created.plus_ms(-WINDOW_MS);
        let known = logs.iter().filter_map(|log| log.before(u64::MAX)).map(|change| change.sequence).max();
        WindowAnalysis {
            requested: Some(backup.id.created),
            restored: None,
            bounds: match backup.kind {
                BackupType::System => WindowBounds::exact(backup.id.created),
                _ => WindowBounds::of_request(backup.id.created),
            },
            history_from: table.map_or(earliest, |table| table.history_from().min(earliest)),
            log_from: table.map(Table::history_from),
            definition: &backup.source.definition,
            cuts: Some(backup.cuts.to_vec()),
            ends: backup.images.as_ref().map(|images| images.iter().map(|image| image.end).collect()),
            sequence: Some(backup.source.sequence),
            last: table
                .map_or(known.map_or(backup.source.sequence, |n| n.max(backup.source.sequence)), Table::sequence),
            logs,
        }
    }

    fn explain(&self, page: &Listing) -> ExplainBackupOutput {
        let mut listed = self.list(page);
        let has_more = listed.len() > page.limit;
        listed.truncate(page.limit);
        let next_token = listed.last().filter(|_| has_more).map(|last| last.change.sequence.to_string());
        let (anomalies, anomaly_count) = self.anomalies();
        let cuts = self.cuts.as_ref().map(|cuts| {
            let describe = |(partition, cut): (usize, &Cut)| CutDescription {
                partition: Some(partition as u32),
                time: Some(cut.at),
                count: (cut.count != u64::MAX).then_some(cut.count),
            };
            cuts.iter().enumerate().map(describe).collect()
        });
        ExplainBackupOutput {
            request_time: self.requested,
            restore_time: self.restored,
            history_from: Some(self.history_from),
            log_from: self.log_from,
            cuts,
            changes: Some(listed.into_iter().map(|placed| self.describe(placed)).collect()),
            counts: Some(self.counts(anomaly_count)),
            anomalies: Some(anomalies),
            next_token,
        }
    }

    /// The changes of a page, and one more where there is one.
    fn list(&self, page: &Listing) -> Vec<Placed<'a>> {
        self.merged(page.limit.saturating_add(1), |_, log| {
            let first = log.after_sequence(page.after).max(log.from_time(page.from));
            (first, log.after_time(page.to))
        })
    }

    /// The first so many changes of the ranges that are given for each partition, by sequence.
    fn merged(&self, limit: usize, range: impl Fn(usize, &LogView<'a>) -> (u64, u64)) -> Vec<Placed<'a>> {
        let mut merged = Vec::new();
        for (partition, log) in self.logs.iter().enumerate() {
            let (first, end) = range(partition, log);
            let changes = log.iter_from(first).take_while(|(ordinal, _)| *ordinal < end).take(limit);
            merged.extend(changes.map(|(ordinal, change)| Placed { partition, ordinal, change }));
        }
        merged.sort_unstable_by_key(|placed| placed.change.sequence);
        merged.truncate(limit);
        merged
    }

    fn key(&self, change: &Change) -> Attributes {
        change_key(self.definition, change)
    }

    /// How many of a partition's changes are in; nothing until the backup is made.
    fn end(&self, partition: usize) -> Option<u64> {
        self.ends.as_ref()?.get(partition).copied()
    }

    fn describe(&self, Placed { partition, ordinal, change }: Placed<'_>) -> ChangeDescription {
        ChangeDescription {
            sequence: Some(change.sequence),
            commit_time: Some(change.committed),
            partition: Some(partition as u32),
            key: Some(self.key(change)),
            kind: Some(ChangeKind::of(change)),
            verdict: Some(Verdict::of(change.committed, &self.bounds)),
            included: self.end(partition).map(|end| ordinal < end),
        }
    }

    /// The sequences of the last change that is certainly in and of the last of the window. What a backup's own window
    /// holds is known, and the sequence of its request; what came before or long after it may be forgotten, so both are
    /// counted from the request outwards. Of an imagined backup, all is known from where the history begins.
    fn ends_of_window(&self) -> (u64, u64) {
        let WindowBounds { certain: earliest, possible: latest } = self.bounds;
        let after = |time| self.logs.iter().filter_map(move |log| log.get(log.after_time(time)));
        let by = |time| self.logs.iter().filter_map(move |log| log.before(log.after_time(time)));
        let before_next = |time| after(time).map(|change| change.sequence - 1).min();
        match self.sequence {
            Some(request) => {
                let window_end = by(latest).map(|change| change.sequence).max();
                (
                    before_next(earliest).map_or(request, |n| n.min(request)),
                    window_end.map_or(request, |n| n.max(request)),
                )
            }
            None => (before_next(earliest).unwrap_or(self.last), before_next(latest).unwrap_or(self.last)),
        }
    }

    /// How many changes there were before the first that is known.
    fn forgotten(&self) -> u64 {
        let firsts = self.logs.iter().filter_map(|log| log.get(log.start())).map(|change| change.sequence);
        firsts.min().map_or(self.last, |first| first - 1)
    }

    fn counts(&self, anomalies: Option<u64>) -> VerdictCounts {
        let earliest = self.bounds.certain;
        let is_known_whole = self.history_from <= earliest.plus_ms(1);
        let untold = if is_known_whole { 0 } else { self.forgotten() };
        let (by_earliest, by_latest) = self.ends_of_window();
        let included = |(partition, log): (usize, &LogView<'_>)| {
            let end = self.end(partition)?;
            let first = if log.before(u64::MAX).is_some() { log.after_time(earliest) } else { end };
            Some(end.saturating_sub(first))
        };
        VerdictCounts {
            r#in: Some(by_earliest.saturating_sub(untold)),
            maybe: Some(by_latest.saturating_sub(by_earliest)),
            out: Some(self.last.saturating_sub(by_latest)),
            maybe_included: self.logs.iter().enumerate().map(included).sum(),
            anomalies,
        }
    }

    /// The first writes that are in although an earlier one is out, and how many there are; nothing until the backup is
    /// made.
    fn anomalies(&self) -> (Vec<Anomaly>, Option<u64>) {
        let Some(ends) = &self.ends else { return (Vec::new(), None) };
        let first_out = self.logs.iter().zip(ends).enumerate().filter_map(|(partition, (log, end))| {
            log.get(*end).map(|change| Placed { partition, ordinal: *end, change })
        });
        let Some(earlier) = first_out.min_by_key(|placed| placed.change.sequence) else { return (Vec::new(), Some(0)) };
        let after = earlier.change.sequence;
        let count = self.logs.iter().zip(ends).map(|(log, end)| log.count(log.after_sequence(after), *end));
        let later = self.merged(ANOMALIES_MAX, |partition, log| {
            (log.after_sequence(after), ends.get(partition).copied().unwrap_or_default())
        });
        let describe = |Placed { partition, change, .. }: Placed<'_>| Anomaly {
            sequence: Some(change.sequence),
            partition: Some(partition as u32),
            key: Some(self.key(change)),
            earlier_sequence: Some(after),
            earlier_partition: Some(earlier.partition as u32),
            earlier_key: Some(self.key(earlier.change)),
        };
        (later.into_iter().map(describe).collect(), Some(count.sum()))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
    use super::*;
    use crate::item::value::AttributeValue;
    use crate::operations::{BackupRequest, CreateTableInput, PutItemInput, begin_backup};
    use crate::shapes::{KeyType, ScalarAttributeType};
    use crate::state::{Event, Task};
    use crate::{Options, key::partition_of_hash};

    /// A moment of the worked time line, by minute, second and millisecond after 14 o'clock.
    fn at(minute: i64, second: i64, ms: i64) -> Timestamp {
        Timestamp::from_millis(1_767_276_000_000 + minute * 60_000 + second * 1_000 + ms)
    }

    /// The `n`th item that belongs to a partition of four.
    fn item_of(engine: &Engine, partition: usize, n: usize) -> Attributes {
        let key = |pk: i64| Attributes::from([("pk".to_owned(), AttributeValue::from(pk))]);
        let definition = engine.state().table("Orders").unwrap().definition().key.clone();
        let is_there =
            |item: &Attributes| partition_of_hash(definition.key_of_item(item).unwrap().hash(), 4) == partition;
        (0..).map(key).filter(is_there).nth(n).unwrap()
    }

    /// The time line of the module's essay, change by change.
    #[test]
    fn the_worked_time_line() {
        let mut engine = Engine::new(Options { now: at(20, 7, 0), ..Options::default() });
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::N)];
        engine.send(CreateTableInput::on_demand("Orders", &keys)).unwrap();
        for n in 0..40 {
            let item = item_of(&engine, n % 4, n);
            engine.send(PutItemInput::new("Orders", item)).unwrap();
        }
        let changes = [
            (at(23, 10, 0), 0),
            (at(24, 0, 0), 2),
            (at(24, 20, 0), 1),
            (at(24, 50, 500), 3),
            (at(25, 0, 0), 0),
            (at(25, 30, 0), 2),
            (at(26, 0, 0), 3),
            (at(26, 0, 1), 1),
        ];
        let requested = at(25, 0, 0);
        let mut arn = None;
        for (sequence, (time, partition)) in (41..).zip(changes) {
            engine.advance_to(time);
            if time == requested {
                let (state, table) = (engine.state(), engine.state().table("Orders").unwrap());
                let request = BackupRequest { name: "nightly", kind: BackupType::User, expires: None };
                let (details, mut events) = begin_backup(state, table, requested, request);
                arn = details.backup_arn;
                for event in &mut events {
                    match event {
                        Event::BackupRequested(marker) => {
                            let after = |time| Cut::after(time);
                            let first = Cut { at: requested, count: 0 };
                            marker.cuts = vec![first, after(at(24, 0, 0)), after(at(25, 45, 0)), after(at(24, 30, 0))];
                        }
                        Event::TaskScheduled { due, task: Task::CompleteBackup { .. } } => *due = at(26, 0, 0),
                        _ => {}
                    }
                }
                engine.commit(events);
            }
            let item = item_of(&engine, partition, sequence);
            engine.send(PutItemInput::new("Orders", item)).unwrap();
        }
        let limit = Some(1_000);
        let explained = engine.send(ExplainBackupInput { limit, ..ExplainBackupInput::of(arn.unwrap()) }).unwrap();
        let changes = explained.changes.unwrap();
        let told = |verdict: &Verdict, included| {
            let is_it = |change: &&ChangeDescription| {
                change.sequence > Some(40)
                    && change.verdict.as_ref() == Some(verdict)
                    && change.included == Some(included)
            };
            changes.iter().filter(is_it).filter_map(|change| change.sequence).collect::<Vec<_>>()
        };
        assert_eq!((told(&Verdict::In, true), told(&Verdict::In, false)), (vec![41, 42], vec![]));
        assert_eq!((told(&Verdict::Maybe, true), told(&Verdict::Maybe, false)), (vec![46], vec![43, 44, 45, 47]));
        assert_eq!((told(&Verdict::Out, true), told(&Verdict::Out, false)), (vec![], vec![48]));
        let counts =
            VerdictCounts { r#in: Some(42), maybe: Some(5), out: Some(1), maybe_included: Some(1), anomalies: Some(1) };
        assert_eq!(explained.counts, Some(counts));
        let anomalies = explained.anomalies.unwrap();
        let pairs: Vec<_> = anomalies.iter().map(|anomaly| (anomaly.sequence, anomaly.earlier_sequence)).collect();
        assert_eq!(pairs, [(Some(46), Some(43))]);
    }
}
