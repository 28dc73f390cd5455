//! Global tables. The engine has none: these operations report that, and refuse to create one.

mod create_global_table;
mod describe_global_table;
mod describe_global_table_settings;
mod describe_table_replica_auto_scaling;
pub(crate) mod error;
mod list_global_tables;

pub use create_global_table::*;
pub use describe_global_table::*;
pub use describe_global_table_settings::*;
pub use describe_table_replica_auto_scaling::*;
pub use list_global_tables::*;
