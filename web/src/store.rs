//! The page's one state and every way in which it changes. No document, no timer and no wall clock is known here, so
//! that all of it is tested natively; what happens in the browser arrives as an [`Action`].

use crate::request::Request;
use crate::shared::Shared;
use crate::view::{Selection, View, details};
use std::rc::Rc;
use timemark_core::lab::AdvanceClockInput;
use timemark_core::shapes::BackupStatus;
use timemark_core::{ConsistencyWindow, Engine, Error, ErrorCode, Options, Pace, Settings, Timestamp};
use yew::{Reducible, UseReducerDispatcher};

/// How components change the state.
pub type Dispatcher = UseReducerDispatcher<State>;

/// Everything that the page knows.
#[derive(Clone, Debug)]
pub struct State {
    engine: Engine,
    view: View,
    selection: Selection,
    /// The speed that the clock has, or will have when it runs again.
    speed: u32,
    last_call: Option<Shared<LastCall>>,
    failure: Option<Shared<Failure>>,
    dialog: Option<Dialog>,
    news: Shared<Vec<String>>,
    stood_still: bool,
}

/// What happened to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Somebody made calls. They are sent in order, up to the first that is refused.
    Send(Vec<Request>),
    /// So much time passed on the wall.
    Tick {
        /// In milliseconds.
        wall_ms: f64,
    },
    /// The clock shall run.
    Run,
    /// The clock shall stand.
    Pause,
    /// The clock shall run that fast, now or when it runs again.
    Speed(u32),
    /// Look at a table.
    SelectTable(String),
    /// Look at a backup.
    SelectBackup(String),
    /// Look at what a backup asked for now would be.
    Imagine,
    /// Ask for what is needed before a call.
    Open(Dialog),
    /// No call after all.
    CloseDialog,
    /// The error was read.
    DismissFailure,
}

/// What is asked before a call, each of a backup by its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Under which name to restore it.
    Restore(String),
    /// Whether to delete it.
    Delete(String),
}

/// A call and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct LastCall {
    /// The operation.
    pub operation: &'static str,
    /// The virtual time of the call.
    pub at: Timestamp,
    /// What was sent.
    pub input: String,
    /// The answer, or the error in AWS's words.
    pub answer: Result<String, Failure>,
    /// How many calls were made with one click, this one among them.
    pub calls: usize,
}

/// Why a call was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The operation.
    pub operation: &'static str,
    /// The error's name.
    pub name: String,
    /// AWS's words.
    pub text: String,
    /// What to do about it, in ours.
    pub hint: Option<&'static str>,
}

/// A longer pause between two ticks is no time that the person saw pass: the page lay in the background.
const WALL_GAP_MS_MAX: f64 = 500.0;

/// The speeds that the page offers, in virtual seconds a second.
pub const SPEEDS: [u32; 4] = [1, 10, 60, 3600];

/// The first moment: 2026-11-22T14:22:00Z.
const START: Timestamp = Timestamp::from_millis(1_795_357_320_000);

/// How long the time line can look back: an hour.
const CHANGE_LOG_MS: i64 = 3_600_000;

impl Default for State {
    fn default() -> State {
        let settings = Settings {
            pace: Pace::Realistic,
            consistency_window: ConsistencyWindow::Adversarial,
            change_log_ms: CHANGE_LOG_MS,
            ..Settings::default()
        };
        let engine = Engine::new(Options { now: START, settings, ..Options::default() });
        let selection = Selection::default();
        State {
            view: View::of(&engine, &selection),
            engine,
            selection,
            speed: 10,
            last_call: None,
            failure: None,
            dialog: None,
            news: Shared::new(Vec::new()),
            stood_still: false,
        }
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        if self.ignores(&action) {
            return self;
        }
        let mut next = Self::clone(&self);
        match action {
            Action::Send(requests) => next.send(requests),
            Action::Tick { wall_ms } => next.tick(wall_ms),
            Action::Run => next.send(vec![Request::speed(self.speed)]),
            Action::Pause => next.send(vec![Request::speed(0)]),
            Action::Speed(speed) => {
                next.speed = speed;
                if self.is_running() {
                    next.send(vec![Request::speed(speed)]);
                }
            }
            Action::SelectTable(table) => next.select(Selection { table: Some(table), backup: None }),
            Action::SelectBackup(arn) => {
                let table = self.view.backup(&arn).and_then(|b| b.source_table_details.clone()?.table_name);
                next.select(Selection { table: table.or(self.selection.table.clone()), backup: Some(arn) });
            }
            Action::Imagine => next.select(Selection { backup: None, ..self.selection.clone() }),
            Action::Open(dialog) => {
                next.dialog = Some(dialog);
                next.failure = None;
            }
            Action::CloseDialog => {
                next.dialog = None;
                next.failure = None;
            }
            Action::DismissFailure => next.failure = None,
        }
        Rc::new(next)
    }
}

