//! The harness: an engine, the model of what it acknowledged, and the checkers between them.

mod data;
mod elsewhere;
mod follow;
mod kept;
mod plain;
mod recovered;
mod statement;
mod transaction;

pub use data::{IndexChange, Write};
pub use elsewhere::Elsewhere;
pub use transaction::{Act, Part, Transaction};

use crate::checkers::{
    self, Broken, Held, always, contents, explain, life, listing, log, recovery, restore, sides::Tally, stream,
    timeline,
};
use crate::model::{Asked, Leaving, Model, ModelExpiry, ModelRecovery, ModelTable, Running};
use crate::spec::{TableSpec, indexes_of};
use std::collections::{BTreeMap, BTreeSet};
use timemark_core::lab::{ClearFaultsInput, ListFaultsInput, StartBackupJobInput, UpdateLabInput};
use timemark_core::operations::*;
use timemark_core::shapes::{BackupDetails, BackupType, TableDescription};
use timemark_core::{Call, Checkpoint, Committed, ConsistencyWindow, Engine, Error, ErrorCode, Options, Timestamp};

/// The answer of a call; the outer error is a broken promise.
pub type Answer<T> = Result<Result<T, Error>, Broken>;

/// An engine under test.
pub struct Harness {
    /// The engine.
    pub engine: Engine,
    /// The model of everything that the engine acknowledged.
    pub model: Model,
    /// The counts of the window.
    pub tally: Tally,
    /// How often each call had each outcome.
    pub seen: BTreeMap<String, u64>,
    /// Another region, beside the one that the model follows.
    pub elsewhere: Elsewhere,
    /// Whether the last call was answered by an injected fault, and so allows no conclusions about the request.
    is_injected: bool,
    history: Vec<Committed>,
    /// What follows from the start and the history, and how many prefixes of the history it was compared at.
    recovered: Engine,
    prefixes: usize,
    kept: kept::Kept,
    start: Checkpoint,
    middle: Checkpoint,
    middle_at: usize,
}

impl Harness {
    /// An engine without tables.
    pub fn new(options: Options) -> Harness {
        let elsewhere = Elsewhere::new(&options);
        let mut engine = Engine::new(options);
        engine.record_history();
        let kept = kept::Kept::of(&mut engine);
        let start = engine.checkpoint();
        let (model, tally, seen, is_injected, history) = Default::default();
        let (middle, recovered) = (start.clone(), Engine::recover(&start, &[]));
        Harness {
            engine,
            model,
            tally,
            seen,
            elsewhere,
            is_injected,
            history,
            recovered,
            prefixes: 0,
            kept,
            start,
            middle,
            middle_at: 0,
        }
    }

    /// A copy of the engine for reading, so that reading does not affect the engine.
    pub fn eye(&self) -> Engine {
        let mut eye = self.engine.clone();
        eye.send(ClearFaultsInput::default()).expect("taking back all faults");
        eye
    }

    /// Sends a request. An error must have changed nothing.
    pub fn call<C: Call>(&mut self, input: C) -> Answer<C::Output> {
        // Tasks that are due already are not part of the call.
        self.settle(self.engine.now())?;
        let before = self.engine.checkpoint();
        let pending = self.faults_pending();
        let answer = self.engine.send(input);
        let events = self.engine.take_history();
        self.is_injected = answer.is_err() && self.faults_pending() < pending;
        if let Err(error) = &answer {
            always::refused(C::NAME, error, &events, &before, &self.engine)?;
        }
        self.note(&format!("{} {}", C::NAME, answer.as_ref().err().map_or("ok", Error::name)));
        self.record(events)?;
        Ok(answer)
    }

    /// The number of calls that injected faults will still answer.
    fn faults_pending(&self) -> u64 {
        let faults = self.engine.clone().send(ListFaultsInput::default()).ok().and_then(|listed| listed.faults);
        faults.unwrap_or_default().iter().map(|fault| fault.count.unwrap_or(1)).sum()
    }

