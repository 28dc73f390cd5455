//! Scan.

use super::entries::{self, Segment};
use super::error::ReadError;
use super::reading::{Names, OldWanted, Reading, Wanted};
use crate::expression::error::ExpressionKind;
use crate::expression::{Placeholders, refuse_mixed};
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
    /// Reads all items of a table or an index, page by page.
    pub struct ScanInput {
        /// The table's name or ARN.
        table_name: String,
        /// The name of the index to read instead of the table.
        index_name: String,
        /// The maximum number of items to evaluate.
        limit: i32,
        /// The attributes to return, or COUNT for the number of items only. Default all attributes of the table, or the
        /// projected ones of an index.
        select: Select,
        /// The `LastEvaluatedKey` of the previous page.
        exclusive_start_key: Attributes,
        /// For a parallel scan: the segment to read, from 0 to `TotalSegments` − 1.
        segment: i32,
        /// For a parallel scan: the number of segments, 1 to 1,000,000.
        total_segments: i32,
        /// Whether the read is strongly consistent. Default `false`. Every read is consistent here; `true` is refused
        /// for a global secondary index.
        consistent_read: bool,
        /// Whether to return the consumed capacity: TOTAL, INDEXES (with the share of each index) or NONE. Default
        /// NONE.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// The condition that an item must meet to be returned. It is evaluated after the read and saves no capacity.
        filter_expression: String,
        /// The projection expression: the attributes to return. Default all.
        projection_expression: String,
        /// The attribute names that the placeholders of the expressions, such as `#name`, represent.
        expression_attribute_names: Names,
        /// The values that the placeholders of the expressions, such as `:value`, represent.
        expression_attribute_values: Attributes,
        /// Legacy: the names of the attributes to return. Superseded by `ProjectionExpression`.
        attributes_to_get: Vec<String>,
        /// Legacy: conditions that an item must meet to be returned, by attribute name. Superseded by
        /// `FilterExpression`.
        scan_filter: ByName<Condition>,
        /// Legacy: whether all conditions of the legacy filter must hold (AND) or any of them (OR). Default AND.
        conditional_operator: ConditionalOperator,
    }
}

/// A page of items.
pub type ScanOutput = Page;

impl ScanInput {
    /// A scan of a whole table.
    pub fn new(table_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), ..Self::default() }
    }
}

impl Constrained for ScanInput {
    fn check(&self, at: &mut Check) {
        at.item_table_name(&self.table_name);
        at.member("indexName", &self.index_name).length(3..=255).name_pattern();
        at.placed("limit", "Limit", &self.limit).at_least(1);
        at.member("select", &self.select).known();
        at.member("attributesToGet", &self.attributes_to_get).length(1..=usize::MAX);
        at.member("scanFilter", &self.scan_filter).each_value();
        at.member("conditionalOperator", &self.conditional_operator).known();
        at.member("totalSegments", &self.total_segments).within(1..=1_000_000);
        at.member("segment", &self.segment).within(0..=999_999);
        at.member("returnConsumedCapacity", &self.return_consumed_capacity).known();
    }
}

/// # Errors
/// ResourceNotFoundException; ValidationException for invalid segments, and for an invalid start key, selection or
/// expression.
///
/// # Source
/// `docs/dynamodb.md#scan`, `docs/dynamodb.md#pages`. A page ends with the item that reaches the limit or 1 MB of
/// stored sizes (AWS counts a compressed internal size), and then carries a key to continue after, even if no item
/// follows.
impl Operation for ScanInput {
    const NAME: &'static str = "Scan";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::ProvisionedThroughputExceededException,
        ErrorCode::ResourceNotFoundException,
        ErrorCode::RequestLimitExceeded,
        ErrorCode::InternalServerError,
        ErrorCode::ThrottlingException,
    ];
    type Output = ScanOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ScanOutput>, Error> {
        let wanted = self.wanted()?;
        let segment = self.segment()?;
        let table = lookup::data_table(state, &self.table_name)?;
        let reading =
            Reading::new(table, self.index_name.as_ref(), self.consistent_read, self.select.as_ref(), wanted)?;
        let start = match &self.exclusive_start_key {
            Some(attributes) => Some(reading.start_key(attributes)?),
            None => None,
        };
        if start.as_ref().is_some_and(|key| !segment.contains(key)) {
            return Err(ReadError::StartKeyOutsideSegment.into());
        }
        let capacity = self.return_consumed_capacity.as_ref();
        let entries = entries::of_segment(&reading, &segment, start);
        Ok(Decision::answer(reading.page(entries, self.limit, &self.table_name, capacity)))
    }
}

impl ScanInput {
    fn wanted(&self) -> Result<Wanted, Error> {
        let (filter, projection) = (self.filter_expression.as_ref(), self.projection_expression.as_ref());
        let old = OldWanted {
            filter: self.scan_filter.as_ref(),
            operator: self.conditional_operator.as_ref(),
            attributes: self.attributes_to_get.as_deref(),
        };
        refuse_mixed(
            &old.sent("ScanFilter"),
            &[("FilterExpression", filter.is_some()), ("ProjectionExpression", projection.is_some())],
        )?;
        let expressions =
            [(ExpressionKind::Filter, filter.is_some()), (ExpressionKind::Projection, projection.is_some())];
        let (names, values) = (self.expression_attribute_names.as_ref(), self.expression_attribute_values.as_ref());
        let mut placeholders = Placeholders::new(names, values, &expressions)?;
        let wanted = Wanted::parse(filter, projection, &mut placeholders)?;
        placeholders.finish()?;
        wanted.or_old(&old)
    }

    fn segment(&self) -> Result<Segment, Error> {
        let (segment, total) = match (self.segment, self.total_segments) {
            (None, None) => (0, 1),
            (Some(_), None) => return Err(ReadError::SegmentWithoutTotal.into()),
            (None, Some(_)) => return Err(ReadError::TotalWithoutSegment.into()),
            (Some(segment), Some(total)) if segment >= total => {
                let (segment, total) = (i64::from(segment), i64::from(total));
                return Err(ReadError::SegmentNotBelowTotal { segment, total }.into());
            }
            (Some(segment), Some(total)) => (segment as u128, total as u128),
        };
        let start_of = |segment: u128| (segment << 64).div_ceil(total);
        Ok(Segment { first: start_of(segment) as u64, last: (start_of(segment + 1) - 1) as u64 })
    }
}
