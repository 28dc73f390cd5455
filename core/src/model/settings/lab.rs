//! The settings of a lab as its operations have them.

use super::{ConsistencyWindow, Delays, Pace, PaceName, Settings};
use crate::model::error::Refusal;
use crate::model::shapes::shape;

shape! {
    /// The duration of each background task, in **seconds** with a fraction, 0 to 31,536,000. The values at pace
    /// REALISTIC are given as examples.
    pub struct LabDelays {
        /// From CreateTable to ACTIVE. Realistic 5.
        table_creation: f64,
        /// From CreateTable to ACTIVE, for a table with indexes. Realistic 16.
        indexed_table_creation: f64,
        /// From CreateTable until the backup operations know the table. Realistic 2.6.
        table_visibility: f64,
        /// From ACTIVE until backups of the table are enabled. Realistic 3.
        backups_enabling: f64,
        /// From DeleteTable until the table is gone. Realistic 5.
        table_deletion: f64,
        /// From CreateBackup to AVAILABLE, at least: the backup also waits for cuts that lie ahead. Realistic 60.
        backup_creation: f64,
        /// From the request of a restore until its table is ACTIVE. Realistic 300.
        restore: f64,
        /// From DeleteTable until the operations of point-in-time recovery no longer know the table. Realistic 1.
        recovery_grace_period: f64,
        /// From DeleteTable until the SYSTEM backup is visible, at least: the table must be gone first. Realistic 9.
        system_backup: f64,
        /// The interval between refreshes of reported sizes and counts; 0 reports them at once. Realistic 21,600.
        size_refresh: f64,
        /// From UpdateTable until the table is ACTIVE again. Realistic 5.
        table_update: f64,
        /// From the end of the table's update until an added index is filled and ACTIVE. Realistic 60.
        index_backfill: f64,
        /// From an item's expiry until it is deleted. Realistic 3,600.
        expiry: f64,
        /// From UpdateContributorInsights until it takes effect. Realistic 2.
        insights: f64,
        /// From EnableKinesisStreamingDestination or DisableKinesisStreamingDestination until it takes effect.
        /// Realistic 2.
        destination_switch: f64,
        /// From UpdateKinesisStreamingDestination until the destination is ACTIVE again. Realistic 120.
        destination_update: f64,
    }
}

shape! {
    /// The settings of a lab. In a request, members that are absent stay as they are.
    pub struct LabSettings {
        /// How long the service takes for what it does in the background: INSTANT (the default), REALISTIC, or CUSTOM
        /// with `Delays`.
        pace: PaceName,
        /// The delays of pace CUSTOM. Delays that are absent stay as they are.
        delays: LabDelays,
        /// Where the cuts of a backup may fall: EXACT (the default), TYPICAL or ADVERSARIAL.
        consistency_window: ConsistencyWindow,
        /// Virtual seconds for each second of the wall clock; 0, the default, if the clock is only moved by hand.
        speed: u32,
        /// The number of partitions of tables created from now on, 1 to 1,024. Default 4.
        partitions_per_table: u16,
        /// The minimum time for which changes are kept, in seconds. Default and minimum 60.
        change_log_seconds: f64,
        /// The most bytes that the engine may hold; 0 for no bound. A request that could take it over that is refused
        /// with a ValidationException; reads, deletions and backups are not. Default 3,000,000,000 in the JavaScript
        /// package, otherwise 0. `HeldBytes` of DescribeLab is how many it holds.
        max_bytes: u64,
        /// For how long a transaction's write to an item is in the way of other writes to it, and any write to it in the
        /// way of transactions, in seconds; 0, the default, for never. A single write is refused with a
        /// TransactionConflictException, a transaction with the reason TransactionConflict.
        write_conflict_seconds: f64,
    }
}

impl crate::model::constraints::Constrained for LabSettings {
    fn check(&self, at: &mut crate::model::constraints::Check) {
        at.member("pace", &self.pace).known();
        at.member("consistencyWindow", &self.consistency_window).known();
    }
}

const DELAY_SECONDS_MAX: f64 = 31_536_000.0;

impl From<&Settings> for LabSettings {
    fn from(settings: &Settings) -> LabSettings {
        let seconds = |ms: i64| Some(ms as f64 / 1000.0);
        let delays = settings.pace.delays();
        LabSettings {
            pace: Some(match settings.pace {
                Pace::Instant => PaceName::Instant,
                Pace::Realistic => PaceName::Realistic,
                Pace::Custom(_) => PaceName::Custom,
            }),
            delays: Some(LabDelays {
                table_creation: seconds(delays.table_creation_ms),
                indexed_table_creation: seconds(delays.indexed_table_creation_ms),
                table_visibility: seconds(delays.table_visibility_ms),
                backups_enabling: seconds(delays.backups_enabling_ms),
                table_deletion: seconds(delays.table_deletion_ms),
                backup_creation: seconds(delays.backup_creation_ms),
                restore: seconds(delays.restore_ms),
                recovery_grace_period: seconds(delays.recovery_grace_period_ms),
                system_backup: seconds(delays.system_backup_ms),
                size_refresh: seconds(delays.size_refresh_ms),
                table_update: seconds(delays.table_update_ms),
                index_backfill: seconds(delays.index_backfill_ms),
                expiry: seconds(delays.expiry_ms),
                insights: seconds(delays.insights_ms),
                destination_switch: seconds(delays.destination_switch_ms),
                destination_update: seconds(delays.destination_update_ms),
            }),
            consistency_window: Some(settings.consistency_window.clone()),
            speed: Some(settings.speed),
            partitions_per_table: Some(settings.partitions_per_table),
            change_log_seconds: seconds(settings.change_log_ms),
            max_bytes: Some(settings.max_bytes.unwrap_or(0)),
            write_conflict_seconds: seconds(settings.write_conflict_ms),
        }
    }
}

