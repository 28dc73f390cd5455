//! An engine, the model of what it acknowledged, and the checkers between them.

use crate::checkers::{
    self, Broken, Held, always, answered, contents, explain, life, listing, restore, sides::Tally, stream,
};
use crate::model::{Asked, Model, ModelTable, Running, WINDOW_MS};
use crate::spec::TableSpec;
use std::collections::BTreeMap;
use timemark_core::lab::ClearFaultsInput;
use timemark_core::operations::*;
use timemark_core::shapes::{Delete, Put, TransactWriteItem};
use timemark_core::{Attributes, Call, Checkpoint, Committed, ConsistencyWindow, Engine, Error, Options, Timestamp};

/// What a call answered; the outer error is a promise that broke.
pub type Answer<T> = Result<Result<T, Error>, Broken>;

/// An engine under test.
pub struct Rig {
    /// The engine.
    pub engine: Engine,
    /// What it acknowledged.
    pub model: Model,
    /// What was seen of the window.
    pub tally: Tally,
    /// How often each call was answered how.
    pub seen: BTreeMap<String, u64>,
    history: Vec<Committed>,
    start: Checkpoint,
    middle: Checkpoint,
    middle_at: usize,
}

impl Rig {
    /// An engine without tables.
    pub fn new(options: Options) -> Rig {
        let mut engine = Engine::new(options);
        engine.record_history();
        let start = engine.checkpoint();
        let (model, tally, seen, history) = Default::default();
        Rig { engine, model, tally, seen, history, middle: start.clone(), start, middle_at: 0 }
    }

    /// A copy of the engine to look at it with: what is asked of the copy shifts nothing.
    pub fn eye(&self) -> Engine {
        let mut eye = self.engine.clone();
        eye.send(ClearFaultsInput::default()).expect("taking back all faults");
        eye
    }

    /// Sends a request; an error must have changed nothing.
    pub fn call<C: Call>(&mut self, input: C) -> Answer<C::Output> {
        // What is due already is no part of the call.
        self.engine.advance_to(self.engine.now());
        self.history.extend(self.engine.take_history());
        let before = self.engine.checkpoint();
        let answer = self.engine.send(input);
        let events = self.engine.take_history();
        if let Err(error) = &answer {
            always::refused(C::NAME, error, &events, &before, &self.engine)?;
        }
        self.note(&format!("{} {}", C::NAME, answer.as_ref().err().map_or("ok".to_owned(), Error::name)));
        self.history.extend(events);
        Ok(answer)
    }

    /// Sends a body through the wire door; whatever is refused must have changed nothing.
    pub fn wire(&mut self, target: &str, body: &[u8]) -> Result<u16, Broken> {
        self.engine.advance_to(self.engine.now());
        self.history.extend(self.engine.take_history());
        let before = self.engine.state().digest();
        let status = self.engine.handle(target, body).status;
        let events = self.engine.take_history();
        if status != 200 {
            checkers::ensure(events.is_empty(), "A1", || format!("{target} answered {status} and decided {events:?}"))?;
            checkers::equal(self.engine.state().digest(), before, "A1", target)?;
        }
        self.history.extend(events);
        Ok(status)
    }

    /// Notes that something was seen.
    pub fn note(&mut self, what: &str) {
        *self.seen.entry(what.to_owned()).or_default() += 1;
    }

    /// Moves the clock and looks at what became of it.
    pub fn advance_to(&mut self, time: Timestamp) -> Held {
        self.engine.advance_to(time);
        self.history.extend(self.engine.take_history());
        self.follow()
    }

    /// The latest table of a name, in the model.
    pub fn table(&self, name: &str) -> Option<&ModelTable> {
        self.model.latest(name).map(|place| &self.model.tables[place])
    }

    /// CreateTable.
    pub fn create_table(&mut self, spec: &TableSpec) -> Answer<()> {
        let answer = self.call(spec.input())?;
        Ok(answer.map(|output| {
            let described = output.table_description.unwrap_or_default();
            let id = described.table_id.unwrap_or_default();
            let partitions = usize::from(self.engine.settings().partitions_per_table);
            let mut table = ModelTable::new(&spec.name, id, spec.key_names(), spec.indexes.clone(), partitions);
            let view = described.stream_specification.and_then(|stream| stream.stream_view_type);
            table.stream = described.latest_stream_arn.zip(view);
            self.model.tables.push(table);
        }))
    }

