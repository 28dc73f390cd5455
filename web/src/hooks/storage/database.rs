//! The store in IndexedDB: values in order, each under the number that follows the one before it.

use super::StorageError;
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

/// The chunks from one number on.
pub(super) struct Found {
    /// The number of the first, if there are any.
    pub first: Option<f64>,
    /// All of them in order.
    pub chunks: Vec<Vec<u8>>,
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

    /// The chunks from the number `from` on.
    pub async fn read(&self, from: f64) -> Result<Found, JsValue> {
        let chunks = self.inner.transaction_with_str(CHUNKS)?.object_store(CHUNKS)?;
        let range = IdbKeyRange::lower_bound(&from.into())?;
        // Both in one transaction, so they are of one moment.
        let keys = chunks.get_all_keys_with_key(&range)?;
        let values = Array::from(&done(&chunks.get_all_with_key(&range)?).await?);
        let first = Array::from(&keys.result()?).get(0).as_f64();
        Ok(Found { first, chunks: values.iter().map(|value| Uint8Array::new(&value).to_vec()).collect() })
    }

    /// Adds a chunk under the number `key`, if `last` is the number of the last one; with `alone`, deletes all others. Returns
    /// whether it is on the disk: false if `last` is not the last.
    pub async fn add(&self, key: f64, last: Option<f64>, bytes: &[u8], alone: bool) -> Result<bool, JsValue> {
        let options = Object::new();
        Reflect::set(&options, &"durability".into(), &"strict".into())?;
        let transaction = self.inner.unchecked_ref::<Durable>().transaction(CHUNKS, "readwrite", &options)?;
        let ended = promise(|resolve, reject| {
            transaction.set_oncomplete(Some(resolve));
            transaction.set_onabort(Some(reject));
        });
        let chunks = transaction.object_store(CHUNKS)?;
        if last_of(&chunks, last).await? != last {
            transaction.abort()?;
            return Ok(false);
        }
        chunks.add_with_key(&Uint8Array::from(bytes), &key.into())?;
        if alone {
            chunks.delete(&IdbKeyRange::upper_bound_with_open(&key.into(), true)?.into())?;
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

/// The number of the last chunk; reads no numbers before `from`.
async fn last_of(chunks: &IdbObjectStore, from: Option<f64>) -> Result<Option<f64>, JsValue> {
    let range = IdbKeyRange::lower_bound(&from.unwrap_or(0.0).into())?;
    let keys = Array::from(&done(&chunks.get_all_keys_with_key(&range)?).await?);
    Ok(keys.at(-1).as_f64())
}

/// The result of a request, when it is there.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = promise(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    });
    match answered.await {
        Ok(_) => request.result(),
        Err(_) => Err(error_of(request)),
    }
}

fn error_of(request: &IdbRequest) -> JsValue {
    request.error().ok().flatten().map_or(JsValue::UNDEFINED, DomException::into)
}

/// A future of the event that calls one of two functions: `Err` if it is the second.
fn promise(set: impl Fn(&js_sys::Function, &js_sys::Function)) -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, reject| set(&resolve, &reject)))
}
