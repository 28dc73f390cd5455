//! Dialogs.

use crate::hooks::{submit, use_dispatch, use_modal};
use crate::store::Action;
use yew::prelude::*;

/// The properties of [`Modal`].
#[derive(Clone, PartialEq, Properties)]
pub struct ModalProps {
    /// What is asked.
    pub title: AttrValue,
    /// The button that says yes.
    pub confirm: AttrValue,
    /// Whether yes takes something away.
    #[prop_or_default]
    pub is_destructive: bool,
    /// What yes means.
    pub onconfirm: Callback<()>,
    /// What there is to know and to fill in.
    pub children: Html,
}

/// The browser's own dialog: it keeps the focus, closes with Escape, and gives the focus back.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_node_ref();
    use_modal(&dialog);
    let onclose = dispatch.reform(|_: Event| Action::CloseDialog);
    let cancel = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let onconfirm = props.onconfirm.clone();
    let onsubmit = submit(move || onconfirm.emit(()));
    let class = if props.is_destructive { "destructive" } else { "primary" };
    html! {
        <dialog ref={dialog} aria-labelledby="dialog-title" {onclose}>
            <form {onsubmit}>
                <h2 id="dialog-title">{ &props.title }</h2>
                { props.children.clone() }
                <div class="buttons end">
                    <button type="button" onclick={cancel}>{ "Cancel" }</button>
                    <button type="submit" {class}>{ &props.confirm }</button>
                </div>
            </form>
        </dialog>
    }
}
