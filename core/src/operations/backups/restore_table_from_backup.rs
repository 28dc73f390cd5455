//! RestoreTableFromBackup.

use super::error::{BackupError, RestoreError};
use super::restoring::{self, Overrides};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::*;
use crate::operations::operation::{Decision, Operation};
use crate::state::lifecycle::BackupState;
use crate::state::{RestoreOrigin, State};
use crate::time::Timestamp;

shape! {
    /// Creates a new table from a backup.
    pub struct RestoreTableFromBackupInput {
        /// The name of the new table: 3 to 255 characters.
        target_table_name: String,
        /// The ARN of the backup.
        backup_arn: String,
        /// The billing mode of the new table. Default that of the source.
        billing_mode_override: BillingMode,
        /// The global secondary indexes to restore, each matching one of the source. Default all; an empty list
        /// restores none.
        global_secondary_index_override: Vec<GlobalSecondaryIndex>,
        /// The local secondary indexes to restore, each matching one of the source. Default all; an empty list restores
        /// none.
        local_secondary_index_override: Vec<LocalSecondaryIndex>,
        /// The vector indexes to restore. The engine's tables have none, so no entry can match one.
        vector_index_override: Vec<VectorIndex>,
        /// The provisioned throughput of the new table. Default that of the source.
        provisioned_throughput_override: ProvisionedThroughput,
        /// The maximum throughput of the new table, if it is on-demand. Default that of the source.
        on_demand_throughput_override: OnDemandThroughput,
        /// The encryption settings of the new table. Default those of the source.
        #[name = "SSESpecificationOverride"]
        sse_specification_override: SSESpecification,
    }
}

shape! {
    /// The new table.
    pub struct RestoreTableFromBackupOutput {
        /// The description of the new table, with status CREATING and `RestoreInProgress`.
        table_description: TableDescription,
    }
}

impl RestoreTableFromBackupInput {
    /// A request with its required members.
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
/// TableAlreadyExistsException or TableInUseException for the new table's name; LimitExceededException for the 51st
/// simultaneous restore; ValidationException for overrides that do not fit the backup.
///
/// # Source
/// `docs/dynamodb.md#restore-target`, `docs/dynamodb.md#restore-kept`, `docs/dynamodb.md#restore-errors`. The order of
/// refusal follows `docs/dynamodb.md#restore-to-time`, where it was measured for the other kind of restore: the
/// request, the source, the overrides, the target.
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
            return Err(RestoreError::CrossRegionWithoutSse.into());
        }
        let not_found = || BackupError::NotFound { arn: arn.clone() };
        let backup = state.backup(&read.id).filter(|_| !read.is_foreign_region).ok_or_else(not_found)?;
        if backup.status != BackupState::Available {
            return Err(BackupError::BeingCreated { arn: arn.clone() }.into());
        }
        let definition = self.overrides().definition(state, &backup.marker.source.definition)?;
        restoring::is_free(state, target)?;
        if backup.restoring.is_some() {
            return Err(BackupError::SecondRestore { arn: arn.clone() }.into());
        }
        let origin = RestoreOrigin::Backup { id: read.id, arn: arn.clone() };
        let (events, table) = restoring::begin(state, target, definition, origin, now)?;
        Ok(Decision { events, output: RestoreTableFromBackupOutput { table_description: Some(table) } })
    }
}

impl RestoreTableFromBackupInput {
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
