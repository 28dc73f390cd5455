//! Events of a file that do not fit the state that they come to.

use super::*;
use crate::limits::WINDOW_MS;
use crate::model::shapes::{ApproximateCreationDateTimePrecision, ContributorInsightsMode};
use std::sync::Arc;

/// An event, and the state that it comes to where that is not [`sound`] itself.
type Coming = fn(&mut State) -> Event;

/// A table that is not there.
const ABSENT: TableId = TableId::of_ordinal(9);
/// The next table.
const NEXT: TableId = TableId::of_ordinal(4);

/// Clauses, each with the events that are refused so.
const REFUSED: &[(&str, &[Coming])] = &[
    (
        "settings that cannot be",
        &[|_| Event::SettingsChanged(Settings { partitions_per_table: 0, ..Settings::default() })],
    ),
    (
        "it schedules what follows from the items",
        &[|_| Event::TaskScheduled { due: at(5_000), task: Task::ExpireItems { table: MUSIC } }],
    ),
    (
        "it takes a task, and there is none",
        &[|state| {
            while state.schedule.take_first().is_some() {}
            Event::TaskTaken
        }],
    ),
    (
        "it names a table that is not there",
        &[
            |_| Event::BackupsEnabled { table: ABSENT },
            |_| Event::TagsChanged { table: ABSENT, tags: Default::default() },
            |_| Event::TimeToLiveChanged { table: ABSENT, attribute: None },
            |_| Event::ResourcePolicyChanged { table: ABSENT, document: None },
            |_| Event::LogTrimmed { table: ABSENT },
            |_| Event::TableDeleted { table: ABSENT },
            |_| Event::ItemsWritten { table: ABSENT, writes: Vec::new() },
            |_| Event::RecoveryChanged { table: ABSENT, recovery: None },
            |_| Event::DestinationEnabled { table: ABSENT, stream_arn: "arn".to_owned(), precision: None },
            |_| Event::InsightsSettled { table: ABSENT, index: None },
            |_| requested(|marker| marker.source.table = ABSENT),
            |_| created(|new| new.restore = Some(from_table(ABSENT, at(900)))),
        ],
    ),
    ("tables are numbered in the order of their creation", &[|_| created(|new| new.id = ABSENT)]),
    ("it creates a table that is there", &[|_| created(|new| new.name = "Gone".to_owned())]),
    (
        "a table has no partitions, or too many",
        &[|_| created(|new| new.partitions = 0), |_| created(|new| new.partitions = 1_025)],
    ),
    ("a table has no key, or too many", &[|_| created(|new| new.definition.key.hash.clear())]),
    (
        "a stream and its table disagree",
        &[|_| created(|new| new.stream_label = None), |_| created(|new| new.definition.stream = None)],
    ),
    (
        "two streams have one id",
        &[|state| {
            state.apply(at(999), &Event::TableDeleted { table: GONE });
            created(|new| new.name = "Gone".to_owned())
        }],
    ),
    (
        "it restores a backup that is not made",
        &[
            |_| created(|new| new.restore = Some(from_backup(waiting_id()))),
            |_| created(|new| new.restore = Some(from_backup(hidden_id()))),
        ],
    ),
    (
        "it restores what the log has no more",
        &[|state| {
            table(state).partitions[1].snapshots[0].ordinal = 1;
            created(|new| new.restore = Some(from_table(MUSIC, at(199))))
        }],
    ),
    (
        "a restored table has another key than its source",
        &[
            |_| created(|new| (new.restore, new.definition.key.range) = (Some(from_backup(backup_id())), Vec::new())),
            |_| created(|new| (new.restore, new.definition.key.range) = (Some(from_table(MUSIC, at(900))), Vec::new())),
        ],
    ),
    (
        "it asks of a table what its state does not allow",
        &[
            |_| Event::TableActivated { table: MUSIC },
            |_| Event::TableDeletionStarted { table: OTHER },
            |_| Event::TableUpdateStarted { table: OTHER, update: Box::default() },
            |_| Event::TableUpdated { table: MUSIC },
            |_| Event::RestoreCompleted { table: MUSIC },
        ],
    ),
    (
        "it activates a table that is not whole",
        &[|_| Event::TableActivated { table: COPY }, |_| Event::TableActivated { table: OTHER }],
    ),
    ("it removes a table that is not being deleted", &[|_| Event::TableDeleted { table: MUSIC }]),
    (
        "it writes to a table that is not in use",
        &[
            |_| Event::ItemsWritten { table: GONE, writes: Vec::new() },
            |_| Event::ItemsTransacted { table: COPY, writes: Vec::new() },
            |_| Event::ItemsExpired { table: GONE, keys: Vec::new() },
        ],
    ),
    (
        "an item has another key than its own",
        &[
            |_| Event::ItemsWritten { table: MUSIC, writes: vec![put(1, 1), another()] },
            |_| Event::ItemsTransacted { table: MUSIC, writes: vec![another()] },
        ],
    ),
    (
        "an update changes an index that is not there",
        &[|_| updated(|update| update.index_warm = vec![("within".to_owned(), Warm::default())])],
    ),
    (
        "it deletes an index that is not in use",
        &[|state| {
            table(state).indexes.all[0].state = lifecycle::IndexState::Updating;
            updated(|update| update.old_index = Some("by-year".to_owned()))
        }],
    ),
    (
        "it adds an index that cannot be added",
        &[
            |_| updated(|update| update.new_index = Some(index("new", false))),
            |_| updated(|update| update.new_index = Some(index("by-year", true))),
        ],
    ),
    (
        "an index has no key, or too many",
        &[|_| {
            let mut new = index("new", true);
            new.key.hash.clear();
            updated(|update| update.new_index = Some(new))
        }],
    ),
    (
        "it ends an update that did not begin",
        &[|state| {
            state.apply(at(999), &created(|_| {}));
            Event::TableUpdated { table: NEXT }
        }],
    ),
    (
        "it fills an index that does not wait for it",
        &[
            |_| Event::IndexActivated { table: MUSIC, ordinal: 0 },
            |state| {
                table(state).indexes.all[0].state = lifecycle::IndexState::Backfilling;
                Event::IndexActivated { table: MUSIC, ordinal: 1 }
            },
        ],
    ),
    ("it repeats a transaction", &[|_| Event::TransactionDone { token: "token".to_owned(), request: 8 }]),
    (
        "it removes a stream that did not end",
        &[|_| Event::StreamRemoved { id: stream_id("Music") }, |_| Event::StreamRemoved { id: stream_id("Absent") }],
    ),
    (
        "it asks of insights what their state does not allow",
        &[
            |_| Event::InsightsSwitched { table: MUSIC, index: Some(0), mode: None },
            |_| Event::InsightsSettled { table: MUSIC, index: Some(0) },
            |_| Event::InsightsSwitched { table: MUSIC, index: Some(9), mode: MODE },
        ],
    ),
    (
        "it asks of a destination what its state does not allow",
        &[
            |_| enabled("arn"),
            |_| Event::DestinationUpdated { table: MUSIC, stream_arn: "arn".to_owned(), precision: PRECISION },
            |_| Event::DestinationDisabled { table: MUSIC, stream_arn: "arn".to_owned() },
            |state| {
                table(state).settings.destinations[0].state = lifecycle::DestinationState::Active;
                Event::DestinationSettled { table: MUSIC, stream_arn: "arn".to_owned() }
            },
        ],
    ),
    (
        "it names a destination that is not there",
        &[|_| Event::DestinationSettled { table: MUSIC, stream_arn: "absent".to_owned() }],
    ),
    (
        "two backups have one id",
        &[|_| requested(|marker| marker.id = backup_id()), |_| requested(|marker| marker.id = hidden_id())],
    ),
    (
        "a backup and its table disagree",
        &[
            |_| requested(|marker| assert!(marker.cuts.pop().is_some())),
            |_| requested(|marker| Arc::make_mut(&mut marker.source.definition).key.range.clear()),
            |_| requested(|marker| marker.id.table = "Other".into()),
        ],
    ),
    (
        "two indexes have one name",
        &[|_| {
            requested(|marker| {
                let indexes = &mut Arc::make_mut(&mut marker.source.definition).indexes;
                indexes[1].name = indexes[0].name.clone();
            })
        }],
    ),
    (
        "a cut lies outside of its window",
        &[
            |_| requested(|marker| marker.cuts[2].at = at(1_000 - WINDOW_MS - 1)),
            |_| requested(|marker| marker.cuts[2].at = at(1_000 + WINDOW_MS + 1)),
        ],
    ),
    (
        "it backs up what the log has no more",
        &[
            |state| {
                table(state).partitions[3].snapshots[0].ordinal = 1;
                requested(|_| {})
            },
            |state| {
                table(state).partitions[3].snapshots[0].ordinal = 99;
                made(|_| {})
            },
        ],
    ),
    (
        "it names a backup that is not there",
        &[
            |_| Event::BackupCompleted { id: backup_id() },
            |_| Event::WindowClosed { id: backup_id() },
            |_| Event::WindowClosed { id: hidden_id() },
        ],
    ),
    (
        "it completes a backup that cannot be made",
        &[
            |state| {
                state.apply(at(999), &Event::BackupCompleted { id: waiting_id() });
                Event::BackupCompleted { id: waiting_id() }
            },
            |state| {
                table(state).partitions[3].snapshots[0].ordinal = 99;
                Event::BackupCompleted { id: waiting_id() }
            },
            |state| {
                assert!(Arc::make_mut(&mut state.backup_mut(&waiting_id()).marker).cuts.pop().is_some());
                Event::BackupCompleted { id: waiting_id() }
            },
        ],
    ),
    (
        "it closes a window twice",
        &[|state| {
            state.apply(at(999), &Event::WindowClosed { id: waiting_id() });
            Event::WindowClosed { id: waiting_id() }
        }],
    ),
    (
        "a recovery window that cannot be",
        &[
            |_| Event::RecoveryChanged { table: MUSIC, recovery: Some(Recovery::new(at(0), 36)) },
            |state| {
                table(state).partitions[1].snapshots[0].ordinal = 1;
                Event::RecoveryChanged { table: MUSIC, recovery: Some(Recovery::new(at(0), 35)) }
            },
        ],
    ),
    ("it shows a backup that is not hidden", &[|_| Event::BackupShown { id: backup_id() }]),
    (
        "it deletes a backup that is not made",
        &[
            |_| Event::BackupDeleted { id: waiting_id() },
            |_| Event::BackupDeleted { id: marker(BackupType::User, at(1)).id },
        ],
    ),
    (
        "it completes a restore that did not begin",
        &[|state| {
            state.apply(at(999), &created(|_| {}));
            Event::RestoreCompleted { table: NEXT }
        }],
    ),
];

