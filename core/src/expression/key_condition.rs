//! Key conditions: the partition key that a Query reads, and the range of its sort keys.

use super::condition::{Comparator, Condition, Node, Operand};
use super::error::{ExpressionError, ExpressionKind};
use super::placeholders::Placeholders;
use crate::item::Canonical;
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::item::value::AttributeValue;
use crate::limits::INDEX_KEY_ATTRIBUTES_MAX;
use crate::model::error::Error;

/// A condition on a key, before the key is known.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCondition {
    /// The conditions, one for each attribute, in the order of the request.
    conditions: Vec<(String, SortCondition)>,
}

/// A condition on a key attribute. Bounds are inclusive unless the name says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum SortCondition {
    /// `=`
    Equal(AttributeValue),
    /// `<`
    Less(AttributeValue),
    /// `<=`
    AtMost(AttributeValue),
    /// `>`
    Greater(AttributeValue),
    /// `>=`
    AtLeast(AttributeValue),
    /// `BETWEEN … AND …`
    Between(AttributeValue, AttributeValue),
    /// `begins_with`
    BeginsWith(AttributeValue),
}

impl SortCondition {
    /// The values that the attribute is compared with.
    pub fn values(&self) -> impl Iterator<Item = &AttributeValue> {
        let (first, second) = match self {
            SortCondition::Equal(value)
            | SortCondition::Less(value)
            | SortCondition::AtMost(value)
            | SortCondition::Greater(value)
            | SortCondition::AtLeast(value)
            | SortCondition::BeginsWith(value) => (value, None),
            SortCondition::Between(lower, upper) => (lower, Some(upper)),
        };
        std::iter::once(first).chain(second)
    }
}

/// A key condition for a table or an index whose key is known.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRange {
    /// The partition key: a value for each HASH attribute.
    pub hash: Vec<AttributeValue>,
    /// The values of the first RANGE attributes.
    pub equal: Vec<AttributeValue>,
    /// The condition on the RANGE attribute after those; `None` for all values.
    pub range: Option<SortCondition>,
}

impl KeyCondition {
    /// Reads a key condition.
    ///
    /// # Errors
    /// ValidationException for a condition that is not `=`, `<`, `<=`, `>`, `>=`, BETWEEN or begins_with of an
    /// attribute and values, or several of them joined by AND.
    pub fn parse(text: &str, placeholders: &mut Placeholders<'_>) -> Result<KeyCondition, Error> {
        let Condition { node, .. } = Condition::parse(ExpressionKind::KeyCondition, text, placeholders)?;
        let mut conditions = Vec::new();
        match node {
            Node::All(nodes) => nodes.into_iter().try_for_each(|node| gather(node, &mut conditions))?,
            node => gather(node, &mut conditions)?,
        }
        KeyCondition::of(conditions)
    }

