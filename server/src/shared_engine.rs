//! The engine and its clock behind one lock, shared by all connections.
//!
//! This is where wall time becomes virtual time, where a call waits until it is durable if there is a storage, and where a
//! panic of the engine ends: from then on the engine is not called again, because its state may be half changed.

use crate::clock::Clock;
use crate::committer;
use crate::journal::{Commit, Journal, Moment, Outcome};
use crate::storage::Storage;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use timemark_core::wire::{Request, Response};
use timemark_core::{Engine, Timestamp};

/// One engine for all connections. A call takes microseconds, so the lock is a plain mutex, held for the call only.
pub struct SharedEngine {
    region: String,
    /// The number of requests passed to the engine.
    calls: AtomicU64,
    shared: Arc<Shared>,
    committer: Mutex<Option<JoinHandle<()>>>,
}

/// What the connections share with the thread that stores.
pub(crate) struct Shared {
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
    /// The bytes of a checkpoint that was begun.
    saved: Option<Vec<u8>>,
    is_closing: bool,
}

/// What a call has to wait for before it is answered.
enum Wait {
    Nothing,
    /// A commit. A call that has changed nothing is repeated if that fails.
    Commit {
        outcome: Outcome,
        has_changed: bool,
    },
    /// An attempt at storing, after one that failed. The call was undone, and is repeated if that succeeds.
    Attempt(Outcome),
}

/// What the thread that stores is to do.
pub(crate) struct Work {
    /// What is to be stored.
    pub commit: Option<Commit>,
    /// The bytes of the checkpoint that was begun.
    pub saved: Option<Vec<u8>>,
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

impl SharedEngine {
    /// An engine that is kept in memory only.
    pub fn new(engine: Engine) -> Self {
        Self::with_journal(engine, None)
    }

    /// An engine whose changes are kept in a storage. The engine records events, and the storage has all of them.
    pub fn stored(engine: Engine, storage: Storage) -> Self {
        let shared_engine = Self::with_journal(engine, Some(Journal::new));
        let shared = Arc::clone(&shared_engine.shared);
        let committer = std::thread::spawn(move || committer::run(&shared, storage));
        *shared_engine.committer.lock().unwrap_or_else(PoisonError::into_inner) = Some(committer);
        shared_engine
    }

    fn with_journal(engine: Engine, journal: Option<fn(Moment) -> Journal>) -> Self {
        let started = Instant::now();
        let clock = Clock::new(started.elapsed(), engine.now());
        let region = engine.state().owner().region.to_string();
        let journal = journal.map(|journal| journal(Moment { engine: engine.clone(), clock: clock.clone() }));
        let inner = Mutex::new(Inner { engine, clock, journal, saved: None, is_closing: false });
        let shared = Arc::new(Shared { started, inner, work: Condvar::new() });
        Self { region, calls: AtomicU64::new(0), shared, committer: Mutex::new(None) }
    }

    /// The engine's own region, which is that of requests whose signature names none.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Moves virtual time to the wall clock, has the engine answer one request, and waits until everything that the answer
    /// tells is durable.
    ///
    /// # Errors
    /// [`CallError`]. Then nothing has changed, unless the engine has panicked.
    pub async fn call(&self, request: Request<'_>) -> Result<Response, CallError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        loop {
            let (response, wait) = self.with(|inner| inner.call(self.shared.started.elapsed(), request))?;
            if self.wait(wait).await? {
                return Ok(response);
            }
        }
    }

    /// Returns a copy of the engine whose whole state is durable.
    ///
    /// # Errors
    /// As for [`SharedEngine::call`].
    pub async fn copy(&self) -> Result<Engine, CallError> {
        loop {
            let (engine, wait) = self.with(|inner| {
                inner.advance(self.shared.started.elapsed());
                (inner.engine.clone(), inner.wait(false))
            })?;
            if self.wait(wait).await? {
                return Ok(engine);
            }
        }
    }

