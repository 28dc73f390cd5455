//! RestoreTableToPointInTime: a restore with one exact cut.

use super::error::{BackupError, RestoreError};
use super::lookup;
use super::restoring::{self, Overrides};
use crate::model::constraints::ParameterMissing;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::*;
use crate::operations::operation::{Decision, Operation};
use crate::state::{RestoreOrigin, State, Table};
use crate::time::Timestamp;

shape! {
    /// Creates a new table with the content of another table at a moment. Give either `SourceTableArn` or
    /// `SourceTableName`, and either `UseLatestRestorableTime` or `RestoreDateTime`.
    pub struct RestoreTableToPointInTimeInput {
        /// The ARN of the source table.
        source_table_arn: String,
        /// The name of the source table.
        source_table_name: String,
        /// The name of the new table: 3 to 255 characters.
        target_table_name: String,
        /// `true` restores the latest restorable moment.
        use_latest_restorable_time: bool,
        /// The moment to restore, in epoch seconds. Exactly the changes committed at or before it are in the new table.
        restore_date_time: Timestamp,
        /// The billing mode of the new table. Default that of the source.
        billing_mode_override: BillingMode,
        /// The global secondary indexes to restore, each matching one of the source. Default all; an empty list
        /// restores none.
        global_secondary_index_override: Vec<GlobalSecondaryIndex>,
        /// The local secondary indexes to restore, each matching one of the source. Default all; an empty list restores
        /// none.
        local_secondary_index_override: Vec<LocalSecondaryIndex>,
        /// The provisioned throughput of the new table. Default that of the source.
        provisioned_throughput_override: ProvisionedThroughput,
        /// The maximum throughput of the new table, if it is on-demand. Default that of the source.
        on_demand_throughput_override: OnDemandThroughput,
        /// The encryption settings of the new table. Default those of the source.
        #[name = "SSESpecificationOverride"]
        sse_specification_override: SSESpecification,
        /// The vector indexes to restore. The engine's tables have none, so no entry can match one.
        vector_index_override: Vec<VectorIndex>,
    }
}

shape! {
    /// The new table.
    pub struct RestoreTableToPointInTimeOutput {
        /// The description of the new table, with status CREATING and `RestoreInProgress`.
        table_description: TableDescription,
    }
}

impl RestoreTableToPointInTimeInput {
    /// A restore to `time`.
    pub fn to(
        source_table_name: impl Into<String>,
        target_table_name: impl Into<String>,
        restore_date_time: Timestamp,
    ) -> Self {
        Self {
            source_table_name: Some(source_table_name.into()),
            target_table_name: Some(target_table_name.into()),
            restore_date_time: Some(restore_date_time),
            ..Self::default()
        }
    }

    /// A restore to the latest restorable moment.
    pub fn to_latest(source_table_name: impl Into<String>, target_table_name: impl Into<String>) -> Self {
        Self {
            source_table_name: Some(source_table_name.into()),
            target_table_name: Some(target_table_name.into()),
            use_latest_restorable_time: Some(true),
            ..Self::default()
        }
    }
}

impl Constrained for RestoreTableToPointInTimeInput {
    fn check(&self, at: &mut Check) {
        at.member("sourceTableArn", &self.source_table_arn).length(1..=1024);
        at.member("sourceTableName", &self.source_table_name).length(3..=255).name_pattern();
        at.member("targetTableName", &self.target_table_name).required().length(3..=255).name_pattern();
        at.member("billingModeOverride", &self.billing_mode_override).known();
        at.member("globalSecondaryIndexOverride", &self.global_secondary_index_override).each();
        at.member("localSecondaryIndexOverride", &self.local_secondary_index_override).each();
        at.member("provisionedThroughputOverride", &self.provisioned_throughput_override).structure();
        at.member("sSESpecificationOverride", &self.sse_specification_override).structure();
        at.member("vectorIndexOverride", &self.vector_index_override).each();
    }
}

