//! A history as a lab file, and back.

use super::{Checkpoint, ClockRecord, History, Moment};
use crate::calls::entry::{EVENTS, Entry, Origin};
use crate::calls::request::{Answer, Request};
use crate::model::log::Log;
use std::rc::Rc;
use timemark_core::{CallOrigin, CallRecord, LabReader, LabRecord, LabWriter, OpenError, Timestamp};

impl History {
    /// Writes the history up to this moment as a lab file, from the first moment that is kept on.
    pub fn save(&self) -> Writing {
        let mut last = Vec::new();
        if self.done == self.entries.len() {
            self.write_ticks(0, self.now(), &mut last);
        }
        // What the clock has made since, and where it stands.
        last.extend(self.moment.engine.clone().take_events());
        self.writing(None, self.done, last)
    }

    /// Writes the history up to its latest moment as a lab file for the page's storage. One in which the entries take more
    /// than `bytes` begins later, so that opening it does not take long.
    pub fn store(&self, bytes: usize) -> Writing {
        let is_long = self.kept_from(bytes) > self.first();
        // As much again may follow before it is written anew.
        let kept = if is_long { self.kept_from(bytes / 2) } else { self.first() };
        let later = self.checkpoints.iter().find(|checkpoint| checkpoint.done >= kept);
        // The moment that is shown is one that is kept.
        let is_reached = |checkpoint: &&Rc<Checkpoint>| checkpoint.done <= self.done;
        let later = later.filter(is_reached).or(self.checkpoints.iter().rfind(is_reached)).filter(|_| is_long);
        let mut last = Vec::new();
        self.write_ticks(0, Timestamp::MAX, &mut last);
        self.writing(later, self.entries.len(), last)
    }

    /// Writes a checkpoint, the first that is kept unless another is given, the entries behind it up to one, and what follows.
    fn writing(&self, checkpoint: Option<&Rc<Checkpoint>>, end: usize, last: Vec<u8>) -> Writing {
        let checkpoint = checkpoint.or(self.checkpoints.first());
        let engine = checkpoint.map_or(&self.moment.engine, |checkpoint| &checkpoint.moment.engine);
        let next = checkpoint.map_or(self.first(), |checkpoint| checkpoint.done);
        Writing {
            checkpoint: engine.writer(),
            base_bytes: 0,
            entries: self.entries.clone(),
            next,
            end,
            last: Some(last),
        }
    }

    /// The first entry from which on all take at most so many bytes.
    fn kept_from(&self, bytes: usize) -> usize {
        let (mut from, mut left) = (self.entries.len(), bytes);
        while let Some(entry) = from.checked_sub(1).and_then(|number| self.entries.get(number)) {
            let taken = entry.record_bytes() + entry.request.bytes() + entry.answer.body.len();
            match left.checked_sub(taken) {
                Some(rest) => left = rest,
                None => break,
            }
            from -= 1;
        }
        from
    }

    /// Appends entries to a file. Of the first, so many records are there already.
    pub(super) fn write_entries(&self, first: usize, end: usize, written: usize, file: &mut Vec<u8>) {
        for number in first..end {
            if let Some(entry) = self.entries.get(number) {
                entry.write(if number == first { written } else { 0 }, file);
            }
        }
    }

    /// Appends the records of the clock behind the last entry to a file, of which so many are there already.
    pub(super) fn write_ticks(&self, written: usize, until: Timestamp, file: &mut Vec<u8>) {
        for tick in self.ticks.iter().skip(written).filter(|tick| tick.until <= until) {
            file.extend_from_slice(&tick.record);
        }
    }
}

/// How many bytes of entries, about, a piece of a file has at the most.
const PIECE_BYTES: usize = 256 * 1024;

/// A history that is written as a lab file: the pieces of the file, in order, each made in a step of bounded work. One may be
/// empty. It is the history as it was when it began, whatever is done meanwhile.
#[derive(Debug)]
pub struct Writing {
    checkpoint: LabWriter,
    base_bytes: usize,
    entries: Log<Rc<Entry>>,
    next: usize,
    end: usize,
    last: Option<Vec<u8>>,
}

impl Writing {
    /// How many bytes of the checkpoint are written; all of it has, when its last piece was returned.
    pub fn base_bytes(&self) -> usize {
        self.base_bytes
    }

    /// The file as a whole.
    pub fn whole(self) -> Vec<u8> {
        self.flatten().collect()
    }
}

impl Iterator for Writing {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if let Some(piece) = self.checkpoint.next() {
            self.base_bytes += piece.len();
            return Some(piece);
        }
        if self.next >= self.end {
            return self.last.take();
        }
        let mut piece = Vec::new();
        while self.next < self.end && piece.len() < PIECE_BYTES {
            if let Some(entry) = self.entries.get(self.next) {
                entry.write(0, &mut piece);
            }
            self.next += 1;
        }
        Some(piece)
    }
}

