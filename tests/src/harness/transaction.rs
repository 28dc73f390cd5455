//! Transactions, with or without conditions: all of their parts or none; the model follows.
//!
//! - **D4** a transaction is executed if each of its parts can be, and is otherwise cancelled with a reason for each,
//!   in the request's order; the simplest reading of the parts decides. Two parts for one item are refused.
//! - **D5** a token identifies repetitions of a request for ten minutes, and another request with it is refused.

use super::data::{Outcome, Texts, Write};
use super::{Answer, Harness};
use crate::Rng;
use crate::checkers::{Held, ensure, equal};
use crate::expression::Condition;
use crate::model::By;
use timemark_core::operations::TransactWriteItemsInput;
use timemark_core::shapes::*;
use timemark_core::{Attributes, ErrorCode};

/// How long a token is valid, as AWS documents it.
pub const TOKEN_MS: i64 = 600_000;

/// A part of a transaction.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the table.
    pub table: String,
    /// The action.
    pub act: Act,
    /// The condition; always given if nothing is written.
    pub condition: Option<Condition>,
}

/// The action of a part of a transaction.
#[derive(Clone, Debug)]
pub enum Act {
    /// Writes.
    Write(Write),
    /// Checks the item with this key.
    Check(Attributes),
}

/// A transaction as it is sent, possibly several times.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// Its parts.
    pub parts: Vec<Part>,
    /// The request.
    pub input: TransactWriteItemsInput,
}

impl Part {
    /// The key, possibly with more attributes.
    pub fn key(&self) -> &Attributes {
        match &self.act {
            Act::Write(write) => write.key(),
            Act::Check(key) => key,
        }
    }

    fn sent(&self, rng: &mut Rng) -> TransactWriteItem {
        let update = if let Act::Write(Write::Update(_, update)) = &self.act { Some(update) } else { None };
        let Texts { update: update_expression, condition: condition_expression, names, values } =
            Texts::of(rng, update, self.condition.as_ref());
        let (expression_attribute_names, expression_attribute_values) = (names, values);
        let return_values_on_condition_check_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
        let table_name = Some(self.table.clone());
        let mut sent = TransactWriteItem::default();
        match &self.act {
            Act::Write(Write::Put(item)) => {
                sent.put = Some(Put {
                    item: Some(item.clone()),
                    table_name,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values_on_condition_check_failure,
                });
            }
            Act::Write(Write::Delete(key)) => {
                sent.delete = Some(Delete {
                    key: Some(key.clone()),
                    table_name,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values_on_condition_check_failure,
                });
            }
            Act::Write(Write::Update(key, _)) => {
                sent.update = Some(Update {
                    key: Some(key.clone()),
                    update_expression,
                    table_name,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values_on_condition_check_failure,
                });
            }
            Act::Check(key) => {
                sent.condition_check = Some(ConditionCheck {
                    key: Some(key.clone()),
                    table_name,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    return_values_on_condition_check_failure,
                });
            }
        }
        sent
    }
}

impl Transaction {
    /// A transaction of these parts, with or without a token.
    pub fn new(rng: &mut Rng, parts: Vec<Part>, token: Option<&str>) -> Transaction {
        let items = parts.iter().map(|part| part.sent(rng)).collect();
        let client_request_token = token.map(str::to_owned);
        let input = TransactWriteItemsInput { client_request_token, ..TransactWriteItemsInput::new(items) };
        Transaction { parts, input }
    }

    /// Whether two of its parts are about one item.
    fn is_doubled(&self) -> bool {
        let mut before = Vec::new();
        self.parts.iter().any(|part| {
            let place = (&part.table, part.key().get("pk"), part.key().get("sk"));
            before.contains(&place) || {
                before.push(place);
                false
            }
        })
    }
}

/// A part with its old item, and its expected outcome.
struct Expected {
    old: Option<Attributes>,
    outcome: Outcome,
}

impl Harness {
    /// TransactWriteItems (D4, D5).
    pub fn transact(&mut self, transaction: &Transaction) -> Answer<()> {
        self.settle(self.engine.now())?;
        let Transaction { parts, input } = transaction;
        let judged: Vec<Expected> = parts.iter().map(|part| self.expected_of(part)).collect();
        let asked = TransactWriteItemsInput { client_request_token: None, ..input.clone() };
        let now = self.engine.now();
        let done = input.client_request_token.as_ref().and_then(|token| self.model.tokens.get(token));
        let done = done.filter(|(at, _)| now <= at.plus_ms(TOKEN_MS)).map(|(_, request)| *request == asked);
        let before = self.engine.state().digest();
        let answer = self.call(input.clone())?;
        let what = || format!("{parts:?}, under its token already: {done:?}");
        match (&answer, done) {
            (Err(_), _) if self.is_injected => {}
            (Ok(_), Some(true)) => {
                self.note("a transaction done already");
                equal(self.engine.state().digest(), before, "D5", "the state after a repetition")?;
            }
            (Ok(_), Some(false)) => ensure(false, "D5", || format!("another request was done: {}", what()))?,
            (Ok(_), None) => {
                let stays = judged.iter().position(|judged| !matches!(judged.outcome, Outcome::Leaves(_)));
                let is_doubled = transaction.is_doubled();
                ensure(stays.is_none() && !is_doubled, "D4", || format!("{stays:?} was done: {}", what()))?;
                self.done(transaction, asked, judged)?;
            }
            (Err(error), _) if error.code() == ErrorCode::IdempotentParameterMismatchException => {
                ensure(done == Some(false), "D5", || format!("a token of its own was refused: {}", what()))?;
            }
            (Err(error), _) if error.code() == ErrorCode::TransactionCanceledException => {
                let reasons = error.cancellation_reasons().unwrap_or_default();
                // When a transaction is sent again, its table may have been replaced by one with other key types. Then
                // it is cancelled for the first of its keys, and reports nothing about its items.
                let is_of_key = |reason: &CancellationReason| {
                    let text = reason.message.as_deref().unwrap_or_default();
                    text == "The provided key element does not match the schema"
                        || text.contains("Type mismatch for key ")
                };
                let has_other_keys = reasons.iter().any(is_of_key);
                let is_doubled = transaction.is_doubled() && !has_other_keys;
                ensure(done.is_none() && !is_doubled, "D4", || format!("cancelled, {reasons:?}: {}", what()))?;
                if !has_other_keys {
                    self.cancelled(&judged, reasons)?;
                }
            }
            (Err(error), _) if self.is_of_item(error) => {
                ensure(transaction.is_doubled(), "D4", || format!("{error}: {}", what()))?;
                self.note("a transaction with two parts for one item");
            }
            // A table that does not exist.
            (Err(_), _) => {}
        }
        Ok(answer.map(drop))
    }

