//! The example.

use crate::example;
use crate::hooks::use_dispatch;
use crate::store::Action;
use yew::prelude::*;

/// The properties of [`ExampleButton`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct ExampleButtonProps {
    /// Whether it is the one thing to do.
    #[prop_or_default]
    pub is_primary: bool,
}

/// Makes the example's table, with two minutes of writes.
#[component]
pub fn ExampleButton(props: &ExampleButtonProps) -> Html {
    let dispatch = use_dispatch();
    let onclick = dispatch.reform(|_: MouseEvent| Action::Send(example::music()));
    let class = props.is_primary.then_some("primary");
    html! { <button type="button" {class} {onclick}>{ "Load the Music example" }</button> }
}
