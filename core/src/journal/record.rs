//! Header and records.

use super::{CallRecord, OpenError};
use crate::faults::Faults;
use crate::state::{Event, Part, Position};
use crate::time::Timestamp;
use minicbor::{Decode, Decoder, Encode, Encoder};
use xxhash_rust::xxh3::xxh3_64;

/// What a lab file begins with.
const MAGIC: &[u8; 8] = b"timemark";
/// The version of the format.
const VERSION: u32 = 1;
const HEADER_BYTES: usize = MAGIC.len() + size_of::<u32>();
/// The bytes before a record: its length and its checksum.
pub(super) const HEAD_BYTES: usize = 2 * size_of::<u64>();

/// A record.
#[derive(Clone, Debug, Encode, Decode)]
pub enum Record {
    /// A checkpoint begins.
    #[n(0)]
    Begin(#[n(0)] Box<Beginning>),
    /// A part of the checkpoint, and where it stands there. Files of earlier versions do not tell the latter.
    #[n(1)]
    Part(#[n(0)] Part, #[n(1)] Option<Position>),
    /// The checkpoint is whole.
    #[n(2)]
    End,
    /// Events that happened as one commit.
    #[n(3)]
    Events {
        /** The number of events before them, from the engine's beginning. */
        #[n(0)]
        first: u64,
        /** The events, in order. */
        #[n(1)]
        events: Vec<Entry>,
    },
    /// The call that led to the events right before it.
    #[n(4)]
    Call(#[n(0)] Box<CallRecord>),
}

/// The number of [`Record::Events`] among the records.
const EVENTS: u32 = 3;

/// What a checkpoint has beside the states of regions.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Beginning {
    /// The virtual time.
    #[n(0)]
    pub now: Timestamp,
    /// The number of requests.
    #[n(1)]
    pub requests: u64,
    /// The injected faults.
    #[n(2)]
    pub faults: Faults,
    /// The number of events that led to it.
    #[n(3)]
    pub events: u64,
    /// The number of regions.
    #[n(4)]
    pub regions: u64,
}

/// An event of a commit.
#[derive(Clone, Debug, Encode, Decode)]
pub struct Entry {
    /// The virtual time at which it was applied.
    #[n(0)]
    pub at: Timestamp,
    /// Its region; `None` for the engine's own.
    #[n(1)]
    pub region: Option<String>,
    /// The event.
    #[n(2)]
    pub event: Event,
}

/// The header of a file.
pub fn header() -> Vec<u8> {
    [&MAGIC[..], &VERSION.to_le_bytes()].concat()
}

/// Appends a record to a file, and returns its checksum.
pub fn put_record(record: &Record, out: &mut Vec<u8>) -> u64 {
    framed(out, |out| infallible(minicbor::encode(record, out)))
}

/// Appends a record of events, of which there are `count` behind each other in `entries`, to a file.
pub fn put_events(first: u64, count: u64, entries: &[u8], out: &mut Vec<u8>) {
    out.reserve(HEAD_BYTES + 32 + entries.len());
    framed(out, |out| {
        let mut e = Encoder::new(&mut *out);
        // As the derived encoding of `Record::Events`, of which the entries are encoded already.
        let head = e.array(2).and_then(|e| e.u32(EVENTS)?.array(2)?.u64(first)?.array(count));
        infallible(head.map(drop));
        out.extend_from_slice(entries);
    });
}

/// Encoding into memory cannot fail.
pub fn infallible<E: std::fmt::Display>(result: Result<(), E>) {
    if let Err(error) = result {
        unreachable!("every value can be written: {error}");
    }
}

fn framed(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) -> u64 {
    let head = out.len();
    out.extend([0; HEAD_BYTES]);
    write(out);
    let body = out.get(head + HEAD_BYTES..).unwrap_or_default();
    let (length, checksum) = (body.len() as u64, xxh3_64(body));
    let written = [length.to_le_bytes(), checksum.to_le_bytes()].concat();
    if let Some(place) = out.get_mut(head..head + HEAD_BYTES) {
        place.copy_from_slice(&written);
    }
    checksum
}

/// The format of the file that begins with these bytes; `None` if they may still become a header.
fn check_header(bytes: &[u8]) -> Result<Option<&[u8]>, OpenError> {
    let magic = bytes.get(..MAGIC.len()).unwrap_or(bytes);
    if !MAGIC.starts_with(magic) {
        return Err(OpenError::NotALabFile);
    }
    let format = bytes.get(MAGIC.len()..).and_then(<[u8]>::split_first_chunk);
    match format.map(|(format, rest)| (u32::from_le_bytes(*format), rest)) {
        None => Ok(None),
        Some((VERSION, rest)) => Ok(Some(rest)),
        Some((0, _)) => Err(OpenError::NotALabFile),
        Some((format, _)) => Err(OpenError::NewerVersion { format, known: VERSION }),
    }
}

/// A record whose length and checksum are right.
#[derive(Clone, Copy, Debug)]
pub struct Framed<'a> {
    /// The byte at which it begins.
    pub byte: u64,
    /// All of it, length and checksum included.
    pub bytes: &'a [u8],
}

impl Framed<'_> {
    fn body(&self) -> &[u8] {
        self.bytes.get(HEAD_BYTES..).unwrap_or_default()
    }

