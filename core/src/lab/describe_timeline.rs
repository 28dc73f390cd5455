//! DescribeTimeline: the events of a table, in order.

use super::ChangeKind;
use super::error::LabError;
use crate::engine::{Call, Endpoint, Engine};
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::shapes::{BackupType, open_enum, shape};
use crate::operations::{change_key, known_table, named};
use crate::planted::Planted;
use crate::sorting::sort_by_key;
use crate::state::{Backup, Change, LogView, State, Table};
use crate::time::Timestamp;

shape! {
    /// Returns what happened to a table, in order, page by page.
    pub struct DescribeTimelineInput {
        /// The table's name or ARN.
        table_name: String,
        /// The earliest time, inclusive, in epoch seconds.
        from: Timestamp,
        /// The latest time, inclusive, in epoch seconds.
        to: Timestamp,
        /// The number of equal parts, 1 to 2,000, into which the time from `From` to `To` is divided. The writes of
        /// each part are counted in `Bins` and not listed in `Events`.
        bins: i32,
        /// The maximum number of events to return, 1 to 10,000. Default 1,000.
        limit: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// A page of a table's events.
    pub struct DescribeTimelineOutput {
        /// The events, ordered by time.
        events: Vec<TimelineEvent>,
        /// The number of writes from `From` to `To`.
        writes: u64,
        /// The parts that contain writes, ordered by partition and time; absent unless the request has `Bins`.
        bins: Vec<TimelineBin>,
        /// The window of point-in-time recovery; absent while it is off.
        recovery_window: RecoveryWindow,
        /// The token for the next page; absent on the last page.
        next_token: String,
    }
}

shape! {
    /// The window of a table's point-in-time recovery.
    pub struct RecoveryWindow {
        /// The earliest restorable moment, in epoch seconds.
        earliest: Timestamp,
        /// The latest restorable moment, in epoch seconds.
        latest: Timestamp,
        /// The full snapshots from which a restore into the window may replay: for each partition the last one before
        /// the window and those within it. At most the latest thousand are listed, ordered by partition and time.
        snapshots: Vec<SnapshotDescription>,
    }
}

shape! {
    /// A full snapshot of a partition.
    pub struct SnapshotDescription {
        /// The partition's index, from 0.
        partition: u32,
        /// The moment of which the snapshot is, in epoch seconds.
        time: Timestamp,
        /// The number of items in the snapshot.
        items: u64,
        /// The number of the partition's changes from this snapshot to the next one, or to now.
        changes: u64,
    }
}

open_enum! {
    /// The kind of an event.
    pub enum TimelineKind {
        TableCreated = "TABLE_CREATED",
        Write = "WRITE",
        BackupRequested = "BACKUP_REQUESTED",
        BackupAvailable = "BACKUP_AVAILABLE",
        BackupExpires = "BACKUP_EXPIRES",
        TableDeleted = "TABLE_DELETED",
        RecoveryEnabled = "RECOVERY_ENABLED",
    }
}

shape! {
    /// An event in the history of a table. Members that do not apply to its kind are absent.
    pub struct TimelineEvent {
        /// When it happened, in epoch seconds.
        time: Timestamp,
        /// The kind of event.
        kind: TimelineKind,
        /// Of a write: its sequence among all writes to the table.
        sequence: u64,
        /// Of a write: the partition's index, from 0.
        partition: u32,
        /// Of a write: the key of the item.
        key: Attributes,
        /// Of a write: its effect on the item.
        change: ChangeKind,
        /// Of an event of a backup: the backup's ARN.
        backup_arn: String,
        /// Of an event of a backup: the backup's name.
        backup_name: String,
        /// Of an event of a backup: the backup's type.
        backup_type: BackupType,
    }
}

shape! {
    /// The number of writes to one partition in one part of the requested time.
    pub struct TimelineBin {
        /// The partition's index, from 0.
        partition: u32,
        /// The part's index, from 0.
        bin: u32,
        /// The number of writes.
        writes: u64,
    }
}

impl Constrained for DescribeTimelineInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("limit", &self.limit).within(1..=10_000);
        at.member("bins", &self.bins).within(1..=2_000);
    }
}

