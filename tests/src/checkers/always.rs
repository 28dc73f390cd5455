//! What holds after every call.
//!
//! - **A1** an error has changed nothing; **A2** its name is declared for the operation, or common.
//! - **A4** the live state is the state that its recorded history gives.

use super::{Broken, Held, ensure, equal};
use std::fmt::Debug;
use timemark_core::error::COMMON_ERRORS;
use timemark_core::operations::declared_errors;
use timemark_core::state::{Backup, Change, State, Table};
use timemark_core::{Checkpoint, Committed, Engine, Error};

/// A1 and A2, for a refused call.
pub fn refused(name: &str, error: &Error, events: &[Committed], before: &Checkpoint, engine: &Engine) -> Held {
    ensure(!events.iter().any(Committed::is_change), "A1", || {
        format!("{name} answered {error:?} and decided {events:?}")
    })?;
    let unchanged = Engine::recover(before, &[]);
    // An injected fault is used up by the call that it refuses; no state changes.
    let states = |engine: &Engine| engine.states().map(State::digest).collect::<Vec<_>>();
    equal(states(engine), states(&unchanged), "A1", &format!("the state after {name}: {error:?}"))?;
    let code = error.code();
    let declared = declared_errors(name).is_none_or(|declared| declared.contains(&code));
    ensure(declared || COMMON_ERRORS.contains(&code), "A2", || format!("{name} does not declare {code:?}"))?;
    let first = error.name();
    ensure(first.is_ascii() && !first.is_empty(), "A2", || format!("{name}: a name like {first:?}"))
}

/// A4: two engines have the same regions, and each region the same state.
pub fn same_states(found: &Engine, expected: &Engine, which: &str) -> Held {
    equal(found.digest(), expected.digest(), "A4", &format!("the digest of {which}"))?;
    pairs(found.states(), expected.states(), which, same_state)
}

/// A4: two states are equal, in their digests and in everything that they hold.
fn same_state(found: &State, expected: &State, which: &str) -> Held {
    equal(found.digest(), expected.digest(), "A4", &format!("the digest of {which}"))?;
    equal(found.settings(), expected.settings(), "A4", which)?;
    equal(found.next_due(), expected.next_due(), "A4", which)?;
    pairs(found.tables(), expected.tables(), which, same_table)?;
    pairs(found.backups_after(None), expected.backups_after(None), which, same_backup)
}

fn pairs<'a, T: 'a>(
    found: impl Iterator<Item = &'a T>,
    expected: impl Iterator<Item = &'a T>,
    which: &str,
    same: impl Fn(&'a T, &'a T, &str) -> Held,
) -> Held {
    let (found, expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
    equal(found.len(), expected.len(), "A4", which)?;
    found.into_iter().zip(expected).try_for_each(|(found, expected)| same(found, expected, which))
}

/// Equality, without printing what may be megabytes.
fn same<T: PartialEq>(found: T, expected: T, what: impl Debug, which: &str) -> Held {
    ensure(found == expected, "A4", || format!("{what:?} of {which} differ"))
}

fn same_table(found: &Table, expected: &Table, which: &str) -> Held {
    let settings =
        |table: &Table| (table.name().to_owned(), table.table_id().to_owned(), table.created(), table.sequence());
    equal(settings(found), settings(expected), "A4", which)?;
    equal((found.state(), found.restore()), (expected.state(), expected.restore()), "A4", which)?;
    same(found.definition(), expected.definition(), "the definitions", which)?;
    same(&found.settings().tags, &expected.settings().tags, "the tags", which)?;
    same(found.holds().collect::<Vec<_>>(), expected.holds().collect(), "the holds", which)?;
    for (one, two) in found.partitions().iter().zip(expected.partitions()) {
        let log = |partition: &timemark_core::state::Partition| {
            partition.log().changes_from(0).cloned().collect::<Vec<Change>>()
        };
        same(one.items(), two.items(), "the items", which)?;
        same((one.totals(), one.log().start()), (two.totals(), two.log().start()), "the figures", which)?;
        same(log(one), log(two), "the logs", which)?;
        for (one, two) in one.snapshots().zip(two.snapshots()) {
            same((one.ordinal, &one.items), (two.ordinal, &two.items), "the snapshots", which)?;
        }
    }
    for (one, two) in found.indexes().iter().zip(expected.indexes()) {
        same((one.entries(), one.current()), (two.entries(), two.current()), "the indexes", which)?;
    }
    Ok(())
}

fn same_backup(found: &Backup, expected: &Backup, which: &str) -> Held {
    let settings = |backup: &Backup| (backup.marker.clone(), backup.status, backup.completed);
    equal(settings(found), settings(expected), "A4", which)?;
    let window = |backup: &Backup| -> Option<Vec<Change>> {
        let segments = backup.window.as_ref()?.iter().flatten();
        Some(segments.flat_map(|segment| segment.changes.clone()).collect())
    };
    same(window(found), window(expected), "the windows", which)?;
    let items = |backup: &Backup| {
        let images = backup.images.iter().flat_map(|images| images.iter());
        images.map(|image| (image.end, image.items())).collect::<Vec<_>>()
    };
    same(items(found), items(expected), "the images", which)
}

/// A4: the live engine, the one that its whole history gives, and the one that a later checkpoint and the rest of the
/// history give.
pub fn replayed(
    engine: &Engine,
    start: &Checkpoint,
    middle: &Checkpoint,
    history: &[Committed],
    at: usize,
) -> Result<(), Broken> {
    let from_start = Engine::recover(start, history);
    same_states(&from_start, engine, "the replay of all events")?;
    let from_middle = Engine::recover(middle, history.get(at..).unwrap_or_default());
    same_states(&from_middle, engine, "a checkpoint and the later events")?;
    // U4 in memory: recovering a recovered engine changes nothing.
    let again = Engine::recover(&from_middle.checkpoint(), &[]);
    same_states(&again, engine, "the recovery of a recovery")
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::Options;
    use timemark_core::operations::{CreateBackupInput, DescribeBackupInput};

    #[test]
    fn an_undeclared_error_is_noticed() {
        let engine = Engine::new(Options::default());
        let refused =
            |name, error: Error| refused(name, &error, &[], &engine.checkpoint(), &engine).map_err(|b| b.promise);
        let missing = || engine.clone().send(CreateBackupInput::new("Music", "one")).expect_err("no such table");
        let foreign = "arn:aws:dynamodb:us-east-1:999999999999:table/Music/backup/01576616366715-b4e58d3a";
        let denied = engine.clone().send(DescribeBackupInput::new(foreign)).expect_err("another account");
        assert_eq!(refused("CreateBackup", missing()), Ok(()));
        assert_eq!(refused("DeleteTable", missing()), Err("A2"));
        assert_eq!(refused("DeleteTable", denied), Ok(()));
    }
}
