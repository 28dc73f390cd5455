//! The history in the browser's storage: it is there at the next visit.
//!
//! A history is shown at once, and stored in the background, one commit after the other. Until what is shown is stored, the
//! page says so, and the browser asks before it leaves the page.

use super::lab_file::history_of;
use super::steps::Pacer;
use super::storage::{Draft, STORE, Storage, StorageError, StorageEvent, keep};
use crate::model::history::{History, Mark, Writing};
use crate::model::store::Action;
use crate::shared::Shared;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What follows a base may have so many bytes, or as many as the base if that has more, before the base is written anew.
const APPENDED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A commit ends with the call that makes it more than so many bytes; the rest follows in the next. A base is written in parts of
/// so many.
const COMMIT_BYTES: usize = 1024 * 1024;

/// The page's storage as it was found when the page was opened.
#[derive(Clone, Default)]
pub struct Kept(Rc<RefCell<Keeper>>);

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept, {:?}", self.status())
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

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
struct Keeper {
    storage: Option<Storage>,
    /// How far the history is stored; `None` if nothing of it is.
    mark: Option<Mark>,
    base_bytes: usize,
    appended_bytes: usize,
    /// Whether a commit is under way.
    is_writing: bool,
    /// Whether a base is being written beside what is stored, and does not count yet.
    is_drafting: bool,
    /// The base that is written, and is now to count.
    drafted: Option<Drafted>,
    /// Whether the storage is being read again.
    is_reading: bool,
    /// Whether there is more to read since it was read.
    is_behind: bool,
    problem: Option<String>,
    /// Called when the status may be another one, and with what another tab has stored.
    changed: Option<Callback<()>>,
    follow: Option<Callback<Shared<History>>>,
    /// The history as it is shown.
    shown: Option<History>,
}

/// A base that is written but for its first part.
struct Drafted {
    draft: Draft,
    first: Vec<u8>,
    base_bytes: usize,
    /// How far the history is written by it.
    mark: Mark,
}

impl Kept {
    /// Opens the storage and reads what is stored. Returns the storage, and the history if there is one. It never fails: where
    /// nothing can be stored, the page says so.
    pub async fn open() -> (Kept, Option<Rc<History>>) {
        let kept = Kept::default();
        let history = kept.begin().await;
        (kept, history)
    }

    /// Opens the storage if it is not open, and reads what is stored.
    async fn begin(&self) -> Option<Rc<History>> {
        let kept = self.clone();
        let history = match Storage::open(STORE, Callback::from(move |event| kept.on(event))).await {
            Ok(storage) => {
                self.0.borrow_mut().storage = Some(storage.clone());
                self.read(&storage).await
            }
            Err(error) => Err(error.to_string()),
        };
        history.unwrap_or_else(|problem| {
            self.0.borrow_mut().problem = Some(problem);
            None
        })
    }

    /// Makes the lab of a link the one that is stored: opens the storage, which a preview leaves alone, and dispatches what was
    /// in it.
    pub fn make_copy(&self, dispatch: Callback<Action>) {
        let kept = self.clone();
        spawn_local(async move {
            let stored = kept.begin().await;
            let stored = stored.map(|history| Shared::new(History::clone(&history)));
            dispatch.emit(Action::MakeCopy { stored });
        });
    }

    /// The history that is stored, if there is one.
    async fn read(&self, storage: &Storage) -> Result<Option<Rc<History>>, String> {
        let chunks = storage.read().await.map_err(|error| error.to_string())?;
        if chunks.is_empty() {
            return Ok(None);
        }
        let (history, base_bytes) = history_of(&chunks).await?;
        let mut keeper = self.0.borrow_mut();
        keeper.base_bytes = base_bytes;
        keeper.appended_bytes = chunks.iter().map(|chunk| chunk.length() as usize).sum::<usize>() - base_bytes;
        keeper.mark = Some(history.mark());
        Ok(Some(history))
    }

    fn on(&self, event: StorageEvent) {
        let mut keeper = self.0.borrow_mut();
        match event {
            StorageEvent::Changed | StorageEvent::MayWrite => keeper.is_behind = true,
            StorageEvent::Gone => {
                keeper.problem = Some(StorageError::Gone("its data was cleared.".to_owned()).to_string());
            }
        }
        drop(keeper);
        self.catch_up();
        self.changed();
    }

    fn changed(&self) {
        let changed = self.0.borrow().changed.clone();
        if let Some(changed) = changed {
            changed.emit(());
        }
    }

