//! Where a table stands in its life, and what waits for the next step of it.

use super::definition::{NewTable, RestoreOrigin};
use super::update::TableUpdate;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{self, TableState, TableStep};
use crate::state::partition::Image;
use crate::time::Timestamp;
use std::sync::Arc;

/// Where a table stands in its life.
#[derive(Clone, Debug)]
pub(in crate::state) struct TableLife {
    pub(in crate::state) created: Timestamp,
    pub(in crate::state) state: TableState,
    /// From when on the backup operations know it.
    pub(in crate::state) visible_to_backups_at: Timestamp,
    /// Whether backups of it can be made.
    pub(in crate::state) backups_enabled: bool,
    pub(in crate::state) deletion_started: Option<Timestamp>,
    /// What it is being restored from, until it is ACTIVE.
    pub(in crate::state) restore: Option<RestoreOrigin>,
    /// What it will be filled with. From the request on it needs nothing else: its source may go.
    pub(in crate::state) restore_images: Option<Arc<[Image]>>,
    /// What becomes of it at the end of its update.
    pub(in crate::state) update: Option<Box<TableUpdate>>,
}

digest_members!(TableLife {
    created,
    state,
    visible_to_backups_at,
    backups_enabled,
    deletion_started,
    restore,
    restore_images,
    update,
});

impl TableLife {
    /// A table that is being created.
    pub(super) fn new(created: Timestamp, new: &NewTable) -> TableLife {
        TableLife {
            created,
            state: TableState::Creating,
            visible_to_backups_at: new.visible_to_backups_at,
            backups_enabled: false,
            deletion_started: None,
            restore: new.restore.clone(),
            restore_images: None,
            update: None,
        }
    }

    /// Takes a step, and returns the state before it.
    pub(super) fn step(&mut self, at: Timestamp, step: TableStep) -> TableState {
        let before = self.state;
        self.state = lifecycle::step("a table", lifecycle::table, before, step);
        match self.state {
            TableState::Deleting => self.deletion_started = Some(at),
            TableState::Active => self.restore = None,
            TableState::Creating | TableState::Updating => {}
        }
        before
    }
}
