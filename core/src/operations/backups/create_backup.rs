//! CreateBackup: catalogs a time marker.

use super::backing_up::{self, BackupRequest};
use super::error::BackupError;
use crate::limits::CREATE_BACKUPS_PER_SECOND;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{BackupDetails, BackupType, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Creates a backup of a table.
    pub struct CreateBackupInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of the backup: 3 to 255 characters. Several backups may have the same.
        backup_name: String,
    }
}

shape! {
    /// The requested backup.
    pub struct CreateBackupOutput {
        /// The details of the backup, with status CREATING and the time of the request.
        backup_details: BackupDetails,
    }
}

impl CreateBackupInput {
    /// A request with its required members.
    pub fn new(table_name: impl Into<String>, backup_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), backup_name: Some(backup_name.into()) }
    }
}

impl Constrained for CreateBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("backupName", &self.backup_name).required().length(3..=255).name_pattern();
    }
}

/// Catalogs the time marker: the table's settings as they stand, and a cut for each partition. The cost does not depend
/// on the table's size. The images are taken once all cuts are settled and the pace allows it.
///
/// # Errors
/// TableNotFoundException; ContinuousBackupsUnavailableException while the table is young; TableInUseException while it
/// is being deleted; LimitExceededException for the 51st request within a second.
///
/// # Source
/// `docs/dynamodb.md#backup-window`, `docs/dynamodb.md#backup-states`; TableInUseException as documented
/// (measured otherwise: see `docs/fidelity.md`).
impl Operation for CreateBackupInput {
    const NAME: &'static str = "CreateBackup";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::TableNotFoundException,
        ErrorCode::TableInUseException,
        ErrorCode::ContinuousBackupsUnavailableException,
        ErrorCode::BackupInUseException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = CreateBackupOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<CreateBackupOutput>, Error> {
        let name = required("backupName", &self.backup_name)?;
        let table = backing_up::table_to_back_up(state, tables::lookup::named(state, &self.table_name)?, now)?;
        if state.backups_in_last_second(now) >= CREATE_BACKUPS_PER_SECOND {
            return Err(BackupError::CreateBackupRate.into());
        }
        let (details, events) =
            backing_up::begin(state, table, now, BackupRequest { name, kind: BackupType::User, expires: None });
        Ok(Decision { events, output: CreateBackupOutput { backup_details: Some(details) } })
    }
}
