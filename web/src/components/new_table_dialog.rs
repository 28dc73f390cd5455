//! Making a table.

use super::{FailureAlert, Field, Modal};
use crate::history::Entry;
use crate::hooks::{use_dispatch, use_text};
use crate::store::Action;
use std::rc::Rc;
use timemark_core::operations::CreateTableInput;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use yew::prelude::*;

/// The properties of [`NewTableDialog`].
#[derive(Clone, PartialEq, Properties)]
pub struct NewTableDialogProps {
    /// Why it was refused.
    pub refused: Option<Rc<Entry>>,
}

/// The form for CreateTable.
#[component]
pub fn NewTableDialog(NewTableDialogProps { refused }: &NewTableDialogProps) -> Html {
    let dispatch = use_dispatch();
    let name = use_text("Notes");
    let onconfirm = {
        let name = name.value.clone();
        dispatch.reform(move |()| {
            let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
            Action::Send(vec![CreateTableInput::on_demand(name.as_str(), &keys).into()])
        })
    };
    html! {
        <Modal title="New table" confirm="Create table" {onconfirm}>
            <Field id="table-name" label="Table name" text={name} />
            <FailureAlert refused={refused.clone()} />
        </Modal>
    }
}
