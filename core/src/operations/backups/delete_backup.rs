//! DeleteBackup.

use super::describe;
use super::error::BackupError;
use super::lookup;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{BackupDescription, BackupType, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::lifecycle::BackupState;
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Deletes a backup.
    pub struct DeleteBackupInput {
        /// The ARN of the backup.
        backup_arn: String,
    }
}

shape! {
    /// The deleted backup.
    pub struct DeleteBackupOutput {
        /// The description of the backup, with status DELETED.
        backup_description: BackupDescription,
    }
}

impl DeleteBackupInput {
    /// A request with its required members.
    pub fn new(backup_arn: impl Into<String>) -> Self {
        Self { backup_arn: Some(backup_arn.into()) }
    }
}

impl Constrained for DeleteBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("backupArn", &self.backup_arn).required().length(37..=1024);
    }
}

/// # Errors
/// BackupNotFoundException; BackupInUseException while the backup is being made or restored from; ValidationException
/// for a SYSTEM backup, which expires by itself, and for a backup of AWS Backup, which manages its own.
///
/// # Source
/// `docs/dynamodb.md#backup-states`, `docs/dynamodb.md#delete-backup`. BackupInUseException for a backup that is being
/// made is documented; its text is assumed.
impl Operation for DeleteBackupInput {
    const NAME: &'static str = "DeleteBackup";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::BackupNotFoundException,
        ErrorCode::BackupInUseException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = DeleteBackupOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DeleteBackupOutput>, Error> {
        let arn = required("backupArn", &self.backup_arn)?;
        let (backup, read) = lookup::backup_of(state, arn)?;
        match backup.marker.kind {
            BackupType::System => {
                let expires = backup.marker.expires.unwrap_or(Timestamp::MAX);
                return Err(BackupError::SystemBackup { arn: arn.clone(), expires }.into());
            }
            BackupType::AwsBackup => return Err(BackupError::AwsBackup { arn: arn.clone() }.into()),
            BackupType::User | BackupType::Unknown(_) => {}
        }
        if backup.status == BackupState::Creating {
            return Err(BackupError::BeingCreated { arn: arn.clone() }.into());
        }
        if backup.restoring.is_some() {
            return Err(BackupError::DeleteDuringRestore { arn: arn.clone() }.into());
        }
        let backup_description = Some(describe::backup(state, backup, BackupState::Deleted, arn, now));
        let events = vec![Event::BackupDeleted { id: read.id }];
        Ok(Decision { events, output: DeleteBackupOutput { backup_description } })
    }
}
