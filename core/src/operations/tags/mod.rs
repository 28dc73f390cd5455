//! Tags of a table.

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

/// The table that a tag operation's `ResourceArn` means.
///
/// # Errors
/// ValidationException where it is no table's ARN, AccessDeniedException for another account's,
/// ResourceNotFoundException where there is no such table or it is being restored.
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
