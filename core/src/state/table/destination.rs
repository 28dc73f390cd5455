//! Kinesis data streams that are destinations of a table's changes. No record is ever sent.

use crate::model::shapes::ApproximateCreationDateTimePrecision;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{self, DestinationState, DestinationStep};
use minicbor::{Decode, Encode};

/// A Kinesis streaming destination.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Destination {
    /// The ARN of the data stream.
    #[n(0)]
    pub stream_arn: String,
    /// The state.
    #[n(1)]
    pub state: DestinationState,
    /// The precision of the times in its records, if a request set it.
    #[n(2)]
    pub precision: Option<ApproximateCreationDateTimePrecision>,
}

digest_members!(Destination { stream_arn, state, precision });

impl Destination {
    /// A destination that is being enabled.
    pub(in crate::state) fn enabling(
        stream_arn: &str,
        precision: Option<ApproximateCreationDateTimePrecision>,
    ) -> Destination {
        Destination { stream_arn: stream_arn.to_owned(), state: DestinationState::Enabling, precision }
    }

    pub(in crate::state) fn step(&mut self, step: DestinationStep) {
        self.state = lifecycle::step("a destination", lifecycle::destination, self.state, step);
    }
}
