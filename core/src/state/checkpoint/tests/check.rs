//! States that break a promise which the rest of the engine relies on.

use super::*;
use crate::limits::{COUNT_MAX, WINDOW_MS};
use crate::state::partition::Change;
use std::sync::Arc;

/// A change of a state.
type Changed = fn(&mut State);

/// Clauses, each with what breaks that promise and no other that is checked before.
const BROKEN: &[(&str, &[Changed])] = &[
    (
        "a count is beyond all bounds",
        &[
            |state| state.tables_created = COUNT_MAX,
            |state| state.backups_created = COUNT_MAX,
            |state| state.schedule.scheduled = COUNT_MAX,
        ],
    ),
    (
        "what was remembered lies ahead",
        &[
            |state| state.recent_backups = [at(401), at(400)].into(),
            |state| state.recent_backups = [at(1_001)].into(),
            |state| state.tokens.remember(at(1_001), "later", 1),
        ],
    ),
    ("a table was not created", &[|state| state.tables_created = 3]),
    (
        "a table has no partitions, or too many",
        &[
            |state| table(state).partitions.clear(),
            |state| {
                let partition = table(state).partitions[0].clone();
                table(state).partitions.resize(1_025, partition);
            },
        ],
    ),
    (
        "a table miscounts",
        &[
            |state| table(state).sequence -= 1,
            |state| table(state).sequence = COUNT_MAX,
            |state| table(state).indexes.created = COUNT_MAX,
            |state| table(state).since_backup = Some(COUNT_MAX),
        ],
    ),
    ("a change lies ahead", &[|state| last_change(state).committed = at(1_001)]),
    (
        "an update and its table disagree",
        &[|state| table(state).life.update = Some(Box::default()), |state| state.table_mut(OTHER).life.update = None],
    ),
    (
        "a deletion and its table disagree",
        &[
            |state| table(state).life.deletion_started = Some(at(0)),
            |state| state.table_mut(GONE).life.deletion_started = None,
        ],
    ),
    ("a restore and its table disagree", &[|state| state.table_mut(COPY).life.state = lifecycle::TableState::Active]),
    ("a restored table has no source", &[|state| state.table_mut(COPY).life.restore = None]),
    ("a table was written before it was restored", &[|state| state.table_mut(COPY).sequence = 1]),
    (
        "a table and its indexes disagree",
        &[
            |state| drop(table(state).indexes.all.pop()),
            |state| table(state).indexes.all[0].definition.name.push('x'),
            |state| table(state).indexes.all[0].definition.key.range.clear(),
            |state| table(state).indexes.all[0].definition.is_global = false,
            |state| table(state).indexes.all[0].definition.projected = Projected::KeysOnly,
        ],
    ),
    (
        "an index was not created",
        &[
            |state| table(state).indexes.created = 1,
            |state| table(state).indexes.all[1].ordinal = table(state).indexes.all[0].ordinal,
        ],
    ),
    (
        "an index and its table disagree",
        &[
            // Of a table that is ACTIVE, a global one and a local one.
            |state| table(state).indexes.all[0].state = lifecycle::IndexState::Creating,
            |state| table(state).indexes.all[0].state = lifecycle::IndexState::Updating,
            |state| table(state).indexes.all[0].state = lifecycle::IndexState::Deleting,
            |state| table(state).indexes.all[1].state = lifecycle::IndexState::Backfilling,
            // Of one that is being created.
            |state| state.table_mut(COPY).indexes.all[0].state = lifecycle::IndexState::Backfilling,
            // Of one whose first index is being deleted.
            |state| state.table_mut(OTHER).indexes.all[0].state = lifecycle::IndexState::Active,
            |state| state.table_mut(OTHER).indexes.all[0].state = lifecycle::IndexState::Creating,
            |state| state.table_mut(OTHER).indexes.all[0].state = lifecycle::IndexState::Backfilling,
            |state| state.table_mut(OTHER).indexes.all[0].state = lifecycle::IndexState::Updating,
        ],
    ),
    (
        "an update changes an index that is not there",
        &[
            |state| update(state).index_billing[0].0.push('x'),
            |state| update(state).index_warm[0].0.push('x'),
            |state| update(state).index_warm[0].0 = "within".to_owned(),
            |state| {
                update(state).old_index = Some("absent".to_owned());
                state.table_mut(OTHER).indexes.all[0].state = lifecycle::IndexState::Active;
            },
        ],
    ),
    (
        "a recovery window that cannot be",
        &[
            |state| recovery(state).period_days = 0,
            |state| recovery(state).period_days = 36,
            |state| recovery(state).enabled = at(1_001),
            |state| recovery(state).since = at(1_001),
        ],
    ),
    (
        "recent writes do not rise",
        &[|state| table(state).recent.in_order.swap(0, 1), |state| table(state).recent.in_order[1].0 = at(1_001)],
    ),
    (
        "a table begins or ends ahead",
        &[
            |state| table(state).life.created = at(1_001),
            |state| state.table_mut(GONE).life.deletion_started = Some(at(1_001)),
        ],
    ),
    (
        "a destination is there twice",
        &[|state| {
            let twice = table(state).settings.destinations[0].clone();
            table(state).settings.destinations.push(twice);
        }],
    ),
    (
        "a log is held for nothing",
        &[
            |state| table(state).hold(&marker(BackupType::User, at(999)).id),
            |state| table(state).hold(&backup_id()),
            |state| state.table_mut(OTHER).hold(&waiting_id()),
        ],
    ),
    (
        "a log lacks what it must have",
        &[
            |state| table(state).partitions[0].snapshots.clear(),
            |state| table(state).partitions[0].snapshots[0].ordinal = 1,
            // Nothing needs its log but a backup that may be requested now.
            |state| {
                let written = put(0, 1970).key.partition(4);
                state.table_mut(OTHER).partitions[written].snapshots[0].ordinal = 1;
            },
        ],
    ),
    (
        "a stream and its table disagree",
        &[
            |state| Arc::make_mut(&mut table(state).definition).stream = None,
            |state| drop(state.streams.remove(&stream_id("Music"))),
            |state| Arc::make_mut(&mut state.table_mut(OTHER).definition).stream = Some(StreamViewType::KeysOnly),
        ],
    ),
    (
        "a hidden backup is not made",
        &[|state| hidden(state).status = lifecycle::BackupState::Creating, |state| hidden(state).window = None],
    ),
    ("a backup has no cuts, or too many", &[|state| marker_mut(state).cuts.clear()]),
    (
        "a backup and its status disagree",
        &[
            |state| backup(state).completed = None,
            |state| backup(state).status = lifecycle::BackupState::Creating,
            |state| waiting(state).completed = Some(at(600)),
            |state| waiting(state).status = lifecycle::BackupState::Available,
            |state| hidden(state).completed = None,
        ],
    ),
    (
        "a backup lacks images",
        &[|state| {
            let images = backup(state).images.as_ref().map(|images| images[1..].into());
            backup(state).images = images;
        }],
    ),
    ("a backup lacks its window", &[|state| assert!(backup(state).window.as_mut().and_then(Vec::pop).is_some())]),
    ("a backup counts for more than it holds", &[|state| backup(state).held_share = backup(state).totals.held + 1]),
    (
        "a backup that is being made has no table",
        &[|state| table(state).retention.holds.clear(), |state| backup(state).window = None],
    ),
    (
        "a backup and its table disagree",
        &[
            |state| Arc::make_mut(&mut waiting(state).marker).cuts.push(Cut::after(at(500))),
            |state| waiting_source(state).key.range.clear(),
        ],
    ),
    (
        "a cut lies outside of its window",
        &[
            |state| marker_mut(state).cuts[1].at = at(400 - WINDOW_MS - 1),
            |state| marker_mut(state).cuts[1].at = at(400 + WINDOW_MS + 1),
        ],
    ),
    (
        "a backup is restored to no table",
        &[
            |state| backup(state).restoring = Some(MUSIC),
            |state| backup(state).restoring = Some(TableId::of_ordinal(9)),
            |state| {
                let restore = Some(RestoreOrigin::Backup { id: waiting_id(), arn: "arn".to_owned() });
                state.table_mut(COPY).life.restore = restore;
            },
        ],
    ),
    ("a stream has no shards, or too many", &[|state| stream(state).starts.clear()]),
    ("a shard begins beyond all bounds", &[|state| stream(state).starts[1] = COUNT_MAX]),
    ("a stream lacks shards", &[|state| assert!(ended(state).end.as_mut().and_then(|end| end.logs.pop()).is_some())]),
    (
        "a stream and its state disagree",
        &[
            |state| ended(state).state = lifecycle::StreamState::Enabled,
            |state| stream(state).state = lifecycle::StreamState::Disabling,
        ],
    ),
    (
        "an open stream has no table",
        &[
            |state| stream(state).id.label = at(1),
            |state| stream(state).table = TableId::of_ordinal(9),
            |state| stream(state).starts.push(0),
            |state| stream(state).key.range.clear(),
        ],
    ),
    (
        "a task has nothing to act on",
        &[
            |state| due(state, Task::ActivateTable { table: MUSIC }),
            |state| due(state, Task::ActivateTable { table: COPY }),
            |state| due(state, Task::ActivateTable { table: TableId::of_ordinal(9) }),
            |state| due(state, Task::CompleteRestore { table: MUSIC }),
            |state| due(state, Task::RemoveTable { table: MUSIC }),
            |state| due(state, Task::CompleteUpdate { table: MUSIC }),
            |state| due(state, Task::ExpireItems { table: OTHER }),
            |state| due(state, Task::ExpireItems { table: GONE }),
            |state| due(state, Task::RemoveStream { id: stream_id("Music") }),
            |state| due(state, Task::RemoveStream { id: stream_id("Absent") }),
            |state| due(state, Task::ExpireBackup { id: backup_id() }),
            |state| due(state, Task::ExpireBackup { id: marker(BackupType::System, at(1)).id }),
            |state| due(state, Task::SettleDestination { table: MUSIC, stream_arn: "absent".to_owned() }),
            |state| table(state).settings.destinations[0].state = lifecycle::DestinationState::Active,
            |state| table(state).settings.destinations[0].state = lifecycle::DestinationState::Disabled,
        ],
    ),
    (
        "a task is there twice",
        &[
            |state| due(state, Task::CompleteRestore { table: COPY }),
            |state| due(state, Task::RemoveTable { table: GONE }),
            |state| due(state, Task::CompleteUpdate { table: OTHER }),
            |state| due(state, Task::ExpireItems { table: MUSIC }),
            |state| due(state, Task::RemoveStream { id: stream_id("Gone") }),
            |state| due(state, Task::ExpireBackup { id: hidden_id() }),
            |state| due(state, Task::SettleDestination { table: MUSIC, stream_arn: "arn".to_owned() }),
            |state| {
                state.table_mut(OTHER).life.state = lifecycle::TableState::Creating;
                state.table_mut(OTHER).life.update = None;
                state
                    .table_mut(OTHER)
                    .indexes
                    .all
                    .iter_mut()
                    .for_each(|index| index.state = lifecycle::IndexState::Creating);
                let of_update = |task: &Task| matches!(task, Task::CompleteUpdate { .. });
                let tasks = state.schedule.tasks.iter().filter(|(_, task)| !of_update(task));
                state.schedule.tasks = tasks.map(|(due, task)| (*due, task.clone())).collect();
                due(state, Task::ActivateTable { table: OTHER });
                due(state, Task::ActivateTable { table: OTHER });
            },
        ],
    ),
];

