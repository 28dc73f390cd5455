//! Members that the engine knows of and cannot honour yet.

use crate::error::{Error, Invalid};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};

/// That a member was sent, whatever was in it. To ignore a condition would be to write what nobody asked for, so a
/// request that has one is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsupported;

impl<'de> Deserialize<'de> for Unsupported {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|IgnoredAny| Unsupported)
    }
}

impl Serialize for Unsupported {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
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
