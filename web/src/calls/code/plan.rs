//! The plan of a program: the calls, the variables taken from their answers, and the waits.
//!
//! The page's clock is moved by hand; a program waits instead, just before the first call that needs the result, so
//! that calls made meanwhile are still made meanwhile. Writes that follow each other and differ in their data alone are
//! a run, to be written as a loop over the data.

use crate::calls::entry::Entry;
use crate::item::json::{self, Json, Members};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use timemark_core::Timestamp;
use timemark_core::json::FromJson;

/// A part of a program.
#[derive(Debug)]
pub enum Part {
    /// A comment that so many milliseconds passed.
    Later(i64),
    /// A comment for what is no call of DynamoDB's.
    Note(String),
    /// A wait.
    Wait(Wait),
    /// A call.
    Call(Call),
    /// Writes of one shape.
    Run(Run),
}

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

    /// Adds a write; returns it if it has another shape.
    fn add(&mut self, mut call: Call, entry: &Rc<Entry>) -> Option<Call> {
        if let Some(data) = data_of(&mut call) {
            *data = Value::Bool(true);
        }
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
fn data_member(operation: &str) -> Option<&'static str> {
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

/// A wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The condition.
    pub until: Until,
    /// The table's name, or the backup's ARN.
    pub of: Value,
}

/// The condition that a wait ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// A table to be ACTIVE.
    Table,
    /// A table to be gone.
    NoTable,
    /// A new table's backups to be enabled.
    Backups,
    /// A backup to be made.
    Backup,
}

/// A call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The operation's name.
    pub operation: String,
    /// The members of the input.
    pub members: Vec<(String, Value)>,
    /// The variables taken from the answer, each with its path.
    pub results: Vec<(Name, Vec<Place>)>,
}

impl Call {
    /// About how long it is when written.
    pub fn bytes(&self) -> usize {
        self.members.iter().map(|(name, value)| name.len() + value.bytes()).sum()
    }
}

/// A variable: the name of its member, and its ordinal among those of that name, from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// `BackupArn`
    pub member: String,
    /// 1 for the first.
    pub number: usize,
}

/// A segment of a path into an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// A member of an object.
    Member(String),
    /// An element of a list.
    Element(usize),
}

/// The members of the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A moment.
    Time(Timestamp),
    /// A variable of an earlier answer.
    Variable(Name),
    /// Values in order.
    List(Vec<Value>),
    /// Values by name.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The value of a member; `None` for `null`, which is as if the member were absent.
    fn of(name: &str, json: Json<'_>) -> Option<Value> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(flag) => Value::Bool(flag),
            number @ (Json::Integer(_) | Json::Decimal(_)) => {
                let number = number.into_number()?;
                time(name, &number).map_or(Value::Number(number), Value::Time)
            }
            Json::Text(text) => Value::Text(text.into_owned()),
            Json::Bytes(bytes) => Value::Bytes(bytes),
            Json::List(list) => Value::List(list.into_iter().filter_map(|element| Value::of(name, element)).collect()),
            Json::Object(members) => {
                if let [(kind, value)] = members.as_slice()
                    && let Some(value) = binary(kind, value)
                {
                    return Some(Value::Object(vec![(kind.to_string(), value)]));
                }
                Value::Object(values(members))
            }
        })
    }

    /// About how long it is when written.
    fn bytes(&self) -> usize {
        match self {
            Value::Number(text) | Value::Text(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            Value::List(list) => list.iter().map(Value::bytes).sum(),
            Value::Object(members) => members.iter().map(|(name, value)| name.len() + value.bytes()).sum(),
            Value::Bool(_) | Value::Time(_) | Value::Variable(_) => 8,
        }
    }

    /// Whether it contains a moment.
    pub fn has_time(&self) -> bool {
        match self {
            Value::Time(_) => true,
            Value::List(list) => list.iter().any(Value::has_time),
            Value::Object(members) => members.iter().any(|(_, value)| value.has_time()),
            _ => false,
        }
    }
}

fn values(members: Members<'_>) -> Vec<(String, Value)> {
    members.into_iter().filter_map(|(name, json)| Some((name.to_string(), Value::of(&name, json)?))).collect()
}

/// Numbers are texts in items, so a number under such a name is a moment, read as the engine reads it.
fn time(name: &str, number: &str) -> Option<Timestamp> {
    let is_time = name.ends_with("Time") || name.ends_with("Bound");
    is_time.then(|| Timestamp::read(timemark_core::json::parse(number.as_bytes()).ok()?).ok())?
}

/// The value of an attribute that is bytes, or a set of them. No attribute, index or table can be mistaken for one: its
/// value would be an object or a list of objects.
fn binary(kind: &str, json: &Json<'_>) -> Option<Value> {
    match (kind, json) {
        ("B", json) => Some(Value::Bytes(bytes(json)?)),
        ("BS", Json::List(set)) => {
            Some(Value::List(set.iter().map(|json| bytes(json).map(Value::Bytes)).collect::<Option<_>>()?))
        }
        _ => None,
    }
}

