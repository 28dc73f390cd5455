//! Items: reading and writing them.
//!
//! Shared: `item_write.rs` (the write of one item: alone, in a batch, in a transaction), `item_read.rs` (projections),
//! `reading.rs` and `entries.rs` (what Query and Scan share), `transaction.rs` (the writes of a transaction, and the
//! reasons for its cancellation), `consumed.rs` (capacity), `error.rs` (the refusals and their texts). `statements/`
//! uses these too.

mod batch_get_item;
mod batch_write_item;
pub(crate) mod consumed;
mod delete_item;
pub(crate) mod entries;
pub(crate) mod error;
mod get_item;
pub(crate) mod item_read;
pub(crate) mod item_write;
mod put_item;
mod query;
pub(crate) mod reading;
mod scan;
mod transact_get_items;
mod transact_write_items;
pub(crate) mod transaction;
mod update_item;

use crate::item::Item;
use crate::item::value::Attributes;
use crate::model::error::Error;

pub use batch_get_item::*;
pub use batch_write_item::*;
pub use delete_item::*;
pub use get_item::*;
pub use put_item::*;
pub use query::*;
pub use scan::*;
pub use transact_get_items::*;
pub use transact_write_items::*;
pub use update_item::*;

/// Returns `found`; if it is an error and the values are invalid too, returns the value error, because DynamoDB
/// validates values first. So values are read twice only if something is wrong.
///
/// # Errors
/// Those of `found`, and ValidationException for an invalid value.
///
/// # Source
/// `docs/dynamodb.md#check-order`: the values of a request are validated before its table is looked up.
fn validate_values_first<T>(attributes: &Attributes, found: Result<T, Error>) -> Result<T, Error> {
    found.map_err(|error| Item::new(attributes).err().map_or(error, Error::from))
}
