//! Another region beside the one that the model follows.
//!
//! - **G1** a region equals an engine of its own: the same calls give the same answers and the same state, whatever happens
//!   in other regions.
//! - **G2** a call in one region changes no other.

use super::Harness;
use crate::checkers::{Broken, Held, ensure, equal};
use timemark_core::entropy::regional_seed;
use timemark_core::lab::UpdateLabInput;
use timemark_core::wire::{Request, Response};
use timemark_core::{Endpoint, Engine, Options};

/// A region, and the engine of its own that it must equal.
pub struct Elsewhere {
    /// The region's name.
    pub region: &'static str,
    lone: Engine,
}

impl Elsewhere {
    /// The region beside that of an engine with these options.
    pub fn new(options: &Options) -> Elsewhere {
        let region = if options.seed.is_multiple_of(2) { "eu-west-1" } else { "local" };
        let seed = regional_seed(options.seed, region);
        let lone = Engine::new(Options { region: region.to_owned(), seed, ..options.clone() });
        Elsewhere { region, lone }
    }

    /// Applies a change of the settings, which all regions share.
    pub fn update_lab(&mut self, engine: &Engine, input: UpdateLabInput) -> Held {
        self.lone.advance_to(engine.now());
        self.lone.send(input).map(drop).map_err(|error| Broken { promise: "G1", seen: format!("UpdateLab: {error}") })
    }
}

impl Harness {
    /// Sends a body to the other region and to the engine that it must equal. Returns the body of the answer.
    pub fn call_elsewhere(&mut self, target: &str, body: &str) -> Result<String, Broken> {
        self.settle(self.engine.now())?;
        let what = || format!("{target} {body}");
        let here = self.engine.state().digest();
        let region = self.elsewhere.region;
        let request = Request { target, body: body.as_bytes(), host: None, region: Some(region) };
        let Response { status, body: answer, .. } = self.engine.respond(request);
        equal(self.engine.state().digest(), here, "G2", &what())?;
        let events = self.engine.take_history();
        let changes = || events.iter().filter(|event| event.is_change());
        ensure(status == 200 || changes().next().is_none(), "A1", || {
            format!("{} answered {status}: {events:?}", what())
        })?;
        ensure(changes().all(|event| *event.region == *region), "G2", what)?;
        self.record(events)?;

        let lone = &mut self.elsewhere.lone;
        lone.advance_to(self.engine.now());
        let expected = lone.handle(target, body.as_bytes());
        let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
        equal((status, text(&answer)), (expected.status, text(&expected.body)), "G1", &what())?;
        let to = Endpoint::new(Some(region), None).map_err(|e| Broken { promise: "G1", seen: e.to_string() })?;
        equal(self.engine.state_at(to).digest(), lone.state().digest(), "G1", &format!("the state after {}", what()))?;
        self.note(&format!("{} elsewhere {status}", target.rsplit('.').next().unwrap_or_default()));
        Ok(text(&answer))
    }

    /// Whether injected faults are pending, which apply to calls in any region.
    pub fn is_faulty(&self) -> bool {
        self.faults_pending() > 0
    }
}
