//! Lab files: what they cost, what is refused, and files that were kept.

use timemark_core::operations::*;
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{Attributes, Engine, LabReader, LabRecord, OpenError, Options};
use timemark_tests::golden;

/// The `n`th item, of some 300 bytes.
fn item(n: u64, version: u64) -> Attributes {
    Attributes::from_iter([
        ("pk".to_owned(), format!("customer#{n:07}").into()),
        ("version".to_owned(), (version as i64).into()),
        ("open".to_owned(), true.into()),
        ("address".to_owned(), "12 Long Street, Somewhere-upon-Water".into()),
        ("note".to_owned(), "n".repeat(200).into()),
    ])
}

fn with_items(items: u64) -> Engine {
    let mut engine = Engine::new(Options::default());
    engine.send(CreateTableInput::on_demand("Orders", &[("pk", KeyType::Hash, ScalarAttributeType::S)])).unwrap();
    (0..items).for_each(|n| drop(engine.send(PutItemInput::new("Orders", item(n, 0))).unwrap()));
    engine
}

fn table_bytes(engine: &Engine, name: &str) -> u64 {
    engine.state().table(name).unwrap().totals().bytes
}

/// A hundred backups of a table, with 1 % of it changed between each, in 2.5 times the table's bytes; and what is restored
/// from one of them costs no second copy of its items.
#[test]
fn what_backups_share_is_written_once() {
    const ITEMS: u64 = 8_000;
    let mut engine = with_items(ITEMS);
    let mut n = 0;
    for version in 1..=100 {
        engine.advance_to(engine.now().plus_ms(3_600_000));
        for _ in 0..ITEMS / 100 {
            n = (n + 1_237) % ITEMS;
            engine.send(PutItemInput::new("Orders", item(n, version))).unwrap();
        }
        engine.send(CreateBackupInput::new("Orders", format!("backup-{version}"))).unwrap();
    }
    engine.advance_to(engine.now().plus_ms(3_600_000));
    let file = engine.save();
    let ratio = file.len() as f64 / table_bytes(&engine, "Orders") as f64;
    println!("{} bytes, {ratio:.3} times the table's", file.len());
    assert!(ratio <= 2.5, "{ratio}");

    let opened = Engine::open(&file).unwrap();
    assert_eq!(opened.digest(), engine.digest());
    assert!(opened.save() == file, "what was opened is written as it was");
    for (one, two) in opened.state().backups_after(None).zip(engine.state().backups_after(None)) {
        assert_eq!((one.scrub(), one.totals), (Some(two.totals), two.totals), "{}", one.marker.name);
    }

    let arns = engine.send(ListBackupsInput::default()).unwrap().backup_summaries.unwrap();
    let arn = arns[40].backup_arn.clone().unwrap();
    engine.send(RestoreTableFromBackupInput::new("Restored", arn)).unwrap();
    engine.advance_to(engine.now().plus_ms(3_600_000));
    assert_eq!(engine.send(DescribeTableInput::new("Restored")).unwrap().table.unwrap().item_count, Some(ITEMS));
    let more = (engine.save().len() - file.len()) as f64 / table_bytes(&engine, "Restored") as f64;
    println!("a restored table: {more:.3} times its bytes");
    assert!(more < 0.05, "{more}");
}

/// A table of 40,000 items with an index and expiry: no step of reading it does more than a small part of the work.
#[test]
fn a_checkpoint_is_put_together_in_steps() {
    let mut engine = with_items(40_000);
    engine.send(UpdateTimeToLiveInput::new("Orders", "version", true)).unwrap();
    let file = engine.save();
    let mut reader = LabReader::default();
    reader.push(&file);
    let (mut steps, mut opened) = (0, None);
    while let Some(record) = reader.read().unwrap() {
        match record {
            LabRecord::Engine(engine) => opened = Some(engine),
            _ => steps += 1,
        }
    }
    reader.end().unwrap();
    let opened = opened.unwrap();
    assert_eq!(opened.digest(), engine.digest());
    assert!(opened.save() == file, "what was opened is written as it was");
    // The parts of the file, the four partitions, and the expiry that follows from the items.
    let parts = boundaries(&file).len() - 3;
    println!("{parts} parts, {steps} steps");
    assert!(steps - parts > 2 * 40_000 * 300 / (256 * 1024), "{parts} parts, {steps} steps");
}

/// A file is written piece by piece while the engine goes on: it has the engine as it was.
#[test]
fn a_file_is_written_in_pieces_while_the_engine_goes_on() {
    let mut engine = with_items(20_000);
    engine.send(UpdateTimeToLiveInput::new("Orders", "version", true)).unwrap();
    engine.send(CreateBackupInput::new("Orders", "before")).unwrap();
    let file = engine.save();
    let mut pieces = Vec::new();
    for (n, piece) in (0..).zip(engine.writer()) {
        engine.send(PutItemInput::new("Orders", item(n % 30_000, 2))).unwrap();
        pieces.push(piece);
    }
    let longest = pieces.iter().map(Vec::len).max().unwrap();
    println!("{} pieces of at most {longest} bytes", pieces.len());
    assert!(longest <= 512 * 1024 && pieces.len() > file.len() / (256 * 1024), "{longest}");
    assert!(pieces.concat() == file, "it is the engine as it was");
    assert!(engine.save() != file);
}