/// Events that fit.
const ADMITTED: &[Coming] = &[
    |_| Event::Reset(Box::default()),
    |_| Event::SettingsChanged(Settings::default()),
    |_| Event::SeedChanged(7),
    |_| Event::TaskScheduled { due: at(5_000), task: Task::EnableBackups { table: MUSIC } },
    |_| Event::TaskTaken,
    |_| created(|_| {}),
    |_| created(|new| new.partitions = 1_024),
    |_| created(|new| (new.stream_label, new.definition.stream) = (None, None)),
    |_| created(|new| new.restore = Some(from_backup(backup_id()))),
    |_| created(|new| new.restore = Some(from_table(MUSIC, at(900)))),
    |state| {
        state.apply(at(999), &Event::TableDeleted { table: GONE });
        created(|new| (new.name, new.stream_label) = ("Gone".to_owned(), Some(at(1))))
    },
    |state| {
        state.apply(at(999), &created(|_| {}));
        Event::TableActivated { table: NEXT }
    },
    |_| Event::BackupsEnabled { table: GONE },
    |_| Event::TableDeletionStarted { table: MUSIC },
    |_| Event::TableDeleted { table: GONE },
    |_| Event::ItemsWritten { table: MUSIC, writes: vec![put(1, 1), Write { new: None, ..put(2, 2) }] },
    |_| Event::ItemsTransacted { table: OTHER, writes: vec![put(1, 1)] },
    |_| Event::ItemsExpired { table: MUSIC, keys: vec![put(1, 1).key] },
    |_| updated(|update| (update.new_index, update.old_index) = (Some(index("new", true)), Some("by-year".to_owned()))),
    |_| Event::TableUpdated { table: OTHER },
    |state| {
        table(state).indexes.all[0].state = lifecycle::IndexState::Backfilling;
        Event::IndexActivated { table: MUSIC, ordinal: 0 }
    },
    |_| Event::TransactionDone { token: "another".to_owned(), request: 8 },
    |_| Event::StreamRemoved { id: stream_id("Other") },
    |_| Event::InsightsSwitched { table: MUSIC, index: Some(0), mode: MODE },
    |_| Event::InsightsSwitched { table: MUSIC, index: None, mode: None },
    |_| Event::InsightsSettled { table: MUSIC, index: None },
    |_| enabled("another"),
    |_| Event::DestinationSettled { table: MUSIC, stream_arn: "arn".to_owned() },
    |state| {
        table(state).settings.destinations[0].state = lifecycle::DestinationState::Active;
        Event::DestinationUpdated { table: MUSIC, stream_arn: "arn".to_owned(), precision: PRECISION }
    },
    |state| {
        table(state).settings.destinations[0].state = lifecycle::DestinationState::Disabled;
        enabled("arn")
    },
    |_| requested(|_| {}),
    |_| requested(|marker| (marker.cuts[0].at, marker.cuts[1].at) = (at(1_000 - WINDOW_MS), at(1_000 + WINDOW_MS))),
    |_| made(|_| {}),
    |_| Event::BackupCompleted { id: waiting_id() },
    |_| Event::WindowClosed { id: waiting_id() },
    |state| {
        state.apply(at(999), &Event::BackupCompleted { id: waiting_id() });
        Event::WindowClosed { id: waiting_id() }
    },
    |state| {
        state.apply(at(999), &Event::WindowClosed { id: waiting_id() });
        Event::BackupCompleted { id: waiting_id() }
    },
    |_| Event::RecoveryChanged { table: MUSIC, recovery: None },
    |_| Event::RecoveryChanged { table: OTHER, recovery: Some(Recovery::new(at(1_000), 35)) },
    |_| Event::BackupShown { id: hidden_id() },
    |_| Event::BackupDeleted { id: backup_id() },
    |_| Event::BackupDeleted { id: hidden_id() },
    |_| Event::RestoreCompleted { table: COPY },
];

