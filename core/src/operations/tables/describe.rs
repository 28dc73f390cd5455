//! The descriptions of tables, indexes and keys on the wire.

use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::item::value::Attributes;
use crate::model::shapes::*;
use crate::state::lifecycle::{IndexState, TableState};
use crate::state::{Billing, Change, Index, IndexDefinition, Projected, RestoreOrigin, State, Table, TableDefinition};
use crate::time::Timestamp;

/// The description of a table, as DescribeTable returns it.
///
/// # Source
/// `docs/dynamodb.md#describe-table`, `docs/dynamodb.md#restore-target`.
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
        key_schema: Some(key_schema(&definition.key)),
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
            key_schema: Some(key_schema(&index.definition().key)),
            projection: Some(projection(index.definition())),
            index_size_bytes: Some(index.stats(now, settings).bytes),
            item_count: Some(index.stats(now, settings).items),
            index_arn: Some(owner.index_arn(table.name(), &index.definition().name)),
        }),
        global_secondary_indexes: list(table, true, |index| {
            let billing = index.definition().billing.unwrap_or(definition.billing);
            GlobalSecondaryIndexDescription {
                index_name: Some(index.definition().name.clone()),
                key_schema: Some(key_schema(&index.definition().key)),
                projection: Some(projection(index.definition())),
                index_status: (!is_restoring).then(|| match table.state() {
                    TableState::Deleting => IndexStatus::Deleting,
                    TableState::Creating | TableState::Active | TableState::Updating => index.state().into(),
                }),
                backfilling: match index.state() {
                    // An index that is created with its table has nothing to be filled from.
                    IndexState::Creating => (table.state() == TableState::Updating).then_some(false),
                    IndexState::Backfilling => Some(true),
                    IndexState::Active | IndexState::Updating | IndexState::Deleting => None,
                },
                provisioned_throughput: Some(throughput_description(billing)),
                index_size_bytes: Some(index.stats(now, settings).bytes),
                item_count: Some(index.stats(now, settings).items),
                index_arn: Some(owner.index_arn(table.name(), &index.definition().name)),
                on_demand_throughput: on_demand_throughput(billing),
                warm_throughput: index_warm_throughput(table, index, billing),
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
        warm_throughput: (table.state().is_in_use() || table.state() == TableState::Creating && table.is_warming())
            .then(|| {
                let warm = definition.warm.max(definition.billing.warm());
                TableWarmThroughputDescription {
                    read_units_per_second: Some(warm.read_units),
                    write_units_per_second: Some(warm.write_units),
                    status: Some(if table.is_warming() { TableStatus::Updating } else { TableStatus::Active }),
                }
            }),
        table_status: Some(status),
    }
}

/// The description of a table as DeleteTable returns it, with fewer members.
///
/// # Source
/// `docs/dynamodb.md#delete-table`.
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
        billing_mode_summary: all.billing_mode_summary,
        stream_specification: all.stream_specification,
        latest_stream_arn: all.latest_stream_arn,
        latest_stream_label: all.latest_stream_label,
        table_status: Some(TableStatus::Deleting),
        ..TableDescription::default()
    }
}

/// The warm throughput of an index: if the index is in use, or if it was requested.
fn index_warm_throughput(
    table: &Table,
    index: &Index,
    billing: Billing,
) -> Option<GlobalSecondaryIndexWarmThroughputDescription> {
    let is_warming = table.is_index_warming(index);
    let is_shown = match (table.state(), index.state()) {
        (TableState::Deleting, _) | (_, IndexState::Deleting) => false,
        (_, IndexState::Creating | IndexState::Backfilling) => is_warming,
        (_, IndexState::Active | IndexState::Updating) => true,
    };
    let warm = index.definition().warm.max(billing.warm());
    is_shown.then_some(GlobalSecondaryIndexWarmThroughputDescription {
        read_units_per_second: Some(warm.read_units),
        write_units_per_second: Some(warm.write_units),
        status: Some(if is_warming { IndexStatus::Updating } else { IndexStatus::Active }),
    })
}

/// The table's indexes of one kind; `None` if it has none.
fn list<T>(table: &Table, global: bool, describe: impl Fn(&Index) -> T) -> Option<Vec<T>> {
    let list: Vec<T> = table.indexes().iter().filter(|i| i.definition().is_global == global).map(describe).collect();
    (!list.is_empty()).then_some(list)
}

