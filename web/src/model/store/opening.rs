//! What the page opens with: an example, or a link. Examples that are loaded later.

use super::{MAX_BYTES, SEED, State, lab};
use crate::calls::entry::Origin;
use crate::calls::examples::Example;
use crate::calls::link::{Link, LinkCall, LinkError};
use crate::calls::request::Request;
use crate::model::history::History;
use crate::model::linking;
use crate::model::view_state::Tab;
use std::vec::IntoIter;

/// The example of the first view.
const FIRST: Example = Example::Music;

/// The number of calls that [`Opening::go_on`] sends. The browser compiles what they run when it runs first, so the first
/// part takes most of the time.
const PART: usize = 30;

/// The page's first state while it is made, in parts that are short enough to keep no frame from being drawn.
pub struct Opening {
    state: State,
    step: u64,
    rest: Rest,
}

/// The calls that are still to be made.
enum Rest {
    Example(IntoIter<Request>),
    Link { calls: IntoIter<LinkCall>, rest_ms: u64 },
}

impl Default for Opening {
    fn default() -> Opening {
        let mut state = State::default();
        let (step, requests) = state.begin(FIRST);
        Opening { state, step, rest: Rest::Example(requests.into_iter()) }
    }
}

impl Opening {
    /// Opens a link as a preview.
    ///
    /// # Errors
    /// [`LinkError`] if the lab that it begins with cannot be.
    pub fn preview(link: Link) -> Result<Opening, LinkError> {
        let engine = linking::reset(lab(SEED), &link.lab).map_err(LinkError::Lab)?;
        // How much memory a lab may take is not for a link to say.
        if engine.settings().max_bytes != Some(MAX_BYTES) {
            return Err(LinkError::TooLong);
        }
        let mut state = State::default();
        state.begin_anew(History::new(engine));
        state.is_preview = true;
        let step = state.history.new_step();
        Ok(Opening { state, step, rest: Rest::Link { calls: link.calls.into_iter(), rest_ms: link.rest_ms } })
    }

    /// Makes the next part. Returns whether there are more.
    pub fn go_on(&mut self) -> bool {
        match &mut self.rest {
            Rest::Example(requests) => {
                let part = requests.by_ref().take(PART).collect();
                self.state.send_in(self.step, part);
                requests.len() > 0
            }
            Rest::Link { calls, .. } => {
                for call in calls.by_ref().take(PART) {
                    if call.marks & LinkCall::SAME_STEP == 0 {
                        self.step = self.state.history.new_step();
                    }
                    let is_generated = call.marks & LinkCall::GENERATED != 0;
                    let origin = if is_generated { Origin::Generator } else { Origin::Person };
                    self.state.wait(call.wait_ms);
                    self.state.history.send(call.request(), origin, self.step);
                }
                calls.len() > 0
            }
        }
    }

    /// Whether all parts are made.
    pub fn is_made(&self) -> bool {
        match &self.rest {
            Rest::Example(requests) => requests.len() == 0,
            Rest::Link { calls, .. } => calls.len() == 0,
        }
    }

    /// The state, with what is left made at once.
    pub fn finish(mut self) -> State {
        while self.go_on() {}
        match self.rest {
            Rest::Example(_) => self.state.loaded(FIRST),
            Rest::Link { rest_ms, .. } => self.state.linked(rest_ms),
        }
        // The panel of the last call explains itself until a call is made by hand.
        self.state.last_call = None;
        self.state
    }
}

impl State {
    /// The initial state of the page: the first example is loaded.
    pub fn alive() -> State {
        Opening::default().finish()
    }

    /// Loads an example in place of what is there. The former history is stashed.
    pub(super) fn load(&mut self, example: Example) {
        let (step, requests) = self.begin(example);
        self.send_in(step, requests);
        self.loaded(example);
    }

    /// Begins anew for an example. Returns the calls that it makes, and the step of the history that they are.
    fn begin(&mut self, example: Example) -> (u64, Vec<Request>) {
        self.begin_anew(History::new(lab(SEED)));
        self.has_stalled = false;
        self.example = Some(example);
        self.generator = example.generator();
        self.generator_table = Some(example.table().to_owned());
        (self.history.new_step(), example.requests())
    }

    fn wait(&mut self, ms: u64) {
        self.history.advance_to(self.now().plus_ms(ms.try_into().unwrap_or(i64::MAX)));
    }

    /// The calls of a link are made: they are no work that could be lost. The newest backup is chosen, as when it was
    /// made, or else the newest table.
    fn linked(&mut self, rest_ms: u64) {
        self.wait(rest_ms);
        self.example_calls = self.history.len();
        let lifecycles = self.moment().lifecycles();
        let newest = lifecycles.backups().next_back();
        let table = newest.map(|backup| &backup.table).or(lifecycles.tables().next_back().map(|table| &table.name));
        (self.view_state.table, self.view_state.backup) =
            (table.cloned(), newest.and_then(|backup| backup.backup_arn.clone()));
        self.read();
    }

    fn loaded(&mut self, example: Example) {
        self.example_calls = self.history.len();
        self.view_state.references.extend(example.reference());
        self.view_state.tab = Tab::default();
        self.read();
    }
}
