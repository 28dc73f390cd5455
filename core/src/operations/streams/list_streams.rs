//! ListStreams, of DynamoDB Streams.

use crate::limits::STREAM_PAGE_MAX;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::service::Service;
use crate::model::shapes::{Stream, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists streams: open ones, and ended ones that can still be read.
    pub struct ListStreamsInput {
        /// The name of a table: only streams of tables that have or had this name are listed. Default all.
        table_name: String,
        /// The maximum number of streams to return, 1 to 100. Default 100.
        limit: i32,
        /// The ARN after which the page begins: the `LastEvaluatedStreamArn` of the previous page. The stream need not
        /// exist.
        exclusive_start_stream_arn: String,
    }
}

shape! {
    /// A page of streams.
    pub struct ListStreamsOutput {
        /// The streams of the page.
        streams: Vec<Stream>,
        /// The ARN to pass as `ExclusiveStartStreamArn` for the next page; absent on the last page.
        last_evaluated_stream_arn: String,
    }
}

impl Constrained for ListStreamsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).length(3..=255).name_pattern();
        at.member("limit", &self.limit).within(1..=STREAM_PAGE_MAX);
        at.member("exclusiveStartStreamArn", &self.exclusive_start_stream_arn).length(37..=1024);
    }
}

/// # Errors
/// ValidationException or AccessDeniedException for a start that is not the ARN of a stream of this account.
///
/// # Source
/// The service model of DynamoDB Streams. Assumed: streams are ordered by table, and for one table by label.
impl Operation for ListStreamsInput {
    const NAME: &'static str = "ListStreams";
    const SERVICE: Service = Service::Streams;
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::ResourceNotFoundException, ErrorCode::InternalServerError];
    type Output = ListStreamsOutput;

    fn decide(self, state: &State, _: Timestamp) -> Result<Decision<ListStreamsOutput>, Error> {
        let owner = state.owner();
        let start = self.exclusive_start_stream_arn.as_deref().map(|arn| owner.read_stream_arn(arn)).transpose()?;
        let mut after: Box<dyn Iterator<Item = _>> = match &self.table_name {
            Some(table) => Box::new(state.streams_of_after(table, start.as_ref())),
            None => Box::new(state.streams_after(start.as_ref())),
        };
        let listed = |stream: &crate::state::Stream| Stream {
            stream_arn: Some(owner.stream_arn(&stream.id)),
            table_name: Some(stream.id.table.to_string()),
            stream_label: Some(stream.id.to_string()),
        };
        let limit = self.limit.unwrap_or(STREAM_PAGE_MAX) as usize;
        let streams: Vec<Stream> = after.by_ref().take(limit).map(listed).collect();
        let last = after.next().and(streams.last()).and_then(|stream| stream.stream_arn.clone());
        Ok(Decision::answer(ListStreamsOutput { streams: Some(streams), last_evaluated_stream_arn: last }))
    }
}
