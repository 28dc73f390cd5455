//! The ids and the cuts of backups, drawn many times.

use super::*;
use crate::engine::Engine;
use crate::item::value::Attributes;
use crate::model::settings::{Options, Settings};
use crate::model::shapes::{KeyType, ScalarAttributeType};
use crate::operations::{CreateTableInput, PutItemInput};

/// A lab of one partition with this window, and its table after an item was put at each of these times before now.
fn lab(window: ConsistencyWindow, ages_ms: impl IntoIterator<Item = i64>) -> (State, Timestamp) {
    let settings = Settings { consistency_window: window, partitions_per_table: 1, ..Settings::default() };
    let mut engine = Engine::new(Options { settings, ..Options::default() });
    let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
    assert!(engine.send(CreateTableInput::on_demand("Music", &keys)).is_ok());
    let now = engine.now().plus_ms(1_000_000);
    for age_ms in ages_ms {
        engine.advance_to(now.plus_ms(-age_ms));
        let item = Attributes::from_iter([("pk".to_owned(), "a".into())]);
        assert!(engine.send(PutItemInput::new("Music", item)).is_ok());
    }
    engine.advance_to(now);
    (engine.state().clone(), now)
}

/// The marker of a backup that is requested now.
fn drawn(state: &State, now: Timestamp) -> Arc<TimeMarker> {
    let request = BackupRequest { name: "nightly", kind: BackupType::User, expires: None };
    let Some(table) = state.table("Music") else { unreachable!("there is a table") };
    let (_, events) = begin(state, table, now, request);
    let Some(Event::BackupRequested(marker)) = events.first() else { unreachable!("it is requested first") };
    marker.clone()
}

/// What a backup of each of so many seeds draws.
fn drawn_by_seeds<T>(state: &State, now: Timestamp, seeds: u64, of: impl Fn(&TimeMarker) -> T) -> Vec<T> {
    let by_seed = |seed| {
        let mut state = state.clone();
        state.apply(now, &Event::SeedChanged(seed));
        of(&drawn(&state, now))
    };
    (0..seeds).map(by_seed).collect()
}

#[test]
fn ids_of_a_millisecond_rise_by_small_steps_until_none_is_left() {
    for last in [1, 70_000, 1 << 31, u32::MAX - 5_000, u32::MAX - 1, u32::MAX] {
        let (mut state, now) = lab(ConsistencyWindow::Exact, []);
        let mut marker = drawn(&state, now);
        Arc::make_mut(&mut marker).id.suffix = last;
        state.apply(now, &Event::BackupRequested(marker));
        let ids = drawn_by_seeds(&state, now, 200, |marker| marker.id.clone());
        let left = u32::MAX - last;
        if left == 0 {
            // The next millisecond is empty, so any suffix but 0 may be drawn.
            assert!(ids.iter().all(|id| id.created == now.plus_ms(1) && id.suffix != 0));
            assert!(ids.iter().any(|id| id.suffix > 1 << 31) && ids.iter().any(|id| id.suffix < 1 << 31));
            continue;
        }
        assert!(ids.iter().all(|id| id.created == now && id.suffix > last), "{last}");
        let most = left.div_ceil(1 << 10);
        let longest = ids.iter().map(|id| id.suffix - last).max();
        assert!(longest.is_some_and(|step| step <= most && step >= most - most / 8), "{last}: {longest:?} of {most}");
    }
}

#[test]
fn adversarial_cuts_are_drawn_beside_the_latest_changes_of_the_window() {
    // Twenty changes, of which the latest sixteen are looked at.
    let (state, now) = lab(ConsistencyWindow::Adversarial, (1..=20).rev().map(|number| number * 1_003));
    let ages = drawn_by_seeds(&state, now, 2_000, |marker| now.millis() - marker.cuts[0].at.millis());
    for number in 1..=20 {
        let found = ages.iter().filter(|age| **age == number * 1_003).count();
        assert_eq!(found > 10, number <= 16, "{found} times beside change {number}");
    }
    // A change at the very edge of the window is promised to be in, and one before it as well: neither is recent.
    for age_ms in [WINDOW_MS, WINDOW_MS + 1] {
        let (state, now) = lab(ConsistencyWindow::Adversarial, [age_ms]);
        let at_edge = drawn_by_seeds(&state, now, 800, |marker| marker.cuts[0].at == now.plus_ms(-WINDOW_MS));
        let count = at_edge.iter().filter(|is_there| **is_there).count();
        assert!((50..150).contains(&count), "{count} of 800 at the edge, a change at {age_ms} ms");
    }
}

#[test]
fn each_backup_draws_anew() {
    let (mut state, now) = lab(ConsistencyWindow::Typical, []);
    let mut drawn_before = Vec::new();
    for number in 1..=16 {
        let at = now.plus_ms(number * 5_000);
        let marker = drawn(&state, at);
        let mine = (marker.id.suffix, marker.cuts[0].at.millis() - at.millis());
        assert!(drawn_before.iter().all(|(suffix, _)| *suffix != mine.0), "{number}");
        state.apply(at, &Event::BackupRequested(marker));
        drawn_before.push(mine);
    }
    let first = drawn_before[0].1;
    assert!(drawn_before.iter().any(|(_, offset_ms)| *offset_ms != first));
}
