//! Query.

use super::entries;
use super::error::ReadError;
use super::reading::{Names, OldWanted, Reading, Wanted};
use crate::expression::error::{ExpressionError, ExpressionKind, FilterName};
use crate::expression::{KeyCondition, Placeholders, refuse_mixed};
use crate::item::ItemError;
use crate::item::key::{KeySpan, SortTest};
use crate::item::value::Attributes;
use crate::json::ByName;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Condition, ConditionalOperator, Page, ReturnConsumedCapacity, Select, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Reads the items with one partition key, ordered by their sort keys.
    pub struct QueryInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of the index to read instead of the table.
        index_name: String,
        /// The attributes to return, or COUNT for the number of items only. Default all attributes of the table, or the
        /// projected ones of an index.
        select: Select,
        /// Legacy: the names of the attributes to return. Superseded by `ProjectionExpression`.
        attributes_to_get: Vec<String>,
        /// The maximum number of items to evaluate.
        limit: i32,
        /// Whether the read is strongly consistent. Default `false`. Every read is consistent here; `true` is refused
        /// for a global secondary index.
        consistent_read: bool,
        /// Legacy: the conditions on the key, by attribute name. Superseded by `KeyConditionExpression`.
        key_conditions: ByName<Condition>,
        /// Legacy: conditions that an item must meet to be returned, by attribute name. Superseded by
        /// `FilterExpression`.
        query_filter: ByName<Condition>,
        /// Legacy: whether all conditions of the legacy filter must hold (AND) or any of them (OR). Default AND.
        conditional_operator: ConditionalOperator,
        /// The order of the sort keys: `true` is ascending, `false` descending. Default `true`.
        scan_index_forward: bool,
        /// The `LastEvaluatedKey` of the previous page.
        exclusive_start_key: Attributes,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// The projection expression: the attributes to return. Default all.
        projection_expression: String,
        /// The condition that an item must meet to be returned. It is evaluated after the read and saves no capacity.
        filter_expression: String,
        /// The key condition: equality for the partition key, and optionally a condition on the sort key.
        key_condition_expression: String,
        /// The attribute names that the placeholders of the expressions, such as `#name`, represent.
        expression_attribute_names: Names,
        /// The values that the placeholders of the expressions, such as `:value`, represent.
        expression_attribute_values: Attributes,
    }
}

/// A page of items.
pub type QueryOutput = Page;

impl QueryInput {
    /// A request for the items that meet a key condition with these values.
    pub fn new(table_name: impl Into<String>, key_condition_expression: impl Into<String>, values: Attributes) -> Self {
        Self {
            table_name: Some(table_name.into()),
            key_condition_expression: Some(key_condition_expression.into()),
            expression_attribute_values: Some(values),
            ..Self::default()
        }
    }
}

impl Constrained for QueryInput {
    fn check(&self, at: &mut Check) {
        at.item_table_name(&self.table_name);
        at.member("indexName", &self.index_name).length(3..=255).name_pattern();
        at.member("select", &self.select).known();
        at.member("attributesToGet", &self.attributes_to_get).length(1..=usize::MAX);
        at.member("keyConditions", &self.key_conditions).each_value();
        at.member("queryFilter", &self.query_filter).each_value();
        at.member("conditionalOperator", &self.conditional_operator).known();
        at.placed("limit", "Limit", &self.limit).at_least(1);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for a key condition that does not match the key of the table or the
/// index, and for an invalid start key, selection or expression.
///
/// # Source
/// `docs/dynamodb.md#query`, `docs/dynamodb.md#pages`.
impl Operation for QueryInput {
    const NAME: &'static str = "Query";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = QueryOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<QueryOutput>, Error> {
        let (conditions, wanted) = self.conditions()?;
        let table = lookup::data_table(state, &self.table_name)?;
        let filtered: Vec<String> =
            wanted.filter.iter().flat_map(|filter| filter.attributes()).map(str::to_owned).collect();
        let reading =
            Reading::new(table, self.index_name.as_ref(), self.consistent_read, self.select.as_ref(), wanted)?;
        let key = reading.index().map_or(&table.definition().key, |index| &index.definition().key);
        let range = conditions.of_key(key)?;
        if let Some(attribute) = key.attributes().find(|attribute| filtered.contains(&attribute.name)) {
            let kind = if self.query_filter.is_some() { FilterName::QueryFilter } else { FilterName::Expression };
            let key = attribute.name.clone();
            return Err(ExpressionError::FilterOnKey { kind, key }.into());
        }
        let sort = range.range.as_ref().map_or(SortTest::Any, entries::sort_test);
        let span = KeySpan::new(&range.hash, &range.equal, sort).ok_or(ItemError::KeySchemaMismatch)?;
        let forward = self.scan_index_forward.unwrap_or(true);
        // With a HASH key alone, no item follows the one that was read, so the page has no key to continue after.
        let is_single = reading.index().is_none() && key.range.is_empty();
        let span = match &self.exclusive_start_key {
            Some(attributes) => {
                let start = reading.start_key(attributes)?;
                if is_single || !span.is_of_partition(&start) {
                    return Err(ReadError::StartKeyOutsideQuery.into());
                }
                if !span.contains(&start) {
                    return Err(ReadError::StartKeyOutsideCondition.into());
                }
                span.beyond(&start, forward)
            }
            None => span,
        };
        let capacity = self.return_consumed_capacity.as_ref();
        let entries = entries::of_span(&reading, &span, forward);
        let mut page = reading.page(entries, self.limit, &self.table_name, capacity);
        page.last_evaluated_key = page.last_evaluated_key.filter(|_| !is_single);
        Ok(Decision::answer(page))
    }
}

impl QueryInput {
    fn conditions(&self) -> Result<(KeyCondition, Wanted), Error> {
        let (filter, projection) = (self.filter_expression.as_ref(), self.projection_expression.as_ref());
        let key_condition = self.key_condition_expression.as_ref();
        let old = OldWanted {
            filter: self.query_filter.as_ref(),
            operator: self.conditional_operator.as_ref(),
            attributes: self.attributes_to_get.as_deref(),
        };
        // Key conditions of either kind must go with a filter and a projection of the same kind.
        refuse_mixed(
            &[("KeyConditions", self.key_conditions.is_some())],
            &[("KeyConditionExpression", key_condition.is_some())],
        )?;
        refuse_mixed(
            &old.sent("QueryFilter"),
            &[
                ("FilterExpression", filter.is_some()),
                ("ProjectionExpression", projection.is_some()),
                ("KeyConditionExpression", key_condition.is_some()),
            ],
        )?;
        let expressions = [
            (ExpressionKind::Filter, filter.is_some()),
            (ExpressionKind::Projection, projection.is_some()),
            (ExpressionKind::KeyCondition, key_condition.is_some()),
        ];
        let (names, values) = (self.expression_attribute_names.as_ref(), self.expression_attribute_values.as_ref());
        let mut placeholders = Placeholders::new(names, values, &expressions)?;
        let wanted = Wanted::parse(filter, projection, &mut placeholders)?;
        let conditions = match (key_condition, &self.key_conditions) {
            (Some(text), _) => KeyCondition::parse(text, &mut placeholders)?,
            (None, Some(conditions)) => KeyCondition::of_conditions(conditions)?,
            (None, None) => return Err(ReadError::NoKeyCondition.into()),
        };
        placeholders.finish()?;
        Ok((conditions, wanted.or_old(&old)?))
    }
}
