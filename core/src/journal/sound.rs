//! What is sound in a damaged file.

use super::record::HEAD_BYTES;
use super::{Framed, OpenError, Records};

/// How many bytes may be hashed in search of records, for each byte of the file.
const SEARCHED_PER_BYTE: u64 = 16;
/// What the body of every record begins with: an array of two.
const BODY: u8 = 0x82;

/// The records of a file whose length and checksum are right, in order, and between them the damage.
///
/// Behind damage, the next record is where the damaged one ends by its length, or else at the first place where a length
/// and a checksum fit. That may be within an item that holds a lab file, so it is for the caller to know its own records.
#[derive(Debug)]
pub struct SoundRecords<'a> {
    file: &'a [u8],
    at: usize,
    /// How many bytes may still be hashed in search of records.
    left: u64,
}

impl<'a> SoundRecords<'a> {
    /// The records of a file from a byte on.
    pub fn from(file: &'a [u8], byte: u64) -> SoundRecords<'a> {
        let at = usize::try_from(byte).unwrap_or(file.len());
        SoundRecords { file, at, left: (file.len() as u64).saturating_mul(SEARCHED_PER_BYTE) }
    }

    fn records(&self, at: usize) -> Records<'a> {
        Records::at(at as u64, self.file.get(at..).unwrap_or_default())
    }

    /// Where the next record begins behind one that is damaged.
    fn behind_damage(&mut self) -> usize {
        let (at, end) = (self.at, self.file.len());
        let by_length = self.records(at).next_length().and_then(|length| at.checked_add(length));
        let by_length = by_length.filter(|next| *next == end || self.is_sound(*next));
        by_length.or_else(|| (at + 1..end).find(|at| self.is_sound(*at))).unwrap_or(end)
    }

    /// Whether a sound record begins at a byte, if as many bytes may be hashed as that takes.
    fn is_sound(&mut self, at: usize) -> bool {
        let mut records = self.records(at);
        let Some(length) = records.next_length().filter(|length| *length <= records.left()) else { return false };
        if self.file.get(at + HEAD_BYTES) != Some(&BODY) || self.left < length as u64 {
            return false;
        }
        self.left -= length as u64;
        matches!(records.next_whole(), Ok(Some(_)))
    }
}

impl<'a> Iterator for SoundRecords<'a> {
    type Item = Result<Framed<'a>, OpenError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut records = self.records(self.at);
        match records.next_framed() {
            Ok(framed) => {
                self.at = self.file.len() - records.left();
                framed.map(Ok)
            }
            Err(damage) => {
                self.at = self.behind_damage();
                Some(Err(damage))
            }
        }
    }
}