    /// Sends a body through the wire. A refusal must have changed nothing.
    pub fn wire(&mut self, target: &str, body: &[u8]) -> Result<u16, Broken> {
        self.settle(self.engine.now())?;
        let before = crate::state_digests(&self.engine);
        let status = self.engine.handle(target, body).status;
        let events = self.engine.take_history();
        if status != 200 {
            checkers::ensure(!events.iter().any(Committed::is_change), "A1", || {
                format!("{target} answered {status} and decided {events:?}")
            })?;
            checkers::equal(crate::state_digests(&self.engine), before, "A1", target)?;
        }
        self.record(events)?;
        Ok(status)
    }

    /// Counts an outcome.
    pub fn note(&mut self, what: &str) {
        *self.seen.entry(what.to_owned()).or_default() += 1;
    }

    /// The latest table with a name, in the model.
    pub fn table(&self, name: &str) -> Option<&ModelTable> {
        self.model.latest(name).map(|place| &self.model.tables[place])
    }

    fn latest_mut(&mut self, name: &str) -> Option<&mut ModelTable> {
        let place = self.model.latest(name)?;
        self.model.tables.get_mut(place)
    }

    /// CreateTable.
    pub fn create_table(&mut self, spec: &TableSpec) -> Answer<()> {
        let answer = self.call(spec.input())?;
        Ok(answer.map(|output| {
            let described = output.table_description.unwrap_or_default();
            let id = described.table_id.unwrap_or_default();
            let partitions = usize::from(self.engine.settings().partitions_per_table);
            let (keys, indexes, now) = (spec.key_names(), spec.indexes.clone(), self.engine.now());
            let mut table = ModelTable::new(&spec.name, id, keys, indexes, partitions, now);
            let view = described.stream_specification.and_then(|stream| stream.stream_view_type);
            table.set_stream(now, described.latest_stream_arn.zip(view));
            self.model.tables.push(table);
        }))
    }

    /// DeleteTable: refused while a backup of the table is being made.
    pub fn delete_table(&mut self, name: &str) -> Answer<()> {
        let (then, time_to_live) = self.described(name);
        let answer = self.call(DeleteTableInput::new(name))?;
        let place = self.model.latest(name);
        if let (Ok(_), Some(table)) = (&answer, place) {
            let deleted = self.engine.now();
            let due = deleted.plus_ms(self.engine.settings().pace.delays().table_deletion_ms);
            self.model.leaving.push(Leaving { table, deleted, due, then, time_to_live });
            // From now on its items do not expire.
            self.model.tables[table].expiry = None;
        }
        self.follow()?;
        let creating = self.model.backups.iter().find(|b| Some(b.table) == place && b.made.is_none() && !b.is_deleted);
        checkers::ensure(answer.is_err() || creating.is_none(), "L5", || {
            format!("{name} is deleted while {:?} is being made", creating.map(|asked| &asked.arn))
        })?;
        Ok(answer.map(drop))
    }

    /// The description of a table and its time to live attribute; empty if there is no table.
    fn described(&self, name: &str) -> (TableDescription, Option<String>) {
        let mut eye = self.eye();
        let then = eye.send(DescribeTableInput::new(name)).ok().and_then(|answer| answer.table);
        let expiry = eye.send(DescribeTimeToLiveInput::new(name)).ok();
        let expiry = expiry.and_then(|ttl| ttl.time_to_live_description).and_then(|ttl| ttl.attribute_name);
        (then.unwrap_or_default(), expiry)
    }

    /// UpdateContinuousBackups; the window is the model's at once (P2).
    pub fn update_recovery(&mut self, name: &str, is_on: bool, days: Option<i32>) -> Answer<()> {
        let mut input = UpdateContinuousBackupsInput::new(name, is_on);
        if let Some(specification) = &mut input.point_in_time_recovery_specification {
            specification.recovery_period_in_days = days;
        }
        let answer = self.call(input)?;
        if let (Ok(_), Some(place)) = (&answer, self.model.latest(name)) {
            let now = self.engine.now();
            let (table, days) = (&mut self.model.tables[place], days.unwrap_or(35));
            match &mut table.recovery {
                Some(recovery) if is_on => recovery.change(now, days),
                recovery => *recovery = is_on.then(|| ModelRecovery::new(now, days)),
            }
            recovery::window(&mut self.eye(), &self.model.tables[place])?;
        }
        Ok(answer.map(drop))
    }

