//! A Query or a Scan of a table, as it is written in the form.

use crate::calls::placeholders::Placeholders;
use crate::calls::request::Request;
use timemark_core::operations::{QueryInput, ScanInput};
use timemark_core::shapes::{KeySchemaElement, KeyType, ReturnConsumedCapacity, ScalarAttributeType, TableDescription};
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
    /// A Query of a table, or of its index of that name, that finds `item`, as a starting point for the form. An index
    /// has a key of its own, so it has an example of its own, with a value for each of its HASH attributes.
    pub fn example(table: &TableDescription, index: &str, item: Option<&Attributes>) -> ItemQuery {
        let global = table.global_secondary_indexes.iter().flatten().map(|its| (&its.index_name, &its.key_schema));
        let local = table.local_secondary_indexes.iter().flatten().map(|its| (&its.index_name, &its.key_schema));
        let of_index = global.chain(local).find(|(name, _)| name.as_deref() == Some(index)).map(|(_, schema)| schema);
        let schema = of_index.unwrap_or(&table.key_schema);
        let is_hash = |part: &&KeySchemaElement| part.key_type == Some(KeyType::Hash);
        let hashes = schema.iter().flatten().filter(is_hash).filter_map(|part| part.attribute_name.as_ref());
        let (mut conditions, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (hash, number) in hashes.zip(1..) {
            let suffix = if number == 1 { String::new() } else { number.to_string() };
            let mut definitions = table.attribute_definitions.iter().flatten();
            let definition = definitions.find(|definition| definition.attribute_name.as_ref() == Some(hash));
            let any = match definition.and_then(|definition| definition.attribute_type.as_ref()) {
                Some(ScalarAttributeType::N) => "{\"N\": \"0\"}",
                Some(ScalarAttributeType::B) => "{\"B\": \"AA==\"}",
                _ => "{\"S\": \"a\"}",
            };
            let value = item.and_then(|item| item.get(hash)).map_or_else(|| any.to_owned(), |value| json::text(value));
            conditions.push(format!("#k{suffix} = :k{suffix}"));
            names.push(format!("\"#k{suffix}\": {}", json::text(hash)));
            values.push(format!("\":k{suffix}\": {value}"));
        }
        if conditions.is_empty() {
            return ItemQuery::default();
        }
        let placeholders = format!("{{{}}}", names.into_iter().chain(values).collect::<Vec<_>>().join(", "));
        ItemQuery {
            index: index.to_owned(),
            key_condition: conditions.join(" AND "),
            placeholders,
            ..ItemQuery::default()
        }
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
    use timemark_core::operations::CreateTableInput;
    use timemark_core::shapes::{AttributeDefinition, GlobalSecondaryIndex, Projection, ProjectionType};
    use timemark_core::{Engine, Options};

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
        let item = Attributes::from_iter([("Artist".to_owned(), "Bach \"J. S.\"".into())]);
        let query = ItemQuery::example(&music(), "", Some(&item));
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
    fn every_index_has_an_example_that_the_service_accepts() {
        let mut engine = Engine::new(Options::default());
        let key = [("Artist", KeyType::Hash, ScalarAttributeType::S)];
        let part =
            |name: &str| KeySchemaElement { attribute_name: Some(name.to_owned()), key_type: Some(KeyType::Hash) };
        let index = GlobalSecondaryIndex {
            index_name: Some("ByYear".to_owned()),
            key_schema: Some(vec![part("Year")]),
            projection: Some(Projection { projection_type: Some(ProjectionType::All), ..Projection::default() }),
            ..GlobalSecondaryIndex::default()
        };
        let mut create = CreateTableInput::on_demand("Music", &key);
        create.global_secondary_indexes = Some(vec![index]);
        if let Some(definitions) = &mut create.attribute_definitions {
            definitions.push(AttributeDefinition {
                attribute_name: Some("Year".to_owned()),
                attribute_type: Some(ScalarAttributeType::N),
            });
        }
        let answer = engine.send(create);
        let table = answer.as_ref().ok().and_then(|answer| answer.table_description.clone()).unwrap_or_default();
        let item = Attributes::from_iter([("Artist".to_owned(), "Bach".into()), ("Year".to_owned(), 1741.into())]);
        for item in [Some(&item), None] {
            for (index, key) in [("", "Artist"), ("ByYear", "Year")] {
                let query = ItemQuery::example(&table, index, item);
                assert!(query.placeholders.contains(key), "{query:?}");
                let answer = query.request("Music", None).map(|request| request.send(&mut engine).failure);
                assert_eq!(answer, Ok(None), "{query:?}");
            }
        }
    }

    #[test]
    fn placeholders_that_cannot_be_read_are_told() {
        let query = ItemQuery { placeholders: "{".to_owned(), ..ItemQuery::default() };
        assert!(query.request("Music", None).is_err());
    }
}
