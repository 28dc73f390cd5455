//! The resource-based policy of a table.

use crate::state::digest::digest_members;
use crate::time::Timestamp;

/// A resource-based policy: stored and returned, never enforced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePolicy {
    /// The policy document, as it was sent.
    pub document: String,
    /// When it was put.
    pub changed: Timestamp,
}

digest_members!(ResourcePolicy { document, changed });

impl ResourcePolicy {
    /// The id of the revision.
    ///
    /// # Source
    /// `docs/dynamodb.md#resource-policy`.
    pub fn revision_id(&self) -> String {
        self.changed.millis().to_string()
    }
}
