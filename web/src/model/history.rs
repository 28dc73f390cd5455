//! The calls that were made, and every moment that they led to.
//!
//! The page remembers calls, not states: the engine at any moment is the one before the first call, with the calls up to
//! that moment sent again at their times. Engines kept now and then make that quick.
//!
//! ```text
//!   entries      ●──●●────●─────────●──●────────●          each a call at its time
//!   kept engines ▲        ▲            ▲
//!                          └─ seek: from the engine kept last before, forward
//! ```
//!
//! Whoever makes a call in the past starts a new future. The former one is set aside, and can be taken back.

use crate::calls::entry::{Entry, Origin};
use crate::calls::request::{Answer, Request};
use crate::model::lifecycles::Lifecycles;
use crate::model::log::Log;
use std::rc::Rc;
use timemark_core::{Engine, Timestamp};

/// An engine and the lives of what is in it.
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

    /// The lives of tables and backups up to now.
    pub fn lifecycles(&self) -> &Lifecycles {
        &self.lifecycles
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// Moves the clock. Returns whether anything happened.
    fn advance_to(&mut self, time: Timestamp) -> bool {
        let has_happened = self.engine.advance_to(time) > 0;
        if has_happened {
            self.note();
        }
        has_happened
    }

    /// Sends a request. Returns what came back, and whether anything changed.
    fn send(&mut self, request: &Request) -> (Answer, bool) {
        let answer = request.send(&mut self.engine);
        let has_changed = self.note();
        (answer, has_changed)
    }

    fn note(&mut self) -> bool {
        let happened = self.engine.take_history();
        let has_changed = !happened.is_empty();
        self.lifecycles.note(&self.engine, happened);
        has_changed
    }
}

/// The calls, where among them the page stands, and how to stand elsewhere.
#[derive(Clone, Debug)]
pub struct History {
    moment: Moment,
    entries: Log<Rc<Entry>>,
    /// How many of the entries are done at this moment.
    done: usize,
    /// The latest moment that was ever reached with these entries.
    head: Timestamp,
    checkpoints: Rc<Vec<Rc<Checkpoint>>>,
    /// Entries between two kept engines.
    spacing: usize,
    steps: u64,
    /// What can be undone, oldest first.
    undo_steps: Log<UndoStep>,
    stash: Option<Rc<History>>,
}

/// An engine as it was right after so many entries.
#[derive(Debug)]
struct Checkpoint {
    done: usize,
    moment: Moment,
}

/// What a person changed with one click: the first of its entries that changed anything, and the last.
#[derive(Clone, Copy, Debug)]
struct UndoStep {
    step: u64,
    first: usize,
    last: usize,
}

/// With more kept engines than this, every second is let go.
const CHECKPOINTS_MAX: usize = 256;

/// Entries between two kept engines, at first.
const SPACING: usize = 32;

