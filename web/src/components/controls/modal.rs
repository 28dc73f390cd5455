//! Dialogs.

use crate::hooks::{on, submit, use_dispatch, use_modal};
use crate::model::store::Action;
use yew::prelude::*;

/// The properties of [`Modal`].
#[derive(Clone, Default, PartialEq, Properties)]
pub struct ModalProps {
    /// What is asked.
    pub title: AttrValue,
    /// The button that says yes; absent where there is nothing to say yes to.
    #[prop_or_default]
    pub confirm: Option<AttrValue>,
    /// Whether yes takes something away.
    #[prop_or_default]
    pub is_destructive: bool,
    /// Whether yes cannot be said yet.
    #[prop_or_default]
    pub is_confirm_disabled: bool,
    /// Whether there is much in it.
    #[prop_or_default]
    pub is_wide: bool,
    /// What yes means.
    #[prop_or_default]
    pub onconfirm: Callback<()>,
    /// What there is to know and to fill in.
    pub children: Html,
}

/// The browser's own dialog: it keeps the focus, closes with Escape, and gives the focus back.
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
