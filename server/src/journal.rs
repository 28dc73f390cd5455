//! Calls that wait until what they changed is durable.
//!
//! A call runs on the engine in memory at once, and its answer waits for the next commit. While one commit is being
//! stored, the calls that follow gather for the next: so one sync serves all of them. A call that changes nothing waits as
//! well if what it read is not durable yet.
//!
//! # When a commit fails
//!
//! The engine goes back to its last durable copy, and every call that waits is refused. From then on calls that only read
//! are answered; one that changes something is undone, waits for another attempt at storing, and is run again if that
//! succeeds, otherwise refused. The first attempt that succeeds ends this.

use crate::clock::Clock;
use timemark_core::{CallRecord, Engine};
use tokio::sync::oneshot;

/// Whether a call's changes, or those that it saw, became durable.
pub type Outcome = oneshot::Receiver<bool>;

/// Calls that wait for their outcome.
pub type Calls = Vec<oneshot::Sender<bool>>;

/// The engine and its clock at one moment. A copy shares all large parts, so it is cheap.
#[derive(Clone)]
pub struct Moment {
    /// The engine, of which all events were taken.
    pub engine: Engine,
    /// The clock that moves it.
    pub clock: Clock,
}

/// The calls that wait, and the moment to go back to if their commit fails.
pub struct Journal {
    durable: Durable,
    /// [`Engine::events_journaled`] when events were last taken.
    taken: u64,
    /// The calls that wait for the next commit, and those that wait for the one that is being stored.
    gathering: Calls,
    committing: Option<Calls>,
    /// How many calls are waited for before the next commit begins.
    expected: usize,
    is_wanted: bool,
    is_failing: bool,
    /// The records that were taken since the last commit.
    records: Vec<Vec<u8>>,
    /// The same with the calls that led to them; empty if no client watches.
    watched: Vec<u8>,
}

/// What is to be stored.
pub struct Commit {
    /// What [`Engine::take_events`] has returned, in its order; there may be nothing.
    pub records: Vec<Vec<u8>>,
    /// The same with the calls that led to it, for clients that watch; empty if there are none.
    pub watched: Vec<u8>,
    /// [`Engine::events_journaled`] after it.
    pub events: u64,
    clock: Clock,
    /// The engine after it, if a new copy is worth its price.
    copy: Option<Engine>,
}

/// The bytes of records after which the engine is copied anew.
const RECORDS_BYTES: usize = 256 << 10;

/// The moment that is stored: a copy of an earlier engine, and the records after it.
///
/// The engine has to copy whatever it changes of the parts that it shares with a copy, and each new copy begins that anew. So
/// there is none for each commit: what a failed commit, a client that begins to watch, or a checkpoint needs is made of the
/// records.
struct Durable {
    copy: Engine,
    records: Vec<Vec<u8>>,
    clock: Clock,
}

impl Durable {
    fn of(Moment { engine, clock }: Moment) -> Durable {
        Durable { copy: engine, records: Vec::new(), clock }
    }

    fn moment(&self) -> Moment {
        let mut engine = self.copy.clone();
        for record in &self.records {
            let followed = engine.follow_record(record);
            assert!(followed.is_ok(), "an engine follows its own records: {followed:?}");
        }
        Moment { engine, clock: self.clock.clone() }
    }

    fn outweighs_copy(&self) -> bool {
        self.records.iter().map(Vec::len).sum::<usize>() >= RECORDS_BYTES
    }

    fn follow(&mut self, records: Vec<Vec<u8>>, clock: Clock, copy: Option<Engine>) {
        self.clock = clock;
        match copy {
            Some(copy) => (self.copy, self.records) = (copy, Vec::new()),
            None => self.records.extend(records),
        }
    }
}

