//! The calls that were made, and every moment between them.
//!
//! The page keeps calls, not states: the engine at any moment is the first engine with the calls up to that moment sent
//! again at their times. Checkpoints, engines kept at intervals, make that quick.
//!
//! ```text
//!   entries      ●──●●────●─────────●──●────────●          each a call at its time
//!   checkpoints  ▲        ▲            ▲
//!                          └─ seek: from the last checkpoint before, forward
//! ```
//!
//! A call in the past starts a new future. The former one is stashed, and can be restored.
//!
//! The calls have a bound. Beyond it the oldest moments are given up: what made and changed tables and backups is kept
//! as a list of calls, what wrote items as a number.

mod calls;
mod undo;

pub use calls::{Calls, Summed};

use crate::calls::entry::{Entry, Origin};
use crate::calls::request::{Answer, Request};
use crate::model::lifecycles::Lifecycles;
use crate::model::log::Log;
use std::rc::Rc;
use timemark_core::lab::View;
use timemark_core::{Committed, Engine, Timestamp};
use undo::{Begun, UndoStep};

/// An engine, and the lifecycles of its tables and backups.
#[derive(Clone, Debug)]
pub struct Moment {
    engine: Engine,
    lifecycles: Lifecycles,
}

impl Moment {
    fn new(mut engine: Engine) -> Moment {
        engine.record_history();
        Moment { engine, lifecycles: Lifecycles::default() }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The read-only view of the engine.
    pub fn view(&self) -> View<'_> {
        View::new(&self.engine)
    }

    /// The lifecycles of tables and backups up to now.
    pub fn lifecycles(&self) -> &Lifecycles {
        &self.lifecycles
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// Moves the clock. Returns whether anything changed.
    fn advance_to(&mut self, time: Timestamp) -> bool {
        let has_happened = self.engine.advance_to(time) > 0;
        if has_happened {
            self.note();
        }
        has_happened
    }

    /// Sends a request. Returns the answer, and whether anything changed.
    fn send(&mut self, request: &Request) -> (Answer, bool) {
        let answer = request.send(&mut self.engine);
        let has_changed = self.note();
        (answer, has_changed)
    }

    fn note(&mut self) -> bool {
        let happened = self.engine.take_history();
        let has_changed = happened.iter().any(Committed::is_change);
        self.lifecycles.note(View::new(&self.engine).transitions(&happened));
        has_changed
    }
}

/// The calls, and the position of the page among them.
#[derive(Clone, Debug)]
pub struct History {
    moment: Moment,
    entries: Log<Rc<Entry>>,
    /// The memory that the entries take, in bytes.
    entry_bytes: usize,
    /// The calls before the first moment that is kept.
    summed: Rc<Summed>,
    /// The number of entries done at this moment.
    done: usize,
    /// The latest moment reached with these entries.
    head: Timestamp,
    checkpoints: Rc<Vec<Rc<Checkpoint>>>,
    /// The number of entries between two checkpoints.
    spacing: usize,
    steps: u64,
    /// The steps that can be undone, oldest first.
    undo_steps: Log<UndoStep>,
    /// The long step that is being done.
    begun: Option<Begun>,
    stash: Option<Rc<History>>,
}

/// The moment right after a number of entries.
#[derive(Debug)]
struct Checkpoint {
    done: usize,
    moment: Moment,
}

/// The most checkpoints; beyond it, every second one is dropped.
const CHECKPOINTS_MAX: usize = 256;

/// The number of entries between two checkpoints, at first.
const SPACING: usize = 32;

/// The most memory that entries take, in bytes; beyond it, the oldest are summed. Enough to undo an import of 100,000
/// items.
const ENTRY_BYTES_MAX: usize = 24 * 1024 * 1024;

/// The memory that is given up at once, in bytes: more would keep the browser from drawing.
const SUMMED_BYTES: usize = ENTRY_BYTES_MAX / 32;

/// What an entry takes beside its texts, in bytes, with its share of what the checkpoints before it keep of the engine.
const ENTRY_BYTES: usize = 1_024;

fn bytes_of(entry: &Entry) -> usize {
    ENTRY_BYTES + entry.request.bytes() + entry.answer.body.len()
}

impl History {
    /// A history without calls.
    pub fn new(engine: Engine) -> History {
        let moment = Moment::new(engine);
        let first = Rc::new(Checkpoint { done: 0, moment: moment.clone() });
        History {
            head: moment.now(),
            moment,
            entries: Log::default(),
            entry_bytes: 0,
            summed: Rc::default(),
            done: 0,
            checkpoints: Rc::new(vec![first]),
            spacing: SPACING,
            steps: 0,
            undo_steps: Log::default(),
            begun: None,
            stash: None,
        }
    }

