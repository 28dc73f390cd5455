//! A console for calls by hand.

use crate::calls::request::Request;
use crate::calls::requests::Requests;
use crate::calls::template::template;
use crate::components::controls::area;
use crate::format;
use crate::hooks::{submit, use_dispatch, use_form};
use crate::model::store::Action;
use crate::shared::Shared;
use timemark_core::shapes::TableDescription;
use timemark_core::{lab, operations};
use yew::prelude::*;

/// The properties of [`Console`].
#[derive(Clone, PartialEq, Properties)]
pub struct ConsoleProps {
    /// The table that example bodies are about.
    pub table: Option<TableDescription>,
}

/// The fields as they are typed.
#[derive(Clone, PartialEq)]
struct Typed {
    operation: String,
    body: String,
    /// The example body last offered: another body was typed, and is not overwritten.
    offered: String,
}

/// A form for any operation with any body.
#[component]
pub fn Console(ConsoleProps { table }: &ConsoleProps) -> Html {
    let dispatch = use_dispatch();
    let form = use_form(|| Typed { operation: "ListBackups".into(), body: "{}".into(), offered: "{}".into() });
    let typed = form.value();
    let choose = {
        let table = table.clone();
        form.write(move |typed, operation| {
            let offered = template(&operation, table.as_ref());
            if typed.body == typed.offered || typed.body.trim().is_empty() {
                typed.body = offered.clone();
            }
            typed.operation = operation;
            typed.offered = offered;
        })
    };
    let onsubmit = {
        let typed = typed.clone();
        submit(move || {
            let request = |body: &str| Request::Raw { operation: typed.operation.clone(), body: body.to_owned() };
            let requests: Vec<Request> = bodies(&typed.body).into_iter().map(request).collect();
            dispatch.emit(match requests.len() {
                1 => Action::Send(requests),
                calls => {
                    let label = format!("{} of {}", format::count(calls as u64, "call"), typed.operation);
                    Action::Work { label, requests: Shared::new(Requests::Made(requests)) }
                }
            });
        })
    };
    let option =
        |name: &'static str| html! { <option value={name} selected={typed.operation == name}>{ name }</option> };
    html! {
        <details class="fold">
            <summary>{ "Send any operation by hand" }</summary>
            <form {onsubmit}>
                <div class="field">
                    <label for="console-operation">{ "Operation" }</label>
                    <select id="console-operation" onchange={choose}>
                        <optgroup label="DynamoDB">{ for operations::NAMES.iter().copied().map(option) }</optgroup>
                        <optgroup label="Lab">{ for lab::NAMES.iter().copied().map(option) }</optgroup>
                    </select>
                </div>
                { area("console-body", "Body (JSON)", &typed.body, None, form.text(|typed| &mut typed.body)) }
                <p class="quiet">{ "Several bodies, each on a line of its own, are as many calls." }</p>
                <div class="buttons"><button type="submit">{ "Send" }</button></div>
            </form>
        </details>
    }
}

/// The bodies in a text: one on each line, if every line is an object by itself; else the text.
fn bodies(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let are_several = lines.len() > 1 && lines.iter().all(|line| line.starts_with('{') && line.ends_with('}'));
    if are_several { lines } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::bodies;

    #[test]
    fn several_bodies_stand_on_lines_of_their_own() {
        assert_eq!(bodies("{\"a\": 1}\n\n  {\"a\": 2}\n"), ["{\"a\": 1}", "{\"a\": 2}"]);
        for one in ["", "{}", "{\n}", "{\n  \"a\": {}\n}", "{}\nnot JSON"] {
            assert_eq!(bodies(one), [one]);
        }
    }
}
