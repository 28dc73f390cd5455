//! The digest of a state covers every part of it.

use super::digest::assert_all_differ;
use super::*;
use crate::item::Item;
use crate::item::key::ScalarType;
use crate::item::key::{Key, KeyAttribute, KeyDefinition};
use crate::item::value::Attributes;
use crate::model::settings::{ConsistencyWindow, Options, Pace};
use crate::model::shapes::{
    ApproximateCreationDateTimePrecision, BackupType, ContributorInsightsMode, StreamViewType, TableClass,
};
use std::collections::BTreeMap;

pub(super) const MUSIC: TableId = TableId::of_ordinal(0);
pub(super) const COPY: TableId = TableId::of_ordinal(1);
const NIGHTLY: &str = "nightly";

pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_000_000_000_000 + ms)
}

pub(super) fn attribute(name: &str) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), kind: ScalarType::N }
}

pub(super) fn key() -> KeyDefinition {
    KeyDefinition { hash: vec![attribute("pk")], range: vec![attribute("sk")] }
}

pub(super) fn index(name: &str, is_global: bool) -> IndexDefinition {
    let key =
        KeyDefinition { hash: vec![attribute(if is_global { "year" } else { "pk" })], range: vec![attribute("year")] };
    IndexDefinition {
        name: name.to_owned(),
        key,
        is_global,
        projected: Projected::All,
        billing: None,
        warm: Warm::default(),
    }
}

pub(super) fn new_table(id: TableId, name: &str, restore: Option<RestoreOrigin>) -> NewTable {
    let stream = restore.is_none().then_some(StreamViewType::NewImage);
    NewTable {
        id,
        table_id: format!("id of {name}"),
        name: name.to_owned(),
        stream_label: stream.as_ref().map(|_| at(0)),
        definition: TableDefinition {
            attributes: vec![attribute("pk"), attribute("sk"), attribute("year")],
            key: key(),
            indexes: vec![index("by-year", true), index("within", false)],
            billing: Billing::Provisioned { read_units: 1, write_units: 2 },
            warm: Warm::default(),
            stream,
            kms_key_arn: None,
            time_to_live: None,
        },
        partitions: 4,
        visible_to_backups_at: at(0),
        class: None,
        deletion_protection: false,
        tags: Default::default(),
        restore,
    }
}

pub(super) fn item(n: i64, year: i64) -> Item {
    let number = |name: &str, value: i64| (name.to_owned(), value.into());
    let attributes = [number("pk", n), number("sk", 1), number("year", year), number("gone", 1_000_000_900 + n)];
    let Ok(item) = Item::new(&Attributes::from_iter(attributes)) else { unreachable!("it is an item") };
    item
}

pub(super) fn key_of(item: &Item) -> Key {
    let Some(key) = key().key_of_stored(item) else { unreachable!("it has a key") };
    key
}

pub(super) fn put(n: i64, year: i64) -> Write {
    let item = item(n, year);
    Write { key: key_of(&item), new: Some(item) }
}

pub(super) fn marker(kind: BackupType, created: Timestamp) -> TimeMarker {
    TimeMarker {
        id: BackupId { created, suffix: u32::from(kind == BackupType::User), table: "Music".into() },
        name: NIGHTLY.to_owned(),
        kind,
        expires: Some(at(99_000_000)),
        source: Source {
            table: MUSIC,
            table_id: "id of Music".to_owned(),
            table_created: at(0),
            definition: Arc::new(new_table(MUSIC, "Music", None).definition),
            sequence: 40,
            stats: TableStats { items: 40, bytes: 4_000 },
        },
        window_kind: ConsistencyWindow::Exact,
        cuts: vec![Cut::after(created); 4],
    }
}

pub(super) fn backup_id() -> BackupId {
    marker(BackupType::User, at(400)).id
}

