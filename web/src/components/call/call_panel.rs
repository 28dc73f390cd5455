//! The last call and its answer.

use crate::calls::entry::Entry;
use crate::calls::excerpt::Excerpt;
use crate::calls::request::consumed;
use crate::format;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`CallPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct CallPanelProps {
    /// The call; `None` before the first.
    pub call: Option<Rc<Entry>>,
    /// The number of calls made with the same click.
    pub calls: usize,
}

/// The operation, the body and the answer, as JSON.
#[component]
pub fn CallPanel(CallPanelProps { call, calls }: &CallPanelProps) -> Html {
    html! {
        <section aria-labelledby="last-call">
            <details class="last-call" open=true>
            <summary><h2 id="last-call">{ "The last call" }</h2></summary>
            if let Some(call) = call {
                if *calls > 1 {
                    <p class="quiet">{ format!("One of {} that this click made. The tab Requests has them all.", format::grouped(*calls as u64)) }</p>
                }
                { exchange(call) }
            } else {
                <p class="quiet">
                    { "Every button here is a call of DynamoDB’s API, or of the lab that moves the clock. What was sent and \
                       what came back will stand here." }
                </p>
            }
            </details>
        </section>
    }
}

/// A call and its answer.
pub fn exchange(call: &Entry) -> Html {
    let outcome = if call.answer.failure.is_some() { "Refused" } else { "Answered" };
    html! {
        <>
            <p class="operation">
                <b>{ call.request.operation() }</b><span class="quiet">{ format::clock_millis(call.at) }</span>
                if let Some(consumed) = consumed(&call.request, &call.answer) {
                    <span class="quiet">{ format!("consumed {consumed}") }</span>
                }
            </p>
            <h3>{ "Sent" }</h3>
            { excerpt(call.request.excerpt(SHOWN_BYTES_MAX), "What was sent", None) }
            <h3>{ format!("{outcome}: {}", call.answer.status) }</h3>
            { excerpt(call.answer.excerpt(SHOWN_BYTES_MAX), "The answer", call.answer.failure.as_ref().map(|_| "refused")) }
        </>
    }
}

/// The most bytes that are shown of what was sent, and of the answer.
const SHOWN_BYTES_MAX: usize = 32 * 1024;

fn excerpt(excerpt: Excerpt, label: &'static str, class: Option<&'static str>) -> Html {
    html! {
        <>
            <pre {class} tabindex="0" role="group" aria-label={label}>{ excerpt.text }</pre>
            if let Some(all) = excerpt.all_bytes {
                <p class="quiet">
                    { format!("Only the first {} of {} are shown.", format::bytes(SHOWN_BYTES_MAX as u64), format::bytes(all as u64)) }
                </p>
            }
        </>
    }
}
