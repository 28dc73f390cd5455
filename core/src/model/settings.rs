//! The settings of a lab: its pace, its consistency window, its clock.

mod lab;

pub use lab::{LabDelays, LabSettings};

use crate::model::arn::Owner;
use crate::model::shapes::open_enum;
#[cfg(any(feature = "js", feature = "typescript"))]
use crate::model::shapes::shape;
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
