//! The API: one file for each operation, with its input, its output, its constraints, its decision, its tests.
//!
//! Operations never call each other. What several need stands in `describe.rs` (how a table or a backup looks on the
//! wire), `definition.rs` (what a request says of a table), `lookup.rs` (finding what it names), `backing_up.rs`
//! and `restoring.rs` (how backups and restores begin), `item_write.rs` (one item written, on its condition),
//! `item_read.rs` (what is shown of an item), `reading.rs` (what Query and Scan share), `consumed.rs` (capacity),
//! `shard_iterator.rs` (places in streams as texts) and `tasks.rs` (what happens later).

mod backups;
mod describe;
mod items;
mod lookup;
mod statements;
mod streams;
mod tables;
mod tags;
mod tasks;

pub use backups::*;
pub use items::*;
pub use statements::*;
pub use streams::*;
pub use tables::*;
pub use tags::*;

pub(crate) use backups::backing_up::{Order, begin as begin_backup, table as table_to_back_up};
pub(crate) use describe::{backup_details, change_key};
pub(crate) use lookup::{backup_of, known_table, named, restorable};
pub(crate) use tasks::decide_task;

use crate::engine::{Call, Engine, Operation};
use crate::json::{Json, Sink, ToJson};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;

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
            crate::model::shapes::place(name, NAMES).and_then(|number| DOORS.get(number)).copied()
        }

        /// Whose the operation of that name is. No two services have operations of one name.
        pub fn service_of(name: &str) -> Option<Service> {
            const SERVICES: &[Service] = &[$(<$input as Operation>::SERVICE),+];
            crate::model::shapes::place(name, NAMES).and_then(|number| SERVICES.get(number)).copied()
        }

        /// The errors that the service model declares for the operation of that name.
        pub fn declared_errors(name: &str) -> Option<&'static [ErrorCode]> {
            const ERRORS: &[&[ErrorCode]] = &[$(<$input as Operation>::ERRORS),+];
            crate::model::shapes::place(name, NAMES).and_then(|number| ERRORS.get(number)).copied()
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
    ExecuteStatementInput,
    BatchExecuteStatementInput,
    ExecuteTransactionInput,
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
