//! What a restore may change of the table that it makes.

use crate::model::constraints::{Check, Constrained};

shape! {
    /// A vector index in a restore's overrides. Tables here have none, so that no entry can match one.
    pub struct VectorIndex {
        /// Its name.
        index_name: String,
    }
}
impl Constrained for VectorIndex {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
    }
}
