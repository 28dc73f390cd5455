//! A stream: the change log of a table, read shard by shard.
//!
//! An open stream stores nothing: its shards are the table's partitions, and their records are the partitions' change
//! logs, which are kept for 24 hours on its account ([`Table::log_floor`]). When it ends, with its table or before, it
//! takes its part of the logs along, shared as a backup's are, and can be read for another 24 hours.

use super::digest::digest_members;
use super::lifecycle::{self, StreamState, StreamStep};
use super::partition::{Change, ChangeLog};
use super::promise::promised;
use super::table::{Table, TableId};
use crate::item::key::KeyDefinition;
use crate::limits::STREAM_RETENTION_MS;
use crate::model::arn::StreamId;
use crate::model::shapes::StreamViewType;
use crate::planted::Planted;
use crate::time::Timestamp;

/// A stream.
#[derive(Clone, Debug)]
pub struct Stream {
    /// The identity of the stream: its table's name and its label.
    pub id: StreamId,
    /// The id of the table in the state.
    pub table: TableId,
    /// The id of the table on the wire.
    pub table_id: String,
    /// The key of the table.
    pub key: KeyDefinition,
    /// What the stream's records contain.
    pub view: StreamViewType,
    /// The table's sequence when the stream began: the changes after it are in the stream.
    pub first: u64,
    /// The ordinal in each partition's log at which the shard begins.
    pub(super) starts: Vec<u64>,
    pub(super) state: StreamState,
    pub(super) end: Option<StreamEnd>,
}

/// The end of a stream, and its part of the logs.
#[derive(Clone, Debug)]
pub(super) struct StreamEnd {
    /// The table's sequence at the end.
    pub(super) last: u64,
    pub(super) logs: Vec<ChangeLog>,
}

digest_members!(Stream { id, table, table_id, key, view, first, starts, state, end });
digest_members!(StreamEnd { last, logs });

impl Stream {
    /// The stream that a table has just been given; `None` if it has none.
    pub(super) fn of(table: &Table) -> Option<Stream> {
        let late = Planted::ShardBeginsLate.one::<u64>();
        Some(Stream {
            id: table.stream_id()?,
            table: table.id(),
            table_id: table.table_id().to_owned(),
            key: table.definition().key.clone(),
            view: table.definition().stream.clone()?,
            first: table.sequence(),
            starts: table.partitions().iter().map(|partition| partition.log().end() + late).collect(),
            state: StreamState::Enabling,
            end: None,
        })
    }

    /// Ends the stream.
    pub(super) fn close(&mut self, table: &mut Table) {
        let logs = table.logs_from(&self.starts);
        self.end = Some(StreamEnd { last: table.sequence(), logs });
        self.step(StreamStep::Close);
    }

    /// The bytes that the logs of an ended stream count for in `MaxBytes`.
    pub fn held_bytes(&self) -> u64 {
        self.end.iter().flat_map(|end| &end.logs).map(ChangeLog::held_bytes).sum()
    }

    fn step(&mut self, step: StreamStep) {
        self.state = lifecycle::step("a stream", lifecycle::stream, self.state, step);
    }

    /// Settles the stream, because its table is ACTIVE or removed.
    pub(super) fn settle(&mut self) {
        if matches!(self.state, StreamState::Enabling | StreamState::Disabling) {
            self.step(StreamStep::Settle);
        }
    }

    /// The state of the stream.
    pub fn state(&self) -> StreamState {
        self.state
    }

    /// Whether more records may be added.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// The table's sequence at the end of the stream; `None` while it is open.
    pub fn last(&self) -> Option<u64> {
        self.end.as_ref().map(|end| end.last)
    }

    /// The number of shards.
    pub fn shards(&self) -> usize {
        self.starts.len()
    }

    /// The shard with that index. `table` is the stream's table, which must exist while the stream is open.
    pub fn shard<'a>(&'a self, number: usize, table: Option<&'a Table>) -> Option<Shard<'a>> {
        let start = *self.starts.get(number)?;
        let log = match &self.end {
            Some(end) => end.logs.get(number)?,
            None => promised(table, format_args!("the table of an open stream is there: {:?}", self.id))
                .partitions()
                .get(number)?
                .log(),
        };
        Some(Shard { start, log })
    }
}

/// A shard of a stream: the changes of one partition while the stream was open. A position in it is an ordinal of the
/// partition's log.
#[derive(Clone, Copy, Debug)]
pub struct Shard<'a> {
    start: u64,
    log: &'a ChangeLog,
}

impl<'a> Shard<'a> {
    /// The position of the oldest change that can be read at `now`.
    pub fn horizon(&self, now: Timestamp) -> u64 {
        self.from_time(now.plus_ms(-STREAM_RETENTION_MS + Planted::HorizonOneMillisecondLate.one::<i64>()))
    }

    /// The position after the last change.
    pub fn end(&self) -> u64 {
        self.log.end()
    }

    /// The position of the first change committed at or after `time`.
    pub fn from_time(&self, time: Timestamp) -> u64 {
        self.log.ordinal(time, 0).max(self.start)
    }

    /// The position of the first change with a higher sequence.
    pub fn after_sequence(&self, sequence: u64) -> u64 {
        self.log.after_sequence(sequence).max(self.start)
    }

    /// Whether the change with a sequence is too old to be read at `now`.
    pub fn is_trimmed(&self, sequence: u64, now: Timestamp) -> bool {
        let horizon = self.horizon(now);
        horizon > self.start && self.changes_from(horizon).next().is_none_or(|oldest| sequence < oldest.sequence)
    }

    /// The changes from a position on, in order.
    pub fn changes_from(&self, position: u64) -> impl Iterator<Item = &'a Change> {
        self.log.changes_from(position.max(self.start))
    }
}
