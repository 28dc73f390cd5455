//! What is stored of a history, and comes back after a reload, whenever that is.

use super::*;
use crate::model::history::{History, Mark, Position, Reading};
use crate::model::storing::{Stash, Storing};

/// A store as the browser's: a file that counts, with a note, a file of the stash, and a file that does not count yet.
#[derive(Default)]
struct Store {
    current: Option<(Vec<u8>, Option<Position>)>,
    stash: Option<Vec<u8>>,
    draft: Option<(Vec<u8>, Mark)>,
    storing: Storing,
}

fn read(file: &[u8]) -> History {
    let mut reading = Reading::default();
    reading.push(file);
    while reading.step().unwrap_or_else(|error| unreachable!("{error}")) {}
    reading.finish().unwrap_or_else(|error| unreachable!("{error}"))
}

impl Store {
    /// Makes one commit, or a draft, of what is shown; as the page does. Returns whether there was anything to do.
    fn step(&mut self, shown: &History) -> bool {
        if let Some((mut file, mut mark)) = self.draft.take() {
            let goal = self.storing.next(shown);
            while !goal.is_at(&mark) {
                let Some((bytes, next)) = goal.since(&mark, 500) else { return true };
                file.extend(bytes);
                mark = next;
            }
            let stash = self.storing.stash(shown, true);
            let former = self.current.replace((file, mark.position()));
            match stash {
                Stash::Dropped => self.stash = None,
                Stash::Kept => {}
                Stash::Former => self.stash = former.map(|(file, _)| file),
            }
            self.storing.stored(mark, stash);
            return true;
        }
        if self.storing.has_all_of(shown) {
            return false;
        }
        let goal = self.storing.next(shown);
        match self.storing.mark().and_then(|mark| goal.since(mark, 500)) {
            Some((bytes, mark)) => {
                let stash = self.storing.stash(shown, false);
                if stash == Stash::Dropped {
                    self.stash = None;
                }
                if let Some((file, position)) = &mut self.current {
                    file.extend(bytes);
                    *position = mark.position();
                }
                self.storing.stored(mark, stash);
            }
            None => self.draft = Some((goal.store(usize::MAX).whole(), goal.mark())),
        }
        true
    }

    /// Makes commits until all is stored.
    fn settle(&mut self, shown: &History) {
        for commits in 0.. {
            assert!(commits < 1_000, "it never ends");
            if !self.step(shown) {
                break;
            }
        }
    }

    /// The page after a reload, and what it knows of the store.
    fn reload(&self) -> Option<(Rc<State>, Storing)> {
        let (file, position) = self.current.as_ref()?;
        let mut history = read(file);
        if let Some(position) = position {
            history.stand_at(*position);
        }
        let mut storing = Storing::read(&history);
        let state = Rc::new(State::opened(&history));
        let Some(stash) = self.stash.as_ref().map(|file| read(file)) else { return Some((state, storing)) };
        storing.read_stash(&stash);
        Some((then(state, [Action::Stash(Shared::new(stash))]), storing))
    }
}

/// All calls of a history, those after its moment included.
fn calls(history: &History) -> Vec<String> {
    let mut all = history.clone();
    all.seek(all.head());
    let calls = (0..all.len()).filter_map(|number| all.entry(number));
    calls.map(|call| format!("{} {} {}", call.until, call.request.operation(), call.request.sent())).collect()
}

/// What is seen of a history: its moment, its latest moment, its calls.
fn seen(history: &History) -> impl PartialEq + std::fmt::Debug {
    let mut latest = history.clone();
    latest.seek(latest.head());
    let digest = |history: &History| (history.moment().view().digest(), history.now());
    (digest(history), history.done(), digest(&latest), calls(history))
}

fn same(reloaded: &State, shown: &State) {
    assert_eq!(seen(reloaded.history()), seen(shown.history()));
    let stash = |state: &State| state.history().stash().map(|stash| (stash.now().min(stash.head()), calls(stash)));
    let stashed = |state: &State| stash(state).map(|(_, calls)| calls);
    assert_eq!(stashed(reloaded), stashed(shown));
}

#[test]
fn after_undo_the_moment_comes_back_and_redo_goes_on_from_there() {
    let state = after(notes().into_iter().chain([put("c"), pass(10.0), put("d")]));
    let mut store = Store::default();
    store.settle(state.history());
    let undone = then(state.clone(), [Action::Undo, Action::Undo, Action::Undo]);
    assert!(!store.storing.has_all_of(undone.history()));
    store.settle(undone.history());
    let (reloaded, mut storing) = store.reload().unwrap_or_default();
    same(&reloaded, &undone);
    assert!(storing.has_all_of(reloaded.history()), "nothing is to be stored after it");
    let file = |state: &State| state.history().save().whole();
    assert_eq!(file(&reloaded), file(&undone), "a file that is saved ends at the same moment");
    let redone = then(reloaded, [Action::Redo]);
    assert_eq!(digest(&redone), digest(&then(undone.clone(), [Action::Redo])));
    let present = then(redone, [Action::Redo, Action::Redo]);
    assert_eq!((digest(&present), present.history().is_past()), (digest(&state), false));
    assert_eq!(storing.mark().and_then(Mark::position), undone.history().position());
    // In the present there is no position.
    std::mem::swap(&mut storing, &mut store.storing);
    store.settle(present.history());
    assert_eq!(store.current.as_ref().map(|(_, position)| position.is_none()), Some(true));
}

