//! The lab that a server begins with: a new one, a file's, or the one that it kept.

use crate::args::{ClockStart, ServeArgs};
use crate::clock::wall_time;
use crate::shared_engine::SharedEngine;
use crate::storage::Storage;
use std::path::Path;
use timemark_core::lab::UpdateLabInput;
use timemark_core::{Engine, OpenError};

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
    let (mut storage, lab) = Storage::open(path).map_err(|error| failed(&error))?;
    let mut engine = Engine::open(&lab).map_err(|error| failed(&error))?;
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
        error => failed(&error),
    })
}

/// The lab of a damaged file, as of before the damage. Says on stderr what the damage is.
fn open_damaged(path: &Path) -> Result<Engine, String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot open {}: {error}", path.display());
    let file = std::fs::read(path).map_err(|error| failed(&error))?;
    let (lab, cut_off) = match Engine::open_before_damage(&file) {
        Err(OpenError::NotALabFile) => Storage::salvage(path).map_err(|error| failed(&error))?,
        _ => (file, None),
    };
    let (engine, damage) = Engine::open_before_damage(&lab).map_err(|error| failed(&error))?;
    let damage = cut_off.map(|error| error.to_string()).or_else(|| damage.map(|damage| damage.to_string()));
    let damage = damage.unwrap_or_else(|| "no damage was found".to_owned());
    eprintln!("timemark: {}: {damage}. What comes before it is served, for reading only.", path.display());
    Ok(engine)
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
