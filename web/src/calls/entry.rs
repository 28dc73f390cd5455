//! A call that was made, with its answer.

use super::request::{Answer, Request};
use std::rc::Rc;
use timemark_core::{CallOrigin, CallRecord, Timestamp};

/// A call that was made, its answer, and what it led to.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The virtual time of the call.
    pub at: Timestamp,
    /// The virtual time after it: later than `at` if the call moved the clock.
    pub until: Timestamp,
    /// The request.
    pub request: Request,
    /// The answer.
    pub answer: Answer,
    /// The number of the step: calls of one click, or of one run of the generator, share it and are undone together.
    pub step: u64,
    /// The origin of the call.
    pub origin: Origin,
    /// Whether the call changed the engine.
    pub is_change: bool,
    /// The region that the request named; `None` for the engine's own, in which all calls of the page are.
    pub region: Option<Rc<str>>,
    /// The records of the events since the entry before: those of the clock that ran, then those of the call.
    pub records: Vec<Rc<[u8]>>,
}

/// The origin of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A click or a key.
    Person,
    /// The generator.
    Generator,
    /// A client of a server.
    Client,
    /// A call that a lab file does not have: it has its events only.
    Unknown,
}

/// The operation's name of an entry whose call is unknown.
pub const EVENTS: &str = "Events";

impl Entry {
    /// The memory that its records take, in bytes.
    pub fn record_bytes(&self) -> usize {
        self.records.iter().map(|record| record.len()).sum()
    }

    /// The entry without its records, for a list of calls.
    pub fn without_records(&self) -> Entry {
        Entry { records: Vec::new(), ..self.clone() }
    }

    /// Appends the entry to a lab file: the records, of which the first `written` are there already, and the call behind
    /// them.
    pub fn write(&self, written: usize, file: &mut Vec<u8>) {
        for record in self.records.iter().skip(written) {
            file.extend_from_slice(record);
        }
        let origin = match self.origin {
            Origin::Person => CallOrigin::Person,
            Origin::Generator => CallOrigin::Generator,
            Origin::Client => CallOrigin::Client,
            Origin::Unknown => return,
        };
        let call = CallRecord {
            operation: self.request.operation().to_owned(),
            body: self.request.sent(),
            region: self.region.as_deref().map(str::to_owned),
            at: self.at,
            until: self.until,
            status: self.answer.status,
            answer: self.answer.body.clone(),
            step: self.step,
            origin,
            is_change: self.is_change,
        };
        file.extend(call.to_record());
    }
}
