//! DescribeLab: the clock and the settings.

use crate::engine::{Call, Endpoint, Engine};
use crate::model::error::Error;
use crate::model::settings::LabSettings;
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Returns the clock, the seed and the settings. It has no parameters.
    pub struct DescribeLabInput {}
}

shape! {
    /// The clock, the seed and the settings.
    pub struct DescribeLabOutput {
        /// The virtual time, in epoch seconds.
        now: Timestamp,
        /// When the next task is due, in epoch seconds; absent if none is.
        next_due: Timestamp,
        /// The seed that every random choice follows from.
        seed: u64,
        /// The lab's settings.
        settings: LabSettings,
        /// The bytes that the engine holds, as the setting `MaxBytes` counts them.
        held_bytes: u64,
    }
}

impl DescribeLabOutput {
    /// The description of `engine` at its present moment.
    pub fn of(engine: &Engine) -> Self {
        Self {
            now: Some(engine.now()),
            next_due: engine.next_due(),
            seed: Some(engine.seed()),
            settings: Some(engine.settings().into()),
            held_bytes: Some(engine.held_bytes()),
        }
    }
}

/// Never fails.
impl Call for DescribeLabInput {
    const NAME: &'static str = "DescribeLab";
    type Output = DescribeLabOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<DescribeLabOutput, Error> {
        Ok(DescribeLabOutput::of(engine))
    }
}
