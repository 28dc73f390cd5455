//! The sides of a comparison: tables, tables as they were, and backups, and what was written between two of them.

use super::error::LabError;
use super::explain_backup::{Verdict, WindowAnalysis, WindowBounds};
use crate::item::Item;
use crate::item::key::{Key, KeyDefinition};
use crate::json::blob;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::Error;
use crate::model::shapes::shape;
use crate::operations::{available_backup, data_table};
use crate::state::{Change, Image, LogView, State, Table, TableId, items_after, side_by_side};
use crate::time::Timestamp;
use imbl::OrdMap;

shape! {
    /// A table as it is, a table as it was, or a backup. Give either `TableName` or `BackupArn`.
    pub struct ComparedSide {
        /// The name or ARN of a table.
        table_name: String,
        /// Of a table: the moment, in epoch seconds, with everything committed at or before it. Default now.
        time: Timestamp,
        /// The ARN of a backup that is AVAILABLE.
        backup_arn: String,
    }
}

impl ComparedSide {
    /// A table as it is.
    pub fn table(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), ..Self::default() }
    }

    /// A table as it was.
    pub fn table_at(table_name: impl Into<String>, time: Timestamp) -> Self {
        Self { time: Some(time), ..Self::table(table_name) }
    }

    /// A backup.
    pub fn backup(backup_arn: impl Into<String>) -> Self {
        Self { backup_arn: Some(backup_arn.into()), ..Self::default() }
    }
}

impl Constrained for ComparedSide {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).table_name();
    }
}

/// The items of a side, and the writes that led to them.
pub(super) struct Side<'a> {
    key: &'a KeyDefinition,
    partitions: Vec<OrdMap<Key, Item>>,
    /// The table to which these were written.
    table: TableId,
    /// The name of that table.
    pub table_name: &'a str,
    /// The known writes to each partition, those after this side included.
    logs: Vec<LogView<'a>>,
    /// How many of each partition's writes are in this side.
    ends: Vec<u64>,
    /// Of a backup: what is promised of it.
    bounds: Option<WindowBounds>,
}

/// A key, and its item on each of two sides, one of which has one at least.
pub(super) type Pair<'a> = (&'a Key, Option<&'a Item>, Option<&'a Item>);

/// The last known write to an item that is on one side only.
pub(super) struct LastWrite<'a> {
    pub table_name: &'a str,
    pub change: &'a Change,
    pub verdict: Option<Verdict>,
}

