//! Kinesis streaming destinations.

use crate::model::constraints::{Check, Constrained};

open_enum! {
    /// Where a destination stands in its life.
    pub enum DestinationStatus {
        Enabling = "ENABLING",
        Active = "ACTIVE",
        Disabling = "DISABLING",
        Disabled = "DISABLED",
        EnableFailed = "ENABLE_FAILED",
        Updating = "UPDATING",
    }
}
open_enum! {
    /// The unit of the times in a destination's records.
    pub enum ApproximateCreationDateTimePrecision { Millisecond = "MILLISECOND", Microsecond = "MICROSECOND", }
}

shape! {
    /// A destination of a table's changes.
    pub struct KinesisDataStreamDestination {
        /// The ARN of the Kinesis data stream.
        stream_arn: String,
        /// Its status.
        destination_status: DestinationStatus,
        /// The unit of the times in its records; absent where no request named one.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}

shape! {
    /// How a destination is enabled.
    pub struct EnableKinesisStreamingConfiguration {
        /// The unit of the times in its records.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}
impl Constrained for EnableKinesisStreamingConfiguration {
    fn check(&self, at: &mut Check) {
        at.member("approximateCreationDateTimePrecision", &self.approximate_creation_date_time_precision).known();
    }
}

shape! {
    /// What changes of a destination.
    pub struct UpdateKinesisStreamingConfiguration {
        /// The unit of the times in its records.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}
impl Constrained for UpdateKinesisStreamingConfiguration {
    fn check(&self, at: &mut Check) {
        at.member("approximateCreationDateTimePrecision", &self.approximate_creation_date_time_precision).known();
    }
}