    /// Reads what another tab has stored, unless something was done in this one that is not stored.
    fn catch_up(&self) {
        let mut keeper = self.0.borrow_mut();
        let Some(storage) = keeper.storage.clone() else { return };
        let Some(follow) = keeper.follow.clone() else { return };
        if !keeper.is_behind || keeper.is_reading || keeper.problem.is_some() {
            return;
        }
        if keeper.is_ahead() {
            keeper.problem = Some("Another tab stores something else; what was done here is not stored.".to_owned());
            return;
        }
        (keeper.is_behind, keeper.is_reading) = (false, true);
        drop(keeper);
        let kept = self.clone();
        spawn_local(async move {
            let read = kept.read(&storage).await;
            let mut keeper = kept.0.borrow_mut();
            keeper.is_reading = false;
            match read {
                Ok(Some(history)) => {
                    keeper.shown = Some(History::clone(&history));
                    drop(keeper);
                    follow.emit(Shared::new(History::clone(&history)));
                }
                Ok(None) => drop(keeper),
                Err(problem) => {
                    keeper.problem = Some(problem);
                    drop(keeper);
                }
            }
            kept.catch_up();
            kept.changed();
        });
    }

    /// Takes note of the history that is shown. An example that is as it was loaded needs no storing, and a preview is not to
    /// be: then `has_work` is `None`.
    fn show(&self, history: &History, has_work: Option<bool>) {
        let mut keeper = self.0.borrow_mut();
        let is_kept = has_work.is_some_and(|has_work| has_work || keeper.mark.is_some());
        keeper.shown = is_kept.then(|| history.clone());
    }

    /// Stores what is not stored yet of the history that is shown.
    fn store(&self) {
        self.commit();
        self.draft();
    }

    /// Makes the next commit if there is something to store: a base that is drafted comes first.
    fn commit(&self) {
        let mut keeper = self.0.borrow_mut();
        let Some(storage) = keeper.writing() else { return };
        let Some(shown) = keeper.shown.as_ref().filter(|_| !keeper.is_writing) else { return };
        let behind = keeper.mark.as_ref().filter(|mark| !shown.is_at(mark));
        let more = behind.and_then(|mark| shown.since(mark, COMMIT_BYTES));
        let drafted = keeper.drafted.take();
        if drafted.is_none() && more.is_none() {
            return;
        }
        keeper.is_writing = true;
        drop(keeper);
        let kept = self.clone();
        spawn_local(async move {
            let stored = match (drafted, more) {
                (Some(drafted), _) => {
                    let finished = kept.finish(&storage, drafted).await;
                    kept.0.borrow_mut().is_drafting = false;
                    finished
                }
                (None, Some((bytes, mark))) => storage.append(&bytes).await.map(|()| {
                    let mut keeper = kept.0.borrow_mut();
                    keeper.appended_bytes += bytes.len();
                    keeper.mark = Some(mark);
                }),
                (None, None) => Ok(()),
            };
            let mut keeper = kept.0.borrow_mut();
            keeper.is_writing = false;
            keeper.problem = stored.err().map(|error| error.to_string()).or(keeper.problem.take());
            drop(keeper);
            kept.store();
            kept.changed();
        });
    }

    /// Makes a base the one that counts, with all that was done since it was begun.
    async fn finish(&self, storage: &Storage, drafted: Drafted) -> Result<(), StorageError> {
        let Drafted { mut draft, first, base_bytes, mut mark } = drafted;
        loop {
            let since =
                self.0.borrow().shown.as_ref().map(|shown| (shown.is_at(&mark), shown.since(&mark, COMMIT_BYTES)));
            match since {
                Some((true, _)) => break,
                Some((false, Some((bytes, next)))) => {
                    storage.add(&mut draft, &bytes).await?;
                    mark = next;
                }
                // The history does not go on from there: another base is written.
                Some((false, None)) | None => return Ok(()),
            }
        }
        storage.finish(draft, &first).await?;
        let mut keeper = self.0.borrow_mut();
        let is_first = keeper.mark.is_none();
        (keeper.mark, keeper.base_bytes, keeper.appended_bytes) = (Some(mark), base_bytes, 0);
        drop(keeper);
        if is_first {
            spawn_local(async {
                keep().await;
            });
        }
        Ok(())
    }

