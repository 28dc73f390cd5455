//! Structures of the wire that several operations share, named letter for letter as in the service model.

/// A string enum of the service model. It is *open*: a value that the model does not have is kept as `Unknown`, so that
/// it is refused with the other broken constraints, by name and place, and not as unreadable JSON.
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* #[doc = concat!("`", $text, "`")] $variant,)+
            /// None of the above, as it was sent. Never an answer.
            Unknown(String),
        }

        impl $name {
            /// Every value of the model, in the order in which the service lists them.
            pub const ALL: &'static [&'static str] = &[$($text),+];

            /// The value as the wire has it.
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

        impl crate::check::Enumerated for $name {
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

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map($name::from)
            }
        }
    };
}
pub(crate) use open_enum;

/// A structure of the service model: every member is optional, as it is there, and absent members are not written.
/// A member's type is written without the `Option` that all have.
macro_rules! shape {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$member_meta:meta])* $member:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "PascalCase", default)]
        pub struct $name {
            $($(#[$member_meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $member: Option<$type>,)*
        }
    };
}
pub(crate) use shape;

mod backup;
mod capacity;
mod legacy;
mod page;
mod restore;
mod scalar;
mod table;
mod unsupported;
mod update;

pub use backup::*;
pub use capacity::*;
pub use legacy::*;
pub use page::*;
pub use restore::*;
pub use scalar::*;
pub use table::*;
pub use unsupported::*;
pub use update::*;
