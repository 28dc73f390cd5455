//! The warm throughput of a table and its indexes.

use super::billing::Billing;
use super::{Index, Table};
use crate::state::digest::digest_members;
use crate::state::lifecycle::{IndexState, TableState};
use minicbor::{Decode, Encode};

impl Billing {
    /// The warm throughput that is available without a request for it.
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

/// Warm throughput, in units per second; 0 if none was requested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub struct Warm {
    /// Strongly consistent reads of up to 4 KB.
    #[n(0)]
    pub read_units: i64,
    /// Writes of up to 1 KB.
    #[n(1)]
    pub write_units: i64,
}

impl Warm {
    /// The larger figure of each kind.
    #[must_use]
    pub fn max(self, other: Warm) -> Warm {
        Warm { read_units: self.read_units.max(other.read_units), write_units: self.write_units.max(other.write_units) }
    }
}

digest_members!(Warm { read_units, write_units });

impl Table {
    /// Whether the table is still being warmed.
    pub fn is_warming(&self) -> bool {
        match self.life.state {
            TableState::Creating => self.definition.warm != Warm::default(),
            _ => self.life.update.as_ref().is_some_and(|update| update.warm.is_some()),
        }
    }

    /// Whether one of its indexes is still being warmed.
    pub fn is_index_warming(&self, index: &Index) -> bool {
        let name = &index.definition().name;
        match index.state() {
            IndexState::Creating | IndexState::Backfilling => index.definition().warm != Warm::default(),
            _ => self.life.update.as_ref().is_some_and(|update| update.index_warm.iter().any(|(of, _)| of == name)),
        }
    }
}
