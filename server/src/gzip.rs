//! Requests and answers compressed with gzip.
//!
//! # Source
//! docs/dynamodb.md#http: AWS compresses answers of some 4 KB and more for clients that accept gzip, and its CRC is
//! that of the compressed bytes.

use flate2::Compression;
use flate2::read::{GzEncoder, MultiGzDecoder};
use hyper::header::{CONTENT_ENCODING, HeaderMap};
use std::io::{self, Read};

/// The minimum size of an answer that is compressed, in bytes.
pub const ANSWER_BYTES_MIN: usize = 4096;

/// Why a body cannot be inflated.
#[derive(Debug, PartialEq, Eq)]
pub enum InflateError {
    /// It would be longer than allowed.
    TooLarge,
    /// It is not gzip, or not complete.
    Malformed,
}

/// Whether the body of a request is compressed with gzip.
pub fn is_gzip(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"gzip"))
}

/// Inflates a body to at most `most` bytes, and never more than that.
///
/// # Errors
/// [`InflateError`].
pub fn inflate(body: &[u8], most: usize) -> Result<Vec<u8>, InflateError> {
    let mut inflated = Vec::new();
    let read = MultiGzDecoder::new(body).take(most as u64 + 1).read_to_end(&mut inflated);
    match read {
        Ok(length) if length > most => Err(InflateError::TooLarge),
        Ok(_) => Ok(inflated),
        Err(_) => Err(InflateError::Malformed),
    }
}

/// Compresses an answer, fast rather than well, because the way to the client is short.
///
/// # Errors
/// None, because reading from memory does not fail; the signature is the encoder's.
pub fn deflate(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut deflated = Vec::with_capacity(body.len() / 4);
    GzEncoder::new(body, Compression::fast()).read_to_end(&mut deflated)?;
    Ok(deflated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deflated_is_inflated() {
        for body in [b"".as_slice(), b"{}", &vec![b'x'; 100_000]] {
            let deflated = deflate(body).unwrap_or_default();
            assert_eq!(inflate(&deflated, body.len()).as_deref(), Ok(body));
            // Two members are one body.
            let twice = [deflated.clone(), deflated].concat();
            assert_eq!(inflate(&twice, body.len() * 2).map(|both| both.len()), Ok(body.len() * 2));
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let bomb = deflate(&vec![0; 10_000_000]).unwrap_or_default();
        assert!(bomb.len() < 100_000);
        assert_eq!(inflate(&bomb, 9_999_999), Err(InflateError::TooLarge));
        assert_eq!(inflate(&bomb, 10_000_000).map(|body| body.len()), Ok(10_000_000));
    }

    #[test]
    fn what_is_no_gzip_or_cut_off_is_malformed() {
        let whole = deflate(b"{}").unwrap_or_default();
        for body in [b"".as_slice(), b"{}", &whole[..whole.len() - 1], &[whole.as_slice(), b"{}"].concat()] {
            assert_eq!(inflate(body, 100), Err(InflateError::Malformed), "{body:?}");
        }
    }
}
