//! The engine and its clock behind one lock.

use crate::clock::Clock;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Instant;
use timemark_core::wire::Response;
use timemark_core::{Engine, Options};

/// One engine for all connections. A call takes microseconds, so the lock is a plain one and is held for just the call.
pub struct SharedEngine {
    region: String,
    /// What the clock's wall readings count from. Monotonic: setting the machine's clock does not move virtual time.
    started: Instant,
    inner: Mutex<Inner>,
}

struct Inner {
    engine: Engine,
    clock: Clock,
}

/// The engine panicked, now or earlier, and may have been left half changed: it is not asked again.
#[derive(Debug)]
pub struct EnginePanicked;

impl SharedEngine {
    /// A new engine, whose time starts at `options.now`.
    pub fn new(options: Options) -> Self {
        let started = Instant::now();
        let clock = Clock::new(started.elapsed(), options.now);
        let region = options.region.clone();
        Self { region, started, inner: Mutex::new(Inner { engine: Engine::new(options), clock }) }
    }

    /// The region that the engine plays.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Brings virtual time up to the wall clock, then has the engine decide one request.
    ///
    /// # Errors
    /// [`EnginePanicked`] from the first panic of the engine on: better no answer than one from a half-changed state.
    pub fn call(&self, target: &str, body: &[u8]) -> Result<Response, EnginePanicked> {
        catch_unwind(AssertUnwindSafe(|| {
            let mut inner = self.inner.lock().map_err(|_| EnginePanicked)?;
            let Inner { engine, clock } = &mut *inner;
            let now = clock.tick(self.started.elapsed(), engine.settings().speed);
            engine.advance_to(now);
            let response = engine.handle(target, body);
            clock.follow(engine.now());
            Ok(response)
        }))
        .unwrap_or(Err(EnginePanicked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use timemark_core::{Settings, Timestamp};

    const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn shared(speed: u32) -> SharedEngine {
        SharedEngine::new(Options {
            now: START,
            settings: Settings { speed, ..Settings::default() },
            ..Options::default()
        })
    }

    /// The engine's time after one more request.
    fn now(engine: &SharedEngine) -> i64 {
        assert!(engine.call("", b"").is_ok());
        engine.inner.lock().map_or(0, |inner| inner.engine.now().millis())
    }

    #[test]
    fn time_passes_between_requests_at_the_speed_that_is_set() {
        let (by_hand, fast) = (shared(0), shared(1_000_000));
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!(now(&by_hand), START.millis());
        let first = now(&fast);
        assert!(first >= START.millis() + 5_000_000, "{first}");
        std::thread::sleep(Duration::from_millis(5));
        assert!(now(&fast) >= first + 5_000_000);
    }

    #[test]
    fn after_a_panic_nothing_is_answered() {
        let engine = shared(0);
        assert!(engine.call("", b"").is_ok());
        let panicked = std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    let _held = engine.inner.lock();
                    std::panic::resume_unwind(Box::new("an engine's bug"));
                })
                .join()
        });
        assert!(panicked.is_err());
        assert!(matches!(engine.call("", b""), Err(EnginePanicked)));
    }
}
