//! Long work: many calls, a few per frame, so that the page stays responsive and shows its progress.

use super::State;
use crate::calls::entry::Origin;
use crate::calls::request::Request;
use crate::shared::Shared;

/// Calls that are sent a few per frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The label of the progress banner.
    pub label: String,
    /// The number of calls done.
    pub done: usize,
    requests: Shared<Vec<Request>>,
    step: u64,
}

/// The calls per frame: with 25 items each, they take some milliseconds.
const CALLS_A_FRAME: usize = 16;

impl Work {
    /// The number of all calls.
    pub fn calls(&self) -> usize {
        self.requests.len()
    }
}

impl State {
    pub(super) fn begin_work(&mut self, label: String, requests: Shared<Vec<Request>>) {
        self.dialog = None;
        self.refused = None;
        self.work = Some(Work { label, done: 0, requests, step: self.history.new_step() });
    }

    pub(super) fn go_on_with_work(&mut self) {
        let Some(mut work) = self.work.take() else { return };
        for request in work.requests.iter().skip(work.done).take(CALLS_A_FRAME) {
            let entry = self.history.send(request.clone(), Origin::Person, work.step);
            work.done += 1;
            if entry.answer.failure.is_some() {
                self.last_call = Some((entry.clone(), work.done));
                self.refused = Some(entry);
                self.read();
                return;
            }
            self.last_call = Some((entry, work.done));
        }
        if work.done < work.requests.len() {
            self.work = Some(work);
        }
        self.read();
    }
}
