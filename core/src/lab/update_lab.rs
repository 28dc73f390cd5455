//! UpdateLab: changes the settings and the seed.

use super::DescribeLabOutput;
use crate::engine::{Call, Endpoint, Engine};
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::settings::LabSettings;
use crate::model::shapes::shape;

shape! {
    /// Changes settings or the seed. What is absent stays as it is.
    pub struct UpdateLabInput {
        /// The settings to change.
        settings: LabSettings,
        /// The seed that later random choices follow from.
        seed: u64,
    }
}

impl Constrained for UpdateLabInput {
    fn check(&self, at: &mut Check) {
        at.member("settings", &self.settings).required_unless(self.seed.is_some()).structure();
    }
}

/// # Errors
/// ValidationException for settings out of range. Then nothing has changed.
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
