//! Items: their keys, and their JSON.

pub mod json;
pub mod value;

use timemark_core::key::{KeyAttribute, KeyDefinition};
use timemark_core::shapes::{KeyType, TableDescription};
use timemark_core::{AttributeValue, Attributes, by_name};

/// The key of a table.
pub fn key_definition(table: &TableDescription) -> Option<KeyDefinition> {
    let named = |part: KeyType| {
        let schema = table.key_schema.iter().flatten().filter(|element| element.key_type.as_ref() == Some(&part));
        schema.filter_map(|element| key_attribute(table, element.attribute_name.as_deref()?)).collect()
    };
    let key = KeyDefinition { hash: named(KeyType::Hash), range: named(KeyType::Range) };
    (!key.hash.is_empty()).then_some(key)
}

/// A key attribute with the type that the table's definitions have for it.
fn key_attribute(table: &TableDescription, name: &str) -> Option<KeyAttribute> {
    let mut definitions = table.attribute_definitions.iter().flatten();
    let definition = definitions.find(|definition| definition.attribute_name.as_deref() == Some(name))?;
    Some(KeyAttribute { name: name.to_owned(), kind: definition.attribute_type.as_ref()?.scalar()? })
}

/// The key attributes of an item.
pub fn key_of(definition: &KeyDefinition, item: &Attributes) -> Attributes {
    let part = |part: &KeyAttribute| Some((part.name.clone(), item.get(&part.name)?.clone()));
    by_name(definition.attributes().filter_map(part).collect())
}

/// A key in one line, the partition key first: `Bach / Chaconne`.
pub fn key_text(definition: &KeyDefinition, item: &Attributes) -> String {
    let values = definition.attributes().filter_map(|part| item.get(&part.name)).map(value::brief);
    values.collect::<Vec<_>>().join(" / ")
}

/// An example key for a table.
pub fn suggestion(key: &KeyDefinition) -> Attributes {
    let value = |name: &str, kind: &str| match kind {
        "N" => AttributeValue::N("1".to_owned()),
        "B" => AttributeValue::B(vec![1]),
        _ => AttributeValue::S(format!("{} 01", name.to_ascii_lowercase())),
    };
    by_name(key.attributes().map(|part| (part.name.clone(), value(&part.name, part.kind.as_str()))).collect())
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
            let item = Attributes::from_iter([("Year".to_owned(), 1720.into()), ("Artist".to_owned(), "Bach".into())]);
            (key_text(&key, &item), key_of(&key, &item) == item)
        });
        assert_eq!(definition, Some(("Bach / 1720".to_owned(), true)));
        assert_eq!(key_definition(&TableDescription::default()), None);
    }
}