    /// UpdateTimeToLive.
    pub fn update_time_to_live(&mut self, name: &str, attribute: &str, is_on: bool) -> Answer<()> {
        let answer = self.call(UpdateTimeToLiveInput::new(name, attribute, is_on))?;
        let (since, attribute) = (self.engine.now(), attribute.to_owned());
        Ok(answer.map(|_| {
            if let Some(table) = self.latest_mut(name) {
                table.expiry = is_on.then_some(ModelExpiry { attribute, since });
            }
        }))
    }

    /// UpdateLab; if statistics are refreshed at another pace, they are refreshed now.
    pub fn update_lab(&mut self, input: UpdateLabInput) -> Answer<()> {
        let refresh_ms = |engine: &Engine| engine.settings().pace.delays().size_refresh_ms;
        let before = refresh_ms(&self.engine);
        let answer = self.call(input.clone())?;
        if answer.is_ok() {
            self.elsewhere.update_lab(&self.engine, input)?;
        }
        if refresh_ms(&self.engine) != before {
            let now = self.engine.now();
            self.model.tables.iter_mut().for_each(|table| table.tell_figures(now));
        }
        Ok(answer.map(drop))
    }

    /// CreateBackup: its rate is the quota's (Q1), its time the clock's (W7), the table is unchanged (L6).
    pub fn create_backup(&mut self, table: &str, name: &str) -> Answer<()> {
        let (then, time_to_live) = self.described(table);
        let recent = self.model.asked_in_last_second(self.engine.now());
        let answer = match self.call(CreateBackupInput::new(table, name))? {
            Ok(answer) => answer.backup_details.unwrap_or_default(),
            Err(error) => {
                let is_rate = !self.is_injected && error.code() == ErrorCode::LimitExceededException;
                checkers::ensure(!is_rate || recent >= 50, "Q1", || format!("{recent} in a second, and {error}"))?;
                return Ok(Err(error));
            }
        };
        checkers::ensure(recent < 50, "Q1", || format!("the {recent}th backup in a second, and one more"))?;
        self.asked(table, name, BackupType::User, answer, then, time_to_live)?;
        Ok(Ok(()))
    }

    /// StartBackupJob: it expires `days` days after the request (E1).
    pub fn start_backup_job(&mut self, table: &str, days: Option<i32>) -> Answer<()> {
        let (then, time_to_live) = self.described(table);
        let input = StartBackupJobInput { retain_days: days, ..StartBackupJobInput::new(table, "vault") };
        let answer = match self.call(input)? {
            Ok(answer) => answer.backup_details.unwrap_or_default(),
            Err(error) => return Ok(Err(error)),
        };
        let expiry = days.map(|days| self.engine.now().plus_ms(i64::from(days) * 86_400_000));
        checkers::equal(answer.backup_expiry_date_time, expiry, "E1", "BackupExpiryDateTime")?;
        self.asked(table, "vault", BackupType::AwsBackup, answer, then, time_to_live)?;
        Ok(Ok(()))
    }

    /// Adds a requested backup: its time is the clock's (W7), the table is unchanged (L6).
    fn asked(
        &mut self,
        table: &str,
        name: &str,
        kind: BackupType,
        answer: BackupDetails,
        table_then: TableDescription,
        time_to_live: Option<String>,
    ) -> Held {
        let now = self.engine.now();
        checkers::equal(answer.backup_creation_date_time, Some(now), "W7", "BackupCreationDateTime")?;
        let after = contents::describe(&mut self.eye(), table)?;
        // The copy has run the tasks that were due; so has the call.
        checkers::equal(&after, &table_then, "L6", "the table after CreateBackup")?;
        let place = self.model.latest(table).unwrap_or_default();
        self.model.backups.push(Asked {
            arn: answer.backup_arn.unwrap_or_default(),
            name: name.to_owned(),
            table: place,
            requested: now,
            sequence: self.model.tables[place].history.len() as u64,
            is_exact: self.engine.settings().consistency_window == ConsistencyWindow::Exact,
            delay_ms: self.engine.settings().pace.delays().backup_creation_ms,
            table_then,
            time_to_live,
            kind,
            expires: answer.backup_expiry_date_time,
            is_deleted: false,
            made: None,
        });
        Ok(())
    }

