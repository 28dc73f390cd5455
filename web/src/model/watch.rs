//! A server whose lab the page shows.

use timemark_core::CallRecord;

/// What the page knows of the server that it watches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The server's address, as in `http://127.0.0.1:8000`.
    pub address: String,
    /// The connection to it.
    pub link: Link,
    /// Its regions: the one that the page shows, then the others that have begun.
    pub regions: Vec<String>,
}

/// The state of the connection to a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The lab as it is now is arriving.
    Opening {
        /// How much of it has arrived, in bytes.
        bytes: u64,
    },
    /// What happens arrives as it does.
    Live,
    /// The connection is lost, and tried again.
    Lost,
}

/// What a server did: the events of a commit, and the call that led to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// The record of the events.
    pub events: Vec<u8>,
    /// The call; `None` if the events are those of due tasks and of the clock.
    pub call: Option<CallRecord>,
}

/// What the reading of a server's journal goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The number of events that the page knows.
    pub events: u64,
    /// Whether more are wanted: not while a moment of the past is shown.
    pub is_wanted: bool,
    /// Whether what arrived does not fit what the page has: it needs the whole lab again.
    pub is_broken: bool,
}
