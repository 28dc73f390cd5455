//! The engine, its clock and the calls that wait, behind one lock.
//!
//! This is where wall time becomes virtual time, and where a panic of the engine ends: from then on the engine is not
//! called again, because its state may be half changed.

#[cfg(test)]
mod tests;

use crate::clock::Clock;
use crate::feed::{Feed, Position, Watcher};
use crate::journal::{self, Commit, Journal, Moment, Outcome};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use timemark_core::wire::{Request, Response};
use timemark_core::{CallOrigin, CallRecord, Engine, Service, Timestamp};

/// One engine for all connections and the thread that stores. A call takes microseconds, so the lock is a plain mutex, held
/// for the call only.
pub struct LockedEngine {
    /// The origin of the wall readings. It is monotonic: setting the machine's clock does not move virtual time.
    started: Instant,
    inner: Mutex<Inner>,
    /// What clients that watch are sent.
    feed: Arc<Feed>,
    /// Wakes the thread that stores.
    work: Condvar,
}

struct Inner {
    engine: Engine,
    clock: Clock,
    /// `None` if everything is in memory only.
    journal: Option<Journal>,
    feed: Arc<Feed>,
    /// Whether nothing may change: the clock stands, too.
    is_read_only: bool,
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

/// What a client that watches is sent.
pub enum Watch {
    /// What follows the position that it asked for.
    On(Watcher),
    /// An engine, and what follows it.
    Anew(Box<Engine>, Watcher),
}

/// Why a call has no answer of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The engine has panicked, in this call or an earlier one, and its state may be half changed.
    EnginePanicked,
    /// What the call has changed could not be stored, so it is undone.
    NotStored,
    /// The call would change something, and the lab is open for reading only.
    ReadOnly,
}

impl Inner {
    /// Moves virtual time to the wall reading `wall` and runs the tasks that are due. Returns their number.
    fn advance(&mut self, wall: Duration) -> u64 {
        if self.is_read_only {
            return 0;
        }
        let now = self.clock.tick(wall, self.engine.settings().speed);
        self.engine.advance_to(now)
    }

    /// Answers a request of a lab that is open for reading only.
    ///
    /// # Errors
    /// [`CallError::ReadOnly`] if it would change something.
    fn read(&mut self, request: Request<'_>) -> Result<Response, CallError> {
        let before = self.moment();
        self.engine.record_events();
        let mark = self.mark();
        let response = self.engine.respond(request);
        let has_changed = mark != self.mark();
        self.return_to(before);
        if has_changed { Err(CallError::ReadOnly) } else { Ok(response) }
    }

    /// Answers a request, and says what the answer has to wait for.
    fn call(&mut self, wall: Duration, request: Request<'_>) -> (Response, Wait) {
        let is_watched = self.feed.is_on();
        self.advance_and_tell(wall, is_watched);
        let is_failing = self.journal.as_ref().is_some_and(Journal::is_failing);
        let before = is_failing.then(|| self.moment());
        let (mark, requests) = (self.mark(), self.engine.requests());
        let response = self.engine.respond(request);
        self.clock.follow(self.engine.now());
        let has_changed = mark != self.mark();
        match before {
            Some(before) if has_changed => {
                self.return_to(before);
                (response, self.journal.as_mut().map_or(Wait::Nothing, |journal| Wait::Attempt(journal.attempt())))
            }
            _ => {
                if is_watched && has_changed {
                    let call = call_record(request, &response, (mark.0, self.engine.now()), requests);
                    self.tell(Some(call));
                }
                (response, self.wait(has_changed))
            }
        }
    }

    /// Moves virtual time as [`Inner::advance`] does. If clients watch, the tasks that were due have records of their own.
    fn advance_and_tell(&mut self, wall: Duration, is_watched: bool) -> u64 {
        let events = self.engine.events_journaled();
        let tasks = self.advance(wall);
        if is_watched && events != self.engine.events_journaled() {
            self.tell(None);
        }
        tasks
    }

