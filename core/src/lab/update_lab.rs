//! UpdateLab: other settings from now on.

use super::DescribeLabOutput;
use crate::check::{Check, Constrained};
use crate::engine::{Call, Engine};
use crate::error::Error;
use crate::settings::LabSettings;
use crate::shapes::shape;
use crate::state::Event;

shape! {
    /// Changes settings; those that are not given stay as they are.
    pub struct UpdateLabInput {
        /// The settings.
        settings: LabSettings,
    }
}

impl Constrained for UpdateLabInput {
    fn check(&self, at: &mut Check) {
        at.member("settings", &self.settings).required().structure();
    }
}

/// # Errors
/// ValidationException for settings out of range.
impl Call for UpdateLabInput {
    const NAME: &'static str = "UpdateLab";
    type Output = DescribeLabOutput;

    fn run(self, engine: &mut Engine) -> Result<DescribeLabOutput, Error> {
        Check::all(&self)?;
        let settings = self.settings.unwrap_or_default().over(engine.settings())?;
        engine.commit(vec![Event::SettingsChanged(settings)]);
        Ok(DescribeLabOutput::of(engine))
    }
}
