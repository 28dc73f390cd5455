//! CreateTable.

use super::definition;
use super::describe;
use super::error::TableError;
use super::key_schema::{self, AttributeTypes};
use super::lookup;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::*;
use crate::operations::operation::{Decision, Operation};
use crate::state::lifecycle::TableState;
use crate::state::{Event, NewTable, State, Table, TableDefinition, Task, Warm};
use crate::time::Timestamp;

shape! {
    /// Creates a table.
    pub struct CreateTableInput {
        /// The types of all key attributes of the table and its indexes, and of no other attributes.
        attribute_definitions: Vec<AttributeDefinition>,
        /// The name of the table: 3 to 255 characters.
        table_name: String,
        /// The key schema of the table.
        key_schema: Vec<KeySchemaElement>,
        /// The local secondary indexes: up to 5.
        local_secondary_indexes: Vec<LocalSecondaryIndex>,
        /// The global secondary indexes: up to 20.
        global_secondary_indexes: Vec<GlobalSecondaryIndex>,
        /// The billing mode: PROVISIONED or PAY_PER_REQUEST. Default PROVISIONED.
        billing_mode: BillingMode,
        /// The provisioned throughput; required for billing mode PROVISIONED.
        provisioned_throughput: ProvisionedThroughput,
        /// The stream settings. Default no stream.
        stream_specification: StreamSpecification,
        /// The encryption settings. Default a key that AWS owns.
        #[name = "SSESpecification"]
        sse_specification: SSESpecification,
        /// The tags: up to 50.
        tags: Vec<Tag>,
        /// The table class. Default STANDARD.
        table_class: TableClass,
        /// Whether the table is protected against deletion. Default `false`.
        deletion_protection_enabled: bool,
        /// The maximum throughput, for an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput.
        warm_throughput: WarmThroughput,
        /// Not supported: a request with this member is refused.
        resource_policy: Unsupported,
        /// Not supported: a request with this member is refused.
        global_table_source_arn: Unsupported,
        /// Not supported: a request with this member is refused.
        global_table_settings_replication_mode: Unsupported,
        /// Not supported: a request with this member is refused.
        vector_indexes: Unsupported,
    }
}

shape! {
    /// The new table.
    pub struct CreateTableOutput {
        /// The description of the table, with status CREATING.
        table_description: TableDescription,
    }
}

impl CreateTableInput {
    /// An on-demand table with these key attributes: name, role and type of each.
    pub fn on_demand(table_name: impl Into<String>, keys: &[(&str, KeyType, ScalarAttributeType)]) -> Self {
        let definition = |(name, _, kind): &(&str, KeyType, ScalarAttributeType)| AttributeDefinition {
            attribute_name: Some((*name).to_owned()),
            attribute_type: Some(kind.clone()),
        };
        let element = |(name, part, _): &(&str, KeyType, ScalarAttributeType)| KeySchemaElement {
            attribute_name: Some((*name).to_owned()),
            key_type: Some(part.clone()),
        };
        Self {
            table_name: Some(table_name.into()),
            attribute_definitions: Some(keys.iter().map(definition).collect()),
            key_schema: Some(keys.iter().map(element).collect()),
            billing_mode: Some(BillingMode::PayPerRequest),
            ..Self::default()
        }
    }
}

impl Constrained for CreateTableInput {
    fn check(&self, at: &mut Check) {
        at.member("attributeDefinitions", &self.attribute_definitions).required().each();
        at.member("tableName", &self.table_name).required_later().length(3..=255).name_pattern();
        at.member("keySchema", &self.key_schema).required().length(1..=2).each();
        at.member("localSecondaryIndexes", &self.local_secondary_indexes).each();
        at.member("globalSecondaryIndexes", &self.global_secondary_indexes).each();
        at.member("billingMode", &self.billing_mode).known();
        at.member("provisionedThroughput", &self.provisioned_throughput).structure();
        at.member("streamSpecification", &self.stream_specification).structure();
        at.member("sSESpecification", &self.sse_specification).structure();
        at.member("tags", &self.tags).length(1..=usize::MAX).each();
        at.member("tableClass", &self.table_class).known();
    }
}

