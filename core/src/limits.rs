//! The service's limits, each named once.
//!
//! # Source
//! `docs/dynamodb.md#backup-window`, `docs/dynamodb.md#backup-quotas`, `docs/dynamodb.md#system-backups`,
//! `docs/dynamodb.md#recovery-period`, `docs/dynamodb.md#recovery-window`, `docs/dynamodb.md#table-definition`,
//! `docs/dynamodb.md#time-to-live`, `docs/dynamodb.md#tags`, `docs/dynamodb.md#item-size`,
//! `docs/dynamodb.md#item-keys`, `docs/dynamodb.md#item-values`, `docs/dynamodb.md#expressions`,
//! `docs/dynamodb.md#batches`, `docs/dynamodb.md#transactions`, `docs/dynamodb.md#pages`, `docs/dynamodb.md#capacity`,
//! `docs/dynamodb.md#streams`, `docs/dynamodb.md#http`.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// Characters of a value that a refusal repeats.
///
/// # Source
/// Assumed: the service shortens long values, at a length that was not recorded.
pub const ECHO_CHARACTERS_MAX: usize = 1_024;

/// A value as a refusal repeats it: its first 1,024 characters, and `...` in place of those after them.
pub fn echo(value: &str) -> Cow<'_, str> {
    match value.char_indices().nth(ECHO_CHARACTERS_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}...", value.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(value),
    }
}

/// Values as a refusal repeats them: with `, ` between them, up to 1,024 characters. The others are not written.
pub fn echo_all(values: impl IntoIterator<Item = impl fmt::Display>) -> String {
    let mut text = String::new();
    for value in values {
        let separator = if text.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(text, "{separator}{value}");
        // As many bytes hold at least as many characters as a fourth of them.
        if text.len() > 4 * ECHO_CHARACTERS_MAX {
            break;
        }
    }
    echo(&text).into_owned()
}

/// Structures of one list in a request that are looked at. The service takes at most 100 of any.
pub const STRUCTURES_KEPT_MAX: usize = 10_000;
/// An item's size, in bytes.
pub const ITEM_BYTES_MAX: u64 = 400 * 1024;
/// An attribute name's length, in bytes.
pub const ATTRIBUTE_NAME_BYTES_MAX: usize = 65_535;
/// How deep lists and maps may stand in each other.
pub const NESTING_LEVELS_MAX: usize = 32;
/// HASH attributes of a global index; as many RANGE attributes.
pub const INDEX_KEY_ATTRIBUTES_MAX: usize = 4;
/// A HASH attribute's size, in bytes.
pub const HASH_KEY_BYTES_MAX: usize = 2_048;
/// A RANGE attribute's size, in bytes.
pub const RANGE_KEY_BYTES_MAX: usize = 1_024;
/// What one page of a Scan evaluates, in bytes.
pub const PAGE_BYTES_MAX: u64 = 1024 * 1024;
/// What one BatchGetItem answer holds, in bytes.
pub const BATCH_GET_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Keys in a BatchGetItem request.
pub const BATCH_GET_KEYS_MAX: usize = 100;
/// Requests in a BatchWriteItem request.
pub const BATCH_WRITE_REQUESTS_MAX: usize = 25;
/// Items in a transaction.
pub const TRANSACTION_ITEMS_MAX: usize = 100;
/// The items of a transaction together, in bytes.
pub const TRANSACTION_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// How long a transaction's token makes a repetition the same, in milliseconds.
pub const TOKEN_MS: i64 = 10 * 60_000;
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
/// How long a resource policy that was put is pending, in milliseconds: no other is taken.
pub const RESOURCE_POLICY_PENDING_MS: i64 = 1_500;
/// How long it stays as it is, in milliseconds.
pub const RESOURCE_POLICY_COOLDOWN_MS: i64 = 15_000;
/// How long what a stream tells can be read, in milliseconds.
pub const STREAM_RETENTION_MS: i64 = 24 * 3_600_000;
/// How long a shard iterator can be used, in milliseconds.
pub const SHARD_ITERATOR_MS: i64 = 15 * 60_000;
/// Streams in one page of ListStreams, shards in one of DescribeStream.
pub const STREAM_PAGE_MAX: i32 = 100;
/// Records in one answer of GetRecords.
pub const STREAM_RECORDS_MAX: i32 = 1_000;
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
/// How large all that stands under one partition key of a table with local indexes may be, in bytes.
pub const COLLECTION_BYTES_MAX: u64 = 10 * 1024 * 1024 * 1024;
/// How old an expiry may be to be heeded, in milliseconds: five years.
pub const EXPIRY_AGE_MAX_MS: i64 = 5 * 365 * 86_400_000;
/// An expression's length, in bytes.
pub const EXPRESSION_BYTES_MAX: usize = 4_096;
/// Operators and functions in one expression.
pub const EXPRESSION_OPERATORS_MAX: usize = 300;
/// What one IN compares with.
pub const IN_OPERANDS_MAX: usize = 100;
/// A PartiQL statement's length, in characters.
pub const STATEMENT_CHARACTERS_MAX: usize = 8_192;
/// Statements in one BatchExecuteStatement request.
pub const BATCH_STATEMENTS_MAX: usize = 25;
/// A token to go on with, in characters.
pub const NEXT_TOKEN_CHARACTERS_MAX: usize = 32_768;
