//! The page's one state and every way in which it changes. No document, no timer and no wall clock is known here, so
//! that all of it is tested natively; what happens in the browser arrives as an [`Action`].

mod work;

#[cfg(test)]
mod tests;

pub use work::Work;

use crate::ask::Ask;
use crate::code::Language;
use crate::example::Example;
use crate::generator::Generator;
use crate::history::{Entry, History, Moment, Origin};
use crate::look::{Look, Tab, Viewport, list_of};
use crate::request::{Failure, Request};
use crate::shared::Shared;
use crate::view::View;
use std::rc::Rc;
use timemark_core::operations::{DescribeBackupInput, DescribeTableInput, ListBackupsInput};
use timemark_core::shapes::{TableDescription, TableStatus};
use timemark_core::{Attributes, ConsistencyWindow, Engine, Options, Pace, Settings, Timestamp};
use yew::Reducible;

/// Everything that the page knows.
#[derive(Clone, Debug)]
pub struct State {
    history: History,
    look: Look,
    view: View,
    is_running: bool,
    /// The speed that the clock has, or will have when it runs again.
    speed: u32,
    stood_still: bool,
    generator: Generator,
    work: Option<Work>,
    /// The example that was loaded last.
    example: Option<Example>,
    last_call: Option<(Rc<Entry>, usize)>,
    refused: Option<Rc<Entry>>,
    dialog: Option<Dialog>,
    news: Shared<Vec<String>>,
    /// How many phases of tables and backups have been told.
    told: u64,
}

/// What happened to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Somebody made calls. They are sent in order, up to the first that is refused.
    Send(Vec<Request>),
    /// Somebody wants so many calls that they are sent a few at a time.
    Work {
        /// What is being done, in a few words.
        label: String,
        /// The calls.
        requests: Shared<Vec<Request>>,
    },
    /// Stop doing that.
    StopWork,
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
    /// Go to another moment that was reached already.
    Seek(Timestamp),
    /// Go to the latest moment that was reached.
    Present,
    /// Go to just before the latest click that changed anything.
    Undo,
    /// Go to just after the next one.
    Redo,
    /// Take the future back that was left.
    TakeBack,
    /// Do not offer it any more.
    ForgetSetAside,
    /// Begin with an example.
    Load(Example),
    /// Begin with nothing.
    Clear,
    /// Where later backups may be cut.
    Window(ConsistencyWindow),
    /// Let writes come by themselves, or not.
    Generate(Generator),
    /// Look at a table.
    SelectTable(String),
    /// Look at a backup.
    SelectBackup(String),
    /// Look at what a backup asked for at a time would be; at the present moment where there is none.
    Imagine(Option<Timestamp>),
    /// Look at a stretch of time.
    Look(Viewport),
    /// Look at a tab.
    Tab(Tab),
    /// Write the calls in a language.
    Language(Language),
    /// Look at the next page of the open tab, or the one before.
    Turn {
        /// Whether it is the next.
        is_next: bool,
    },
    /// List those backups only.
    Filter(ListBackupsInput),
    /// Show those items.
    Ask(Ask),
    /// Ask for what is needed before a call.
    Open(Dialog),
    /// No call after all.
    CloseDialog,
    /// The error was read.
    DismissFailure,
    /// Say something aloud.
    Say(String),
}

/// What is asked for, or shown, before the page goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// What the new table shall be.
    NewTable,
    /// What a table is, by its name.
    Table(String),
    /// Whether to delete the table of that name.
    DeleteTable(String),
    /// An item to be written or read; an item that there is, where one is given.
    Item(Option<Attributes>),
    /// Where many items come from.
    Import,
    /// What a backup is, by its ARN.
    Backup(String),
    /// Under which name to restore the backup of that ARN, and how.
    Restore(String),
    /// Under which name to restore the table of that name to a moment, and to which.
    RestoreMoment {
        /// The table.
        table: String,
        /// The moment that was picked on the time line.
        picked: Option<Timestamp>,
    },
    /// Whether to delete the backup of that ARN.
    DeleteBackup(String),
    /// To which time to jump.
    Jump,
    /// Which examples there are.
    Examples,
    /// What the keys do.
    Help,
}

