//! StartBackupJob: a backup as AWS Backup makes it.

use crate::engine::{Call, Endpoint, Engine};
use crate::limits::DAY_MS;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::Error;
use crate::model::shapes::{BackupDetails, BackupType, shape};
use crate::operations::{BackupRequest, begin_backup, named, table_to_back_up};

shape! {
    /// Creates a backup of type AWS_BACKUP. ListBackups lists it only under its own type, it restores like any other,
    /// and DeleteBackup refuses to delete it.
    pub struct StartBackupJobInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of the backup: 3 to 255 characters.
        backup_name: String,
        /// The number of days after which the backup expires: 1 to 36,500. Default never.
        retain_days: i32,
    }
}

shape! {
    /// The requested backup.
    pub struct StartBackupJobOutput {
        /// The backup, with status CREATING, the moment of the request and the moment of expiry.
        backup_details: BackupDetails,
    }
}

impl StartBackupJobInput {
    /// A backup that never expires.
    pub fn new(table_name: impl Into<String>, backup_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), backup_name: Some(backup_name.into()), retain_days: None }
    }

    /// The same backup, to expire after `days` days.
    #[must_use]
    pub fn retained(self, days: i32) -> Self {
        Self { retain_days: Some(days), ..self }
    }
}

impl Constrained for StartBackupJobInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("backupName", &self.backup_name).required().length(3..=255).name_pattern();
        at.member("retainDays", &self.retain_days).within(1..=36_500);
    }
}

/// # Errors
/// As for CreateBackup, except for its rate: ValidationException, TableNotFoundException,
/// ContinuousBackupsUnavailableException, TableInUseException.
impl Call for StartBackupJobInput {
    const NAME: &'static str = "StartBackupJob";
    type Output = StartBackupJobOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<StartBackupJobOutput, Error> {
        Check::all(&self)?;
        let name = required("backupName", &self.backup_name)?;
        let (state, now) = (engine.state_at(to), engine.now());
        let table = table_to_back_up(&state, named(&state, &self.table_name)?, now)?;
        let expires = self.retain_days.map(|days| now.plus_ms(i64::from(days) * DAY_MS));
        let (details, events) =
            begin_backup(&state, table, now, BackupRequest { name, kind: BackupType::AwsBackup, expires });
        engine.commit(to.region(), events);
        Ok(StartBackupJobOutput { backup_details: Some(details) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::operations::CreateTableInput;
    use crate::shapes::{KeyType, ScalarAttributeType};

    #[test]
    fn a_backup_is_kept_for_ever_or_so_many_days() {
        let mut engine = Engine::new(Options::default());
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
        let job = StartBackupJobInput::new("Notes", "nightly");
        for (job, expires) in [
            (job.clone(), None),
            (job.clone().retained(1), Some(DAY_MS)),
            (job.retained(36_500), Some(36_500 * DAY_MS)),
        ] {
            let details = engine.send(job).ok().and_then(|answer| answer.backup_details).unwrap_or_default();
            assert_eq!(details.backup_expiry_date_time, expires.map(|ms| engine.now().plus_ms(ms)));
            assert_eq!(details.backup_name.as_deref(), Some("nightly"));
        }
    }
}
