//! Due tasks: each is decided like a request.

use crate::operations::{stream_removal, system_backup_on_delete};
use crate::state::lifecycle::{BackupState, IndexState, TableState};
use crate::state::{Event, Index, State, Task};
use crate::time::Timestamp;

/// Returns the events that follow from a due task at `now`.
pub fn decide(state: &State, task: &Task, now: Timestamp) -> Vec<Event> {
    let enabled_at = now.plus_ms(state.settings().pace.delays().backups_enabling_ms);
    match task {
        Task::ActivateTable { table } => vec![
            Event::TableActivated { table: *table },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: *table } },
        ],
        // The table may be DELETING by now, or removed.
        Task::EnableBackups { table } => match state.table_by_id(*table).map(|table| table.state()) {
            Some(TableState::Active | TableState::Updating) => vec![Event::BackupsEnabled { table: *table }],
            _ => Vec::new(),
        },
        Task::RemoveTable { table } => {
            let known = state.known_table(*table);
            let mut events = system_backup_on_delete(state, known, now);
            events.push(Event::TableDeleted { table: *table });
            events.extend(stream_removal(known, now));
            events
        }
        Task::RemoveStream { id } => vec![Event::StreamRemoved { id: id.clone() }],
        Task::CompleteUpdate { table } => {
            let is_new = |index: &&Index| index.state() == IndexState::Creating;
            let due = now.plus_ms(state.settings().pace.delays().index_backfill_ms);
            let indexes = state.known_table(*table).indexes().iter().filter(is_new);
            let filling = |index: &Index| {
                let task = Task::ActivateIndex { table: *table, ordinal: index.ordinal() };
                Event::TaskScheduled { due, task }
            };
            let mut events = vec![Event::TableUpdated { table: *table }];
            events.extend(indexes.map(filling));
            events
        }
        // The index may have been deleted while it was filled.
        Task::ActivateIndex { table, ordinal } => {
            let is_filled = |index: &Index| index.ordinal() == *ordinal && index.state() == IndexState::Backfilling;
            match state.table_by_id(*table).is_some_and(|table| table.indexes().iter().any(is_filled)) {
                true => vec![Event::IndexActivated { table: *table, ordinal: *ordinal }],
                false => Vec::new(),
            }
        }
        Task::ExpireItems { table } => {
            let until = now.plus_ms(-state.settings().pace.delays().expiry_ms);
            let keys = state
                .known_table(*table)
                .expiry()
                .into_iter()
                .flat_map(|expiry| expiry.until(until))
                .cloned()
                .collect();
            vec![Event::ItemsExpired { table: *table, keys }]
        }
        // The backup may have expired by now. Its window closes early if its table is removed.
        Task::CompleteBackup { id } => match state.backup(id) {
            Some(backup) if backup.status == BackupState::Creating => vec![Event::BackupCompleted { id: id.clone() }],
            _ => Vec::new(),
        },
        Task::CloseWindow { id } => match state.backup(id) {
            Some(backup) if backup.window.is_none() => vec![Event::WindowClosed { id: id.clone() }],
            _ => Vec::new(),
        },
        Task::ShowBackup { id } => match state.is_hidden_system_backup(id) {
            true => vec![Event::BackupShown { id: id.clone() }],
            false => Vec::new(),
        },
        // A backup that is still CREATING is made now, so that it can be removed: its cuts are settled a minute after
        // the request, and the shortest expiry is a day.
        Task::ExpireBackup { id } => {
            let is_late = state.backup(id).is_some_and(|backup| backup.status == BackupState::Creating);
            let completed = is_late.then(|| Event::BackupCompleted { id: id.clone() });
            completed.into_iter().chain([Event::BackupDeleted { id: id.clone() }]).collect()
        }
        Task::TrimLog { table } => match state.table_by_id(*table) {
            Some(_) => vec![Event::LogTrimmed { table: *table }],
            None => Vec::new(),
        },
        // Insights that were enabled and disabled again have settled with the first of the two tasks.
        Task::SettleInsights { table, index } => {
            let insights = state.table_by_id(*table).and_then(|table| table.insights(*index));
            match insights.is_some_and(|insights| insights.state.is_on_its_way()) {
                true => vec![Event::InsightsSettled { table: *table, index: *index }],
                false => Vec::new(),
            }
        }
        Task::SettleDestination { table, stream_arn } => match state.table_by_id(*table) {
            Some(_) => vec![Event::DestinationSettled { table: *table, stream_arn: stream_arn.clone() }],
            None => Vec::new(),
        },
        Task::CompleteRestore { table } => vec![
            Event::RestoreCompleted { table: *table },
            Event::TaskScheduled { due: enabled_at, task: Task::EnableBackups { table: *table } },
        ],
    }
}
