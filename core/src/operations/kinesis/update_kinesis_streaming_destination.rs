//! UpdateKinesisStreamingDestination.

use super::error::DestinationError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{DestinationStatus, UpdateKinesisStreamingConfiguration, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::lifecycle::DestinationState;
use crate::state::{Event, State};
use crate::time::Timestamp;

shape! {
    /// Updates the settings of a Kinesis streaming destination.
    pub struct UpdateKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String,
        /// The ARN of the data stream.
        stream_arn: String,
        /// The settings to change.
        update_kinesis_streaming_configuration: UpdateKinesisStreamingConfiguration,
    }
}

shape! {
    /// The destination, with the change in progress.
    pub struct UpdateKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String,
        /// The ARN of the data stream.
        stream_arn: String,
        /// The status of the destination: UPDATING.
        destination_status: DestinationStatus,
        /// The settings as they were sent.
        update_kinesis_streaming_configuration: UpdateKinesisStreamingConfiguration,
    }
}

impl Constrained for UpdateKinesisStreamingDestinationInput {
    fn check(&self, at: &mut Check) {
        super::check(at, &self.table_name, &self.stream_arn);
        at.member("updateKinesisStreamingConfiguration", &self.update_kinesis_streaming_configuration).structure();
    }
}

/// # Errors
/// ResourceNotFoundException; ResourceInUseException; ValidationException if nothing would change, or if the
/// destination is not ACTIVE.
///
/// # Source
/// `docs/dynamodb.md#kinesis`. Assumed: the order of refusal; a precision that no request has set is not MILLISECOND.
impl Operation for UpdateKinesisStreamingDestinationInput {
    const NAME: &'static str = "UpdateKinesisStreamingDestination";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::ResourceInUseException,
        ErrorCode::ResourceNotFoundException,
    ];
    type Output = UpdateKinesisStreamingDestinationOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<UpdateKinesisStreamingDestinationOutput>, Error> {
        let stream_arn = required("streamArn", &self.stream_arn)?.clone();
        let name = lookup::named(state, &self.table_name)?;
        let configuration = self.update_kinesis_streaming_configuration.unwrap_or_default();
        let precision = configuration.approximate_creation_date_time_precision.clone();
        let precision = precision.ok_or(DestinationError::NothingToUpdate)?;
        let table = lookup::shown_table(state, name, now)?;
        lookup::in_use(table)?;
        let destination = super::known(table, &stream_arn)?;
        if destination.state != DestinationState::Active {
            return Err(DestinationError::NotActiveForUpdate.into());
        }
        if destination.precision.as_ref() == Some(&precision) {
            let (precision, table_id) = (precision.as_str().to_owned(), table.table_id().to_owned());
            return Err(DestinationError::PrecisionUnchanged { precision, table_id, stream_arn }.into());
        }
        let due = now.plus_ms(state.settings().pace.delays().destination_update_ms);
        let events = vec![
            Event::DestinationUpdated { table: table.id(), stream_arn: stream_arn.clone(), precision },
            super::settling(table, &stream_arn, due),
        ];
        let output = UpdateKinesisStreamingDestinationOutput {
            table_name: Some(table.name().to_owned()),
            stream_arn: Some(stream_arn),
            destination_status: Some(DestinationStatus::Updating),
            update_kinesis_streaming_configuration: Some(configuration),
        };
        Ok(Decision { events, output })
    }
}