impl Journal {
    /// A journal of an engine whose events are recorded. `durable` is what its storage has.
    pub fn new(durable: Moment) -> Journal {
        let taken = durable.engine.events_journaled();
        Journal {
            durable: Durable::of(durable),
            taken,
            gathering: Vec::new(),
            committing: None,
            expected: 0,
            is_wanted: false,
            is_failing: false,
            records: Vec::new(),
            watched: Vec::new(),
        }
    }

    /// Adds events that were taken before their commit, and the call that led to them, for clients that watch.
    pub fn add(&mut self, events: Vec<u8>, call: Option<CallRecord>) {
        self.watched.extend_from_slice(&events);
        self.records.push(events);
        self.watched.extend(call.into_iter().flat_map(CallRecord::to_record));
    }

    /// Whether the last commit failed.
    pub fn is_failing(&self) -> bool {
        self.is_failing
    }

    /// The engine as it is stored.
    pub fn durable_engine(&self) -> Engine {
        self.durable.moment().engine
    }

    /// Returns what a call has to wait for; `None` if everything that it saw is durable. `has_changed` says whether it has
    /// changed something itself.
    pub fn wait(&mut self, engine: &Engine, has_changed: bool) -> Option<Outcome> {
        if self.is_failing {
            // What is not durable then are tasks that were due. They run again in the same way, whenever that is.
            return None;
        }
        let sees_more = engine.events_journaled() != self.taken || !self.gathering.is_empty();
        let calls = match &mut self.committing {
            _ if has_changed || sees_more => &mut self.gathering,
            Some(calls) => calls,
            None => return None,
        };
        let (sender, outcome) = oneshot::channel();
        calls.push(sender);
        Some(outcome)
    }

    /// Asks for an attempt at storing, after a failure. Returns its outcome.
    pub fn attempt(&mut self) -> Outcome {
        let (sender, outcome) = oneshot::channel();
        self.gathering.push(sender);
        outcome
    }

    /// Asks for a commit although no call waits for one.
    pub fn want_commit(&mut self) {
        self.is_wanted = true;
    }

    /// Whether a commit is due.
    pub fn is_due(&self) -> bool {
        self.is_wanted || !self.gathering.is_empty()
    }

    /// Whether the calls that are waited for have come: after a commit as many more as it has answered, for their clients
    /// send their next ones now.
    pub fn is_gathered(&self) -> bool {
        self.gathering.len() >= self.expected
    }

    /// Waits for no more calls.
    pub fn expect_nothing(&mut self) {
        self.expected = 0;
    }

    /// Takes what is to be stored now.
    pub fn begin_commit(&mut self, engine: &mut Engine, clock: &Clock) -> Commit {
        let (mut records, mut watched) = (std::mem::take(&mut self.records), std::mem::take(&mut self.watched));
        let rest = engine.take_events();
        if !watched.is_empty() {
            watched.extend_from_slice(&rest);
        }
        records.extend(Some(rest).filter(|rest| !rest.is_empty()));
        self.taken = engine.events_journaled();
        self.is_wanted = false;
        self.committing = Some(std::mem::take(&mut self.gathering));
        let copy = self.durable.outweighs_copy().then(|| engine.clone());
        Commit { records, watched, events: self.taken, clock: clock.clone(), copy }
    }

    /// Notes that a commit was stored. Returns its calls, which are to be answered, and whether the commit before it had failed.
    pub fn succeed(&mut self, Commit { records, clock, copy, .. }: Commit) -> (Calls, bool) {
        self.durable.follow(records, clock, copy);
        let calls = self.committing.take().unwrap_or_default();
        self.expected = self.gathering.len() + calls.len();
        (calls, std::mem::take(&mut self.is_failing))
    }

    /// Notes that a commit failed, which refuses its calls and those that gathered meanwhile. Returns the moment to go back
    /// to, and whether the commit before it had succeeded.
    pub fn fail(&mut self) -> (Moment, bool) {
        let durable = self.durable.moment();
        self.durable = Durable::of(durable.clone());
        self.taken = durable.engine.events_journaled();
        self.records.clear();
        self.watched.clear();
        answer(self.committing.take().unwrap_or_default(), false);
        answer(std::mem::take(&mut self.gathering), false);
        (durable, !std::mem::replace(&mut self.is_failing, true))
    }

