//! The engine: a state, a clock, and the loop between deciding and applying.

mod followed;
mod history;
mod reader;
mod salvage;
mod saved;
mod writer;

pub use history::{Checkpoint, Committed};
pub use reader::{LabReader, LabRecord};
pub use salvage::Salvaged;
pub use writer::LabWriter;

use crate::faults::Faults;
use crate::json::{FromJson, Source, ToJson, TypeError};
use crate::model::constraints::Check;
use crate::model::error::{Error, ErrorCode, Refusal};
use crate::model::region::{InvalidRegion, is_region_name};
use crate::model::settings::{Options, Settings};
use crate::operations::Operation;
use crate::scheduler;
use crate::state::{Event, Regions, State};
use crate::time::Timestamp;
use std::borrow::Cow;

use history::History;
use saved::Journal;

/// A request that can be sent to an engine: an operation of the API or of the lab.
pub trait Call: FromJson + ToJson {
    /// The name of the operation.
    const NAME: &'static str;
    /// The output of the operation.
    type Output: ToJson;

    /// Reads the input from the body of a request, or from what is JSON already.
    ///
    /// # Errors
    /// SerializationException for what is not JSON, not a structure, or has a member of a wrong type.
    fn parse(from: Source<'_>) -> Result<Self, TypeError> {
        Self::read(from.into_structure()?)
    }

    /// Runs the operation for a request that was sent to an endpoint.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<Self::Output, Error>;
}

/// The refusal of a request that could take the engine over [`Settings::max_bytes`].
///
/// It is a ValidationException, which every operation may answer and no SDK repeats.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The engine holds {held} bytes and this request may add {growth}, which is over MaxBytes ({max}). Delete tables or \
     backups, or items and advance the clock until the change log has left them, or raise MaxBytes with UpdateLab"
)]
struct MaxBytesError {
    held: u64,
    growth: u64,
    max: u64,
}

impl Refusal for MaxBytesError {}

/// The region and the host that a request was sent to. The default is the engine's own region, without a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Endpoint<'a> {
    region: Option<&'a str>,
    host: Option<&'a str>,
}

impl<'a> Endpoint<'a> {
    /// An endpoint of a region, `None` for the engine's own, and of a host with its port, if the request named one.
    ///
    /// # Errors
    /// InvalidSignatureException for an invalid region name.
    pub fn new(region: Option<&'a str>, host: Option<&'a str>) -> Result<Endpoint<'a>, Error> {
        match region.filter(|region| !is_region_name(region)) {
            Some(name) => Err(InvalidRegion { name: name.to_owned() }.into()),
            None => Ok(Endpoint { region, host }),
        }
    }

    /// The region's name; `None` for the engine's own.
    pub fn region(self) -> Option<&'a str> {
        self.region
    }
}

impl<O: Operation> Call for O {
    const NAME: &'static str = O::NAME;
    type Output = O::Output;

    fn parse(from: Source<'_>) -> Result<O, TypeError> {
        O::parse(from)
    }

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<O::Output, Error> {
        Check::all(&self)?;
        if let Some(code) = engine.take_fault(O::NAME) {
            return Err(Error::injected(code));
        }
        let mut decision = self.decide(&engine.regions.state(to.region), engine.now)?;
        engine.refuse_growth(to.region, &decision.events)?;
        engine.commit(to.region, decision.events);
        if let Some(host) = to.host {
            O::answered_at(&mut decision.output, host);
        }
        Ok(decision.output)
    }
}

/// DynamoDB with a clock that you move.
///
/// # Default
/// `Engine::new(Options::default())`: no tables, pace INSTANT, consistency window EXACT.
///
/// # Regions
/// A request is for the engine's own region, [`Options::region`], unless it names another, by [`Engine::send_to`] or by
/// the signature of an HTTP request. Each region has its own tables, backups and streams. All regions share the clock,
/// the settings and the injected faults.
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
    regions: Regions,
    now: Timestamp,
    faults: Faults,
    requests: u64,
    history: Option<History>,
    journal: Option<Journal>,
    /// The number of events that were taken or followed, or led to the checkpoint that the engine began with.
    journaled: u64,
    ahead: Ahead,
}

/// What an engine did by itself since it last took or followed events: what has no number yet.
#[derive(Clone, Copy, Debug)]
struct Ahead {
    /// The number of events.
    events: u64,
    /// The virtual time of the last event that was taken or followed.
    since: Timestamp,
}

impl Engine {
    /// An engine without tables.
    pub fn new(options: Options) -> Engine {
        let now = options.now.clamp(Timestamp::from_millis(0), Timestamp::MAX);
        Engine {
            regions: Regions::new(&options),
            now,
            faults: Faults::default(),
            requests: 0,
            history: None,
            journal: None,
            journaled: 0,
            ahead: Ahead { events: 0, since: now },
        }
    }

    /// Sends a request and returns its answer. Tasks that are due run first.
    ///
    /// # Errors
    /// The operation's own. Then nothing has changed.
    pub fn send<C: Call>(&mut self, input: C) -> Result<C::Output, Error> {
        self.next_request();
        self.run(input, Endpoint::default())
    }