impl DescribeTimelineInput {
    /// Returns the answer without changing anything. For a table that is gone, it consists of what its backups record.
    ///
    /// # Errors
    /// ResourceNotFoundException if neither a table nor a backup has that name; ValidationException for an invalid
    /// token, or for `Bins` without both `From` and `To`.
    pub fn answer(&self, state: &State, now: Timestamp) -> Result<DescribeTimelineOutput, Error> {
        Check::all(self)?;
        let after = match &self.next_token {
            Some(token) => Some(read_token(token).ok_or(LabError::TokenInvalid)?),
            None => None,
        };
        let parts = match (self.bins, self.from, self.to) {
            (Some(bins), Some(from), Some(to)) => Some(Parts { from, to, bins: bins as u32 }),
            (Some(_), ..) => return Err(LabError::BinsWithoutEnds.into()),
            (None, ..) => None,
        };
        let name = named(state, &self.table_name)?;
        let table = match state.backups_of_after(name, None).next() {
            Some(_) => state.table(name),
            None => Some(known_table(state, &self.table_name)?),
        };
        let (from, to) = (self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX));
        let logs: Vec<LogView<'_>> = table.map(|table| table.log_views().collect()).unwrap_or_default();
        let limit = self.limit.map_or(1_000, |limit| limit as usize);

        // Only the events of the page are described: a table has very many backups.
        let mut events = lives(state, name, table);
        if let (None, Some(table)) = (&parts, table) {
            // A page needs no more than a page's worth of each partition.
            let first = after.map_or(from, |(millis, ..)| from.max(Timestamp::from_millis(millis)));
            for (partition, log) in logs.iter().enumerate() {
                let begun = match after {
                    Some((_, WRITE, sequence)) => log.after_sequence(sequence),
                    _ => 0,
                };
                let changes = log.iter_from(log.from_time(first).max(begun));
                let seen = changes.take_while(|(_, change)| change.committed <= to).take(limit.saturating_add(1));
                events.extend(seen.map(|(_, change)| Found::write(table, partition, change)));
            }
        }
        events
            .retain(|found| after.is_none_or(|after| found.position > after) && from <= found.time && found.time <= to);
        sort_by_key(&mut events, |found| found.position);
        let next_token = match events.get(limit) {
            Some(_) => events
                .get(limit - 1)
                .map(|Found { position: (millis, kind, number), .. }| format!("{millis}.{kind}.{number}")),
            None => None,
        };
        let writes = logs.iter().map(|log| log.count(log.from_time(from), log.after_time(to))).sum();
        Ok(DescribeTimelineOutput {
            events: Some(events.into_iter().take(limit).map(|found| found.describe(state)).collect()),
            writes: Some(writes),
            bins: parts.map(|parts| parts.count(&logs)),
            recovery_window: table.and_then(|table| recovery_window(table, now)),
            next_token,
        })
    }
}

/// # Errors
/// As for [`DescribeTimelineInput::answer`].
impl Call for DescribeTimelineInput {
    const NAME: &'static str = "DescribeTimeline";
    type Output = DescribeTimelineOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<DescribeTimelineOutput, Error> {
        self.answer(&engine.state_at(to), engine.now())
    }
}

/// The position of an event in the order of the list: time, kind, and an ordinal among the events of one kind.
type Position = (i64, u8, u64);

/// The kind of a write in a [`Position`].
const WRITE: u8 = 1;

/// A span of time, divided into equal parts.
struct Parts {
    from: Timestamp,
    to: Timestamp,
    bins: u32,
}

impl Parts {
    /// The first moment of a part; for the index after the last part, the moment after the end.
    fn start(&self, bin: u32) -> Timestamp {
        let length_ms = self.to.millis().saturating_sub(self.from.millis()).max(0).saturating_add(1);
        let ms = i128::from(length_ms) * i128::from(bin) / i128::from(self.bins);
        self.from.plus_ms(ms as i64)
    }

    fn count(&self, logs: &[LogView<'_>]) -> Vec<TimelineBin> {
        let mut counted = Vec::new();
        for (partition, log) in logs.iter().enumerate() {
            let mut begin = log.from_time(self.from);
            let last = log.after_time(self.to);
            for bin in 0..self.bins {
                if begin >= last {
                    break;
                }
                let end = if bin + 1 == self.bins { last } else { log.from_time(self.start(bin + 1)) };
                let writes = log.count(begin, end);
                if writes > 0 {
                    let (partition, writes) = (Some(partition as u32), Some(writes));
                    counted.push(TimelineBin { partition, bin: Some(bin), writes });
                }
                begin = end;
            }
        }
        counted
    }
}

/// An event that was found.
struct Found<'a> {
    position: Position,
    time: Timestamp,
    kind: TimelineKind,
    of: Subject<'a>,
}

