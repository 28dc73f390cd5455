//! Resource-based policies of tables: stored and returned, never enforced.

mod delete_resource_policy;
mod document;
pub(crate) mod error;
mod get_resource_policy;
mod put_resource_policy;

pub use delete_resource_policy::*;
pub use get_resource_policy::*;
pub use put_resource_policy::*;

use self::error::PolicyError;
use crate::model::arn::ArnError;
use crate::model::error::Error;
use crate::operations::tables::lookup;
use crate::state::{ResourcePolicy, State, Table};
use crate::time::Timestamp;

/// The table that a `ResourceArn` names.
///
/// # Errors
/// ValidationException for a text that is not a table's ARN of this region, AccessDeniedException for an ARN of another
/// account, ResourceNotFoundException if there is no such table.
///
/// # Source
/// `docs/dynamodb.md#neighbours`. Assumed: streams have no policies here; an ARN of another account is refused as
/// everywhere.
fn table_of_arn<'a>(state: &'a State, arn: &str, now: Timestamp) -> Result<&'a Table, Error> {
    if !arn.starts_with("arn:") {
        return Err(ArnError::Malformed { arn: arn.to_owned() }.into());
    }
    Ok(lookup::shown_table(state, state.owner().table_name(arn)?, now)?)
}

/// Checks that the policy of a table has the revision id that a request expects.
///
/// # Errors
/// PolicyNotFoundException if it has another, or if there is no policy.
///
/// # Source
/// `docs/dynamodb.md#resource-policy`.
fn of_revision(table: &Table, expected: Option<&str>) -> Result<(), PolicyError> {
    let found = table.settings().policy.as_ref().map(ResourcePolicy::revision_id);
    let (expected, table) = match expected {
        Some(expected) => (expected.to_owned(), table.name().to_owned()),
        None => return Ok(()),
    };
    match found {
        None if expected == NO_POLICY => Ok(()),
        Some(found) if expected == found => Ok(()),
        None => Err(PolicyError::NoRevision { expected, table }),
        Some(found) if expected == NO_POLICY => Err(PolicyError::NoneExpected { table, found }),
        Some(found) => Err(PolicyError::OtherRevision { expected, table, found }),
    }
}

/// The expected revision id of a request that must not find a policy.
const NO_POLICY: &str = "NO_POLICY";
