//! What gives a table a stream, and what takes it away again.

use crate::Timestamp;
use crate::limits::STREAM_RETENTION_MS;
use crate::shapes::StreamViewType;
use crate::state::{Event, State, Table, Task};

/// A table's changes are told from now on.
#[allow(dead_code, reason = "for UpdateTable")]
pub fn enabled(state: &State, table: &Table, view: StreamViewType, now: Timestamp) -> Vec<Event> {
    let label = state.stream_label(table.name(), now);
    vec![Event::StreamEnabled { table: table.name_shared(), view, label }]
}

/// A table's changes are told no more; what was told can be read for 24 hours.
#[allow(dead_code, reason = "for UpdateTable")]
pub fn disabled(table: &Table, now: Timestamp) -> Vec<Event> {
    let mut events = vec![Event::StreamDisabled { table: table.name_shared() }];
    events.extend(removal(table, now));
    events
}

/// When the stream that a table has, and is about to lose, can be read no more.
///
/// # Source
/// AWS documents that what a disabled stream tells stays readable for 24 hours.
pub fn removal(table: &Table, now: Timestamp) -> Option<Event> {
    let id = table.stream_id().filter(|_| table.definition().stream.is_some())?;
    Some(Event::TaskScheduled { due: now.plus_ms(STREAM_RETENTION_MS), task: Task::RemoveStream { id } })
}
