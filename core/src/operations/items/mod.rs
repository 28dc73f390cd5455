//! Items: reading and writing them.
//!
//! Shared: `item_write.rs` (one item written on its condition: alone, in a batch, in a transaction), `item_read.rs` (what an
//! answer shows of an item), `reading.rs` (what Query and Scan share), `consumed.rs` (capacity).

mod batch_get_item;
mod batch_write_item;
pub(crate) mod consumed;
mod delete_item;
mod get_item;
pub(crate) mod item_read;
pub(crate) mod item_write;
mod put_item;
pub(crate) mod query;
pub(crate) mod reading;
pub(crate) mod scan;
mod transact_get_items;
pub(crate) mod transact_write_items;
pub(crate) mod update_item;

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
