//! The calls as programs.

use crate::calls::code::{self, Language};
use crate::format;
use crate::hooks::{on, use_copy, use_dispatch};
use crate::model::store::Action;
use crate::model::view::Steps;
use crate::shared::Shared;
use yew::prelude::*;

/// The properties of [`CodeTab`].
#[derive(Clone, PartialEq, Properties)]
pub struct CodeTabProps {
    /// The calls.
    pub steps: Shared<Steps>,
    /// The language.
    pub language: Language,
}

/// The calls as a program, and buttons for its language.
#[component]
pub fn CodeTab(CodeTabProps { steps, language }: &CodeTabProps) -> Html {
    let dispatch = use_dispatch();
    let (is_copied, copy) = use_copy();
    let program = use_memo((steps.clone(), *language), |(steps, language)| {
        AttrValue::from(code::program(*language, &steps.calls))
    });
    if steps.calls.is_empty() {
        return html! {
            <p class="empty">
                { "No calls yet. All that you do is written here as a program, in the language of your choice." }
            </p>
        };
    }
    let shown = steps.calls.iter().filter(|call| !call.request.is_clock()).count();
    let choice = |of: Language| {
        let onclick = on::<MouseEvent>(&dispatch, Action::Language(of));
        html! {
            <button type="button" aria-pressed={(of == *language).to_string()} {onclick}>{ of.name() }</button>
        }
    };
    let onclick = {
        let (program, dispatch) = (program.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            copy.emit(program.to_string());
            dispatch.emit(Action::Say("Copied.".to_owned()));
        })
    };
    html! {
        <>
            <div class="program-bar">
                <div class="buttons joined" role="group" aria-label="Language">{ for Language::ALL.map(choice) }</div>
                <button type="button" {onclick}>{ if is_copied { "Copied" } else { "Copy" } }</button>
            </div>
            <p class="quiet">
                { format!("What was done here, from the first call on, for {}.", language.needs()) }
                if steps.all > shown {
                    { format!(" The first {} of {}.", format::grouped(shown as u64), format::count(steps.all as u64, "call")) }
                }
                if steps.generated > 0 {
                    { format!(" Without the {} of the generator.", format::count(steps.generated as u64, "write")) }
                }
            </p>
            <pre class="program" tabindex="0" role="group" aria-label={format!("The program: {}", language.name())}>
                { (*program).clone() }
            </pre>
        </>
    }
}
