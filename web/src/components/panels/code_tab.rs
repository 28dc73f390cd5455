//! The calls as programs.

use crate::calls::code::{self, Language};
use crate::calls::entry::Entry;
use crate::hooks::{on, use_copy, use_dispatch};
use crate::model::store::Action;
use crate::shared::Shared;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`CodeTab`].
#[derive(Clone, PartialEq, Properties)]
pub struct CodeTabProps {
    /// The calls that were not generated, oldest first.
    pub steps: Shared<Vec<Rc<Entry>>>,
    /// The language.
    pub language: Language,
}

/// The calls as a program, and buttons for its language.
#[component]
pub fn CodeTab(CodeTabProps { steps, language }: &CodeTabProps) -> Html {
    let dispatch = use_dispatch();
    let (is_copied, copy) = use_copy();
    let program =
        use_memo((steps.clone(), *language), |(steps, language)| AttrValue::from(code::program(*language, steps)));
    if steps.is_empty() {
        return html! {
            <p class="empty">
                { "No calls yet. All that you do is written here as a program, in the language of your choice." }
            </p>
        };
    }
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
            <p class="quiet">{ format!("What you did, for {}.", language.needs()) }</p>
            <pre class="program" tabindex="0" role="group" aria-label={format!("The program: {}", language.name())}>
                { (*program).clone() }
            </pre>
        </>
    }
}
