//! The reducer: the state that follows from a state and an action.

use super::work::TASKS_A_FRAME;
use super::{Action, Dialog, SEED, State, lab};
use crate::calls::entry::Origin;
use crate::calls::generator::Generator;
use crate::calls::query::ItemQuery;
use crate::calls::request::Request;
use crate::model::history::History;
use crate::model::linking;
use crate::model::view::{self, View};
use crate::model::view_state::{Tab, ViewState, Viewport};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::shapes::TableStatus;
use timemark_core::{Engine, Timestamp};
use yew::Reducible;

/// The longest time between two ticks that counts as time that was watched; after a longer one the clock stands still,
/// because the page was hidden. In milliseconds.
const WALL_GAP_MS_MAX: f64 = 500.0;

/// How often the place of a clock that runs is recorded, in milliseconds of the wall clock.
const REST_EVERY_MS: f64 = 1_000.0;

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
                !self.is_busy() || (self.watching.is_none() && self.work.is_none() && (*wall_ms <= 0.0 || is_gap))
            }
            Action::CloseDialog => self.dialog.is_none(),
            Action::Link(link) => self.watched().is_none_or(|watched| watched.link == *link),
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
        let is_watching = self.watching.is_some();
        match action {
            Action::Tick { wall_ms } if is_watching => self.read_at_intervals(wall_ms),
            Action::Run if is_watching && self.history.is_past() => self.travel(|history| history.seek(history.head())),
            Action::Run if is_watching => self.set_server_speed(self.speed),
            Action::Pause if is_watching => self.set_server_speed(0),
            Action::Speed(speed) if self.is_running() && is_watching => {
                self.speed = speed;
                self.set_server_speed(speed);
            }
            // These would replace the lab, or are the page's own.
            Action::Load(_) | Action::Clear | Action::OpenHistory(_) | Action::Generate(_) if is_watching => {}
            Action::Link(link) => self.link(link),
            Action::Opened(engine) => self.open_watched(Engine::clone(&engine)),
            Action::Followed(commits) => self.follow_watched(commits),
            Action::Answered { number, answer } => self.answered(number, answer),
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
                self.history.rest();
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
            Action::Clear => self.begin_anew(History::new(lab(SEED))),
            Action::OpenHistory(history) => self.open(History::clone(&history)),
            Action::Follow(history) => self.travel(|own| *own = History::clone(&history)),
            Action::Stash(stash) => self.history.stash_stored(History::clone(&stash)),
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
            Action::DismissFailure => {
                self.refused = None;
                self.link_error = None;
            }
            Action::ShareLink => {
                let link = linking::link(&self.history, lab(SEED));
                self.dialog = Some(Dialog::Link(link.map(Rc::from)));
                self.refused = None;
            }
            Action::MakeCopy { stored } => {
                self.is_preview = false;
                // All of it is work from now on.
                self.example_calls = 0;
                if let Some(stored) = stored {
                    let copy = std::mem::replace(&mut self.history, History::clone(&stored));
                    self.history.replace(copy, true);
                }
            }
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
        match call {
            Some(call) if self.watching.is_some() => self.look_up(call),
            Some(call) if !self.history.is_past() => self.send(vec![call]),
            _ => {}
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
        self.unrested_ms += wall_ms;
        if self.unrested_ms >= REST_EVERY_MS {
            self.unrested_ms = 0.0;
            self.history.rest();
        }
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

    /// Goes to another moment.
    pub(super) fn travel(&mut self, go: impl FnOnce(&mut History)) {
        self.end_work();
        go(&mut self.history);
        self.refused = None;
        self.last_call = self.history.last_call();
        self.read_quietly();
        self.follow_waiting();
    }

    /// Opens a history, and chooses a table of it.
    pub(super) fn open(&mut self, history: History) {
        self.begin_anew(history);
        let tables = self.view.tables.iter().filter_map(|table| table.table_name.clone());
        self.view_state.table = tables.min_by_key(|name| name.contains("restored"));
        let lifecycles = self.history.moment().lifecycles();
        let newest = lifecycles.backups().rfind(|backup| self.view_state.table.as_ref() == Some(&backup.table));
        self.view_state.backup = newest.and_then(|backup| backup.backup_arn.clone());
        self.last_call = self.history.last_call();
        self.read_quietly();
    }

    /// Puts another history in place of the present one, which is stashed if it is work.
    pub(super) fn begin_anew(&mut self, history: History) {
        let is_work = self.is_touched();
        self.history.replace(history, is_work);
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
    pub(super) fn turn_back(&mut self) {
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
    pub(super) fn read_quietly(&mut self) {
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
