//! What the browser keeps between visits: the bytes of a lab file, in chunks. The first is the *base*, a header and a
//! checkpoint; each that follows was appended by one commit. All of them in order are a lab file.
//!
//! ```text
//!   replace(base) ──►  | base |
//!   append(bytes) ──►  | base | bytes |            one transaction each, on the disk when it resolves
//!   append(bytes) ──►  | base | bytes | bytes |
//!   replace(base) ──►  | base |                    the new one and none of the old ones, or all of the old ones
//! ```
//!
//! Several tabs may show the page; one of them writes, and has a Web Lock for as long as it lives. The others read, and get
//! an event when there is more to read, and when it is their turn to write.
//!
//! The bindings are by hand, because web-sys counts the durability of a transaction and the locks as unstable.

mod database;
mod error;
mod lock;

pub use error::StorageError;

use database::{Database, Found};
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

/// What is in the store that this tab has not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// What was appended, in order; nothing if it is empty.
    Appended(Vec<Vec<u8>>),
    /// All chunks, the base first: it was replaced.
    Replaced(Vec<Vec<u8>>),
}

/// The page's store. Clones are the same store; when the last is dropped, another tab may write.
#[derive(Clone)]
pub struct Storage(Rc<Inner>);

struct Inner {
    database: Database,
    lock: Lock,
    channel: BroadcastChannel,
    _on_message: Closure<dyn Fn(Event)>,
    /// The number after that of the last chunk that this tab has read or written.
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
        Ok(Storage(Rc::new(Inner { database, lock, channel, _on_message: on_message, next: Cell::new(0.0) })))
    }

    /// Whether this tab is the one that writes.
    pub fn is_writer(&self) -> bool {
        self.0.lock.is_held()
    }

    /// All chunks in order; none if nothing was ever stored.
    ///
    /// # Errors
    /// [`StorageError::Gone`].
    pub async fn read(&self) -> Result<Vec<Vec<u8>>, StorageError> {
        let found = self.found(0.0).await?;
        Ok(found.chunks)
    }

    /// What this tab has not read yet.
    ///
    /// # Errors
    /// [`StorageError::Gone`].
    pub async fn news(&self) -> Result<News, StorageError> {
        let next = self.0.next.get();
        let Found { first, chunks } = self.found(next).await?;
        // A base that replaces has a number that no chunk appended to the old one can have.
        Ok(if first.is_none_or(|first| first == next) { News::Appended(chunks) } else { News::Replaced(chunks) })
    }

    async fn found(&self, from: f64) -> Result<Found, StorageError> {
        let found = self.0.database.read(from).await.map_err(|thrown| StorageError::from(&thrown))?;
        if let Some(first) = found.first {
            self.0.next.set(first + found.chunks.len() as f64);
        }
        Ok(found)
    }

    /// Appends a chunk. It is on the disk when this returns. One write at a time: what comes meanwhile is gathered into the
    /// next chunk by the caller, which costs one transaction for all of it.
    ///
    /// # Errors
    /// Any but [`StorageError::Refused`]; the store is then as it was. Never waits for the lock: a tab that does not write is
    /// [`StorageError::Behind`].
    pub async fn append(&self, bytes: &[u8]) -> Result<(), StorageError> {
        if self.0.next.get() == 0.0 {
            return Err(StorageError::Behind);
        }
        self.write(self.0.next.get(), bytes, false).await
    }

    /// Replaces all chunks by a base. All of it has happened when this returns.
    ///
    /// # Errors
    /// As [`Storage::append`].
    pub async fn replace(&self, base: &[u8]) -> Result<(), StorageError> {
        // One number is left out: so a tab that reads sees that this is not one more chunk.
        self.write(self.0.next.get() + 1.0, base, true).await
    }

    async fn write(&self, key: f64, bytes: &[u8], alone: bool) -> Result<(), StorageError> {
        let next = self.0.next.get();
        if !self.is_writer() {
            return Err(StorageError::Behind);
        }
        let last = (next > 0.0).then_some(next - 1.0);
        let is_written = self.0.database.add(key, last, bytes, alone).await;
        if !is_written.map_err(|thrown| StorageError::from(&thrown))? {
            return Err(StorageError::Behind);
        }
        self.0.next.set(key + 1.0);
        // Fails only for a channel that is closed.
        let _ = self.0.channel.post_message(&JsValue::UNDEFINED);
        Ok(())
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
