//! The moment at which a page stands, beside a history that is stored up to its latest one.

use super::History;
use timemark_core::Timestamp;

/// A moment before the latest of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number of entries that are undone. It is counted from the end, because a stored history may begin later.
    undone: u64,
    /// The virtual time.
    at: Timestamp,
}

impl Position {
    /// Returns the position as bytes: two little-endian integers.
    pub fn to_bytes(self) -> Vec<u8> {
        [self.undone.to_le_bytes(), self.at.millis().to_le_bytes()].concat()
    }

    /// Returns the position that [`Position::to_bytes`] made these bytes of; `None` for other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Position> {
        let (undone, at) = bytes.split_first_chunk()?;
        let at = i64::from_le_bytes(at.try_into().ok()?);
        Some(Position { undone: u64::from_le_bytes(*undone), at: Timestamp::from_millis(at) })
    }
}

impl History {
    /// The moment that was gone to; `None` in the present. While the clock runs again through the past, it is where the clock
    /// was last at [rest](History::rest).
    pub fn position(&self) -> Option<Position> {
        self.position.filter(|_| self.is_past())
    }

    /// Takes note of this moment as the one that was gone to.
    pub(super) fn note_position(&mut self) {
        let undone = self.entries.len() - self.done;
        self.position = Some(Position { undone: undone as u64, at: self.now() });
    }

    /// Goes to the moment of a position, or to the one that is nearest to it.
    pub fn stand_at(&mut self, position: Position) {
        let done = usize::try_from(position.undone).ok().and_then(|undone| self.entries.len().checked_sub(undone));
        let time = position.at.clamp(self.start(), self.head);
        self.go(done.unwrap_or(0).max(self.first()), time);
    }
}
