//! DisableKinesisStreamingDestination.

use super::error::DestinationError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{DestinationStatus, EnableKinesisStreamingConfiguration, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::lifecycle::DestinationState;
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Ends the flow of a table's changes to a Kinesis data stream.
    pub struct DisableKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String,
        /// The data stream's ARN.
        stream_arn: String,
        /// Without effect; the service model has it.
        enable_kinesis_streaming_configuration: EnableKinesisStreamingConfiguration,
    }
}

shape! {
    /// The destination, DISABLING.
    pub struct DisableKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String,
        /// The data stream's ARN.
        stream_arn: String,
        /// DISABLING.
        destination_status: DestinationStatus,
        /// As it was sent, empty if it was not.
        enable_kinesis_streaming_configuration: EnableKinesisStreamingConfiguration,
    }
}

impl Constrained for DisableKinesisStreamingDestinationInput {
    fn check(&self, at: &mut Check) {
        super::check(at, &self.table_name, &self.stream_arn);
        at.member("enableKinesisStreamingConfiguration", &self.enable_kinesis_streaming_configuration).structure();
    }
}

/// # Errors
/// ResourceNotFoundException, ResourceInUseException; ValidationException where the destination is not ACTIVE.
///
/// # Source
/// `docs/dynamodb.md#kinesis`. Assumed: the answer's configuration, as that of EnableKinesisStreamingDestination.
impl Operation for DisableKinesisStreamingDestinationInput {
    const NAME: &'static str = "DisableKinesisStreamingDestination";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
    ];
    type Output = DisableKinesisStreamingDestinationOutput;

    fn decide(
        self,
        state: &State,
        now: Timestamp,
    ) -> Result<Decision<DisableKinesisStreamingDestinationOutput>, Error> {
        let stream_arn = required("streamArn", &self.stream_arn)?.clone();
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        lookup::in_use(table)?;
        if super::known(table, &stream_arn)?.state != DestinationState::Active {
            return Err(DestinationError::NotActive.into());
        }
        let due = now.plus_ms(state.settings().pace.delays().destination_switch_ms);
        let events = vec![
            Event::DestinationDisabled { table: table.id(), stream_arn: stream_arn.clone() },
            super::settling(table, &stream_arn, due),
        ];
        let output = DisableKinesisStreamingDestinationOutput {
            table_name: Some(table.name().to_owned()),
            stream_arn: Some(stream_arn),
            destination_status: Some(DestinationStatus::Disabling),
            enable_kinesis_streaming_configuration: Some(
                self.enable_kinesis_streaming_configuration.unwrap_or_default(),
            ),
        };
        Ok(Decision { events, output })
    }
}
