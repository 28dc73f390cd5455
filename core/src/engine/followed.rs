//! The engine as a replica: it applies the events of records that another engine made.

use super::Engine;
use crate::journal::{Entry, OpenError, Record, Records};
use crate::limits::COUNT_MAX;
use crate::state::{Event, Unsound};
use crate::time::Timestamp;

impl Engine {
    /// Applies a record of events, as [`Engine::take_events`] and [`LabRecord::Events`](super::LabRecord::Events) return
    /// them, at the end of what the engine had so far. A record of a call changes nothing.
    ///
    /// Events that the engine has already are passed over: those with numbers that it took or followed, and those of due
    /// tasks that ran because this engine's own clock was moved there first. Between two records it may therefore be moved
    /// with [`Engine::advance_to`], up to the time of the next event that is no task's. What was followed is in
    /// [`Engine::take_history`], but not in [`Engine::take_events`].
    ///
    /// ```
    /// use timemark_core::operations::CreateTableInput;
    /// use timemark_core::shapes::{KeyType, ScalarAttributeType};
    /// use timemark_core::{Engine, Options};
    /// let mut engine = Engine::new(Options::default());
    /// engine.record_events();
    /// let mut replica = Engine::open(&engine.save()).unwrap();
    /// engine.send(CreateTableInput::on_demand("Music", &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
    /// replica.follow_record(&engine.take_events()).unwrap();
    /// assert_eq!(replica.digest(), engine.digest());
    /// # Ok::<(), timemark_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`OpenError::Damaged`] if these bytes are no such record, or if events are missing before it: then nothing has
    /// changed. If one of its events does not fit the state, the engine has those before it, and is to be dropped.
    pub fn follow_record(&mut self, record: &[u8]) -> Result<(), OpenError> {
        let mut records = Records::at(0, record);
        let damaged = |Unsound(what): Unsound| Records::damage(0, what);
        let (_, record) = records.next()?.ok_or_else(|| damaged(Unsound("there is no record")))?;
        if records.left() > 0 {
            return Err(damaged(Unsound("there is more than a record")));
        }
        match record {
            Record::Events { first, events } => self.follow_events(first, events).map_err(damaged),
            Record::Call(_) => Ok(()),
            _ => Err(damaged(Unsound("it is a part of a checkpoint"))),
        }
    }

    /// Applies the events of a record, but not those that the engine has already.
    pub(super) fn follow_events(&mut self, first: u64, events: Vec<Entry>) -> Result<(), Unsound> {
        let count = events.len() as u64;
        let known = self.journaled.checked_sub(first).filter(|_| first < COUNT_MAX);
        let known = known.ok_or(Unsound("events are missing before it"))?;
        for Entry { at, region, event } in events.into_iter().skip(usize::try_from(known).unwrap_or(usize::MAX)) {
            // That the clock was somewhere has a number too, and is nothing that this engine has made itself.
            if self.ahead.events > 0 && !matches!(event, Event::Reached { .. }) {
                self.pass_over(at, region.as_deref(), &event)?;
                continue;
            }
            self.admit(at, region.as_deref(), &event)?;
            self.follow_event(at, region.as_deref(), &event);
            self.ahead.since = at;
            self.note_followed(at, region.as_deref(), event);
        }
        self.journaled = self.journaled.max(first + count);
        Ok(())
    }

    /// Passes over an event that this engine has made itself.
    fn pass_over(&mut self, at: Timestamp, region: Option<&str>, event: &Event) -> Result<(), Unsound> {
        self.ahead.events -= 1;
        let is_known = self.journal.as_mut().is_none_or(|journal| journal.pass_over(at, region, event));
        if is_known { Ok(()) } else { Err(Unsound("this engine has made another event in its place")) }
    }

    fn note_followed(&mut self, at: Timestamp, region: Option<&str>, event: Event) {
        if let (Some(journal), Event::Reached { requests }) = (&mut self.journal, &event) {
            journal.tell(at, *requests);
        }
        if let Some(history) = &mut self.history {
            let state = self.regions.state(region);
            history.push(at, &state.owner().region, event);
        }
    }

    /// Checks that an event that was read can be applied.
    fn admit(&self, at: Timestamp, region: Option<&str>, event: &Event) -> Result<(), Unsound> {
        let ensure = |holds: bool, otherwise| if holds { Ok(()) } else { Err(Unsound(otherwise)) };
        match event {
            Event::Reset(options) => {
                let engine = Engine::new((**options).clone());
                ensure(at == engine.now, "an engine starts at another time than its own")?;
                return engine.check();
            }
            Event::FaultsChanged(faults) => ensure(faults.is_sound(), "faults that cannot be")?,
            Event::Reached { requests } => ensure(*requests < COUNT_MAX, "a count is beyond all bounds")?,
            _ => {}
        }
        // The engine may have been moved beyond the time that another one had reached.
        let now = if matches!(event, Event::Reached { .. }) { self.ahead.since } else { self.now };
        ensure(now <= at && at <= Timestamp::MAX, "the clock goes back, or too far")?;
        ensure(region.is_none_or(|region| self.regions.may_begin(region)), "a region that cannot be")?;
        self.regions.state(region).admit(at, event)
    }
}
