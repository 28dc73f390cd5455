//! The engine, its clock and the calls that wait, behind one lock.
//!
//! This is where wall time becomes virtual time, and where a panic of the engine ends: from then on the engine is not
//! called again, because its state may be half changed.

use crate::clock::Clock;
use crate::journal::{Commit, Journal, Moment, Outcome};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use timemark_core::wire::{Request, Response};
use timemark_core::{Engine, Timestamp};

/// One engine for all connections and the thread that stores. A call takes microseconds, so the lock is a plain mutex, held
/// for the call only.
pub struct LockedEngine {
    /// The origin of the wall readings. It is monotonic: setting the machine's clock does not move virtual time.
    started: Instant,
    inner: Mutex<Inner>,
    /// Wakes the thread that stores.
    work: Condvar,
}

struct Inner {
    engine: Engine,
    clock: Clock,
    /// `None` if everything is in memory only.
    journal: Option<Journal>,
    /// The number and the bytes of a checkpoint that was begun.
    saved: Option<(u64, Vec<u8>)>,
    is_closing: bool,
}

/// What a call has to wait for before it is answered.
pub enum Wait {
    /// Nothing.
    Nothing,
    /// A commit. A call that has changed nothing is repeated if that fails.
    Commit {
        /// Whether it was stored.
        outcome: Outcome,
        /// Whether the call has changed something.
        has_changed: bool,
    },
    /// An attempt at storing, after one that failed. The call was undone, and is repeated if that succeeds.
    Attempt(Outcome),
}

/// What the thread that stores is to do.
pub struct Work {
    /// What is to be stored.
    pub commit: Option<Commit>,
    /// The number and the bytes of a checkpoint that was begun.
    pub saved: Option<(u64, Vec<u8>)>,
    /// Whether the last commit failed.
    pub is_failing: bool,
    /// Whether this is the last work.
    pub is_closing: bool,
}

/// Why a call has no answer of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The engine has panicked, in this call or an earlier one, and its state may be half changed.
    EnginePanicked,
    /// What the call has changed could not be stored, so it is undone.
    NotStored,
}

impl Inner {
    /// Moves virtual time to the wall reading `wall` and runs the tasks that are due. Returns their number.
    fn advance(&mut self, wall: Duration) -> u64 {
        let now = self.clock.tick(wall, self.engine.settings().speed);
        self.engine.advance_to(now)
    }

    /// Answers a request, and says what the answer has to wait for.
    fn call(&mut self, wall: Duration, request: Request<'_>) -> (Response, Wait) {
        self.advance(wall);
        let is_failing = self.journal.as_ref().is_some_and(Journal::is_failing);
        let before = is_failing.then(|| self.moment());
        let mark = self.mark();
        let response = self.engine.respond(request);
        self.clock.follow(self.engine.now());
        let has_changed = mark != self.mark();
        match before {
            Some(before) if has_changed => {
                self.return_to(before);
                (response, self.journal.as_mut().map_or(Wait::Nothing, |journal| Wait::Attempt(journal.attempt())))
            }
            _ => (response, self.wait(has_changed)),
        }
    }

    /// What a call has to wait for that has seen the present state, and may have changed it.
    fn wait(&mut self, has_changed: bool) -> Wait {
        let outcome = self.journal.as_mut().and_then(|journal| journal.wait(&self.engine, has_changed));
        outcome.map_or(Wait::Nothing, |outcome| Wait::Commit { outcome, has_changed })
    }

    /// What differs after a call that has changed something: the number of events, or a clock moved by hand.
    fn mark(&self) -> (Timestamp, u64) {
        (self.engine.now(), self.engine.events_journaled())
    }

    fn moment(&self) -> Moment {
        Moment { engine: self.engine.clone(), clock: self.clock.clone() }
    }

    fn return_to(&mut self, moment: Moment) {
        Moment { engine: self.engine, clock: self.clock } = moment;
    }
}

/// What connections ask for.
impl LockedEngine {
    /// A new lock around an engine. With `is_stored`, calls wait until the thread that stores has stored what they changed.
    pub fn new(engine: Engine, is_stored: bool) -> Self {
        let started = Instant::now();
        let clock = Clock::new(started.elapsed(), engine.now());
        let moment = || Moment { engine: engine.clone(), clock: clock.clone() };
        let journal = is_stored.then(|| Journal::new(moment()));
        let inner = Mutex::new(Inner { engine, clock, journal, saved: None, is_closing: false });
        Self { started, inner, work: Condvar::new() }
    }

