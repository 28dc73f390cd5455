//! Settings that a restore does not bring back, and the calls that set them again.

use crate::calls::request::Request;
use crate::model::about::About;
use timemark_core::operations::{
    EnableKinesisStreamingDestinationInput, PutResourcePolicyInput, TagResourceInput, UpdateContinuousBackupsInput,
    UpdateContributorInsightsInput, UpdateTimeToLiveInput,
};
use timemark_core::shapes::*;

/// A setting that a restore does not bring back.
#[derive(Clone, Debug, PartialEq)]
pub struct Dropped {
    /// The setting and its former value.
    pub what: String,
    /// The operation that sets it again.
    pub operation: &'static str,
    /// The call that sets it in the restored table; `None` if that is not possible in one call.
    pub call: Option<Request>,
}

/// The settings that the table `target`, restored from `backup`, will not have. Tags, protection, class, point-in-time
/// recovery, contributor insights, the Kinesis destination and the resource policy are not part of a backup; they are
/// listed if the source table still has them.
pub fn dropped(backup: &BackupDescription, about: Option<&About>, target: &str) -> Vec<Dropped> {
    let (table, tags) = (about.map(|about| &about.table), about.map_or(&[][..], |about| &about.tags));
    let features = backup.source_table_feature_details.as_ref();
    let mut dropped = Vec::new();
    let mut say = |what: String, operation, call| dropped.push(Dropped { what, operation, call });
    if let Some(attribute) = features.and_then(|its| its.time_to_live_description.as_ref()?.attribute_name.clone()) {
        let specification = TimeToLiveSpecification { enabled: Some(true), attribute_name: Some(attribute.clone()) };
        let call = UpdateTimeToLiveInput {
            table_name: Some(target.to_owned()),
            time_to_live_specification: Some(specification),
        };
        say(format!("Time to live on {attribute}"), "UpdateTimeToLive", Some(call.into()));
    }
    if let Some(stream) = features.and_then(|its| its.stream_description.as_ref()) {
        let view = stream.stream_view_type.as_ref().map_or("", StreamViewType::as_str).to_owned();
        say(format!("The stream ({view})"), "UpdateTable", None);
    }
    // The ARN of the source, and what it will be for the target.
    let own = table.and_then(|table| table.table_arn.as_deref()).unwrap_or_default();
    let arn = own.rsplit_once('/').map(|(before, _)| format!("{before}/{target}"));
    if !tags.is_empty() {
        let keys: Vec<&str> = tags.iter().filter_map(|tag| tag.key.as_deref()).collect();
        let call =
            arn.clone().map(|arn| TagResourceInput { resource_arn: Some(arn), tags: Some(tags.to_vec()) }.into());
        say(format!("Tags: {}", keys.join(", ")), "TagResource", call);
    }
    if let Some(days) = about.and_then(|about| about.recovery.as_ref()?.recovery_period_in_days) {
        let call = UpdateContinuousBackupsInput::with_period(target, days);
        let what = format!("Point-in-time recovery over {}", crate::format::count(days.max(0) as u64, "day"));
        say(what, "UpdateContinuousBackups", Some(call.into()));
    }
    for summary in about.iter().flat_map(|about| &about.insights) {
        let mode = summary.contributor_insights_mode.clone();
        let call =
            mode.map(|mode| UpdateContributorInsightsInput::enable(target, summary.index_name.clone(), mode).into());
        say(insights(summary), "UpdateContributorInsights", call);
    }
    if let Some(destination) = about.and_then(|about| about.destination.as_ref()) {
        let stream = destination.stream_arn.as_deref().unwrap_or_default();
        let precision = destination.approximate_creation_date_time_precision.clone();
        let call = EnableKinesisStreamingDestinationInput::new(target, stream, precision);
        say(format!("The Kinesis destination {stream}"), "EnableKinesisStreamingDestination", Some(call.into()));
    }
    if let Some(policy) = about.and_then(|about| about.policy.as_deref()) {
        // A policy names the table that it is of.
        let call = arn.map(|arn| PutResourcePolicyInput::new(&*arn, policy.replace(own, &arn)).into());
        say("The resource policy".to_owned(), "PutResourcePolicy", call);
    }
    if table.is_some_and(|table| table.deletion_protection_enabled == Some(true)) {
        say("Protection against deletion".to_owned(), "UpdateTable", None);
    }
    if table.is_some_and(|table| table.table_class_summary.is_some()) {
        say("The table class: it will be STANDARD".to_owned(), "UpdateTable", None);
    }
    dropped
}

/// Contributor insights in words.
pub fn insights(summary: &ContributorInsightsSummary) -> String {
    match &summary.index_name {
        Some(index) => format!("Contributor insights of the index {index}"),
        None => "Contributor insights".to_owned(),
    }
}

