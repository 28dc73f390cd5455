//! What both kinds of restore share: the overrides, the new table's name, and how the new table begins.

use super::error::RestoreError;
use crate::limits::{CONCURRENT_RESTORES_MAX, GLOBAL_INDEXES_MAX, LOCAL_INDEXES_MAX};
use crate::model::error::Error;
use crate::model::shapes::*;
use crate::operations::tables::definition;
use crate::operations::tables::describe;
use crate::operations::tables::error::DefinitionError;
use crate::planted::Planted;
use crate::state::lifecycle::TableState;
use crate::state::{
    Billing, Event, IndexDefinition, NewTable, RestoreOrigin, State, Table, TableDefinition, Task, Warm,
};
use crate::time::Timestamp;

/// The overrides of a restore: settings of the new table that differ from the source's.
#[derive(Clone, Copy, Debug)]
pub struct Overrides<'a> {
    /// `BillingModeOverride`.
    pub billing_mode: Option<&'a BillingMode>,
    /// `GlobalSecondaryIndexOverride`.
    pub global_secondary_index: Option<&'a Vec<GlobalSecondaryIndex>>,
    /// `LocalSecondaryIndexOverride`.
    pub local_secondary_index: Option<&'a Vec<LocalSecondaryIndex>>,
    /// `VectorIndexOverride`.
    pub vector_index: Option<&'a Vec<VectorIndex>>,
    /// `ProvisionedThroughputOverride`.
    pub provisioned_throughput: Option<&'a ProvisionedThroughput>,
    /// `OnDemandThroughputOverride`.
    pub on_demand_throughput: Option<&'a OnDemandThroughput>,
    /// `SSESpecificationOverride`.
    pub sse_specification: Option<&'a SSESpecification>,
}

/// Checks that a restore can have a name.
///
/// # Errors
/// TableAlreadyExistsException or TableInUseException if a table has that name.
pub fn is_free(state: &State, target: &str) -> Result<(), Error> {
    state.table(target).map_or(Ok(()), |existing| Err(taken(existing).into()))
}

/// Begins a restore. Returns the events, and the new table as the answer describes it.
///
/// # Errors
/// LimitExceededException for the 51st simultaneous restore.
pub fn begin(
    state: &State,
    target: &str,
    definition: TableDefinition,
    origin: RestoreOrigin,
    now: Timestamp,
) -> Result<(Vec<Event>, TableDescription), Error> {
    if state.restores_running() >= CONCURRENT_RESTORES_MAX {
        return Err(RestoreError::ConcurrentRestores.into());
    }
    let settings = state.settings();
    let due = now.plus_ms(settings.pace.delays().restore_ms);
    let new = NewTable {
        id: state.next_table(),
        table_id: definition::table_id(state),
        name: target.to_owned(),
        definition,
        partitions: settings.partitions_per_table,
        visible_to_backups_at: due,
        class: None,
        deletion_protection: false,
        tags: Default::default(),
        stream_label: None,
        restore: Some(origin),
    };
    let description = describe::table(state, &Table::new(now, &new), now);
    let completion = Task::CompleteRestore { table: new.id };
    Ok((vec![Event::TableCreated(Box::new(new)), Event::TaskScheduled { due, task: completion }], description))
}

/// The refusal of a restore whose name an existing table has.
fn taken(existing: &Table) -> RestoreError {
    let table = existing.name().to_owned();
    match (existing.state(), existing.restore()) {
        (TableState::Creating, Some(origin)) => match origin {
            RestoreOrigin::Backup { arn, .. } => RestoreError::TargetBeingRestoredFrom { table, backup: arn.clone() },
            RestoreOrigin::PointInTime { .. } => RestoreError::TargetBeingRestored { table },
        },
        (TableState::Creating, None) => RestoreError::TargetBeingCreated { table },
        (TableState::Active | TableState::Updating | TableState::Deleting, _) => {
            RestoreError::TableAlreadyExists { table }
        }
    }
}

