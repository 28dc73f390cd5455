//! The settings of a lab: its pace, its consistency window, its clock.

use crate::model::arn::Owner;
use crate::model::error::Refusal;
use crate::model::shapes::{open_enum, shape};
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// How an engine starts.
///
/// The default suits tests: seed 1, the clock at 2026-01-01T00:00:00Z, region `us-east-1`, account `123456789012`, pace
/// INSTANT, consistency window EXACT.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Options {
    /// The seed that every random choice follows from.
    #[n(0)]
    pub seed: u64,
    /// The time at which the clock starts.
    #[n(1)]
    pub now: Timestamp,
    /// The region in every ARN.
    #[n(2)]
    pub region: String,
    /// The twelve-digit account in every ARN.
    #[n(3)]
    pub account: String,
    /// The settings that can be changed later.
    #[n(4)]
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 1,
            now: Timestamp::from_millis(1_767_225_600_000),
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
            settings: Settings::default(),
        }
    }
}

impl Options {
    /// Whether an ARN could hold this account: 12 digits.
    pub fn is_account(text: &str) -> bool {
        text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
    }

    /// The owner of the engine's tables.
    pub fn owner(&self) -> Owner {
        Owner { region: self.region.as_str().into(), account: self.account.clone() }
    }
}

/// The settings of a lab.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Settings {
    /// How long the service takes for what it does in the background.
    #[n(0)]
    pub pace: Pace,
    /// Where a backup's cuts may fall.
    #[n(1)]
    pub consistency_window: ConsistencyWindow,
    /// Virtual seconds for each second of the wall clock, for a host that has one; 0 if the clock is only moved by
    /// hand.
    #[n(2)]
    pub speed: u32,
    /// The number of partitions of tables created from now on, 1 to 1,024.
    #[n(3)]
    pub partitions_per_table: u16,
    /// The minimum time for which changes are kept, in **milliseconds**: the span that the time line can look back on.
    /// At least the minute that a backup may need.
    #[n(4)]
    pub change_log_ms: i64,
    /// How many changes of a table are kept so long at the most, older ones only as long as a request may need them: a
    /// bound for the memory of a host that looks far back. It is no setting of the wire.
    #[n(5)]
    pub change_log_max: u64,
    /// The most bytes that the engine may hold, in all regions together; `None` for no bound. A request that would take it
    /// over that is refused.
    #[n(6)]
    pub max_bytes: Option<u64>,
    /// For how long a write is in the way of others on the same item, in **milliseconds**; 0 for never. See
    /// [`LabSettings::write_conflict_seconds`].
    #[n(7)]
    pub write_conflict_ms: i64,
    /// How finely a partition's log is divided. No answer depends on it, so it is not on the wire.
    #[n(8)]
    pub log_spacing: LogSpacing,
}

/// How finely a partition's log is divided: a matter of memory and time, of which no answer tells.
///
/// Default: segments of 256 changes, and 1,024 changes between two snapshots at the least. Tests draw smaller ones, to
/// reach with few changes what otherwise takes thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct LogSpacing {
    /// Changes in a segment, at least 1. Small, because finding the totals at a cut walks through one; not tiny, because
    /// a backup holds a pointer to each.
    #[n(0)]
    pub segment_changes: u32,
    /// Fewest changes between two snapshots.
    #[n(1)]
    pub snapshot_changes: u32,
}

impl Default for LogSpacing {
    fn default() -> LogSpacing {
        LogSpacing { segment_changes: 256, snapshot_changes: 1_024 }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            pace: Pace::Instant,
            consistency_window: ConsistencyWindow::Exact,
            speed: 0,
            partitions_per_table: 4,
            change_log_ms: crate::limits::WINDOW_MS,
            log_spacing: LogSpacing::default(),
            change_log_max: u64::MAX,
            max_bytes: None,
            write_conflict_ms: 0,
        }
    }
}

/// How long the service takes for what it does in the background.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Pace {
    /// No time: a task is done before the next request is decided.
    #[n(0)]
    Instant,
    /// Seconds for tables, minutes for backups and restores.
    #[n(1)]
    Realistic,
    /// The given delays.
    #[n(2)]
    Custom(#[n(0)] Delays),
}

