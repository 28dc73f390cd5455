//! How tables, backups and changes look on the wire.

use crate::item::value::Attributes;
use crate::model::shapes::*;
use crate::state::lifecycle::{BackupState, IndexState, TableState};
use crate::state::{
    Backup, Billing, Change, Index, IndexDefinition, Recovery, RestoreOrigin, State, Table, TableDefinition, TimeMarker,
};
use crate::time::Timestamp;

/// A table as DescribeTable has it.
///
/// # Source
/// `facts.md` 7.1 and 5.1.
pub fn table(state: &State, table: &Table, now: Timestamp) -> TableDescription {
    let (owner, definition, settings) = (state.owner(), table.definition(), state.settings());
    let stats = table.stats(now, settings);
    let is_restoring = table.restore().is_some();
    let status = TableStatus::from(table.state());
    let on_demand = matches!(definition.billing, Billing::OnDemand { .. });
    let stream = table.stream_id();
    TableDescription {
        attribute_definitions: Some(attribute_definitions(definition)),
        table_name: Some(table.name().to_owned()),
        key_schema: Some(definition.key.schema()),
        creation_date_time: Some(table.created()),
        provisioned_throughput: Some(throughput_description(definition.billing)),
        table_size_bytes: Some(stats.bytes),
        item_count: Some(stats.items),
        table_arn: Some(owner.table_arn(table.name())),
        table_id: Some(table.table_id().to_owned()),
        billing_mode_summary: (on_demand || is_restoring || table.settings().on_demand_since.is_some()).then(|| {
            BillingModeSummary {
                billing_mode: Some(billing_mode(definition.billing)),
                last_update_to_pay_per_request_date_time: table
                    .settings()
                    .on_demand_since
                    .or((on_demand && table.state().is_in_use()).then(|| table.created())),
            }
        }),
        local_secondary_indexes: list(table, false, |index| LocalSecondaryIndexDescription {
            index_name: Some(index.definition().name.clone()),
            key_schema: Some(index.definition().key.schema()),
            projection: Some(index.definition().projection()),
            index_size_bytes: Some(index.stats(now, settings).bytes),
            item_count: Some(index.stats(now, settings).items),
            index_arn: Some(owner.index_arn(table.name(), &index.definition().name)),
        }),
        global_secondary_indexes: list(table, true, |index| {
            let billing = index.definition().billing.unwrap_or(definition.billing);
            GlobalSecondaryIndexDescription {
                index_name: Some(index.definition().name.clone()),
                key_schema: Some(index.definition().key.schema()),
                projection: Some(index.definition().projection()),
                index_status: (!is_restoring).then(|| match table.state() {
                    TableState::Deleting => IndexStatus::Deleting,
                    TableState::Creating | TableState::Active | TableState::Updating => index.state().into(),
                }),
                backfilling: match index.state() {
                    // An index that is made with its table has nothing to be filled from.
                    IndexState::Creating => (table.state() == TableState::Updating).then_some(false),
                    IndexState::Backfilling => Some(true),
                    IndexState::Active | IndexState::Updating | IndexState::Deleting => None,
                },
                provisioned_throughput: Some(throughput_description(billing)),
                index_size_bytes: Some(index.stats(now, settings).bytes),
                item_count: Some(index.stats(now, settings).items),
                index_arn: Some(owner.index_arn(table.name(), &index.definition().name)),
                on_demand_throughput: on_demand_throughput(billing),
            }
        }),
        stream_specification: definition.stream.clone().map(stream_specification),
        latest_stream_arn: stream.as_ref().map(|stream| owner.stream_arn(stream)),
        latest_stream_label: stream.as_ref().map(ToString::to_string),
        restore_summary: table.restore().map(|origin| RestoreSummary {
            source_backup_arn: match origin {
                RestoreOrigin::Backup { arn, .. } => Some(arn.clone()),
                RestoreOrigin::PointInTime { .. } => None,
            },
            source_table_arn: Some(owner.table_arn(origin.source_table())),
            restore_date_time: Some(origin.time()),
            restore_in_progress: Some(true),
        }),
        sse_description: sse_description(definition),
        table_class_summary: table.settings().class.clone().map(|class| TableClassSummary {
            table_class: Some(class),
            last_update_date_time: table.settings().class_changed,
        }),
        deletion_protection_enabled: Some(table.settings().deletion_protection),
        on_demand_throughput: on_demand_throughput(definition.billing),
        warm_throughput: match (table.state().is_in_use(), definition.billing) {
            (true, Billing::Provisioned { read_units, write_units }) => Some(TableWarmThroughputDescription {
                read_units_per_second: Some(read_units),
                write_units_per_second: Some(write_units),
                status: Some(TableStatus::Active),
            }),
            _ => None,
        },
        table_status: Some(status),
    }
}