impl Overrides<'_> {
    /// The settings of the new table: those of the source without what a restore drops, and with the overrides.
    ///
    /// # Errors
    /// ValidationException for overrides that do not fit the source.
    pub fn definition(&self, state: &State, recorded: &TableDefinition) -> Result<TableDefinition, Error> {
        let billing = self.billing(recorded.billing)?;
        if let Some(vector) = self.vector_index.and_then(|wanted| wanted.first()) {
            return Err(not_in_source(&vector.index_name));
        }
        let mut indexes = self.global_indexes(recorded, billing)?;
        indexes.extend(self.local_indexes(recorded)?);
        definition::unique_names(&indexes)?;
        let is_key = |name: &str| {
            let keys = std::iter::once(&recorded.key).chain(indexes.iter().map(|index| &index.key));
            keys.flat_map(|key| key.attributes()).any(|attribute| attribute.name == name)
        };
        let kms_key_arn = match self.sse_specification {
            Some(specification) => definition::kms_key_arn(state, Some(specification))?,
            None => recorded.kms_key_arn.clone(),
        };
        Ok(TableDefinition {
            attributes: recorded.attributes.iter().filter(|attribute| is_key(&attribute.name)).cloned().collect(),
            key: recorded.key.clone(),
            indexes,
            billing,
            warm: Warm::default(),
            stream: None,
            kms_key_arn,
            time_to_live: None,
        })
    }

    /// # Source
    /// `docs/dynamodb.md#restore-overrides`. An empty `OnDemandThroughputOverride` is taken as absent: AWS answers with
    /// an error and restores all the same.
    fn billing(&self, recorded: Billing) -> Result<Billing, Error> {
        let on_demand =
            self.on_demand_throughput.filter(|o| o.max_read_request_units.or(o.max_write_request_units).is_some());
        let provisioned = self.provisioned_throughput;
        let is_on_demand = match self.billing_mode {
            Some(mode) => *mode == BillingMode::PayPerRequest,
            None => matches!(recorded, Billing::OnDemand { .. }),
        };
        if is_on_demand {
            if provisioned.is_some() {
                return Err(match self.billing_mode {
                    Some(_) => RestoreError::ThroughputOnDemand.into(),
                    None => RestoreError::ThroughputNotProvisioned.into(),
                });
            }
            if let Some(bounds) = on_demand {
                in_range(bounds.max_read_request_units, "MaxReadRequestUnits")?;
                in_range(bounds.max_write_request_units, "MaxWriteRequestUnits")?;
                return Ok(definition::on_demand(Some(recorded), Some(bounds)));
            }
            return Ok(match recorded {
                Billing::OnDemand { .. } => recorded,
                Billing::Provisioned { .. } => definition::on_demand(None, None),
            });
        }
        if let Some(bounds) = on_demand {
            let member =
                if bounds.max_read_request_units.is_some() { "MaxReadRequestUnits" } else { "MaxWriteRequestUnits" };
            return Err(RestoreError::OnDemandOnProvisioned { member }.into());
        }
        match (provisioned, recorded) {
            (Some(throughput), _) => definition::provisioned(throughput),
            (None, Billing::Provisioned { .. }) => Ok(recorded),
            (None, Billing::OnDemand { .. }) => Err(RestoreError::ThroughputMissing.into()),
        }
    }

    fn global_indexes(&self, recorded: &TableDefinition, billing: Billing) -> Result<Vec<IndexDefinition>, Error> {
        let of_source: Vec<&IndexDefinition> = recorded.indexes.iter().filter(|index| index.is_global).collect();
        let Some(wanted) = self.global_secondary_index else {
            return of_source.into_iter().map(|index| carried(index, billing)).collect();
        };
        // Assumed: the table operations' refusal of as many. A renamed index counts like any other.
        if wanted.len() > GLOBAL_INDEXES_MAX {
            return Err(DefinitionError::TooManyGlobalIndexes.into());
        }
        let mut indexes = Vec::with_capacity(wanted.len());
        for asked in wanted {
            let source = matching(&of_source, &asked.index_name, &asked.key_schema, &asked.projection)?;
            let index = || asked.index_name.clone().unwrap_or_default();
            let billing = match (billing, &asked.provisioned_throughput) {
                (Billing::OnDemand { .. }, Some(_)) if self.billing_mode.is_some() => {
                    return Err(RestoreError::IndexThroughputOnDemand { index: index() }.into());
                }
                (Billing::OnDemand { .. }, Some(_)) => return Err(RestoreError::ThroughputNotProvisioned.into()),
                (Billing::OnDemand { .. }, None) => {
                    let bounds = asked.on_demand_throughput.as_ref();
                    definition::on_demand(source.billing.filter(|_| bounds.is_some()), bounds)
                }
                (Billing::Provisioned { .. }, None) => {
                    return Err(RestoreError::IndexThroughputMissing { index: index() }.into());
                }
                (Billing::Provisioned { .. }, Some(throughput)) => definition::provisioned(throughput)?,
            };
            indexes.push(IndexDefinition {
                name: if Planted::RestoredIndexKeepsName.is_on() { source.name.clone() } else { index() },
                billing: Some(billing),
                warm: match &asked.warm_throughput {
                    Some(given) => definition::warm(billing, Warm::default(), given)?,
                    None => Warm::default(),
                },
                ..source.clone()
            });
        }
        Ok(indexes)
    }

    fn local_indexes(&self, recorded: &TableDefinition) -> Result<Vec<IndexDefinition>, Error> {
        let of_source: Vec<&IndexDefinition> = recorded.indexes.iter().filter(|index| !index.is_global).collect();
        let Some(wanted) = self.local_secondary_index else {
            return Ok(of_source.into_iter().cloned().collect());
        };
        if wanted.len() > LOCAL_INDEXES_MAX {
            return Err(DefinitionError::TooManyLocalIndexes.into());
        }
        let renamed = |asked: &LocalSecondaryIndex| {
            let source = matching(&of_source, &asked.index_name, &asked.key_schema, &asked.projection)?;
            Ok(IndexDefinition { name: asked.index_name.clone().unwrap_or_default(), ..source.clone() })
        };
        wanted.iter().map(renamed).collect()
    }
}

