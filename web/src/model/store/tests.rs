mod code;
mod file;
mod history;
mod links;
mod long;
mod memory;
mod page;
mod storing;
mod watching;

use super::*;
use crate::calls::query::ItemQuery;
use crate::calls::request::Request;
use crate::calls::requests::Requests;
use crate::model::lifecycles::Phase;
use crate::model::view::{Writes, details};
use crate::model::view_state::{Tab, Viewport};
use timemark_core::lab::Verdict;
use timemark_core::operations::*;
use timemark_core::shapes::{BackupDetails, BackupStatus, KeyType, ScalarAttributeType, TableStatus};
use timemark_core::{AttributeValue, Attributes};
use yew::Reducible;

/// The state after some actions.
fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    then(Rc::new(State::default()), actions)
}

fn then(state: Rc<State>, actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    actions.into_iter().fold(state, Reducible::reduce)
}

fn send(request: impl Into<Request>) -> Action {
    Action::Send(vec![request.into()])
}

fn pass(seconds: f64) -> Action {
    send(Request::seconds(seconds))
}

fn table() -> Action {
    send(CreateTableInput::on_demand("Notes", &[("pk", KeyType::Hash, ScalarAttributeType::S)]))
}

fn put(key: &str) -> Action {
    send(PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), key.into())])))
}

fn back_up() -> Action {
    send(CreateBackupInput::new("Notes", "nightly"))
}

fn tick(wall_ms: f64) -> Action {
    Action::Tick { wall_ms }
}

fn status(state: &State, table: &str) -> Option<TableStatus> {
    state.view().table(table)?.table_status.clone()
}

fn backup(state: &State) -> BackupDetails {
    state.view().backups.rows.first().map(|listed| details(&listed.description).clone()).unwrap_or_default()
}

fn digest(state: &State) -> u128 {
    state.moment().view().digest()
}

/// A table with two items, a minute old.
fn notes() -> Vec<Action> {
    vec![table(), pass(10.0), put("a"), put("b"), pass(61.0)]
}

#[test]
fn a_backup_is_made_and_restored() {
    let state = after([table()]);
    assert_eq!(status(&state, "Notes"), Some(TableStatus::Creating));
    assert_eq!(state.view_state().table.as_deref(), Some("Notes"));

    let state = then(state, [pass(10.0), put("a"), put("b"), pass(61.0), back_up()]);
    assert_eq!(state.failure(), None);
    assert_eq!(backup(&state).backup_status, Some(BackupStatus::Creating));
    assert_eq!(state.view_state().backup, backup(&state).backup_arn);
    assert_eq!(**state.news(), ["Backup nightly of Notes is CREATING."]);

    let state = then(state, [pass(121.0)]);
    assert_eq!(backup(&state).backup_status, Some(BackupStatus::Available));
    assert_eq!(**state.news(), ["Backup nightly of Notes is AVAILABLE."]);
    assert!(state.view().plot.as_ref().is_some_and(|plot| plot.is_made()));
    let lifecycle = state.moment().lifecycles().backups().next_back().cloned();
    assert!(lifecycle.is_some_and(|lifecycle| lifecycle.since(Phase::Available).is_some()));

    let arn = backup(&state).backup_arn.unwrap_or_default();
    let restore = send(RestoreTableFromBackupInput::new("Notes-restored", arn.as_str()));
    let state = then(state, [Action::Open(Dialog::Restore(arn)), restore]);
    assert_eq!(state.dialog(), None);
    assert_eq!(status(&state, "Notes-restored"), Some(TableStatus::Creating));

    let view_state = [Action::SelectTable("Notes-restored".to_owned()), Action::Tab(Tab::Items)];
    let state = then(then(state, [pass(301.0)]), view_state);
    assert_eq!(status(&state, "Notes-restored"), Some(TableStatus::Active));
    assert_eq!(state.view().items.rows.len(), 2);
}

#[test]
fn an_error_is_shown_and_changes_nothing() {
    let before = after([table(), pass(10.0), put("a")]);
    let state = then(before.clone(), [send(CreateBackupInput::new("Notes", "no blanks"))]);
    assert_eq!(state.failure().map(|failure| failure.name.as_str()), Some("ValidationException"));
    assert_eq!(state.refused().map(|entry| entry.request.operation()), Some("CreateBackup"));
    assert_eq!(digest(&state), digest(&before));
    assert!(state.last_call().is_some_and(|(call, _)| call.answer.failure.is_some()));
    assert_eq!(then(state, [put("b")]).failure(), None);
}

