//! What a table is.

use super::Modal;
use crate::history::Entry;
use std::rc::Rc;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`TableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct TableDialogProps {
    /// The table.
    pub table: TableDescription,
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// All of DescribeTable.
#[component]
pub fn TableDialog(props: &TableDialogProps) -> Html {
    html! { <Modal title={props.table.table_name.clone().unwrap_or_default()}>{ "" }</Modal> }
}
