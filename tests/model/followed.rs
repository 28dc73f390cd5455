//! Replicas: engines that follow the records of another one.

use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{
    Attributes, CallOrigin, CallRecord, Engine, LabReader, LabRecord, OpenError, Options, Pace, Settings, Timestamp,
};
use timemark_tests::golden;
use xxhash_rust::xxh3::xxh3_64;

/// An engine whose table and backups take a while, and that records its events.
fn live() -> Engine {
    let settings = Settings { pace: Pace::Realistic, ..Settings::default() };
    let mut engine = Engine::new(Options { settings, ..Options::default() });
    engine.record_events();
    engine
}

fn replica(live: &Engine) -> Engine {
    Engine::open(&live.save()).unwrap()
}

fn create(engine: &mut Engine, name: &str) {
    engine.send(CreateTableInput::on_demand(name, &[("pk", KeyType::Hash, ScalarAttributeType::S)])).unwrap();
}

fn seconds(engine: &mut Engine, seconds: i64) {
    engine.advance_to(engine.now().plus_ms(1_000 * seconds));
}

fn position(engine: &Engine) -> (u128, Timestamp, u64, Option<Timestamp>) {
    (engine.digest(), engine.now(), engine.requests(), engine.next_due())
}

fn call(operation: &str, step: u64) -> CallRecord {
    CallRecord {
        operation: operation.to_owned(),
        body: r#"{"TableName":"Müsic"}"#.to_owned(),
        region: (step > 1).then(|| "eu-west-1".to_owned()),
        at: Timestamp::from_millis(1_000),
        until: Timestamp::from_millis(2_500),
        status: 400,
        answer: "{}".to_owned(),
        step,
        origin: [CallOrigin::Person, CallOrigin::Generator, CallOrigin::Client][step as usize % 3],
        is_change: step.is_multiple_of(2),
    }
}

/// The replica's clock is moved over tasks of which the live engine told in several records, each with the moment that it
/// had reached.
#[test]
fn a_replica_whose_clock_was_there_first_has_each_event_once() {
    for is_recording in [false, true] {
        let mut live = live();
        let mut replica = replica(&live);
        replica.record_history();
        if is_recording {
            replica.record_events();
        }
        create(&mut live, "Music");
        create(&mut live, "Books");
        replica.follow_record(&live.take_events()).unwrap();
        let mut records = Vec::new();
        for _ in 0..40 {
            seconds(&mut live, 1);
            records.push(live.take_events());
        }
        let tasks = replica.advance_to(live.now());
        assert!(tasks > 2, "{tasks}");
        assert_eq!(replica.digest(), live.digest());
        for record in &records {
            replica.follow_record(record).unwrap();
            assert_eq!(replica.digest(), live.digest());
        }
        assert_eq!(position(&replica), position(&live));
        assert_eq!(replica.take_events(), Vec::<u8>::new());
        // What follows has the numbers that the replica expects, and is known afterwards.
        create(&mut live, "Films");
        let last = live.take_events();
        replica.follow_record(&last).unwrap();
        replica.follow_record(&last).unwrap();
        assert_eq!(position(&replica), position(&live));
        let changes = replica.take_history().iter().filter(|event| event.is_change()).count();
        live.record_history();
        assert!(changes > 6, "{changes}");
        // It goes on as the live engine does.
        seconds(&mut replica, 100);
        seconds(&mut live, 100);
        create(&mut replica, "More");
        create(&mut live, "More");
        assert_eq!(position(&replica), position(&live));
        assert_eq!(replica.take_events(), if is_recording { live.take_events() } else { Vec::new() });
    }
}

#[test]
fn a_gap_and_a_time_that_has_passed_are_refused() {
    let mut live = live();
    let (mut replica, mut other) = (replica(&live), replica(&live));
    create(&mut live, "Music");
    let first = live.take_events();
    create(&mut live, "Books");
    let second = live.take_events();
    let before = position(&replica);
    let missing = replica.follow_record(&second).unwrap_err().to_string();
    assert_eq!(missing, "This lab file is damaged at byte 0: events are missing before it");
    assert_eq!(position(&replica), before);
    replica.follow_record(&first).unwrap();
    replica.follow_record(&second).unwrap();
    assert_eq!(position(&replica), position(&live));
    // An engine that is later already has no place for what came earlier.
    seconds(&mut other, 5);
    let late = other.follow_record(&first).unwrap_err().to_string();
    assert!(late.ends_with("the clock goes back, or too far"), "{late}");
    // What another engine made by itself is not what this one tells.
    let (mut recording, mut live) = (self::replica(&live), live);
    recording.record_events();
    seconds(&mut recording, 30);
    create(&mut live, "Films");
    let other = recording.follow_record(&live.take_events()).unwrap_err().to_string();
    assert!(other.ends_with("this engine has made another event in its place"), "{other}");
}

/// A record with this content and a checksum that fits.
fn framed(body: &[u8]) -> Vec<u8> {
    [&(body.len() as u64).to_le_bytes()[..], &xxh3_64(body).to_le_bytes(), body].concat()
}

