//! The engine and its clock behind one lock, shared by all connections.
//!
//! This is where wall time becomes virtual time, and where a panic of the engine ends: from then on the engine is not
//! called again, because its state may be half changed.

use crate::clock::Clock;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use timemark_core::wire::{Request, Response};
use timemark_core::{Engine, Options};

/// One engine for all connections. A call takes microseconds, so the lock is a plain mutex, held for the call only.
pub struct SharedEngine {
    region: String,
    /// The number of requests passed to the engine.
    calls: AtomicU64,
    /// The origin of the wall readings. It is monotonic: setting the machine's clock does not move virtual time.
    started: Instant,
    inner: Mutex<Inner>,
}

struct Inner {
    engine: Engine,
    clock: Clock,
}

impl Inner {
    /// Moves virtual time to the wall reading `wall` and runs the tasks that are due. Returns their number.
    fn advance(&mut self, wall: Duration) -> u64 {
        let now = self.clock.tick(wall, self.engine.settings().speed);
        self.engine.advance_to(now)
    }
}

/// The engine has panicked, in this call or an earlier one, and its state may be half changed.
#[derive(Debug)]
pub struct EnginePanicked;

impl SharedEngine {
    /// A new engine, whose clock starts at `options.now`.
    pub fn new(options: Options) -> Self {
        let started = Instant::now();
        let clock = Clock::new(started.elapsed(), options.now);
        let region = options.region.clone();
        Self {
            region,
            calls: AtomicU64::new(0),
            started,
            inner: Mutex::new(Inner { engine: Engine::new(options), clock }),
        }
    }

    /// The engine's own region, which is that of requests whose signature names none.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Moves virtual time to the wall clock, then has the engine answer one request.
    ///
    /// # Errors
    /// [`EnginePanicked`] if the engine panics in this call, or did in an earlier one.
    pub fn call(&self, request: Request<'_>) -> Result<Response, EnginePanicked> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.with(|inner| {
            inner.advance(self.started.elapsed());
            let response = inner.engine.respond(request);
            inner.clock.follow(inner.engine.now());
            response
        })
    }

    /// The number of requests passed to the engine.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Runs the tasks that are due by now, without a request. Returns their number.
    ///
    /// # Errors
    /// As for [`SharedEngine::call`].
    pub fn catch_up(&self) -> Result<u64, EnginePanicked> {
        self.with(|inner| inner.advance(self.started.elapsed()))
    }

    /// Calls `f` with the engine. A panic in `f` poisons the lock, which refuses every later call.
    fn with<T>(&self, f: impl FnOnce(&mut Inner) -> T) -> Result<T, EnginePanicked> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut inner = self.inner.lock().map_err(|_| EnginePanicked)?;
            Ok(f(&mut inner))
        }))
        .unwrap_or(Err(EnginePanicked))
    }

    /// Panics inside the engine's lock, as a bug of the engine would.
    #[cfg(test)]
    pub(crate) fn break_down(&self) {
        let broken = self.with(|_| std::panic::resume_unwind(Box::new("an engine's bug")));
        assert!(matches!(broken, Err::<(), _>(EnginePanicked)), "a panic is an error");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::{Settings, Timestamp};

    const NOTHING: Request<'_> = Request { target: "", body: b"", host: None, region: None };
    const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn engine(speed: u32) -> SharedEngine {
        let settings = Settings { speed, ..Settings::default() };
        SharedEngine::new(Options { now: START, settings, ..Options::default() })
    }

    /// The engine's time after another request.
    fn now(engine: &SharedEngine) -> i64 {
        assert!(engine.call(NOTHING).is_ok());
        engine.inner.lock().map_or(0, |inner| inner.engine.now().millis())
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
        assert!(matches!(engine.call(NOTHING), Err(EnginePanicked)));
        let mut called = false;
        assert!(engine.with(|_| called = true).is_err());
        assert!(!called);
    }
}
