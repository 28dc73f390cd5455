//! Files that are chosen or dropped.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, File, FileReader, HtmlInputElement};
use yew::prelude::*;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its name.
    pub name: String,
    /// Its text, or a sentence about why it was not read.
    pub text: Result<String, String>,
}

/// The file of a drop event; keeps the browser from opening it.
fn dropped(event: &DragEvent) -> Option<File> {
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
    let Ok(reader) = FileReader::new() else { return };
    let own = reader.clone();
    let ended = Closure::once_into_js(move || {
        let text = own.result().ok().and_then(|result| result.as_string());
        let text = text.ok_or_else(|| format!("{name} cannot be read."));
        done.emit(FileRead { name, text });
    });
    reader.set_onloadend(Some(ended.unchecked_ref()));
    // Fails only for a reader that is busy; this one is new.
    let _ = reader.read_as_text(file);
}
