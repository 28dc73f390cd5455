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

/// The table that a `ResourceArn` means.
///
/// # Errors
/// ValidationException where it is no table's ARN of this region, AccessDeniedException for another account's,
/// ResourceNotFoundException where there is no such table.
///
/// # Source
/// `docs/dynamodb.md#neighbours`. Assumed: streams have no policies here; another account's is refused as everywhere.
fn table_of_arn<'a>(state: &'a State, arn: &str, now: Timestamp) -> Result<&'a Table, Error> {
    if !arn.starts_with("arn:") {
        return Err(ArnError::Malformed { arn: arn.to_owned() }.into());
    }
    Ok(lookup::shown_table(state, state.owner().table_name(arn)?, now)?)
}

/// That a table's policy is of the revision that a request expects.
///
/// # Errors
/// PolicyNotFoundException where it is of another, or there is none.
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

/// What a request expects that must not find a policy.
const NO_POLICY: &str = "NO_POLICY";
