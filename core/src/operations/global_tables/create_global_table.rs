//! CreateGlobalTable.

use super::error::GlobalTableError;
use crate::model::constraints::{Check, Constrained};
use crate::model::error::{Error, ErrorCode};
use crate::model::shapes::{Replica, shape};
use crate::operations::operation::{Decision, Operation};
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Creates a global table, version 2017.11.29. Always refused: that version is no longer supported.
    pub struct CreateGlobalTableInput {
        /// The name of the global table.
        global_table_name: String,
        /// The regions of its replicas.
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
/// ValidationException, always.
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
