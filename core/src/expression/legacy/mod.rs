//! The legacy parameters, read as the expressions that have the same meaning.

mod error;

pub use error::LegacyError;

use super::condition::{Comparator, Condition, Node, Operand};
use super::key_condition::{KeyCondition, SortCondition};
use super::path::Path;
use super::projection::Projection;
use super::tree::{Paths, Tree};
use super::update::{Action, Operand as UpdateOperand, Update};
use crate::expression::error::ExpressionError;
use crate::item::number::Number;
use crate::item::value::AttributeValue;
use crate::item::{Canonical, ItemError, Kind};
use crate::json::ByName;
use crate::limits::INDEX_KEY_ATTRIBUTES_MAX;
use crate::model::constraints::first_duplicate;
use crate::model::constraints::required;
use crate::model::error::Error;
use crate::model::shapes::{
    AttributeAction, AttributeValueUpdate, ComparisonOperator, Condition as AttributeCondition, ConditionalOperator,
    ExpectedAttributeValue,
};

/// Refuses a request with both legacy parameters and expressions. Each list has whether the parameter was sent.
///
/// # Errors
/// ValidationException that names all parameters that were sent.
pub fn refuse_mixed(plain: &[(&'static str, bool)], expressions: &[(&'static str, bool)]) -> Result<(), Error> {
    let is_any_sent = |members: &[(&'static str, bool)]| members.iter().any(|(_, is_there)| *is_there);
    if !is_any_sent(plain) || !is_any_sent(expressions) {
        return Ok(());
    }
    let sent = |members: &[(&'static str, bool)]| -> Vec<&'static str> {
        members.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name).collect()
    };
    Err(ExpressionError::Mixed { plain: sent(plain), expressions: sent(expressions) }.into())
}

impl Condition {
    /// The condition in `Expected` and `ConditionalOperator`; `None` if there is none.
    ///
    /// # Errors
    /// ValidationException if they are invalid.
    pub fn of_expected(
        expected: Option<&ByName<ExpectedAttributeValue>>,
        operator: Option<&ConditionalOperator>,
    ) -> Result<Option<Condition>, Error> {
        let nodes = expected.into_iter().flatten().map(|(name, expected)| expectation(name, expected));
        joined(nodes.collect::<Result<_, _>>()?, operator)
    }

    /// The condition in `QueryFilter` or `ScanFilter` and `ConditionalOperator`; `None` if there is none.
    ///
    /// # Errors
    /// ValidationException if they are invalid.
    pub fn of_filter(
        filter: Option<&ByName<AttributeCondition>>,
        operator: Option<&ConditionalOperator>,
    ) -> Result<Option<Condition>, Error> {
        let nodes = filter.into_iter().flatten().map(|(name, condition)| {
            refuse_empty_name(name)?;
            let operator = operator_of(condition)?;
            comparison(name, operator, condition.attribute_value_list.as_deref().unwrap_or_default())
        });
        joined(nodes.collect::<Result<_, Error>>()?, operator)
    }
}

fn joined(mut nodes: Vec<Node>, operator: Option<&ConditionalOperator>) -> Result<Option<Condition>, Error> {
    match (nodes.len(), operator) {
        (0, Some(_)) => Err(LegacyError::OperatorAlone.into()),
        (1, Some(_)) => Err(LegacyError::OperatorOfOne.into()),
        (0 | 1, None) => Ok(nodes.pop().map(Condition::of)),
        (_, Some(ConditionalOperator::Or)) => Ok(Some(Condition::of(Node::Any(nodes)))),
        _ => Ok(Some(Condition::of(Node::All(nodes)))),
    }
}

/// Refuses an empty attribute name.
///
/// # Source
/// `docs/dynamodb.md#item-keys`.
fn refuse_empty_name(name: &str) -> Result<(), Error> {
    if name.is_empty() { Err(ItemError::EmptyAttributeName.into()) } else { Ok(()) }
}

fn expectation(name: &str, expected: &ExpectedAttributeValue) -> Result<Node, Error> {
    refuse_empty_name(name)?;
    let attribute = || name.to_owned();
    let ExpectedAttributeValue { value, exists, comparison_operator, attribute_value_list } = expected;
    let Some(operator) = comparison_operator else {
        if attribute_value_list.is_some() {
            return Err(LegacyError::ListWithoutOperator { attribute: attribute() }.into());
        }
        return match (exists, value) {
            (Some(false), Some(_)) => Err(LegacyError::ValueWithoutExistence { attribute: attribute() }.into()),
            (Some(false), None) => Ok(Node::NotExists(Path::attribute(name))),
            (_, Some(value)) => comparison(name, &ComparisonOperator::Eq, std::slice::from_ref(value)),
            (exists, None) => {
                let exists = if exists.is_some() { "set to true" } else { "null" };
                Err(LegacyError::ExistenceWithoutValue { attribute: attribute(), exists }.into())
            }
        };
    };
    if exists.is_some() {
        return Err(LegacyError::ExistsWithOperator { attribute: attribute() }.into());
    }
    let takes_none = matches!(operator, ComparisonOperator::Null | ComparisonOperator::NotNull);
    match (value, attribute_value_list) {
        (Some(_), Some(_)) => Err(LegacyError::ValueAndList { attribute: attribute() }.into()),
        (Some(value), None) => comparison(name, operator, std::slice::from_ref(value)),
        (None, Some(values)) => comparison(name, operator, values),
        (None, None) if takes_none => comparison(name, operator, &[]),
        (None, None) => {
            let operator = operator.as_str().to_owned();
            Err(LegacyError::OperatorWithoutValue { operator, attribute: attribute() }.into())
        }
    }
}

fn operator_of(condition: &AttributeCondition) -> Result<&ComparisonOperator, Error> {
    Ok(required("comparisonOperator", &condition.comparison_operator)?)
}

/// The validated values of an operator: as many as it takes, of types that it takes.
fn arguments(operator: &ComparisonOperator, values: &[AttributeValue]) -> Result<Vec<Canonical>, Error> {
    use ComparisonOperator::*;
    let name = || operator.as_str().to_owned();
    let values = values.iter().map(Canonical::new).collect::<Result<Vec<_>, _>>()?;
    let fits = match operator {
        Null | NotNull => values.is_empty(),
        Between => values.len() == 2,
        In => !values.is_empty(),
        _ => values.len() == 1,
    };
    if !fits {
        return Err(LegacyError::ArgumentCount { operator: name() }.into());
    }
    let takes = |kind: Kind| match operator {
        Lt | Le | Gt | Ge | Between | In | Contains | NotContains => matches!(kind, Kind::S | Kind::N | Kind::B),
        BeginsWith => matches!(kind, Kind::S | Kind::B),
        _ => true,
    };
    let kinds = || values.iter().map(|value| value.stored().kind());
    if let Some(kind) = kinds().find(|kind| !takes(*kind)) {
        return Err(LegacyError::ArgumentType { operator: name(), kind: kind.name().to_owned() }.into());
    }
    if kinds().any(|kind| Some(kind) != kinds().next()) {
        return Err(LegacyError::ArgumentTypesDiffer.into());
    }
    if let (Between, [lower, upper]) = (operator, &values[..]) {
        let (lower, upper) = (lower.stored(), upper.stored());
        let numbers: Option<(Number, Number)> = lower.number().zip(upper.number());
        if numbers.map_or(lower.run() > upper.run(), |(lower, upper)| lower > upper) {
            return Err(LegacyError::BetweenReversed.into());
        }
    }
    Ok(values)
}

fn comparison(name: &str, operator: &ComparisonOperator, values: &[AttributeValue]) -> Result<Node, Error> {
    use ComparisonOperator::*;
    let mut values = arguments(operator, values)?.into_iter().map(Operand::Value);
    let attribute = Operand::Path(Path::attribute(name));
    let compared = |comparator: Comparator, value: Option<Operand>, attribute: Operand| {
        value.map(|value| Node::Compare(attribute, comparator, value))
    };
    let node = match operator {
        Null => Some(Node::NotExists(Path::attribute(name))),
        NotNull => Some(Node::Exists(Path::attribute(name))),
        Eq => compared(Comparator::Equal, values.next(), attribute),
        Ne => compared(Comparator::Unequal, values.next(), attribute),
        Lt => compared(Comparator::Less, values.next(), attribute),
        Le => compared(Comparator::AtMost, values.next(), attribute),
        Gt => compared(Comparator::Greater, values.next(), attribute),
        Ge => compared(Comparator::AtLeast, values.next(), attribute),
        Between => values.next().zip(values.next()).map(|(lower, upper)| Node::Between(attribute, lower, upper)),
        In => Some(Node::In(attribute, values.by_ref().collect())),
        Contains => values.next().map(|value| Node::Contains(attribute, value)),
        // A missing attribute contains nothing, and yet NOT_CONTAINS does not hold for it.
        NotContains => values.next().map(|value| {
            let without = Node::Not(Box::new(Node::Contains(attribute, value)));
            Node::All(vec![Node::Exists(Path::attribute(name)), without])
        }),
        BeginsWith => values.next().map(|value| Node::BeginsWith(attribute, value)),
        Unknown(_) => None,
    };
    node.ok_or_else(|| LegacyError::ArgumentCount { operator: operator.as_str().to_owned() }.into())
}

impl KeyCondition {
    /// The key condition in `KeyConditions`.
    ///
    /// # Errors
    /// ValidationException for operators that are not allowed for keys, and for other faults of the conditions.
    pub fn of_conditions(conditions: &ByName<AttributeCondition>) -> Result<KeyCondition, Error> {
        if !(1..=2 * INDEX_KEY_ATTRIBUTES_MAX).contains(&conditions.len()) {
            return Err(LegacyError::KeyConditionCount.into());
        }
        let read = |(name, condition): (&String, &AttributeCondition)| {
            use ComparisonOperator::*;
            refuse_empty_name(name)?;
            let operator = operator_of(condition)?;
            let values = arguments(operator, condition.attribute_value_list.as_deref().unwrap_or_default())?;
            let mut values = values.into_iter().filter_map(|value| value.stored().to_value());
            let condition = match operator {
                Eq => values.next().map(SortCondition::Equal),
                Lt => values.next().map(SortCondition::Less),
                Le => values.next().map(SortCondition::AtMost),
                Gt => values.next().map(SortCondition::Greater),
                Ge => values.next().map(SortCondition::AtLeast),
                BeginsWith => values.next().map(SortCondition::BeginsWith),
                Between => values.next().zip(values.next()).map(|(lower, upper)| SortCondition::Between(lower, upper)),
                _ => None,
            };
            condition.map(|condition| (name.clone(), condition)).ok_or_else(|| LegacyError::NotIndexable.into())
        };
        KeyCondition::of(conditions.iter().map(read).collect::<Result<_, Error>>()?)
    }
}

impl Projection {
    /// The projection in `AttributesToGet`: top-level attributes by their names, in which a dot has no meaning.
    ///
    /// # Errors
    /// ValidationException for a name that is empty or occurs twice.
    pub fn of_attributes_to_get(names: &[String]) -> Result<Projection, Error> {
        names.iter().try_for_each(|name| refuse_empty_name(name))?;
        match first_duplicate(names.iter().map(String::as_str)) {
            Some(name) => Err(LegacyError::AttributeTwice { attribute: name.to_owned() }.into()),
            None => Ok(Projection::attributes(names.iter().map(String::as_str))),
        }
    }
}

impl Update {
    /// The update in `AttributeUpdates`.
    ///
    /// # Errors
    /// ValidationException for an action without its value, or with a value that it does not take.
    pub fn of_attribute_updates(updates: &ByName<AttributeValueUpdate>) -> Result<Update, Error> {
        let mut paths = Paths::new();
        for (name, AttributeValueUpdate { value, action }) in updates {
            refuse_empty_name(name)?;
            let value = value.as_ref().map(Canonical::new).transpose()?;
            let action = match (action, value) {
                (Some(AttributeAction::Delete), None) => Action::Remove,
                (_, None) => return Err(LegacyError::OnlyDelete.into()),
                (Some(AttributeAction::Add), Some(value)) => {
                    let kind = value.stored().kind();
                    takes("ADD", kind, matches!(kind, Kind::N | Kind::L) || kind.is_set())?;
                    Action::Add(value)
                }
                (Some(AttributeAction::Delete), Some(value)) => {
                    let kind = value.stored().kind();
                    takes("DELETE", kind, kind.is_set())?;
                    Action::Delete(value)
                }
                (_, Some(value)) => Action::Set(UpdateOperand::Value(value)),
            };
            paths.insert(name.clone(), Tree::End(action));
        }
        Ok(Update::of(paths, true))
    }
}

fn takes(action: &'static str, kind: Kind, is_taken: bool) -> Result<(), Error> {
    if is_taken {
        return Ok(());
    }
    Err(LegacyError::ActionType { action, kind: kind.name().to_owned() }.into())
}

#[cfg(test)]
mod tests;
