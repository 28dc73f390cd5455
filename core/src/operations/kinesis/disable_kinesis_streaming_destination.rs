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
    /// Disables a Kinesis streaming destination of a table.
    pub struct DisableKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String,
        /// The ARN of the data stream.
        stream_arn: String,
        /// Has no effect; the service model declares it.
        enable_kinesis_streaming_configuration: EnableKinesisStreamingConfiguration,
    }
}

shape! {
    /// The destination, with the change in progress.
    pub struct DisableKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String,
        /// The ARN of the data stream.
        stream_arn: String,
        /// The status of the destination: DISABLING.
        destination_status: DestinationStatus,
        /// The settings as they were sent; empty if none were.
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
/// ResourceNotFoundException; ResourceInUseException; ValidationException if the destination is not ACTIVE.
///
/// # Source
/// `docs/dynamodb.md#kinesis`. Assumed: the configuration in the answer, which follows
/// EnableKinesisStreamingDestination.
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
