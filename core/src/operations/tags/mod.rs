//! Tags of tables.

pub(crate) mod error;
mod list_tags_of_resource;
mod tag_resource;
mod untag_resource;

pub use list_tags_of_resource::*;
pub use tag_resource::*;
pub use untag_resource::*;

use self::error::TagError;
use crate::model::arn::ArnError;
use crate::model::error::Error;
use crate::operations::tables::lookup;
use crate::state::{State, Table};

/// The table that the `ResourceArn` of an operation on tags names.
///
/// # Errors
/// ValidationException for a text that is not a table's ARN, AccessDeniedException for an ARN of another account,
/// ResourceNotFoundException if there is no such table or it is being restored.
///
/// # Source
/// `docs/dynamodb.md#backup-tags`, `docs/dynamodb.md#restore-target`.
fn tagged_table<'a>(state: &'a State, arn: &str) -> Result<&'a Table, Error> {
    if !arn.starts_with("arn:") {
        return Err(ArnError::Malformed { arn: arn.to_owned() }.into());
    }
    if arn.contains("/backup/") {
        return Err(TagError::NotATableArn { arn: arn.to_owned() }.into());
    }
    let name = state.owner().table_name(arn)?;
    match state.table(name) {
        None => Err(TagError::NotFound { arn: arn.to_owned() }.into()),
        Some(table) if table.restore().is_some() => Err(lookup::not_found(name).into()),
        Some(table) => Ok(table),
    }
}
