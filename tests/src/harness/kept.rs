//! The engine that follows from its lab file.
//!
//! - **U2, A5** the file so far, a checkpoint and the events after it, opens as the live engine: in its digest, its clock,
//!   and its answers from then on.
//! - **U4** what was opened, saved and opened again is the same once more.

use super::Harness;
use super::recovered::same_answers;
use crate::checkers::{Broken, Held, always, ensure, equal};
use timemark_core::Engine;

/// How many records are written from one opening of the file to the next.
const OPENED_EVERY: usize = 24;

/// A lab file that is written as a host writes it: a record after each call.
#[derive(Default)]
pub struct Kept {
    file: Vec<u8>,
    records: usize,
}

impl Kept {
    /// The file of an engine, which records its events from now on.
    pub fn of(engine: &mut Engine) -> Kept {
        engine.record_events();
        // What happened before the checkpoint and is not taken yet comes behind it once more.
        Kept { file: engine.save(), records: 0 }
    }
}

impl Harness {
    /// Appends what has happened to the lab file, and now and then compares the engine that it opens as with the live one.
    pub(super) fn keep(&mut self) -> Held {
        self.kept.file.extend(self.engine.take_events());
        self.kept.records += 1;
        if self.kept.records.is_multiple_of(OPENED_EVERY) {
            let opened = self.open()?;
            self.note("a lab file was opened");
            let saved = opened.save();
            ensure(opened_from(&saved)?.save() == saved, "U4", || "what was opened is saved otherwise".to_owned())?;
            // The next part of the history begins with another checkpoint.
            if self.kept.records.is_multiple_of(2 * OPENED_EVERY) {
                self.kept.file = self.engine.save();
            }
        }
        Ok(())
    }

    /// The engine of the lab file, which must be the live one.
    fn open(&self) -> Result<Engine, Broken> {
        let opened = opened_from(&self.kept.file)?;
        let position = |engine: &Engine| (engine.now(), engine.requests(), engine.seed(), engine.next_due());
        equal(position(&opened), position(&self.engine), "U2", "the clock and the requests of a lab file")?;
        always::same_states(&opened, &self.engine, "a lab file")?;
        same_answers(&opened, &self.engine)?;
        Ok(opened)
    }
}

fn opened_from(file: &[u8]) -> Result<Engine, Broken> {
    Engine::open(file).map_err(|error| Broken { promise: "U2", seen: error.to_string() })
}
