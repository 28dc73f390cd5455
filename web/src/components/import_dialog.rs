//! Many items at once.

use super::Modal;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ImportDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ImportDialogProps {
    /// The table that they go to.
    pub table: TableDescription,
}

/// Items from a pasted text or a dropped file.
#[component]
pub fn ImportDialog(_props: &ImportDialogProps) -> Html {
    html! { <Modal title="Import items">{ "" }</Modal> }
}