    /// A key condition of conditions on attributes.
    ///
    /// # Errors
    /// ValidationException for two conditions on one attribute, and for more attributes than a key can have.
    pub(super) fn of(conditions: Vec<(String, SortCondition)>) -> Result<KeyCondition, Error> {
        const CONDITIONS_MAX: usize = 2 * INDEX_KEY_ATTRIBUTES_MAX;
        for (index, (name, _)) in conditions.iter().enumerate().take(CONDITIONS_MAX + 1) {
            if conditions.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(ExpressionError::KeyConditionTwice.into());
            }
        }
        if conditions.len() > CONDITIONS_MAX {
            return Err(ExpressionError::KeyNotSupported.into());
        }
        Ok(KeyCondition { conditions })
    }

    /// The names of the attributes.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().map(|(name, _)| name.as_str())
    }

    /// The key condition, for a given key.
    ///
    /// # Errors
    /// ValidationException if the condition does not fix every HASH attribute, skips a RANGE attribute or gives more
    /// than a value for one before another, has an attribute that is not part of the key, or compares with values that
    /// are empty or of another type.
    ///
    /// # Source
    /// `docs/dynamodb.md#query`, `docs/dynamodb.md#index-multi-key`.
    pub fn of_key(self, key: &KeyDefinition) -> Result<KeyRange, Error> {
        let mut left = self.conditions;
        let mut take = |attribute: &KeyAttribute| {
            let place = left.iter().position(|(name, _)| *name == attribute.name)?;
            Some(left.swap_remove(place).1)
        };
        let missing = |attribute: &KeyAttribute| ExpressionError::KeyMissing { key: attribute.name.clone() };
        let mut found = Vec::with_capacity(2);
        for attribute in &key.hash {
            found.push((attribute, take(attribute).ok_or_else(|| missing(attribute))?));
        }
        let of_range = key.range.iter().map_while(|attribute| Some((attribute, take(attribute)?)));
        found.extend(of_range);
        if !left.is_empty() {
            // The other conditions are on attributes that are not part of the key, or that follow a skipped RANGE
            // attribute.
            let next = key.attributes().nth(found.len());
            return Err(next.map_or(ExpressionError::KeyNotSupported, missing).into());
        }
        let (hashes, last) = (key.hash.len(), found.len() - 1);
        let mut range = KeyRange { hash: Vec::with_capacity(hashes), equal: Vec::new(), range: None };
        for (place, (attribute, condition)) in found.into_iter().enumerate() {
            let is_fixed = place < hashes || place < last;
            if is_fixed && !matches!(condition, SortCondition::Equal(_)) {
                return Err(ExpressionError::KeyNotSupported.into());
            }
            check_values(attribute, &condition)?;
            match condition {
                SortCondition::Equal(value) if place < hashes => range.hash.push(value),
                SortCondition::Equal(value) if is_fixed => range.equal.push(value),
                condition => range.range = Some(condition),
            }
        }
        Ok(range)
    }
}

fn check_values(attribute: &KeyAttribute, condition: &SortCondition) -> Result<(), Error> {
    for value in condition.values() {
        if value.type_name() != attribute.kind.as_str() {
            return Err(ExpressionError::KeyValueType.into());
        }
        crate::item::key::refuse_empty(attribute, value)?;
    }
    if matches!((condition, condition.values().next()), (SortCondition::BeginsWith(_), Some(AttributeValue::N(_)))) {
        return Err(ExpressionError::KeyNotSupported.into());
    }
    Ok(())
}

/// Adds the conditions of a node on key attributes.
///
/// # Errors
/// ValidationException for a condition that a key cannot have.
pub(super) fn gather(node: Node, conditions: &mut Vec<(String, SortCondition)>) -> Result<(), Error> {
    let operator = |operator: &'static str| Err(ExpressionError::KeyOperator { operator }.into());
    match node {
        Node::All(nodes) => nodes.into_iter().try_for_each(|node| gather(node, conditions)),
        Node::Any(_) => operator("OR"),
        Node::Not(_) => operator("NOT"),
        Node::In(..) => operator("IN"),
        Node::Exists(_) => operator("attribute_exists"),
        Node::NotExists(_) => operator("attribute_not_exists"),
        Node::TypeIs(..) => operator("attribute_type"),
        Node::Contains(..) => operator("contains"),
        Node::Compare(_, Comparator::Unequal, _) => operator("<>"),
        Node::Compare(left, comparator, right) => {
            // `:value < attribute` is `attribute > :value`.
            let (name, value, comparator) = match (left, right) {
                (Operand::Value(value), right @ Operand::Path(_)) => (name(right)?, value, comparator.reversed()),
                (left, Operand::Value(value)) => (name(left)?, value, comparator),
                (_, Operand::Path(_)) => return Err(ExpressionError::KeyTwoNames.into()),
                (_, Operand::Size(_)) => return operator("size"),
            };
            let value = value_of(&value);
            let condition = match comparator {
                Comparator::Less => SortCondition::Less(value),
                Comparator::AtMost => SortCondition::AtMost(value),
                Comparator::Greater => SortCondition::Greater(value),
                Comparator::AtLeast => SortCondition::AtLeast(value),
                Comparator::Equal | Comparator::Unequal => SortCondition::Equal(value),
            };
            conditions.push((name, condition));
            Ok(())
        }
        Node::Between(value, lower, upper) => {
            if matches!(value, Operand::Value(_)) {
                return Err(ExpressionError::KeyNotFirst { operator: "BETWEEN" }.into());
            }
            let name = name(value)?;
            let (Operand::Value(lower), Operand::Value(upper)) = (lower, upper) else {
                return Err(ExpressionError::KeyTwoNames.into());
            };
            conditions.push((name, SortCondition::Between(value_of(&lower), value_of(&upper))));
            Ok(())
        }
        Node::BeginsWith(value, start) => {
            if matches!(value, Operand::Value(_)) {
                return Err(ExpressionError::KeyNotFirst { operator: "begins_with" }.into());
            }
            let name = name(value)?;
            let Operand::Value(start) = start else { return Err(ExpressionError::KeyTwoNames.into()) };
            conditions.push((name, SortCondition::BeginsWith(value_of(&start))));
            Ok(())
        }
    }
}

