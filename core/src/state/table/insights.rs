//! Contributor insights of a table or of an index.

use crate::model::shapes::ContributorInsightsMode;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{self, InsightsState, InsightsStep};
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// The contributor insights of a table or an index.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Insights {
    /// The state.
    #[n(0)]
    pub state: InsightsState,
    /// The keys that they record, or recorded last.
    #[n(1)]
    pub mode: ContributorInsightsMode,
    /// When they were last switched; `None` if they never were.
    #[n(2)]
    pub switched: Option<Timestamp>,
}

digest_members!(Insights { state, mode, switched });

impl Default for Insights {
    /// Insights that were never switched on.
    ///
    /// # Source
    /// `docs/dynamodb.md#neighbours`: the mode of a request without one.
    fn default() -> Insights {
        Insights {
            state: InsightsState::Disabled,
            mode: ContributorInsightsMode::AccessedAndThrottledKeys,
            switched: None,
        }
    }
}

impl Insights {
    /// These insights, enabled with a mode or disabled.
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
