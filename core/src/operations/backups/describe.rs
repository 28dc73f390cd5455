//! The descriptions of backups, and of a table's continuous backups, on the wire.

use crate::model::shapes::*;
use crate::operations::tables::describe;
use crate::state::lifecycle::BackupState;
use crate::state::{Backup, IndexDefinition, Recovery, State, Table, TableDefinition, TimeMarker};
use crate::time::Timestamp;

/// The details of a backup, with the ARN as the request has it.
pub fn backup_details(state: &State, backup: &Backup, arn: String, now: Timestamp) -> BackupDetails {
    BackupDetails {
        backup_arn: Some(arn),
        backup_name: Some(backup.marker.name.clone()),
        backup_size_bytes: Some(backup.stats(now, state.settings()).bytes),
        backup_status: Some(backup.status.into()),
        backup_type: Some(backup.marker.kind.clone()),
        backup_creation_date_time: Some(backup.marker.id.created),
        backup_expiry_date_time: backup.marker.expires,
    }
}

/// The details of a backup that has just been requested, for CreateBackup's answer.
pub fn requested_backup(state: &State, marker: &TimeMarker) -> BackupDetails {
    BackupDetails {
        backup_arn: Some(state.owner().backup_arn(&marker.id)),
        backup_name: Some(marker.name.clone()),
        backup_size_bytes: Some(0),
        backup_status: Some(BackupStatus::Creating),
        backup_type: Some(marker.kind.clone()),
        backup_creation_date_time: Some(marker.id.created),
        backup_expiry_date_time: marker.expires,
    }
}

/// The description of a backup, with the ARN as the request has it. `status` may differ from the backup's own.
///
/// # Source
/// `docs/dynamodb.md#answer-members`.
pub fn backup(state: &State, backup: &Backup, status: BackupState, arn: &str, now: Timestamp) -> BackupDescription {
    let (definition, stats) = (&backup.marker.source.definition, backup.stats(now, state.settings()));
    BackupDescription {
        backup_details: Some(BackupDetails {
            backup_status: Some(status.into()),
            ..backup_details(state, backup, arn.to_owned(), now)
        }),
        source_table_details: Some(SourceTableDetails {
            table_name: Some(backup.marker.id.table.to_string()),
            table_id: Some(backup.marker.source.table_id.clone()),
            table_arn: Some(state.owner().table_arn(&backup.marker.id.table)),
            table_size_bytes: Some(stats.bytes),
            key_schema: Some(describe::key_schema(&definition.key)),
            table_creation_date_time: Some(backup.marker.source.table_created),
            provisioned_throughput: Some(describe::throughput(definition.billing)),
            on_demand_throughput: describe::on_demand_throughput(definition.billing),
            item_count: Some(stats.items),
            billing_mode: Some(describe::billing_mode(definition.billing)),
        }),
        source_table_feature_details: Some(features(definition)),
    }
}

fn features(definition: &TableDefinition) -> SourceTableFeatureDetails {
    let of = |global: bool| definition.indexes.iter().filter(move |index| index.is_global == global);
    let some = |global| of(global).next().is_some();
    let local = |index: &IndexDefinition| LocalSecondaryIndexInfo {
        index_name: Some(index.name.clone()),
        key_schema: Some(describe::key_schema(&index.key)),
        projection: Some(describe::projection(index)),
    };
    let global = |index: &IndexDefinition| {
        let billing = index.billing.unwrap_or(definition.billing);
        GlobalSecondaryIndexInfo {
            index_name: Some(index.name.clone()),
            key_schema: Some(describe::key_schema(&index.key)),
            projection: Some(describe::projection(index)),
            provisioned_throughput: Some(describe::throughput(billing)),
            on_demand_throughput: describe::on_demand_throughput(billing),
        }
    };
    SourceTableFeatureDetails {
        local_secondary_indexes: some(false).then(|| of(false).map(local).collect()),
        global_secondary_indexes: some(true).then(|| of(true).map(global).collect()),
        stream_description: definition.stream.clone().map(describe::stream_specification),
        time_to_live_description: definition.time_to_live.as_ref().map(|_| describe::time_to_live(definition)),
        sse_description: describe::sse_description(definition),
    }
}

/// The entry of a backup in a list.
pub fn backup_summary(state: &State, backup: &Backup, now: Timestamp) -> BackupSummary {
    BackupSummary {
        table_name: Some(backup.marker.id.table.to_string()),
        table_id: Some(backup.marker.source.table_id.clone()),
        table_arn: Some(state.owner().table_arn(&backup.marker.id.table)),
        backup_arn: Some(state.owner().backup_arn(&backup.marker.id)),
        backup_name: Some(backup.marker.name.clone()),
        backup_creation_date_time: Some(backup.marker.id.created),
        backup_expiry_date_time: backup.marker.expires,
        backup_status: Some(backup.status.into()),
        backup_type: Some(backup.marker.kind.clone()),
        backup_size_bytes: Some(backup.stats(now, state.settings()).bytes),
    }
}

/// The description of a table's continuous backups, with `recovery` as its point-in-time recovery.
///
/// # Source
/// `docs/dynamodb.md#continuous-backups`, `docs/dynamodb.md#recovery-window`: period, earliest and latest moment only
/// while point-in-time recovery is on.
pub fn continuous_backups(table: &Table, recovery: Option<&Recovery>, now: Timestamp) -> ContinuousBackupsDescription {
    ContinuousBackupsDescription {
        continuous_backups_status: Some(match table.backups_enabled() {
            true => ContinuousBackupsStatus::Enabled,
            false => ContinuousBackupsStatus::Disabled,
        }),
        point_in_time_recovery_description: Some(PointInTimeRecoveryDescription {
            point_in_time_recovery_status: Some(match recovery {
                Some(_) => PointInTimeRecoveryStatus::Enabled,
                None => PointInTimeRecoveryStatus::Disabled,
            }),
            recovery_period_in_days: recovery.map(|recovery| recovery.period_days()),
            earliest_restorable_date_time: recovery.map(|recovery| recovery.earliest(now)),
            latest_restorable_date_time: recovery.map(|recovery| recovery.latest(now)),
        }),
    }
}

impl From<BackupState> for BackupStatus {
    fn from(state: BackupState) -> BackupStatus {
        match state {
            BackupState::Creating => BackupStatus::Creating,
            BackupState::Available => BackupStatus::Available,
            BackupState::Deleted => BackupStatus::Deleted,
        }
    }
}
