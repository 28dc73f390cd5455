//! The content of the page during a story: the next step, the lists, the program.

use super::*;
use crate::model::next_step::Step;
use crate::model::view_state::CallFilter;

#[test]
fn the_page_opens_with_a_world_that_lives_and_is_nothing_to_lose() {
    let alive = Rc::new(State::alive());
    assert_eq!(status(&alive, "Music"), Some(TableStatus::Active));
    assert!(alive.view().plot.as_ref().is_some_and(|plot| plot.writes() > 40));
    assert_eq!(alive.moment().engine().settings().consistency_window, ConsistencyWindow::Typical);
    assert_eq!(alive.view().next_step, Step::AskForBackup("Music".to_owned()));
    assert!(!alive.has_work() && alive.last_call().is_none());
    let other = then(alive.clone(), [Action::Load(Example::Family)]);
    assert!(other.history().stash().is_none() && !other.has_work(), "an example is not set aside");
    let looked = then(alive.clone(), [Action::Open(Dialog::Table("Music".to_owned())), Action::CloseDialog]);
    assert!(looked.last_call().is_some() && !looked.has_work(), "to look is to change nothing");
    let worked = then(alive, [send(CreateBackupInput::new("Music", "nightly"))]);
    assert!(worked.has_work());
    assert!(then(worked, [Action::Load(Example::Family)]).history().stash().is_some());
}

#[test]
fn the_next_step_follows_the_story_however_the_list_is_filtered() {
    let step = |state: &State| state.view().next_step.clone();
    assert_eq!(step(&after([])), Step::Begin);
    let state = after([table()]);
    assert_eq!(step(&state), Step::AwaitTable { table: "Notes".to_owned(), status: "CREATING".to_owned() });
    let state = then(state, [pass(10.0)]);
    assert_eq!(step(&state), Step::Write("Notes".to_owned()));
    let state = then(state, [put("a"), pass(1.0)]);
    assert_eq!(step(&state), Step::AskForBackup("Notes".to_owned()));
    let state = then(state, [back_up()]);
    assert_eq!(step(&state), Step::AwaitBackup("nightly".to_owned()));
    let state = then(state, [pass(121.0)]);
    let arn = backup(&state).backup_arn.unwrap_or_default();
    let restore = Step::Restore { backup: "nightly".to_owned(), arn: arn.clone(), deleted_table: None };
    assert_eq!(step(&state), restore);
    let filtered = then(state.clone(), [Action::Filter(crate::model::view_state::list_of("SYSTEM"))]);
    assert!(filtered.view().backups.rows.is_empty());
    assert_eq!(step(&filtered), restore, "the filter of the list is not a fact");

    let other = send(CreateTableInput::on_demand("Other", &[("pk", KeyType::Hash, ScalarAttributeType::S)]));
    let two = then(state.clone(), [other, pass(10.0), Action::SelectTable("Notes".to_owned())]);
    assert_eq!(step(&two), restore, "two tables are not a restored one");

    let state = then(state, [send(RestoreTableFromBackupInput::new("Copy", arn.as_str()))]);
    assert_eq!(step(&state), Step::AwaitRestore("Copy".to_owned()));
    let state = then(state, [pass(400.0)]);
    assert_eq!(step(&state), Step::Restored { from: "Notes".to_owned(), table: "Copy".to_owned() });
    let again = then(state, [Action::SelectTable("Notes".to_owned()), back_up(), pass(121.0)]);
    assert!(matches!(step(&again), Step::Restore { deleted_table: None, .. }), "a newer backup begins anew");
}

#[test]
fn a_deleted_table_leaves_its_backup_as_the_next_step() {
    let state = after(notes().into_iter().chain([back_up(), pass(121.0)]));
    let state = then(state, [send(DeleteTableInput::new("Notes"))]);
    let deleting = Step::AwaitTable { table: "Notes".to_owned(), status: "DELETING".to_owned() };
    assert_eq!(state.view().next_step, deleting);
    let state = then(state, [pass(60.0)]);
    assert!(state.view().tables.is_empty());
    let Step::Restore { backup, deleted_table, .. } = &state.view().next_step else {
        unreachable!("the backup is left: {:?}", state.view().next_step)
    };
    assert_eq!((backup.as_str(), deleted_table.as_deref()), ("nightly", Some("Notes")));
}

