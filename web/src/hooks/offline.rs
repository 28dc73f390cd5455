//! The page without a network.

use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

/// The service worker that `cargo xtask build` writes, which keeps the files of the page.
const WORKER: &str = "./service-worker.js";

/// The names of this machine. What is served there is a developer's, who changes it, or of a server that is there anyway; and
/// other programs use the same address at other times.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Has the browser keep the page for when there is no network, once `is_usable`: it then asks for all files again, which
/// would be in the way of the start. Not on this machine's own addresses.
#[hook]
pub fn use_offline(is_usable: bool) {
    use_effect_with(is_usable, |&is_usable| {
        let window = web_sys::window().filter(|_| is_usable);
        let Some(window) = window.filter(|window| {
            window.is_secure_context()
                && window.location().hostname().is_ok_and(|host| !LOOPBACK.contains(&host.as_str()))
        }) else {
            return;
        };
        let registered = window.navigator().service_worker().register(WORKER);
        spawn_local(async move {
            // Where it fails, as in some private windows, the page works as long as there is a network.
            let _ = JsFuture::from(registered).await;
        });
    });
}
