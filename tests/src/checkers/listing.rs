//! **L7**: names repeat, ARNs never; the pages of a list show each backup exactly once while others are made and
//! deleted.

use super::{Broken, Held, answered, ensure, equal};
use crate::model::Model;
use std::collections::BTreeSet;
use timemark_core::Engine;
use timemark_core::operations::ListBackupsInput;
use timemark_core::shapes::{BackupSummary, BackupType, BackupTypeFilter};

/// A walk through the pages of a list, and what happened meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The backups that existed from the first page to the last.
    pub throughout: BTreeSet<String>,
    /// The backups that existed at some time.
    pub ever: BTreeSet<String>,
    /// The backups that were listed.
    pub listed: Vec<BackupSummary>,
}

/// The ARNs of the existing backups that a filter lets through.
pub fn present(model: &Model, filter: &BackupTypeFilter) -> BTreeSet<String> {
    let is_listed = |kind: &BackupType| match filter {
        BackupTypeFilter::All => *kind != BackupType::AwsBackup,
        filter => filter.as_str() == kind.as_str(),
    };
    let there = model.backups.iter().filter(|asked| !asked.is_deleted && is_listed(&asked.kind));
    there.map(|asked| asked.arn.clone()).collect()
}

/// Checks a walk through all backups.
pub fn walk(walk: &Walk) -> Held {
    let arns: Vec<String> = walk.listed.iter().filter_map(|summary| summary.backup_arn.clone()).collect();
    let listed: BTreeSet<String> = arns.iter().cloned().collect();
    equal(arns.len(), listed.len(), "L7", "backups listed once")?;
    let missed: Vec<&String> = walk.throughout.difference(&listed).collect();
    ensure(missed.is_empty(), "L7", || format!("never listed: {missed:?}"))?;
    let invented: Vec<&String> = listed.difference(&walk.ever).collect();
    ensure(invented.is_empty(), "L7", || format!("listed, but not there: {invented:?}"))?;
    let times = walk.listed.iter().map(|summary| summary.backup_creation_date_time);
    ensure(times.is_sorted(), "L7", || "not in the order of their creation".to_owned())
}

/// Checks the present lists of every type, in pages of `limit`, of one table or of all: exactly the model's backups.
pub fn whole(eye: &mut Engine, model: &Model, table: Option<&str>, limit: i32) -> Held {
    use BackupTypeFilter::{All, AwsBackup, System, User};
    [User, System, AwsBackup, All].iter().try_for_each(|filter| of_type(eye, model, table, limit, filter))
}

fn of_type(eye: &mut Engine, model: &Model, table: Option<&str>, limit: i32, filter: &BackupTypeFilter) -> Held {
    let mut listed = Vec::new();
    let mut start = None;
    loop {
        let input = ListBackupsInput {
            table_name: table.map(str::to_owned),
            limit: Some(limit),
            exclusive_start_backup_arn: start,
            backup_type: Some(filter.clone()),
            ..Default::default()
        };
        let page = answered(eye.send(input), "L7", "ListBackups")?;
        listed.extend(page.backup_summaries.unwrap_or_default());
        start = page.last_evaluated_backup_arn;
        if start.is_none() {
            break;
        }
        ensure(listed.len() <= model.backups.len(), "L7", || "the list does not end".to_owned())?;
    }
    let is_wanted = |arn: &String| table.is_none_or(|table| arn.contains(&format!(":table/{table}/backup/")));
    let there: BTreeSet<String> = present(model, filter).into_iter().filter(is_wanted).collect();
    walk(&Walk { throughout: there.clone(), ever: there, listed })
}

/// Checks that no ARN was given twice.
pub fn arns_are_unique(model: &Model) -> Result<(), Broken> {
    let distinct: BTreeSet<&String> = model.backups.iter().map(|asked| &asked.arn).collect();
    equal(distinct.len(), model.backups.len(), "L7", "ARNs that were given once")
}
