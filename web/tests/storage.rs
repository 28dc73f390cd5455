//! The page's store in a real browser: `wasm-pack test --headless --chrome web --test storage`. Two stores of one name stand
//! for two tabs: the browser gives the lock to one of them, and each hears of what the other writes.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::cell::RefCell;
use std::rc::Rc;
use timemark_web::hooks::storage::{News, Storage, StorageError, StorageEvent, keep};
use timemark_web::model::storing::Stash;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use yew::Callback;

wasm_bindgen_test_configure!(run_in_browser);

/// A tab: its store, and the events that it received.
struct Tab {
    storage: Storage,
    events: Rc<RefCell<Vec<StorageEvent>>>,
}

impl Tab {
    async fn open(name: &str) -> Tab {
        let events = Rc::<RefCell<Vec<StorageEvent>>>::default();
        let listener = events.clone();
        let storage = Storage::open(name, Callback::from(move |event| listener.borrow_mut().push(event))).await;
        Tab { storage: storage.expect("this browser has a store"), events }
    }

    /// All chunks in order.
    async fn read(&self) -> Result<Vec<Vec<u8>>, StorageError> {
        let stored = self.storage.read().await?;
        Ok(stored.chunks.iter().map(|chunk| chunk.to_vec()).collect())
    }

    /// The note, and the chunks of the stash.
    async fn beside(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), StorageError> {
        let stored = self.storage.read().await?;
        let stash: Vec<_> = self.storage.stash().await?.iter().map(|chunk| chunk.to_vec()).collect();
        assert_eq!(stored.has_stash, !stash.is_empty());
        Ok((stored.note, stash))
    }

    async fn append(&self, bytes: &[u8]) -> Result<(), StorageError> {
        self.storage.append(bytes, &[], Stash::Kept).await
    }

    /// Makes a base of two parts the one that counts.
    async fn finish(&self, parts: [&[u8]; 2], note: &[u8], stash: Stash) -> Result<(), StorageError> {
        let mut draft = self.storage.draft();
        self.storage.add(&mut draft, parts[1]).await?;
        self.storage.finish(draft, parts[0], note, stash).await
    }

    /// Waits for an event, and returns all that came.
    async fn events(&self) -> Vec<StorageEvent> {
        for _ in 0..100 {
            if !self.events.borrow().is_empty() {
                break;
            }
            pause().await;
        }
        self.events.take()
    }
}

async fn pause() {
    gloo_timers::future::TimeoutFuture::new(20).await;
}

/// Runs a script in the page.
fn run(script: &str) {
    js_sys::Function::new_no_args(script).call0(&wasm_bindgen::JsValue::UNDEFINED).expect("a script that runs");
}

#[wasm_bindgen_test]
async fn chunks_come_back_in_order() {
    let tab = Tab::open("order").await;
    assert!(tab.storage.is_writer());
    assert_eq!(tab.read().await, Ok(vec![]));
    assert_eq!(tab.append(b"early").await, Err(StorageError::Behind), "there is no base");
    assert_eq!(tab.storage.replace(b"base").await, Ok(()));
    for number in 0..40_u8 {
        assert_eq!(tab.append(&[number]).await, Ok(()));
    }
    let mut expected = vec![b"base".to_vec()];
    expected.extend((0..40_u8).map(|number| vec![number]));
    assert_eq!(tab.read().await, Ok(expected.clone()));
    drop(tab);

    let tab = Tab::open("order").await;
    assert_eq!(tab.read().await, Ok(expected));
    assert_eq!(tab.append(b"next").await, Ok(()));
    assert_eq!(tab.storage.replace(b"new base").await, Ok(()));
    assert_eq!(tab.append(b"first").await, Ok(()));
    assert_eq!(tab.read().await, Ok(vec![b"new base".to_vec(), b"first".to_vec()]));
    assert_eq!(tab.events.take(), vec![], "a tab hears nothing of its own writes");
}

#[wasm_bindgen_test]
async fn one_tab_writes_and_the_other_takes_over_when_it_goes() {
    let first = Tab::open("two tabs").await;
    assert_eq!(first.storage.replace(b"base").await, Ok(()));
    let second = Tab::open("two tabs").await;
    assert_eq!((first.storage.is_writer(), second.storage.is_writer()), (true, false));
    assert_eq!(second.read().await, Ok(vec![b"base".to_vec()]));
    assert_eq!(second.append(b"no").await, Err(StorageError::Behind));

    assert_eq!(first.append(b"one").await, Ok(()));
    assert_eq!(second.events().await, vec![StorageEvent::Changed]);
    assert_eq!(second.storage.news().await, Ok(News::Appended(vec![b"one".to_vec()])));
    assert_eq!(second.storage.news().await, Ok(News::Appended(vec![])));
    assert_eq!(first.storage.replace(b"anew").await, Ok(()));
    assert_eq!(first.append(b"two").await, Ok(()));
    assert_eq!(second.events().await.first(), Some(&StorageEvent::Changed));
    assert_eq!(second.storage.news().await, Ok(News::Replaced(vec![b"anew".to_vec(), b"two".to_vec()])));

    assert_eq!(first.append(b"last").await, Ok(()));
    drop(first);
    while !second.storage.is_writer() {
        pause().await;
    }
    assert!(second.events.take().contains(&StorageEvent::MayWrite));
    assert_eq!(second.append(b"blind").await, Err(StorageError::Behind), "it has not read the last");
    assert_eq!(second.storage.replace(b"blind").await, Err(StorageError::Behind));
    assert_eq!(second.storage.news().await, Ok(News::Appended(vec![b"last".to_vec()])));
    assert_eq!(second.append(b"mine").await, Ok(()));
    let all = [b"anew".as_slice(), b"two", b"last", b"mine"].map(<[u8]>::to_vec);
    assert_eq!(second.read().await, Ok(all.to_vec()));
}

