//! UpdateContinuousBackups: switches point-in-time recovery, and sets how far back it reaches.

use super::describe;
use super::error::BackupError;
use super::lookup;
use crate::limits::RECOVERY_PERIOD_DAYS_MAX;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ContinuousBackupsDescription, PointInTimeRecoverySpecification, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables;
use crate::state::{Event, Recovery, State};
use crate::time::Timestamp;

shape! {
    /// Switches the point-in-time recovery of a table.
    pub struct UpdateContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String,
        /// The settings of point-in-time recovery.
        point_in_time_recovery_specification: PointInTimeRecoverySpecification,
    }
}

shape! {
    /// The continuous backups of a table, after the change.
    pub struct UpdateContinuousBackupsOutput {
        /// The state of continuous backups and of point-in-time recovery.
        continuous_backups_description: ContinuousBackupsDescription,
    }
}

impl UpdateContinuousBackupsInput {
    /// Switches it on or off, with the default period of 35 days.
    pub fn new(table_name: impl Into<String>, enabled: bool) -> Self {
        let specification = PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: Some(enabled),
            recovery_period_in_days: None,
        };
        Self { table_name: Some(table_name.into()), point_in_time_recovery_specification: Some(specification) }
    }

    /// Switches it on with a period in days.
    pub fn with_period(table_name: impl Into<String>, days: i32) -> Self {
        let specification = PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: Some(true),
            recovery_period_in_days: Some(days),
        };
        Self { table_name: Some(table_name.into()), point_in_time_recovery_specification: Some(specification) }
    }
}

impl Constrained for UpdateContinuousBackupsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("pointInTimeRecoverySpecification", &self.point_in_time_recovery_specification)
            .required()
            .structure();
    }
}

/// Takes effect at once. Repeating the present settings changes nothing. A period that is absent is 35 days.
///
/// # Errors
/// ValidationException for a period without switching on; TableNotFoundException; ContinuousBackupsUnavailableException
/// while the table is young.
///
/// # Source
/// `docs/dynamodb.md#continuous-backups`, `docs/dynamodb.md#recovery-period`. A table that is being deleted is known
/// for a moment, and whether it leaves a backup follows from what is set then (`docs/dynamodb.md#system-backups`).
impl Operation for UpdateContinuousBackupsInput {
    const NAME: &'static str = "UpdateContinuousBackups";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::TableNotFoundException,
        ErrorCode::ContinuousBackupsUnavailableException,
        ErrorCode::InternalServerError,
    ];
    type Output = UpdateContinuousBackupsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<UpdateContinuousBackupsOutput>, Error> {
        let asked = required("pointInTimeRecoverySpecification", &self.point_in_time_recovery_specification)?;
        let is_on = asked.point_in_time_recovery_enabled.unwrap_or_default();
        if !is_on && asked.recovery_period_in_days.is_some() {
            return Err(BackupError::PeriodWhileDisabling.into());
        }
        let name = tables::lookup::named(state, &self.table_name)?;
        let table = lookup::continuous_table(state, name, now)
            .ok_or_else(|| BackupError::TableNotFound { table: name.to_owned() })?;
        if !table.backups_enabled() {
            return Err(BackupError::BackupsBeingEnabled { table: name.to_owned() }.into());
        }
        let days = asked.recovery_period_in_days.unwrap_or(RECOVERY_PERIOD_DAYS_MAX);
        let recovery = is_on.then(|| match table.recovery() {
            Some(recovery) if recovery.period_days() == days => *recovery,
            Some(recovery) => recovery.with_period(now, days),
            None => Recovery::new(now, days),
        });
        let events = match recovery.as_ref() == table.recovery() {
            true => Vec::new(),
            false => vec![Event::RecoveryChanged { table: table.id(), recovery }],
        };
        let continuous_backups_description = Some(describe::continuous_backups(table, recovery.as_ref(), now));
        Ok(Decision { events, output: UpdateContinuousBackupsOutput { continuous_backups_description } })
    }
}
