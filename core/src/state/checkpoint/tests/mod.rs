//! States, checkpoints and events that break one promise each: the reader says which.

mod admit;
mod check;
mod definitions;
mod parts;
mod small;
mod writing;

use super::Unsound;
use crate::model::shapes::{BackupType, StreamViewType};
use crate::state::tests::*;
use crate::state::*;
use crate::time::Timestamp;

/// A table that is being updated.
const OTHER: TableId = TableId::of_ordinal(2);
/// A table that is being deleted.
const GONE: TableId = TableId::of_ordinal(3);

/// The time at which states are read.
fn now() -> Timestamp {
    at(1_000)
}

/// The stream of a table with that name.
fn stream_id(table: &str) -> StreamId {
    StreamId { table: table.into(), label: at(0) }
}

/// The backup that waits for its images.
fn waiting_id() -> BackupId {
    marker(BackupType::User, at(500)).id
}

/// The backup that is made and hidden.
fn hidden_id() -> BackupId {
    marker(BackupType::System, at(700)).id
}

/// A state in which each promise has something to be about: what `state/tests.rs` has, and a table whose stream ended and
/// whose indexes are in every state, one that is being deleted, recent writes, and a task of each kind.
fn sound() -> State {
    let mut other = new_table(OTHER, "Other", None);
    other.definition.indexes.insert(1, index("changing", true));
    let billing = Billing::OnDemand { max_read_units: None, max_write_units: None };
    let update = TableUpdate {
        stream: Some(None),
        new_index: Some(index("new", true)),
        old_index: Some("by-year".to_owned()),
        index_billing: vec![("changing".to_owned(), billing)],
        index_warm: vec![("changing".to_owned(), Warm::default())],
        ..TableUpdate::default()
    };
    let task = |task| Event::TaskScheduled { due: at(5_000), task };
    let conflicts = Settings { write_conflict_ms: 5_000, ..Settings::default() };
    let attribute = Some("gone".to_owned());
    let more = [
        Event::SettingsChanged(conflicts),
        Event::ItemsWritten { table: MUSIC, writes: vec![put(2, 1968)] },
        Event::ItemsTransacted { table: MUSIC, writes: vec![put(3, 1967)] },
        Event::TableCreated(Box::new(other)),
        Event::TableActivated { table: OTHER },
        Event::ItemsWritten { table: OTHER, writes: (0..9).map(|n| put(n, 1970)).collect() },
        Event::TableUpdateStarted { table: OTHER, update: Box::new(update) },
        Event::TableCreated(Box::new(new_table(GONE, "Gone", None))),
        Event::TableActivated { table: GONE },
        Event::TimeToLiveChanged { table: GONE, attribute },
        Event::TableDeletionStarted { table: GONE },
        task(Task::CompleteUpdate { table: OTHER }),
        task(Task::RemoveTable { table: GONE }),
        task(Task::RemoveStream { id: stream_id("Other") }),
        task(Task::RemoveStream { id: stream_id("Gone") }),
        task(Task::ExpireBackup { id: hidden_id() }),
        task(Task::SettleDestination { table: MUSIC, stream_arn: "arn".to_owned() }),
        // Of a table that is removed by now.
        task(Task::SettleDestination { table: TableId::of_ordinal(9), stream_arn: "arn".to_owned() }),
        // These look for themselves, and may be there twice.
        task(Task::EnableBackups { table: MUSIC }),
        task(Task::EnableBackups { table: MUSIC }),
    ];
    let more = more.into_iter().zip(901..).map(|(event, ms)| (at(ms), event));
    let mut state = State::new(&Options::default());
    events().into_iter().chain(more).for_each(|(at, event)| state.apply(at, &event));
    state
}
