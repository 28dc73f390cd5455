//! The engine as bytes: a checkpoint, and the events after it.

use super::reader::CheckpointReader;
use super::writer::LabWriter;
use super::{Ahead, Engine};
use crate::journal::{Beginning, OpenError, Record, Records, infallible, put_events};
use crate::state::{Event, Unsound};
use crate::time::Timestamp;
use minicbor::Encoder;

/// The events since they were last taken, as bytes.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    entries: Vec<u8>,
    /// The time and the number of requests that they tell already.
    told: (Timestamp, u64),
    /// Encodes an event. A pointer that only [`Engine::record_events`] sets, so that a program which records none carries
    /// nothing of the encoding.
    encode: fn(Timestamp, Option<&str>, &Event, &mut Vec<u8>),
}

/// Writes an event as the derived encoding of `Entry` does.
fn encode(at: Timestamp, region: Option<&str>, event: &Event, entries: &mut Vec<u8>) {
    let mut e = Encoder::new(entries);
    infallible(e.array(3).and_then(|e| e.encode(at)?.encode(region)?.encode(event)).map(drop));
}

impl Journal {
    /// Adds an event. `region` is `None` for the engine's own.
    pub fn push(&mut self, at: Timestamp, region: Option<&str>, event: &Event) {
        if let Event::Reached { requests } = event {
            self.tell(at, *requests);
        }
        (self.encode)(at, region, event, &mut self.entries);
    }

    /// Takes note of what an event tells.
    pub fn tell(&mut self, at: Timestamp, requests: u64) {
        self.told = (at, requests);
    }

    /// Removes the first event if it is this one, and returns whether it was.
    pub fn pass_over(&mut self, at: Timestamp, region: Option<&str>, event: &Event) -> bool {
        let mut entry = Vec::new();
        (self.encode)(at, region, event, &mut entry);
        let is_first = self.entries.starts_with(&entry);
        self.entries.drain(..if is_first { entry.len() } else { 0 });
        is_first
    }
}

impl Engine {
    /// Starts to record events for [`Engine::take_events`].
    pub fn record_events(&mut self) {
        if self.journal.is_none() {
            self.ahead = Ahead { events: 0, since: self.now };
            self.journal = Some(Journal { entries: Vec::new(), told: (self.now, self.requests), encode });
        }
    }

    /// Returns what happened since the last call as a record of a lab file, to be appended to what [`Engine::save`] returned
    /// and to the records before; nothing if nothing happened, or nothing is recorded.
    ///
    /// A host that takes the events after each call and stores them before it gives the answer loses nothing. An event that
    /// a checkpoint contains already may be behind it once more.
    ///
    /// ```
    /// use timemark_core::operations::{CreateTableInput, ListTablesInput};
    /// use timemark_core::shapes::{KeyType, ScalarAttributeType};
    /// use timemark_core::{Engine, Options};
    /// let mut engine = Engine::new(Options::default());
    /// engine.record_events();
    /// let mut file = engine.save();
    /// engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
    /// file.extend(engine.take_events());
    /// assert_eq!(Engine::open(&file).unwrap().digest(), engine.digest());
    /// # Ok::<(), timemark_core::Error>(())
    /// ```
    pub fn take_events(&mut self) -> Vec<u8> {
        let (reached, requests) = ((self.now, self.requests), self.requests);
        let mut record = Vec::new();
        let Some(journal) = &mut self.journal else { return record };
        if journal.told != reached {
            journal.push(self.now, None, &Event::Reached { requests });
            self.ahead.events += 1;
        }
        if self.ahead.events > 0 {
            put_events(self.journaled, self.ahead.events, &journal.entries, &mut record);
            journal.entries.clear();
            self.journaled += self.ahead.events;
            self.ahead = Ahead { events: 0, since: self.now };
        }
        record
    }

    /// The number of events that were journaled, taken or not. It rises with each change that [`Engine::take_events`] has
    /// to tell, except that the clock moved or a request was counted.
    pub fn events_journaled(&self) -> u64 {
        self.journaled + self.journal.as_ref().map_or(0, |_| self.ahead.events)
    }

    /// Returns the engine as a lab file, from which [`Engine::open`] makes the same engine.
    pub fn save(&self) -> Vec<u8> {
        let mut file = Vec::new();
        self.writer().for_each(|piece| file.extend(piece));
        file
    }

    /// Returns a writer of the engine as a lab file, which does so piece by piece. It writes the engine as it is now, whatever
    /// happens to it meanwhile.
    ///
    /// ```
    /// use timemark_core::{Engine, Options};
    /// let engine = Engine::new(Options::default());
    /// let pieces: Vec<Vec<u8>> = engine.writer().collect();
    /// assert_eq!(pieces.concat(), engine.save());
    /// ```
    pub fn writer(&self) -> LabWriter {
        LabWriter::of(self.beginning(), &self.regions)
    }

    fn beginning(&self) -> Beginning {
        let Engine { regions, now, faults, requests, history: _, journal: _, journaled: _, ahead: _ } = self;
        let (events, regions) = (self.events_journaled(), regions.iter().count() as u64);
        Beginning { now: *now, requests: *requests, faults: faults.clone(), events, regions }
    }

    /// Returns the engine of a lab file: what [`Engine::save`] returned, followed by any number of records of
    /// [`Engine::take_events`]. It is the same in its digest, its clock, its injected faults, and every answer that it gives
    /// from then on.
    ///
    /// The bytes may come from anywhere: whatever they are, they are opened as a whole or not at all, in a time and a memory
    /// that are bounded by their number.
    ///
    /// # Errors
    /// [`OpenError`], which says in words what is wrong: the bytes are no lab file, were written by a newer version, or are
    /// damaged.
    pub fn open(file: &[u8]) -> Result<Engine, OpenError> {
        let mut records = Records::of(file)?;
        let mut engine = CheckpointReader::read(&mut records)?;
        let mut last = None;
        while let Some((byte, record)) = records.next()? {
            let damaged = |Unsound(what): Unsound| Records::damage(byte, what);
            match record {
                Record::Events { first, events } => engine.follow_events(first, events).map_err(damaged)?,
                Record::Call(_) => continue,
                _ => return Err(damaged(Unsound("a second checkpoint begins"))),
            }
            last = Some(byte);
        }
        if let Some(byte) = last {
            engine.check().map_err(|Unsound(what)| Records::damage(byte, what))?;
        }
        Ok(engine)
    }

    /// Checks that every state keeps its promises, as [`Engine::open`] does at the end of a file. It is for an engine that
    /// has followed records of a file that may come from anywhere, and takes a time that grows with what the engine holds.
    ///
    /// # Errors
    /// [`OpenError::Damaged`], which says what cannot be.
    pub fn validate(&self) -> Result<(), OpenError> {
        self.check().map_err(|Unsound(what)| Records::damage(0, what))
    }

    /// Checks that every state keeps its promises.
    pub(super) fn check(&self) -> Result<(), Unsound> {
        self.regions.iter().try_for_each(|state| state.check(self.now))
    }
}
