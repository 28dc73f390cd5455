//! What several operations return about one table, together.

use timemark_core::lab::View;
use timemark_core::operations::*;
use timemark_core::shapes::*;

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
    /// Its contributor insights and those of its indexes, where they are on.
    pub insights: Vec<ContributorInsightsSummary>,
    /// Its Kinesis destination, if one is enabled.
    pub destination: Option<KinesisDataStreamDestination>,
    /// Its resource-based policy.
    pub policy: Option<String>,
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
    let insights = ListContributorInsightsInput { table_name: Some(name.to_owned()), ..Default::default() };
    let insights = view.read(insights).and_then(|answer| answer.contributor_insights_summaries);
    let is_on = |summary: &ContributorInsightsSummary| {
        summary.contributor_insights_status != Some(ContributorInsightsStatus::Disabling)
    };
    let destinations = view.read(DescribeKinesisStreamingDestinationInput::new(name));
    let destinations = destinations.and_then(|answer| answer.kinesis_data_stream_destinations);
    let is_enabled = |destination: &KinesisDataStreamDestination| {
        let ended = [DestinationStatus::Disabling, DestinationStatus::Disabled];
        destination.destination_status.as_ref().is_some_and(|status| !ended.contains(status))
    };
    let policy = GetResourcePolicyInput { resource_arn: table.table_arn.clone() };
    Some(About {
        insights: insights.into_iter().flatten().filter(is_on).collect(),
        destination: destinations.into_iter().flatten().find(is_enabled),
        policy: view.read(policy).and_then(|answer| answer.policy),
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
