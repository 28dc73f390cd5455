//! Calls beside the events that they led to.

use super::{Record, put_record};
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// A call, a record of a lab file behind the events that it led to. An engine that opens the file passes over it; it is
/// there for a reader that shows a history, undoes its steps, or writes a program of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct CallRecord {
    /// The operation's name.
    #[n(0)]
    pub operation: String,
    /// The body of the request, as it was sent.
    #[n(1)]
    pub body: String,
    /// The region that the request named; `None` for the engine's own.
    #[n(2)]
    pub region: Option<String>,
    /// The virtual time of the call.
    #[n(3)]
    pub at: Timestamp,
    /// The virtual time after it: later than `at` if the call moved the clock.
    #[n(4)]
    pub until: Timestamp,
    /// The HTTP status of the answer.
    #[n(5)]
    pub status: u16,
    /// The body of the answer.
    #[n(6)]
    pub answer: String,
    /// The number of the step. Calls that are undone together share it.
    #[n(7)]
    pub step: u64,
    /// The origin of the call.
    #[n(8)]
    pub origin: CallOrigin,
    /// Whether the call changed the engine.
    #[n(9)]
    pub is_change: bool,
}

/// The origin of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum CallOrigin {
    /// A click or a key on the page.
    #[n(0)]
    Person,
    /// The page's generator of writes.
    #[n(1)]
    Generator,
    /// A client of a server.
    #[n(2)]
    Client,
}

impl CallRecord {
    /// Returns the call as a record of a lab file, to be appended behind the events that it led to.
    pub fn to_record(self) -> Vec<u8> {
        let mut record = Vec::new();
        put_record(&Record::Call(Box::new(self)), &mut record);
        record
    }
}