/// The events that make [`full`].
pub(super) fn events() -> Vec<(Timestamp, Event)> {
    let music = |ms, event| (at(ms), event);
    let attribute = Some("gone".to_owned());
    let recovery = Some(Recovery::new(at(100), 35));
    let origin = RestoreOrigin::Backup { id: backup_id(), arn: "arn".to_owned() };
    vec![
        music(0, Event::TableCreated(Box::new(new_table(MUSIC, "Music", None)))),
        music(1, Event::TableActivated { table: MUSIC }),
        music(2, Event::BackupsEnabled { table: MUSIC }),
        music(3, Event::TimeToLiveChanged { table: MUSIC, attribute }),
        music(100, Event::RecoveryChanged { table: MUSIC, recovery }),
        music(200, Event::ItemsWritten { table: MUSIC, writes: (0..40).map(|n| put(n, 1970 + n % 7)).collect() }),
        music(300, Event::ItemsWritten { table: MUSIC, writes: vec![put(1, 1969)] }),
        music(400, Event::BackupRequested(Arc::new(marker(BackupType::User, at(400))))),
        music(401, Event::BackupCompleted { id: backup_id() }),
        music(402, Event::WindowClosed { id: backup_id() }),
        music(500, Event::BackupRequested(Arc::new(marker(BackupType::User, at(500))))),
        music(600, Event::TableCreated(Box::new(new_table(COPY, "Copy", Some(origin))))),
        music(700, Event::SystemBackupMade(Arc::new(marker(BackupType::System, at(700))))),
        music(750, Event::InsightsSwitched { table: MUSIC, index: None, mode: Some(Insights::default().mode) }),
        music(750, Event::DestinationEnabled { table: MUSIC, stream_arn: "arn".to_owned(), precision: None }),
        music(750, Event::ResourcePolicyChanged { table: MUSIC, document: Some("{}".to_owned()) }),
        music(800, Event::TransactionDone { token: "token".to_owned(), request: 7 }),
        music(900, Event::TaskScheduled { due: at(5_000), task: Task::CompleteRestore { table: COPY } }),
    ]
}

/// A state with a little of everything: a table with indexes, a stream, expiry and recovery; a backup that is made and
/// one that waits; a restore in progress; a hidden SYSTEM backup; a token; tasks.
fn full() -> State {
    let mut state = State::new(&Options::default());
    events().iter().for_each(|(at, event)| state.apply(*at, event));
    state
}

pub(super) fn table(state: &mut State) -> &mut Table {
    state.table_mut(MUSIC)
}

pub(super) fn backup(state: &mut State) -> &mut Backup {
    state.backup_mut(&backup_id())
}

pub(super) fn marker_mut(state: &mut State) -> &mut TimeMarker {
    Arc::make_mut(&mut backup(state).marker)
}

pub(super) fn stream(state: &mut State) -> &mut Stream {
    let id = StreamId { table: "Music".into(), label: at(0) };
    let Some(stream) = state.streams.get_mut(&id) else { unreachable!("the table has a stream") };
    Arc::make_mut(stream)
}

pub(super) fn image(state: &mut State) -> &mut Image {
    let images = backup(state).images.as_mut();
    let images = images.and_then(Arc::get_mut);
    let Some([image, ..]) = images else { unreachable!("the backup is made") };
    image
}

