//! The window of a backup or a restore: its bounds, the changes that are known, and the answer computed from both.

use super::{Anomaly, ChangeDescription, ChangeKind, CutDescription, ExplainBackupOutput, Verdict, VerdictCounts};
use crate::item::value::Attributes;
use crate::limits::WINDOW_MS;
use crate::model::shapes::BackupType;
use crate::operations::change_key;
use crate::planted::Planted;
use crate::sorting::sort_by_key;
use crate::state::{Backup, Change, Cut, LogView, State, Table, TableDefinition};
use crate::time::Timestamp;

/// The maximum number of anomalies in an answer.
const ANOMALIES_MAX: usize = 100;

/// The page of changes to list.
pub(super) struct Listing {
    pub(super) after: u64,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) limit: usize,
}

/// A change and its position: its partition, and its ordinal there.
#[derive(Clone, Copy)]
struct Placed<'a> {
    partition: usize,
    ordinal: u64,
    change: &'a Change,
}

/// The bounds of what is promised about a change, which depends on its commit time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowBounds {
    /// A change committed at or before this moment is certainly in.
    pub certain: Timestamp,
    /// A change committed after this moment is certainly out.
    pub possible: Timestamp,
}

impl WindowBounds {
    /// The bounds for a backup requested at `requested`.
    ///
    /// # Source
    /// `docs/dynamodb.md#backup-window`: everything up to T − 60 s is in, nothing after T + 60 s is.
    pub fn of_request(requested: Timestamp) -> WindowBounds {
        WindowBounds { certain: requested.plus_ms(-WINDOW_MS), possible: requested.plus_ms(WINDOW_MS) }
    }

    /// The bounds of one exact cut: a restore to a moment, or the SYSTEM backup of a deleted table.
    pub fn exact(time: Timestamp) -> WindowBounds {
        WindowBounds { certain: time, possible: time }
    }
}

/// What is known about the window of a backup. Sequences have no holes, so most counts are the sequence of some change,
/// which is found by binary search.
pub(in crate::lab) struct WindowAnalysis<'a> {
    requested: Option<Timestamp>,
    restored: Option<Timestamp>,
    bounds: WindowBounds,
    history_from: Timestamp,
    log_from: Option<Timestamp>,
    definition: &'a TableDefinition,
    /// Each partition's cut; `None` for an imagined backup.
    cuts: Option<Vec<Cut>>,
    /// The number of each partition's changes that are in; `None` until the backup is made.
    ends: Option<Vec<u64>>,
    /// The sequence of the last change before the request; `None` for an imagined backup or restore.
    sequence: Option<u64>,
    /// The sequence of the table's last change, or of the last known one if the table is gone.
    last: u64,
    /// The known changes of each partition.
    logs: Vec<LogView<'a>>,
}

