//! Writes of one shape, to be written as a loop.

use super::{Call, Name, Value, read};
use crate::calls::entry::Entry;
use std::ops::Range;
use std::rc::Rc;

/// Writes that follow each other and differ in nothing but their data; or PutItem and DeleteItem in any order.
#[derive(Debug)]
pub struct Run {
    /// The calls, one for each operation, with a variable in the place of the data.
    calls: Vec<Call>,
    /// The writes, each with the index of its call. Their data are read from them when they are written.
    rows: Vec<(usize, Rc<Entry>)>,
}

/// The fewest writes that are worth a loop.
const LOOP_ROWS_MIN: usize = 3;

impl Run {
    /// The number of writes.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it is long enough to be written as a loop.
    pub fn is_loop(&self) -> bool {
        self.len() >= LOOP_ROWS_MIN
    }

    /// Whether it has two operations.
    pub fn is_mixed(&self) -> bool {
        self.calls.len() > 1
    }

    /// The variable of the loop.
    pub fn variable(&self) -> Name {
        let member = match self.calls.as_slice() {
            [call] => data_member(&call.operation).unwrap_or_default(),
            _ => "Attributes",
        };
        Name { member: member.to_owned(), number: 1 }
    }

    /// The calls, one for each operation, with the variable in the place of the data.
    pub fn calls(&self) -> impl Iterator<Item = Call> {
        self.calls.iter().map(|call| {
            let mut call = call.clone();
            if let Some(data) = data_of(&mut call) {
                *data = Value::Variable(self.variable());
            }
            call
        })
    }

    /// The data of the writes in a range, each with its operation.
    pub fn data(&self, range: Range<usize>) -> impl Iterator<Item = (&str, Value)> {
        self.rows.get(range).unwrap_or_default().iter().filter_map(|(call, entry)| {
            let call = self.calls.get(*call)?;
            Some((call.operation.as_str(), read(entry)?.into_iter().find(|(name, _)| is_data(call, name))?.1))
        })
    }

    /// The writes as calls.
    pub fn each(&self) -> impl Iterator<Item = Call> {
        let data = self.data(0..self.len());
        data.zip(&self.rows).filter_map(|((_, data), (call, _))| {
            let mut call = self.calls.get(*call)?.clone();
            *data_of(&mut call)? = data;
            Some(call)
        })
    }

    /// The end of the longest range of writes from an index on with at most so many, and so many bytes of bodies.
    pub fn fitting(&self, from: usize, rows: usize, bytes: usize) -> usize {
        let mut left = bytes;
        let fits = |(_, entry): &&(usize, Rc<Entry>)| {
            let is_fitting = entry.request.bytes() <= left;
            left = left.saturating_sub(entry.request.bytes());
            is_fitting
        };
        from + self.rows.iter().skip(from).take(rows).take_while(fits).count()
    }

    /// The time from the first write to the last, in milliseconds.
    pub fn lasts_ms(&self) -> i64 {
        match (self.rows.first(), self.rows.last()) {
            (Some((_, first)), Some((_, last))) => last.at.millis().saturating_sub(first.at.millis()),
            _ => 0,
        }
    }

    /// A run of one write.
    pub(super) fn new(mut call: Call, entry: &Rc<Entry>) -> Run {
        forget_data(&mut call);
        Run { calls: vec![call], rows: vec![(0, entry.clone())] }
    }

    /// Adds a write; returns it if it has another shape.
    pub(super) fn add(&mut self, mut call: Call, entry: &Rc<Entry>) -> Option<Call> {
        forget_data(&mut call);
        let has_attributes = |call: &Call| ["PutItem", "DeleteItem"].contains(&call.operation.as_str());
        let table = |call: &Call| call.members.iter().find(|(name, _)| name == "TableName").cloned();
        let index = match (self.calls.iter().position(|other| *other == call), self.calls.as_slice()) {
            (Some(index), _) => index,
            (None, [other])
                if other.operation != call.operation
                    && has_attributes(other)
                    && has_attributes(&call)
                    && table(other) == table(&call) =>
            {
                self.calls.push(call);
                1
            }
            _ => return Some(call),
        };
        self.rows.push((index, entry.clone()));
        None
    }
}

/// The member with the data of a write, if it is an operation whose writes become loops.
pub(super) fn data_member(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "PutItem" => "Item",
        "DeleteItem" => "Key",
        "BatchWriteItem" => "RequestItems",
        _ => return None,
    })
}

fn is_data(call: &Call, member: &str) -> bool {
    data_member(&call.operation) == Some(member)
}

fn data_of(call: &mut Call) -> Option<&mut Value> {
    let member = data_member(&call.operation)?;
    call.members.iter_mut().find(|(name, _)| name == member).map(|(_, value)| value)
}

/// Writes of one shape have equal calls.
fn forget_data(call: &mut Call) {
    if let Some(data) = data_of(call) {
        *data = Value::Bool(true);
    }
}
