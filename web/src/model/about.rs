//! What several operations return about one table, together.

use timemark_core::lab::View;
use timemark_core::operations::*;
use timemark_core::shapes::{PointInTimeRecoveryDescription, TableDescription, Tag};

/// A table's description, with what is not part of DescribeTable.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// The table.
    pub table: TableDescription,
    /// The attribute for time to live, if that is on.
    pub time_to_live: Option<String>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// The ContinuousBackupsStatus; `None` while the table is too new for it.
    pub continuous_backups: Option<String>,
    /// Its point-in-time recovery, if that is on.
    pub recovery: Option<PointInTimeRecoveryDescription>,
}

/// Reads all about a table; `None` if there is no such table.
pub fn about(view: View<'_>, name: &str) -> Option<About> {
    let table = view.read(DescribeTableInput::new(name))?.table?;
    let expiry = view.read(DescribeTimeToLiveInput { table_name: Some(name.to_owned()) });
    let expiry = expiry.and_then(|answer| answer.time_to_live_description);
    let tags = ListTagsOfResourceInput { resource_arn: table.table_arn.clone(), next_token: None };
    let continuous = view.read(DescribeContinuousBackupsInput::new(name));
    let continuous = continuous.and_then(|answer| answer.continuous_backups_description);
    let recovery = continuous.as_ref().and_then(|it| it.point_in_time_recovery_description.clone());
    Some(About {
        time_to_live: expiry.and_then(|expiry| expiry.attribute_name),
        tags: view.read(tags).and_then(|answer| answer.tags).unwrap_or_default(),
        // It has a period exactly while it is on.
        recovery: recovery.filter(|recovery| recovery.recovery_period_in_days.is_some()),
        continuous_backups: continuous
            .and_then(|continuous| continuous.continuous_backups_status)
            .map(|status| status.as_str().to_owned()),
        table,
    })
}