/// A change of exactly one part.
type Mutation = (&'static str, fn(&mut State));

const MUTATIONS: &[Mutation] = &[
    ("nothing", |_| {}),
    ("owner", |state| state.owner.region = "x".into()),
    ("seed", |state| state.seed += 1),
    ("settings", |state| state.settings.pace = Pace::Realistic),
    ("change_log_ms", |state| state.settings.change_log_ms += 1),
    ("segment_changes", |state| state.settings.log_spacing.segment_changes += 1),
    ("snapshot_changes", |state| state.settings.log_spacing.snapshot_changes += 1),
    ("change_log_max", |state| state.settings.change_log_max -= 1),
    ("max_bytes", |state| state.settings.max_bytes = Some(7)),
    ("write_conflict_ms", |state| state.settings.write_conflict_ms += 1),
    ("held", |state| state.held += 1),
    ("a name", |state| assert!(state.names.remove("Copy").is_some())),
    ("a table", |state| drop(state.tables.remove(&COPY))),
    ("a backup", |state| drop(state.backups.remove(&backup_id()))),
    ("a backup's position", |state| assert!(state.backups_of.remove(&("Music".into(), backup_id())).is_some())),
    ("a hidden backup", |state| state.hidden_system_backups = OrdMap::new()),
    ("a made backup's position", |state| state.made_backups = Default::default()),
    ("a stream", |state| state.streams = OrdMap::new()),
    ("a token", |state| state.tokens = Tokens::default()),
    ("a token's request", |state| state.tokens.remember(at(800), "token", 8)),
    ("a task", |state| assert!(state.schedule.take_first().is_some())),
    ("the task of an expiry", |state| assert!(state.schedule.expiring.remove(&MUSIC).is_some())),
    ("a restore that runs", |state| assert!(state.restoring.remove(&COPY))),
    ("recent backups", |state| state.recent_backups.clear()),
    ("tables_created", |state| state.tables_created += 1),
    ("backups_created", |state| state.backups_created += 1),
    ("tasks_scheduled", |state| state.schedule.scheduled += 1),
    ("table: table_id", |state| table(state).table_id.push('x')),
    ("table: created", |state| table(state).life.created = at(1)),
    ("table: definition", |state| Arc::make_mut(&mut table(state).definition).kms_key_arn = Some(String::new())),
    ("table: state", |state| table(state).life.state = lifecycle::TableState::Updating),
    ("table: restore", |state| state.table_mut(COPY).life.restore = None),
    ("table: images that it is restored from", |state| state.table_mut(COPY).life.restore_images = None),
    ("table: recovery", |state| table(state).retention.recovery = None),
    ("table: recovery's beginning", |state| table(state).retention.recovery = Some(Recovery::new(at(2_100), 35))),
    ("table: trim_planned", |state| table(state).retention.trim_planned = None),
    ("table: deletion_started", |state| table(state).life.deletion_started = Some(at(0))),
    ("table: stats", |state| table(state).stats = DelayedStats::new(at(7), TableStats::default())),
    ("table: visible_to_backups_at", |state| table(state).life.visible_to_backups_at = at(7)),
    ("table: backups_enabled", |state| table(state).life.backups_enabled = false),
    ("table: class", |state| table(state).settings.class = Some(TableClass::Standard)),
    ("table: deletion_protection", |state| table(state).settings.deletion_protection = true),
    ("table: tags", |state| drop(table(state).settings.tags.insert("a".to_owned(), "b".to_owned()))),
    ("table: stream_label", |state| table(state).settings.stream_label = None),
    ("table: time_to_live_changed", |state| table(state).settings.time_to_live_changed = None),
    ("table: on_demand_since", |state| table(state).settings.on_demand_since = Some(at(7))),
    ("table: class_changed", |state| table(state).settings.class_changed = Some(at(7))),
    ("table: insights", |state| table(state).settings.insights.state = lifecycle::InsightsState::Enabled),
    ("table: when insights were switched", |state| table(state).settings.insights.switched = None),
    ("table: what insights watch", |state| {
        table(state).settings.insights.mode = ContributorInsightsMode::ThrottledKeys;
    }),
    ("table: a destination", |state| table(state).settings.destinations.clear()),
    ("table: a destination's ARN", |state| table(state).settings.destinations[0].stream_arn.push('x')),
    ("table: where a destination stands", |state| {
        table(state).settings.destinations[0].state = lifecycle::DestinationState::Active;
    }),
    ("table: a destination's precision", |state| {
        let precision = ApproximateCreationDateTimePrecision::Microsecond;
        table(state).settings.destinations[0].precision = Some(precision);
    }),
    ("table: policy", |state| table(state).settings.policy = None),
    ("table: a policy's document", |state| {
        assert!(table(state).settings.policy.as_mut().map(|policy| policy.document.push('x')).is_some());
    }),
    ("table: a policy's revision", |state| {
        assert!(table(state).settings.policy.as_mut().map(|policy| policy.changed = at(7)).is_some());
    }),
    ("index: insights", |state| {
        table(state).indexes.all[0].insights.state = lifecycle::InsightsState::Enabled;
    }),
    ("table: update", |state| table(state).life.update = Some(Box::default())),
    ("table: indexes_created", |state| table(state).indexes.created += 1),
    ("table: sequence", |state| table(state).sequence += 1),
    ("table: a hold", |state| table(state).release(&marker(BackupType::User, at(500)).id)),
    ("table: expiry", |state| table(state).expiry = None),
    ("table: when an item expires", |state| {
        let expiry = &mut table(state).expiry;
        let first = expiry.as_ref().and_then(|expiry| expiry.times.get_min().cloned());
        let gone = expiry.as_mut().zip(first).and_then(|(expiry, first)| expiry.times.remove(&first));
        assert!(gone.is_some());
    }),
    ("table: collections", |state| table(state).collections = None),
    ("table: the size of a collection", |state| {
        let bytes =
            table(state).collections.as_mut().and_then(|all| all.bytes.get_mut(&key_of(&item(3, 0)).collection()));
        assert!(bytes.map(|bytes| *bytes += 1).is_some());
    }),
    ("table: partitions_held", |state| table(state).partitions_held += 1),
    ("table: since_backup", |state| table(state).since_backup = None),
    ("table: a recent write", |state| {
        let settings = Settings { write_conflict_ms: 1, ..Settings::default() };
        table(state).remember_writes(at(900), &[put(1, 1)], Writer::Single, &settings);
    }),
    ("table: a recent write of a transaction", |state| {
        let settings = Settings { write_conflict_ms: 1, ..Settings::default() };
        table(state).remember_writes(at(900), &[put(1, 1)], Writer::Transaction, &settings);
    }),
    ("index: held", |state| table(state).indexes.all[0].held += 1),
    ("backup: held_share", |state| backup(state).held_share += 1),
    ("index: state", |state| table(state).indexes.all[0].state = lifecycle::IndexState::Updating),
    ("index: an entry", |state| {
        let index = &mut table(state).indexes.all[1];
        let gone = index.entries.get_min().map(|(key, _)| key.clone());
        assert!(gone.and_then(|gone| index.entries.remove(&gone)).is_some());
    }),
    ("index: an entry's item", |state| {
        let index = &mut table(state).indexes.all[0];
        let first = index.entries.get_min().map(|(key, _)| key.clone());
        assert!(first.and_then(|first| index.entries.insert(first, item(99, 9))).is_some());
    }),
    ("index: bytes", |state| table(state).indexes.all[0].bytes += 1),
    ("index: stats", |state| table(state).indexes.all[0].stats = DelayedStats::new(at(7), TableStats::default())),
    ("partition: an item", |state| table(state).partitions[0].totals.add(&item(99, 9))),
    ("partition: a snapshot", |state| drop(table(state).partitions[0].snapshots.pop_front())),
    ("partition: when a snapshot was taken", |state| table(state).partitions[0].snapshots[0].taken = at(7)),
    ("partition: what a snapshot has", |state| table(state).partitions[0].snapshots[0].totals.add(&item(99, 9))),
    ("log: what it has forgotten", |state| table(state).partitions[0].log.truncate(u64::MAX)),
    ("log: a change more", |state| {
        let change = Change {
            sequence: 99,
            committed: at(900),
            cause: Cause::Request,
            key: key_of(&item(1, 1)),
            old: None,
            new: None,
        };
        table(state).partitions[0].log.push(change, Totals::default(), 256);
    }),
    ("backup: status", |state| backup(state).status = lifecycle::BackupState::Deleted),
    ("backup: expires", |state| marker_mut(state).expires = None),
    ("backup: a cut", |state| marker_mut(state).cuts[3].count = 0),
    ("backup: source", |state| marker_mut(state).source.sequence += 1),
    ("backup: images", |state| backup(state).images = None),
    ("backup: totals", |state| backup(state).totals.items += 1),
    ("backup: completed", |state| backup(state).completed = None),
    ("backup: window", |state| backup(state).window = None),
    ("backup: a part of the window", |state| {
        let window = backup(state).window.as_mut().map(|window| window.iter_mut().for_each(Vec::clear));
        assert!(window.is_some());
    }),
    ("backup: restoring", |state| backup(state).restoring = None),
    ("stream: state", |state| stream(state).state = lifecycle::StreamState::Disabled),
    ("stream: first", |state| stream(state).first += 1),
    ("stream: where a shard starts", |state| stream(state).starts[2] += 1),
    ("stream: view", |state| stream(state).view = StreamViewType::KeysOnly),
    ("stream: its end", |state| {
        let mut closed = stream(state).clone();
        closed.close(table(state));
        *stream(state) = closed;
    }),
];

#[test]
fn every_part_of_a_state_is_in_its_digest() {
    let mutated = |(name, mutate): &Mutation| {
        let mut state = full();
        mutate(&mut state);
        (*name, state)
    };
    assert_all_differ(&MUTATIONS.iter().map(mutated).collect::<Vec<_>>());
}

#[test]
fn every_part_of_an_image_is_in_its_digest() {
    let mutations: &[Mutation] = &[
        ("nothing", |_| {}),
        ("the snapshot's ordinal", |state| image(state).snapshot.ordinal += 1),
        ("the snapshot's items", |state| image(state).snapshot.totals.add(&item(99, 9))),
        ("the segments", |state| drop(image(state).segments.pop())),
        ("the end", |state| image(state).end += 1),
        ("the totals", |state| image(state).totals.bytes += 1),
    ];
    let mutated = |(name, mutate): &Mutation| {
        let mut state = full();
        // The restore shares the images, which can only be changed without it.
        state.table_mut(COPY).life.restore_images = None;
        mutate(&mut state);
        (*name, state)
    };
    assert_all_differ(&mutations.iter().map(mutated).collect::<Vec<_>>());
}

#[test]
fn equal_states_have_one_digest_and_a_copy_is_equal() {
    let (one, two) = (full(), full());
    assert_eq!(one.digest(), two.digest());
    assert_eq!(one.digest(), one.clone().digest());
    let writes: BTreeMap<u128, i64> = (0..8).map(|n| (written(&one, n), n)).collect();
    assert_eq!(writes.len(), 8, "each other write makes another state");
}

fn written(state: &State, n: i64) -> u128 {
    let mut state = state.clone();
    state.apply(at(950), &Event::ItemsWritten { table: MUSIC, writes: vec![put(5, 2_000 + n)] });
    state.digest()
}

#[test]
fn what_a_state_holds_is_the_sum_of_what_its_parts_hold() {
    let rewritten = || (0..40).map(|n| put(n, 1980)).collect();
    let then = [
        Event::ItemsWritten { table: MUSIC, writes: rewritten() },
        Event::ItemsTransacted { table: MUSIC, writes: rewritten() },
        Event::ItemsExpired { table: MUSIC, keys: vec![key_of(&item(3, 1980))] },
        Event::LogTrimmed { table: MUSIC },
        Event::RestoreCompleted { table: COPY },
        Event::ItemsWritten { table: COPY, writes: rewritten() },
        Event::BackupDeleted { id: backup_id() },
        Event::TableDeletionStarted { table: MUSIC },
        Event::TableDeleted { table: MUSIC },
    ];
    let then = then.into_iter().zip(1..).map(|(event, second)| (at(second * 100_000_000), event));
    let mut state = State::new(&Options::default());
    for (number, (at, event)) in events().into_iter().chain(then).enumerate() {
        state.apply(at, &event);
        assert_eq!(state.held_bytes(), state.recount_held(), "after event {number}");
    }
}

#[test]
#[should_panic(expected = "index 0 waits to be filled")]
fn an_index_is_filled_only_while_it_waits_for_that() {
    full().apply(at(1_000), &Event::IndexActivated { table: MUSIC, ordinal: 0 });
}

#[test]
#[should_panic(expected = "what names a table goes before it does, but TableId { ordinal: 7 } is gone")]
fn an_event_that_was_decided_against_another_state_stops() {
    full().apply(at(1_000), &Event::BackupsEnabled { table: TableId::of_ordinal(7) });
}
