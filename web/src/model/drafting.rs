//! The program of a history, written in short steps while the history grows.

use super::history::Calls;
use crate::calls::code::{Draft, Language, Program, Writer};

/// A program while it is written.
#[derive(Default)]
pub struct Drafting {
    calls: Calls,
    /// The number of calls that the draft has.
    read: usize,
    draft: Draft,
    writer: Option<Writer>,
}

/// Calls that are read in one step: each takes some microseconds.
const READ_AT_ONCE: usize = 50;

impl Drafting {
    /// Begins to write the program of some calls. Where they are those of the last time and more, only the rest is read.
    pub fn begin(&mut self, calls: &Calls) {
        if !calls.continues(&self.calls) {
            *self = Drafting::default();
        }
        self.calls = calls.clone();
        self.writer = None;
    }

    /// The number of calls that are read, of all.
    pub fn progress(&self) -> (usize, usize) {
        (self.read, self.calls.len())
    }

    /// Reads or writes a little more, of all calls or of what is shown of them. Returns the program once it is done.
    pub fn step(&mut self, language: Language, is_whole: bool) -> Option<Program> {
        if self.read < self.calls.len() {
            let end = self.calls.len().min(self.read + READ_AT_ONCE);
            for entry in (self.read..end).filter_map(|index| self.calls.get(index)) {
                self.draft.read(&entry);
            }
            self.read = end;
            return None;
        }
        let draft = &self.draft;
        let writer =
            self.writer.get_or_insert_with(|| if is_whole { draft.save(language) } else { draft.show(language) });
        let program = writer.step(draft);
        if program.is_some() {
            self.writer = None;
        }
        program
    }
}
