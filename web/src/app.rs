//! The page.

use crate::calls::entry::Entry;
use crate::calls::request::Request;
use crate::components::call::CallPanel;
use crate::components::controls::failure_alert;
use crate::components::dialogs::*;
use crate::components::header::{ClockProps, TopBar};
use crate::components::notices::{LinkBar, NextStep, PastBar, ProgressBanner};
use crate::components::panels::*;
use crate::components::side::*;
use crate::components::timeline::Timeline;
use crate::hooks::{
    Kept, LabFile, use_drawn, use_focus_kept, use_keys, use_lab_file, use_link, use_offline, use_post,
    use_question_before_unload, use_storage, use_throttled, use_tick, use_watch,
};
use crate::model::about::about;
use crate::model::keys;
use crate::model::restore_source::Source;
use crate::model::store::{Action, Dialog, State};
use crate::model::view::{self, Plot};
use crate::model::view_state::Tab;
use crate::shared::Shared;
use std::rc::Rc;
use yew::prelude::*;

/// The page's properties.
#[derive(Clone, Debug, PartialEq, Properties)]
pub struct AppProps {
    /// What it opens with.
    pub opening: Shared<State>,
    /// The browser's storage.
    #[prop_or_default]
    pub kept: Kept,
}

impl Default for AppProps {
    /// The living world.
    fn default() -> AppProps {
        AppProps { opening: Shared::new(State::alive()), kept: Kept::default() }
    }
}

