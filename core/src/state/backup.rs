//! A backup: the time marker of a request, and what is made of it later.
//!
//! CreateBackup answers at once, whatever the size of the table. It reads no item. It catalogs a *time marker*: the
//! moment T of the request, the table's settings as they stand, and for each partition a *cut*, which is where that
//! partition's contribution ends. The backup itself is made later, from the last full snapshot plus every change up to
//! the cut.
//!
//! # The promise
//!
//! Every change committed at or before T − 60 s is in the backup. No change committed after T + 60 s is. A change in
//! between may be in or out. One item is never torn: it is as some write left it, not half of one and half of another.
//! Across partitions nothing is promised, so a write may be in although an earlier one, in another partition, is out.
//! That is an *anomaly*, and a restore that meets one has, say, an order without the customer who placed it.
//!
//! # A worked time line
//!
//! A table with four partitions; CreateBackup at T = 14:25:00.000 under the window ADVERSARIAL. `│` is a cut, `●` a
//! change that is in the backup, `○` one that is out; the numbers are the table's sequence.
//!
//! ```text
//!           14:23     14:24               14:25               14:26
//!                     T − 60 s            T                   T + 60 s
//!             ┊ always in ┊       may be in or out            ┊ never in
//!   P0        ●41     ┊                  │○45                 ┊
//!   P1                ┊│     ○43                              ┊ ○48
//!   P2                ●42                      ●46   │        ┊
//!   P3                ┊        │   ○44                        ○47
//!
//!   seq  commit        partition  verdict        cut of the partition          included
//!    41  14:23:10.000  P0         certainly in   14:25:00.000, first 0          yes
//!    42  14:24:00.000  P2         certainly in   14:25:45.000, all              yes
//!    43  14:24:20.000  P1         maybe          14:24:00.000, all              no
//!    44  14:24:50.500  P3         maybe          14:24:30.000, all              no
//!    45  14:25:00.000  P0         maybe          14:25:00.000, first 0          no
//!    46  14:25:30.000  P2         maybe          14:25:45.000, all              yes   ← anomaly: 43 is out
//!    47  14:26:00.000  P3         maybe          14:24:30.000, all              no
//!    48  14:26:00.001  P1         certainly out  14:24:00.000, all              no
//! ```
//!
//! Change 45 has the very millisecond of the request. P0's cut lies *inside* that millisecond, before the first of its
//! changes: a cut is a time and, within it, a count. Change 46 is the anomaly: it is in, and 43, which came before it,
//! is out. 44 and 45 are out as well, but 43 is the earliest.
//!
//! What happens, and when:
//!
//! ```text
//!   14:25:00.000  BackupRequested   the marker with its four cuts; the answer says CREATING. The table *holds* its log
//!                                   from 14:24:00 on, so that neither log nor snapshots before the cuts are forgotten.
//!   14:25:45.001                    the last cut is settled: from now on every commit lies behind it.
//!   14:26:00.000  BackupCompleted   a minute after the request (pace REALISTIC): four images are taken; AVAILABLE.
//!   14:26:00.001  WindowClosed      the changes of the window are kept with the backup; the hold is released.
//! ```
//!
//! # Why so
//!
//! **Cuts are drawn at the request**, not when the backup is made: then the backup is a function of the marker, and one
//! that is made late is the same as one that is made early. A cut may lie ahead of T, where no sequence is known yet;
//! hence a millisecond and a count, and hence the completion waits until the cut is *settled* ([`Cut::settled_at`]).
//!
//! **Nothing is copied.** An image is a snapshot and a span of the log, both shared with the table ([`Image`]). A
//! hundred backups of a table cost what changed between them. What is shared is never changed, so a backup depends on
//! nothing that happens to its table afterwards, its deletion included.
//!
//! **The window is kept with the backup** once it has passed, because the log forgets it, and ExplainBackup must be
//! able to say a year later which changes of those two minutes are in.
//!
//! **A SYSTEM backup has exact cuts.** A table that is deleted with point-in-time recovery on leaves one. Since
//! DELETING no write is accepted, so the moment of the deletion is the cut of every partition, and it is made complete
//! at once.
//!
//! # What this does not do
//!
//! A backup is not checked against damage on a disk: there is no disk. [`Backup::scrub`] recounts its items, which
//! proves that sharing has not changed it. There are no incremental backups either, because every backup already is
//! one.

use super::digest::digest_members;
use super::lifecycle::{self, BackupState, BackupStep};
use super::partition::{Cut, Image, Segment, Totals};
use super::stats::{DelayedStats, TableStats};
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
    /// The item count and size that the service reported at the request.
    pub stats: TableStats,
}

digest_members!(Source { table, table_id, table_created, definition, sequence, stats });

/// What a request for a backup catalogs: the moment, the table's settings as they stand, and where each partition is
/// cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMarker {
    /// The moment of the request, the table's name, and the suffix of the ARN.
    pub id: BackupId,
    /// The name from the request.
    pub name: String,
    /// USER, SYSTEM or AWS_BACKUP.
    pub kind: BackupType,
    /// When it expires.
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
    /// The moment of the request, the table's name, and the suffix of the ARN.
    pub id: BackupId,
    /// The name from the request.
    pub name: String,
    /// USER, SYSTEM or AWS_BACKUP.
    pub kind: BackupType,
    /// Where it stands in its life.
    pub status: BackupState,
    /// When it expires.
    pub expires: Option<Timestamp>,
    /// Its table.
    pub source: Source,
    /// The window that its cuts were drawn from.
    pub window_kind: ConsistencyWindow,
    /// One cut a partition.
    pub cuts: Vec<Cut>,
    /// One image a partition, once it is made.
    pub images: Option<Arc<[Image]>>,
    /// The totals of all images together, once it is made.
    pub totals: Totals,
    /// When the images were taken.
    pub completed: Option<Timestamp>,
    /// The changes of the window by partition, once the window has passed.
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

    /// The item count and size that the service reports at `now`. Like a table's they may be some hours late: until the
    /// first refresh after the backup is complete, they are those that were reported of the table at the request.
    pub fn stats(&self, now: Timestamp, settings: &Settings) -> TableStats {
        let stats = self.completed.map(|completed| DelayedStats::new(completed, self.source.stats));
        let lag_ms = settings.pace.delays().size_refresh_ms;
        stats.map(|stats| stats.report(now, lag_ms, self.totals.into())).unwrap_or_default()
    }

    /// Recounts every item of the backup. The result equals [`Backup::totals`], unless sharing has changed what is
    /// shared.
    pub fn scrub(&self) -> Option<Totals> {
        self.images.as_ref().map(|images| images.iter().map(Image::scrub).sum())
    }
}
