//! Undo, earlier moments, and the stashed future.

use super::*;

#[test]
fn undo_goes_back_to_before_a_click_and_redo_forward_again() {
    let before = after(notes());
    let state = then(before.clone(), [put("c"), Action::Run, tick(400.0), Action::Pause]);
    let undone = then(state.clone(), [Action::Undo]);
    assert_eq!((digest(&undone), undone.now()), (digest(&before), before.now()));
    assert!(undone.history().is_past());
    let redone = then(undone, [Action::Redo]);
    assert_eq!((digest(&redone), redone.now()), (digest(&state), state.now()));
    assert!(!redone.history().is_past());
    assert!(Rc::ptr_eq(&redone, &then(redone.clone(), [Action::Redo])));
}

#[test]
fn every_moment_can_be_gone_back_to() {
    let mut states = vec![after([])];
    let mut actions = notes();
    actions.extend([back_up(), put("c"), pass(30.0), put("d"), pass(120.0), Action::Load(Example::Music)]);
    actions.pop();
    for action in actions {
        let last = states.last().cloned().unwrap_or_default();
        states.push(then(last, [action]));
    }
    let last = states.last().cloned().unwrap_or_default();
    let mut undone = last.clone();
    for state in states.iter().rev().skip(1) {
        undone = then(undone, [Action::Undo]);
        assert_eq!((digest(&undone), undone.now()), (digest(state), state.now()));
        assert_eq!(undone.moment().lifecycles(), state.moment().lifecycles());
    }
    assert!(Rc::ptr_eq(&undone, &then(undone.clone(), [Action::Undo])), "nothing is left to undo");
    for state in states.iter().skip(1) {
        undone = then(undone, [Action::Redo]);
        assert_eq!((digest(&undone), undone.now()), (digest(state), state.now()));
    }
}

#[test]
fn a_moment_between_two_calls_is_as_it_was() {
    let state = after(notes().into_iter().chain([Action::Run, tick(300.0), Action::Pause]));
    let on_the_way = state.now();
    let before = digest(&state);
    let later = then(state, [back_up(), pass(300.0), put("c")]);
    let back = then(later.clone(), [Action::Seek(on_the_way)]);
    assert_eq!(back.now(), on_the_way);
    // The backup was requested at that very moment; the moment reached is the one after it.
    assert_ne!(digest(&back), before);
    let halfway = then(later.clone(), [Action::Seek(on_the_way.plus_ms(150_000))]);
    assert_eq!(halfway.now(), on_the_way.plus_ms(150_000));
    assert_eq!(backup(&halfway).backup_status, Some(BackupStatus::Available));
    let early = then(later.clone(), [Action::Seek(on_the_way.plus_ms(1_000))]);
    assert_eq!(backup(&early).backup_status, Some(BackupStatus::Creating));
    let present = then(early, [Action::Present]);
    assert_eq!((digest(&present), present.now()), (digest(&later), later.now()));
}

#[test]
fn running_in_the_past_shows_again_what_happened() {
    let state = after(notes().into_iter().chain([put("c"), pass(10.0), put("d")]));
    let back = then(state.clone(), [Action::Seek(START), Action::Speed(60), Action::Run]);
    let count = back.history().len();
    let replayed = then(back, (0..40).map(|_| tick(100.0)));
    assert_eq!(replayed.history().len(), count);
    assert!(!replayed.history().is_past());
    assert!(replayed.now() > state.now(), "and goes on from there");
    assert_eq!(replayed.view().table("Notes").and_then(|table| table.item_count), Some(4));
}

#[test]
fn acting_in_the_past_starts_a_new_future_and_the_former_can_be_taken_back_once() {
    let state = after(notes().into_iter().chain([put("c"), pass(10.0), put("d")]));
    let forked = then(state.clone(), [Action::Undo, Action::Undo, put("x")]);
    assert!(!forked.history().is_past());
    assert_eq!(forked.history().stash().map(|left| left.len()), Some(state.history().len()));
    assert_ne!(digest(&forked), digest(&state));
    let taken = then(forked.clone(), [Action::RestoreStash]);
    assert_eq!((digest(&taken), taken.now()), (digest(&state), state.now()));
    let swapped = then(taken.clone(), [Action::RestoreStash]);
    assert_eq!((digest(&swapped), swapped.now()), (digest(&forked), forked.now()));
    assert!(then(taken, [Action::DropStash]).history().stash().is_none());
    let rewound = then(state.clone(), [Action::Seek(state.now().plus_ms(-1)), Action::Present]);
    assert!(rewound.history().stash().is_none(), "only looking sets nothing aside");
}

#[test]
fn the_last_call_is_the_last_of_the_moment_that_is_shown() {
    let body = |state: &State| state.last_call().map(|(call, calls)| (call.request.sent(), calls));
    let put_of = |state: &State, key: &str| {
        let (sent, calls) = body(state).unwrap_or_default();
        assert!(sent.contains(&format!("\"{key}\"")), "{key}: {sent}");
        calls
    };
    let many = Action::Send(
        ["c", "d"].map(|key| Request::put("Notes", &Attributes::from_iter([("pk".to_owned(), key.into())]))).into(),
    );
    let state = after(notes().into_iter().chain([many, pass(10.0), back_up()]));
    let undone = then(state.clone(), [Action::Undo]);
    assert_eq!(put_of(&undone, "d"), 2);
    let undone = then(undone, [Action::Undo, Action::Undo]);
    assert_eq!(put_of(&undone, "b"), 1);
    let start = then(state.clone(), [Action::Seek(START.plus_ms(-1))]);
    assert!(body(&start).is_none_or(|(sent, _)| sent.contains("KeySchema")), "nothing, or what was done at once");
    let present = then(start, [Action::Present]);
    assert_eq!(body(&present), body(&state));
}

#[test]
fn examples_set_aside_what_there_was() {
    let state = after(notes());
    for examples in [&[Example::Family][..], &[Example::Music, Example::Family, Example::Music]] {
        let loaded = then(state.clone(), examples.iter().copied().map(Action::Load));
        let back = then(loaded, [Action::RestoreStash]);
        assert_eq!((digest(&back), back.now()), (digest(&state), state.now()), "{examples:?}");
    }
    let loaded = then(state, [Action::Load(Example::Music), send(CreateBackupInput::new("Music", "nightly"))]);
    let worked = digest(&loaded);
    let back = then(loaded, [Action::Load(Example::Family), Action::RestoreStash]);
    assert_eq!(digest(&back), worked, "what was done last is what can be taken back");
}
