//! The parts of a checkpoint, as they are written.

use crate::codec::refused;
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::model::arn::{BackupId, Owner, StreamId};
use crate::model::settings::Settings;
use crate::model::shapes::StreamViewType;
use crate::state::lifecycle::{BackupState, IndexState, StreamState, TableState};
use crate::state::partition::{Cause, Totals};
use crate::state::schedule::Task;
use crate::state::stats::DelayedStats;
use crate::state::table::{
    IndexDefinition, Insights, Recovery, RestoreOrigin, TableDefinition, TableId, TableSettings, TableUpdate,
};
use crate::state::{TimeMarker, Tokens};
use crate::time::Timestamp;
use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use std::sync::Arc;

/// A part of a checkpoint. The contents of a region's tables come first, partition by partition, then the region.
#[derive(Clone, Debug, Encode, Decode)]
pub enum Part {
    /// The contents of a partition begin. Contents are numbered from 0 in each region, by their first partitions.
    #[n(0)]
    Partition {
        /** The key of the table. */
        #[n(0)]
        key: KeyDefinition,
        /** The number of partitions of these contents. */
        #[n(1)]
        partitions: u16,
        /** The index of this one. */
        #[n(2)]
        partition: u16,
    },
    /// The items of the partition after a number of its changes. Versions rise in their ordinals.
    #[n(1)]
    Version {
        /** The number of changes before it. */
        #[n(0)]
        ordinal: u64,
        /** Whether it follows from the version before it by the changes between them. If not, [`Part::Items`] say in what
        it differs from the version before it, or from none. */
        #[n(1)]
        follows: bool,
    },
    /// In what the latest version differs from the one before it.
    #[n(2)]
    Items {
        /** The keys of the items that are gone. */
        #[n(0)]
        removed: Vec<Key>,
        /** The items that are new. */
        #[n(1)]
        put: Vec<Ref>,
    },
    /// A run of the partition's changes. Segments rise in their ordinals.
    #[n(3)]
    Segment {
        /** The number of changes before it. */
        #[n(0)]
        start: u64,
        /** The partition's totals before it. */
        #[n(1)]
        totals: Totals,
        /** The changes. */
        #[n(2)]
        changes: Vec<StoredChange>,
    },
    /// A region, whose contents were before.
    #[n(4)]
    Region(#[n(0)] Box<StoredRegion>),
}

/// Where a part stands. With it, a part that is missing is noticed, and the parts behind damage can still be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Position {
    /// The checkpoint: the lower half of the checksum of its beginning.
    #[n(0)]
    pub checkpoint: u32,
    /// The number of parts before it, in all regions.
    #[n(1)]
    pub part: u64,
    /// The number of items that were written before it.
    #[n(2)]
    pub items: u64,
}

/// Whose contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// A table's, which may be removed by now.
    Table(TableId),
    /// What a table will be filled with.
    Restored(TableId),
}

/// An item: its bytes where the checkpoint first has it, and from then on the number of items that were written with
/// their bytes before it.
#[derive(Clone, Debug)]
pub enum Ref {
    /// The item.
    New(Item),
    /// The number of the item.
    Known(u64),
}

impl<C> Encode<C> for Ref {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, ctx: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            Ref::New(item) => item.encode(e, ctx),
            Ref::Known(number) => e.u64(*number)?.ok(),
        }
    }
}

impl<'b, C> Decode<'b, C> for Ref {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Ref, decode::Error> {
        match d.datatype()? {
            minicbor::data::Type::Bytes => Item::decode(d, ctx).map(Ref::New),
            _ => d.u64().map(Ref::Known).map_err(|_| refused(d, "neither an item nor its number")),
        }
    }
}

/// A change.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredChange {
    #[n(0)]
    pub sequence: u64,
    /// The time since the change before it in its segment, for the first since the epoch, in **milliseconds**.
    #[n(1)]
    pub after_ms: i64,
    #[n(2)]
    pub cause: Cause,
    #[n(3)]
    pub old: Option<Ref>,
    #[n(4)]
    pub new: Option<Ref>,
    /// The key, if it follows from neither item.
    #[n(5)]
    pub key: Option<Key>,
}

/// An image: the version it begins with, when that was taken, and the ordinal of the cut.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredImage {
    #[n(0)]
    pub version: u64,
    #[n(1)]
    pub taken: Timestamp,
    #[n(2)]
    pub end: u64,
    #[n(3)]
    pub totals: Totals,
}

/// Consecutive segments: the ordinals of the first one's start and of the last one's end; equal for none.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct StoredSpan {
    #[n(0)]
    pub start: u64,
    #[n(1)]
    pub end: u64,
}

/// A partition that can be written. The last of its segments is the open one.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredPartition {
    /// The start of the first segment of its log.
    #[n(0)]
    pub log_start: u64,
    #[n(1)]
    pub forgotten: Option<Timestamp>,
    /// The versions that are its snapshots, each with the time when it was taken.
    #[n(2)]
    pub snapshots: Vec<(u64, Timestamp)>,
}

/// An index. The entries follow from the table's items, but for an index that is being deleted.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredIndex {
    #[n(0)]
    pub definition: IndexDefinition,
    #[n(1)]
    pub state: IndexState,
    #[n(2)]
    pub ordinal: u64,
    #[n(3)]
    pub stats: DelayedStats,
    #[n(4)]
    pub insights: Insights,
    #[n(5)]
    pub deleted: Vec<Ref>,
}

