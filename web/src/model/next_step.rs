//! The stage that a story has reached, from an empty lab to a restored table.
//!
//! It follows from the lifecycles of all tables and backups, and not from a list that may be filtered or paged.

use super::lifecycles::{Lifecycle, Lifecycles, Phase};
use timemark_core::shapes::{TableDescription, TableStatus};

/// The next step of a beginner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is no table yet.
    Begin,
    /// A table is CREATING or UPDATING.
    AwaitTable {
        /// The name of the table.
        table: String,
        /// The status of the table.
        status: String,
    },
    /// A table is empty.
    Write(String),
    /// A table has items, and no backup.
    AskForBackup(String),
    /// A backup with that name is CREATING.
    AwaitBackup(String),
    /// A backup can be restored.
    Restore {
        /// The name of the backup.
        backup: String,
        /// The ARN of the backup.
        arn: String,
        /// The name of the backup's table, if that is deleted.
        deleted_table: Option<String>,
    },
    /// A table is being filled from a backup.
    AwaitRestore(String),
    /// A table was restored.
    Restored {
        /// The name of the source table.
        from: String,
        /// The name of the restored table.
        table: String,
    },
}

/// The next step, given the existing tables, all lifecycles, and the name of the selected table, which may be deleted.
pub fn next_step(tables: &[TableDescription], lifecycles: &Lifecycles, chosen: Option<&str>) -> Step {
    if let Some(table) = lifecycles.tables().find(|table| table.phase() == Some(Phase::Restoring)) {
        return Step::AwaitRestore(table.name.clone());
    }
    let first = tables.first().and_then(|table| table.table_name.as_deref());
    let last_backup = lifecycles.backups().rfind(|backup| exists(backup)).map(|backup| backup.table.as_str());
    let has_step = |name: &&str| table_of(tables, name).is_some() || backup_of(lifecycles, name).is_some();
    match chosen.filter(has_step).or(first).or(last_backup) {
        Some(name) => step_of(tables, lifecycles, name),
        None => Step::Begin,
    }
}

/// The next step of the table with that name, or of its last backup if it is deleted.
fn step_of(tables: &[TableDescription], lifecycles: &Lifecycles, name: &str) -> Step {
    let table = table_of(tables, name);
    let backup = backup_of(lifecycles, name);
    if let Some(status) = table.and_then(|table| table.table_status.as_ref()).filter(|it| **it != TableStatus::Active) {
        return Step::AwaitTable { table: name.to_owned(), status: status.as_str().to_owned() };
    }
    if let Some(backup) = backup.filter(|backup| backup.phase() == Some(Phase::Creating)) {
        return Step::AwaitBackup(backup.name.clone());
    }
    if let Some((from, copy)) = restored(lifecycles, name)
        && backup.is_none_or(|backup| backup.born() <= copy.born())
    {
        return Step::Restored { from, table: copy.name.clone() };
    }
    match (backup, table) {
        (Some(backup), table) => Step::Restore {
            backup: backup.name.clone(),
            arn: backup.backup_arn.clone().unwrap_or_default(),
            deleted_table: table.is_none().then(|| name.to_owned()),
        },
        (None, Some(table)) if table.item_count.unwrap_or_default() == 0 => Step::Write(name.to_owned()),
        (None, Some(_)) => Step::AskForBackup(name.to_owned()),
        (None, None) => Step::Begin,
    }
}

/// The latest existing table that was restored and is, or was restored from, the table with that name; and the source's
/// name.
fn restored<'a>(lifecycles: &'a Lifecycles, name: &str) -> Option<(String, &'a Lifecycle)> {
    let mut copies = lifecycles.tables().filter(|table| exists(table)).filter_map(|table| {
        let from = match (&table.backup_arn, &table.restored_from) {
            (Some(arn), _) => lifecycles.backup(arn)?.table.clone(),
            (None, Some(from)) => from.clone(),
            (None, None) => return None,
        };
        Some((from, table))
    });
    copies.rfind(|(from, table)| from == name || table.name == name)
}

fn table_of<'a>(tables: &'a [TableDescription], name: &str) -> Option<&'a TableDescription> {
    tables.iter().find(|table| table.table_name.as_deref() == Some(name))
}

/// The latest existing backup of a table.
fn backup_of<'a>(lifecycles: &'a Lifecycles, name: &str) -> Option<&'a Lifecycle> {
    lifecycles.backups().rfind(|backup| backup.table == name && exists(backup))
}

fn exists(lifecycle: &Lifecycle) -> bool {
    lifecycle.phase() != Some(Phase::Deleted)
}
