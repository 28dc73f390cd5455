//! Reading a lab file record by record.

use super::{Checkpoint, Engine};
use crate::journal::{Arriving, Beginning, CallRecord, Framed, OpenError, Record, Records};
use crate::limits::COUNT_MAX;
use crate::state::{Budget, PartsReader, Position, Regions, State, Unsound};
use crate::time::Timestamp;

/// Reads a lab file that arrives in pieces: from a disk, from a network, or as it is written.
///
/// The file may come from anywhere. Each record is read when it has arrived as a whole, and a checkpoint is put together in
/// steps of bounded work, so that a host can do something else between any two calls of [`LabReader::read`]. What the records hold is checked as [`Engine::open`] checks it, but for the events, which are checked when
/// [`Engine::follow_record`] applies them.
///
/// ```
/// use timemark_core::operations::ListTablesInput;
/// use timemark_core::{Engine, LabReader, LabRecord, OpenError, Options};
/// let mut live = Engine::new(Options::default());
/// live.record_events();
/// let mut file = live.save();
/// live.send(ListTablesInput::default()).unwrap();
/// file.extend(live.take_events());
///
/// let mut reader = LabReader::default();
/// let mut engine = None;
/// for piece in file.chunks(10) {
///     reader.push(piece);
///     while let Some(record) = reader.read()? {
///         match (record, &mut engine) {
///             (LabRecord::Engine(opened), _) => engine = Some(opened),
///             (LabRecord::Events(events), Some(engine)) => engine.follow_record(&events)?,
///             _ => {}
///         }
///     }
/// }
/// reader.end()?;
/// assert_eq!(engine.map(|engine| engine.requests()), Some(1));
/// # Ok::<(), OpenError>(())
/// ```
#[derive(Debug, Default)]
pub struct LabReader {
    arriving: Arriving,
    /// How many bytes the checkpoint may count on already.
    allowed: u64,
    checkpoint: CheckpointReader,
    /// Whether the checkpoint is read.
    is_open: bool,
    /// The byte at which the last record begins.
    byte: u64,
}

/// A record of a lab file, or a part of its checkpoint.
#[derive(Debug)]
pub enum LabRecord {
    /// A part of the checkpoint, or a step of putting it together; more of them follow.
    Part,
    /// The end of the checkpoint: the engine as it was there.
    Engine(Box<Engine>),
    /// Events, for [`Engine::follow_record`].
    Events(Vec<u8>),
    /// The call that led to the events right before it.
    Call(Box<CallRecord>),
}

impl LabReader {
    /// A reader of what follows a checkpoint, and whatever came behind it, that was read before: events and calls, without a
    /// header.
    pub fn resumed() -> LabReader {
        LabReader { arriving: Arriving::behind_header(), is_open: true, ..LabReader::default() }
    }

    /// Adds the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.arriving.push(bytes);
    }

    /// Returns the next record; `None` if it has not arrived as a whole.
    ///
    /// # Errors
    /// [`OpenError`] if the file is no lab file, was written by a newer version, or is damaged. No record follows then.
    pub fn read(&mut self) -> Result<Option<LabRecord>, OpenError> {
        if self.checkpoint.is_busy() {
            self.checkpoint.step(self.byte, Budget::step())?;
            return Ok(Some(LabRecord::Part));
        }
        let arrived = self.arriving.arrived();
        let Some(framed) = self.arriving.next()? else { return Ok(None) };
        self.byte = framed.byte;
        if self.is_open {
            if framed.is_events() {
                return Ok(Some(LabRecord::Events(framed.bytes.to_vec())));
            }
            return match framed.read()? {
                Record::Call(call) => Ok(Some(LabRecord::Call(call))),
                _ => Err(framed.damage("a second checkpoint begins")),
            };
        }
        self.checkpoint.allow(usize::try_from(arrived - self.allowed).unwrap_or(usize::MAX));
        self.allowed = arrived;
        let read = self.checkpoint.record(&framed)?;
        self.is_open = read.is_some();
        Ok(Some(read.map_or(LabRecord::Part, |engine| LabRecord::Engine(Box::new(engine)))))
    }

    /// The byte of the file at which the last record begins that [`LabReader::read`] returned.
    pub fn byte(&self) -> u64 {
        self.byte
    }

    /// Checks that the file ends here.
    ///
    /// # Errors
    /// [`OpenError`] if it ends within its header, its checkpoint or a record.
    pub fn end(&self) -> Result<(), OpenError> {
        self.arriving.end()?;
        if self.is_open { Ok(()) } else { Err(CheckpointReader::cut_off(self.arriving.arrived())) }
    }
}