    fn expected_of(&self, part: &Part) -> Expected {
        let table = self.table(&part.table);
        let old = table.and_then(|table| table.live().get(&table.label_of(part.key())).cloned());
        let outcome = match (&part.act, &part.condition) {
            _ if self.is_in_the_way(&part.table, part.key(), By::Transaction) => Outcome::Conflicts,
            (Act::Write(write), condition) => write.outcome(table, condition.as_ref(), old.as_ref()),
            (Act::Check(_), Some(condition)) if !condition.holds(old.as_ref().unwrap_or(&Attributes::new())) => {
                Outcome::Fails
            }
            (Act::Check(_), _) => Outcome::Leaves(old.clone()),
        };
        Expected { old, outcome }
    }

    /// D4: each reason is that of its part, up to the first refused part.
    fn cancelled(&mut self, judged: &[Expected], reasons: &[CancellationReason]) -> Held {
        let refused = judged.iter().position(|judged| judged.outcome == Outcome::Refused);
        let (judged, rest) = judged.split_at(refused.map_or(judged.len(), |first| first + 1));
        let code = |judged: &Expected| match judged.outcome {
            Outcome::Fails => "ConditionalCheckFailed",
            Outcome::Conflicts => "TransactionConflict",
            Outcome::Refused => "ValidationError",
            Outcome::Leaves(_) => "None",
        };
        let expected: Vec<&str> = judged.iter().map(code).chain(rest.iter().map(|_| "None")).collect();
        let found: Vec<&str> = reasons.iter().map(|reason| reason.code.as_deref().unwrap_or_default()).collect();
        equal(&found, &expected, "D4", "the reasons of a cancellation")?;
        ensure(found.iter().any(|code| *code != "None"), "D4", || "cancelled for no reason".to_owned())?;
        for (reason, judged) in reasons.iter().zip(judged) {
            let fails = judged.outcome == Outcome::Fails;
            let item = reason.item.as_ref().map(|item| item.to_attributes());
            equal(item, judged.old.clone().filter(|_| fails), "D4", "the item of a reason")?;
            let is_told = !matches!(judged.outcome, Outcome::Leaves(_));
            equal(reason.message.is_some(), is_told, "D4", &format!("whether {reason:?} has a message"))?;
            if fails {
                let text = Some("The conditional request failed");
                equal(reason.message.as_deref(), text, "D4", "the message of a reason")?;
            }
        }
        let is_empty = |reason: &CancellationReason| reason.message.is_none() && reason.item.is_none();
        ensure(reasons.iter().skip(judged.len()).all(is_empty), "D4", || format!("{reasons:?}"))?;
        found.iter().for_each(|code| self.note(&format!("a transaction's reason {code}")));
        Ok(())
    }

    /// D4: all writes are made at once.
    fn done(&mut self, transaction: &Transaction, asked: TransactWriteItemsInput, judged: Vec<Expected>) -> Held {
        for (part, judged) in transaction.parts.iter().zip(&judged) {
            let Outcome::Leaves(new) = &judged.outcome else { continue };
            let known = self.engine.state().table(&part.table);
            let found = known.and_then(|known| {
                let key = self.table(&part.table).map(|table| table.key_of(part.key()))?;
                known.item(&known.definition().key.key_of_argument(&key).ok()?)
            });
            equal(found.map(|item| item.to_attributes()).as_ref(), new.as_ref(), "D4", "what a part has left")?;
        }
        for (part, Expected { old, outcome }) in transaction.parts.iter().zip(judged) {
            if let (Act::Write(_), Outcome::Leaves(new)) = (&part.act, outcome) {
                self.left_behind(&part.table, old, new, By::Transaction);
            }
        }
        if let Some(token) = &transaction.input.client_request_token {
            self.model.tokens.insert(token.clone(), (self.engine.now(), asked));
        }
        if transaction.parts.iter().any(|part| part.condition.is_some()) {
            self.note("a transaction on conditions was done");
        }
        Ok(())
    }
}
