//! The refusals of operations on backups, restores and point-in-time recovery.

use crate::model::error::{ErrorCode, Refusal};
use crate::time::Timestamp;

/// Why an operation on backups is refused.
///
/// # Source
/// `docs/dynamodb.md#list-backups`, `docs/dynamodb.md#backup-arns`, `docs/dynamodb.md#delete-backup`,
/// `docs/dynamodb.md#continuous-backups`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum BackupError {
    // BackupNotFoundException
    #[error("Backup not found: {arn}")]
    NotFound { arn: String },

    // BackupInUseException
    // Assumed: no text for this was ever published or measured (`docs/dynamodb.md#open-points`, 1).
    #[error("Backup is being created: {arn}")]
    BeingCreated { arn: String },
    #[error("Backup is being used to restore table: {arn}")]
    DeleteDuringRestore { arn: String },
    #[error("Backup is being used to restore another table: {arn}")]
    SecondRestore { arn: String },

    // ContinuousBackupsUnavailableException: the table is young.
    #[error("Backups are being enabled for the table: {table}. Please retry later")]
    BackupsBeingEnabled { table: String },

    // TableNotFoundException
    #[error("Table not found: {table}")]
    TableNotFound { table: String },

    // TableInUseException. Assumed: a documented condition whose text was never seen (`docs/dynamodb.md#open-points`, 3
    // and 9).
    #[error("Table is being deleted: {table}")]
    TableBeingDeleted { table: String },

    // LimitExceededException. Assumed: the family's form; this text was never seen (`docs/dynamodb.md#open-points`, 3).
    #[error("Subscriber limit exceeded: Only 50 CreateBackup requests can be made per second")]
    CreateBackupRate,

    // ValidationException
    #[error(
        "Invalid Request: User is not allowed to delete the system backup with arn {arn}. It will automatically \
         expire on {}",
        .expires.to_whole_seconds_text()
    )]
    SystemBackup { arn: String, expires: Timestamp },
    // Assumed: the sentence for SYSTEM backups; this one was never seen.
    #[error("Invalid Request: User is not allowed to delete the backup with arn {arn}. It is managed by AWS Backup")]
    AwsBackup { arn: String },
    #[error("Invalid Request: The supplied ExclusiveStartBackupArn does not match the region")]
    StartArnRegion,
    #[error(
        "One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound"
    )]
    TimeRangeReversed,
    #[error("Invalid Request: Cannot specify RecoveryPeriodInDays when disabling point-in-time recovery.")]
    PeriodWhileDisabling,
}

impl Refusal for BackupError {
    fn code(&self) -> ErrorCode {
        match self {
            BackupError::NotFound { .. } => ErrorCode::BackupNotFoundException,
            BackupError::BeingCreated { .. }
            | BackupError::DeleteDuringRestore { .. }
            | BackupError::SecondRestore { .. } => ErrorCode::BackupInUseException,
            BackupError::BackupsBeingEnabled { .. } => ErrorCode::ContinuousBackupsUnavailableException,
            BackupError::TableNotFound { .. } => ErrorCode::TableNotFoundException,
            BackupError::TableBeingDeleted { .. } => ErrorCode::TableInUseException,
            BackupError::CreateBackupRate => ErrorCode::LimitExceededException,
            BackupError::SystemBackup { .. }
            | BackupError::AwsBackup { .. }
            | BackupError::StartArnRegion
            | BackupError::TimeRangeReversed
            | BackupError::PeriodWhileDisabling => ErrorCode::ValidationException,
        }
    }
}

