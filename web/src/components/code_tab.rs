//! The calls as programs.

use crate::history::Entry;
use crate::shared::Shared;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`CodeTab`].
#[derive(Clone, PartialEq, Properties)]
pub struct CodeTabProps {
    /// The calls that a person made, oldest first.
    pub steps: Shared<Vec<Rc<Entry>>>,
}

/// The same steps in another language.
#[component]
pub fn CodeTab(CodeTabProps { steps }: &CodeTabProps) -> Html {
    html! { <p>{ steps.len() }</p> }
}
