//! RestoreTableFromBackup.

use super::{definition, describe};
use crate::Timestamp;
use crate::check::{Check, Constrained, required};
use crate::engine::{Decision, Operation};
use crate::error::{BackupInUse, Error, ErrorCode, Invalid, LimitExceeded, TableInUse};
use crate::limits::CONCURRENT_RESTORES_MAX;
use crate::shapes::*;
use crate::state::lifecycle::{BackupState, TableState};
use crate::state::{Billing, Event, IndexDefinition, RestoreOrigin, State, Table, TableDefinition, Task};

shape! {
    /// Asks for a new table with the items of a backup.
    pub struct RestoreTableFromBackupInput {
        /// The new table's name.
        target_table_name: String,
        /// The backup's ARN.
        backup_arn: String,
        /// How the new table is paid for.
        billing_mode_override: BillingMode,
        /// The global secondary indexes to restore; absent is all, empty is none.
        global_secondary_index_override: Vec<GlobalSecondaryIndex>,
        /// The local secondary indexes to restore; absent is all, empty is none.
        local_secondary_index_override: Vec<LocalSecondaryIndex>,
        /// The vector indexes to restore. Tables here have none, so an entry matches none.
        vector_index_override: Vec<VectorIndex>,
        /// The new table's capacity.
        provisioned_throughput_override: ProvisionedThroughput,
        /// The new table's on-demand bounds.
        on_demand_throughput_override: OnDemandThroughput,
        /// The new table's encryption.
        #[serde(rename = "SSESpecificationOverride")]
        sse_specification_override: SSESpecification,
    }
}

shape! {
    /// The table that will be.
    pub struct RestoreTableFromBackupOutput {
        /// It, with status CREATING and RestoreInProgress.
        table_description: TableDescription,
    }
}

impl RestoreTableFromBackupInput {
    /// A request with all that it needs.
    pub fn new(target_table_name: impl Into<String>, backup_arn: impl Into<String>) -> Self {
        Self {
            target_table_name: Some(target_table_name.into()),
            backup_arn: Some(backup_arn.into()),
            ..Self::default()
        }
    }
}

impl Constrained for RestoreTableFromBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("targetTableName", &self.target_table_name).required().length(3..=255).name_pattern();
        at.member("backupArn", &self.backup_arn).required().length(37..=1024);
        at.member("billingModeOverride", &self.billing_mode_override).known();
        at.member("globalSecondaryIndexOverride", &self.global_secondary_index_override).each();
        at.member("localSecondaryIndexOverride", &self.local_secondary_index_override).each();
        at.member("vectorIndexOverride", &self.vector_index_override).each();
        at.member("provisionedThroughputOverride", &self.provisioned_throughput_override).structure();
        at.member("sSESpecificationOverride", &self.sse_specification_override).structure();
    }
}

/// # Errors
/// BackupNotFoundException; BackupInUseException while the backup is being made or feeds another restore;
/// TableAlreadyExistsException or TableInUseException for the target; LimitExceededException for the 51st at once;
/// ValidationException for overrides that do not fit the backup.
///
/// # Source
/// `facts.md` 5. The order of refusal follows 4.3, where it was measured for the other kind of restore: shape, source,
/// what is asked of it, target.
impl Operation for RestoreTableFromBackupInput {
    const NAME: &'static str = "RestoreTableFromBackup";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::TableAlreadyExistsException,
        ErrorCode::TableInUseException,
        ErrorCode::BackupNotFoundException,
        ErrorCode::BackupInUseException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = RestoreTableFromBackupOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<RestoreTableFromBackupOutput>, Error> {
        let arn = required("backupArn", &self.backup_arn)?;
        let target = required("targetTableName", &self.target_table_name)?;
        let read = state.owner().read_backup_arn(arn)?;
        if read.is_foreign_region && self.sse_specification_override.is_none() {
            return Err(Invalid::CrossRegionWithoutSse.into());
        }
        let not_found = || Error::BackupNotFound { arn: arn.clone() };
        let backup = state.backup(&read.id).filter(|_| !read.is_foreign_region).ok_or_else(not_found)?;
        if backup.status != BackupState::Available {
            return Err(Error::BackupInUse(BackupInUse::Creating { arn: arn.clone() }));
        }
        let definition = self.definition(state, &backup.source.definition)?;
        if let Some(existing) = state.table(target) {
            return Err(taken(existing));
        }
        if backup.restoring.is_some() {
            return Err(Error::BackupInUse(BackupInUse::SecondRestore { arn: arn.clone() }));
        }
        if state.restores_running() >= CONCURRENT_RESTORES_MAX {
            return Err(Error::LimitExceeded(LimitExceeded::ConcurrentRestores));
        }

        let settings = state.settings();
        let origin = RestoreOrigin { backup: read.id, backup_arn: arn.clone() };
        let id = definition::table_id(state);
        let mut table = Table::new(target, id, now, definition, settings.partitions_per_table).restored_from(origin);
        let due = now.plus_ms(settings.pace.delays().restore_ms);
        table.visible_to_backups_at = due;
        let table_description = Some(describe::table(state, &table));
        let completion = Task::CompleteRestore { table: table.name_shared() };
        let events =
            vec![Event::TableCreated(Box::new(table)), Event::TaskScheduled { due, task: completion }];
        Ok(Decision { events, output: RestoreTableFromBackupOutput { table_description } })
    }
}

