//! An engine that is stored on a disk which fails and loses power.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::{CallError, SharedEngine};
use crate::storage::Storage;
use crate::storage::faulty::{Disk, Draw, Fault};
use crate::storage::tests::connect;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timemark_core::wire::Request;
use timemark_core::{Engine, LogSpacing, Options, Settings};

/// A server's engine whose lab is on a disk.
struct Lab(SharedEngine);

impl Lab {
    fn new(disk: &Disk) -> Lab {
        Lab::with(disk, |storage| storage)
    }

    fn with(disk: &Disk, prepare: impl FnOnce(Storage) -> Storage) -> Lab {
        // What is older than a minute leaves the log of changes soon.
        let log_spacing = LogSpacing { segment_changes: 16, snapshot_changes: 32 };
        let settings = Settings { log_spacing, ..Settings::default() };
        let mut engine = Engine::new(Options { settings, ..Options::default() });
        let mut storage = prepare(connect(disk).unwrap().0);
        storage.begin(Some(&engine.save())).unwrap();
        engine.record_events();
        Lab(SharedEngine::stored(engine, storage))
    }

    async fn ask(&self, target: &str, body: &str) -> Result<String, CallError> {
        let request = Request { target, body: body.as_bytes(), host: None, region: None };
        let response = self.0.call(request).await?;
        let body = String::from_utf8(response.body).unwrap();
        assert_eq!(response.status, 200, "{body}");
        Ok(body)
    }

    async fn call(&self, operation: &str, body: &str) -> Result<String, CallError> {
        self.ask(&format!("DynamoDB_20120810.{operation}"), body).await
    }

    async fn create_table(&self) {
        let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
        let body = format!(r#"{{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",{schema}}}"#);
        self.call("CreateTable", &body).await.unwrap();
    }

    async fn put(&self, id: &str, text: &str) -> Result<String, CallError> {
        let body = format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"{id}"}},"text":{{"S":"{text}"}}}}}}"#);
        self.call("PutItem", &body).await
    }

    async fn has(&self, id: &str) -> bool {
        let key = format!(r#"{{"TableName":"Music","Key":{{"id":{{"S":"{id}"}}}}}}"#);
        self.call("GetItem", &key).await.unwrap().contains("text")
    }

    async fn now(&self) -> String {
        let lab = self.ask("Timemark_20261122.DescribeLab", "{}").await.unwrap();
        lab.split(',').find(|part| part.contains("\"Now\"")).unwrap().to_owned()
    }
}

/// The engine that a disk has.
fn reopened(disk: &Disk) -> Engine {
    Engine::open(&connect(disk).unwrap().1.unwrap()).unwrap()
}

