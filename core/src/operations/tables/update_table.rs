//! UpdateTable.

mod refusals;

use super::definition;
use super::describe;
use super::error::{DefinitionError, TableError, UpdateTableError};
use super::key_schema::AttributeTypes;
use super::lookup;
use super::stream_removal::stream_removal;
use crate::item::key::KeyAttribute;
use crate::limits::GLOBAL_INDEXES_MAX;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::*;
use crate::operations::operation::{Decision, Operation};
use crate::state::lifecycle::{IndexState, TableState};
use crate::state::{Billing, Event, Index, IndexDefinition, State, Table, TableUpdate, Task};
use crate::time::Timestamp;
use std::collections::BTreeSet;

shape! {
    /// Updates the settings of a table.
    pub struct UpdateTableInput {
        /// The types of the key attributes of a new index. Those that the table defines already may be repeated.
        attribute_definitions: Vec<AttributeDefinition>,
        /// The table's name or ARN.
        table_name: String,
        /// The new billing mode: PROVISIONED or PAY_PER_REQUEST.
        billing_mode: BillingMode,
        /// The new provisioned throughput; required if the billing mode becomes PROVISIONED.
        provisioned_throughput: ProvisionedThroughput,
        /// The changes to global secondary indexes: at most one is created or deleted, and any others get another
        /// throughput.
        global_secondary_index_updates: Vec<GlobalSecondaryIndexUpdate>,
        /// The new stream settings.
        stream_specification: StreamSpecification,
        /// The new encryption settings.
        #[name = "SSESpecification"]
        sse_specification: SSESpecification,
        /// The new table class.
        table_class: TableClass,
        /// Whether the table is protected against deletion. Default `false`.
        deletion_protection_enabled: bool,
        /// The maximum throughput, for an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput.
        warm_throughput: WarmThroughput,
        /// Not supported: a request with this member is refused.
        replica_updates: Unsupported,
        /// Not supported: a request with this member is refused.
        multi_region_consistency: Unsupported,
        /// Not supported: a request with this member is refused.
        global_table_witness_updates: Unsupported,
        /// Not supported: a request with this member is refused.
        global_table_settings_replication_mode: Unsupported,
        /// Not supported: a request with this member is refused.
        disassociation_protection_enabled: Unsupported,
        /// Not supported: a request with this member is refused.
        vector_index_updates: Unsupported,
    }
}

shape! {
    /// The table, with its update in progress.
    pub struct UpdateTableOutput {
        /// The description of the table, with status UPDATING.
        table_description: TableDescription,
    }
}

impl UpdateTableInput {
    /// A request that names its table and changes nothing yet.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), ..Self::default() }
    }
}

