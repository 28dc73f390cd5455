//! Restores.
//!
//! - **R1** the new table has exactly the backup's items, **R2** its indexes are their projections.
//! - **R3** it is a new table; **R4** until it is ACTIVE it is CREATING, and cannot be read.
//! - **R5** some settings are restored, others not; **R6** a backup feeds one restore at a time.
//! - **R7** a backup of the restored table has the same digest.

use super::life::id_of;
use super::{Broken, Held, answered, contents, ensure, equal};
use crate::model::{Asked, Model, ModelIndex, ModelTable, Running, WINDOW_MS};
use crate::spec::{projection, schema};
use timemark_core::operations::*;
use timemark_core::shapes::*;
use timemark_core::state::Totals;
use timemark_core::state::lifecycle::TableState;
use timemark_core::{Engine, Error, ErrorCode, Timestamp};

/// The indexes of the new table: the backup's, or those of them that the request lists, with its names.
pub fn indexes_of(recorded: &[ModelIndex], input: &RestoreTableFromBackupInput) -> Vec<ModelIndex> {
    let matching =
        |is_global, name: &Option<String>, key: &Option<Vec<KeySchemaElement>>, projects: &Option<Projection>| {
            let fits = |index: &&ModelIndex| {
                index.is_global == is_global
                    && Some(schema(&index.key, index.hashes)) == *key
                    && Some(projection(&index.projects)) == *projects
            };
            let index = recorded.iter().find(fits)?;
            Some(ModelIndex { name: name.clone().unwrap_or_default(), ..index.clone() })
        };
    let all =
        |is_global| recorded.iter().filter(move |index| index.is_global == is_global).cloned().collect::<Vec<_>>();
    let mut indexes = match &input.global_secondary_index_override {
        None => all(true),
        Some(list) => list.iter().filter_map(|i| matching(true, &i.index_name, &i.key_schema, &i.projection)).collect(),
    };
    indexes.extend(match &input.local_secondary_index_override {
        None => all(false),
        Some(list) => {
            list.iter().filter_map(|i| matching(false, &i.index_name, &i.key_schema, &i.projection)).collect()
        }
    });
    indexes
}

/// Checks the answer to the request; R3: the table is new.
pub fn begun(model: &Model, backup: Option<&String>, time: Timestamp, described: &TableDescription) -> Held {
    equal(described.table_status.as_ref(), Some(&TableStatus::Creating), "R4", "the new table's status")?;
    let summary = described.restore_summary.clone().unwrap_or_default();
    equal(summary.restore_in_progress, Some(true), "R4", "RestoreInProgress")?;
    equal(summary.source_backup_arn.as_ref(), backup, "R4", "SourceBackupArn")?;
    equal(summary.restore_date_time, Some(time), "R4", "RestoreDateTime")?;
    let is_known = model.tables.iter().any(|table| described.table_id.as_ref() == Some(&table.id));
    ensure(!is_known, "R3", || format!("the id {:?} was another table's", described.table_id))
}

/// R4 and R6 while a restore is in progress.
pub fn running(eye: &mut Engine, run: &Running, asked: Option<&Asked>) -> Held {
    let target = run.input.target_table_name.clone().unwrap_or_default();
    let described = contents::describe(eye, &target)?;
    equal(described.table_status, Some(TableStatus::Creating), "R4", &target)?;
    equal(described.item_count, Some(0), "R4", "items of a table that is being restored")?;
    let code = |error: Option<Error>| error.map(|error| error.code());
    let read = eye.send(ScanInput::new(&target)).err();
    equal(code(read), Some(ErrorCode::ResourceNotFoundException), "R4", "a Scan of a table that is being restored")?;
    let Some(asked) = asked.filter(|asked| !asked.is_deleted) else { return Ok(()) };
    let deleted = eye.send(DeleteBackupInput::new(&asked.arn)).err();
    let refusal = match asked.kind {
        BackupType::User => ErrorCode::BackupInUseException,
        _ => ErrorCode::ValidationException,
    };
    equal(code(deleted), Some(refusal), "R6", "DeleteBackup during a restore")?;
    let second = eye.send(RestoreTableFromBackupInput::new("second-restore", &asked.arn)).err();
    equal(code(second), Some(ErrorCode::BackupInUseException), "R6", "a second restore from a backup")
}

