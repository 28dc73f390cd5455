//! Backups as the backup operations describe them.

use super::*;
use crate::limits::RECOVERY_PERIOD_DAYS_MAX;
use crate::model::constraints::{Check, Constrained};
use crate::time::Timestamp;

shape! {
    /// A backup itself.
    pub struct BackupDetails {
        /// Its ARN, the only key to it.
        backup_arn: String,
        /// The name that it was given; many may have the same.
        backup_name: String,
        /// The size of its items, in bytes.
        backup_size_bytes: u64,
        /// Where it stands in its life.
        backup_status: BackupStatus,
        /// Who made it.
        backup_type: BackupType,
        /// The moment of the request.
        backup_creation_date_time: Timestamp,
        /// When it goes of itself.
        backup_expiry_date_time: Timestamp,
    }
}

shape! {
    /// The table that a backup was made of, as it stood at the request.
    pub struct SourceTableDetails {
        /// Its name.
        table_name: String,
        /// Its id.
        table_id: String,
        /// Its ARN.
        table_arn: String,
        /// The size of the items in the backup, in bytes.
        table_size_bytes: u64,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// When it was asked for.
        table_creation_date_time: Timestamp,
        /// Its capacity; 0 and 0 for an on-demand table.
        provisioned_throughput: ProvisionedThroughput,
        /// Its on-demand bounds.
        on_demand_throughput: OnDemandThroughput,
        /// How many items the backup holds.
        item_count: u64,
        /// How it was paid for.
        billing_mode: BillingMode,
    }
}

shape! {
    /// A local secondary index that a backup recorded.
    pub struct LocalSecondaryIndexInfo {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// What it held.
        projection: Projection,
    }
}

shape! {
    /// A global secondary index that a backup recorded.
    pub struct GlobalSecondaryIndexInfo {
        /// Its name.
        index_name: String,
        /// Its key.
        key_schema: Vec<KeySchemaElement>,
        /// What it held.
        projection: Projection,
        /// Its capacity.
        provisioned_throughput: ProvisionedThroughput,
        /// Its on-demand bounds.
        on_demand_throughput: OnDemandThroughput,
    }
}

shape! {
    /// What of the table's features was on; absent members were not.
    pub struct SourceTableFeatureDetails {
        /// Its local secondary indexes.
        local_secondary_indexes: Vec<LocalSecondaryIndexInfo>,
        /// Its global secondary indexes.
        global_secondary_indexes: Vec<GlobalSecondaryIndexInfo>,
        /// Its stream.
        stream_description: StreamSpecification,
        /// Its expiry of items.
        time_to_live_description: TimeToLiveDescription,
        /// Its encryption.
        #[name = "SSEDescription"]
        sse_description: SSEDescription,
    }
}

shape! {
    /// A backup in full.
    pub struct BackupDescription {
        /// The backup itself.
        backup_details: BackupDetails,
        /// Its table.
        source_table_details: SourceTableDetails,
        /// Its table's features.
        source_table_feature_details: SourceTableFeatureDetails,
    }
}

shape! {
    /// A backup in a list.
    pub struct BackupSummary {
        /// Its table's name.
        table_name: String,
        /// Its table's id.
        table_id: String,
        /// Its table's ARN.
        table_arn: String,
        /// Its ARN.
        backup_arn: String,
        /// Its name.
        backup_name: String,
        /// The moment of the request.
        backup_creation_date_time: Timestamp,
        /// When it goes of itself.
        backup_expiry_date_time: Timestamp,
        /// Where it stands in its life.
        backup_status: BackupStatus,
        /// Who made it.
        backup_type: BackupType,
        /// The size of its items, in bytes.
        backup_size_bytes: u64,
    }
}

shape! {
    /// What point-in-time recovery shall be.
    pub struct PointInTimeRecoverySpecification {
        /// On or off.
        point_in_time_recovery_enabled: bool,
        /// How far back it shall reach, in days: 1 to 35; 35 where absent.
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
    /// Point-in-time recovery as it stands.
    pub struct PointInTimeRecoveryDescription {
        /// On or off.
        point_in_time_recovery_status: PointInTimeRecoveryStatus,
        /// How far back it reaches, in days.
        recovery_period_in_days: i32,
        /// The earliest moment that can be restored.
        earliest_restorable_date_time: Timestamp,
        /// The latest moment that can be restored.
        latest_restorable_date_time: Timestamp,
    }
}

shape! {
    /// A table's continuous backups as they stand.
    pub struct ContinuousBackupsDescription {
        /// On, or not yet.
        continuous_backups_status: ContinuousBackupsStatus,
        /// Point-in-time recovery.
        point_in_time_recovery_description: PointInTimeRecoveryDescription,
    }
}
