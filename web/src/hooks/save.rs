//! Files that are saved.

use super::steps::Pacer;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, HtmlElement, Url};

/// How long the browser has to begin with a file, in milliseconds.
const BEGIN_MS: u32 = 10_000;

/// Lets the browser save a text as a file.
pub fn save(name: &str, text: &str) {
    save_parts(name, &Array::of1(&text.into()));
}

/// Lets the browser save a file of these pieces, which are made in short steps, and calls `done` then.
pub fn save_pieces(name: String, pieces: impl Iterator<Item = Vec<u8>> + 'static, done: impl FnOnce() + 'static) {
    spawn_local(async move {
        let (parts, mut turn) = (Array::new(), Pacer::awaited());
        for piece in pieces {
            if !piece.is_empty() {
                parts.push(&Uint8Array::from(&*piece));
            }
            turn.give().await;
        }
        save_parts(&name, &parts);
        done();
    });
}

fn save_parts(name: &str, parts: &Array) {
    // No step fails in a page that has a document.
    let _ = try_save(name, parts);
}

fn try_save(name: &str, parts: &Array) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(&Blob::new_with_blob_sequence(parts)?)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link = document.create_element("a")?;
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.unchecked_into::<HtmlElement>().click();
    Timeout::new(BEGIN_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}
