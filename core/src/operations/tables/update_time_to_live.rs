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
    /// Switches the expiry of a table's items on or off.
    pub struct UpdateTimeToLiveInput {
        /// The table's name or ARN.
        table_name: String,
        /// On or off, and by which attribute.
        time_to_live_specification: TimeToLiveSpecification,
    }
}

shape! {
    /// What was asked for.
    pub struct UpdateTimeToLiveOutput {
        /// As it was sent.
        time_to_live_specification: TimeToLiveSpecification,
    }
}

impl UpdateTimeToLiveInput {
    /// Switches it on or off.
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
/// ResourceNotFoundException, ResourceInUseException; ValidationException where it is so already, is on by another
/// attribute, or was switched less than some half an hour ago.
///
/// # Source
/// `docs/dynamodb.md#time-to-live`. It takes effect at once. Repeats are refused before the cooldown is looked at.
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
