//! The lab that a server begins with: a new one, a file's, or the one that it kept.

use crate::args::{ClockStart, ServeArgs};
use crate::clock::wall_time;
use crate::shared_engine::SharedEngine;
use crate::storage::Storage;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use timemark_core::lab::UpdateLabInput;
use timemark_core::{Engine, OpenError, Salvaged};

/// What a disk reads or fails to read at once, in bytes.
const SECTOR_BYTES: usize = 4_096;

/// How a server's file begins: as any of redb's.
const DATABASE: &[u8] = b"redb\x1a\n\xa9\r\n";

/// Returns the engine of these options, with its storage if they name one, and the seed that it began with.
///
/// A lab that exists keeps its clock, its region, its account, its seed and its settings, except the settings that the
/// command line names.
///
/// # Errors
/// A message that names the file which cannot be used, and why.
pub fn start(args: &ServeArgs) -> Result<SharedEngine, String> {
    if let (Some(path), true) = (&args.lab, args.damaged) {
        return open_damaged(path).map(SharedEngine::read_only);
    }
    let opened = args.lab.as_deref().map(open_lab).transpose()?;
    let Some(path) = &args.data else {
        let mut engine = match opened {
            Some(engine) => kept(engine, args)?,
            None => Engine::new(args.options()),
        };
        set_clock(&mut engine, args);
        return Ok(SharedEngine::new(engine));
    };
    let failed = |error: &dyn std::fmt::Display| format!("cannot keep data in {}: {error}", path.display());
    if Storage::exists(path) {
        if opened.is_some() {
            return Err(failed(&"the file exists; name a new one, or leave --data out"));
        }
    } else {
        let engine = opened.unwrap_or_else(|| Engine::new(args.options()));
        Storage::create(path, &engine.save()).map_err(|error| failed(&error))?;
    }
    let (mut storage, lab) = Storage::open(path).map_err(|error| {
        let hint = if error.is_damage() { serves(path) } else { String::new() };
        failed(&format!("{error}{hint}"))
    })?;
    let mut engine = Engine::open(&lab).map_err(|error| failed(&refusal(&error, path)))?;
    storage.begin(None).map_err(|error| failed(&error))?;
    engine.record_events();
    let mut engine = kept(engine, args).map_err(|error| failed(&error))?;
    set_clock(&mut engine, args);
    drop(lab);
    let record = engine.take_events();
    if !record.is_empty() {
        storage.append(&record).map_err(|error| failed(&error))?;
    }
    Ok(SharedEngine::stored(engine, storage))
}

fn open_lab(path: &Path) -> Result<Engine, String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot open {}: {error}", path.display());
    let file = std::fs::read(path).map_err(|error| failed(&error))?;
    Engine::open(&file).map_err(|error| match error {
        OpenError::NotALabFile if file.starts_with(DATABASE) => {
            failed(&"it is a server's file, not a lab file: serve it with `timemark serve --data`")
        }
        error => failed(&refusal(&error, path)),
    })
}

/// Why a lab is not opened, and what can be done.
fn refusal(error: &OpenError, path: &Path) -> String {
    let hint = if matches!(error, OpenError::Damaged { .. }) { serves(path) } else { String::new() };
    format!("{error}{hint}")
}

/// What can be done with a damaged file.
fn serves(path: &Path) -> String {
    format!(". `timemark open {} --damaged` serves what is sound in it, for reading only", path.display())
}

/// What is sound in a damaged file. Says on stderr what the damage is, and what is left out.
fn open_damaged(path: &Path) -> Result<Engine, String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot open {}: {error}", path.display());
    let mut unread = None;
    let salvaged = match Engine::salvage(&read_sectors(path).map_err(|error| failed(&error))?) {
        Err(OpenError::NotALabFile) => {
            let (lab, error) = Storage::salvage(path).map_err(|error| failed(&error))?;
            unread = error.map(|error| error.to_string());
            Engine::salvage(&lab)
        }
        salvaged => salvaged,
    };
    let Salvaged { engine, damage, left_out, commits } = salvaged.map_err(|error| failed(&error))?;
    let mut found = unread.into_iter().chain(damage.iter().map(ToString::to_string));
    let first = found.next().unwrap_or_else(|| "no damage was found".to_owned());
    let others = match found.count() {
        0 => String::new(),
        count => format!(" There is more of it at {count} other places."),
    };
    eprintln!("timemark: {}: {first}.{others} What is sound is served, for reading only.", path.display());
    let commits = (commits > 0).then(|| format!("commits behind the damage: {commits}"));
    for left_out in left_out.iter().map(ToString::to_string).chain(commits) {
        eprintln!("timemark: left out: {left_out}");
    }
    Ok(engine)
}

/// The bytes of a file, with zeros in place of what the disk cannot read.
fn read_sectors(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.seek(SeekFrom::End(0))?;
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
    fill(&mut bytes, file);
    Ok(bytes)
}

/// Reads sector by sector, and leaves zeros in place of what cannot be read.
fn fill(bytes: &mut [u8], mut from: impl Read + Seek) {
    for (sector, at) in bytes.chunks_mut(SECTOR_BYTES).zip((0..).step_by(SECTOR_BYTES)) {
        if from.seek(SeekFrom::Start(at)).and_then(|_| from.read_exact(sector)).is_err() {
            sector.fill(0);
        }
    }
}

/// The engine of a lab that exists, with the settings that the command line names.
fn kept(mut engine: Engine, args: &ServeArgs) -> Result<Engine, String> {
    let owner = engine.state().owner();
    for (flag, given, has) in [("region", &args.region, &*owner.region), ("account", &args.account, &owner.account)] {
        if args.is_given(flag) && given != has {
            return Err(format!("the lab's {flag} is {has}, not {given}: leave --{flag} out"));
        }
    }
    if let Some(settings) = args.given_settings() {
        let update = UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() };
        engine.send(update).map_err(|error| error.to_string())?;
    }
    Ok(engine)
}

/// Moves the clock to the wall clock's time, if that is asked for and later. What was due meanwhile is done.
fn set_clock(engine: &mut Engine, args: &ServeArgs) {
    if args.clock == ClockStart::Wall {
        engine.advance_to(wall_time());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Error};

    /// A file two of whose sectors cannot be read.
    struct Bad(Cursor<Vec<u8>>);

    impl Read for Bad {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let sector = self.0.position() / SECTOR_BYTES as u64;
            // Less at once than is asked for, as a file may.
            let most = out.len().min(1_000);
            if matches!(sector, 1 | 3) {
                Err(Error::other("input/output error"))
            } else {
                self.0.read(&mut out[..most])
            }
        }
    }

    impl Seek for Bad {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn what_cannot_be_read_is_zeros() {
        let whole: Vec<u8> = (0..3 * SECTOR_BYTES + 50).map(|at| (at % 251) as u8 + 1).collect();
        let mut bytes = vec![7; whole.len()];
        fill(&mut bytes, Bad(Cursor::new(whole.clone())));
        for (at, (found, byte)) in bytes.iter().zip(&whole).enumerate() {
            let is_bad = matches!(at / SECTOR_BYTES, 1 | 3);
            assert_eq!(*found, if is_bad { 0 } else { *byte }, "byte {at}");
        }
    }
}
