//! The lifecycle of a backup.
//!
//! - **L1** CREATING, then AVAILABLE, then gone; AVAILABLE is complete, and in time; **W7** T never changes.
//! - **L2**, **L5** its content never changes, whatever happens to its table.

use super::window::{each_key, each_partition, told_cuts};
use super::{Broken, Held, answered, ensure, equal};
use crate::model::{Asked, Content, Made, Model, ModelTable, WINDOW_MS};
use timemark_core::arn::BackupId;
use timemark_core::operations::DescribeBackupInput;
use timemark_core::shapes::*;
use timemark_core::state::lifecycle::BackupState;
use timemark_core::state::{Backup, Cut};
use timemark_core::{Engine, Error, ErrorCode, Timestamp};

/// The id in a backup's ARN.
pub fn id_of(engine: &Engine, arn: &str) -> Result<BackupId, Broken> {
    let read = engine.state().owner().read_backup_arn(arn).map_err(Error::from);
    answered(read, "L7", "reading a backup's ARN").map(|read| read.id)
}

/// Follows a requested backup. Returns its content when it is first seen AVAILABLE.
pub fn follow(engine: &Engine, table: &ModelTable, asked: &Asked) -> Result<Option<Made>, Broken> {
    let id = id_of(engine, &asked.arn)?;
    let found = engine.state().backup(&id);
    let Some(backup) = found.filter(|_| !asked.is_deleted) else {
        ensure(found.is_none() && asked.is_deleted, "L1", || {
            format!("{} after its end, or missing: {found:?}", asked.arn)
        })?;
        return Ok(None);
    };
    equal(backup.marker.id.created, asked.requested, "W7", "the time marker")?;
    equal(&backup.marker.name, &asked.name, "L1", "the backup's name")?;
    match (backup.status, &asked.made) {
        (BackupState::Available, Some(made)) => {
            equal(backup.totals, made.totals, "L2", &asked.arn)?;
            Ok(None)
        }
        (BackupState::Available, None) => made(table, asked, backup).map(Some),
        (BackupState::Creating, None) => {
            let due = asked.requested.plus_ms(asked.delay_ms.max(WINDOW_MS + 1));
            let is_late = engine.now() >= due && due <= Timestamp::MAX;
            ensure(!is_late, "L1", || format!("{} is CREATING at {}", asked.arn, engine.now()))?;
            ensure(backup.images.is_none() && backup.completed.is_none(), "L1", || {
                format!("{} is half made", asked.arn)
            })?;
            Ok(None)
        }
        (status, _) => Err(Broken { promise: "L1", seen: format!("{} is {status:?}", asked.arn) }),
    }
}

/// Checks a backup that has just become AVAILABLE: it has its whole window, and it was not too early.
fn made(table: &ModelTable, asked: &Asked, backup: &Backup) -> Result<Made, Broken> {
    let content = content(table, backup)?;
    each_key(table, asked, &content)?;
    let legal = each_partition(table, asked, &content)?;
    let end = |(cut, mutations): (&Cut, Vec<&crate::model::Mutation>)| {
        let before = mutations.iter().filter(|mutation| mutation.committed < cut.at).count();
        let at = mutations.iter().filter(|mutation| mutation.committed == cut.at).count();
        before + at.min(usize::try_from(cut.count).unwrap_or(usize::MAX))
    };
    let ends: Vec<usize> = backup.marker.cuts.iter().zip(table.by_partition()).map(end).collect();
    told_cuts(&legal, asked, &ends)?;
    let images = backup.images.iter().flat_map(|images| images.iter());
    equal(images.map(|image| image.end as usize).collect(), ends.clone(), "W4", "where the images end")?;
    // The second SYSTEM backup of a name within a millisecond has a time one millisecond later.
    let earliest = match asked.kind {
        BackupType::System => Timestamp::MIN,
        _ => asked.requested.plus_ms(asked.delay_ms),
    };
    let completed = backup.completed.unwrap_or(Timestamp::MIN);
    let waited = |cut: &Cut| cut.at <= asked.requested || cut.at < completed;
    ensure(completed >= earliest && backup.marker.cuts.iter().all(waited), "L1", || {
        format!("{} was made at {completed}, with cuts {:?}", asked.arn, backup.marker.cuts)
    })?;
    let made = Made { content, totals: backup.totals, ends };
    recounted(asked, backup, &made)?;
    if asked.kind == BackupType::System {
        ensure(made.content == *table.live(), "E1", || format!("{} is not what was deleted", asked.arn))?;
    }
    Ok(made)
}

fn content(table: &ModelTable, backup: &Backup) -> Result<Content, Broken> {
    let images = backup.images.iter().flat_map(|images| images.iter());
    let items: Vec<_> = images.flat_map(|image| image.items().values().cloned().collect::<Vec<_>>()).collect();
    let content: Content =
        items.iter().map(|item| item.to_attributes()).map(|item| (table.label_of(&item), item)).collect();
    equal(content.len(), items.len(), "W3", "items of different keys")?;
    Ok(content)
}

