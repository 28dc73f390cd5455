//! The last call and its answer.

use crate::calls::entry::Entry;
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
pub fn exchange(call: &Rc<Entry>) -> Html {
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
            <Body call={call.clone()} is_answer=false />
            <h3>{ format!("{outcome}: {}", call.answer.status) }</h3>
            <Body call={call.clone()} is_answer=true />
        </>
    }
}

/// The most bytes that are shown of a body: the browser needs long to lay out more.
const SHOWN_BYTES_MAX: usize = 8 * 1024;

/// The same once more of it is asked for.
const MORE_BYTES_MAX: usize = 32 * 1024;

/// The properties of [`Body`].
#[derive(Clone, PartialEq, Properties)]
struct BodyProps {
    call: Rc<Entry>,
    is_answer: bool,
}

/// The beginning of what was sent, or of the answer, and a button for more of it.
#[component]
fn Body(BodyProps { call, is_answer }: &BodyProps) -> Html {
    // The call of which more is shown: the next one begins short.
    let longer = use_state(|| None::<Rc<Entry>>);
    let is_longer = longer.as_ref().is_some_and(|longer| Rc::ptr_eq(longer, call));
    let bytes_max = if is_longer { MORE_BYTES_MAX } else { SHOWN_BYTES_MAX };
    let (excerpt, label) = match is_answer {
        true => (call.answer.excerpt(bytes_max), "The answer"),
        false => (call.request.excerpt(bytes_max), "What was sent"),
    };
    let class = (*is_answer && call.answer.failure.is_some()).then_some("refused");
    let more = {
        let (longer, call) = (longer.setter(), call.clone());
        Callback::from(move |_: MouseEvent| longer.set(Some(call.clone())))
    };
    html! {
        <>
            <pre {class} tabindex="0" role="group" aria-label={label}>{ excerpt.text }</pre>
            if let Some(all) = excerpt.all_bytes {
                <p class="quiet">
                    { format!("Only the first {} of {} are shown.", format::bytes(bytes_max as u64), format::bytes(all as u64)) }
                </p>
                if !is_longer {
                    <button type="button" onclick={more}>{ "Show more" }</button>
                }
            }
        </>
    }
}
