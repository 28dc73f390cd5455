//! The resource-based policy of a table.

use crate::state::digest::digest_members;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};

/// A resource-based policy: stored and returned, never enforced.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct ResourcePolicy {
    /// The policy document, as it was sent.
    #[n(0)]
    pub document: String,
    /// When it was put.
    #[n(1)]
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
