//! Long work: many calls, a few per frame, so that the page stays responsive and shows its progress.

use super::State;
use crate::calls::entry::Origin;
use crate::calls::request::Request;
use crate::calls::requests::Requests;
use crate::shared::Shared;
use timemark_core::Timestamp;
use timemark_core::lab::AdvanceClockInput;

/// Calls that are sent a few per frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The label of the progress banner.
    pub label: String,
    /// The number of calls done.
    pub done: usize,
    pub(super) requests: Shared<Requests>,
    step: u64,
}

/// The most calls per frame: with 25 items each, they take some milliseconds.
const CALLS_A_FRAME: usize = 16;

/// The most tasks that a frame runs: a table becomes ACTIVE, a backup AVAILABLE. Each takes some 10 µs.
pub(super) const TASKS_A_FRAME: usize = 500;

/// The bytes of bodies after which a frame sends no more calls.
const BYTES_A_FRAME: usize = 128 * 1024;

/// The number of tables and backups from which on a clock that runs does not read all of them with every frame, and not with
/// every commit of a server.
const LARGE: usize = 250;

/// How often it reads them then, in milliseconds.
const READ_EVERY_MS: f64 = 100.0;

impl Work {
    /// The number of all calls.
    pub fn calls(&self) -> usize {
        self.requests.len()
    }
}

impl State {
    pub(super) fn begin_work(&mut self, label: String, requests: Shared<Requests>) {
        self.dialog = None;
        self.refused = None;
        self.work = Some(Work { label, done: 0, requests, step: self.history.new_long_step() });
    }

    /// Ends the long work, whether all of it is done or not.
    pub(super) fn end_work(&mut self) {
        self.work = None;
        self.history.end_step();
    }

    /// Does a little more of the long work. The wall clock has moved by `wall_ms` since the last time.
    pub(super) fn go_on_with_work(&mut self, wall_ms: f64) {
        let Some(mut work) = self.work.take() else { return };
        let (until, mut bytes) = (work.done + CALLS_A_FRAME, 0);
        while let Some(request) = work.requests.get(work.done).filter(|_| work.done < until && bytes < BYTES_A_FRAME) {
            bytes += request.bytes();
            // A move of the clock is as long as a frame allows.
            let is_clock = request.is_clock();
            let entry = self.history.send(request, Origin::Person, work.step);
            work.done += 1;
            if entry.answer.failure.is_some() {
                self.last_call = Some((entry.clone(), work.done));
                self.refused = Some(entry);
                self.end_work();
                self.read();
                return;
            }
            self.last_call = Some((entry, work.done));
            if is_clock {
                break;
            }
        }
        if work.done < work.requests.len() {
            self.work = Some(work);
            self.unread_ms = self.unread_ms.or(Some(-wall_ms));
            self.read_at_intervals(wall_ms);
        } else {
            self.end_work();
            self.read();
        }
    }

    /// The moves of the clock that a call is made in, if it is AdvanceClock and more is due by then than a frame has time
    /// for.
    pub(super) fn clock_moves(&self, requests: &[Request]) -> Option<Vec<Request>> {
        let [request] = requests else { return None };
        let input = request.input::<AdvanceClockInput>()?;
        let target = match (input.to, input.seconds) {
            (Some(to), None) => to,
            (None, Some(seconds)) => self.now().plus_ms(Timestamp::from_seconds(seconds)?.millis()),
            _ => return None,
        };
        let times = self.moment().view().due_times(TASKS_A_FRAME, target);
        (!times.is_empty()).then(|| times.into_iter().chain([target]).map(Request::clock_to).collect())
    }

    /// Reads the view again if something happened; where there is very much to read, only so often. The wall clock has
    /// moved by `wall_ms` since the last time.
    pub(super) fn read_at_intervals(&mut self, wall_ms: f64) {
        let unread_ms = self.unread_ms.map(|before_ms| before_ms + wall_ms);
        let is_large = self.watching.is_some() || self.moment().lifecycles().count() > LARGE;
        match unread_ms {
            Some(ms) if !is_large || ms >= READ_EVERY_MS => {
                // A program is not written anew with every frame, but once the clock stands or something is done by hand.
                let program = self.view.program.clone();
                self.read();
                self.view.program = program;
            }
            _ => {
                self.unread_ms = unread_ms;
                self.view = self.view.later(&self.history, &self.view_state);
            }
        }
    }
}
