//! What a table and its indexes are warmed for.

use super::billing::Billing;
use super::{Index, Table};
use crate::state::digest::digest_members;
use crate::state::lifecycle::{IndexState, TableState};

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

impl Table {
    /// Whether it is being warmed for what was asked for.
    pub fn is_warming(&self) -> bool {
        match self.life.state {
            TableState::Creating => self.definition.warm != Warm::default(),
            _ => self.life.update.as_ref().is_some_and(|update| update.warm.is_some()),
        }
    }

    /// Whether one of its indexes is.
    pub fn is_index_warming(&self, index: &Index) -> bool {
        let name = &index.definition().name;
        match index.state() {
            IndexState::Creating | IndexState::Backfilling => index.definition().warm != Warm::default(),
            _ => self.life.update.as_ref().is_some_and(|update| update.index_warm.iter().any(|(of, _)| of == name)),
        }
    }
}
