//! Hostile lab files: sound ones, changed at random, with checksums that fit again. Any is refused, or opens as a lab that
//! works; none stops the engine, and none takes more than its size. The same of what can be salvaged of it.
//!
//! `FUZZ=1000000 cargo test --release -p timemark-tests --test model files` tries so many; `SEED` is the first seed.

use crate::fuzz::number;
use timemark_core::{Engine, OpenError};
use timemark_tests::{Rng, checkers::always, golden, workload};
use xxhash_rust::xxh3::xxh3_64;

/// Files where the environment does not say.
const FILES: u64 = 6_000;
const HEADER: &[u8] = b"timemark\x01\0\0\0";

/// The contents of a file's records.
fn contents(mut file: &[u8]) -> Vec<Vec<u8>> {
    file = &file[HEADER.len()..];
    let mut contents = Vec::new();
    while let Some((length, rest)) = file.split_first_chunk::<8>() {
        let (body, rest) = rest[8..].split_at(u64::from_le_bytes(*length) as usize);
        contents.push(body.to_vec());
        file = rest;
    }
    contents
}

/// A file of these contents, with checksums that fit.
fn file(contents: &[Vec<u8>]) -> Vec<u8> {
    let mut file = HEADER.to_vec();
    for body in contents {
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(xxh3_64(body).to_le_bytes());
        file.extend(body);
    }
    file
}