/// L2 and Q2: a recount gives the same totals and the same digest.
fn recounted(asked: &Asked, backup: &Backup, made: &Made) -> Held {
    equal(backup.scrub(), Some(made.totals), "L2", &format!("a scrub of {}", asked.arn))?;
    let bytes = made.content.values().map(crate::model::item_bytes).sum();
    let figures = (made.totals.items, made.totals.bytes);
    equal(figures, (made.content.len() as u64, bytes), "Q2", &format!("the size of {}", asked.arn))
}

/// L2 and L5 for every backup ever made: the digest of all, and of some the items one by one.
pub fn all_unchanged(engine: &Engine, model: &Model) -> Held {
    for (number, asked) in model.backups.iter().filter(|asked| !asked.is_deleted).enumerate() {
        let id = id_of(engine, &asked.arn)?;
        if let (Some(backup), Some(made)) = (engine.state().backup(&id), &asked.made) {
            recounted(asked, backup, made)?;
            if number % 8 == 0 {
                equal(&content(&model.tables[asked.table], backup)?, &made.content, "L2", &asked.arn)?;
            }
        }
    }
    Ok(())
}

/// The reported count and size of a backup: exact, or until the first refresh after it was made those reported of its
/// table.
fn figures(eye: &Engine, asked: &Asked) -> Result<(u64, u64), Broken> {
    let Some(made) = &asked.made else { return Ok((0, 0)) };
    let refresh_ms = eye.settings().pace.delays().size_refresh_ms;
    let completed = eye.state().backup(&id_of(eye, &asked.arn)?).and_then(|backup| backup.completed);
    let refresh = eye.now().plus_ms(-eye.now().millis().checked_rem_euclid(refresh_ms).unwrap_or_default());
    if refresh_ms == 0 || completed.is_some_and(|completed| refresh > completed) {
        return Ok((made.totals.items, made.totals.bytes));
    }
    let then = &asked.table_then;
    Ok((then.item_count.unwrap_or_default(), then.table_size_bytes.unwrap_or_default()))
}

/// Checks DescribeBackup: the backup as it is, and the table as it was at the request.
pub fn described(eye: &mut Engine, asked: &Asked) -> Held {
    let answer = eye.send(DescribeBackupInput::new(&asked.arn));
    if asked.is_deleted {
        let code = answer.as_ref().err().map(Error::code);
        return equal(
            code,
            Some(ErrorCode::BackupNotFoundException),
            "L1",
            &format!("{} after its deletion", asked.arn),
        );
    }
    let described = answered(answer, "L1", "DescribeBackup")?.backup_description.unwrap_or_default();
    let details = described.backup_details.unwrap_or_default();
    let (items, bytes) = figures(eye, asked)?;
    let expected = BackupDetails {
        backup_arn: Some(asked.arn.clone()),
        backup_name: Some(asked.name.clone()),
        backup_size_bytes: Some(bytes),
        backup_status: Some(if asked.made.is_some() { BackupStatus::Available } else { BackupStatus::Creating }),
        backup_type: Some(asked.kind.clone()),
        backup_creation_date_time: Some(asked.requested),
        backup_expiry_date_time: asked.expires,
    };
    equal(details, expected, "L1", "BackupDetails")?;
    let (source, then) = (described.source_table_details.unwrap_or_default(), &asked.table_then);
    equal(source.item_count, Some(items), "Q2", "ItemCount")?;
    equal(source.table_id, then.table_id.clone(), "L5", "TableId")?;
    equal(source.key_schema, then.key_schema.clone(), "L5", "KeySchema")?;
    equal(source.on_demand_throughput, then.on_demand_throughput.clone(), "L5", "OnDemandThroughput")?;
    let units = |read: Option<i64>, write: Option<i64>| (read, write);
    let throughput = source.provisioned_throughput.map(|t| units(t.read_capacity_units, t.write_capacity_units));
    let then_throughput =
        then.provisioned_throughput.as_ref().map(|t| units(t.read_capacity_units, t.write_capacity_units));
    equal(throughput, then_throughput, "L5", "ProvisionedThroughput")?;
    let features = described.source_table_feature_details.unwrap_or_default();
    equal(features.stream_description, then.stream_specification.clone(), "L5", "StreamDescription")?;
    equal(features.sse_description, then.sse_description.clone(), "L5", "SSEDescription")?;
    let expiring = features.time_to_live_description.and_then(|ttl| ttl.attribute_name);
    equal(expiring, asked.time_to_live.clone(), "L5", "TimeToLiveDescription")?;
    let names = |list: Option<Vec<Option<String>>>| list.unwrap_or_default();
    let found = names(features.global_secondary_indexes.map(|list| list.into_iter().map(|i| i.index_name).collect()));
    let global = then.global_secondary_indexes.clone();
    let recorded = names(global.map(|list| list.into_iter().map(|i| i.index_name).collect()));
    equal(found, recorded, "L5", "GlobalSecondaryIndexes")
}