    /// Moves virtual time to the wall clock and has the engine answer one request. Returns what the answer has to wait for,
    /// too.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn call(&self, request: Request<'_>) -> Result<(Response, Wait), CallError> {
        self.with(|inner| inner.call(self.started.elapsed(), request))
    }

    /// Moves virtual time to the wall clock and returns a copy of the engine, with what it has to wait for.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn copy(&self) -> Result<(Engine, Wait), CallError> {
        self.with(|inner| {
            inner.advance(self.started.elapsed());
            (inner.engine.clone(), inner.wait(false))
        })
    }

    /// Moves virtual time to the wall clock and runs the tasks that are due. Returns their number.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn catch_up(&self) -> Result<u64, CallError> {
        self.with(|inner| inner.advance(self.started.elapsed()))
    }

    /// Asks for a commit, and does not wait for it. Without effect if nothing is stored.
    pub fn want_commit(&self) {
        self.lock().journal.iter_mut().for_each(Journal::want_commit);
        self.wake();
    }

    /// Asks for a last commit.
    pub fn close(&self) {
        self.lock().is_closing = true;
        self.wake();
    }

    /// Wakes the thread that stores.
    pub fn wake(&self) {
        self.work.notify_one();
    }

    /// Calls `f` with the engine. A panic in `f` poisons the lock, which refuses every later call.
    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> Result<T, CallError> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut inner = self.inner.lock().map_err(|_| CallError::EnginePanicked)?;
            Ok(f(&mut inner))
        }))
        .unwrap_or(Err(CallError::EnginePanicked))
    }

    /// Panics inside the lock, as a bug of the engine would.
    #[cfg(test)]
    pub(crate) fn break_down(&self) {
        let broken = self.with(|_| std::panic::resume_unwind(Box::new("an engine's bug")));
        assert!(matches!(broken, Err::<(), _>(CallError::EnginePanicked)), "a panic is an error");
    }
}

/// What the thread that stores asks for. It goes on after a panic of the engine, for the calls that wait.
impl LockedEngine {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is something to do. With `has_more` there is already.
    pub fn wait_for_work(&self, has_more: bool) -> Work {
        let mut inner = self.lock();
        loop {
            let is_due = inner.journal.as_ref().is_some_and(Journal::is_due);
            if has_more || is_due || inner.saved.is_some() || inner.is_closing {
                break;
            }
            inner = self.work.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        let Inner { engine, clock, journal, saved, is_closing } = &mut *inner;
        let (mut commit, mut is_failing) = (None, false);
        if let Some(journal) = journal {
            is_failing = journal.is_failing();
            if self.inner.is_poisoned() {
                journal.give_up();
            } else if journal.is_due() || *is_closing {
                commit = Some(journal.begin_commit(engine, clock));
            }
        }
        Work { commit, saved: saved.take(), is_failing, is_closing: *is_closing }
    }

    /// Answers the calls of a commit. Returns whether the commit before it had failed.
    pub fn commit_succeeded(&self, moment: Moment) -> bool {
        self.lock().journal.as_mut().is_some_and(|journal| journal.succeed(moment))
    }

    /// Refuses the calls of a commit and goes back to what is durable. Returns whether the commit before it had succeeded.
    pub fn commit_failed(&self) -> bool {
        let mut inner = self.lock();
        let Some((durable, is_first)) = inner.journal.as_mut().map(Journal::fail) else { return false };
        inner.return_to(durable);
        is_first
    }

    /// A copy of the engine as it is stored.
    pub fn durable_engine(&self) -> Option<Engine> {
        self.lock().journal.as_ref().filter(|journal| !journal.is_failing()).map(|journal| journal.durable().clone())
    }

    /// Passes the bytes of a checkpoint to the thread that stores.
    pub fn put_saved(&self, number: u64, lab: Vec<u8>) {
        self.lock().saved = Some((number, lab));
        self.work.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::{Options, Settings};

    const NOTHING: Request<'_> = Request { target: "", body: b"", host: None, region: None };
    const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn engine(speed: u32) -> LockedEngine {
        let settings = Settings { speed, ..Settings::default() };
        LockedEngine::new(Engine::new(Options { now: START, settings, ..Options::default() }), false)
    }

    /// The engine's time after another request.
    fn now(engine: &LockedEngine) -> i64 {
        assert!(engine.call(NOTHING).is_ok());
        engine.lock().engine.now().millis()
    }

    #[test]
    fn time_passes_between_requests_at_the_speed_that_is_set() {
        let (by_hand, fast) = (engine(0), engine(1_000_000));
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(now(&by_hand), START.millis());
        let first = now(&fast);
        assert!(first >= START.millis() + 5_000_000, "{first}");
        std::thread::sleep(Duration::from_millis(5));
        assert!(now(&fast) >= first + 5_000_000);
    }

    #[test]
    fn after_a_panic_the_engine_is_not_called_again() {
        let engine = engine(0);
        assert!(engine.call(NOTHING).is_ok());
        engine.break_down();
        assert!(matches!(engine.call(NOTHING), Err(CallError::EnginePanicked)));
        let mut called = false;
        assert!(engine.with(|_| called = true).is_err());
        assert!(!called);
    }
}