    /// Takes the engine's events, which a call has led to, for clients that watch: at once, or when they are stored.
    fn tell(&mut self, call: Option<CallRecord>) {
        let events = self.engine.take_events();
        if events.is_empty() {
            return;
        }
        match &mut self.journal {
            Some(journal) => journal.add(events, call),
            None => {
                let mut records = events;
                records.extend(call.into_iter().flat_map(CallRecord::to_record));
                self.feed.publish(self.engine.events_journaled(), records);
            }
        }
    }

    /// What a client that watches is sent; `None` when the server stops.
    fn watch(&mut self, wall: Duration, from: Option<Position>) -> Option<Watch> {
        self.advance_and_tell(wall, self.feed.is_on());
        if let Some(watcher) = from.and_then(|position| self.feed.resume(position)) {
            return Some(Watch::On(watcher));
        }
        let engine = match &self.journal {
            Some(journal) => {
                let engine = journal.durable_engine();
                self.feed.switch_on(engine.events_journaled());
                engine
            }
            None => {
                self.engine.record_events();
                self.feed.switch_on(self.engine.events_journaled());
                self.tell(None);
                self.engine.clone()
            }
        };
        // From now on each call has a record of its own.
        self.tell(None);
        Some(Watch::Anew(Box::new(engine), self.feed.watch()?))
    }

    /// Tells clients that watch how far the clock has come.
    fn keep_watched(&mut self, wall: Duration) {
        self.advance_and_tell(wall, true);
        match &mut self.journal {
            Some(journal) => journal.want_commit(),
            None => self.tell(None),
        }
    }

    /// Records no more events once the last client that watched has left, unless they are stored.
    fn stop_telling(&mut self) {
        if self.feed.switch_off_if_left() && self.journal.is_none() {
            self.engine = Engine::recover(&self.engine.checkpoint(), &[]);
        }
    }

    /// Whether the thread that stores has something to do that it need not wait for.
    fn has_work(&self) -> bool {
        self.journal.as_ref().is_some_and(|journal| journal.is_due() && journal.is_gathered())
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

/// The record of a call: from which time to which, and the number of requests before it.
fn call_record(
    request: Request<'_>,
    response: &Response,
    (at, until): (Timestamp, Timestamp),
    requests: u64,
) -> CallRecord {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    CallRecord {
        operation: Service::of_target(request.target).map_or(request.target, |(_, name)| name).to_owned(),
        body: text(request.body),
        region: request.region.map(str::to_owned),
        at,
        until,
        status: response.status,
        answer: text(&response.body),
        step: requests,
        origin: CallOrigin::Client,
        is_change: true,
    }
}

/// What connections ask for.
impl LockedEngine {
    /// A new lock around an engine, for clients that watch `feed`. With `is_stored`, calls wait until the thread that stores
    /// has stored what they changed.
    pub fn new(engine: Engine, is_stored: bool, feed: Arc<Feed>) -> Self {
        Self::of(engine, is_stored, false, feed)
    }

    /// A new lock around an engine of which nothing may change.
    pub fn read_only(engine: Engine, feed: Arc<Feed>) -> Self {
        Self::of(engine, false, true, feed)
    }

    fn of(engine: Engine, is_stored: bool, is_read_only: bool, feed: Arc<Feed>) -> Self {
        let started = Instant::now();
        let clock = Clock::new(started.elapsed(), engine.now());
        let moment = || Moment { engine: engine.clone(), clock: clock.clone() };
        let journal = is_stored.then(|| Journal::new(moment()));
        let (saved, is_closing) = (None, false);
        let inner = Inner { engine, clock, journal, feed: Arc::clone(&feed), is_read_only, saved, is_closing };
        Self { started, inner: Mutex::new(inner), feed, work: Condvar::new() }
    }

    /// Moves virtual time to the wall clock and has the engine answer one request. Returns what the answer has to wait for,
    /// too.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`], or [`CallError::ReadOnly`].
    pub fn call(&self, request: Request<'_>) -> Result<(Response, Wait), CallError> {
        self.with(|inner| {
            if inner.is_read_only {
                return inner.read(request).map(|response| (response, Wait::Nothing));
            }
            Ok(inner.call(self.started.elapsed(), request))
        })?
    }

    /// Moves virtual time to the wall clock and returns a copy of the engine, with what it has to wait for.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn copy(&self) -> Result<(Engine, Wait), CallError> {
        self.with(|inner| {
            inner.advance_and_tell(self.started.elapsed(), inner.feed.is_on());
            (inner.engine.clone(), inner.wait(false))
        })
    }

    /// Moves virtual time to the wall clock and runs the tasks that are due. Returns their number.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn catch_up(&self) -> Result<u64, CallError> {
        self.with(|inner| inner.advance_and_tell(self.started.elapsed(), inner.feed.is_on()))
    }

