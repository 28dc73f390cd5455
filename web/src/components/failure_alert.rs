//! Why a call was refused.

use crate::history::Entry;
use crate::hooks::use_dispatch;
use crate::markup::html;
use crate::store::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`FailureAlert`].
#[derive(Clone, PartialEq, Properties)]
pub struct FailureAlertProps {
    /// The call that was refused, if one was.
    pub refused: Option<Rc<Entry>>,
}

/// An error in AWS's words, and what to do about it in ours.
#[component]
pub fn FailureAlert(FailureAlertProps { refused }: &FailureAlertProps) -> Html {
    let dispatch = use_dispatch();
    let dismiss = dispatch.reform(|_: MouseEvent| Action::DismissFailure);
    let failure = refused.as_ref().and_then(|entry| Some((entry, entry.answer.failure.as_ref()?)));
    html! {
        <div role="alert">
            if let Some((entry, failure)) = failure {
                <div class="failure">
                    <p><b>{ &failure.name }</b>{ format!(" · {}", entry.request.operation()) }</p>
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
