//! What the page shows, read from the engine by its own operations. Nothing here changes anything.

use crate::shared::Shared;
use timemark_core::lab::{
    ChangeDescription, DescribeTimelineInput, ExplainBackupInput, ExplainBackupOutput, TimelineKind,
};
use timemark_core::operations::*;
use timemark_core::shapes::{BackupDescription, BackupDetails, BackupStatus, TableDescription};
use timemark_core::{Attributes, Call, Engine, Item, Operation, Settings, Timestamp};

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
    /// All backups, oldest first.
    pub backups: Shared<Vec<BackupDescription>>,
    /// Items of the chosen table.
    pub items: Shared<Items>,
    /// What the time line shows; nothing where there is no table.
    pub window: Option<Shared<Window>>,
}

/// The first page of a table.
#[derive(Debug, Default)]
pub struct Items {
    /// The items.
    pub page: Vec<Attributes>,
    /// Whether there are more.
    pub has_more: bool,
}

/// A backup, made or imagined, and the writes around its request.
#[derive(Debug)]
pub struct Window {
    /// The table that was or would be backed up.
    pub table: String,
    /// The backup; absent where it is only imagined.
    pub backup: Option<BackupDetails>,
    /// When it became AVAILABLE.
    pub available: Option<Timestamp>,
    /// When it was, or would be, asked for.
    pub requested: Timestamp,
    /// How many partitions the table has.
    pub partitions: usize,
    /// Cuts, writes, counts.
    pub explanation: ExplainBackupOutput,
}

/// What the person has chosen to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// A table's name.
    pub table: Option<String>,
    /// A backup's ARN.
    pub backup: Option<String>,
}

/// Items that the page shows at once.
const ITEMS_SHOWN: i32 = 50;

/// Writes that the page explains at once: as many as an answer holds.
const CHANGES_SHOWN: i32 = 10_000;

/// How far the time line reaches on both sides of the request, in milliseconds.
pub const REACH_MS: i64 = 120_000;

impl View {
    /// Reads everything.
    pub fn of(engine: &Engine, selection: &Selection) -> View {
        View {
            tables: Shared::new(tables(engine)),
            backups: Shared::new(backups(engine)),
            items: Shared::new(selection.table.as_deref().map(|table| items(engine, table)).unwrap_or_default()),
            window: window(engine, selection),
        }
    }

    /// Reads again what changes merely because time passes.
    pub fn later(&self, engine: &Engine, selection: &Selection) -> View {
        let is_imagined = self.window.as_ref().is_some_and(|window| window.backup.is_none());
        let window = if is_imagined { window(engine, selection) } else { self.window.clone() };
        View { window, ..self.clone() }
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableDescription> {
        self.tables.iter().find(|table| table.table_name.as_deref() == Some(name))
    }

    /// The backup of that ARN.
    pub fn backup(&self, arn: &str) -> Option<&BackupDescription> {
        self.backups.iter().find(|backup| details(backup).backup_arn.as_deref() == Some(arn))
    }
}

/// The backup itself in its description.
pub fn details(backup: &BackupDescription) -> BackupDetails {
    backup.backup_details.clone().unwrap_or_default()
}

impl Window {
    /// The window of no table: what the time line shows before there is one.
    pub fn blank(requested: Timestamp) -> Window {
        Window {
            table: String::new(),
            backup: None,
            available: None,
            requested,
            partitions: Settings::default().partitions_per_table.into(),
            explanation: ExplainBackupOutput::default(),
        }
    }

    /// Whether the backup is made, so that for each write it is known whether it is in.
    pub fn is_made(&self) -> bool {
        self.backup.as_ref().is_some_and(|backup| backup.backup_status == Some(BackupStatus::Available))
    }

    /// The first moment of the time line.
    pub fn start(&self) -> Timestamp {
        self.requested.plus_ms(-REACH_MS)
    }

    /// The last moment of the time line.
    pub fn end(&self) -> Timestamp {
        self.requested.plus_ms(REACH_MS)
    }

