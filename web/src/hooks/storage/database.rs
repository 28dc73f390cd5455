//! The store in IndexedDB: values in order, each under the number that follows the one before it, and those of a base that is
//! not finished behind them.

use super::StorageError;
use crate::hooks::steps::Pacer;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};
use yew::Callback;

/// The version of the database: which object stores there are.
const VERSION: u32 = 1;

/// The object store of all chunks.
const CHUNKS: &str = "chunks";

#[wasm_bindgen]
extern "C" {
    /// An `IDBDatabase` with the method whose last parameter web-sys counts as unstable.
    type Durable;

    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Durable, store: &str, mode: &str, options: &Object) -> Result<IdbTransaction, JsValue>;
}

/// An open database. It is closed when this is dropped.
pub(super) struct Database {
    inner: IdbDatabase,
    _on_close: Closure<dyn Fn(Event)>,
}

/// The numbers that belong to one base: those of its chunks and of what is appended to it. Its first chunk has a multiple of it,
/// and the others follow without a gap; chunks behind a gap, or without a first one, are of a base that is not finished.
pub(super) const BASE_NUMBERS: f64 = 1_048_576.0;

/// So many chunks are read one by one, because those of a base are long, and the others so many at a time.
const ALONE: usize = 32;
const TOGETHER: f64 = 16.0;

/// The last of these numbers, which no chunk ever has, is that of the note.
const NOTE: f64 = BASE_NUMBERS - 1.0;

/// Which of the bases in the store is read.
#[derive(Clone, Copy)]
pub(super) enum Which {
    /// The last one that is finished. If its first chunk has still a known number, its chunks from another number on.
    Current(Option<(f64, f64)>),
    /// The one before it, which is kept as the stash.
    Stash,
}

/// The chunks that were read.
pub(super) struct Found {
    /// The number of the first of the base; 0 if there is none.
    pub first: f64,
    /// The chunks in order.
    pub chunks: Vec<Uint8Array>,
    /// The note of the last write.
    pub note: Vec<u8>,
    /// Whether another base is finished before this one.
    pub has_stash: bool,
}

