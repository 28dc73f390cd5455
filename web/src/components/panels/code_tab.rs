//! The calls as programs.

use crate::calls::code::{Language, Program};
use crate::format;
use crate::hooks::{on, save, use_copy, use_dispatch, use_steps};
use crate::model::drafting::Drafting;
use crate::model::history::Calls;
use crate::model::store::Action;
use std::rc::Rc;
use yew::prelude::*;

/// The properties of [`CodeTab`].
#[derive(Clone, PartialEq, Properties)]
pub struct CodeTabProps {
    /// The calls.
    pub calls: Calls,
    /// The language.
    pub language: Language,
}

/// The calls as a program, and buttons for its language. It is written in short steps.
#[component]
pub fn CodeTab(CodeTabProps { calls, language }: &CodeTabProps) -> Html {
    let dispatch = use_dispatch();
    let (is_copied, copy) = use_copy();
    let language = *language;
    let drafting = use_mut_ref(Drafting::default);
    let shown = use_state(|| None::<Rc<(Language, Program)>>);
    let is_saving = use_state(|| false);
    let step = {
        let (calls, shown, saving, dispatch) = (calls.clone(), shown.setter(), is_saving.clone(), dispatch.clone());
        let mut has_begun = false;
        move || {
            let mut drafting = drafting.borrow_mut();
            if !std::mem::replace(&mut has_begun, true) {
                drafting.begin(&calls);
            }
            let Some(program) = drafting.step(language, *saving) else { return true };
            if *saving {
                save(&format!("timemark.{}", language.extension()), &program.text);
                saving.set(false);
                dispatch.emit(Action::Say("Saved.".to_owned()));
            } else {
                shown.set(Some(Rc::new((language, program))));
            }
            false
        }
    };
    use_steps((calls.clone(), language, *is_saving), step);
    if calls.is_empty() {
        return html! {
            <p class="empty">
                { "No calls yet. All that you do is written here as a program, in the language of your choice." }
            </p>
        };
    }
    let choice = |of: Language| {
        let onclick = on::<MouseEvent>(&dispatch, Action::Language(of));
        html! {
            <button type="button" aria-pressed={(of == language).to_string()} {onclick}>{ of.name() }</button>
        }
    };
    let program = shown.as_ref().filter(|shown| shown.0 == language).map(|shown| shown.1.clone());
    let onclick = {
        let (program, dispatch) = (program.clone(), dispatch.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(program) = &program {
                copy.emit(program.text.clone());
                dispatch.emit(Action::Say("Copied.".to_owned()));
            }
        })
    };
    let download = {
        let saving = is_saving.setter();
        move |_: MouseEvent| saving.set(true)
    };
    let told = program.as_ref().map(|program| match program.all - program.calls {
        0 => format!(" {}.", format::count(program.all as u64, "call")),
        left => format!(
            " It makes {} of {}: long loops show their first rows. Download it to have the other {} too.",
            format::grouped(program.calls as u64),
            format::count(program.all as u64, "call"),
            format::grouped(left as u64),
        ),
    });
    let summed = calls.writes_summed();
    html! {
        <>
            <div class="program-bar">
                <div class="buttons joined" role="group" aria-label="Language">{ for Language::ALL.map(choice) }</div>
                <div class="buttons">
                    <button type="button" {onclick}>{ if is_copied { "Copied" } else { "Copy" } }</button>
                    <button type="button" onclick={download}>{ if *is_saving { "Writing…" } else { "Download" } }</button>
                </div>
            </div>
            <p class="quiet">
                { format!("What was done here, from the first call on, for {}.", language.needs()) }
                { told }
                if summed > 0 {
                    { format!(" The oldest {} are no longer kept, so they are not in it.", format::count(summed, "write")) }
                }
            </p>
            <pre class="program" tabindex="0" role="group" aria-label={format!("The program: {}", language.name())}>
                { program.map(|program| program.text) }
            </pre>
        </>
    }
}
