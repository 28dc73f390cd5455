//! Bytes that are base64 text in JSON and a `Uint8Array` in JavaScript.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Binary data on the wire.
///
/// Written as bytes, which the sink represents in its own way (a text uses base64). Both forms are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blob(Vec<u8>);

/// Base64 in the standard alphabet, padded.
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a base64 text; `None` if it is invalid.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

impl From<Vec<u8>> for Blob {
    fn from(bytes: Vec<u8>) -> Blob {
        Blob(bytes)
    }
}

impl From<Blob> for Vec<u8> {
    fn from(blob: Blob) -> Vec<u8> {
        blob.0
    }
}

impl ToJson for Blob {
    fn write(&self, out: &mut dyn Sink) {
        out.bytes(&self.0);
    }
}

impl FromJson for Blob {
    fn read(json: Json<'_>) -> Result<Blob, TypeError> {
        let refused = |text: String| Err(TypeError(Some(text)));
        let length = match &json {
            Json::Text(text) => text.len(),
            _ => 0,
        };
        if !length.is_multiple_of(4) {
            return refused(format!("Base64 encoded length is expected a multiple of 4 bytes but found: {length}"));
        }
        let bytes = match json {
            Json::Text(text) => STANDARD.decode(text.as_bytes()).ok(),
            Json::Bytes(bytes) => Some(bytes),
            _ => None,
        };
        let Some(bytes) = bytes else {
            return refused("only base-64-encoded strings are convertible to bytes".to_owned());
        };
        Ok(Blob(bytes))
    }
}
