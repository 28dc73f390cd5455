//! AdvanceClock: time passes.

use crate::engine::{Call, Engine};
use crate::model::error::{Error, Invalid, LabInvalid};
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Moves the clock forward: exactly one member is given.
    pub struct AdvanceClockInput {
        /// By so many seconds, with a fraction.
        seconds: f64,
        /// To a time; one that has passed moves nothing.
        to: Timestamp,
        /// To when the next thing is due (`true`); nothing being due, nowhere.
        to_next_due: bool,
    }
}

shape! {
    /// What came of it.
    pub struct AdvanceClockOutput {
        /// The virtual time.
        now: Timestamp,
        /// When the next thing is due.
        next_due: Timestamp,
        /// How many things were due on the way.
        tasks_run: u64,
    }
}

impl AdvanceClockInput {
    /// By so many seconds.
    pub fn seconds(seconds: f64) -> Self {
        Self { seconds: Some(seconds), ..Self::default() }
    }

    /// To when the next thing is due.
    pub fn to_next_due() -> Self {
        Self { to_next_due: Some(true), ..Self::default() }
    }
}

/// # Errors
/// ValidationException unless exactly one member is given, and for negative seconds.
impl Call for AdvanceClockInput {
    const NAME: &'static str = "AdvanceClock";
    type Output = AdvanceClockOutput;

    fn run(self, engine: &mut Engine) -> Result<AdvanceClockOutput, Error> {
        let target = match (self.seconds, self.to, self.to_next_due.unwrap_or_default()) {
            (Some(seconds), None, false) if seconds >= 0.0 => {
                let offset = Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX);
                engine.now().plus_ms(offset.millis())
            }
            (Some(_), None, false) => return Err(Invalid::Lab(LabInvalid::NegativeAdvance).into()),
            (None, Some(time), false) => time,
            (None, None, true) => engine.next_due().unwrap_or(engine.now()),
            _ => return Err(Invalid::Lab(LabInvalid::OneAdvanceOnly).into()),
        };
        let tasks_run = Some(engine.advance_to(target));
        Ok(AdvanceClockOutput { now: Some(engine.now()), next_due: engine.next_due(), tasks_run })
    }
}