fn in_range(units: Option<i64>, member: &'static str) -> Result<(), Error> {
    match units {
        Some(units) if units != -1 && units < 1 => Err(RestoreError::OnDemandOutOfRange { member }.into()),
        _ => Ok(()),
    }
}

/// A recorded global index on the new table, if no override mentions it.
fn carried(index: &IndexDefinition, billing: Billing) -> Result<IndexDefinition, Error> {
    let billing = match (billing, index.billing) {
        (Billing::OnDemand { .. }, Some(recorded @ Billing::OnDemand { .. })) => recorded,
        (Billing::OnDemand { .. }, _) => definition::on_demand(None, None),
        (Billing::Provisioned { .. }, Some(recorded @ Billing::Provisioned { .. })) => recorded,
        (Billing::Provisioned { .. }, _) => {
            return Err(RestoreError::IndexThroughputMissing { index: index.name.clone() }.into());
        }
    };
    Ok(IndexDefinition { billing: Some(billing), warm: Warm::default(), ..index.clone() })
}

/// The recorded index with that key and projection. Its name may differ; then the index is renamed.
fn matching<'a>(
    recorded: &[&'a IndexDefinition],
    name: &Option<String>,
    schema: &Option<Vec<KeySchemaElement>>,
    projection: &Option<Projection>,
) -> Result<&'a IndexDefinition, Error> {
    let projected = definition::projected(projection.as_ref())?;
    let is_same = |index: &&&IndexDefinition| {
        Some(describe::key_schema(&index.key)) == *schema && same_projection(&index.projected, &projected)
    };
    let by_name = |index: &&&IndexDefinition| Some(&index.name) == name.as_ref();
    let named = recorded.iter().filter(|index| is_same(index) || Planted::OverrideMatchesByName.is_on()).find(by_name);
    named.or_else(|| recorded.iter().find(is_same)).copied().ok_or_else(|| not_in_source(name))
}

fn same_projection(one: &crate::state::Projected, other: &crate::state::Projected) -> bool {
    use crate::state::Projected::Include;
    match (one, other) {
        (Include(one), Include(other)) => one.len() == other.len() && one.iter().all(|name| other.contains(name)),
        _ => one == other,
    }
}

fn not_in_source(name: &Option<String>) -> Error {
    RestoreError::IndexNotInSource { index: name.clone().unwrap_or_default() }.into()
}