/// Checks a restored table once it is ACTIVE: R1, R2, R5, R7. The model's table is filled from the backup.
pub fn done(eye: &mut Engine, run: &Running, asked: Option<&Asked>, table: &ModelTable) -> Held {
    contents::of_table(eye, table, "R1", Some(5))?;
    let found = eye.state().table(&table.name).map(|table| table.totals()).unwrap_or_default();
    if let Some(asked) = asked {
        let made =
            asked.made.as_ref().ok_or(Broken { promise: "L1", seen: "restored before it was made".to_owned() })?;
        equal(found, made.totals, "R1", "count, bytes and digest")?;
    }
    settings(eye, run, &table.name)?;
    backed_up_again(eye, found, &table.name)
}

/// R5, field by field.
fn settings(eye: &mut Engine, run: &Running, target: &str) -> Held {
    let (found, then, input) = (contents::describe(eye, target)?, &run.then, &run.input);
    equal(&found.key_schema, &then.key_schema, "R5", "KeySchema")?;
    ensure(found.restore_summary.is_none(), "R5", || {
        format!("RestoreSummary once ACTIVE: {:?}", found.restore_summary)
    })?;
    equal(&found.stream_specification, &None, "R5", "StreamSpecification")?;
    equal(&found.latest_stream_arn, &None, "R5", "LatestStreamArn")?;
    equal(&found.table_class_summary, &None, "R5", "TableClassSummary")?;
    equal(found.deletion_protection_enabled, Some(false), "R5", "DeletionProtectionEnabled")?;
    let encryption = match &input.sse_specification_override {
        Some(specification) if specification.enabled != Some(true) => None,
        _ => then.sse_description.clone(),
    };
    equal(&found.sse_description, &encryption, "R5", "SSEDescription")?;
    billing(&found, then, input)?;

    let arn = found.table_arn.clone().unwrap_or_default();
    let tags = answered(eye.send(ListTagsOfResourceInput::new(arn)), "R5", "ListTagsOfResource")?;
    ensure(tags.tags.iter().flatten().next().is_none(), "R5", || format!("tags: {:?}", tags.tags))?;
    let expiry = answered(eye.send(DescribeTimeToLiveInput::new(target)), "R5", "DescribeTimeToLive")?;
    let status = expiry.time_to_live_description.and_then(|description| description.time_to_live_status);
    equal(status, Some(TimeToLiveStatus::Disabled), "R5", "TimeToLiveStatus")?;
    let backups = answered(eye.send(DescribeContinuousBackupsInput::new(target)), "R5", "DescribeContinuousBackups")?;
    let recovery = backups.continuous_backups_description.and_then(|c| c.point_in_time_recovery_description);
    let status = recovery.and_then(|recovery| recovery.point_in_time_recovery_status);
    equal(status, Some(PointInTimeRecoveryStatus::Disabled), "R5", "PointInTimeRecoveryStatus")
}