/// A table as DeleteTable's answer has it, which says less.
///
/// # Source
/// `facts.md` 7.1.
pub fn deleted_table(state: &State, table: &Table, now: Timestamp) -> TableDescription {
    let all = self::table(state, table, now);
    TableDescription {
        table_name: all.table_name,
        table_arn: all.table_arn,
        table_id: all.table_id,
        item_count: all.item_count,
        table_size_bytes: all.table_size_bytes,
        provisioned_throughput: all.provisioned_throughput,
        deletion_protection_enabled: all.deletion_protection_enabled,
        table_status: Some(TableStatus::Deleting),
        ..TableDescription::default()
    }
}

/// The table's indexes of one kind, absent where it has none.
fn list<T>(table: &Table, global: bool, describe: impl Fn(&Index) -> T) -> Option<Vec<T>> {
    let list: Vec<T> = table.indexes().iter().filter(|i| i.definition().is_global == global).map(describe).collect();
    (!list.is_empty()).then_some(list)
}

fn attribute_definitions(definition: &TableDefinition) -> Vec<AttributeDefinition> {
    let define = |a: &crate::item::key::KeyAttribute| AttributeDefinition {
        attribute_name: Some(a.name.clone()),
        attribute_type: Some(a.kind.clone()),
    };
    definition.attributes.iter().map(define).collect()
}

fn stream_specification(view: StreamViewType) -> StreamSpecification {
    StreamSpecification { stream_enabled: Some(true), stream_view_type: Some(view) }
}

fn billing_mode(billing: Billing) -> BillingMode {
    match billing {
        Billing::Provisioned { .. } => BillingMode::Provisioned,
        Billing::OnDemand { .. } => BillingMode::PayPerRequest,
    }
}

/// Read and write units; 0 and 0 where nothing is provisioned.
fn units(billing: Billing) -> (i64, i64) {
    match billing {
        Billing::Provisioned { read_units, write_units } => (read_units, write_units),
        Billing::OnDemand { .. } => (0, 0),
    }
}

fn throughput_description(billing: Billing) -> ProvisionedThroughputDescription {
    let (read, write) = units(billing);
    ProvisionedThroughputDescription {
        number_of_decreases_today: Some(0),
        read_capacity_units: Some(read),
        write_capacity_units: Some(write),
    }
}

fn throughput(billing: Billing) -> ProvisionedThroughput {
    let (read, write) = units(billing);
    ProvisionedThroughput { read_capacity_units: Some(read), write_capacity_units: Some(write) }
}

fn on_demand_throughput(billing: Billing) -> Option<OnDemandThroughput> {
    match billing {
        Billing::OnDemand { max_read_units, max_write_units } if max_read_units.or(max_write_units).is_some() => {
            Some(OnDemandThroughput {
                max_read_request_units: max_read_units.or(Some(-1)),
                max_write_request_units: max_write_units.or(Some(-1)),
            })
        }
        _ => None,
    }
}

fn sse_description(definition: &TableDefinition) -> Option<SSEDescription> {
    definition.kms_key_arn.clone().map(|arn| SSEDescription {
        status: Some(SSEStatus::Enabled),
        sse_type: Some(SSEType::Kms),
        kms_master_key_arn: Some(arn),
    })
}

/// A table's expiry of items.
pub fn time_to_live(definition: &TableDefinition) -> TimeToLiveDescription {
    TimeToLiveDescription {
        time_to_live_status: Some(match definition.time_to_live {
            Some(_) => TimeToLiveStatus::Enabled,
            None => TimeToLiveStatus::Disabled,
        }),
        attribute_name: definition.time_to_live.clone(),
    }
}