/// The key attribute of an operand.
fn name(operand: Operand) -> Result<String, Error> {
    match operand {
        Operand::Path(path) if path.steps().is_empty() => Ok(path.name().to_owned()),
        Operand::Path(_) => Err(ExpressionError::KeyNested.into()),
        Operand::Size(_) => Err(ExpressionError::KeyOperator { operator: "size" }.into()),
        Operand::Value(_) => Err(ExpressionError::KeyNoName.into()),
    }
}

fn value_of(value: &Canonical) -> AttributeValue {
    value.stored().to_value().unwrap_or(AttributeValue::Null(true))
}

#[cfg(test)]
mod tests {
    use super::super::tests::parsed;
    use super::*;
    use crate::item::key::ScalarType;

    fn read(text: &str, has_range: bool) -> Result<KeyRange, String> {
        read_for(text, &["pk"], if has_range { &["sk"] } else { &[] })
    }

    fn read_for(text: &str, hash: &[&str], range: &[&str]) -> Result<KeyRange, String> {
        let values = r#"{":a": {"S": "a"}, ":b": {"S": "b"}, ":n": {"N": "1"}, ":e": {"S": ""}}"#;
        let attributes = |names: &[&str]| {
            names.iter().map(|&name| KeyAttribute { name: name.to_owned(), kind: ScalarType::S }).collect()
        };
        let key = KeyDefinition { hash: attributes(hash), range: attributes(range) };
        let mut read = Err(String::new());
        let _ = parsed(ExpressionKind::KeyCondition, &[], values, |placeholders| {
            let condition = KeyCondition::parse(text, placeholders);
            read = condition.and_then(|condition| condition.of_key(&key)).map_err(|error| error.to_string());
            Ok(())
        });
        read
    }

    #[test]
    fn what_it_means_for_a_key() {
        let s = AttributeValue::from;
        for (text, range) in [
            ("pk = :a", None),
            (":a = pk", None),
            ("(pk = :a) AND (sk = :b)", Some(SortCondition::Equal(s("b")))),
            ("sk < :b AND pk = :a", Some(SortCondition::Less(s("b")))),
            ("pk = :a AND sk <= :b", Some(SortCondition::AtMost(s("b")))),
            ("pk = :a AND :b < sk", Some(SortCondition::Greater(s("b")))),
            ("pk = :a AND sk >= :b", Some(SortCondition::AtLeast(s("b")))),
            ("pk = :a AND sk BETWEEN :a AND :b", Some(SortCondition::Between(s("a"), s("b")))),
            ("pk = :a AND begins_with(sk, :b)", Some(SortCondition::BeginsWith(s("b")))),
        ] {
            assert_eq!(read(text, true), Ok(KeyRange { hash: vec![s("a")], equal: Vec::new(), range }), "{text}");
        }
    }

