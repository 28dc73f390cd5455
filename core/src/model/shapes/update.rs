//! What UpdateTable does to global secondary indexes.

use super::*;
use crate::model::constraints::{Check, Constrained};

shape! {
    /// A change to a global secondary index. Exactly one member must be given.
    pub struct GlobalSecondaryIndexUpdate {
        /// Changes the throughput of an existing index.
        update: UpdateGlobalSecondaryIndexAction,
        /// Adds an index to the table.
        create: CreateGlobalSecondaryIndexAction,
        /// Removes an index from the table.
        delete: DeleteGlobalSecondaryIndexAction,
    }
}
impl Constrained for GlobalSecondaryIndexUpdate {
    fn check(&self, at: &mut Check) {
        at.member("update", &self.update).structure();
        at.member("create", &self.create).structure();
        at.member("delete", &self.delete).structure();
    }
}

/// A global secondary index to add. It has the members of an index of a new table.
pub type CreateGlobalSecondaryIndexAction = GlobalSecondaryIndex;

shape! {
    /// Another throughput for a global secondary index.
    pub struct UpdateGlobalSecondaryIndexAction {
        /// The index's name.
        index_name: String,
        /// The provisioned throughput, for a table with billing mode PROVISIONED.
        provisioned_throughput: ProvisionedThroughput,
        /// The maximum throughput, for an on-demand table.
        on_demand_throughput: OnDemandThroughput,
        /// The warm throughput.
        warm_throughput: WarmThroughput,
    }
}
impl Constrained for UpdateGlobalSecondaryIndexAction {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
        at.member("provisionedThroughput", &self.provisioned_throughput).structure();
    }
}

shape! {
    /// A global secondary index to remove.
    pub struct DeleteGlobalSecondaryIndexAction {
        /// The index's name.
        index_name: String,
    }
}
impl Constrained for DeleteGlobalSecondaryIndexAction {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
    }
}
