//! The time line of a name: the backups of the table that has it, and the deletions of those that had it.
//!
//! - **B1** it shows exactly the backups of the table that has the name, and the SYSTEM backups of all that had it; of a name
//!   that no table has, all backups. Each has an event for its request, its completion and its expiry.

use super::{Held, answered, equal};
use crate::model::Model;
use std::collections::BTreeMap;
use timemark_core::lab::{DescribeTimelineInput, TimelineKind};
use timemark_core::shapes::BackupType;
use timemark_core::{Engine, Timestamp};

/// Checks the time line of a name.
pub fn of_name(eye: &mut Engine, model: &Model, name: &str) -> Held {
    let table = eye.state().table(name).map(|table| table.table_id().to_owned());
    // No time line reaches beyond the year 9999.
    let is_shown = |expires: Option<Timestamp>| expires.is_some_and(|expires| expires <= Timestamp::MAX);
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for asked in model.backups.iter().filter(|asked| !asked.is_deleted) {
        let of = &model.tables[asked.table];
        let is_told = table.as_ref().is_none_or(|id| *id == of.id) || asked.kind == BackupType::System;
        if of.name == name && is_told {
            let told = 1 + usize::from(asked.made.is_some()) + usize::from(is_shown(asked.expires));
            expected.insert(asked.arn.clone(), told);
        }
    }
    if table.is_none() && expected.is_empty() {
        return Ok(());
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut next_token = None;
    loop {
        let page = DescribeTimelineInput { table_name: Some(name.to_owned()), next_token, ..Default::default() };
        let page = answered(eye.send(page), "B1", "DescribeTimeline")?;
        for event in page.events.unwrap_or_default().into_iter().filter(|event| event.kind != Some(TimelineKind::Write))
        {
            if let Some(arn) = event.backup_arn {
                *found.entry(arn).or_default() += 1;
            }
        }
        next_token = page.next_token;
        if next_token.is_none() {
            break;
        }
    }
    equal(found, expected, "B1", &format!("the backups on the time line of {name}"))
}
