//! Scan.

use super::entries::{self, Segment};
use super::error::ReadError;
use super::reading::{Names, OldWanted, Reading, Wanted};
use crate::expression::error::ExpressionKind;
use crate::expression::{Placeholders, refuse_mixed};
use crate::item::value::Attributes;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Condition, ConditionalOperator, Page, ReturnConsumedCapacity, Select, shape};
use crate::operations::operation::{Decision, Operation};
use crate::operations::tables::lookup;
use crate::state::State;
use crate::time::Timestamp;
use std::collections::BTreeMap;

shape! {
    /// Reads a table or an index from end to end, page by page.
    pub struct ScanInput {
        /// The table's name or ARN.
        table_name: String,
        /// The index to read instead of the table.
        index_name: String,
        /// Evaluate at most so many items.
        limit: i32,
        /// Items or only their number.
        select: Select,
        /// Go on after this key.
        exclusive_start_key: Attributes,
        /// The part to read, from 0.
        segment: i32,
        /// The number of parts.
        total_segments: i32,
        /// Every read is consistent here; a global index refuses to be asked.
        consistent_read: bool,
        /// Whether to tell what was consumed, and of which indexes.
        return_consumed_capacity: ReturnConsumedCapacity,
        /// Which of the items that are read are returned.
        filter_expression: String,
        /// Which parts of them are returned.
        projection_expression: String,
        /// What the expressions' `#names` stand for.
        expression_attribute_names: Names,
        /// What the expressions' `:values` stand for.
        expression_attribute_values: Attributes,
        /// Which attributes of the items are returned: a legacy parameter.
        attributes_to_get: Vec<String>,
        /// Which of the items that are read are returned: a legacy parameter.
        scan_filter: BTreeMap<String, Condition>,
        /// Whether all conditions of the filter must hold, or one.
        conditional_operator: ConditionalOperator,
    }
}

/// A page.
pub type ScanOutput = Page;

impl ScanInput {
    /// A whole table from its beginning.
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
/// ResourceNotFoundException; ValidationException for segments, a start key, a selection or expressions that make no sense.
///
/// # Source
/// `docs/dynamodb.md#scan`, `docs/dynamodb.md#pages`. A page ends with the item that reaches the limit or 1 MB of
/// stored sizes (AWS counts a compressed internal size), and then carries a key to go on after, even if nothing
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
