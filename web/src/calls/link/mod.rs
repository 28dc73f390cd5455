//! A lab as a link: the calls that made it, and when they were made. The same calls at the same times give the same lab, so
//! nothing else is needed.
//!
//! ```text
//!   #v1.eNqVkMFqwzAQRH9F7NkB…      #v1. base64url( zlib( CBOR ))
//!
//!   [ body of ResetLab: seed, settings, first moment,
//!     [ [ milliseconds after the call before, operation, body, marks ], … ],
//!     milliseconds after the last call ]
//! ```
//!
//! A link comes from anywhere, so reading one has bounds: its length, what it unpacks to, the number of calls. What the calls
//! do then has the bounds of any call.
//!
//! Links that were given out open for ever: members can be added at the end, and those of an unknown kind are passed over.

mod error;
#[cfg(test)]
mod tests;

pub use error::LinkError;

use crate::calls::request::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minicbor::{Decode, Encode};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

/// How the fragment of an address begins that is a link of this version.
const VERSION: &str = "v1.";

/// The longest link that is made, in characters: mail and chats cut longer ones.
pub const CHARS_MAX: usize = 8 * 1024;

/// The longest link that is read, in characters.
const READ_CHARS_MAX: usize = 64 * 1024;

/// The most bytes that a link may unpack to.
const UNPACKED_BYTES_MAX: usize = 1024 * 1024;

/// The most bytes of calls that a link is made of: more than this never fits [`CHARS_MAX`], and would take long to pack.
pub const PACKED_BYTES_MAX: usize = 256 * 1024;

/// The most calls of a link.
pub const CALLS_MAX: usize = 10_000;

/// The longest time that may pass between all calls, in milliseconds: a hundred years.
const WAIT_MS_MAX: u64 = 100 * 366 * 86_400_000;

/// How hard it is packed, of 10: the best that takes no longer than the others.
const LEVEL: u8 = 9;

/// The calls that make a lab.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Link {
    /// The body of the ResetLab that it begins with: seed, settings, the first moment.
    #[n(0)]
    pub lab: String,
    /// The calls.
    #[n(1)]
    pub calls: Vec<LinkCall>,
    /// The time from the last call to the moment that is shown, in milliseconds.
    #[n(2)]
    pub rest_ms: u64,
}

/// A call of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct LinkCall {
    /// The time from the end of the call before to this one, in milliseconds.
    #[n(0)]
    pub wait_ms: u64,
    /// The operation's name.
    #[n(1)]
    pub operation: String,
    /// The body, which may be anything.
    #[n(2)]
    pub body: String,
    /// [`LinkCall::SAME_STEP`] and [`LinkCall::GENERATED`]; other bits mean nothing.
    #[n(3)]
    pub marks: u8,
}

impl LinkCall {
    /// The call belongs to the same click as the one before.
    pub const SAME_STEP: u8 = 1;
    /// The generator made the call.
    pub const GENERATED: u8 = 2;

    /// The call as a request.
    pub fn request(&self) -> Request {
        Request::stored(self.operation.clone(), self.body.clone())
    }
}

impl Link {
    /// The link as the fragment of an address, without `#`. It may be longer than [`CHARS_MAX`].
    pub fn to_fragment(&self) -> String {
        let mut bytes = Vec::new();
        // Writing to a vector never fails.
        let _ = minicbor::encode(self, &mut bytes);
        format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&bytes, LEVEL)))
    }

    /// Reads the fragment of an address, without `#`. `None` if it is no link but the name of a part of the page.
    pub fn of_fragment(fragment: &str) -> Option<Result<Link, LinkError>> {
        let digits = fragment.strip_prefix('v')?.split_once('.')?.0;
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        Some(match fragment.strip_prefix(VERSION) {
            Some(packed) => Link::unpack(packed),
            None => Err(LinkError::Newer),
        })
    }

    fn unpack(packed: &str) -> Result<Link, LinkError> {
        if packed.len() > READ_CHARS_MAX {
            return Err(LinkError::TooLong);
        }
        let packed = URL_SAFE_NO_PAD.decode(packed).map_err(|_| LinkError::Damaged)?;
        let bytes = decompress_to_vec_zlib_with_limit(&packed, UNPACKED_BYTES_MAX).map_err(|error| {
            if error.status == TINFLStatus::HasMoreOutput { LinkError::TooLong } else { LinkError::Damaged }
        })?;
        let mut decoder = minicbor::Decoder::new(&bytes);
        let link: Link = decoder.decode().map_err(|_| LinkError::Damaged)?;
        let is_all = decoder.position() == bytes.len();
        let waited_ms = link.calls.iter().map(|call| call.wait_ms).fold(link.rest_ms, u64::saturating_add);
        // A ResetLab would make another lab within this one.
        let has_reset = link.calls.iter().any(|call| call.operation == "ResetLab");
        if !is_all || has_reset || waited_ms > WAIT_MS_MAX {
            return Err(LinkError::Damaged);
        }
        if link.calls.len() > CALLS_MAX {
            return Err(LinkError::TooLong);
        }
        Ok(link)
    }
}