impl<'a> WindowAnalysis<'a> {
    pub(in crate::lab) fn of_table(table: &'a Table, requested: Timestamp) -> WindowAnalysis<'a> {
        WindowAnalysis {
            requested: Some(requested),
            restored: None,
            bounds: WindowBounds::of_request(requested),
            history_from: table.history_from(),
            log_from: Some(table.history_from()),
            definition: table.definition(),
            cuts: None,
            ends: None,
            sequence: None,
            last: table.sequence(),
            logs: table.log_views().collect(),
        }
    }

    pub(super) fn of_restore(table: &'a Table, time: Timestamp) -> WindowAnalysis<'a> {
        let analysis = WindowAnalysis::of_table(table, time);
        WindowAnalysis {
            requested: None,
            restored: Some(time),
            bounds: WindowBounds::exact(time),
            cuts: Some(vec![Cut::after(time); table.partitions().len()]),
            ends: Some(analysis.logs.iter().map(|log| log.after_time(time)).collect()),
            ..analysis
        }
    }

    /// The analysis of a backup, from the log of its table and from the window that the backup keeps.
    pub(in crate::lab) fn of_backup(state: &'a State, backup: &'a Backup) -> WindowAnalysis<'a> {
        let table = match Planted::ExplainedByNamesake.is_on() {
            true => state.table(&backup.marker.id.table),
            false => state.table_by_id(backup.marker.source.table),
        };
        let mut logs: Vec<LogView<'a>> = table.map(|table| table.log_views().collect()).unwrap_or_default();
        logs.resize_with(backup.marker.cuts.len(), LogView::default);
        if let Some(window) = backup.window.as_ref().filter(|_| !Planted::ExplanationWithoutWindow.is_on()) {
            let kept = window.iter().map(|segments| segments.iter().map(AsRef::as_ref));
            logs = logs.into_iter().zip(kept).map(|(log, kept)| log.with(kept)).collect();
        }
        let earliest = backup.marker.id.created.plus_ms(-WINDOW_MS);
        let known = logs.iter().filter_map(|log| log.before(u64::MAX)).map(|change| change.sequence).max();
        WindowAnalysis {
            requested: Some(backup.marker.id.created),
            restored: None,
            bounds: match backup.marker.kind {
                BackupType::System => WindowBounds::exact(backup.marker.id.created),
                _ => WindowBounds::of_request(backup.marker.id.created),
            },
            history_from: table.map_or(earliest, |table| table.history_from().min(earliest)),
            log_from: table.map(Table::history_from),
            definition: &backup.marker.source.definition,
            cuts: Some(backup.marker.cuts.to_vec()),
            ends: backup.images.as_ref().map(|images| images.iter().map(|image| image.end).collect()),
            sequence: Some(backup.marker.source.sequence),
            last: table.map_or(
                known.map_or(backup.marker.source.sequence, |n| n.max(backup.marker.source.sequence)),
                Table::sequence,
            ),
            logs,
        }
    }

    pub(super) fn explain(&self, page: &Listing) -> ExplainBackupOutput {
        let mut listed = self.list(page);
        let has_more = listed.len() > page.limit;
        listed.truncate(page.limit);
        let next_token = listed.last().filter(|_| has_more).map(|last| last.change.sequence.to_string());
        let (anomalies, anomaly_count) = self.anomalies();
        let cuts = self.cuts.as_ref().map(|cuts| {
            let describe = |(partition, cut): (usize, &Cut)| CutDescription {
                partition: Some(partition as u32),
                time: Some(cut.at),
                count: (cut.count != u64::MAX).then_some(cut.count),
            };
            cuts.iter().enumerate().map(describe).collect()
        });
        ExplainBackupOutput {
            request_time: self.requested,
            restore_time: self.restored,
            history_from: Some(self.history_from),
            log_from: self.log_from,
            cuts,
            changes: Some(listed.into_iter().map(|placed| self.describe(placed)).collect()),
            counts: Some(self.counts(anomaly_count)),
            anomalies: Some(anomalies),
            next_token,
        }
    }

    /// The bounds of what is promised.
    pub(in crate::lab) fn bounds(&self) -> WindowBounds {
        self.bounds
    }

    /// The known changes of each partition.
    pub(in crate::lab) fn into_logs(self) -> Vec<LogView<'a>> {
        self.logs
    }

    /// The number of the table's partitions.
    pub(in crate::lab) fn partitions(&self) -> usize {
        self.logs.len()
    }

    /// The known changes of the window, each with its partition, by sequence; `None` if there are more than `max`.
    pub(in crate::lab) fn window(&self, max: usize) -> Option<Vec<(usize, &'a Change)>> {
        let WindowBounds { certain, possible } = self.bounds;
        let changes = self.merged(max + 1, |_, log| (log.after_time(certain), log.after_time(possible)));
        (changes.len() <= max).then(|| changes.into_iter().map(|placed| (placed.partition, placed.change)).collect())
    }