/// Checks that the new table's billing is the recorded one, or that of the overrides.
fn billing(found: &TableDescription, then: &TableDescription, input: &RestoreTableFromBackupInput) -> Held {
    let units = |t: &Option<ProvisionedThroughputDescription>| {
        t.as_ref().map(|t| (t.read_capacity_units, t.write_capacity_units)).unwrap_or_default()
    };
    let overridden = input.provisioned_throughput_override.as_ref();
    let is_on_demand = input.billing_mode_override == Some(BillingMode::PayPerRequest);
    let expected = match overridden {
        Some(throughput) => (throughput.read_capacity_units, throughput.write_capacity_units),
        None if is_on_demand => (Some(0), Some(0)),
        None => units(&then.provisioned_throughput),
    };
    equal(units(&found.provisioned_throughput), expected, "R5", "ProvisionedThroughput")?;
    if input.billing_mode_override.is_none() && input.on_demand_throughput_override.is_none() {
        equal(&found.on_demand_throughput, &then.on_demand_throughput, "R5", "OnDemandThroughput")?;
    }
    if input.global_secondary_index_override.is_none() {
        let indexes = |table: &TableDescription| -> Vec<_> {
            let all = table.global_secondary_indexes.iter().flatten();
            all.map(|index| (index.index_name.clone(), units(&index.provisioned_throughput))).collect()
        };
        let mut expected = indexes(then);
        if is_on_demand {
            expected.iter_mut().for_each(|(_, units)| *units = (Some(0), Some(0)));
        }
        equal(indexes(found), expected, "R5", "the indexes' throughput")?;
    }
    Ok(())
}

/// R7, on a separate copy of the engine.
fn backed_up_again(eye: &mut Engine, expected: Totals, target: &str) -> Held {
    eye.advance_to(eye.now().plus_ms(eye.settings().pace.delays().backups_enabling_ms + 1_001));
    let later = eye.settings().pace.delays().backup_creation_ms.max(WINDOW_MS + 1);
    if eye.now().plus_ms(later) > timemark_core::Timestamp::MAX {
        return Ok(());
    }
    let answer = answered(eye.send(CreateBackupInput::new(target, "again")), "R7", "CreateBackup of a restored table")?;
    let arn = answer.backup_details.and_then(|details| details.backup_arn).unwrap_or_default();
    eye.advance_to(eye.now().plus_ms(later));
    let id = id_of(eye, &arn)?;
    let totals = eye.state().backup(&id).map(|backup| backup.totals);
    equal(totals, Some(expected), "R7", "the digest of a backup of a restored table")
}

/// R4 and L3: after a crash everything continues. `engine` is the engine recovered at this moment, `model` its model;
/// every backup that was CREATING becomes AVAILABLE with the same T and legal content, every restored table ACTIVE and
/// complete.
pub fn carried_on(mut engine: Engine, mut model: Model) -> Held {
    let longest = model.backups.iter().map(|b| b.requested.plus_ms(b.delay_ms.max(WINDOW_MS + 1)));
    let end = longest.chain(model.restores.iter().map(|run| run.due)).max().unwrap_or(engine.now());
    let end = end.min(timemark_core::Timestamp::MAX);
    let (before, delay_ms) = (engine.now(), engine.settings().pace.delays().expiry_ms);
    engine
        .send(timemark_core::lab::ClearFaultsInput::default())
        .map_err(|error| Broken { promise: "R4", seen: format!("ClearFaults: {error}") })?;
    engine.record_history();
    engine.advance_to(end);
    let events = engine.take_history();
    super::expiry::follow(&mut model, &engine, &events, before, delay_ms)?;
    let is_left = |asked: &&Asked| asked.expires.is_none_or(|expires| end < expires);
    for asked in model.backups.iter().filter(is_left) {
        super::life::follow(&engine, &model.tables[asked.table], asked)?;
    }
    for run in &model.restores {
        let target = run.input.target_table_name.as_deref().unwrap_or_default();
        let table = engine.state().table(target).filter(|table| table.table_id() == run.id);
        let Some(table) = table else { return Err(Broken { promise: "R4", seen: format!("{target} is gone") }) };
        if run.due <= end {
            equal(table.state(), TableState::Active, "R4", target)?;
            equal(table.totals().items, run.content.len() as u64, "R4", target)?;
            let bytes = run.content.values().map(crate::model::item_bytes).sum();
            equal(table.totals().bytes, bytes, "R4", target)?;
        }
    }
    Ok(())
}
