//! The page.

use super::*;
use crate::hooks::{use_calm, use_tick};
use crate::store::{Dialog, Dispatcher, State};
use crate::view::details;
use yew::prelude::*;

/// The whole page: the state, and what of it goes where.
#[component]
pub fn App() -> Html {
    let store = use_reducer(State::default);
    use_tick(store.dispatcher(), store.is_running());
    let said = use_calm(store.news());

    let view = store.view();
    let table = store.selection().table.as_deref().and_then(|name| view.table(name)).cloned();
    let failure = store.failure().cloned();
    let tabs = vec![
        Tab {
            name: "Backups".into(),
            count: view.backups.len(),
            panel: html! { <BackupList backups={view.backups.clone()} chosen={store.selection().backup.clone()} /> },
        },
        Tab {
            name: "Window".into(),
            count: view.window.as_ref().map_or(0, |window| window.changes().count()),
            panel: html! { <WindowTable window={view.window.clone()} /> },
        },
        Tab {
            name: "Items".into(),
            count: view.items.page.len(),
            panel: html! { <ItemList items={view.items.clone()} table={table.clone()} /> },
        },
    ];
    let dialog = match store.dialog() {
        Some(Dialog::Restore(arn)) => view.backup(arn).map(|backup| {
            html! { <RestoreDialog backup={backup.clone()} tables={view.tables.clone()} failure={failure.clone()} /> }
        }),
        Some(Dialog::Delete(arn)) => {
            view.backup(arn).map(|backup| html! { <DeleteDialog backup={details(backup)} failure={failure.clone()} /> })
        }
        None => None,
    };

    html! {
        <ContextProvider<Dispatcher> context={store.dispatcher()}>
            <a class="skip" href="#main">{ "Skip to the time line" }</a>
            <TopBar
                now={store.now()}
                next_due={store.next_due()}
                is_running={store.is_running()}
                speed={store.speed()}
                stood_still={store.stood_still()}
            />
            <div class="page">
                <div class="notices">
                    <NextStep
                        tables={view.tables.clone()}
                        backups={view.backups.clone()}
                        table={table.clone()}
                        requests={store.requests()}
                        is_running={store.is_running()}
                    />
                    if store.dialog().is_none() {
                        <FailureAlert {failure} />
                    }
                </div>
                <aside class="side" aria-label="Tables and writes">
                    <TableList tables={view.tables.clone()} chosen={store.selection().table.clone()} />
                    <NewTable />
                    <WriteItem table={table.clone()} requests={store.requests()} />
                </aside>
                <main id="main" tabindex="-1">
                    <Timeline window={view.window.clone()} now={store.now()} />
                    <Tabs label="Details" {tabs} />
                </main>
                <aside class="call" aria-label="The last call">
                    <LastCallPanel call={store.last_call().cloned()} />
                </aside>
            </div>
            // Always one node, open or not: what stands around it is not to be made anew.
            { dialog.unwrap_or_default() }
            <p class="unseen" role="status">{ said }</p>
        </ContextProvider<Dispatcher>>
    }
}
