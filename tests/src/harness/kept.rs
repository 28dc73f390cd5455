//! The engine that follows from its lab file.
//!
//! - **U2, A5** the file so far, a checkpoint and the events after it, opens as the live engine: in its digest, its clock,
//!   and its answers from then on. Its beginning up to any record opens as the engine of then.
//! - **A4** a replica that follows each record is the live engine, also if its own clock was there first.
//! - **U4** what was opened, saved and opened again is the same once more.

use super::Harness;
use super::recovered::same_answers;
use crate::Rng;
use crate::checkers::{Broken, Held, always, ensure, equal};
use timemark_core::Engine;

/// One record in so many is followed by opening the file, at random.
const OPENED: u64 = 16;

/// A lab file that is written as a host writes it: a record after each call.
pub struct Kept {
    file: Vec<u8>,
    /// The length of the file after each record, and the engine of then.
    moments: Vec<(usize, Engine)>,
    replica: Option<Engine>,
    rng: Rng,
}

impl Kept {
    /// The file of an engine, which records its events from now on.
    pub fn of(engine: &mut Engine) -> Kept {
        engine.record_events();
        // What happened before the checkpoint and is not taken yet comes behind it once more.
        let file = engine.save();
        let replica = Engine::open(&file).ok().map(|mut replica| {
            replica.record_events();
            replica
        });
        Kept { file, moments: Vec::new(), replica, rng: Rng::new(engine.seed() ^ engine.requests()) }
    }
}

impl Harness {
    /// Appends what has happened to the lab file. Now and then it is opened: the whole of it, and its beginning up to some
    /// record.
    pub(super) fn keep(&mut self) -> Held {
        let record = self.engine.take_events();
        self.kept.file.extend(&record);
        self.kept.moments.push((self.kept.file.len(), self.engine.clone()));
        self.replicate(&record)?;
        if self.kept.rng.below(OPENED) == 0 {
            self.open_kept()?;
        }
        Ok(())
    }

    /// Sends a record to the replica, which may be in the midst of what it tells.
    fn replicate(&mut self, record: &[u8]) -> Held {
        let Kept { replica: Some(replica), rng, .. } = &mut self.kept else { return Ok(()) };
        let way = self.engine.now().millis() - replica.now().millis();
        // A replica that goes there by itself makes some or all of the events of tasks.
        let went = *rng.pick(&[0, way / 2, way]);
        replica.advance_to(replica.now().plus_ms(went));
        if !record.is_empty() {
            let followed = replica.follow_record(record);
            followed.map_err(|error| Broken { promise: "A4", seen: format!("a record to follow: {error}") })?;
        }
        if rng.percent(20) {
            equal(replica.digest(), self.engine.digest(), "A4", "the digest of a replica")?;
            equal(replica.now(), self.engine.now(), "A4", "the clock of a replica")?;
            equal(replica.requests(), self.engine.requests(), "A4", "the requests of a replica")?;
            equal(replica.take_events(), Vec::new(), "A4", "what a replica has to tell")?;
        }
        Ok(())
    }

    /// Opens the lab file, and its beginning up to some record. Sometimes another file is begun, with a checkpoint of now.
    pub(crate) fn open_kept(&mut self) -> Held {
        let Kept { file, moments, rng, .. } = &mut self.kept;
        let opened = same_as(file, &self.engine, "a lab file")?;
        let saved = opened.save();
        ensure(opened_from(&saved)?.save() == saved, "U4", || "what was opened is saved otherwise".to_owned())?;
        if let Some((length, then)) = moments.get(rng.below(moments.len() as u64) as usize) {
            same_as(&file[..*length], then, "the beginning of a lab file")?;
        }
        if rng.percent(40) {
            *file = self.engine.save();
            moments.clear();
        }
        self.note("a lab file was opened");
        Ok(())
    }
}

/// Opens a file. The engine must be the expected one.
fn same_as(file: &[u8], expected: &Engine, which: &str) -> Result<Engine, Broken> {
    let opened = opened_from(file)?;
    let position = |engine: &Engine| (engine.now(), engine.requests(), engine.seed(), engine.next_due());
    equal(position(&opened), position(expected), "U2", &format!("the clock and the requests of {which}"))?;
    always::same_states(&opened, expected, which)?;
    same_answers(&opened, expected)?;
    Ok(opened)
}

fn opened_from(file: &[u8]) -> Result<Engine, Broken> {
    Engine::open(file).map_err(|error| Broken { promise: "U2", seen: error.to_string() })
}
