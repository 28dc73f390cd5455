//! What happens around the calls: time, faults, settings, and explanations of imagined backups.

use super::{Workload, pace, window};
use crate::checkers::{Held, answered, ensure, equal, explain};
use crate::model::WINDOW_MS;
use timemark_core::error::{COMMON_ERRORS, ErrorCode};
use timemark_core::lab::{ClearFaultsInput, InjectFaultInput, UpdateLabInput};
use timemark_core::operations::{CreateTableInput, NAMES, PutItemInput, declared_errors};
use timemark_core::shapes::{KeyType, ScalarAttributeType};
use timemark_core::{Item, LabSettings, Pace, Settings, Timestamp};

impl Workload {
    pub(super) fn fault(&mut self) -> Held {
        if self.rng.percent(30) {
            return self.harness.call(ClearFaultsInput::default()).map(drop);
        }
        // What backups are made by is struck more often than one of the fifty others.
        let operation = if self.rng.percent(25) { "CreateBackup" } else { self.rng.pick(NAMES) };
        let declared = declared_errors(operation).unwrap_or_default();
        let all: Vec<ErrorCode> = declared.iter().chain(COMMON_ERRORS).copied().collect();
        let fault = InjectFaultInput {
            count: self.rng.percent(50).then_some(2),
            skip: self.rng.percent(30).then_some(1),
            ..InjectFaultInput::once(operation, *self.rng.pick(&all))
        };
        answered(self.harness.call(fault)?, "A2", "InjectFault").map(drop)
    }

    pub(super) fn advance(&mut self) -> Held {
        let jumps = [
            (8, 1),
            (4, 7),
            (6, 999),
            (4, 1_000),
            (6, 20_000),
            (6, WINDOW_MS),
            (3, 121_000),
            (2, 3_600_000),
            (1, 86_400_000),
            (1, 400 * 86_400_000),
        ];
        let jump = *self.rng.weighted(&jumps);
        let jump = if self.rng.percent(50) { jump } else { self.rng.between(0, jump) };
        self.harness.advance_to(self.harness.engine.now().plus_ms(jump))
    }

    pub(super) fn boundary(&mut self) -> Held {
        let now = self.harness.engine.now();
        let latest = self.harness.model.backups.iter().rev().take(4);
        let asked = latest.flat_map(|b| [b.requested.plus_ms(WINDOW_MS), b.requested.plus_ms(b.delay_ms)]);
        // Only a few runs reach an expiry, because most would lose all their backups by it.
        let expiries = self.harness.model.backups.iter().filter_map(|b| b.expires).filter(|_| now.millis() % 4 == 0);
        // Where a record of a stream goes, a change leaves the time line, a token is forgotten.
        let commits = self.harness.model.tables.iter().filter_map(|table| table.history.last()).map(|m| m.committed);
        let shown_ms = self.harness.engine.settings().change_log_ms;
        let leaving = commits.filter(|_| now.millis() % 3 == 0);
        let leaving = leaving.flat_map(|time| [time.plus_ms(86_400_000), time.plus_ms(shown_ms)]);
        let tokens = self.harness.model.tokens.values().map(|(done, _)| done.plus_ms(600_000));
        // Where a write ceases to be in the way of others.
        let conflict_ms = self.harness.engine.settings().write_conflict_ms;
        let written = self.harness.model.tables.iter().filter_map(|table| table.history.last()).map(|m| m.committed);
        let ceasing = written.filter(|_| conflict_ms > 1).map(|time| time.plus_ms(conflict_ms));
        let others = leaving.chain(tokens).chain(ceasing).collect::<Vec<_>>();
        let centres: Vec<Timestamp> =
            asked.chain(self.harness.engine.next_due()).chain(expiries).chain(others).collect();
        let sides = centres.iter().flat_map(|centre| [-1, 0, 1].map(|side| centre.plus_ms(side)));
        let ahead: Vec<Timestamp> = sides.filter(|time| *time > now).collect();
        if !ahead.is_empty() {
            let time = *self.rng.pick(&ahead);
            self.harness.advance_to(time)?;
        }
        if self.rng.percent(20) {
            self.harness.look(5)?;
        }
        if !self.sent.is_empty() && self.rng.percent(30) {
            self.repeat()?;
        }
        let size = *self.rng.pick(&[1, 3, 8]);
        self.write(size)
    }

    pub(super) fn floor(&mut self) -> Held {
        let start = self.harness.engine.now();
        self.write(4)?;
        for side in [-1, 0, 1] {
            self.harness.advance_to(start.plus_ms(WINDOW_MS + side))?;
            if self.rng.percent(50) {
                self.backup()?;
            }
        }
        Ok(())
    }

