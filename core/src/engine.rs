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

/// A request that can be sent to an engine: an operation of the API or of the lab.
pub trait Call: FromJson + ToJson {
    /// The name of the operation.
    const NAME: &'static str;
    /// The output of the operation.
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

/// An applied event, an entry of the engine's history.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The virtual time at which the event was applied.
    pub at: Timestamp,
    /// The event, shared by the copies of the engine.
    pub event: Arc<Event>,
}

/// A state of an engine to return to. It shares all large parts with the engine, so it is cheap to take and to keep.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    now: Timestamp,
    state: State,
}

/// DynamoDB with a clock that you move.
///
/// # Default
/// `Engine::new(Options::default())`: no tables, pace INSTANT, consistency window EXACT.
///
/// # Time
/// The clock moves only by [`Engine::advance_to`]. Tasks that become due run in order, each at its own time.
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
    /// The host that the request in progress was sent to, if it came over HTTP.
    pub(crate) host: Option<Box<str>>,
}

impl Engine {
    /// An engine without tables.
    pub fn new(options: Options) -> Engine {
        let now = options.now.clamp(Timestamp::from_millis(0), Timestamp::MAX);
        Engine { state: State::new(&options), now, faults: Faults::default(), requests: 0, history: None, host: None }
    }

    /// Sends a request and returns its answer. Tasks that are due run first.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    pub fn send<C: Call>(&mut self, input: C) -> Result<C::Output, Error> {
        self.next_request();
        self.run(input)
    }

    /// Counts a request and returns its ordinal, from which its id follows. Each entry point calls this first, so that
    /// a request that cannot be read has an id too.
    pub(crate) fn next_request(&mut self) -> u64 {
        let ordinal = self.requests;
        self.requests += 1;
        ordinal
    }

    /// Runs a request that is already counted, after the tasks that are due.
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

    /// When the next task is due; `None` if none is. A task whose time has passed runs before the next call.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.state.next_due()
    }

    /// Moves the clock forward, and runs the tasks that become due, each at its time. Returns the number of tasks that
    /// ran. A time that has passed moves nothing; a time after the year 9999 moves to the end of that year.
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

    /// The seed that every random choice follows from.
    pub fn seed(&self) -> u64 {
        self.state.seed()
    }

    /// The number of requests so far, including refused ones.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// The state, for reading.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Starts to record events for [`Engine::take_history`].
    pub fn record_history(&mut self) {
        self.history.get_or_insert_default();
    }

    /// Returns the events recorded since the last call, oldest first.
    pub fn take_history(&mut self) -> Vec<Committed> {
        self.history.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A checkpoint of the present moment.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { now: self.now, state: self.state.clone() }
    }

    /// Returns the engine that results from a checkpoint and the events after it.
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

    /// The injected faults, for the lab to change.
    pub(crate) fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    /// Applies the events of a decision at the present virtual time.
    pub(crate) fn commit(&mut self, events: Vec<Event>) {
        for event in events {
            self.state.apply(self.now, &event);
            if let Some(history) = &mut self.history {
                history.push(Committed { at: self.now, event: Arc::new(event) });
            }
        }
    }

    /// Replaces the state by a new one, for [`crate::lab::ResetLabInput`].
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
