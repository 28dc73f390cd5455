//! The settings of a table that no backup records.

use super::definition::NewTable;
use super::destination::Destination;
use super::insights::Insights;
use super::policy::ResourcePolicy;
use crate::model::shapes::TableClass;
use crate::state::digest::digest_members;
use crate::state::lifecycle::DestinationStep;
use crate::state::promise::promised;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// The settings of a table that no backup records, and when settings last changed.
#[derive(Clone, Debug, Encode, Decode)]
pub struct TableSettings {
    /// The table class, if a request had one.
    #[n(0)]
    pub class: Option<TableClass>,
    /// When the table class last changed.
    #[n(1)]
    pub class_changed: Option<Timestamp>,
    /// Whether the table is protected against deletion.
    #[n(2)]
    pub deletion_protection: bool,
    /// The tags.
    #[n(3)]
    pub tags: BTreeMap<String, String>,
    /// The label of the newest stream, open or ended.
    #[n(4)]
    pub stream_label: Option<Timestamp>,
    /// When time to live was last switched.
    #[n(5)]
    pub time_to_live_changed: Option<Timestamp>,
    /// When an update last made the table on-demand.
    #[n(6)]
    pub on_demand_since: Option<Timestamp>,
    /// The contributor insights.
    #[n(7)]
    pub insights: Insights,
    /// The Kinesis destinations, including disabled ones, in the order in which they were first enabled.
    #[n(8)]
    pub destinations: Vec<Destination>,
    /// The resource-based policy.
    #[n(9)]
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

    /// The destination with that ARN.
    pub fn destination(&self, stream_arn: &str) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.stream_arn == stream_arn)
    }

    /// Adds a destination that is being enabled, or enables an existing one again with the new precision.
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
