//! ListExports.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ExportSummary, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists exports.
    pub struct ListExportsInput {
        /// Only those of this table.
        table_arn: String,
        /// At most so many: 1 to 25.
        max_results: i32,
        /// Where to go on.
        next_token: String,
    }
}

shape! {
    /// A page of exports.
    pub struct ListExportsOutput {
        /// The exports: none.
        export_summaries: Vec<ExportSummary>,
        /// Where to go on; never, here.
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
/// The service model. Assumed: neither the ARN nor the token is looked at.
impl Operation for ListExportsInput {
    const NAME: &'static str = "ListExports";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::InternalServerError, ErrorCode::LimitExceededException];
    type Output = ListExportsOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<ListExportsOutput>, Error> {
        Ok(Decision::answer(ListExportsOutput { export_summaries: Some(Vec::new()), next_token: None }))
    }
}
