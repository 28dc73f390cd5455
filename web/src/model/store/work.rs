//! Long work: many calls, a few per frame, so that the page stays responsive and shows its progress.

use super::State;
use crate::calls::entry::Origin;
use crate::calls::requests::Requests;
use crate::shared::Shared;

/// Calls that are sent a few per frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The label of the progress banner.
    pub label: String,
    /// The number of calls done.
    pub done: usize,
    requests: Shared<Requests>,
    step: u64,
}

/// The most calls per frame: with 25 items each, they take some milliseconds.
const CALLS_A_FRAME: usize = 16;

/// The bytes of bodies after which a frame sends no more calls.
const BYTES_A_FRAME: usize = 128 * 1024;

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
        self.work = Some(Work { label, done: 0, requests, step: self.history.new_step() });
    }

    pub(super) fn go_on_with_work(&mut self) {
        let Some(mut work) = self.work.take() else { return };
        let (until, mut bytes) = (work.done + CALLS_A_FRAME, 0);
        while let Some(request) = work.requests.get(work.done).filter(|_| work.done < until && bytes < BYTES_A_FRAME) {
            bytes += request.bytes();
            let entry = self.history.send(request, Origin::Person, work.step);
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
