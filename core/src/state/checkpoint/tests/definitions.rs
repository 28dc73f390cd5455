//! Definitions and settings that cannot be.

use super::super::check::{definition, settings};
use super::*;
use crate::item::key::KeyDefinition;
use crate::model::settings::{Delays, LogSpacing, Pace};

#[test]
fn each_promise_of_a_definition_is_checked() {
    let attributes = |count: usize| vec![attribute("pk"); count];
    let key = |hash, range| KeyDefinition { hash: attributes(hash), range: attributes(range) };
    type OfDefinition<'a> = &'a dyn Fn(&mut TableDefinition);
    let checked = |change: OfDefinition| {
        let mut changed = new_table(MUSIC, "Music", None).definition;
        change(&mut changed);
        definition(&changed).map_err(|Unsound(clause)| clause)
    };
    let rows: &[(Result<(), &str>, &[OfDefinition])] = &[
        (
            Err("a table has no key, or too many"),
            &[&|of| of.key = key(0, 0), &|of| of.key = key(2, 0), &|of| of.key = key(1, 2)],
        ),
        (Err("two indexes have one name"), &[&|of| of.indexes[1].name = of.indexes[0].name.clone()]),
        (
            Err("an index has no key, or too many"),
            &[
                &|of| of.indexes[0].key = key(0, 1),
                &|of| of.indexes[0].key = key(5, 1),
                &|of| of.indexes[0].key = key(1, 5),
                &|of| of.indexes[1].key = key(0, 1),
                &|of| of.indexes[1].key = key(2, 1),
                &|of| of.indexes[1].key = key(1, 2),
            ],
        ),
        (
            Err("a local index has another partition key"),
            &[&|of| of.indexes[1].key.hash[0].name.push('x'), &|of| of.indexes[0].is_global = false],
        ),
        (Err("a local index stands before a global one"), &[&|of| of.indexes.swap(0, 1)]),
        (Ok(()), &[&|_| {}, &|of| of.indexes[0].key = key(4, 4), &|of| of.key.range.clear(), &|of| of.indexes.clear()]),
    ];
    for (expected, changes) in rows {
        for (number, change) in changes.iter().enumerate() {
            assert_eq!(checked(*change), *expected, "definition {number}");
        }
    }
}

#[test]
fn settings_that_cannot_be_are_not_accepted() {
    let sound = |change: fn(&mut Settings)| {
        let mut changed = Settings::default();
        change(&mut changed);
        settings(&changed).is_ok()
    };
    fn delayed(settings: &mut Settings, ms: i64) {
        settings.pace = Pace::Custom(Delays { expiry_ms: ms, ..Settings::default().pace.delays() });
    }
    fn spaced(settings: &mut Settings, segment_changes: u32) {
        settings.log_spacing = LogSpacing { segment_changes, snapshot_changes: 0 };
    }
    let good: &[fn(&mut Settings)] = &[
        |_| {},
        |settings| settings.partitions_per_table = 1_024,
        |settings| (settings.change_log_ms, settings.write_conflict_ms) = (0, 0),
        |settings| spaced(settings, 1),
        |settings| delayed(settings, 0),
    ];
    let bad: &[fn(&mut Settings)] = &[
        |settings| settings.partitions_per_table = 0,
        |settings| settings.partitions_per_table = 1_025,
        |settings| settings.change_log_ms = -1,
        |settings| settings.write_conflict_ms = -1,
        |settings| spaced(settings, 0),
        |settings| delayed(settings, -1),
    ];
    for (number, change) in good.iter().enumerate() {
        assert!(sound(*change), "{number}");
    }
    for (number, change) in bad.iter().enumerate() {
        assert!(!sound(*change), "{number}");
    }
    let mut state = State::new(&Options::default());
    state.settings.change_log_ms = -1;
    assert_eq!(state.check(now()), Err(Unsound("settings that cannot be")));
}
