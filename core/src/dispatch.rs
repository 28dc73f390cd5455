//! Calls by name: from the name and the JSON input of an operation to its typed input, and back.

use crate::engine::{Call, Endpoint, Engine};
use crate::json::{self, Json, Sink, Source, Text, ToJson};
use crate::lab;
use crate::model::error::Error;
use crate::operations;

/// Reads an input, runs its operation and writes the output, whatever kinds of source and sink are given.
pub(crate) type Handler = fn(&mut Engine, Endpoint<'_>, Source<'_>, &mut dyn Sink) -> Result<(), Error>;

fn handle<C: Call>(engine: &mut Engine, to: Endpoint<'_>, from: Source<'_>, out: &mut dyn Sink) -> Result<(), Error> {
    engine.run(C::parse(from)?, to)?.write(out);
    Ok(())
}

macro_rules! handlers {
    ($($input:ident,)+) => {
        &[$(handle::<$input>),+]
    };
}

/// Returns the handler of an operation of the API.
pub(crate) fn operation_handler(name: &str) -> Option<Handler> {
    use crate::operations::*;
    const HANDLERS: &[Handler] = with_operations!(handlers);
    HANDLERS.get(operations::index_of(name)?).copied()
}

/// Returns the handler of an operation of the lab.
pub(crate) fn lab_handler(name: &str) -> Option<Handler> {
    use crate::lab::*;
    const HANDLERS: &[Handler] = with_lab_operations!(handlers);
    HANDLERS.get(lab::index_of(name)?).copied()
}

/// Returns the handler of an operation of the API or of the lab.
pub(crate) fn handler(name: &str) -> Option<Handler> {
    operation_handler(name).or_else(|| lab_handler(name))
}

impl Engine {
    /// Calls an operation of the API or of the lab by its name with a JSON input. Returns the body of the answer. This
    /// is for hosts that do not speak HTTP.
    ///
    /// # Errors
    /// SerializationException, UnknownOperationException, and the operation's own. Then nothing has changed.
    pub fn call(&mut self, operation: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        self.next_request();
        self.dispatch(body, || Ok((handler(operation).ok_or(Error::unknown_operation())?, Endpoint::default())))
    }

    /// Calls an operation as [`Engine::call`] does, with an input that is JSON already, and writes its answer to a sink. This
    /// is for hosts that pass objects of their language. An operation without output writes `null`.
    ///
    /// # Errors
    /// As for [`Engine::call`]. Then nothing has changed, and nothing is written.
    #[doc(hidden)]
    pub fn call_json(&mut self, operation: &str, input: Json<'_>, out: &mut dyn Sink) -> Result<(), Error> {
        self.next_request();
        let handler = handler(operation).ok_or(Error::unknown_operation())?;
        handler(self, Endpoint::default(), Source::Json(input), out)
    }

    /// Runs a handler for an endpoint. A body that is not JSON is refused before either that is not found.
    ///
    /// # Errors
    /// SerializationException, UnknownOperationException, and the operation's own. Then nothing has changed.
    pub(crate) fn dispatch<'a>(
        &mut self,
        body: &[u8],
        find: impl FnOnce() -> Result<(Handler, Endpoint<'a>), Error>,
    ) -> Result<Vec<u8>, Error> {
        let body = if body.is_empty() { b"{}" } else { body };
        let (handler, to) = match find() {
            Ok(found) => found,
            Err(error) => return Err(json::parse(body).map_or_else(Error::from, |_| error)),
        };
        let mut answer = Text::with_capacity(512);
        handler(self, to, Source::Body(body), &mut answer)?;
        let answer = Vec::from(answer);
        // An operation without output has an empty body.
        Ok(if answer == b"null" { Vec::new() } else { answer })
    }
}
