//! The structures in which the backup operations describe backups.

use super::*;
use crate::limits::RECOVERY_PERIOD_DAYS_MAX;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// The details of a backup.
    pub struct BackupDetails {
        /// The ARN, by which all operations name the backup.
        backup_arn: String,
        /// The name. Several backups may have the same.
        backup_name: String,
        /// The size of the items in the backup, in bytes.
        backup_size_bytes: u64,
        /// The status: CREATING, AVAILABLE or DELETED.
        backup_status: BackupStatus,
        /// The type: USER (made by CreateBackup), SYSTEM (left by a deleted table) or AWS_BACKUP.
        backup_type: BackupType,
        /// The time of the request, in epoch seconds.
        backup_creation_date_time: Timestamp,
        /// When the backup expires and is removed, in epoch seconds; absent if it never does.
        backup_expiry_date_time: Timestamp,
    }
}

shape! {
    /// The table that was backed up, as it stood at the request.
    pub struct SourceTableDetails {
        /// The table's name.
        table_name: String,
        /// The table's id, unique among all tables that ever were.
        table_id: String,
        /// The table's ARN.
        table_arn: String,
        /// The size of the items in the backup, in bytes.
        table_size_bytes: u64,
        /// The key schema of the table.
        key_schema: Vec<KeySchemaElement>,
        /// When the table was created, in epoch seconds.
        table_creation_date_time: Timestamp,
        /// The provisioned throughput; 0 and 0 for an on-demand table.
        provisioned_throughput: ProvisionedThroughput,
        /// The maximum throughput of an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The number of items in the backup.
        item_count: u64,
        /// The billing mode: PROVISIONED or PAY_PER_REQUEST.
        billing_mode: BillingMode,
    }
}

shape! {
    /// A local secondary index of the table that was backed up.
    pub struct LocalSecondaryIndexInfo {
        /// The index's name.
        index_name: String,
        /// The key schema of the index.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes that the index held.
        projection: Projection,
    }
}

shape! {
    /// A global secondary index of the table that was backed up.
    pub struct GlobalSecondaryIndexInfo {
        /// The index's name.
        index_name: String,
        /// The key schema of the index.
        key_schema: Vec<KeySchemaElement>,
        /// The attributes that the index held.
        projection: Projection,
        /// The provisioned throughput of the index.
        provisioned_throughput: ProvisionedThroughput,
        /// The maximum throughput of the index, for an on-demand table.
        on_demand_throughput: OnDemandThroughput,
    }
}

shape! {
    /// The features of the table that were on at the request. Members are absent for features that were off.
    pub struct SourceTableFeatureDetails {
        /// The local secondary indexes.
        local_secondary_indexes: Vec<LocalSecondaryIndexInfo>,
        /// The global secondary indexes.
        global_secondary_indexes: Vec<GlobalSecondaryIndexInfo>,
        /// The stream settings.
        stream_description: StreamSpecification,
        /// The time to live settings.
        time_to_live_description: TimeToLiveDescription,
        /// The encryption settings.
        #[name = "SSEDescription"]
        sse_description: SSEDescription,
    }
}

shape! {
    /// The description of a backup.
    pub struct BackupDescription {
        /// The details of the backup.
        backup_details: BackupDetails,
        /// The table that was backed up.
        source_table_details: SourceTableDetails,
        /// The features of the table.
        source_table_feature_details: SourceTableFeatureDetails,
    }
}

shape! {
    /// An entry in a list of backups.
    pub struct BackupSummary {
        /// The name of the table.
        table_name: String,
        /// The id of the table.
        table_id: String,
        /// The ARN of the table.
        table_arn: String,
        /// The ARN of the backup.
        backup_arn: String,
        /// The name of the backup.
        backup_name: String,
        /// The time of the request, in epoch seconds.
        backup_creation_date_time: Timestamp,
        /// When the backup expires and is removed, in epoch seconds; absent if it never does.
        backup_expiry_date_time: Timestamp,
        /// The status: CREATING or AVAILABLE.
        backup_status: BackupStatus,
        /// The type: USER, SYSTEM or AWS_BACKUP.
        backup_type: BackupType,
        /// The size of the items in the backup, in bytes.
        backup_size_bytes: u64,
    }
}

shape! {
    /// The requested settings of point-in-time recovery.
    pub struct PointInTimeRecoverySpecification {
        /// Whether point-in-time recovery is on.
        point_in_time_recovery_enabled: bool,
        /// The recovery period, in days: 1 to 35. Default 35. Valid only if point-in-time recovery is on.
        recovery_period_in_days: i32,
    }
}
impl Constrained for PointInTimeRecoverySpecification {
    fn check(&self, at: &mut Check) {
        at.member("pointInTimeRecoveryEnabled", &self.point_in_time_recovery_enabled).required();
        at.member("recoveryPeriodInDays", &self.recovery_period_in_days).within(1..=RECOVERY_PERIOD_DAYS_MAX);
    }
}

shape! {
    /// The state of a table's point-in-time recovery.
    pub struct PointInTimeRecoveryDescription {
        /// ENABLED or DISABLED.
        point_in_time_recovery_status: PointInTimeRecoveryStatus,
        /// The recovery period, in days; absent while it is off.
        recovery_period_in_days: i32,
        /// The earliest restorable moment, in epoch seconds; absent while it is off.
        earliest_restorable_date_time: Timestamp,
        /// The latest restorable moment, in epoch seconds; absent while it is off.
        latest_restorable_date_time: Timestamp,
    }
}

shape! {
    /// The state of a table's continuous backups.
    pub struct ContinuousBackupsDescription {
        /// ENABLED, or DISABLED for a table whose backups are not enabled yet.
        continuous_backups_status: ContinuousBackupsStatus,
        /// The state of point-in-time recovery.
        point_in_time_recovery_description: PointInTimeRecoveryDescription,
    }
}
