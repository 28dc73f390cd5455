//! An append-only list whose clones share their common beginning.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// An append-only list with cheap clones: they share one buffer, and each sees its own length of it.
///
/// Appending to the longest clone appends to the buffer; appending to a shorter one copies its part first.
pub struct Log<T> {
    shared: Rc<RefCell<Vec<T>>>,
    len: usize,
}

impl<T: Clone> Log<T> {
    /// The number of elements.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at an index.
    pub fn get(&self, index: usize) -> Option<T> {
        if index < self.len { self.shared.borrow().get(index).cloned() } else { None }
    }

    /// The last element.
    pub fn last(&self) -> Option<T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// Appends an element.
    pub fn push(&mut self, one: T) {
        if self.shared.borrow().len() > self.len {
            let own = self.shared.borrow().iter().take(self.len).cloned().collect();
            self.shared = Rc::new(RefCell::new(own));
        }
        self.shared.borrow_mut().push(one);
        self.len += 1;
    }

    /// Keeps the first `len` elements.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// The index of the first element for which `holds` is false, as [`slice::partition_point`].
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        self.shared.borrow().get(..self.len).unwrap_or_default().partition_point(holds)
    }
}

impl<T> Default for Log<T> {
    fn default() -> Log<T> {
        Log { shared: Rc::default(), len: 0 }
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Log<T> {
        Log { shared: self.shared.clone(), len: self.len }
    }
}

impl<T> fmt::Debug for Log<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Log of {}", self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(log: &Log<u32>) -> Vec<u32> {
        (0..log.len()).filter_map(|index| log.get(index)).collect()
    }

    #[test]
    fn an_earlier_state_does_not_see_what_came_later() {
        let mut log = Log::default();
        log.push(1);
        let early = log.clone();
        log.push(2);
        assert_eq!((all(&early), all(&log)), (vec![1], vec![1, 2]));
        assert_eq!((early.get(1), log.last(), Log::<u32>::default().last()), (None, Some(2), None));
    }

    #[test]
    fn whoever_goes_another_way_gets_a_list_of_its_own() {
        let mut log = Log::default();
        for number in 0..5 {
            log.push(number);
        }
        let mut other = log.clone();
        other.truncate(2);
        other.push(9);
        log.push(5);
        assert_eq!((all(&other), all(&log)), (vec![0, 1, 9], vec![0, 1, 2, 3, 4, 5]));
        assert_eq!(log.partition_point(|number| *number < 3), 3);
        assert_eq!(other.partition_point(|number| *number < 100), 3);
    }
}
