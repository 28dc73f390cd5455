//! The history in the browser's storage: it is there at the next visit.
//!
//! A history is shown at once, and stored in the background, one commit after the other. Until what is shown is stored, the
//! page says so, and the browser asks before it leaves the page.

mod keeper;

pub use keeper::KeptStatus;

use keeper::{Drafted, Keeper};

use super::lab_file::history_of;
use super::steps::Pacer;
use super::storage::{STORE, Storage, StorageError, StorageEvent, Stored, keep};
use crate::model::history::{History, Mark, Position, Writing};
use crate::model::store::Action;
use crate::model::storing::Storing;
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
        write!(f, "Kept, {:?}", self.0.borrow().status())
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Kept) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Kept {
    /// Opens the storage and reads what is stored. Returns the storage, and the history if there is one. It never fails: where
    /// nothing can be stored, the page says so.
    pub async fn open() -> (Kept, Option<History>) {
        let kept = Kept::default();
        let history = kept.begin().await;
        (kept, history)
    }

    /// Opens the storage if it is not open, and reads what is stored.
    async fn begin(&self) -> Option<History> {
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
            // What is stored becomes the stash itself.
            kept.0.borrow_mut().has_stash_left = false;
            let stored = stored.map(Shared::new);
            dispatch.emit(Action::MakeCopy { stored });
        });
    }

    /// The history that is stored, if there is one, without its stash.
    async fn read(&self, storage: &Storage) -> Result<Option<History>, String> {
        let Stored { chunks, note, has_stash } = storage.read().await.map_err(|error| error.to_string())?;
        if chunks.is_empty() {
            return Ok(None);
        }
        let (mut history, base_bytes) = history_of(&chunks).await?;
        if let Some(position) = Position::from_bytes(&note) {
            history.stand_at(position);
        }
        let mut keeper = self.0.borrow_mut();
        keeper.has_stash_left = has_stash;
        keeper.base_bytes = base_bytes;
        keeper.appended_bytes = chunks.iter().map(|chunk| chunk.length() as usize).sum::<usize>() - base_bytes;
        keeper.storing = Storing::read(&history);
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

    /// Reads what another tab has stored, unless something was done in this one that is not stored; and the stash.
    fn catch_up(&self) {
        let mut keeper = self.0.borrow_mut();
        let Some((storage, dispatch)) = keeper.storage.clone().zip(keeper.dispatch.clone()) else { return };
        let is_behind = keeper.is_behind;
        if !(is_behind || keeper.has_stash_left) || keeper.is_reading || keeper.problem.is_some() {
            return;
        }
        if is_behind && keeper.is_ahead() {
            keeper.problem = Some("Another tab stores something else; what was done here is not stored.".to_owned());
            return;
        }
        (keeper.is_behind, keeper.is_reading) = (false, true);
        drop(keeper);
        let kept = self.clone();
        spawn_local(async move {
            let read = match is_behind {
                true => kept.read_again(&storage).await,
                false => kept.read_stash(&storage).await,
            };
            let mut keeper = kept.0.borrow_mut();
            keeper.is_reading = false;
            keeper.problem = read.as_ref().err().cloned().or(keeper.problem.take());
            drop(keeper);
            if let Ok(Some(action)) = read {
                dispatch.emit(action);
            }
            kept.catch_up();
            kept.changed();
        });
    }

    async fn read_again(&self, storage: &Storage) -> Result<Option<Action>, String> {
        let Some(history) = self.read(storage).await? else { return Ok(None) };
        self.0.borrow_mut().shown = Some(history.clone());
        Ok(Some(Action::Follow(Shared::new(history))))
    }

    async fn read_stash(&self, storage: &Storage) -> Result<Option<Action>, String> {
        self.0.borrow_mut().has_stash_left = false;
        let chunks = storage.stash().await.map_err(|error| error.to_string())?;
        if chunks.is_empty() {
            return Ok(None);
        }
        let (stash, _) = history_of(&chunks).await?;
        let mut keeper = self.0.borrow_mut();
        keeper.storing.read_stash(&stash);
        if let Some(shown) = &mut keeper.shown {
            shown.stash_stored(stash.clone());
        }
        Ok(Some(Action::Stash(Shared::new(stash))))
    }

    /// Takes note of the history that is shown. An example that is as it was loaded needs no storing, and a preview is not to
    /// be: then `has_work` is `None`.
    fn show(&self, history: &History, has_work: Option<bool>) {
        let mut keeper = self.0.borrow_mut();
        let is_kept = has_work.is_some_and(|has_work| has_work || keeper.storing.mark().is_some());
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
        let Some(goal) = keeper.goal().filter(|_| !keeper.is_writing) else { return };
        let behind = keeper.storing.mark().filter(|mark| !goal.is_at(mark));
        let more = behind.and_then(|mark| goal.since(mark, COMMIT_BYTES));
        let stash = keeper.stash(false);
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
                (None, Some((bytes, mark))) => storage.append(&bytes, &note_of(&mark), stash).await.map(|()| {
                    let mut keeper = kept.0.borrow_mut();
                    keeper.appended_bytes += bytes.len();
                    keeper.storing.stored(mark, stash);
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
            let since = self.0.borrow().goal().map(|goal| (goal.is_at(&mark), goal.since(&mark, COMMIT_BYTES)));
            match since {
                Some((true, _)) => break,
                Some((false, Some((bytes, next)))) => {
                    if !bytes.is_empty() {
                        storage.add(&mut draft, &bytes).await?;
                    }
                    mark = next;
                }
                // The history does not go on from there: another base is written.
                Some((false, None)) | None => return Ok(()),
            }
        }
        let stash = self.0.borrow().stash(true);
        storage.finish(draft, &first, &note_of(&mark), stash).await?;
        let mut keeper = self.0.borrow_mut();
        let is_first = keeper.storing.mark().is_none();
        keeper.storing.stored(mark, stash);
        (keeper.base_bytes, keeper.appended_bytes) = (base_bytes, 0);
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
        let Some(goal) = keeper.goal().filter(|_| !keeper.is_drafting) else { return };
        let most = keeper.base_bytes.max(APPENDED_BYTES_MAX);
        let goes_on = keeper.storing.mark().is_some_and(|mark| goal.goes_on_from(mark));
        if goes_on && keeper.appended_bytes <= most {
            return;
        }
        let (writing, mark) = (goal.store(most), goal.mark());
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
            if turn.give().await && !self.0.borrow().goal().is_some_and(|goal| goal.goes_on_from(&mark)) {
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
}

/// What is stored beside the file: the moment at which the history stands, if it is not the latest.
fn note_of(mark: &Mark) -> Vec<u8> {
    mark.position().map(Position::to_bytes).unwrap_or_default()
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
            keeper.dispatch = Some(dispatch);
            drop(keeper);
            kept.catch_up();
            || ()
        });
    }
    kept.show(history, has_work);
    let status = if has_work.is_none() { KeptStatus::Preview } else { kept.0.borrow().status() };
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
