//! AdvanceClock: moves the virtual clock forward.

use super::error::LabError;
use crate::engine::{Call, Endpoint, Engine};
use crate::model::error::Error;
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Moves the clock forward. Exactly one member must be given.
    pub struct AdvanceClockInput {
        /// How far to move, in seconds with a fraction, 0 or more.
        seconds: f64,
        /// The time to move to. A time that has passed moves nothing.
        to: Timestamp,
        /// `true` moves to the next due task; the clock stands still if none is due.
        to_next_due: bool,
    }
}

shape! {
    /// The clock after the move.
    pub struct AdvanceClockOutput {
        /// The virtual time, in epoch seconds.
        now: Timestamp,
        /// When the next task is due, in epoch seconds; absent if none is.
        next_due: Timestamp,
        /// The number of tasks that ran on the way.
        tasks_run: u64,
    }
}

impl AdvanceClockInput {
    /// A move by `seconds`.
    pub fn seconds(seconds: f64) -> Self {
        Self { seconds: Some(seconds), ..Self::default() }
    }

    /// A move to the next due task.
    pub fn to_next_due() -> Self {
        Self { to_next_due: Some(true), ..Self::default() }
    }
}

/// # Errors
/// ValidationException unless exactly one member is given, and for negative seconds.
impl Call for AdvanceClockInput {
    const NAME: &'static str = "AdvanceClock";
    type Output = AdvanceClockOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<AdvanceClockOutput, Error> {
        let target = match (self.seconds, self.to, self.to_next_due.unwrap_or_default()) {
            (Some(seconds), None, false) if seconds >= 0.0 => {
                let offset = Timestamp::from_seconds(seconds).unwrap_or(Timestamp::MAX);
                engine.now().plus_ms(offset.millis())
            }
            (Some(_), None, false) => return Err(LabError::NegativeAdvance.into()),
            (None, Some(time), false) => time,
            (None, None, true) => engine.next_due().unwrap_or(engine.now()),
            _ => return Err(LabError::OneAdvanceOnly.into()),
        };
        let tasks_run = Some(engine.advance_to(target));
        Ok(AdvanceClockOutput { now: Some(engine.now()), next_due: engine.next_due(), tasks_run })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::CreateTableInput;
    use crate::shapes::{KeyType, ScalarAttributeType};
    use crate::{Options, Pace};

    #[test]
    fn by_seconds_and_to_what_is_due() {
        let mut options = Options::default();
        options.settings.pace = Pace::Realistic;
        let mut engine = Engine::new(options);
        let begun = engine.now();
        let none_is_due = engine.send(AdvanceClockInput::to_next_due());
        assert_eq!(none_is_due, Ok(AdvanceClockOutput { now: Some(begun), next_due: None, tasks_run: Some(0) }));
        let moved = engine.send(AdvanceClockInput::seconds(1.5)).map(|answer| answer.now);
        assert_eq!(moved, Ok(Some(begun.plus_ms(1_500))));
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        assert!(engine.send(CreateTableInput::on_demand("Notes", &keys)).is_ok());
        let due = engine.next_due();
        assert!(due > Some(engine.now()));
        let moved = engine.send(AdvanceClockInput::to_next_due()).unwrap_or_default();
        assert!(moved.now == due && moved.tasks_run > Some(0), "{moved:?}");
    }
}
