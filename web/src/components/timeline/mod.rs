//! The time line: the picture, its legend, its sum, and the button that asks for a backup.
//!
//! ```text
//!   Timeline ─┬─ Chart ── axis, marks: all that stands still while the clock runs
//!             ├─ Lives: the bars and the present moment
//!             ├─ Marker: drags the imagined request
//!             └─ Legend, Verdicts, NewBackup
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

/// A number as an attribute.
fn s(number: i32) -> AttrValue {
    number.to_string().into()
}