    /// DeleteBackup.
    pub fn delete_backup(&mut self, asked: usize) -> Answer<()> {
        let answer = self.call(DeleteBackupInput::new(&self.model.backups[asked].arn))?;
        if answer.is_ok() {
            let asked = &mut self.model.backups[asked];
            checkers::ensure(asked.kind == BackupType::User, "E1", || format!("{} could be deleted", asked.arn))?;
            asked.is_deleted = true;
        }
        Ok(answer.map(drop))
    }

    /// RestoreTableFromBackup; the source is unchanged (R3).
    pub fn restore(&mut self, asked: usize, input: RestoreTableFromBackupInput) -> Answer<()> {
        let backup = self.model.backups[asked].clone();
        let source = |engine: &Engine| {
            let table = engine.state().table(&self.model.tables[backup.table].name);
            table.map(|table| (table.table_id().to_owned(), table.totals(), table.sequence()))
        };
        let before = source(&self.engine);
        let (now, settings) = (self.engine.now(), self.engine.settings().clone());
        let answer = match self.call(input.clone())? {
            Ok(answer) => answer.table_description.unwrap_or_default(),
            Err(error) => return Ok(Err(error)),
        };
        let source = |engine: &Engine| {
            let table = engine.state().table(&self.model.tables[backup.table].name);
            table.map(|table| (table.table_id().to_owned(), table.totals(), table.sequence()))
        };
        checkers::equal(source(&self.engine), before, "R3", "the source of a restore")?;
        checkers::ensure(self.model.restores.len() < 50, "Q1", || "a 51st restore at once".to_owned())?;
        restore::begun(&self.model, Some(&backup.arn), backup.requested, &answer)?;
        let content = backup.made.as_ref().map(|made| made.content.clone()).unwrap_or_default();
        let due = now.plus_ms(settings.pace.delays().restore_ms);
        self.restoring(backup.table, Some(asked), content, backup.table_then, input, answer, due);
        Ok(Ok(()))
    }

    /// RestoreTableToPointInTime, with the overrides of a restore from a backup.
    pub fn restore_to(
        &mut self,
        source: &str,
        time: Option<Timestamp>,
        input: RestoreTableFromBackupInput,
    ) -> Answer<()> {
        let (then, _) = self.described(source);
        let (now, settings) = (self.engine.now(), self.engine.settings().clone());
        let asked = RestoreTableToPointInTimeInput {
            source_table_name: Some(source.to_owned()),
            target_table_name: input.target_table_name.clone(),
            use_latest_restorable_time: time.is_none().then_some(true),
            restore_date_time: time,
            billing_mode_override: input.billing_mode_override.clone(),
            global_secondary_index_override: input.global_secondary_index_override.clone(),
            local_secondary_index_override: input.local_secondary_index_override.clone(),
            provisioned_throughput_override: input.provisioned_throughput_override.clone(),
            on_demand_throughput_override: input.on_demand_throughput_override.clone(),
            sse_specification_override: input.sse_specification_override.clone(),
            ..Default::default()
        };
        let answer = match self.call(asked)? {
            Ok(answer) => answer.table_description.unwrap_or_default(),
            Err(error) => return Ok(Err(error)),
        };
        let place = self.model.latest(source).unwrap_or_default();
        let table = &self.model.tables[place];
        let latest = table.recovery.as_ref().map(|recovery| recovery.latest(now)).unwrap_or_default();
        let time = time.unwrap_or(latest);
        restore::begun(&self.model, None, time, &answer)?;
        let due = now.plus_ms(settings.pace.delays().restore_ms);
        self.restoring(place, None, table.at(time), then, input, answer, due);
        Ok(Ok(()))
    }