/// Why a restore cannot have the name of a table that exists.
fn taken(existing: &Table) -> Error {
    let table = existing.name().to_owned();
    match (existing.state(), existing.restore()) {
        (TableState::Creating, Some(origin)) => {
            Error::TableInUse(TableInUse::BeingRestored { table, backup: origin.backup_arn.clone() })
        }
        (TableState::Creating, None) => Error::TableInUse(TableInUse::BeingCreated { table }),
        (TableState::Active | TableState::Updating | TableState::Deleting, _) => Error::TableAlreadyExists { table },
    }
}

impl RestoreTableFromBackupInput {
    /// The new table's settings: the backup's, less what a restore drops, with the overrides laid over them.
    fn definition(&self, state: &State, recorded: &TableDefinition) -> Result<TableDefinition, Error> {
        let billing = self.billing(recorded.billing)?;
        if let Some(vector) = self.vector_index_override.iter().flatten().next() {
            return Err(not_in_source(&vector.index_name));
        }
        let mut indexes = self.global_indexes(recorded, billing)?;
        indexes.extend(self.local_indexes(recorded)?);
        definition::unique_names(&indexes)?;
        let is_key = |name: &str| {
            let keys = std::iter::once(&recorded.key).chain(indexes.iter().map(|index| &index.key));
            keys.flat_map(|key| key.attributes()).any(|attribute| attribute.name == name)
        };
        let kms_key_arn = match &self.sse_specification_override {
            Some(specification) => definition::kms_key_arn(state, Some(specification))?,
            None => recorded.kms_key_arn.clone(),
        };
        Ok(TableDefinition {
            attributes: recorded.attributes.iter().filter(|attribute| is_key(&attribute.name)).cloned().collect(),
            key: recorded.key.clone(),
            indexes,
            billing,
            stream: None,
            kms_key_arn,
            time_to_live: None,
        })
    }

    /// # Source
    /// `facts.md` 5.3. Empty on-demand bounds are taken as none: there, AWS answers an error and restores all the same.
    fn billing(&self, recorded: Billing) -> Result<Billing, Error> {
        let on_demand = self
            .on_demand_throughput_override
            .as_ref()
            .filter(|o| o.max_read_request_units.or(o.max_write_request_units).is_some());
        let provisioned = self.provisioned_throughput_override.as_ref();
        let is_on_demand = match &self.billing_mode_override {
            Some(mode) => *mode == BillingMode::PayPerRequest,
            None => matches!(recorded, Billing::OnDemand { .. }),
        };
        if is_on_demand {
            if provisioned.is_some() {
                return Err(match self.billing_mode_override {
                    Some(_) => Invalid::RestoreThroughputOnDemand.into(),
                    None => Invalid::RestoreThroughputNotProvisioned.into(),
                });
            }
            if let Some(bounds) = on_demand {
                in_range(bounds.max_read_request_units, "MaxReadRequestUnits")?;
                in_range(bounds.max_write_request_units, "MaxWriteRequestUnits")?;
                return Ok(definition::on_demand(Some(bounds)));
            }
            return Ok(match recorded {
                Billing::OnDemand { .. } => recorded,
                Billing::Provisioned { .. } => definition::on_demand(None),
            });
        }
        if let Some(bounds) = on_demand {
            let member = if bounds.max_read_request_units.is_some() { "MaxReadRequestUnits" } else { "MaxWriteRequestUnits" };
            return Err(Invalid::RestoreOnDemandOnProvisioned { member }.into());
        }
        match (provisioned, recorded) {
            (Some(throughput), _) => definition::provisioned(throughput),
            (None, Billing::Provisioned { .. }) => Ok(recorded),
            (None, Billing::OnDemand { .. }) => Err(Invalid::RestoreThroughputMissing.into()),
        }
    }

