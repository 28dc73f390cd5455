//! The data of the time line: writes, one by one or counted, around the marker of a backup.

use crate::model::history::{History, Moment};
use crate::model::view_state::{ViewState, Viewport};
use crate::shared::Shared;
use timemark_core::lab::{
    ChangeDescription, DescribeTimelineInput, ExplainBackupInput, ExplainBackupOutput, TimelineKind, Verdict,
    VerdictCounts, WindowBounds,
};
use timemark_core::limits::WINDOW_MS;
use timemark_core::operations::DescribeBackupInput;
use timemark_core::shapes::{BackupDetails, BackupStatus, BackupType};
use timemark_core::{Settings, Timestamp};

/// The data of the time line.
#[derive(Debug)]
pub struct Plot {
    /// Its first moment.
    pub from: Timestamp,
    /// Its last moment.
    pub to: Timestamp,
    /// The table that was or would be backed up; empty if there is none.
    pub table: String,
    /// The backup; `None` if it is only imagined.
    pub backup: Option<BackupDetails>,
    /// The time of the request, made or imagined.
    pub requested: Timestamp,
    /// The bounds of the promise.
    pub promise: WindowBounds,
    /// The number of the table's partitions.
    pub partitions: usize,
    /// Cuts, counts, anomalies.
    pub explanation: ExplainBackupOutput,
    /// The writes.
    pub writes: Writes,
    /// The earliest and the latest moment to which the table can be restored, while point-in-time recovery is on.
    pub recovery: Option<(Timestamp, Timestamp)>,
    /// The other tables, each with all its writes: the first few.
    pub others: Vec<(String, Bins)>,
    /// The number of other tables beyond those.
    pub others_left: usize,
    /// The whole story.
    pub story: Story,
}

/// The table's writes up to now, from the first moment to the latest that was reached.
#[derive(Debug)]
pub struct Story {
    /// The left end of its picture: a little before the first moment.
    pub from: Timestamp,
    /// The right end of its picture: a little after the window of a request at the latest moment.
    pub to: Timestamp,
    /// The first moment of the history.
    pub start: Timestamp,
    /// The latest moment that was reached; later than `now` in the past.
    pub head: Timestamp,
    /// The first write; the present moment if there is none.
    pub first_write: Timestamp,
    /// The present moment.
    pub now: Timestamp,
    /// The number of writes over time.
    pub bins: Bins,
}

impl Story {
    /// The stretch from the first write to the present moment.
    pub fn fit(&self) -> Viewport {
        Viewport::of(self.first_write, self.now)
    }

    /// Its ends do not depend on the moment that is shown, so that the picture stays while that moment is dragged.
    fn of(history: &History, table: &str, requested: Timestamp) -> Story {
        let (moment, start, head) = (history.moment(), history.start(), history.head());
        let now = moment.now();
        let to = head.max(requested).plus_ms(WINDOW_MS);
        let margin_ms = to.millis().saturating_sub(start.millis()) / 32;
        let (from, to) = (start.plus_ms(-margin_ms), to.plus_ms(margin_ms));
        let first_write = first_write(moment, table).unwrap_or(now);
        let bins = sum(&counted(moment, table, from, to).unwrap_or_default());
        Story { from, to, start, head, first_write, now, bins }
    }
}

/// The most events that are read to find a table's first write: before it there are its creation and backups.
const EVENTS_BEFORE_WRITES: i32 = 64;

fn first_write(moment: &Moment, table: &str) -> Option<Timestamp> {
    let question = DescribeTimelineInput {
        table_name: Some(table.to_owned()),
        limit: Some(EVENTS_BEFORE_WRITES),
        ..DescribeTimelineInput::default()
    };
    let events = moment.view().timeline(&question)?.events?;
    events.into_iter().find(|event| event.kind == Some(TimelineKind::Write))?.time
}

