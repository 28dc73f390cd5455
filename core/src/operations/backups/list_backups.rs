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
        /// The name or ARN of a table: only backups of tables that have or had this name are listed. Default all.
        table_name: String,
        /// The maximum number of backups to return, 1 to 100. Default 100.
        limit: i32,
        /// The earliest time of the request, inclusive, in epoch seconds.
        time_range_lower_bound: Timestamp,
        /// The latest time of the request, exclusive, in epoch seconds.
        time_range_upper_bound: Timestamp,
        /// The ARN after which the page begins: the `LastEvaluatedBackupArn` of the previous page. The backup need not
        /// exist.
        exclusive_start_backup_arn: String,
        /// The type of the backups to list: USER, SYSTEM, AWS_BACKUP or ALL, which is USER and SYSTEM. Default USER.
        backup_type: BackupTypeFilter,
    }
}

shape! {
    /// A page of backups.
    pub struct ListBackupsOutput {
        /// The backups of the page.
        backup_summaries: Vec<BackupSummary>,
        /// The ARN to pass as `ExclusiveStartBackupArn` for the next page; absent on the last page.
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

/// The number of backups in a page if no limit is given.
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
        let limit = self.limit.map_or(PAGE_BACKUPS, |limit| limit as usize);
        let mut matching = self.matching(state)?;
        let page: Vec<BackupSummary> =
            matching.by_ref().take(limit).map(|backup| describe::backup_summary(state, backup, now)).collect();
        let last_evaluated_backup_arn = match matching.next() {
            Some(_) => page.last().and_then(|last| last.backup_arn.clone()),
            None => None,
        };
        Ok(Decision::answer(ListBackupsOutput { backup_summaries: Some(page), last_evaluated_backup_arn }))
    }
}

impl ListBackupsInput {
    /// The backups that match, on all pages, oldest first.
    pub(crate) fn matching<'a>(&self, state: &'a State) -> Result<Box<dyn Iterator<Item = &'a Backup> + 'a>, Error> {
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
        let after: Box<dyn Iterator<Item = &'a Backup> + 'a> = match table {
            Some(table) => Box::new(state.backups_of_after(table, start.as_ref())),
            None => Box::new(state.backups_after(start.as_ref())),
        };
        let filter = self.backup_type.clone().unwrap_or(BackupTypeFilter::User);
        let included_ms = Planted::ListIncludesUpperBound.one();
        let matching = after
            .skip_while(move |backup| backup.marker.id.created < lower)
            .take_while(move |backup| upper.is_none_or(|upper| backup.marker.id.created < upper.plus_ms(included_ms)))
            .filter(move |backup| is_wanted(&filter, &backup.marker.kind));
        Ok(Box::new(matching))
    }
}

/// Whether `filter` lets a type through. ALL does not include the backups of AWS Backup.
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

/// The position in the list that an ARN denotes, whether such a backup exists or not.
fn start_of(state: &State, arn: &str) -> Result<BackupId, Error> {
    let read = state.owner().read_backup_arn(arn)?;
    if read.is_foreign_region { Err(BackupError::StartArnRegion.into()) } else { Ok(read.id) }
}
