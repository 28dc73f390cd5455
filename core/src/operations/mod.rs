//! The API: one file for each operation, with its input, its output, its constraints, its decision, its tests.
//!
//! Operations never call each other. What several need stands in `describe.rs` (how a table or a backup looks on the
//! wire), `definition.rs` (what a request says of a table), `lookup.rs` (finding what it names), `backing_up.rs`
//! and `restoring.rs` (how backups and restores begin), `item_write.rs` (one item written, on its condition),
//! `item_read.rs` (what is shown of an item), `reading.rs` (what Query and Scan share), `consumed.rs` (capacity),
//! `shard_iterator.rs` (places in streams as texts) and `tasks.rs` (what happens later).

mod backing_up;
mod consumed;
mod definition;
mod describe;
mod item_read;
mod item_write;
mod lookup;
mod reading;
mod restoring;
mod shard_iterator;
mod streaming;
mod tasks;

pub(crate) use backing_up::{Order, begin as begin_backup, table as table_to_back_up};
pub(crate) use describe::{backup_details, change_key};
pub(crate) use lookup::{backup_of, known_table, named, restorable};
pub(crate) use tasks::decide_task;

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

/// The one list of operations. From it come the modules, the names, the declared errors and the doors.
macro_rules! operations {
    ($($module:ident :: $input:ident,)+) => {
        $(mod $module; pub use $module::*;)+

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
    };
}

operations! {
    put_item::PutItemInput,
    get_item::GetItemInput,
    delete_item::DeleteItemInput,
    update_item::UpdateItemInput,
    batch_write_item::BatchWriteItemInput,
    batch_get_item::BatchGetItemInput,
    transact_write_items::TransactWriteItemsInput,
    transact_get_items::TransactGetItemsInput,
    query::QueryInput,
    scan::ScanInput,
    create_backup::CreateBackupInput,
    describe_backup::DescribeBackupInput,
    list_backups::ListBackupsInput,
    delete_backup::DeleteBackupInput,
    restore_table_from_backup::RestoreTableFromBackupInput,
    restore_table_to_point_in_time::RestoreTableToPointInTimeInput,
    describe_continuous_backups::DescribeContinuousBackupsInput,
    update_continuous_backups::UpdateContinuousBackupsInput,
    create_table::CreateTableInput,
    describe_table::DescribeTableInput,
    list_tables::ListTablesInput,
    update_table::UpdateTableInput,
    delete_table::DeleteTableInput,
    list_tags_of_resource::ListTagsOfResourceInput,
    tag_resource::TagResourceInput,
    untag_resource::UntagResourceInput,
    update_time_to_live::UpdateTimeToLiveInput,
    describe_time_to_live::DescribeTimeToLiveInput,
    describe_limits::DescribeLimitsInput,
    describe_endpoints::DescribeEndpointsInput,
    list_streams::ListStreamsInput,
    describe_stream::DescribeStreamInput,
    get_shard_iterator::GetShardIteratorInput,
    get_records::GetRecordsInput,
}
