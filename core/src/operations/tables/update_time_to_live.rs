//! UpdateTimeToLive.

use super::error::TimeToLiveError;
use super::lookup;
use crate::limits::TIME_TO_LIVE_COOLDOWN_MS;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{TimeToLiveSpecification, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Enables or disables the time to live of a table's items.
    pub struct UpdateTimeToLiveInput {
        /// The table's name or ARN.
        table_name: String,
        /// The new time to live settings.
        time_to_live_specification: TimeToLiveSpecification,
    }
}

shape! {
    /// The time to live settings of a table.
    pub struct UpdateTimeToLiveOutput {
        /// The settings as they were sent.
        time_to_live_specification: TimeToLiveSpecification,
    }
}

impl UpdateTimeToLiveInput {
    /// Enables or disables it for an attribute.
    pub fn new(table_name: impl Into<String>, attribute_name: impl Into<String>, enabled: bool) -> Self {
        let specification =
            TimeToLiveSpecification { enabled: Some(enabled), attribute_name: Some(attribute_name.into()) };
        Self { table_name: Some(table_name.into()), time_to_live_specification: Some(specification) }
    }
}

impl Constrained for UpdateTimeToLiveInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("timeToLiveSpecification", &self.time_to_live_specification).required().structure();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException; ValidationException if time to live is in that state already, if
/// it is enabled with another attribute, or if it was switched less than about half an hour ago.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`. The change takes effect at once. Repetitions are refused before the cooldown is
/// checked.
impl Operation for UpdateTimeToLiveInput {
    const NAME: &'static str = "UpdateTimeToLive";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = UpdateTimeToLiveOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<UpdateTimeToLiveOutput>, Error> {
        let specification = required("timeToLiveSpecification", &self.time_to_live_specification)?;
        let wanted = required("timeToLiveSpecification.attributeName", &specification.attribute_name)?;
        let enabled = *required("timeToLiveSpecification.enabled", &specification.enabled)?;
        let table = lookup::settled_table(state, &self.table_name)?;
        match (&table.definition().time_to_live, enabled) {
            (Some(current), _) if current != wanted => {
                return Err(TimeToLiveError::OtherAttribute { current: current.clone() }.into());
            }
            (Some(_), true) => return Err(TimeToLiveError::AlreadyEnabled.into()),
            (None, false) => return Err(TimeToLiveError::AlreadyDisabled.into()),
            (Some(_), false) | (None, true) => {}
        }
        let is_recent = |changed: Timestamp| now < changed.plus_ms(TIME_TO_LIVE_COOLDOWN_MS);
        if table.settings().time_to_live_changed.is_some_and(is_recent) {
            return Err(TimeToLiveError::TooSoon.into());
        }
        let attribute = enabled.then(|| wanted.clone());
        let events = vec![Event::TimeToLiveChanged { table: table.id(), attribute }];
        let output = UpdateTimeToLiveOutput { time_to_live_specification: self.time_to_live_specification };
        Ok(Decision { events, output })
    }
}
