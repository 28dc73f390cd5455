//! What is stored of a history, and what is to be stored next, so that nothing that was stored is lost on the way.
//!
//! A store has a file for the history that is shown and one for the history that is stashed. It can append to the first,
//! or finish another in its place; then the first becomes the second, or is deleted.
//!
//! ```text
//!   shown, stashed    what is done                           stored
//!   A      -          A is written                           A   -
//!   AB     -          B is appended                          AB  -
//!   AC     AB         after a call in the past: AC is        AC  AB
//!                     written, and what was stored is kept
//!   AB     ACD        the stash was taken back, before D     ACD AB      D is appended
//!                     was stored                             AB  ACD     AB is written, and what was stored is kept
//! ```

use crate::model::history::{History, Mark};

/// What a commit makes of the file of the stash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stash {
    /// There is none from now on.
    Dropped,
    /// It stays, if there is one.
    Kept,
    /// It is what counted until now; only if another file is finished.
    Former,
}

/// How far a history is stored.
#[derive(Clone, Debug, Default)]
pub struct Storing {
    mark: Option<Mark>,
}

impl Storing {
    /// A history that was read.
    pub fn read(history: &History) -> Storing {
        Storing { mark: Some(history.mark()) }
    }

    /// The stash of that history was read.
    pub fn read_stash(&mut self, stash: &History) {
        self.mark = self.mark.take().map(|mark| mark.with_stash(Some(stash.mark())));
    }

    /// How far the file that counts is written; `None` if there is none.
    pub fn mark(&self) -> Option<&Mark> {
        self.mark.as_ref()
    }

    /// Whether all of a history is stored.
    pub fn has_all_of(&self, shown: &History) -> bool {
        self.mark.as_ref().is_some_and(|mark| shown.is_at(mark))
    }

    /// The history that is to be stored next: the one that is shown, or before it the one that it has stashed.
    pub fn next<'a>(&self, shown: &'a History) -> &'a History {
        let is_stored = |stash: &History| {
            self.mark.as_ref().is_some_and(|mark| shown.has_stash_of(mark) || stash.is_written_at(mark))
        };
        shown.stash().filter(|stash| !is_stored(stash)).map_or(shown, |stash| stash)
    }

    /// What a commit makes of the stash: one that appends, or one that finishes another file.
    pub fn stash(&self, shown: &History, is_finish: bool) -> Stash {
        match (shown.stash(), &self.mark) {
            (None, _) | (_, None) => Stash::Dropped,
            (Some(_), Some(mark)) if shown.has_stash_of(mark) => Stash::Kept,
            // What counted until now is the stash, or the history that is shown, of which the stash is stored first.
            (Some(stash), Some(mark)) if is_finish && (stash.is_written_at(mark) || shown.extends(mark)) => {
                Stash::Former
            }
            _ => Stash::Kept,
        }
    }

    /// A commit has succeeded.
    pub fn stored(&mut self, mark: Mark, stash: Stash) {
        let former = self.mark.take();
        let stash = match stash {
            Stash::Dropped => None,
            Stash::Kept => former.and_then(Mark::into_stash),
            Stash::Former => former,
        };
        self.mark = Some(mark.with_stash(stash));
    }
}
