//! Moving through canonical bytes from value to value.

use super::read::{read_bytes, read_length, skip_counting};
use super::{Kind, Stored};

/// A position in canonical bytes that moves from value to value, and counts those that it passes.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    passed: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning of these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { bytes, passed: 0 }
    }

    /// The number of values that were passed, those inside of others included.
    pub fn passed(&self) -> usize {
        self.passed
    }

    /// Moves past the name of a member; `None` at the end.
    pub fn name(&mut self) -> Option<&'a [u8]> {
        read_bytes(&mut self.bytes)
    }

    /// Moves past a value.
    pub fn skip(&mut self) -> Option<()> {
        self.passed += 1;
        skip_counting(&mut self.bytes, &mut self.passed).map(drop)
    }

    /// Moves past a value, which it returns.
    pub fn value(&mut self) -> Option<Stored<'a>> {
        let start = self.clone();
        self.skip()?;
        start.value_up_to(self)
    }

    /// Moves into a map or a list, and returns the number of its members; `None`, without moving, for any other value.
    pub fn open(&mut self) -> Option<(Kind, usize)> {
        let (&tag, mut inside) = self.bytes.split_first()?;
        let kind = Kind::of_tag(tag).filter(|kind| matches!(kind, Kind::M | Kind::L))?;
        let count = read_length(&mut inside)?;
        self.bytes = inside;
        self.passed += 1;
        Some((kind, count))
    }

    /// The value that begins here and ends at `end`.
    pub fn value_up_to(&self, end: &Cursor<'a>) -> Option<Stored<'a>> {
        let (&tag, body) = self.bytes.split_first()?;
        Some(Stored::of(Kind::of_tag(tag)?, body.get(..body.len().checked_sub(end.bytes.len())?)?))
    }
    /// The bytes from here to `end`.
    pub fn bytes_up_to(&self, end: &Cursor<'a>) -> &'a [u8] {
        let length = self.bytes.len().saturating_sub(end.bytes.len());
        self.bytes.get(..length).unwrap_or_default()
    }
}
