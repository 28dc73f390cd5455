//! ListExports.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ExportSummary, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists exports to Amazon S3.
    pub struct ListExportsInput {
        /// The ARN of the table whose entries are returned. Default all tables.
        table_arn: String,
        /// The maximum number of entries to return, 1 to 25.
        max_results: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// A page of exports.
    pub struct ListExportsOutput {
        /// The exports of the page. Always empty here.
        export_summaries: Vec<ExportSummary>,
        /// The token for the next page. Always absent here.
        next_token: String,
    }
}

impl Constrained for ListExportsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableArn", &self.table_arn).length(1..=1024);
        at.member("maxResults", &self.max_results).within(1..=25);
    }
}

/// # Source
/// The service model. Assumed: neither the ARN nor the token is validated.
impl Operation for ListExportsInput {
    const NAME: &'static str = "ListExports";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError, ErrorCode::LimitExceededException];
    type Output = ListExportsOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<ListExportsOutput>, Error> {
        Ok(Decision::answer(ListExportsOutput { export_summaries: Some(Vec::new()), next_token: None }))
    }
}
