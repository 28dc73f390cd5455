//! Values as literals, for the languages that write them as JSON does, or nearly.

use super::layout::Piece;
use super::plan::{Name, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use timemark_core::Timestamp;

/// The literals of a language.
#[derive(Clone, Copy, Debug)]
pub struct Literals {
    /// False and true.
    pub bools: [&'static str; 2],
    /// A text.
    pub text: fn(&str) -> String,
    /// A member's name and the separator before its value.
    pub member: fn(&str) -> String,
    /// Bytes.
    pub bytes: fn(&[u8]) -> String,
    /// A moment.
    pub time: fn(Timestamp) -> String,
    /// A variable.
    pub variable: fn(&Name) -> String,
}

impl Literals {
    /// A value.
    pub fn piece(&self, value: &Value) -> Piece {
        Piece::Text(match value {
            Value::Bool(flag) => self.bools[usize::from(*flag)].to_owned(),
            Value::Number(number) => number.clone(),
            Value::Text(text) => (self.text)(text),
            Value::Bytes(bytes) => (self.bytes)(bytes),
            Value::Time(time) => (self.time)(*time),
            Value::Variable(name) => (self.variable)(name),
            Value::List(elements) => {
                return Piece::group("[", elements.iter().map(|element| self.piece(element)).collect(), "]");
            }
            Value::Object(members) => return Piece::group("{", self.members(members, self.member), "}"),
        })
    }

    /// Values with their names.
    pub fn members(&self, members: &[(String, Value)], named: fn(&str) -> String) -> Vec<Piece> {
        members.iter().map(|(name, value)| self.piece(value).after(&named(name))).collect()
    }
}

/// Bytes in quotes, in base64.
pub fn base64(bytes: &[u8]) -> String {
    format!("\"{}\"", STANDARD.encode(bytes))
}
