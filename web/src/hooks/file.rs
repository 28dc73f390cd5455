//! Files that somebody chooses or drops.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, File, FileReader, HtmlInputElement};
use yew::prelude::*;

/// A file that was read, or why it was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// What it is called.
    pub name: String,
    /// Its text.
    pub text: Result<String, String>,
}

/// The file that was dropped; the browser would open it otherwise.
fn dropped(event: &DragEvent) -> Option<File> {
    event.prevent_default();
    event.data_transfer()?.files()?.get(0)
}

/// What reads a file that was chosen in an `<input>` or dropped. Larger ones, in **bytes**, are refused unread.
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
    // It fails only for a reader that is busy, and this one is new.
    let _ = reader.read_as_text(file);
}
