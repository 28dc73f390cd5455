//! Files that are saved.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, HtmlElement, Url};

/// How long the browser has to begin with a file, in milliseconds.
const BEGIN_MS: u32 = 10_000;

/// Lets the browser save a text as a file.
pub fn save(name: &str, text: &str) {
    save_part(name, &text.into());
}

/// Lets the browser save bytes as a file.
pub fn save_bytes(name: &str, bytes: &[u8]) {
    save_part(name, &Uint8Array::from(bytes));
}

fn save_part(name: &str, part: &JsValue) {
    // No step fails in a page that has a document.
    let _ = try_save(name, part);
}

fn try_save(name: &str, part: &JsValue) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(&Blob::new_with_blob_sequence(&Array::of1(part))?)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link = document.create_element("a")?;
    link.set_attribute("href", &url)?;
    link.set_attribute("download", name)?;
    link.unchecked_into::<HtmlElement>().click();
    Timeout::new(BEGIN_MS, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}