/// The writes of the time line; too many to be seen one by one are counted.
#[derive(Debug)]
pub enum Writes {
    /// Each, by commit time.
    Each(Vec<ChangeDescription>),
    /// The number of writes over time, for each partition.
    Counted(Vec<Bins>),
}

/// The number of writes in each of [`BINS`] equal parts of the time line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bins(pub Vec<u32>);

/// The number of parts in which writes are counted.
pub const BINS: i32 = 240;

/// The most writes that are shown one by one.
const WRITES_SHOWN: i32 = 1_200;

impl Plot {
    /// The time line before there is a table.
    pub fn blank(history: &History, view_state: &ViewState) -> Plot {
        let moment = history.moment();
        let (from, to) = view_state.viewport.range(moment.now());
        Plot {
            from,
            to,
            table: String::new(),
            backup: None,
            requested: moment.now(),
            promise: WindowBounds::of_request(moment.now()),
            partitions: Settings::default().partitions_per_table.into(),
            explanation: ExplainBackupOutput::default(),
            writes: Writes::Each(Vec::new()),
            recovery: None,
            others: Vec::new(),
            others_left: 0,
            story: Story::of(history, "", moment.now()),
        }
    }

    /// Reads the time line; `None` if there is no table.
    pub fn of(history: &History, view_state: &ViewState) -> Option<Shared<Plot>> {
        let made = view_state.backup.as_deref().and_then(|arn| Plot::of_backup(history, view_state, arn));
        made.or_else(|| Plot::of_table(history, view_state)).map(Shared::new)
    }

    fn of_backup(history: &History, view_state: &ViewState, arn: &str) -> Option<Plot> {
        let moment = history.moment();
        let description = moment.view().read(DescribeBackupInput::new(arn))?.backup_description?;
        let table = description.source_table_details?.table_name?;
        let requested = moment.lifecycles().backup(arn)?.born();
        let plot = Plot::explained(history, view_state, ExplainBackupInput::of(arn), table, requested)?;
        let is_exact = description.backup_details.as_ref()?.backup_type == Some(BackupType::System);
        Some(Plot {
            promise: if is_exact { WindowBounds::exact(requested) } else { plot.promise },
            backup: description.backup_details,
            partitions: plot.explanation.cuts.as_ref().map_or(0, Vec::len),
            ..plot
        })
    }

    fn of_table(history: &History, view_state: &ViewState) -> Option<Plot> {
        let moment = history.moment();
        let table = view_state.table.clone()?;
        let requested = view_state.imagined.unwrap_or(moment.now());
        let partitions = moment.view().partitions(&table)?;
        let plot = Plot::explained(
            history,
            view_state,
            ExplainBackupInput::imagined(table.as_str(), requested),
            table.clone(),
            requested,
        )?;
        Some(Plot { partitions, ..plot })
    }

    fn explained(
        history: &History,
        view_state: &ViewState,
        question: ExplainBackupInput,
        table: String,
        requested: Timestamp,
    ) -> Option<Plot> {
        let moment = history.moment();
        let (from, to) = view_state.viewport.range(requested);
        let question = ExplainBackupInput { from: Some(from), to: Some(to), limit: Some(WRITES_SHOWN), ..question };
        let mut explanation = moment.view().explain(&question)?;
        let each = explanation.changes.take().unwrap_or_default();
        let are_all = explanation.next_token.is_none();
        let too_many = if are_all { None } else { counted(moment, &table, from, to) };
        let mut tables: Vec<&str> = moment.view().table_names().collect();
        tables.retain(|other| *other != table);
        let others_left = tables.len().saturating_sub(OTHERS_SHOWN);
        let others = tables.into_iter().take(OTHERS_SHOWN).map(|name| {
            let partitions = counted(moment, name, from, to);
            (name.to_owned(), sum(&partitions.unwrap_or_default()))
        });
        Some(Plot {
            from,
            to,
            backup: None,
            requested,
            promise: WindowBounds::of_request(requested),
            partitions: 0,
            recovery: moment.view().restorable(&table),
            others: others.collect(),
            others_left,
            story: Story::of(history, &table, requested),
            table,
            explanation,
            writes: too_many.map_or(Writes::Each(each), Writes::Counted),
        })
    }

