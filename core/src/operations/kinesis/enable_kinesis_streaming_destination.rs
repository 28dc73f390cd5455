//! EnableKinesisStreamingDestination.

use super::error::DestinationError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{
    ApproximateCreationDateTimePrecision, DestinationStatus, EnableKinesisStreamingConfiguration, shape,
};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::lifecycle::DestinationState;
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Makes a Kinesis data stream a destination of a table's changes. No record is ever sent.
    pub struct EnableKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String,
        /// The ARN of the data stream, which need not exist.
        stream_arn: String,
        /// The settings of the destination.
        enable_kinesis_streaming_configuration: EnableKinesisStreamingConfiguration,
    }
}

shape! {
    /// The destination, with the change in progress.
    pub struct EnableKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String,
        /// The ARN of the data stream.
        stream_arn: String,
        /// The status of the destination: ENABLING.
        destination_status: DestinationStatus,
        /// The settings as they were sent; empty if none were.
        enable_kinesis_streaming_configuration: EnableKinesisStreamingConfiguration,
    }
}

impl EnableKinesisStreamingDestinationInput {
    /// A request with its required members.
    pub fn new(
        table_name: impl Into<String>,
        stream_arn: impl Into<String>,
        precision: Option<ApproximateCreationDateTimePrecision>,
    ) -> Self {
        let configuration = precision.map(|precision| EnableKinesisStreamingConfiguration {
            approximate_creation_date_time_precision: Some(precision),
        });
        Self {
            table_name: Some(table_name.into()),
            stream_arn: Some(stream_arn.into()),
            enable_kinesis_streaming_configuration: configuration,
        }
    }
}

impl Constrained for EnableKinesisStreamingDestinationInput {
    fn check(&self, at: &mut Check) {
        super::check(at, &self.table_name, &self.stream_arn);
        at.member("enableKinesisStreamingConfiguration", &self.enable_kinesis_streaming_configuration).structure();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException; ValidationException unless all destinations of the table are
/// DISABLED.
///
/// # Source
/// `docs/dynamodb.md#kinesis`: a table has one destination at a time. Assumed: the text for another data stream is that
/// for the same one.
impl Operation for EnableKinesisStreamingDestinationInput {
    const NAME: &'static str = "EnableKinesisStreamingDestination";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
    ];
    type Output = EnableKinesisStreamingDestinationOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<EnableKinesisStreamingDestinationOutput>, Error> {
        let stream_arn = required("streamArn", &self.stream_arn)?.clone();
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        lookup::in_use(table)?;
        if table.settings().destinations.iter().any(|destination| destination.state != DestinationState::Disabled) {
            return Err(DestinationError::NotDisabled.into());
        }
        let configuration = self.enable_kinesis_streaming_configuration.unwrap_or_default();
        let precision = configuration.approximate_creation_date_time_precision.clone();
        let due = now.plus_ms(state.settings().pace.delays().destination_switch_ms);
        let events = vec![
            Event::DestinationEnabled { table: table.id(), stream_arn: stream_arn.clone(), precision },
            super::settling(table, &stream_arn, due),
        ];
        let output = EnableKinesisStreamingDestinationOutput {
            table_name: Some(table.name().to_owned()),
            stream_arn: Some(stream_arn),
            destination_status: Some(DestinationStatus::Enabling),
            enable_kinesis_streaming_configuration: Some(configuration),
        };
        Ok(Decision { events, output })
    }
}
