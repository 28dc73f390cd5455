//! Global tables of the version of 2017, of which there are none here.

shape! {
    /// A region of a global table.
    pub struct Replica {
        /// The region's name.
        region_name: String,
    }
}

shape! {
    /// A global table in a list.
    pub struct GlobalTable {
        /// Its name.
        global_table_name: String,
        /// Its regions.
        replication_group: Vec<Replica>,
    }
}
