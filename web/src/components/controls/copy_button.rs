//! Copying a text.

use crate::hooks::use_copy;
use yew::prelude::*;

/// The properties of [`CopyButton`].
#[derive(Clone, PartialEq, Properties)]
pub struct CopyButtonProps {
    /// Returns the text to copy.
    pub text: Callback<(), String>,
    /// The label of the button.
    #[prop_or(AttrValue::Static("Copy"))]
    pub label: AttrValue,
    /// A name for the text, for screen readers.
    pub of: AttrValue,
}

/// A button that copies a text and confirms it.
#[component]
pub fn CopyButton(CopyButtonProps { text, label, of }: &CopyButtonProps) -> Html {
    let (is_copied, copy) = use_copy();
    let onclick = {
        let text = text.clone();
        move |_: MouseEvent| copy.emit(text.emit(()))
    };
    html! {
        <button type="button" class="small" aria-label={format!("Copy {of}")} {onclick}>
            { if is_copied { AttrValue::Static("Copied") } else { label.clone() } }
        </button>
    }
}
