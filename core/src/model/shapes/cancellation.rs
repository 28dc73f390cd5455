//! The reasons for which a transaction is cancelled.

use crate::item::Item;

shape! {
    /// The reason that one item of a transaction has for its cancellation.
    pub struct CancellationReason {
        /// The kind of reason, such as `ConditionalCheckFailed`; `None` for an item that did not cause the
        /// cancellation.
        code: String,
        /// The text of the reason.
        message: String,
        /// The item, if the request asked for it.
        item: Item,
    }
}
impl Eq for CancellationReason {}
