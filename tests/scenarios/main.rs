//! Scenarios: the stories of the README, as scripts of prose, commands and answers.
//!
//! A script is a text file in this folder. `UPDATE_GOLDENFILES=1 cargo test -p timemark-tests --test scenarios` writes
//! the answers anew; review the changes before you commit them. Every script begins with its own engine, on 2026-01-01
//! at 00:00:00, with the default settings; times are those of that day unless they have a date.
//!
//! | command | does |
//! | --- | --- |
//! | `lab Pace=REALISTIC Seed=7` | other settings |
//! | `at "14:25:00"`, `advance 60` | moves the clock to a time, or by seconds |
//! | `table Music Artist [Song]` | an on-demand table with text keys, ACTIVE when the clock has moved |
//! | `put Music Artist=Ü Year=1971`, `delete Music Artist=Ü` | writes an item; whole numbers are numbers, the rest is text |
//! | `scan Music` | the items, an item a line |
//! | `explain nightly`, `explain Music "14:25:00"` | each write's verdict, for a backup, or for one asked for at that time |
//! | `CreateBackup TableName=Music BackupName=nightly BackupStatus` | any other operation, with its members; only the named members of the answer are shown |
//! | `!CreateBackup …` | the same, expected to be refused |
//!
//! A member's value may be JSON. A backup's ARN is given and shown by the backup's name: `BackupArn=nightly`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod script;
mod show;
mod time;

use script::Script;
use std::path::{Path, PathBuf};

/// The scripts, a test each.
macro_rules! scripts {
    ($($name:ident)+) => {
        $(
            #[test]
            fn $name() {
                goldenscript::run(&mut Script::new(), folder().join(concat!(stringify!($name), ".txt"))).unwrap();
            }
        )+

        #[test]
        fn every_script_is_run() {
            let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
            let mut found: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
            found.sort();
            let listed = [$(folder().join(concat!(stringify!($name), ".txt"))),+];
            assert_eq!(found, listed, "the list of scripts is in the order of the alphabet");
        }
    };
}

scripts! {
    errors
    faults
    point_in_time
    restore
    story
    system_backup
    window
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}
