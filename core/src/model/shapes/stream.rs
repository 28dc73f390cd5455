//! Streams and what they tell.

use super::*;
use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// A stream in a list.
    pub struct Stream {
        /// Its ARN.
        stream_arn: String,
        /// Its table's name.
        table_name: String,
        /// Its label.
        stream_label: String,
    }
}

shape! {
    /// A stream in full.
    pub struct StreamDescription {
        /// Its ARN.
        stream_arn: String,
        /// Its label: when it began.
        stream_label: String,
        /// Its status.
        stream_status: StreamStatus,
        /// What it tells of a change.
        stream_view_type: StreamViewType,
        /// When it was asked for.
        creation_request_date_time: Timestamp,
        /// Its table's name.
        table_name: String,
        /// Its table's key.
        key_schema: Vec<KeySchemaElement>,
        /// Its shards.
        shards: Vec<Shard>,
        /// The shard to go on after; absent on the last page.
        last_evaluated_shard_id: String,
    }
}

shape! {
    /// A shard.
    pub struct Shard {
        /// Its id.
        shard_id: String,
        /// The sequence numbers between which its records' lie.
        sequence_number_range: SequenceNumberRange,
        /// The shard that it goes on from; never here.
        parent_shard_id: String,
    }
}

shape! {
    /// The sequence numbers between which a shard's records' lie.
    pub struct SequenceNumberRange {
        /// The first.
        starting_sequence_number: String,
        /// The last; absent while the shard is open.
        ending_sequence_number: String,
    }
}

shape! {
    /// Which shards are wanted.
    pub struct ShardFilter {
        /// CHILD_SHARDS.
        #[name = "Type"]
        kind: ShardFilterType,
        /// Those of this shard.
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
    /// What a stream tells of one change. Unlike all other structures of the service, its members begin with small
    /// letters.
    pub struct Record {
        /// What tells the change from all others.
        #[name = "eventID"]
        event_id: String,
        /// What happened to the item.
        #[name = "eventName"]
        event_name: OperationType,
        /// The version of this structure.
        #[name = "eventVersion"]
        event_version: String,
        /// Where it comes from.
        #[name = "eventSource"]
        event_source: String,
        /// The region.
        #[name = "awsRegion"]
        aws_region: String,
        /// The change.
        #[name = "dynamodb"]
        dynamodb: StreamRecord,
        /// Who made it, where that was the service itself.
        #[name = "userIdentity"]
        user_identity: Identity,
    }
}

shape! {
    /// A change.
    pub struct StreamRecord {
        /// When it was committed, rounded down to the second.
        approximate_creation_date_time: Timestamp,
        /// The item's key.
        keys: Attributes,
        /// The item after it.
        new_image: Item,
        /// The item before it.
        old_image: Item,
        /// Its place in its shard.
        sequence_number: String,
        /// The size of key and images, in bytes.
        size_bytes: u64,
        /// Which images there are.
        stream_view_type: StreamViewType,
    }
}

shape! {
    /// Who made a change.
    pub struct Identity {
        /// Its name.
        principal_id: String,
        /// What it is.
        #[name = "Type"]
        kind: String,
    }
}
