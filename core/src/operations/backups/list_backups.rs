//! ListBackups.

use super::describe;
use super::error::BackupError;
use crate::model::arn::BackupId;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{BackupSummary, BackupType, BackupTypeFilter, shape};
use crate::operations::operation::{Decision, Operation};
use crate::planted::Planted;
use crate::state::{Backup, State};
use crate::time::Timestamp;

shape! {
    /// Lists backups, oldest first.
    pub struct ListBackupsInput {
        /// Only of the tables that have or had this name (or ARN).
        table_name: String,
        /// At most so many: 1 to 100.
        limit: i32,
        /// Only those asked for at this time or later.
        time_range_lower_bound: Timestamp,
        /// Only those asked for before this time.
        time_range_upper_bound: Timestamp,
        /// Only those that come after this position: any backup's ARN, deleted or not.
        exclusive_start_backup_arn: String,
        /// Only of this type; USER where absent.
        backup_type: BackupTypeFilter,
    }
}

shape! {
    /// A page of backups.
    pub struct ListBackupsOutput {
        /// The backups.
        backup_summaries: Vec<BackupSummary>,
        /// The position to go on from; absent on the last page.
        last_evaluated_backup_arn: String,
    }
}

impl Constrained for ListBackupsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
        at.member("limit", &self.limit).within(1..=100);
        at.member("exclusiveStartBackupArn", &self.exclusive_start_backup_arn).length(37..=1024);
        at.member("backupType", &self.backup_type).known();
    }
}

/// Backups in one page where no limit is given.
const PAGE_BACKUPS: usize = 100;

/// # Errors
/// ValidationException for a reversed time range or a start ARN of another region.
///
/// # Source
/// `docs/dynamodb.md#list-backups`. Across tables the order is by creation too (assumed: not documented, not measured).
impl Operation for ListBackupsInput {
    const NAME: &'static str = "ListBackups";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError];
    type Output = ListBackupsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<ListBackupsOutput>, Error> {
        let lower = self.time_range_lower_bound.unwrap_or(Timestamp::MIN);
        let upper = self.time_range_upper_bound;
        if upper.is_some_and(|upper| lower > upper) {
            return Err(BackupError::TimeRangeReversed.into());
        }
        let start = match &self.exclusive_start_backup_arn {
            Some(arn) => Some(start_of(state, arn)?),
            None => None,
        };
        let table = match &self.table_name {
            Some(name) => Some(state.owner().table_name(name)?),
            None => None,
        };
        let after: Box<dyn Iterator<Item = &Backup>> = match table {
            Some(table) => Box::new(state.backups_of_after(table, start.as_ref())),
            None => Box::new(state.backups_after(start.as_ref())),
        };
        let filter = self.backup_type.unwrap_or(BackupTypeFilter::User);
        let limit = self.limit.map_or(PAGE_BACKUPS, |limit| limit as usize);
        let included_ms = Planted::ListIncludesUpperBound.one();
        let mut matching = after
            .skip_while(|backup| backup.id.created < lower)
            .take_while(|backup| upper.is_none_or(|upper| backup.id.created < upper.plus_ms(included_ms)))
            .filter(|backup| is_wanted(&filter, &backup.kind));
        let page: Vec<BackupSummary> =
            matching.by_ref().take(limit).map(|backup| describe::backup_summary(state, backup, now)).collect();
        let last_evaluated_backup_arn = match matching.next() {
            Some(_) => page.last().and_then(|last| last.backup_arn.clone()),
            None => None,
        };
        Ok(Decision::answer(ListBackupsOutput { backup_summaries: Some(page), last_evaluated_backup_arn }))
    }
}

/// AWS Backup's own are listed where they are asked for, and not among all.
///
/// # Source
/// `docs/dynamodb.md#enums`: "All types of on-demand backups (USER and SYSTEM)"; `docs/dynamodb.md#backup-promises`.
fn is_wanted(filter: &BackupTypeFilter, kind: &BackupType) -> bool {
    match filter {
        BackupTypeFilter::All => *kind != BackupType::AwsBackup,
        BackupTypeFilter::User => *kind == BackupType::User,
        BackupTypeFilter::System => *kind == BackupType::System,
        BackupTypeFilter::AwsBackup => *kind == BackupType::AwsBackup,
        BackupTypeFilter::Unknown(_) => false,
    }
}

/// The position that an ARN is, whether such a backup exists or not.
fn start_of(state: &State, arn: &str) -> Result<BackupId, Error> {
    let read = state.owner().read_backup_arn(arn)?;
    if read.is_foreign_region { Err(BackupError::StartArnRegion.into()) } else { Ok(read.id) }
}
