//! The operations of the API: one file each, with input, output, constraints, decision and tests.
//!
//! Each resource has a folder: `tables/`, `items/`, `statements/`, `backups/`, `streams/`, `tags/`, `insights/`,
//! `kinesis/`, `policies/`, `global_tables/`, `exports/`. Its `mod.rs` lists the operations and names what they share;
//! its `error.rs` has their refusals. Operations never call each other. All resources use `tables`; `statements/` also
//! uses what the operations of `items` share. `operation.rs` defines what an operation is; the one list of operations
//! is here.

mod backups;
mod exports;
mod global_tables;
mod insights;
mod items;
mod kinesis;
mod operation;
mod policies;
mod statements;
mod streams;
mod tables;
mod tags;

pub use backups::*;
pub use exports::*;
pub use global_tables::*;
pub use insights::*;
pub use items::*;
pub use kinesis::*;
pub use operation::{Decision, Operation};
pub use policies::*;
pub use statements::*;
pub use streams::*;
pub use tables::*;
pub use tags::*;

pub(crate) use backups::backing_up::{BackupRequest, begin as begin_backup, system_backup_on_delete, table_to_back_up};
pub(crate) use backups::lookup::{available_backup, backup_of, restorable};
pub(crate) use items::consumed::Consumed;
pub(crate) use tables::describe::change_key;
pub(crate) use tables::lookup::{data_table, known_table, named};
pub(crate) use tables::stream_removal::stream_removal;

use crate::model::error::ErrorCode;
use crate::model::service::Service;

/// Passes the list of all operations to a macro.
macro_rules! with_operations {
    ($macro:ident) => {
        $macro! {
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
            DescribeContributorInsightsInput,
            ListContributorInsightsInput,
            UpdateContributorInsightsInput,
            DescribeKinesisStreamingDestinationInput,
            EnableKinesisStreamingDestinationInput,
            DisableKinesisStreamingDestinationInput,
            UpdateKinesisStreamingDestinationInput,
            GetResourcePolicyInput,
            PutResourcePolicyInput,
            DeleteResourcePolicyInput,
            DescribeTableReplicaAutoScalingInput,
            DescribeGlobalTableInput,
            DescribeGlobalTableSettingsInput,
            ListGlobalTablesInput,
            CreateGlobalTableInput,
            ListExportsInput,
            ListImportsInput,
        }
    };
}
pub(crate) use with_operations;

macro_rules! facts {
    ($($input:ident,)+) => {
        /// The names of all operations.
        pub const NAMES: &[&str] = &[$(<$input as Operation>::NAME),+];

        const SERVICES: &[Service] = &[$(<$input as Operation>::SERVICE),+];
        const ERRORS: &[&[ErrorCode]] = &[$(<$input as Operation>::ERRORS),+];
    };
}
with_operations!(facts);

/// Returns the index of an operation in the list.
pub(crate) fn index_of(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

/// Returns the service that an operation belongs to. No two services have an operation with the same name.
pub fn service_of(name: &str) -> Option<Service> {
    SERVICES.get(index_of(name)?).copied()
}

/// Returns the errors that the service model declares for an operation.
pub fn declared_errors(name: &str) -> Option<&'static [ErrorCode]> {
    ERRORS.get(index_of(name)?).copied()
}
