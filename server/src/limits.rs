//! The limits on what one client, or all together, may take.

use std::time::Duration;

/// Each field bounds one kind of harm that a slow, greedy or broken client can do; the defaults are far from what an SDK
/// does.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open connections at a time. More wait in the kernel's queue until one ends; none is turned away.
    pub connections: usize,
    /// A request's first line and headers together; beyond: 431.
    pub header_bytes: usize,
    /// A request's body; beyond: 413. DynamoDB's own limit.
    pub body_bytes: usize,
    /// From the end of one answer, or the connection's start, to the end of the next request's headers. Idle
    /// connections end with it too.
    pub header_timeout: Duration,
    /// From the end of the headers to the end of the body; beyond: 408.
    pub body_timeout: Duration,
    /// How long a client may take nothing of its answer; beyond, the connection is cut.
    pub write_timeout: Duration,
    /// How long requests in flight may go on after the signal to stop.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_bytes: 16 * 1024,
            body_bytes: 16 * 1024 * 1024,
            header_timeout: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            shutdown_grace: Duration::from_secs(5),
        }
    }
}
