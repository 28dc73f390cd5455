//! The bar that stands at the foot of the page while it shows the lab of a link, or when a link was not opened.

use crate::calls::link::LinkError;
use crate::hooks::{leave_link, on, use_dispatch};
use crate::model::store::Action;
use yew::prelude::*;

/// The properties of [`LinkBar`].
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct LinkBarProps {
    /// Whether the page shows the lab of a link.
    pub is_preview: bool,
    /// Why a link was not opened.
    pub error: Option<LinkError>,
    /// Called to store the lab of the link.
    pub make_copy: Callback<()>,
}

/// Where the lab comes from, and the ways to keep it and to leave it; or the error of a link.
#[component]
pub fn LinkBar(LinkBarProps { is_preview, error, make_copy }: &LinkBarProps) -> Html {
    let dispatch = use_dispatch();
    let on = |action: Action| on::<MouseEvent>(&dispatch, action);
    html! {
        <>
            <div role="alert">
                if let Some(error) = error {
                    <div class="failure">
                        <p class="words">{ error.to_string() }</p>
                        <button type="button" onclick={on(Action::DismissFailure)}>{ "Dismiss" }</button>
                    </div>
                }
            </div>
            if *is_preview {
                <section class="preview" aria-label="Preview">
                    <p><b>{ "A lab from a link. " }</b>{ "Try what you like: it is kept only if you make a copy." }</p>
                    <button type="button" onclick={make_copy.reform(|_: MouseEvent| ())}>{ "Make a copy" }</button>
                    <button type="button" onclick={|_: MouseEvent| leave_link()}>{ "Leave it" }</button>
                </section>
            }
        </>
    }
}
