//! ResetLab: discards everything but the settings and the seed.

use super::DescribeLabOutput;
use crate::engine::{Call, Endpoint, Engine};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::settings::{LabSettings, Options};
use crate::model::shapes::shape;
use crate::time::Timestamp;

shape! {
    /// Removes all tables, backups and faults, and starts the clock anew.
    pub struct ResetLabInput {
        /// The new seed. Default unchanged.
        seed: u64,
        /// Settings to change; members that are absent stay as they are.
        settings: LabSettings,
        /// The time at which the clock starts, in epoch seconds; it may lie in the past. Default the present virtual
        /// time.
        now: Timestamp,
    }
}

impl Constrained for ResetLabInput {
    fn check(&self, at: &mut Check) {
        at.member("settings", &self.settings).structure();
    }
}

/// # Errors
/// ValidationException for settings out of range. Then nothing has changed.
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