    /// DeleteTable: refused while a backup of the table is being made.
    pub fn delete_table(&mut self, name: &str) -> Answer<()> {
        let answer = self.call(DeleteTableInput::new(name))?;
        let place = self.model.latest(name);
        self.follow()?;
        let creating = self.model.backups.iter().find(|b| Some(b.table) == place && b.made.is_none() && !b.is_deleted);
        checkers::ensure(answer.is_err() || creating.is_none(), "L5", || {
            format!("{name} is deleted while {:?} is being made", creating.map(|asked| &asked.arn))
        })?;
        Ok(answer.map(drop))
    }

    /// PutItem.
    pub fn put(&mut self, name: &str, item: Attributes) -> Answer<()> {
        let answer = self.call(PutItemInput::new(name, item.clone()))?;
        Ok(answer.map(|_| self.wrote(name, WriteRequest::put(item))))
    }

    /// DeleteItem.
    pub fn delete(&mut self, name: &str, key: Attributes) -> Answer<()> {
        let answer = self.call(DeleteItemInput::new(name, key.clone()))?;
        Ok(answer.map(|_| self.wrote(name, WriteRequest::delete(key))))
    }

    /// BatchWriteItem.
    pub fn batch(&mut self, name: &str, requests: Vec<WriteRequest>) -> Answer<()> {
        let answer = self.call(BatchWriteItemInput::new(name, requests.clone()))?;
        Ok(answer.map(|_| requests.into_iter().for_each(|request| self.wrote(name, request))))
    }

    /// TransactWriteItems: puts and deletions, all or none.
    pub fn transact(&mut self, name: &str, requests: Vec<WriteRequest>) -> Answer<()> {
        let action = |request: &WriteRequest| TransactWriteItem {
            put: request.put_request.clone().map(|put| Put {
                item: put.item,
                table_name: Some(name.to_owned()),
                ..Put::default()
            }),
            delete: request.delete_request.clone().map(|delete| Delete {
                key: delete.key,
                table_name: Some(name.to_owned()),
                ..Delete::default()
            }),
            ..TransactWriteItem::default()
        };
        let answer = self.call(TransactWriteItemsInput::new(requests.iter().map(action).collect()))?;
        Ok(answer.map(|_| requests.into_iter().for_each(|request| self.wrote(name, request))))
    }

    /// Tells the model of an acknowledged write, and in which partition the engine keeps its key.
    fn wrote(&mut self, name: &str, request: WriteRequest) {
        let (Some(place), now) = (self.model.latest(name), self.engine.now()) else { return };
        let put = request.put_request.and_then(|put| put.item);
        let (table, known) = (&mut self.model.tables[place], self.engine.state().table(name));
        let Some(key) = put.as_ref().map(|item| table.key_of(item)).or(request.delete_request.and_then(|d| d.key))
        else {
            return;
        };
        if let Some(Ok(placed)) = known.map(|known| known.definition().key.key_of_item(&key)) {
            table.tell(table.label_of(&key), placed.partition(table.partitions));
        }
        match put {
            Some(item) => table.put(now, item),
            None => table.delete(now, key),
        }
    }