impl State {
    /// What the page shows.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What the person looks at.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// When the next thing happens.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.engine.next_due()
    }

    /// Whether the clock runs.
    pub fn is_running(&self) -> bool {
        self.engine.settings().speed > 0
    }

    /// The speed that the clock has, or will have when it runs again.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// How many calls were sent so far.
    pub fn requests(&self) -> u64 {
        self.engine.requests()
    }

    /// The call that was made last, other than for the clock.
    pub fn last_call(&self) -> Option<&Shared<LastCall>> {
        self.last_call.as_ref()
    }

    /// Why the last call was refused.
    pub fn failure(&self) -> Option<&Shared<Failure>> {
        self.failure.as_ref()
    }

    /// What is being asked.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// What became of tables and backups just now, to be said aloud.
    pub fn news(&self) -> &Shared<Vec<String>> {
        &self.news
    }

    /// Whether time stood still because nobody looked.
    pub fn stood_still(&self) -> bool {
        self.stood_still
    }

    /// Whether nothing would change, so that nothing has to be drawn anew.
    fn ignores(&self, action: &Action) -> bool {
        match action {
            Action::Tick { wall_ms } => {
                !self.is_running() || *wall_ms <= 0.0 || (*wall_ms > WALL_GAP_MS_MAX && self.stood_still)
            }
            Action::CloseDialog => self.dialog.is_none(),
            _ => false,
        }
    }

    fn tick(&mut self, wall_ms: f64) {
        if wall_ms > WALL_GAP_MS_MAX {
            self.stood_still = true;
            return;
        }
        let seconds = wall_ms / 1000.0 * f64::from(self.engine.settings().speed);
        let happened = self.engine.send(AdvanceClockInput::seconds(seconds)).ok().and_then(|answer| answer.tasks_run);
        if happened.unwrap_or_default() > 0 {
            self.look();
        } else {
            self.view = self.view.later(&self.engine, &self.selection);
        }
    }

    fn send(&mut self, requests: Vec<Request>) {
        let calls = requests.len();
        self.failure = None;
        self.stood_still = false;
        for request in requests {
            let (operation, at, input) = (request.operation(), self.engine.now(), request.body());
            let is_shown = !request.is_clock() || calls == 1;
            let answer = request.clone().send(&mut self.engine).map_err(|error| Failure::of(operation, &error));
            let failed = answer.as_ref().err().cloned();
            if is_shown || failed.is_some() {
                self.last_call = Some(Shared::new(LastCall { operation, at, input, answer, calls }));
            }
            if let Some(failure) = failed {
                self.failure = Some(Shared::new(failure));
                break;
            }
            self.follow(&request);
        }
        self.look();
    }

    /// Looks at what a call has made, and away from what it took.
    fn follow(&mut self, request: &Request) {
        match request {
            Request::CreateTable(input) => {
                self.selection = Selection { table: input.table_name.clone(), backup: None };
            }
            Request::CreateBackup(input) => {
                let of_table = |summary: &&timemark_core::shapes::BackupDescription| {
                    summary.source_table_details.as_ref().and_then(|table| table.table_name.as_ref())
                        == input.table_name.as_ref()
                };
                let view = View::of(&self.engine, &Selection::default());
                let newest = view.backups.iter().rfind(of_table);
                let arn = newest.and_then(|backup| details(backup).backup_arn);
                self.selection = Selection { table: input.table_name.clone(), backup: arn };
            }
            Request::DeleteBackup(input) => {
                self.dialog = None;
                if self.selection.backup == input.backup_arn {
                    self.selection.backup = None;
                }
            }
            Request::RestoreTableFromBackup(_) => self.dialog = None,
            Request::PutItem(_) | Request::DeleteItem(_) | Request::AdvanceClock(_) | Request::UpdateLab(_) => {}
        }
    }

    fn select(&mut self, selection: Selection) {
        self.selection = selection;
        self.look();
    }

    /// Reads everything again, and notes what has become of tables and backups.
    fn look(&mut self) {
        let view = View::of(&self.engine, &self.selection);
        let news = news(&self.view, &view);
        if !news.is_empty() {
            self.news = Shared::new(news);
        }
        self.view = view;
    }
}

