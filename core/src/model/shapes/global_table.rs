//! Global tables, version 2017.11.29. The engine has none.

shape! {
    /// A replica of a global table.
    pub struct Replica {
        /// The region of the replica.
        region_name: String,
    }
}

shape! {
    /// An entry in a list of global tables.
    pub struct GlobalTable {
        /// The global table's name.
        global_table_name: String,
        /// The replicas.
        replication_group: Vec<Replica>,
    }
}
