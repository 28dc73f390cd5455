//! ListImports.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ImportSummary, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists imports from Amazon S3.
    pub struct ListImportsInput {
        /// The ARN of the table whose imports are returned. Default all tables.
        table_arn: String,
        /// The maximum number of entries to return, 1 to 25.
        page_size: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// A page of imports.
    pub struct ListImportsOutput {
        /// The imports of the page. Always empty here.
        import_summary_list: Vec<ImportSummary>,
        /// The token for the next page. Always absent here.
        next_token: String,
    }
}

impl Constrained for ListImportsInput {
    fn check(&self, at: &mut Check) {
        at.member("tableArn", &self.table_arn).length(1..=1024);
        at.member("pageSize", &self.page_size).within(1..=25);
        at.member("nextToken", &self.next_token).length(112..=1024).pattern("([0-9a-f]{16})+", |token| {
            !token.is_empty() && token.len() % 16 == 0 && token.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        });
    }
}

/// # Source
/// The service model. Assumed: neither the ARN nor the token is validated.
impl Operation for ListImportsInput {
    const NAME: &'static str = "ListImports";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::LimitExceededException];
    type Output = ListImportsOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<ListImportsOutput>, Error> {
        Ok(Decision::answer(ListImportsOutput { import_summary_list: Some(Vec::new()), next_token: None }))
    }
}
