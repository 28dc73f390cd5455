use super::*;
use timemark_core::{Options, Settings};

const NOTHING: Request<'_> = Request { target: "", body: b"", host: None, region: None };
const START: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn engine(speed: u32) -> LockedEngine {
    let settings = Settings { speed, ..Settings::default() };
    LockedEngine::new(Engine::new(Options { now: START, settings, ..Options::default() }), false, Feed::new(1_000))
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
fn events_are_recorded_only_while_a_client_watches() {
    let engine = engine(0);
    let body = br#"{"Operation":"PutItem","Error":"InternalServerError"}"#;
    let inject = Request { target: "Timemark_20261122.InjectFault", body, ..NOTHING };
    let recorded = || {
        let before = engine.lock().engine.events_journaled();
        assert!(engine.call(inject).is_ok_and(|(response, _)| response.status == 200));
        engine.lock().engine.events_journaled() - before
    };
    assert_eq!(recorded(), 0);
    let watch = engine.watch(None);
    assert!(matches!(watch, Ok(Some(Watch::Anew(..)))));
    assert!(recorded() > 0);
    drop(watch);
    engine.feed.forget_leaving();
    assert!(engine.keep_watched().is_ok());
    assert_eq!(recorded(), 0);
    assert!(!engine.feed.is_on());
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
