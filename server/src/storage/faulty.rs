//! A disk in memory that fails, and that loses power.

use redb::StorageBackend;
use std::io::{Error, ErrorKind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What a disk writes, reads or fails to read at once, in bytes.
const SECTOR_BYTES: u64 = 4_096;

/// A disk that shows what was written, and keeps for certain what was synced.
#[derive(Clone, Debug, Default)]
pub struct Disk(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    synced: Vec<u8>,
    /// What a read returns.
    shown: Vec<u8>,
    unsynced: Vec<Change>,
    /// Every change that there was.
    changes: Vec<Change>,
    /// The number of calls that change something: writes, syncs, changes of the length.
    calls: u64,
    fault: Option<Fault>,
    /// The number of syncs, and how long each takes, and each call that fails.
    syncs: u64,
    sync_time: Duration,
    /// The sector that cannot be read.
    bad: Option<u64>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
}

/// Which calls fail, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This one.
    At(u64),
    /// This one and all after it.
    From(u64),
}

/// The minimal random numbers of a test: xorshift.
#[derive(Clone, Debug)]
pub struct Draw(pub u64);

impl Draw {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

impl Disk {
    /// A disk on which a call fails.
    pub fn failing(fault: Fault) -> Disk {
        let disk = Disk::default();
        disk.state().fault = Some(fault);
        disk
    }

    /// Has later calls fail, counted from now.
    pub fn fail(&self, fault: Option<Fault>) {
        let mut state = self.state();
        state.calls = 0;
        state.fault = fault;
    }

    /// The number of calls that change something, so far.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// What may be on the disk when the power fails now: everything that was synced, and any of the changes after that, in
    /// any order, each of them whole or torn.
    pub fn after_power_failure(&self, draw: &mut Draw) -> Disk {
        let state = self.state();
        let mut image = state.synced.clone();
        let mut changes = state.unsynced.clone();
        let share = draw.below(5);
        for last in (1..changes.len()).rev().filter(|_| share % 2 == 1) {
            let other = draw.below(last as u64 + 1) as usize;
            changes.swap(last, other);
        }
        for change in changes {
            // From none of the changes to all of them.
            if draw.below(4) < share {
                let torn = match change {
                    Change::Write(offset, mut bytes) if draw.below(4) == 0 => {
                        bytes.truncate(draw.below(bytes.len() as u64 + 1) as usize);
                        Change::Write(offset, bytes)
                    }
                    change => change,
                };
                apply(&mut image, &torn);
            }
        }
        Disk(Arc::new(Mutex::new(State { synced: image.clone(), shown: image, ..State::default() })))
    }

    /// The number of changes so far.
    pub fn changes(&self) -> usize {
        self.state().changes.len()
    }

    /// What is on the disk if it has lost one of its changes without a word.
    pub fn without_change(&self, lost: usize) -> Disk {
        Disk::of_changes(self.state().changes.iter().enumerate().filter(|(n, _)| *n != lost).map(|(_, change)| change))
    }

    /// What is on the disk if one of the changes, if it is a write, came to another of its sectors.
    pub fn with_change_elsewhere(&self, elsewhere: usize, draw: &mut Draw) -> Disk {
        let state = self.state();
        let sector = draw.below(state.shown.len() as u64 / SECTOR_BYTES) * SECTOR_BYTES;
        let moved = state.changes.get(elsewhere).map(|change| match change {
            Change::Write(_, bytes) => Change::Write(sector, bytes.clone()),
            length => length.clone(),
        });
        Disk::of_changes(state.changes.iter().enumerate().map(|(n, change)| match &moved {
            Some(moved) if n == elsewhere => moved,
            _ => change,
        }))
    }

    /// What is on the disk if one of its sectors has nothing but zeros.
    pub fn with_zeroed_sector(&self, draw: &mut Draw) -> Disk {
        let state = self.state();
        let sector = draw.below(state.shown.len() as u64 / SECTOR_BYTES) * SECTOR_BYTES;
        let zeros = Change::Write(sector, vec![0; SECTOR_BYTES as usize]);
        Disk::of_changes(state.changes.iter().chain([&zeros]))
    }

    fn of_changes<'a>(changes: impl Iterator<Item = &'a Change>) -> Disk {
        let mut image = Vec::new();
        changes.for_each(|change| apply(&mut image, change));
        Disk(Arc::new(Mutex::new(State { synced: image.clone(), shown: image, ..State::default() })))
    }

    /// Flips a bit of what is stored.
    pub fn flip(&self, draw: &mut Draw) {
        let mut state = self.state();
        let at = draw.below(state.shown.len() as u64) as usize;
        let bit = 1 << draw.below(8);
        let State { synced, shown, .. } = &mut *state;
        for bytes in [synced, shown] {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= bit;
            }
        }
    }

    /// A disk with the same bytes, one of whose sectors cannot be read.
    pub fn with_bad_sector(&self, number: u64) -> Disk {
        let State { synced, shown, .. } = &*self.state();
        let (synced, shown) = (synced.clone(), shown.clone());
        Disk(Arc::new(Mutex::new(State { synced, shown, bad: Some(number), ..State::default() })))
    }

    /// The number of sectors.
    pub fn sectors(&self) -> u64 {
        (self.state().shown.len() as u64).div_ceil(SECTOR_BYTES)
    }

    /// Has later syncs, and calls that fail, take this long.
    pub fn slow_down(&self, sync_time: Duration) {
        self.state().sync_time = sync_time;
    }

    /// The number of syncs so far.
    pub fn syncs(&self) -> u64 {
        self.state().syncs
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: Change) -> Result<(), Error> {
        let mut state = self.state();
        let (failed, sync_time) = (state.count(), state.sync_time);
        // What failed may have reached the disk all the same.
        apply(&mut state.shown, &change);
        state.changes.push(change.clone());
        state.unsynced.push(change);
        drop(state);
        if failed.is_err() {
            std::thread::sleep(sync_time);
        }
        failed
    }
}

impl State {
    fn count(&mut self) -> Result<(), Error> {
        let call = self.calls;
        self.calls += 1;
        match self.fault {
            Some(Fault::At(n)) if call == n => Err(Error::new(ErrorKind::StorageFull, "no space left on device")),
            Some(Fault::From(n)) if call >= n => Err(Error::new(ErrorKind::StorageFull, "no space left on device")),
            _ => Ok(()),
        }
    }
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => image.resize(*length as usize, 0),
        Change::Write(offset, bytes) => {
            let (from, to) = (*offset as usize, *offset as usize + bytes.len());
            if image.len() < to {
                image.resize(to, 0);
            }
            image[from..to].copy_from_slice(bytes);
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, Error> {
        Ok(self.state().shown.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        let (from, last) = (offset as usize, (offset + out.len() as u64).saturating_sub(1));
        if self.state().bad.is_some_and(|bad| (offset / SECTOR_BYTES..=last / SECTOR_BYTES).contains(&bad)) {
            return Err(Error::other("input/output error"));
        }
        match self.state().shown.get(from..from + out.len()) {
            Some(bytes) => {
                out.copy_from_slice(bytes);
                Ok(())
            }
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }

    fn set_len(&self, length: u64) -> Result<(), Error> {
        self.change(Change::Length(length))
    }

    fn sync_data(&self) -> Result<(), Error> {
        let sync_time = self.state().sync_time;
        std::thread::sleep(sync_time);
        let mut state = self.state();
        state.syncs += 1;
        state.count()?;
        state.synced = state.shown.clone();
        state.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.change(Change::Write(offset, data.to_vec()))
    }
}
