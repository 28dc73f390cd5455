//! The reducer: the state that follows from a state and an action.

use super::work::TASKS_A_FRAME;
use super::{Action, SEED, State, lab};
use crate::calls::entry::Origin;
use crate::calls::generator::Generator;
use crate::calls::query::ItemQuery;
use crate::calls::request::Request;
use crate::calls::requests::Requests;
use crate::model::history::History;
use crate::model::view::{self, View};
use crate::model::view_state::{Tab, ViewState, Viewport, list_of};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::operations::{CreateTableInput, DeleteBackupInput};
use timemark_core::shapes::TableStatus;
use timemark_core::{Engine, Timestamp};
use yew::Reducible;

/// The longest time between two ticks that counts as time that was watched; after a longer one the clock stands still,
/// because the page was hidden. In milliseconds.
const WALL_GAP_MS_MAX: f64 = 500.0;

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        if self.ignores(&action) {
            return self;
        }
        let mut next = Self::clone(&self);
        next.act(action);
        Rc::new(next)
    }
}

impl State {
    /// Whether the action changes nothing.
    fn ignores(&self, action: &Action) -> bool {
        match action {
            Action::Tick { wall_ms } => {
                let is_gap = *wall_ms > WALL_GAP_MS_MAX && self.has_stalled;
                !self.is_busy() || (self.work.is_none() && (*wall_ms <= 0.0 || is_gap))
            }
            Action::CloseDialog => self.dialog.is_none(),
            Action::SetViewport(viewport) => *viewport == self.view_state.viewport,
            Action::Point(write) => *write == self.view_state.pointed,
            Action::Undo => self.history.undoes().is_none(),
            Action::Redo | Action::Present => !self.history.is_past(),
            _ => false,
        }
    }

    fn act(&mut self, action: Action) {
        let is_tick = matches!(action, Action::Tick { .. });
        self.take(action);
        if !is_tick && self.unread_ms.is_some() {
            self.read();
        }
    }

    fn take(&mut self, action: Action) {
        match action {
            Action::Send(requests) => self.send(requests),
            Action::Work { label, requests } => self.begin_work(label, requests),
            Action::StopWork => {
                self.end_work();
                self.read();
            }
            Action::Tick { wall_ms } => self.tick(wall_ms),
            Action::Run => {
                self.is_running = true;
                self.has_stalled = false;
            }
            Action::Pause => {
                self.is_running = false;
                self.has_stalled = false;
                self.read();
            }
            Action::Speed(speed) => self.speed = speed,
            Action::Seek(time) => self.travel(|history| history.seek(time)),
            Action::Present => self.travel(|history| history.seek(history.head())),
            Action::Undo => self.travel(|history| {
                history.undo();
            }),
            Action::Redo => self.travel(|history| {
                history.redo();
            }),
            Action::RestoreStash => self.travel(History::restore_stash),
            Action::DropStash => self.history.drop_stash(),
            Action::Load(example) => self.load(example),
            Action::Clear => self.begin_anew(lab(SEED)),
            Action::Window(window) => self.send(vec![Request::window(window)]),
            Action::Generate(generator) => {
                if generator.is_on && !self.generator.is_on {
                    self.generator_table = self.view_state.table.clone();
                }
                self.generator = generator;
            }
            Action::SelectTable(table) => {
                self.turn_back();
                self.view_state = ViewState { table: Some(table), backup: None, ..self.view_state.clone() };
                self.open_window();
                self.choose();
            }
            Action::SelectBackup(arn) => {
                self.turn_back();
                let table = self.moment().lifecycles().backup(&arn).map(|lifecycle| lifecycle.table.clone());
                let viewport = Viewport { middle: None, ..self.view_state.viewport };
                let table = table.or(self.view_state.table.clone());
                self.view_state = ViewState { table, backup: Some(arn), viewport, ..self.view_state.clone() };
                self.open_window();
                self.choose();
            }
            Action::Imagine(at) => {
                let viewport = match at {
                    // The viewport stays, so that the marker moves, not the ground beneath it.
                    Some(_) => self.view_state.viewport,
                    None => Viewport { middle: None, ..self.view_state.viewport },
                };
                self.view_state = ViewState { backup: None, imagined: at, viewport, ..self.view_state.clone() };
                self.open_window();
                self.replot();
            }
            Action::SetViewport(viewport) => {
                self.view_state.viewport = viewport;
                self.open_window();
                self.replot();
            }
            Action::Point(write) => self.view_state.pointed = write,
            Action::Pin(write) => self.pin(write),
            Action::Verdict(verdict) => {
                self.view_state.verdict = verdict;
                self.open_window();
                self.turn_tab();
            }
            Action::Refer { table, reference } => {
                self.view_state.references.retain(|(name, _)| *name != table);
                self.view_state.references.extend(reference.map(|reference| (table, reference)));
                self.read();
            }
            Action::Tab(tab) => {
                self.view_state.tab = tab;
                self.open_window();
                self.turn_tab();
                self.pin(self.view_state.pinned);
            }
            Action::Language(language) => self.view_state.language = language,
            Action::TurnPage { is_next } => self.turn(is_next),
            Action::Filter(filter) => {
                self.view_state.filter = filter;
                self.view_state.backups_page = 0;
                self.show(Some(view::list_backups(&self.view_state).into()));
                self.read();
            }
            Action::FindBackups(name) => {
                self.view_state.backup_name = name;
                self.view_state.backups_page = 0;
                self.turn_tab();
            }
            Action::FilterCalls(filter) => {
                self.view_state.call_filter = filter;
                self.view_state.calls_page = 0;
                self.turn_tab();
            }
            Action::Query(query) => self.query(query),
            Action::Open(dialog) => {
                self.show(dialog.call());
                self.dialog = Some(dialog);
                self.refused = None;
            }
            Action::CloseDialog => {
                self.dialog = None;
                self.refused = None;
            }
            Action::DismissFailure => self.refused = None,
            Action::Say(sentence) => self.news = Shared::new(vec![sentence]),
        }
    }

