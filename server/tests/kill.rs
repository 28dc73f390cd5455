//! `timemark serve --data` is killed again and again while eight clients write. Whatever was answered is there afterwards.
//!
//! `KILLS=1000` are more kills. Which moment a kill meets is up to the machine: no seed repeats it.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::program::{address, start};
use common::{Call, Client};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Kills where the environment does not say.
const KILLS: u32 = 200;
/// How long the clients write before a kill, in milliseconds: so long, and up to as much again.
const WORK_MS: u64 = 60;
const CLIENTS: usize = 8;
/// The keys of a client.
const KEYS: usize = 12;

/// What a client knows of one of its keys: the values that it may have.
#[derive(Clone, Debug)]
struct Known {
    /// What the last answer said.
    answered: Option<u64>,
    /// What was sent after that, without an answer.
    sent: Option<Option<u64>>,
}

/// What a client has noted.
#[derive(Clone, Debug, Default)]
struct Notes {
    items: BTreeMap<String, Known>,
    /// The ARNs of backups, and the names of restored tables, that were answered.
    backups: Vec<String>,
    restored: Vec<String>,
    /// How many of both were checked already.
    checked: (usize, usize),
    /// The number of requests so far, from which the next follows.
    requests: u64,
    answers: u64,
}

impl Notes {
    /// Sends requests until the server is gone.
    fn work(&mut self, client: usize, address: SocketAddr) {
        let Ok(stream) = std::net::TcpStream::connect(address) else { return };
        let mut connection = Client(stream);
        while self.step(client, &mut connection).is_ok() {}
    }

    fn step(&mut self, client: usize, connection: &mut Client) -> std::io::Result<()> {
        self.requests += 1;
        let n = self.requests;
        let mut ask = |operation: &str, body: String| {
            let reply = connection.try_ask(&Call::dynamodb(operation).body(body).bytes())?;
            // Eight clients may ask for more than 50 backups in a second.
            let is_too_many = operation == "CreateBackup" && reply.body.contains("LimitExceededException");
            assert!(reply.status == 200 || is_too_many, "{operation}: {}", reply.body);
            std::io::Result::Ok(Some(reply.body).filter(|_| !is_too_many))
        };
        if n % 60 == 7 {
            let body = format!(r#"{{"TableName":"Music","BackupName":"backup-{client}-{n}"}}"#);
            if let Some(made) = ask("CreateBackup", body)? {
                let arn = made.split("\"BackupArn\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
                self.backups.push(arn.to_owned());
            }
        } else if let (40, Some(arn)) = (n % 120, self.backups.last()) {
            let name = format!("Restored-{client}-{n}");
            ask("RestoreTableFromBackup", format!(r#"{{"TargetTableName":"{name}","BackupArn":"{arn}"}}"#))?;
            self.restored.push(name);
        } else {
            let id = format!("{client}-{}", n as usize % KEYS);
            let (operation, body, value) = match n % 9 {
                0 => ("DeleteItem", format!(r#"{{"TableName":"Music","Key":{{"id":{{"S":"{id}"}}}}}}"#), None),
                _ => {
                    let item = format!(r#"{{"id":{{"S":"{id}"}},"n":{{"N":"{n}"}}}}"#);
                    ("PutItem", format!(r#"{{"TableName":"Music","Item":{item}}}"#), Some(n))
                }
            };
            let known = self.items.entry(id).or_insert(Known { answered: None, sent: None });
            known.sent = Some(value);
            ask(operation, body)?;
            *known = Known { answered: value, sent: None };
        }
        self.answers += 1;
        Ok(())
    }

    /// Compares the notes with what a server has. What is found is what is known from then on. Backups and restored tables
    /// are looked at once after each kill, and all of them at the end.
    fn check(&mut self, connection: &mut Client, kill: u32) {
        let mut ask = |operation: &str, body: String| {
            let reply = connection.ask(&Call::dynamodb(operation).body(body).bytes());
            assert_eq!(reply.status, 200, "after kill {kill}: {operation}: {}", reply.body);
            reply.body
        };
        for (id, known) in &mut self.items {
            let found = ask("GetItem", format!(r#"{{"TableName":"Music","Key":{{"id":{{"S":"{id}"}}}}}}"#));
            let value = found.split("\"N\":\"").nth(1).and_then(|rest| rest.split('"').next());
            let value = value.map(|digits| digits.parse().unwrap());
            assert!(
                value == known.answered || known.sent == Some(value),
                "after kill {kill}, {id} is {value:?}: {known:?}"
            );
            *known = Known { answered: value, sent: None };
        }
        let (backups, restored) = self.checked;
        for arn in self.backups.iter().skip(backups) {
            let found = ask("DescribeBackup", format!(r#"{{"BackupArn":"{arn}"}}"#));
            assert!(found.contains("\"AVAILABLE\"") || found.contains("\"CREATING\""), "after kill {kill}: {found}");
        }
        for name in self.restored.iter().skip(restored) {
            let found = ask("DescribeTable", format!(r#"{{"TableName":"{name}"}}"#));
            assert!(found.contains("\"ACTIVE\"") || found.contains("\"CREATING\""), "after kill {kill}: {found}");
        }
        self.checked = (self.backups.len(), self.restored.len());
    }
}

#[test]
fn what_was_answered_survives_every_kill() {
    let kills = std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let folder = std::env::temp_dir().join(format!("timemark-{}-kill", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let data = folder.join("lab.db").to_str().unwrap().to_owned();
    let mut notes = vec![Notes::default(); CLIENTS];
    let started = Instant::now();
    let mut random = u64::from(std::process::id()) | 1;
    for kill in 0..=kills {
        let (mut child, line, _output) = start(&["--data", &data]);
        let address = address(&line);
        let mut connection = Client::new(address);
        if kill == 0 {
            let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
            let body = format!(r#"{{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",{schema}}}"#);
            let reply = connection.ask(&Call::dynamodb("CreateTable").body(body).bytes());
            assert_eq!(reply.status, 200, "{reply:?}");
        }
        for notes in &mut notes {
            notes.checked = if kill == kills { (0, 0) } else { notes.checked };
            notes.check(&mut connection, kill);
        }
        if kill == kills {
            break;
        }
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::scope(|scope| {
            for (client, notes) in notes.iter_mut().enumerate() {
                scope.spawn(move || notes.work(client, address));
            }
            std::thread::sleep(Duration::from_millis(WORK_MS + random % WORK_MS));
            child.0.kill().unwrap();
        });
        child.0.wait().unwrap();
    }
    let answers: u64 = notes.iter().map(|notes| notes.answers).sum();
    let (backups, restored) =
        notes.iter().fold((0, 0), |sum, notes| (sum.0 + notes.backups.len(), sum.1 + notes.restored.len()));
    println!("{kills} kills, {answers} answers, {backups} backups, {restored} restores in {:?}", started.elapsed());
    assert!(answers > u64::from(kills) * 8 && backups > 0 && restored > 0, "the clients did too little");
    let _ = std::fs::remove_dir_all(&folder);
}