/// What is just not broken.
const EDGES: &[Changed] = &[
    |state| (state.tables_created, state.backups_created) = (COUNT_MAX - 1, COUNT_MAX - 1),
    |state| state.recent_backups = [at(400), at(400), at(1_000)].into(),
    |state| state.tokens.remember(at(1_000), "now", 1),
    |state| table(state).sequence = COUNT_MAX - 1,
    |state| last_change(state).committed = at(1_000),
    |state| table(state).indexes.all[0].state = lifecycle::IndexState::Backfilling,
    |state| state.table_mut(OTHER).indexes.all[2].state = lifecycle::IndexState::Backfilling,
    |state| (recovery(state).enabled, recovery(state).since) = (at(1_000), at(1_000)),
    |state| (recovery(state).period_days, recovery(state).since) = (1, at(0)),
    |state| table(state).recent.in_order[1].0 = at(1_000),
    |state| state.table_mut(GONE).life.created = at(1_000),
    |state| state.table_mut(GONE).life.deletion_started = Some(at(1_000)),
    |state| backup(state).held_share = backup(state).totals.held,
    |state| marker_mut(state).cuts[1].at = at(400 - WINDOW_MS),
    |state| marker_mut(state).cuts[1].at = at(400 + WINDOW_MS),
    // A backup may expire while it is restored; a restore goes on without it.
    |state| backup(state).restoring = None,
    // What is held is held until the images are taken and the window is kept.
    |state| state.apply(at(1_000), &Event::BackupCompleted { id: waiting_id() }),
    |state| state.apply(at(1_000), &Event::WindowClosed { id: waiting_id() }),
    |state| ended(state).state = lifecycle::StreamState::Disabled,
    |state| stream(state).state = lifecycle::StreamState::Enabled,
    |state| table(state).settings.destinations[0].state = lifecycle::DestinationState::Updating,
    |state| table(state).settings.destinations[0].state = lifecycle::DestinationState::Disabling,
];

