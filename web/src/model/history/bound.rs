//! Which moments are kept: some as checkpoints, and none before a bound.

use super::{Checkpoint, ENTRY_BYTES_MAX, History, bytes_of};
use std::rc::Rc;

/// The most checkpoints; beyond it, every second one is dropped.
const CHECKPOINTS_MAX: usize = 256;

/// The memory that is given up at once, in bytes: more would keep the browser from drawing.
const SUMMED_BYTES: usize = ENTRY_BYTES_MAX / 36;

impl History {
    /// Gives up the oldest moments: from a checkpoint on they are kept, what came before is summed.
    pub(super) fn sum(&mut self) {
        let (mut from, mut kept_bytes) = (self.done, 0);
        while let Some(entry) = from.checked_sub(1).and_then(|number| self.entries.get(number)) {
            kept_bytes += bytes_of(&entry);
            if kept_bytes > ENTRY_BYTES_MAX - SUMMED_BYTES {
                break;
            }
            from -= 1;
        }
        if self.checkpoints.last().is_none_or(|last| last.done < from) {
            self.add_checkpoint();
        }
        let first = self.checkpoints.iter().map(|kept| kept.done).find(|done| *done >= from);
        if let Some(first) = first {
            self.forget(first);
        }
    }

    /// Gives up the moments before a checkpoint, which has so many entries.
    pub(super) fn forget(&mut self, first: usize) {
        self.forget_undo_steps(first);
        Rc::make_mut(&mut self.checkpoints).retain(|kept| kept.done >= first);
        let summed = Rc::make_mut(&mut self.summed);
        for entry in self.entries.forget(first) {
            self.entry_bytes -= bytes_of(&entry);
            if entry.request.writes_items() {
                summed.writes += u64::from(entry.is_change);
            } else if entry.is_change && !entry.request.is_clock() {
                summed.calls.push(Rc::new(entry.without_records()));
            }
        }
    }

    /// Keeps this moment as a checkpoint if the last one is some entries ago.
    pub(super) fn checkpoint(&mut self) {
        let last = self.checkpoints.last().map_or(0, |checkpoints| checkpoints.done);
        if self.done >= last + self.spacing {
            self.add_checkpoint();
        }
    }

    pub(super) fn add_checkpoint(&mut self) {
        let checkpoints = Rc::make_mut(&mut self.checkpoints);
        checkpoints.push(Rc::new(Checkpoint { done: self.done, moment: self.moment.clone() }));
        if checkpoints.len() > CHECKPOINTS_MAX {
            *checkpoints = checkpoints.iter().step_by(2).cloned().collect();
            self.spacing *= 2;
        }
    }
}
