//! Many items from a text. All of them are validated before any is sent.
//!
//! ```text
//!   [ {…}, {…} ]          a list            {"Artist": "Bach"}            plain: types are guessed
//!   {…}⏎{…}               JSON Lines    ×   {"Artist": {"S": "Bach"}}     DynamoDB's JSON
//!   {"Items": [ {…} ]}    a Scan's answer   {"Item": {…}}                 a line of an export
//! ```

mod batches;

use crate::calls::generator;
use crate::calls::request::Request;
use crate::format::grouped;
use crate::item::json::{self, Json, Members, describe};
use crate::item::value::{clipped, looks_typed, plain_members, typed_members, write_item};
use crate::shared::Shared;
use batches::Batches;
use timemark_core::json::value;
use timemark_core::key::{Key, KeyDefinition};
use timemark_core::shapes::TableDescription;
use timemark_core::{AttributeValue, Attributes, Item};

/// The largest file that is read, in **bytes**: a larger one would block the page for seconds.
pub const FILE_BYTES_MAX: u64 = 20 * 1024 * 1024;

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
    pub requests: Shared<Vec<Request>>,
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

/// Reads items for a table from a text.
pub fn read(text: &str, table: &TableDescription) -> Import {
    let mut found = Found::new(table);
    let end = found.all(text);
    let is_unreadable = end.is_err();
    if let Err(problem) = end {
        found.problem(problem);
    }
    let requests = if found.problem_count == 0 { found.batches.requests() } else { Vec::new() };
    Import {
        items: found.items,
        first: found.first,
        problems: found.problems,
        problem_count: found.problem_count,
        is_unreadable,
        requests: Shared::new(requests),
    }
}

/// The calls that write the first `count` example items.
pub fn examples(count: u64, table: &TableDescription) -> Vec<Request> {
    let mut batches = Batches::new(table);
    for number in 1..=count {
        let item = generator::item(table, number, number);
        if let Some(key) = batches.definition.as_ref().and_then(|definition| definition.key_of_item(&item).ok()) {
            batches.push(key, item);
        }
    }
    batches.requests()
}

struct Found<'a> {
    table: &'a TableDescription,
    items: u64,
    first: String,
    /// Whether the items are DynamoDB's JSON, as the first of them is.
    is_typed: Option<bool>,
    problems: Vec<String>,
    problem_count: usize,
    batches: Batches,
}

