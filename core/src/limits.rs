//! The service's limits, each named once.
//!
//! # Source
//! `facts.md` 2.1, 3.6, 3.7, 4 and 7.4.

/// An item's size, in bytes.
pub const ITEM_BYTES_MAX: u64 = 400 * 1024;
/// An attribute name's length, in bytes.
pub const ATTRIBUTE_NAME_BYTES_MAX: usize = 65_535;
/// How deep lists and maps may stand in each other.
pub const NESTING_LEVELS_MAX: usize = 32;
/// A hash key's size, in bytes.
pub const HASH_KEY_BYTES_MAX: usize = 2_048;
/// A range key's size, in bytes.
pub const RANGE_KEY_BYTES_MAX: usize = 1_024;
/// What one page of a Scan evaluates, in bytes.
pub const PAGE_BYTES_MAX: u64 = 1024 * 1024;
/// What one BatchGetItem answer holds, in bytes.
pub const BATCH_GET_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Keys in a BatchGetItem request.
pub const BATCH_GET_KEYS_MAX: usize = 100;
/// Requests in a BatchWriteItem request.
pub const BATCH_WRITE_REQUESTS_MAX: usize = 25;
/// A request's body, in bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// CreateBackup calls in any second.
pub const CREATE_BACKUPS_PER_SECOND: usize = 50;
/// Restores that run at once.
pub const CONCURRENT_RESTORES_MAX: usize = 50;
/// Tags of one table.
pub const TAGS_MAX: usize = 50;
/// Local secondary indexes of one table.
pub const LOCAL_INDEXES_MAX: usize = 5;
/// Global secondary indexes of one table.
pub const GLOBAL_INDEXES_MAX: usize = 20;
/// Attributes that a table's indexes project by name, together.
pub const PROJECTED_ATTRIBUTES_MAX: usize = 100;
/// Capacity units that can be asked for.
pub const CAPACITY_UNITS_MAX: i64 = 1_000_000_000_000;
/// How long a changed TTL setting stays as it is, in milliseconds.
pub const TIME_TO_LIVE_COOLDOWN_MS: i64 = 31 * 60_000;
/// Half the consistency window: how far a cut may lie from the request, in milliseconds.
pub const WINDOW_MS: i64 = 60_000;
/// How far a cut lies from the request under the typical window, in milliseconds.
pub const TYPICAL_WINDOW_MS: i64 = 500;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// The longest and usual period of point-in-time recovery, in days.
pub const RECOVERY_PERIOD_DAYS_MAX: i32 = 35;
/// How long ago the latest moment lies that can be restored, in milliseconds.
pub const LATEST_RESTORABLE_MS: i64 = 5 * 60_000;
/// How long a SYSTEM backup is kept, in milliseconds.
pub const SYSTEM_BACKUP_MS: i64 = 35 * DAY_MS;
