//! How far a history is stored, and what of it is not.

use super::{History, Position};
use crate::calls::entry::Entry;
use std::rc::Rc;
use timemark_core::Timestamp;

/// How far a history is stored: the file that it is written to, the moment at which it stands, and what is stashed beside it.
#[derive(Clone, Debug)]
pub struct Mark {
    line: Rc<()>,
    entries: usize,
    last: Option<Rc<Entry>>,
    /// The records of the clock behind the last entry.
    ticks: Vec<Rc<[u8]>>,
    position: Option<Position>,
    /// How far the history is stored that is stashed.
    stash: Option<Box<Mark>>,
}

impl Mark {
    /// The moment at which the history stands; `None` for the latest.
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The same mark with another history stashed beside it.
    pub fn with_stash(self, stash: Option<Mark>) -> Mark {
        Mark { stash: stash.map(|stash| Box::new(Mark { stash: None, ..stash })), ..self }
    }

    /// How far the history is stored that is stashed.
    pub fn into_stash(self) -> Option<Mark> {
        self.stash.map(|stash| *stash)
    }
}

impl History {
    /// The mark of this history as it is.
    pub fn mark(&self) -> Mark {
        Mark {
            line: self.line.clone(),
            entries: self.entries.len(),
            last: self.entries.last(),
            ticks: self.ticks.iter().map(|tick| tick.record.clone()).collect(),
            position: self.position(),
            stash: self.stash.as_ref().map(|stash| Box::new(stash.mark())),
        }
    }

    /// Whether all of this history is stored: the moment at which it stands and what is stashed, too.
    pub fn is_at(&self, mark: &Mark) -> bool {
        self.is_written_at(mark) && self.position() == mark.position && self.has_stash_of(mark)
    }

    /// Whether what a mark says to be stashed is what this history has stashed.
    pub fn has_stash_of(&self, mark: &Mark) -> bool {
        match (&self.stash, &mark.stash) {
            (Some(stash), Some(mark)) => stash.is_written_at(mark),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether this history is written up to its latest moment.
    pub fn is_written_at(&self, mark: &Mark) -> bool {
        let is_last = match (&mark.last, self.entries.last()) {
            (Some(marked), Some(last)) => Rc::ptr_eq(marked, &last),
            (None, None) => Rc::ptr_eq(&mark.line, &self.line),
            _ => false,
        };
        let ticks = mark.ticks.iter().zip(&*self.ticks);
        is_last
            && mark.ticks.len() == self.ticks.len()
            && ticks.into_iter().all(|(marked, tick)| Rc::ptr_eq(marked, &tick.record))
    }

    /// Whether what is not stored yet can be appended: this history goes on from a mark, and has no other stash.
    pub fn goes_on_from(&self, mark: &Mark) -> bool {
        self.extends(mark) && (self.stash.is_none() || self.has_stash_of(mark))
    }

    /// Whether this history begins with what is written up to a mark.
    pub fn extends(&self, mark: &Mark) -> bool {
        let last = mark.entries.checked_sub(1).and_then(|last| self.entries.get(last));
        let is_same = match (&mark.last, &last) {
            (Some(marked), Some(last)) => Rc::ptr_eq(marked, last),
            (None, None) => Rc::ptr_eq(&mark.line, &self.line) && self.first() == 0,
            _ => false,
        };
        let next: Vec<Rc<[u8]>> = match self.entries.get(mark.entries) {
            Some(entry) => entry.records.clone(),
            None => self.ticks.iter().map(|tick| tick.record.clone()).collect(),
        };
        let has_ticks = next.len() >= mark.ticks.len();
        let has_same = mark.ticks.iter().zip(&next).all(|(marked, next)| Rc::ptr_eq(marked, next));
        is_same && mark.entries <= self.entries.len() && has_ticks && has_same
    }

    /// Returns the records behind a mark, to be appended to the file that has what is before it, and the mark behind them;
    /// `None` if the history does not go on from there. It ends with the entry that makes it more than `bytes`. There are none
    /// if the history stands at another moment only, or the stash was dropped.
    pub fn since(&self, mark: &Mark, bytes: usize) -> Option<(Vec<u8>, Mark)> {
        if !self.goes_on_from(mark) {
            return None;
        }
        let (entries, ticks, whole) = (self.entries.len(), mark.ticks.len(), self.mark());
        let mut file = Vec::new();
        for number in mark.entries..entries {
            let written = if number == mark.entries { ticks } else { 0 };
            self.write_entries(number, number + 1, written, &mut file);
            if file.len() > bytes && number + 1 < entries {
                let last = self.entries.get(number);
                return Some((file, Mark { entries: number + 1, last, ticks: Vec::new(), position: None, ..whole }));
            }
        }
        self.write_ticks(if mark.entries < entries { 0 } else { ticks }, Timestamp::MAX, &mut file);
        Some((file, whole))
    }
}
