//! What a table counts for in `MaxBytes`.

use super::*;
use crate::state::lifecycle::IndexState;

/// What a table without items counts for in `MaxBytes`, in **bytes**.
pub(in crate::state) const fn table_held_bytes(partitions: u64) -> u64 {
    4096 + 1024 * partitions
}

impl Table {
    /// The bytes that the table counts for in `MaxBytes`: what its partitions and indexes hold, and what a restore or a
    /// backfill will bring.
    pub fn held_bytes(&self) -> u64 {
        let is_filled = |index: &Index| index.state().is_in_use() || index.state() == IndexState::Deleting;
        let of_index = |index: &Index| if is_filled(index) { index.held_bytes() } else { self.totals().held };
        let restored = self.life.restore_images.iter().flat_map(|images| images.iter()).map(|image| image.totals.held);
        let restored = restored.sum::<u64>() * (1 + self.indexes.all.len() as u64);
        let indexes: u64 = self.indexes.all.iter().map(of_index).sum();
        table_held_bytes(self.partitions.len() as u64) + self.partitions_held + indexes + restored
    }

    /// Counts anew what the partitions hold, after all of them have changed.
    pub(super) fn recount_held(&mut self) {
        self.partitions_held = self.partitions.iter().map(Partition::held_bytes).sum();
    }

    /// The share of what was written that a backup of `held` bytes of items counts for: what was written since the last.
    pub(in crate::state) fn backed_up(&mut self, held: u64) -> u64 {
        self.since_backup.replace(0).map_or(held, |written| written.min(held))
    }

    /// Adds what a deleted backup counted for to what the next will count for.
    pub(in crate::state) fn not_backed_up(&mut self, held: u64) {
        self.since_backup = self.since_backup.map(|written| written + held);
    }
}
