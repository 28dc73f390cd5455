//! What is known of the storage, and what follows from it: how it stands, and what is to be stored next.

use crate::hooks::storage::{Draft, Storage};
use crate::model::history::{History, Mark};
use crate::model::store::Action;
use crate::model::storing::{Stash, Storing};
use yew::Callback;

/// How what is shown stands to what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptStatus {
    /// An example that is as it was loaded: there is nothing to store.
    Untouched,
    /// All of it is stored.
    Stored,
    /// Some of it is not stored yet.
    Storing,
    /// Another tab stores, and this one shows what it stores.
    Following,
    /// A lab from a link, which is not to be stored.
    Preview,
    /// Nothing more is stored, for this reason.
    Memory(String),
}

impl KeptStatus {
    /// Whether the page can be left without a loss.
    pub fn is_safe(&self) -> bool {
        matches!(self, KeptStatus::Untouched | KeptStatus::Stored | KeptStatus::Following)
    }
}

#[derive(Default)]
pub(super) struct Keeper {
    pub storage: Option<Storage>,
    /// How far the history is stored.
    pub storing: Storing,
    pub base_bytes: usize,
    pub appended_bytes: usize,
    /// Whether a commit is under way.
    pub is_writing: bool,
    /// Whether a base is being written beside what is stored, and does not count yet.
    pub is_drafting: bool,
    /// The base that is written, and is now to count.
    pub drafted: Option<Drafted>,
    /// Whether the storage is being read again.
    pub is_reading: bool,
    /// Whether there is more to read since it was read.
    pub is_behind: bool,
    /// Whether the stash is still to be read, which the page need not wait for.
    pub has_stash_left: bool,
    pub problem: Option<String>,
    /// Called when the status may be another one.
    pub changed: Option<Callback<()>>,
    /// The page, for what is read after its start.
    pub dispatch: Option<Callback<Action>>,
    /// The history as it is shown.
    pub shown: Option<History>,
}

/// A base that is written but for its first part.
pub(super) struct Drafted {
    pub draft: Draft,
    pub first: Vec<u8>,
    pub base_bytes: usize,
    /// How far the history is written by it.
    pub mark: Mark,
}

impl Keeper {
    /// How what is shown stands to what is stored.
    pub fn status(&self) -> KeptStatus {
        match (&self.storage, &self.problem) {
            (_, Some(problem)) => KeptStatus::Memory(problem.clone()),
            (None, None) => KeptStatus::Memory("The browser’s storage has not answered.".to_owned()),
            (Some(storage), None) => match (storage.is_writer(), self.is_ahead()) {
                (false, true) => KeptStatus::Memory("Another tab stores; what is done here is not stored.".to_owned()),
                (false, false) => KeptStatus::Following,
                (true, true) => KeptStatus::Storing,
                (true, false) if self.storing.mark().is_some() => KeptStatus::Stored,
                (true, false) => KeptStatus::Untouched,
            },
        }
    }

    /// The storage, if this tab is to write what is shown to it.
    pub fn writing(&self) -> Option<Storage> {
        let is_read = !self.is_reading && !self.is_behind && !self.has_stash_left;
        let is_free = self.problem.is_none() && is_read && self.shown.is_some();
        self.storage.clone().filter(|storage| is_free && storage.is_writer())
    }

    /// The history that is to be stored next.
    pub fn goal(&self) -> Option<&History> {
        self.shown.as_ref().map(|shown| self.storing.next(shown))
    }

    /// What a commit makes of the stash.
    pub fn stash(&self, is_finish: bool) -> Stash {
        self.shown.as_ref().map_or(Stash::Kept, |shown| self.storing.stash(shown, is_finish))
    }

    /// Whether what is shown has more than what is stored.
    pub fn is_ahead(&self) -> bool {
        let Some(shown) = &self.shown else { return false };
        !self.storing.has_all_of(shown)
    }
}
