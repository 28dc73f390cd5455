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

/// A modal `<dialog>`: the browser keeps the focus in it, closes it with Escape, and restores the focus. Once something
/// was typed, Escape asks before it is thrown away.
#[component]
pub fn Modal(props: &ModalProps) -> Html {
    let dispatch = use_dispatch();
    let dialog = use_memo((), |()| NodeRef::default());
    use_modal(&dialog);
    let (is_typed, is_asking) = (use_state(|| false), use_state(|| false));
    let oninput = {
        let is_typed = is_typed.clone();
        move |_: InputEvent| is_typed.set(true)
    };
    let oncancel = {
        let (is_typed, is_asking) = (*is_typed, is_asking.clone());
        move |event: Event| {
            if is_typed {
                event.prevent_default();
                is_asking.set(true);
            }
        }
    };
    let go_on = {
        let is_asking = is_asking.clone();
        move |_: MouseEvent| is_asking.set(false)
    };
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
        <dialog ref={(*dialog).clone()} class={props.is_wide.then_some("wide")} aria-labelledby="dialog-title" {oncancel} {onclose}>
            <form {onsubmit} {oninput}>
                <h2 id="dialog-title">{ &props.title }</h2>
                { props.children.clone() }
                if *is_asking {
                    <div class="failure" role="alert">
                        <p>{ "What you typed is lost when the dialog is closed." }</p>
                        <div class="buttons">
                            <button type="button" onclick={go_on}>{ "Go on typing" }</button>
                            <button type="button" class="destructive" onclick={cancel.clone()}>{ "Close it" }</button>
                        </div>
                    </div>
                }
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