impl History {
    /// No calls yet.
    pub fn new(engine: Engine) -> History {
        let moment = Moment::new(engine);
        let first = Rc::new(Checkpoint { done: 0, moment: moment.clone() });
        History {
            head: moment.now(),
            moment,
            entries: Log::default(),
            done: 0,
            checkpoints: Rc::new(vec![first]),
            spacing: SPACING,
            steps: 0,
            undo_steps: Log::default(),
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

    /// How many calls were made up to this moment.
    pub fn done(&self) -> usize {
        self.done
    }

    /// One of the calls made up to this moment, by its number from 0.
    pub fn entry(&self, number: usize) -> Option<Rc<Entry>> {
        self.entries.get(number).filter(|_| number < self.done)
    }

    /// Whether there is a future that has happened already.
    pub fn is_past(&self) -> bool {
        self.done < self.entries.len() || self.now() < self.head
    }

    /// The latest moment that was reached.
    pub fn head(&self) -> Timestamp {
        self.head
    }

    /// When the first moment was.
    pub fn start(&self) -> Timestamp {
        self.checkpoints.first().map_or(self.head, |checkpoints| checkpoints.moment.now())
    }

    /// A future that was left, and can be taken back.
    pub fn stash(&self) -> Option<&Rc<History>> {
        self.stash.as_ref()
    }

    /// How many calls there are in all, those of a future that has happened already among them.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no calls.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A new step. What is sent under one step is undone at once.
    pub fn new_step(&mut self) -> u64 {
        self.steps += 1;
        self.steps
    }

    /// Sends a request and remembers it. In the past, this starts a new future.
    pub fn send(&mut self, request: Request, origin: Origin, step: u64) -> Rc<Entry> {
        self.fork();
        let at = self.now();
        let (answer, has_changed) = self.moment.send(&request);
        let is_change = has_changed || (request.is_lab() && answer.failure.is_none());
        if is_change && origin == Origin::Person {
            let same = self.undo_steps.last().filter(|undo_step| undo_step.step == step);
            let first = same.map_or(self.done, |undo_step| undo_step.first);
            self.undo_steps.truncate(self.undo_steps.len() - usize::from(same.is_some()));
            self.undo_steps.push(UndoStep { step, first, last: self.done });
        }
        let entry = Rc::new(Entry { at, until: self.now(), request, answer, step, origin, is_change });
        self.entries.push(entry.clone());
        self.done += 1;
        self.head = self.now();
        self.checkpoint();
        entry
    }

    /// Lets the present go on to a time; in the past, what has happened happens again. Returns whether anything did.
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

    /// Goes to another moment; none is later than the latest that was reached.
    pub fn seek(&mut self, time: Timestamp) {
        let time = time.clamp(self.start(), self.head);
        let entries = self.entries.partition_point(|entry| entry.until <= time);
        self.go(entries, time);
    }

    /// Goes to just before the latest click that changed anything. Returns whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(undo_step) = self.last_undo_step() else { return false };
        let at = self.entries.get(undo_step.first).map_or(self.now(), |entry| entry.at);
        self.go(undo_step.first, at);
        true
    }

    /// Goes to just after the next click that changed anything; after the last of them, to the latest moment. Returns
    /// whether there was anywhere to go.
    pub fn redo(&mut self) -> bool {
        if !self.is_past() {
            return false;
        }
        let next = self.undo_steps.partition_point(|undo_step| undo_step.first < self.done);
        let is_last = next + 1 >= self.undo_steps.len();
        match self
            .undo_steps
            .get(next)
            .and_then(|undo_step| Some((undo_step.last + 1, self.entries.get(undo_step.last)?.until)))
        {
            Some((entries, time)) if !is_last => self.go(entries, time),
            _ => self.go(self.entries.len(), self.head),
        }
        true
    }

    /// The call that undoing would undo, or the first such of several, and how many there are.
    pub fn undoes(&self) -> Option<(Rc<Entry>, usize)> {
        let undo_step = self.last_undo_step()?;
        Some((self.entries.get(undo_step.first)?, undo_step.last + 1 - undo_step.first))
    }

    /// Takes the future back that was set aside. The present one is set aside in its place.
    pub fn restore_stash(&mut self) {
        if let Some(other) = self.stash.take() {
            let mut left = std::mem::replace(self, (*other).clone());
            left.stash = None;
            self.stash = Some(Rc::new(left));
            self.go(self.entries.len(), self.head);
        }
    }

    /// Forgets the future that was set aside.
    pub fn drop_stash(&mut self) {
        self.stash = None;
    }

    /// Starts anew with another engine. What there was is set aside.
    pub fn replace(&mut self, engine: Engine) {
        let mut left = std::mem::replace(self, History::new(engine));
        left.stash = None;
        if !left.is_empty() {
            self.stash = Some(Rc::new(left));
        }
    }

    /// Leaves the future that has happened already, where there is one.
    fn fork(&mut self) {
        if !self.is_past() {
            return;
        }
        if self.done < self.entries.len() {
            let mut left = self.clone();
            left.stash = None;
            self.stash = Some(Rc::new(left));
        }
        self.entries.truncate(self.done);
        self.undo_steps.truncate(self.undo_steps.partition_point(|undo_step| undo_step.first < self.done));
        if let Some(cut) = self.undo_steps.last().filter(|undo_step| undo_step.last >= self.done) {
            self.undo_steps.truncate(self.undo_steps.len() - 1);
            self.undo_steps.push(UndoStep { last: self.done.saturating_sub(1), ..cut });
        }
        Rc::make_mut(&mut self.checkpoints).retain(|checkpoints| checkpoints.done <= self.done);
        self.head = self.now();
    }

    /// The latest turn that is done, if only in part.
    fn last_undo_step(&self) -> Option<UndoStep> {
        self.undo_steps.get(self.undo_steps.partition_point(|undo_step| undo_step.first < self.done).checked_sub(1)?)
    }

    /// Goes to the moment at a time with so many entries done.
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

    /// Sends again what was sent up to a time, not more than so many entries in all.
    fn replay_to(&mut self, time: Timestamp, entries: usize) -> bool {
        let mut has_happened = false;
        while let Some(entry) = self.entries.get(self.done).filter(|entry| entry.until <= time && self.done < entries) {
            has_happened |= self.moment.advance_to(entry.at);
            // A part of the way may have been gone already, so the clock is moved to where it was moved, not by as much.
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

    fn checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |checkpoints| checkpoints.done);
        if self.done < last + self.spacing {
            return;
        }
        let checkpoints = Rc::make_mut(&mut self.checkpoints);
        checkpoints.push(Rc::new(Checkpoint { done: self.done, moment: self.moment.clone() }));
        if checkpoints.len() > CHECKPOINTS_MAX {
            let mut index = 0;
            checkpoints.retain(|_| {
                index += 1;
                index % 2 == 1
            });
            self.spacing *= 2;
        }
    }
}
