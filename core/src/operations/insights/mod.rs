//! Contributor insights of tables and global indexes: they are switched on and off, and record nothing.

mod describe_contributor_insights;
pub(crate) mod error;
mod list_contributor_insights;
mod update_contributor_insights;

pub use describe_contributor_insights::*;
pub use list_contributor_insights::*;
pub use update_contributor_insights::*;

use self::error::InsightsError;
use crate::model::shapes::ContributorInsightsStatus;
use crate::state::lifecycle::{IndexState, InsightsState, TableState};
use crate::state::{Index, Table};

/// The global index that a request names; `None` if it names none.
///
/// # Errors
/// ResourceNotFoundException if there is no such index, or if it has only just been added.
///
/// # Source
/// `docs/dynamodb.md#neighbours`. Assumed: a local index is not found.
fn index_of<'a>(table: &'a Table, name: Option<&str>) -> Result<Option<&'a Index>, InsightsError> {
    let Some(name) = name else { return Ok(None) };
    let is_new = |index: &Index| index.state() == IndexState::Creating && table.state() == TableState::Updating;
    let index = table.index(name).filter(|index| index.definition().is_global && !is_new(index));
    let missing = || InsightsError::IndexNotFound { index: name.to_owned(), table: table.name().to_owned() };
    index.map(Some).ok_or_else(missing)
}

impl From<InsightsState> for ContributorInsightsStatus {
    fn from(state: InsightsState) -> ContributorInsightsStatus {
        match state {
            InsightsState::Enabling => ContributorInsightsStatus::Enabling,
            InsightsState::Enabled => ContributorInsightsStatus::Enabled,
            InsightsState::Disabling => ContributorInsightsStatus::Disabling,
            InsightsState::Disabled => ContributorInsightsStatus::Disabled,
        }
    }
}