impl<'a> Found<'a> {
    fn new(table: &'a TableDescription) -> Found<'a> {
        Found {
            table,
            items: 0,
            first: String::new(),
            is_typed: None,
            problems: Vec::new(),
            problem_count: 0,
            batches: Batches::new(table),
        }
    }

    fn problem(&mut self, problem: String) {
        self.problem_count += 1;
        if self.problems.len() < PROBLEMS_TOLD {
            self.problems.push(problem);
        }
    }

    /// Reads a list, or values that follow one another.
    fn all(&mut self, text: &str) -> Result<(), String> {
        let mut reader = json::reader(text);
        let is_list = reader.take(b'[');
        if is_list && reader.take(b']') {
            return Ok(());
        }
        while reader.peek().is_some() {
            let json = value(&mut reader).map_err(|fault| self.at_next(&describe(fault, text)))?;
            self.any(json);
            if is_list && reader.take(b']') {
                return match reader.peek() {
                    None => Ok(()),
                    Some(_) => Err(describe(reader.fault("something follows the end of the list"), text)),
                };
            }
            if is_list && !reader.take(b',') {
                return Err(self.at_next(&describe(reader.fault("a comma or ] is missing"), text)));
            }
        }
        if is_list { Err(describe(reader.fault("the list has no end: ] is missing"), text)) } else { Ok(()) }
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
        let key = validate(self.table, self.batches.definition.as_ref(), &item)?;
        // After a problem nothing is sent, so nothing is kept.
        if self.problem_count == 0 {
            self.batches.push(key, item);
        }
        Ok(())
    }
}

/// Validates an item for a table, and returns its key.
///
/// # Errors
/// The reason for which the table would refuse it, in AWS's words if it has any.
fn validate(table: &TableDescription, definition: Option<&KeyDefinition>, item: &Attributes) -> Result<Key, String> {
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
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::tests::{music, table};
    use timemark_core::operations::{CreateTableInput, ScanInput};
    use timemark_core::shapes::{
        GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, ScalarAttributeType as Kind,
    };
    use timemark_core::{Engine, Options};

    fn pk() -> TableDescription {
        table(&[("pk", KeyType::Hash, Kind::S)])
    }

    /// The sizes of the calls.
    fn sizes(requests: &[Request]) -> Vec<usize> {
        let size = |request: &Request| match request.operation() {
            "BatchWriteItem" => request.body().matches("\"PutRequest\"").count(),
            _ => 0,
        };
        requests.iter().map(size).collect()
    }

    fn items_after(requests: &[Request]) -> Vec<Attributes> {
        let mut engine = Engine::new(Options::default());
        assert!(engine.send(CreateTableInput::on_demand("Music", &[("pk", KeyType::Hash, Kind::S)])).is_ok());
        for request in requests {
            assert_eq!(request.send(&mut engine).failure, None);
        }
        let scan = engine.send(ScanInput::new("Music")).ok().and_then(|answer| answer.items).unwrap_or_default();
        scan.iter().map(Item::to_attributes).collect()
    }

    #[test]
    fn all_forms_give_the_same_items() {
        let wanted = Attributes::from_iter([
            ("pk".to_owned(), "a".into()),
            ("n".to_owned(), AttributeValue::N("1.5".to_owned())),
        ]);
        for text in [
            r#"[{"pk": "a", "n": 1.50}]"#,
            r#"{"pk": "a", "n": 1.50}"#,
            "\u{feff}\n{\"pk\": \"a\",\n \"n\": 1.50}\n\n",
            r#"[{"pk": {"S": "a"}, "n": {"N": "1.50"}}]"#,
            r#"{"Item": {"pk": {"S": "a"}, "n": {"N": "1.50"}}}"#,
            r#"{"Items": [{"pk": {"S": "a"}, "n": {"N": "1.50"}}], "Count": 1, "ScannedCount": 1}"#,
        ] {
            let import = read(text, &pk());
            assert_eq!((import.items, &import.problems), (1, &vec![]), "{text}");
            assert!(import.first.starts_with("{ \"n\": {\"N\": \"1.50\"}, \"pk\":"), "{}", import.first);
            assert_eq!(items_after(&import.requests), std::slice::from_ref(&wanted), "{text}");
        }
        let lines = read("{\"pk\": \"a\"}\r\n{\"pk\": \"b\"} {\"pk\": \"c\"}", &pk());
        assert_eq!((lines.items, sizes(&lines.requests)), (3, vec![3]));
        for nothing in ["", " \n", "[]", " [ ] "] {
            let import = read(nothing, &pk());
            assert_eq!((import.items, import.problem_count, import.requests.len()), (0, 0, 0), "{nothing:?}");
        }
    }

    #[test]
    fn an_attribute_called_items_is_an_attribute() {
        let import = read(r#"{"pk": "order", "Items": [1, 2]}"#, &pk());
        assert_eq!((import.items, import.problems.len()), (1, 0));
        assert_eq!(read(r#"{"pk": "a", "Item": {"b": 1}}"#, &pk()).problem_count, 0);
    }

    #[test]
    fn the_type_of_the_first_is_the_type_of_all() {
        let import = read(r#"[{"pk": {"S": "a"}}, {"pk": "b"}, {"pk": {"S": "c"}}]"#, &pk());
        assert_eq!(import.items, 3);
        assert_eq!(import.problems.len(), 1);
        assert!(import.problems[0].starts_with("Item 2: pk: a text has no type"), "{:?}", import.problems);
        let plain = read(r#"[{"pk": "a", "x": {"S": "y"}}, {"pk": {"S": "b"}}]"#, &pk());
        let said = "Item 2: One or more parameter values were invalid: Type mismatch for key pk expected: S actual: M";
        assert_eq!(plain.problems, [said]);
    }

    #[test]
    fn problems_are_told_with_the_number_of_the_item_and_nothing_is_sent() {
        let large = format!(r#"{{"pk": "a", "x": "{}"}}"#, "x".repeat(400 * 1024));
        let digits = format!(r#"{{"pk": "a", "x": {}}}"#, "1".repeat(39));
        for (item, said) in [
            ("{}", "One or more parameter values were invalid: Missing the key pk in the item"),
            (
                r#"{"pk": 5}"#,
                "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N",
            ),
            (r#"{"pk": ""}"#, "One or more parameter values are not valid. The AttributeValue for a key attribute"),
            ("5", "it is a number, not an object"),
            (&large, "Item size has exceeded the maximum allowed size (401 KB of 400)"),
            (&digits, "Attempting to store more than 38 significant digits in a Number"),
        ] {
            let import = read(&format!("[{{\"pk\": \"fine\"}}, {item}, {{\"pk\": \"b\"}}]"), &pk());
            assert_eq!((import.items, import.problem_count, import.requests.len()), (3, 1, 0));
            assert!(import.problems[0].starts_with(&format!("Item 2: {said}")), "{:?}", import.problems);
        }
        let many = read(&"{}".repeat(1_500), &pk());
        assert_eq!((many.problems.len(), many.problem_count), (PROBLEMS_TOLD, 1_500));
        assert!(many.problems[19].starts_with("Item 20: "));
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        for (text, said) in [
            ("pk,n\na,1", "Item 1: line 1, column 1: a value is missing"),
            ("[{\"pk\": \"a\"},\n{\"pk\" \"b\"}]", "Item 2: line 2, column 7: a colon is missing"),
            ("[{\"pk\": \"a\"} {\"pk\": \"b\"}]", "Item 2: line 1, column 14: a comma or ]"),
            ("[{\"pk\": \"a\"}", "Item 2: line 1, column 13: a comma or ]"),
            ("[{\"pk\": \"a\"},", "line 1, column 14: the list has no end"),
            ("[", "line 1, column 2: the list has no end"),
            ("[{\"pk\": \"a\"}] x", "line 1, column 15: something follows"),
            ("{\"pk\": \"a\"}, {\"pk\": \"b\"}", "Item 2: line 1, column 12: a value is missing"),
        ] {
            let import = read(text, &pk());
            assert_eq!((import.problem_count, import.requests.len()), (1, 0), "{text}");
            assert!(import.problems[0].starts_with(said), "{text}: {:?}", import.problems);
        }
    }

    #[test]
    fn no_more_items_are_wrong_than_there_are() {
        let refusal = |text: &str| read(text, &pk()).refusal().unwrap_or_default();
        let end = "so none is. Mend them and paste again.";
        assert_eq!(refusal("{\"pk\": \"a\"}"), "");
        assert_eq!(refusal("{}"), format!("The item cannot be written, {end}"));
        assert_eq!(refusal("{} {\"pk\": \"a\"} 5"), format!("2 of 3 items cannot be written, {end}"));
        assert_eq!(refusal(&"{}".repeat(1_500)), format!("1,500 of 1,500 items cannot be written, {end}"));
        for text in ["x", "[", "[{\"pk\": \"a\"}, {\"pk\": \"b\"} x"] {
            assert!(refusal(text).starts_with("The text cannot be read to its end, so nothing is written."), "{text}");
        }
        let both = refusal("[{\"pk\": \"a\"}, {}, x");
        assert!(
            both.starts_with("1 of 2 items that can be read cannot be written, and the rest cannot be read"),
            "{both}"
        );
    }

    #[test]
    fn keys_of_indexes_have_their_types() {
        let mut table = pk();
        let definitions = table.attribute_definitions.get_or_insert_default();
        definitions.push(timemark_core::shapes::AttributeDefinition {
            attribute_name: Some("by".to_owned()),
            attribute_type: Some(Kind::S),
        });
        let element = KeySchemaElement { attribute_name: Some("by".to_owned()), key_type: Some(KeyType::Hash) };
        table.global_secondary_indexes =
            Some(vec![GlobalSecondaryIndexDescription { key_schema: Some(vec![element]), ..Default::default() }]);
        let import = read(r#"{"pk": "a", "by": 5}{"pk": "a"}{"pk": "a", "by": "x"}{"pk": "a", "by": ""}"#, &table);
        let said = [
            "Item 1: by is a key of an index, whose type is S, not N",
            "Item 4: by is a key of an index, and must not be empty",
        ];
        assert_eq!(import.problems, said);
    }

    #[test]
    fn calls_have_25_items_and_no_key_twice_and_keep_the_order() {
        let lines: String = (0..60).map(|n| format!("{{\"pk\": \"k{n}\"}}\n")).collect();
        assert_eq!(sizes(&read(&lines, &pk()).requests), [25, 25, 10]);

        let twice = read(r#"[{"pk": "a", "v": 1}, {"pk": "b"}, {"pk": "a", "v": 2}, {"pk": "c"}]"#, &pk());
        assert_eq!(sizes(&twice.requests), [2, 2]);
        let after = items_after(&twice.requests);
        let a = after.iter().find(|item| item.get("pk") == Some(&"a".into()));
        assert_eq!((after.len(), a.and_then(|item| item.get("v"))), (3, Some(&2.into())));

        // The same number, written in two ways, is the same key.
        let same = read(r#"{"Artist": "a", "Year": 1}{"Artist": "a", "Year": 1.0}"#, &music());
        assert_eq!(sizes(&same.requests), [1, 1]);
    }

    #[test]
    fn a_large_text_is_read_in_a_moment() {
        let lines: String = (0..40_000)
            .map(|n| format!("{{\"pk\": \"key {n}\", \"total\": {n}, \"words\": [\"a\", null]}}\n"))
            .collect();
        let import = read(&lines, &pk());
        assert_eq!((import.items, import.problem_count, import.requests.len()), (40_000, 0, 1_600));
    }

    #[test]
    fn examples_are_as_many_as_were_asked_for() {
        assert_eq!(sizes(&examples(0, &pk())), Vec::<usize>::new());
        assert_eq!(sizes(&examples(51, &pk())), [25, 25, 1]);
        assert_eq!(items_after(&examples(51, &pk())).len(), 51);
    }
}
