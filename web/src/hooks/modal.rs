//! The browser's own dialogs.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Shows a `<dialog>` as long as its component lives: the browser keeps the focus in it, and gives it back afterwards.
#[hook]
pub fn use_modal(dialog: &NodeRef) {
    let dialog = dialog.clone();
    use_effect_with((), move |()| {
        let dialog = dialog.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // It fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
}