    /// Turns the tab Window to the page with the first write in doubt.
    fn open_window(&mut self) {
        self.view_state.writes_after.clear();
        if self.view_state.tab == Tab::Window {
            self.view_state.writes_after.extend(view::first_maybe(self.moment(), &self.view_state));
        }
    }

    /// Marks a write, and turns the tab Window to it if that is open and shows others.
    fn pin(&mut self, write: Option<u64>) {
        self.view_state.pinned = write;
        let Some(sequence) = write.filter(|_| self.view_state.tab == Tab::Window) else { return };
        if self.view.writes.rows.iter().all(|change| change.sequence != Some(sequence)) {
            self.view_state.verdict = None;
            self.view_state.writes_after = vec![view::page_with(sequence)];
            self.read();
        }
    }

    /// Sends the query, and keeps it unless it is refused.
    fn query(&mut self, query: ItemQuery) {
        let request = self.view_state.table.as_deref().map(|table| query.request(table, None));
        let Some(Ok(request)) = request else { return };
        self.refused = None;
        self.show(Some(request));
        if self.refused.is_none() {
            self.view_state.query = query;
            self.view_state.items_after.clear();
            self.read();
        }
    }

    /// Sends a read-only call, so that the page shows which one it is. Not in the past, where every call starts a new
    /// future.
    fn show(&mut self, call: Option<Request>) {
        if let Some(call) = call.filter(|_| !self.history.is_past()) {
            self.send(vec![call]);
        }
    }

    fn tick(&mut self, wall_ms: f64) {
        if self.work.is_some() {
            self.go_on_with_work(wall_ms);
            return;
        }
        if wall_ms > WALL_GAP_MS_MAX {
            self.has_stalled = true;
            return;
        }
        let passed_ms = (wall_ms * f64::from(self.speed)).round() as i64;
        let target = self.now().plus_ms(passed_ms.max(1));
        // Where more is due than a frame has time for, the clock is slower.
        let target = self.moment().view().due_times(TASKS_A_FRAME, target).first().copied().unwrap_or(target);
        let requests = self.moment().engine().requests();
        let mut has_happened = false;
        if !self.history.is_past() && self.generator.is_on {
            has_happened = self.generate(target);
        }
        has_happened |= self.history.advance_to(target);
        let has_news = has_happened || self.moment().engine().requests() != requests;
        if has_news {
            self.unread_ms = self.unread_ms.or(Some(-wall_ms));
        }
        self.read_at_intervals(wall_ms);
    }

    /// Sends the generated writes that are due up to `until`. Returns whether there were any.
    fn generate(&mut self, until: Timestamp) -> bool {
        let table = self.generator_table.as_deref().and_then(|name| self.view.table(name));
        let Some(table) = table.filter(|table| table.table_status == Some(TableStatus::Active)).cloned() else {
            return false;
        };
        let step = self.history.new_step();
        let mut has_written = false;
        for due in self.generator.due(self.now(), until) {
            self.history.advance_to(due.at);
            self.history.send(self.generator.write(&table, due.number), Origin::Generator, step);
            has_written = true;
        }
        has_written
    }

    fn send(&mut self, requests: Vec<Request>) {
        self.has_stalled = false;
        if let Some(moves) = self.clock_moves(&requests) {
            let label = "Moving the clock, step by step, because very much is due".to_owned();
            self.begin_work(label, Shared::new(Requests::Made(moves)));
            return;
        }
        let step = self.history.new_step();
        self.send_in(step, requests);
        self.read();
    }

    /// Sends calls of one step of the history, without reading the view again.
    pub(super) fn send_in(&mut self, step: u64, requests: Vec<Request>) {
        let calls = requests.len();
        self.refused = None;
        for request in requests {
            let is_shown = !request.is_clock() || calls == 1;
            if self.is_reset_by(&request) {
                continue;
            }
            let entry = self.history.send(request, Origin::Person, step);
            if is_shown || entry.answer.failure.is_some() {
                self.last_call = Some((entry.clone(), calls));
            }
            if entry.answer.failure.is_some() {
                self.refused = Some(entry);
                break;
            }
            self.follow(&entry.request);
        }
    }