#[test]
fn a_future_that_a_call_in_the_past_stashed_comes_back() {
    let state = after(notes().into_iter().chain([put("c"), pass(10.0), put("d")]));
    let mut store = Store::default();
    store.settle(state.history());
    let forked = then(state.clone(), [Action::Undo, Action::Undo, put("x")]);
    store.settle(forked.history());
    let (reloaded, _) = store.reload().unwrap_or_default();
    same(&reloaded, &forked);
    let taken = then(reloaded, [Action::RestoreStash]);
    assert_eq!((digest(&taken), taken.now()), (digest(&state), state.now()));
    store.settle(then(forked, [Action::DropStash]).history());
    assert!(store.stash.is_none());
}

/// The position is counted from the end, and a base that begins later has it too.
#[test]
fn a_long_history_is_stored_from_no_later_than_the_moment_that_is_shown() {
    let puts = (0..400).map(|number| put(&format!("{number:0100}")));
    let state = then(after([table(), pass(10.0)]), puts);
    for undone in [1, 40, 250, 390] {
        let state = then(state.clone(), (0..undone).map(|_| Action::Undo));
        let mut history = read(&state.history().store(20_000).whole());
        history.stand_at(state.history().position().unwrap_or_else(|| unreachable!("{undone} steps are undone")));
        assert_eq!((history.moment().view().digest(), history.now()), (digest(&state), state.now()));
        assert_eq!(history.len() - history.done(), state.history().len() - state.history().done());
    }
}

#[test]
fn a_position_is_sixteen_bytes() {
    let state = then(after(notes()), [Action::Undo]);
    let position = state.history().position();
    let bytes = position.map(Position::to_bytes).unwrap_or_default();
    assert_eq!((bytes.len(), Position::from_bytes(&bytes)), (16, position));
    assert_eq!((Position::from_bytes(&bytes[..15]), Position::from_bytes(&[])), (None, None));
    // One that cannot be is the nearest moment that can.
    let mut history = state.history().clone();
    for bytes in [[0xff; 16], [0; 16]] {
        history.stand_at(Position::from_bytes(&bytes).unwrap_or_else(|| unreachable!("sixteen bytes")));
        assert_eq!(history.now(), history.start());
    }
}

/// Whatever is done, and whenever the page is killed: what was stored and is still there or set aside comes back.
#[test]
fn nothing_that_was_stored_is_lost_on_the_way_to_what_is_stored_next() {
    let mut random = 7_u64;
    let mut draw = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let (mut forks, mut reloads) = (0, 0);
    for _ in 0..24 {
        let mut state = after(notes());
        let mut store = Store::default();
        let mut stored: Vec<Vec<String>> = Vec::new();
        for number in 0..30 {
            let before = state.history().stash().map(Rc::as_ptr);
            let action = match draw(12) {
                0..3 => put(&number.to_string()),
                3 => pass(5.0),
                4..6 => Action::Undo,
                6 => Action::Redo,
                7 => Action::Seek(START.plus_ms(draw(80_000) as i64)),
                8..10 => Action::RestoreStash,
                10 if draw(3) == 0 => Action::DropStash,
                10 => Action::Load(Example::Family),
                _ => Action::Present,
            };
            state = then(state, [action]);
            forks += usize::from(state.history().stash().map(Rc::as_ptr) != before);
            for _ in 0..draw(4) {
                store.step(state.history());
                let Some((reloaded, storing)) = store.reload() else { continue };
                let there: Vec<Vec<String>> =
                    [Some(reloaded.history()), reloaded.history().stash().map(|stash| &**stash)]
                        .into_iter()
                        .flatten()
                        .map(calls)
                        .collect();
                let shown = [Some(state.history()), state.history().stash().map(|stash| &**stash)];
                for history in shown.into_iter().flatten().map(calls) {
                    for kept in stored.iter().filter(|kept| history.starts_with(kept)) {
                        assert!(there.iter().any(|there| there.starts_with(kept)), "{} calls are lost", kept.len());
                    }
                }
                if store.storing.has_all_of(state.history()) {
                    same(&reloaded, &state);
                    stored = there;
                    if draw(6) == 0 {
                        (state, store.storing, store.draft) = (reloaded, storing, None);
                        reloads += 1;
                    }
                }
            }
        }
    }
    assert!(forks > 80 && reloads > 12, "{forks} forks, {reloads} reloads");
}
