//! Shapes that only restores have.

use crate::model::constraints::{Check, Constrained};

shape! {
    /// A vector index in the overrides of a restore. The engine's tables have none, so no entry can match one.
    pub struct VectorIndex {
        /// The index's name.
        index_name: String,
    }
}
impl Constrained for VectorIndex {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
    }
}