    /// The writes on the time line, by commit time.
    pub fn changes(&self) -> impl Iterator<Item = &ChangeDescription> {
        let (start, end) = (self.start(), self.end());
        let all = self.explanation.changes.iter().flatten();
        all.filter(move |change| change.commit_time.is_some_and(|time| start <= time && time <= end))
    }

    /// Where a partition is cut, where that is known.
    pub fn cut(&self, partition: usize) -> Option<Timestamp> {
        self.explanation.cuts.as_ref()?.get(partition)?.time
    }
}

/// The answer of an operation that only reads.
fn read<O: Operation>(engine: &Engine, input: O) -> Option<O::Output> {
    input.decide(engine.state(), engine.now()).ok().map(|decision| decision.output)
}

/// The answer of a lab operation that only reads. It wants an engine of its own; a copy costs little.
fn look<C: Call>(engine: &Engine, input: C) -> Option<C::Output> {
    engine.clone().send(input).ok()
}

fn tables(engine: &Engine) -> Vec<TableDescription> {
    let names = read(engine, ListTablesInput::default()).and_then(|answer| answer.table_names).unwrap_or_default();
    let describe = |name: String| read(engine, DescribeTableInput::new(name))?.table;
    names.into_iter().filter_map(describe).collect()
}

fn backups(engine: &Engine) -> Vec<BackupDescription> {
    let answer = read(engine, ListBackupsInput::default()).and_then(|answer| answer.backup_summaries);
    let describe = |arn: String| read(engine, DescribeBackupInput::new(arn))?.backup_description;
    answer.into_iter().flatten().filter_map(|summary| describe(summary.backup_arn?)).collect()
}

fn items(engine: &Engine, table: &str) -> Items {
    let answer = read(engine, ScanInput { limit: Some(ITEMS_SHOWN), ..ScanInput::new(table) }).unwrap_or_default();
    Items {
        page: answer.items.iter().flatten().map(Item::to_attributes).collect(),
        has_more: answer.last_evaluated_key.is_some(),
    }
}

fn window(engine: &Engine, selection: &Selection) -> Option<Shared<Window>> {
    let made = selection.backup.as_deref().and_then(|arn| window_of_backup(engine, arn));
    let window = made.or_else(|| window_of_table(engine, selection.table.as_deref()?));
    window.map(Shared::new)
}

fn window_of_backup(engine: &Engine, arn: &str) -> Option<Window> {
    let description = read(engine, DescribeBackupInput::new(arn))?.backup_description?;
    let table = description.source_table_details?.table_name?;
    let explanation = look(engine, ExplainBackupInput { limit: Some(CHANGES_SHOWN), ..ExplainBackupInput::of(arn) })?;
    let timeline = DescribeTimelineInput {
        table_name: Some(table.clone()),
        from: explanation.request_time,
        limit: Some(CHANGES_SHOWN),
        ..Default::default()
    };
    let events = look(engine, timeline).and_then(|answer| answer.events).unwrap_or_default();
    let became_available = events
        .into_iter()
        .find(|event| event.kind == Some(TimelineKind::BackupAvailable) && event.backup_arn.as_deref() == Some(arn));
    Some(Window {
        table,
        backup: description.backup_details,
        available: became_available.and_then(|event| event.time),
        requested: explanation.request_time?,
        partitions: explanation.cuts.as_ref().map_or(0, Vec::len),
        explanation,
    })
}

fn window_of_table(engine: &Engine, table: &str) -> Option<Window> {
    let imagined = ExplainBackupInput::imagined(table, engine.now());
    let explanation = look(engine, ExplainBackupInput { limit: Some(CHANGES_SHOWN), ..imagined })?;
    let highest = explanation.changes.iter().flatten().filter_map(|change| change.partition).max();
    Some(Window {
        table: table.to_owned(),
        backup: None,
        available: None,
        requested: engine.now(),
        partitions: usize::from(engine.settings().partitions_per_table).max(highest.map_or(0, |p| p as usize + 1)),
        explanation,
    })
}
