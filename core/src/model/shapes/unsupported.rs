//! Members of the service model that the engine knows but does not support.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::model::error::Refusal;

/// A member that was sent, whatever its value. A request with such a member is refused, because ignoring it would do
/// something other than what the request says.
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

/// Refuses a request with one of these members.
///
/// # Errors
/// ValidationException that names the first member that was sent.
pub fn refuse_unsupported(members: &[(&'static str, Option<Unsupported>)]) -> Result<(), UnsupportedError> {
    match members.iter().find(|(_, sent)| sent.is_some()) {
        Some((member, _)) => Err(UnsupportedError { member }),
        None => Ok(()),
    }
}

/// The refusal of a member that is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Timemark does not support the parameter {member} yet")]
pub struct UnsupportedError {
    /// The member's name.
    pub member: &'static str,
}

impl Refusal for UnsupportedError {}
