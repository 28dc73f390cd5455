//! Transactions: all kinds of parts, with conditions, in one table or two, with tokens, and sent again.

use super::Workload;
use crate::checkers::Held;
use crate::expression::Condition;
use crate::harness::{Act, Part, Transaction, Write};
use crate::spec::TableSpec;
use timemark_core::shapes::ReturnConsumedCapacity;

/// Few tokens, so that they often coincide.
const TOKENS: [&str; 4] = ["one", "two", "three", "0123456789abcdef0123456789abcdef0123"];

impl Workload {
    /// A transaction, or one that was sent before.
    pub(super) fn transaction(&mut self) -> Held {
        if !self.sent.is_empty() && self.rng.percent(30) {
            return self.repeat();
        }
        let (Some(one), Some(two)) = (self.spec(), self.spec()) else { return Ok(()) };
        let size = *self.rng.weighted(&[(6, 2), (3, 5), (1, 25)]);
        let first = self.rng.below(self.keys);
        let mut parts = Vec::new();
        for step in 0..u64::min(size, self.keys) {
            let spec = if self.rng.percent(70) { &one } else { &two };
            parts.push(self.part(spec, (first + step) % self.keys));
        }
        if self.rng.percent(4) {
            let ordinal = self.rng.below(self.keys);
            parts.extend([self.part(&one, ordinal), self.part(&one, ordinal)]);
        }
        if self.writes_left < parts.len() as u64 {
            return Ok(());
        }
        self.writes_left -= parts.len() as u64;
        let token = self.rng.percent(50).then(|| *self.rng.pick(&TOKENS));
        let transaction = Transaction::new(&mut self.rng, parts, token);
        self.harness.transact(&transaction)?.ok();
        if token.is_some() {
            self.sent.push(transaction);
        }
        Ok(())
    }

    /// Sends one of the latest again: the same, as another request, or with another token.
    pub(super) fn repeat(&mut self) -> Held {
        let latest = self.sent.len().saturating_sub(4);
        let mut again = self.rng.pick(&self.sent[latest..]).clone();
        match self.rng.below(8) {
            0 => again.input.return_consumed_capacity = Some(ReturnConsumedCapacity::Total),
            1 => again.input.client_request_token = Some((*self.rng.pick(&TOKENS)).to_owned()),
            _ => {}
        }
        let size = again.parts.len() as u64;
        // A table of the same name may have other key types by now, for which the model has no answer.
        let fits = |part: &Part| self.specs.iter().all(|spec| spec.name != part.table || spec.has_key_of(part.key()));
        if self.writes_left >= size && again.parts.iter().all(fits) {
            self.writes_left -= size;
            self.harness.transact(&again)?.ok();
        }
        Ok(())
    }

    fn part(&mut self, spec: &TableSpec, ordinal: u64) -> Part {
        let (key, table) = (spec.key(ordinal), spec.name.clone());
        let there = self.there(spec, &key);
        let act = match self.rng.below(4) {
            0 => Act::Write(Write::Put(self.item(spec, ordinal))),
            1 => Act::Write(Write::Delete(key)),
            2 => Act::Write(self.some_update(spec, ordinal)),
            _ => Act::Check(key),
        };
        let needs = matches!(act, Act::Check(_));
        let condition = (needs || self.rng.percent(40)).then(|| {
            // Most conditions hold, because otherwise little would ever be written.
            let mut condition = Condition::draw(&mut self.rng, &there, 2);
            while !condition.holds(&there) && self.rng.percent(90) {
                condition = Condition::draw(&mut self.rng, &there, 2);
            }
            condition
        });
        Part { table, act, condition }
    }
}