/// The subject of an event.
enum Subject<'a> {
    Table,
    Write { table: &'a Table, partition: usize, change: &'a Change },
    Backup(&'a Backup),
}

impl<'a> Found<'a> {
    fn new(time: Timestamp, kind: TimelineKind, order: u8, number: u64, of: Subject<'a>) -> Found<'a> {
        Found { position: (time.millis(), order, number), time, kind, of }
    }

    fn write(table: &'a Table, partition: usize, change: &'a Change) -> Found<'a> {
        let of = Subject::Write { table, partition, change };
        Found::new(change.committed, TimelineKind::Write, WRITE, change.sequence, of)
    }

    fn describe(self, state: &State) -> TimelineEvent {
        let event = TimelineEvent { time: Some(self.time), kind: Some(self.kind), ..TimelineEvent::default() };
        match self.of {
            Subject::Table => event,
            Subject::Write { table, partition, change } => TimelineEvent {
                sequence: Some(change.sequence),
                partition: Some(partition as u32),
                key: Some(change_key(table.definition(), change)),
                change: Some(ChangeKind::of(change)),
                ..event
            },
            Subject::Backup(backup) => TimelineEvent {
                backup_arn: Some(state.owner().backup_arn(&backup.marker.id)),
                backup_name: Some(backup.marker.name.clone()),
                backup_type: Some(backup.marker.kind.clone()),
                ..event
            },
        }
    }
}

/// The events of the table other than writes. What is known of an earlier table of the same name is what its SYSTEM
/// backup records; of a table that is gone, what all its backups record.
fn lives<'a>(state: &'a State, name: &str, table: Option<&'a Table>) -> Vec<Found<'a>> {
    let mut events = Vec::new();
    let mut happened = |time, kind, order, number, of| events.push(Found::new(time, kind, order, number, of));
    if let Some(table) = table {
        happened(table.created(), TimelineKind::TableCreated, 0, 0, Subject::Table);
        if let Some(time) = table.recovery().map(|recovery| recovery.enabled()) {
            happened(time, TimelineKind::RecoveryEnabled, 2, 0, Subject::Table);
        }
        if let Some(time) = table.deletion_started() {
            happened(time, TimelineKind::TableDeleted, 2, 1, Subject::Table);
        }
    }
    let is_told = |backup: &&Backup| {
        let is_of = |table: &Table| backup.marker.source.table == table.id() || Planted::TimelineOfNamesake.is_on();
        table.is_none_or(is_of) || backup.marker.kind == BackupType::System
    };
    for backup in state.backups_of_after(name, None).filter(is_told) {
        let (created, number) = (backup.marker.id.created, u64::from(backup.marker.id.suffix));
        let begun = match backup.marker.kind {
            BackupType::System => TimelineKind::TableDeleted,
            _ => TimelineKind::BackupRequested,
        };
        happened(created, begun, 2, number, Subject::Backup(backup));
        if let Some(completed) = backup.completed {
            happened(completed, TimelineKind::BackupAvailable, 3, number, Subject::Backup(backup));
        }
        if let Some(expires) = backup.marker.expires {
            happened(expires, TimelineKind::BackupExpires, 4, number, Subject::Backup(backup));
        }
    }
    events
}

/// The maximum number of snapshots in an answer.
const SNAPSHOTS_MAX: usize = 1_000;

fn recovery_window(table: &Table, now: Timestamp) -> Option<RecoveryWindow> {
    let recovery = table.recovery()?;
    let (earliest, latest) = (recovery.earliest(now), recovery.latest(now));
    let each = SNAPSHOTS_MAX.div_ceil(table.partitions().len().max(1));
    let mut snapshots = Vec::new();
    for (number, partition) in table.partitions().iter().enumerate() {
        let mut next = partition.log().end();
        let mut listed = Vec::new();
        for snapshot in partition.snapshots().rev().take(each) {
            listed.push(SnapshotDescription {
                partition: Some(number as u32),
                time: Some(snapshot.taken),
                items: Some(snapshot.totals.items),
                changes: Some(next.saturating_sub(snapshot.ordinal)),
            });
            next = snapshot.ordinal;
            if snapshot.taken < earliest {
                break;
            }
        }
        snapshots.extend(listed.into_iter().rev());
    }
    Some(RecoveryWindow { earliest: Some(earliest), latest: Some(latest), snapshots: Some(snapshots) })
}

fn read_token(token: &str) -> Option<Position> {
    let mut parts = token.splitn(3, '.');
    let position = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(position)
}
