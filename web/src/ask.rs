//! What is asked of a table's items: a Query, or a Scan.

use crate::history::Moment;
use crate::items::key_definition;
use crate::items::placeholders::Placeholders;
use crate::request::Request;
use crate::view::{ROWS, read};
use timemark_core::operations::{QueryInput, ScanInput};
use timemark_core::shapes::{Page, ReturnConsumedCapacity, TableDescription};
use timemark_core::{Attributes, json};

/// What is asked, as a person writes it. As it begins, it asks for every item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// The index that is read; empty for the table itself.
    pub index: String,
    /// Which items are read; empty for a Scan.
    pub key_condition: String,
    /// Which of them are shown.
    pub filter: String,
    /// What of them is shown.
    pub projection: String,
    /// What the placeholders of all three stand for.
    pub placeholders: String,
    /// Whether a Query reads from the end.
    pub is_backwards: bool,
}

/// The call that asks.
enum Call {
    Query(QueryInput),
    Scan(ScanInput),
}

impl Ask {
    /// A Query that finds an item, to be changed as one likes.
    pub fn example(table: &TableDescription, item: Option<&Attributes>) -> Ask {
        let Some(hash) = key_definition(table).map(|key| key.hash) else { return Ask::default() };
        let value = item
            .and_then(|item| item.get(&hash.name))
            .map_or_else(|| "{\"S\": \"\"}".to_owned(), |value| json::text(value));
        let placeholders = format!("{{\"#k\": {}, \":k\": {value}}}", json::text(&hash.name));
        Ask { key_condition: "#k = :k".to_owned(), placeholders, ..Ask::default() }
    }

    /// Whether whole items answer it, and not parts of them.
    pub fn is_of_whole_items(&self) -> bool {
        self.index.is_empty() && self.projection.is_empty()
    }

    /// The call.
    ///
    /// # Errors
    /// What is wrong with the placeholders.
    pub fn request(&self, table: &str) -> Result<Request, String> {
        Ok(match self.call(table, None)? {
            Call::Query(query) => query.into(),
            Call::Scan(scan) => scan.into(),
        })
    }

    /// A page of the answer, of the items after a key; nothing where the call is refused.
    pub fn answer(&self, moment: &Moment, table: &str, after: Option<&Attributes>) -> Option<Page> {
        match self.call(table, after).ok()? {
            Call::Query(query) => read(moment, query),
            Call::Scan(scan) => read(moment, scan),
        }
    }

    fn call(&self, table: &str, after: Option<&Attributes>) -> Result<Call, String> {
        let expressions = [&self.key_condition, &self.filter, &self.projection].map(String::as_str);
        let Placeholders { names, values } = Placeholders::read(&self.placeholders, &expressions)?;
        let some = |text: &String| (!text.is_empty()).then(|| text.clone());
        let query = QueryInput {
            table_name: Some(table.to_owned()),
            index_name: some(&self.index),
            limit: Some(ROWS as i32),
            scan_index_forward: self.is_backwards.then_some(false),
            exclusive_start_key: after.cloned(),
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            key_condition_expression: some(&self.key_condition),
            filter_expression: some(&self.filter),
            projection_expression: some(&self.projection),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..QueryInput::default()
        };
        if query.key_condition_expression.is_some() {
            return Ok(Call::Query(query));
        }
        Ok(Call::Scan(ScanInput {
            table_name: query.table_name,
            index_name: query.index_name,
            limit: query.limit,
            exclusive_start_key: query.exclusive_start_key,
            return_consumed_capacity: query.return_consumed_capacity,
            filter_expression: query.filter_expression,
            projection_expression: query.projection_expression,
            expression_attribute_names: query.expression_attribute_names,
            expression_attribute_values: query.expression_attribute_values,
            ..ScanInput::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::tests::music;

    #[test]
    fn without_a_key_condition_it_is_a_scan() {
        let ask =
            Ask { filter: "Total > :t".to_owned(), placeholders: r#"{":t": {"N": "5"}}"#.to_owned(), ..Ask::default() };
        let request = ask.request("Music");
        assert_eq!(request.as_ref().map(Request::operation), Ok("Scan"));
        assert!(request.is_ok_and(|request| request.body().contains("\"FilterExpression\": \"Total > :t\"")));
        assert_eq!(Ask::default().request("Music").as_ref().map(Request::operation), Ok("Scan"));
    }

    #[test]
    fn the_example_is_a_query_of_an_item() {
        let item = Attributes::from([("Artist".to_owned(), "Bach \"J. S.\"".into())]);
        let ask = Ask::example(&music(), Some(&item));
        assert_eq!(ask.placeholders, r##"{"#k": "Artist", ":k": {"S":"Bach \"J. S.\""}}"##);
        let ask = Ask { is_backwards: true, index: "ByYear".to_owned(), ..ask };
        let body = ask.request("Music").map(|request| (request.operation().to_owned(), request.body()));
        assert!(!ask.is_of_whole_items());
        let (operation, body) = body.unwrap_or_default();
        assert_eq!(operation, "Query");
        for part in ["\"IndexName\": \"ByYear\"", "\"ScanIndexForward\": false", "\"#k\": \"Artist\""] {
            assert!(body.contains(part), "{part} in {body}");
        }
    }

    #[test]
    fn placeholders_that_cannot_be_read_are_told() {
        let ask = Ask { placeholders: "{".to_owned(), ..Ask::default() };
        assert!(ask.request("Music").is_err());
    }
}
