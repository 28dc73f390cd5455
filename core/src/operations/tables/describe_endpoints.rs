//! DescribeEndpoints.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Returns the endpoints to send requests to. It has no parameters.
    pub struct DescribeEndpointsInput {}
}

shape! {
    /// The endpoints.
    pub struct DescribeEndpointsOutput {
        /// The endpoints: exactly one.
        endpoints: Vec<Endpoint>,
    }
}

shape! {
    /// An endpoint.
    pub struct Endpoint {
        /// The host of the endpoint.
        address: String,
        /// For how long the endpoint may be cached, in minutes.
        cache_period_in_minutes: i64,
    }
}

impl Constrained for DescribeEndpointsInput {
    fn check(&self, _: &mut Check) {}
}

/// # Source
/// The service model; `docs/dynamodb.md#endpoints` for the host. The cache period of a day is assumed.
impl Operation for DescribeEndpointsInput {
    const NAME: &'static str = "DescribeEndpoints";
    const ERRORS: &'static [ErrorCode] = &[];
    type Output = DescribeEndpointsOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DescribeEndpointsOutput>, Error> {
        let address = Some(format!("dynamodb.{}.amazonaws.com", state.owner().region));
        let endpoint = Endpoint { address, cache_period_in_minutes: Some(1_440) };
        Ok(Decision::answer(DescribeEndpointsOutput { endpoints: Some(vec![endpoint]) }))
    }

    /// Replaces the address by `host`: a client with endpoint discovery sends its next requests to the address.
    fn answered_at(output: &mut DescribeEndpointsOutput, host: &str) {
        for endpoint in output.endpoints.iter_mut().flatten() {
            endpoint.address = Some(host.to_owned());
        }
    }
}
