//! The calls that were made, and every moment between them.
//!
//! The page keeps calls with the records of the events that they led to, not states: the engine at any moment is the first
//! engine with the records up to that moment followed, as any replica follows them. Checkpoints, engines kept at intervals,
//! make that quick. Entries that were made here and those of a lab file are alike.
//!
//! ```text
//!   entries      ●──●●────●─────────●──●────────●          each a call at its time, with the records that it led to
//!   clock          ·   ··      · ·        ·         ··     a record of due tasks; the next entry has those before it
//!   checkpoints  ▲        ▲            ▲
//!                          └─ seek: from the last checkpoint before, forward
//! ```
//!
//! Between two entries the engine's own clock runs. What it makes of due tasks is what the records tell, so these are passed
//! over when they are reached.
//!
//! A call in the past starts a new future. The former one is stashed, and can be restored.
//!
//! The calls have a bound. Beyond it the oldest moments are given up: what made and changed tables and backups is kept
//! as a list of calls, what wrote items as a number.

mod bound;
mod calls;
mod file;
mod mark;
mod moment;
mod position;
mod undo;
mod watched;

pub use calls::{Calls, Summed};
pub use file::{Reading, Writing};
pub use mark::Mark;
pub use moment::Moment;
pub use position::Position;

use crate::calls::entry::{Entry, Origin};
use crate::calls::request::Request;
use crate::model::log::Log;
use std::rc::Rc;
use timemark_core::{Engine, OpenError, Timestamp};
use undo::{Begun, UndoStep};

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
    /// What the clock made of due tasks since the last entry.
    ticks: Rc<Vec<ClockRecord>>,
    /// The latest moment reached with these entries.
    head: Timestamp,
    /// The moment that was gone to last.
    position: Option<Position>,
    /// The same in all histories that began with one engine.
    line: Rc<()>,
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

/// A record of events that the clock alone made.
#[derive(Clone, Debug)]
struct ClockRecord {
    until: Timestamp,
    record: Rc<[u8]>,
}

/// The moment right after a number of entries.
#[derive(Debug)]
struct Checkpoint {
    done: usize,
    moment: Moment,
}

/// The number of entries between two checkpoints, at first.
const SPACING: usize = 32;

/// The most memory that entries take, in bytes; beyond it, the oldest are summed. Enough to undo an import of 100,000
/// items.
const ENTRY_BYTES_MAX: usize = 27 * 1024 * 1024;

/// What an entry takes beside its texts, in bytes, with its share of what the checkpoints before it keep of the engine.
const ENTRY_BYTES: usize = 1_024;

fn bytes_of(entry: &Entry) -> usize {
    ENTRY_BYTES + entry.request.bytes() + entry.answer.body.len() + entry.record_bytes()
}

