//! UpdateLab: changes settings and seed.

use super::DescribeLabOutput;
use crate::engine::{Call, Endpoint, Engine};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::settings::LabSettings;
use crate::model::shapes::shape;

shape! {
    /// Changes settings, or the seed; what is not given stays as it is.
    pub struct UpdateLabInput {
        /// The settings.
        settings: LabSettings,
        /// The seed of all chance from now on.
        seed: u64,
    }
}

impl Constrained for UpdateLabInput {
    fn check(&self, at: &mut Check) {
        at.member("settings", &self.settings).required_unless(self.seed.is_some()).structure();
    }
}

/// # Errors
/// ValidationException for settings out of range.
impl Call for UpdateLabInput {
    const NAME: &'static str = "UpdateLab";
    type Output = DescribeLabOutput;

    fn run(self, engine: &mut Engine, _: Endpoint<'_>) -> Result<DescribeLabOutput, Error> {
        Check::all(&self)?;
        let settings = self.settings.unwrap_or_default().over(engine.settings())?;
        engine.change_settings(&settings, self.seed);
        Ok(DescribeLabOutput::of(engine))
    }
}
