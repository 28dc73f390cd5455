//! The removal of a table's stream, after which it can no longer be read.

use crate::limits::STREAM_RETENTION_MS;
use crate::state::{Event, Table, Task};
use crate::time::Timestamp;

/// Returns the event that schedules the removal of a table's stream, 24 hours from `now`; `None` if the table has none.
///
/// # Source
/// `docs/dynamodb.md#streams`: what a disabled stream recorded stays readable for 24 hours.
pub fn stream_removal(table: &Table, now: Timestamp) -> Option<Event> {
    let id = table.stream_id().filter(|_| table.definition().stream.is_some())?;
    Some(Event::TaskScheduled { due: now.plus_ms(STREAM_RETENTION_MS), task: Task::RemoveStream { id } })
}
