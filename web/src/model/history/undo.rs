//! Undo and redo: from click to click.

use super::History;
use crate::calls::entry::Entry;
use std::rc::Rc;

/// A click that changed the engine: the first and the last of its entries that did.
#[derive(Clone, Debug)]
pub(super) struct UndoStep {
    pub(super) step: u64,
    pub(super) first: usize,
    pub(super) last: usize,
    /// The way back, if entries of the step are given up: they cannot be undone one by one.
    before: Option<Before>,
}

/// What was there before a step.
#[derive(Clone, Debug)]
struct Before {
    /// The first call of the step.
    call: Rc<Entry>,
    history: Rc<History>,
}

/// A long step that is being done, and the history before it.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    step: u64,
    before: Rc<History>,
}

/// The most memory that the entries before a long step take for its sake, in bytes: they are let go of at once, when it
/// is done.
const BEFORE_BYTES_MAX: usize = 2 * 1024 * 1024;

impl History {
    /// Returns the number of a new step. Calls of one step are undone together.
    pub fn new_step(&mut self) -> u64 {
        self.steps += 1;
        self.steps
    }

    /// Returns the number of a new step that may have more calls than are kept. It can be undone nevertheless, until
    /// [`History::end_step`].
    pub fn new_long_step(&mut self) -> u64 {
        let step = self.new_step();
        // With a list of its own: in the shared one the entries of the step would be kept, too.
        let mut before = History { entries: self.entries.detached(), stash: None, begun: None, ..self.clone() };
        if before.entry_bytes > BEFORE_BYTES_MAX {
            before.forget_all();
        }
        self.begun = Some(Begun { step, before: Rc::new(before) });
        step
    }

    /// Ends a long step.
    pub fn end_step(&mut self) {
        self.begun = None;
    }

    /// Adds the entry that is made next to the step that it changes the engine with.
    pub(super) fn note_change(&mut self, step: u64) {
        let last = self.done;
        match self.undo_steps.last().filter(|undo_step| undo_step.step == step) {
            Some(same) => {
                self.undo_steps.truncate(self.undo_steps.len() - 1);
                self.undo_steps.push(UndoStep { last, ..same });
            }
            None => self.undo_steps.push(UndoStep { step, first: last, last, before: None }),
        }
    }

    /// Goes to just before the latest click that changed anything. Returns whether there was one. If the beginning of
    /// that click is given up, what was there before it is taken back, and this history is stashed.
    pub fn undo(&mut self) -> bool {
        let Some(undo_step) = self.last_undo_step() else { return false };
        if undo_step.first < self.first() {
            return self.exchange(undo_step.before);
        }
        let at = self.entries.get(undo_step.first).map_or(self.now(), |entry| entry.at);
        self.go(undo_step.first, at);
        true
    }

    /// Goes to just after the next click that changed anything; after the last of them, to the latest moment. Returns
    /// whether there was anywhere to go.
    pub fn redo(&mut self) -> bool {
        if !self.is_past() {
            return false;
        }
        let next = self.undo_steps.partition_point(|undo_step| undo_step.first < self.done);
        let is_last = next + 1 >= self.undo_steps.len();
        match self
            .undo_steps
            .get(next)
            .and_then(|undo_step| Some((undo_step.last + 1, self.entries.get(undo_step.last)?.until)))
        {
            Some((entries, time)) if !is_last => self.go(entries, time),
            _ => self.go(self.entries.len(), self.head),
        }
        true
    }

    /// The first call that undo would undo, and the number of such calls.
    pub fn undoes(&self) -> Option<(Rc<Entry>, usize)> {
        let undo_step = self.last_undo_step()?;
        let call = undo_step.before.map(|before| before.call).or_else(|| self.entries.get(undo_step.first))?;
        Some((call, undo_step.last + 1 - undo_step.first))
    }

    /// The latest step that is done, if only in part.
    fn last_undo_step(&self) -> Option<UndoStep> {
        self.undo_steps.get(self.undo_steps.partition_point(|undo_step| undo_step.first < self.done).checked_sub(1)?)
    }

    /// Drops the steps after this moment.
    pub(super) fn cut_undo_steps(&mut self) {
        self.undo_steps.truncate(self.undo_steps.partition_point(|undo_step| undo_step.first < self.done));
        if let Some(cut) = self.undo_steps.last().filter(|undo_step| undo_step.last >= self.done) {
            self.undo_steps.truncate(self.undo_steps.len() - 1);
            self.undo_steps.push(UndoStep { last: self.done.saturating_sub(1), ..cut });
        }
    }

    /// Forgets the steps that begin before an entry. One that goes on after it is kept if there is a way back: the long
    /// step that is being done is given one.
    pub(super) fn forget_undo_steps(&mut self, first: usize) {
        let gone = self.undo_steps.partition_point(|undo_step| undo_step.first < first);
        let cut = gone.checked_sub(1).and_then(|last| self.undo_steps.get(last));
        let cut = cut.filter(|undo_step| undo_step.last + 1 >= first);
        if cut.as_ref().is_some_and(|undo_step| undo_step.before.is_some()) {
            self.undo_steps.forget(gone - 1);
            return;
        }
        let begun = cut.zip(self.begun.as_ref()).filter(|(cut, begun)| cut.step == begun.step);
        let kept = begun.and_then(|(cut, begun)| {
            let call = self.entries.get(cut.first)?;
            Some(UndoStep { before: Some(Before { call, history: begun.before.clone() }), ..cut })
        });
        let later: Vec<UndoStep> = (gone..self.undo_steps.len()).filter_map(|last| self.undo_steps.get(last)).collect();
        self.undo_steps.forget(gone);
        self.undo_steps.truncate(gone);
        for undo_step in kept.into_iter().chain(later) {
            self.undo_steps.push(undo_step);
        }
    }

    /// Gives up all moments before this one.
    fn forget_all(&mut self) {
        self.fork();
        self.stash = None;
        self.add_checkpoint();
        self.forget(self.done);
    }

    /// Exchanges this history and what was there before a step. Returns whether that is known.
    fn exchange(&mut self, before: Option<Before>) -> bool {
        let Some(before) = before else { return false };
        let steps = self.steps;
        let mut left = std::mem::replace(self, History { steps, ..History::clone(&before.history) });
        left.stash = None;
        self.stash = Some(Rc::new(left));
        true
    }
}
