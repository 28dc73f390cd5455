//! What an operation of the API is: a decision about a state that it cannot touch.

use crate::json::{FromJson, ToJson};
use crate::model::constraints::Constrained;
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::state::{Event, State};
use crate::time::Timestamp;

/// An operation of the API, implemented by its input.
pub trait Operation: Constrained + FromJson + ToJson {
    /// The operation's name, letter for letter.
    const NAME: &'static str;
    /// The service that it belongs to.
    const SERVICE: Service = Service::DynamoDb;
    /// The errors that the service model declares for it.
    const ERRORS: &'static [ErrorCode];
    /// The operation's output.
    type Output: ToJson;

    /// Decides the request against a state that it cannot touch.
    ///
    /// # Errors
    /// Those of [`Operation::ERRORS`] and the common ones. Then nothing has changed.
    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<Self::Output>, Error>;

    /// Changes an answer to what it is for a request that was sent to `host`: nothing, for most.
    fn answered_at(_output: &mut Self::Output, _host: &str) {}
}

/// What was decided: the answer, and the events that make it true.
#[derive(Clone, Debug)]
pub struct Decision<T> {
    /// The changes, in order.
    pub events: Vec<Event>,
    /// The answer.
    pub output: T,
}

impl<T> Decision<T> {
    /// An answer that changes nothing.
    pub fn answer(output: T) -> Decision<T> {
        Decision { events: Vec::new(), output }
    }
}
