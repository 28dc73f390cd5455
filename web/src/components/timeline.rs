//! The time line: the picture, its legend, its sum, and the button that asks for a backup.

use super::{Chart, Legend, NewBackup, Progress, Scale, Verdicts};
use crate::hooks::{use_dispatch, use_width};
use crate::shared::Shared;
use crate::store::Action;
use crate::view::Window;
use timemark_core::Timestamp;
use yew::prelude::*;

/// The properties of [`Timeline`].
#[derive(Clone, PartialEq, Properties)]
pub struct TimelineProps {
    /// What is pictured; nothing where there is no table.
    pub window: Option<Shared<Window>>,
    /// The virtual time.
    pub now: Timestamp,
}

/// A width to begin with, until the browser has told the real one.
const WIDTH_BEFORE: i32 = 720;

/// The time line of a backup, or of one that is only imagined.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let dispatch = use_dispatch();
    let node = use_node_ref();
    let width = use_width(&node, WIDTH_BEFORE);
    let window = props.window.clone().unwrap_or_else(|| Shared::new(Window::blank(props.now)));
    let scale = Scale::new(&window, width);
    let picture = html! {
        <svg width={scale.width.to_string()} height={scale.height().to_string()} role="img" aria-label={summary(&window)}>
            <Chart window={window.clone()} {scale} />
            <Progress {window} {scale} now={props.now} />
        </svg>
    };
    let imagine = dispatch.reform(|_: MouseEvent| Action::Imagine);
    html! {
        <section class="strip" aria-labelledby="timeline">
            if let Some(window) = &props.window {
                <h2 id="timeline">{ title(window) }</h2>
                <Legend />
            } else {
                <h2 id="timeline">{ "The time line" }</h2>
                <p class="empty">
                    { "Writes to a table will stand here as they happen. When you ask for a backup, the minute before and \
                       the minute after are in doubt: DynamoDB promises what was written earlier, rules out what is \
                       written later, and leaves the rest to where each partition is cut." }
                </p>
            }
            <div class="chart" ref={node}>{ picture }</div>
            if let Some(window) = &props.window {
                <Verdicts window={window.clone()} />
                <div class="foot">
                    <NewBackup table={window.table.clone()} />
                    if window.backup.is_some() {
                        <button type="button" onclick={imagine}>{ "What if I asked now?" }</button>
                    }
                </div>
            }
        </section>
    }
}

fn title(window: &Window) -> Html {
    match window.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => html! { <><b>{ name }</b>{ format!(", a backup of {}", window.table) }</> },
        None => html! { <>{ "If you asked for a backup of " }<b>{ &window.table }</b>{ " now" }</> },
    }
}

/// The picture in a sentence; the tab Window has it in full.
fn summary(window: &Window) -> String {
    if window.table.is_empty() {
        return "An empty time line: the band of two minutes around a request, across four partitions.".to_owned();
    }
    let writes = window.changes().count();
    let what = match window.backup.as_ref().and_then(|backup| backup.backup_name.as_deref()) {
        Some(name) => format!("backup {name}"),
        None => "a backup asked for now".to_owned(),
    };
    format!(
        "Time line of table {}: {writes} writes in the two minutes before and after {what}, on {} partitions. The tab \
         Window lists them.",
        window.table, window.partitions
    )
}
