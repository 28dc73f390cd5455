//! GetShardIterator, of DynamoDB Streams.

use super::error::StreamError;
use super::shard_iterator::{ShardIterator, read_sequence_number, read_shard_id, shard_of, stream_of};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::model::shapes::{ShardIteratorType, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::{State, Stream, Table};
use crate::time::Timestamp;

shape! {
    /// Returns an iterator: a position in a shard from which GetRecords can read.
    pub struct GetShardIteratorInput {
        /// The ARN of the stream.
        stream_arn: String,
        /// The id of the shard.
        shard_id: String,
        /// The kind of position: TRIM_HORIZON (the oldest record), LATEST (after the newest), AT_SEQUENCE_NUMBER,
        /// AFTER_SEQUENCE_NUMBER or AT_TIMESTAMP.
        shard_iterator_type: ShardIteratorType,
        /// The sequence number; required for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER.
        sequence_number: String,
        /// The time, in epoch seconds; required for AT_TIMESTAMP.
        timestamp: Timestamp,
    }
}

shape! {
    /// The iterator.
    pub struct GetShardIteratorOutput {
        /// The shard iterator. It expires after 15 minutes.
        shard_iterator: String,
    }
}

impl GetShardIteratorInput {
    /// A request for a position that needs neither a sequence number nor a time.
    pub fn new(stream_arn: impl Into<String>, shard_id: impl Into<String>, kind: ShardIteratorType) -> Self {
        Self {
            stream_arn: Some(stream_arn.into()),
            shard_id: Some(shard_id.into()),
            shard_iterator_type: Some(kind),
            ..Self::default()
        }
    }
}

impl Constrained for GetShardIteratorInput {
    fn check(&self, at: &mut Check) {
        at.member("streamArn", &self.stream_arn).required().length(37..=1024);
        at.member("shardId", &self.shard_id).required().length(28..=65);
        at.member("shardIteratorType", &self.shard_iterator_type).required().known();
        at.member("sequenceNumber", &self.sequence_number).length(21..=40);
    }
}

/// The requested position.
enum Wanted {
    Horizon,
    Latest,
    /// Before the change with that sequence.
    At(u64),
    /// After the change with that sequence.
    After(u64),
    Time(Timestamp),
}

/// # Errors
/// ResourceNotFoundException if there is no such stream or shard; TrimmedDataAccessException for a change committed
/// more than 24 hours ago; ValidationException for a position that does not go with its kind, for a sequence number
/// that the shard does not have, and for a time in the future.
///
/// # Source
/// The service model of DynamoDB Streams. Assumed: the order of refusal (the request by itself, then what it names).
impl Operation for GetShardIteratorInput {
    const NAME: &'static str = "GetShardIterator";
    const SERVICE: Service = Service::Streams;
    const ERRORS: &'static [ErrorCode] =
        &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError, ErrorCode::TrimmedDataAccessException];
    type Output = GetShardIteratorOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<GetShardIteratorOutput>, Error> {
        let wanted = self.wanted(now)?;
        let stream = stream_of(state, required("streamArn", &self.stream_arn)?)?;
        let number = read_shard_id(stream, required("shardId", &self.shard_id)?);
        let number = number.ok_or(StreamError::ShardNotFound)?;
        let shard = shard_of(state, stream, number)?;
        let position = match wanted {
            Wanted::Horizon => shard.horizon(now),
            Wanted::Latest => shard.end(),
            Wanted::At(sequence) | Wanted::After(sequence) => {
                self.validate_sequence(state, stream, sequence)?;
                if shard.is_trimmed(sequence, now) {
                    return Err(StreamError::Trimmed.into());
                }
                let skipped = if matches!(wanted, Wanted::After(_)) { sequence } else { sequence.saturating_sub(1) };
                shard.after_sequence(skipped)
            }
            Wanted::Time(time) => shard.from_time(time).max(shard.horizon(now)),
        };
        let iterator = ShardIterator { stream: stream.id.clone(), shard: number, position, made: now };
        Ok(Decision::answer(GetShardIteratorOutput { shard_iterator: Some(iterator.write(state)) }))
    }
}

impl GetShardIteratorInput {
    fn wanted(&self, now: Timestamp) -> Result<Wanted, Error> {
        use ShardIteratorType::*;
        let invalid = |why: StreamError| Err(why.into());
        match (required("shardIteratorType", &self.shard_iterator_type)?, &self.sequence_number, self.timestamp) {
            (AtSequenceNumber | AfterSequenceNumber, None, _) => invalid(StreamError::SequenceNumberMissing),
            (TrimHorizon | Latest | AtTimestamp, Some(_), _) => invalid(StreamError::SequenceNumberNotWanted),
            (AtTimestamp, None, None) => invalid(StreamError::TimestampMissing),
            (TrimHorizon | Latest | AtSequenceNumber | AfterSequenceNumber, _, Some(_)) => {
                invalid(StreamError::TimestampNotWanted)
            }
            (AtSequenceNumber, Some(number), None) => Ok(Wanted::At(read_sequence_number(number)?)),
            (AfterSequenceNumber, Some(number), None) => Ok(Wanted::After(read_sequence_number(number)?)),
            (AtTimestamp, None, Some(time)) if time > now => invalid(StreamError::TimestampAhead),
            // A record's time is rounded down to the second, so the first record at or after a time is that of the next
            // whole second.
            (AtTimestamp, None, Some(time)) => Ok(Wanted::Time(time.plus_ms(999).whole_second())),
            (Latest, None, None) => Ok(Wanted::Latest),
            (TrimHorizon | Unknown(_), _, _) => Ok(Wanted::Horizon),
        }
    }

    /// Refuses a sequence that no change of the shard can have.
    fn validate_sequence(&self, state: &State, stream: &Stream, sequence: u64) -> Result<(), Error> {
        let last = stream.last().or_else(|| state.table_by_id(stream.table).map(Table::sequence));
        if (stream.first..=last.unwrap_or_default()).contains(&sequence) {
            return Ok(());
        }
        let number = self.sequence_number.clone().unwrap_or_default();
        Err(StreamError::SequenceNumberOutOfRange { number }.into())
    }
}
