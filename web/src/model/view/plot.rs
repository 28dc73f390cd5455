//! The data of the time line: writes, one by one or counted, around the marker of a backup.

use crate::model::history::Moment;
use crate::model::view_state::ViewState;
use crate::shared::Shared;
use timemark_core::lab::{
    ChangeDescription, DescribeTimelineInput, ExplainBackupInput, ExplainBackupOutput, Verdict, WindowBounds,
};
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
    /// The other tables, each with all its writes.
    pub others: Vec<(String, Bins)>,
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
    pub fn blank(moment: &Moment, view_state: &ViewState) -> Plot {
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
        }
    }

    /// Reads the time line; `None` if there is no table.
    pub fn of(moment: &Moment, view_state: &ViewState) -> Option<Shared<Plot>> {
        let made = view_state.backup.as_deref().and_then(|arn| Plot::of_backup(moment, view_state, arn));
        made.or_else(|| Plot::of_table(moment, view_state)).map(Shared::new)
    }

    fn of_backup(moment: &Moment, view_state: &ViewState, arn: &str) -> Option<Plot> {
        let description = moment.view().read(DescribeBackupInput::new(arn))?.backup_description?;
        let table = description.source_table_details?.table_name?;
        let requested = moment.lifecycles().backup(arn)?.born();
        let plot = Plot::explained(moment, view_state, ExplainBackupInput::of(arn), table, requested)?;
        let is_exact = description.backup_details.as_ref()?.backup_type == Some(BackupType::System);
        Some(Plot {
            promise: if is_exact { WindowBounds::exact(requested) } else { plot.promise },
            backup: description.backup_details,
            partitions: plot.explanation.cuts.as_ref().map_or(0, Vec::len),
            ..plot
        })
    }

    fn of_table(moment: &Moment, view_state: &ViewState) -> Option<Plot> {
        let table = view_state.table.clone()?;
        let requested = view_state.imagined.unwrap_or(moment.now());
        let partitions = moment.view().partitions(&table)?;
        let plot = Plot::explained(
            moment,
            view_state,
            ExplainBackupInput::imagined(table.as_str(), requested),
            table.clone(),
            requested,
        )?;
        Some(Plot { partitions, ..plot })
    }

    fn explained(
        moment: &Moment,
        view_state: &ViewState,
        question: ExplainBackupInput,
        table: String,
        requested: Timestamp,
    ) -> Option<Plot> {
        let (from, to) = view_state.viewport.range(requested);
        let question = ExplainBackupInput { from: Some(from), to: Some(to), limit: Some(WRITES_SHOWN), ..question };
        let mut explanation = moment.view().explain(&question)?;
        let each = explanation.changes.take().unwrap_or_default();
        let are_all = explanation.next_token.is_none();
        let too_many = if are_all { None } else { counted(moment, &table, from, to) };
        let mut tables: Vec<&str> = moment.view().table_names().collect();
        tables.retain(|other| *other != table);
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

    /// The number of writes on the time line.
    pub fn writes(&self) -> u64 {
        match &self.writes {
            Writes::Each(each) => each.len() as u64,
            Writes::Counted(partitions) => partitions.iter().flat_map(|bins| &bins.0).map(|n| u64::from(*n)).sum(),
        }
    }
}

/// Other tables that have a lane.
const OTHERS_SHOWN: usize = 6;

fn counted(moment: &Moment, table: &str, from: Timestamp, to: Timestamp) -> Option<Vec<Bins>> {
    let question = DescribeTimelineInput {
        table_name: Some(table.to_owned()),
        from: Some(from),
        to: Some(to),
        bins: Some(BINS),
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
