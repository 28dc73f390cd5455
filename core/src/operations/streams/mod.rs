//! DynamoDB Streams: reading the change log of a table.
//!
//! Shared: `shard_iterator.rs` (shards and positions in them as texts), `error.rs` (the refusals and their texts).

mod describe_stream;
pub(crate) mod error;
mod get_records;
mod get_shard_iterator;
mod list_streams;
pub(crate) mod shard_iterator;

pub use describe_stream::*;
pub use get_records::*;
pub use get_shard_iterator::*;
pub use list_streams::*;
