//! Items as people write them: in a form, as JSON, many in a file. Nothing here knows a document, so that all of it is
//! tested natively.

pub mod form;
pub mod import;
pub mod json;
pub mod placeholders;
pub mod value;

use timemark_core::Attributes;
use timemark_core::key::{KeyAttribute, KeyDefinition};
use timemark_core::shapes::{KeyType, TableDescription};

/// The key of a table.
pub fn key_definition(table: &TableDescription) -> Option<KeyDefinition> {
    let named = |part: KeyType| {
        let mut schema = table.key_schema.iter().flatten();
        let element = schema.find(|element| element.key_type.as_ref() == Some(&part))?;
        key_attribute(table, element.attribute_name.as_deref()?)
    };
    Some(KeyDefinition { hash: named(KeyType::Hash)?, range: named(KeyType::Range) })
}

/// A key attribute with the type that the table's definitions have for it.
fn key_attribute(table: &TableDescription, name: &str) -> Option<KeyAttribute> {
    let mut definitions = table.attribute_definitions.iter().flatten();
    let definition = definitions.find(|definition| definition.attribute_name.as_deref() == Some(name))?;
    Some(KeyAttribute { name: name.to_owned(), kind: definition.attribute_type.as_ref()?.scalar()? })
}

/// Of an item, what is its key.
pub fn key_of(definition: &KeyDefinition, item: &Attributes) -> Attributes {
    let part = |part: &KeyAttribute| Some((part.name.clone(), item.get(&part.name)?.clone()));
    definition.attributes().filter_map(part).collect()
}

/// A key in one line, the partition key first: `Bach / Chaconne`.
pub fn key_text(definition: &KeyDefinition, item: &Attributes) -> String {
    let values = definition.attributes().filter_map(|part| item.get(&part.name)).map(value::brief);
    values.collect::<Vec<_>>().join(" / ")
}

/// So many items: `1 item`, `12,345 items`.
pub fn counted(number: u64) -> String {
    format!("{} {}", grouped(number), if number == 1 { "item" } else { "items" })
}

/// A number as people read it: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use timemark_core::operations::{CreateTableInput, DescribeTableInput};
    use timemark_core::shapes::ScalarAttributeType;
    use timemark_core::{Engine, Options};

    /// A table with those keys, as DescribeTable has it.
    pub fn table(keys: &[(&str, KeyType, ScalarAttributeType)]) -> TableDescription {
        let mut engine = Engine::new(Options::default());
        assert!(engine.send(CreateTableInput::on_demand("Music", keys)).is_ok());
        let described = engine.send(DescribeTableInput::new("Music"));
        described.ok().and_then(|answer| answer.table).unwrap_or_default()
    }

    /// A table with a partition key that is a text and a sort key that is a number.
    pub fn music() -> TableDescription {
        table(&[("Artist", KeyType::Hash, ScalarAttributeType::S), ("Year", KeyType::Range, ScalarAttributeType::N)])
    }

    #[test]
    fn keys_are_read_from_the_description() {
        let definition = key_definition(&music()).map(|key| {
            let item = Attributes::from([("Year".to_owned(), 1720.into()), ("Artist".to_owned(), "Bach".into())]);
            (key_text(&key, &item), key_of(&key, &item) == item)
        });
        assert_eq!(definition, Some(("Bach / 1720".to_owned(), true)));
        assert_eq!(key_definition(&TableDescription::default()), None);
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([0, 1, 2_000].map(counted), ["0 items", "1 item", "2,000 items"]);
    }
}
