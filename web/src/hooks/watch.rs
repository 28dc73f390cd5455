//! Watching a server: its lab arrives as a file that goes on as the lab does.

use crate::model::store::Action;
use crate::model::watch::{Followed, Link, Reading};
use crate::shared::Shared;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use std::cell::RefCell;
use std::rc::Rc;
use timemark_core::{LabReader, LabRecord};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ReadableStreamDefaultReader, Response};
use yew::prelude::*;

/// The name of the element by which a server's document says where its journal is.
const META: &str = "meta[name=timemark-journal]";

/// The headers of the journal: what its numbers of events count in, and the number after which it goes on.
const JOURNAL: &str = "timemark-journal";
const FROM: &str = "timemark-from";

/// How long the page waits before it tries again, in milliseconds.
const RETRY_MS: u32 = 500;

/// How long the page waits while it shows a moment of the past, in milliseconds.
const PAUSE_MS: u32 = 100;

/// How long a step may take, in milliseconds, and the most commits that are applied in one.
const STEP_MS: f64 = 8.0;
const STEP_COMMITS: usize = 128;

/// The bytes that are read in a step before the time is looked at.
const PART_BYTES: u32 = 64 * 1024;

/// A piece with fewer bytes was the last that had arrived. The page then waits for so long, in milliseconds, so that very many
/// commits are shown together.
const PIECE_BYTES: u32 = 16 * 1024;
const GATHERING_MS: u32 = 30;

/// How often the page says how much of a lab has arrived, in bytes.
const SAID_BYTES: u64 = 4 * 1024 * 1024;

/// The address of the journal of the server that the page comes from; `None` for a static page.
pub fn journal() -> Option<String> {
    let found = web_sys::window()?.document()?.query_selector(META).ok()??;
    found.get_attribute("content")
}

/// The address that the page comes from, as in `http://127.0.0.1:8000`.
pub fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Reads the journal of the server that the page comes from, if it comes from one, as fast as the page applies it. Connects
/// again when the connection is lost.
#[hook]
pub fn use_watch(dispatch: Callback<Action>, reading: Reading) {
    let latest = use_mut_ref(|| reading);
    *latest.borrow_mut() = reading;
    use_effect_with((), move |()| {
        if let Some(url) = journal() {
            spawn_local(watch(Watch { url, id: None, dispatch, latest }));
        }
    });
}

struct Watch {
    url: String,
    /// What the numbers of events count in, once a checkpoint was read.
    id: Option<String>,
    dispatch: Callback<Action>,
    latest: Rc<RefCell<Reading>>,
}

async fn watch(mut watch: Watch) {
    loop {
        // Any error is a lost connection; what was damaged on its way comes again whole.
        let _ = watch.read_stream().await;
        watch.dispatch.emit(Action::Link(Link::Lost));
        TimeoutFuture::new(RETRY_MS).await;
        watch.until_wanted().await;
    }
}

impl Watch {
    async fn until_wanted(&self) {
        while !self.latest.borrow().is_wanted {
            TimeoutFuture::new(PAUSE_MS).await;
        }
    }

    /// Reads a stream to its end.
    async fn read_stream(&mut self) -> Result<(), JsValue> {
        let url = match &self.id {
            Some(id) if !self.latest.borrow().is_broken => {
                format!("{}?from={}&journal={id}", self.url, self.latest.borrow().events)
            }
            _ => self.url.clone(),
        };
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let response: Response = JsFuture::from(window.fetch_with_str(&url)).await?.dyn_into()?;
        let stream = response.body().filter(|_| response.ok()).ok_or(JsValue::NULL)?;
        let is_resumed = response.headers().get(FROM)?.is_some();
        let id = response.headers().get(JOURNAL)?;
        let mut lab = if is_resumed { LabReader::resumed() } else { LabReader::default() };
        if is_resumed {
            self.dispatch.emit(Action::Link(Link::Live));
        } else {
            self.id = None;
        }
        let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
        let mut step = Step::new();
        let mut bytes = 0;
        loop {
            let read = JsFuture::from(reader.read()).await?;
            let piece = Reflect::get(&read, &"value".into())?;
            let Ok(piece) = piece.dyn_into::<Uint8Array>() else { return Ok(()) };
            let mut from = 0;
            while from < piece.length() {
                let until = piece.length().min(from + PART_BYTES);
                let part = piece.subarray(from, until).to_vec();
                bytes += u64::from(until - from);
                from = until;
                lab.push(&part);
                while let Some(record) = lab.read().map_err(|error| JsValue::from(error.to_string()))? {
                    match record {
                        LabRecord::Part => {}
                        LabRecord::Engine(engine) => {
                            self.dispatch.emit(Action::Opened(Shared::new(*engine)));
                            self.id.clone_from(&id);
                        }
                        LabRecord::Events(events) => step.commits.push(Followed { events, call: None }),
                        LabRecord::Call(call) => match step.commits.last_mut() {
                            Some(commit) if commit.call.is_none() => commit.call = Some(*call),
                            _ => step.commits.push(Followed { events: Vec::new(), call: Some(*call) }),
                        },
                    }
                    if step.is_full() {
                        // The last commit may still be told its call.
                        self.end_step(&mut step, true, bytes).await?;
                    }
                }
            }
            if piece.length() < PIECE_BYTES && self.id.is_some() {
                let is_torn = lab.end().is_err();
                self.end_step(&mut step, is_torn, bytes).await?;
                TimeoutFuture::new(GATHERING_MS).await;
            }
            self.until_wanted().await;
        }
    }

    /// Applies what a step has read, but not its last commit if that waits for its call, and lets the browser draw.
    ///
    /// # Errors
    /// The page cannot go on with this stream.
    async fn end_step(&self, step: &mut Step, is_waiting: bool, bytes: u64) -> Result<(), JsValue> {
        let mut commits = std::mem::take(&mut step.commits);
        let waiting = commits.pop_if(|commit| is_waiting && commit.call.is_none());
        match () {
            () if !commits.is_empty() => self.dispatch.emit(Action::Followed(Shared::new(commits))),
            () if self.id.is_none() => {
                self.dispatch.emit(Action::Link(Link::Opening { bytes: bytes - bytes % SAID_BYTES }))
            }
            () => {}
        }
        TimeoutFuture::new(0).await;
        *step = Step { commits: waiting.into_iter().collect(), ..Step::new() };
        // While a lab arrives, it is the one before that was broken.
        if self.id.is_some() && self.latest.borrow().is_broken { Err(JsValue::NULL) } else { Ok(()) }
    }
}

/// What is done without letting the browser draw.
struct Step {
    began_ms: f64,
    commits: Vec<Followed>,
}

impl Step {
    fn new() -> Step {
        Step { began_ms: now_ms(), commits: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.commits.len() >= STEP_COMMITS || now_ms() - self.began_ms >= STEP_MS
    }
}

fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}
