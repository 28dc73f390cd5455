//! Long work: many calls, a few with every frame, so that the page stays alive and can say how far it is.

use super::State;
use crate::calls::entry::Origin;
use crate::calls::request::Request;
use crate::shared::Shared;

/// Calls that are being sent, a few at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// What is being done, in a few words.
    pub label: String,
    /// How many calls are done.
    pub done: usize,
    requests: Shared<Vec<Request>>,
    step: u64,
}

/// Calls with every frame: with 25 items each some milliseconds.
const CALLS_A_FRAME: usize = 16;

impl Work {
    /// How many calls there are in all.
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
