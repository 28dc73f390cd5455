//! The encoding of what the engine stores: CBOR with numbered members, by the crate minicbor.
//!
//! A structure is an array, and a member's number is its place in it; an enum is its variant's number, followed by the
//! array of its members unless no variant has any. The numbers stand at the members (`#[n(3)]`) and are never used for
//! anything else: a member can be added if it may be absent, and what an older version wrote is still read. A member
//! without a number does not compile. `docs/format.md` has the whole.
//!
//! This module has the types that the crate does not know.

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};

/// A text that is shared.
pub mod text {
    use super::*;
    use std::sync::Arc;

    pub fn encode<C, W: encode::Write>(
        value: &Arc<str>,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        e.str(value)?.ok()
    }

    pub fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Arc<str>, decode::Error> {
        d.str().map(Arc::from)
    }
}

/// A value that is shared, as the value.
pub mod shared {
    use super::*;
    use std::sync::Arc;

    pub fn encode<C, W: encode::Write, T: Encode<C>>(
        value: &Arc<T>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        T::encode(value, e, ctx)
    }

    pub fn decode<'b, C, T: Decode<'b, C>>(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Arc<T>, decode::Error> {
        T::decode(d, ctx).map(Arc::new)
    }
}

/// A new value of a member that may have none: nothing if it stays, else an array of the one value or of none.
pub mod twice {
    use super::*;

    pub fn encode<C, W: encode::Write, T: Encode<C>>(
        value: &Option<Option<T>>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), encode::Error<W::Error>> {
        match value {
            None => e.null()?.ok(),
            Some(None) => e.array(0)?.ok(),
            Some(Some(value)) => value.encode(e.array(1)?, ctx),
        }
    }

    pub fn decode<'b, C, T: Decode<'b, C>>(
        d: &mut Decoder<'b>,
        ctx: &mut C,
    ) -> Result<Option<Option<T>>, decode::Error> {
        if d.datatype()? == minicbor::data::Type::Null {
            return d.null().map(|()| None);
        }
        match d.array()? {
            Some(0) => Ok(Some(None)),
            Some(1) => T::decode(d, ctx).map(|value| Some(Some(value))),
            _ => Err(decode::Error::message("an array of one value or none")),
        }
    }
}

/// The refusal of a value that is no value of its type.
pub fn refused(d: &Decoder<'_>, what: &'static str) -> decode::Error {
    decode::Error::message(what).at(d.position())
}