    /// CreateBackup: its rate is the quota's (Q1), its time the clock's (W7), the table is as before (L6).
    pub fn create_backup(&mut self, table: &str, name: &str) -> Answer<()> {
        let mut eye = self.eye();
        let then = eye.send(DescribeTableInput::new(table)).ok().and_then(|answer| answer.table);
        let expiry = eye.send(DescribeTimeToLiveInput::new(table)).ok();
        let (now, recent) = (self.engine.now(), self.model.asked_in_last_second(self.engine.now()));
        let answer = match self.call(CreateBackupInput::new(table, name))? {
            Ok(answer) => answer.backup_details.unwrap_or_default(),
            Err(error) => {
                let is_rate = matches!(error, Error::LimitExceeded(_));
                checkers::ensure(!is_rate || recent >= 50, "Q1", || format!("{recent} in a second, and {error}"))?;
                return Ok(Err(error));
            }
        };
        checkers::ensure(recent < 50, "Q1", || format!("the {recent}th backup in a second, and one more"))?;
        checkers::equal(answer.backup_creation_date_time, Some(now), "W7", "BackupCreationDateTime")?;
        let after = contents::describe(&mut self.eye(), table)?;
        // The copy has done what was due; so has the call.
        let then = then.unwrap_or_default();
        checkers::equal(&after, &then, "L6", "the table after CreateBackup")?;
        let place = self.model.latest(table).unwrap_or_default();
        self.model.backups.push(Asked {
            arn: answer.backup_arn.unwrap_or_default(),
            name: name.to_owned(),
            table: place,
            requested: now,
            sequence: self.model.tables[place].history.len() as u64,
            is_exact: self.engine.settings().consistency_window == ConsistencyWindow::Exact,
            delay_ms: self.engine.settings().pace.delays().backup_creation_ms,
            table_then: then,
            time_to_live: expiry.and_then(|ttl| ttl.time_to_live_description).and_then(|ttl| ttl.attribute_name),
            is_deleted: false,
            made: None,
        });
        Ok(Ok(()))
    }

    /// DeleteBackup.
    pub fn delete_backup(&mut self, asked: usize) -> Answer<()> {
        let answer = self.call(DeleteBackupInput::new(&self.model.backups[asked].arn))?;
        if answer.is_ok() {
            self.model.backups[asked].is_deleted = true;
        }
        Ok(answer.map(drop))
    }

    /// RestoreTableFromBackup; the source is as before (R3).
    pub fn restore(&mut self, asked: usize, input: RestoreTableFromBackupInput) -> Answer<()> {
        let backup = self.model.backups[asked].clone();
        let source = |engine: &Engine| {
            let table = engine.state().table(&self.model.tables[backup.table].name);
            table.map(|table| (table.id().to_owned(), table.totals(), table.sequence()))
        };
        let before = source(&self.engine);
        let (now, settings) = (self.engine.now(), self.engine.settings().clone());
        let answer = match self.call(input.clone())? {
            Ok(answer) => answer.table_description.unwrap_or_default(),
            Err(error) => return Ok(Err(error)),
        };
        let source = |engine: &Engine| {
            let table = engine.state().table(&self.model.tables[backup.table].name);
            table.map(|table| (table.id().to_owned(), table.totals(), table.sequence()))
        };
        checkers::equal(source(&self.engine), before, "R3", "the source of a restore")?;
        checkers::ensure(self.model.restores.len() < 50, "Q1", || "a 51st restore at once".to_owned())?;
        restore::begun(&self.model, &backup, &answer)?;
        let (id, due) = (answer.table_id.unwrap_or_default(), now.plus_ms(settings.pace.delays().restore_ms));
        let of = &self.model.tables[backup.table];
        let (name, indexes) =
            (input.target_table_name.clone().unwrap_or_default(), restore::indexes_of(&of.indexes, &input));
        let partitions = usize::from(settings.partitions_per_table);
        let table = ModelTable::new(&name, id.clone(), of.key.clone(), indexes, partitions);
        self.model.tables.push(table);
        self.model.restores.push(Running { asked, input, id, due });
        Ok(Ok(()))
    }

    /// Looks at everything that may have moved on: after every step.
    pub fn follow(&mut self) -> Held {
        self.engine.advance_to(self.engine.now());
        self.history.extend(self.engine.take_history());
        let Model { tables, backups, .. } = &mut self.model;
        for asked in backups.iter_mut().filter(|asked| !asked.is_deleted) {
            if let Some(made) = life::follow(&self.engine, &tables[asked.table], asked)? {
                self.tally.count(&tables[asked.table], asked, &made.ends);
                asked.made = Some(made);
            }
        }
        self.note_what_is_rare();
        let now = self.engine.now();
        let (done, running) = self.model.restores.drain(..).partition(|run| run.due <= now);
        self.model.restores = running;
        done.iter().try_for_each(|run| self.restored(run))
    }