#[test]
fn the_first_page_of_backups_has_the_newest() {
    let mut actions = notes();
    for number in 0..120 {
        actions.extend([send(CreateBackupInput::new("Notes", format!("number-{number}"))), pass(1.0)]);
    }
    let state = after(actions);
    let names = |state: &State| {
        let rows = state.view().backups.rows.iter();
        rows.filter_map(|listed| details(&listed.description).backup_name.clone()).collect::<Vec<_>>()
    };
    let first = names(&state);
    assert_eq!((first.len(), first[0].as_str(), first[49].as_str()), (50, "number-119", "number-70"));
    let last = then(state, (0..5).map(|_| Action::TurnPage { is_next: true }));
    let names = names(&last);
    assert_eq!((names.len(), names.last().map(String::as_str)), (20, Some("number-0")));
    assert_eq!(last.view_state().backups_page, 2);
}

#[test]
fn the_clock_stands_while_a_dialog_is_open() {
    let state = after([Action::Speed(60), Action::Run, Action::Open(Dialog::Help), tick(100.0)]);
    assert_eq!((state.now(), state.is_busy()), (START, false));
    let state = then(state, [Action::CloseDialog, tick(100.0)]);
    assert_eq!(state.now(), START.plus_ms(6_000));
}

#[test]
fn the_generator_stays_with_the_table_it_was_switched_on_for() {
    let on = Generator { is_on: true, per_second: 10, keys: 5 };
    let other = send(CreateTableInput::on_demand("Other", &[("pk", KeyType::Hash, ScalarAttributeType::S)]));
    let state = after([table(), pass(10.0), Action::Generate(on), other, pass(10.0), Action::Run, tick(400.0)]);
    assert_eq!(state.view_state().table.as_deref(), Some("Other"));
    assert_eq!(state.generator_table(), Some("Notes"));
    let changes = |table: &str| state.moment().view().changes(table);
    assert!(changes("Notes") > Some(3) && changes("Other") == Some(0));
}

#[test]
fn calls_are_listed_without_the_steps_of_the_clock_and_by_a_filter() {
    let state = after(notes().into_iter().chain([put("c"), back_up(), Action::Tab(Tab::Requests)]));
    let wrong = send(CreateBackupInput::new("Notes", "no blanks"));
    let state = then(state, [wrong, Action::DismissFailure]);
    let listed = |state: &State, filter: CallFilter| {
        let state = then(Rc::new(state.clone()), [Action::FilterCalls(filter)]);
        let rows = state.view().calls.rows.iter();
        rows.map(|(_, call)| call.request.operation().to_owned()).collect::<Vec<_>>().join(" ")
    };
    let of = |text: &str| CallFilter { text: text.to_owned(), ..CallFilter::default() };
    assert_eq!(listed(&state, of("")), "CreateBackup CreateBackup PutItem PutItem PutItem CreateTable");
    assert_eq!(listed(&state, of("createb")), "CreateBackup CreateBackup");
    assert_eq!(listed(&state, of("ValidationExc")), "CreateBackup");
    assert_eq!(listed(&state, of("\"c\"")), "PutItem", "by what stands in the body");
    assert_eq!(listed(&state, CallFilter { is_errors_only: true, ..of("") }), "CreateBackup");
    assert!(listed(&state, CallFilter { has_clock: true, ..of("") }).contains("AdvanceClock"));
}

#[test]
fn a_large_world_is_read_now_and_then_while_the_clock_runs_and_at_once_when_it_stops() {
    let tables = (0..300).map(|number| {
        let name = format!("table-{number}");
        CreateTableInput::on_demand(name.as_str(), &[("pk", KeyType::Hash, ScalarAttributeType::S)]).into()
    });
    let state = after([Action::Send(tables.collect()), Action::Speed(3600), Action::Run]);
    let active = |state: &State| {
        state.view().tables.iter().filter(|table| table.table_status == Some(TableStatus::Active)).count()
    };
    let happened = then(state, [tick(16.0)]);
    assert_eq!(happened.moment().view().tables().len(), 300);
    assert_eq!(active(&happened), 0, "not with every frame");
    assert_eq!(active(&then(happened.clone(), (0..7).map(|_| tick(16.0)))), 300, "but ten times a second");
    assert_eq!(active(&then(happened, [Action::Pause])), 300, "and at once when it stops");
}