/// The images are taken at the request, so neither the end of the source nor the passing of its window affects the
/// restore.
///
/// # Errors
/// ValidationException unless exactly one source and one time are given, and for overrides that do not fit the source;
/// TableNotFoundException; PointInTimeRecoveryUnavailableException; InvalidRestoreTimeException;
/// TableAlreadyExistsException or TableInUseException for the new table's name; LimitExceededException for the 51st
/// simultaneous restore.
///
/// # Source
/// `docs/dynamodb.md#restore-to-time`, including the order of the checks. The position of the overrides in it is
/// assumed: after the source, as in the other kind of restore. `docs/dynamodb.md#restore-to-time-settings`: settings
/// that are not overridden come from the source as it is now, as the service model says.
impl Operation for RestoreTableToPointInTimeInput {
    const NAME: &'static str = "RestoreTableToPointInTime";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::TableAlreadyExistsException,
        ErrorCode::TableNotFoundException,
        ErrorCode::TableInUseException,
        ErrorCode::LimitExceededException,
        ErrorCode::InvalidRestoreTimeException,
        ErrorCode::PointInTimeRecoveryUnavailableException,
        ErrorCode::InternalServerError,
    ];
    type Output = RestoreTableToPointInTimeOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<RestoreTableToPointInTimeOutput>, Error> {
        let target = required("targetTableName", &self.target_table_name)?;
        let time = self.time()?;
        self.refuse_warm_throughput()?;
        let source = self.source(state, now)?;
        let time = lookup::restorable(source, time, now)?;
        let definition = self.overrides().definition(state, source.definition())?;
        restoring::is_free(state, target)?;
        let origin = RestoreOrigin::PointInTime { table: source.id(), table_name: source.name().to_owned(), time };
        let (events, table) = restoring::begin(state, target, definition, origin, now)?;
        Ok(Decision { events, output: RestoreTableToPointInTimeOutput { table_description: Some(table) } })
    }
}

impl RestoreTableToPointInTimeInput {
    /// The requested moment; `None` is the latest restorable one.
    fn time(&self) -> Result<Option<Timestamp>, Error> {
        match (self.restore_date_time, self.use_latest_restorable_time.unwrap_or_default()) {
            (Some(_), true) => Err(RestoreError::BothTimes.into()),
            (None, false) => Err(RestoreError::NoTime.into()),
            (time, _) => Ok(time),
        }
    }

    /// # Source
    /// `docs/dynamodb.md#restore-to-time`: the service model's documentation of GlobalSecondaryIndexOverride.
    fn refuse_warm_throughput(&self) -> Result<(), Error> {
        let warm = |index: &&GlobalSecondaryIndex| index.warm_throughput.is_some();
        match self.global_secondary_index_override.iter().flatten().find(warm) {
            Some(index) => {
                let index = index.index_name.clone().unwrap_or_default();
                Err(RestoreError::WarmThroughput { index }.into())
            }
            None => Ok(()),
        }
    }

    /// The source table, found by its name or its ARN.
    fn source<'a>(&self, state: &'a State, now: Timestamp) -> Result<&'a Table, Error> {
        match (&self.source_table_arn, &self.source_table_name) {
            (Some(_), Some(_)) => Err(RestoreError::BothSources.into()),
            (None, None) => Err(ParameterMissing { name: "TableName" }.into()),
            (None, Some(name)) => {
                let not_found = || BackupError::TableNotFound { table: name.clone() };
                Ok(lookup::continuous_table(state, name, now).ok_or_else(not_found)?)
            }
            (Some(arn), None) => {
                let source = state.owner().read_source_arn(arn)?;
                if source.is_foreign_region && self.sse_specification_override.is_none() {
                    return Err(RestoreError::CrossRegionWithoutSse.into());
                }
                let table = lookup::continuous_table(state, source.table, now);
                Ok(table.filter(|_| !source.is_foreign_region).ok_or(RestoreError::SourceTableNotFound)?)
            }
        }
    }

    fn overrides(&self) -> Overrides<'_> {
        Overrides {
            billing_mode: self.billing_mode_override.as_ref(),
            global_secondary_index: self.global_secondary_index_override.as_ref(),
            local_secondary_index: self.local_secondary_index_override.as_ref(),
            vector_index: self.vector_index_override.as_ref(),
            provisioned_throughput: self.provisioned_throughput_override.as_ref(),
            on_demand_throughput: self.on_demand_throughput_override.as_ref(),
            sse_specification: self.sse_specification_override.as_ref(),
        }
    }
}