#[test]
fn what_stands_before_a_refused_call_was_sent() {
    let put_without_table = PutItemInput::new("Nowhere", Attributes::from_iter([("pk".to_owned(), "a".into())]));
    let create = CreateTableInput::on_demand("Notes", &[("pk", KeyType::Hash, ScalarAttributeType::S)]);
    let state = after([Action::Send(vec![create.into(), put_without_table.into(), Request::seconds(5.0)])]);
    assert_eq!(state.failure().map(|failure| failure.name.as_str()), Some("ResourceNotFoundException"));
    assert_eq!(status(&state, "Notes"), Some(TableStatus::Creating));
    assert_eq!(state.now(), START);
}

#[test]
fn a_dialog_stays_open_when_its_call_is_refused() {
    let state = after([table(), pass(10.0), back_up()]);
    let arn = backup(&state).backup_arn.unwrap_or_default();
    let dialog = Dialog::DeleteBackup(arn.clone());
    let state = then(state, [Action::Open(dialog.clone()), send(DeleteBackupInput::new(arn))]);
    assert_eq!(state.dialog(), Some(&dialog));
    assert_eq!(state.failure().map(|failure| failure.name.as_str()), Some("BackupInUseException"));
    let state = then(state, [Action::CloseDialog]);
    assert_eq!((state.dialog(), state.failure()), (None, None));
}

#[test]
fn the_clock_runs_at_its_speed_and_does_not_leap() {
    let state = after([tick(100.0)]);
    assert_eq!(state.now(), START);
    let state = then(state, [Action::Speed(60), Action::Run, tick(100.0), tick(150.0)]);
    assert_eq!(state.now(), START.plus_ms(15_000));
    let state = then(state, [tick(501.0)]);
    assert_eq!((state.now(), state.has_stalled()), (START.plus_ms(15_000), true));
    let state = then(state, [Action::Pause, tick(100.0)]);
    assert_eq!((state.now(), state.has_stalled(), state.speed()), (START.plus_ms(15_000), false, 60));
}

#[test]
fn a_tick_that_changes_nothing_draws_nothing() {
    let state = after(notes().into_iter().chain([back_up(), Action::Run]));
    let later = then(state.clone(), [tick(100.0)]);
    assert_ne!(later.now(), state.now());
    assert!(later.view() == state.view());
    let paused = then(later, [Action::Pause]);
    assert!(Rc::ptr_eq(&paused, &then(paused.clone(), [tick(100.0)])));
}

#[test]
fn the_imagined_backup_moves_with_the_clock_until_it_is_held() {
    let state = after([Action::Load(Example::Music)]);
    let requested = |state: &State| state.view().plot.as_ref().map(|plot| plot.requested);
    assert_eq!(requested(&state), Some(state.now()));
    let state = then(state, [Action::Run, tick(100.0)]);
    assert_eq!(requested(&state), Some(state.now()));
    let held = START.plus_ms(30_000);
    let state = then(state, [Action::Imagine(Some(held)), tick(100.0)]);
    assert_eq!(requested(&state), Some(held));
    assert_eq!(requested(&then(state.clone(), [Action::Imagine(None)])), Some(state.now()));
}

#[test]
fn the_tab_window_opens_at_the_first_write_in_doubt_and_filters() {
    let many = (0..120).map(|number| put(&format!("old-{number}")));
    let state = after([table(), pass(10.0)].into_iter().chain(many));
    let late = [pass(90.0), put("late"), Action::Imagine(None), Action::Tab(Tab::Window)];
    let state = then(state, late);
    let verdicts = |state: &State| -> Vec<Verdict> {
        state.view().writes.rows.iter().filter_map(|change| change.verdict.clone()).collect()
    };
    assert_eq!(verdicts(&state), [Verdict::Maybe], "the pages of certain writes are before it");
    let first = then(state.clone(), [Action::TurnPage { is_next: false }]);
    assert!(verdicts(&first).len() > 10 && verdicts(&first).iter().all(|verdict| *verdict == Verdict::In));
    let certain = then(state.clone(), [Action::Verdict(Some(Verdict::In))]);
    assert!(verdicts(&certain).len() > 10 && verdicts(&certain).iter().all(|verdict| *verdict == Verdict::In));
    assert_eq!(verdicts(&then(state.clone(), [Action::Verdict(Some(Verdict::Out))])), []);
    assert_eq!(verdicts(&then(certain, [Action::Verdict(Some(Verdict::Maybe))])), [Verdict::Maybe]);
}