    /// The changes of a page, and the first of the next page if there is one.
    fn list(&self, page: &Listing) -> Vec<Placed<'a>> {
        self.merged(page.limit.saturating_add(1), |_, log| {
            let first = log.after_sequence(page.after).max(log.from_time(page.from));
            (first, log.after_time(page.to))
        })
    }

    /// The first `limit` changes, ordered by sequence, of the ranges of ordinals that `range` returns for each
    /// partition.
    fn merged(&self, limit: usize, range: impl Fn(usize, &LogView<'a>) -> (u64, u64)) -> Vec<Placed<'a>> {
        let mut merged = Vec::new();
        for (partition, log) in self.logs.iter().enumerate() {
            let (first, end) = range(partition, log);
            let changes = log.iter_from(first).take_while(|(ordinal, _)| *ordinal < end).take(limit);
            merged.extend(changes.map(|(ordinal, change)| Placed { partition, ordinal, change }));
        }
        sort_by_key(&mut merged, |placed: &Placed<'_>| placed.change.sequence);
        merged.truncate(limit);
        merged
    }

    fn key(&self, change: &Change) -> Attributes {
        change_key(self.definition, change)
    }

    /// The number of a partition's changes that are in; `None` until the backup is made.
    fn end(&self, partition: usize) -> Option<u64> {
        self.ends.as_ref()?.get(partition).copied()
    }

    fn describe(&self, Placed { partition, ordinal, change }: Placed<'_>) -> ChangeDescription {
        ChangeDescription {
            sequence: Some(change.sequence),
            commit_time: Some(change.committed),
            partition: Some(partition as u32),
            key: Some(self.key(change)),
            kind: Some(ChangeKind::of(change)),
            verdict: Some(Verdict::of(change.committed, &self.bounds)),
            included: self.end(partition).map(|end| ordinal < end),
        }
    }

    /// The sequences of the last change that is certainly in and of the last change of the window. For a backup, the
    /// changes of its window and the sequence of its request are known, while changes before and long after may be
    /// forgotten, so both are counted from the request outwards. For an imagined backup, every change since the
    /// beginning of the history is known.
    fn ends_of_window(&self) -> (u64, u64) {
        let WindowBounds { certain: earliest, possible: latest } = self.bounds;
        let after = |time| self.logs.iter().filter_map(move |log| log.get(log.after_time(time)));
        let by = |time| self.logs.iter().filter_map(move |log| log.before(log.after_time(time)));
        let before_next = |time| after(time).map(|change| change.sequence - 1).min();
        match self.sequence {
            Some(request) => {
                let window_end = by(latest).map(|change| change.sequence).max();
                (
                    before_next(earliest).map_or(request, |n| n.min(request)),
                    window_end.map_or(request, |n| n.max(request)),
                )
            }
            None => (before_next(earliest).unwrap_or(self.last), before_next(latest).unwrap_or(self.last)),
        }
    }

    /// The number of changes before the first known one.
    fn forgotten(&self) -> u64 {
        let firsts = self.logs.iter().filter_map(|log| log.get(log.start())).map(|change| change.sequence);
        firsts.min().map_or(self.last, |first| first - 1)
    }

    fn counts(&self, anomalies: Option<u64>) -> VerdictCounts {
        let earliest = self.bounds.certain;
        let is_known_whole = self.history_from <= earliest.plus_ms(1);
        let untold = if is_known_whole { 0 } else { self.forgotten() };
        let (by_earliest, by_latest) = self.ends_of_window();
        let included = |(partition, log): (usize, &LogView<'_>)| {
            let end = self.end(partition)?;
            let first = if log.before(u64::MAX).is_some() { log.after_time(earliest) } else { end };
            Some(end.saturating_sub(first))
        };
        VerdictCounts {
            r#in: Some(by_earliest.saturating_sub(untold)),
            maybe: Some(by_latest.saturating_sub(by_earliest)),
            out: Some(self.last.saturating_sub(by_latest)),
            maybe_included: self.logs.iter().enumerate().map(included).sum(),
            anomalies,
        }
    }

    /// The first anomalies and their total number; no number until the backup is made.
    fn anomalies(&self) -> (Vec<Anomaly>, Option<u64>) {
        let Some(ends) = &self.ends else { return (Vec::new(), None) };
        let first_out = self.logs.iter().zip(ends).enumerate().filter_map(|(partition, (log, end))| {
            log.get(*end).map(|change| Placed { partition, ordinal: *end, change })
        });
        let Some(earlier) = first_out.min_by_key(|placed| placed.change.sequence) else { return (Vec::new(), Some(0)) };
        let after = earlier.change.sequence;
        let count = self.logs.iter().zip(ends).map(|(log, end)| log.count(log.after_sequence(after), *end));
        let later = self.merged(ANOMALIES_MAX, |partition, log| {
            (log.after_sequence(after), ends.get(partition).copied().unwrap_or_default())
        });
        let describe = |Placed { partition, change, .. }: Placed<'_>| Anomaly {
            sequence: Some(change.sequence),
            partition: Some(partition as u32),
            key: Some(self.key(change)),
            earlier_sequence: Some(after),
            earlier_partition: Some(earlier.partition as u32),
            earlier_key: Some(self.key(earlier.change)),
        };
        (later.into_iter().map(describe).collect(), Some(count.sum()))
    }
}
