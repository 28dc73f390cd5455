//! What happens later: each task, when it is due, is decided like a request.

use super::streaming;
use crate::Timestamp;
use crate::state::lifecycle::TableState;
use crate::state::{Event, State, Task};

/// Decides a task that is due.
pub fn decide_task(state: &State, task: &Task, now: Timestamp) -> Vec<Event> {
    let enabled_at = now.plus_ms(state.settings().pace.delays().backups_enabling_ms);
    match task {
        Task::ActivateTable { table } => vec![
            Event::TableActivated { table: table.clone() },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: table.clone() } },
        ],
        Task::EnableBackups { table } => match state.table(table).map(|table| table.state()) {
            Some(TableState::Active) => vec![Event::BackupsEnabled { table: table.clone() }],
            _ => Vec::new(),
        },
        Task::RemoveTable { table } => {
            let mut events = vec![Event::TableDeleted { table: table.clone() }];
            events.extend(state.table(table).and_then(|table| streaming::removal(table, now)));
            events
        }
        Task::RemoveStream { id } => vec![Event::StreamRemoved { id: id.clone() }],
        Task::CompleteBackup { id } => vec![Event::BackupCompleted { id: id.clone() }],
        Task::CloseWindow { id } => vec![Event::WindowClosed { id: id.clone() }],
        Task::CompleteRestore { table } => vec![
            Event::RestoreCompleted { table: table.clone() },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: table.clone() } },
        ],
    }
}