    /// Waits. Returns whether the call may be answered; it is to be repeated if not.
    async fn wait(&self, wait: Wait) -> Result<bool, CallError> {
        if matches!(wait, Wait::Nothing) {
            return Ok(true);
        }
        self.shared.work.notify_one();
        let (outcome, if_stored, is_repeatable) = match wait {
            Wait::Nothing => return Ok(true),
            Wait::Commit { outcome, has_changed } => (outcome, true, !has_changed),
            Wait::Attempt(outcome) => (outcome, false, false),
        };
        match outcome.await {
            Ok(true) => Ok(if_stored),
            Ok(false) if is_repeatable => Ok(false),
            Ok(false) => Err(CallError::NotStored),
            Err(_) => Err(CallError::EnginePanicked),
        }
    }

    /// The number of requests passed to the engine.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Runs the tasks that are due by now, without a request. Returns their number.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn catch_up(&self) -> Result<u64, CallError> {
        let tasks = self.with(|inner| inner.advance(self.shared.started.elapsed()))?;
        if tasks > 0 {
            self.store();
        }
        Ok(tasks)
    }

    /// Stores what has happened so far, the time included, without waiting. Without effect if everything is in memory only.
    pub fn store(&self) {
        if let Some(journal) = &mut self.shared.lock().journal {
            journal.want_commit();
            self.shared.work.notify_one();
        }
    }

    /// Stores everything, and ends the thread that does so. Calls after it wait for ever if they change something.
    pub fn close(&self) {
        let Some(committer) = self.committer.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        self.shared.lock().is_closing = true;
        self.shared.work.notify_one();
        if committer.join().is_err() {
            eprintln!("timemark: the thread that stores changes has panicked");
        }
    }

    /// Calls `f` with the engine. A panic in `f` poisons the lock, which refuses every later call.
    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> Result<T, CallError> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut inner = self.shared.inner.lock().map_err(|_| CallError::EnginePanicked)?;
            Ok(f(&mut inner))
        }))
        .unwrap_or(Err(CallError::EnginePanicked))
    }

    /// Panics inside the engine's lock, as a bug of the engine would.
    #[cfg(test)]
    pub(crate) fn break_down(&self) {
        let broken = self.with(|_| std::panic::resume_unwind(Box::new("an engine's bug")));
        assert!(matches!(broken, Err::<(), _>(CallError::EnginePanicked)), "a panic is an error");
    }
}

impl Drop for SharedEngine {
    fn drop(&mut self) {
        self.close();
    }
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

/// What the thread that stores asks for. It goes on after a panic of the engine, for the calls that wait.
impl Shared {
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
    pub fn put_saved(&self, lab: Vec<u8>) {
        self.lock().saved = Some(lab);
        self.work.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::{Options, Settings};

    const NOTHING: Request<'_> = Request { target: "", body: b"", host: None, region: None };
    const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn engine(speed: u32) -> SharedEngine {
        let settings = Settings { speed, ..Settings::default() };
        SharedEngine::new(Engine::new(Options { now: START, settings, ..Options::default() }))
    }

    /// The engine's time after another request.
    async fn now(engine: &SharedEngine) -> i64 {
        assert!(engine.call(NOTHING).await.is_ok());
        engine.shared.lock().engine.now().millis()
    }

    #[tokio::test]
    async fn time_passes_between_requests_at_the_speed_that_is_set() {
        let (by_hand, fast) = (engine(0), engine(1_000_000));
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(now(&by_hand).await, START.millis());
        let first = now(&fast).await;
        assert!(first >= START.millis() + 5_000_000, "{first}");
        std::thread::sleep(Duration::from_millis(5));
        assert!(now(&fast).await >= first + 5_000_000);
    }

    #[tokio::test]
    async fn after_a_panic_the_engine_is_not_called_again() {
        let engine = engine(0);
        assert!(engine.call(NOTHING).await.is_ok());
        engine.break_down();
        assert!(matches!(engine.call(NOTHING).await, Err(CallError::EnginePanicked)));
        let mut called = false;
        assert!(engine.with(|_| called = true).is_err());
        assert!(!called);
    }
}
