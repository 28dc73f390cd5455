//! Items as JSON, written from their canonical bytes.
//!
//! The functions exist for the text of an answer, where each token is some machine instructions, and once more for all
//! other sinks.

use super::read::{read_bytes, read_length};
use super::{Item, Kind, Stored};
use crate::item::number::Number;
use crate::json::{IS_SMALL, Sink, ToJson};

/// Writes from the stored bytes, so an answer copies no attribute.
impl ToJson for Item {
    fn write(&self, out: &mut dyn Sink) {
        match out.as_text() {
            Some(out) if !IS_SMALL => write_item(self.canonical(), out),
            _ => write_item(self.canonical(), out),
        }
    }
}

impl ToJson for Stored<'_> {
    fn write(&self, out: &mut dyn Sink) {
        let mut body = self.body();
        // A stored value is whole.
        let _ = write_body(self.kind(), &mut body, out);
    }
}

fn write_item<S: Sink + ?Sized>(mut bytes: &[u8], out: &mut S) {
    out.begin_object();
    while !bytes.is_empty() && write_member(&mut bytes, out).is_some() {}
    out.end_object();
}

/// Writes a member of an item or of a map and moves past it.
fn write_member<S: Sink + ?Sized>(bytes: &mut &[u8], out: &mut S) -> Option<()> {
    out.name_utf8(read_bytes(bytes)?);
    write_value(bytes, out)
}

/// Writes a value and moves past it: each byte is read once, however deep it lies.
fn write_value<S: Sink + ?Sized>(bytes: &mut &[u8], out: &mut S) -> Option<()> {
    let (&tag, rest) = bytes.split_first()?;
    *bytes = rest;
    write_body(Kind::of_tag(tag)?, bytes, out)
}

/// The same after the tag. The depth of the recursion is that of the item, 32 at most.
fn write_body<S: Sink + ?Sized>(kind: Kind, bytes: &mut &[u8], out: &mut S) -> Option<()> {
    out.begin_tagged(kind.name());
    match kind {
        Kind::S => out.utf8(read_bytes(bytes)?),
        Kind::B => out.bytes(read_bytes(bytes)?),
        Kind::N => write_number(bytes, out)?,
        Kind::Null => out.bool(true),
        Kind::Bool => {
            let (&byte, rest) = bytes.split_first()?;
            *bytes = rest;
            out.bool(byte == 1);
        }
        Kind::M => {
            out.begin_object();
            (0..read_length(bytes)?).try_for_each(|_| write_member(bytes, out))?;
            out.end_object();
        }
        Kind::L | Kind::Ss | Kind::Ns | Kind::Bs => {
            out.begin_list();
            for _ in 0..read_length(bytes)? {
                match kind {
                    Kind::Ss => out.utf8(read_bytes(bytes)?),
                    Kind::Ns => write_number(&mut read_bytes(bytes)?, out)?,
                    Kind::Bs => out.bytes(read_bytes(bytes)?),
                    _ => write_value(bytes, out)?,
                }
            }
            out.end_list();
        }
    }
    out.end_object();
    Some(())
}

fn write_number<S: Sink + ?Sized>(bytes: &mut &[u8], out: &mut S) -> Option<()> {
    let number = Number::read_stored(bytes)?;
    match number.short_text(&mut Default::default()) {
        Some(text) => out.plain(text),
        None => out.plain(&number.plain_text()),
    }
    Some(())
}
