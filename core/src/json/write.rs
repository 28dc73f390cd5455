//! Writing of types to JSON.

use super::{ByName, Text};

/// A sink that a value is written to, token by token: a text, or the objects of another language.
pub trait Sink {
    /// `null`.
    fn null(&mut self);
    /// `true` or `false`.
    fn bool(&mut self, value: bool);
    /// A whole number.
    fn integer(&mut self, number: i64);
    /// A whole number that may exceed the range of `i64`.
    fn unsigned(&mut self, number: u64);
    /// A number with a fraction; `null` if it is not finite.
    fn float(&mut self, number: f64);
    /// A text.
    fn text(&mut self, text: &str);
    /// A text, as the bytes that were stored of one: a sink of bytes need not look whether they are UTF-8.
    fn utf8(&mut self, text: &[u8]) {
        self.text(std::str::from_utf8(text).unwrap_or_default());
    }
    /// A text of characters that need no escapes, such as digits and letters.
    fn plain(&mut self, text: &str) {
        self.text(text);
    }
    /// Binary data.
    fn bytes(&mut self, bytes: &[u8]);
    /// Begins a list.
    fn begin_list(&mut self);
    /// Ends the innermost list.
    fn end_list(&mut self);
    /// Begins an object.
    fn begin_object(&mut self);
    /// Begins an object whose only member has this name, of characters that need no escapes.
    fn begin_tagged(&mut self, name: &str) {
        self.begin_object();
        self.name(name);
    }
    /// The name of the next member.
    fn name(&mut self, name: &str);
    /// The same, as [`Sink::utf8`] has a text.
    fn name_utf8(&mut self, name: &[u8]) {
        self.name(std::str::from_utf8(name).unwrap_or_default());
    }
    /// Ends the innermost object.
    fn end_object(&mut self);
    /// The text that is written, if this is one.
    fn as_text(&mut self) -> Option<&mut Text> {
        None
    }
}

/// A type that can be written as JSON.
pub trait ToJson {
    /// Writes the value.
    fn write(&self, out: &mut dyn Sink);
}

/// A member of a structure.
pub trait Member {
    /// Writes the value with its name; writes nothing if it is absent.
    fn write_named(&self, name: &str, out: &mut dyn Sink);
}

impl<T: ToJson> Member for Option<T> {
    fn write_named(&self, name: &str, out: &mut dyn Sink) {
        if let Some(value) = self {
            out.name(name);
            value.write(out);
        }
    }
}

/// Writes a structure: each name with its member, if that is present.
pub(crate) fn members(names: &[&str], members: &[&dyn Member], out: &mut dyn Sink) {
    out.begin_object();
    for (name, member) in names.iter().zip(members) {
        member.write_named(name, out);
    }
    out.end_object();
}

/// The output of an operation that has none.
impl ToJson for () {
    fn write(&self, out: &mut dyn Sink) {
        out.null();
    }
}

impl ToJson for String {
    fn write(&self, out: &mut dyn Sink) {
        out.text(self);
    }
}

impl ToJson for &str {
    fn write(&self, out: &mut dyn Sink) {
        out.text(self);
    }
}

impl ToJson for bool {
    fn write(&self, out: &mut dyn Sink) {
        out.bool(*self);
    }
}

impl ToJson for f64 {
    fn write(&self, out: &mut dyn Sink) {
        out.float(*self);
    }
}

impl ToJson for u64 {
    fn write(&self, out: &mut dyn Sink) {
        out.unsigned(*self);
    }
}

macro_rules! integers {
    ($($integer:ident)+) => {
        $(impl ToJson for $integer {
            fn write(&self, out: &mut dyn Sink) {
                out.integer(i64::from(*self));
            }
        })+
    };
}
integers! { u16 i32 u32 i64 }

impl<T: ToJson> ToJson for [T] {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_list();
        for element in self {
            element.write(out);
        }
        out.end_list();
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, out: &mut dyn Sink) {
        self.as_slice().write(out);
    }
}

impl<T: ToJson> ToJson for ByName<T> {
    fn write(&self, out: &mut dyn Sink) {
        out.begin_object();
        for (name, value) in self {
            out.name(name);
            value.write(out);
        }
        out.end_object();
    }
}