/// What has become of tables and backups between two looks.
fn news(before: &View, after: &View) -> Vec<String> {
    let mut news = Vec::new();
    for table in after.tables.iter() {
        let name = table.table_name.as_deref().unwrap_or_default();
        let status = table.table_status.as_ref();
        if before.table(name).and_then(|table| table.table_status.as_ref()) != status {
            news.push(format!("Table {name} is {}.", status.map_or("", |status| status.as_str())));
        }
    }
    for backup in after.backups.iter() {
        let now = details(backup);
        let earlier = now.backup_arn.as_deref().and_then(|arn| before.backup(arn)).map(details).unwrap_or_default();
        if earlier.backup_status != now.backup_status {
            let table = backup.source_table_details.as_ref().and_then(|table| table.table_name.as_deref());
            news.push(format!(
                "Backup {} of {} is {}.",
                now.backup_name.unwrap_or_default(),
                table.unwrap_or_default(),
                now.backup_status.as_ref().map_or("", BackupStatus::as_str)
            ));
        }
    }
    news
}

impl Failure {
    fn of(operation: &'static str, error: &Error) -> Failure {
        let hint = match error.code() {
            ErrorCode::ContinuousBackupsUnavailableException => Some(
                "A new table’s backups are enabled a few seconds after it is ACTIVE. Let some time pass, then ask again.",
            ),
            ErrorCode::BackupInUseException => {
                Some("The backup is busy being made or restored. Let time pass until it is done, then ask again.")
            }
            ErrorCode::TableAlreadyExistsException => Some("Choose a name that no table has."),
            ErrorCode::ResourceInUseException => {
                Some("Another name is free, or let time pass until the table is done.")
            }
            ErrorCode::ResourceNotFoundException => {
                Some("A table takes writes once it is ACTIVE. Let some time pass, then write again.")
            }
            ErrorCode::TableNotFoundException => {
                Some("Backups see a table a few seconds after it is created. Let some time pass, then ask again.")
            }
            _ => None,
        };
        Failure { operation, name: error.name(), text: error.to_string(), hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{example, request::Request};
    use timemark_core::Attributes;
    use timemark_core::operations::*;
    use timemark_core::shapes::{KeyType, ScalarAttributeType, TableStatus};

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
        send(PutItemInput::new("Notes", Attributes::from([("pk".to_owned(), key.into())])))
    }

    fn status(state: &State, table: &str) -> Option<TableStatus> {
        state.view().table(table)?.table_status.clone()
    }

    fn backup(state: &State) -> timemark_core::shapes::BackupDetails {
        state.view().backups.last().map(details).unwrap_or_default()
    }

    #[test]
    fn a_backup_is_made_and_restored() {
        let state = after([table()]);
        assert_eq!(status(&state, "Notes"), Some(TableStatus::Creating));
        assert_eq!(state.selection().table.as_deref(), Some("Notes"));

        let state =
            then(state, [pass(10.0), put("a"), put("b"), pass(61.0), send(CreateBackupInput::new("Notes", "nightly"))]);
        assert_eq!(state.failure(), None);
        assert_eq!(backup(&state).backup_status, Some(BackupStatus::Creating));
        assert_eq!(state.selection().backup, backup(&state).backup_arn);
        assert_eq!(**state.news(), ["Backup nightly of Notes is CREATING."]);

        let state = then(state, [pass(121.0)]);
        assert_eq!(backup(&state).backup_status, Some(BackupStatus::Available));
        assert_eq!(**state.news(), ["Backup nightly of Notes is AVAILABLE."]);
        assert!(state.view().window.as_ref().is_some_and(|window| window.is_made() && window.available.is_some()));

        let arn = backup(&state).backup_arn.unwrap_or_default();
        let state = then(
            state,
            [Action::Open(Dialog::Restore(arn.clone())), send(RestoreTableFromBackupInput::new("Notes-restored", arn))],
        );
        assert_eq!(state.dialog(), None);
        assert_eq!(status(&state, "Notes-restored"), Some(TableStatus::Creating));

        let state = then(state, [pass(301.0), Action::SelectTable("Notes-restored".to_owned())]);
        assert_eq!(status(&state, "Notes-restored"), Some(TableStatus::Active));
        assert_eq!(state.view().items.page.len(), 2);
    }

    #[test]
    fn an_error_is_shown_and_changes_nothing() {
        let before = after([table(), pass(10.0), put("a")]);
        let state = then(before.clone(), [send(CreateBackupInput::new("Notes", "no blanks"))]);
        let failure = state.failure().map(|failure| (failure.operation, failure.name.clone()));
        assert_eq!(failure, Some(("CreateBackup", "ValidationException".to_owned())));
        assert_eq!(state.engine.state().digest(), before.engine.state().digest());
        assert_eq!(state.last_call().map(|call| call.answer.is_err()), Some(true));
        assert_eq!(then(state, [put("b")]).failure(), None);
    }

    #[test]
    fn what_stands_before_a_refused_call_was_sent() {
        let state = after([Action::Send(example::music()), Action::Send(example::music())]);
        assert_eq!(state.failure().map(|failure| failure.text.clone()), Some("Table already exists: Music".to_owned()));
        assert_eq!(status(&state, "Music"), Some(TableStatus::Active));
    }

    #[test]
    fn a_dialog_stays_open_when_its_call_is_refused() {
        let state = after([table(), pass(10.0), send(CreateBackupInput::new("Notes", "nightly"))]);
        let arn = backup(&state).backup_arn.unwrap_or_default();
        let dialog = Dialog::Delete(arn.clone());
        let state = then(state, [Action::Open(dialog.clone()), send(DeleteBackupInput::new(arn))]);
        assert_eq!(state.dialog(), Some(&dialog));
        assert_eq!(state.failure().map(|failure| failure.name.clone()), Some("BackupInUseException".to_owned()));
        let state = then(state, [Action::CloseDialog]);
        assert_eq!((state.dialog(), state.failure()), (None, None));
    }

    #[test]
    fn the_clock_runs_at_its_speed_and_does_not_leap() {
        let tick = |wall_ms| Action::Tick { wall_ms };
        let state = after([tick(100.0)]);
        assert_eq!(state.now(), START);
        let state = then(state, [Action::Speed(60), Action::Run, tick(100.0), tick(150.0)]);
        assert_eq!(state.now(), START.plus_ms(15_000));
        let state = then(state, [tick(501.0)]);
        assert_eq!((state.now(), state.stood_still()), (START.plus_ms(15_000), true));
        let state = then(state, [Action::Pause, tick(100.0)]);
        assert_eq!((state.now(), state.stood_still(), state.speed()), (START.plus_ms(15_000), false, 60));
    }

    #[test]
    fn a_tick_that_changes_nothing_draws_nothing() {
        let state =
            after([table(), pass(10.0), put("a"), pass(60.0), send(CreateBackupInput::new("Notes", "nightly"))]);
        let running = then(state, [Action::Run]);
        let later = then(running.clone(), [Action::Tick { wall_ms: 100.0 }]);
        assert_ne!(later.now(), running.now());
        assert!(later.view() == running.view());
        let paused = then(later, [Action::Pause]);
        assert!(Rc::ptr_eq(&paused, &then(paused.clone(), [Action::Tick { wall_ms: 100.0 }])));
    }

    #[test]
    fn the_imagined_backup_moves_with_the_clock() {
        let state = after([Action::Send(example::music())]);
        let window = state.view().window.clone();
        assert!(window.as_ref().is_some_and(|window| window.backup.is_none() && window.requested == state.now()));
        let later = then(state, [Action::Run, Action::Tick { wall_ms: 100.0 }]);
        assert_ne!(later.view().window, window);
    }

    #[test]
    fn the_example_has_writes_of_every_verdict() {
        let state = after([
            Action::Send(example::music()),
            send(CreateBackupInput::new(example::MUSIC, "nightly")),
            pass(61.0),
        ]);
        let Some(table) = state.view().table(example::MUSIC).cloned() else { unreachable!("the example makes it") };
        let state = then(state, [Action::Send(example::burst(&table, 1)), pass(60.0)]);
        assert_eq!(state.failure(), None);
        let counts =
            state.view().window.as_ref().and_then(|window| window.explanation.counts.clone()).unwrap_or_default();
        assert!([counts.r#in, counts.maybe, counts.out].iter().all(|count| *count > Some(4)), "{counts:?}");
        assert!(counts.maybe_included.is_some());
    }
}
