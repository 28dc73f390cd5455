//! Sorting, compiled once for all types.
//!
//! Each type that the standard library sorts brings some four kilobytes of code of its own, and the page loads all of it. Here
//! positions are sorted, and then each value is moved once. What is sorted for every request uses the standard library.

use std::cmp::Ordering;

/// Sorts values; equal ones stay in their order.
pub fn sort_by<T>(values: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    sort_positions(&mut order, &|one, other| compare(&values[one], &values[other]));
    // The positions form cycles, and along each one every value is swapped into its place.
    for first in 0..order.len() {
        let mut at = first;
        while order[at] != first {
            let from = std::mem::replace(&mut order[at], at);
            values.swap(at, from);
            at = from;
        }
        order[at] = at;
    }
}

/// Sorts values by a key; those of equal keys stay in their order.
pub fn sort_by_key<T, K: Ord>(values: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(values, |one, other| key(one).cmp(&key(other)));
}

#[inline(never)]
fn sort_positions(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|&one, &other| compare(one, other));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Entropy, Purpose};

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut entropy = Entropy::stream(17, Purpose::Cuts, 0);
        for length in (0..40).chain([1_000]) {
            for keys in [1, 3, 1_000] {
                let mut values: Vec<(u64, usize)> = (0..length).map(|n| (entropy.below(keys), n)).collect();
                let mut expected = values.clone();
                expected.sort_by_key(|(key, _)| *key);
                sort_by_key(&mut values, |(key, _)| *key);
                assert_eq!(values, expected);
            }
        }
    }
}
