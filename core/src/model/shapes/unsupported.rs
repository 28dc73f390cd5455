//! Members that the engine knows of and cannot honour yet.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::model::error::Refusal;

/// A member that was sent, whatever its value. A request that has one is refused: to ignore it would do something else than
/// the request asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsupported;

impl FromJson for Unsupported {
    fn read(_: Json<'_>) -> Result<Self, TypeError> {
        Ok(Unsupported)
    }
}

impl ToJson for Unsupported {
    fn write(&self, out: &mut dyn Sink) {
        out.null();
    }
}

/// Refuses a request that has one of these members.
///
/// # Errors
/// ValidationException naming the first that was sent.
pub fn refuse_unsupported(members: &[(&'static str, Option<Unsupported>)]) -> Result<(), UnsupportedError> {
    match members.iter().find(|(_, sent)| sent.is_some()) {
        Some((member, _)) => Err(UnsupportedError { member }),
        None => Ok(()),
    }
}

/// A member that was sent and cannot be honoured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Timemark does not support the parameter {member} yet")]
pub struct UnsupportedError {
    /// The member's name.
    pub member: &'static str,
}

impl Refusal for UnsupportedError {}