impl Constrained for UpdateTableInput {
    fn check(&self, at: &mut Check) {
        at.member("attributeDefinitions", &self.attribute_definitions).each();
        at.member("tableName", &self.table_name).required_later().table_name();
        at.member("billingMode", &self.billing_mode).known();
        at.member("provisionedThroughput", &self.provisioned_throughput).structure();
        at.member("globalSecondaryIndexUpdates", &self.global_secondary_index_updates).each();
        at.member("streamSpecification", &self.stream_specification).structure();
        at.member("sSESpecification", &self.sse_specification).structure();
        at.member("tableClass", &self.table_class).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException unless the table is ACTIVE; LimitExceededException for a second
/// index that is created or deleted at once, and for the 21st index; ValidationException for a request without changes,
/// with a change to what already is, or with contradictory ones.
///
/// # Source
/// `docs/dynamodb.md#update-table` and the service model's documentation of UpdateTable. From the same: one index at a
/// time, and an index that is being deleted can neither be changed nor created again.
impl Operation for UpdateTableInput {
    const NAME: &'static str = "UpdateTable";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = UpdateTableOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<UpdateTableOutput>, Error> {
        refuse_unsupported(&[
            ("ReplicaUpdates", self.replica_updates),
            ("MultiRegionConsistency", self.multi_region_consistency),
            ("GlobalTableWitnessUpdates", self.global_table_witness_updates),
            ("GlobalTableSettingsReplicationMode", self.global_table_settings_replication_mode),
            ("DisassociationProtectionEnabled", self.disassociation_protection_enabled),
            ("VectorIndexUpdates", self.vector_index_updates),
        ])?;
        let name = lookup::named(state, &self.table_name)?;
        let actions = self.actions()?;
        if self.asks_for_nothing() {
            return Err(UpdateTableError::Nothing.into());
        }
        let stream = match &self.stream_specification {
            Some(specification) => Some(definition::stream(Some(specification))?),
            None => None,
        };
        let kms_key_arn = match &self.sse_specification {
            Some(specification) => Some(definition::kms_key_arn(state, Some(specification))?),
            None => None,
        };
        let known = lookup::known_table(state, &self.table_name)?;
        let table = lookup::settled_table(state, &self.table_name)
            .map_err(|error| self.refused_for_index(known, &actions).map_or(error, Error::from))?;
        match (&stream, &table.definition().stream) {
            (Some(Some(_)), Some(_)) => {
                return Err(UpdateTableError::StreamAlreadyEnabled { table: name.to_owned() }.into());
            }
            (Some(None), None) => return Err(UpdateTableError::NoStreamToDisable { table: name.to_owned() }.into()),
            _ => {}
        }
        let mut update = TableUpdate {
            stream,
            kms_key_arn,
            class: self.table_class.clone(),
            deletion_protection: self.deletion_protection_enabled,
            ..TableUpdate::default()
        };
        self.change_billing(table, &actions, &mut update)?;
        self.change_indexes(table, &actions, &mut update)?;
        self.change_warm(table, &actions, &mut update)?;
        self.refuse_together(table, &actions)?;

        // The answer describes the table as it is after the events.
        let mut updated = table.clone();
        updated.begin_update(now, state.stream_label(table.name(), now), &update);
        let output = UpdateTableOutput { table_description: Some(describe::table(state, &updated, now)) };
        let due = now.plus_ms(state.settings().pace.delays().table_update_ms);
        let stream_goes = update.stream == Some(None);
        let mut events = vec![
            Event::TableUpdateStarted { table: table.id(), update: Box::new(update) },
            Event::TaskScheduled { due, task: Task::CompleteUpdate { table: table.id() } },
        ];
        if stream_goes {
            events.extend(stream_removal(table, now));
        }
        Ok(Decision { events, output })
    }
}

/// The changes to global indexes, by kind.
#[derive(Default)]
struct Actions<'a> {
    create: Option<&'a GlobalSecondaryIndex>,
    delete: Option<&'a str>,
    update: Vec<(&'a str, &'a UpdateGlobalSecondaryIndexAction)>,
}

impl UpdateTableInput {
    fn asks_for_nothing(&self) -> bool {
        let has_index_updates = self.global_secondary_index_updates.as_ref().is_some_and(|updates| !updates.is_empty());
        self.billing_mode.is_none()
            && self.provisioned_throughput.is_none()
            && !has_index_updates
            && self.stream_specification.is_none()
            && self.sse_specification.is_none()
            && self.table_class.is_none()
            && self.deletion_protection_enabled.is_none()
            && self.on_demand_throughput.is_none()
            && self.warm_throughput.is_none()
    }