impl Dialog {
    /// The call that tells what it shows, where it shows what a call tells.
    fn call(&self) -> Option<Request> {
        match self {
            Dialog::Table(name) => Some(DescribeTableInput::new(name.as_str()).into()),
            Dialog::Backup(arn) => Some(DescribeBackupInput::new(arn.as_str()).into()),
            _ => None,
        }
    }
}

/// A longer pause between two ticks is no time that the person saw pass: the page lay in the background.
const WALL_GAP_MS_MAX: f64 = 500.0;

/// The speeds that the page offers, in virtual seconds a second.
pub const SPEEDS: [u32; 4] = [1, 10, 60, 3600];

/// The first moment: 2026-11-22T14:22:00Z.
const START: Timestamp = Timestamp::from_millis(1_795_357_320_000);

/// How long the time line can look back: longer than any backup that expires.
const CHANGE_LOG_MS: i64 = 100 * 86_400_000;

/// The seed that a lab begins with.
const SEED: u64 = 1;

impl Default for State {
    fn default() -> State {
        State::of(History::new(lab(SEED)))
    }
}

/// An engine that behaves as the page wants it, and has nothing in it.
fn lab(seed: u64) -> Engine {
    let settings = Settings {
        pace: Pace::Realistic,
        consistency_window: ConsistencyWindow::Adversarial,
        change_log_ms: CHANGE_LOG_MS,
        ..Settings::default()
    };
    Engine::new(Options { now: START, seed, settings, ..Options::default() })
}

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
    fn of(history: History) -> State {
        let look = Look::default();
        State {
            view: View::of(&history, &look),
            history,
            look,
            is_running: false,
            speed: 10,
            stood_still: false,
            generator: Generator::default(),
            work: None,
            example: None,
            last_call: None,
            refused: None,
            dialog: None,
            news: Shared::new(Vec::new()),
            told: 0,
        }
    }

    /// What the page shows.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What the person looks at.
    pub fn looks_at(&self) -> &Look {
        &self.look
    }

    /// The calls, and the moment that they led to.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// This moment.
    pub fn moment(&self) -> &Moment {
        self.history.moment()
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.history.now()
    }

    /// When the next thing happens.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.moment().engine().next_due()
    }

    /// The table that is looked at.
    pub fn table(&self) -> Option<&TableDescription> {
        self.view.table(self.look.table.as_deref()?)
    }

    /// Whether the clock runs.
    pub fn is_running(&self) -> bool {
        self.is_running
    }

    /// Whether something is to be done with every frame.
    pub fn is_busy(&self) -> bool {
        self.is_running || self.work.is_some()
    }

    /// The speed that the clock has, or will have when it runs again.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// Whether time stood still because nobody looked.
    pub fn stood_still(&self) -> bool {
        self.stood_still
    }

    /// The writes that come by themselves.
    pub fn generator(&self) -> Generator {
        self.generator
    }

    /// What is being done a little at a time.
    pub fn work(&self) -> Option<&Work> {
        self.work.as_ref()
    }

    /// The example that was loaded last.
    pub fn example(&self) -> Option<Example> {
        self.example
    }

    /// The call that was made last with a click, other than for the clock, and how many were made with it.
    pub fn last_call(&self) -> Option<(&Rc<Entry>, usize)> {
        self.last_call.as_ref().map(|(entry, calls)| (entry, *calls))
    }

    /// The call that was refused last, until somebody has read why.
    pub fn refused(&self) -> Option<&Rc<Entry>> {
        self.refused.as_ref()
    }

    /// Why it was refused.
    pub fn failure(&self) -> Option<&Failure> {
        self.refused.as_ref()?.answer.failure.as_ref()
    }

    /// What is being asked.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// What became of tables and backups just now, to be said aloud.
    pub fn news(&self) -> &Shared<Vec<String>> {
        &self.news
    }

    /// Whether nothing would change, so that nothing has to be drawn anew.
    fn ignores(&self, action: &Action) -> bool {
        match action {
            Action::Tick { wall_ms } => {
                let is_gap = *wall_ms > WALL_GAP_MS_MAX && self.stood_still;
                !self.is_busy() || (self.work.is_none() && (*wall_ms <= 0.0 || is_gap))
            }
            Action::CloseDialog => self.dialog.is_none(),
            Action::Look(viewport) => *viewport == self.look.viewport,
            Action::Undo => self.history.undoes().is_none(),
            Action::Redo | Action::Present => !self.history.is_past(),
            _ => false,
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Send(requests) => self.send(requests),
            Action::Work { label, requests } => self.begin_work(label, requests),
            Action::StopWork => self.work = None,
            Action::Tick { wall_ms } => self.tick(wall_ms),
            Action::Run => {
                self.is_running = true;
                self.stood_still = false;
            }
            Action::Pause => {
                self.is_running = false;
                self.stood_still = false;
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
            Action::TakeBack => self.travel(History::take_back),
            Action::ForgetSetAside => self.history.forget_set_aside(),
            Action::Load(example) => self.load(example),
            Action::Clear => self.begin_anew(lab(SEED)),
            Action::Window(window) => self.send(vec![Request::window(window)]),
            Action::Generate(generator) => self.generator = generator,
            Action::SelectTable(table) => {
                self.turn_back();
                self.look = Look { table: Some(table), backup: None, ..self.look.clone() };
                self.read();
            }
            Action::SelectBackup(arn) => {
                self.turn_back();
                let table = self.moment().chronicle().backup(&arn).map(|life| life.table.clone());
                let viewport = Viewport { middle: None, ..self.look.viewport };
                let table = table.or(self.look.table.clone());
                self.look = Look { table, backup: Some(arn), viewport, ..self.look.clone() };
                self.read();
            }
            Action::Imagine(at) => {
                let viewport = match at {
                    // Where it stands, so that the marker moves and not the ground beneath it.
                    Some(_) => self.look.viewport,
                    None => Viewport { middle: None, ..self.look.viewport },
                };
                self.look = Look { backup: None, imagined: at, viewport, ..self.look.clone() };
                self.read();
            }
            Action::Look(viewport) => {
                self.look.viewport = viewport;
                self.look.writes_after.clear();
                self.read();
            }
            Action::Tab(tab) => {
                self.look.tab = tab;
                self.read();
            }
            Action::Language(language) => self.look.language = language,
            Action::Turn { is_next } => self.turn(is_next),
            Action::Filter(filter) => {
                self.look.filter = filter;
                self.look.backups_after.clear();
                self.show(Some(crate::view::list_backups(&self.look).into()));
                self.read();
            }
            Action::Ask(ask) => self.ask(ask),
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

    /// Asks for items, and shows them unless that was refused.
    fn ask(&mut self, ask: Ask) {
        let request = self.look.table.as_deref().map(|table| ask.request(table, None));
        let Some(Ok(request)) = request else { return };
        self.refused = None;
        self.show(Some(request));
        if self.refused.is_none() {
            self.look.ask = ask;
            self.look.items_after.clear();
            self.read();
        }
    }

    /// Sends a call that only reads, so that it is seen which one it is; not in the past, where whatever is sent starts a
    /// new future.
    fn show(&mut self, call: Option<Request>) {
        if let Some(call) = call.filter(|_| !self.history.is_past()) {
            self.send(vec![call]);
        }
    }

    fn tick(&mut self, wall_ms: f64) {
        if self.work.is_some() {
            self.go_on_with_work();
            return;
        }
        if wall_ms > WALL_GAP_MS_MAX {
            self.stood_still = true;
            return;
        }
        let passed_ms = (wall_ms * f64::from(self.speed)).round() as i64;
        let target = self.now().plus_ms(passed_ms.max(1));
        let requests = self.moment().engine().requests();
        let mut has_happened = false;
        if !self.history.is_past() && self.generator.is_on {
            has_happened = self.generate(target);
        }
        has_happened |= self.history.advance_to(target);
        if has_happened || self.moment().engine().requests() != requests {
            self.read();
        } else {
            self.view = self.view.later(&self.history, &self.look);
        }
    }

    /// Writes what is due up to a time. Returns whether anything was written.
    fn generate(&mut self, until: Timestamp) -> bool {
        let Some(table) = self.table().filter(|table| table.table_status == Some(TableStatus::Active)).cloned() else {
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
        let calls = requests.len();
        self.refused = None;
        self.stood_still = false;
        let step = self.history.new_step();
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
        self.read();
    }

    /// Whether the request was to begin anew, and that was done. Such a call belongs to neither history.
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

    /// Looks at what a call has made, and away from what it took.
    fn follow(&mut self, request: &Request) {
        let Request::Made { operation, .. } = request else { return };
        match *operation {
            "CreateTable" => {
                self.turn_back();
                self.look.table = request.member("TableName");
                self.look.backup = None;
                self.dialog = None;
            }
            "CreateBackup" | "StartBackupJob" => {
                if *operation == "StartBackupJob" {
                    // AWS Backup's are listed under their type only.
                    self.look.filter = list_of("AWS_BACKUP");
                    self.look.backups_after.clear();
                }
                let newest = self.moment().chronicle().backups().next_back().cloned();
                if let Some(life) = newest {
                    self.look.table = Some(life.table);
                    self.look.backup = life.backup_arn;
                    self.look.viewport.middle = None;
                }
            }
            "DeleteBackup" => {
                self.dialog = None;
                if self.look.backup == request.member("BackupArn") {
                    self.look.backup = None;
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
        go(&mut self.history);
        self.work = None;
        self.refused = None;
        self.read_quietly();
    }

    fn load(&mut self, example: Example) {
        self.begin_anew(lab(SEED));
        self.example = Some(example);
        self.generator = example.generator();
        self.send(example.requests());
        self.look.tab = Tab::default();
        self.read_quietly();
    }

    /// Another lab. What there was can be taken back.
    fn begin_anew(&mut self, engine: Engine) {
        self.history.replace(engine);
        self.look = Look { tab: self.look.tab, language: self.look.language, ..Look::default() };
        self.is_running = false;
        self.generator = Generator::default();
        self.work = None;
        self.example = None;
        self.last_call = None;
        self.refused = None;
        self.dialog = None;
        self.read_quietly();
    }

    /// The first page of every list, and all of a table's items.
    fn turn_back(&mut self) {
        self.look.ask = Ask::default();
        self.look.items_after.clear();
        self.look.writes_after.clear();
    }

    fn turn(&mut self, is_next: bool) {
        let look = &mut self.look;
        match look.tab {
            Tab::Items => page(&mut look.items_after, self.view.items.next.clone(), is_next),
            Tab::Backups => page(&mut look.backups_after, self.view.backups.next.clone(), is_next),
            Tab::Window => page(&mut look.writes_after, self.view.writes.next.clone(), is_next),
            Tab::Requests if is_next => look.calls_page += usize::from(self.view.calls.next.is_some()),
            Tab::Requests => look.calls_page = look.calls_page.saturating_sub(1),
            Tab::Code => {}
        }
        self.read();
    }

    /// Reads everything again, and notes what has become of tables and backups.
    fn read(&mut self) {
        let news = self.moment().chronicle().news(self.told);
        if !news.is_empty() {
            self.news = Shared::new(news);
        }
        self.read_quietly();
    }

    /// Reads everything again, without a word.
    fn read_quietly(&mut self) {
        self.told = self.moment().chronicle().steps();
        self.view = View::of(&self.history, &self.look);
    }
}

/// Turns to the next page or to the one before.
fn page<N>(turned: &mut Vec<N>, next: Option<N>, is_next: bool) {
    if is_next {
        turned.extend(next);
    } else {
        turned.pop();
    }
}