/// The whole page: keeps the store, and passes each component its part of the view.
#[component]
pub fn App(AppProps { opening, kept }: &AppProps) -> Html {
    let store = use_reducer(|| State::clone(opening));
    let dispatch = use_callback(store.dispatcher(), |action, store| store.dispatch(action));
    use_tick(dispatch.clone(), store.is_busy());
    use_watch(dispatch.clone(), store.reading());
    use_post(dispatch.clone(), store.to_send());
    let make_copy = {
        let (kept, dispatch) = (kept.clone(), dispatch.clone());
        Callback::from(move |()| kept.make_copy(dispatch.clone()))
    };
    let kept = use_storage(kept, store.history(), (!store.is_preview()).then(|| store.has_work()), &dispatch);
    use_question_before_unload(store.has_work() && !kept.is_safe());
    let file = use_lab_file(dispatch.reform(|()| Action::Open(Dialog::Lab)), dispatch.reform(Action::OpenHistory));
    let ondragover = Callback::from(|event: DragEvent| event.prevent_default());
    use_focus_kept();
    use_link(store.is_preview());
    // The clock and the time line come first, and can be used; what stands below and beside them follows.
    let is_whole = use_drawn();
    use_offline(is_whole && store.watched().is_none());
    let said = use_throttled(store.news());
    let press = {
        let (store, dispatch) = (store.clone(), dispatch.clone());
        Rc::new(move |key| match keys::action(&store, &key) {
            Some(action) => {
                dispatch.emit(action);
                true
            }
            None => false,
        })
    };
    use_keys(press);

    let (view, view_state, history) = (store.view(), store.view_state(), store.history());
    let table = store.table().cloned();
    let refused = store.refused().cloned();
    let (last_call, calls) = store.last_call().map_or((None, 0), |(call, calls)| (Some(call.clone()), calls));
    let clock = ClockProps {
        now: store.now(),
        next_due: store.next_due(),
        is_running: store.is_running(),
        speed: store.speed(),
        has_stalled: store.has_stalled(),
        undoes: history.undoes().map(|(entry, count)| match count {
            1 => entry.request.operation().to_owned().into(),
            count => format!("{} and {} more", entry.request.operation(), count - 1).into(),
        }),
        is_past: history.is_past(),
        watched: store.watched().cloned(),
    };
    let plot = view.plot.clone().unwrap_or_else(|| Shared::new(Plot::blank(history, view_state)));

    html! {
        <ContextProvider<Callback<Action>> context={dispatch.clone()}>
            <div class="shell" ondrop={file.ondrop.clone()} {ondragover}>
                <a class="skip" href="#main">{ "Skip to the time line" }</a>
                <TopBar {clock} {kept} />
                <div class="page">
                    <div class="columns">
                        <div class="notices">
                            if let Some(work) = store.work() {
                                <ProgressBanner work={work.clone()} />
                            } else {
                                <NextStep
                                    step={view.next_step.clone()}
                                    table={table.clone()}
                                    requests={history.len() as u64}
                                    is_running={store.is_running()}
                                    server={store.watched().cloned()}
                                />
                            }
                        </div>
                        <aside class="side" aria-label="Tables and writes">
                            <TableList
                                tables={view.tables.clone()}
                                progress={view.progress_of_tables(store.now())}
                                chosen={view_state.table.clone().filter(|name| view.table(name).is_some())}
                            />
                            if is_whole {
                                // A server has clients of its own.
                                if store.watched().is_none() {
                                    <GeneratorPanel
                                        table={table.clone()}
                                        generator={store.generator()}
                                        bound={store.generator_table().map(|table| AttrValue::from(table.to_owned()))}
                                        speed={store.speed()}
                                        requests={history.len() as u64}
                                        is_running={store.is_running()}
                                    />
                                }
                                <WindowPanel
                                    window={store.moment().engine().settings().consistency_window.clone()}
                                    seed={store.moment().engine().seed()}
                                />
                            }
                        </aside>
                        <main id="main" tabindex="-1">
                            <Timeline
                                {plot}
                                lifecycles={store.moment().lifecycles().clone()}
                                viewport={view_state.viewport}
                                imagined={view_state.imagined}
                                now={store.now()}
                                pointed={view_state.pointed.and_then(|write| view.write(write).cloned())}
                                pinned={view_state.pinned.and_then(|write| view.write(write).cloned())}
                            />
                        </main>
                        <aside class="call" aria-label="The last call">
                            if is_whole {
                                <CallPanel call={last_call} {calls} />
                            }
                        </aside>
                    </div>
                    if is_whole {
                        <Tabs chosen={view_state.tab} panel={panel(&store)} />
                    }
                </div>
                <div class="dock">
                    if store.dialog().is_none() {
                        {
                            failure_alert(
                                &dispatch,
                                refused.as_ref().filter(|entry| tab_of(entry) != Some(view_state.tab)),
                            )
                        }
                    }
                    <LinkBar is_preview={store.is_preview()} error={store.link_error().cloned()} {make_copy} />
                    <PastBar
                        now={store.now()}
                        head={history.head()}
                        is_past={history.is_past()}
                        stash={history.stash().map(|left| left.len())}
                        is_watching={store.watched().is_some()}
                    />
                </div>
            </div>
            // Always one node, so that its neighbours keep their positions in the list when a dialog opens.
            { dialog(&store, &file).unwrap_or_default() }
            <p class="unseen" role="status">{ said }</p>
        </ContextProvider<Callback<Action>>>
    }
}

/// The tab with the form that a call was made with, if it has one: an error is shown there while the tab is open.
fn tab_of(call: &Entry) -> Option<Tab> {
    match (&call.request, call.request.operation()) {
        (Request::Raw { .. }, _) => Some(Tab::Requests),
        (_, "Query" | "Scan") => Some(Tab::Items),
        _ => None,
    }
}