/// The bytes of a file at which its records begin, and its length.
fn boundaries(file: &[u8]) -> Vec<usize> {
    let mut at = vec![12];
    while let Some(head) = file.get(at[at.len() - 1]..).and_then(|rest| rest.first_chunk::<8>()) {
        at.push(at[at.len() - 1] + 16 + u64::from_le_bytes(*head) as usize);
    }
    at
}

#[test]
fn a_file_is_whole_or_refused_in_words() {
    let (file, engine) = golden::written();
    let refusal = |file: &[u8]| Engine::open(file).map(|_| ()).unwrap_err();
    for other in [&b""[..], b"timemar", b"timemark", b"PK\x03\x04 and more", b"TIMEMARK\x01\0\0\0", b"timemark\0\0\0\0"]
    {
        assert_eq!(refusal(other), OpenError::NotALabFile, "{other:?}");
    }
    let newer = [b"timemark\x02\0\0\0", &file[12..]].concat();
    assert_eq!(
        refusal(&newer).to_string(),
        "This lab file was written by a newer version of Timemark: it has format 2, and this version reads up to 1"
    );
    // Cut off anywhere, it is refused, but between the records behind the checkpoint.
    let boundaries = boundaries(&file);
    assert_eq!(boundaries.last(), Some(&file.len()));
    let mut opened = 0;
    for length in 12..file.len() {
        let begins = boundaries.iter().copied().filter(|at| *at <= length).max().unwrap();
        match Engine::open(&file[..length]) {
            Ok(_) => {
                assert_eq!(begins, length);
                opened += 1;
            }
            Err(OpenError::Damaged { byte, .. }) => assert_eq!(byte, begins as u64, "cut off at {length}"),
            Err(other) => panic!("cut off at {length}: {other}"),
        }
    }
    assert!(opened > 5 && opened < 20, "{opened} beginnings are files");
    // No record can be missing but the last, which no other follows.
    for (place, records) in boundaries.windows(3).enumerate() {
        let without = [&file[..records[0]], &file[records[1]..]].concat();
        let OpenError::Damaged { byte, .. } = refusal(&without) else { panic!("without record {place}") };
        assert_eq!(byte, records[0] as u64, "without record {place}");
    }
    // No byte can be another one.
    for at in (0..file.len()).step_by(7) {
        let mut changed = file.clone();
        changed[at] ^= 0x10;
        let begins = boundaries.iter().copied().filter(|begins| *begins <= at).max();
        match (refusal(&changed), begins) {
            (OpenError::Damaged { byte, .. }, Some(begins)) => assert_eq!(byte, begins as u64, "changed at {at}"),
            (OpenError::NotALabFile | OpenError::NewerVersion { .. }, None) => {}
            (other, _) => panic!("changed at {at}: {other}"),
        }
    }
    assert_eq!(Engine::open(&file).unwrap().digest(), engine.digest());
}

/// Events that a checkpoint contains may be behind it once more; events that are missing are noticed.
#[test]
fn records_overlap_and_may_not_be_missing() {
    let mut engine = with_items(3);
    engine.record_events();
    let put = |engine: &mut Engine, n: u64| engine.send(PutItemInput::new("Orders", item(n, 1))).map(drop).unwrap();
    let first = engine.save();
    put(&mut engine, 1);
    let before = engine.save();
    put(&mut engine, 2);
    let both = engine.take_events();
    put(&mut engine, 3);
    let last = engine.take_events();
    assert_eq!(engine.take_events(), Vec::<u8>::new());
    let digest = |parts: &[&[u8]]| Engine::open(&parts.concat()).map(|engine| (engine.digest(), engine.requests()));
    let live = Ok((engine.digest(), engine.requests()));
    assert_eq!(digest(&[&first, &both, &last]), live);
    assert_eq!(digest(&[&before, &both, &last]), live);
    assert_eq!(digest(&[&before, &both, &both, &last, &both]), live);
    assert_eq!(digest(&[&engine.save(), &both, &last]), live);
    let missing = digest(&[&first, &last]).unwrap_err().to_string();
    assert!(missing.ends_with("events are missing before it"), "{missing}");
    let twice = digest(&[&first, &first[12..]]).unwrap_err().to_string();
    assert!(twice.ends_with("a second checkpoint begins"), "{twice}");
}

#[test]
fn a_golden_file_opens_as_the_lab_that_it_was() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/format-1");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let (file, engine) = golden::written();
        std::fs::write(format!("{folder}-positions.timemark"), file).unwrap();
        std::fs::write(format!("{folder}.txt"), golden::answers(engine)).unwrap();
        return;
    }
    golden::check(golden::FORMAT_1, golden::ANSWERS_1);
    golden::check(golden::FORMAT_1_POSITIONS, golden::ANSWERS_1);
    // What is written today is what was kept.
    let (file, engine) = golden::written();
    assert_eq!(golden::answers(engine), golden::answers(Engine::open(&file).unwrap()));
    assert!(file == golden::FORMAT_1_POSITIONS, "UPDATE_GOLDEN=1 writes tests/golden anew");
}