    /// The changes to global indexes, at most one for each index.
    fn actions(&self) -> Result<Actions<'_>, Error> {
        let mut actions = Actions::default();
        let mut updated = BTreeSet::new();
        for asked in self.global_secondary_index_updates.iter().flatten() {
            match (&asked.create, &asked.update, &asked.delete) {
                (Some(create), None, None) => {
                    if actions.create.replace(create).is_some() || actions.delete.is_some() {
                        return Err(TableError::OnlineIndexes.into());
                    }
                }
                (None, Some(update), None) => {
                    let name = update.index_name.as_deref().unwrap_or_default();
                    if !updated.insert(name) {
                        return Err(UpdateTableError::IndexTwice { index: name.to_owned() }.into());
                    }
                    actions.update.push((name, update));
                }
                (None, None, Some(delete)) => {
                    let name = delete.index_name.as_deref().unwrap_or_default();
                    if actions.delete.replace(name).is_some() || actions.create.is_some() {
                        return Err(TableError::OnlineIndexes.into());
                    }
                }
                _ => return Err(UpdateTableError::NotOneIndexAction.into()),
            }
        }
        let deleted = actions.delete.filter(|gone| updated.contains(gone));
        match deleted {
            Some(name) => Err(UpdateTableError::IndexTwice { index: name.to_owned() }.into()),
            None => Ok(actions),
        }
    }

    /// Changes the billing of the table and of its indexes.
    fn change_billing(&self, table: &Table, actions: &Actions<'_>, update: &mut TableUpdate) -> Result<(), Error> {
        let current = table.definition().billing;
        let is_on_demand = match &self.billing_mode {
            Some(mode) => *mode == BillingMode::PayPerRequest,
            None => matches!(current, Billing::OnDemand { .. }),
        };
        update.billing = match (is_on_demand, current) {
            (true, _) if self.provisioned_throughput.is_some() => {
                return Err(DefinitionError::ThroughputWithOnDemand.into());
            }
            (false, _) if self.on_demand_throughput.is_some() => {
                return Err(DefinitionError::OnDemandThroughputWithProvisioned.into());
            }
            (true, Billing::OnDemand { .. }) => {
                self.on_demand_throughput.as_ref().map(|bounds| definition::on_demand(Some(current), Some(bounds)))
            }
            (true, Billing::Provisioned { .. }) => {
                Some(definition::on_demand(None, self.on_demand_throughput.as_ref()))
            }
            (false, _) => match (&self.provisioned_throughput, &self.billing_mode) {
                (Some(throughput), _) => Some(definition::provisioned(throughput)?),
                (None, Some(_)) => return Err(DefinitionError::ThroughputMissing.into()),
                (None, None) => None,
            },
        };
        if let (Some(wanted), Billing::Provisioned { read_units: read, write_units: write }) = (update.billing, current)
            && wanted == current
        {
            let (read_wanted, write_wanted) = (read, write);
            return Err(UpdateTableError::ThroughputUnchanged { read, write, read_wanted, write_wanted }.into());
        }
        self.change_index_billing(table, is_on_demand, actions, update)
    }

    fn change_index_billing(
        &self,
        table: &Table,
        is_on_demand: bool,
        actions: &Actions<'_>,
        update: &mut TableUpdate,
    ) -> Result<(), Error> {
        for (name, _) in &actions.update {
            global_index(table, name)?;
        }
        let globals = table.definition().indexes.iter().filter(|index| index.is_global);
        for index in globals.filter(|index| actions.delete != Some(index.name.as_str())) {
            let name = || index.name.clone();
            let asked = actions.update.iter().find(|(name, _)| *name == index.name).map(|(_, asked)| *asked);
            let throughput = asked.and_then(|asked| asked.provisioned_throughput.as_ref());
            let bounds = asked.and_then(|asked| asked.on_demand_throughput.as_ref());
            let current = index.billing.unwrap_or(table.definition().billing);
            let wanted = match (is_on_demand, current) {
                (true, _) if throughput.is_some() => {
                    return Err(UpdateTableError::IndexThroughputWithOnDemand { index: name() }.into());
                }
                (false, _) if bounds.is_some() => return Err(DefinitionError::OnDemandThroughputWithProvisioned.into()),
                (true, Billing::OnDemand { .. }) if bounds.is_none() => continue,
                (true, _) => definition::on_demand(Some(current), bounds),
                (false, Billing::Provisioned { .. }) if asked.is_none_or(asks_for_warm_only) => continue,
                (false, _) => definition::provisioned(
                    throughput.ok_or_else(|| UpdateTableError::IndexThroughputMissing { index: name() })?,
                )?,
            };
            if let Billing::Provisioned { read_units: read, write_units: write } = wanted
                && wanted == current
            {
                return Err(UpdateTableError::IndexThroughputUnchanged { index: name(), read, write }.into());
            }
            update.index_billing.push((name(), wanted));
        }
        Ok(())
    }

    /// Changes the warm throughput of the table and of its indexes.
    fn change_warm(&self, table: &Table, actions: &Actions<'_>, update: &mut TableUpdate) -> Result<(), Error> {
        let current = table.definition();
        if let Some(given) = &self.warm_throughput {
            let billing = update.billing.unwrap_or(current.billing);
            update.warm = Some(definition::warm(billing, current.warm, given)?);
        }
        for (name, asked) in &actions.update {
            let index = current.indexes.iter().find(|index| index.name == *name);
            let (Some(index), Some(given)) = (index, &asked.warm_throughput) else { continue };
            let changed = update.index_billing.iter().find(|(of, _)| of == name).map(|(_, billing)| *billing);
            let billing = changed.or(index.billing).unwrap_or(current.billing);
            update.index_warm.push(((*name).to_owned(), definition::warm(billing, index.warm, given)?));
        }
        Ok(())
    }

    /// Whether the table's throughput is to change.
    fn changes_throughput(&self, table: &Table) -> bool {
        let is_on_demand = matches!(table.definition().billing, Billing::OnDemand { .. });
        self.provisioned_throughput.is_some()
            || self.on_demand_throughput.is_some()
            || self.billing_mode.as_ref().is_some_and(|mode| (*mode == BillingMode::PayPerRequest) != is_on_demand)
    }

    /// Creates or deletes an index, and changes the attribute definitions accordingly.
    fn change_indexes(&self, table: &Table, actions: &Actions<'_>, update: &mut TableUpdate) -> Result<(), Error> {
        let current = table.definition();
        let under_way = |state: IndexState| !matches!(state, IndexState::Active | IndexState::Updating);
        let is_one_under_way = table.indexes().iter().any(|index| under_way(index.state()));
        let given = AttributeTypes::new(self.attribute_definitions.as_deref().unwrap_or_default())?;
        let is_other = |given: &&KeyAttribute| {
            current.attributes.iter().any(|attribute| attribute.name == given.name && attribute.kind != given.kind)
        };
        if let Some(other) = given.as_slice().iter().find(is_other) {
            return Err(UpdateTableError::AttributeOfOtherType { name: other.name.clone() }.into());
        }
        if let Some(gone) = actions.delete {
            let state = global_index(table, gone)?;
            // An index that is being filled can be deleted; any other change of indexes in progress is an obstacle.
            if is_one_under_way && state != IndexState::Backfilling {
                return Err(TableError::OnlineIndexes.into());
            }
            let left = current.indexes.iter().filter(|index| index.name != gone);
            let keys = || std::iter::once(&current.key).chain(left.clone().map(|index| &index.key));
            let is_used = |attribute: &&KeyAttribute| keys().flat_map(|key| key.attributes()).any(|a| a == *attribute);
            update.attributes = Some(current.attributes.iter().filter(is_used).cloned().collect());
            update.old_index = Some(gone.to_owned());
        }
        if let Some(asked) = actions.create {
            let index = self.new_index(table, asked, given, update)?;
            if is_one_under_way {
                return Err(TableError::OnlineIndexes.into());
            }
            if current.indexes.iter().filter(|index| index.is_global).count() >= GLOBAL_INDEXES_MAX {
                return Err(TableError::GlobalIndexes.into());
            }
            update.new_index = Some(index);
        }
        Ok(())
    }

    fn new_index(
        &self,
        table: &Table,
        asked: &GlobalSecondaryIndex,
        given: AttributeTypes,
        update: &mut TableUpdate,
    ) -> Result<IndexDefinition, Error> {
        let current = table.definition();
        let name = asked.index_name.clone().unwrap_or_default();
        if table.index(&name).is_some() {
            return Err(UpdateTableError::IndexExists { index: name }.into());
        }
        let attributes = AttributeTypes::extended(&current.attributes, given);
        let billing = update.billing.unwrap_or(current.billing);
        match (billing, &asked.provisioned_throughput) {
            (Billing::OnDemand { .. }, Some(_)) => {
                return Err(UpdateTableError::IndexThroughputWithOnDemand { index: name }.into());
            }
            (Billing::Provisioned { .. }, None) => {
                return Err(UpdateTableError::IndexThroughputMissing { index: name }.into());
            }
            _ => {}
        }
        let index = definition::global_index(asked, billing, &attributes)?;
        let all: Vec<IndexDefinition> = current.indexes.iter().chain([&index]).cloned().collect();
        definition::within_projections(&all)?;
        definition::all_used(attributes.as_slice(), &current.key, &all)?;
        update.attributes = Some(attributes.into_vec());
        Ok(index)
    }
}

/// The state of the global index with that name.
fn global_index(table: &Table, name: &str) -> Result<IndexState, Error> {
    let index = table.index(name).filter(|index| index.definition().is_global);
    Ok(index.ok_or(TableError::NotFoundForData)?.state())
}

/// Whether an update of an index has warm throughput only.
fn asks_for_warm_only(asked: &UpdateGlobalSecondaryIndexAction) -> bool {
    asked.warm_throughput.is_some() && asked.provisioned_throughput.is_none()
}
