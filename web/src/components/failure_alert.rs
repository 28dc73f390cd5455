//! Why a call was refused.

use crate::hooks::use_dispatch;
use crate::shared::Shared;
use crate::store::{Action, Failure};
use yew::prelude::*;

/// The properties of [`FailureAlert`].
#[derive(Clone, PartialEq, Properties)]
pub struct FailureAlertProps {
    /// Why; nothing where nothing was refused.
    pub failure: Option<Shared<Failure>>,
}

/// An error in AWS's words, and what to do about it in ours.
#[component]
pub fn FailureAlert(props: &FailureAlertProps) -> Html {
    let dispatch = use_dispatch();
    let dismiss = dispatch.reform(|_: MouseEvent| Action::DismissFailure);
    html! {
        <div role="alert">
            if let Some(failure) = &props.failure {
                <div class="failure">
                    <p><b>{ &failure.name }</b>{ format!(" · {}", failure.operation) }</p>
                    <p class="words">{ &failure.text }</p>
                    if let Some(hint) = failure.hint {
                        <p>{ hint }</p>
                    }
                    <button type="button" onclick={dismiss}>{ "Dismiss" }</button>
                </div>
            }
        </div>
    }
}