    /// Sends a request to a region and returns its answer. Tasks that are due run first.
    ///
    /// ```
    /// use timemark_core::operations::{CreateTableInput, ListTablesInput};
    /// use timemark_core::shapes::{KeyType, ScalarAttributeType};
    /// use timemark_core::{Engine, Options};
    /// let mut engine = Engine::new(Options::default());
    /// let keys = [("Artist", KeyType::Hash, ScalarAttributeType::S)];
    /// engine.send_to("eu-west-1", CreateTableInput::on_demand("Music", &keys))?;
    /// let names = engine.send_to("eu-west-1", ListTablesInput::default())?.table_names;
    /// assert_eq!(names, Some(vec!["Music".to_owned()]));
    /// assert_eq!(engine.send(ListTablesInput::default())?.table_names, Some(vec![]));
    /// # Ok::<(), timemark_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// InvalidSignatureException for an invalid region name, and the operation's own. Then nothing has changed.
    pub fn send_to<C: Call>(&mut self, region: &str, input: C) -> Result<C::Output, Error> {
        self.next_request();
        self.run(input, Endpoint::new(Some(region), None)?)
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
    pub(crate) fn run<C: Call>(&mut self, input: C, to: Endpoint<'_>) -> Result<C::Output, Error> {
        self.run_due_tasks();
        input.run(self, to)
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the next task of any region is due; `None` if none is. A task whose time has passed runs before the next call.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.regions.next_due()
    }

    /// Moves the clock forward, and runs the tasks that become due, each at its time. Returns the number of tasks that
    /// ran. A time that has passed moves nothing; a time after the year 9999 moves to the end of that year.
    pub fn advance_to(&mut self, time: Timestamp) -> u64 {
        let target = time.min(Timestamp::MAX).max(self.now);
        let mut tasks = 0;
        while let Some((due, ..)) = self.regions.due_task(target) {
            self.now = self.now.max(due);
            tasks += self.run_due_tasks();
        }
        self.now = target;
        tasks
    }

    /// The settings of the lab.
    pub fn settings(&self) -> &Settings {
        self.state().settings()
    }

    /// The seed that every random choice follows from.
    pub fn seed(&self) -> u64 {
        self.state().seed()
    }

    /// The number of requests so far, including refused ones.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// The state of the engine's own region, for reading.
    pub fn state(&self) -> &State {
        self.regions.own()
    }

    /// The state of an endpoint's region, for reading.
    pub fn state_at(&self, to: Endpoint<'_>) -> Cow<'_, State> {
        self.regions.state(to.region)
    }

    /// The states of all regions that have begun: the engine's own, then the others by name.
    pub fn states(&self) -> impl Iterator<Item = &State> {
        self.regions.iter()
    }

    /// A digest of the states of all regions and of the injected faults, the same on every machine.
    pub fn digest(&self) -> u128 {
        self.faults.digest(self.regions.digest())
    }

    /// The bytes that the engine holds, as [`Settings::max_bytes`] counts them.
    pub fn held_bytes(&self) -> u64 {
        self.states().map(State::held_bytes).sum()
    }

    /// Refuses events that could take the engine over [`Settings::max_bytes`].
    fn refuse_growth(&self, region: Option<&str>, events: &[Event]) -> Result<(), MaxBytesError> {
        let Some(max) = self.settings().max_bytes else { return Ok(()) };
        let growth = self.regions.state(region).growth(events);
        let held = self.held_bytes();
        if growth > 0 && held.saturating_add(growth) > max {
            return Err(MaxBytesError { held, growth, max });
        }
        Ok(())
    }

    /// Takes the error that a call of `operation` is to fail with, if any.
    fn take_fault(&mut self, operation: &str) -> Option<ErrorCode> {
        if self.faults.is_empty() {
            return None;
        }
        let seed = self.seed();
        self.change_faults(|faults| faults.take_matching(operation, seed))
    }

    /// The injected faults.
    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Changes the injected faults.
    pub(crate) fn change_faults<T>(&mut self, change: impl FnOnce(&mut Faults) -> T) -> T {
        let before = self.faults.clone();
        let changed = change(&mut self.faults);
        if self.faults != before {
            self.record(Event::FaultsChanged(Box::new(self.faults.clone())));
        }
        changed
    }

    /// Applies the events of a decision in a region, `None` for the engine's own, at the present virtual time. Without an
    /// event a region does not begin.
    pub(crate) fn commit(&mut self, region: Option<&str>, events: Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let state = self.regions.state_mut(region);
        self.ahead.events += events.len() as u64;
        for event in events {
            state.apply(self.now, &event);
            if let Some(journal) = &mut self.journal {
                journal.push(self.now, region, &event);
            }
            if let Some(history) = &mut self.history {
                history.push(self.now, &state.owner().region, event);
            }
        }
    }

    /// Changes the settings, and the seed if one is given, in every region.
    pub(crate) fn change_settings(&mut self, settings: &Settings, seed: Option<u64>) {
        for (region, events) in self.regions.changing(settings, seed) {
            self.commit(Some(&region), events);
        }
    }

    /// Replaces all regions by a new one, for [`crate::lab::ResetLabInput`].
    pub(crate) fn reset(&mut self, options: Options) {
        self.start_anew(&options);
        self.record(Event::Reset(Box::new(options)));
        self.record(Event::Reached { requests: self.requests });
    }

    /// Replaces all regions by a new one, whose clock may be an earlier one.
    fn start_anew(&mut self, options: &Options) {
        let Engine { requests, journaled, ahead, .. } = *self;
        let (history, journal) = (self.history.take(), self.journal.take());
        *self = Engine { requests, history, journal, journaled, ahead, ..Engine::new(options.clone()) };
    }

    fn run_due_tasks(&mut self) -> u64 {
        let mut tasks = 0;
        while let Some((_, state, task)) = self.regions.due_task(self.now) {
            let (is_counted, region) = (!task.is_housekeeping(), state.owner().region.clone());
            let mut events = vec![Event::TaskTaken];
            events.extend(scheduler::decide(state, task, self.now));
            self.commit(Some(&region), events);
            tasks += u64::from(is_counted);
        }
        tasks
    }
}
