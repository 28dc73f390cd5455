//! The engine as connections use it: a call is answered when everything that the answer reports is stored, if anything is.

#[cfg(test)]
mod tests;

use crate::committer;
use crate::feed::{Feed, Position};
use crate::limits::WATCHED_BYTES_MAX;
use crate::locked_engine::{LockedEngine, Wait};
use crate::storage::Storage;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use timemark_core::Engine;
use timemark_core::wire::{Request, Response};

pub use crate::locked_engine::{CallError, Watch};

/// One engine for all connections.
pub struct SharedEngine {
    region: String,
    /// The number of requests passed to the engine.
    calls: AtomicU64,
    engine: Arc<LockedEngine>,
    feed: Arc<Feed>,
    /// The thread that stores; `None` if everything is in memory only, or after the end.
    committer: Mutex<Option<JoinHandle<()>>>,
}

impl SharedEngine {
    /// An engine that is kept in memory only.
    pub fn new(engine: Engine) -> Self {
        let region = engine.state().owner().region.to_string();
        let feed = Feed::new(WATCHED_BYTES_MAX);
        let engine = Arc::new(LockedEngine::new(engine, false, Arc::clone(&feed)));
        Self { region, calls: AtomicU64::new(0), engine, feed, committer: Mutex::new(None) }
    }

    /// An engine of which nothing may change.
    pub fn read_only(engine: Engine) -> Self {
        let region = engine.state().owner().region.to_string();
        let feed = Feed::new(WATCHED_BYTES_MAX);
        let engine = Arc::new(LockedEngine::read_only(engine, Arc::clone(&feed)));
        Self { region, calls: AtomicU64::new(0), engine, feed, committer: Mutex::new(None) }
    }

    /// An engine whose changes are kept in a storage. The engine records events, and the storage has all of them.
    pub fn stored(engine: Engine, storage: Storage) -> Self {
        let region = engine.state().owner().region.to_string();
        let feed = Feed::new(WATCHED_BYTES_MAX);
        let engine = Arc::new(LockedEngine::new(engine, true, Arc::clone(&feed)));
        let stored = Arc::clone(&engine);
        let committer = Some(std::thread::spawn(move || committer::run(&stored, storage)));
        Self { region, calls: AtomicU64::new(0), engine, feed, committer: Mutex::new(committer) }
    }

    /// The engine's own region, which is that of requests whose signature names none.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Moves virtual time to the wall clock, has the engine answer one request, and waits until everything that the answer
    /// reports is stored.
    ///
    /// # Errors
    /// [`CallError`]. Then nothing has changed, unless the engine has panicked.
    pub async fn call(&self, request: Request<'_>) -> Result<Response, CallError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        loop {
            let (response, wait) = self.engine.call(request)?;
            if self.is_done(wait).await? {
                return Ok(response);
            }
        }
    }

    /// Returns a copy of the engine, when everything in it is stored.
    ///
    /// # Errors
    /// As for [`SharedEngine::call`].
    pub async fn copy(&self) -> Result<Engine, CallError> {
        loop {
            let (engine, wait) = self.engine.copy()?;
            if self.is_done(wait).await? {
                return Ok(engine);
            }
        }
    }

    /// Waits. Returns whether a call may be answered; it is to be repeated if not.
    async fn is_done(&self, wait: Wait) -> Result<bool, CallError> {
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

    /// Returns what a client that watches is sent: what happened after a position, or the engine as it is, and then what
    /// happens as it does. If anything is stored, only what is. `None` when the server stops.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn watch(&self, from: Option<Position>) -> Result<Option<Watch>, CallError> {
        self.engine.watch(from)
    }

    /// Tells clients that watch how far the clock has come. Records nothing more for them once all have left for a while.
    ///
    /// # Errors
    /// [`CallError::EnginePanicked`].
    pub fn keep_watched(&self) -> Result<(), CallError> {
        self.engine.keep_watched()
    }

    /// Ends every stream to clients that watch.
    pub fn end_watching(&self) {
        self.feed.close();
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
        let tasks = self.engine.catch_up()?;
        if tasks > 0 {
            self.store();
        }
        Ok(tasks)
    }

    /// Stores what has happened so far, the time included, and does not wait for it. Without effect if everything is in
    /// memory only.
    pub fn store(&self) {
        self.engine.want_commit();
    }

    /// Stores everything, and ends the thread that does so. A later call that has to be stored waits for ever.
    pub fn close(&self) {
        let committer = self.committer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(committer) = committer else { return };
        self.engine.close();
        if committer.join().is_err() {
            eprintln!("timemark: the thread that stores changes has panicked");
        }
    }

    /// Panics inside the engine's lock, as a bug of the engine would.
    #[cfg(test)]
    pub(crate) fn break_down(&self) {
        self.engine.break_down();
    }
}

impl Drop for SharedEngine {
    fn drop(&mut self) {
        self.close();
    }
}
