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
    /// The puts, if the writes are batches of nothing else.
    puts: Option<Puts>,
}

/// The puts of batches to one table: as many in each batch, and at most as many in the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Puts {
    table: String,
    count: usize,
    batch_size: usize,
}

impl Puts {
    /// The puts of a call; `None` if it does anything else.
    pub(super) fn of(call: &Call) -> Option<Puts> {
        let (_, requests) = call.members.iter().find(|(name, _)| name == "RequestItems")?;
        let (table, items) = puts(requests)?;
        // It stands in quotes of several kinds.
        let is_plain = table.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-:/".contains(&byte));
        let count = items.count();
        (is_plain && count > 0).then(|| Puts { table: table.to_owned(), count, batch_size: count })
    }
}

/// The name of the table to which a batch puts items, and these; `None` if it does anything else.
fn puts(requests: &Value) -> Option<(&str, impl Iterator<Item = &Value>)> {
    let Value::Object(tables) = requests else { return None };
    let [(table, Value::List(writes))] = tables.as_slice() else { return None };
    let is_put = |write: &Value| match write {
        Value::Object(members) => matches!(members.as_slice(), [(name, Value::Object(put))]
            if name == "PutRequest" && matches!(put.as_slice(), [(name, _)] if name == "Item")),
        _ => false,
    };
    let are_puts = writes.iter().all(is_put);
    let items = writes.iter().filter_map(|write| match write {
        Value::Object(members) => match members.first() {
            Some((_, Value::Object(put))) => put.first().map(|(_, item)| item),
            _ => None,
        },
        _ => None,
    });
    are_puts.then_some((table.as_str(), items))
}

/// Batches of puts to one table.
#[derive(Debug)]
pub struct Batches {
    /// The call of one batch, with the variable `Requests` in the place of its requests.
    pub call: Call,
    /// The table.
    pub table: String,
    /// The number of items of a batch, but for the last.
    pub size: usize,
    /// The items of all of them.
    pub items: Vec<Value>,
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
        self.len() >= LOOP_ROWS_MIN || self.puts.as_ref().is_some_and(|puts| puts.count >= LOOP_ROWS_MIN)
    }

    /// The items of the batches in a range; `None` if the writes are no batches of puts to one table.
    pub fn batches(&self, range: Range<usize>) -> Option<Batches> {
        let (puts, [call]) = (self.puts.as_ref()?, self.calls.as_slice()) else { return None };
        let mut call = call.clone();
        let requests = Value::Variable(Name { member: "Requests".to_owned(), number: 1 });
        data_of(&mut call).for_each(|data| *data = Value::Object(vec![(puts.table.clone(), requests.clone())]));
        let mut items = Vec::new();
        for (_, data) in self.data(range) {
            items.extend(data.iter().filter_map(self::puts).flat_map(|(_, items)| items.cloned()));
        }
        Some(Batches { call, table: puts.table.clone(), size: puts.batch_size, items })
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
    pub(super) fn new(mut call: Call, puts: Option<Puts>, entry: &Rc<Entry>) -> Run {
        forget_data(&mut call);
        Run { calls: vec![call], rows: vec![(0, entry.clone())], puts }
    }

    /// Adds a write; returns it if it has another shape.
    pub(super) fn add(&mut self, mut call: Call, puts: Option<&Puts>, entry: &Rc<Entry>) -> Option<Call> {
        let all_puts = match (&self.puts, puts) {
            (Some(before), Some(more)) if before.table == more.table && more.count <= before.batch_size => {
                let is_open = before.count == self.len() * before.batch_size;
                is_open.then(|| Some(Puts { count: before.count + more.count, ..before.clone() }))
            }
            (None, None) => Some(None),
            _ => None,
        };
        let Some(all_puts) = all_puts else { return Some(call) };
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
        self.puts = all_puts;
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
