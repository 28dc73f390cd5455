//! DescribeLab: the clock and the settings.

use crate::engine::{Call, Engine};
use crate::model::error::Error;
use crate::model::settings::LabSettings;
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Asks how the lab stands.
    pub struct DescribeLabInput {}
}

shape! {
    /// How the lab stands.
    pub struct DescribeLabOutput {
        /// The virtual time.
        now: Timestamp,
        /// When the next thing is due.
        next_due: Timestamp,
        /// What all chance follows from.
        seed: u64,
        /// How the lab behaves.
        settings: LabSettings,
    }
}

impl DescribeLabOutput {
    /// How an engine stands.
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

    fn run(self, engine: &mut Engine) -> Result<DescribeLabOutput, Error> {
        Ok(DescribeLabOutput::of(engine))
    }
}
