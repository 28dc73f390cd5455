//! A moment of a history.

use crate::calls::request::{Answer, Request};
use crate::model::lifecycles::Lifecycles;
use std::rc::Rc;
use timemark_core::lab::View;
use timemark_core::{Committed, Engine, OpenError, Timestamp};

/// An engine, and the lifecycles of its tables and backups.
#[derive(Clone, Debug)]
pub struct Moment {
    pub(super) engine: Engine,
    lifecycles: Lifecycles,
}

impl Moment {
    pub(super) fn new(mut engine: Engine) -> Moment {
        engine.record_history();
        engine.record_events();
        // The first moment has them.
        engine.take_history();
        engine.take_events();
        let mut lifecycles = Lifecycles::default();
        lifecycles.note(View::new(&engine).existing());
        Moment { engine, lifecycles }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The read-only view of the engine.
    pub fn view(&self) -> View<'_> {
        View::new(&self.engine)
    }

    /// The lifecycles of tables and backups up to now.
    pub fn lifecycles(&self) -> &Lifecycles {
        &self.lifecycles
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// Moves the clock. Returns whether anything changed.
    pub(super) fn advance_to(&mut self, time: Timestamp) -> bool {
        let has_happened = self.engine.advance_to(time) > 0;
        if has_happened {
            self.note();
        }
        has_happened
    }

    /// Follows a record. Returns whether anything changed.
    pub(super) fn follow(&mut self, record: &[u8]) -> Result<bool, OpenError> {
        self.engine.follow_record(record)?;
        Ok(self.note())
    }

    /// The record of the events since it was last taken; `None` if there are none.
    pub(super) fn take_record(&mut self) -> Option<Rc<[u8]>> {
        let record = self.engine.take_events();
        (!record.is_empty()).then(|| record.into())
    }

    /// Sends a request. Returns the answer, and whether anything changed.
    pub(super) fn send(&mut self, request: &Request) -> (Answer, bool) {
        let answer = request.send(&mut self.engine);
        let has_changed = self.note();
        (answer, has_changed)
    }

    pub(super) fn note(&mut self) -> bool {
        let happened = self.engine.take_history();
        let has_changed = happened.iter().any(Committed::is_change);
        self.lifecycles.note(View::new(&self.engine).transitions(&happened));
        has_changed
    }
}
