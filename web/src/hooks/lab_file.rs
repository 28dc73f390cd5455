//! Lab files that are chosen or dropped, read in short steps.

use super::file::dropped;
use super::steps::Pacer;
use crate::model::history::{History, Reading};
use crate::shared::Shared;
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

/// The bytes that are taken from a file at once.
const CHUNK_BYTES: f64 = 1024.0 * 1024.0;

/// The opening of lab files.
#[derive(Clone, Debug, PartialEq)]
pub struct LabFile {
    /// What is going on.
    pub progress: LabFileProgress,
    /// For an `<input>`'s change event.
    pub onchange: Callback<Event>,
    /// For a drop event.
    pub ondrop: Callback<DragEvent>,
}

/// How far the opening of a file is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LabFileProgress {
    /// No file is being read.
    #[default]
    None,
    /// So many per cent are read.
    Reading(u8),
    /// The file was not opened; nothing has changed.
    Failed {
        /// The file's name.
        name: String,
        /// Why it was not opened.
        problem: String,
    },
}

/// Reads a file that is chosen or dropped, and emits its history to `done`. Calls `dropping` when a dropped file is about to
/// be read.
#[hook]
pub fn use_lab_file(dropping: Callback<()>, done: Callback<Shared<History>>) -> LabFile {
    let progress = use_state(LabFileProgress::default);
    let read = {
        let progress = progress.setter();
        use_callback(done, move |file: File, done: &Callback<Shared<History>>| {
            let (progress, done, name) = (progress.clone(), done.clone(), file.name());
            progress.set(LabFileProgress::Reading(0));
            spawn_local(async move {
                let percent = progress.clone();
                match read(file, |read| percent.set(LabFileProgress::Reading(read))).await {
                    Ok(history) => {
                        progress.set(LabFileProgress::None);
                        done.emit(Shared::new(history));
                    }
                    Err(problem) => progress.set(LabFileProgress::Failed { name, problem }),
                }
            });
        })
    };
    let onchange = {
        let read = read.clone();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                // So that the same file can be chosen again.
                input.set_value("");
                read.emit(file);
            }
        })
    };
    let ondrop = Callback::from(move |event: DragEvent| {
        if let Some(file) = dropped(&event) {
            dropping.emit(());
            read.emit(file);
        }
    });
    LabFile { progress: (*progress).clone(), onchange, ondrop }
}

async fn read(file: File, percent: impl Fn(u8)) -> Result<History, String> {
    let (mut reading, mut turn, mut from, size) = (Reading::default(), Pacer::awaited(), 0.0, file.size());
    while from < size {
        let chunk = file.slice_with_f64_and_f64(from, (from + CHUNK_BYTES).min(size));
        let buffer = match chunk {
            Ok(chunk) => JsFuture::from(chunk.array_buffer()).await,
            Err(thrown) => Err(thrown),
        };
        let buffer = buffer.map_err(|_| "The browser cannot read it.".to_owned())?;
        reading.push(&Uint8Array::new(&buffer).to_vec());
        from += CHUNK_BYTES;
        read_on(&mut reading, &mut turn, |bytes| percent((100.0 * bytes as f64 / size) as u8)).await?;
    }
    reading.finish().map_err(|error| error.to_string())
}

/// Reads what has arrived, in steps between which the browser may draw.
///
/// # Errors
/// A sentence about why the file is not opened.
async fn read_on(reading: &mut Reading, turn: &mut Pacer, progress: impl Fn(u64)) -> Result<(), String> {
    while reading.step().map_err(|error| error.to_string())? {
        if turn.give().await {
            progress(reading.bytes());
        }
    }
    Ok(())
}

/// The history of a lab file in pieces, read in steps, and the number of bytes of its checkpoint.
///
/// # Errors
/// A sentence about why the file is not opened.
pub async fn history_of(chunks: &[Uint8Array]) -> Result<(History, usize), String> {
    let (mut reading, mut turn) = (Reading::default(), Pacer::awaited());
    for chunk in chunks {
        reading.push(&chunk.to_vec());
        // A chunk may be less than a task's work.
        read_on(&mut reading, &mut turn, |_| ()).await?;
    }
    // What the last step has begun is done in another task than what follows.
    TimeoutFuture::new(0).await;
    let base_bytes = reading.base_bytes() as usize;
    reading.finish().map(|history| (history, base_bytes)).map_err(|error| error.to_string())
}