    /// Returns what a client that watches is sent, which has read up to a position or nothing; `None` when the server stops.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn watch(&self, from: Option<Position>) -> Result<Option<Watch>, CallError> {
        self.with(|inner| inner.watch(self.started.elapsed(), from))
    }

    /// Tells clients that watch how far the clock has come, and ends recording for them once all have left.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn keep_watched(&self) -> Result<(), CallError> {
        if self.feed.is_watched() {
            self.with(|inner| inner.keep_watched(self.started.elapsed()))?;
        } else if self.feed.is_on() {
            self.with(Inner::stop_telling)?;
        }
        Ok(())
    }

    /// Asks for a commit, and does not wait for it. Without effect if nothing is stored.
    pub fn want_commit(&self) {
        self.lock().journal.iter_mut().for_each(Journal::want_commit);
        self.work.notify_one();
    }

    /// Asks for a last commit.
    pub fn close(&self) {
        self.lock().is_closing = true;
        self.work.notify_one();
    }

    /// Calls `f` with the engine, and wakes the thread that stores if that is to do something now. A panic in `f` poisons the
    /// lock, which refuses every later call.
    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> Result<T, CallError> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut inner = self.inner.lock().map_err(|_| CallError::EnginePanicked)?;
            let found = f(&mut inner);
            let has_work = inner.has_work();
            drop(inner);
            if has_work {
                self.work.notify_one();
            }
            Ok(found)
        }))
        .unwrap_or_else(|_| {
            self.feed.close();
            Err(CallError::EnginePanicked)
        })
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
        let Inner { engine, clock, journal, saved, is_closing, feed: _, is_read_only: _ } = &mut *inner;
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

    /// Waits, after a commit, until as many calls wait for the next as it has answered, or for so long.
    pub fn wait_for_calls(&self, at_most: Duration) {
        let is_gathering = |inner: &mut Inner| {
            !inner.is_closing && inner.journal.as_ref().is_some_and(|journal| !journal.is_gathered())
        };
        let waited = self.work.wait_timeout_while(self.lock(), at_most, is_gathering);
        let (mut inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        inner.journal.iter_mut().for_each(Journal::expect_nothing);
    }

    /// Sends the records of a commit to the clients that watch, and answers its calls. Returns whether the commit before it had
    /// failed.
    pub fn commit_succeeded(&self, mut commit: Commit) -> bool {
        let mut inner = self.lock();
        let watched = std::mem::take(&mut commit.watched);
        inner.feed.publish(commit.events, if watched.is_empty() { commit.records.concat() } else { watched });
        let Some((calls, had_failed)) = inner.journal.as_mut().map(|journal| journal.succeed(commit)) else {
            return false;
        };
        // Their clients' next calls need the lock.
        drop(inner);
        journal::answer(calls, true);
        had_failed
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
        self.lock().journal.as_ref().filter(|journal| !journal.is_failing()).map(Journal::durable_engine)
    }

    /// Passes the bytes of a checkpoint to the thread that stores.
    pub fn put_saved(&self, number: u64, lab: Vec<u8>) {
        self.lock().saved = Some((number, lab));
        self.work.notify_one();
    }
}
