//! Calls that wait until what they changed is durable.
//!
//! A call runs on the engine in memory at once, and its answer waits for the next commit. While one commit is being
//! stored, the calls that follow gather for the next: so one sync serves all of them. A call that changes nothing waits as
//! well if what it read is not durable yet.
//!
//! # When a commit fails
//!
//! The engine goes back to its last durable copy, and every call that waits is refused. From then on calls that only read
//! are answered; one that changes something is undone, waits for another attempt at storing, and is run again if that
//! succeeds, otherwise refused. The first attempt that succeeds ends this.

use crate::clock::Clock;
use timemark_core::Engine;
use tokio::sync::oneshot;

/// Whether a call's changes, or those that it saw, became durable.
pub type Outcome = oneshot::Receiver<bool>;

/// The engine and its clock at one moment. A copy shares all large parts, so it is cheap.
#[derive(Clone)]
pub struct Moment {
    /// The engine, of which all events were taken.
    pub engine: Engine,
    /// The clock that moves it.
    pub clock: Clock,
}

/// The calls that wait, and the moment to go back to if their commit fails.
pub struct Journal {
    durable: Moment,
    /// [`Engine::events_journaled`] when events were last taken.
    taken: u64,
    /// The calls that wait for the next commit, and those that wait for the one that is being stored.
    gathering: Vec<oneshot::Sender<bool>>,
    committing: Option<Vec<oneshot::Sender<bool>>>,
    is_wanted: bool,
    is_failing: bool,
}

/// What is to be stored: a record, and the moment that it leads to.
pub struct Commit {
    /// What [`Engine::take_events`] returned; it may be empty.
    pub record: Vec<u8>,
    /// The engine and its clock after it.
    pub moment: Moment,
}

impl Journal {
    /// A journal of an engine whose events are recorded. `durable` is what its storage has.
    pub fn new(durable: Moment) -> Journal {
        let taken = durable.engine.events_journaled();
        Journal { durable, taken, gathering: Vec::new(), committing: None, is_wanted: false, is_failing: false }
    }

    /// Whether the last commit failed.
    pub fn is_failing(&self) -> bool {
        self.is_failing
    }

    /// The engine as it is stored.
    pub fn durable(&self) -> &Engine {
        &self.durable.engine
    }

    /// Returns what a call has to wait for; `None` if everything that it saw is durable. `has_changed` says whether it has
    /// changed something itself.
    pub fn wait(&mut self, engine: &Engine, has_changed: bool) -> Option<Outcome> {
        if self.is_failing {
            // What is not durable then are tasks that were due. They run again in the same way, whenever that is.
            return None;
        }
        let sees_more = engine.events_journaled() != self.taken || !self.gathering.is_empty();
        let calls = match &mut self.committing {
            _ if has_changed || sees_more => &mut self.gathering,
            Some(calls) => calls,
            None => return None,
        };
        let (sender, outcome) = oneshot::channel();
        calls.push(sender);
        Some(outcome)
    }

    /// Asks for an attempt at storing, after a failure. Returns its outcome.
    pub fn attempt(&mut self) -> Outcome {
        let (sender, outcome) = oneshot::channel();
        self.gathering.push(sender);
        outcome
    }

    /// Asks for a commit although no call waits for one.
    pub fn want_commit(&mut self) {
        self.is_wanted = true;
    }

    /// Whether a commit is due.
    pub fn is_due(&self) -> bool {
        self.is_wanted || !self.gathering.is_empty()
    }

    /// Takes what is to be stored now.
    pub fn begin_commit(&mut self, engine: &mut Engine, clock: &Clock) -> Commit {
        let record = engine.take_events();
        self.taken = engine.events_journaled();
        self.is_wanted = false;
        self.committing = Some(std::mem::take(&mut self.gathering));
        Commit { record, moment: Moment { engine: engine.clone(), clock: clock.clone() } }
    }

    /// Notes that a commit was stored, which answers its calls. Returns whether the commit before it had failed.
    pub fn succeed(&mut self, moment: Moment) -> bool {
        self.durable = moment;
        answer(self.committing.take().unwrap_or_default(), true);
        std::mem::take(&mut self.is_failing)
    }

    /// Notes that a commit failed, which refuses its calls and those that gathered meanwhile. Returns the moment to go back
    /// to, and whether the commit before it had succeeded.
    pub fn fail(&mut self) -> (Moment, bool) {
        let durable = self.durable.clone();
        self.taken = durable.engine.events_journaled();
        answer(self.committing.take().unwrap_or_default(), false);
        answer(std::mem::take(&mut self.gathering), false);
        (durable, !std::mem::replace(&mut self.is_failing, true))
    }

    /// Lets the calls that gather go without an outcome, because the engine has panicked.
    pub fn give_up(&mut self) {
        self.gathering.clear();
        self.is_wanted = false;
    }
}

/// Answers calls. One whose client has left meanwhile is not there any more.
fn answer(calls: Vec<oneshot::Sender<bool>>, is_durable: bool) {
    for call in calls {
        let _ = call.send(is_durable);
    }
}
