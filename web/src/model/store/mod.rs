//! The state of the page and every way in which it changes. Nothing here depends on a document, a timer or the wall
//! clock, so all of it is tested natively; events of the browser arrive as an [`Action`].

mod action;
mod opening;
mod reduce;
mod send;
mod watching;
mod work;

#[cfg(test)]
mod tests;

pub use action::{Action, Dialog};
pub use opening::Opening;
pub use work::Work;

use watching::Watching;

use crate::calls::entry::Entry;
use crate::calls::examples::Example;
use crate::calls::generator::Generator;
use crate::calls::link::LinkError;
use crate::calls::request::Failure;
use crate::model::history::{History, Moment};
use crate::model::view::View;
use crate::model::view_state::ViewState;
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::shapes::TableDescription;
use timemark_core::{ConsistencyWindow, Engine, Options, Pace, Settings, Timestamp};

/// The state of the page.
#[derive(Clone, Debug)]
pub struct State {
    history: History,
    view_state: ViewState,
    view: View,
    is_running: bool,
    /// The speed that the clock has, or will have when it runs again.
    speed: u32,
    has_stalled: bool,
    generator: Generator,
    /// The name of the table that the generator writes to: the one that was selected when it was switched on.
    generator_table: Option<String>,
    /// The number of calls that the loaded example made.
    example_calls: usize,
    work: Option<Work>,
    /// The example that was loaded last.
    example: Option<Example>,
    last_call: Option<(Rc<Entry>, usize)>,
    refused: Option<Rc<Entry>>,
    dialog: Option<Dialog>,
    is_preview: bool,
    link_error: Option<LinkError>,
    news: Shared<Vec<String>>,
    /// The number of lifecycle phases announced so far.
    announced: u64,
    /// The server whose lab the page shows; `None` if the lab is the page's own.
    watching: Option<Watching>,
    /// How long ago something happened that the view does not show yet, in milliseconds of the wall clock; `None` if it shows
    /// all.
    unread_ms: Option<f64>,
    /// How long ago the place of the clock was recorded, in milliseconds of the wall clock.
    unrested_ms: f64,
}

/// The speeds that the page offers, in virtual seconds a second.
pub const SPEEDS: [u32; 4] = [1, 10, 60, 3600];

/// The first moment: 2026-11-22T14:22:00Z.
const START: Timestamp = Timestamp::from_millis(1_795_357_320_000);

/// How long the time line can look back: longer than any backup that expires.
const CHANGE_LOG_MS: i64 = 100 * 86_400_000;

/// The most changes of a table that the time line looks back on; older ones are counted.
const CHANGE_LOG_MAX: u64 = 20_000;

/// The most bytes that the engine may hold: half of the memory that a page's module can have, because the moments of its
/// history hold what the engine no longer does.
const MAX_BYTES: u64 = 2_000_000_000;

/// The seed that a lab begins with.
const SEED: u64 = 1;

impl Default for State {
    fn default() -> State {
        State::of(History::new(lab(SEED)))
    }
}

/// An empty engine with the page's settings.
fn lab(seed: u64) -> Engine {
    let settings = Settings {
        pace: Pace::Realistic,
        consistency_window: ConsistencyWindow::Typical,
        change_log_ms: CHANGE_LOG_MS,
        change_log_max: CHANGE_LOG_MAX,
        max_bytes: Some(MAX_BYTES),
        ..Settings::default()
    };
    Engine::new(Options { now: START, seed, settings, ..Options::default() })
}

impl State {
    fn of(history: History) -> State {
        let view_state = ViewState::default();
        State {
            view: View::of(&history, &view_state),
            history,
            view_state,
            is_running: false,
            speed: 10,
            has_stalled: false,
            generator: Generator::default(),
            generator_table: None,
            example_calls: 0,
            work: None,
            example: None,
            last_call: None,
            refused: None,
            dialog: None,
            is_preview: false,
            link_error: None,
            news: Shared::new(Vec::new()),
            announced: 0,
            watching: None,
            unread_ms: None,
            unrested_ms: 0.0,
        }
    }

    /// The state of a page that opens with a history.
    pub fn opened(history: &History) -> State {
        let mut state = State::default();
        state.open(history.clone());
        state
    }

    /// The view of this moment.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The selection: table, backup, stretch of time, tab.
    pub fn view_state(&self) -> &ViewState {
        &self.view_state
    }

    /// The calls, and the position among them.
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

    /// The time of the next due task.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.moment().engine().next_due()
    }

    /// The selected table.
    pub fn table(&self) -> Option<&TableDescription> {
        self.view.table(self.view_state.table.as_deref()?)
    }

    /// Whether the clock runs.
    pub fn is_running(&self) -> bool {
        match self.watching {
            Some(_) => self.server_speed().is_some() && !self.history.is_past(),
            None => self.is_running,
        }
    }

    /// Whether the store needs a tick with every frame: a clock that runs stands while a dialog is open.
    pub fn is_busy(&self) -> bool {
        if self.watching.is_some() {
            // The server's clock moves it, but what arrives is not shown with every commit.
            return self.unread_ms.is_some();
        }
        (self.is_running && self.dialog.is_none()) || self.work.is_some()
    }

    /// The speed that the clock has, or will have when it runs again.
    pub fn speed(&self) -> u32 {
        self.watching.as_ref().and_then(|_| self.server_speed()).unwrap_or(self.speed)
    }

    /// Whether the clock stood still because the page was hidden.
    pub fn has_stalled(&self) -> bool {
        self.has_stalled
    }

    /// The generator's settings.
    pub fn generator(&self) -> Generator {
        self.generator
    }

    /// The name of the table that the generator writes to, while it is on.
    pub fn generator_table(&self) -> Option<&str> {
        self.generator_table.as_deref().filter(|_| self.generator.is_on)
    }

    /// Whether there is something to lose: calls that changed something and are no example’s, or what is set aside.
    pub fn has_work(&self) -> bool {
        self.watching.is_none() && (self.is_touched() || self.history.stash().is_some())
    }

    /// Whether calls were made in what is shown that an example did not make, and changed something.
    pub(super) fn is_touched(&self) -> bool {
        self.watching.is_none() && self.history.has_changes_after(self.example_calls)
    }

    /// The long work under way.
    pub fn work(&self) -> Option<&Work> {
        self.work.as_ref()
    }

    /// The example that was loaded last.
    pub fn example(&self) -> Option<Example> {
        self.example
    }

    /// The last call of a click up to this moment, AdvanceClock aside, and the number of calls of that click.
    pub fn last_call(&self) -> Option<(&Rc<Entry>, usize)> {
        self.last_call.as_ref().map(|(entry, calls)| (entry, *calls))
    }

    /// The call that was refused last, until its error is dismissed.
    pub fn refused(&self) -> Option<&Rc<Entry>> {
        self.refused.as_ref()
    }

    /// The error of that call.
    pub fn failure(&self) -> Option<&Failure> {
        self.refused.as_ref()?.answer.failure.as_ref()
    }

    /// The open dialog.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Whether the lab came by a link and is not the person's own: nothing of it is stored.
    pub fn is_preview(&self) -> bool {
        self.is_preview
    }

    /// The same state, with the reason why a link was not opened.
    pub fn refusing(self, link_error: Option<LinkError>) -> State {
        State { link_error, ..self }
    }

    /// Why the link that the page was opened with was not opened, until the error is dismissed.
    pub fn link_error(&self) -> Option<&LinkError> {
        self.link_error.as_ref()
    }

    /// The latest phases of tables and backups, to be announced.
    pub fn news(&self) -> &Shared<Vec<String>> {
        &self.news
    }
}
