//! The plan of a program: the calls, the variables taken from their answers, and the waits.
//!
//! The page's clock is moved by hand; a program waits instead, just before the first call that needs the result, so
//! that calls made meanwhile are still made meanwhile. Writes that follow each other and differ in their data alone are
//! a run, to be written as a loop over the data.

mod run;
mod value;

pub use run::{Batches, Run};
pub use value::Value;

use crate::calls::entry::Entry;
use crate::item::json::{self, Json};
use run::{Puts, data_members};
use std::collections::BTreeMap;
use std::rc::Rc;
use timemark_core::Timestamp;
use value::values;

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
        if members.iter().any(|(name, _)| data_members(operation).contains(&name.as_str())) {
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
        let puts = Puts::of(&call);
        let other = match self.parts.last_mut() {
            Some(Part::Run(run)) => run.add(call, puts.as_ref(), entry),
            _ => Some(call),
        };
        self.parts.extend(other.map(|call| Part::Run(Run::new(call, puts, entry))));
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