    /// Begins to write a base if the history does not go on from what is stored, or if what was appended outweighs the base.
    fn draft(&self) {
        let mut keeper = self.0.borrow_mut();
        let Some(storage) = keeper.writing() else { return };
        let Some(shown) = keeper.shown.as_ref().filter(|_| !keeper.is_drafting) else {
            return;
        };
        let most = keeper.base_bytes.max(APPENDED_BYTES_MAX);
        let goes_on = keeper.mark.as_ref().is_some_and(|mark| shown.goes_on_from(mark));
        if goes_on && keeper.appended_bytes <= most {
            return;
        }
        let (writing, mark) = (shown.store(most), shown.mark());
        keeper.is_drafting = true;
        drop(keeper);
        let kept = self.clone();
        spawn_local(async move {
            let drafted = kept.write_draft(&storage, writing, mark).await;
            let mut keeper = kept.0.borrow_mut();
            match drafted {
                Ok(drafted) => {
                    keeper.is_drafting = drafted.is_some();
                    keeper.drafted = drafted;
                }
                Err(error) => keeper.problem = Some(error.to_string()),
            }
            drop(keeper);
            kept.store();
            kept.changed();
        });
    }

    /// Writes a base in parts, in short steps, but for the first part; `None` if the history no longer goes on from it.
    async fn write_draft(
        &self,
        storage: &Storage,
        mut writing: Writing,
        mark: Mark,
    ) -> Result<Option<Drafted>, StorageError> {
        let (mut draft, mut first, mut part, mut turn) = (storage.draft(), None, Vec::new(), Pacer::background());
        for piece in writing.by_ref() {
            part.extend(piece);
            if part.len() >= COMMIT_BYTES {
                let whole = std::mem::take(&mut part);
                match &first {
                    Some(_) => storage.add(&mut draft, &whole).await?,
                    None => first = Some(whole),
                }
            }
            if turn.give().await && !self.0.borrow().shown.as_ref().is_some_and(|shown| shown.goes_on_from(&mark)) {
                return Ok(None);
            }
        }
        let first = match first {
            Some(first) => {
                if !part.is_empty() {
                    storage.add(&mut draft, &part).await?;
                }
                first
            }
            None => part,
        };
        Ok(Some(Drafted { draft, first, base_bytes: writing.base_bytes(), mark }))
    }

    fn status(&self) -> KeptStatus {
        let keeper = self.0.borrow();
        match (&keeper.storage, &keeper.problem) {
            (_, Some(problem)) => KeptStatus::Memory(problem.clone()),
            (None, None) => KeptStatus::Memory("The browser’s storage has not answered.".to_owned()),
            (Some(storage), None) => match (storage.is_writer(), keeper.is_ahead()) {
                (false, true) => KeptStatus::Memory("Another tab stores; what is done here is not stored.".to_owned()),
                (false, false) => KeptStatus::Following,
                (true, true) => KeptStatus::Storing,
                (true, false) if keeper.mark.is_some() => KeptStatus::Stored,
                (true, false) => KeptStatus::Untouched,
            },
        }
    }
}

impl Keeper {
    /// The storage, if this tab is to write what is shown to it.
    fn writing(&self) -> Option<Storage> {
        let is_free = self.problem.is_none() && !self.is_reading && !self.is_behind && self.shown.is_some();
        self.storage.clone().filter(|storage| is_free && storage.is_writer())
    }

    /// Whether what is shown has more than what is stored.
    fn is_ahead(&self) -> bool {
        let Some(shown) = &self.shown else { return false };
        self.mark.as_ref().is_none_or(|mark| !shown.is_at(mark))
    }
}

/// Stores the history of the page as it changes, and returns how that stands. What another tab stores is dispatched. A preview
/// is not stored: then `has_work` is `None`.
#[hook]
pub fn use_storage(kept: &Kept, history: &History, has_work: Option<bool>, dispatch: &Callback<Action>) -> KeptStatus {
    let update = use_force_update();
    {
        let (kept, dispatch) = (kept.clone(), dispatch.clone());
        use_effect_with((), move |()| {
            let mut keeper = kept.0.borrow_mut();
            let changed = Callback::from(move |()| update.force_update());
            keeper.changed = Some(changed);
            keeper.follow = Some(dispatch.reform(Action::Follow));
            drop(keeper);
            kept.catch_up();
            || ()
        });
    }
    kept.show(history, has_work);
    let status = if has_work.is_none() { KeptStatus::Preview } else { kept.status() };
    {
        let (kept, history) = (kept.clone(), history.clone());
        use_effect(move || {
            kept.show(&history, has_work);
            kept.store();
            || ()
        });
    }
    status
}
