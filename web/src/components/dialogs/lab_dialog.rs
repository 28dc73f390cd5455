//! The lab as a file, and the way to its link.

use crate::components::controls::Modal;
use crate::format;
use crate::hooks::{LabFile, LabFileProgress, on, save_pieces, use_dispatch};
use crate::model::history::History;
use crate::model::store::Action;
use crate::shared::Shared;
use yew::prelude::*;

/// The properties of [`LabDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct LabDialogProps {
    /// The history that is shown.
    pub history: Shared<History>,
    /// The opening of a file.
    pub file: LabFile,
    /// Whether the lab is a server's, which nothing here replaces.
    pub is_watching: bool,
}

/// Buttons that save the lab as a file, make its link, open a file, and begin anew.
#[component]
pub fn LabDialog(LabDialogProps { history, file, is_watching }: &LabDialogProps) -> Html {
    let dispatch = use_dispatch();
    let is_saving = use_state(|| false);
    let save = {
        let (history, is_saving) = (history.clone(), is_saving.setter());
        move |_: MouseEvent| {
            is_saving.set(true);
            let saved = is_saving.clone();
            save_pieces(file_name(&history), history.save(), move || saved.set(false));
        }
    };
    let calls = history.done() - history.first();
    html! {
        <Modal title="Lab">
            <section class="field">
                <h3>{ "Save file" }</h3>
                <p class="quiet">
                    { format!(
                        "Everything up to {}, with {} to undo. This page opens it, and so does a server.",
                        format::date_and_clock(history.now()),
                        format::count(calls as u64, "call"),
                    ) }
                </p>
                <div class="buttons">
                    <button type="button" onclick={save} disabled={*is_saving}>
                        { if *is_saving { "Saving…" } else { "Save file" } }
                    </button>
                </div>
            </section>
            if !is_watching {
                <section class="field">
                    <h3>{ "Link" }</h3>
                    <p class="quiet">{ "The calls of a small lab as a link, which opens it elsewhere." }</p>
                    <div class="buttons">
                        <button type="button" onclick={on::<MouseEvent>(&dispatch, Action::ShareLink)}>{ "Link…" }</button>
                    </div>
                </section>
                <section class="field">
                    <h3 id="lab-open">{ "Open file" }</h3>
                    <p class="quiet" id="lab-file-about">
                        { "A .timemark file that this page, a server or a test has saved. It can also be dropped onto the page. What \
                           you have is set aside, and can be taken back." }
                    </p>
                    <input
                        id="lab-file"
                        type="file"
                        accept=".timemark"
                        aria-labelledby="lab-open"
                        aria-describedby="lab-file-about"
                        onchange={file.onchange.clone()}
                    />
                    if let LabFileProgress::Reading(percent) = &file.progress {
                        <progress max="100" value={percent.to_string()} aria-label="Reading the file" />
                    }
                    if let LabFileProgress::Failed { name, problem } = &file.progress {
                        <p class="wrong" role="alert"><b>{ name }</b>{ " was not opened. " }{ problem }{ "." }</p>
                    }
                </section>
                <section class="field">
                    <h3>{ "New" }</h3>
                    <p class="quiet">{ "An empty lab. What you have is set aside, and can be taken back." }</p>
                    <div class="buttons">
                        <button type="button" onclick={on::<MouseEvent>(&dispatch, Action::Clear)}>{ "New" }</button>
                    </div>
                </section>
            }
        </Modal>
    }
}

/// The name of a file that is saved now.
fn file_name(history: &History) -> String {
    let now = history.now().whole_second().to_string();
    let second = now.split('.').next().unwrap_or_default().trim_end_matches('Z');
    format!("timemark-{}Z.timemark", second.replace(':', "-"))
}
