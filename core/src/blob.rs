//! Bytes that are base64 text in JSON and a `Uint8Array` in JavaScript.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};

/// Bytes on the wire.
///
/// They are written as bytes; it is for the sink to say what that means (base64 in a text). Reading takes either form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blob(Vec<u8>);

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// What each letter of the alphabet stands for, `NONE` for any other.
const SEXTETS: [u8; 256] = sextets();
const NONE: u8 = 64;

const fn sextets() -> [u8; 256] {
    let (mut sextets, mut sextet) = ([NONE; 256], 0);
    while sextet < NONE {
        sextets[ALPHABET[sextet as usize] as usize] = sextet;
        sextet += 1;
    }
    sextets
}

/// Bytes as base64 text, the standard alphabet, padded.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let sextet = bits >> (18 - 6 * place) & 63;
            text.push(if place <= three.len() { char::from(ALPHABET[sextet as usize]) } else { '=' });
        }
    }
    text
}

/// The bytes that base64 text means, `None` for what is none. What is cut off by the padding must be zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    let digits = match text {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        digits => digits,
    };
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    for four in digits.chunks(4) {
        let (mut bits, mut all) = (0, 0);
        for place in 0..4 {
            let sextet = four.get(place).map_or(0, |digit| SEXTETS[usize::from(*digit)]);
            bits = bits << 6 | u32::from(sextet);
            all |= sextet;
        }
        let [_, three @ ..] = bits.to_be_bytes();
        let (kept, cut) = three.split_at(four.len() - 1);
        if all >= NONE || cut.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(kept);
    }
    Some(bytes)
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
            Json::Text(text) => decode(&text),
            Json::Bytes(bytes) => Some(bytes),
            _ => None,
        };
        let Some(bytes) = bytes else {
            return refused("only base-64-encoded strings are convertible to bytes".to_owned());
        };
        Ok(Blob(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_other_texts_are_none() {
        let bytes: Vec<u8> = (0..=255).collect();
        for (from, to) in (0..=255).flat_map(|from| (from..=255).step_by(5).map(move |to| (from, to))) {
            assert_eq!(decode(&encode(&bytes[from..to])).as_deref(), Some(&bytes[from..to]));
        }
        let texts = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "+/+/"];
        let meant: [&[u8]; 6] = [b"", b"f", b"fo", b"foo", b"foob", &[0xFB, 0xFF, 0xBF]];
        for (text, bytes) in texts.into_iter().zip(meant) {
            assert_eq!((encode(bytes).as_str(), decode(text).as_deref()), (text, Some(bytes)));
        }
        let others = [
            "Z", "Zg", "Zg=", "Zg===", "=", "==", "===", "====", "Z===", "Zh==", "Zm9=", "Zg==Zg==", "Zm-v", "Zé=",
            "Z g=",
        ];
        assert!(others.into_iter().all(|text| decode(text).is_none()));
    }
}
