//! The list of calls and their answers.

use super::Console;
use crate::calls::code::{self, Language};
use crate::calls::entry::{Entry, Origin};
use crate::calls::request::consumed;
use crate::components::call::exchange;
use crate::components::controls::{CopyButton, failure_alert, pager};
use crate::format;
use crate::hooks::{on, text_of, use_dispatch};
use crate::model::history::Summed;
use crate::model::store::Action;
use crate::model::view::{CALLS_SEARCHED, Page};
use crate::model::view_state::CallFilter;
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::Timestamp;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`CallList`].
#[derive(Clone, PartialEq, Properties)]
pub struct CallListProps {
    /// The calls, latest first, with their numbers.
    pub calls: Shared<Page<(usize, Rc<Entry>), usize>>,
    /// The selected table.
    pub table: Option<TableDescription>,
    /// Which calls are listed.
    pub filter: CallFilter,
    /// The number of all calls up to this moment.
    pub all: usize,
    /// The calls that are not kept any more.
    pub summed: Rc<Summed>,
    /// The first moment that can be gone back to.
    pub start: Timestamp,
    /// The number of pages turned.
    pub turned: usize,
    /// The refused call, if the last one was written by hand and refused.
    pub refused: Option<Rc<Entry>>,
}

/// The origin of a call in a word; nothing for a click.
fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Person => "",
        Origin::Generator => "generator",
        Origin::Client => "client",
        Origin::Unknown => "of a file without calls",
    }
}

/// The console, and the calls, each of which can be unfolded.
#[component]
pub fn CallList(CallListProps { calls, table, filter, all, summed, start, turned, refused }: &CallListProps) -> Html {
    let dispatch = use_dispatch();
    let opened = use_state(|| None::<usize>);
    let again = |call: &Rc<Entry>| on::<MouseEvent>(&dispatch, Action::Send(vec![call.request.clone()]));
    let written = |call: &Rc<Entry>, language: Language| {
        let call = call.clone();
        Callback::from(move |()| code::program(language, std::slice::from_ref(&call)))
    };
    let row = |(number, call): &(usize, Rc<Entry>)| {
        let is_open = *opened == Some(*number);
        let toggle = {
            let (opened, target) = (opened.clone(), (!is_open).then_some(*number));
            move |_: MouseEvent| opened.set(target)
        };
        let (class, outcome) = match &call.answer.failure {
            Some(failure) => ("outcome refused", failure.name.clone()),
            None => ("outcome", call.answer.status.to_string()),
        };
        html! {
            <li key={*number}>
                <button type="button" class="call-row" aria-expanded={is_open.to_string()} onclick={toggle}>
                    <span class="time">{ format::clock_millis(call.at) }</span>
                    <b>{ call.request.operation() }</b>
                    <span class="quiet">{ origin(call.origin) }</span>
                    <span class="quiet">{ consumed(&call.request, &call.answer).unwrap_or_default() }</span>
                    <span {class}>{ outcome }</span>
                </button>
                if is_open {
                    <div class="exchange">
                        if call.origin != Origin::Unknown {
                        <div class="buttons">
                            <button type="button" onclick={again(call)}>{ "Send again" }</button>
                            for language in Language::ALL {
                                <CopyButton text={written(call, language)} label={format!("Copy as {}", language.name())} of={format!("as {}", language.name())} />
                            }
                        </div>
                        }
                        { exchange(call) }
                    </div>
                }
            </li>
        }
    };
    let text = {
        let filter = filter.clone();
        dispatch.reform(move |event: InputEvent| {
            Action::FilterCalls(CallFilter { text: text_of(&event), ..filter.clone() })
        })
    };
    let check = |label: &'static str, is_on: bool, change: fn(&mut CallFilter)| {
        let mut other = filter.clone();
        change(&mut other);
        html! {
            <label class="check">
                <input type="checkbox" checked={is_on} onchange={on::<Event>(&dispatch, Action::FilterCalls(other))} />
                { label }
            </label>
        }
    };
    html! {
        <>
            <Console table={table.clone()} />
            { failure_alert(&dispatch, refused.as_ref()) }
            <div class="call-list-filter" role="group" aria-label="Filter of the calls">
                <input
                    type="text"
                    aria-label="Operation, table or error"
                    placeholder="Operation, table or error"
                    autocomplete="off"
                    spellcheck="false"
                    value={filter.text.clone()}
                    oninput={text}
                />
                { check("Errors only", filter.is_errors_only, |filter| filter.is_errors_only = !filter.is_errors_only) }
                { check("Steps of the clock", filter.has_clock, |filter| filter.has_clock = !filter.has_clock) }
                if *all > CALLS_SEARCHED {
                    <span class="quiet">{ format!("Of the latest {}.", format::count(CALLS_SEARCHED as u64, "call")) }</span>
                }
            </div>
            if summed.writes > 0 {
                <p class="quiet">
                    { format!(
                        "To bound the memory, the moments before {} are given up. Their {} of items are counted here and \
                         in the time line, their other calls are kept in the tab Code.",
                        format::date_and_clock(*start),
                        format::count(summed.writes, "write"),
                    ) }
                </p>
            }
            if calls.rows.is_empty() {
                <p class="empty">
                    { if *all == 0 {
                        "No calls yet. Every button makes one or more; each is listed here with its answer."
                    } else {
                        "No call passes the filter."
                    } }
                </p>
            } else {
                <ol class="calls" aria-label="Calls, latest first">{ for calls.rows.iter().map(row) }</ol>
                { pager(&dispatch, *turned, calls.next.is_some(), None, "calls") }
            }
        </>
    }
}