/// A lab file that is read as a history, in steps.
#[derive(Debug, Default)]
pub struct Reading {
    reader: LabReader,
    history: Option<History>,
    waiting: Option<Waiting>,
    has_calls: bool,
    /// The step of the last call in the file.
    step: Option<u64>,
    base_bytes: u64,
}

/// A record of events, behind which its call may follow.
#[derive(Debug)]
struct Waiting {
    record: Rc<[u8]>,
    before: Moment,
    is_change: bool,
}

impl Reading {
    /// Adds the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) {
        self.reader.push(bytes);
    }

    /// Reads a little more. Returns whether there was anything to read.
    ///
    /// # Errors
    /// [`OpenError`], if the file is no lab file, is of a newer version, or is damaged.
    pub fn step(&mut self) -> Result<bool, OpenError> {
        let Some(record) = self.reader.read()? else { return Ok(false) };
        match (record, &mut self.history) {
            (LabRecord::Engine(engine), _) => {
                self.base_bytes = self.reader.byte();
                self.history = Some(History::new(*engine));
            }
            (LabRecord::Events(record), Some(_)) => {
                self.settle();
                self.follow(record.into())?;
            }
            (LabRecord::Call(call), Some(_)) => self.call(*call),
            _ => {}
        }
        Ok(true)
    }

    /// The number of bytes up to the record that was read last.
    pub fn bytes(&self) -> u64 {
        self.reader.byte()
    }

    /// The number of bytes of the checkpoint; 0 before its end.
    pub fn base_bytes(&self) -> u64 {
        self.base_bytes
    }

    /// The history so far; `None` before the end of the checkpoint.
    pub fn so_far(&mut self) -> Option<&History> {
        self.settle();
        self.history.as_ref()
    }

    /// The history of the whole file.
    ///
    /// # Errors
    /// [`OpenError`], if the file ends too soon, or what it says cannot be.
    pub fn finish(mut self) -> Result<History, OpenError> {
        self.reader.end()?;
        self.settle();
        let history = self.history.ok_or(OpenError::NotALabFile)?;
        if !history.is_empty() || !history.ticks.is_empty() {
            history.moment.engine.validate().map_err(|error| error.at(self.reader.byte()))?;
        }
        Ok(history)
    }

    fn follow(&mut self, record: Rc<[u8]>) -> Result<(), OpenError> {
        let Some(history) = &mut self.history else { return Ok(()) };
        let before = history.moment.clone();
        let followed = history.moment.follow(&record);
        let is_change = followed.map_err(|error| error.at(self.reader.byte()))?;
        history.head = history.now();
        self.waiting = Some(Waiting { record, before, is_change });
        Ok(())
    }

    /// Decides that no call follows the events that were read last.
    fn settle(&mut self) {
        let (Some(waiting), Some(history)) = (self.waiting.take(), &mut self.history) else { return };
        let (at, until) = (waiting.before.now(), history.now());
        // Between calls, events are the clock's. A file without calls has those of the calls too.
        let is_clock = self.has_calls || !waiting.is_change || {
            let mut alone = waiting.before;
            alone.advance_to(until);
            alone.view().digest() == history.moment.view().digest()
        };
        Rc::make_mut(&mut history.ticks).push(ClockRecord { until, record: waiting.record });
        if !is_clock {
            let step = history.new_step();
            history.push_read(Entry {
                at,
                until,
                request: Request::Raw { operation: EVENTS.to_owned(), body: "{}".to_owned() },
                answer: Answer { status: 200, body: "{}".to_owned(), failure: None },
                step,
                origin: Origin::Unknown,
                is_change: true,
                region: None,
                records: Vec::new(),
            });
        }
    }

    fn call(&mut self, call: CallRecord) {
        let Some(history) = &mut self.history else { return };
        self.has_calls = true;
        let until = history.now();
        if let Some(waiting) = self.waiting.take() {
            Rc::make_mut(&mut history.ticks).push(ClockRecord { until, record: waiting.record });
        }
        let before = history.entries.last().map_or(history.start(), |entry| entry.until);
        let step = if self.step == Some(call.step) { history.steps } else { history.new_step() };
        self.step = Some(call.step);
        history.push_read(Entry {
            at: call.at.clamp(before.min(until), until),
            until,
            request: Request::stored(call.operation, call.body),
            answer: Answer::stored(call.status, call.answer),
            step,
            origin: match call.origin {
                CallOrigin::Person => Origin::Person,
                CallOrigin::Generator => Origin::Generator,
                CallOrigin::Client => Origin::Client,
            },
            is_change: call.is_change,
            region: call.region.map(Rc::from),
            records: Vec::new(),
        });
    }
}

impl History {
    /// Appends an entry that was read, with the records that wait for it.
    fn push_read(&mut self, entry: Entry) {
        let records = std::mem::take(&mut self.ticks).iter().map(|tick| tick.record.clone()).collect();
        self.push(Entry { records, ..entry });
    }
}
