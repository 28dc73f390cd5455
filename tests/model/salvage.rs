//! Damaged checkpoints: of each record, in each way. What is opened is what the file held, to the last answer; what is not
//! is named; and no more is left out than what refers to the damage.

mod lab;
mod written;

use lab::{Answers, answers};
use std::collections::{BTreeMap, BTreeSet};
use timemark_core::{Engine, LeftOut, OpenError, Salvaged};
use written::{Object, Written};

/// A way to damage a record, by its name: the file with the record damaged.
type Damage = (&'static str, fn(&[u8], from: usize, to: usize, other: &[u8]) -> Vec<u8>);

/// The head of a record: its length and its checksum.
const HEAD: usize = 16;

const DAMAGES: &[Damage] = &[
    ("a byte of the body", |file, from, to, _| flipped(file, from + HEAD + (from * 31) % (to - from - HEAD))),
    ("its last byte", |file, _, to, _| flipped(file, to - 1)),
    ("its length a little", |file, from, _, _| flipped(file, from)),
    ("its length very much", |file, from, _, _| flipped(file, from + 6)),
    ("its checksum", |file, from, _, _| flipped(file, from + 9)),
    ("it is cut out", |file, from, to, _| [&file[..from], &file[to..]].concat()),
    ("it is torn", |file, from, to, _| [&file[..from + (to - from) / 2], &file[to..]].concat()),
    ("zeros in it and what follows", |file, from, to, _| zeroed(file, from + (to - from) / 2, 60)),
    ("zeros in many", |file, from, _, _| zeroed(file, from, 512)),
    ("it is of an older file", |file, from, to, other| [&file[..from], other, &file[to..]].concat()),
];

fn flipped(file: &[u8], at: usize) -> Vec<u8> {
    let mut file = file.to_vec();
    file[at] ^= 0x04;
    file
}

fn zeroed(file: &[u8], from: usize, count: usize) -> Vec<u8> {
    let mut file = file.to_vec();
    let to = file.len().min(from + count);
    file[from..to].fill(0);
    file
}

/// The records of the checkpoint of which a byte has changed, or that are gone.
fn changed(written: &Written, file: &[u8], damaged: &[u8]) -> BTreeSet<usize> {
    let same = file.iter().zip(damaged).take_while(|(old, new)| old == new).count();
    let behind = file.iter().rev().zip(damaged.iter().rev()).take_while(|(old, new)| old == new).count();
    // Bytes that are gone may equal those that follow.
    let behind = behind.min(file.len() - same).min(damaged.len() - same);
    let is_hit = |record: &(usize, usize)| record.0 < file.len() - behind && same < record.1;
    (0..).zip(&written.records).filter(|(_, record)| is_hit(record)).map(|(number, _)| number).collect()
}

/// What is named as left out, each object of a region that is.
fn named(left_out: &[LeftOut], written: &Written, lost_regions: &BTreeSet<String>) -> BTreeSet<Object> {
    let all_of = |region: &str| written.objects().filter(move |object| object.region == region).collect::<Vec<_>>();
    let region_of = |arn: &str| arn.split(':').nth(3).unwrap().to_owned();
    left_out
        .iter()
        .flat_map(|left_out| match left_out {
            LeftOut::Regions(count) => {
                assert_eq!(*count, lost_regions.len() as u64);
                lost_regions.iter().flat_map(|region| all_of(region)).collect()
            }
            LeftOut::Table { name, region } => vec![Object::new(region, "table", name)],
            LeftOut::Backup { arn, name } => vec![Object::new(&region_of(arn), "backup", name)],
            LeftOut::Stream(arn) => vec![Object::new(&region_of(arn), "stream", arn.split('/').nth(1).unwrap())],
            other => panic!("{other}"),
        })
        .collect()
}

struct Tried<'a> {
    file: &'a [u8],
    written: &'a Written,
    expected: &'a BTreeMap<Object, Answers>,
    /// The digests of engines whose answers were compared.
    compared: BTreeSet<u128>,
}

