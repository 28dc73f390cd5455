//! The billing of tables and indexes.

use crate::state::digest::digest_variants;
use minicbor::{Decode, Encode};

/// The throughput of a table or an index, and how it is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Billing {
    /// A fixed number of units per second.
    #[n(0)]
    Provisioned {
        /** Reads of 4 KB. */
        #[n(0)]
        read_units: i64,
        /** Writes of 1 KB. */
        #[n(1)]
        write_units: i64,
    },
    /// As much as is used, up to the maxima if there are any.
    #[n(1)]
    OnDemand {
        /** Reads of 4 KB. */
        #[n(0)]
        max_read_units: Option<i64>,
        /** Writes of 1 KB. */
        #[n(1)]
        max_write_units: Option<i64>,
    },
}

digest_variants!(Billing {
    0 = Provisioned { read_units, write_units },
    1 = OnDemand { max_read_units, max_write_units },
});
