//! ListContributorInsights.

use super::error::InsightsError;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ContributorInsightsSummary, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::sorting::sort_by_key;
use crate::state::lifecycle::InsightsState;
use crate::state::{Insights, State, Table};
use crate::time::Timestamp;

shape! {
    /// Lists the contributor insights that are not DISABLED.
    pub struct ListContributorInsightsInput {
        /// The name or ARN of a table: only its contributor insights and those of its indexes are listed. Default all
        /// tables.
        table_name: String,
        /// The `NextToken` of the previous page.
        next_token: String,
        /// The maximum number of entries to return, 1 to 100. Default 100.
        max_results: i32,
    }
}

shape! {
    /// A page of contributor insights.
    pub struct ListContributorInsightsOutput {
        /// The entries, ordered by table; a table's own come before those of its indexes.
        contributor_insights_summaries: Vec<ContributorInsightsSummary>,
        /// The token for the next page; absent on the last page.
        next_token: String,
    }
}

impl Constrained for ListContributorInsightsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
        at.member("maxResults", &self.max_results).within(1..=PAGE_MAX);
    }
}

/// The maximum number of entries in a page, and the number if no limit is given.
const PAGE_MAX: i32 = 100;

/// # Errors
/// ResourceNotFoundException if there is no such table; ValidationException for an invalid token.
///
/// # Source
/// `docs/dynamodb.md#neighbours`. Assumed: DISABLED ones are not listed; the order; the minimum of `MaxResults`; the
/// answer for a table that does not exist.
impl Operation for ListContributorInsightsInput {
    const NAME: &'static str = "ListContributorInsights";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = ListContributorInsightsOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<ListContributorInsightsOutput>, Error> {
        let one = match &self.table_name {
            Some(name) => Some(lookup::shown_table(state, state.owner().table_name(name)?, now)?),
            None => None,
        };
        let after = match &self.next_token {
            Some(token) => Some(token.split_once('/').ok_or(InsightsError::NextToken)?),
            None => None,
        };
        // A page is short, and its first table is found by name: what lies before it is not visited.
        let tables: Box<dyn Iterator<Item = &Table>> = match (one, after) {
            (Some(table), _) => Box::new(std::iter::once(table)),
            (None, None) => Box::new(state.tables_after("")),
            (None, Some((name, _))) => Box::new(state.table(name).into_iter().chain(state.tables_after(name))),
        };
        let is_left = |summary: &ContributorInsightsSummary| after.is_none_or(|after| place(summary) > after);
        let mut rest = tables.flat_map(summaries).filter(is_left);
        let limit = self.max_results.unwrap_or(PAGE_MAX) as usize;
        let page: Vec<ContributorInsightsSummary> = rest.by_ref().take(limit).collect();
        let last = rest.next().and(page.last());
        let next_token = last.map(place).map(|(table, index)| format!("{table}/{index}"));
        Ok(Decision::answer(ListContributorInsightsOutput { contributor_insights_summaries: Some(page), next_token }))
    }
}

/// The contributor insights of a table that are not DISABLED, in the order of the list.
fn summaries(table: &Table) -> Vec<ContributorInsightsSummary> {
    let summary = |index_name: Option<&str>, insights: &Insights| ContributorInsightsSummary {
        table_name: Some(table.name().to_owned()),
        index_name: index_name.map(str::to_owned),
        contributor_insights_status: Some(insights.state.into()),
        contributor_insights_mode: Some(insights.mode.clone()),
    };
    let own = (None, &table.settings().insights);
    let of_indexes = table.indexes().iter().map(|index| (Some(index.definition().name.as_str()), index.insights()));
    let mut all: Vec<_> = std::iter::once(own).chain(of_indexes).collect();
    all.retain(|(_, insights)| insights.state != InsightsState::Disabled);
    sort_by_key(&mut all, |(name, _)| *name);
    all.into_iter().map(|(name, insights)| summary(name, insights)).collect()
}

/// The position of an entry in the list: its table's name and its index's name, which is empty for the table itself.
fn place(summary: &ContributorInsightsSummary) -> (&str, &str) {
    (summary.table_name.as_deref().unwrap_or_default(), summary.index_name.as_deref().unwrap_or_default())
}
