//! The identity of a table, its definition, and the source of its restore.

use super::billing::Billing;
use super::index::IndexDefinition;
use super::warm::Warm;
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::model::arn::BackupId;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::state::digest::{digest_members, digest_variants};
use crate::time::Timestamp;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

/// The identity of a table in a [`State`](crate::state::State): the ordinal of its creation, from 0. A name can be used
/// again, an id cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct TableId {
    #[n(0)]
    ordinal: u64,
}

impl TableId {
    /// The id of the table created as the `ordinal`th, from 0.
    pub(in crate::state) const fn of_ordinal(ordinal: u64) -> TableId {
        TableId { ordinal }
    }

    /// The number of tables created before it.
    pub const fn ordinal(self) -> u64 {
        self.ordinal
    }
}

/// The settings of a table that a backup records.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TableDefinition {
    /// Every attribute that some key uses, with its type, in the order of the request.
    #[n(0)]
    pub attributes: Vec<KeyAttribute>,
    /// The key of the table.
    #[n(1)]
    pub key: KeyDefinition,
    /// The indexes, global ones first.
    #[n(2)]
    pub indexes: Vec<IndexDefinition>,
    /// The billing.
    #[n(3)]
    pub billing: Billing,
    /// The requested warm throughput. A restore drops it.
    #[n(4)]
    pub warm: Warm,
    /// What the records of the stream contain, if the table has a stream.
    #[n(5)]
    pub stream: Option<StreamViewType>,
    /// The ARN of the KMS key, if the table is encrypted with one.
    #[n(6)]
    pub kms_key_arn: Option<String>,
    /// The attribute that holds an item's expiry, if items expire.
    #[n(7)]
    pub time_to_live: Option<String>,
}

/// A table to be created by CreateTable or a restore.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct NewTable {
    /// The id: [`State::next_table`](crate::state::State::next_table).
    #[n(0)]
    pub id: TableId,
    /// The id on the wire, a UUID.
    #[n(1)]
    pub table_id: String,
    /// The name.
    #[n(2)]
    pub name: String,
    /// The settings that a backup records.
    #[n(3)]
    pub definition: TableDefinition,
    /// The number of partitions, at least 1.
    #[n(4)]
    pub partitions: u16,
    /// The moment from which the backup operations know the table.
    #[n(5)]
    pub visible_to_backups_at: Timestamp,
    /// The table class, if the request has one.
    #[n(6)]
    pub class: Option<TableClass>,
    /// Whether the table is protected against deletion.
    #[n(7)]
    pub deletion_protection: bool,
    /// The tags.
    #[n(8)]
    pub tags: BTreeMap<String, String>,
    /// The label of the stream, if the table has one.
    #[n(9)]
    pub stream_label: Option<Timestamp>,
    /// The source of the restore, if the table is restored.
    #[n(10)]
    pub restore: Option<RestoreOrigin>,
}

/// The source of a restore.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum RestoreOrigin {
    /// A backup.
    #[n(0)]
    Backup {
        /** Which. */
        #[n(0)]
        id: BackupId,
        /** Its ARN as it was sent. */
        #[n(1)]
        arn: String,
    },
    /// A table at a moment.
    #[n(1)]
    PointInTime {
        /** Which. */
        #[n(0)]
        table: TableId,
        /** Its name. */
        #[n(1)]
        table_name: String,
        /** The moment: every change committed by then is in, and no other. */
        #[n(2)]
        time: Timestamp,
    },
}

impl RestoreOrigin {
    /// The name of the source table.
    pub fn source_table(&self) -> &str {
        match self {
            RestoreOrigin::Backup { id, .. } => &id.table,
            RestoreOrigin::PointInTime { table_name, .. } => table_name,
        }
    }

    /// The moment that is restored.
    pub fn time(&self) -> Timestamp {
        match self {
            RestoreOrigin::Backup { id, .. } => id.created,
            RestoreOrigin::PointInTime { time, .. } => *time,
        }
    }
}

digest_members!(TableId { ordinal });
digest_members!(TableDefinition { attributes, key, indexes, billing, warm, stream, kms_key_arn, time_to_live });
digest_variants!(RestoreOrigin { 0 = Backup { id, arn }, 1 = PointInTime { table, table_name, time } });
