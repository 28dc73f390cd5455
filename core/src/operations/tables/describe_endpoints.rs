//! DescribeEndpoints.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::shape;
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Asks where to send requests.
    pub struct DescribeEndpointsInput {}
}

shape! {
    /// Where.
    pub struct DescribeEndpointsOutput {
        /// One endpoint.
        endpoints: Vec<Endpoint>,
    }
}

shape! {
    /// An address to send requests to.
    pub struct Endpoint {
        /// A host name.
        address: String,
        /// For how long it may be remembered.
        cache_period_in_minutes: i64,
    }
}

impl Constrained for DescribeEndpointsInput {
    fn check(&self, _: &mut Check) {}
}

/// # Source
/// The service model; `docs/dynamodb.md#endpoints` for the host. The day for which it may be remembered is
/// assumed.
impl Operation for DescribeEndpointsInput {
    const NAME: &'static str = "DescribeEndpoints";
    const ERRORS: &'static [ErrorCode] = &[];
    type Output = DescribeEndpointsOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<DescribeEndpointsOutput>, Error> {
        let address = Some(format!("dynamodb.{}.amazonaws.com", state.owner().region));
        let endpoint = Endpoint { address, cache_period_in_minutes: Some(1_440) };
        Ok(Decision::answer(DescribeEndpointsOutput { endpoints: Some(vec![endpoint]) }))
    }

    /// The host itself: a client with endpoint discovery sends its next requests there.
    fn answered_at(output: &mut DescribeEndpointsOutput, host: &str) {
        for endpoint in output.endpoints.iter_mut().flatten() {
            endpoint.address = Some(host.to_owned());
        }
    }
}
