//! Members that the engine knows of and cannot honour yet.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::model::error::{Error, Invalid};

/// That a member was sent, whatever was in it. To ignore a condition would be to write what nobody asked for, so a
/// request that has one is refused.
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
pub fn refuse_unsupported(members: &[(&'static str, Option<Unsupported>)]) -> Result<(), Error> {
    match members.iter().find(|(_, sent)| sent.is_some()) {
        Some((member, _)) => Err(Invalid::NotSupportedYet { member }.into()),
        None => Ok(()),
    }
}
