//! The engine: a state, a clock, and the loop between deciding and applying.

use crate::faults::Faults;
use crate::json::{FromJson, ToJson};
use crate::model::constraints::Check;
use crate::model::error::Error;
use crate::model::settings::{Options, Settings};
use crate::operations::Operation;
use crate::scheduler;
use crate::state::{Event, State};
use crate::time::Timestamp;
use std::sync::Arc;

/// A request that can be sent to an engine: an operation of the API, or one of the lab's.
pub trait Call: FromJson + ToJson {
    /// The operation's name.
    const NAME: &'static str;
    /// The operation's output.
    type Output: ToJson;

    /// Runs the operation.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    fn run(self, engine: &mut Engine) -> Result<Self::Output, Error>;
}

impl<O: Operation> Call for O {
    const NAME: &'static str = O::NAME;
    type Output = O::Output;

    fn run(self, engine: &mut Engine) -> Result<O::Output, Error> {
        Check::all(&self)?;
        if let Some(code) = engine.faults.take_matching(O::NAME, engine.state.seed()) {
            return Err(Error::injected(code));
        }
        let mut decision = self.decide(&engine.state, engine.now)?;
        engine.commit(decision.events);
        if let Some(host) = &engine.host {
            O::answered_at(&mut decision.output, host);
        }
        Ok(decision.output)
    }
}

/// An applied event: a line of the engine's history.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The virtual time at which it was applied.
    pub at: Timestamp,
    /// The event, shared by the copies of an engine.
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
/// The clock stands until [`Engine::advance_to`] moves it. Tasks that are due by then run in order, each at its own time.
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
    faults: Faults,
    requests: u64,
    history: Option<Vec<Committed>>,
    /// The host that the request in hand was sent to, if it came by the wire.
    pub(crate) host: Option<Box<str>>,
}

impl Engine {
    /// An engine without tables.
    pub fn new(options: Options) -> Engine {
        let now = options.now.clamp(Timestamp::from_millis(0), Timestamp::MAX);
        Engine { state: State::new(&options), now, faults: Faults::default(), requests: 0, history: None, host: None }
    }

    /// Sends a request and returns its answer. Due tasks run first.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    pub fn send<C: Call>(&mut self, input: C) -> Result<C::Output, Error> {
        self.next_request();
        self.run(input)
    }

    /// Counts a request and returns its ordinal, from which its id follows. Every way in calls this first, so that a
    /// request that cannot be read has an id too.
    pub(crate) fn next_request(&mut self) -> u64 {
        let ordinal = self.requests;
        self.requests += 1;
        ordinal
    }

    /// Runs a request that is counted, after what is due.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    pub(crate) fn run<C: Call>(&mut self, input: C) -> Result<C::Output, Error> {
        self.run_due_tasks();
        input.run(self)
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the next task is due, `None` if none is. A time that has passed is due at the next call.
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

    /// The settings of the lab.
    pub fn settings(&self) -> &Settings {
        self.state.settings()
    }

    /// The seed of all chance.
    pub fn seed(&self) -> u64 {
        self.state.seed()
    }

    /// The number of requests so far, refused ones included.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// The state, to be read.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Starts to keep the history of events, to be taken with [`Engine::take_history`].
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

    /// Returns the engine that a checkpoint and the events after it lead to.
    pub fn recover(checkpoint: &Checkpoint, history: &[Committed]) -> Engine {
        let Checkpoint { mut now, mut state } = checkpoint.clone();
        for Committed { at, event } in history {
            state.apply(*at, event);
            now = now.max(*at);
        }
        Engine { state, now, faults: Faults::default(), requests: 0, history: None, host: None }
    }

    /// The injected faults.
    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The injected faults, to be changed by the lab.
    pub(crate) fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    /// Applies decided events at the virtual time.
    pub(crate) fn commit(&mut self, events: Vec<Event>) {
        for event in events {
            self.state.apply(self.now, &event);
            if let Some(history) = &mut self.history {
                history.push(Committed { at: self.now, event: Arc::new(event) });
            }
        }
    }

    /// Replaces the state by a new one, as [`crate::lab::ResetLabInput`] asks.
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
            events.extend(scheduler::decide(&self.state, task, self.now));
            self.commit(events);
            tasks += u64::from(is_counted);
        }
        tasks
    }
}
