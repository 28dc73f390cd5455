//! Histories as lab files.

use super::*;
use crate::model::history::{History, Reading};
use timemark_core::{Engine, OpenError};

fn read(file: &[u8], size: usize) -> Result<History, OpenError> {
    let mut reading = Reading::default();
    for piece in file.chunks(size) {
        reading.push(piece);
        while reading.step()? {}
    }
    reading.finish()
}

/// The state of a page that opened the file.
fn opened(file: &[u8]) -> Rc<State> {
    let history = read(file, 1_000).unwrap_or_else(|error| unreachable!("{error}"));
    then(Rc::new(State::default()), [Action::OpenHistory(Shared::new(history))])
}

/// Some of all kinds of calls, with time that runs in between.
fn story() -> Rc<State> {
    let refused = send(CreateBackupInput::new("Nothing", "nightly"));
    let raw = send(Request::Raw { operation: "ListBackups".to_owned(), body: r#"{"Limit":0}"#.to_owned() });
    let on = Generator { is_on: true, per_second: 3, keys: 5 };
    let state = after(notes().into_iter().chain([back_up(), refused, raw, Action::Speed(60), Action::Run]));
    let state = then(state, (0..20).map(|_| tick(100.0)));
    let state = then(state, [Action::Pause, put("c"), Action::Generate(on), Action::Run]);
    let state = then(state, (0..20).map(|_| tick(100.0)));
    then(state, [Action::Pause, Action::Generate(Generator::default()), pass(100.0), back_up(), put("d"), pass(0.5)])
}

fn list(state: &State) -> Vec<String> {
    let calls = state.history().calls();
    let call = |entry: Rc<Entry>| {
        let answer = (&entry.answer.body, entry.answer.failure.as_ref().map(|failure| (&failure.name, &failure.text)));
        let request = (entry.request.operation(), entry.request.sent(), entry.request.is_clock());
        format!("{} {} {request:?} {answer:?} {:?} {}", entry.at, entry.until, entry.origin, entry.is_change)
    };
    (0..calls.len()).filter_map(|index| calls.get(index)).map(call).collect()
}

#[test]
fn a_saved_history_is_opened_and_undone_step_by_step() {
    let state = story();
    let state = then(state, [Action::Speed(3600), Action::Run, tick(400.0), tick(400.0), Action::Pause]);
    let file = state.history().save().whole();
    assert_eq!(Engine::open(&file).map(|engine| engine.digest()), Ok(digest(&state)));
    for size in [1, 333, file.len()] {
        let history = read(&file, size).unwrap_or_else(|error| unreachable!("{error}"));
        assert_eq!((history.len(), history.now()), (state.history().len(), state.now()));
        assert_eq!(history.save().whole(), file, "it is saved as it was");
    }
    let mut other = opened(&file);
    let mut state = state;
    assert_eq!(list(&other), list(&state));
    assert_eq!(other.view_state().table.as_deref(), Some("Notes"), "a table is chosen");
    let mut steps = 0;
    loop {
        assert_eq!((digest(&other), other.now()), (digest(&state), state.now()), "after {steps} steps back");
        assert_eq!(other.moment().lifecycles(), state.moment().lifecycles());
        let undone = then(other.clone(), [Action::Undo]);
        if Rc::ptr_eq(&undone, &other) {
            break;
        }
        (other, state, steps) = (undone, then(state, [Action::Undo]), steps + 1);
    }
    assert!(steps >= 9, "{steps}");
    for _ in 0..steps {
        (other, state) = (then(other, [Action::Redo]), then(state, [Action::Redo]));
        assert_eq!((digest(&other), other.now()), (digest(&state), state.now()));
    }
    // What is opened goes on as what was saved.
    let more = [put("x"), pass(70.0), back_up(), pass(70.0)];
    let (other, state) = (then(other, more.clone()), then(state, more));
    assert_eq!((digest(&other), other.now()), (digest(&state), state.now()));
}

/// A file that is saved in the past ends there.
#[test]
fn an_earlier_moment_is_saved_as_it_is_shown() {
    let state = story();
    let (start, end) = (START.millis(), state.now().millis());
    for part in 0..40 {
        let time = Timestamp::from_millis(start + (end - start) * part / 40);
        let back = then(state.clone(), [Action::Seek(time)]);
        let other = opened(&back.history().save().whole());
        assert_eq!((digest(&other), other.now()), (digest(&back), back.now()), "{time}");
        assert_eq!(list(&other), list(&back));
        assert!(!other.history().is_past());
    }
}

/// Wherever one goes, and whatever is done there, the moments are those of a page that did the same without going anywhere.
#[test]
fn moments_that_are_followed_are_as_they_were() {
    let state = story();
    let (start, end) = (START.millis(), state.now().millis());
    for (number, part) in [17, 3, 39, 20, 21, 22, 1, 38, 12, 13].into_iter().enumerate() {
        let time = Timestamp::from_millis(start + (end - start) * part / 40);
        let back = then(state.clone(), [Action::Seek(time)]);
        let onward = then(back.clone(), [Action::Speed(10), Action::Run, tick(250.0), tick(250.0), Action::Pause]);
        assert!(onward.history().is_past());
        let straight = then(state.clone(), [Action::Seek(onward.now())]);
        assert_eq!(digest(&onward), digest(&straight), "{time}");
        let present = then(onward.clone(), [Action::Present]);
        assert_eq!((digest(&present), present.now()), (digest(&state), state.now()), "{time}");
        let forked = then(onward, [put("forked"), pass(number as f64), back_up(), pass(500.0)]);
        let other = opened(&forked.history().save().whole());
        assert_eq!((digest(&other), other.now()), (digest(&forked), forked.now()), "{time}");
        let again = then(forked.clone(), [Action::Seek(time), Action::Present]);
        assert_eq!((digest(&again), again.now()), (digest(&forked), forked.now()), "{time}");
    }
}

/// What is stored is the file so far and what follows in the history, wherever it is taken.
#[test]
fn what_is_stored_grows_with_the_history_or_is_written_anew() {
    let whole = |file: &[u8], state: &State| {
        let history = read(file, 5_000).unwrap_or_else(|error| unreachable!("{error}"));
        let present = then(Rc::new(state.clone()), [Action::Present]);
        assert_eq!(history.moment().view().digest(), digest(&present));
        assert_eq!(history.len(), state.history().len());
    };
    let mut state = after([]);
    let (mut file, mut mark) = (state.history().store(0).whole(), state.history().mark());
    let (mut anew, mut parts) = (0, 0);
    let on = Generator { is_on: true, per_second: 3, keys: 5 };
    let run = [Action::Speed(60), Action::Run, tick(200.0), tick(200.0), tick(200.0), Action::Pause];
    let mut actions = notes();
    actions.extend([back_up(), put("c")]);
    actions.extend(run.clone());
    actions.extend([Action::Undo, Action::Redo, Action::Undo, Action::Undo, put("d"), Action::Generate(on)]);
    actions.extend(run.clone());
    actions.extend([Action::Generate(Generator::default()), back_up()]);
    actions.extend(run.clone());
    actions.extend([Action::Seek(START.plus_ms(73_000)), Action::Present, Action::RestoreStash]);
    actions.extend(run);
    actions.extend([put("e"), Action::Load(Example::Family), Action::Clear, table(), Action::RestoreStash]);
    for action in actions {
        state = then(state, [action]);
        // In parts of a few entries.
        while !state.history().is_at(&mark) {
            match state.history().since(&mark, 500) {
                Some((more, further)) => {
                    file.extend(more);
                    mark = further;
                    parts += 1;
                }
                None => {
                    file = state.history().store(usize::MAX).whole();
                    mark = state.history().mark();
                    anew += 1;
                }
            }
        }
        assert_eq!(state.history().since(&mark, 500).map(|(more, _)| more), Some(Vec::new()));
        whole(&file, &state);
    }
    assert!((4..8).contains(&anew) && parts > 40, "written anew {anew} times, on {parts} times");
}

/// A file whose entries outweigh its checkpoint begins later.
#[test]
fn what_is_stored_has_a_bound() {
    let puts = |from: i64| (from..from + 400).map(|n| put(&format!("{n:0100}")));
    let state = then(after([table(), pass(10.0)]), puts(0));
    let whole = state.history().store(usize::MAX).whole();
    let bounded = state.history().store(100_000).whole();
    assert!(bounded.len() < whole.len() / 2, "{} of {}", bounded.len(), whole.len());
    let other = opened(&bounded);
    assert_eq!((digest(&other), other.now()), (digest(&state), state.now()));
    assert!((10..390).contains(&other.history().len()), "{}", other.history().len());
    let undone = then(other.clone(), [Action::Undo, Action::Undo]);
    assert_eq!(digest(&undone), digest(&then(state, [Action::Undo, Action::Undo])));
}

/// A server's file without calls: a checkpoint, or a checkpoint and events.
#[test]
fn events_without_their_calls_are_entries_too() {
    let mut engine = Engine::new(timemark_core::Options::default());
    engine.record_events();
    let checkpoint = engine.save();
    let mut file = checkpoint.clone();
    let mut digests = vec![engine.digest()];
    let item = |n: i64| Attributes::from_iter([("pk".to_owned(), n.into())]);
    engine.send(CreateTableInput::on_demand("Notes", &[("pk", KeyType::Hash, ScalarAttributeType::N)])).ok();
    for n in 0..3 {
        engine.send(PutItemInput::new("Notes", item(n))).ok();
        file.extend(engine.take_events());
        digests.push(engine.digest());
        engine.advance_to(engine.now().plus_ms(1_500));
        file.extend(engine.take_events());
    }
    let state = opened(&checkpoint);
    assert!(state.history().is_empty());
    let mut state = opened(&file);
    assert_eq!(state.history().len(), 3);
    assert!(list(&state).iter().all(|call| call.contains("(\"Events\", \"{}\", false)")), "{:?}", list(&state));
    assert!(state.last_call().is_none());
    for expected in digests.iter().rev() {
        assert_eq!(digest(&state), *expected);
        state = then(state, [Action::Undo]);
    }
    assert_eq!(state.history().undoes().map(|(_, calls)| calls), None);
}

#[test]
fn a_file_that_cannot_be_opened_says_why() {
    let file = story().history().save().whole();
    assert_eq!(read(b"PK\x03\x04", 10).err(), Some(OpenError::NotALabFile));
    for end in [11, 100, file.len() - 1] {
        assert!(read(&file[..end], 64).is_err(), "{end}");
    }
    for at in (0..file.len()).step_by(997) {
        let mut changed = file.clone();
        changed[at] ^= 0x20;
        assert_eq!(read(&changed, 5_000).err(), Engine::open(&changed).err(), "{at}");
    }
}