#[test]
fn a_write_that_is_pinned_is_found_in_the_tab_window() {
    let many = (0..120).map(|number| put(&format!("old-{number}")));
    let state = then(after(notes().into_iter().chain(many)), [Action::Pin(Some(60)), Action::Tab(Tab::Window)]);
    let sequences =
        |state: &State| -> Vec<u64> { state.view().writes.rows.iter().filter_map(|change| change.sequence).collect() };
    assert!(sequences(&state).contains(&60));
    let next = then(state.clone(), [Action::Pin(Some(61))]);
    assert_eq!(sequences(&next), sequences(&state), "a row that is shown stays in its place");
    let far = then(state, [Action::Pin(Some(2))]);
    assert_eq!(sequences(&far).first(), Some(&2));
    assert_eq!(far.view_state().pinned, Some(2));
    assert_eq!(then(far, [Action::Pin(None)]).view_state().pinned, None);
}

#[test]
fn going_back_to_t_asks_there() {
    let state = after(notes());
    let at = START.plus_ms(30_000);
    let state = then(state, [Action::Imagine(Some(at)), Action::Seek(at), back_up()]);
    assert_eq!(backup(&state).backup_creation_date_time.map(|time| time.millis() / 1_000), Some(at.millis() / 1_000));
    assert!(state.history().stash().is_some(), "what came after is kept");
}

#[test]
fn fit_is_from_the_first_write_to_now() {
    let state = after(notes());
    let Some(plot) = state.view().plot.clone() else { unreachable!("the table has a time line") };
    let (from, to) = plot.story.fit().range(plot.requested);
    let first = plot.story.first_write;
    assert!((START.plus_ms(9_000)..START.plus_ms(12_000)).contains(&first), "{first}");
    assert!(from < first && state.now() < to, "with a margin");
    assert!(to.millis() - from.millis() < (state.now().millis() - first.millis()) * 5 / 4, "and little more");
}

#[test]
fn the_example_has_writes_of_every_verdict() {
    let burst =
        |state: &State| crate::calls::generator::burst(state.table().unwrap_or(&TableDescription::default()), 1);
    let state = after([Action::Load(Example::Music), send(CreateBackupInput::new("Music", "nightly")), pass(61.0)]);
    let requests = burst(&state);
    let state = then(state, [Action::Send(requests), pass(60.0)]);
    assert_eq!(state.failure(), None);
    let counts = state.view().plot.as_ref().and_then(|plot| plot.explanation.counts.clone()).unwrap_or_default();
    assert!([counts.r#in, counts.maybe, counts.out].iter().all(|count| *count > Some(4)), "{counts:?}");
    assert!(counts.maybe_included.is_some());
}

#[test]
fn every_example_does_what_it_says() {
    for example in Example::ALL {
        let state = after([Action::Load(example)]);
        assert_eq!(state.failure(), None, "{}", example.name());
        assert_eq!(status(&state, example.table()), Some(TableStatus::Active), "{}", example.name());
        let again = then(state.clone(), [pass(5.0), Action::Load(example)]);
        assert_eq!((digest(&again), again.now()), (digest(&state), state.now()), "{} is reset", example.name());
    }
    let orders = after([Action::Load(Example::Orders)]);
    assert!(orders.generator().is_on);
    let family = after([Action::Load(Example::Family)]);
    let anomalies = family.view().plot.as_ref().and_then(|plot| plot.explanation.anomalies.clone());
    assert!(anomalies.is_some_and(|anomalies| !anomalies.is_empty()), "an order without its customer");
}

#[test]
fn the_generator_writes_while_the_clock_runs() {
    let generator = Generator { is_on: true, per_second: 10, keys: 5 };
    let state = after([table(), pass(10.0), Action::Speed(1), Action::Generate(generator)]);
    let count = state.history().len();
    let state = then(state, [tick(400.0), Action::Run].into_iter().chain((0..10).map(|_| tick(100.0))));
    assert_eq!(state.history().len() - count, 10);
    let last = state.history().entry(state.history().done() - 1).map(|entry| entry.request.clone());
    assert!(matches!(last, Some(Request::Raw { .. })), "kept as a text: there may be millions");
    let undone = then(state.clone(), [Action::Undo]);
    assert_eq!(undone.now(), START, "what the generator wrote is not what a person did");
    let count = state.history().len();
    let off = then(state, [Action::Generate(Generator { is_on: false, ..generator }), tick(100.0)]);
    assert_eq!(off.history().len(), count);
}

#[test]
fn long_work_is_done_a_little_at_a_time_and_undone_at_once() {
    let state = after([table(), pass(10.0)]);
    let puts: Vec<Request> = (0..100)
        .map(|n| {
            PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), AttributeValue::S(n.to_string()))]))
        })
        .map(Request::from)
        .collect();
    let begun = then(
        state.clone(),
        [Action::Work { label: "Writing".to_owned(), requests: Shared::new(Requests::Made(puts)) }],
    );
    assert!(begun.is_busy());
    let first = then(begun.clone(), [tick(16.0)]);
    assert!(first.work().is_some_and(|work| work.done > 0 && work.done < work.calls()));
    let done = then(first.clone(), (0..20).map(|_| tick(16.0)));
    assert!(done.work().is_none() && !done.is_busy());
    assert_eq!(done.view().table("Notes").and_then(|table| table.item_count), Some(100));
    assert_eq!(done.now(), state.now());
    assert_eq!(digest(&then(done, [Action::Undo])), digest(&state));
    let stopped = then(first, [Action::StopWork, tick(16.0)]);
    assert!(stopped.view().table("Notes").is_some_and(|table| table.item_count < Some(100)));
}