    /// Adds a restore that has begun.
    #[allow(clippy::too_many_arguments, reason = "it is all that is known of a restore")]
    fn restoring(
        &mut self,
        source: usize,
        asked: Option<usize>,
        content: crate::model::Content,
        then: TableDescription,
        input: RestoreTableFromBackupInput,
        answer: TableDescription,
        due: Timestamp,
    ) {
        let (of, id) = (&self.model.tables[source], answer.table_id.unwrap_or_default());
        let (name, indexes) =
            (input.target_table_name.clone().unwrap_or_default(), restore::indexes_of(&indexes_of(&then), &input));
        let partitions = usize::from(self.engine.settings().partitions_per_table);
        let table = ModelTable::new(&name, id.clone(), of.key.clone(), indexes, partitions, self.engine.now());
        self.model.tables.push(table);
        self.model.restores.push(Running { asked, content, then, input, id, due });
    }

    /// Checks everything there is; called now and then, and at the end.
    pub fn look(&mut self, limit: i32) -> Held {
        self.follow()?;
        let mut eye = self.eye();
        life::all_unchanged(&eye, &self.model)?;
        log::of_all(&eye, &self.model)?;
        listing::arns_are_unique(&self.model)?;
        listing::whole(&mut eye, &self.model, None, limit)?;
        for place in 0..self.model.tables.len() {
            let table = &self.model.tables[place];
            if self.model.latest(&table.name) == Some(place) && eye.state().table(&table.name).is_some() {
                contents::of_table(&mut eye, table, "A4", Some(limit))?;
                recovery::window(&mut eye, table)?;
                // Each moment costs a restore and a walk along the whole history.
                if table.history.len() <= 400 {
                    recovery::moments(&eye, table, 2)?;
                }
                listing::whole(&mut eye, &self.model, Some(&table.name), limit)?;
            }
            let is_gone = eye.state().table(&table.name).is_none_or(|known| known.table_id() != table.id);
            stream::of_table(&mut eye, table, limit.max(table.history.len() as i32 / 10).min(1_000), is_gone)?;
        }
        let names: BTreeSet<&String> = self.model.tables.iter().map(|table| &table.name).collect();
        for name in names {
            timeline::of_name(&mut eye, &self.model, name)?;
        }
        for asked in &self.model.backups {
            life::described(&mut eye, asked)?;
        }
        // Only the latest, because an explanation walks along the whole history.
        for asked in self.model.backups.iter().rev().filter(|asked| !asked.is_deleted).take(6) {
            let table = &self.model.tables[asked.table];
            let page = limit.max(table.history.len() as i32 / 3);
            explain::of_backup(&mut eye, table, asked, page.min(10_000))?;
        }
        let asked = |run: &Running| run.asked.map(|asked| &self.model.backups[asked]);
        self.model.restores.iter().try_for_each(|run| restore::running(&mut eye, run, asked(run)))
    }

    /// L3 and R4: a crash now, whatever is in progress. The recovered engine is used from here on, and a copy of it is
    /// run to its end.
    pub fn crash(&mut self) -> Held {
        let recovered = Engine::recover(&self.engine.checkpoint(), &[]);
        let is_making = self.model.backups.iter().any(|asked| asked.made.is_none() && !asked.is_deleted);
        self.note(if is_making { "crash while CREATING" } else { "crash" });
        if !self.model.restores.is_empty() {
            self.note("crash while restoring");
        }
        always::same_states(&recovered, &self.engine, "what a crash left")?;
        restore::carried_on(recovered.clone(), self.model.clone())?;
        let now = self.engine.now();
        self.engine = recovered;
        self.engine.record_history();
        self.kept = kept::Kept::of(&mut self.engine);
        self.advance_to(now)
    }
}
