//! DescribeLab: the clock and the settings.

use crate::engine::{Call, Endpoint, Engine};
use crate::model::error::Error;
use crate::model::settings::LabSettings;
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Asks for the clock and the settings.
    pub struct DescribeLabInput {}
}

shape! {
    /// The clock and the settings.
    pub struct DescribeLabOutput {
        /// The virtual time.
        now: Timestamp,
        /// When the next task is due; absent if none is.
        next_due: Timestamp,
        /// The seed of all chance.
        seed: u64,
        /// The settings.
        settings: LabSettings,
    }
}

impl DescribeLabOutput {
    /// The clock and the settings of an engine.
    pub fn of(engine: &Engine) -> Self {
        Self {
            now: Some(engine.now()),
            next_due: engine.next_due(),
            seed: Some(engine.seed()),
            settings: Some(engine.settings().into()),
        }
    }
}

/// Answers even when everything else is refused.
impl Call for DescribeLabInput {
    const NAME: &'static str = "DescribeLab";
    type Output = DescribeLabOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<DescribeLabOutput, Error> {
        Ok(DescribeLabOutput::of(engine))
    }
}
