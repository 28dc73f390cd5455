//! Settings of a table that no backup records.

use super::definition::NewTable;
use crate::model::shapes::TableClass;
use crate::state::digest::digest_members;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// The settings of a table that no backup records, and when its settings last changed.
#[derive(Clone, Debug)]
pub struct TableSettings {
    /// Its class, if a request named one.
    pub class: Option<TableClass>,
    /// When its class last changed.
    pub class_changed: Option<Timestamp>,
    /// Whether it is protected against deletion.
    pub deletion_protection: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The label of its newest stream, whether that has ended or not.
    pub stream_label: Option<Timestamp>,
    /// When its time to live was last switched.
    pub time_to_live_changed: Option<Timestamp>,
    /// When an update last made it on-demand.
    pub on_demand_since: Option<Timestamp>,
}

digest_members!(TableSettings {
    class,
    class_changed,
    deletion_protection,
    tags,
    stream_label,
    time_to_live_changed,
    on_demand_since,
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
        }
    }
}