/// The duration of each background task, in **milliseconds**.
///
/// # Source
/// The realistic delays: `docs/dynamodb.md#backup-states`, `docs/dynamodb.md#restore-target`,
/// `docs/dynamodb.md#table-states`, `docs/dynamodb.md#contributor-insights`, `docs/dynamodb.md#kinesis`. A backup's
/// minute is assumed ("within minutes"; tiny tables were measured at 50 ms, large ones never). Assumed too: five
/// seconds for an update, a minute for an index, and an hour after which expired items go ("within 48 hours").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Delays {
    /// From CreateTable to ACTIVE.
    #[n(0)]
    pub table_creation_ms: i64,
    /// From CreateTable to ACTIVE, for a table with indexes.
    #[n(1)]
    pub indexed_table_creation_ms: i64,
    /// From CreateTable until the backup operations know the table.
    #[n(2)]
    pub table_visibility_ms: i64,
    /// From ACTIVE until backups are enabled.
    #[n(3)]
    pub backups_enabling_ms: i64,
    /// From DeleteTable until the table is gone.
    #[n(4)]
    pub table_deletion_ms: i64,
    /// From CreateBackup to AVAILABLE, at least: the backup also waits for cuts that lie ahead.
    #[n(5)]
    pub backup_creation_ms: i64,
    /// From the request of a restore until its table is ACTIVE.
    #[n(6)]
    pub restore_ms: i64,
    /// From DeleteTable until the operations of point-in-time recovery no longer know the table, if it still exists by
    /// then.
    #[n(7)]
    pub recovery_grace_period_ms: i64,
    /// From DeleteTable until the SYSTEM backup is visible, at least: the table must be gone first.
    #[n(8)]
    pub system_backup_ms: i64,
    /// The interval between refreshes of reported sizes and counts; 0 reports them at once.
    #[n(9)]
    pub size_refresh_ms: i64,
    /// From UpdateTable until the table is ACTIVE again.
    #[n(10)]
    pub table_update_ms: i64,
    /// From the end of the table's update until an added index is filled and ACTIVE.
    #[n(11)]
    pub index_backfill_ms: i64,
    /// From an item's expiry until it is deleted.
    #[n(12)]
    pub expiry_ms: i64,
    /// From UpdateContributorInsights until it takes effect.
    #[n(13)]
    pub insights_ms: i64,
    /// From EnableKinesisStreamingDestination or DisableKinesisStreamingDestination until it takes effect.
    #[n(14)]
    pub destination_switch_ms: i64,
    /// From UpdateKinesisStreamingDestination until the destination is ACTIVE again.
    #[n(15)]
    pub destination_update_ms: i64,
}

impl Delays {
    /// All of them.
    pub(crate) fn all_ms(&self) -> [i64; 16] {
        let Delays {
            table_creation_ms,
            indexed_table_creation_ms,
            table_visibility_ms,
            backups_enabling_ms,
            table_deletion_ms,
            backup_creation_ms,
            restore_ms,
            recovery_grace_period_ms,
            system_backup_ms,
            size_refresh_ms,
            table_update_ms,
            index_backfill_ms,
            expiry_ms,
            insights_ms,
            destination_switch_ms,
            destination_update_ms,
        } = *self;
        [
            table_creation_ms,
            indexed_table_creation_ms,
            table_visibility_ms,
            backups_enabling_ms,
            table_deletion_ms,
            backup_creation_ms,
            restore_ms,
            recovery_grace_period_ms,
            system_backup_ms,
            size_refresh_ms,
            table_update_ms,
            index_backfill_ms,
            expiry_ms,
            insights_ms,
            destination_switch_ms,
            destination_update_ms,
        ]
    }

    const INSTANT: Delays = Delays {
        table_creation_ms: 0,
        indexed_table_creation_ms: 0,
        table_visibility_ms: 0,
        backups_enabling_ms: 0,
        table_deletion_ms: 0,
        backup_creation_ms: 0,
        restore_ms: 0,
        recovery_grace_period_ms: 0,
        system_backup_ms: 0,
        size_refresh_ms: 0,
        table_update_ms: 0,
        index_backfill_ms: 0,
        expiry_ms: 0,
        insights_ms: 0,
        destination_switch_ms: 0,
        destination_update_ms: 0,
    };
    const REALISTIC: Delays = Delays {
        table_creation_ms: 5_000,
        indexed_table_creation_ms: 16_000,
        table_visibility_ms: 2_600,
        backups_enabling_ms: 3_000,
        table_deletion_ms: 5_000,
        backup_creation_ms: 60_000,
        restore_ms: 300_000,
        recovery_grace_period_ms: 1_000,
        system_backup_ms: 9_000,
        size_refresh_ms: 21_600_000,
        table_update_ms: 5_000,
        index_backfill_ms: 60_000,
        expiry_ms: 3_600_000,
        insights_ms: 2_000,
        destination_switch_ms: 2_000,
        destination_update_ms: 120_000,
    };
}

impl Pace {
    /// The delays of this pace.
    pub fn delays(&self) -> Delays {
        match self {
            Pace::Instant => Delays::INSTANT,
            Pace::Realistic => Delays::REALISTIC,
            Pace::Custom(delays) => *delays,
        }
    }
}

#[cfg(any(feature = "js", feature = "typescript"))]
shape! {
    /// The options of a new engine of the JavaScript package. Every member is optional.
    pub struct EngineOptions {
        /// The seed that every random choice follows from. Default 1.
        #[name = "seed"]
        seed: u64,
        /// The time at which the clock starts, in epoch seconds. Default 2026-01-01T00:00:00Z.
        #[name = "now"]
        now: Timestamp,
        /// The region in every ARN. Default `us-east-1`.
        #[name = "region"]
        region: String,
        /// The twelve-digit account in every ARN. Default `123456789012`.
        #[name = "account"]
        account: String,
        /// The settings of the lab. Default pace INSTANT and consistency window EXACT.
        #[name = "settings"]
        settings: LabSettings,
    }
}

open_enum! {
    /// Where the cuts of a backup may fall.
    pub enum ConsistencyWindow {
        /// At the request, between two changes if necessary. More than AWS promises.
        Exact = "EXACT",
        /// Within half a second of the request, which AWS calls usual.
        Typical = "TYPICAL",
        /// Anywhere within a minute of the request, which is all that AWS promises. The edges are drawn more often.
        Adversarial = "ADVERSARIAL",
    }
}

open_enum! {
    /// The name of a pace: how long the service takes for what it does in the background.
    pub enum PaceName { Instant = "INSTANT", Realistic = "REALISTIC", Custom = "CUSTOM", }
}

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
