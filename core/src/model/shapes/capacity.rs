//! The capacity that a request consumed, and the sizes of the item collections that it wrote to.

use crate::item::value::Attributes;
use crate::json::ByName;
use crate::model::capacity::Units;

shape! {
    /// The capacity that a request consumed of one table and its indexes.
    pub struct ConsumedCapacity {
        /// The table's name or ARN, as it was sent.
        table_name: String,
        /// The total capacity units.
        capacity_units: Units,
        /// The read capacity units; in transactions only.
        read_capacity_units: Units,
        /// The write capacity units; in transactions only.
        write_capacity_units: Units,
        /// The share of the table itself; with `INDEXES` only.
        table: Capacity,
        /// The shares of the local secondary indexes, by index name; with `INDEXES` only.
        local_secondary_indexes: ByName<Capacity>,
        /// The shares of the global secondary indexes, by index name; with `INDEXES` only.
        global_secondary_indexes: ByName<Capacity>,
    }
}

shape! {
    /// The capacity consumed of a table without its indexes, or of one index.
    pub struct Capacity {
        /// The read capacity units; in transactions only.
        read_capacity_units: Units,
        /// The write capacity units; in transactions only.
        write_capacity_units: Units,
        /// The total capacity units.
        capacity_units: Units,
    }
}

shape! {
    /// The size of an item collection: all items of one partition key in a table with local secondary indexes, and
    /// their projections in these.
    pub struct ItemCollectionMetrics {
        /// The partition key of the collection.
        item_collection_key: Attributes,
        /// A lower and an upper bound of the size, in gigabytes.
        #[name = "SizeEstimateRangeGB"]
        size_estimate_range_gb: Vec<f64>,
    }
}
