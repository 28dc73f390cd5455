//! The time line's data: writes, one by one or counted, around the marker of a backup.

use super::read;
use crate::history::Moment;
use crate::look::Look;
use crate::shared::Shared;
use timemark_core::lab::{
    ChangeDescription, DescribeTimelineInput, ExplainBackupInput, ExplainBackupOutput, Verdict, WindowBounds,
};
use timemark_core::operations::DescribeBackupInput;
use timemark_core::shapes::{BackupDetails, BackupStatus, BackupType};
use timemark_core::{Settings, Timestamp};

/// What the time line shows.
#[derive(Debug)]
pub struct Plot {
    /// Its first moment.
    pub from: Timestamp,
    /// Its last moment.
    pub to: Timestamp,
    /// The table that was or would be backed up; nothing where there is no table.
    pub table: String,
    /// The backup; absent where it is only imagined.
    pub backup: Option<BackupDetails>,
    /// When it was, or would be, asked for.
    pub requested: Timestamp,
    /// What is promised of its writes.
    pub promise: WindowBounds,
    /// How many partitions the table has.
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

/// Writes as the time line shows them: too many to be seen one by one are counted.
#[derive(Debug)]
pub enum Writes {
    /// Each, by commit time.
    Each(Vec<ChangeDescription>),
    /// Only how many there are at a time, for each partition.
    Counted(Vec<Bins>),
}

/// How many writes there are in each of [`BINS`] equal parts of the time line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bins(pub Vec<u32>);

/// Parts that the time line is counted in.
pub const BINS: i32 = 240;

/// More writes than this are counted and not shown one by one.
const WRITES_SHOWN: i32 = 1_200;

impl Plot {
    /// What stands there before there is a table.
    pub fn blank(moment: &Moment, look: &Look) -> Plot {
        let (from, to) = look.viewport.range(moment.now());
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

    /// Reads what is to be shown.
    pub fn of(moment: &Moment, look: &Look) -> Option<Shared<Plot>> {
        let made = look.backup.as_deref().and_then(|arn| Plot::of_backup(moment, look, arn));
        made.or_else(|| Plot::of_table(moment, look)).map(Shared::new)
    }

    fn of_backup(moment: &Moment, look: &Look, arn: &str) -> Option<Plot> {
        let description = read(moment, DescribeBackupInput::new(arn))?.backup_description?;
        let table = description.source_table_details?.table_name?;
        let requested = moment.chronicle().backup(arn)?.born();
        let plot = Plot::explained(moment, look, ExplainBackupInput::of(arn), table, requested)?;
        let is_exact = description.backup_details.as_ref()?.backup_type == Some(BackupType::System);
        Some(Plot {
            promise: if is_exact { WindowBounds::exact(requested) } else { plot.promise },
            backup: description.backup_details,
            partitions: plot.explanation.cuts.as_ref().map_or(0, Vec::len),
            ..plot
        })
    }

    fn of_table(moment: &Moment, look: &Look) -> Option<Plot> {
        let table = look.table.clone()?;
        let requested = look.imagined.unwrap_or(moment.now());
        let partitions = moment.engine().state().table(&table)?.partitions().len();
        let plot = Plot::explained(
            moment,
            look,
            ExplainBackupInput::imagined(table.as_str(), requested),
            table.clone(),
            requested,
        )?;
        Some(Plot { partitions, ..plot })
    }

    fn explained(
        moment: &Moment,
        look: &Look,
        question: ExplainBackupInput,
        table: String,
        requested: Timestamp,
    ) -> Option<Plot> {
        let (from, to) = look.viewport.range(requested);
        let question = ExplainBackupInput { from: Some(from), to: Some(to), limit: Some(WRITES_SHOWN), ..question };
        let mut explanation = question.answer(moment.engine().state(), moment.now()).ok()?;
        let each = explanation.changes.take().unwrap_or_default();
        let are_all = explanation.next_token.is_none();
        let too_many = if are_all { None } else { counted(moment, &table, from, to) };
        let mut tables: Vec<&str> = moment.engine().state().tables().map(|table| table.name()).collect();
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
            recovery: recovery(moment, &table),
            others: others.collect(),
            table,
            explanation,
            writes: too_many.map_or(Writes::Each(each), Writes::Counted),
        })
    }

    /// Whether the backup is made, so that for each write it is known whether it is in.
    pub fn is_made(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.backup_status == Some(BackupStatus::Available))
    }

    /// Where a partition is cut, where that is known.
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

    /// How many writes there are in the picture.
    pub fn writes(&self) -> u64 {
        match &self.writes {
            Writes::Each(each) => each.len() as u64,
            Writes::Counted(partitions) => partitions.iter().flat_map(|bins| &bins.0).map(|n| u64::from(*n)).sum(),
        }
    }
}

fn recovery(moment: &Moment, table: &str) -> Option<(Timestamp, Timestamp)> {
    let recovery = moment.engine().state().table(table)?.recovery()?;
    Some((recovery.earliest(moment.now()), recovery.latest(moment.now())))
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
    let answer = question.answer(moment.engine().state(), moment.now()).ok()?;
    let partitions = moment.engine().state().table(table)?.partitions().len();
    let mut counted = vec![Bins(vec![0; BINS as usize]); partitions];
    for bin in answer.bins.into_iter().flatten() {
        let place = counted.get_mut(bin.partition? as usize)?.0.get_mut(bin.bin? as usize)?;
        *place = u32::try_from(bin.writes?).unwrap_or(u32::MAX);
    }
    Some(counted)
}

fn sum(partitions: &[Bins]) -> Bins {
    let mut sum = vec![0_u32; BINS as usize];
    for bins in partitions {
        for (place, number) in sum.iter_mut().zip(&bins.0) {
            *place = place.saturating_add(*number);
        }
    }
    Bins(sum)
}
