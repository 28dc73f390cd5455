//! GetRecords, of DynamoDB Streams.

use super::error::StreamError;
use super::shard_iterator::{ShardIterator, sequence_number, shard_of};
use crate::item::Item;
use crate::limits::{PAGE_BYTES_MAX, SHARD_ITERATOR_MS, STREAM_RECORDS_MAX};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::model::shapes::{Identity, OperationType, Record, StreamRecord, StreamViewType, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::{Cause, Change, State, Stream};
use crate::time::Timestamp;
use xxhash_rust::xxh3::xxh3_128;

shape! {
    /// Reads the records of a shard from a position on.
    pub struct GetRecordsInput {
        /// The shard iterator: the position at which to start.
        shard_iterator: String,
        /// The maximum number of records to return, 1 to 1,000. Default 1,000.
        limit: i32,
    }
}

shape! {
    /// A page of records.
    pub struct GetRecordsOutput {
        /// The records of the page. It may be empty although more follow.
        records: Vec<Record>,
        /// The iterator for the next page; absent once the shard has ended and all its records have been returned.
        next_shard_iterator: String,
    }
}

impl GetRecordsInput {
    /// A request with its required members.
    pub fn new(shard_iterator: impl Into<String>) -> Self {
        Self { shard_iterator: Some(shard_iterator.into()), limit: None }
    }
}

impl Constrained for GetRecordsInput {
    fn check(&self, at: &mut Check) {
        at.member("shardIterator", &self.shard_iterator).required().length(1..=2048);
        at.member("limit", &self.limit).within(1..=STREAM_RECORDS_MAX);
    }
}

/// The maximum number of changes that one call examines, including those that did not alter their item and so have no
/// record.
const CHANGES_MAX: usize = 10_000;

/// # Errors
/// ValidationException for an invalid iterator; LimitExceededException for more than 1,000 records;
/// ExpiredIteratorException after 15 minutes; ResourceNotFoundException if the stream no longer exists;
/// TrimmedDataAccessException if the next change was committed more than 24 hours ago.
///
/// # Source
/// The service model of DynamoDB Streams: at most 1,000 records, or the record with which they reach 1 MB.
impl Operation for GetRecordsInput {
    const NAME: &'static str = "GetRecords";
    const SERVICE: Service = Service::Streams;
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceNotFoundException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
        ErrorCode::ExpiredIteratorException,
        ErrorCode::TrimmedDataAccessException,
    ];
    type Output = GetRecordsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<GetRecordsOutput>, Error> {
        let limit = self.limit.unwrap_or(STREAM_RECORDS_MAX);
        let from = ShardIterator::read(state, required("shardIterator", &self.shard_iterator)?)?;
        if now > from.made.plus_ms(SHARD_ITERATOR_MS) {
            return Err(StreamError::IteratorExpired.into());
        }
        let arn = || state.owner().stream_arn(&from.stream);
        let stream = state.stream(&from.stream).ok_or_else(|| StreamError::NotFound { arn: arn() })?;
        let shard = shard_of(state, stream, from.shard)?;
        if from.position < shard.horizon(now) {
            return Err(StreamError::Trimmed.into());
        }
        let (mut records, mut bytes, mut position) = (Vec::new(), 0, from.position);
        for change in shard.changes_from(from.position).take(CHANGES_MAX) {
            if records.len() == limit as usize || bytes >= PAGE_BYTES_MAX {
                break;
            }
            position += 1;
            if let Some(record) = record(state, stream, change) {
                bytes += record.dynamodb.as_ref().and_then(|change| change.size_bytes).unwrap_or_default();
                records.push(record);
            }
        }
        let is_over = !stream.is_open() && position >= shard.end();
        let next = ShardIterator { position, made: now, ..from };
        let next_shard_iterator = (!is_over).then(|| next.write(state));
        Ok(Decision::answer(GetRecordsOutput { records: Some(records), next_shard_iterator }))
    }
}

/// The record of a change in a stream; `None` for a change that did not alter its item.
fn record(state: &State, stream: &Stream, change: &Change) -> Option<Record> {
    let event_name = match (&change.old, &change.new) {
        (None, Some(_)) => OperationType::Insert,
        (Some(_), None) => OperationType::Remove,
        (Some(old), Some(new)) if old != new => OperationType::Modify,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    let item = change.new.as_ref().or(change.old.as_ref())?;
    let key = item.project(|name| stream.key.attributes().any(|attribute| attribute.name == name));
    let (wants_new, wants_old) = match stream.view {
        StreamViewType::NewImage => (true, false),
        StreamViewType::OldImage => (false, true),
        StreamViewType::NewAndOldImages => (true, true),
        StreamViewType::KeysOnly | StreamViewType::Unknown(_) => (false, false),
    };
    let new_image = change.new.clone().filter(|_| wants_new);
    let old_image = change.old.clone().filter(|_| wants_old);
    let size = [Some(&key), new_image.as_ref(), old_image.as_ref()].into_iter().flatten().map(Item::size_bytes).sum();
    let id = xxh3_128(format!("{} {} {}", stream.table_id, stream.id, change.sequence).as_bytes());
    Some(Record {
        event_id: Some(format!("{id:032x}")),
        event_name: Some(event_name),
        event_version: Some("1.1".to_owned()),
        event_source: Some("aws:dynamodb".to_owned()),
        aws_region: Some(state.owner().region.to_string()),
        dynamodb: Some(StreamRecord {
            approximate_creation_date_time: Some(change.committed.whole_second()),
            keys: Some(key.to_attributes()),
            new_image,
            old_image,
            sequence_number: Some(sequence_number(change.sequence)),
            size_bytes: Some(size),
            stream_view_type: Some(stream.view.clone()),
        }),
        user_identity: (change.cause == Cause::Expiry).then(|| Identity {
            principal_id: Some("dynamodb.amazonaws.com".to_owned()),
            kind: Some("Service".to_owned()),
        }),
    })
}