#[test]
fn a_frame_sends_few_calls_that_are_large() {
    let item = |n: u32| {
        let [key, text] = [n.to_string(), "x".repeat(100_000)];
        Attributes::from_iter([("pk".to_owned(), key.as_str().into()), ("text".to_owned(), text.as_str().into())])
    };
    let puts = Requests::Made((0..10).map(|n| PutItemInput::new("Notes", item(n)).into()).collect());
    let work = Action::Work { label: String::new(), requests: Shared::new(puts) };
    let state = after([table(), pass(10.0), work, tick(16.0)]);
    assert_eq!(state.work().map(|work| (work.done, work.calls())), Some((2, 10)));
}

#[test]
fn example_items_are_made_when_they_are_sent() {
    let state = after([table(), pass(10.0)]);
    let examples = Requests::Examples { table: Box::new(state.table().cloned().unwrap_or_default()), count: 1_001 };
    assert_eq!((examples.len(), examples.get(41), Requests::default().is_empty()), (41, None, true));
    let work = Action::Work { label: String::new(), requests: Shared::new(examples) };
    let state = then(state, [work, tick(16.0), tick(16.0), tick(16.0)]);
    assert_eq!((state.work(), status(&state, "Notes")), (None, Some(TableStatus::Active)));
    assert_eq!(state.view().table("Notes").and_then(|table| table.item_count), Some(1_001));
}

#[test]
fn work_that_is_refused_stops() {
    let state = after([table(), pass(10.0)]);
    let bad = PutItemInput::new("Notes", Attributes::new());
    let good = PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), "a".into())]));
    let requests = Shared::new(Requests::Made(vec![good.clone().into(), bad.into(), good.into()]));
    let state = then(state, [Action::Work { label: String::new(), requests }, tick(16.0)]);
    assert!(state.work().is_none());
    assert_eq!(state.failure().map(|failure| failure.name.as_str()), Some("ValidationException"));
}

