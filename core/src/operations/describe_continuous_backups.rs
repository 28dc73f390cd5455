//! DescribeContinuousBackups.

use super::lookup;
use crate::Timestamp;
use crate::check::{Check, Constrained};
use crate::engine::{Decision, Operation};
use crate::error::{Error, ErrorCode};
use crate::shapes::{
    ContinuousBackupsDescription, ContinuousBackupsStatus, PointInTimeRecoveryDescription, PointInTimeRecoveryStatus,
    shape,
};
use crate::state::State;
use crate::state::lifecycle::TableState;

shape! {
    /// Asks whether backups of a table can be made.
    pub struct DescribeContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// Whether backups of a table can be made.
    pub struct DescribeContinuousBackupsOutput {
        /// Continuous backups and point-in-time recovery.
        continuous_backups_description: ContinuousBackupsDescription,
    }
}

impl DescribeContinuousBackupsInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DescribeContinuousBackupsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
    }
}

/// # Errors
/// TableNotFoundException where there is no such table, where it is too young to be known to the backup operations,
/// where it is being restored or deleted.
///
/// # Source
/// `facts.md` 4.1. The first second of DELETING, in which the service still answers, is not modelled.
impl Operation for DescribeContinuousBackupsInput {
    const NAME: &'static str = "DescribeContinuousBackups";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::TableNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeContinuousBackupsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DescribeContinuousBackupsOutput>, Error> {
        let name = lookup::named(state, &self.table_name)?;
        let is_known = |table: &&crate::state::Table| {
            now >= table.visible_to_backups_at && table.restore().is_none() && table.state() != TableState::Deleting
        };
        let not_found = || Error::TableNotFound { table: name.to_owned() };
        let table = state.table(name).filter(is_known).ok_or_else(not_found)?;
        let description = ContinuousBackupsDescription {
            continuous_backups_status: Some(match table.continuous_backups {
                true => ContinuousBackupsStatus::Enabled,
                false => ContinuousBackupsStatus::Disabled,
            }),
            point_in_time_recovery_description: Some(PointInTimeRecoveryDescription {
                point_in_time_recovery_status: Some(PointInTimeRecoveryStatus::Disabled),
                ..Default::default()
            }),
        };
        Ok(Decision::answer(DescribeContinuousBackupsOutput { continuous_backups_description: Some(description) }))
    }
}