#[wasm_bindgen_test]
async fn a_base_is_drafted_beside_what_is_stored() {
    let first = Tab::open("draft").await;
    // Nothing is there until the first base is finished.
    let mut draft = first.storage.draft();
    assert_eq!(first.storage.add(&mut draft, b"b").await, Ok(()));
    assert_eq!(first.read().await, Ok(vec![]));
    let mut draft = first.storage.draft();
    assert_eq!(first.storage.add(&mut draft, b"B").await, Ok(()));
    assert_eq!(first.storage.finish(draft, b"A", &[], Stash::Dropped).await, Ok(()));
    let all = |chunks: &[&[u8]]| chunks.iter().map(|chunk| chunk.to_vec()).collect::<Vec<_>>();
    assert_eq!(first.read().await, Ok(all(&[b"A", b"B"])));
    let second = Tab::open("draft").await;
    assert_eq!(second.read().await, Ok(all(&[b"A", b"B"])));
    // What is appended meanwhile is of the base that counts.
    let mut draft = first.storage.draft();
    assert_eq!(first.storage.add(&mut draft, b"two").await, Ok(()));
    assert_eq!(first.append(b"C").await, Ok(()));
    assert_eq!(first.storage.add(&mut draft, b"three").await, Ok(()));
    assert_eq!(second.storage.news().await, Ok(News::Appended(all(&[b"C"]))));
    assert_eq!(first.read().await, Ok(all(&[b"A", b"B", b"C"])));
    assert_eq!(first.append(b"D").await, Ok(()));
    assert_eq!(second.storage.news().await, Ok(News::Appended(all(&[b"D"]))));
    assert_eq!(first.storage.finish(draft, b"one", &[], Stash::Dropped).await, Ok(()));
    assert_eq!(first.append(b"four").await, Ok(()));
    assert_eq!(second.storage.news().await, Ok(News::Replaced(all(&[b"one", b"two", b"three", b"four"]))));
    // A tab that goes leaves its draft behind, and the next one writes over it.
    let mut left = first.storage.draft();
    for part in [b"x", b"y", b"z"] {
        assert_eq!(first.storage.add(&mut left, part).await, Ok(()));
    }
    drop(first);
    while !second.storage.is_writer() {
        pause().await;
    }
    assert_eq!(second.read().await, Ok(all(&[b"one", b"two", b"three", b"four"])));
    assert_eq!(second.append(b"five").await, Ok(()));
    let mut draft = second.storage.draft();
    assert_eq!(second.storage.add(&mut draft, b"2").await, Ok(()));
    assert_eq!(second.storage.finish(draft, b"1", &[], Stash::Dropped).await, Ok(()));
    assert_eq!(second.read().await, Ok(all(&[b"1", b"2"])));
}

#[wasm_bindgen_test]
async fn a_base_that_counted_is_kept_as_the_stash_or_deleted() {
    let tab = Tab::open("stash").await;
    let all = |chunks: &[&[u8]]| chunks.iter().map(|chunk| chunk.to_vec()).collect::<Vec<_>>();
    assert_eq!(tab.finish([b"A", b"B"], b"first", Stash::Dropped).await, Ok(()));
    assert_eq!(tab.beside().await, Ok((b"first".to_vec(), vec![])));
    // A note alone is no chunk.
    assert_eq!(tab.storage.append(b"", b"second", Stash::Kept).await, Ok(()));
    assert_eq!(tab.append(b"C").await, Ok(()));
    assert_eq!(tab.storage.append(b"", b"third", Stash::Kept).await, Ok(()));
    assert_eq!(tab.read().await, Ok(all(&[b"A", b"B", b"C"])));
    assert_eq!(tab.finish([b"D", b"E"], b"", Stash::Former).await, Ok(()));
    assert_eq!(tab.read().await, Ok(all(&[b"D", b"E"])));
    assert_eq!(tab.beside().await, Ok((vec![], all(&[b"A", b"B", b"C"]))));
    // It stays while others are written, and appended to.
    assert_eq!(tab.append(b"F").await, Ok(()));
    let mut left = tab.storage.draft();
    assert_eq!(tab.storage.add(&mut left, b"x").await, Ok(()));
    assert_eq!(tab.storage.add(&mut left, b"y").await, Ok(()));
    let other = Tab::open("stash").await;
    assert_eq!(other.read().await, Ok(all(&[b"D", b"E", b"F"])));
    assert_eq!(other.beside().await, Ok((vec![], all(&[b"A", b"B", b"C"]))));
    assert_eq!(tab.finish([b"G", b"H"], b"fourth", Stash::Kept).await, Ok(()));
    assert_eq!(tab.read().await, Ok(all(&[b"G", b"H"])));
    assert_eq!(tab.beside().await, Ok((b"fourth".to_vec(), all(&[b"A", b"B", b"C"]))));
    // There is one at a time.
    assert_eq!(tab.finish([b"I", b"J"], b"", Stash::Former).await, Ok(()));
    assert_eq!(tab.beside().await, Ok((vec![], all(&[b"G", b"H"]))));
    assert_eq!(tab.storage.append(b"K", b"", Stash::Dropped).await, Ok(()));
    assert_eq!(tab.beside().await, Ok((vec![], vec![])));
    assert_eq!(tab.finish([b"L", b"M"], b"", Stash::Former).await, Ok(()));
    assert_eq!(tab.finish([b"N", b"O"], b"", Stash::Dropped).await, Ok(()));
    assert_eq!((tab.read().await, tab.beside().await), (Ok(all(&[b"N", b"O"])), Ok((vec![], vec![]))));
}

