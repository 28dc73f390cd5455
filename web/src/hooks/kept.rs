//! The history in the browser's storage: it is there at the next visit.
//!
//! A history is shown at once, and stored in the background, one commit after the other. Until what is shown is stored, the
//! page says so, and the browser asks before it leaves the page.

use super::lab_file::history_of;
use super::storage::{STORE, Storage, StorageError, StorageEvent, keep};
use crate::model::history::{History, Mark};
use crate::model::store::Action;
use crate::shared::Shared;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// What follows a base may have so many bytes, or as many as the base if that has more, before a hidden page writes the base
/// anew: it takes an engine with very many items longer than a frame to be saved.
const APPENDED_BYTES_HIDDEN: usize = 2 * 1024 * 1024;

/// What follows a base may have so many bytes before the page writes it anew while it is seen: then a frame is late, and saving
/// an engine takes as much memory as the page's whole history. Usually a page is hidden long before.
const APPENDED_BYTES_MAX: usize = 512 * 1024 * 1024;

/// A commit ends with the call that makes it more than so many bytes; the rest follows in the next.
const COMMIT_BYTES: usize = 1024 * 1024;

/// Of the calls, so many bytes are written behind a base: more would need the memory of a second history. The older ones are
/// not there at the next visit.
const REPEATED_BYTES: usize = 8 * 1024 * 1024;

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
    is_writing: bool,
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
        let Some(base) = chunks.first() else { return Ok(None) };
        let history = history_of(&chunks).await?;
        let mut keeper = self.0.borrow_mut();
        keeper.base_bytes = base.len();
        keeper.appended_bytes = chunks.iter().skip(1).map(Vec::len).sum();
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
    fn store(&self, history: &History, has_work: Option<bool>) {
        self.show(history, has_work);
        let mut keeper = self.0.borrow_mut();
        let Some(storage) = keeper.storage.clone() else { return };
        let is_writer = storage.is_writer() && keeper.problem.is_none();
        if !is_writer || keeper.is_writing || keeper.is_reading || keeper.is_behind || keeper.shown.is_none() {
            return;
        }
        let is_long = keeper.appended_bytes > keeper.base_bytes.max(APPENDED_BYTES_HIDDEN);
        let is_due = is_long && is_hidden();
        if !(is_due || keeper.is_ahead()) {
            return;
        }
        let more = keeper.mark.as_ref().and_then(|mark| history.since(mark, COMMIT_BYTES));
        let most = if is_hidden() { APPENDED_BYTES_HIDDEN } else { APPENDED_BYTES_MAX };
        let max = keeper.base_bytes.max(most);
        let more = more.filter(|(more, _)| keeper.appended_bytes + more.len() <= max);
        let repeated = most.min(REPEATED_BYTES).max(keeper.base_bytes);
        let is_first = keeper.mark.is_none();
        keeper.is_writing = true;
        drop(keeper);
        // The history itself is not held while it is stored: it goes on meanwhile, and what it gives up is to be given up.
        let (kept, is_base) = (self.clone(), more.is_none());
        let (bytes, mark) = more.unwrap_or_else(|| (history.store(repeated), history.mark()));
        spawn_local(async move {
            let stored = match is_base {
                true => storage.replace(&bytes).await,
                false => storage.append(&bytes).await,
            };
            {
                let mut keeper = kept.0.borrow_mut();
                keeper.is_writing = false;
                match stored {
                    Ok(()) => {
                        keeper.mark = Some(mark);
                        match is_base {
                            true => (keeper.base_bytes, keeper.appended_bytes) = (bytes.len(), 0),
                            false => keeper.appended_bytes += bytes.len(),
                        }
                    }
                    Err(error) => keeper.problem = Some(error.to_string()),
                }
            }
            kept.changed();
            if is_first {
                keep().await;
            }
        });
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

/// Whether the page is hidden: in the background, or about to be left.
fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Calls back when the page is hidden or seen again.
fn listen_to_visibility(changed: Callback<()>) {
    let listener = Closure::<dyn Fn()>::new(move || changed.emit(()));
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        // Never fails for a function. The page listens as long as it lives.
        let _ = document.add_event_listener_with_callback("visibilitychange", listener.as_ref().unchecked_ref());
        listener.forget();
    }
}

impl Keeper {
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
            listen_to_visibility(changed.clone());
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
            kept.store(&history, has_work);
            || ()
        });
    }
    status
}
