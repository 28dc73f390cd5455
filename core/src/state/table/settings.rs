//! Settings of a table that no backup records.

use super::definition::NewTable;
use super::destination::Destination;
use super::insights::Insights;
use super::policy::ResourcePolicy;
use crate::model::shapes::TableClass;
use crate::state::digest::digest_members;
use crate::state::lifecycle::DestinationStep;
use crate::state::promise::promised;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// The settings of a table that no backup records, and when its settings last changed.
#[derive(Clone, Debug)]
pub struct TableSettings {
    /// Its class, if a request named one.
    pub class: Option<TableClass>,
    /// When its class last changed.
    pub class_changed: Option<Timestamp>,
    /// Whether the table is protected against deletion. Default `false`.
    pub deletion_protection: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The label of its newest stream, whether that has ended or not.
    pub stream_label: Option<Timestamp>,
    /// When its time to live was last switched.
    pub time_to_live_changed: Option<Timestamp>,
    /// When an update last made it on-demand.
    pub on_demand_since: Option<Timestamp>,
    /// Its contributor insights.
    pub insights: Insights,
    /// Its Kinesis destinations, disabled ones included, in the order in which they were first enabled.
    pub destinations: Vec<Destination>,
    /// Its resource-based policy.
    pub policy: Option<ResourcePolicy>,
}

digest_members!(TableSettings {
    class,
    class_changed,
    deletion_protection,
    tags,
    stream_label,
    time_to_live_changed,
    on_demand_since,
    insights,
    destinations,
    policy,
});

impl TableSettings {
    /// The settings of a new table.
    pub(super) fn new(new: &NewTable) -> TableSettings {
        TableSettings {
            class: new.class.clone(),
            class_changed: None,
            deletion_protection: new.deletion_protection,
            tags: new.tags.clone(),
            stream_label: new.stream_label,
            time_to_live_changed: None,
            on_demand_since: None,
            insights: Insights::default(),
            destinations: Vec::new(),
            policy: None,
        }
    }

    /// The destination of that ARN.
    pub fn destination(&self, stream_arn: &str) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.stream_arn == stream_arn)
    }

    /// Adds a destination that is being enabled, or enables it again, as it is asked for this time.
    pub(in crate::state) fn enable_destination(&mut self, new: Destination) {
        match self.destinations.iter_mut().find(|known| known.stream_arn == new.stream_arn) {
            Some(known) => {
                known.step(DestinationStep::Enable);
                known.precision = new.precision;
            }
            None => self.destinations.push(new),
        }
    }

    pub(in crate::state) fn destination_mut(&mut self, stream_arn: &str) -> &mut Destination {
        let found = self.destinations.iter_mut().find(|destination| destination.stream_arn == stream_arn);
        promised(found, format_args!("a destination stays with its table, but {stream_arn} is gone"))
    }
}
