//! An append-only list whose clones share their common beginning, and whose oldest elements can be forgotten.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// An append-only list with cheap clones: they share one buffer, and each sees its own length of it.
///
/// Appending to the longest clone appends to the buffer; appending to a shorter one copies its part first. An element
/// keeps its index when those before it are forgotten.
pub struct Log<T> {
    shared: Rc<RefCell<Vec<T>>>,
    /// The index of the first element that is kept.
    first: usize,
    len: usize,
}

impl<T: Clone> Log<T> {
    /// The number of elements, those that are forgotten included.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The element at an index.
    pub fn get(&self, index: usize) -> Option<T> {
        if index < self.len { self.shared.borrow().get(index.checked_sub(self.first)?).cloned() } else { None }
    }

    /// A clone with a buffer of its own, which does not grow with the others.
    pub fn detached(&self) -> Log<T> {
        let kept = self.shared.borrow().iter().take(self.len - self.first).cloned().collect();
        Log { shared: Rc::new(RefCell::new(kept)), ..*self }
    }

    /// The index of the first element that is kept.
    pub fn first(&self) -> usize {
        self.first
    }

    /// Whether the two are of one list, so that they have all elements in common that both of them have.
    pub fn is_of(&self, other: &Log<T>) -> bool {
        Rc::ptr_eq(&self.shared, &other.shared) && self.first == other.first
    }

    /// The last element.
    pub fn last(&self) -> Option<T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// Appends an element.
    pub fn push(&mut self, one: T) {
        let kept = self.len - self.first;
        if self.shared.borrow().len() > kept {
            let own = self.shared.borrow().iter().take(kept).cloned().collect();
            self.shared = Rc::new(RefCell::new(own));
        }
        self.shared.borrow_mut().push(one);
        self.len += 1;
    }

    /// Keeps the first `len` elements.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len).max(self.first);
    }

    /// Forgets the elements before an index, and returns those that were kept until now.
    pub fn forget(&mut self, index: usize) -> Vec<T> {
        let gone = index.clamp(self.first, self.len) - self.first;
        let (mut forgotten, mut kept) = (Vec::new(), Vec::new());
        for (number, element) in self.shared.borrow().iter().take(self.len - self.first).enumerate() {
            if number < gone { &mut forgotten } else { &mut kept }.push(element.clone());
        }
        self.shared = Rc::new(RefCell::new(kept));
        self.first += gone;
        forgotten
    }

    /// The index of the first element for which `holds` is false, as [`slice::partition_point`]; it holds for those
    /// that are forgotten.
    pub fn partition_point(&self, holds: impl Fn(&T) -> bool) -> usize {
        self.first + self.shared.borrow().get(..self.len - self.first).unwrap_or_default().partition_point(holds)
    }
}

impl<T> Default for Log<T> {
    fn default() -> Log<T> {
        Log { shared: Rc::default(), first: 0, len: 0 }
    }
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Log<T> {
        Log { shared: self.shared.clone(), first: self.first, len: self.len }
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
        let detached = early.detached();
        assert_eq!((all(&detached), detached.is_of(&early), detached.shared.borrow().len()), (vec![1], false, 1));
    }

    #[test]
    fn what_is_forgotten_leaves_the_others_their_indexes() {
        let mut log = Log::default();
        for number in 0..6 {
            log.push(number);
        }
        let before = log.clone();
        assert_eq!(log.forget(4), [0, 1, 2, 3]);
        assert_eq!((log.first(), log.len(), log.get(3), log.get(4), log.last()), (4, 6, None, Some(4), Some(5)));
        assert_eq!(log.partition_point(|number| *number < 5), 5);
        assert_eq!(all(&before), [0, 1, 2, 3, 4, 5], "a clone keeps what it had");
        let mut other = log.clone();
        other.truncate(2);
        other.push(9);
        log.push(6);
        assert_eq!((all(&other), all(&log)), (vec![9], vec![4, 5, 6]));
        assert_eq!((log.forget(100), log.len(), log.last()), (vec![4, 5, 6], 7, None));
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
