//! Shards, sequence numbers and shard iterators, as texts.
//!
//! An iterator is a position in a shard and the moment at which it was made; the engine remembers none of them. An
//! invented one reads what could have been read anyway.

use super::error::StreamError;
use crate::json::blob;
use crate::model::arn::{ArnError, StreamId};
use crate::model::error::Error;
use crate::state::{Shard, State, Stream};
use crate::time::Timestamp;

/// What every sequence number is more than: they have at least 21 digits.
const SEQUENCE_BASE: u128 = 100_000_000_000_000_000_000;

/// The sequence number of a change; 0 is that of the moment before a table's first.
pub fn sequence_number(sequence: u64) -> String {
    (SEQUENCE_BASE + u128::from(sequence)).to_string()
}

/// The change's sequence that a sequence number means.
///
/// # Errors
/// ValidationException for what is none.
pub fn read_sequence_number(number: &str) -> Result<u64, Error> {
    let digits = number.bytes().all(|b| b.is_ascii_digit()).then_some(number);
    let read = digits.and_then(|digits| digits.parse::<u128>().ok()?.checked_sub(SEQUENCE_BASE));
    let sequence = read.and_then(|sequence| u64::try_from(sequence).ok());
    sequence.ok_or_else(|| StreamError::SequenceNumberOutOfRange { number: number.to_owned() }.into())
}

/// The id of a shard: when its stream began, and which partition it is.
pub fn shard_id(stream: &Stream, number: usize) -> String {
    format!("shardId-{:020}-{number:08x}", stream.id.label.millis())
}

/// The number of the shard of that id; `None` where the stream has none.
pub fn read_shard_id(stream: &Stream, id: &str) -> Option<usize> {
    let number = usize::from_str_radix(id.rsplit_once('-')?.1, 16).ok()?;
    (number < stream.shards() && shard_id(stream, number) == id).then_some(number)
}

/// The stream that an ARN means.
///
/// # Errors
/// ValidationException or AccessDeniedException for what is no stream's ARN of ours, ResourceNotFoundException where
/// there is no such stream.
pub fn stream_of<'a>(state: &'a State, arn: &str) -> Result<&'a Stream, Error> {
    let id = state.owner().read_stream_arn(arn)?;
    state.stream(&id).ok_or_else(|| StreamError::NotFound { arn: arn.to_owned() }.into())
}

/// A shard of a stream.
///
/// # Errors
/// ResourceNotFoundException where it has none of that number.
pub fn shard_of<'a>(state: &'a State, stream: &'a Stream, number: usize) -> Result<Shard<'a>, Error> {
    stream.shard(number, state.table_by_id(stream.table)).ok_or_else(|| StreamError::ShardNotFound.into())
}

/// A position in a shard, and when it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardIterator {
    /// The stream.
    pub stream: StreamId,
    /// The shard's number.
    pub shard: usize,
    /// How many of its partition's changes come before.
    pub position: u64,
    /// When it was made.
    pub made: Timestamp,
}

impl ShardIterator {
    /// The iterator as a text.
    pub fn write(&self, state: &State) -> String {
        let ShardIterator { stream, shard, position, made } = self;
        let position = blob::encode(format!("{shard}.{position}.{:020}", made.millis()).as_bytes());
        format!("{}|1|{position}", state.owner().stream_arn(stream))
    }

    /// Reads a text that [`ShardIterator::write`] wrote.
    ///
    /// # Errors
    /// ValidationException for any other, AccessDeniedException for another account's.
    pub fn read(state: &State, text: &str) -> Result<ShardIterator, Error> {
        let invalid = || Error::from(StreamError::Iterator);
        let (arn, position) = text.split_once("|1|").ok_or_else(invalid)?;
        let stream = state.owner().read_stream_arn(arn).map_err(|error| match error {
            ArnError::OtherAccount => error.into(),
            _ => invalid(),
        })?;
        let position = blob::decode(position).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(invalid)?;
        let mut parts = position.splitn(3, '.');
        let mut part = || parts.next().and_then(|part| part.parse::<u64>().ok()).ok_or_else(invalid);
        let (shard, position, made) = (part()?, part()?, part()?);
        let made = i64::try_from(made).map(Timestamp::from_millis).map_err(|_| invalid())?;
        let iterator = ShardIterator { stream, shard: usize::try_from(shard).map_err(|_| invalid())?, position, made };
        // One that was cut short can still be read, but would be written otherwise.
        if iterator.write(state) == text { Ok(iterator) } else { Err(invalid()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Options;

    #[test]
    fn an_iterator_reads_back() {
        let state = State::new(&Options::default());
        let stream = StreamId { table: "Music".into(), label: Timestamp::from_millis(1_576_616_366_715) };
        let iterator = ShardIterator { stream, shard: 3, position: u64::MAX, made: Timestamp::from_millis(77) };
        let text = iterator.write(&state);
        assert_eq!(ShardIterator::read(&state, &text), Ok(iterator));
        let invalid = Err(Error::from(StreamError::Iterator));
        for length in 0..text.len() {
            assert_eq!(ShardIterator::read(&state, &text[..length]), invalid, "the first {length}");
        }
        for other in ["x", "a|1|b", &text.replace("|1|", "|2|"), &format!("{text}AAAA")] {
            assert_eq!(ShardIterator::read(&state, other), invalid, "{other}");
        }
        let arn = text.split('|').next().unwrap_or_default();
        for position in ["1.2", "1.2.3.4", "-1.2.3", "x.2.3", "1.2.99999999999999999999", ""] {
            let text = format!("{arn}|1|{}", blob::encode(position.as_bytes()));
            assert_eq!(ShardIterator::read(&state, &text), invalid, "{position}");
        }
    }

    #[test]
    fn sequence_numbers_have_21_digits_and_rise() {
        assert_eq!(sequence_number(0).len(), 21);
        assert_eq!(sequence_number(u64::MAX).len(), 21);
        assert!(sequence_number(9) < sequence_number(10));
        assert_eq!(read_sequence_number(&sequence_number(u64::MAX)), Ok(u64::MAX));
        for none in ["", "1", "+100000000000000000001", &"9".repeat(40), "100000000000000000000x"] {
            assert!(read_sequence_number(none).is_err(), "{none}");
        }
    }
}
