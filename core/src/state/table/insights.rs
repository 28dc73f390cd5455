//! Contributor insights of a table or of an index.

use crate::model::shapes::ContributorInsightsMode;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{self, InsightsState, InsightsStep};
use crate::time::Timestamp;

/// Contributor insights: where they stand, and what they watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insights {
    /// Where they stand in their life.
    pub state: InsightsState,
    /// Which keys they watch, or watched last.
    pub mode: ContributorInsightsMode,
    /// When they were last switched; `None` if they never were.
    pub switched: Option<Timestamp>,
}

digest_members!(Insights { state, mode, switched });

impl Default for Insights {
    /// Never switched.
    ///
    /// # Source
    /// `docs/dynamodb.md#neighbours`: the mode that a request without one means.
    fn default() -> Insights {
        Insights {
            state: InsightsState::Disabled,
            mode: ContributorInsightsMode::AccessedAndThrottledKeys,
            switched: None,
        }
    }
}

impl Insights {
    /// These insights switched on, with a mode, or off.
    pub fn switched(&self, at: Timestamp, mode: Option<&ContributorInsightsMode>) -> Insights {
        let step = if mode.is_some() { InsightsStep::Enable } else { InsightsStep::Disable };
        Insights {
            state: lifecycle::step("insights", lifecycle::insights, self.state, step),
            mode: mode.unwrap_or(&self.mode).clone(),
            switched: Some(at),
        }
    }

    pub(in crate::state) fn settle(&mut self) {
        self.state = lifecycle::step("insights", lifecycle::insights, self.state, InsightsStep::Settle);
    }
}