const MODE: Option<ContributorInsightsMode> = Some(ContributorInsightsMode::ThrottledKeys);
const PRECISION: ApproximateCreationDateTimePrecision = ApproximateCreationDateTimePrecision::Microsecond;

fn created(change: impl FnOnce(&mut NewTable)) -> Event {
    let mut new = new_table(NEXT, "Next", None);
    change(&mut new);
    Event::TableCreated(Box::new(new))
}

fn from_backup(id: BackupId) -> RestoreOrigin {
    RestoreOrigin::Backup { id, arn: "arn".to_owned() }
}

fn from_table(table: TableId, time: Timestamp) -> RestoreOrigin {
    RestoreOrigin::PointInTime { table, table_name: "Music".to_owned(), time }
}

/// A write of an item under the key of another.
fn another() -> Write {
    Write { key: put(1, 1).key, new: put(2, 1).new }
}

fn updated(change: impl FnOnce(&mut TableUpdate)) -> Event {
    let mut update = TableUpdate::default();
    change(&mut update);
    Event::TableUpdateStarted { table: MUSIC, update: Box::new(update) }
}

fn enabled(stream_arn: &str) -> Event {
    Event::DestinationEnabled { table: MUSIC, stream_arn: stream_arn.to_owned(), precision: None }
}

fn requested(change: impl FnOnce(&mut TimeMarker)) -> Event {
    let mut requested = marker(BackupType::User, at(1_000));
    change(&mut requested);
    Event::BackupRequested(Arc::new(requested))
}

fn made(change: impl FnOnce(&mut TimeMarker)) -> Event {
    let mut made = marker(BackupType::System, at(1_000));
    change(&mut made);
    Event::SystemBackupMade(Arc::new(made))
}

#[test]
fn an_event_that_does_not_fit_is_refused() {
    let mut wrong = Vec::new();
    for (clause, events) in REFUSED {
        for (number, coming) in events.iter().enumerate() {
            let mut state = sound();
            let event = coming(&mut state);
            let found = state.admit(now(), &event);
            wrong.extend((found != Err(Unsound(clause))).then(|| format!("event {number}: {found:?}, not {clause}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_event_that_fits_leaves_a_sound_state() {
    for (number, coming) in ADMITTED.iter().enumerate() {
        let mut state = sound();
        let event = coming(&mut state);
        assert_eq!(state.admit(now(), &event), Ok(()), "event {number}: {event:?}");
        // What it schedules is another event; so a task may have nothing to act on any more.
        state.apply(now(), &event);
    }
}
