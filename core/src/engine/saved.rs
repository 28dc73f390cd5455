//! The engine as bytes: a checkpoint, and the events after it.

use super::{Checkpoint, Engine};
use crate::journal::{Beginning, Entry, OpenError, Record, Records, header, infallible, put_events, put_record};
use crate::limits::COUNT_MAX;
use crate::state::{Event, PartsReader, PartsWriter, Regions, Unsound};
use crate::time::Timestamp;
use minicbor::Encoder;

/// The events since they were last taken, as bytes.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    entries: Vec<u8>,
    count: u64,
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
            self.told = (at, *requests);
        }
        (self.encode)(at, region, event, &mut self.entries);
        self.count += 1;
    }
}

impl Engine {
    /// Starts to record events for [`Engine::take_events`].
    pub fn record_events(&mut self) {
        let told = (self.now, self.requests);
        self.journal.get_or_insert(Journal { entries: Vec::new(), count: 0, told, encode });
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
        }
        if journal.count > 0 {
            put_events(self.journaled, journal.count, &journal.entries, &mut record);
            self.journaled += std::mem::take(&mut journal.count);
            journal.entries.clear();
        }
        record
    }

    /// The number of events that were journaled, taken or not. It rises with each change that [`Engine::take_events`] has
    /// to tell, except that the clock moved or a request was counted.
    pub fn events_journaled(&self) -> u64 {
        self.journaled + self.journal.as_ref().map_or(0, |journal| journal.count)
    }

    /// Returns the engine as a lab file, from which [`Engine::open`] makes the same engine.
    pub fn save(&self) -> Vec<u8> {
        let mut file = header();
        put_record(&Record::Begin(Box::new(self.beginning())), &mut file);
        let mut parts = PartsWriter::default();
        for state in self.regions.iter() {
            parts.region(state, &mut |part| put_record(&Record::Part(part), &mut file));
        }
        put_record(&Record::End, &mut file);
        file
    }

    fn beginning(&self) -> Beginning {
        let Engine { regions, now, faults, requests, history: _, journal: _, journaled: _ } = self;
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
        let mut engine = Engine::at(read_checkpoint(&mut records)?);
        let mut last = None;
        while let Some((byte, record)) = records.next()? {
            let damaged = |Unsound(what): Unsound| Records::damage(byte, what);
            let Record::Events { first, events } = record else {
                return Err(damaged(Unsound("a second checkpoint begins")));
            };
            engine.follow_read(first, events).map_err(damaged)?;
            last = Some(byte);
        }
        if let Some(byte) = last {
            engine.check().map_err(|Unsound(what)| Records::damage(byte, what))?;
        }
        Ok(engine)
    }

    /// Applies the events of a record, but not those that the engine knows already.
    fn follow_read(&mut self, first: u64, events: Vec<Entry>) -> Result<(), Unsound> {
        let count = events.len() as u64;
        let skipped = self.journaled.checked_sub(first).filter(|_| first < COUNT_MAX);
        let skipped = skipped.ok_or(Unsound("events are missing before it"))?;
        for Entry { at, region, event } in events.into_iter().skip(usize::try_from(skipped).unwrap_or(usize::MAX)) {
            self.admit(at, region.as_deref(), &event)?;
            self.follow(at, region.as_deref(), &event);
        }
        self.journaled = self.journaled.max(first + count);
        Ok(())
    }

    /// Checks that an event that was read can be applied.
    fn admit(&self, at: Timestamp, region: Option<&str>, event: &Event) -> Result<(), Unsound> {
        let ensure = |holds: bool, otherwise| if holds { Ok(()) } else { Err(Unsound(otherwise)) };
        match event {
            Event::Reset(options) => {
                let engine = Engine::new((**options).clone());
                ensure(at == engine.now, "an engine starts at another time than its own")?;
                return engine.check();
            }
            Event::FaultsChanged(faults) => ensure(faults.is_sound(), "faults that cannot be")?,
            Event::Reached { requests } => ensure(*requests < COUNT_MAX, "a count is beyond all bounds")?,
            _ => {}
        }
        ensure(self.now <= at && at <= Timestamp::MAX, "the clock goes back, or too far")?;
        ensure(region.is_none_or(|region| self.regions.may_begin(region)), "a region that cannot be")?;
        self.regions.state(region).admit(at, event)
    }

    /// Checks that every state keeps its promises.
    fn check(&self) -> Result<(), Unsound> {
        self.regions.iter().try_for_each(|state| state.check(self.now))
    }
}

fn read_checkpoint(records: &mut Records<'_>) -> Result<Checkpoint, OpenError> {
    let (mut parts, mut states) = (PartsReader::new(records.left()), Vec::new());
    let cut_off = |records: &Records<'_>| Records::damage(records.byte(), "the file ends within its checkpoint");
    let (byte, begin) = records.next()?.ok_or_else(|| cut_off(records))?;
    let Record::Begin(begin) = begin else {
        return Err(Records::damage(byte, "the file does not begin with a checkpoint"));
    };
    let Beginning { now, requests, faults, events, regions } = *begin;
    let is_sound = faults.is_sound() && requests < COUNT_MAX && events < COUNT_MAX;
    let is_time = (Timestamp::from_millis(0)..=Timestamp::MAX).contains(&now);
    if !is_sound || !is_time {
        return Err(Records::damage(byte, "a clock, a count or faults that cannot be"));
    }
    loop {
        let (byte, record) = records.next()?.ok_or_else(|| cut_off(records))?;
        let damaged = |Unsound(what): Unsound| Records::damage(byte, what);
        match record {
            Record::Part(part) => {
                if let Some(state) = parts.part(part).map_err(damaged)? {
                    state.check(now).map_err(damaged)?;
                    states.push(state);
                }
            }
            Record::End if parts.is_done() && states.len() as u64 == regions => {
                let regions = Regions::of(states).map_err(damaged)?;
                return Ok(Checkpoint { now, regions, faults, requests, events });
            }
            _ => return Err(damaged(Unsound("a checkpoint is not whole"))),
        }
    }
}
