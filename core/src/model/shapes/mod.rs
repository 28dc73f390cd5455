//! Structures of the wire that several operations use, named letter for letter as in the service model.

/// A string enum of the service model.
pub trait Enumerated {
    /// The values of the model, in the order in which the service lists them.
    fn allowed() -> &'static [&'static str];
    /// The value as it was sent.
    fn sent(&self) -> &str;
    /// Whether the value is one of the model's.
    fn is_known(&self) -> bool;
}

/// Declares a string enum of the service model. It is *open*: a value that the model does not have is kept as
/// `Unknown`, so that the request is refused with its other violated constraints and not as unreadable JSON.
macro_rules! open_enum {
    ($(#[doc = $doc:expr])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = concat!("`", $text, "`")] $variant,)+
            /// A value that the model does not have, as it was sent. Never part of an answer.
            Unknown(String),
        }

        impl $name {
            /// Every value of the model, in the order in which the service lists them.
            pub const ALL: &'static [&'static str] = &[$($text),+];

            /// The value in its wire format.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $text,)+
                    $name::Unknown(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> $name {
                match text.as_str() {
                    $($text => $name::$variant,)+
                    _ => $name::Unknown(text),
                }
            }
        }

        impl crate::model::shapes::Enumerated for $name {
            fn allowed() -> &'static [&'static str] {
                $name::ALL
            }
            fn sent(&self) -> &str {
                self.as_str()
            }
            fn is_known(&self) -> bool {
                !matches!(self, $name::Unknown(_))
            }
        }

        crate::model::shapes::codec_by_text!($name);

        impl crate::json::ToJson for $name {
            fn write(&self, out: &mut dyn crate::json::Sink) {
                out.text(self.as_str());
            }
        }

        impl crate::json::FromJson for $name {
            fn read(json: crate::json::Json<'_>) -> Result<Self, crate::json::TypeError> {
                String::read(json).map($name::from)
            }
        }

        #[cfg(feature = "typescript")]
        impl crate::model::typescript::TypeScript for $name {
            fn expression(declared: &mut crate::model::typescript::Declarations) -> String {
                declared.union(stringify!($name), &[$($doc),*], $name::ALL)
            }
        }
    };
}
pub(crate) use open_enum;

/// Implements the encoding of an enum of the service model by its text. A text that the model does not have is refused.
macro_rules! codec_by_text {
    ($name:ident) => {
        impl<C> minicbor::Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.str(crate::model::shapes::Enumerated::sent(self))?.ok()
            }
        }

        impl<'b, C> minicbor::Decode<'b, C> for $name {
            fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let value = $name::from(d.str()?.to_owned());
                match crate::model::shapes::Enumerated::is_known(&value) {
                    true => Ok(value),
                    false => Err(minicbor::decode::Error::message("a text that the service model does not have")),
                }
            }
        }
    };
}
pub(crate) use codec_by_text;

