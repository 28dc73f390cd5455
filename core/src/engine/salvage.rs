//! Opening what is sound in a damaged lab file.

use super::reader::{CheckpointReader, MISSING};
use super::{Checkpoint, Engine};
use crate::journal::{Beginning, OpenError, Record, Records, SoundRecords};
use crate::state::{LeftOut, Regions, SoundParts, Unsound};

/// What is sound in a lab file: see [`Engine::salvage`].
#[derive(Debug)]
pub struct Salvaged {
    /// The engine, for reading.
    pub engine: Engine,
    /// The damage, in the order of the file; none in a sound file.
    pub damage: Vec<OpenError>,
    /// What the checkpoint had and the engine has not.
    pub left_out: Vec<LeftOut>,
    /// The number of commits behind the damage that are sound and that the engine has not: what they change is not known
    /// without those before.
    pub commits: u64,
}

impl Engine {
    /// Returns what is sound in a damaged lab file, and the damage; of a sound file, all of it. It is for looking at what such a
    /// file still tells: whatever the engine has is what the file held, and the rest is named.
    ///
    /// If the damage lies behind the checkpoint, the engine is the one as of the last commit before it. If it lies in the
    /// checkpoint, the engine is that of the checkpoint, without the tables whose contents are damaged and without what
    /// depends on them; no commits are followed then. If the lab's own region is lost, the first of the others is in its position.
    ///
    /// ```
    /// use timemark_core::operations::CreateTableInput;
    /// use timemark_core::shapes::{KeyType, ScalarAttributeType};
    /// use timemark_core::{Engine, Options};
    /// let mut engine = Engine::new(Options::default());
    /// for name in ["Albums", "Music"] {
    ///     engine.send(CreateTableInput::on_demand(name, &[("Artist", KeyType::Hash, ScalarAttributeType::S)]))?;
    /// }
    /// let mut file = engine.save();
    /// file[100] ^= 1; // in the contents of Albums
    /// assert!(Engine::open(&file).is_err());
    /// let salvaged = Engine::salvage(&file).unwrap();
    /// assert_eq!(salvaged.left_out[0].to_string(), "the table Albums of us-east-1");
    /// assert!(salvaged.engine.state().table("Music").is_some());
    /// # Ok::<(), timemark_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`OpenError`] as for [`Engine::open`], if no region can be opened: the beginning of the checkpoint is damaged, or what
    /// names the tables and backups of each region, or the file was written before parts had positions.
    pub fn salvage(file: &[u8]) -> Result<Salvaged, OpenError> {
        let mut records = Records::of(file)?;
        let begin = records.byte();
        match CheckpointReader::read(&mut records) {
            Ok(engine) => before_damage(engine, file, records),
            Err(damage) => without_damaged(file, begin, damage),
        }
    }
}

/// The engine as of the last commit before the damage.
fn before_damage(mut engine: Engine, file: &[u8], mut records: Records<'_>) -> Result<Salvaged, OpenError> {
    let (mut damage, mut commits) = (Vec::new(), 0);
    let (byte, first) = loop {
        let byte = records.byte();
        let first = match records.next() {
            Ok(None) => break (byte, None),
            Ok(Some((_, Record::Call(_)))) => continue,
            Ok(Some((_, Record::Events { first, events }))) => {
                // An event that does not fit leaves those before it applied.
                let mut after = engine.clone();
                match after.follow_events(first, events) {
                    Ok(()) => {
                        engine = after;
                        continue;
                    }
                    Err(Unsound(what)) => Records::damage(byte, what),
                }
            }
            Ok(Some(_)) => Records::damage(byte, "a second checkpoint begins"),
            Err(damage) => damage,
        };
        break (byte, Some(first));
    };
    if let Some(first) = first {
        damage.push(first);
        for found in SoundRecords::from(file, byte) {
            match found {
                Ok(framed) => commits += u64::from(framed.is_events()),
                Err(next) if damage.last() != Some(&next) => damage.push(next),
                Err(_) => {}
            }
        }
    }
    engine.check().map_err(|Unsound(what)| Records::damage(byte, what))?;
    Ok(Salvaged { engine, damage, left_out: Vec::new(), commits })
}

/// The engine of the checkpoint, without what is damaged.
fn without_damaged(file: &[u8], begin: u64, first: OpenError) -> Result<Salvaged, OpenError> {
    let mut records = SoundRecords::from(file, begin);
    let Some(Ok(framed)) = records.next() else { return Err(first) };
    let Ok(begin) = CheckpointReader::beginning(framed.read()?) else { return Err(first) };
    let Beginning { now, requests, faults, events, regions } = *begin;
    let (parts, mut damage, commits) = sound_parts(records, framed.checksum() as u32);
    let (states, mut left_out) = parts.regions(now, file.len());
    let named = left_out.iter().filter(|left_out| matches!(left_out, LeftOut::Region(_))).count();
    let unnamed = regions.saturating_sub((states.len() + named) as u64);
    if unnamed > 0 {
        left_out.insert(0, LeftOut::Regions(unnamed));
    }
    let Ok(regions) = Regions::of(states) else { return Err(first) };
    // It may be one that no record shows by itself, as of parts that contradict each other.
    if damage.first() != Some(&first) {
        damage.insert(0, first);
    }
    let engine = Engine::at(Checkpoint { now, regions, faults, requests, events });
    Ok(Salvaged { engine, damage, left_out, commits })
}

/// The sound parts of a checkpoint, the damage, and the number of sound commits behind them.
fn sound_parts(records: SoundRecords<'_>, checkpoint: u32) -> (SoundParts, Vec<OpenError>, u64) {
    let (mut parts, mut damage, mut commits) = (SoundParts::default(), Vec::new(), 0);
    // Whether damage was met since the last part.
    let mut is_known = false;
    for found in records {
        let record = match &found {
            Ok(framed) if framed.is_events() => {
                commits += 1;
                continue;
            }
            Ok(framed) => framed.read().map(|record| (framed, record)),
            Err(error) => Err(error.clone()),
        };
        match record {
            Ok((framed, Record::Part(part, Some(position))))
                if position.checkpoint == checkpoint && position.part >= parts.next() =>
            {
                if position.part > parts.next() && !is_known {
                    damage.push(framed.damage(MISSING));
                }
                is_known = false;
                parts.add(position, part);
            }
            Ok((_, Record::End | Record::Call(_))) => {}
            other => {
                damage.push(other.map_or_else(|error| error, |(framed, _)| framed.damage(MISSING)));
                is_known = true;
            }
        }
    }
    (parts, damage, commits)
}