    pub(super) fn update_lab(&mut self) -> Held {
        let settings = Settings {
            pace: pace(&mut self.rng),
            consistency_window: window(&mut self.rng),
            partitions_per_table: *self.rng.pick(&[1, 2, 5, 16]),
            ..self.harness.engine.settings().clone()
        };
        let mut wanted = LabSettings::from(&settings);
        if !matches!(settings.pace, Pace::Custom(_)) {
            wanted.delays = None;
        }
        answered(
            self.harness.update_lab(UpdateLabInput { settings: Some(wanted), ..UpdateLabInput::default() })?,
            "A2",
            "UpdateLab",
        )
        .map(drop)
    }

    /// For a moment the engine may hold no more: what would grow is refused, and a deletion is not.
    pub(super) fn squeeze(&mut self) -> Held {
        self.recount_held()?;
        let max_bytes = self.harness.engine.settings().max_bytes.unwrap_or_default();
        self.bound(1)?;
        let name = format!("squeezed-{}", self.rng.below(1_000_000));
        let keys = [("pk", KeyType::Hash, ScalarAttributeType::S)];
        let table = self.harness.call(CreateTableInput::on_demand(name, &keys))?;
        ensure(table.is_err(), "A1", || "a table was created in a full engine".to_owned())?;
        if let Some(spec) = self.spec() {
            let item = self.item(&spec, 0);
            let put = self.harness.call(PutItemInput::new(spec.name.clone(), item))?;
            ensure(put.is_err(), "A1", || format!("an item was put into {} in a full engine", spec.name))?;
        }
        if let Some(spec) = self.spec() {
            let key = spec.key(self.rng.below(self.keys));
            let refusal = self.harness.delete(&spec.name, key)?.err();
            let is_of_bound = refusal.is_some_and(|error| error.to_string().contains("MaxBytes"));
            ensure(!is_of_bound, "A1", || format!("a deletion from {} was refused in a full engine", spec.name))?;
        }
        self.backup()?;
        self.bound(max_bytes)
    }

    fn bound(&mut self, max_bytes: u64) -> Held {
        let settings = LabSettings { max_bytes: Some(max_bytes), ..LabSettings::default() };
        let input = UpdateLabInput { settings: Some(settings), ..UpdateLabInput::default() };
        answered(self.harness.update_lab(input)?, "A2", "UpdateLab").map(drop)
    }

    /// What each table counts for is what its items, its entries and its log are.
    fn recount_held(&self) -> Held {
        let of_item = |item: &Item| {
            let stored = item.canonical().len() as u64 + 4;
            stored + stored.min(3_072) + 256
        };
        for state in self.harness.engine.states() {
            equal(state.held_bytes(), state.recount_held(), "Q1", "the bytes that a region counts for")?;
        }
        for table in self.harness.engine.state().tables() {
            let is_filled =
                table.indexes().iter().all(|index| !index.entries().is_empty() || table.totals().items == 0);
            if table.restore().is_some() || !is_filled {
                continue;
            }
            let of_partitions = table.partitions().iter().map(|partition| {
                let olds = partition.log().changes_from(0).filter_map(|change| change.old.as_ref());
                let olds: u64 = olds.map(|old| old.canonical().len() as u64 + 4).sum();
                let changes = partition.log().changes_from(0).count() as u64;
                1_024 + partition.items().values().map(of_item).sum::<u64>() + olds + 128 * changes
            });
            let of_indexes = table.indexes().iter().map(|index| index.entries().values().map(of_item).sum::<u64>());
            let held = 4_096 + of_partitions.sum::<u64>() + of_indexes.sum::<u64>();
            equal(table.held_bytes(), held, "Q1", &format!("the bytes that {} counts for", table.name()))?;
        }
        Ok(())
    }

    pub(super) fn imagine(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let distances = [0, 1, -1, WINDOW_MS, -WINDOW_MS, -WINDOW_MS - 1, 3 * WINDOW_MS, -3 * WINDOW_MS, -86_400_000];
        let time = self.harness.engine.now().plus_ms(*self.rng.pick(&distances));
        let mut eye = self.harness.eye();
        match self.harness.table(&spec.name) {
            Some(table) if eye.state().table(&spec.name).is_some() => {
                let page = 1 + table.history.len() as i32 / 4;
                let restorable = table.recovery.as_ref().filter(|_| eye.state().table(&spec.name).is_some());
                if let Some(recovery) = restorable {
                    let time = time.clamp(recovery.earliest(eye.now()), recovery.latest(eye.now()));
                    explain::imagined_restore(&mut eye, table, time, page)?;
                }
                explain::imagined(&mut eye, table, time, page)
            }
            _ => Ok(()),
        }
    }
}
