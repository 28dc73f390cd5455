//! The API: one file for each operation, with its input, its output, its constraints, its decision, its tests.
//!
//! Operations never call each other. What several need stands in `describe.rs` (how a table or a backup looks on the
//! wire), `definition.rs` (what a request says of a table), `lookup.rs` (finding what it names), `item_write.rs` (one item
//! written, on its condition), `item_read.rs` (what is shown of an item), `reading.rs` (what Query and Scan share),
//! `consumed.rs` (capacity), `shard_iterator.rs` (places in streams as texts) and `tasks.rs` (what happens later).

mod consumed;
mod definition;
mod describe;
mod item_read;
mod item_write;
mod lookup;
mod reading;
mod shard_iterator;
mod streaming;
mod tasks;

pub(crate) use describe::change_key;
pub(crate) use lookup::{backup_of, known_table};
pub(crate) use tasks::decide_task;

use crate::engine::{Call, Operation};
use crate::error::ErrorCode;
use crate::service::Service;

/// Takes a call by its type, whatever door it came through.
pub(crate) trait Dispatch {
    /// What comes of it.
    type Answer;
    /// Makes the call.
    fn call<C: Call>(self) -> Self::Answer;
}

/// The one list of operations. From it come the modules, the names, the declared errors and the dispatch of every door.
macro_rules! operations {
    ($($module:ident :: $input:ident,)+) => {
        $(mod $module; pub use $module::*;)+

        /// The names of all operations.
        pub const NAMES: &[&str] = &[$(<$input as Call>::NAME),+];

        /// Finds the operation of that name and makes the call; `None` where there is none.
        pub(crate) fn dispatch<D: Dispatch>(name: &str, dispatch: D) -> Option<D::Answer> {
            $(if name == <$input as Call>::NAME {
                return Some(dispatch.call::<$input>());
            })+
            None
        }

        /// Whose the operation of that name is. No two services have operations of one name.
        pub fn service_of(name: &str) -> Option<Service> {
            $(if name == <$input as Call>::NAME {
                return Some(<$input as Operation>::SERVICE);
            })+
            None
        }

        /// The errors that the service model declares for the operation of that name.
        pub fn declared_errors(name: &str) -> Option<&'static [ErrorCode]> {
            $(if name == <$input as Call>::NAME {
                return Some(<$input as Operation>::ERRORS);
            })+
            None
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
    describe_continuous_backups::DescribeContinuousBackupsInput,
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
