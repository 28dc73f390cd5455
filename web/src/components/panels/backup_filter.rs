//! The filter of the list of backups.

use crate::components::controls::line;
use crate::components::controls::select;
use crate::format;
use crate::hooks::{on, submit, text_of, use_dispatch, use_form};
use crate::model::store::Action;
use crate::model::view_state::every_backup;
use crate::shared::Shared;
use timemark_core::operations::ListBackupsInput;
use timemark_core::shapes::TableDescription;
use yew::prelude::*;

/// The properties of [`BackupFilter`].
#[derive(Clone, PartialEq, Properties)]
pub struct BackupFilterProps {
    /// The filter in force.
    pub filter: ListBackupsInput,
    /// The text that the names have.
    pub name: String,
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
}

/// The fields as they are typed.
#[derive(Clone, Default, PartialEq)]
struct Typed {
    table: String,
    from: String,
    to: String,
}

/// The types that ListBackups accepts. ALL does not include backups of AWS Backup.
const KINDS: [&str; 4] = ["ALL", "USER", "SYSTEM", "AWS_BACKUP"];

/// The filters of ListBackups: table, type, and the time of creation; and the name, which it does not know.
#[component]
pub fn BackupFilter(BackupFilterProps { filter, name, tables }: &BackupFilterProps) -> Html {
    let dispatch = use_dispatch();
    let form = use_form(Typed::default);
    let typed = form.value();
    let (from, to) = (format::read_time(&typed.from), format::read_time(&typed.to));
    let is_wrong = |text: &str, time: Option<timemark_core::Timestamp>| !text.trim().is_empty() && time.is_none();
    let wrong = is_wrong(&typed.from, from) || is_wrong(&typed.to, to);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let asked = ListBackupsInput {
        table_name: some(&typed.table),
        backup_type: filter.backup_type.clone(),
        time_range_lower_bound: from,
        time_range_upper_bound: to,
        ..ListBackupsInput::default()
    };
    let onsubmit = {
        let (dispatch, asked) = (dispatch.clone(), asked.clone());
        submit(move || {
            if !wrong {
                dispatch.emit(Action::Filter(asked.clone()));
            }
        })
    };
    let mut names = vec![("", "All tables")];
    names.extend(tables.iter().filter_map(|table| table.table_name.as_deref()).map(|name| (name, name)));
    let kind = |kind: &'static str| {
        let one = ListBackupsInput { backup_type: Some(kind.to_owned().into()), ..filter.clone() };
        let is_chosen = one == *filter;
        let onclick = on::<MouseEvent>(&dispatch, Action::Filter(one));
        html! { <button type="button" aria-pressed={is_chosen.to_string()} {onclick}>{ kind }</button> }
    };
    // As many tables as there are: they are listed once they are asked for.
    let is_open = use_state_eq(|| false);
    let ontoggle = {
        let is_open = is_open.clone();
        move |_: Event| is_open.set(true)
    };
    let find = dispatch.reform(|event: InputEvent| Action::FindBackups(text_of(&event)));
    let is_on = ListBackupsInput { backup_type: every_backup().backup_type, ..filter.clone() } != every_backup();
    let clear = {
        let reset = form.press::<MouseEvent>(|typed| *typed = Typed::default());
        let dispatch = dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            reset.emit(event);
            dispatch.emit(Action::FindBackups(String::new()));
            dispatch.emit(Action::Filter(every_backup()));
        })
    };
    html! {
        <>
            <div class="buttons joined" role="group" aria-label="Types of backups">{ for KINDS.into_iter().map(kind) }</div>
            <input
                type="text"
                aria-label="Find backups by name"
                placeholder="Find by name"
                autocomplete="off"
                spellcheck="false"
                value={name.clone()}
                oninput={find}
            />
            <details class="fold filter" {ontoggle}>
                <summary>{ if is_on { "Filter (on)" } else { "Filter" } }</summary>
                if *is_open {
                    <form {onsubmit}>
                        <div class="pair">
                            { select("filter-table", "Table", &names, &typed.table, form.text(|typed| &mut typed.table)) }
                            { line("filter-from".into(), "Created at or after (UTC)", &typed.from, form.text(|typed| &mut typed.from)) }
                            { line("filter-to".into(), "Created before (UTC)", &typed.to, form.text(|typed| &mut typed.to)) }
                        </div>
                        if wrong {
                            <p class="wrong" role="alert">{ "Times are written as 2026-11-22 14:25:00." }</p>
                        }
                        <div class="buttons">
                            <button type="submit" disabled={wrong}>{ "List" }</button>
                            <button type="button" onclick={clear}>{ "Clear" }</button>
                        </div>
                    </form>
                }
            </details>
        </>
    }
}
