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
        #[name = "SSESpecificationOverride"]
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
/// `docs/dynamodb.md#restore-target`, `docs/dynamodb.md#restore-kept`, `docs/dynamodb.md#restore-errors`.
/// The order of refusal follows `docs/dynamodb.md#restore-to-time`, where it was measured for the other kind of
/// restore: shape, source, what is asked of it, target.
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
        let definition = self.overrides().definition(state, &backup.source.definition)?;
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
