//! The API: one file for each operation, with its input, its output, its constraints, its decision, its tests.
//!
//! Operations never call each other. What several need stands in `describe.rs` (how a table or a backup looks on the
//! wire), `definition.rs` (what a request says of a table), `lookup.rs` (finding what it names), `backing_up.rs`
//! and `restoring.rs` (how backups and restores begin), `item_write.rs` (one item written, on its condition),
//! `item_read.rs` (what is shown of an item), `reading.rs` (what Query and Scan share), `consumed.rs` (capacity),
//! `shard_iterator.rs` (places in streams as texts) and `tasks.rs` (what happens later).

mod backing_up;
mod batch_get_item;
mod batch_write_item;
mod consumed;
mod create_backup;
mod create_table;
mod definition;
mod delete_backup;
mod delete_item;
mod delete_table;
mod describe;
mod describe_backup;
mod describe_continuous_backups;
mod describe_endpoints;
mod describe_limits;
mod describe_stream;
mod describe_table;
mod describe_time_to_live;
mod get_item;
mod get_records;
mod get_shard_iterator;
mod item_read;
mod item_write;
mod list_backups;
mod list_streams;
mod list_tables;
mod list_tags_of_resource;
mod lookup;
mod put_item;
mod query;
mod reading;
mod restore_table_from_backup;
mod restore_table_to_point_in_time;
mod restoring;
mod scan;
mod shard_iterator;
mod streaming;
mod tag_resource;
mod tasks;
mod transact_get_items;
mod transact_write_items;
mod untag_resource;
mod update_continuous_backups;
mod update_item;
mod update_table;
mod update_time_to_live;

pub(crate) use backing_up::{Order, begin as begin_backup, table as table_to_back_up};
pub(crate) use describe::{backup_details, change_key};
pub(crate) use lookup::{backup_of, known_table, named, restorable};
pub(crate) use tasks::decide_task;

pub use batch_get_item::*;
pub use batch_write_item::*;
pub use create_backup::*;
pub use create_table::*;
pub use delete_backup::*;
pub use delete_item::*;
pub use delete_table::*;
pub use describe_backup::*;
pub use describe_continuous_backups::*;
pub use describe_endpoints::*;
pub use describe_limits::*;
pub use describe_stream::*;
pub use describe_table::*;
pub use describe_time_to_live::*;
pub use get_item::*;
pub use get_records::*;
pub use get_shard_iterator::*;
pub use list_backups::*;
pub use list_streams::*;
pub use list_tables::*;
pub use list_tags_of_resource::*;
pub use put_item::*;
pub use query::*;
pub use restore_table_from_backup::*;
pub use restore_table_to_point_in_time::*;
pub use scan::*;
pub use tag_resource::*;
pub use transact_get_items::*;
pub use transact_write_items::*;
pub use untag_resource::*;
pub use update_continuous_backups::*;
pub use update_item::*;
pub use update_table::*;
pub use update_time_to_live::*;

use crate::engine::{Call, Engine, Operation};
use crate::error::{Error, ErrorCode};
use crate::json::{Json, Sink, ToJson};
use crate::service::Service;

/// The way of a call through an engine: JSON in, JSON out, whatever JSON is on the other side of the door.
pub(crate) type Door = fn(&mut Engine, Json<'_>, &mut dyn Sink) -> Result<(), Error>;

/// The door of one operation.
pub(crate) fn door_of<C: Call>(engine: &mut Engine, json: Json<'_>, out: &mut dyn Sink) -> Result<(), Error> {
    let input = C::read(json)?;
    engine.send(input)?.write(out);
    Ok(())
}

/// The one list of operations. From it come the names, the declared errors and the doors.
macro_rules! operations {
    ($($input:ident,)+) => {
        /// The names of all operations.
        pub const NAMES: &[&str] = &[$(<$input as Call>::NAME),+];

        /// The door of the operation of that name; `None` where there is none.
        pub(crate) fn door(name: &str) -> Option<Door> {
            const DOORS: &[Door] = &[$(door_of::<$input>),+];
            crate::shapes::place(name, NAMES).and_then(|number| DOORS.get(number)).copied()
        }

        /// Whose the operation of that name is. No two services have operations of one name.
        pub fn service_of(name: &str) -> Option<Service> {
            const SERVICES: &[Service] = &[$(<$input as Operation>::SERVICE),+];
            crate::shapes::place(name, NAMES).and_then(|number| SERVICES.get(number)).copied()
        }

        /// The errors that the service model declares for the operation of that name.
        pub fn declared_errors(name: &str) -> Option<&'static [ErrorCode]> {
            const ERRORS: &[&[ErrorCode]] = &[$(<$input as Operation>::ERRORS),+];
            crate::shapes::place(name, NAMES).and_then(|number| ERRORS.get(number)).copied()
        }

        /// Declares all operations.
        #[cfg(feature = "typescript")]
        pub(crate) fn declare(declared: &mut crate::typescript::Declarations) {
            $(declared.operation::<$input>();)+
        }
    };
}

operations! {
    PutItemInput,
    GetItemInput,
    DeleteItemInput,
    UpdateItemInput,
    BatchWriteItemInput,
    BatchGetItemInput,
    TransactWriteItemsInput,
    TransactGetItemsInput,
    QueryInput,
    ScanInput,
    CreateBackupInput,
    DescribeBackupInput,
    ListBackupsInput,
    DeleteBackupInput,
    RestoreTableFromBackupInput,
    RestoreTableToPointInTimeInput,
    DescribeContinuousBackupsInput,
    UpdateContinuousBackupsInput,
    CreateTableInput,
    DescribeTableInput,
    ListTablesInput,
    UpdateTableInput,
    DeleteTableInput,
    ListTagsOfResourceInput,
    TagResourceInput,
    UntagResourceInput,
    UpdateTimeToLiveInput,
    DescribeTimeToLiveInput,
    DescribeLimitsInput,
    DescribeEndpointsInput,
    ListStreamsInput,
    DescribeStreamInput,
    GetShardIteratorInput,
    GetRecordsInput,
}