impl Tried<'_> {
    /// Opens a damaged file, and compares what is there and what is not.
    fn open(&mut self, damaged: &[u8], what: &str) {
        let hit = changed(self.written, self.file, damaged);
        let first = *hit.first().unwrap();
        let at = self.written.records[first].0 as u64;
        let refused = Engine::open(damaged).map(drop).unwrap_err();
        let opened = Engine::salvage(damaged);
        let lost_regions = self.written.lost_regions(&hit);
        if hit.contains(&0) || lost_regions.len() == self.written.regions.len() {
            assert_eq!(opened.map(drop).unwrap_err(), refused, "{what}");
            return;
        }
        let Salvaged { engine, damage, left_out, commits } = opened.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(damage.first(), Some(&refused), "{what}");
        assert!(matches!(refused, OpenError::Damaged { byte, .. } if byte == at), "{what}: {refused}, not at {at}");
        let missing = named(&left_out, self.written, &lost_regions);
        assert_eq!(missing, self.written.lost(&hit), "{what}");
        let behind = self.written.behind - hit.iter().filter(|record| **record >= self.written.end).count();
        assert_eq!(commits, behind as u64, "{what}");
        if self.compared.insert(engine.digest()) {
            let found = answers(&engine);
            let there = self.expected.keys().filter(|object| !missing.contains(object));
            assert!(found.keys().eq(there), "{what}: there is {:?}", found.keys());
            for (object, found) in &found {
                for (found, expected) in found.iter().zip(&self.expected[object]) {
                    assert_eq!(found, expected, "{what}: {object:?}");
                }
                assert_eq!(found.len(), self.expected[object].len(), "{what}: {object:?}");
            }
            // It is an engine like any other.
            let again = Engine::open(&engine.save()).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!(again.digest(), engine.digest(), "{what}");
        }
    }
}

#[test]
fn whatever_is_sound_is_opened_and_the_rest_is_named() {
    let (mut engine, older) = lab::made();
    let checkpoint = engine.save();
    let expected = answers(&Engine::open(&checkpoint).unwrap());
    let file = [checkpoint, lab::goes_on(&mut engine)].concat();
    let (written, before) = (Written::of(&file), Written::of(&older));
    assert!(expected.keys().cloned().eq(written.objects().collect::<BTreeSet<_>>()), "{:?}", expected.keys());
    let mut tried = Tried { file: &file, written: &written, expected: &expected, compared: BTreeSet::new() };
    for (number, (from, to)) in written.records.iter().copied().enumerate().take(written.end) {
        let (begin, end) = before.records[number.min(before.end - 1)];
        for (what, damage) in DAMAGES {
            let damaged = damage(&file, from, to, &older[begin..end]);
            // The end of a checkpoint is the same in each.
            if damaged != file {
                tried.open(&damaged, &format!("record {number}, {what}"));
            }
        }
        // What was to be written to one place came to the next.
        if let Some((begin, end)) = number.checked_sub(1).map(|before| written.records[before]) {
            let twice = [&file[..from], &file[begin..end], &file[to..]].concat();
            tried.open(&twice, &format!("record {number}, the one before it in its place"));
        }
    }
    println!("{} records, {} damages, {} labs", written.end, DAMAGES.len(), tried.compared.len());
    assert!(tried.compared.len() > 10);
}

