//! A storage on a disk that fails at every call, and loses power at every call.
//!
//! `IMAGES=1000 SEED=5` are more of what a power failure may leave, and other ones.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use super::faulty::{Disk, Draw, Fault};
use super::*;

/// Opens what a disk has.
pub fn connect(disk: &Disk) -> Result<(Storage, Option<Vec<u8>>), StorageError> {
    let disk = disk.clone();
    Storage::connected(Box::new(move || {
        let mut builder = Database::builder();
        Ok(builder.set_cache_size(1 << 20).set_check_integrity_on_open(true).create_with_backend(disk.clone())?)
    }))
}

/// What a test notes beside the storage. A checkpoint has the bytes of all records before it, so a lab is always the
/// records one after the other.
#[derive(Clone, Debug, Default)]
struct Notes {
    stored: Vec<u8>,
    /// The records that failed since. One of them may be stored: the next one takes its row.
    in_doubt: Vec<Vec<u8>>,
    refused: u32,
    checkpoints: u32,
    /// What was stored, after each call that stored something.
    moments: Vec<Vec<u8>>,
}

impl Notes {
    /// Checks that a disk has a lab which is a prefix of what was given to be stored, and has all that was stored. A file
    /// that was not made to the end need not open, for it has not got its name yet.
    fn assert_kept(&self, opened: Result<(Storage, Option<Vec<u8>>), StorageError>, when: &str) {
        let lab = match opened {
            Ok((_, lab)) => lab.unwrap_or_default(),
            Err(_) if self.stored.is_empty() => return,
            Err(error) => unreachable!("{when}: {error}"),
        };
        let more = lab.strip_prefix(&self.stored[..]);
        let is_kept = more.is_some_and(|more| more.is_empty() || self.in_doubt.iter().any(|record| record == more));
        assert!(is_kept, "{when}: {} bytes are {}", self.stored.len(), lab.len());
    }
}

/// A short history: a first checkpoint, and records with two further checkpoints in several parts among them.
fn history(disk: &Disk) -> Notes {
    let mut notes = Notes::default();
    let first = vec![1; 150];
    let Ok((storage, lab)) = connect(disk) else { return notes };
    let mut storage = storage.in_small();
    assert_eq!(lab, None);
    if storage.begin(Some(&first)).is_err() {
        notes.in_doubt.push(first);
        return notes;
    }
    notes.moments.push(first.clone());
    notes.stored = first;
    for n in 2..12 {
        let record = vec![n; 40 + usize::from(n) % 7];
        match storage.append(&record) {
            Ok(()) => {
                notes.stored.extend(record);
                notes.moments.push(notes.stored.clone());
                notes.in_doubt.clear();
            }
            Err(_) => {
                notes.in_doubt.push(record);
                notes.refused += 1;
            }
        }
        if matches!(n, 4 | 8)
            && let Some(number) = storage.begin_checkpoint()
        {
            storage.put_checkpoint(number, notes.stored.clone());
        }
        if storage.has_part() && storage.write_part().is_ok() {
            notes.in_doubt.clear();
            notes.checkpoints += u32::from(!storage.has_part());
        }
    }
    notes
}

#[test]
fn a_lab_is_read_as_it_was_stored() {
    let disk = Disk::default();
    let notes = history(&disk);
    assert_eq!((notes.refused, notes.checkpoints), (0, 2), "{notes:?}");
    assert!(disk.calls() > 50);
    let (mut storage, lab) = connect(&disk).unwrap();
    assert_eq!(lab.as_ref(), Some(&notes.stored));
    storage.begin(None).unwrap();
    storage.append(b"more").unwrap();
    drop(storage);
    assert_eq!(connect(&disk).unwrap().1, Some([&notes.stored[..], b"more"].concat()));
}

/// Power fails at every call, and what was not synced is there or not.
#[test]
fn what_was_stored_survives_a_power_failure_at_every_call() {
    let whole = Disk::default();
    history(&whole);
    let number = |name| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let mut draw = Draw(number("SEED").unwrap_or(7).max(1));
    let each = number("IMAGES").unwrap_or(IMAGES);
    let mut images = 0;
    for n in 0..=whole.calls() {
        let disk = Disk::failing(Fault::From(n));
        let notes = history(&disk);
        notes.assert_kept(connect(&disk.after_power_failure(&mut draw)), &format!("power failure at call {n}"));
        for _ in 0..each {
            images += 1;
            let image = disk.after_power_failure(&mut draw);
            // A second failure, while the file is repaired and begun with.
            image.fail(Some(Fault::From(draw.below(12))));
            if let Ok((mut storage, Some(_))) = connect(&image) {
                let _ = storage.begin(None);
            }
            let image = image.after_power_failure(&mut draw);
            notes.assert_kept(connect(&image), &format!("power failure at call {n} and after it, image {images}"));
        }
    }
    println!("{images} images of {} calls", whole.calls());
}

/// Images of what may be on the disk for each call, where the environment does not say.
const IMAGES: u64 = 68;

/// One call fails, and all goes on.
#[test]
fn a_call_that_fails_once_refuses_its_record_and_nothing_else() {
    let whole = Disk::default();
    history(&whole);
    let mut draw = Draw(11);
    let mut refused = 0;
    for n in 0..whole.calls() {
        let disk = Disk::failing(Fault::At(n));
        let notes = history(&disk);
        refused += notes.refused;
        assert!(notes.refused <= 1, "call {n}: {notes:?}");
        for image in [disk.clone(), disk.after_power_failure(&mut draw)] {
            notes.assert_kept(connect(&image), &format!("call {n} failed"));
        }
    }
    assert!(refused > 20, "{refused}");
}