/// The damage of a part that does not follow from the one before it.
pub(super) const MISSING: &str = "a part is missing before it, or it is of another checkpoint";

/// Reads the records of a checkpoint.
#[derive(Debug, Default)]
pub(super) struct CheckpointReader {
    begin: Option<Box<Beginning>>,
    /// The checksum of the beginning, and the number of parts so far.
    checksum: u64,
    count: u64,
    parts: PartsReader,
    states: Vec<State>,
}

impl CheckpointReader {
    /// The engine of the checkpoint at the beginning of a file.
    pub fn read(records: &mut Records<'_>) -> Result<Engine, OpenError> {
        let mut checkpoint = CheckpointReader::default();
        checkpoint.allow(records.left());
        loop {
            let framed = records.next_framed()?.ok_or_else(|| CheckpointReader::cut_off(records.byte()))?;
            if let Some(engine) = checkpoint.record(&framed)? {
                return Ok(engine);
            }
            while checkpoint.is_busy() {
                checkpoint.step(framed.byte, Budget::ALL)?;
            }
        }
    }

    /// The beginning of a checkpoint.
    pub fn beginning(record: Record) -> Result<Box<Beginning>, Unsound> {
        let Record::Begin(begin) = record else {
            return Err(Unsound("the file does not begin with a checkpoint"));
        };
        let is_sound = begin.faults.is_sound() && begin.requests < COUNT_MAX && begin.events < COUNT_MAX;
        let is_time = (Timestamp::from_millis(0)..=Timestamp::MAX).contains(&begin.now);
        if is_sound && is_time { Ok(begin) } else { Err(Unsound("a clock, a count or faults that cannot be")) }
    }

    /// The damage of a file that ends within its checkpoint, at that byte.
    fn cut_off(byte: u64) -> OpenError {
        Records::damage(byte, "the file ends within its checkpoint")
    }

    /// Counts bytes of the file that are there.
    fn allow(&mut self, bytes: usize) {
        self.parts.allow(bytes);
    }

    /// Whether something is to be put together before the next record.
    fn is_busy(&self) -> bool {
        self.parts.is_busy()
    }

    /// Puts together a little more of what came up to the record that begins at `byte`.
    fn step(&mut self, byte: u64, mut budget: Budget) -> Result<(), OpenError> {
        let damaged = |Unsound(what): Unsound| Records::damage(byte, what);
        if let (Some(state), Some(begin)) = (self.parts.step(&mut budget).map_err(damaged)?, &self.begin) {
            state.check(begin.now).map_err(damaged)?;
            self.states.push(state);
        }
        Ok(())
    }

    /// Reads a record. Returns the engine if the checkpoint is whole.
    fn record(&mut self, framed: &Framed<'_>) -> Result<Option<Engine>, OpenError> {
        let damaged = |Unsound(what): Unsound| framed.damage(what);
        let record = framed.read()?;
        let Some(begin) = &self.begin else {
            let begin = CheckpointReader::beginning(record).map_err(damaged)?;
            (self.begin, self.checksum) = (Some(begin), framed.checksum());
            return Ok(None);
        };
        match record {
            Record::Part(part, position) => {
                let here = Position { checkpoint: self.checksum as u32, part: self.count, items: self.parts.items() };
                if position.is_some_and(|position| position != here) {
                    return Err(damaged(Unsound(MISSING)));
                }
                self.count += 1;
                self.parts.part(part).map_err(damaged)?;
                Ok(None)
            }
            Record::End if self.parts.is_done() && self.states.len() as u64 == begin.regions => {
                let regions = Regions::of(std::mem::take(&mut self.states)).map_err(damaged)?;
                let Beginning { now, requests, events, .. } = **begin;
                let faults = begin.faults.clone();
                Ok(Some(Engine::at(Checkpoint { now, regions, faults, requests, events })))
            }
            _ => Err(damaged(Unsound("a checkpoint is not whole"))),
        }
    }
}
