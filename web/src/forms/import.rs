//! Many items from a text. All of them are validated before any is sent.
//!
//! ```text
//!   [ {…}, {…} ]          a list            {"Artist": "Bach"}            plain: types are guessed
//!   {…}⏎{…}               JSON Lines    ×   {"Artist": {"S": "Bach"}}     DynamoDB's JSON
//!   {"Items": [ {…} ]}    a Scan's answer   {"Item": {…}}                 a line of an export
//! ```

mod batches;
#[cfg(test)]
mod tests;
mod values;

use crate::calls::requests::Requests;
use crate::format::grouped;
use crate::item::json::{Json, Members};
use crate::item::value::{clipped, looks_typed, plain_members, typed_members, write_item};
use crate::shared::Shared;
use batches::Batches;
use timemark_core::key::{Key, KeyDefinition};
use timemark_core::shapes::TableDescription;
use timemark_core::{AttributeValue, Attributes, Item};
use values::{Next, Values};

/// The largest file that is read, in **bytes**: a larger one would block the page for seconds.
pub const FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;

/// The longest text that a field takes, in **bytes**: the browser needs seconds to show a longer one.
pub const FIELD_BYTES_MAX: usize = 64 * 1024;

/// The maximum number of problems that are listed.
const PROBLEMS_TOLD: usize = 20;

/// The items and the problems found in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The number of items.
    pub items: u64,
    /// The first item, shortened.
    pub first: String,
    /// The first problems, at most `PROBLEMS_TOLD`.
    pub problems: Vec<String>,
    /// The number of all problems.
    pub problem_count: usize,
    /// Whether one of them is that the text cannot be read to its end; the others are of items.
    pub is_unreadable: bool,
    /// The calls that write the items; empty if there is any problem.
    pub requests: Shared<Requests>,
}

impl Import {
    /// What the problems mean, in words; `None` if there are none.
    pub fn refusal(&self) -> Option<String> {
        let wrong = self.problem_count as u64 - u64::from(self.is_unreadable);
        let items = if self.is_unreadable { "items that can be read" } else { "items" };
        let wrong = match (wrong, self.items) {
            (0, _) => String::new(),
            (_, 1) => "The item cannot be written".to_owned(),
            (wrong, all) => format!("{} of {} {items} cannot be written", grouped(wrong), grouped(all)),
        };
        Some(match (wrong.as_str(), self.is_unreadable) {
            ("", false) => return None,
            ("", true) => {
                "The text cannot be read to its end, so nothing is written. Mend it and paste again.".to_owned()
            }
            (wrong, false) => format!("{wrong}, so none is. Mend them and paste again."),
            (wrong, true) => format!("{wrong}, and the rest cannot be read, so none is. Mend it and paste again."),
        })
    }
}

/// Items that are read from a text in steps, so that a page with a large file stays responsive.
#[derive(Debug)]
pub struct Reading {
    text: Shared<String>,
    values: Values,
    found: Found,
}

/// The bytes of text that one step reads, and a value more.
const STEP_BYTES: usize = 64 * 1024;

impl Reading {
    /// Begins to read items for a table.
    pub fn new(text: Shared<String>, table: &TableDescription) -> Reading {
        Reading { values: Values::new(&text), text, found: Found::new(table) }
    }

    /// How much of the text is read, in percent.
    pub fn percent(&self) -> usize {
        (self.values.at() * 100).checked_div(self.text.len()).unwrap_or(100)
    }

    /// Reads a little more. Returns what was found once all is read.
    pub fn step(&mut self) -> Option<Import> {
        let mut left = STEP_BYTES;
        let is_unreadable = loop {
            if left == 0 {
                return None;
            }
            let (before, found) = (self.values.at(), &mut self.found);
            match self.values.next(&self.text, &mut |json| found.any(json)) {
                // Backwards where an answer's items begin.
                Ok(Next::Value | Next::Nothing) => left = left.saturating_sub(self.values.at().saturating_sub(before)),
                Ok(Next::End) => break false,
                Err(problem) => {
                    let problem = if problem.is_of_value { found.at_next(&problem.text) } else { problem.text };
                    found.problem(problem);
                    break true;
                }
            }
        };
        let found = std::mem::replace(&mut self.found, Found::new(&TableDescription::default()));
        Some(found.import(is_unreadable))
    }
}

