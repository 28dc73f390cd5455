//! What a request consumed, and how large the item collections are that it wrote to.

use crate::item::value::Attributes;
use crate::model::capacity::Units;
use std::collections::BTreeMap;

shape! {
    /// What a request consumed of one table.
    pub struct ConsumedCapacity {
        /// The table's name or ARN, as it was sent.
        table_name: String,
        /// All of it.
        capacity_units: Units,
        /// All reads, in transactions only.
        read_capacity_units: Units,
        /// All writes, in transactions only.
        write_capacity_units: Units,
        /// The table's own share.
        table: Capacity,
        /// The shares of its local secondary indexes.
        local_secondary_indexes: BTreeMap<String, Capacity>,
        /// The shares of its global secondary indexes.
        global_secondary_indexes: BTreeMap<String, Capacity>,
    }
}

shape! {
    /// What was consumed of a table itself, or of an index.
    pub struct Capacity {
        /// Reads, in transactions only.
        read_capacity_units: Units,
        /// Writes, in transactions only.
        write_capacity_units: Units,
        /// All of it.
        capacity_units: Units,
    }
}

shape! {
    /// How large an item collection is: all that has one partition key in a table with local secondary indexes.
    pub struct ItemCollectionMetrics {
        /// The partition key.
        item_collection_key: Attributes,
        /// A lower and an upper bound, in gigabytes.
        #[name = "SizeEstimateRangeGB"]
        size_estimate_range_gb: Vec<f64>,
    }
}
