//! What is kept in a file: after a restart, for one server at a time, as a lab file and back.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::Call;
use common::program::{signal, start, start_as, timemark};
use common::served::{Folder, Served, create_table, get, member, put, refusal};
use std::io::Read;
use std::path::Path;

/// A server's answers about everything that it has.
fn answers(served: &mut Served, backups: &[String]) -> Vec<String> {
    let mut found = vec![
        served.lab("DescribeLab", "{}"),
        served.call("ListTables", "{}"),
        served.call("DescribeTable", r#"{"TableName":"Music"}"#),
        served.call("DescribeTable", r#"{"TableName":"Restored"}"#),
        served.call("Scan", r#"{"TableName":"Music"}"#),
        served.call("ListBackups", "{}"),
        served.call("DescribeContinuousBackups", r#"{"TableName":"Music"}"#),
        served.lab("ListFaults", "{}"),
    ];
    let stream = served.ask("DynamoDBStreams_20120810.ListStreams", "{}").body;
    let arn = member(&stream, "StreamArn").to_owned();
    let described = served.ask("DynamoDBStreams_20120810.DescribeStream", &format!(r#"{{"StreamArn":"{arn}"}}"#)).body;
    let shard = member(&described, "ShardId").to_owned();
    let asked = format!(r#"{{"StreamArn":"{arn}","ShardId":"{shard}","ShardIteratorType":"TRIM_HORIZON"}}"#);
    let iterator = served.ask("DynamoDBStreams_20120810.GetShardIterator", &asked).body;
    let asked = format!(r#"{{"ShardIterator":"{}"}}"#, member(&iterator, "ShardIterator"));
    let records = served.ask("DynamoDBStreams_20120810.GetRecords", &asked).body;
    assert!(described.contains("ShardId"), "{described}");
    found.extend([stream, described, records.split("NextShardIterator").next().unwrap().to_owned()]);
    for arn in backups {
        found.push(served.call("DescribeBackup", &format!(r#"{{"BackupArn":"{arn}"}}"#)));
    }
    found
}

#[test]
fn a_restart_keeps_everything() {
    let folder = Folder::new("restart");
    let data = folder.file("lab.db");
    let by_hand = ["--data", &data, "--pace", "realistic", "--speed", "0", "--now", "1700000000"];
    let mut served = Served::new(&by_hand);
    let forward = r#"{"Seconds":3600}"#;
    create_table(&mut served, "Music");
    served.lab("AdvanceClock", forward);
    put(&mut served, "first");
    served.call(
        "UpdateContinuousBackups",
        r#"{"TableName":"Music","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    );
    let backup = |served: &mut Served, name: &str| {
        let made = served.call("CreateBackup", &format!(r#"{{"TableName":"Music","BackupName":"{name}"}}"#));
        member(&made, "BackupArn").to_owned()
    };
    let available = backup(&mut served, "available");
    served.lab("AdvanceClock", forward);
    served.call("RestoreTableFromBackup", &format!(r#"{{"TargetTableName":"Restored","BackupArn":"{available}"}}"#));
    let creating = backup(&mut served, "creating");
    put(&mut served, "second");
    served.lab("InjectFault", r#"{"Operation":"DeleteTable","Error":"InternalServerError","Count":1}"#);
    let backups = [available, creating];
    let before = answers(&mut served, &backups);
    for status in ["\"BackupStatus\":\"CREATING\"", "\"BackupStatus\":\"AVAILABLE\"", "\"TableStatus\":\"CREATING\""] {
        assert!(before.iter().any(|answer| answer.contains(status)), "{status}: {before:?}");
    }
    for name in ["KILL", "TERM", "KILL"] {
        served.stop(name);
        // The settings are those of the lab, whatever the defaults are.
        served = Served::new(&["--data", &data]);
        assert_eq!(answers(&mut served, &backups), before, "SIG{name}");
    }
    served.lab("AdvanceClock", forward);
    let [_, creating] = &backups;
    let made = served.call("DescribeBackup", &format!(r#"{{"BackupArn":"{creating}"}}"#));
    assert_eq!(member(&made, "BackupStatus"), "AVAILABLE");
    assert_eq!(member(&served.call("DescribeTable", r#"{"TableName":"Restored"}"#), "TableStatus"), "ACTIVE");
    assert!(get(&mut served, "Restored", "first").contains("\"N\":\"1\""));
    assert_eq!(get(&mut served, "Restored", "second"), "{}");
}

#[test]
fn the_clock_goes_on_where_it_stood_or_at_the_wall_clock() {
    let folder = Folder::new("clock");
    let data = folder.file("lab.db");
    let mut served = Served::new(&["--data", &data, "--pace", "realistic", "--speed", "0", "--now", "1700000000"]);
    create_table(&mut served, "Music");
    served.stop("KILL");
    let mut stored = Served::new(&["--data", &data, "--clock", "stored"]);
    assert_eq!(member(&stored.lab("DescribeLab", "{}"), "Now").parse(), Ok(1_700_000_000.0));
    assert_eq!(member(&stored.call("DescribeTable", r#"{"TableName":"Music"}"#), "TableStatus"), "CREATING");
    stored.stop("TERM");
    // What was due while no server ran is done at its time.
    let mut wall = Served::new(&["--data", &data, "--clock", "wall"]);
    let now: f64 = member(&wall.lab("DescribeLab", "{}"), "Now").parse().unwrap();
    assert!(now > 1_750_000_000.0, "{now}");
    assert_eq!(member(&wall.call("DescribeTable", r#"{"TableName":"Music"}"#), "TableStatus"), "ACTIVE");
    wall.stop("KILL");
    let mut stored = Served::new(&["--data", &data]);
    assert_eq!(member(&stored.lab("DescribeLab", "{}"), "Now").parse::<f64>().unwrap(), now);
}

#[test]
fn flags_for_a_lab_that_exists() {
    let folder = Folder::new("flags");
    let data = folder.file("lab.db");
    let first = ["--data", &data, "--speed", "0", "--partitions", "7", "--region", "eu-west-3", "--seed", "9"];
    Served::new(&first).stop("TERM");
    let mut served = Served::new(&["--data", &data, "--window", "typical", "--seed", "5", "--region", "eu-west-3"]);
    let lab = served.lab("DescribeLab", "{}");
    let found = ["Speed", "PartitionsPerTable", "ConsistencyWindow", "Seed"].map(|name| member(&lab, name));
    assert_eq!(found, ["0", "7", "TYPICAL", "9"], "{lab}");
    served.stop("KILL");
    let lab = Served::new(&["--data", &data]).lab("DescribeLab", "{}");
    assert_eq!(member(&lab, "ConsistencyWindow"), "TYPICAL", "{lab}");
    let refused = refusal(&["serve", "--port", "0", "--data", &data, "--region", "us-east-1"]);
    assert!(refused.contains("the lab's region is eu-west-3, not us-east-1"), "{refused}");
}

#[test]
fn files_that_are_refused_stay_as_they_are() {
    let folder = Folder::new("refused");
    let data = folder.file("lab.db");
    let mut served = Served::new(&["--data", &data]);
    create_table(&mut served, "Music");
    let second = refusal(&["serve", "--port", "0", "--data", &data]);
    assert!(second.contains(&data) && second.contains("another server has it open"), "{second}");
    put(&mut served, "still");
    served.stop("TERM");

    let text = folder.file("notes.txt");
    std::fs::write(&text, "not a database, but something of worth".repeat(200)).unwrap();
    let lab = folder.file("lab.timemark");
    std::fs::write(&lab, timemark_core::Engine::new(timemark_core::Options::default()).save()).unwrap();
    let cut = folder.file("cut.timemark");
    let whole = std::fs::read(&lab).unwrap();
    std::fs::write(&cut, whole.get(..whole.len() - 3).unwrap()).unwrap();
    for (args, file, part) in [
        (&["serve", "--data", &text][..], &text, "it is not a file of timemark serve"),
        (&["serve", "--data", &lab], &lab, "it is a lab file"),
        (&["open", &text], &text, "This is not a lab file"),
        (&["open", &data], &data, "serve it with `timemark serve --data`"),
        (&["open", &cut], &cut, "damaged at byte"),
        (&["open", &lab, "--data", &data], &data, "the file exists"),
        (&["serve", "--data", &folder.file("no/folder")], &folder.file("no/folder"), "No such file"),
        (&["open", &folder.file("none.timemark")], &folder.file("none.timemark"), "No such file"),
    ] {
        let before = std::fs::read(file).ok();
        let refused = refusal(&[args, &["--port", "0"]].concat());
        assert!(refused.contains(file.as_str()) && refused.contains(part), "{args:?}: {refused}");
        assert!(std::fs::read(file).ok() == before, "{file} has changed");
    }
}

#[test]
fn a_lab_is_saved_opened_and_kept() {
    let folder = Folder::new("save");
    let (lab, data) = (folder.file("lab.timemark"), folder.file("lab.db"));
    let mut served = Served::new(&["--speed", "0"]);
    create_table(&mut served, "Music");
    put(&mut served, "first");
    let described = served.lab("DescribeLab", "{}");
    std::fs::write(&lab, "an older file").unwrap();
    let saved = timemark(&["save", &served.url, &lab]).output().unwrap();
    assert!(saved.status.success(), "{saved:?}");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);
    served.stop("TERM");

    let mut opened = Served::of(start_as("open", &[&lab]));
    assert!(get(&mut opened, "Music", "first").contains("\"N\":\"1\""));
    assert_eq!(opened.lab("DescribeLab", "{}"), described);
    opened.stop("TERM");

    let mut kept = Served::of(start_as("open", &[&lab, "--data", &data]));
    put(&mut kept, "second");
    kept.stop("KILL");
    let mut again = Served::new(&["--data", &data]);
    assert!(get(&mut again, "Music", "first").contains("\"N\":\"1\""));
    assert!(get(&mut again, "Music", "second").contains("\"N\":\"1\""));
    // The file that was opened is as it was.
    assert_eq!(Served::of(start_as("open", &[&lab])).lab("DescribeLab", "{}"), described);

    for (url, part) in [("http://127.0.0.1:1", "refused"), ("127.0.0.1:8000", "form"), ("http://127.0.0.1/x", "form")] {
        let refused = refusal(&["save", url, &folder.file("none.timemark")]);
        assert!(refused.contains(url) && refused.contains(part), "{refused}");
    }
    assert!(!Path::new(&folder.file("none.timemark")).exists());
}

#[test]
fn the_lab_is_for_programs_and_the_servers_own_pages() {
    let mut served = Served::new(&[]);
    let host = served.url.trim_start_matches("http://").to_owned();
    let get = Call::lab("").line("GET /_timemark/lab HTTP/1.1").body("").with("Host", &host);
    let other = "http://localhost:3000";
    for (call, status) in [
        (get.clone(), 200),
        (get.clone().with("Origin", &served.url), 200),
        (get.clone().with("Sec-Fetch-Site", "same-origin"), 200),
        (get.clone().with("Sec-Fetch-Site", "none"), 200),
        (get.clone().with("Origin", other), 403),
        (get.clone().with("Sec-Fetch-Site", "same-site"), 403),
        (get.clone().with("Sec-Fetch-Site", "cross-site"), 403),
        (get.clone().with("Host", "evil.example"), 403),
        (get.clone().line("POST /_timemark/lab HTTP/1.1"), 404),
    ] {
        let reply = served.client.ask(&call.bytes());
        assert_eq!(reply.status, status, "{:?}", call.headers);
        assert_eq!(reply.bytes.starts_with(b"timemark"), status == 200);
    }
}

#[test]
fn the_start_says_where_data_is() {
    let folder = Folder::new("greeting");
    let data = folder.file("lab.db");
    for (args, part) in [(&[][..], "in memory"), (&["--data", &data], data.as_str())] {
        let (child, _, mut output) = start(args);
        signal(&child, "TERM");
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert!(rest.contains(part), "{rest}");
    }
}
