//! Tables: making, changing, listing and deleting them, and what an account may have.
//!
//! Shared: `definition.rs`, what a request says of a table.

mod create_table;
pub(crate) mod definition;
mod delete_table;
mod describe_endpoints;
mod describe_limits;
mod describe_table;
mod describe_time_to_live;
mod list_tables;
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