/// The content of the open tab.
fn panel(store: &State) -> Html {
    let (view, view_state) = (store.view(), store.view_state());
    let refused = store.refused().filter(|entry| tab_of(entry) == Some(view_state.tab)).cloned();
    match view_state.tab {
        Tab::Items => html! {
            <ItemList
                items={view.items.clone()}
                table={store.table().cloned()}
                query={view_state.query.clone()}
                turned={view_state.items_after.len()}
                {refused}
            />
        },
        Tab::Backups => html! {
            <BackupList
                backups={view.backups.clone()}
                progress={view.backups.rows.iter().map(|listed| listed.progress(store.now())).collect::<Vec<_>>()}
                left={view.backups.rows.iter().map(|listed| listed.left(store.now())).collect::<Vec<_>>()}
                chosen={view_state.backup.clone()}
                filter={view_state.filter.clone()}
                name={view_state.backup_name.clone()}
                turned={view_state.backups_page}
                tables={view.tables.clone()}
            />
        },
        Tab::Window => html! {
            <WindowTable
                reference={
                    view.plot.as_ref().and_then(|plot| view_state.reference(&plot.table)).cloned()
                }
                broken={view.broken.clone()}
                tables={view.tables.clone()}
                writes={view.writes.clone()}
                plot={view.plot.clone()}
                turned={view_state.writes_after.len()}
                verdict={view_state.verdict.clone()}
                pointed={view_state.pointed}
                pinned={view_state.pinned}
            />
        },
        Tab::Requests => {
            let table = store.table().cloned();
            html! {
               <CallList
                   calls={view.calls.clone()}
                   {table}
                   filter={view_state.call_filter.clone()}
                   all={store.history().done()}
                   summed={store.history().summed().clone()}
                   start={store.history().start()}
                   turned={view_state.calls_page}
                   {refused}
               />
            }
        }
        Tab::Code => html! { <CodeTab calls={view.program.clone()} language={view_state.language} /> },
    }
}

/// The open dialog; `None` if none is open, or if its subject no longer exists.
fn dialog(store: &State, file: &LabFile) -> Option<Html> {
    let (view, moment) = (store.view(), store.moment());
    let refused = store.refused().cloned();
    let backup = |arn: &str| moment.view().backup(arn);
    Some(match store.dialog()? {
        Dialog::NewTable => html! { <NewTableDialog {refused} /> },
        Dialog::Table(name) => html! {
            <TableDialog
                about={about(moment.view(), name)?}
                dropped={view::dropped_by_restore(moment, name)}
                {refused}
            />
        },
        Dialog::DeleteTable(name) => html! { <DeleteTableDialog table={view.table(name)?.clone()} {refused} /> },
        Dialog::Item(item) => html! {
            <ItemDialog
                table={store.table()?.clone()}
                item={item.clone()}
                call={store.last_call().map(|(call, _)| call.clone())}
                {refused}
            />
        },
        Dialog::Import => html! { <ImportDialog table={store.table()?.clone()} /> },
        Dialog::Backup(arn) => html! { <BackupDialog backup={backup(arn)?} /> },
        Dialog::Restore(arn) => {
            let backup = backup(arn)?;
            let dropped = view::dropped(moment, &backup, "");
            html! { <RestoreDialog source={Source::Backup(backup)} tables={view.tables.clone()} {dropped} {refused} /> }
        }
        Dialog::RestoreMoment { table, picked } => {
            let source = Source::of_table(&about(moment.view(), table)?, *picked)?;
            let dropped = view::dropped(moment, source.description(), "");
            html! { <RestoreDialog {source} tables={view.tables.clone()} {dropped} {refused} /> }
        }
        Dialog::DeleteBackup(arn) => html! { <DeleteBackupDialog backup={backup(arn)?} {refused} /> },
        Dialog::Jump => html! { <JumpDialog now={store.now()} {refused} /> },
        Dialog::Examples => {
            html! { <ExamplesDialog loaded={store.example()} has_work={!store.history().is_empty()} /> }
        }
        Dialog::Lab => {
            html! { <LabDialog
                history={Shared::new(store.history().clone())}
                file={file.clone()}
                is_watching={store.watched().is_some()}
            /> }
        }
        Dialog::Link(link) => {
            html! { <LinkDialog link={link.clone()} calls={store.history().done() as u64} /> }
        }
        Dialog::Help => html! { <HelpDialog /> },
    })
}
