//! The calls and changes that the page keeps have a bound, and the rest is counted.

use super::*;
use timemark_core::lab::ExplainBackupInput;

/// A state after that many writes of the generator, at 60×.
fn written(writes: usize) -> Rc<State> {
    let on = Generator { is_on: true, per_second: 100, keys: 60 };
    let state = after([table(), pass(10.0), put("a"), back_up(), Action::Speed(60), Action::Generate(on), Action::Run]);
    // A frame is a second of the clock.
    then(state, (0..writes / 100).map(|_| tick(1_000.0 / 60.0)))
}

#[test]
fn the_oldest_moments_and_writes_are_summed() {
    let state = written(35_000);
    let history = state.history();
    assert!(history.len() > 34_000 && history.len() - history.first() < 22_000, "{}", history.first());
    let summed = history.summed();
    let kept: Vec<&str> = summed.calls.iter().map(|call| call.request.operation()).collect();
    assert_eq!(kept, ["CreateTable", "CreateBackup"], "what a program needs to begin with");
    let first = history.first();
    let not_summed = first - summed.writes as usize;
    assert!(
        (3..1_000).contains(&not_summed),
        "CreateTable, CreateBackup, the clock, deletes that change nothing: {not_summed}"
    );

    // The moments that are kept can be gone to; those before cannot.
    let back = then(state.clone(), [Action::Seek(START)]);
    assert_eq!(back.now(), history.start());
    assert!(back.now() > START.plus_ms(60_000) && back.history().is_past());
    let present = then(back.clone(), [Action::Present]);
    assert_eq!((digest(&present), present.now()), (digest(&state), state.now()));
    assert!(Rc::ptr_eq(&back, &then(back.clone(), [Action::Undo])), "the backup's moment is given up");
    let forked = then(back, [Action::Generate(Generator::default()), put("b")]);
    let taken = then(forked, [Action::RestoreStash]);
    assert_eq!(digest(&taken), digest(&state));

    // The time line looks back on so many writes, and counts all.
    let question = ExplainBackupInput { limit: Some(1), ..ExplainBackupInput::imagined("Notes", state.now()) };
    let explained = state.moment().view().explain(&question).unwrap_or_default();
    let first = explained.changes.iter().flatten().next().and_then(|change| change.sequence).unwrap_or_default();
    assert!((5_000..16_000).contains(&first), "the first write that is known: {first}");
    let counts = explained.counts.unwrap_or_default();
    let counted = counts.r#in.unwrap_or_default() + counts.maybe.unwrap_or_default();
    assert_eq!(Some(counted), state.moment().view().changes("Notes"));
}

#[test]
fn large_calls_are_summed_sooner() {
    let text = "x".repeat(300_000);
    let large = |number: u32| {
        let item = [("pk".to_owned(), number.to_string().as_str().into()), ("text".to_owned(), text.as_str().into())];
        send(PutItemInput::new("Notes", Attributes::from_iter(item)))
    };
    let state = then(after([table(), pass(10.0)]), (0..200).map(large));
    let history = state.history();
    assert!((30..100).contains(&(history.len() - history.first())), "{}", history.first());
    let undone = then(state.clone(), [Action::Undo, Action::Redo]);
    assert_eq!(digest(&undone), digest(&state));
}