    /// This moment.
    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.moment.now()
    }

    /// The number of calls up to this moment.
    pub fn done(&self) -> usize {
        self.done
    }

    /// The call with that index; `None` if it lies after this moment.
    pub fn entry(&self, number: usize) -> Option<Rc<Entry>> {
        self.entries.get(number).filter(|_| number < self.done)
    }

    /// The last call of a click up to this moment, AdvanceClock aside, and the number of calls of that click so far.
    pub fn last_call(&self) -> Option<(Rc<Entry>, usize)> {
        let latest = (self.first()..self.done).rev().filter_map(|number| self.entry(number));
        let mut calls = latest.skip_while(|entry| entry.origin == Origin::Generator || entry.request.is_clock());
        let last = calls.next()?;
        let others = calls.take_while(|entry| entry.step == last.step).count();
        Some((last, 1 + others))
    }

    /// Whether this moment lies before the latest that was reached.
    pub fn is_past(&self) -> bool {
        self.done < self.entries.len() || self.now() < self.head
    }

    /// The latest moment that was reached.
    pub fn head(&self) -> Timestamp {
        self.head
    }

    /// The calls up to this moment.
    pub fn calls(&self) -> Calls {
        Calls { entries: self.entries.clone(), done: self.done, summed: self.summed.clone() }
    }

    /// The calls before the first moment that is kept.
    pub fn summed(&self) -> &Rc<Summed> {
        &self.summed
    }

    /// The index of the first call that is kept.
    pub fn first(&self) -> usize {
        self.entries.first()
    }

    /// The first moment that is kept.
    pub fn start(&self) -> Timestamp {
        self.checkpoints.first().map_or(self.head, |checkpoints| checkpoints.moment.now())
    }

    /// The future that was stashed by a call in the past; it can be restored.
    pub fn stash(&self) -> Option<&Rc<History>> {
        self.stash.as_ref()
    }

    /// The number of all calls, those after this moment included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no calls.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sends a request and keeps it. In the past, this starts a new future.
    pub fn send(&mut self, request: Request, origin: Origin, step: u64) -> Rc<Entry> {
        self.fork();
        let at = self.now();
        let (answer, has_changed) = self.moment.send(&request);
        let request = if origin == Origin::Generator { request.compact() } else { request };
        let is_change = has_changed || (request.is_lab() && answer.failure.is_none());
        if is_change && origin == Origin::Person {
            self.note_change(step);
        }
        let entry = Rc::new(Entry { at, until: self.now(), request, answer, step, origin, is_change });
        self.entry_bytes += bytes_of(&entry);
        self.entries.push(entry.clone());
        self.done += 1;
        self.head = self.now();
        self.checkpoint();
        if self.entry_bytes > ENTRY_BYTES_MAX {
            self.sum();
        }
        entry
    }

    /// Advances the clock; in the past, replays the calls up to `time`. Returns whether anything happened.
    pub fn advance_to(&mut self, time: Timestamp) -> bool {
        if !self.is_past() {
            let has_happened = self.moment.advance_to(time);
            self.head = self.now();
            return has_happened;
        }
        let before = self.done;
        let target = time.min(self.head);
        let has_happened = self.replay_to(target, self.entries.len());
        has_happened || self.done > before
    }

    /// Goes to another moment, at most to the latest that was reached.
    pub fn seek(&mut self, time: Timestamp) {
        let time = time.clamp(self.start(), self.head);
        let entries = self.entries.partition_point(|entry| entry.until <= time);
        self.go(entries, time);
    }

    /// Exchanges this future and the stashed one.
    pub fn restore_stash(&mut self) {
        if let Some(other) = self.stash.take() {
            let mut left = std::mem::replace(self, (*other).clone());
            left.stash = None;
            self.stash = Some(Rc::new(left));
            self.go(self.entries.len(), self.head);
        }
    }