fn last_change(state: &mut State) -> &mut Change {
    let logs = table(state).partitions.iter_mut().map(|partition| &mut partition.log);
    let Some(change) = logs.flat_map(|log| log.open.changes.last_mut()).max_by_key(|change| change.sequence) else {
        unreachable!("the table was written")
    };
    change
}

fn update(state: &mut State) -> &mut TableUpdate {
    let Some(update) = &mut state.table_mut(OTHER).life.update else { unreachable!("the table is being updated") };
    update
}

fn recovery(state: &mut State) -> &mut Recovery {
    let Some(recovery) = &mut table(state).retention.recovery else { unreachable!("recovery is on") };
    recovery
}

fn hidden(state: &mut State) -> &mut Backup {
    let Some(backup) = state.hidden_system_backups.get_mut(&hidden_id()) else { unreachable!("it is hidden") };
    Arc::make_mut(backup)
}

fn waiting(state: &mut State) -> &mut Backup {
    state.backup_mut(&waiting_id())
}

fn waiting_source(state: &mut State) -> &mut TableDefinition {
    Arc::make_mut(&mut Arc::make_mut(&mut waiting(state).marker).source.definition)
}

fn ended(state: &mut State) -> &mut Stream {
    let Some(stream) = state.streams.get_mut(&stream_id("Other")) else { unreachable!("the table had a stream") };
    Arc::make_mut(stream)
}

fn due(state: &mut State, task: Task) {
    state.schedule.add(at(6_000), task);
}

#[test]
fn each_promise_of_a_state_is_checked() {
    let mut wrong = Vec::new();
    for (clause, changes) in BROKEN {
        for (number, change) in changes.iter().enumerate() {
            let mut state = sound();
            change(&mut state);
            let found = state.check(now());
            wrong.extend((found != Err(Unsound(clause))).then(|| format!("state {number}: {found:?}, not {clause}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_just_within_its_bounds_is_sound() {
    assert_eq!(sound().check(now()), Ok(()));
    for (number, change) in EDGES.iter().enumerate() {
        let mut state = sound();
        change(&mut state);
        assert_eq!(state.check(now()), Ok(()), "state {number}");
    }
}
