//! What is decided of a table: its id, its definition, what it is restored from.

use super::billing::Billing;
use super::index::IndexDefinition;
use super::warm::Warm;
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::model::arn::BackupId;
use crate::model::shapes::{StreamViewType, TableClass};
use crate::state::digest::{digest_members, digest_variants};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// Identifies a table in a [`State`](crate::state::State): the ordinal of its creation, from 0. Names come back, ids do
/// not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId {
    ordinal: u64,
}

impl TableId {
    /// The id of the table that was created after so many others.
    pub(in crate::state) const fn of_ordinal(ordinal: u64) -> TableId {
        TableId { ordinal }
    }

    /// How many tables were created before it.
    pub const fn ordinal(self) -> u64 {
        self.ordinal
    }
}

/// The settings of a table that a backup records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDefinition {
    /// Every attribute that some key uses, and its type, in the order in which they were given.
    pub attributes: Vec<KeyAttribute>,
    /// The table's key.
    pub key: KeyDefinition,
    /// Its indexes, global ones first.
    pub indexes: Vec<IndexDefinition>,
    /// How it is paid for.
    pub billing: Billing,
    /// What it is warmed for beyond that. No restore keeps it.
    pub warm: Warm,
    /// What its stream shows of a change, if it has a stream.
    pub stream: Option<StreamViewType>,
    /// The ARN of its KMS key, if it has one.
    pub kms_key_arn: Option<String>,
    /// The attribute that holds an item's expiry, if items expire.
    pub time_to_live: Option<String>,
}

/// What CreateTable or a restore decides about its new table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTable {
    /// Its id: [`State::next_table`](crate::state::State::next_table).
    pub id: TableId,
    /// Its id on the wire, a UUID.
    pub table_id: String,
    /// Its name.
    pub name: String,
    /// The settings that a backup records.
    pub definition: TableDefinition,
    /// How many partitions it has: at least 1.
    pub partitions: u16,
    /// From when on the backup operations know it.
    pub visible_to_backups_at: Timestamp,
    /// Its class, if the request names one.
    pub class: Option<TableClass>,
    /// Whether the table is protected against deletion. Default `false`.
    pub deletion_protection: bool,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// The label of its stream, where it has one.
    pub stream_label: Option<Timestamp>,
    /// What it is restored from, if it is.
    pub restore: Option<RestoreOrigin>,
}

/// What a table is restored from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RestoreOrigin {
    /// A backup.
    Backup {
        /** Which. */
        id: BackupId,
        /** Its ARN as it was sent. */
        arn: String,
    },
    /// A table as it was at a moment.
    PointInTime {
        /** Which. */
        table: TableId,
        /** Its name. */
        table_name: String,
        /** The moment: every change committed by then is in, and no other. */
        time: Timestamp,
    },
}

impl RestoreOrigin {
    /// The name of the table that it is of.
    pub fn source_table(&self) -> &str {
        match self {
            RestoreOrigin::Backup { id, .. } => &id.table,
            RestoreOrigin::PointInTime { table_name, .. } => table_name,
        }
    }

    /// The moment that it is of.
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
