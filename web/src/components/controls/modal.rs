//! Dialogs.

use crate::hooks::{on, submit, use_dispatch, use_modal};
use crate::model::store::Action;
use yew::prelude::*;

/// The properties of [`Modal`].
#[derive(Clone, Default, PartialEq, Properties)]
pub struct ModalProps {
    /// The title.
    pub title: AttrValue,
    /// The label of the confirming button; without one there is no such button.
    #[prop_or_default]
    pub confirm: Option<AttrValue>,
    /// Whether confirming deletes something.
    #[prop_or_default]
    pub is_destructive: bool,
    /// Whether the confirming button is disabled.
    #[prop_or_default]
    pub is_confirm_disabled: bool,
    /// Whether the dialog is wide.
    #[prop_or_default]
    pub is_wide: bool,
    /// Called when the dialog is confirmed.
    #[prop_or_default]
    pub onconfirm: Callback<()>,
    /// The content.
    pub children: Html,
}

/// A modal `<dialog>`: the browser keeps the focus in it, closes it with Escape, and restores the focus.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_memo((), |()| NodeRef::default());
    use_modal(&dialog);
    let onclose = on::<Event>(&dispatch, Action::CloseDialog);
    let cancel = on::<MouseEvent>(&dispatch, Action::CloseDialog);
    let (onconfirm, can_confirm) = (props.onconfirm.clone(), props.confirm.is_some() && !props.is_confirm_disabled);
    let onsubmit = submit(move || {
        if can_confirm {
            onconfirm.emit(());
        }
    });
    let class = if props.is_destructive { "destructive" } else { "primary" };
    html! {
        <dialog ref={(*dialog).clone()} class={props.is_wide.then_some("wide")} aria-labelledby="dialog-title" {onclose}>
            <form {onsubmit}>
                <h2 id="dialog-title">{ &props.title }</h2>
                { props.children.clone() }
                <div class="buttons end">
                    <button type="button" onclick={cancel}>{ if props.confirm.is_some() { "Cancel" } else { "Close" } }</button>
                    if let Some(confirm) = &props.confirm {
                        <button type="submit" {class} disabled={props.is_confirm_disabled}>{ confirm }</button>
                    }
                </div>
            </form>
        </dialog>
    }
}
