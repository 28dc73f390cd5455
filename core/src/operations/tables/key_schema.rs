//! The key schemas of a request, and the attributes that they name.

use super::error::DefinitionError;
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::model::constraints::{first_duplicate, required};
use crate::model::error::Error;
use crate::model::shapes::*;
use crate::sorting::sort_by_key;

/// The types of attributes, each by its name.
///
/// A request may define as many attributes as its body holds, and a key schema may name as many: none is looked for by a
/// walk.
#[derive(Clone, Debug)]
pub struct AttributeTypes {
    /// In the order of the request.
    attributes: Vec<KeyAttribute>,
    /// Their indexes, in the order of their names.
    by_name: Vec<usize>,
}

impl AttributeTypes {
    /// Reads what a request defines.
    ///
    /// # Errors
    /// ValidationException where a name is defined twice.
    pub fn new(definitions: &[AttributeDefinition]) -> Result<AttributeTypes, Error> {
        let names = || definitions.iter().map(|definition| definition.attribute_name.as_deref().unwrap_or_default());
        if let Some(name) = first_duplicate(names()) {
            return Err(DefinitionError::DefinitionDuplicate { name: name.to_owned() }.into());
        }
        let mut attributes = Vec::with_capacity(definitions.len());
        for (definition, name) in definitions.iter().zip(names()) {
            let kind = required("attributeDefinitions.attributeType", &definition.attribute_type)?;
            let kind = kind
                .scalar()
                .unwrap_or_else(|| unreachable!("constraints refuse the attribute type {}", kind.as_str()));
            attributes.push(KeyAttribute { name: name.to_owned(), kind });
        }
        Ok(AttributeTypes::of(attributes))
    }

    /// The types of a table's attributes, and of those that a request adds to them: one that is there stays as it is.
    pub fn extended(known: &[KeyAttribute], given: AttributeTypes) -> AttributeTypes {
        let known = AttributeTypes::of(known.to_vec());
        let added: Vec<_> = given.attributes.into_iter().filter(|given| known.find(&given.name).is_none()).collect();
        AttributeTypes::of([known.attributes, added].concat())
    }

    fn of(attributes: Vec<KeyAttribute>) -> AttributeTypes {
        let mut by_name: Vec<usize> = (0..attributes.len()).collect();
        sort_by_key(&mut by_name, |&index| &attributes[index].name);
        AttributeTypes { attributes, by_name }
    }

    /// Returns the attribute of that name.
    pub fn find(&self, name: &str) -> Option<&KeyAttribute> {
        let found = self.by_name.binary_search_by(|&index| self.attributes[index].name.as_str().cmp(name)).ok()?;
        Some(&self.attributes[self.by_name[found]])
    }

    /// Returns the attributes in the order of the request.
    pub fn as_slice(&self) -> &[KeyAttribute] {
        &self.attributes
    }

    /// Returns the attributes as a table keeps them.
    pub fn into_vec(self) -> Vec<KeyAttribute> {
        self.attributes
    }
}

/// The key of a schema: HASH attributes first, then RANGE attributes, at most `attributes_max` of each, all defined.
///
/// # Errors
/// ValidationException for any other schema.
///
/// # Source
/// `docs/dynamodb.md#table-definition`, `docs/dynamodb.md#index-multi-key`, including texts and order of the checks.
pub(super) fn key(
    schema: &[KeySchemaElement],
    attributes: &AttributeTypes,
    attributes_max: usize,
) -> Result<KeyDefinition, DefinitionError> {
    let is_hash = |element: &&KeySchemaElement| element.key_type == Some(KeyType::Hash);
    let find = |element: &KeySchemaElement| attributes.find(element.attribute_name.as_deref()?).cloned();
    let Some(mut hash) = schema.iter().map(find).collect::<Option<Vec<KeyAttribute>>>() else {
        return Err(DefinitionError::KeyUndefined {
            keys: schema.iter().filter_map(|element| element.attribute_name.clone()).collect(),
            defined: attributes.as_slice().iter().map(|attribute| attribute.name.clone()).collect(),
        });
    };
    if first_duplicate(hash.iter().map(|attribute| attribute.name.as_str())).is_some() {
        return Err(DefinitionError::SameKeyTwice);
    }
    let hashes = schema.iter().take_while(is_hash).count();
    let range = hash.split_off(hashes);
    if hash.is_empty() {
        return Err(DefinitionError::FirstKeyNotHash);
    }
    if attributes_max == 1 && hash.len() > attributes_max {
        return Err(DefinitionError::SecondKeyNotRange);
    }
    if schema.iter().skip(hashes).any(|element| is_hash(&element)) {
        return Err(DefinitionError::HashAfterRange);
    }
    for (kind, part) in [(KeyType::Hash, &hash), (KeyType::Range, &range)] {
        if part.len() > attributes_max {
            return Err(DefinitionError::TooManyKeyAttributes { kind });
        }
    }
    Ok(KeyDefinition { hash, range })
}

/// The key of a table.
///
/// # Errors
/// ValidationException for an invalid schema, and for one that names what is not defined.
pub fn table_key(schema: &[KeySchemaElement], attributes: &AttributeTypes) -> Result<KeyDefinition, Error> {
    if schema.len() > attributes.as_slice().len() {
        return Err(DefinitionError::IndexKeyUndefined.into());
    }
    Ok(key(schema, attributes, 1)?)
}
