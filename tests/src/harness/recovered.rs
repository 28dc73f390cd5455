//! The engine that follows from the first checkpoint and the history so far.
//!
//! - **A5** after every call it is the live engine: in its digest, its clock, its injected faults, and its answers from then
//!   on, byte for byte, ids of requests included.

use super::Harness;
use crate::checkers::{Held, always, ensure, equal};
use timemark_core::{Committed, Engine};

/// How many prefixes of the history there are from one comparison of answers to the next.
const ANSWERS_EVERY: usize = 16;

/// Calls whose answers are compared: what the lab says, what there is, and what comes next.
const CALLS: &[(&str, &str)] = &[
    ("Timemark_20261122.DescribeLab", "{}"),
    ("Timemark_20261122.ListFaults", "{}"),
    ("DynamoDB_20120810.ListBackups", "{}"),
    ("DynamoDB_20120810.CreateBackup", r#"{"TableName":"Music","BackupName":"after"}"#),
    ("DynamoDB_20120810.Scan", r#"{"TableName":"Music","Limit":3}"#),
    ("DynamoDB_20120810.DeleteTable", r#"{"TableName":"Music-2"}"#),
    ("Timemark_20261122.AdvanceClock", r#"{"ToNextDue":true}"#),
    ("DynamoDB_20120810.Nonsense", "{}"),
];

impl Harness {
    /// Adds events to the history, and compares the engine that they lead to with the live one (A5).
    pub(super) fn record(&mut self, events: Vec<Committed>) -> Held {
        if events.is_empty() {
            return Ok(());
        }
        self.recovered = Engine::recover(&self.recovered.checkpoint(), &events);
        self.history.extend(events);
        self.prefixes += 1;
        let position = |engine: &Engine| (engine.now(), engine.requests(), engine.seed(), engine.next_due());
        equal(position(&self.recovered), position(&self.engine), "A5", "the clock and the requests after a recovery")?;
        equal(self.recovered.digest(), self.engine.digest(), "A5", "the digest after a recovery")?;
        if self.prefixes.is_multiple_of(ANSWERS_EVERY) {
            same_answers(&self.recovered, &self.engine)?;
        }
        self.keep()
    }

    /// Takes the checkpoint from which the rest is replayed at the end.
    pub fn mark_middle(&mut self) {
        self.middle = self.engine.checkpoint();
        self.middle_at = self.history.len();
    }

    /// Checks A4.
    pub fn replay(&self) -> Held {
        always::replayed(&self.engine, &self.start, &self.middle, &self.history, self.middle_at)
    }
}

/// Makes the same calls to copies of both engines.
pub(super) fn same_answers(recovered: &Engine, live: &Engine) -> Held {
    let (mut recovered, mut live) = (recovered.clone(), live.clone());
    for (target, body) in CALLS {
        let (found, expected) = (recovered.handle(target, body.as_bytes()), live.handle(target, body.as_bytes()));
        ensure(found == expected, "A5", || {
            let text = |body: &[u8]| String::from_utf8_lossy(body).into_owned();
            format!("{target} answers {}, the live engine {}", text(&found.body), text(&expected.body))
        })?;
    }
    Ok(())
}
