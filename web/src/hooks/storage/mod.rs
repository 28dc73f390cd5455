//! What the browser keeps between visits: the bytes of a lab file, in chunks. The first ones are the *base*, a header and a
//! checkpoint; each that follows was appended by one commit. All of them in order are a lab file.
//!
//! ```text
//!   replace(base) ──►  | base |
//!   append(bytes) ──►  | base | bytes |            one transaction each, on the disk when it resolves
//!   append(bytes) ──►  | base | bytes | bytes |
//!   draft.add(b)  ──►  | base | bytes | bytes |      · | b |
//!   append(bytes) ──►  | base | bytes | bytes | bytes |      · | b |
//!   finish(a)     ──►  | a | b |                   the new one and none of the old ones, or all of the old ones
//! ```
//!
//! A base that is long is *drafted* in parts behind what is stored, which may be appended to meanwhile. Its first part comes
//! last, and makes it the one that counts; without a first part, chunks are nothing, and the next base replaces them.
//!
//! What counted until then is deleted, or kept as the *stash*, a lab file beside the one that counts. Each commit also replaces
//! the *note*, some bytes that say what the host wants to know of its lab beside the file.
//!
//! Several tabs may show the page; one of them writes, and has a Web Lock for as long as it lives. The others read, and get
//! an event when there is more to read, and when it is their turn to write.
//!
//! The bindings are by hand, because web-sys counts the durability of a transaction and the locks as unstable.

mod database;
mod error;
mod lock;

pub use error::StorageError;

use crate::model::storing::Stash;
use database::{BASE_NUMBERS, Commit, Database, Found, Which, Write};
use js_sys::Uint8Array;
use lock::Lock;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, Event};
use yew::Callback;

/// The name of the page's store.
pub const STORE: &str = "timemark";

/// What happens to a store without this tab's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageEvent {
    /// The tab that wrote is gone, and this one writes from now on. It reads [`Storage::news`] first: there may be some.
    MayWrite,
    /// Another tab has appended or replaced: there is [`Storage::news`].
    Changed,
    /// The browser has closed the store, because its data was cleared or a newer page needs it: every later call fails.
    Gone,
}

/// What is in the store.
#[derive(Debug, Default)]
pub struct Stored {
    /// All chunks in order; none if nothing was ever stored.
    pub chunks: Vec<Uint8Array>,
    /// The note of the last commit.
    pub note: Vec<u8>,
    /// Whether there is a stash.
    pub has_stash: bool,
}

/// What is in the store that this tab has not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// What was appended, in order; nothing if it is empty.
    Appended(Vec<Vec<u8>>),
    /// All chunks, the base first: it was replaced.
    Replaced(Vec<Vec<u8>>),
}

/// A base that is written beside what is stored.
#[derive(Debug)]
pub struct Draft {
    /// The number of its first part, which comes last.
    first: f64,
    /// The number of its next part.
    next: f64,
}

/// The page's store. Clones are the same store; when the last is dropped, another tab may write.
#[derive(Clone)]
pub struct Storage(Rc<Inner>);

struct Inner {
    database: Database,
    lock: Lock,
    channel: BroadcastChannel,
    _on_message: Closure<dyn Fn(Event)>,
    /// The number of the first chunk, and the one after the last chunk, that this tab has read or written; both 0 for none.
    first: Cell<f64>,
    next: Cell<f64>,
}

