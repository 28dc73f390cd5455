//! The `<dialog>` element.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Shows a `<dialog>` as a modal while its component is mounted: the browser keeps the focus in it and restores it
/// after.
#[hook]
pub fn use_modal(dialog: &NodeRef) {
    let dialog = dialog.clone();
    use_effect_with((), move |()| {
        let dialog = dialog.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
        }
    });
}
