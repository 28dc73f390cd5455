//! Examples, and the one that the page opens with.

use super::{SEED, State, lab};
use crate::calls::examples::Example;
use crate::calls::request::Request;
use crate::model::history::History;
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
    requests: IntoIter<Request>,
}

impl Default for Opening {
    fn default() -> Opening {
        let mut state = State::default();
        let (step, requests) = state.begin(FIRST);
        Opening { state, step, requests: requests.into_iter() }
    }
}

impl Opening {
    /// Makes the next part. Returns whether there are more.
    pub fn go_on(&mut self) -> bool {
        let part = self.requests.by_ref().take(PART).collect();
        self.state.send_in(self.step, part);
        self.requests.len() > 0
    }

    /// Whether all parts are made.
    pub fn is_made(&self) -> bool {
        self.requests.len() == 0
    }

    /// The state, with what is left made at once.
    pub fn finish(mut self) -> State {
        while self.go_on() {}
        self.state.loaded(FIRST);
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

    fn loaded(&mut self, example: Example) {
        self.example_calls = self.history.len();
        self.view_state.references.extend(example.reference());
        self.view_state.tab = Tab::default();
        self.read();
    }
}
