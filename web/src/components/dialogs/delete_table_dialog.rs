//! The confirmation before a table is deleted.

use crate::calls::entry::Entry;
use crate::components::controls::{Modal, failure_alert, field};
use crate::hooks::{on, use_dispatch, use_text};
use crate::model::store::Action;
use std::rc::Rc;
use timemark_core::operations::DeleteTableInput;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`DeleteTableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct DeleteTableDialogProps {
    /// The table.
    pub table: TableDescription,
    /// The refused call, if the last one was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The confirmation before DeleteTable.
#[component]
pub fn DeleteTableDialog(props: &DeleteTableDialogProps) -> Html {
    let dispatch = use_dispatch();
    let typed = use_text("");
    let name = props.table.table_name.clone().unwrap_or_default();
    let onconfirm = on::<()>(&dispatch, Action::Send(vec![DeleteTableInput::new(name.as_str()).into()]));
    html! {
        <Modal title={format!("Delete {name}?")} confirm="Delete table" is_destructive=true is_confirm_disabled={typed.value.trim() != "delete"} {onconfirm}>
            <p>
                { "Its items go with it. Backups that were made of it stay, and can be restored under any name. With \
                   point-in-time recovery on, it leaves a SYSTEM backup of this moment, for 35 days." }
            </p>
            { field("confirm-delete", "Type delete to confirm", typed) }
            { failure_alert(&dispatch, props.refused.as_ref()) }
        </Modal>
    }
}
