//! DescribeKinesisStreamingDestination.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{KinesisDataStreamDestination, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::{Destination, State};
use crate::time::Timestamp;

shape! {
    /// Describes the Kinesis streaming destinations of a table.
    pub struct DescribeKinesisStreamingDestinationInput {
        /// The table's name or ARN.
        table_name: String,
    }
}

shape! {
    /// The Kinesis streaming destinations of a table.
    pub struct DescribeKinesisStreamingDestinationOutput {
        /// The table's name.
        table_name: String,
        /// All destinations that the table has or had, including disabled ones.
        kinesis_data_stream_destinations: Vec<KinesisDataStreamDestination>,
    }
}

impl DescribeKinesisStreamingDestinationInput {
    /// A request with its required members.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()) }
    }
}

impl Constrained for DescribeKinesisStreamingDestinationInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such table.
///
/// # Source
/// `docs/dynamodb.md#kinesis`, `docs/dynamodb.md#neighbours`. Assumed: a disabled destination is listed as long as its
/// table exists.
impl Operation for DescribeKinesisStreamingDestinationInput {
    const NAME: &'static str = "DescribeKinesisStreamingDestination";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeKinesisStreamingDestinationOutput;

    fn decide(
        self,
        state: &State,
        now: Timestamp,
    ) -> Result<Decision<DescribeKinesisStreamingDestinationOutput>, Error> {
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        let described = |destination: &Destination| KinesisDataStreamDestination {
            stream_arn: Some(destination.stream_arn.clone()),
            destination_status: Some(destination.state.into()),
            approximate_creation_date_time_precision: destination.precision.clone(),
        };
        Ok(Decision::answer(DescribeKinesisStreamingDestinationOutput {
            table_name: Some(table.name().to_owned()),
            kinesis_data_stream_destinations: Some(table.settings().destinations.iter().map(described).collect()),
        }))
    }
}