#[tokio::test]
async fn what_cannot_be_stored_changes_nothing_and_reads_go_on() {
    let disk = Disk::default();
    let lab = Arc::new(Lab::new(&disk));
    lab.create_table().await;
    lab.put("first", "kept").await.unwrap();
    let before = lab.now().await;
    disk.fail(Some(Fault::From(0)));
    disk.slow_down(Duration::from_millis(10));
    for n in 0..3 {
        let put = {
            let lab = Arc::clone(&lab);
            tokio::spawn(async move { lab.put("second", "lost").await })
        };
        tokio::task::yield_now().await;
        // From the second time on storing is known to fail, and no call waits for an attempt that does not concern it.
        assert!(!lab.has("second").await);
        assert!(n == 0 || !put.is_finished(), "an attempt takes at least 10 ms");
        assert_eq!(put.await.unwrap(), Err(CallError::NotStored));
        let backup = r#"{"TableName":"Music","BackupName":"lost"}"#;
        assert_eq!(lab.call("CreateBackup", backup).await, Err(CallError::NotStored));
        let hour = r#"{"Seconds":3600}"#;
        assert_eq!(lab.ask("Timemark_20261122.AdvanceClock", hour).await, Err(CallError::NotStored));
        assert_eq!((lab.has("first").await, lab.has("second").await), (true, false));
        assert_eq!(lab.call("ListBackups", "{}").await.unwrap(), r#"{"BackupSummaries":[]}"#);
        assert_eq!(lab.now().await, before);
    }
    disk.fail(None);
    lab.put("third", "kept").await.unwrap();
    assert_eq!((lab.has("first").await, lab.has("second").await, lab.has("third").await), (true, false, true));
    let live = lab.0.copy().await.unwrap().digest();
    lab.0.close();
    assert_eq!(reopened(&disk).digest(), live);
}

/// Whichever call of the disk fails, one call at most is refused before its repetition succeeds.
#[tokio::test]
async fn a_single_failure_is_over_at_the_next_attempt() {
    for n in 0..12 {
        let disk = Disk::default();
        let lab = Lab::new(&disk);
        lab.create_table().await;
        disk.fail(Some(Fault::At(n)));
        let mut kept = Vec::new();
        for id in 0..12 {
            let id = format!("song-{id}");
            match lab.put(&id, "text").await {
                Ok(_) => kept.push(id),
                Err(error) => assert_eq!((error, lab.has(&id).await), (CallError::NotStored, false)),
            }
        }
        assert!(kept.len() >= 11, "call {n}: {kept:?}");
        let live = lab.0.copy().await.unwrap().digest();
        lab.0.close();
        assert_eq!(reopened(&disk).digest(), live, "call {n}");
    }
}

#[tokio::test]
async fn calls_that_wait_share_a_commit() {
    let disk = Disk::default();
    let lab = Arc::new(Lab::new(&disk));
    lab.create_table().await;
    disk.slow_down(Duration::from_millis(3));
    let before = disk.syncs();
    let puts: Vec<_> = (0..200)
        .map(|n| {
            let lab = Arc::clone(&lab);
            tokio::spawn(async move { lab.put(&format!("song-{n}"), "text").await })
        })
        .collect();
    for put in puts {
        assert!(put.await.unwrap().is_ok());
    }
    let syncs = disk.syncs() - before;
    assert!((1..100).contains(&syncs), "{syncs} syncs for 200 calls");
}

/// A call that only reads is answered when what it has read is durable, not before.
#[tokio::test]
async fn nothing_is_reported_that_may_be_lost() {
    let disk = Disk::default();
    let lab = Arc::new(Lab::new(&disk));
    lab.create_table().await;
    disk.slow_down(Duration::from_millis(2));
    for n in 0..20 {
        let id = format!("song-{n}");
        let put = {
            let (lab, id) = (Arc::clone(&lab), id.clone());
            tokio::spawn(async move { lab.put(&id, "text").await })
        };
        tokio::task::yield_now().await;
        if lab.has(&id).await {
            let image = disk.after_power_failure(&mut Draw(n + 1));
            let mut engine = reopened(&image);
            let key = format!(r#"{{"TableName":"Music","Key":{{"id":{{"S":"{id}"}}}}}}"#);
            let found = engine.call("GetItem", key.as_bytes()).unwrap();
            assert!(String::from_utf8(found).unwrap().contains("text"), "{id} was reported and is lost");
        }
        put.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_checkpoint_is_written_when_the_events_outweigh_it() {
    let disk = Disk::default();
    let lab = Lab::with(&disk, Storage::in_middle);
    lab.create_table().await;
    let text = "x".repeat(500);
    for n in 0..600 {
        lab.put("song", &text).await.unwrap();
        if n % 50 == 0 {
            lab.ask("Timemark_20261122.AdvanceClock", r#"{"Seconds":3600}"#).await.unwrap();
        }
    }
    let live = lab.0.copy().await.unwrap().digest();
    lab.0.close();
    let (_, stored) = connect(&disk).unwrap();
    let stored = stored.unwrap();
    assert!(stored.len() < 150_000, "{} bytes, and the events had 350,000", stored.len());
    assert_eq!(Engine::open(&stored).unwrap().digest(), live);
}

/// Power fails at random moments while eight clients write.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_is_on_the_disk() {
    let disk = Disk::default();
    let lab = Arc::new(Lab::new(&disk));
    lab.create_table().await;
    disk.slow_down(Duration::from_millis(1));
    let answered = Arc::new(Mutex::new(Vec::new()));
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let (lab, answered) = (Arc::clone(&lab), Arc::clone(&answered));
            tokio::spawn(async move {
                for n in 0..200 {
                    let id = format!("song-{client}-{n}");
                    lab.put(&id, "text").await.unwrap();
                    answered.lock().unwrap().push(id);
                }
            })
        })
        .collect();
    let mut draw = Draw(17);
    let mut images = 0;
    while !clients.iter().all(|client| client.is_finished()) {
        let known = answered.lock().unwrap().clone();
        let mut engine = reopened(&disk.after_power_failure(&mut draw));
        for id in &known {
            let key = format!(r#"{{"TableName":"Music","Key":{{"id":{{"S":"{id}"}}}}}}"#);
            let found = engine.call("GetItem", key.as_bytes()).unwrap();
            assert!(String::from_utf8(found).unwrap().contains("text"), "{id} was answered and is lost");
        }
        images += 1;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(answered.lock().unwrap().len(), 1_600);
    assert!(images > 20, "{images}");
}