    /// Its checksum.
    pub fn checksum(&self) -> u64 {
        self.bytes.get(8..).and_then(<[u8]>::first_chunk).copied().map_or(0, u64::from_le_bytes)
    }

    /// Whether these are events.
    pub fn is_events(&self) -> bool {
        let mut d = Decoder::new(self.body());
        matches!(d.array(), Ok(Some(2))) && matches!(d.u32(), Ok(EVENTS))
    }

    /// The damage of this record.
    pub fn damage(&self, what: &str) -> OpenError {
        Records::damage(self.byte, what)
    }

    /// The record.
    pub fn read(&self) -> Result<Record, OpenError> {
        let body = self.body();
        let mut d = Decoder::new(body);
        let record = d.decode().map_err(|error| self.damage(&format!("a record cannot be read, {error}")))?;
        if d.position() != body.len() {
            return Err(self.damage("a record has bytes behind its end"));
        }
        Ok(record)
    }
}

/// The records of a file, in order, each with the byte at which it begins.
#[derive(Debug)]
pub struct Records<'a> {
    rest: &'a [u8],
    byte: u64,
}

impl<'a> Records<'a> {
    /// The records behind the header of a file.
    pub fn of(file: &'a [u8]) -> Result<Records<'a>, OpenError> {
        let rest = check_header(file)?.ok_or(OpenError::NotALabFile)?;
        Ok(Records { rest, byte: HEADER_BYTES as u64 })
    }

    /// Records without a header, the first of which begins at that byte.
    pub fn at(byte: u64, rest: &'a [u8]) -> Records<'a> {
        Records { rest, byte }
    }

    /// The damage of the record that begins at a byte.
    pub fn damage(byte: u64, what: &str) -> OpenError {
        OpenError::Damaged { byte, what: what.to_owned() }
    }

    /// The byte at which the next record begins.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The length that the next record says it has, its head included, in **bytes**; `None` if it can have no such length.
    pub fn next_length(&self) -> Option<usize> {
        let length = u64::from_le_bytes(*self.rest.first_chunk()?);
        usize::try_from(length).ok()?.checked_add(HEAD_BYTES)
    }

    /// The next record; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(u64, Record)>, OpenError> {
        let framed = self.next_framed()?;
        framed.map(|framed| Ok((framed.byte, framed.read()?))).transpose()
    }

    /// The next record, not yet read; `None` at the end.
    pub fn next_framed(&mut self) -> Result<Option<Framed<'a>>, OpenError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let whole = self.next_whole()?;
        let what = match self.rest.len() {
            0..HEAD_BYTES => "the file ends within a record",
            _ => "a record is longer than the file",
        };
        whole.map(Some).ok_or_else(|| Records::damage(self.byte, what))
    }

    /// The next record, not yet read; `None` if it is not there as a whole.
    pub fn next_whole(&mut self) -> Result<Option<Framed<'a>>, OpenError> {
        let head = self.rest.split_first_chunk::<8>();
        let Some((length, Some((checksum, body)))) = head.map(|(head, rest)| (head, rest.split_first_chunk::<8>()))
        else {
            return Ok(None);
        };
        let length = usize::try_from(u64::from_le_bytes(*length)).ok();
        let Some(body) = length.and_then(|length| body.get(..length)) else { return Ok(None) };
        let (bytes, rest) = self.rest.split_at(HEAD_BYTES + body.len());
        let framed = Framed { byte: self.byte, bytes };
        if xxh3_64(body) != u64::from_le_bytes(*checksum) {
            return Err(framed.damage("a record has another checksum than it says"));
        }
        self.rest = rest;
        self.byte += bytes.len() as u64;
        Ok(Some(framed))
    }
}

/// Records that arrive in pieces.
#[derive(Debug, Default)]
pub struct Arriving {
    /// What has arrived, from the byte `byte` of the file on.
    bytes: Vec<u8>,
    byte: u64,
    /// How many of the bytes are used.
    used: usize,
}

impl Arriving {
    /// Records without a header.
    pub fn behind_header() -> Arriving {
        Arriving { byte: HEADER_BYTES as u64, ..Arriving::default() }
    }

    /// Adds the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.byte += self.used as u64;
        self.bytes.drain(..std::mem::take(&mut self.used));
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes have arrived, used or not.
    pub fn arrived(&self) -> u64 {
        self.byte + self.bytes.len() as u64
    }

    /// The next record, not yet read; `None` if it has not arrived as a whole.
    pub fn next(&mut self) -> Result<Option<Framed<'_>>, OpenError> {
        if self.byte == 0 && self.used == 0 {
            match check_header(&self.bytes)? {
                Some(_) => self.used = HEADER_BYTES,
                None => return Ok(None),
            }
        }
        let rest = self.bytes.get(self.used..).unwrap_or_default();
        let framed = Records::at(self.byte + self.used as u64, rest).next_whole()?;
        self.used += framed.map_or(0, |framed| framed.bytes.len());
        Ok(framed)
    }

    /// Checks that nothing is left of the file.
    pub fn end(&self) -> Result<(), OpenError> {
        if self.byte == 0 && self.used == 0 {
            return Err(OpenError::NotALabFile);
        }
        let rest = self.bytes.get(self.used..).unwrap_or_default();
        Records::at(self.byte + self.used as u64, rest).next_framed().map(drop)
    }
}
