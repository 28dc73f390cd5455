//! Key conditions: which partition key a Query reads, and which of its sort keys.

use super::condition::{Comparator, Condition, Node, Operand};
use super::error::{ExpressionError, ExpressionKind};
use super::placeholders::Placeholders;
use crate::item::Canonical;
use crate::item::key::{KeyAttribute, KeyDefinition};
use crate::item::value::AttributeValue;
use crate::model::error::Error;

/// A condition on keys, before it is known whose keys they are.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyCondition {
    /// One for each attribute, one or two, in the order in which they were sent.
    conditions: Vec<(String, SortCondition)>,
}

/// A condition on one key attribute. Bounds are included unless the name says otherwise.
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
    /// What it compares with.
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

/// What a Query reads of a table or an index whose key is known.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRange {
    /// The partition key.
    pub hash: AttributeValue,
    /// Which sort keys; all of them where there is none.
    pub range: Option<SortCondition>,
}

impl KeyCondition {
    /// Reads a key condition.
    ///
    /// # Errors
    /// ValidationException for anything that is no `=`, `<`, `<=`, `>`, `>=`, BETWEEN or begins_with of an attribute and
    /// values, or two of them joined by AND.
    pub fn parse(text: &str, placeholders: &mut Placeholders<'_>) -> Result<KeyCondition, Error> {
        let Condition(node) = Condition::parse(ExpressionKind::KeyCondition, text, placeholders)?;
        let mut conditions = Vec::new();
        match node {
            Node::All(nodes) => nodes.into_iter().try_for_each(|node| gather(node, &mut conditions))?,
            node => gather(node, &mut conditions)?,
        }
        KeyCondition::of(conditions)
    }

    /// Conditions, one for each attribute.
    ///
    /// # Errors
    /// ValidationException for two on one attribute, or more than two.
    pub(super) fn of(conditions: Vec<(String, SortCondition)>) -> Result<KeyCondition, Error> {
        for (index, (name, _)) in conditions.iter().enumerate().take(3) {
            if conditions.iter().take(index).any(|(earlier, _)| earlier == name) {
                return Err(ExpressionError::KeyConditionTwice.into());
            }
        }
        if conditions.len() > 2 {
            return Err(ExpressionError::KeyNotSupported.into());
        }
        Ok(KeyCondition { conditions })
    }

    /// The names of the attributes that it is about.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().map(|(name, _)| name.as_str())
    }

    /// What it means for a key.
    ///
    /// # Errors
    /// ValidationException where it does not fix the partition key, is about another attribute, or compares with values
    /// of another type or with empty ones.
    ///
    /// # Source
    /// `docs/dynamodb.md#query`.
    pub fn of_key(&self, key: &KeyDefinition) -> Result<KeyRange, Error> {
        let find = |name: &str| self.conditions.iter().find(|(found, _)| found == name).map(|(_, condition)| condition);
        let missing = |name: &str| Err(ExpressionError::KeyMissing { key: name.to_owned() }.into());
        let Some(hash) = find(&key.hash.name) else { return missing(&key.hash.name) };
        let range = key.range.as_ref().and_then(|range| Some((range, find(&range.name)?)));
        if self.conditions.len() == 2 && range.is_none() {
            // The other condition is about something that is no key.
            return match &key.range {
                Some(range) => missing(&range.name),
                None => Err(ExpressionError::KeyNotSupported.into()),
            };
        }
        let SortCondition::Equal(value) = hash else { return Err(ExpressionError::KeyNotSupported.into()) };
        check_values(&key.hash, hash)?;
        if let Some((attribute, condition)) = range {
            check_values(attribute, condition)?;
        }
        Ok(KeyRange { hash: value.clone(), range: range.map(|(_, condition)| condition.clone()) })
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

/// Adds what a condition says of key attributes.
///
/// # Errors
/// ValidationException for a condition that no key can have.
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

/// The key attribute that an operand names.
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
        let values = r#"{":a": {"S": "a"}, ":b": {"S": "b"}, ":n": {"N": "1"}, ":e": {"S": ""}}"#;
        let attribute = |name: &str| KeyAttribute { name: name.to_owned(), kind: ScalarType::S };
        let key = KeyDefinition { hash: attribute("pk"), range: has_range.then(|| attribute("sk")) };
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
            assert_eq!(read(text, true), Ok(KeyRange { hash: s("a"), range }), "{text}");
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
}
