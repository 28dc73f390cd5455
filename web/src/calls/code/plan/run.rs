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

    /// The variables of the loop: one for each member with data.
    pub fn variables(&self) -> Vec<Name> {
        let members = match self.calls.as_slice() {
            [call] => data_names(call),
            _ => vec!["Attributes"],
        };
        members.into_iter().map(|member| Name { member: member.to_owned(), number: 1 }).collect()
    }

    /// The calls, one for each operation, with the variables in the place of the data.
    pub fn calls(&self) -> impl Iterator<Item = Call> {
        self.calls.iter().map(|call| {
            let mut call = call.clone();
            for (data, variable) in data_of(&mut call).zip(self.variables()) {
                *data = Value::Variable(variable);
            }
            call
        })
    }

    /// The data of the writes in a range, each with its operation.
    pub fn data(&self, range: Range<usize>) -> impl Iterator<Item = (&str, Vec<Value>)> {
        self.rows.get(range).unwrap_or_default().iter().filter_map(|(call, entry)| {
            let call = self.calls.get(*call)?;
            let mut members = read(entry)?;
            members.retain(|(name, _)| data_members(&call.operation).contains(&name.as_str()));
            Some((call.operation.as_str(), members.into_iter().map(|(_, value)| value).collect()))
        })
    }

    /// The writes as calls.
    pub fn each(&self) -> impl Iterator<Item = Call> {
        let data = self.data(0..self.len());
        data.zip(&self.rows).filter_map(|((_, data), (call, _))| {
            let mut call = self.calls.get(*call)?.clone();
            for (place, value) in data_of(&mut call).zip(data) {
                *place = value;
            }
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

/// The members with the data of a write; none if its operation is no write that becomes a loop.
pub(super) fn data_members(operation: &str) -> &'static [&'static str] {
    match operation {
        "PutItem" => &["Item"],
        "DeleteItem" => &["Key"],
        "UpdateItem" => &["Key", "ExpressionAttributeValues"],
        "BatchWriteItem" => &["RequestItems"],
        _ => &[],
    }
}

/// The names of the members with data, in the order of the call.
fn data_names(call: &Call) -> Vec<&'static str> {
    let members = data_members(&call.operation);
    call.members.iter().filter_map(|(name, _)| members.iter().copied().find(|member| member == name)).collect()
}

/// The values of the members with data, in the order of the call.
fn data_of(call: &mut Call) -> impl Iterator<Item = &mut Value> {
    let members = data_members(&call.operation);
    call.members.iter_mut().filter(|(name, _)| members.contains(&name.as_str())).map(|(_, value)| value)
}

/// Writes of one shape have equal calls.
fn forget_data(call: &mut Call) {
    data_of(call).for_each(|data| *data = Value::Bool(true));
}
