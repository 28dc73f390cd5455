//! The history in memory: events, and states to return to.

use super::Engine;
use crate::faults::Faults;
use crate::model::settings::Options;
use crate::state::{Event, Regions};
use crate::time::Timestamp;
use std::sync::Arc;

/// An applied event, an entry of the engine's history.
#[derive(Clone, Debug)]
pub struct Committed {
    /// The virtual time at which the event was applied.
    pub at: Timestamp,
    /// The region of the event.
    pub region: Arc<str>,
    /// The event, shared by the copies of the engine.
    pub event: Arc<Event>,
}

impl Committed {
    /// Whether a state changed: not where only the clock moved, a request was counted, or the injected faults changed.
    pub fn is_change(&self) -> bool {
        !matches!(*self.event, Event::Reached { .. } | Event::FaultsChanged(_))
    }
}

/// A state of an engine to return to. It shares all large parts with the engine, so it is cheap to take and to keep.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    pub(super) now: Timestamp,
    pub(super) regions: Regions,
    pub(super) faults: Faults,
    pub(super) requests: u64,
    /// The number of events of the journal that led to it.
    pub(super) events: u64,
}

/// The events since they were last taken.
#[derive(Clone, Debug)]
pub(super) struct History {
    events: Vec<Committed>,
    /// The time and the number of requests that they tell already.
    told: (Timestamp, u64),
}

impl History {
    pub fn push(&mut self, at: Timestamp, region: &Arc<str>, event: Event) {
        if let Event::Reached { requests } = event {
            self.told = (at, requests);
        }
        self.events.push(Committed { at, region: region.clone(), event: Arc::new(event) });
    }
}

impl Engine {
    /// Starts to record events for [`Engine::take_history`].
    pub fn record_history(&mut self) {
        let told = (self.now, self.requests);
        self.history.get_or_insert(History { events: Vec::new(), told });
    }

    /// Returns the events recorded since the last call, oldest first. Where the clock has moved or requests were counted
    /// since, [`Event::Reached`] is the last of them.
    pub fn take_history(&mut self) -> Vec<Committed> {
        let Some(history) = &mut self.history else { return Vec::new() };
        if history.told != (self.now, self.requests) {
            let reached = Event::Reached { requests: self.requests };
            history.push(self.now, &self.regions.own().owner().region, reached);
        }
        std::mem::take(&mut history.events)
    }

    /// A checkpoint of the present moment.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            now: self.now,
            regions: self.regions.clone(),
            faults: self.faults.clone(),
            requests: self.requests,
            events: self.events_journaled(),
        }
    }

    /// Returns the engine that results from a checkpoint and the events after it: the same in its digest, its clock, its
    /// injected faults, and every answer that it gives from then on, ids of requests included.
    pub fn recover(checkpoint: &Checkpoint, history: &[Committed]) -> Engine {
        let mut engine = Engine::at(checkpoint.clone());
        history.iter().for_each(|Committed { at, region, event }| engine.follow(*at, Some(region), event));
        engine
    }

    /// The engine at a checkpoint.
    pub(super) fn at(checkpoint: Checkpoint) -> Engine {
        let Checkpoint { now, regions, faults, requests, events } = checkpoint;
        Engine { regions, now, faults, requests, history: None, journal: None, journaled: events }
    }

    /// Applies an event of a recorded history.
    pub(super) fn follow(&mut self, at: Timestamp, region: Option<&str>, event: &Event) {
        match event {
            Event::Reset(options) => {
                let (requests, journaled) = (self.requests, self.journaled);
                *self = Engine { requests, journaled, ..Engine::new(Options::clone(options)) };
            }
            Event::FaultsChanged(faults) => self.faults = Faults::clone(faults),
            Event::Reached { requests } => self.requests = *requests,
            event => self.regions.state_mut(region).apply(at, event),
        }
        self.now = self.now.max(at);
    }

    /// Records an event of the engine itself, which belongs to no region.
    pub(super) fn record(&mut self, event: Event) {
        if let Some(journal) = &mut self.journal {
            journal.push(self.now, None, &event);
        }
        if let Some(history) = &mut self.history {
            history.push(self.now, &self.regions.own().owner().region, event);
        }
    }
}
