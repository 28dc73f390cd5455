//! CreateGlobalTable.

use super::error::GlobalTableError;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Replica, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Asks for a global table of the version of 2017.
    pub struct CreateGlobalTableInput {
        /// Its name.
        global_table_name: String,
        /// Its regions.
        replication_group: Vec<Replica>,
    }
}

impl Constrained for CreateGlobalTableInput {
    fn check(&self, at: &mut Check) {
        at.member("globalTableName", &self.global_table_name).required().length(3..=255).name_pattern();
        at.member("replicationGroup", &self.replication_group).required();
    }
}

/// # Errors
/// ValidationException, always: the version is not supported any more.
///
/// # Source
/// `docs/dynamodb.md#neighbours`.
impl Operation for CreateGlobalTableInput {
    const NAME: &'static str = "CreateGlobalTable";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::GlobalTableAlreadyExistsException,
        ErrorCode::InternalServerError,
        ErrorCode::LimitExceededException,
        ErrorCode::TableNotFoundException,
    ];
    type Output = ();

    fn decide(self, _: &State, _: Timestamp) -> Result<Decision<()>, Error> {
        Err(GlobalTableError::VersionOf2017.into())
    }
}