impl History {
    /// A history without calls.
    pub fn new(engine: Engine) -> History {
        let moment = Moment::new(engine);
        let first = Rc::new(Checkpoint { done: 0, moment: moment.clone() });
        History {
            head: moment.now(),
            position: None,
            moment,
            entries: Log::default(),
            entry_bytes: 0,
            summed: Rc::default(),
            done: 0,
            ticks: Rc::default(),
            line: Rc::default(),
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
        let mut calls = latest.skip_while(|entry| {
            matches!(entry.origin, Origin::Generator | Origin::Unknown) || entry.request.is_clock()
        });
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

    /// The first moment that is kept, with all that it was.
    pub fn first_moment(&self) -> Option<&Moment> {
        self.checkpoints.first().map(|checkpoint| &checkpoint.moment)
    }

    /// The time of the first moment that is kept.
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

    /// Whether a call after the first `calls` has changed something, those after this moment included.
    pub fn has_changes_after(&self, calls: usize) -> bool {
        let mut later = (calls.max(self.first())..self.len()).filter_map(|number| self.entries.get(number));
        // Calls are given up only where there were many.
        self.first() > calls || later.any(|entry| entry.is_change)
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
        let records = self.take_records();
        self.push(Entry { at, until: self.now(), request, answer, step, origin, is_change, region: None, records })
    }

    /// The records since the last entry.
    fn take_records(&mut self) -> Vec<Rc<[u8]>> {
        let ticks = std::mem::take(&mut self.ticks);
        let records = ticks.iter().map(|tick| tick.record.clone());
        records.chain(self.moment.take_record()).collect()
    }

    /// Appends an entry, which led to this moment.
    fn push(&mut self, entry: Entry) -> Rc<Entry> {
        if entry.is_change && entry.origin != Origin::Generator {
            self.note_change(entry.step);
        }
        let entry = Rc::new(entry);
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
            if has_happened && let Some(record) = self.moment.take_record() {
                Rc::make_mut(&mut self.ticks).push(ClockRecord { until: self.head, record });
            }
            return has_happened;
        }
        let before = self.done;
        let target = time.min(self.head);
        let has_happened = self.replay_to(target, self.entries.len());
        has_happened || self.done > before
    }

    /// Records where the clock stands, so that it is stored with the history.
    pub fn rest(&mut self) {
        if self.is_past() {
            self.note_position();
        } else if let Some(record) = self.moment.take_record() {
            Rc::make_mut(&mut self.ticks).push(ClockRecord { until: self.head, record });
        }
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

    /// Stashes another history, if nothing is stashed.
    pub fn stash_stored(&mut self, stored: History) {
        self.stash.get_or_insert_with(|| Rc::new(stored));
    }

    /// Drops the stashed future.
    pub fn drop_stash(&mut self) {
        self.stash = None;
    }

    /// Puts another history in place of this one, which is stashed if it `is_work`. Otherwise what is stashed already stays.
    pub fn replace(&mut self, other: History, is_work: bool) {
        let mut left = std::mem::replace(self, other);
        let stash = left.stash.take();
        self.stash = if is_work && !left.is_empty() { Some(Rc::new(left)) } else { stash };
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
        let len = self.entries.len();
        let undone = (self.done..len).filter_map(|number| self.entries.get(number));
        self.entry_bytes -= undone.map(|entry| bytes_of(&entry)).sum::<usize>();
        self.entries.truncate(self.done);
        self.cut_undo_steps();
        let now = if self.done < len { Timestamp::MIN } else { self.now() };
        Rc::make_mut(&mut self.ticks).retain(|tick| tick.until <= now);
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
        self.note_position();
    }

    /// Follows entries, up to `time` and up to that number of entries. Returns whether anything happened.
    fn replay_to(&mut self, time: Timestamp, entries: usize) -> bool {
        let mut has_happened = false;
        // At the last entry, the records of the clock up to now are followed already.
        let followed = if self.done < self.entries.len() { Timestamp::MIN } else { self.now() };
        while let Some(entry) = self.entries.get(self.done).filter(|entry| entry.until <= time && self.done < entries) {
            has_happened |= self.follow(&entry);
            self.done += 1;
        }
        if self.done == self.entries.len() {
            let ticks = self.ticks.clone();
            for tick in ticks.iter().filter(|tick| followed < tick.until && tick.until <= time) {
                has_happened |= self.moment.follow(&tick.record).unwrap_or_default();
            }
        }
        self.moment.advance_to(time) || has_happened
    }

    /// Follows the next entry. Returns whether anything happened.
    fn follow(&mut self, entry: &Entry) -> bool {
        let follow_all =
            |moment: &mut Moment| entry.records.iter().try_fold(false, |any, record| Ok(any | moment.follow(record)?));
        let followed: Result<bool, OpenError> = follow_all(&mut self.moment);
        followed.unwrap_or_else(|_| {
            // A file may have events that no engine makes, and this engine's clock made others on the way to them.
            self.go_straight(self.done);
            let followed: Result<bool, OpenError> = follow_all(&mut self.moment);
            assert!(followed.is_ok(), "records that were followed when the history was made are followed again");
            true
        })
    }

    /// Goes to the moment right after that number of entries without moving the clock on the way.
    fn go_straight(&mut self, entries: usize) {
        let Some(nearest) = self.checkpoints.iter().rfind(|kept| kept.done <= entries).cloned() else { return };
        (self.done, self.moment) = (nearest.done, nearest.moment.clone());
        while let Some(entry) = self.entries.get(self.done).filter(|_| self.done < entries) {
            for record in &entry.records {
                let is_followed = self.moment.follow(record).is_ok();
                assert!(is_followed, "records that were followed when the history was made are followed again");
            }
            self.done += 1;
        }
    }
}