impl PartialEq for Storage {
    fn eq(&self, other: &Storage) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Storage {
    /// Opens the store of that name, which is [`STORE`] but in tests, and makes it if there is none. Nothing of it is read:
    /// the next call is [`Storage::read`].
    ///
    /// # Errors
    /// [`StorageError::Refused`] where a browser gives the page no storage, [`StorageError::Blocked`] where another tab must
    /// be closed first.
    pub async fn open(name: &str, events: Callback<StorageEvent>) -> Result<Storage, StorageError> {
        let database = Database::open(name, events.reform(|()| StorageEvent::Gone)).await?;
        let taken = events.clone();
        let lock = Lock::request(name, move || taken.emit(StorageEvent::MayWrite)).await?;
        let channel = BroadcastChannel::new(name).map_err(|thrown| StorageError::of_opening(&thrown))?;
        let on_message = Closure::<dyn Fn(Event)>::new(move |_| events.emit(StorageEvent::Changed));
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let (first, next) = (Cell::new(0.0), Cell::new(0.0));
        Ok(Storage(Rc::new(Inner { database, lock, channel, _on_message: on_message, first, next })))
    }

    /// Whether this tab is the one that writes.
    pub fn is_writer(&self) -> bool {
        self.0.lock.is_held()
    }

    /// What is stored, but for the chunks of the stash.
    ///
    /// # Errors
    /// [`StorageError::Gone`].
    pub async fn read(&self) -> Result<Stored, StorageError> {
        let Found { chunks, note, has_stash, .. } = self.found(None).await?;
        Ok(Stored { chunks, note, has_stash })
    }

    /// The chunks of the stash in order; none if there is none.
    ///
    /// # Errors
    /// [`StorageError::Gone`].
    pub async fn stash(&self) -> Result<Vec<Uint8Array>, StorageError> {
        let found = self.0.database.read(Which::Stash).await.map_err(|thrown| StorageError::from(&thrown))?;
        Ok(found.chunks)
    }

    /// What this tab has not read yet.
    ///
    /// # Errors
    /// [`StorageError::Gone`].
    pub async fn news(&self) -> Result<News, StorageError> {
        let first = self.0.first.get();
        let Found { first: found, chunks, .. } = self.found(Some(self.0.next.get())).await?;
        let chunks = chunks.iter().map(Uint8Array::to_vec).collect();
        Ok(if found == first { News::Appended(chunks) } else { News::Replaced(chunks) })
    }

    async fn found(&self, from: Option<f64>) -> Result<Found, StorageError> {
        let known = from.map(|from| (self.0.first.get(), from));
        let found = self.0.database.read(Which::Current(known)).await.map_err(|thrown| StorageError::from(&thrown))?;
        let begin = known.filter(|(first, _)| *first == found.first).map_or(found.first, |(_, from)| from);
        self.0.first.set(found.first);
        self.0.next.set(begin + found.chunks.len() as f64);
        Ok(found)
    }

    /// Appends a chunk, or none if there are no bytes, and replaces the note. It is on the disk when this returns. One write at
    /// a time: what comes meanwhile is gathered into the next chunk by the caller, which costs one transaction for all of it.
    ///
    /// # Errors
    /// Any but [`StorageError::Refused`]; the store is then as it was. Never waits for the lock: a tab that does not write is
    /// [`StorageError::Behind`].
    pub async fn append(&self, bytes: &[u8], note: &[u8], stash: Stash) -> Result<(), StorageError> {
        let (first, next) = (self.0.first.get(), self.0.next.get());
        if next == 0.0 {
            return Err(StorageError::Behind);
        }
        assert!(stash != Stash::Former, "what counted counts still");
        let gone = (0.0, if stash == Stash::Kept { 0.0 } else { first });
        self.write(Write::Append { first, key: next, commit: Commit { bytes, note, gone } }).await?;
        self.written(first, if bytes.is_empty() { next } else { next + 1.0 });
        Ok(())
    }

    /// Replaces all chunks by a base. All of it has happened when this returns.
    ///
    /// # Errors
    /// As [`Storage::append`].
    pub async fn replace(&self, base: &[u8]) -> Result<(), StorageError> {
        self.finish(self.draft(), base, &[], Stash::Dropped).await
    }

    /// Begins a base beside what is stored, to be finished by [`Storage::finish`]. There is one at a time.
    pub fn draft(&self) -> Draft {
        let first = self.0.first.get() + BASE_NUMBERS;
        Draft { first, next: first + 1.0 }
    }

    /// Writes the next part of a draft, but for the first. It may be appended meanwhile.
    ///
    /// # Errors
    /// As [`Storage::append`].
    pub async fn add(&self, draft: &mut Draft, part: &[u8]) -> Result<(), StorageError> {
        self.write(Write::Add { first: draft.first, key: draft.next, bytes: part }).await?;
        draft.next += 1.0;
        Ok(())
    }

    /// Makes a draft the base that counts. Its first part is written with this, and the note. All of it has happened when this
    /// returns.
    ///
    /// # Errors
    /// As [`Storage::append`].
    pub async fn finish(&self, draft: Draft, first: &[u8], note: &[u8], stash: Stash) -> Result<(), StorageError> {
        let former = self.0.first.get();
        let gone = match stash {
            Stash::Dropped => (0.0, draft.first),
            Stash::Kept => (former, draft.first),
            Stash::Former => (0.0, former),
        };
        let commit = Commit { bytes: first, note, gone };
        self.write(Write::Finish { key: draft.first, next: draft.next, commit }).await?;
        self.written(draft.first, draft.next);
        Ok(())
    }

    async fn write(&self, write: Write<'_>) -> Result<(), StorageError> {
        let next = self.0.next.get();
        let last = (next > 0.0).then_some(next - 1.0);
        if !self.is_writer() {
            return Err(StorageError::Behind);
        }
        match self.0.database.write(last, write).await.map_err(|thrown| StorageError::from(&thrown))? {
            true => Ok(()),
            false => Err(StorageError::Behind),
        }
    }

    /// Takes note of what is stored, and says so to the other tabs.
    fn written(&self, first: f64, next: f64) {
        self.0.first.set(first);
        self.0.next.set(next);
        // Fails only for a channel that is closed.
        let _ = self.0.channel.post_message(&JsValue::UNDEFINED);
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

/// Asks the browser not to clear what it keeps for this page when its disk is full. Returns whether it promises that. A browser
/// may ask the person: so this is for when there is work to lose.
pub async fn keep() -> bool {
    let manager = web_sys::window().map(|window| window.navigator().storage());
    // Not there in a page that came over plain HTTP from another machine.
    let Some(asked) = manager.filter(|manager| manager.is_object()).and_then(|manager| manager.persist().ok()) else {
        return false;
    };
    JsFuture::from(asked).await.is_ok_and(|kept| kept.is_truthy())
}