    fn global_indexes(&self, recorded: &TableDefinition, billing: Billing) -> Result<Vec<IndexDefinition>, Error> {
        let of_source: Vec<&IndexDefinition> = recorded.indexes.iter().filter(|index| index.is_global).collect();
        let Some(wanted) = &self.global_secondary_index_override else {
            return of_source.into_iter().map(|index| carried(index, billing)).collect();
        };
        let mut indexes = Vec::with_capacity(wanted.len());
        for asked in wanted {
            let source = matching(&of_source, &asked.index_name, &asked.key_schema, &asked.projection)?;
            let index = || asked.index_name.clone().unwrap_or_default();
            let billing = match (billing, &asked.provisioned_throughput) {
                (Billing::OnDemand { .. }, Some(_)) if self.billing_mode_override.is_some() => {
                    return Err(Invalid::RestoreIndexThroughputOnDemand { index: index() }.into());
                }
                (Billing::OnDemand { .. }, Some(_)) => return Err(Invalid::RestoreThroughputNotProvisioned.into()),
                (Billing::OnDemand { .. }, None) => definition::on_demand(asked.on_demand_throughput.as_ref()),
                (Billing::Provisioned { .. }, None) => {
                    return Err(Invalid::RestoreIndexThroughputMissing { index: index() }.into());
                }
                (Billing::Provisioned { .. }, Some(throughput)) => definition::provisioned(throughput)?,
            };
            indexes.push(IndexDefinition { name: index(), billing: Some(billing), ..source.clone() });
        }
        Ok(indexes)
    }

    fn local_indexes(&self, recorded: &TableDefinition) -> Result<Vec<IndexDefinition>, Error> {
        let of_source: Vec<&IndexDefinition> = recorded.indexes.iter().filter(|index| !index.is_global).collect();
        let Some(wanted) = &self.local_secondary_index_override else {
            return Ok(of_source.into_iter().cloned().collect());
        };
        let renamed = |asked: &LocalSecondaryIndex| {
            let source = matching(&of_source, &asked.index_name, &asked.key_schema, &asked.projection)?;
            Ok(IndexDefinition { name: asked.index_name.clone().unwrap_or_default(), ..source.clone() })
        };
        wanted.iter().map(renamed).collect()
    }
}

fn in_range(units: Option<i64>, member: &'static str) -> Result<(), Error> {
    match units {
        Some(units) if units != -1 && units < 1 => Err(Invalid::RestoreOnDemandOutOfRange { member }.into()),
        _ => Ok(()),
    }
}

/// A recorded global index as it is on the new table, where nothing was said of it.
fn carried(index: &IndexDefinition, billing: Billing) -> Result<IndexDefinition, Error> {
    let billing = match (billing, index.billing) {
        (Billing::OnDemand { .. }, Some(recorded @ Billing::OnDemand { .. })) => recorded,
        (Billing::OnDemand { .. }, _) => definition::on_demand(None),
        (Billing::Provisioned { .. }, Some(recorded @ Billing::Provisioned { .. })) => recorded,
        (Billing::Provisioned { .. }, _) => {
            return Err(Invalid::RestoreIndexThroughputMissing { index: index.name.clone() }.into());
        }
    };
    Ok(IndexDefinition { billing: Some(billing), ..index.clone() })
}

/// The recorded index that has that key and projection; its name may be another, and then it is renamed.
fn matching<'a>(
    recorded: &[&'a IndexDefinition],
    name: &Option<String>,
    schema: &Option<Vec<KeySchemaElement>>,
    projection: &Option<Projection>,
) -> Result<&'a IndexDefinition, Error> {
    let projected = definition::projected(projection.as_ref())?;
    let is_same = |index: &&&IndexDefinition| {
        Some(index.key.schema()) == *schema && same_projection(&index.projected, &projected)
    };
    let by_name = |index: &&&IndexDefinition| Some(&index.name) == name.as_ref();
    let named = recorded.iter().filter(is_same).find(by_name);
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
    Invalid::IndexNotInSource { index: name.clone().unwrap_or_default() }.into()
}
