//! DynamoDB Streams: reading the change log of a table.
//!
//! Shared: `shard_iterator.rs` (positions in a shard as texts), `streaming.rs` (when a stream that ended is removed).

mod describe_stream;
mod get_records;
mod get_shard_iterator;
mod list_streams;
pub(crate) mod shard_iterator;
pub(crate) mod streaming;

pub use describe_stream::*;
pub use get_records::*;
pub use get_shard_iterator::*;
pub use list_streams::*;
