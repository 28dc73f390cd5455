//! Writes without a condition; the model follows.
//!
//! - **D6** an item with attributes that some index could not have as its key is refused, alone and among others, and
//!   no other item is.

use super::{Answer, Harness};
use crate::checkers::{Held, ensure};
use crate::model::{By, ModelTable};
use timemark_core::operations::*;
use timemark_core::{Attributes, Error, ErrorCode};

impl Harness {
    /// PutItem.
    pub fn put(&mut self, name: &str, item: Attributes) -> Answer<()> {
        let is_blocked = self.is_in_the_way(name, &item, By::Single);
        let answer = self.call(PutItemInput::new(name, item.clone()))?;
        self.check_conflict(is_blocked, &answer)?;
        let requests = [WriteRequest::put(item)];
        self.check_error(name, &requests, answer.as_ref().err())?;
        Ok(answer.map(|_| requests.into_iter().for_each(|request| self.wrote(name, request, By::Single))))
    }

    /// DeleteItem.
    pub fn delete(&mut self, name: &str, key: Attributes) -> Answer<()> {
        let is_blocked = self.is_in_the_way(name, &key, By::Single);
        let answer = self.call(DeleteItemInput::new(name, key.clone()))?;
        self.check_conflict(is_blocked, &answer)?;
        Ok(answer.map(|_| self.wrote(name, WriteRequest::delete(key), By::Single)))
    }

    /// BatchWriteItem.
    pub fn batch(&mut self, name: &str, requests: Vec<WriteRequest>) -> Answer<()> {
        let answer = self.call(BatchWriteItemInput::new(name, requests.clone()))?;
        self.check_error(name, &requests, answer.as_ref().err())?;
        Ok(answer.map(|_| requests.into_iter().for_each(|request| self.wrote(name, request, By::Single))))
    }

    /// Whether an earlier write is in the way of one now, by the model.
    pub(super) fn is_in_the_way(&self, name: &str, key: &Attributes, of: By) -> bool {
        let window_ms = self.engine.settings().write_conflict_ms;
        self.table(name).is_some_and(|table| table.is_in_the_way(key, self.engine.now(), window_ms, of))
    }

    /// Checks D7 for a request without a condition.
    fn check_conflict<T>(&mut self, is_blocked: bool, answer: &Result<T, Error>) -> Held {
        match answer {
            Ok(_) => ensure(!is_blocked, "D7", || "a write was made that another was in the way of".to_owned()),
            Err(error) if error.code() == ErrorCode::TransactionConflictException && !self.is_injected => {
                self.note("a write in conflict");
                ensure(is_blocked, "D7", || format!("nothing was in the way, but {error}"))
            }
            Err(_) => Ok(()),
        }
    }

    /// Checks D6.
    fn check_error(&mut self, name: &str, requests: &[WriteRequest], error: Option<&Error>) -> Held {
        let puts = requests.iter().filter_map(|request| request.put_request.as_ref()?.item.as_ref());
        let table = self.table(name);
        let is_spoilt = |item: &&Attributes| table.is_some_and(|table: &ModelTable| table.refuses(item, |_| true));
        let spoilt = puts.into_iter().find(is_spoilt);
        match error {
            None => ensure(spoilt.is_none(), "D6", || format!("{spoilt:?} was taken by {name}"))?,
            Some(error) if self.is_of_item(error) => {
                ensure(spoilt.is_some(), "D6", || format!("{error}: {requests:?}"))?;
                self.note("an index's key of the wrong type");
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Applies an acknowledged write to the model, which also learns the engine's form of its key.
    pub(super) fn wrote(&mut self, name: &str, request: WriteRequest, by: By) {
        let (Some(place), now) = (self.model.latest(name), self.engine.now()) else { return };
        let put = request.put_request.and_then(|put| put.item);
        let (table, known) = (&mut self.model.tables[place], self.engine.state().table(name));
        let Some(key) = put.as_ref().map(|item| table.key_of(item)).or(request.delete_request.and_then(|d| d.key))
        else {
            return;
        };
        if let Some(Ok(placed)) = known.map(|known| known.definition().key.key_of_item(&key)) {
            table.tell(table.label_of(&key), placed);
        }
        match put {
            Some(item) => table.put(now, item, by),
            None => table.delete(now, key, by),
        }
    }

    /// Whether the error of the last call is about its expressions or its item, and was not injected.
    pub(super) fn is_of_item(&self, error: &Error) -> bool {
        error.name() == "ValidationException" && !self.is_injected
    }
}