impl<'a> Side<'a> {
    /// The side that a member of a request names.
    ///
    /// # Errors
    /// ValidationException unless either a table or a backup is given, and for a time of which the table's log does not know;
    /// ResourceNotFoundException unless the table is ACTIVE or UPDATING; BackupNotFoundException; BackupInUseException
    /// while the backup is being made.
    pub fn of(state: &'a State, now: Timestamp, member: &'static str, asked: &ComparedSide) -> Result<Side<'a>, Error> {
        match (&asked.backup_arn, &asked.table_name) {
            (Some(arn), None) if asked.time.is_none() => Side::of_backup(state, arn),
            (None, Some(_)) => {
                let table = data_table(state, &asked.table_name)?;
                Side::of_table(table, asked.time, now, member)
            }
            _ => Err(LabError::SideUnclear { side: member }.into()),
        }
    }

    fn of_backup(state: &'a State, arn: &str) -> Result<Side<'a>, Error> {
        let backup = available_backup(state, arn)?;
        let images: Vec<&Image> = backup.images.iter().flat_map(|images| images.iter()).collect();
        let analysis = WindowAnalysis::of_backup(state, backup);
        Ok(Side {
            key: &backup.marker.source.definition.key,
            partitions: images.iter().map(|image| image.items()).collect(),
            table: backup.marker.source.table,
            table_name: &backup.marker.id.table,
            ends: images.iter().map(|image| image.end).collect(),
            bounds: Some(analysis.bounds()),
            logs: analysis.into_logs(),
        })
    }

    /// A table as it is, or as it was at a time.
    pub fn of_table(
        table: &'a Table,
        time: Option<Timestamp>,
        now: Timestamp,
        member: &'static str,
    ) -> Result<Side<'a>, Error> {
        let partitions = table.partitions();
        if let Some(asked) = time {
            // Before a restored table had its items, there was nothing.
            let firsts = partitions.iter().filter_map(|partition| partition.snapshots().next());
            let filled = firsts.filter(|first| first.ordinal == 0).map(|first| first.taken).max();
            let earliest = table.history_from().max(filled.unwrap_or(Timestamp::MIN));
            if asked < earliest || now < asked {
                return Err(LabError::SideTimeUnknown { side: member, asked, earliest, now }.into());
            }
        }
        let logs: Vec<LogView<'a>> = table.log_views().collect();
        Ok(Side {
            key: &table.definition().key,
            partitions: match time {
                Some(time) => partitions.iter().map(|partition| partition.items_at(time)).collect(),
                None => partitions.iter().map(|partition| partition.items().clone()).collect(),
            },
            table: table.id(),
            table_name: table.name(),
            ends: match time {
                Some(time) => partitions.iter().map(|partition| partition.log().ordinal(time, u64::MAX)).collect(),
                None => partitions.iter().map(|partition| partition.log().end()).collect(),
            },
            bounds: None,
            logs,
        })
    }

    /// The key that this side's items have in common with those of another.
    ///
    /// # Errors
    /// ValidationException if they have different ones.
    pub fn key_shared_with(&self, other: &Side<'a>) -> Result<&'a KeyDefinition, LabError> {
        let text = |key: &KeyDefinition| {
            let attributes =
                key.attributes().map(|attribute| format!("{} ({})", attribute.name, attribute.kind.as_str()));
            attributes.collect::<Vec<_>>().join(", ")
        };
        match self.key == other.key {
            true => Ok(self.key),
            false => Err(LabError::KeysDiffer { left: text(self.key), right: text(other.key) }),
        }
    }

    /// The item with a key.
    pub fn item(&self, key: &Key) -> Option<&Item> {
        self.partitions.get(key.partition(self.partitions.len()))?.get(key)
    }

    /// The items after that of a key, in order: that of the hashes, by which keys are in partitions too.
    fn after<'s>(&'s self, key: Option<&Key>) -> impl Iterator<Item = (&'s Key, &'s Item)> + use<'s, 'a> {
        let first = key.map_or(0, |key| key.partition(self.partitions.len()));
        let key = key.cloned();
        self.partitions.iter().skip(first).flat_map(move |items| items_after(items, key.as_ref()))
    }

    /// The items of this side and of another after a key, in order.
    pub fn beside<'s>(
        &'s self,
        other: &'s Side<'a>,
        last: Option<&Key>,
    ) -> impl Iterator<Item = Pair<'s>> + use<'s, 'a> {
        side_by_side(self.after(last), other.after(last))
    }

    /// For each of these keys, which are in order, the last known write that only one of the two sides has.
    pub fn last_writes(&self, other: &Side<'a>, keys: &[&Key]) -> Vec<Option<LastWrite<'a>>> {
        let mut found: Vec<Option<LastWrite<'a>>> = keys.iter().map(|_| None).collect();
        for (side, opposite) in [(self, other), (other, self)] {
            let bounds = [side, opposite].into_iter().filter(|of| of.table == side.table).find_map(|of| of.bounds);
            for (partition, log) in side.logs.iter().enumerate() {
                let (first, end) = side.ordinals(opposite, partition);
                for (_, change) in log.iter_from(first).take_while(|(ordinal, _)| *ordinal < end) {
                    let place = keys.binary_search(&&change.key).ok().and_then(|place| found.get_mut(place));
                    let Some(last) = place else { continue };
                    let is_later = |last: &LastWrite<'_>| {
                        (last.change.committed, last.change.sequence) <= (change.committed, change.sequence)
                    };
                    if last.as_ref().is_none_or(is_later) {
                        let verdict = bounds.map(|bounds| Verdict::of(change.committed, &bounds));
                        *last = Some(LastWrite { table_name: side.table_name, change, verdict });
                    }
                }
            }
        }
        found
    }

    /// The ordinals of a partition's writes that can explain a difference: of one table those between the two sides, else all
    /// that are in this one.
    fn ordinals(&self, other: &Side<'a>, partition: usize) -> (u64, u64) {
        let end = |side: &Side<'a>| side.ends.get(partition).copied().unwrap_or_default();
        match self.table == other.table {
            true => (end(self).min(end(other)), end(self).max(end(other))),
            false => (0, end(self)),
        }
    }
}

/// The token of a page that ends with a key.
pub(super) fn token_of(key: &Key) -> String {
    blob::encode(key.bytes())
}

/// The key in a token.
///
/// # Errors
/// ValidationException for what cannot be one.
pub(super) fn key_of_token(token: Option<&String>) -> Result<Option<Key>, LabError> {
    match token {
        Some(token) => {
            let bytes = blob::decode(token).filter(|bytes| !bytes.is_empty());
            Ok(Some(Key::of_bytes(&bytes.ok_or(LabError::TokenInvalid)?)))
        }
        None => Ok(None),
    }
}
