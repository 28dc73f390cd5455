//! The call behind the button.

use crate::format;
use crate::shared::Shared;
use crate::store::LastCall;
use yew::prelude::*;

/// The properties of [`LastCallPanel`].
#[derive(Clone, PartialEq, Properties)]
pub struct LastCallPanelProps {
    /// The call; nothing before the first.
    pub call: Option<Shared<LastCall>>,
}

/// The operation, what was sent and what came back, as JSON.
#[component]
pub fn LastCallPanel(LastCallPanelProps { call }: &LastCallPanelProps) -> Html {
    html! {
        <section aria-labelledby="last-call">
            <h2 id="last-call">{ "The last call" }</h2>
            if let Some(call) = call {
                <p class="operation"><b>{ call.operation }</b><span class="quiet">{ format::clock_millis(call.at) }</span></p>
                if call.calls > 1 {
                    <p class="quiet">{ format!("One of {} that this click made, the clock’s among them.", call.calls) }</p>
                }
                <h3>{ "Sent" }</h3>
                <pre tabindex="0" role="group" aria-label="What was sent">{ &call.input }</pre>
                { match &call.answer {
                    Ok(answer) => html! {
                        <>
                            <h3>{ "Answered" }</h3>
                            <pre tabindex="0" role="group" aria-label="The answer">{ answer }</pre>
                        </>
                    },
                    Err(failure) => html! {
                        <>
                            <h3>{ "Refused" }</h3>
                            <pre class="refused" tabindex="0" role="group" aria-label="The error">
                                { format!("{}\n{}", failure.name, failure.text) }
                            </pre>
                        </>
                    },
                } }
            } else {
                <p class="quiet">
                    { "Every button here is a call of DynamoDB’s API, or of the lab that moves the clock. What was sent and \
                       what came back will stand here." }
                </p>
            }
        </section>
    }
}
