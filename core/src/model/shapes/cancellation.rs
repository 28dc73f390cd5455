//! Why a transaction was cancelled.

use crate::item::Item;

shape! {
    /// Why a transaction was cancelled, as far as one of its items is concerned.
    pub struct CancellationReason {
        /// The kind of reason, such as `ConditionalCheckFailed`; `None` for an item that is not the reason.
        code: String,
        /// The reason's text.
        message: String,
        /// The item, if the request wanted it.
        item: Item,
    }
}
impl Eq for CancellationReason {}
