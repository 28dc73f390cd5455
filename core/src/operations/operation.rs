//! An operation of the API: a decision about a state that it cannot change.

use crate::json::{FromJson, Source, ToJson, TypeError};
use crate::model::constraints::Constrained;
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::state::{Event, State};
use crate::time::Timestamp;

/// An operation of the API, implemented for its input.
pub trait Operation: Constrained + FromJson + ToJson {
    /// The name of the operation, letter for letter.
    const NAME: &'static str;
    /// The service that the operation belongs to.
    const SERVICE: Service = Service::DynamoDb;
    /// The errors that the service model declares for the operation.
    const ERRORS: &'static [ErrorCode];
    /// The output of the operation.
    type Output: ToJson;

    /// Reads the input from the body of a request, or from what is JSON already.
    ///
    /// # Errors
    /// SerializationException for what is not JSON, not a structure, or has a member of a wrong type.
    fn parse(from: Source<'_>) -> Result<Self, TypeError> {
        Self::read(from.into_structure()?)
    }

    /// Decides the request against the state at `now`.
    ///
    /// # Errors
    /// Those of [`Operation::ERRORS`], and the common ones. Then nothing has changed.
    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<Self::Output>, Error>;

    /// Adapts an answer to the `host` that the request was sent to. By default it does nothing.
    fn answered_at(_output: &mut Self::Output, _host: &str) {}
}

/// The decision about a request: the answer, and the events that make it true.
#[derive(Clone, Debug)]
pub struct Decision<T> {
    /// The events to apply, in order.
    pub events: Vec<Event>,
    /// The answer.
    pub output: T,
}

impl<T> Decision<T> {
    /// A decision that changes nothing.
    pub fn answer(output: T) -> Decision<T> {
        Decision { events: Vec::new(), output }
    }
}
