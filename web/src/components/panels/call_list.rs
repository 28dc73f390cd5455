//! The list of calls and their answers.

use super::Console;
use crate::calls::entry::{Entry, Origin};
use crate::calls::request::consumed;
use crate::components::call::exchange;
use crate::components::controls::pager;
use crate::format;
use crate::hooks::use_dispatch;
use crate::model::view::Page;
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`CallList`].
#[derive(Clone, PartialEq, Properties)]
pub struct CallListProps {
    /// The calls, latest first, with their numbers.
    pub calls: Shared<Page<(usize, Rc<Entry>), usize>>,
    /// The selected table.
    pub table: Option<TableDescription>,
    /// The number of pages turned.
    pub turned: usize,
}

/// The console, and the calls, each of which can be unfolded.
#[component]
pub fn CallList(CallListProps { calls, table, turned }: &CallListProps) -> Html {
    let dispatch = use_dispatch();
    let opened = use_state(|| None::<usize>);
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
                    <span class="quiet">{ if call.origin == Origin::Generator { "generator" } else { "" } }</span>
                    <span class="quiet">{ consumed(&call.request, &call.answer).unwrap_or_default() }</span>
                    <span {class}>{ outcome }</span>
                </button>
                if is_open {
                    <div class="exchange">{ exchange(call) }</div>
                }
            </li>
        }
    };
    html! {
        <>
            <Console table={table.clone()} />
            if calls.rows.is_empty() {
                <p class="empty">{ "No calls yet. Every button makes one or more; each is listed here with its answer." }</p>
            } else {
                <ol class="calls" aria-label="Calls, latest first">{ for calls.rows.iter().map(row) }</ol>
                { pager(&dispatch, *turned, calls.next.is_some(), "calls") }
            }
        </>
    }
}