    /// Starts anew if the request is a ResetLab that succeeds, and returns whether it did. It belongs to neither
    /// history.
    fn is_reset_by(&mut self, request: &Request) -> bool {
        if request.operation() != "ResetLab" {
            return false;
        }
        let mut engine = self.moment().engine().clone();
        let is_done = request.send(&mut engine).failure.is_none();
        if is_done {
            self.begin_anew(engine);
        }
        is_done
    }

    /// Selects what a call has created, and deselects what it has deleted.
    fn follow(&mut self, request: &Request) {
        match request.operation() {
            _ if matches!(request, Request::Raw { .. }) => {}
            "CreateTable" => {
                self.turn_back();
                self.view_state.table = request.input::<CreateTableInput>().and_then(|input| input.table_name.clone());
                self.view_state.backup = None;
                self.dialog = None;
            }
            "CreateBackup" | "StartBackupJob" => {
                // What is made is seen.
                self.view_state.backup_name.clear();
                if request.operation() == "StartBackupJob" {
                    // Backups of AWS Backup are listed under their own type only.
                    self.view_state.filter = list_of("AWS_BACKUP");
                    self.view_state.backups_page = 0;
                }
                let newest = self.moment().lifecycles().backups().next_back().cloned();
                if let Some(lifecycle) = newest {
                    self.view_state.table = Some(lifecycle.table);
                    self.view_state.backup = lifecycle.backup_arn;
                    self.view_state.viewport.middle = None;
                }
            }
            "DeleteBackup" => {
                self.dialog = None;
                if request.input::<DeleteBackupInput>().is_some_and(|input| input.backup_arn == self.view_state.backup)
                {
                    self.view_state.backup = None;
                }
            }
            "DeleteTable"
            | "RestoreTableFromBackup"
            | "RestoreTableToPointInTime"
            | "PutItem"
            | "DeleteItem"
            | "AdvanceClock" => self.dialog = None,
            _ => {}
        }
    }

    /// Goes to another moment.
    fn travel(&mut self, go: impl FnOnce(&mut History)) {
        self.end_work();
        go(&mut self.history);
        self.refused = None;
        self.last_call = self.history.last_call();
        self.read_quietly();
    }

    /// Starts anew with another engine. The former history is stashed.
    pub(super) fn begin_anew(&mut self, engine: Engine) {
        if self.has_work() {
            self.history.replace(engine);
        } else {
            self.history = History::new(engine);
        }
        self.example_calls = 0;
        self.view_state =
            ViewState { tab: self.view_state.tab, language: self.view_state.language, ..ViewState::default() };
        self.is_running = false;
        self.generator = Generator::default();
        self.end_work();
        self.example = None;
        self.last_call = None;
        self.refused = None;
        self.dialog = None;
        self.read_quietly();
    }

    /// Goes back to the first page of every list, without a query.
    fn turn_back(&mut self) {
        self.view_state.query = ItemQuery::default();
        self.view_state.items_after.clear();
        self.view_state.writes_after.clear();
        self.view_state.pointed = None;
        self.view_state.pinned = None;
    }

    fn turn(&mut self, is_next: bool) {
        let view_state = &mut self.view_state;
        match view_state.tab {
            Tab::Items => page(&mut view_state.items_after, self.view.items.next.clone(), is_next),
            Tab::Backups if is_next => view_state.backups_page += usize::from(self.view.backups.next.is_some()),
            Tab::Backups => view_state.backups_page = view_state.backups_page.saturating_sub(1),
            Tab::Window => page(&mut view_state.writes_after, self.view.writes.next.clone(), is_next),
            Tab::Requests if is_next => view_state.calls_page += usize::from(self.view.calls.next.is_some()),
            Tab::Requests => view_state.calls_page = view_state.calls_page.saturating_sub(1),
            Tab::Code => {}
        }
        self.turn_tab();
    }

    /// Reads the view again, and announces the new phases of tables and backups.
    pub(super) fn read(&mut self) {
        let news = self.moment().lifecycles().news(self.announced);
        if !news.is_empty() {
            self.news = Shared::new(news);
        }
        self.read_quietly();
    }

    /// Reads again what depends on the chosen table and backup.
    fn choose(&mut self) {
        self.view = self.view.chosen(&self.history, &self.view_state);
    }

    /// Reads the open tab again.
    fn turn_tab(&mut self) {
        self.view = self.view.turned(&self.history, &self.view_state);
    }

    /// Reads the time line again, as often as a pointer moves: tables and backups are as they were.
    fn replot(&mut self) {
        self.view = self.view.replotted(&self.history, &self.view_state);
    }

    /// Reads the view again, without announcements.
    fn read_quietly(&mut self) {
        self.announced = self.moment().lifecycles().steps();
        self.unread_ms = None;
        self.view = View::of(&self.history, &self.view_state);
    }
}

/// Turns to the next page or to the previous one.
fn page<N>(turned: &mut Vec<N>, next: Option<N>, is_next: bool) {
    if is_next {
        turned.extend(next);
    } else {
        turned.pop();
    }
}