    /// Drops the stashed future.
    pub fn drop_stash(&mut self) {
        self.stash = None;
    }

    /// Starts anew with another engine. The former history is stashed.
    pub fn replace(&mut self, engine: Engine) {
        let mut left = std::mem::replace(self, History::new(engine));
        left.stash = None;
        if !left.is_empty() {
            self.stash = Some(Rc::new(left));
        }
    }

    /// Drops the calls after this moment, and stashes them.
    fn fork(&mut self) {
        if !self.is_past() {
            return;
        }
        if self.done < self.entries.len() {
            let mut left = self.clone();
            left.stash = None;
            self.stash = Some(Rc::new(left));
        }
        let undone = (self.done..self.entries.len()).filter_map(|number| self.entries.get(number));
        self.entry_bytes -= undone.map(|entry| bytes_of(&entry)).sum::<usize>();
        self.entries.truncate(self.done);
        self.cut_undo_steps();
        Rc::make_mut(&mut self.checkpoints).retain(|checkpoints| checkpoints.done <= self.done);
        self.head = self.now();
    }

    /// Goes to the moment at `time` with that number of entries done.
    fn go(&mut self, entries: usize, time: Timestamp) {
        let can_go_on = self.done <= entries && self.now() <= time;
        if !can_go_on {
            let nearest = self
                .checkpoints
                .iter()
                .rfind(|checkpoints| checkpoints.done <= entries && checkpoints.moment.now() <= time)
                .cloned();
            if let Some(checkpoints) = nearest {
                self.done = checkpoints.done;
                self.moment = checkpoints.moment.clone();
            }
        }
        self.replay_to(time, entries);
    }

    /// Sends entries again, up to `time` and up to that number of entries.
    fn replay_to(&mut self, time: Timestamp, entries: usize) -> bool {
        let mut has_happened = false;
        while let Some(entry) = self.entries.get(self.done).filter(|entry| entry.until <= time && self.done < entries) {
            has_happened |= self.moment.advance_to(entry.at);
            // The clock may stand within the entry's jump already, so it is moved to the entry's end, not by its
            // length.
            let moves_clock = entry.until > entry.at;
            if moves_clock {
                self.moment.send(&Request::clock_to(entry.until));
            } else {
                self.moment.send(&entry.request);
            }
            self.done += 1;
        }
        self.moment.advance_to(time) || has_happened
    }

    /// Gives up the oldest moments: from a checkpoint on they are kept, what came before is summed.
    fn sum(&mut self) {
        let (mut from, mut kept_bytes) = (self.done, 0);
        while let Some(entry) = from.checked_sub(1).and_then(|number| self.entries.get(number)) {
            kept_bytes += bytes_of(&entry);
            if kept_bytes > ENTRY_BYTES_MAX - SUMMED_BYTES {
                break;
            }
            from -= 1;
        }
        if self.checkpoints.last().is_none_or(|last| last.done < from) {
            self.add_checkpoint();
        }
        let first = self.checkpoints.iter().map(|kept| kept.done).find(|done| *done >= from);
        if let Some(first) = first {
            self.forget(first);
        }
    }

    /// Gives up the moments before a checkpoint, which has so many entries.
    fn forget(&mut self, first: usize) {
        self.forget_undo_steps(first);
        Rc::make_mut(&mut self.checkpoints).retain(|kept| kept.done >= first);
        let summed = Rc::make_mut(&mut self.summed);
        for entry in self.entries.forget(first) {
            self.entry_bytes -= bytes_of(&entry);
            if entry.request.writes_items() {
                summed.writes += u64::from(entry.is_change);
            } else if entry.is_change && !entry.request.is_clock() {
                summed.calls.push(entry);
            }
        }
    }

    fn checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |checkpoints| checkpoints.done);
        if self.done >= last + self.spacing {
            self.add_checkpoint();
        }
    }

    fn add_checkpoint(&mut self) {
        let checkpoints = Rc::make_mut(&mut self.checkpoints);
        checkpoints.push(Rc::new(Checkpoint { done: self.done, moment: self.moment.clone() }));
        if checkpoints.len() > CHECKPOINTS_MAX {
            *checkpoints = checkpoints.iter().step_by(2).cloned().collect();
            self.spacing *= 2;
        }
    }
}
