//! A backup: the time marker of a request, and the images that are made from it later.
//!
//! CreateBackup answers at once, whatever the size of the table. It reads no item. It catalogs a *time marker*: the
//! moment T of the request, the table's settings as they stand, and for each partition a *cut*, which is where that
//! partition's contribution ends. The backup itself is made later, from the last full snapshot plus every change up to
//! the cut.
//!
//! # What is promised
//!
//! Every change committed at or before T − 60 s is in the backup. No change committed after T + 60 s is. A change in
//! between may be in or out. One item is never torn: it is as some write left it, not half of one and half of another.
//! Nothing is promised across partitions, so a write may be in although an earlier one, in another partition, is out.
//! That is an *anomaly*: a restored table may have an order without the customer who placed it.
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
//! Change 45 was committed in the very millisecond of the request. P0's cut lies *inside* that millisecond, before the
//! first of its changes: a cut is a time and, within it, a count. Change 46 is the anomaly: it is in, and the earlier
//! change 43 is out. 44 and 45 are out as well, but 43 is the earliest.
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
//! # Why it is so
//!
//! **Cuts are drawn at the request**, not when the backup is made. So the backup is a function of the marker, whenever
//! it is made. A cut may lie ahead of T, where no sequence is known yet; therefore it is a millisecond and a count, and
//! the completion waits until the cut is *settled* ([`Cut::settled_at`]).
//!
//! **Nothing is copied.** An image is a snapshot and a span of the log, both shared with the table ([`Image`]). A
//! hundred backups of a table cost what changed between them. What is shared is never changed, so a backup depends on
//! nothing that happens to its table afterwards, its deletion included.
//!
//! **The window is kept with the backup** once it has passed, because the log forgets it, and ExplainBackup must still
//! be able to report a year later which changes of those two minutes are in.
//!
//! **A SYSTEM backup has exact cuts.** A table that is deleted with point-in-time recovery on leaves one. No write is
//! accepted from the beginning of the deletion, so the moment of removal is the cut of every partition, and the backup
//! is complete at once.
//!
//! # What this does not do
//!
//! A backup is not checked against damage on a disk, because there is no disk. [`Backup::scrub`] recounts its items,
//! which proves that sharing has not changed it. There are no incremental backups, because every backup already shares
//! what it can.

use super::digest::digest_members;
use super::lifecycle::{self, BackupState, BackupStep};
use super::partition::{Cut, Image, Segment, Totals};
use super::stats::{DelayedStats, TableStats};
use super::table::{TableDefinition, TableId};
use crate::model::arn::BackupId;
use crate::model::settings::{ConsistencyWindow, Settings};
use crate::model::shapes::BackupType;
use crate::time::Timestamp;
use minicbor::{Decode, Encode};
use std::sync::Arc;

/// The table of a backup, as it stood at the request.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Source {
    /// The id of the table in the state.
    #[n(0)]
    pub table: TableId,
    /// The id of the table on the wire.
    #[n(1)]
    pub table_id: String,
    /// When the table was created.
    #[n(2)]
    pub table_created: Timestamp,
    /// The settings of the table, shared with it.
    #[cbor(n(3), with = "crate::codec::shared")]
    pub definition: Arc<TableDefinition>,
    /// The sequence of the table's last change at the request.
    #[n(4)]
    pub sequence: u64,
    /// The item count and size that the service reported of the table at the request.
    #[n(5)]
    pub stats: TableStats,
}

digest_members!(Source { table, table_id, table_created, definition, sequence, stats });

/// A time marker: what a request for a backup catalogs. It has the moment, the table's settings as they stand, and the
/// cut of each partition.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TimeMarker {
    /// The identity of the backup: the moment of the request, the table's name, and the suffix of the ARN.
    #[n(0)]
    pub id: BackupId,
    /// The name of the backup.
    #[n(1)]
    pub name: String,
    /// The type: USER, SYSTEM or AWS_BACKUP.
    #[n(2)]
    pub kind: BackupType,
    /// When the backup expires; `None` for never.
    #[n(3)]
    pub expires: Option<Timestamp>,
    /// The table.
    #[n(4)]
    pub source: Source,
    /// The consistency window that the cuts were drawn from.
    #[n(5)]
    pub window_kind: ConsistencyWindow,
    /// The cut of each partition.
    #[n(6)]
    pub cuts: Vec<Cut>,
}

digest_members!(TimeMarker { id, name, kind, expires, source, window_kind, cuts });

/// A backup.
#[derive(Clone, Debug)]
pub struct Backup {
    /// What the request cataloged; shared with the event.
    pub marker: Arc<TimeMarker>,
    /// The status.
    pub status: BackupState,
    /// The image of each partition; `None` until they are taken.
    pub images: Option<Arc<[Image]>>,
    /// The totals of all images together; zero until they are taken.
    pub totals: Totals,
    /// When the images were taken.
    pub completed: Option<Timestamp>,
    /// The changes of the window, by partition; `None` until the window has passed.
    pub window: Option<Vec<Vec<Arc<Segment>>>>,
    /// The table that is being restored from this backup.
    pub restoring: Option<TableId>,
    /// The share of what its table was written that it counts for in `MaxBytes`, in **bytes**.
    pub(super) held_share: u64,
}

digest_members!(Backup { marker, status, images, totals, completed, window, restoring, held_share });

impl Backup {
    /// The backup of a time marker, without images.
    pub fn new(marker: Arc<TimeMarker>) -> Backup {
        Backup {
            marker,
            status: BackupState::Creating,
            images: None,
            totals: Totals::default(),
            completed: None,
            window: None,
            restoring: None,
            held_share: 0,
        }
    }

    /// Records the images.
    pub(super) fn complete(&mut self, at: Timestamp, images: Vec<Image>) {
        self.totals = images.iter().map(|image| image.totals).sum();
        self.images = Some(images.into());
        self.completed = Some(at);
        self.step(BackupStep::Complete);
    }

    /// The bytes that the backup counts for in `MaxBytes`: its share of what its table was written, and its window.
    pub fn held_bytes(&self) -> u64 {
        let segments = self.window.iter().flatten().flatten();
        self.held_share + segments.map(|segment| segment.held_bytes()).sum::<u64>()
    }

    /// The position among the backups that are made: by table, its SYSTEM backup after the others, by id.
    pub(super) fn made_position(&self) -> (TableId, bool, BackupId) {
        (self.marker.source.table, self.marker.kind == BackupType::System, self.marker.id.clone())
    }

    pub(super) fn step(&mut self, step: BackupStep) {
        self.status = lifecycle::step("a backup", lifecycle::backup, self.status, step);
    }

    /// The item count and size that the service reports at `now`. Like those of a table they are refreshed every some
    /// hours: until the first refresh after the backup is made, they are those that were reported of the table at the
    /// request.
    pub fn stats(&self, now: Timestamp, settings: &Settings) -> TableStats {
        let stats = self.completed.map(|completed| DelayedStats::new(completed, self.marker.source.stats));
        let lag_ms = settings.pace.delays().size_refresh_ms;
        stats.map(|stats| stats.report(now, lag_ms, self.totals.into())).unwrap_or_default()
    }

    /// Recounts all items of the backup; `None` until it is made. The result equals [`Backup::totals`] unless sharing
    /// has changed shared data.
    pub fn scrub(&self) -> Option<Totals> {
        self.images.as_ref().map(|images| images.iter().map(Image::scrub).sum())
    }
}
