//! A backup: the time marker of a request, and what was made of it.

use super::digest::digest_members;
use super::figures::{Figures, Lagging};
use super::lifecycle::{self, BackupState, BackupStep};
use super::partition::{Cut, Image, Segment, Totals};
use super::table::{TableDefinition, TableId};
use crate::model::arn::BackupId;
use crate::model::settings::{ConsistencyWindow, Settings};
use crate::model::shapes::BackupType;
use crate::time::Timestamp;
use std::sync::Arc;

/// The table that a backup is of, as it stood at the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Which.
    pub table: TableId,
    /// Its id on the wire.
    pub table_id: String,
    /// When it was created.
    pub table_created: Timestamp,
    /// Its settings.
    pub definition: TableDefinition,
    /// The sequence of its last change by then.
    pub sequence: u64,
    /// How many items it had and how large they were, as the service told it by then.
    pub figures: Figures,
}

digest_members!(Source { table, table_id, table_created, definition, sequence, figures });

/// What a request for a backup catalogs: the moment, the table's settings as they stand, and where each partition is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMarker {
    /// When it was asked for, of which table, and the rest of its ARN.
    pub id: BackupId,
    /// The name that it was given.
    pub name: String,
    /// Who made it.
    pub kind: BackupType,
    /// When it goes of itself.
    pub expires: Option<Timestamp>,
    /// Its table.
    pub source: Source,
    /// The window that its cuts were drawn from.
    pub window_kind: ConsistencyWindow,
    /// One cut a partition.
    pub cuts: Vec<Cut>,
}

/// A backup.
#[derive(Clone, Debug)]
pub struct Backup {
    /// When it was asked for, of which table, and the rest of its ARN.
    pub id: BackupId,
    /// The name that it was given.
    pub name: String,
    /// Who made it.
    pub kind: BackupType,
    /// Where it stands in its life.
    pub status: BackupState,
    /// When it goes of itself.
    pub expires: Option<Timestamp>,
    /// Its table.
    pub source: Source,
    /// The window that its cuts were drawn from.
    pub window_kind: ConsistencyWindow,
    /// One cut a partition.
    pub cuts: Vec<Cut>,
    /// One image a partition, once it is made.
    pub images: Option<Arc<[Image]>>,
    /// The figures of all images together, once it is made.
    pub totals: Totals,
    /// When it was made.
    pub completed: Option<Timestamp>,
    /// Every change of its window, by partition, once that has passed.
    pub window: Option<Vec<Vec<Arc<Segment>>>>,
    /// The table that is being restored from it.
    pub restoring: Option<TableId>,
}

digest_members!(Backup {
    id,
    name,
    kind,
    status,
    expires,
    source,
    window_kind,
    cuts,
    images,
    totals,
    completed,
    window,
    restoring,
});

impl Backup {
    /// The backup of a time marker, before anything is made of it.
    pub fn new(marker: &TimeMarker) -> Backup {
        let TimeMarker { id, name, kind, expires, source, window_kind, cuts } = marker.clone();
        Backup {
            id,
            name,
            kind,
            status: BackupState::Creating,
            expires,
            source,
            window_kind,
            cuts,
            images: None,
            totals: Totals::default(),
            completed: None,
            window: None,
            restoring: None,
        }
    }

    /// Records the images that were taken.
    pub(super) fn complete(&mut self, at: Timestamp, images: Vec<Image>) {
        self.totals = images.iter().map(|image| image.totals).sum();
        self.images = Some(images.into());
        self.completed = Some(at);
        self.step(BackupStep::Complete);
    }

    pub(super) fn step(&mut self, step: BackupStep) {
        self.status = lifecycle::step("a backup", lifecycle::backup, self.status, step);
    }

    /// How many items it has and how large they are, as the service tells it. Like the table's own figures they may be
    /// some hours late: until the first refresh after it was made, they are what was told of the table at the request.
    pub fn figures(&self, now: Timestamp, settings: &Settings) -> Figures {
        let told = self.completed.map(|completed| Lagging::new(completed, self.source.figures));
        let lag_ms = settings.pace.delays().size_refresh_ms;
        told.map(|told| told.told(now, lag_ms, self.totals.into())).unwrap_or_default()
    }

    /// Recounts every item of the backup: its figures must still be what they were when it was made.
    pub fn scrub(&self) -> Option<Totals> {
        self.images.as_ref().map(|images| images.iter().map(Image::scrub).sum())
    }
}