    /// What the workload must come across some time.
    fn note_what_is_rare(&mut self) {
        let forgot = |table: &timemark_core::state::Table| table.partitions().iter().any(|p| p.log().start() > 0);
        if self.engine.state().tables().any(forgot) {
            self.note("a log was truncated");
        }
        let waits = |asked: &&Asked| asked.made.is_none() && !asked.is_deleted;
        let (now, waiting) = (self.engine.now(), self.model.backups.iter().filter(waits));
        let (mut of_table, mut is_late) = (BTreeMap::<usize, u64>::new(), false);
        for asked in waiting {
            *of_table.entry(asked.table).or_default() += 1;
            is_late |= now > asked.requested.plus_ms(WINDOW_MS + 1);
        }
        if is_late {
            self.note("a backup made after its window");
        }
        if of_table.values().any(|&waiting| waiting >= 50) {
            self.note("fifty backups CREATING on one table");
        }
    }

    /// A restore that should be done by now.
    fn restored(&mut self, run: &Running) -> Held {
        let asked = &self.model.backups[run.asked];
        let place = self.model.tables.iter().position(|table| table.id == run.id).unwrap_or_default();
        let table = &mut self.model.tables[place];
        let made = asked.made.clone().ok_or(Broken { promise: "R6", seen: format!("{} is gone", asked.arn) })?;
        let known = answered(self.engine.state().table(&table.name).ok_or(Error::UnknownOperation), "R4", &table.name)?;
        for (label, item) in &made.content {
            let key = answered(known.definition().key.key_of_item(item), "R1", "an item's key")?;
            table.tell(label.clone(), key.partition(table.partitions));
        }
        table.fill(made.content);
        let table = &self.model.tables[place];
        restore::done(&mut self.eye(), run, asked, table)
    }

    /// Looks at everything that there is: now and then, and at the end.
    pub fn look(&mut self, limit: i32) -> Held {
        self.follow()?;
        let mut eye = self.eye();
        life::all_unchanged(&eye, &self.model)?;
        life::log_reaches_back(&eye, &self.model)?;
        listing::arns_are_unique(&self.model)?;
        listing::whole(&mut eye, &self.model, None, limit)?;
        for place in 0..self.model.tables.len() {
            let table = &self.model.tables[place];
            if self.model.latest(&table.name) == Some(place) && eye.state().table(&table.name).is_some() {
                contents::of_table(&mut eye, table, "A4", Some(limit))?;
                listing::whole(&mut eye, &self.model, Some(&table.name), limit)?;
            }
            let is_gone = eye.state().table(&table.name).is_none_or(|known| known.id() != table.id);
            stream::of_table(&mut eye, table, limit.max(table.history.len() as i32 / 10).min(1_000), is_gone)?;
        }
        for asked in &self.model.backups {
            life::described(&mut eye, asked)?;
        }
        // The latest of them: explaining walks along the whole history.
        for asked in self.model.backups.iter().rev().filter(|asked| !asked.is_deleted).take(6) {
            let table = &self.model.tables[asked.table];
            let page = limit.max(table.history.len() as i32 / 3);
            explain::of_backup(&mut eye, table, asked, page.min(10_000))?;
        }
        self.model.restores.iter().try_for_each(|run| restore::running(&mut eye, run, &self.model.backups[run.asked]))
    }

    /// L3 and R4: a crash now, whatever is under way. What is recovered is carried on with, and a copy of it to its end.
    pub fn crash(&mut self) -> Held {
        let recovered = Engine::recover(&self.engine.checkpoint(), &[]);
        let is_making = self.model.backups.iter().any(|asked| asked.made.is_none() && !asked.is_deleted);
        self.note(if is_making { "crash while CREATING" } else { "crash" });
        if !self.model.restores.is_empty() {
            self.note("crash while restoring");
        }
        always::same_state(recovered.state(), self.engine.state(), "what a crash left")?;
        restore::carried_on(recovered.clone(), &self.model)?;
        let now = self.engine.now();
        self.engine = recovered;
        self.engine.record_history();
        self.advance_to(now)
    }

    /// Takes the checkpoint from which the end is replayed.
    pub fn mark_middle(&mut self) {
        self.middle = self.engine.checkpoint();
        self.middle_at = self.history.len();
    }

    /// A4.
    pub fn replay(&self) -> Held {
        always::replayed(&self.engine, &self.start, &self.middle, &self.history, self.middle_at)
    }
}