    /// Whether the backup is made, so that each write is known to be in or not.
    pub fn is_made(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.backup_status == Some(BackupStatus::Available))
    }

    /// The cut of a partition, if it is known.
    pub fn cut(&self, partition: usize) -> Option<Timestamp> {
        self.explanation.cuts.as_ref()?.get(partition)?.time
    }

    /// The verdict on a moment.
    pub fn verdict(&self, time: Timestamp) -> Verdict {
        Verdict::of(time, &self.promise)
    }

    /// The middle of a bin.
    pub fn time_of_bin(&self, bin: usize) -> Timestamp {
        let length_ms = self.to.millis().saturating_sub(self.from.millis());
        self.from.plus_ms(length_ms.saturating_mul(2 * bin as i64 + 1) / (2 * i64::from(BINS)))
    }

    /// The write of a sequence, if it is one of those that are shown one by one, and its index.
    pub fn write(&self, sequence: u64) -> Option<(usize, &ChangeDescription)> {
        let Writes::Each(changes) = &self.writes else { return None };
        changes.iter().enumerate().find(|(_, change)| change.sequence == Some(sequence))
    }

    /// The number of writes from one moment to another, of each verdict.
    pub fn count_between(&self, from: Timestamp, to: Timestamp) -> VerdictCounts {
        let mut counts = [0_u64; 3];
        let mut add = |time: Timestamp, writes: u64| {
            let index = match self.verdict(time) {
                Verdict::In => 0,
                Verdict::Out => 2,
                _ => 1,
            };
            if let Some(count) = counts.get_mut(index).filter(|_| from <= time && time <= to) {
                *count += writes;
            }
        };
        match &self.writes {
            Writes::Each(changes) => {
                changes.iter().filter_map(|change| change.commit_time).for_each(|time| add(time, 1))
            }
            Writes::Counted(partitions) => {
                for (bin, writes) in partitions.iter().flat_map(|bins| bins.0.iter().enumerate()) {
                    add(self.time_of_bin(bin), u64::from(*writes));
                }
            }
        }
        let [certain, maybe, out] = counts;
        VerdictCounts { r#in: Some(certain), maybe: Some(maybe), out: Some(out), ..VerdictCounts::default() }
    }

    /// The number of writes on the time line.
    pub fn writes(&self) -> u64 {
        match &self.writes {
            Writes::Each(each) => each.len() as u64,
            Writes::Counted(partitions) => partitions.iter().flat_map(|bins| &bins.0).map(|n| u64::from(*n)).sum(),
        }
    }
}

/// Other tables that have a lane.
const OTHERS_SHOWN: usize = 3;

fn counted(moment: &Moment, table: &str, from: Timestamp, to: Timestamp) -> Option<Vec<Bins>> {
    let question = DescribeTimelineInput {
        table_name: Some(table.to_owned()),
        from: Some(from),
        to: Some(to),
        bins: Some(BINS),
        // None of its events is read.
        limit: Some(1),
        ..DescribeTimelineInput::default()
    };
    let answer = moment.view().timeline(&question)?;
    let partitions = moment.view().partitions(table)?;
    let mut counted = vec![Bins(vec![0; BINS as usize]); partitions];
    for bin in answer.bins.into_iter().flatten() {
        let bin_writes = counted.get_mut(bin.partition? as usize)?.0.get_mut(bin.bin? as usize)?;
        *bin_writes = u32::try_from(bin.writes?).unwrap_or(u32::MAX);
    }
    Some(counted)
}

fn sum(partitions: &[Bins]) -> Bins {
    let mut sum = vec![0_u32; BINS as usize];
    for bins in partitions {
        for (bin_writes, number) in sum.iter_mut().zip(&bins.0) {
            *bin_writes = bin_writes.saturating_add(*number);
        }
    }
    Bins(sum)
}
