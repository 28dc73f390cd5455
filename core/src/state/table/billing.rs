//! How a table or an index is paid for.

use crate::state::digest::digest_variants;

/// What a table or an index may use, and how that is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// So many units a second.
    Provisioned {
        /** Reads of 4 KB. */
        read_units: i64,
        /** Writes of 1 KB. */
        write_units: i64,
    },
    /// What it needs, within bounds where there are any.
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