/// The heads in an encoding: where each begins and ends, its type, and its number.
fn heads(body: &[u8]) -> Vec<(usize, usize, u8, u64)> {
    let (mut at, mut heads) = (0, Vec::new());
    while let Some(&first) = body.get(at) {
        let bytes = match first & 31 {
            small @ 0..24 => (0, u64::from(small)),
            large @ 24..28 => {
                let bytes = 1 << (large - 24);
                let Some(number) = body.get(at + 1..at + 1 + bytes) else { break };
                (bytes, number.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
            }
            _ => break,
        };
        let end = at + 1 + bytes.0;
        heads.push((at, end, first >> 5, bytes.1));
        at = end.saturating_add(if matches!(first >> 5, 2 | 3) { bytes.1 as usize } else { 0 });
    }
    heads
}

/// A head of a type with a number.
fn head(kind: u8, number: u64) -> Vec<u8> {
    let wide = |large: u8, bytes: &[u8]| [&[kind << 5 | large], bytes].concat();
    match number {
        0..24 => vec![kind << 5 | number as u8],
        24..0x100 => wide(24, &[number as u8]),
        0x100..0x1_0000 => wide(25, &(number as u16).to_be_bytes()),
        0x1_0000..0x1_0000_0000 => wide(26, &(number as u32).to_be_bytes()),
        _ => wide(27, &number.to_be_bytes()),
    }
}

/// Changes one thing in the contents of a record, mostly so that it can still be read.
fn change(rng: &mut Rng, body: &mut Vec<u8>, other: &[u8]) {
    let heads = heads(body);
    let Some(&(at, end, kind, number)) = heads.get(rng.below(heads.len() as u64) as usize) else { return };
    let near = |number: u64, by: u64| if number >= by { number - by } else { number.wrapping_add(by) };
    match rng.below(10) {
        0..=4 if kind != 2 && kind != 3 => {
            let edges = [0, 1, 2, 3, 7, 255, 65_535, 1 << 32, 1 << 60, u64::MAX / 2, u64::MAX];
            let drawn = [near(number, 1), number.wrapping_add(1), near(number, 60_000), *rng.pick(&edges)];
            body.splice(at..end, head(kind, *rng.pick(&drawn)));
        }
        5 => drop(body.splice(at..end, head(*rng.pick(&[0, 1, 2, 4, 5, 7]), number))),
        // A number, an empty list and nothing in place of whatever is there.
        6 => drop(body.splice(at..end, vec![*rng.pick(&[0x00, 0x20, 0x80, 0xF4, 0xF5, 0xF6])])),
        7 => {
            let place = rng.below(body.len() as u64) as usize;
            body[place] ^= 1 << rng.below(8);
        }
        8 => body.truncate(rng.below(body.len() as u64) as usize),
        _ => {
            // What another record has at the head of some value.
            let theirs = self::heads(other);
            let Some(&(from, ..)) = theirs.get(rng.below(theirs.len() as u64) as usize) else { return };
            let length = rng.below(60) as usize;
            let piece = other[from..other.len().min(from + length)].to_vec();
            body.splice(at..(at + length).min(body.len()), piece);
        }
    }
}

/// A file with some changes.
fn changed(rng: &mut Rng, files: &[Vec<Vec<u8>>]) -> Vec<u8> {
    let mut records = rng.pick(files).clone();
    for _ in 0..=rng.below(5) / 3 {
        let (one, two) = (rng.below(records.len() as u64) as usize, rng.below(records.len() as u64) as usize);
        let foreign = rng.pick(files);
        let foreign = foreign[rng.below(foreign.len() as u64) as usize].clone();
        match rng.below(20) {
            0 => records.swap(one, two),
            1 => drop(records.remove(one)),
            2 => records.insert(one, foreign),
            3 => records[one] = foreign,
            _ => {
                let other = records[two].clone();
                change(rng, &mut records[one], &other);
            }
        }
        if records.is_empty() {
            break;
        }
    }
    file(&records)
}

/// Uses a lab that a changed file opened as, and writes it and opens it again.
fn used(mut engine: Engine) {
    reopened(&engine);
    let call = |engine: &mut Engine, operation: &str, body: &str| {
        engine.handle(&format!("DynamoDB_20120810.{operation}"), body.as_bytes());
    };
    for _ in 0..2 {
        let names: Vec<String> = engine.state().tables().map(|table| table.name().to_owned()).collect();
        for name in names.iter().take(4) {
            let table = serde_json::Value::from(name.as_str()).to_string();
            for operation in ["DescribeTable", "Scan", "DescribeContinuousBackups"] {
                call(&mut engine, operation, &format!(r#"{{"TableName":{table}}}"#));
            }
            let item = r#"{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"B":"AA=="},"h":{"S":"x"}}"#;
            call(&mut engine, "PutItem", &format!(r#"{{"TableName":{table},"Item":{item}}}"#));
            let key = r#"{"pk":{"S":"a"},"sk":{"N":"1"}}"#;
            call(&mut engine, "DeleteItem", &format!(r#"{{"TableName":{table},"Key":{key}}}"#));
            call(&mut engine, "CreateBackup", &format!(r#"{{"TableName":{table},"BackupName":"fuzz"}}"#));
            let restore =
                format!(r#"{{"SourceTableName":{table},"TargetTableName":"r-fuzz","UseLatestRestorableTime":true}}"#);
            call(&mut engine, "RestoreTableToPointInTime", &restore);
            call(&mut engine, "DeleteTable", &format!(r#"{{"TableName":{table}}}"#));
        }
        call(&mut engine, "ListBackups", r#"{"BackupType":"ALL"}"#);
        let arns: Vec<String> = {
            let state = engine.state();
            state.backups_after(None).map(|backup| state.owner().backup_arn(&backup.marker.id)).take(3).collect()
        };
        for arn in arns {
            let arn = serde_json::Value::from(arn.as_str()).to_string();
            let target = format!(r#"{{"TargetTableName":"restored-fuzz","BackupArn":{arn}}}"#);
            call(&mut engine, "RestoreTableFromBackup", &target);
            call(&mut engine, "DeleteBackup", &format!(r#"{{"BackupArn":{arn}}}"#));
        }
        for _ in 0..12 {
            let Some(due) = engine.next_due() else { break };
            engine.advance_to(due.min(engine.now().plus_ms(100 * 86_400_000)));
        }
        reopened(&engine);
    }
}

/// Fails unless what an engine wrote opens as that engine.
fn reopened(engine: &Engine) {
    let again = Engine::open(&engine.save()).unwrap_or_else(|error| panic!("what an engine wrote: {error}"));
    always::same_states(&again, engine, "what was written").unwrap_or_else(|broken| panic!("{broken}"));
}

/// Sound files to begin with: the kept one, and what runs of the swarm leave.
fn sound() -> Vec<Vec<Vec<u8>>> {
    let runs = [11, 23, 42].map(|seed| workload::run(seed, 40).expect("every promise holds").engine.save());
    [golden::written().0].into_iter().chain(runs).map(|file| contents(&file)).collect()
}

#[test]
fn changed_files_are_refused_or_work() {
    let (first, files) = (number("SEED").unwrap_or(1), number("FUZZ").unwrap_or(FILES));
    let sound = sound();
    for records in &sound {
        assert!(Engine::open(&file(records)).is_ok());
    }
    let (mut opened, mut partly, mut failed) = (0, 0, Vec::new());
    for seed in first..first + files {
        let outcome = std::panic::catch_unwind(|| {
            let mut file = changed(&mut Rng::new(seed), &sound);
            let is_open = match Engine::open(&file) {
                Ok(engine) => {
                    used(engine);
                    true
                }
                Err(OpenError::Damaged { what, .. }) => what.is_empty(),
                Err(other) => panic!("{other}"),
            };
            // What can be salvaged of it is a lab too, also if a byte of it is damaged besides.
            if seed % 2 == 0 {
                let at = seed as usize * 7_919 % file.len();
                file[at] ^= 1;
            }
            let salvaged = Engine::salvage(&file).ok().filter(|_| !is_open);
            (is_open, salvaged.map(|salvaged| used(salvaged.engine)).is_some())
        });
        let (is_open, is_salvaged) = *outcome.as_ref().unwrap_or(&(false, false));
        opened += u64::from(is_open);
        partly += u64::from(is_salvaged);
        failed.extend(outcome.is_err().then_some(seed));
        assert!(failed.len() < 20, "the files of SEED={failed:?} stop the engine");
    }
    assert!(failed.is_empty(), "the files of SEED={failed:?} stop the engine");
    println!("{files} changed files, of which {opened} open, and {partly} of the others in part");
    assert!(partly > files / 100, "{partly} of {files} open in part");
    assert!(opened > files / 100 && opened < files, "{opened} of {files} open");
}

/// Lengths, depths and numbers that stand for far more than the file has.
#[test]
fn a_small_file_takes_little() {
    let sound = contents(&golden::written().0);
    let huge = |records: &[Vec<u8>]| Engine::open(&file(records)).map(drop).unwrap_err().to_string();
    // A record of 2^60 bytes.
    let mut long = HEADER.to_vec();
    long.extend((1_u64 << 60).to_le_bytes());
    long.extend([0; 64]);
    let refused = Engine::open(&long).map(drop).unwrap_err().to_string();
    assert_eq!(refused, "This lab file is damaged at byte 12: a record is longer than the file");
    // Lists, maps, texts and bytes of 2^60 in every place of every record.
    for (place, record) in sound.iter().enumerate() {
        for (at, end, kind, _) in heads(record) {
            if !matches!(kind, 2..=5) {
                continue;
            }
            let mut records = sound[..=place].to_vec();
            records[place].splice(at..end, head(kind, 1 << 60));
            huge(&records);
        }
    }
    // A million lists in each other, in a member that this version does not know.
    let deep = [vec![0x82, 0x02, 0x81], vec![0x81; 1_000_000], vec![0]].concat();
    assert!(huge(&[sound[0].clone(), deep]).contains("a checkpoint is not whole"));
    let deep = [vec![0x82, 0x00, 0x81], vec![0x9F; 1_000_000]].concat();
    assert!(huge(&[deep]).contains("cannot be read"));
}
