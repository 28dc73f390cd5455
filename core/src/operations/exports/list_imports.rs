//! ListImports.

use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{ImportSummary, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Lists imports.
    pub struct ListImportsInput {
        /// Only those into this table.
        table_arn: String,
        /// At most so many: 1 to 25.
        page_size: i32,
        /// Where to go on.
        next_token: String,
    }
}

shape! {
    /// A page of imports.
    pub struct ListImportsOutput {
        /// The imports: none.
        import_summary_list: Vec<ImportSummary>,
        /// Where to go on; never, here.
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
/// The service model. Assumed: neither the ARN nor the token is looked at.
impl Operation for ListImportsInput {
    const NAME: &'static str = "ListImports";
    const ERRORS: &'static [ErrorCode] = &[ErrorCode::LimitExceededException];
    type Output = ListImportsOutput;

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<ListImportsOutput>, Error> {
        Ok(Decision::answer(ListImportsOutput { import_summary_list: Some(Vec::new()), next_token: None }))
    }
}
