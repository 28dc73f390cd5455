//! What events add to what a state holds, to the byte.

use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::settings::Options;
use crate::model::shapes::BackupType;
use crate::state::partition::CHANGE_HELD_BYTES;
use crate::state::table::table_held_bytes;
use crate::state::tests::*;
use crate::state::*;
use crate::time::Timestamp;

fn written(writes: Vec<Write>) -> Event {
    Event::ItemsWritten { table: MUSIC, writes }
}

/// Two tables, of which the first has 40 items, both of whose indexes have them all.
fn state() -> State {
    let mut state = State::new(&Options::default());
    for (at, event) in [
        (at(0), Event::TableCreated(Box::new(new_table(MUSIC, "Music", None)))),
        (at(1), Event::TableActivated { table: MUSIC }),
        (at(200), written((0..40).map(|n| put(n, 1970)).collect())),
        (at(300), written(vec![put(1, 1969), Write { new: None, ..put(2, 0) }])),
    ] {
        state.apply(at, &event);
    }
    state
}

/// By how much an event changes what a state holds.
fn changed(state: &mut State, at: Timestamp, event: &Event) -> i128 {
    let before = state.held_bytes();
    state.apply(at, event);
    assert_eq!(state.held_bytes(), state.recount_held(), "{event:?}");
    i128::from(state.held_bytes()) - i128::from(before)
}

/// A backup of a table, requested and made at a time.
fn backed_up(state: &mut State, table: TableId, ms: i64) -> BackupId {
    let mut marker = marker(BackupType::User, at(ms));
    marker.source.table = table;
    let id = marker.id.clone();
    state.apply(at(ms), &Event::BackupRequested(Arc::new(marker)));
    state.apply(at(ms), &Event::BackupCompleted { id: id.clone() });
    id
}

fn share(state: &State, id: &BackupId) -> Option<u64> {
    let hidden = state.hidden_system_backups.get(id).map(AsRef::as_ref);
    state.backup(id).or(hidden).map(|backup| backup.held_share)
}

#[test]
fn growth_is_what_new_things_hold() {
    let mut state = state();
    let update = |new_index| Event::TableUpdateStarted {
        table: MUSIC,
        update: Box::new(TableUpdate { new_index, ..TableUpdate::default() }),
    };
    let id = backed_up(&mut state, MUSIC, 400);
    let copies = |id| RestoreOrigin::Backup { id, arn: "arn".to_owned() };
    // Of a moment at which there were more items than now.
    let earlier = RestoreOrigin::PointInTime { table: MUSIC, table_name: "Music".to_owned(), time: at(250) };
    let new =
        |ordinal, name, restore| Event::TableCreated(Box::new(new_table(TableId::of_ordinal(ordinal), name, restore)));
    for (number, event) in [
        written(vec![put(50, 1970), put(51, 1970)]),
        Event::ItemsTransacted { table: MUSIC, writes: vec![put(52, 1970)] },
        new(1, "Empty", None),
        new(2, "Copy", Some(copies(id))),
        new(3, "Earlier", Some(earlier)),
        update(Some(index("new", true))),
    ]
    .iter()
    .enumerate()
    {
        let growth = state.growth(std::slice::from_ref(event));
        assert_eq!(i128::from(growth), changed(&mut state, at(500), event), "event {number}");
        assert!(growth > 0);
    }
    // What a restore and a backfill will bring is counted from their requests on.
    for (number, event) in [
        Event::RestoreCompleted { table: TableId::of_ordinal(2) },
        Event::RestoreCompleted { table: TableId::of_ordinal(3) },
        Event::TableUpdated { table: MUSIC },
        Event::IndexActivated { table: MUSIC, ordinal: 2 },
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(state.growth(std::slice::from_ref(event)), 0);
        assert_eq!(changed(&mut state, at(600), event), 0, "event {number}");
    }
    // An index that goes counts until it is gone.
    let going = TableUpdate { old_index: Some("new".to_owned()), ..TableUpdate::default() };
    let going = Event::TableUpdateStarted { table: MUSIC, update: Box::new(going) };
    assert_eq!(state.growth(std::slice::from_ref(&going)), 0);
    assert_eq!(changed(&mut state, at(700), &going), 0);
    let items = state.known_table(MUSIC).totals().held;
    assert_eq!(changed(&mut state, at(701), &Event::TableUpdated { table: MUSIC }), -i128::from(items));
}

#[test]
fn an_index_counts_for_what_it_has_once_it_is_filled() {
    let mut state = state();
    let numbers = [("pk", 70), ("sk", 1)].map(|(name, value)| (name.to_owned(), value.into()));
    let Ok(without) = Item::new(&Attributes::from_iter(numbers)) else { unreachable!("it is an item") };
    // It is in no index, so it grows by less than is foreseen.
    let event = written(vec![Write { key: key_of(&without), new: Some(without.clone()) }]);
    assert_eq!(state.growth(std::slice::from_ref(&event)), CHANGE_HELD_BYTES + 3 * without.held_bytes());
    let grown = changed(&mut state, at(500), &event);
    assert_eq!(grown, i128::from(CHANGE_HELD_BYTES + without.held_bytes()));
    let update = |new_index, old_index| Event::TableUpdateStarted {
        table: MUSIC,
        update: Box::new(TableUpdate { new_index, old_index, ..TableUpdate::default() }),
    };
    let all = i128::from(state.known_table(MUSIC).totals().held);
    let missing = i128::from(without.held_bytes());
    assert_eq!(changed(&mut state, at(501), &update(Some(index("new", true)), None)), all);
    assert_eq!(changed(&mut state, at(502), &Event::TableUpdated { table: MUSIC }), 0);
    assert_eq!(changed(&mut state, at(503), &Event::IndexActivated { table: MUSIC, ordinal: 2 }), -missing);
    assert_eq!(changed(&mut state, at(504), &update(None, Some("new".to_owned()))), 0);
    assert_eq!(changed(&mut state, at(505), &Event::TableUpdated { table: MUSIC }), missing - all);
}

