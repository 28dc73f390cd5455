//! A table's key as it is stored: the bytes after its hash, which follows from them.

use super::{END, Key};
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use xxhash_rust::xxh3::xxh3_64;

impl Key {
    /// The key of a table's item with these bytes after the hash.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Key {
        let end = bytes.windows(2).position(|pair| pair == END).map(|end| end + END.len());
        Key { hash: xxh3_64(bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default()), bytes: bytes.into() }
    }
}

impl<C> Encode<C> for Key {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.bytes(&self.bytes)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Key {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Key, decode::Error> {
        d.bytes().map(Key::of_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::key::{KeyAttribute, KeyDefinition, ScalarType};
    use crate::item::value::{AttributeValue, Attributes};

    #[test]
    fn the_hash_follows_from_the_bytes() {
        let attribute = |name: &str, kind| KeyAttribute { name: name.to_owned(), kind };
        let definition =
            KeyDefinition { hash: vec![attribute("pk", ScalarType::B)], range: vec![attribute("sk", ScalarType::N)] };
        for bytes in [&b"a"[..], b"\0", b"\0\x01", b"\0\xFF\0\x01", b"a\0\0\x01\0", &[0; 40]] {
            let pk = ("pk".to_owned(), AttributeValue::B(bytes.to_vec()));
            let Ok(key) = definition.key_of_item(&Attributes::from_iter([pk, ("sk".to_owned(), 256.into())])) else {
                unreachable!("a key")
            };
            assert_eq!(Key::of_bytes(key.bytes()), key, "{bytes:?}");
        }
    }
}