/// Declares a structure of the service model. As there, every member is optional, and absent members are not written.
/// The type of a member is given without its `Option`. Its wire name is the member's name in PascalCase, or the one
/// given by `#[name = "…"]`.
macro_rules! shape {
    ($(#[doc = $about:expr])* pub struct $name:ident {
        $($(#[doc = $doc:expr])* $(#[name = $wire:literal])? $member:ident: $type:ty,)*
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $member: Option<$type>,)*
        }

        impl $name {
            /// The names of the members on the wire, in their order.
            pub const NAMES: &[&str] = &[$(crate::model::shapes::wire_name!($member $($wire)?)),*];

            fn fill(&mut self, json: crate::json::Json<'_>) -> Result<(), crate::json::TypeError> {
                crate::json::fill(json, $name::NAMES, &mut [$(&mut self.$member),*])
            }
        }

        impl crate::json::FromJson for $name {
            const KEPT_MAX: usize = crate::limits::STRUCTURES_KEPT_MAX;

            fn read(json: crate::json::Json<'_>) -> Result<Self, crate::json::TypeError> {
                let mut read = $name::default();
                read.fill(json)?;
                Ok(read)
            }

            fn read_into(place: &mut Option<Self>, json: crate::json::Json<'_>) -> Result<(), crate::json::TypeError> {
                place.insert($name::default()).fill(json)
            }
        }

        impl crate::json::ToJson for $name {
            fn write(&self, out: &mut dyn crate::json::Sink) {
                crate::json::members($name::NAMES, &[$(&self.$member),*], out);
            }
        }

        #[cfg(feature = "typescript")]
        impl crate::model::typescript::TypeScript for $name {
            fn expression(declared: &mut crate::model::typescript::Declarations) -> String {
                #[allow(unused_imports, reason = "a shape with constraints has a function of its own")]
                use crate::model::typescript::{Probe, Unconstrained};
                declared.interface(
                    stringify!($name),
                    &[$($about),*],
                    $name::NAMES,
                    &[$((&[$($doc),*], <$type as crate::model::typescript::TypeScript>::expression)),*],
                    &Probe::<$name>::required(),
                )
            }
        }
    };
}
pub(crate) use shape;

/// The wire name of a member.
macro_rules! wire_name {
    ($member:ident $wire:literal) => {
        $wire
    };
    ($member:ident) => {{
        const NAME: [u8; crate::model::shapes::pascal_length(stringify!($member))] =
            crate::model::shapes::pascal(stringify!($member));
        crate::model::shapes::ascii(&NAME)
    }};
}
pub(crate) use wire_name;

/// An identifier without the `r#` of a raw identifier.
const fn bare(identifier: &str) -> &[u8] {
    match identifier.as_bytes() {
        [b'r', b'#', bare @ ..] => bare,
        bare => bare,
    }
}

/// The length of a `snake_case` name in PascalCase.
pub(crate) const fn pascal_length(snake: &str) -> usize {
    let (bytes, mut at, mut length) = (bare(snake), 0, 0);
    while at < bytes.len() {
        length += (bytes[at] != b'_') as usize;
        at += 1;
    }
    length
}

/// A `snake_case` name in PascalCase.
pub(crate) const fn pascal<const LENGTH: usize>(snake: &str) -> [u8; LENGTH] {
    let (bytes, mut at, mut pascal, mut length) = (bare(snake), 0, [b'_'; LENGTH], 0);
    let mut is_start = true;
    while at < bytes.len() {
        if bytes[at] != b'_' {
            pascal[length] = if is_start { bytes[at].to_ascii_uppercase() } else { bytes[at] };
            length += 1;
        }
        is_start = bytes[at] == b'_';
        at += 1;
    }
    pascal
}

/// ASCII bytes as a text.
pub(crate) const fn ascii(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

mod backup;
mod cancellation;
mod capacity;
mod export;
mod global_table;
mod insights;
mod kinesis;
mod legacy;
mod page;
mod restore;
mod scalar;
mod statement;
mod stream;
mod table;
mod transaction;
mod unsupported;
mod update;

pub use backup::*;
pub use cancellation::*;
pub use capacity::*;
pub use export::*;
pub use global_table::*;
pub use insights::*;
pub use kinesis::*;
pub use legacy::*;
pub use page::*;
pub use restore::*;
pub use scalar::*;
pub use statement::*;
pub use stream::*;
pub use table::*;
pub use transaction::*;
pub use unsupported::*;
pub use update::*;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Json, parse, text};

    #[test]
    fn members_have_the_names_of_the_model() {
        let sent = r#"{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"key"}"#;
        let read = parse(sent.as_bytes()).and_then(Json::input::<SSESpecification>).unwrap_or_default();
        assert_eq!((read.enabled, read.sse_type.as_ref()), (Some(true), Some(&SSEType::Kms)));
        assert_eq!(text(&read), sent);
        assert_eq!(TableDescription::NAMES[15], "LatestStreamArn");
        assert_eq!((pascal_length("a_bc_"), &pascal::<3>("a_bc_")), (3, b"ABc"));
        assert_eq!((pascal_length("r#in"), &pascal::<2>("r#in")), (2, b"In"));
    }
}
