//! The billing of tables and indexes.

use crate::state::digest::digest_variants;

/// The throughput of a table or an index, and how it is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// A fixed number of units per second.
    Provisioned {
        /** Reads of 4 KB. */
        read_units: i64,
        /** Writes of 1 KB. */
        write_units: i64,
    },
    /// As much as is used, up to the maxima if there are any.
    OnDemand {
        /** Reads of 4 KB. */
        max_read_units: Option<i64>,
        /** Writes of 1 KB. */
        max_write_units: Option<i64>,
    },
}

digest_variants!(Billing {
    0 = Provisioned { read_units, write_units },
    1 = OnDemand { max_read_units, max_write_units },
});