#[wasm_bindgen_test]
async fn a_tab_that_goes_while_it_waits_is_passed_over() {
    let first = Tab::open("waiting").await;
    let second = Tab::open("waiting").await;
    let third = Tab::open("waiting").await;
    drop(second);
    drop(first);
    assert_eq!(third.events().await, vec![StorageEvent::MayWrite]);
    assert!(third.storage.is_writer());
}

#[wasm_bindgen_test]
async fn writes_ask_for_the_disk_and_not_for_the_cache() {
    let tab = Tab::open("durable").await;
    run("globalThis.asked = []; const own = globalThis.own = IDBDatabase.prototype.transaction;
         IDBDatabase.prototype.transaction = function (...parameters) {
             const transaction = own.apply(this, parameters);
             asked.push(`${transaction.mode} ${transaction.durability}`);
             return transaction;
         };");
    assert_eq!(tab.storage.replace(b"base").await, Ok(()));
    assert_eq!(tab.append(b"one").await, Ok(()));
    run("IDBDatabase.prototype.transaction = own;
         if (asked.join() !== 'readwrite strict,readwrite strict') throw new Error(asked);");
}

#[wasm_bindgen_test]
async fn a_write_that_fails_has_changed_nothing() {
    let tab = Tab::open("full").await;
    assert_eq!(tab.storage.replace(b"base").await, Ok(()));
    run("globalThis.own = IDBObjectStore.prototype.add;
         IDBObjectStore.prototype.add = function () { throw new DOMException('full', 'QuotaExceededError'); };");
    let (appended, replaced) = (tab.append(b"one").await, tab.storage.replace(b"new").await);
    run("IDBObjectStore.prototype.add = own;");
    assert_eq!((appended, replaced), (Err(StorageError::Quota), Err(StorageError::Quota)));
    // When the transaction fails and not the request.
    run("globalThis.own = IDBObjectStore.prototype.delete;
         IDBObjectStore.prototype.delete = function () { this.transaction.abort(); };");
    let replaced = tab.storage.replace(b"new").await;
    run("IDBObjectStore.prototype.delete = own;");
    assert!(matches!(replaced, Err(StorageError::Gone(_))), "{replaced:?}");
    assert_eq!(tab.read().await, Ok(vec![b"base".to_vec()]));
    assert_eq!(tab.append(b"two").await, Ok(()));
    assert_eq!(tab.read().await, Ok(vec![b"base".to_vec(), b"two".to_vec()]));
}

#[wasm_bindgen_test]
async fn a_store_that_is_deleted_says_so() {
    let tab = Tab::open("deleted").await;
    assert_eq!(tab.storage.replace(b"base").await, Ok(()));
    run("indexedDB.deleteDatabase('deleted');");
    assert_eq!(tab.events().await, vec![StorageEvent::Gone]);
    let appended = tab.append(b"one").await;
    assert!(matches!(appended, Err(StorageError::Gone(_))), "{appended:?}");
}

#[wasm_bindgen_test]
async fn a_browser_that_keeps_nothing_is_reported_in_words() {
    run("Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });");
    let without_locks = Storage::open("none", Callback::noop()).await.err();
    run("delete navigator.locks; globalThis.own = IDBFactory.prototype.open;
         IDBFactory.prototype.open = function () { throw new DOMException('not in this window', 'SecurityError'); };");
    let refused = Storage::open("none", Callback::noop()).await.err();
    run("IDBFactory.prototype.open = own;");
    let words = |error: Option<StorageError>| error.map(|error| error.to_string());
    let sentence = |why: &str| Some(format!("This browser keeps nothing for this page: {why}"));
    assert_eq!(words(without_locks), sentence("it has no locks between tabs here."));
    assert_eq!(words(refused), sentence("not in this window"));
    // The answer is the browser's; asking must not fail.
    keep().await;
}
