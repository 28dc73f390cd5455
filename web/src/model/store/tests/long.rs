//! Long work: in short steps, and undone as a whole.

use super::*;

/// Begins to send requests.
fn work(requests: Vec<Request>) -> Action {
    Action::Work { label: "Writing".to_owned(), requests: Shared::new(Requests::Made(requests)) }
}

/// Frames until the work is done; returns the state then, and the number of frames.
fn done(mut state: Rc<State>) -> (Rc<State>, usize) {
    let mut frames = 0;
    while state.work().is_some() {
        state = then(state, [tick(16.0)]);
        frames += 1;
    }
    (state, frames)
}

/// Batches of puts, more than 2 MB each: ten are more than is kept.
fn batches(count: u32) -> Vec<Request> {
    let text = "x".repeat(390_000);
    let item = |number: u32| {
        Attributes::from_iter([
            ("pk".to_owned(), number.to_string().as_str().into()),
            ("text".to_owned(), text.as_str().into()),
        ])
    };
    (0..count).map(|batch| Request::puts("Notes", (batch * 6..batch * 6 + 6).map(item).collect())).collect()
}

fn undoes(state: &State) -> Option<(String, usize)> {
    state.history().undoes().map(|(call, count)| (call.request.operation().to_owned(), count))
}

#[test]
fn more_than_is_kept_is_undone_as_a_whole() {
    let before = after([table(), pass(10.0), put("a")]);
    let (state, _) = done(then(before.clone(), [work(batches(14))]));
    assert!(state.history().first() > before.history().len(), "the beginning is given up");
    assert_eq!(undoes(&state), Some(("BatchWriteItem".to_owned(), 14)));

    let undone = then(state.clone(), [Action::Undo]);
    assert_eq!((digest(&undone), undone.now()), (digest(&before), before.now()));
    assert!(!undone.history().is_past(), "none of it can be redone call by call");
    assert_eq!((undone.history().start(), undone.history().calls().len()), (START, before.history().calls().len()));
    assert_eq!(undoes(&undone), undoes(&before), "what was done before can be undone");
    let taken = then(undone.clone(), [Action::RestoreStash]);
    assert_eq!(digest(&taken), digest(&state));
    assert_eq!(digest(&then(taken, [Action::Undo])), digest(&before));

    // What follows is undone by itself, and what is done instead begins a future of its own.
    let later = then(state.clone(), [put("z")]);
    assert_eq!(undoes(&later), Some(("PutItem".to_owned(), 1)));
    let back = then(later, [Action::Undo]);
    assert_eq!(digest(&back), digest(&state));
    assert_eq!(digest(&then(back, [Action::Undo])), digest(&before));
    let other = then(undone, [put("b")]);
    assert_eq!(other.moment().view().changes("Notes"), Some(2));
    assert_eq!(digest(&then(other, [Action::Undo])), digest(&before));
}

#[test]
fn moments_before_a_long_step_are_kept_while_they_are_few() {
    let before = then(after([table(), pass(10.0)]), batches(5).into_iter().map(|batch| Action::Send(vec![batch])));
    assert_eq!(before.history().start(), START);
    let (state, _) = done(then(before.clone(), [work(batches(14))]));
    let undone = then(state, [Action::Undo]);
    assert_eq!((digest(&undone), undone.now()), (digest(&before), before.now()));
    assert_eq!((undone.history().start(), undoes(&undone)), (before.now(), None), "twelve megabytes are given up");
}

#[test]
fn work_that_is_stopped_is_undone_as_far_as_it_came() {
    let before = after([table(), pass(10.0), put("a")]);
    let state = then(before.clone(), std::iter::once(work(batches(14))).chain((0..12).map(|_| tick(16.0))));
    assert!(state.work().is_some() && state.history().first() > before.history().len());
    let stopped = then(state, [Action::StopWork]);
    assert_eq!(digest(&then(stopped.clone(), [Action::Undo])), digest(&before));

    // Once all of its calls are given up it is out of reach, as everything before them.
    let state = then(stopped, batches(12).into_iter().map(|batch| Action::Send(vec![batch])));
    let first = (0..20).fold(state.clone(), |state, _| then(state, [Action::Undo]));
    assert!(!Rc::ptr_eq(&first, &state) && undoes(&first).is_none());
    assert!(first.moment().view().changes("Notes") > Some(70), "{:?}", first.moment().view().changes("Notes"));
}

#[test]
fn a_move_of_the_clock_with_very_much_due_takes_several_frames() {
    let second = |number: u32| {
        let backup = |index: u32| CreateBackupInput::new("Notes", format!("nightly-{number}-{index}").as_str()).into();
        [Action::Send((0..50).map(backup).collect()), pass(1.0)]
    };
    let before = then(after(notes()), (0..40).flat_map(second));
    let moved = then(before.clone(), [pass(300.0)]);
    assert_eq!(moved.now(), before.now(), "nothing has moved yet");
    let (moved, frames) = done(moved);
    assert!((5..=20).contains(&frames), "{frames} frames for 4,000 tasks");
    assert_eq!(moved.now(), before.now().plus_ms(300_000));
    let by_hand = Request::Raw { operation: "AdvanceClock".to_owned(), body: r#"{"Seconds": 300}"#.to_owned() };
    assert_eq!(digest(&moved), digest(&then(before.clone(), [Action::Send(vec![by_hand])])));
    let undone = then(moved, [Action::Undo]);
    assert_eq!((digest(&undone), undone.now()), (digest(&before), before.now()));

    // A clock that runs takes as long.
    let running = then(before.clone(), [Action::Speed(3_600), Action::Run]);
    let mut frames = 0;
    let mut state = running;
    while state.now() < before.now().plus_ms(150_000) {
        state = then(state, [tick(16.0)]);
        frames += 1;
    }
    assert!(frames >= 7, "{frames} frames");
    // A few tasks are done at once.
    assert_eq!(then(after(notes()), [back_up(), pass(300.0)]).work(), None);
}
