//! How a table or an index is paid for.

use crate::state::digest::{digest_members, digest_variants};

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

impl Billing {
    /// The throughput that is there at once, without anything being asked for.
    ///
    /// # Source
    /// `docs/dynamodb.md#warm-throughput`.
    pub fn warm(self) -> Warm {
        match self {
            Billing::Provisioned { read_units, write_units } => Warm { read_units, write_units },
            Billing::OnDemand { .. } => Warm { read_units: 12_000, write_units: 4_000 },
        }
    }
}

/// Throughput that is there at once, in units a second; 0 where none was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Warm {
    /// Reads of 4 KB.
    pub read_units: i64,
    /// Writes of 1 KB.
    pub write_units: i64,
}

impl Warm {
    /// The larger figures of both.
    #[must_use]
    pub fn max(self, other: Warm) -> Warm {
        Warm { read_units: self.read_units.max(other.read_units), write_units: self.write_units.max(other.write_units) }
    }
}

digest_members!(Warm { read_units, write_units });
digest_variants!(Billing {
    0 = Provisioned { read_units, write_units },
    1 = OnDemand { max_read_units, max_write_units },
});
