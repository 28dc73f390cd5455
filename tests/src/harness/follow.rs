//! What happens with time: the model follows, and each promise is checked as soon as it can be.

use super::Harness;
use crate::checkers::{self, Broken, Held, answered, expiry, life, log, restore};
use crate::model::{Asked, Leaving, Model, Running, WINDOW_MS};
use std::collections::BTreeMap;
use timemark_core::shapes::{BackupType, TableDescription};
use timemark_core::{Error, Timestamp};

impl Harness {
    /// Lets the engine run the tasks that are due by a time; the model follows the items that expire meanwhile.
    pub(super) fn settle(&mut self, time: Timestamp) -> Held {
        let (before, delay_ms) = (self.engine.now(), self.engine.settings().pace.delays().expiry_ms);
        self.engine.advance_to(time);
        let events = self.engine.take_history();
        let gone = expiry::follow(&mut self.model, &self.engine, &events, before, delay_ms)?;
        self.record(events)?;
        if gone > 0 {
            self.note("an item expired");
        }
        expiry::none_left(&self.engine, &self.model)
    }

    /// Moves the clock and checks what happened.
    pub fn advance_to(&mut self, time: Timestamp) -> Held {
        self.settle(time)?;
        self.follow()
    }

    /// Checks everything that may have moved on; called after every step.
    pub fn follow(&mut self) -> Held {
        self.settle(self.engine.now())?;
        self.left()?;
        let now = self.engine.now();
        let Model { tables, backups, .. } = &mut self.model;
        // E2: at its expiry a backup is gone.
        for asked in backups.iter_mut().filter(|asked| asked.expires.is_some_and(|expires| expires <= now)) {
            asked.is_deleted = true;
            life::follow(&self.engine, &tables[asked.table], asked)?;
        }
        for asked in backups.iter_mut().filter(|asked| !asked.is_deleted) {
            if let Some(made) = life::follow(&self.engine, &tables[asked.table], asked)? {
                if asked.kind != BackupType::System {
                    self.tally.count(&tables[asked.table], asked, &made.ends);
                }
                asked.made = Some(made);
            }
        }
        self.note_what_is_rare();
        let (done, running) = self.model.restores.drain(..).partition(|run| run.due <= now);
        self.model.restores = running;
        done.iter().try_for_each(|run| self.restored(run))?;
        // It walks along all histories.
        let is_short = self.model.tables.iter().map(|table| table.history.len()).sum::<usize>() <= 1_000;
        if is_short { log::all_reach_back(&self.engine, &self.model) } else { Ok(()) }
    }

    /// E1: each table that was deleted with point-in-time recovery on leaves one SYSTEM backup, which becomes visible
    /// in time.
    fn left(&mut self) -> Held {
        let (now, delays) = (self.engine.now(), self.engine.settings().pace.delays());
        let (gone, leaving) = self.model.leaving.drain(..).partition(|leaving| leaving.due <= now);
        self.model.leaving = leaving;
        let gone: Vec<Leaving> = gone;
        for Leaving { table: place, deleted, due, then, time_to_live } in gone {
            let table = &self.model.tables[place];
            if table.recovery.is_none() {
                continue;
            }
            let arn_of = |time: Timestamp| {
                let tables = self.engine.state().owner().table_arn(&table.name);
                format!("{tables}/backup/{:014}-00000000", time.millis())
            };
            let is_known = |time: &Timestamp| {
                let unseen = self.model.unseen.iter().map(|(_, asked)| asked);
                self.model.backups.iter().chain(unseen).any(|asked| asked.arn == arn_of(*time) && !asked.is_deleted)
            };
            let mut times = (0..).map(|ms| deleted.plus_ms(ms));
            let requested = times.find(|time| !is_known(time)).unwrap_or(deleted);
            let told = table.told_content(due, delays.size_refresh_ms);
            let asked = Asked {
                arn: arn_of(requested),
                name: format!("{}$DeletedTableBackup", table.name),
                table: place,
                requested,
                sequence: table.history.len() as u64,
                is_exact: true,
                delay_ms: 0,
                table_then: TableDescription {
                    item_count: Some(told.len() as u64),
                    table_size_bytes: Some(told.values().map(crate::model::item_bytes).sum()),
                    ..then
                },
                time_to_live,
                kind: BackupType::System,
                expires: Some(requested.plus_ms(35 * 86_400_000)),
                is_deleted: false,
                made: None,
            };
            self.model.unseen.push((due.max(deleted.plus_ms(delays.system_backup_ms)), asked));
            self.note("a SYSTEM backup");
        }
        let (seen, unseen) = self.model.unseen.drain(..).partition(|(shown, _)| *shown <= now);
        self.model.unseen = unseen;
        let seen: Vec<(Timestamp, Asked)> = seen;
        // A backup whose expiry has passed by then may never have been seen.
        let is_left = |asked: &Asked| asked.expires.is_none_or(|expires| now < expires);
        self.model.backups.extend(seen.into_iter().map(|(_, asked)| asked).filter(is_left));
        for (shown, asked) in &self.model.unseen {
            let found = self.engine.state().backup(&life::id_of(&self.engine, &asked.arn)?);
            checkers::ensure(found.is_none(), "E1", || format!("{} is there before {shown}", asked.arn))?;
        }
        Ok(())
    }

    /// Counts rare situations that the workload must reach.
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

    /// Checks a restore that should be complete by now.
    fn restored(&mut self, run: &Running) -> Held {
        let place = self.model.tables.iter().position(|table| table.id == run.id).unwrap_or_default();
        let table = &mut self.model.tables[place];
        let known = self.engine.state().table(&table.name);
        let known = known.ok_or_else(|| Broken { promise: "R4", seen: format!("{} is not there", table.name) })?;
        for (label, item) in &run.content {
            let key = answered(known.definition().key.key_of_item(item).map_err(Error::from), "R1", "an item's key")?;
            table.tell(label.clone(), key);
        }
        table.fill(run.due, run.content.clone());
        let table = &self.model.tables[place];
        let asked = run.asked.map(|asked| &self.model.backups[asked]);
        restore::done(&mut self.eye(), run, asked, table)
    }
}
