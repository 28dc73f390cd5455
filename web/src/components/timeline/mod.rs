//! The time line: the chart, its legend, the counts, and the button that requests a backup.
//!
//! ```text
//!   Timeline ─┬─ Chart ── axis, marks: what does not move with the clock
//!             ├─ LifecycleBars: the bars and the present moment
//!             ├─ Marker: drags the imagined request
//!             └─ legend, Verdicts, NewBackup
//! ```

mod axis;
mod card;
mod chart;
mod legend;
mod lifecycle_bars;
mod marker;
mod marks;
mod new_backup;
mod scale;
mod verdicts;

pub use card::Timeline;
pub use legend::legend;
pub use verdicts::Verdicts;

use chart::Chart;
use lifecycle_bars::LifecycleBars;
use marker::Marker;
use new_backup::NewBackup;
use scale::Scale;
use yew::AttrValue;

/// A number as an attribute's value.
fn s(number: i32) -> AttrValue {
    number.to_string().into()
}
