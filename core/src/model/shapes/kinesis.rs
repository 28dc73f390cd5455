//! Kinesis streaming destinations.

use crate::model::constraints::{Check, Constrained};

open_enum! {
    /// The status of a Kinesis streaming destination.
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
    /// The precision of the times in a destination's records.
    pub enum ApproximateCreationDateTimePrecision { Millisecond = "MILLISECOND", Microsecond = "MICROSECOND", }
}

shape! {
    /// A Kinesis data stream that receives a table's changes.
    pub struct KinesisDataStreamDestination {
        /// The ARN of the data stream.
        stream_arn: String,
        /// The status of the destination.
        destination_status: DestinationStatus,
        /// The precision of the times in its records; absent if no request set it.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}

shape! {
    /// The settings of a new destination.
    pub struct EnableKinesisStreamingConfiguration {
        /// The precision of the times in its records: MILLISECOND or MICROSECOND.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}
impl Constrained for EnableKinesisStreamingConfiguration {
    fn check(&self, at: &mut Check) {
        at.member("approximateCreationDateTimePrecision", &self.approximate_creation_date_time_precision).known();
    }
}

shape! {
    /// The settings of a destination to change.
    pub struct UpdateKinesisStreamingConfiguration {
        /// The precision of the times in its records: MILLISECOND or MICROSECOND.
        approximate_creation_date_time_precision: ApproximateCreationDateTimePrecision,
    }
}
impl Constrained for UpdateKinesisStreamingConfiguration {
    fn check(&self, at: &mut Check) {
        at.member("approximateCreationDateTimePrecision", &self.approximate_creation_date_time_precision).known();
    }
}