fn attribute_definitions(definition: &TableDefinition) -> Vec<AttributeDefinition> {
    let define = |a: &KeyAttribute| AttributeDefinition {
        attribute_name: Some(a.name.clone()),
        attribute_type: Some(a.kind.into()),
    };
    definition.attributes.iter().map(define).collect()
}

pub fn stream_specification(view: StreamViewType) -> StreamSpecification {
    StreamSpecification { stream_enabled: Some(true), stream_view_type: Some(view) }
}

pub fn billing_mode(billing: Billing) -> BillingMode {
    match billing {
        Billing::Provisioned { .. } => BillingMode::Provisioned,
        Billing::OnDemand { .. } => BillingMode::PayPerRequest,
    }
}

/// Read and write units; 0 and 0 if the throughput is not provisioned.
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

pub fn throughput(billing: Billing) -> ProvisionedThroughput {
    let (read, write) = units(billing);
    ProvisionedThroughput { read_capacity_units: Some(read), write_capacity_units: Some(write) }
}

pub fn on_demand_throughput(billing: Billing) -> Option<OnDemandThroughput> {
    match billing {
        Billing::OnDemand { max_read_units, max_write_units } if max_read_units.or(max_write_units).is_some() => {
            Some(OnDemandThroughput {
                max_read_request_units: max_read_units,
                max_write_request_units: max_write_units,
            })
        }
        _ => None,
    }
}

pub fn sse_description(definition: &TableDefinition) -> Option<SSEDescription> {
    definition.kms_key_arn.clone().map(|arn| SSEDescription {
        status: Some(SSEStatus::Enabled),
        sse_type: Some(SSEType::Kms),
        kms_master_key_arn: Some(arn),
    })
}

/// The description of a table's time to live.
pub fn time_to_live(definition: &TableDefinition) -> TimeToLiveDescription {
    TimeToLiveDescription {
        time_to_live_status: Some(match definition.time_to_live {
            Some(_) => TimeToLiveStatus::Enabled,
            None => TimeToLiveStatus::Disabled,
        }),
        attribute_name: definition.time_to_live.clone(),
    }
}

/// The key of the item that a change is about.
pub fn change_key(definition: &TableDefinition, change: &Change) -> Attributes {
    let image = change.new.as_ref().or(change.old.as_ref());
    image.map(|item| definition.key.attributes_of(item)).unwrap_or_default()
}

/// A key schema: the HASH attributes, then the RANGE attributes.
pub fn key_schema(key: &KeyDefinition) -> Vec<KeySchemaElement> {
    let element = |attribute: &KeyAttribute, key_type| KeySchemaElement {
        attribute_name: Some(attribute.name.clone()),
        key_type: Some(key_type),
    };
    let hash = key.hash.iter().map(|attribute| element(attribute, KeyType::Hash));
    hash.chain(key.range.iter().map(|attribute| element(attribute, KeyType::Range))).collect()
}

/// The projection of an index.
pub fn projection(index: &IndexDefinition) -> Projection {
    let (projection_type, non_key_attributes) = match &index.projected {
        Projected::All => (ProjectionType::All, None),
        Projected::KeysOnly => (ProjectionType::KeysOnly, None),
        Projected::Include(names) => (ProjectionType::Include, Some(names.clone())),
    };
    Projection { projection_type: Some(projection_type), non_key_attributes }
}

impl From<TableState> for TableStatus {
    fn from(state: TableState) -> TableStatus {
        match state {
            TableState::Creating => TableStatus::Creating,
            TableState::Active => TableStatus::Active,
            TableState::Updating => TableStatus::Updating,
            TableState::Deleting => TableStatus::Deleting,
        }
    }
}

impl From<IndexState> for IndexStatus {
    fn from(state: IndexState) -> IndexStatus {
        match state {
            IndexState::Creating | IndexState::Backfilling => IndexStatus::Creating,
            IndexState::Active => IndexStatus::Active,
            IndexState::Updating => IndexStatus::Updating,
            IndexState::Deleting => IndexStatus::Deleting,
        }
    }
}