/// What one transaction does.
pub(super) enum Write<'a> {
    /// Adds a chunk behind the last of a base, if it has any bytes, and replaces its note.
    Append { first: f64, key: f64, commit: Commit<'a> },
    /// Adds a part of the unfinished base whose first has that number. Its second part replaces whatever was unfinished.
    Add { first: f64, key: f64, bytes: &'a [u8] },
    /// Adds the first part of an unfinished base, and deletes what was unfinished behind it.
    Finish { key: f64, next: f64, commit: Commit<'a> },
}

/// The part of a write that changes what counts.
pub(super) struct Commit<'a> {
    pub bytes: &'a [u8],
    pub note: &'a [u8],
    /// Chunks that are deleted: from one number up to another, which is not among them.
    pub gone: (f64, f64),
}

impl Database {
    /// Opens the database, and makes it if there is none. `gone` is called when the browser closes it.
    pub async fn open(name: &str, gone: Callback<()>) -> Result<Database, StorageError> {
        let factory = web_sys::window().and_then(|window| window.indexed_db().ok().flatten());
        let factory = factory.ok_or_else(|| StorageError::Refused("it has no IndexedDB.".to_owned()))?;
        let request = factory.open_with_u32(name, VERSION).map_err(|thrown| StorageError::of_opening(&thrown))?;
        let upgraded = request.clone();
        let upgrade = Closure::<dyn FnMut()>::once(move || {
            let database = upgraded.result().map(JsCast::unchecked_into::<IdbDatabase>);
            // If it fails, opening fails too.
            let _ = database.and_then(|database| database.create_object_store(CHUNKS));
        });
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let opened = promise(|resolve, reject| {
            request.set_onsuccess(Some(resolve));
            request.set_onerror(Some(reject));
            request.set_onblocked(Some(reject));
        });
        if let Err(event) = opened.await {
            let is_blocked = event.dyn_ref::<Event>().is_some_and(|event| event.type_() == "blocked");
            return Err(if is_blocked { StorageError::Blocked } else { StorageError::of_opening(&error_of(&request)) });
        }
        let inner: IdbDatabase = request.result().map_err(|thrown| StorageError::of_opening(&thrown))?.unchecked_into();
        let closed = inner.clone();
        let on_close = Closure::<dyn Fn(Event)>::new(move |_| {
            // For a tab with a newer version, which waits until this one has closed it.
            closed.close();
            gone.emit(());
        });
        inner.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        inner.set_onversionchange(Some(on_close.as_ref().unchecked_ref()));
        Ok(Database { inner, _on_close: on_close })
    }

    /// The chunks of a base.
    pub async fn read(&self, which: Which) -> Result<Found, JsValue> {
        // All in one transaction, so they are of one moment.
        let chunks = self.inner.transaction_with_str(CHUNKS)?.object_store(CHUNKS)?;
        let keys = Array::from(&done(&chunks.get_all_keys()?).await?);
        let keys: Vec<f64> = keys.iter().filter_map(|key| key.as_f64()).collect();
        let mut bases = keys.iter().copied().filter(|key| key % BASE_NUMBERS == 0.0).rev();
        let (current, stash) = (bases.next(), bases.next());
        let (first, known) = match which {
            Which::Current(known) => (current, known.filter(|(known, _)| Some(*known) == current)),
            Which::Stash => (stash, None),
        };
        let mut found =
            Found { first: first.unwrap_or(0.0), chunks: Vec::new(), note: Vec::new(), has_stash: stash.is_some() };
        let Some(first) = first else { return Ok(found) };
        let last = keys
            .iter()
            .filter(|key| **key >= first)
            .fold(first, |last, key| if *key == last + 1.0 { *key } else { last });
        let mut from = known.map_or(first, |(_, from)| from);
        let mut asked = Vec::new();
        while from <= last {
            let count = if asked.len() < ALONE { 1.0 } else { TOGETHER };
            let range = IdbKeyRange::bound(&from.into(), &last.min(from + count - 1.0).into())?;
            let request = chunks.get_all_with_key(&range)?;
            asked.push((answered(&request), request));
            from += count;
        }
        let note = chunks.get(&(first + NOTE).into())?;
        let noted = answered(&note);
        let mut turn = Pacer::awaited();
        for (answered, request) in asked {
            answered.await.map_err(|_| error_of(&request))?;
            found.chunks.extend(Array::from(&request.result()?).iter().map(JsCast::unchecked_into::<Uint8Array>));
            turn.give().await;
        }
        // A page of an earlier version has written none.
        noted.await.map_err(|_| error_of(&note))?;
        found.note = note.result()?.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default();
        Ok(found)
    }

    /// Does what a transaction does, if `last` is the number of the last chunk. Returns whether it is on the disk: false if
    /// `last` is not the last.
    pub async fn write(&self, last: Option<f64>, write: Write<'_>) -> Result<bool, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let transaction = self.inner.unchecked_ref::<Durable>().transaction(CHUNKS, "readwrite", &options)?;
        let ended = promise(|resolve, reject| {
            transaction.set_oncomplete(Some(resolve));
            transaction.set_onabort(Some(reject));
        });
        let chunks = transaction.object_store(CHUNKS)?;
        // What is appended meanwhile is no concern of a part.
        if !matches!(write, Write::Add { .. }) && !is_last(&chunks, last).await? {
            transaction.abort()?;
            return Ok(false);
        }
        if let Err(thrown) = put(&chunks, write) {
            // What was asked for before it must not be done alone.
            transaction.abort()?;
            return Err(thrown);
        }
        match ended.await {
            Ok(_) => Ok(true),
            Err(_) => Err(transaction.error().map_or(JsValue::UNDEFINED, DomException::into)),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.inner.set_onclose(None);
        self.inner.set_onversionchange(None);
        self.inner.close();
    }
}

/// Asks for what a write changes.
fn put(chunks: &IdbObjectStore, write: Write<'_>) -> Result<(), JsValue> {
    let delete = |from: f64, to: f64| {
        chunks
            .delete(&IdbKeyRange::bound_with_lower_open_and_upper_open(&from.into(), &to.into(), false, true)?.into())
            .map(drop)
    };
    let add = |key: f64, bytes: &[u8]| chunks.add_with_key(&Uint8Array::from(bytes), &key.into()).map(drop);
    let (first, key, commit) = match write {
        Write::Add { first, key, bytes } => {
            if key == first + 1.0 {
                delete(first, f64::INFINITY)?;
            }
            return add(key, bytes);
        }
        Write::Append { first, key, commit } => (first, key, commit),
        Write::Finish { key, next, commit } => {
            delete(next, f64::INFINITY)?;
            (key, key, commit)
        }
    };
    let (from, to) = commit.gone;
    if from < to {
        delete(from, to)?;
    }
    if !commit.bytes.is_empty() {
        add(key, commit.bytes)?;
    }
    chunks.put_with_key(&Uint8Array::from(commit.note), &(first + NOTE).into()).map(drop)
}

/// Whether `last` is the number of the last chunk, behind which there may be an unfinished base; `None` is no base.
async fn is_last(chunks: &IdbObjectStore, last: Option<f64>) -> Result<bool, JsValue> {
    let range = IdbKeyRange::lower_bound(&last.unwrap_or(0.0).into())?;
    let keys = Array::from(&done(&chunks.get_all_keys_with_key(&range)?).await?);
    let mut keys = keys.iter().filter_map(|key| key.as_f64());
    Ok(match last {
        Some(last) => keys.next() == Some(last) && keys.next() != Some(last + 1.0),
        None => keys.all(|key| key % BASE_NUMBERS != 0.0),
    })
}

/// The result of a request, when it is there.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    match answered(request).await {
        Ok(_) => request.result(),
        Err(_) => Err(error_of(request)),
    }
}

/// A future of the answer to a request.
fn answered(request: &IdbRequest) -> JsFuture {
    promise(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    })
}

fn error_of(request: &IdbRequest) -> JsValue {
    request.error().ok().flatten().map_or(JsValue::UNDEFINED, DomException::into)
}

/// A future of the event that calls one of two functions: `Err` if it is the second.
fn promise(set: impl Fn(&js_sys::Function, &js_sys::Function)) -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, reject| set(&resolve, &reject)))
}
