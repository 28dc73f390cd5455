//! The lifecycle of a table, and what waits for its next step.

use super::definition::{NewTable, RestoreOrigin};
use super::update::TableUpdate;
use crate::state::digest::digest_members;
use crate::state::lifecycle::{self, TableState, TableStep};
use crate::state::partition::Image;
use crate::time::Timestamp;
use std::sync::Arc;

/// The lifecycle of a table.
#[derive(Clone, Debug)]
pub(in crate::state) struct TableLife {
    pub(in crate::state) created: Timestamp,
    pub(in crate::state) state: TableState,
    /// The moment from which the backup operations know the table.
    pub(in crate::state) visible_to_backups_at: Timestamp,
    /// Whether backups can be made.
    pub(in crate::state) backups_enabled: bool,
    pub(in crate::state) deletion_started: Option<Timestamp>,
    /// The source of the restore, until the table is ACTIVE.
    pub(in crate::state) restore: Option<RestoreOrigin>,
    /// The images that the table will be filled with. From the request on the restore needs nothing else of its source.
    pub(in crate::state) restore_images: Option<Arc<[Image]>>,
    /// The changes that take effect at the end of the update.
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
