//! The examples.

use crate::calls::examples::Example;
use crate::components::controls::Modal;
use crate::hooks::{on, use_dispatch};
use crate::model::store::Action;
use yew::prelude::*;

/// The properties of [`ExamplesDialog`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ExamplesDialogProps {
    /// The example loaded last.
    pub loaded: Option<Example>,
    /// Whether there is a history, which loading an example stashes.
    pub has_work: bool,
}

/// A button for each example, and one for an empty lab.
#[component]
pub fn ExamplesDialog(ExamplesDialogProps { loaded, has_work }: &ExamplesDialogProps) -> Html {
    let dispatch = use_dispatch();
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    let card = |example: Example| {
        html! {
            <li>
                <button type="button" class="card" onclick={on(Action::Load(example))}>
                    <b>{ example.name() }</b>
                    <span class="quiet">
                        { example.about() }
                        if *loaded == Some(example) {
                            { " Loaded: press again to reset it." }
                        }
                    </span>
                </button>
            </li>
        }
    };
    html! {
        <Modal title="Examples">
            <ul class="cards">{ for Example::ALL.into_iter().map(card) }</ul>
            <button type="button" onclick={on(Action::Clear)}>{ "Begin with nothing" }</button>
            if *has_work {
                <p class="quiet">{ "What you have is set aside, and can be taken back." }</p>
            }
        </Modal>
    }
}
