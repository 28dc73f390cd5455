//! Kinesis streaming destinations of tables. They are enabled, updated and disabled, and never receive a record.
//! Whether the data stream exists is not checked.

mod describe_kinesis_streaming_destination;
mod disable_kinesis_streaming_destination;
mod enable_kinesis_streaming_destination;
pub(crate) mod error;
mod update_kinesis_streaming_destination;

pub use describe_kinesis_streaming_destination::*;
pub use disable_kinesis_streaming_destination::*;
pub use enable_kinesis_streaming_destination::*;
pub use update_kinesis_streaming_destination::*;

use self::error::DestinationError;
use crate::model::constraints::Check;
use crate::model::shapes::DestinationStatus;
use crate::state::lifecycle::DestinationState;
use crate::state::{Destination, Event, Table, Task};
use crate::time::Timestamp;

/// Checks the two members that every change of a destination requires.
fn check(at: &mut Check, table_name: &Option<String>, stream_arn: &Option<String>) {
    at.member("tableName", table_name).required().table_name();
    at.member("streamArn", stream_arn).required().length(37..=1024);
}

/// The destination that a request names.
///
/// # Errors
/// ValidationException if the table has never had it.
fn known<'a>(table: &'a Table, stream_arn: &str) -> Result<&'a Destination, DestinationError> {
    let unknown = || DestinationError::Unknown { stream_arn: stream_arn.to_owned(), table: table.name().to_owned() };
    table.settings().destination(stream_arn).ok_or_else(unknown)
}

/// The event that schedules the task at which a change of a destination takes effect.
fn settling(table: &Table, stream_arn: &str, due: Timestamp) -> Event {
    Event::TaskScheduled { due, task: Task::SettleDestination { table: table.id(), stream_arn: stream_arn.to_owned() } }
}

impl From<DestinationState> for DestinationStatus {
    fn from(state: DestinationState) -> DestinationStatus {
        match state {
            DestinationState::Enabling => DestinationStatus::Enabling,
            DestinationState::Active => DestinationStatus::Active,
            DestinationState::Updating => DestinationStatus::Updating,
            DestinationState::Disabling => DestinationStatus::Disabling,
            DestinationState::Disabled => DestinationStatus::Disabled,
        }
    }
}