#[test]
fn lists_are_read_page_by_page() {
    let state = after([table(), pass(10.0)]);
    let puts = (0..120).map(|n| {
        PutItemInput::new("Notes", Attributes::from_iter([("pk".to_owned(), AttributeValue::S(n.to_string()))]))
    });
    let state = then(state, [Action::Send(puts.map(Request::from).collect()), Action::Tab(Tab::Items)]);
    let first = state.view().items.rows.clone();
    let second = then(state, [Action::TurnPage { is_next: true }]);
    assert_eq!((first.len(), second.view().items.rows.len()), (50, 50));
    assert!(second.view().items.rows.iter().all(|item| !first.contains(item)));
    let third = then(second, [Action::TurnPage { is_next: true }, Action::TurnPage { is_next: true }]);
    assert_eq!(third.view().items.rows.len(), 20);
    let back = then(third, [Action::TurnPage { is_next: false }, Action::TurnPage { is_next: false }]);
    assert_eq!(back.view().items.rows, first);
    let calls = then(back, [Action::Tab(Tab::Requests), Action::TurnPage { is_next: true }]);
    assert_eq!(calls.view().calls.rows.first().map(|(number, _)| *number), Some(122 - 1 - 50));
}

#[test]
fn what_is_asked_is_shown_and_what_is_refused_is_not() {
    let state = then(after(notes()), [Action::Tab(Tab::Items)]);
    let placeholders = r#"{":a": {"S": "a"}}"#.to_owned();
    let query = ItemQuery { key_condition: "pk = :a".to_owned(), placeholders, ..ItemQuery::default() };
    let asked = then(state, [Action::Query(query.clone())]);
    assert_eq!(asked.last_call().map(|(call, _)| call.request.operation()), Some("Query"));
    assert_eq!((asked.view().items.rows.len(), asked.failure()), (1, None));

    let wrong = ItemQuery { filter: "pk = :a".to_owned(), ..query.clone() };
    let refused = then(asked, [Action::Query(wrong)]);
    assert_eq!(refused.failure().map(|failure| failure.name.as_str()), Some("ValidationException"));
    assert_eq!((&refused.view_state().query, refused.view().items.rows.len()), (&query, 1));

    let all = then(refused, [Action::Query(ItemQuery::default())]);
    assert_eq!((all.view().items.rows.len(), all.failure()), (2, None));
    let other = then(all, [Action::Query(query), Action::SelectTable("Notes".to_owned())]);
    assert_eq!(other.view_state().query, ItemQuery::default(), "another table has another key");
}

#[test]
fn many_writes_are_counted_and_few_shown_one_by_one() {
    let state = after([Action::Load(Example::Orders)]);
    let state = then(state, [Action::SetViewport(Viewport { span_ms: 600_000, middle: None })]);
    let plot = state.view().plot.clone();
    assert!(plot.is_some_and(|plot| matches!(&plot.writes, Writes::Each(each) if each.len() > 600)));
    let more = Generator { is_on: true, per_second: 100, keys: 50 };
    let state = then(state, [Action::Generate(more), Action::Speed(10), Action::Run]);
    let state = then(state, (0..20).map(|_| tick(100.0)));
    let Some(plot) = state.view().plot.clone() else { unreachable!("the example has a table") };
    let Writes::Counted(partitions) = &plot.writes else { unreachable!("there are {} writes", plot.writes()) };
    assert_eq!(partitions.len(), 4);
    let changes = state.moment().view().changes("Orders");
    assert_eq!(Some(plot.writes()), changes, "each is counted, none twice");
}

#[test]
fn a_filter_lists_what_list_backups_lists() {
    let state = after(notes().into_iter().chain([back_up(), pass(10.0)]));
    let other = ListBackupsInput { table_name: Some("Other".to_owned()), ..ListBackupsInput::default() };
    assert_eq!(then(state.clone(), [Action::Filter(other)]).view().backups.rows.len(), 0);
    let own = ListBackupsInput { table_name: Some("Notes".to_owned()), ..ListBackupsInput::default() };
    assert_eq!(then(state, [Action::Filter(own)]).view().backups.rows.len(), 1);
}

#[test]
fn what_is_sent_by_hand_is_a_call_like_any_other() {
    let raw =
        |operation: &str, body: &str| send(Request::Raw { operation: operation.to_owned(), body: body.to_owned() });
    let state = after(notes().into_iter().chain([raw("CreateBackup", r#"{"TableName":"Notes","BackupName":"own"}"#)]));
    assert_eq!(backup(&state).backup_name.as_deref(), Some("own"));
    assert_eq!(then(state.clone(), [Action::Undo]).view().backups.rows.len(), 0);
    let reset = then(state.clone(), [raw("ResetLab", "{}")]);
    assert!(reset.view().tables.is_empty());
    assert_eq!(digest(&then(reset, [Action::RestoreStash])), digest(&state));
}
