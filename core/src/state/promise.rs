//! Internal promises. Invalid input gets an error; a broken promise stops the engine, because any later answer could be
//! wrong.

use std::fmt;

/// Returns the value, which exists because of a promise.
///
/// # Panics
/// If it is `None`, with the promise as a sentence.
#[track_caller]
pub(super) fn promised<T>(value: Option<T>, promise: fmt::Arguments<'_>) -> T {
    let Some(value) = value else { unreachable!("{promise}") };
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "there are 3 partitions")]
    fn a_broken_promise_says_what_was_promised() {
        assert_eq!(promised(Some(7), format_args!("never seen")), 7);
        promised(None::<u8>, format_args!("there are {} partitions", 3));
    }
}
