//! The engine: a state, a clock, and the loop between deciding and applying.

use crate::json::{FromJson, ToJson};
use crate::lab::Faults;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::model::settings::{Options, Settings};
use crate::operations::decide_task;
use crate::state::{Event, State};
use crate::time::Timestamp;
use std::sync::Arc;

/// An operation of the API: how it is decided.
pub trait Operation: Constrained + FromJson + ToJson {
    /// Its name, letter for letter.
    const NAME: &'static str;
    /// Whose it is.
    const SERVICE: Service = Service::DynamoDb;
    /// The errors that the service model declares for it.
    const ERRORS: &'static [ErrorCode];
    /// Its answer.
    type Output: ToJson;

    /// Decides the request against a state that it cannot touch.
    ///
    /// # Errors
    /// Those of [`Operation::ERRORS`] and the common ones. Then nothing has changed.
    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<Self::Output>, Error>;
}

/// What was decided: the answer, and the events that make it true.
#[derive(Clone, Debug)]
pub struct Decision<T> {
    /// What changes, in order.
    pub events: Vec<Event>,
    /// The answer.
    pub output: T,
}

impl<T> Decision<T> {
    /// An answer that changes nothing.
    pub fn answer(output: T) -> Decision<T> {
        Decision { events: Vec::new(), output }
    }
}

/// Anything that can be sent to an engine: an operation of the API, or one of the lab's.
pub trait Call: FromJson + ToJson {
    /// Its name.
    const NAME: &'static str;
    /// Its answer.
    type Output: ToJson;

    /// Runs it.
    ///
    /// # Errors
    /// Its own. Then nothing has changed.
    fn run(self, engine: &mut Engine) -> Result<Self::Output, Error>;
}

impl<O: Operation> Call for O {
    const NAME: &'static str = O::NAME;
    type Output = O::Output;

    fn run(self, engine: &mut Engine) -> Result<O::Output, Error> {
        Check::all(&self)?;
        if let Some(code) = engine.faults.strike(O::NAME, engine.state.seed()) {
            return Err(Error::Injected(code));
        }
        let decision = self.decide(&engine.state, engine.now)?;
        engine.commit(decision.events);
        Ok(decision.output)
    }
}

/// An event and when it was applied: a line of the engine's history.
#[derive(Clone, Debug)]
pub struct Committed {
    /// When.
    pub at: Timestamp,
    /// What, shared by the copies of an engine.
    pub event: Arc<Event>,
}

/// A state to come back to. It shares with the engine all that is large, so it is cheap to take and to keep.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    now: Timestamp,
    state: State,
}

/// DynamoDB with a clock that you move.
///
/// # Default
/// `Engine::new(Options::default())`: nothing in it, instant pace, exact window.
///
/// # Time
/// The clock stands until somebody moves it. What is due by then happens in order, each thing at its own time.
///
/// ```
/// use timemark_core::{Engine, Options};
/// let mut engine = Engine::new(Options::default());
/// let before = engine.now();
/// engine.advance_to(before.plus_ms(1_500));
/// assert_eq!(engine.now(), before.plus_ms(1_500));
/// engine.advance_to(before); // the clock never goes back
/// assert_eq!(engine.now(), before.plus_ms(1_500));
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    state: State,
    now: Timestamp,
    pub(crate) faults: Faults,
    requests: u64,
    history: Option<Vec<Committed>>,
}

impl Engine {
    /// An engine without tables.
    pub fn new(options: Options) -> Engine {
        let now = options.now.clamp(Timestamp::from_millis(0), Timestamp::MAX);
        Engine { state: State::new(&options), now, faults: Faults::default(), requests: 0, history: None }
    }

    /// Sends a request and returns its answer. What is due is done first.
    ///
    /// # Errors
    /// What the operation was refused for. Then nothing has changed.
    pub fn send<C: Call>(&mut self, input: C) -> Result<C::Output, Error> {
        self.count_request();
        self.run_due_tasks();
        input.run(self)
    }

    /// Counts a request, also one that was refused before anybody could read it: each has an id of its own.
    pub(crate) fn count_request(&mut self) {
        self.requests += 1;
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the next thing is due; a time that has come already where the clock only has to be looked at.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.state.next_due()
    }

    /// Moves the clock forward and does all that is due by then, each at its time. Returns how many things that were.
    /// A time that has passed already moves nothing; one beyond the year 9999 is the end of that year.
    pub fn advance_to(&mut self, time: Timestamp) -> u64 {
        let target = time.min(Timestamp::MAX).max(self.now);
        let mut tasks = 0;
        while let Some((due, _)) = self.state.due_task(target) {
            self.now = self.now.max(due);
            tasks += self.run_due_tasks();
        }
        self.now = target;
        tasks
    }

    /// How the lab behaves.
    pub fn settings(&self) -> &Settings {
        self.state.settings()
    }

    /// What all chance follows from.
    pub fn seed(&self) -> u64 {
        self.state.seed()
    }

    /// How many requests were sent so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// What the engine remembers, to be read.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Starts to keep the history of events, for whoever takes it with [`Engine::take_history`].
    pub fn record_history(&mut self) {
        self.history.get_or_insert_default();
    }

    /// The events since the last time, oldest first.
    pub fn take_history(&mut self) -> Vec<Committed> {
        self.history.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A checkpoint of this moment.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { now: self.now, state: self.state.clone() }
    }

    /// The engine that a checkpoint and the events after it make.
    pub fn recover(checkpoint: &Checkpoint, history: &[Committed]) -> Engine {
        let Checkpoint { mut now, mut state } = checkpoint.clone();
        for Committed { at, event } in history {
            state.apply(*at, event);
            now = now.max(*at);
        }
        Engine { state, now, faults: Faults::default(), requests: 0, history: None }
    }

    /// Applies what was decided.
    pub(crate) fn commit(&mut self, events: Vec<Event>) {
        for event in events {
            self.state.apply(self.now, &event);
            if let Some(history) = &mut self.history {
                history.push(Committed { at: self.now, event: Arc::new(event) });
            }
        }
    }

    /// Starts anew, as [`crate::lab::ResetLabInput`] asks.
    pub(crate) fn reset(&mut self, options: Options) {
        let history = self.history.is_some();
        let requests = self.requests;
        *self = Engine { requests, ..Engine::new(options) };
        if history {
            self.record_history();
        }
    }

    fn run_due_tasks(&mut self) -> u64 {
        let mut tasks = 0;
        while let Some((_, task)) = self.state.due_task(self.now) {
            let is_counted = !task.is_housekeeping();
            let mut events = vec![Event::TaskTaken];
            events.extend(decide_task(&self.state, task, self.now));
            self.commit(events);
            tasks += u64::from(is_counted);
        }
        tasks
    }
}