    #[test]
    fn what_finds_nothing_by_key() {
        for (text, has_range, expected) in [
            ("pk = :a OR sk = :b", true, "Invalid operator used in KeyConditionExpression: OR"),
            ("NOT pk = :a", true, "Invalid operator used in KeyConditionExpression: NOT"),
            ("pk = :a AND sk <> :b", true, "Invalid operator used in KeyConditionExpression: <>"),
            ("pk IN (:a)", true, "Invalid operator used in KeyConditionExpression: IN"),
            ("pk = :a AND contains(sk, :b)", true, "Invalid operator used in KeyConditionExpression: contains"),
            ("pk = :a AND size(sk) = :n", true, "Invalid operator used in KeyConditionExpression: size"),
            ("pk = :a AND pk = :b", true, "KeyConditionExpressions must only contain one condition per key"),
            ("pk = :a AND sk = :b AND x = :b", true, "Query key condition not supported"),
            ("pk.x = :a", true, "KeyConditionExpressions cannot have conditions on nested attributes"),
            (
                "pk = sk",
                true,
                "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
            ),
            (":a = :b", true, "Invalid condition in KeyConditionExpression: No key attribute specified"),
            (
                "pk = :a AND begins_with(:b, sk)",
                true,
                "Invalid condition in KeyConditionExpression: begins_with operator must have the key attribute as its first \
                 operand",
            ),
            ("sk = :a", true, "Query condition missed key schema element: pk"),
            ("pk = :a AND x = :b", true, "Query condition missed key schema element: sk"),
            ("pk = :a AND x = :b", false, "Query key condition not supported"),
            ("pk > :a", true, "Query key condition not supported"),
            (
                "pk = :n",
                true,
                "One or more parameter values were invalid: Condition parameter type does not match schema type",
            ),
            (
                "pk = :a AND sk > :e",
                true,
                "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
                 string value. Key: sk",
            ),
        ] {
            assert_eq!(read(text, has_range), Err(expected.to_owned()), "{text}");
        }
    }

    /// As many attributes are compared as a key can have, and the one after them.
    #[test]
    fn attributes_that_are_named_twice() {
        let (twice, none) =
            ("KeyConditionExpressions must only contain one condition per key", "Query key condition not supported");
        for (names, expected) in [
            ("a b c d e f g h", "Query condition missed key schema element: pk"),
            ("a b c d e f g a", twice),
            ("a b c d e f g g", twice),
            ("a b c d e f g h i", none),
            ("a b c d e f g h a", twice),
            ("a b c d e f g h h", twice),
            ("a b c d e f g h i a", none),
        ] {
            let conditions = names.split(' ').map(|name| format!("{name} = :a"));
            let text = conditions.collect::<Vec<_>>().join(" AND ");
            assert_eq!(read(&text, true), Err(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_it_means_for_a_key_of_several_attributes() {
        let s = AttributeValue::from;
        let hash = vec![s("a"), s("b")];
        for (text, equal, range) in [
            ("g = :a AND h = :b", vec![], None),
            ("x > :a AND h = :b AND g = :a", vec![], Some(SortCondition::Greater(s("a")))),
            ("g = :a AND h = :b AND x = :a", vec![], Some(SortCondition::Equal(s("a")))),
            (
                "g = :a AND h = :b AND begins_with(y, :b) AND x = :a",
                vec![s("a")],
                Some(SortCondition::BeginsWith(s("b"))),
            ),
            (
                "g = :a AND h = :b AND x = :a AND y = :b AND z BETWEEN :a AND :b",
                vec![s("a"), s("b")],
                Some(SortCondition::Between(s("a"), s("b"))),
            ),
        ] {
            let expected = KeyRange { hash: hash.clone(), equal, range };
            assert_eq!(read_for(text, &["g", "h"], &["x", "y", "z"]), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_finds_nothing_by_a_key_of_several_attributes() {
        for (text, expected) in [
            ("g = :a", "Query condition missed key schema element: h"),
            ("h = :a AND x = :b", "Query condition missed key schema element: g"),
            ("g = :a AND h = :b AND y = :a", "Query condition missed key schema element: x"),
            ("g = :a AND h = :b AND x = :a AND z = :a", "Query condition missed key schema element: y"),
            ("g = :a AND h = :b AND x = :a AND b = :a", "Query condition missed key schema element: y"),
            ("g = :a AND h > :b", "Query key condition not supported"),
            ("g = :a AND h = :b AND x > :a AND y = :a", "Query key condition not supported"),
            ("g = :a AND h = :b AND x = :a AND y = :a AND z = :a AND b = :a", "Query key condition not supported"),
            (
                "g = :a AND h = :b AND x = :n AND y = :a",
                "One or more parameter values were invalid: Condition parameter type does not match schema type",
            ),
        ] {
            assert_eq!(read_for(text, &["g", "h"], &["x", "y", "z"]), Err(expected.to_owned()), "{text}");
        }
    }
}
