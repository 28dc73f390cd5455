//! Calls by name: from the name and the JSON input of an operation to its typed input, and back.

use crate::engine::{Call, Engine};
use crate::json::{self, Json, Sink, Text, ToJson};
use crate::lab;
use crate::model::error::Error;
use crate::operations;

/// Reads an input, runs its operation and writes the output, whatever kinds of JSON source and sink are given.
pub(crate) type Handler = fn(&mut Engine, Json<'_>, &mut dyn Sink) -> Result<(), Error>;

fn handle<C: Call>(engine: &mut Engine, json: Json<'_>, out: &mut dyn Sink) -> Result<(), Error> {
    engine.run(C::read(json)?)?.write(out);
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
        self.dispatch(body, || handler(operation))
    }

    /// Runs a handler. It is looked up only if the body is JSON.
    ///
    /// # Errors
    /// SerializationException, UnknownOperationException, and the operation's own. Then nothing has changed.
    pub(crate) fn dispatch(
        &mut self,
        body: &[u8],
        handler: impl FnOnce() -> Option<Handler>,
    ) -> Result<Vec<u8>, Error> {
        let body = if body.is_empty() { b"{}" } else { body };
        let json = json::parse(body)?;
        let handler = handler().ok_or(Error::unknown_operation())?;
        let mut answer = Text::with_capacity(512);
        handler(self, json.structure()?, &mut answer)?;
        let answer = String::from(answer);
        // An operation without output has an empty body.
        Ok(if answer == "null" { Vec::new() } else { answer.into_bytes() })
    }
}
