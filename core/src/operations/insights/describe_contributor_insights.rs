//! DescribeContributorInsights.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ContributorInsightsMode, ContributorInsightsStatus, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::lifecycle::InsightsState;
use crate::state::{Index, State};
use crate::time::Timestamp;

shape! {
    /// Describes the contributor insights of a table or a global secondary index.
    pub struct DescribeContributorInsightsInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of a global secondary index. Default the table itself.
        index_name: String,
    }
}

shape! {
    /// The contributor insights of a table or an index.
    pub struct DescribeContributorInsightsOutput {
        /// The table's name.
        table_name: String,
        /// The index's name; absent for the table itself.
        index_name: String,
        /// The status of the contributor insights.
        contributor_insights_status: ContributorInsightsStatus,
        /// When they were last switched, in epoch seconds; absent while they are DISABLED.
        last_update_date_time: Timestamp,
        /// The keys that they record; absent while they are DISABLED.
        contributor_insights_mode: ContributorInsightsMode,
    }
}

impl DescribeContributorInsightsInput {
    /// A request about a table.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), index_name: None }
    }
}

impl Constrained for DescribeContributorInsightsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("indexName", &self.index_name).length(3..=255).name_pattern();
    }
}

/// # Errors
/// ResourceNotFoundException if there is no such table or index.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for DescribeContributorInsightsInput {
    const NAME: &'static str = "DescribeContributorInsights";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = DescribeContributorInsightsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<DescribeContributorInsightsOutput>, Error> {
        let table = lookup::shown_table(state, lookup::named(state, &self.table_name)?, now)?;
        let index = super::index_of(table, self.index_name.as_deref())?;
        let insights = index.map_or(&table.settings().insights, Index::insights);
        let is_on = insights.state != InsightsState::Disabled;
        Ok(Decision::answer(DescribeContributorInsightsOutput {
            table_name: Some(table.name().to_owned()),
            index_name: self.index_name,
            contributor_insights_status: Some(insights.state.into()),
            last_update_date_time: insights.switched.filter(|_| is_on),
            contributor_insights_mode: is_on.then(|| insights.mode.clone()),
        }))
    }
}
