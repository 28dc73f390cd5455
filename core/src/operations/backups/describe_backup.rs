//! DescribeBackup.

use super::describe;
use super::lookup;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{BackupDescription, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Describes a backup.
    pub struct DescribeBackupInput {
        /// The ARN of the backup.
        backup_arn: String,
    }
}

shape! {
    /// The described backup.
    pub struct DescribeBackupOutput {
        /// The description of the backup: its details, its table, and the features of the table.
        backup_description: BackupDescription,
    }
}

impl DescribeBackupInput {
    /// A request with its required members.
    pub fn new(backup_arn: impl Into<String>) -> Self {
        Self { backup_arn: Some(backup_arn.into()) }
    }
}

impl Constrained for DescribeBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("backupArn", &self.backup_arn).required().length(37..=1024);
    }
}

/// # Errors
/// BackupNotFoundException; ValidationException or AccessDeniedException for a text that is not the ARN of a backup of
/// this account.
///
/// # Source
/// `docs/dynamodb.md#backup-arns`: the region in the ARN is ignored, and the ARN is returned as it was sent.
impl Operation for DescribeBackupInput {
    const NAME: &'static str = "DescribeBackup";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::BackupNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeBackupOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DescribeBackupOutput>, Error> {
        let arn = required("backupArn", &self.backup_arn)?;
        let (backup, _) = lookup::backup_of(state, arn)?;
        let backup_description = Some(describe::backup(state, backup, backup.status, arn, now));
        Ok(Decision::answer(DescribeBackupOutput { backup_description }))
    }
}