/// Bytes are base64, or a list of numbers where the page wrote them.
fn bytes(json: &Json<'_>) -> Option<Vec<u8>> {
    let byte = |json: &Json<'_>| match json {
        Json::Integer(number) => u8::try_from(*number).ok(),
        _ => None,
    };
    match json {
        Json::Text(text) => STANDARD.decode(text.as_bytes()).ok(),
        Json::List(list) => list.iter().map(byte).collect(),
        _ => None,
    }
}

/// The shortest pause that gets a comment, in milliseconds.
const LATER_MS: i64 = 5_000;

/// The members of a call; `None` if its body is no JSON object.
fn read(entry: &Entry) -> Option<Vec<(String, Value)>> {
    let body = entry.request.sent();
    let Ok(Json::Object(members)) = json::parse(&body) else { return None };
    // AWS ignores unknown members; no SDK can send them.
    let is_member = |name: &str| {
        name.starts_with(|letter: char| letter.is_ascii_uppercase()) && name.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let mut members = values(members);
    members.retain(|(name, _)| is_member(name));
    Some(members)
}

/// The plan of a program, which grows with each call that is read.
#[derive(Debug, Default)]
pub struct Plan {
    /// The parts of the program.
    pub parts: Vec<Part>,
    /// The number of calls of the API in them.
    pub calls: usize,
    pending: Vec<Pending>,
    /// The first answer that had each ARN.
    answered: BTreeMap<String, Answered>,
    /// The time after the last call.
    last: Option<Timestamp>,
}

/// The origin of an ARN.
#[derive(Debug)]
struct Answered {
    /// The index of the call.
    part: usize,
    /// The path into its answer.
    way: Vec<Place>,
    /// The variable that holds it, if a later call needs it.
    name: Option<Name>,
}

/// A task under way.
#[derive(Debug)]
struct Pending {
    wait: Wait,
    /// The table's name, or what follows `:table/` in the backup's ARN.
    what: String,
    /// Of a backup, its table; of a table that is restored, its backup.
    from: Option<String>,
}

impl Plan {
    /// Reads a call that was made after those that were read.
    pub fn read(&mut self, entry: &Rc<Entry>) {
        let operation = entry.request.operation();
        if operation == "AdvanceClock" {
            return;
        }
        if entry.request.is_lab() {
            let body = entry.request.body();
            let body = if body.trim() == "{}" { String::new() } else { format!("\n{body}") };
            self.parts.push(Part::Note(format!("Only in the playground, AWS has nothing like it: {operation}{body}")));
            return;
        }
        let later_ms = self.last.map_or(0, |last| entry.at.millis().saturating_sub(last.millis()));
        if later_ms >= LATER_MS {
            self.parts.push(Part::Later(later_ms));
        }
        self.last = Some(entry.until);
        let Some(mut members) = read(entry) else {
            self.parts.push(Part::Note(format!("{operation}\n{}", entry.request.body())));
            return;
        };
        self.calls += 1;
        if members.iter().any(|(name, _)| data_member(operation) == Some(name)) {
            self.wait(operation, &members, &entry.answer.body);
            self.write(Call { operation: operation.to_owned(), members, results: Vec::new() }, entry);
            return;
        }
        let answer = json::parse(&entry.answer.body).unwrap_or(Json::Null);

        self.wait(operation, &members, &entry.answer.body);
        self.start(operation, &members, &answer);
        for (_, value) in &mut members {
            self.name(value);
        }
        find(&answer, &mut Vec::new(), &mut |arn, way| {
            if !self.answered.contains_key(arn) {
                let answered = Answered { part: self.parts.len(), way: way.to_vec(), name: None };
                self.answered.insert(arn.to_owned(), answered);
            }
        });
        self.parts.push(Part::Call(Call { operation: operation.to_owned(), members, results: Vec::new() }));
    }

    /// Adds a write to the run that it follows, or begins another.
    fn write(&mut self, mut call: Call, entry: &Rc<Entry>) {
        for (_, value) in &mut call.members {
            self.name(value);
        }
        let call = match self.parts.last_mut() {
            Some(Part::Run(run)) => run.add(call, entry),
            _ => Some(call),
        };
        if let Some(mut call) = call {
            if let Some(data) = data_of(&mut call) {
                *data = Value::Bool(true);
            }
            self.parts.push(Part::Run(Run { calls: vec![call], rows: vec![(0, entry.clone())] }));
        }
    }

    /// Waits for what the call needs.
    fn wait(&mut self, operation: &str, members: &[(String, Value)], answer: &str) {
        let is_look =
            operation.starts_with("Describe") && (answer.contains("\"CREATING\"") || answer.contains("\"DELETING\""));
        if is_look || operation.starts_with("List") {
            return;
        }
        let mentions = |name: &String| members.iter().any(|(member, value)| mentions(member, value, name));
        let is_needed = |pending: &mut Pending| {
            let from = pending.from.as_ref();
            match pending.wait.until {
                Until::Table => mentions(&pending.what) || operation == "DeleteBackup" && from.is_some_and(mentions),
                Until::NoTable => {
                    (operation == "CreateTable" || operation.starts_with("Restore")) && mentions(&pending.what)
                }
                Until::Backups => {
                    ["CreateBackup", "UpdateContinuousBackups"].contains(&operation) && mentions(&pending.what)
                }
                Until::Backup => mentions(&pending.what) || operation == "DeleteTable" && from.is_some_and(mentions),
            }
        };
        for mut pending in self.pending.extract_if(.., is_needed).collect::<Vec<_>>() {
            self.name(&mut pending.wait.of);
            self.parts.push(Part::Wait(pending.wait));
        }
    }

    /// Records the tasks that the call starts.
    fn start(&mut self, operation: &str, members: &[(String, Value)], answer: &Json<'_>) {
        let text = |wanted: &str| {
            members.iter().find_map(|(name, value)| match value {
                Value::Text(text) if name == wanted => Some(text.clone()),
                _ => None,
            })
        };
        if operation == "DeleteTable" {
            // A deleted table or backup completes no other task.
            self.pending.retain(|pending| !members.iter().any(|(name, value)| mentions(name, value, &pending.what)));
        }
        let mut pend = |until: Until, what: Option<String>, from: Option<String>| {
            if let Some(text) = what {
                let what = in_arn(&text).unwrap_or(&text).to_owned();
                self.pending.push(Pending { wait: Wait { until, of: Value::Text(text) }, what, from });
            }
        };
        match operation {
            "CreateTable" => {
                pend(Until::Table, text("TableName"), None);
                pend(Until::Backups, text("TableName"), None);
            }
            "UpdateTable" => pend(Until::Table, text("TableName"), None),
            "DeleteTable" => pend(Until::NoTable, text("TableName"), None),
            "RestoreTableFromBackup" | "RestoreTableToPointInTime" => {
                pend(Until::Table, text("TargetTableName"), text("BackupArn"));
                pend(Until::Backups, text("TargetTableName"), None);
            }
            "CreateBackup" => find(answer, &mut Vec::new(), &mut |arn, way| {
                if way.last() == Some(&Place::Member("BackupArn".to_owned())) {
                    pend(Until::Backup, Some(arn.to_owned()), text("TableName"));
                }
            }),
            _ => {}
        }
    }

    /// Replaces ARNs of earlier answers by variables: another account has other ARNs.
    fn name(&mut self, value: &mut Value) {
        let Value::Text(arn) = value else { return };
        let Some(Answered { part, way, name }) = self.answered.get(arn) else { return };
        let Some(Place::Member(member)) = way.last() else { return };
        let name = match name {
            Some(name) => name.clone(),
            None => {
                let names = self.answered.values().filter_map(|answered| answered.name.as_ref());
                let number = names.filter(|name| name.member == *member).count() + 1;
                let name = Name { member: member.clone(), number };
                if let Some(Part::Call(call)) = self.parts.get_mut(*part) {
                    call.results.push((name.clone(), way.clone()));
                }
                if let Some(answered) = self.answered.get_mut(arn) {
                    answered.name = Some(name.clone());
                }
                name
            }
        };
        *value = Value::Variable(name);
    }
}

/// The table's or backup's own part of its ARN.
fn in_arn(text: &str) -> Option<&str> {
    text.split_once(":table/").map(|(_, own)| own)
}

/// Whether a call is about a table, by its name or its ARN, or about a backup.
fn mentions(member: &str, value: &Value, what: &str) -> bool {
    match value {
        Value::Text(text) => {
            let is_table = member.ends_with("TableName") || member.ends_with("Arn");
            is_table && (text == what || in_arn(text) == Some(what))
        }
        Value::List(list) => list.iter().any(|element| mentions(member, element, what)),
        Value::Object(members) => members.iter().any(|(name, value)| {
            let is_table = member == "RequestItems" && name == what;
            is_table || mentions(name, value, what)
        }),
        _ => false,
    }
}

/// Every ARN of an answer, with its path.
fn find(json: &Json, way: &mut Vec<Place>, found: &mut dyn FnMut(&str, &[Place])) {
    match json {
        Json::Text(text) if text.starts_with("arn:") => {
            if matches!(way.last(), Some(Place::Member(member)) if member.ends_with("Arn")) {
                found(text, way);
            }
        }
        Json::List(list) => {
            for (number, element) in list.iter().enumerate() {
                way.push(Place::Element(number));
                find(element, way, found);
                way.pop();
            }
        }
        Json::Object(members) => {
            for (name, value) in members {
                way.push(Place::Member(name.to_string()));
                find(value, way, found);
                way.pop();
            }
        }
        _ => {}
    }
}