/// A backup itself, under the ARN by which somebody asked for it.
pub fn backup_details(state: &State, backup: &Backup, arn: String, now: Timestamp) -> BackupDetails {
    BackupDetails {
        backup_arn: Some(arn),
        backup_name: Some(backup.name.clone()),
        backup_size_bytes: Some(backup.stats(now, state.settings()).bytes),
        backup_status: Some(backup.status.into()),
        backup_type: Some(backup.kind.clone()),
        backup_creation_date_time: Some(backup.id.created),
        backup_expiry_date_time: backup.expires,
    }
}

/// A backup that has just been requested, as CreateBackup answers it.
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

/// A backup in full, under the ARN by which somebody asked for it and with a status that may just be changing.
///
/// # Source
/// `facts.md` 2.3.
pub fn backup(state: &State, backup: &Backup, status: BackupState, arn: &str, now: Timestamp) -> BackupDescription {
    let (definition, stats) = (&backup.source.definition, backup.stats(now, state.settings()));
    BackupDescription {
        backup_details: Some(BackupDetails {
            backup_status: Some(status.into()),
            ..backup_details(state, backup, arn.to_owned(), now)
        }),
        source_table_details: Some(SourceTableDetails {
            table_name: Some(backup.id.table.clone()),
            table_id: Some(backup.source.table_id.clone()),
            table_arn: Some(state.owner().table_arn(&backup.id.table)),
            table_size_bytes: Some(stats.bytes),
            key_schema: Some(definition.key.schema()),
            table_creation_date_time: Some(backup.source.table_created),
            provisioned_throughput: Some(throughput(definition.billing)),
            on_demand_throughput: on_demand_throughput(definition.billing),
            item_count: Some(stats.items),
            billing_mode: Some(billing_mode(definition.billing)),
        }),
        source_table_feature_details: Some(features(definition)),
    }
}

fn features(definition: &TableDefinition) -> SourceTableFeatureDetails {
    let of = |global: bool| definition.indexes.iter().filter(move |index| index.is_global == global);
    let some = |global| of(global).next().is_some();
    let local = |index: &IndexDefinition| LocalSecondaryIndexInfo {
        index_name: Some(index.name.clone()),
        key_schema: Some(index.key.schema()),
        projection: Some(index.projection()),
    };
    let global = |index: &IndexDefinition| {
        let billing = index.billing.unwrap_or(definition.billing);
        GlobalSecondaryIndexInfo {
            index_name: Some(index.name.clone()),
            key_schema: Some(index.key.schema()),
            projection: Some(index.projection()),
            provisioned_throughput: Some(throughput(billing)),
            on_demand_throughput: on_demand_throughput(billing),
        }
    };
    SourceTableFeatureDetails {
        local_secondary_indexes: some(false).then(|| of(false).map(local).collect()),
        global_secondary_indexes: some(true).then(|| of(true).map(global).collect()),
        stream_description: definition.stream.clone().map(stream_specification),
        time_to_live_description: definition.time_to_live.as_ref().map(|_| time_to_live(definition)),
        sse_description: sse_description(definition),
    }
}

/// A backup in a list.
pub fn backup_summary(state: &State, backup: &Backup, now: Timestamp) -> BackupSummary {
    BackupSummary {
        table_name: Some(backup.id.table.clone()),
        table_id: Some(backup.source.table_id.clone()),
        table_arn: Some(state.owner().table_arn(&backup.id.table)),
        backup_arn: Some(state.owner().backup_arn(&backup.id)),
        backup_name: Some(backup.name.clone()),
        backup_creation_date_time: Some(backup.id.created),
        backup_expiry_date_time: backup.expires,
        backup_status: Some(backup.status.into()),
        backup_type: Some(backup.kind.clone()),
        backup_size_bytes: Some(backup.stats(now, state.settings()).bytes),
    }
}

/// A table's continuous backups, with its point-in-time recovery as it is or is about to be.
///
/// # Source
/// `facts.md` 4.1 and 4.2: period, earliest and latest only while point-in-time recovery is on.
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

/// The key of a changed item.
pub fn change_key(definition: &TableDefinition, change: &Change) -> Attributes {
    let image = change.new.as_ref().or(change.old.as_ref());
    image.map(|item| definition.key.attributes_of(item)).unwrap_or_default()
}
