//! A Query or a Scan of a table, as it is written in the form.

use crate::calls::placeholders::Placeholders;
use crate::calls::request::Request;
use crate::item::key_definition;
use timemark_core::operations::{QueryInput, ScanInput};
use timemark_core::shapes::{ReturnConsumedCapacity, TableDescription};
use timemark_core::{Attributes, json};

/// The most rows on a page of any list.
pub const ROWS: usize = 50;

/// A Query or a Scan, as it is written in the form. The default is a Scan of every item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemQuery {
    /// The index to read; empty for the table itself.
    pub index: String,
    /// The KeyConditionExpression; empty for a Scan.
    pub key_condition: String,
    /// The FilterExpression.
    pub filter: String,
    /// The ProjectionExpression.
    pub projection: String,
    /// The placeholders of all three expressions, as JSON.
    pub placeholders: String,
    /// Whether a Query reads in descending order.
    pub is_backwards: bool,
}

impl ItemQuery {
    /// A Query that finds `item`, as a starting point for the form.
    pub fn example(table: &TableDescription, item: Option<&Attributes>) -> ItemQuery {
        let Some(hash) = key_definition(table).map(|key| key.hash) else { return ItemQuery::default() };
        let value = item
            .and_then(|item| item.get(&hash.name))
            .map_or_else(|| "{\"S\": \"\"}".to_owned(), |value| json::text(value));
        let placeholders = format!("{{\"#k\": {}, \":k\": {value}}}", json::text(&hash.name));
        ItemQuery { key_condition: "#k = :k".to_owned(), placeholders, ..ItemQuery::default() }
    }

    /// Whether the answer has whole items: neither an index nor a projection is set.
    pub fn is_of_whole_items(&self) -> bool {
        self.index.is_empty() && self.projection.is_empty()
    }

    /// The call that reads the page after the key `after`.
    ///
    /// # Errors
    /// A sentence about the fault in the placeholders.
    pub fn read(&self, table: &str, after: Option<&Attributes>) -> Result<Read, String> {
        let expressions = [&self.key_condition, &self.filter, &self.projection].map(String::as_str);
        let Placeholders { names, values } = Placeholders::read(&self.placeholders, &expressions)?;
        let query = QueryInput {
            table_name: Some(table.to_owned()),
            index_name: some(&self.index),
            limit: Some(ROWS as i32),
            scan_index_forward: self.is_backwards.then_some(false),
            exclusive_start_key: after.cloned(),
            return_consumed_capacity: Some(ReturnConsumedCapacity::Total),
            projection_expression: some(&self.projection),
            filter_expression: some(&self.filter),
            key_condition_expression: some(&self.key_condition),
            expression_attribute_names: names,
            expression_attribute_values: values,
            ..QueryInput::default()
        };
        if query.key_condition_expression.is_some() {
            return Ok(Read::Query(query));
        }
        Ok(Read::Scan(ScanInput {
            index_name: query.index_name,
            limit: query.limit,
            exclusive_start_key: query.exclusive_start_key,
            return_consumed_capacity: query.return_consumed_capacity,
            projection_expression: query.projection_expression,
            filter_expression: query.filter_expression,
            expression_attribute_names: query.expression_attribute_names,
            expression_attribute_values: query.expression_attribute_values,
            ..ScanInput::new(table)
        }))
    }

    /// That call, to be sent.
    ///
    /// # Errors
    /// As [`ItemQuery::read`].
    pub fn request(&self, table: &str, after: Option<&Attributes>) -> Result<Request, String> {
        Ok(match self.read(table, after)? {
            Read::Query(query) => query.into(),
            Read::Scan(scan) => scan.into(),
        })
    }
}

/// A call that reads items.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    /// With a key condition.
    Query(QueryInput),
    /// Without.
    Scan(ScanInput),
}

/// A text of a form as a member of an input, which is left out if it is empty.
pub fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::tests::music;

    #[test]
    fn without_a_key_condition_it_is_a_scan() {
        let query = ItemQuery {
            filter: "Total > :t".to_owned(),
            placeholders: r#"{":t": {"N": "5"}}"#.to_owned(),
            ..ItemQuery::default()
        };
        let request = query.request("Music", None);
        assert_eq!(request.as_ref().map(Request::operation), Ok("Scan"));
        assert!(request.is_ok_and(|request| request.body().contains("\"FilterExpression\": \"Total > :t\"")));
        assert_eq!(ItemQuery::default().request("Music", None).as_ref().map(Request::operation), Ok("Scan"));
    }

    #[test]
    fn the_example_is_a_query_of_an_item() {
        let item = Attributes::from([("Artist".to_owned(), "Bach \"J. S.\"".into())]);
        let query = ItemQuery::example(&music(), Some(&item));
        assert_eq!(query.placeholders, r##"{"#k": "Artist", ":k": {"S":"Bach \"J. S.\""}}"##);
        let query = ItemQuery { is_backwards: true, index: "ByYear".to_owned(), ..query };
        let body = query.request("Music", None).map(|request| (request.operation().to_owned(), request.body()));
        assert!(!query.is_of_whole_items());
        let (operation, body) = body.unwrap_or_default();
        assert_eq!(operation, "Query");
        for part in ["\"IndexName\": \"ByYear\"", "\"ScanIndexForward\": false", "\"#k\": \"Artist\""] {
            assert!(body.contains(part), "{part} in {body}");
        }
    }

    #[test]
    fn placeholders_that_cannot_be_read_are_told() {
        let query = ItemQuery { placeholders: "{".to_owned(), ..ItemQuery::default() };
        assert!(query.request("Music", None).is_err());
    }
}
