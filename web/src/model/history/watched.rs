//! What a server did, as a part of the history.

use super::{ClockRecord, History};
use crate::calls::entry::{Entry, Origin};
use crate::calls::request::{Answer, Request};
use crate::model::watch::Followed;
use std::rc::Rc;
use timemark_core::lab::ResetLabInput;
use timemark_core::{Call, CallRecord, OpenError};

impl History {
    /// Applies what a server did, in the present. Returns whether anything changed.
    ///
    /// # Errors
    /// [`OpenError`], if it does not fit what the server did before.
    pub fn follow_commit(&mut self, commit: &Followed) -> Result<bool, OpenError> {
        let mut has_changed = false;
        let mut records = Vec::new();
        if !commit.events.is_empty() {
            has_changed = self.moment.follow(&commit.events)?;
            records.push(Rc::from(commit.events.as_slice()));
        }
        self.head = self.now();
        match &commit.call {
            Some(call) if call.operation == ResetLabInput::NAME => {
                *self = History::new(self.moment.engine.clone());
                has_changed = true;
            }
            Some(call) => {
                let before = self.take_records();
                records.splice(0..0, before);
                self.push(entry(call.clone(), records));
            }
            None => {
                let until = self.head;
                Rc::make_mut(&mut self.ticks).extend(records.into_iter().map(|record| ClockRecord { until, record }));
            }
        }
        Ok(has_changed)
    }
}

fn entry(call: CallRecord, records: Vec<Rc<[u8]>>) -> Entry {
    Entry {
        at: call.at,
        until: call.until,
        request: Request::stored(call.operation, call.body),
        answer: Answer::stored(call.status, call.answer),
        step: call.step,
        origin: Origin::Client,
        is_change: call.is_change,
        region: call.region.map(Rc::from),
        records,
    }
}
