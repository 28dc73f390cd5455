//! The time line: the chart, its legend, the counts, and the button that requests a backup.
//!
//! ```text
//!   Timeline ─┬─ Overview: the whole story, and the stretch of it that is shown
//!             ├─ Chart ── axis, placing, marks: what does not move with the clock
//!             ├─ Flag: the request, to be dragged while it is imagined
//!             ├─ slider: the same, for keyboards and screen readers
//!             ├─ LifecycleBars: the bars and the present moment
//!             ├─ tip: the card beside a write
//!             └─ Verdicts, legend, BackupForm
//! ```

mod axis;
mod backup_form;
mod card;
mod chart;
mod gesture;
mod legend;
mod lifecycle_bars;
mod marks;
mod overview;
mod placing;
mod scale;
mod slider;
mod tip;
mod verdicts;
mod words;

pub use card::Timeline;
pub use legend::legend;
pub use verdicts::Verdicts;

use crate::hooks::place_in;
use backup_form::BackupForm;
use chart::{Chart, Flag};
use lifecycle_bars::LifecycleBars;
use overview::Overview;
use scale::Scale;
use yew::{AttrValue, MouseEvent, NodeRef};

/// The place of an event on the chart.
fn place_on(node: &NodeRef, scale: &Scale, event: &MouseEvent) -> Option<(i32, i32)> {
    place_in(node, event).map(|place| scale.place(place))
}

/// A number as an attribute's value.
fn s(number: i32) -> AttrValue {
    number.to_string().into()
}
