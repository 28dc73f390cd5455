//! Tables: creating, changing, listing and deleting them, and the limits of an account.
//!
//! Shared: `definition.rs` (the definition of a table in a request), `key_schema.rs` (its keys and attributes), `lookup.rs` (lookup of the table that a request
//! names), `describe.rs` (how a table looks on the wire), `error.rs` (the refusals and their texts),
//! `stream_removal.rs`.

mod create_table;
pub(crate) mod definition;
mod delete_table;
pub(crate) mod describe;
mod describe_endpoints;
mod describe_limits;
mod describe_table;
mod describe_time_to_live;
pub(crate) mod error;
mod key_schema;
mod list_tables;
pub(crate) mod lookup;
pub(crate) mod stream_removal;
mod update_table;
mod update_time_to_live;

pub use create_table::*;
pub use delete_table::*;
pub use describe_endpoints::*;
pub use describe_limits::*;
pub use describe_table::*;
pub use describe_time_to_live::*;
pub use list_tables::*;
pub use update_table::*;
pub use update_time_to_live::*;
