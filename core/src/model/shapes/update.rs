//! What UpdateTable asks of global secondary indexes.

use super::*;
use crate::model::constraints::{Check, Constrained};

shape! {
    /// One thing to be done with a global secondary index.
    pub struct GlobalSecondaryIndexUpdate {
        /// Another throughput.
        update: UpdateGlobalSecondaryIndexAction,
        /// A new index.
        create: CreateGlobalSecondaryIndexAction,
        /// Away with it.
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

/// A new global secondary index is asked for as one of a new table is.
pub type CreateGlobalSecondaryIndexAction = GlobalSecondaryIndex;

shape! {
    /// Another throughput of an index.
    pub struct UpdateGlobalSecondaryIndexAction {
        /// Its name.
        index_name: String,
        /// Its capacity, on a provisioned table.
        provisioned_throughput: ProvisionedThroughput,
        /// Its bounds, on an on-demand table.
        on_demand_throughput: OnDemandThroughput,
    }
}
impl Constrained for UpdateGlobalSecondaryIndexAction {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
        at.member("provisionedThroughput", &self.provisioned_throughput).structure();
    }
}

shape! {
    /// The end of an index.
    pub struct DeleteGlobalSecondaryIndexAction {
        /// Its name.
        index_name: String,
    }
}
impl Constrained for DeleteGlobalSecondaryIndexAction {
    fn check(&self, at: &mut Check) {
        at.member("indexName", &self.index_name).required().length(3..=255).name_pattern();
    }
}
