//! Files that are chosen or dropped.

use crate::shared::Shared;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Blob, ClipboardEvent, DragEvent, File, FileReader, HtmlInputElement};
use yew::prelude::*;

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRead {
    /// Its name.
    pub name: String,
    /// Its text, or a sentence about why it was not read.
    pub text: Result<Shared<String>, String>,
}

/// The file of a drop event; keeps the browser from opening it.
pub(super) fn dropped(event: &DragEvent) -> Option<File> {
    event.prevent_default();
    event.data_transfer()?.files()?.get(0)
}

/// The callbacks for an `<input>`'s change event and for a drop event: they read the file and emit it to `done`. A file
/// of more than `bytes_max` bytes is refused unread.
#[hook]
pub fn use_file(bytes_max: u64, done: Callback<FileRead>) -> (Callback<Event>, Callback<DragEvent>) {
    let read = use_callback(done, move |file: File, done: &Callback<FileRead>| read(&file, bytes_max, done.clone()));
    let chosen = {
        let read = read.clone();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            if let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) {
                read.emit(file);
            }
        })
    };
    let ondrop = Callback::from(move |event: DragEvent| {
        if let Some(file) = dropped(&event) {
            read.emit(file);
        }
    });
    (chosen, ondrop)
}

fn read(file: &File, bytes_max: u64, done: Callback<FileRead>) {
    let name = file.name();
    if file.size() > bytes_max as f64 {
        let problem = format!("{name} is larger than {} MB: cut it into parts.", bytes_max / (1024 * 1024));
        return done.emit(FileRead { name, text: Err(problem) });
    }
    let bytes = Vec::with_capacity(file.size() as usize);
    read_on(file.clone(), bytes, done);
}

/// The bytes that are taken from a file at once: all of a large one would keep the browser from drawing.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;

/// Reads the rest of a file, of which `bytes` are read.
fn read_on(file: File, mut bytes: Vec<u8>, done: Callback<FileRead>) {
    let Ok(reader) = FileReader::new() else { return };
    let (from, until) = (bytes.len() as f64, (bytes.len() + CHUNK_BYTES) as f64);
    let blob: &Blob = &file;
    let Ok(chunk) = blob.slice_with_f64_and_f64(from, until) else { return };
    let own = reader.clone();
    let ended = Closure::once_into_js(move || {
        let name = file.name();
        let Some(chunk) = own.result().ok().and_then(|result| result.dyn_into::<ArrayBuffer>().ok()) else {
            let text = Err(format!("{name} cannot be read."));
            return done.emit(FileRead { name, text });
        };
        bytes.extend(Uint8Array::new(&chunk).to_vec());
        if (bytes.len() as f64) < file.size() && chunk.byte_length() > 0 {
            return read_on(file, bytes, done);
        }
        let text =
            String::from_utf8(bytes).unwrap_or_else(|wrong| String::from_utf8_lossy(wrong.as_bytes()).into_owned());
        done.emit(FileRead { name, text: Ok(Shared::new(text)) });
    });
    reader.set_onloadend(Some(ended.unchecked_ref()));
    // Fails only for a reader that is busy; this one is new.
    let _ = reader.read_as_array_buffer(&chunk);
}

/// The callback for the paste event of a field. A text of more than `bytes_max` bytes does not go into the field, which
/// would take the browser long: it is emitted to `done` as a file is.
#[hook]
pub fn use_long_paste(bytes_max: usize, done: Callback<FileRead>) -> Callback<Event> {
    use_callback(done, move |event: Event, done: &Callback<FileRead>| {
        let pasted = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        let text = pasted.and_then(|data| data.get_data("text/plain").ok()).unwrap_or_default();
        if text.len() > bytes_max {
            event.prevent_default();
            done.emit(FileRead { name: "The pasted text".to_owned(), text: Ok(Shared::new(text)) });
        }
    })
}
