//! ResetLab: everything else is gone.

use super::DescribeLabOutput;
use crate::engine::{Call, Endpoint, Engine};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::settings::{LabSettings, Options};
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Starts anew: no tables, no backups, no faults.
    pub struct ResetLabInput {
        /// Another seed; the same where absent.
        seed: u64,
        /// Settings laid over the present ones.
        settings: LabSettings,
        /// Where the clock starts; the present time where absent. It may lie in the past.
        now: Timestamp,
    }
}

impl Constrained for ResetLabInput {
    fn check(&self, at: &mut Check) {
        at.member("settings", &self.settings).structure();
    }
}

/// # Errors
/// ValidationException for settings out of range. Then everything is still there.
impl Call for ResetLabInput {
    const NAME: &'static str = "ResetLab";
    type Output = DescribeLabOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<DescribeLabOutput, Error> {
        Check::all(&self)?;
        let settings = self.settings.unwrap_or_default().over(engine.settings())?;
        let owner = engine.state().owner().clone();
        engine.reset(Options {
            seed: self.seed.unwrap_or(engine.seed()),
            now: self.now.unwrap_or(engine.now()),
            region: owner.region.to_string(),
            account: owner.account,
            settings,
        });
        Ok(DescribeLabOutput::of(engine))
    }
}
