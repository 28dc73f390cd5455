//! The error of a refused call.

use crate::calls::entry::Entry;
use crate::hooks::on;
use crate::model::store::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The error of a refused call in AWS's words, with advice from this page.
pub fn failure_alert(dispatch: &Callback<Action>, refused: Option<&Rc<Entry>>) -> Html {
    let dismiss = on::<MouseEvent>(dispatch, Action::DismissFailure);
    let failure = refused.and_then(|entry| Some((entry, entry.answer.failure.as_ref()?)));
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
