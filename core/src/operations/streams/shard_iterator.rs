//! Shard ids, sequence numbers and shard iterators as texts.
//!
//! An iterator is a position in a shard and the moment at which it was made. The engine stores none of them; an
//! invented one reads nothing that could not be read anyway.

use super::error::StreamError;
use crate::json::blob;
use crate::model::arn::{ArnError, StreamId};
use crate::model::error::Error;
use crate::state::{Shard, State, Stream};
use crate::time::Timestamp;

/// The base of all sequence numbers, because they have at least 21 digits.
const SEQUENCE_BASE: u128 = 100_000_000_000_000_000_000;

/// The sequence number of a change; 0 is that of the moment before the table's first change.
pub fn sequence_number(sequence: u64) -> String {
    (SEQUENCE_BASE + u128::from(sequence)).to_string()
}

/// The sequence of the change with a sequence number.
///
/// # Errors
/// ValidationException for an invalid sequence number.
pub fn read_sequence_number(number: &str) -> Result<u64, Error> {
    let digits = number.bytes().all(|b| b.is_ascii_digit()).then_some(number);
    let read = digits.and_then(|digits| digits.parse::<u128>().ok()?.checked_sub(SEQUENCE_BASE));
    let sequence = read.and_then(|sequence| u64::try_from(sequence).ok());
    sequence.ok_or_else(|| StreamError::SequenceNumberOutOfRange { number: number.to_owned() }.into())
}

/// The id of a shard, made of the beginning of its stream and of its partition's index.
pub fn shard_id(stream: &Stream, number: usize) -> String {
    format!("shardId-{:020}-{number:08x}", stream.id.label.millis())
}

/// The index of the shard with that id; `None` if the stream has none.
pub fn read_shard_id(stream: &Stream, id: &str) -> Option<usize> {
    let number = usize::from_str_radix(id.rsplit_once('-')?.1, 16).ok()?;
    (number < stream.shards() && shard_id(stream, number) == id).then_some(number)
}

/// The stream with an ARN.
///
/// # Errors
/// ValidationException or AccessDeniedException for a text that is not the ARN of a stream of this account,
/// ResourceNotFoundException if there is no such stream.
pub fn stream_of<'a>(state: &'a State, arn: &str) -> Result<&'a Stream, Error> {
    let id = state.owner().read_stream_arn(arn)?;
    state.stream(&id).ok_or_else(|| StreamError::NotFound { arn: arn.to_owned() }.into())
}

/// The shard with that index.
///
/// # Errors
/// ResourceNotFoundException if the stream has none.
pub fn shard_of<'a>(state: &'a State, stream: &'a Stream, number: usize) -> Result<Shard<'a>, Error> {
    stream.shard(number, state.table_by_id(stream.table)).ok_or_else(|| StreamError::ShardNotFound.into())
}

/// A position in a shard, and the moment at which it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardIterator {
    /// The identity of the stream.
    pub stream: StreamId,
    /// The index of the shard.
    pub shard: usize,
    /// The number of changes of its partition that come before.
    pub position: u64,
    /// The moment at which the iterator was made.
    pub made: Timestamp,
}

impl ShardIterator {
    /// The iterator as a text.
    pub fn write(&self, state: &State) -> String {
        let ShardIterator { stream, shard, position, made } = self;
        let position = blob::encode(format!("{shard}.{position}.{:020}", made.millis()).as_bytes());
        format!("{}|1|{position}", state.owner().stream_arn(stream))
    }

    /// Reads a text written by [`ShardIterator::write`].
    ///
    /// # Errors
    /// ValidationException for any other text, AccessDeniedException for an iterator of another account.
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
        // A text that was cut short can still be read, but would be written differently.
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