/// The calls that write the first `count` example items.
pub fn examples(count: u64, table: &TableDescription) -> Requests {
    Requests::Examples { table: Box::new(table.clone()), count }
}

#[derive(Debug)]
struct Found {
    table: TableDescription,
    items: u64,
    first: String,
    /// Whether the items are DynamoDB's JSON, as the first of them is.
    is_typed: Option<bool>,
    problems: Vec<String>,
    problem_count: usize,
    batches: Batches,
}

impl Found {
    fn new(table: &TableDescription) -> Found {
        Found {
            table: table.clone(),
            items: 0,
            first: String::new(),
            is_typed: None,
            problems: Vec::new(),
            problem_count: 0,
            batches: Batches::new(table),
        }
    }

    fn import(self, is_unreadable: bool) -> Import {
        let requests = if self.problem_count == 0 { self.batches.requests() } else { Vec::new() };
        Import {
            items: self.items,
            first: self.first,
            problems: self.problems,
            problem_count: self.problem_count,
            is_unreadable,
            requests: Shared::new(Requests::Made(requests)),
        }
    }

    fn problem(&mut self, problem: String) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_TOLD {
            self.problems.push(problem);
        }
    }

    fn at_next(&self, problem: &str) -> String {
        format!("Item {}: {problem}", grouped(self.items + 1))
    }

    /// Takes an item, or an object that holds items.
    fn any(&mut self, json: Json<'_>) {
        let Json::Object(mut members) = json else {
            self.items += 1;
            let problem = format!("Item {}: it is {}, not an object", grouped(self.items), json.kind());
            return self.problem(problem);
        };
        // The answer of a Scan or of a Query.
        let is_answer = members.iter().any(|(name, json)| name == "Count" && matches!(json, Json::Integer(_)));
        let answered = members.iter_mut().find(|(name, json)| name == "Items" && matches!(json, Json::List(_)));
        if let (true, Some((_, Json::List(items)))) = (is_answer, answered) {
            for item in std::mem::take(items) {
                self.any(item);
            }
            return;
        }
        // A line of an export.
        if let [(name, Json::Object(item))] = members.as_mut_slice()
            && name == "Item"
        {
            members = std::mem::take(item);
        }
        self.items += 1;
        if let Err(problem) = self.item(members) {
            let problem = format!("Item {}: {problem}", grouped(self.items));
            self.problem(problem);
        }
    }

    fn item(&mut self, members: Members<'_>) -> Result<(), String> {
        let is_typed = *self.is_typed.get_or_insert_with(|| looks_typed(&members));
        let item = if is_typed { typed_members(members)? } else { plain_members(members) };
        if self.first.is_empty() {
            self.first = clipped(&write_item(&item).split_whitespace().collect::<Vec<_>>().join(" "), 140);
        }
        let (key, bytes) = validate(&self.table, self.batches.definition.as_ref(), &item)?;
        // After a problem nothing is sent, so nothing is kept.
        if self.problem_count == 0 {
            self.batches.push(key, item, bytes);
        }
        Ok(())
    }
}

/// Validates an item for a table, and returns its key and its size in bytes.
///
/// # Errors
/// The reason for which the table would refuse it, in AWS's words if it has any.
fn validate(
    table: &TableDescription,
    definition: Option<&KeyDefinition>,
    item: &Attributes,
) -> Result<(Key, u64), String> {
    let validated = Item::new(item).map_err(|error| error.to_string())?;
    let bytes = validated.size_bytes();
    validated.within_limit().map_err(|error| format!("{error} ({} KB of 400)", bytes.div_ceil(1024)))?;
    let definition = definition.ok_or("the table has no key")?;
    let key = definition.key_of_item(item).map_err(|error| error.to_string())?;
    for attribute in table.attribute_definitions.iter().flatten() {
        let (Some(name), Some(kind)) = (&attribute.attribute_name, &attribute.attribute_type) else { continue };
        let Some(value) = item.get(name) else { continue };
        if value.type_name() != kind.as_str() {
            let (kind, other) = (kind.as_str(), value.type_name());
            return Err(format!("{name} is a key of an index, whose type is {kind}, not {other}"));
        }
        if matches!(value, AttributeValue::S(text) if text.is_empty())
            || matches!(value, AttributeValue::B(bytes) if bytes.is_empty())
        {
            return Err(format!("{name} is a key of an index, and must not be empty"));
        }
    }
    Ok((key, bytes))
}
