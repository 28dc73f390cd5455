//! Header and records.

use super::OpenError;
use crate::faults::Faults;
use crate::state::{Event, Part};
use crate::time::Timestamp;
use minicbor::{Decode, Encode, Encoder};
use xxhash_rust::xxh3::xxh3_64;

/// What a lab file begins with.
const MAGIC: &[u8; 8] = b"timemark";
/// The version of the format.
const VERSION: u32 = 1;
const HEADER_BYTES: usize = MAGIC.len() + size_of::<u32>();
/// The bytes before a record: its length and its checksum.
const HEAD_BYTES: usize = 2 * size_of::<u64>();

/// A record.
#[derive(Clone, Debug, Encode, Decode)]
pub enum Record {
    /// A checkpoint begins.
    #[n(0)]
    Begin(#[n(0)] Box<Beginning>),
    /// A part of the checkpoint.
    #[n(1)]
    Part(#[n(0)] Part),
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
}

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

/// Appends a record to a file.
pub fn put_record(record: &Record, out: &mut Vec<u8>) {
    framed(out, |out| infallible(minicbor::encode(record, out)));
}

/// Appends a record of events, of which there are `count` behind each other in `entries`, to a file.
pub fn put_events(first: u64, count: u64, entries: &[u8], out: &mut Vec<u8>) {
    out.reserve(HEAD_BYTES + 32 + entries.len());
    framed(out, |out| {
        let mut e = Encoder::new(&mut *out);
        // As the derived encoding of `Record::Events`, of which the entries are encoded already.
        let head = e.array(2).and_then(|e| e.u32(3)?.array(2)?.u64(first)?.array(count));
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

fn framed(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let head = out.len();
    out.extend([0; HEAD_BYTES]);
    write(out);
    let body = out.get(head + HEAD_BYTES..).unwrap_or_default();
    let (length, checksum) = (body.len() as u64, xxh3_64(body));
    let written = [length.to_le_bytes(), checksum.to_le_bytes()].concat();
    if let Some(place) = out.get_mut(head..head + HEAD_BYTES) {
        place.copy_from_slice(&written);
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
        let rest = file.strip_prefix(&MAGIC[..]).ok_or(OpenError::NotALabFile)?;
        let (format, rest) = rest.split_first_chunk().ok_or(OpenError::NotALabFile)?;
        match u32::from_le_bytes(*format) {
            VERSION => Ok(Records { rest, byte: HEADER_BYTES as u64 }),
            0 => Err(OpenError::NotALabFile),
            format => Err(OpenError::NewerVersion { format, known: VERSION }),
        }
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

    /// The next record; `None` at the end.
    pub fn next(&mut self) -> Result<Option<(u64, Record)>, OpenError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let byte = self.byte;
        let damaged = |what: &str| Records::damage(byte, what);
        let head = self
            .rest
            .split_first_chunk::<8>()
            .and_then(|(length, rest)| Some((length, rest.split_first_chunk::<8>()?)));
        let (length, (checksum, rest)) = head.ok_or_else(|| damaged("the file ends within a record"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok();
        let whole = length.and_then(|length| rest.split_at_checked(length));
        let (body, rest) = whole.ok_or_else(|| damaged("a record is longer than the file"))?;
        if xxh3_64(body) != u64::from_le_bytes(*checksum) {
            return Err(damaged("a record has another checksum than it says"));
        }
        self.rest = rest;
        self.byte += (HEAD_BYTES + body.len()) as u64;
        let mut d = minicbor::Decoder::new(body);
        let record = d.decode().map_err(|error| damaged(&format!("a record cannot be read, {error}")))?;
        if d.position() != body.len() {
            Err(damaged("a record has bytes behind its end"))
        } else {
            Ok(Some((byte, record)))
        }
    }
}
