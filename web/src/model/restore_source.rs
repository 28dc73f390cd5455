//! The source of a restore: a backup, or a table at a moment.

use crate::model::about::About;
use timemark_core::Timestamp;
use timemark_core::shapes::*;

/// The source of a restore.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A backup.
    Backup(BackupDescription),
    /// A table with point-in-time recovery.
    Moment {
        /// The table, described as a backup of it would be: its name, its indexes, its billing.
        table: BackupDescription,
        /// The earliest restorable moment.
        earliest: Timestamp,
        /// The latest restorable moment.
        latest: Timestamp,
        /// The moment that was picked on the time line.
        picked: Option<Timestamp>,
    },
}

impl Source {
    /// A table at a moment; `None` if its point-in-time recovery is off.
    pub fn of_table(about: &About, picked: Option<Timestamp>) -> Option<Source> {
        let recovery = about.recovery.as_ref()?;
        Some(Source::Moment {
            table: as_backup(about),
            earliest: recovery.earliest_restorable_date_time?,
            latest: recovery.latest_restorable_date_time?,
            picked,
        })
    }

    /// The table and its settings.
    pub fn description(&self) -> &BackupDescription {
        match self {
            Source::Backup(backup) | Source::Moment { table: backup, .. } => backup,
        }
    }
}

/// The description that a backup of a table would have, as far as a restore can override it.
fn as_backup(About { table, time_to_live, .. }: &About) -> BackupDescription {
    let mode = table.billing_mode_summary.as_ref().and_then(|summary| summary.billing_mode.clone());
    let global = table.global_secondary_indexes.as_ref().map(|indexes| {
        let info = |index: &GlobalSecondaryIndexDescription| GlobalSecondaryIndexInfo {
            index_name: index.index_name.clone(),
            key_schema: index.key_schema.clone(),
            projection: index.projection.clone(),
            provisioned_throughput: index.provisioned_throughput.as_ref().map(|units| ProvisionedThroughput {
                read_capacity_units: units.read_capacity_units,
                write_capacity_units: units.write_capacity_units,
            }),
            on_demand_throughput: index.on_demand_throughput.clone(),
        };
        indexes.iter().map(info).collect()
    });
    let local = table.local_secondary_indexes.as_ref().map(|indexes| {
        let info = |index: &LocalSecondaryIndexDescription| LocalSecondaryIndexInfo {
            index_name: index.index_name.clone(),
            key_schema: index.key_schema.clone(),
            projection: index.projection.clone(),
        };
        indexes.iter().map(info).collect()
    });
    BackupDescription {
        source_table_details: Some(SourceTableDetails {
            table_name: table.table_name.clone(),
            table_id: table.table_id.clone(),
            billing_mode: Some(mode.unwrap_or(BillingMode::Provisioned)),
            ..SourceTableDetails::default()
        }),
        source_table_feature_details: Some(SourceTableFeatureDetails {
            global_secondary_indexes: global,
            local_secondary_indexes: local,
            stream_description: table.stream_specification.clone(),
            time_to_live_description: time_to_live.clone().map(|attribute| TimeToLiveDescription {
                attribute_name: Some(attribute),
                ..TimeToLiveDescription::default()
            }),
            ..SourceTableFeatureDetails::default()
        }),
        ..BackupDescription::default()
    }
}
