//! Streams, their shards and their records.

use super::*;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// An entry in a list of streams.
    pub struct Stream {
        /// The stream's ARN.
        stream_arn: String,
        /// The name of the stream's table.
        table_name: String,
        /// The label: the time at which the stream began, in ISO 8601.
        stream_label: String,
    }
}

shape! {
    /// The description of a stream.
    pub struct StreamDescription {
        /// The stream's ARN.
        stream_arn: String,
        /// The label: the time at which the stream began, in ISO 8601.
        stream_label: String,
        /// The status of the stream.
        stream_status: StreamStatus,
        /// What its records contain.
        stream_view_type: StreamViewType,
        /// When the stream was requested, in epoch seconds.
        creation_request_date_time: Timestamp,
        /// The name of the stream's table.
        table_name: String,
        /// The key schema of the table.
        key_schema: Vec<KeySchemaElement>,
        /// The shards of this page.
        shards: Vec<Shard>,
        /// The id to pass as `ExclusiveStartShardId` for the next page; absent on the last page.
        last_evaluated_shard_id: String,
    }
}

shape! {
    /// A shard: the records of one partition of the table.
    pub struct Shard {
        /// The shard's id.
        shard_id: String,
        /// The range of the sequence numbers of its records.
        sequence_number_range: SequenceNumberRange,
        /// The id of the shard that this one continues. Always absent here, because partitions never split.
        parent_shard_id: String,
    }
}

shape! {
    /// The range of the sequence numbers of a shard's records.
    pub struct SequenceNumberRange {
        /// The first sequence number.
        starting_sequence_number: String,
        /// The last sequence number; absent while the shard is open.
        ending_sequence_number: String,
    }
}

shape! {
    /// A filter for the shards to return.
    pub struct ShardFilter {
        /// The kind of filter: CHILD_SHARDS.
        #[name = "Type"]
        kind: ShardFilterType,
        /// The id of the shard whose children are returned.
        shard_id: String,
    }
}
/// # Source
/// `docs/dynamodb.md#streams`: one that is incomplete is refused; its text is assumed.
impl Constrained for ShardFilter {
    fn check(&self, at: &mut Check) {
        at.member("type", &self.kind).required().known();
        at.member("shardId", &self.shard_id).required().length(28..=65);
    }
}

shape! {
    /// A record of a stream: one change of an item. Unlike in all other structures of the service, the member names
    /// begin with a lower-case letter.
    pub struct Record {
        /// The unique id of the record.
        #[name = "eventID"]
        event_id: String,
        /// The kind of change: INSERT, MODIFY or REMOVE.
        #[name = "eventName"]
        event_name: OperationType,
        /// The version of the record's format.
        #[name = "eventVersion"]
        event_version: String,
        /// The service that the record is from: `aws:dynamodb`.
        #[name = "eventSource"]
        event_source: String,
        /// The region of the table.
        #[name = "awsRegion"]
        aws_region: String,
        /// The change itself.
        #[name = "dynamodb"]
        dynamodb: StreamRecord,
        /// The service that made the change; absent for changes by clients.
        #[name = "userIdentity"]
        user_identity: Identity,
    }
}

shape! {
    /// The change in a stream's record.
    pub struct StreamRecord {
        /// When the change was committed, in epoch seconds, rounded down to the second.
        approximate_creation_date_time: Timestamp,
        /// The key of the item.
        keys: Attributes,
        /// The item after the change, if the stream's view type includes it.
        new_image: Item,
        /// The item before the change, if the stream's view type includes it.
        old_image: Item,
        /// The sequence number of the record in its shard.
        sequence_number: String,
        /// The size of key and images, in bytes.
        size_bytes: u64,
        /// The view type of the stream.
        stream_view_type: StreamViewType,
    }
}

shape! {
    /// The service that made a change.
    pub struct Identity {
        /// The name of the service: `dynamodb.amazonaws.com` for items that expired.
        principal_id: String,
        /// The kind of identity: `Service`.
        #[name = "Type"]
        kind: String,
    }
}
