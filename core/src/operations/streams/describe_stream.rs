//! DescribeStream, of DynamoDB Streams.

use super::shard_iterator::{read_shard_id, sequence_number, shard_id, stream_of};
use crate::limits::STREAM_PAGE_MAX;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::model::shapes::{SequenceNumberRange, Shard, ShardFilter, StreamDescription, StreamStatus, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::describe::key_schema;
use crate::state::lifecycle::StreamState;
use crate::state::{State, Stream};
use crate::time::Timestamp;

shape! {
    /// Describes a stream and its shards.
    pub struct DescribeStreamInput {
        /// The ARN of the stream.
        stream_arn: String,
        /// The maximum number of shards to return, 1 to 100. Default 100.
        limit: i32,
        /// The `LastEvaluatedShardId` of the previous page.
        exclusive_start_shard_id: String,
        /// A filter for the shards to return. Default all.
        shard_filter: ShardFilter,
    }
}

shape! {
    /// The described stream.
    pub struct DescribeStreamOutput {
        /// The description of the stream, with a page of its shards.
        stream_description: StreamDescription,
    }
}

impl DescribeStreamInput {
    /// A request with its required members.
    pub fn new(stream_arn: impl Into<String>) -> Self {
        Self { stream_arn: Some(stream_arn.into()), ..Self::default() }
    }
}

impl Constrained for DescribeStreamInput {
    fn check(&self, at: &mut Check) {
        at.member("streamArn", &self.stream_arn).required().length(37..=1024);
        at.member("limit", &self.limit).within(1..=STREAM_PAGE_MAX);
        at.member("exclusiveStartShardId", &self.exclusive_start_shard_id).length(28..=65);
        at.member("shardFilter", &self.shard_filter).structure();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such stream. An `ExclusiveStartShardId` that is no shard of the stream gives an
/// empty list.
///
/// # Source
/// `docs/dynamodb.md#streams`, and the service model of DynamoDB Streams. Shards are the table's partitions, which never
/// split here: no shard has a parent, so the filter CHILD_SHARDS finds none.
impl Operation for DescribeStreamInput {
    const NAME: &'static str = "DescribeStream";
    const SERVICE: Service = Service::Streams;
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeStreamOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DescribeStreamOutput>, Error> {
        let arn = required("streamArn", &self.stream_arn)?;
        let stream = stream_of(state, arn)?;
        let first = match &self.exclusive_start_shard_id {
            Some(id) => read_shard_id(stream, id).map_or(stream.shards(), |number| number + 1),
            None => 0,
        };
        let end = if self.shard_filter.is_some() { first } else { stream.shards() };
        let limit = self.limit.unwrap_or(STREAM_PAGE_MAX) as usize;
        let shards: Vec<Shard> = (first..end).take(limit).map(|number| shard(stream, number)).collect();
        let is_last = first + shards.len() >= end;
        let description = StreamDescription {
            stream_arn: Some(arn.clone()),
            stream_label: Some(stream.id.to_string()),
            stream_status: Some(stream.state().into()),
            stream_view_type: Some(stream.view.clone()),
            creation_request_date_time: Some(stream.id.label),
            table_name: Some(stream.id.table.to_string()),
            key_schema: Some(key_schema(&stream.key)),
            last_evaluated_shard_id: if is_last { None } else { shards.last().and_then(|last| last.shard_id.clone()) },
            shards: Some(shards),
        };
        Ok(Decision::answer(DescribeStreamOutput { stream_description: Some(description) }))
    }
}

fn shard(stream: &Stream, number: usize) -> Shard {
    Shard {
        shard_id: Some(shard_id(stream, number)),
        sequence_number_range: Some(SequenceNumberRange {
            starting_sequence_number: Some(sequence_number(stream.first)),
            ending_sequence_number: stream.last().map(sequence_number),
        }),
        parent_shard_id: None,
    }
}

impl From<StreamState> for StreamStatus {
    fn from(state: StreamState) -> StreamStatus {
        match state {
            StreamState::Enabling => StreamStatus::Enabling,
            StreamState::Enabled => StreamStatus::Enabled,
            StreamState::Disabling => StreamStatus::Disabling,
            StreamState::Disabled => StreamStatus::Disabled,
        }
    }
}
