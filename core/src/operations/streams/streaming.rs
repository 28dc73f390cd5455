//! When a stream that ends can be read no more.

use crate::limits::STREAM_RETENTION_MS;
use crate::state::{Event, Table, Task};
use crate::time::Timestamp;

/// Schedules the end of the stream that a table has and is about to lose; `None` where it has none.
///
/// # Source
/// `docs/dynamodb.md#streams`: what a disabled stream recorded stays readable for 24 hours.
pub fn removal(table: &Table, now: Timestamp) -> Option<Event> {
    let id = table.stream_id().filter(|_| table.definition().stream.is_some())?;
    Some(Event::TaskScheduled { due: now.plus_ms(STREAM_RETENTION_MS), task: Task::RemoveStream { id } })
}
