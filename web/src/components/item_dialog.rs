//! An item, to be written or read.

use super::{FailureAlert, Modal};
use crate::history::Entry;
use std::rc::Rc;
use timemark_core::Attributes;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`ItemDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct ItemDialogProps {
    /// Its table.
    pub table: TableDescription,
    /// The item that there is, if one is to be changed.
    pub item: Option<Attributes>,
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// A form, or the item as DynamoDB's JSON.
#[component]
pub fn ItemDialog(props: &ItemDialogProps) -> Html {
    html! { <Modal title="Item"><FailureAlert refused={props.refused.clone()} /></Modal> }
}