    /// Lets the calls that gather go without an outcome, because the engine has panicked.
    pub fn give_up(&mut self) {
        self.gathering.clear();
        self.is_wanted = false;
    }
}

/// Tells calls their outcome. One whose client has left meanwhile is not there any more.
pub fn answer(calls: Calls, is_durable: bool) {
    for call in calls {
        let _ = call.send(is_durable);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use std::time::Duration;
    use timemark_core::Options;

    fn put(engine: &mut Engine, n: u64) {
        let body =
            format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"{}"}},"text":{{"S":"{n:01000}"}}}}}}"#, n % 40);
        assert_eq!(engine.handle("DynamoDB_20120810.PutItem", body.as_bytes()).status, 200);
    }

    /// A journal and the engine whose events it takes, which has a table.
    fn begun() -> (Journal, Engine, Clock) {
        let mut engine = Engine::new(Options::default());
        engine.record_events();
        let clock = Clock::new(Duration::ZERO, engine.now());
        let journal = Journal::new(Moment { engine: engine.clone(), clock: clock.clone() });
        let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
        let body = format!(r#"{{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",{schema}}}"#);
        assert_eq!(engine.handle("DynamoDB_20120810.CreateTable", body.as_bytes()).status, 200);
        (journal, engine, clock)
    }

    #[test]
    fn what_is_stored_is_told_by_a_copy_and_few_records() {
        let (mut journal, mut engine, clock) = begun();
        let (mut copies, mut longest) = (0, 0);
        for n in 0..600 {
            put(&mut engine, n);
            engine.advance_to(engine.now().plus_ms(7));
            let commit = journal.begin_commit(&mut engine, &clock);
            copies += u32::from(commit.copy.is_some());
            let (events, digest) = (commit.events, engine.digest());
            // What comes while the commit is being stored is not stored.
            put(&mut engine, n + 1);
            journal.succeed(commit);
            let bytes = journal.durable.records.iter().map(Vec::len).sum();
            longest = longest.max(bytes);
            if n % 20 == 0 || bytes == 0 {
                let durable = journal.durable_engine();
                assert_eq!((durable.events_journaled(), durable.digest()), (events, digest), "commit {n}");
            }
        }
        assert!((2..20).contains(&copies), "{copies}");
        assert!(longest < RECORDS_BYTES + 10_000, "{longest}");
        let stored = journal.durable_engine().digest();
        drop(journal.begin_commit(&mut engine, &clock));
        let (Moment { engine: mut again, .. }, _) = journal.fail();
        assert_eq!(again.digest(), stored);
        put(&mut again, 7);
        let commit = journal.begin_commit(&mut again, &clock);
        journal.succeed(commit);
        assert_eq!(journal.durable_engine().digest(), again.digest());
    }

    #[test]
    fn after_a_commit_its_calls_are_waited_for_with_those_that_wait() {
        let (mut journal, mut engine, clock) = begun();
        let call = |journal: &mut Journal, engine: &Engine| assert!(journal.wait(engine, true).is_some());
        for _ in 0..3 {
            call(&mut journal, &engine);
        }
        assert!(journal.is_gathered(), "nothing is known of other clients");
        let commit = journal.begin_commit(&mut engine, &clock);
        call(&mut journal, &engine);
        let (calls, _) = journal.succeed(commit);
        assert_eq!(calls.len(), 3);
        for _ in 0..3 {
            assert!(journal.is_due() && !journal.is_gathered());
            call(&mut journal, &engine);
        }
        assert!(journal.is_gathered());
        journal.expect_nothing();
        let commit = journal.begin_commit(&mut engine, &clock);
        journal.succeed(commit);
        assert!(!journal.is_gathered());
        journal.expect_nothing();
        assert!(journal.is_gathered());
    }
}
