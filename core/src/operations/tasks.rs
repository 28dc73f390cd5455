//! What happens later: each task, when it is due, is decided like a request.

use super::backups::backing_up;
use super::streams::streaming;
use crate::state::lifecycle::{BackupState, IndexState, TableState};
use crate::state::{Event, Index, State, Task};
use crate::time::Timestamp;

/// Decides a task that is due.
pub fn decide_task(state: &State, task: &Task, now: Timestamp) -> Vec<Event> {
    let enabled_at = now.plus_ms(state.settings().pace.delays().backups_enabling_ms);
    match task {
        Task::ActivateTable { table } => vec![
            Event::TableActivated { table: table.clone() },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: table.clone() } },
        ],
        Task::EnableBackups { table } => match state.table(table).map(|table| table.state()) {
            Some(TableState::Active | TableState::Updating) => vec![Event::BackupsEnabled { table: table.clone() }],
            _ => Vec::new(),
        },
        Task::RemoveTable { table } => {
            let mut events =
                state.table(table).map(|table| backing_up::farewell(state, table, now)).unwrap_or_default();
            events.push(Event::TableDeleted { table: table.clone() });
            events.extend(state.table(table).and_then(|table| streaming::removal(table, now)));
            events
        }
        Task::RemoveStream { id } => vec![Event::StreamRemoved { id: id.clone() }],
        Task::CompleteUpdate { table } => {
            let is_new = |index: &&Index| index.state() == IndexState::Creating;
            let due = now.plus_ms(state.settings().pace.delays().index_backfill_ms);
            let indexes = state.table(table).into_iter().flat_map(|table| table.indexes().iter().filter(is_new));
            let filling = |index: &Index| {
                let task = Task::ActivateIndex { table: table.clone(), ordinal: index.ordinal() };
                Event::TaskScheduled { due, task }
            };
            let mut events = vec![Event::TableUpdated { table: table.clone() }];
            events.extend(indexes.map(filling));
            events
        }
        Task::ActivateIndex { table, ordinal } => {
            vec![Event::IndexActivated { table: table.clone(), ordinal: *ordinal }]
        }
        Task::ExpireItems { table } => {
            let until = now.plus_ms(-state.settings().pace.delays().expiry_ms);
            let expiry = state.table(table).and_then(|table| table.expiry());
            let keys = expiry.into_iter().flat_map(|expiry| expiry.until(until)).cloned().collect();
            vec![Event::ItemsExpired { table: table.clone(), keys }]
        }
        Task::CompleteBackup { id } => vec![Event::BackupCompleted { id: id.clone() }],
        Task::CloseWindow { id } => vec![Event::WindowClosed { id: id.clone() }],
        Task::ShowBackup { id } => vec![Event::BackupShown { id: id.clone() }],
        // One that is late is made now, to go: its cuts are settled a minute after the request, and the shortest expiry is
        // a day.
        Task::ExpireBackup { id } => {
            let is_late = state.backup(id).is_some_and(|backup| backup.status == BackupState::Creating);
            let completed = is_late.then(|| Event::BackupCompleted { id: id.clone() });
            completed.into_iter().chain([Event::BackupDeleted { id: id.clone() }]).collect()
        }
        Task::TrimLog { table } => match state.table(table) {
            Some(known) if known.is_trim_due(now) => vec![Event::LogTrimmed { table: table.clone() }],
            _ => Vec::new(),
        },
        Task::CompleteRestore { table } => vec![
            Event::RestoreCompleted { table: table.clone() },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: table.clone() } },
        ],
    }
}