/// Why a restore is refused.
///
/// # Source
/// `docs/dynamodb.md#restore-errors`, `docs/dynamodb.md#recovery-period`, `docs/dynamodb.md#restore-to-time`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum RestoreError {
    // TableNotFoundException, for a table named by its ARN.
    #[error("Table not found")]
    SourceTableNotFound,

    // TableAlreadyExistsException
    #[error("Table already exists: {table}")]
    TableAlreadyExists { table: String },

    // TableInUseException
    #[error("Table: {table} is already being restored from backup: {backup}")]
    TargetBeingRestoredFrom { table: String, backup: String },
    // Assumed: the text was seen for restores from backups only (`docs/dynamodb.md#restore-to-time`).
    #[error("Table: {table} is already being restored")]
    TargetBeingRestored { table: String },
    // Assumed: a documented condition whose text was never seen (`docs/dynamodb.md#open-points`, 3 and 9).
    #[error("Table is being created: {table}")]
    TargetBeingCreated { table: String },

    // LimitExceededException
    #[error("Subscriber limit exceeded: Only 50 restore operations can be done simultaneously")]
    ConcurrentRestores,

    // PointInTimeRecoveryUnavailableException
    #[error("Point in time recovery is not enabled for table '{table}'")]
    PointInTimeRecoveryUnavailable { table: String },

    // InvalidRestoreTimeException
    #[error(
        "RestoreDateTime '{}' must be within EarliestRestorableDateTime '{}' and LatestRestorableDateTime '{}'",
        .asked.to_whole_seconds_text(),
        .earliest.to_whole_seconds_text(),
        .latest.to_whole_seconds_text()
    )]
    InvalidRestoreTime { asked: Timestamp, earliest: Timestamp, latest: Timestamp },

    // ValidationException. Assumed from "Pleas" on, where the recording ends.
    #[error(
        "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore \
         request. Please specify only one of them"
    )]
    BothTimes,
    #[error(
        "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both"
    )]
    NoTime,
    #[error("Must provide exactly one of: sourceTableArn, sourceTableName")]
    BothSources,
    // Assumed text. That it is refused is documented.
    #[error("Invalid Request: WarmThroughput is not supported for index {index} when restoring to a point in time")]
    WarmThroughput { index: String },
    #[error(
        "Invalid Request: Index {index} does not match a secondary index that existed in the source table and cannot \
         be created during the restore operation"
    )]
    IndexNotInSource { index: String },
    #[error("Invalid Request: Must specify provisioned throughput for index {index}")]
    IndexThroughputMissing { index: String },
    #[error(
        "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for \
         index {index}"
    )]
    IndexThroughputOnDemand { index: String },
    #[error("Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST")]
    ThroughputOnDemand,
    #[error("Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED")]
    ThroughputNotProvisioned,
    #[error("Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED")]
    ThroughputMissing,
    #[error(
        "Invalid Request: Cannot override {member} for OnDemandThroughput unless BillingModeOverride is \
         PAY_PER_REQUEST"
    )]
    OnDemandOnProvisioned { member: &'static str },
    #[error("Invalid Request: Requested {member} for OnDemandThroughput is outside of valid range")]
    OnDemandOutOfRange { member: &'static str },
    #[error("Invalid Request: sseSpecificationOverride must be provided for cross-region restores")]
    CrossRegionWithoutSse,
}

impl Refusal for RestoreError {
    fn code(&self) -> ErrorCode {
        match self {
            RestoreError::SourceTableNotFound => ErrorCode::TableNotFoundException,
            RestoreError::TableAlreadyExists { .. } => ErrorCode::TableAlreadyExistsException,
            RestoreError::TargetBeingRestoredFrom { .. }
            | RestoreError::TargetBeingRestored { .. }
            | RestoreError::TargetBeingCreated { .. } => ErrorCode::TableInUseException,
            RestoreError::ConcurrentRestores => ErrorCode::LimitExceededException,
            RestoreError::PointInTimeRecoveryUnavailable { .. } => ErrorCode::PointInTimeRecoveryUnavailableException,
            RestoreError::InvalidRestoreTime { .. } => ErrorCode::InvalidRestoreTimeException,
            _ => ErrorCode::ValidationException,
        }
    }
}