impl LabSettings {
    /// Returns these settings laid over `base`.
    ///
    /// # Errors
    /// ValidationException for a delay or a number of partitions out of range, and for delays without pace CUSTOM.
    pub fn over(&self, base: &Settings) -> Result<Settings, SettingsError> {
        let mut settings = base.clone();
        match (&self.pace, &self.delays) {
            (Some(PaceName::Instant), None) => settings.pace = Pace::Instant,
            (Some(PaceName::Realistic), None) => settings.pace = Pace::Realistic,
            (Some(PaceName::Custom), Some(delays)) => settings.pace = Pace::Custom(delays.over(base.pace.delays())?),
            (None, Some(delays)) if matches!(base.pace, Pace::Custom(_)) => {
                settings.pace = Pace::Custom(delays.over(base.pace.delays())?);
            }
            (None, None) => {}
            _ => return Err(SettingsError::CustomNeedsDelays),
        }
        if let Some(window) = &self.consistency_window {
            settings.consistency_window = window.clone();
        }
        settings.speed = self.speed.unwrap_or(settings.speed);
        settings.partitions_per_table = self.partitions_per_table.unwrap_or(settings.partitions_per_table);
        if !(1..=1024).contains(&settings.partitions_per_table) {
            return Err(SettingsError::PartitionsOutOfRange);
        }
        if let Some(seconds) = self.change_log_seconds {
            settings.change_log_ms = milliseconds(seconds)?.max(crate::limits::WINDOW_MS);
        }
        if let Some(bytes) = self.max_bytes {
            settings.max_bytes = Some(bytes).filter(|bytes| *bytes > 0);
        }
        if let Some(seconds) = self.write_conflict_seconds {
            settings.write_conflict_ms = milliseconds(seconds)?;
        }
        Ok(settings)
    }
}

impl LabDelays {
    fn over(&self, base: Delays) -> Result<Delays, SettingsError> {
        let or = |given: Option<f64>, base: i64| given.map_or(Ok(base), milliseconds);
        Ok(Delays {
            table_creation_ms: or(self.table_creation, base.table_creation_ms)?,
            indexed_table_creation_ms: or(self.indexed_table_creation, base.indexed_table_creation_ms)?,
            table_visibility_ms: or(self.table_visibility, base.table_visibility_ms)?,
            backups_enabling_ms: or(self.backups_enabling, base.backups_enabling_ms)?,
            table_deletion_ms: or(self.table_deletion, base.table_deletion_ms)?,
            backup_creation_ms: or(self.backup_creation, base.backup_creation_ms)?,
            restore_ms: or(self.restore, base.restore_ms)?,
            recovery_grace_period_ms: or(self.recovery_grace_period, base.recovery_grace_period_ms)?,
            system_backup_ms: or(self.system_backup, base.system_backup_ms)?,
            size_refresh_ms: or(self.size_refresh, base.size_refresh_ms)?,
            table_update_ms: or(self.table_update, base.table_update_ms)?,
            index_backfill_ms: or(self.index_backfill, base.index_backfill_ms)?,
            expiry_ms: or(self.expiry, base.expiry_ms)?,
            insights_ms: or(self.insights, base.insights_ms)?,
            destination_switch_ms: or(self.destination_switch, base.destination_switch_ms)?,
            destination_update_ms: or(self.destination_update, base.destination_update_ms)?,
        })
    }
}

fn milliseconds(seconds: f64) -> Result<i64, SettingsError> {
    let in_range = (0.0..=DELAY_SECONDS_MAX).contains(&seconds);
    if in_range { Ok((seconds * 1000.0).round() as i64) } else { Err(SettingsError::DelayOutOfRange) }
}

/// Why settings are refused. The texts are Timemark's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum SettingsError {
    #[error("PartitionsPerTable must be between 1 and 1024")]
    PartitionsOutOfRange,
    #[error("A delay must be between 0 and 31536000 seconds")]
    DelayOutOfRange,
    #[error("Delays are given with Pace CUSTOM, and Pace CUSTOM needs Delays")]
    CustomNeedsDelays,
}

impl Refusal for SettingsError {}