/// Settings that no restore brings back, and that this page does not have.
pub const ALWAYS: &str = "Never restored: auto scaling, IAM policies, CloudWatch alarms.";

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::lab::View;
    use timemark_core::operations::*;
    use timemark_core::{Engine, Options};

    #[test]
    fn everything_that_is_told_is_gone_and_its_call_brings_it_back() {
        let mut engine = Engine::new(Options::default());
        let tags = vec![Tag { key: Some("team".to_owned()), value: Some("blue".to_owned()) }];
        let stream =
            StreamSpecification { stream_enabled: Some(true), stream_view_type: Some(StreamViewType::NewImage) };
        let table = CreateTableInput {
            stream_specification: Some(stream),
            tags: Some(tags.clone()),
            table_class: Some("STANDARD_INFREQUENT_ACCESS".to_owned().into()),
            deletion_protection_enabled: Some(true),
            ..CreateTableInput::on_demand("Notes", &[("pk", KeyType::Hash, ScalarAttributeType::S)])
        };
        assert!(engine.send(table).is_ok());
        let expiry = TimeToLiveSpecification { enabled: Some(true), attribute_name: Some("until".to_owned()) };
        let expiry =
            UpdateTimeToLiveInput { table_name: Some("Notes".to_owned()), time_to_live_specification: Some(expiry) };
        assert!(engine.send(expiry).is_ok());
        let made = engine.send(CreateBackupInput::new("Notes", "one")).ok().and_then(|made| made.backup_details);
        let arn = made.and_then(|made| made.backup_arn).unwrap_or_default();
        let backup = engine.send(DescribeBackupInput::new(arn.as_str())).ok().and_then(|it| it.backup_description);
        assert!(engine.send(UpdateContinuousBackupsInput::with_period("Notes", 7)).is_ok());
        let mode = ContributorInsightsMode::ThrottledKeys;
        assert!(engine.send(UpdateContributorInsightsInput::enable("Notes", None, mode.clone())).is_ok());
        let precision = Some(ApproximateCreationDateTimePrecision::Microsecond);
        let stream = "arn:aws:kinesis:us-east-1:123456789012:stream/changes";
        assert!(engine.send(EnableKinesisStreamingDestinationInput::new("Notes", stream, precision)).is_ok());
        let own = "arn:aws:dynamodb:us-east-1:123456789012:table/Notes";
        let policy = format!(r#"{{"Statement":[{{"Resource":"{own}"}}]}}"#);
        assert!(engine.send(PutResourcePolicyInput::new(own, policy.as_str())).is_ok());
        engine.advance_to(engine.now());
        let about = crate::model::about::about(View::new(&engine), "Notes");
        let told = dropped(&backup.unwrap_or_default(), about.as_ref(), "Copy");
        let operations: Vec<&str> = told.iter().map(|one| one.operation).collect();
        let (table, recovery) = ("UpdateTable", "UpdateContinuousBackups");
        let (insights, kinesis) = ("UpdateContributorInsights", "EnableKinesisStreamingDestination");
        let expected =
            ["UpdateTimeToLive", table, "TagResource", recovery, insights, kinesis, "PutResourcePolicy", table, table];
        assert_eq!(operations, expected);

        assert!(engine.send(RestoreTableFromBackupInput::new("Copy", arn)).is_ok());
        let copy = engine.send(DescribeTableInput::new("Copy")).ok().and_then(|it| it.table).unwrap_or_default();
        assert_eq!((copy.stream_specification, copy.table_class_summary), (None, None));
        assert_eq!(copy.deletion_protection_enabled, Some(false));
        let tags_of = |engine: &mut Engine| {
            let arn = copy.table_arn.clone().unwrap_or_default();
            engine
                .send(ListTagsOfResourceInput { resource_arn: Some(arn), next_token: None })
                .ok()
                .and_then(|it| it.tags)
        };
        let expiry_of = |engine: &mut Engine| {
            let described = engine.send(DescribeTimeToLiveInput { table_name: Some("Copy".to_owned()) }).ok();
            described.and_then(|it| it.time_to_live_description).and_then(|it| it.attribute_name)
        };
        assert_eq!((tags_of(&mut engine).unwrap_or_default(), expiry_of(&mut engine)), (Vec::new(), None));
        let days_of = |engine: &Engine| {
            let about = crate::model::about::about(View::new(engine), "Copy")?;
            about.recovery?.recovery_period_in_days
        };
        assert_eq!(days_of(&engine), None);
        let neighbours = |engine: &Engine| {
            let about = crate::model::about::about(View::new(engine), "Copy");
            about.map(|about| (about.insights, about.destination, about.policy))
        };
        assert_eq!(neighbours(&engine), Some((Vec::new(), None, None)));
        for call in told.into_iter().filter_map(|one| one.call) {
            assert_eq!(call.send(&mut engine).failure, None);
        }
        assert_eq!(tags_of(&mut engine), Some(tags));
        assert_eq!(days_of(&engine), Some(7));
        assert_eq!(expiry_of(&mut engine).as_deref(), Some("until"));
        engine.advance_to(engine.now());
        let Some((insights, destination, copied)) = neighbours(&engine) else { unreachable!("the table is there") };
        assert_eq!(insights.iter().map(|on| on.contributor_insights_mode.clone()).collect::<Vec<_>>(), [Some(mode)]);
        assert_eq!(destination.and_then(|destination| destination.stream_arn).as_deref(), Some(stream));
        assert_eq!(copied, Some(policy.replace("Notes", "Copy")));
    }

    #[test]
    fn of_a_plain_table_nothing_is_told() {
        assert_eq!(dropped(&BackupDescription::default(), None, "Copy"), []);
    }
}