/// What a restored table will be filled with.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredImages {
    #[n(0)]
    pub contents: u64,
    #[n(1)]
    pub images: Vec<StoredImage>,
}

/// The expiring items of a table: all whose attribute is a time, but those that were too old when they were written.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredExpiry {
    #[n(0)]
    pub attribute: String,
    #[n(1)]
    pub ignored: Vec<Key>,
}

/// A table.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredTable {
    #[n(0)]
    pub id: TableId,
    #[n(1)]
    pub table_id: String,
    #[cbor(n(2), with = "crate::codec::text")]
    pub name: Arc<str>,
    #[cbor(n(3), with = "crate::codec::shared")]
    pub definition: Arc<TableDefinition>,
    #[n(4)]
    pub settings: TableSettings,
    #[n(5)]
    pub created: Timestamp,
    #[n(6)]
    pub state: TableState,
    #[n(7)]
    pub visible_to_backups_at: Timestamp,
    #[n(8)]
    pub backups_enabled: bool,
    #[n(9)]
    pub deletion_started: Option<Timestamp>,
    #[n(10)]
    pub restore: Option<RestoreOrigin>,
    #[n(11)]
    pub restore_images: Option<StoredImages>,
    #[n(12)]
    pub update: Option<Box<TableUpdate>>,
    #[n(13)]
    pub recovery: Option<Recovery>,
    #[n(14)]
    pub holds: Vec<BackupId>,
    #[n(15)]
    pub trim_planned: Option<Timestamp>,
    #[n(16)]
    pub stats: DelayedStats,
    #[n(17)]
    pub sequence: u64,
    #[n(18)]
    pub contents: u64,
    #[n(19)]
    pub partitions: Vec<StoredPartition>,
    #[n(20)]
    pub indexes: Vec<StoredIndex>,
    #[n(21)]
    pub indexes_created: u64,
    #[n(22)]
    pub expiry: Option<StoredExpiry>,
    #[n(23)]
    pub since_backup: Option<u64>,
    /// The recent writes, oldest first, each with whether the latest to its item was a transaction's.
    #[n(24)]
    pub recent: Vec<(Timestamp, Key, bool)>,
}

/// A backup.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredBackup {
    #[cbor(n(0), with = "crate::codec::shared")]
    pub marker: Arc<TimeMarker>,
    #[n(1)]
    pub status: BackupState,
    #[n(2)]
    pub contents: u64,
    #[n(3)]
    pub images: Option<Vec<StoredImage>>,
    #[n(4)]
    pub completed: Option<Timestamp>,
    #[n(5)]
    pub window: Option<Vec<StoredSpan>>,
    #[n(6)]
    pub restoring: Option<TableId>,
    #[n(7)]
    pub held_share: u64,
}

/// A log that ended, and the totals at its end.
#[derive(Clone, Copy, Debug, Encode, Decode)]
pub struct StoredLog {
    #[n(0)]
    pub span: StoredSpan,
    #[n(1)]
    pub totals: Totals,
}

/// The end of a stream.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredStreamEnd {
    #[n(0)]
    pub last: u64,
    #[n(1)]
    pub contents: u64,
    #[n(2)]
    pub logs: Vec<StoredLog>,
}

/// A stream.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredStream {
    #[n(0)]
    pub id: StreamId,
    #[n(1)]
    pub table: TableId,
    #[n(2)]
    pub table_id: String,
    #[n(3)]
    pub key: KeyDefinition,
    #[n(4)]
    pub view: StreamViewType,
    #[n(5)]
    pub first: u64,
    #[n(6)]
    pub starts: Vec<u64>,
    #[n(7)]
    pub state: StreamState,
    #[n(8)]
    pub end: Option<StoredStreamEnd>,
}

/// A region.
#[derive(Clone, Debug, Encode, Decode)]
pub struct StoredRegion {
    #[n(0)]
    pub owner: Owner,
    #[n(1)]
    pub seed: u64,
    #[n(2)]
    pub settings: Settings,
    #[n(3)]
    pub tables: Vec<StoredTable>,
    #[n(4)]
    pub backups: Vec<StoredBackup>,
    #[n(5)]
    pub hidden_system_backups: Vec<StoredBackup>,
    #[n(6)]
    pub streams: Vec<StoredStream>,
    /// The tokens, each with the time and the digest of its request.
    #[n(7)]
    pub tokens: Vec<(String, Timestamp, u128)>,
    /// The tasks, each with its due time and the number of tasks that were scheduled before it.
    #[n(8)]
    pub tasks: Vec<(Timestamp, u64, Task)>,
    #[n(9)]
    pub scheduled: u64,
    #[n(10)]
    pub recent_backups: Vec<Timestamp>,
    #[n(11)]
    pub tables_created: u64,
    #[n(12)]
    pub backups_created: u64,
    /// The number of parts of each of its contents. Files of earlier versions do not tell it.
    #[n(13)]
    pub parts: Option<Vec<u64>>,
}

/// The tokens as a region stores them.
pub fn tokens_of(tokens: &Tokens) -> Vec<(String, Timestamp, u128)> {
    // The order by time follows from the tokens.
    let Tokens { requests, by_time: _ } = tokens;
    requests.iter().map(|(token, (at, digest))| (token.clone(), *at, *digest)).collect()
}
