//! UpdateContributorInsights.

use super::error::InsightsError;
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ContributorInsightsAction, ContributorInsightsMode, ContributorInsightsStatus, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::lifecycle::InsightsState;
use crate::state::{Event, Index, Insights, State, Task};
use crate::time::Timestamp;

shape! {
    /// Enables or disables the contributor insights of a table or a global secondary index.
    pub struct UpdateContributorInsightsInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of a global secondary index. Default the table itself.
        index_name: String,
        /// ENABLE or DISABLE.
        contributor_insights_action: ContributorInsightsAction,
        /// The keys to record: ACCESSED_AND_THROTTLED_KEYS or THROTTLED_KEYS. Default ACCESSED_AND_THROTTLED_KEYS.
        contributor_insights_mode: ContributorInsightsMode,
    }
}

shape! {
    /// The contributor insights, with the change in progress.
    pub struct UpdateContributorInsightsOutput {
        /// The table's name.
        table_name: String,
        /// The index's name; absent for the table itself.
        index_name: String,
        /// The status: ENABLING or DISABLING; ENABLED or DISABLED if nothing changes.
        contributor_insights_status: ContributorInsightsStatus,
        /// The keys that they record; absent if they are being disabled.
        contributor_insights_mode: ContributorInsightsMode,
    }
}

impl UpdateContributorInsightsInput {
    /// Enables them for a table, or for its index of that name.
    pub fn enable(table_name: impl Into<String>, index_name: Option<String>, mode: ContributorInsightsMode) -> Self {
        Self {
            table_name: Some(table_name.into()),
            index_name,
            contributor_insights_action: Some(ContributorInsightsAction::Enable),
            contributor_insights_mode: Some(mode),
        }
    }
}

impl Constrained for UpdateContributorInsightsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("indexName", &self.index_name).length(3..=255).name_pattern();
        at.member("contributorInsightsAction", &self.contributor_insights_action).required().known();
        at.member("contributorInsightsMode", &self.contributor_insights_mode).known();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such table or index; ValidationException if it is CREATING or DELETING.
///
/// # Source
/// `docs/dynamodb.md#neighbours`. Assumed: a request for the present state is answered and changes nothing; the table's
/// status is checked before the index's.
impl Operation for UpdateContributorInsightsInput {
    const NAME: &'static str = "UpdateContributorInsights";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = UpdateContributorInsightsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<UpdateContributorInsightsOutput>, Error> {
        let is_on = *required("contributorInsightsAction", &self.contributor_insights_action)?
            == ContributorInsightsAction::Enable;
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        let index = super::index_of(table, self.index_name.as_deref())?;
        if !table.state().is_in_use() {
            return Err(InsightsError::TableNotActive.into());
        }
        if index.is_some_and(|index| !index.state().is_in_use()) {
            return Err(InsightsError::IndexNotActive.into());
        }
        let insights = index.map_or(&table.settings().insights, Index::insights);
        let asked = self.contributor_insights_mode.unwrap_or(Insights::default().mode);
        let is_so = match insights.state {
            InsightsState::Enabling | InsightsState::Enabled => is_on && insights.mode == asked,
            InsightsState::Disabling | InsightsState::Disabled => !is_on,
        };
        let mode = is_on.then_some(asked);
        let updated = if is_so { insights.clone() } else { insights.switched(now, mode.as_ref()) };
        let output = UpdateContributorInsightsOutput {
            table_name: Some(table.name().to_owned()),
            index_name: self.index_name,
            contributor_insights_status: Some(updated.state.into()),
            contributor_insights_mode: mode.clone(),
        };
        if is_so {
            return Ok(Decision::answer(output));
        }
        let (table, index) = (table.id(), index.map(Index::ordinal));
        let due = now.plus_ms(state.settings().pace.delays().insights_ms);
        let events = vec![
            Event::InsightsSwitched { table, index, mode },
            Event::TaskScheduled { due, task: Task::SettleInsights { table, index } },
        ];
        Ok(Decision { events, output })
    }
}
