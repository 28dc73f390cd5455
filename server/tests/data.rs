//! What is kept in a file: after a restart, for one server at a time, as a lab file and back.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::program::{Running, address, signal, start, start_as, timemark};
use common::{Call, Client, Reply};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A folder of a test, deleted when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("timemark-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running server and a connection to it.
struct Served {
    child: Running,
    url: String,
    client: Client,
}

impl Served {
    fn new(args: &[&str]) -> Served {
        Served::of(start(args))
    }

    fn of((child, line, _): (Running, String, impl Read)) -> Served {
        let address = address(&line);
        Served { child, url: format!("http://{address}"), client: Client::new(address) }
    }

    fn ask(&mut self, target: &str, body: &str) -> Reply {
        self.client.ask(&Call::dynamodb("").with("X-Amz-Target", target).body(body).bytes())
    }

    /// The body of an answer with status 200.
    fn call(&mut self, operation: &str, body: &str) -> String {
        let reply = self.ask(&format!("DynamoDB_20120810.{operation}"), body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.body);
        reply.body
    }

    fn lab(&mut self, operation: &str, body: &str) -> String {
        let reply = self.ask(&format!("Timemark_20261122.{operation}"), body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.body);
        reply.body
    }

    fn stop(mut self, signal_name: &str) {
        signal(&self.child, signal_name);
        self.child.0.wait().unwrap();
    }
}

/// The value of the first member of a name, as JSON; of a string without its quotes.
fn member<'a>(json: &'a str, name: &str) -> &'a str {
    let start =
        json.find(&format!("\"{name}\":")).unwrap_or_else(|| unreachable!("no {name} in {json}")) + name.len() + 3;
    let rest = json.get(start..).unwrap();
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next().unwrap(),
        None => rest.split([',', '}']).next().unwrap(),
    }
}

fn create_table(served: &mut Served, name: &str) {
    let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
    let stream = r#""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#;
    served
        .call("CreateTable", &format!(r#"{{"TableName":"{name}","BillingMode":"PAY_PER_REQUEST",{schema},{stream}}}"#));
}

fn put(served: &mut Served, id: &str) {
    served.call("PutItem", &format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"{id}"}},"n":{{"N":"1"}}}}}}"#));
}

fn get(served: &mut Served, table: &str, id: &str) -> String {
    served.call("GetItem", &format!(r#"{{"TableName":"{table}","Key":{{"id":{{"S":"{id}"}}}}}}"#))
}

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

/// What `timemark` says on stderr when it ends with exit code 1 and serves nothing.
fn refusal(args: &[&str]) -> String {
    let mut child = Running(timemark(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "", "it is served");
    let mut text = String::new();
    child.0.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(child.0.wait().unwrap().code(), Some(1), "{text}");
    text
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