#[test]
fn a_stream_that_ended_counts_for_its_log() {
    let mut state = state();
    let ended = TableUpdate { stream: Some(None), ..TableUpdate::default() };
    let ended = Event::TableUpdateStarted { table: MUSIC, update: Box::new(ended) };
    let replaced = item(1, 1970).stored_bytes() + item(2, 1970).stored_bytes();
    assert_eq!(state.growth(std::slice::from_ref(&ended)), 0);
    assert_eq!(changed(&mut state, at(500), &ended), i128::from(42 * CHANGE_HELD_BYTES + replaced));
    assert_eq!(changed(&mut state, at(501), &Event::TableUpdated { table: MUSIC }), 0);
    let id = StreamId { table: "Music".into(), label: at(0) };
    let gone = changed(&mut state, at(502), &Event::StreamRemoved { id });
    assert_eq!(gone, -i128::from(42 * CHANGE_HELD_BYTES + replaced));
}

#[test]
fn several_events_grow_by_the_sum_and_deletions_by_nothing() {
    let state = state();
    let (one, two) = (written(vec![put(50, 1970)]), written(vec![put(51, 1970), Write { new: None, ..put(3, 0) }]));
    let each = [&one, &two].map(|event| state.growth(std::slice::from_ref(event)));
    assert_eq!(each[0], CHANGE_HELD_BYTES + 3 * item(50, 1970).held_bytes());
    assert_eq!(each[1], each[0]);
    assert_eq!(state.growth(&[one, two]), each[0] + each[1]);
    assert_eq!(state.growth(&[written(vec![Write { new: None, ..put(3, 0) }])]), 0);
}

#[test]
fn an_empty_table_holds_4_kib_and_1_kib_for_each_partition() {
    assert_eq!((table_held_bytes(1), table_held_bytes(4)), (5 * 1024, 8 * 1024));
}

#[test]
fn a_deleted_backup_hands_on_what_it_counted_for() {
    let mut state = state();
    let first = backed_up(&mut state, MUSIC, 400);
    let items = state.known_table(MUSIC).totals().held;
    assert_eq!(share(&state, &first), Some(items));
    // The next counts for what was written since, at most its items.
    let one = CHANGE_HELD_BYTES + item(60, 1970).held_bytes();
    state.apply(at(410), &written(vec![put(60, 1970)]));
    let second = backed_up(&mut state, MUSIC, 420);
    state.apply(at(430), &written(vec![put(61, 1970), Write { new: None, ..put(0, 0) }]));
    let third = backed_up(&mut state, MUSIC, 440);
    let two = one + CHANGE_HELD_BYTES;
    assert_eq!((share(&state, &second), share(&state, &third)), (Some(one), Some(two)));
    // A backup of another table comes next in order, and has nothing to do with it.
    state.apply(at(450), &Event::TableCreated(Box::new(new_table(COPY, "Copy", None))));
    state.apply(at(450), &Event::TableActivated { table: COPY });
    let others = backed_up(&mut state, COPY, 451);
    assert_eq!(share(&state, &others), Some(0));
    assert_eq!(changed(&mut state, at(460), &Event::BackupDeleted { id: second }), 0);
    assert_eq!(share(&state, &third), Some(one + two));
    // It takes over no more than its items.
    let most = state.backup(&third).map(|backup| backup.totals.held);
    let over = items + one + two;
    let lost = i128::from(over) - most.map_or(0, i128::from);
    assert!(lost > 0);
    assert_eq!(changed(&mut state, at(461), &Event::BackupDeleted { id: first }), -lost);
    assert_eq!(share(&state, &third), most);
    // Without a next backup, the one that is made next counts for it.
    assert_eq!(changed(&mut state, at(462), &Event::BackupDeleted { id: third }), -most.map_or(0, i128::from));
    assert_eq!((state.known_table(MUSIC).since_backup, share(&state, &others)), (most, Some(0)));
    let last = backed_up(&mut state, MUSIC, 470);
    assert_eq!(share(&state, &last), most);
    // The SYSTEM backup comes after all others.
    let mut system = marker(BackupType::System, at(480));
    system.source.table = MUSIC;
    let hidden = system.id.clone();
    state.apply(at(480), &Event::SystemBackupMade(Arc::new(system)));
    assert_eq!(share(&state, &hidden), Some(0));
    state.apply(at(481), &Event::BackupDeleted { id: last });
    assert_eq!(share(&state, &hidden), most);
    assert_eq!(state.held_bytes(), state.recount_held());
}

#[test]
fn a_backup_counts_for_its_window_once_that_has_passed() {
    let mut state = state();
    let id = backed_up(&mut state, MUSIC, 400);
    // 42 changes, of which two replaced an item.
    let replaced = item(1, 1970).stored_bytes() + item(2, 1970).stored_bytes();
    let window = 42 * CHANGE_HELD_BYTES + replaced;
    let closed = changed(&mut state, at(500), &Event::WindowClosed { id: id.clone() });
    assert_eq!(closed, i128::from(window));
    assert_eq!(state.backup(&id).map(Backup::held_bytes), share(&state, &id).map(|share| share + window));
}