#[test]
fn what_is_no_record_of_events_is_refused() {
    let mut live = live();
    let mut replica = replica(&live);
    create(&mut live, "Music");
    let record = live.take_events();
    let before = position(&replica);
    let checkpoint = live.save();
    let huge = framed(&[0x82, 0x03, 0x82, 0x00, 0x9B, 0x10, 0, 0, 0, 0, 0, 0, 0]);
    let mut changed = record.clone();
    changed[20] ^= 1;
    for (bytes, what) in [
        (&[][..], "there is no record"),
        (&record[..15], "the file ends within a record"),
        (&record[..record.len() - 1], "a record is longer than the file"),
        (&[&record[..], &record].concat(), "there is more than a record"),
        (&changed, "a record has another checksum than it says"),
        (&checkpoint[12..12 + 16 + checkpoint[12] as usize], "it is a part of a checkpoint"),
        (&huge, "a record cannot be read, end of input bytes"),
        (&framed(&[0x82, 0x18, 0x63, 0x80]), "a record cannot be read, unknown enum variant 99 at position 1"),
    ] {
        match replica.follow_record(bytes).unwrap_err() {
            OpenError::Damaged { byte: 0, what: said } => assert!(said.starts_with(what), "{said}, not {what}"),
            other => panic!("{other}"),
        }
        assert_eq!(position(&replica), before);
    }
    replica.follow_record(&call("CreateTable", 1).to_record()).unwrap();
    assert_eq!(position(&replica), before);
    replica.follow_record(&record).unwrap();
    assert_eq!(position(&replica), position(&live));
    assert_eq!(OpenError::Damaged { byte: 3, what: String::new() }.at(40).to_string(), {
        OpenError::Damaged { byte: 43, what: String::new() }.to_string()
    });
}

/// A file with calls between its events opens as one without, and its reader returns them in their order however it
/// arrives.
#[test]
fn a_file_is_read_record_by_record() {
    let mut live = live();
    create(&mut live, "Before");
    live.send(PutItemInput::new("Before", Attributes::from_iter([("pk".to_owned(), "a".into())]))).unwrap_err();
    live.take_events();
    let mut file = live.save();
    let checkpoint = file.len();
    let mut records = Vec::new();
    for step in 1..=4 {
        create(&mut live, &format!("table-{step}"));
        let events = live.take_events();
        file.extend(&events);
        records.push(format!("events of {}", events.len()));
        file.extend(call("CreateTable", step).to_record());
        records.push(format!("{:?}", call("CreateTable", step)));
        seconds(&mut live, 7 * step as i64);
        let events = live.take_events();
        file.extend(&events);
        records.push(format!("events of {}", events.len()));
    }
    assert_eq!(position(&Engine::open(&file).unwrap()), position(&live));
    for size in [1, 7, 100, file.len()] {
        let (mut reader, mut engine, mut read, mut parts) = (LabReader::default(), None::<Engine>, Vec::new(), 0);
        let mut calls_at = None;
        for piece in file.chunks(size) {
            reader.push(piece);
            while let Some(record) = reader.read().unwrap() {
                match record {
                    LabRecord::Part => parts += 1,
                    LabRecord::Engine(opened) => engine = Some(*opened),
                    LabRecord::Events(events) => {
                        engine.as_mut().unwrap().follow_record(&events).unwrap();
                        read.push(format!("events of {}", events.len()));
                    }
                    LabRecord::Call(call) => {
                        calls_at = calls_at.or(Some(reader.byte()));
                        read.push(format!("{call:?}"));
                    }
                }
            }
        }
        reader.end().unwrap();
        assert_eq!(read, records, "in pieces of {size}");
        assert!(parts > 1, "{parts}");
        assert_eq!(position(&engine.unwrap()), position(&live));
        assert!(calls_at.unwrap() > checkpoint as u64, "{calls_at:?}");
    }
    // Wherever it ends, it says so as `Engine::open` does.
    for length in 0..file.len() {
        let mut reader = LabReader::default();
        reader.push(&file[..length]);
        while reader.read().unwrap().is_some() {}
        assert_eq!(reader.end().err(), Engine::open(&file[..length]).err(), "{length}");
    }
    let mut reader = LabReader::default();
    reader.push(&[&file[..], &file[12..]].concat());
    let refused = loop {
        match reader.read() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("a second checkpoint was read"),
            Err(error) => break error.to_string(),
        }
    };
    assert_eq!(refused, format!("This lab file is damaged at byte {}: a second checkpoint begins", file.len()));
    for bytes in [&b"P"[..], b"timemarK", b"timemark\0\0\0\0"] {
        let mut reader = LabReader::default();
        reader.push(bytes);
        assert_eq!(reader.read().map(drop), Err(OpenError::NotALabFile), "{bytes:?}");
    }
}

#[test]
fn a_golden_file_is_followed_as_it_is_opened() {
    golden::check_followed(golden::FORMAT_1, golden::ANSWERS_1);
    golden::check_followed(golden::FORMAT_1_POSITIONS, golden::ANSWERS_1);
}
