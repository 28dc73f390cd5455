//! The limits of the service, each named once.
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
/// The maximum size of an item, in bytes.
pub const ITEM_BYTES_MAX: u64 = 400 * 1024;
/// The most elements of a list, or members of a structure, in a body. An item of the maximum size has fewer: each element of
/// its lists counts a byte at least.
pub const ELEMENTS_MAX: usize = ITEM_BYTES_MAX as usize;
/// The most bytes of texts or binary values in a set of a request: as many as the values of an expression may have together. Of
/// an item they may be far fewer.
pub const SET_BYTES_MAX: usize = 2 * 1024 * 1024;
/// The maximum length of an attribute name, in bytes.
pub const ATTRIBUTE_NAME_BYTES_MAX: usize = 65_535;
/// The maximum depth of nested lists and maps.
pub const NESTING_LEVELS_MAX: usize = 32;
/// The maximum number of HASH attributes of a global index, and of RANGE attributes.
pub const INDEX_KEY_ATTRIBUTES_MAX: usize = 4;
/// The maximum size of a HASH attribute, in bytes.
pub const HASH_KEY_BYTES_MAX: usize = 2_048;
/// The maximum size of a RANGE attribute, in bytes.
pub const RANGE_KEY_BYTES_MAX: usize = 1_024;
/// The size of the items at which a page of a Query or a Scan ends, in bytes.
pub const PAGE_BYTES_MAX: u64 = 1024 * 1024;
/// The maximum size of the items in a BatchGetItem answer, in bytes.
pub const BATCH_GET_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// The maximum number of values in the answer to a batch, which are far more in JSON than they count for. No item has more.
pub const ANSWER_VALUES_MAX: usize = 4_000_000;
/// The stored size of an item whose values are too few to be counted, in bytes.
pub const FEW_VALUES_BYTES: u64 = 4_096;
/// The items that a page of a comparison looks at, at the most.
pub const COMPARED_ITEMS_MAX: u64 = 10_000;
/// The maximum number of keys in a BatchGetItem request.
pub const BATCH_GET_KEYS_MAX: usize = 100;
/// The maximum number of requests in a BatchWriteItem request.
pub const BATCH_WRITE_REQUESTS_MAX: usize = 25;
/// The maximum number of items in a transaction.
pub const TRANSACTION_ITEMS_MAX: usize = 100;
/// The maximum total size of the items in a transaction, in bytes.
pub const TRANSACTION_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// How long a transaction's token identifies repetitions of it, in milliseconds.
pub const TOKEN_MS: i64 = 10 * 60_000;
/// The maximum size of a request's body, in bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// The maximum number of CreateBackup calls within a second.
pub const CREATE_BACKUPS_PER_SECOND: usize = 50;
/// The maximum number of simultaneous restores.
pub const CONCURRENT_RESTORES_MAX: usize = 50;
/// The maximum number of tags of a table.
pub const TAGS_MAX: usize = 50;
/// The maximum number of local secondary indexes of a table.
pub const LOCAL_INDEXES_MAX: usize = 5;
/// The maximum number of global secondary indexes of a table.
pub const GLOBAL_INDEXES_MAX: usize = 20;
/// The maximum number of attributes that all indexes of a table together project by name.
pub const PROJECTED_ATTRIBUTES_MAX: usize = 100;
/// The maximum capacity units that can be requested.
pub const CAPACITY_UNITS_MAX: i64 = 1_000_000_000_000;
/// How long the time to live setting cannot be changed after a change, in milliseconds.
pub const TIME_TO_LIVE_COOLDOWN_MS: i64 = 31 * 60_000;
/// How long a resource policy is pending after it was put, in milliseconds. No other is accepted meanwhile.
pub const RESOURCE_POLICY_PENDING_MS: i64 = 1_500;
/// How long a resource policy cannot be replaced after it was put, in milliseconds.
pub const RESOURCE_POLICY_COOLDOWN_MS: i64 = 15_000;
/// How long the records of a stream can be read, in milliseconds.
pub const STREAM_RETENTION_MS: i64 = 24 * 3_600_000;
/// How long a shard iterator is valid, in milliseconds.
pub const SHARD_ITERATOR_MS: i64 = 15 * 60_000;
/// The maximum number of streams in a page of ListStreams, and of shards in a page of DescribeStream.
pub const STREAM_PAGE_MAX: i32 = 100;
/// The maximum number of records in an answer of GetRecords.
pub const STREAM_RECORDS_MAX: i32 = 1_000;
/// Half the length of the consistency window: the maximum distance of a cut from the request, in milliseconds.
pub const WINDOW_MS: i64 = 60_000;
/// The maximum distance of a cut from the request in the typical window, in milliseconds.
pub const TYPICAL_WINDOW_MS: i64 = 500;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// The maximum and default period of point-in-time recovery, in days.
pub const RECOVERY_PERIOD_DAYS_MAX: i32 = 35;
/// How far the latest restorable moment lies in the past, in milliseconds.
pub const LATEST_RESTORABLE_MS: i64 = 5 * 60_000;
/// How long a SYSTEM backup is kept, in milliseconds.
pub const SYSTEM_BACKUP_MS: i64 = 35 * DAY_MS;
/// The maximum size of an item collection in a table with local indexes, in bytes.
pub const COLLECTION_BYTES_MAX: u64 = 10 * 1024 * 1024 * 1024;
/// The maximum age of an expiry that still has an effect, in milliseconds: five years.
pub const EXPIRY_AGE_MAX_MS: i64 = 5 * 365 * 86_400_000;
/// The maximum length of an expression, in bytes.
pub const EXPRESSION_BYTES_MAX: usize = 4_096;
/// The steps that the expressions of a request may take: see [`Work`](crate::expression::Work). A condition on one item
/// takes fewer, whatever it asks.
pub const EXPRESSION_STEPS_MAX: u64 = 40_000_000;
/// The maximum number of operators and functions in an expression.
pub const EXPRESSION_OPERATORS_MAX: usize = 300;
/// The maximum number of operands of IN.
pub const IN_OPERANDS_MAX: usize = 100;
/// The maximum length of a PartiQL statement, in characters.
pub const STATEMENT_CHARACTERS_MAX: usize = 8_192;
/// The maximum number of statements in a BatchExecuteStatement request.
pub const BATCH_STATEMENTS_MAX: usize = 25;
/// The maximum length of a `NextToken`, in characters.
pub const NEXT_TOKEN_CHARACTERS_MAX: usize = 32_768;

/// What no count of what an engine did reaches: a file that says more is damaged.
pub const COUNT_MAX: u64 = 1 << 60;