/// A sound file is opened as a whole, and so is one whose damage lies behind its checkpoint, up to there.
#[test]
fn damage_behind_the_checkpoint_ends_what_is_followed() {
    let (mut engine, _) = lab::made();
    let checkpoint = engine.save();
    let mut file = checkpoint.clone();
    let mut moments = vec![(file.len(), engine.digest())];
    for _ in 0..3 {
        file.extend(lab::goes_on(&mut engine));
        moments.push((file.len(), engine.digest()));
    }
    let sound = Engine::salvage(&file).unwrap();
    assert_eq!((sound.damage.len(), sound.left_out.len(), sound.commits), (0, 0, 0));
    assert_eq!(sound.engine.digest(), engine.digest());
    let records = Written::of(&file).records;
    for (from, to) in records.into_iter().filter(|(from, _)| *from >= checkpoint.len()) {
        let damaged = flipped(&file, to - 1);
        let Salvaged { engine, damage, left_out, commits } = Engine::salvage(&damaged).unwrap();
        assert_eq!(vec![Engine::open(&damaged).map(drop).unwrap_err()], damage);
        assert!(matches!(damage[0], OpenError::Damaged { byte, .. } if byte == from as u64));
        assert!(left_out.is_empty());
        let behind = Written::of(&file).records.into_iter().filter(|(begin, _)| *begin > from).count();
        assert_eq!(commits, behind as u64);
        let before = moments.iter().rfind(|(length, _)| *length <= from).unwrap();
        if before.0 == from {
            assert_eq!(engine.digest(), before.1);
        }
    }
}

/// A commit that is missing is noticed by the next one, and the lab is the one as of before.
#[test]
fn a_missing_commit_ends_what_is_followed() {
    let (mut engine, _) = lab::made();
    let (checkpoint, digest) = (engine.save(), engine.digest());
    let file = [checkpoint.clone(), lab::goes_on(&mut engine)].concat();
    let (_, first) = Written::of(&file).records.into_iter().find(|(from, _)| *from == checkpoint.len()).unwrap();
    let without = [&checkpoint, &file[first..]].concat();
    let Salvaged { engine, damage, left_out, commits } = Engine::salvage(&without).unwrap();
    assert_eq!(vec![Engine::open(&without).map(drop).unwrap_err()], damage);
    assert_eq!((engine.digest(), left_out.len()), (digest, 0));
    assert_eq!(commits, Written::of(&without).behind as u64);
}

/// Every place at which something is missing is reported.
#[test]
fn all_damage_is_reported() {
    let file = lab::made().0.save();
    let records = Written::of(&file).records;
    let ((one, after_one), (two, after_two)) = (records[2], records[20]);
    let both = [&file[..one], &file[after_one..two], &file[after_two..]].concat();
    let second = [&file[..two], &file[after_two..]].concat();
    for (damaged, places) in [(both, [one, two - (after_one - one)]), (flipped(&second, after_one - 1), [one, two])] {
        let damage = Engine::salvage(&damaged).unwrap().damage;
        let found = damage.iter().map(|damage| if let OpenError::Damaged { byte, .. } = damage { *byte } else { 0 });
        assert!(found.eq(places.map(|byte| byte as u64)), "{damage:?}, not {places:?}");
    }
}

/// The first files of the format have no positions of parts: of a damaged checkpoint nothing is opened.
#[test]
fn a_file_without_positions_is_opened_as_a_whole_or_not() {
    let file = timemark_tests::golden::FORMAT_1;
    let (from, to) = Written::of(file).records[3];
    let damaged = flipped(file, to - 1);
    let refused = Engine::salvage(&damaged).map(drop).unwrap_err();
    assert_eq!(refused, Engine::open(&damaged).map(drop).unwrap_err());
    assert!(matches!(refused, OpenError::Damaged { byte, .. } if byte == from as u64));
    let (sound, whole) = (Engine::salvage(file).unwrap(), Engine::open(file).unwrap());
    assert_eq!((sound.engine.digest(), sound.damage), (whole.digest(), Vec::new()));
}

/// A file of which every few bytes look like the head of a long record takes no more than its size.
#[test]
fn the_search_for_records_is_bounded() {
    let engine = Engine::new(timemark_core::Options::default());
    let file = engine.save();
    let (_, begin) = Written::of(&file).records[0];
    let mut head = 2_000_000_u64.to_le_bytes().to_vec();
    head.extend([1; 8]);
    head.extend([0x82, 1, 1, 1, 1, 0, 0, 0]);
    let hostile = [&file[..begin], &head.repeat(200_000)].concat();
    let start = cpu_time::ThreadTime::now();
    assert!(Engine::salvage(&hostile).is_err());
    let taken = start.elapsed();
    assert!(taken.as_secs() < 4, "{taken:?}");
}