#[test]
fn a_full_disk_refuses_until_there_is_room() {
    let disk = Disk::default();
    let (mut storage, _) = connect(&disk).unwrap();
    storage.begin(Some(b"lab")).unwrap();
    storage.append(b" one").unwrap();
    disk.fail(Some(Fault::From(0)));
    for _ in 0..3 {
        let error = storage.append(b" two").unwrap_err().to_string();
        assert!(error.contains("no space left on device"), "{error}");
    }
    disk.fail(None);
    storage.append(b" three").unwrap();
    drop(storage);
    assert_eq!(connect(&disk).unwrap().1, Some(b"lab one three".to_vec()));
}

#[test]
fn what_another_server_has_written_is_left_alone() {
    let disk = Disk::default();
    let (mut storage, _) = connect(&disk).unwrap();
    storage.begin(Some(b"lab")).unwrap();
    disk.fail(Some(Fault::At(0)));
    storage.append(b" mine").unwrap_err();
    let (mut other, _) = connect(&disk).unwrap();
    other.begin(None).unwrap();
    other.append(b" another's").unwrap();
    drop(other);
    assert!(matches!(storage.append(b" mine"), Err(StorageError::Taken)));
    assert_eq!(connect(&disk).unwrap().1, Some(b"lab another's".to_vec()));
}

/// A checkpoint that a failure has ended may be saved late, when the next has begun. It is not taken for that one.
#[test]
fn a_late_checkpoint_is_left_out() {
    let disk = Disk::default();
    let (mut storage, _) = connect(&disk).unwrap();
    storage.begin(Some(b"lab")).unwrap();
    storage.append(b" one").unwrap();
    let late = storage.begin_checkpoint().unwrap();
    disk.fail(Some(Fault::At(0)));
    storage.append(b" lost").unwrap_err();
    assert_eq!(storage.begin_checkpoint(), None);
    storage.append(b" two").unwrap();
    let next = storage.begin_checkpoint().unwrap();
    storage.put_checkpoint(late, b"lab one".to_vec());
    assert!(!storage.has_part());
    storage.put_checkpoint(next, b"lab one two".to_vec());
    storage.write_part().unwrap();
    storage.append(b" three").unwrap();
    drop(storage);
    assert_eq!(connect(&disk).unwrap().1, Some(b"lab one two three".to_vec()));
}

/// A bit that flips is found by redb's checksums, or was of no consequence.
#[test]
fn a_flipped_bit_is_noticed() {
    let disk = Disk::default();
    let notes = history(&disk);
    let (mut draw, mut noticed) = (Draw(13), 0);
    for n in 0..400 {
        let image = disk.after_power_failure(&mut draw);
        image.flip(&mut draw);
        match connect(&image) {
            Ok((_, lab)) => assert_eq!(lab.as_ref(), Some(&notes.stored), "flip {n}"),
            Err(_) => noticed += 1,
        }
    }
    println!("{noticed} of 400 noticed");
}

/// A disk that loses a write, puts it somewhere else, or zeroes a sector, and says nothing: what is read is what once was
/// stored, or the file is refused. That a write of the newest root was lost cannot be seen, so the lab may be an earlier one.
#[test]
fn what_a_disk_lies_about_is_refused_or_is_an_earlier_lab() {
    let disk = Disk::default();
    let notes = history(&disk);
    let mut draw = Draw(19);
    let (mut refused, mut earlier) = (0, 0);
    let mut look = |image: &Disk, what: &str| match connect(image) {
        Err(_) => refused += 1,
        Ok((_, None)) => unreachable!("{what}: the lab is gone"),
        Ok((_, Some(lab))) => {
            assert!(notes.moments.contains(&lab), "{what}: {} bytes that never were stored", lab.len());
            earlier += u32::from(lab != notes.stored);
        }
    };
    for n in 0..disk.changes() {
        look(&disk.without_change(n), &format!("change {n} lost"));
        for _ in 0..4 {
            look(&disk.with_change_elsewhere(n, &mut draw), &format!("change {n} elsewhere"));
        }
    }
    for n in 0..400 {
        look(&disk.with_zeroed_sector(&mut draw), &format!("zeroed sector {n}"));
    }
    assert!(refused > 50, "{refused}, and {earlier} earlier ones");
}

/// Whichever sector cannot be read: what can be is a part of the lab, without the rows that lie there.
#[test]
fn rows_that_cannot_be_read_are_passed_over() {
    let disk = Disk::default();
    let (storage, _) = connect(&disk).unwrap();
    let mut storage = Storage { part_bytes: 9_000, ..storage };
    let rows: Vec<Vec<u8>> = (1..=12).map(|n| vec![n; if n < 9 { 9_000 } else { 5_000 }]).collect();
    storage.begin(Some(&rows[..8].concat())).unwrap();
    rows[8..].iter().for_each(|row| storage.append(row).unwrap());
    drop(storage);
    let (mut partial, mut whole) = (0, 0);
    for sector in 0..disk.sectors() {
        let read =
            salvage::readable(|| Ok(Database::builder().open_read_only_with_backend(disk.with_bad_sector(sector))?));
        let Ok((lab, error)) = read else { continue };
        let found: Vec<&Vec<u8>> = rows.iter().filter(|row| lab.contains(&row[0])).collect();
        assert_eq!(lab, found.iter().copied().flatten().copied().collect::<Vec<u8>>(), "sector {sector}");
        assert_eq!(error.is_some(), found.len() < rows.len(), "sector {sector}");
        whole += u32::from(error.is_none());
        partial += u32::from(found.len() == rows.len() - 1);
    }
    println!("{} sectors: {whole} leave all, {partial} all but a row", disk.sectors());
    assert!(partial >= 12, "{partial}");
}
