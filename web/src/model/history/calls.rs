//! The calls of a history as lists.

use crate::calls::entry::Entry;
use crate::model::log::Log;
use std::rc::Rc;

/// The calls before the first moment that is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summed {
    /// Those that made or changed anything but items, oldest first.
    pub calls: Vec<Rc<Entry>>,
    /// The number of those that wrote items.
    pub writes: u64,
}

/// The calls up to a moment, as a list that is cheap to copy.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    pub(super) entries: Log<Rc<Entry>>,
    pub(super) done: usize,
    pub(super) summed: Rc<Summed>,
}

impl Calls {
    /// The number of calls: those that are kept, and of those that are summed the ones that are kept as calls.
    pub fn len(&self) -> usize {
        self.summed.calls.len() + (self.done - self.entries.first().min(self.done))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The call with an index, from the oldest on.
    pub fn get(&self, index: usize) -> Option<Rc<Entry>> {
        let kept = match index.checked_sub(self.summed.calls.len()) {
            None => return self.summed.calls.get(index).cloned(),
            Some(kept) => self.entries.first() + kept,
        };
        self.entries.get(kept).filter(|_| kept < self.done)
    }

    /// The number of writes that are not kept.
    pub fn writes_summed(&self) -> u64 {
        self.summed.writes
    }

    /// Whether these are the calls of `others`, and more of them or none.
    pub fn continues(&self, others: &Calls) -> bool {
        self.entries.is_of(&others.entries) && self.done >= others.done
    }
}

impl PartialEq for Calls {
    fn eq(&self, others: &Calls) -> bool {
        self.continues(others) && self.done == others.done
    }
}