/// # Errors
/// ResourceInUseException if a table has that name, ValidationException for contradictory settings.
///
/// # Source
/// `docs/dynamodb.md#table-states`, `docs/dynamodb.md#table-definition`, including texts and order of the checks.
impl Operation for CreateTableInput {
    const NAME: &'static str = "CreateTable";
    const ERRORS: &'static [ErrorCode] =
        &[ErrorCode::ResourceInUseException, ErrorCode::LimitExceededException, ErrorCode::InternalServerError];
    type Output = CreateTableOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<CreateTableOutput>, Error> {
        refuse_unsupported(&[
            ("ResourcePolicy", self.resource_policy),
            ("GlobalTableSourceArn", self.global_table_source_arn),
            ("GlobalTableSettingsReplicationMode", self.global_table_settings_replication_mode),
            ("VectorIndexes", self.vector_indexes),
        ])?;
        let name = lookup::named(state, &self.table_name)?;
        let definition = self.definition(state)?;
        let tags = definition::tags(&Default::default(), self.tags.as_deref().unwrap_or_default())?;
        if let Some(existing) = state.table(name) {
            return Err(in_use(existing).into());
        }

        let settings = state.settings();
        let delays = settings.pace.delays();
        let creation_ms = match definition.indexes.is_empty() {
            true => delays.table_creation_ms,
            false => delays.indexed_table_creation_ms,
        };
        let new = NewTable {
            id: state.next_table(),
            table_id: definition::table_id(state),
            name: name.to_owned(),
            stream_label: definition.stream.as_ref().map(|_| state.stream_label(name, now)),
            definition,
            partitions: settings.partitions_per_table,
            visible_to_backups_at: now.plus_ms(delays.table_visibility_ms.min(creation_ms)),
            class: self.table_class.clone(),
            deletion_protection: self.deletion_protection_enabled.unwrap_or_default(),
            tags,
            restore: None,
        };
        let table_description = Some(describe::table(state, &Table::new(now, &new), now));
        let activation = Task::ActivateTable { table: new.id };
        let events = vec![
            Event::TableCreated(Box::new(new)),
            Event::TaskScheduled { due: now.plus_ms(creation_ms), task: activation },
        ];
        Ok(Decision { events, output: CreateTableOutput { table_description } })
    }
}

impl CreateTableInput {
    fn definition(&self, state: &State) -> Result<TableDefinition, Error> {
        let billing = definition::billing(
            self.billing_mode.as_ref(),
            self.provisioned_throughput.as_ref(),
            self.on_demand_throughput.as_ref(),
        )?;
        let warm = match &self.warm_throughput {
            Some(given) => definition::warm(billing, Warm::default(), given)?,
            None => Warm::default(),
        };
        let attributes = AttributeTypes::new(self.attribute_definitions.as_deref().unwrap_or_default())?;
        let key = key_schema::table_key(self.key_schema.as_deref().unwrap_or_default(), &attributes)?;
        let indexes = definition::indexes(
            &key,
            billing,
            &attributes,
            self.global_secondary_indexes.as_deref(),
            self.local_secondary_indexes.as_deref(),
        )?;
        definition::all_used(attributes.as_slice(), &key, &indexes)?;
        Ok(TableDefinition {
            attributes: attributes.into_vec(),
            key,
            indexes,
            billing,
            warm,
            stream: definition::stream(self.stream_specification.as_ref())?,
            kms_key_arn: definition::kms_key_arn(state, self.sse_specification.as_ref())?,
            time_to_live: None,
        })
    }
}

fn in_use(existing: &Table) -> TableError {
    let table = existing.name().to_owned();
    match existing.state() {
        TableState::Creating if existing.restore().is_some() => TableError::BeingUsed { table },
        TableState::Creating => TableError::BeingCreated { table },
        TableState::Active | TableState::Updating | TableState::Deleting => TableError::AlreadyExists { table },
    }
}
