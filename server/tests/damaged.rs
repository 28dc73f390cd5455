//! Damaged files: refused by what changes them, and served, as far as they are sound, for reading only.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::program::{Running, address, start_as, timemark};
use common::served::{Folder, Served, create_table, get, member, put, refusal};
use common::{Call, Client};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

/// A file whose damage is read only: what comes before it is served, and the file stays as it is.
fn assert_read_only(path: &str, kept: &[&str], lost: &[&str]) {
    let before = std::fs::read(path).unwrap();
    let mut served = Served::of(start_as("open", &[path, "--damaged", "--speed", "1000000"]));
    for (ids, is_there) in [(kept, true), (lost, false)] {
        for id in ids {
            assert_eq!(get(&mut served, "Music", id).contains(id), is_there, "{id}");
        }
    }
    let described = served.lab("DescribeLab", "{}");
    for (operation, body) in [
        ("PutItem", r#"{"TableName":"Music","Item":{"id":{"S":"late"}}}"#),
        ("CreateBackup", r#"{"TableName":"Music","BackupName":"late"}"#),
        ("DeleteTable", r#"{"TableName":"Music"}"#),
    ] {
        let refused = served.ask(&format!("DynamoDB_20120810.{operation}"), body);
        assert_eq!((refused.status, refused.body.contains("#AccessDeniedException")), (400, true), "{refused:?}");
    }
    let moved = served.ask("Timemark_20261122.AdvanceClock", r#"{"Seconds":60}"#);
    assert_eq!(moved.status, 400, "{moved:?}");
    // The clock stands as well.
    assert_eq!(member(&served.lab("DescribeLab", "{}"), "Now"), member(&described, "Now"));
    assert!(!get(&mut served, "Music", "late").contains("late"));
    served.stop("TERM");
    assert!(std::fs::read(path).unwrap() == before, "{path} has changed");
}

/// A page of a server's file that is changed is noticed, and nothing is served but, when asked for, what comes before it.
#[test]
fn a_damaged_file_is_not_served() {
    let folder = Folder::new("damaged");
    let data = folder.file("lab.db");
    let mut served = Served::new(&["--data", &data]);
    create_table(&mut served, "Music");
    put(&mut served, "before");
    put(&mut served, "needle-in-the-file");
    put(&mut served, "behind");
    served.stop("TERM");
    let mut bytes = std::fs::read(&data).unwrap();
    let places: Vec<_> =
        bytes.windows(18).enumerate().filter(|(_, window)| window == b"needle-in-the-file").map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at] ^= 1;
    }
    std::fs::write(&data, &bytes).unwrap();
    let refused = refusal(&["serve", "--port", "0", "--data", &data]);
    assert!(refused.contains(&data), "{refused}");
    assert_read_only(&data, &["before"], &["needle-in-the-file", "behind"]);
}

/// The same of a lab file, whose records behind the damage are sound.
#[test]
fn what_comes_before_a_damage_can_be_read() {
    let folder = Folder::new("before-damage");
    let path = folder.file("lab.timemark");
    let mut engine = timemark_core::Engine::new(timemark_core::Options::default());
    engine.record_events();
    let mut file = engine.save();
    let mut record = |operation: &str, body: &str| {
        let answer = engine.handle(&format!("DynamoDB_20120810.{operation}"), body.as_bytes());
        assert_eq!(answer.status, 200, "{operation}");
        engine.take_events()
    };
    let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
    file.extend(record("CreateTable", &format!(r#"{{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",{schema}}}"#)));
    let mut put = |id: &str| record("PutItem", &format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"{id}"}}}}}}"#));
    file.extend(put("before"));
    let damaged_at = file.len();
    file.extend(put("damaged"));
    *file.last_mut().unwrap() ^= 1;
    file.extend(put("behind"));
    std::fs::write(&path, &file).unwrap();
    let refused = refusal(&["open", "--port", "0", &path]);
    assert!(refused.contains(&format!("damaged at byte {damaged_at}")), "{refused}");
    assert_read_only(&path, &["before"], &["damaged", "behind"]);
    // Without a checkpoint there is nothing to show.
    std::fs::write(&path, file.get(..40).unwrap()).unwrap();
    let refused = refusal(&["open", "--port", "0", "--damaged", &path]);
    assert!(refused.contains("damaged at byte"), "{refused}");
}

/// A file whose checkpoint is damaged: its other tables and backups are served, and what is left out is said.
#[test]
fn what_is_sound_in_a_damaged_checkpoint_can_be_read() {
    let folder = Folder::new("salvaged");
    let (lab, data) = (folder.file("lab.timemark"), folder.file("lab.db"));
    let mut served = Served::new(&["--data", &data]);
    for (table, id) in [("Albums", "needle"), ("Music", "kept")] {
        create_table(&mut served, table);
        served.call("PutItem", &format!(r#"{{"TableName":"{table}","Item":{{"id":{{"S":"{id}"}}}}}}"#));
        served.call("CreateBackup", &format!(r#"{{"TableName":"{table}","BackupName":"of-{table}"}}"#));
    }
    assert!(timemark(&["save", &served.url, &lab]).status().unwrap().success());
    served.stop("TERM");
    // Another, whose checkpoint has everything.
    std::fs::remove_file(&data).unwrap();
    Served::of(start_as("open", &[&lab, "--data", &data])).stop("TERM");
    for path in [&lab, &data] {
        let mut bytes = std::fs::read(path).unwrap();
        for at in 0..bytes.len() - 6 {
            bytes[at] ^= u8::from(&bytes[at..at + 6] == b"needle");
        }
        std::fs::write(path, &bytes).unwrap();
        let begin = if path == &lab { &["open"][..] } else { &["serve", "--data"] };
        let refused = refusal(&[begin, &[path, "--port", "0"]].concat());
        assert!(refused.contains(&format!("`timemark open {path} --damaged`")), "{refused}");
        assert_read_only(path, &["kept"], &["needle"]);
        let mut child = timemark(&["open", path, "--damaged", "--port", "0"]);
        let mut child = Running(child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
        let line = BufReader::new(child.0.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let mut client = Client::new(address(&line));
        let backups = client.ask(&Call::dynamodb("ListBackups").bytes());
        assert!(backups.body.contains("of-Music") && !backups.body.contains("of-Albums"), "{backups:?}");
        child.0.kill().unwrap();
        let told = std::io::read_to_string(child.0.stderr.take().unwrap()).unwrap();
        let left_out: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("timemark: left out: ")).collect();
        let expected = ["the table Albums of us-east-1", "the backup of-Albums, arn:", "the stream arn:"];
        let is_named = left_out.iter().zip(expected).all(|(found, expected)| found.starts_with(expected));
        assert!(told.contains("damaged at byte") && left_out.len() == 3 && is_named, "{told}");
    }
}
