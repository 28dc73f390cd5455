//! What the page shows, read from the engine by its own operations. Nothing here changes anything.

mod plot;

pub use plot::{BINS, Bins, Plot, Writes};

use crate::history::{Entry, History, Moment, Origin};
use crate::look::{Look, Tab};
use crate::shared::Shared;
use std::rc::Rc;
use timemark_core::lab::{ExplainBackupInput, ExplainBackupOutput};
use timemark_core::operations::*;
use timemark_core::shapes::{BackupDescription, BackupDetails, TableDescription};
use timemark_core::{Attributes, Item, Operation};

/// What the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// All tables.
    pub tables: Shared<Vec<TableDescription>>,
    /// The backups that are listed.
    pub backups: Shared<Page<BackupDescription, String>>,
    /// The backup that is looked at.
    pub backup: Option<Shared<BackupDescription>>,
    /// The time line; nothing where there is no table.
    pub plot: Option<Shared<Plot>>,
    /// Items of the chosen table, where their tab is open.
    pub items: Shared<Page<Attributes, Attributes>>,
    /// The time line's writes, where their tab is open.
    pub writes: Shared<Page<timemark_core::lab::ChangeDescription, String>>,
    /// The calls, latest first, where a tab that needs them is open; a call's number counts from the first.
    pub calls: Shared<Page<(usize, Rc<Entry>), usize>>,
    /// The calls that a person made, oldest first, where the tab Code is open: the latest of them.
    pub steps: Shared<Vec<Rc<Entry>>>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<T, N> {
    /// What is on it.
    pub rows: Vec<T>,
    /// Where the next one begins; absent on the last.
    pub next: Option<N>,
}

impl<T, N> Default for Page<T, N> {
    fn default() -> Page<T, N> {
        Page { rows: Vec::new(), next: None }
    }
}

/// Rows on a page.
pub const ROWS: usize = 50;

impl View {
    /// Reads everything that is looked at.
    pub fn of(history: &History, look: &Look) -> View {
        let moment = history.moment();
        View {
            tables: Shared::new(tables(moment)),
            backups: Shared::new(backups(moment, look)),
            backup: look.backup.as_deref().and_then(|arn| backup(moment, arn)).map(Shared::new),
            plot: Plot::of(moment, look),
            items: Shared::new(if look.tab == Tab::Items { items(moment, look) } else { Page::default() }),
            writes: Shared::new(if look.tab == Tab::Window { writes(moment, look) } else { Page::default() }),
            calls: Shared::new(if look.tab == Tab::Requests { calls(history, look) } else { Page::default() }),
            steps: Shared::new(if look.tab == Tab::Code { steps(history) } else { Vec::new() }),
        }
    }

    /// Reads again what changes merely because time passes: what follows the present moment.
    pub fn later(&self, history: &History, look: &Look) -> View {
        let is_following = look.backup.is_none() && look.imagined.is_none() && self.plot.is_some();
        if !is_following {
            return self.clone();
        }
        let moment = history.moment();
        let writes = if look.tab == Tab::Window { Shared::new(writes(moment, look)) } else { self.writes.clone() };
        View { plot: Plot::of(moment, look), writes, ..self.clone() }
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableDescription> {
        self.tables.iter().find(|table| table.table_name.as_deref() == Some(name))
    }
}

/// The backup itself in its description.
pub fn details(backup: &BackupDescription) -> BackupDetails {
    backup.backup_details.clone().unwrap_or_default()
}

/// The answer of an operation that only reads.
fn read<O: Operation>(moment: &Moment, input: O) -> Option<O::Output> {
    input.decide(moment.engine().state(), moment.now()).ok().map(|decision| decision.output)
}

/// The backup of an ARN.
pub fn backup(moment: &Moment, arn: &str) -> Option<BackupDescription> {
    read(moment, DescribeBackupInput::new(arn))?.backup_description
}

fn tables(moment: &Moment) -> Vec<TableDescription> {
    let names = moment.engine().state().tables().map(|table| table.name().to_owned());
    names.filter_map(|name| read(moment, DescribeTableInput::new(name))?.table).collect()
}

/// The call that lists the backups that are looked at.
pub fn list_backups(look: &Look) -> ListBackupsInput {
    ListBackupsInput {
        limit: Some(ROWS as i32),
        exclusive_start_backup_arn: look.backups_after.last().cloned(),
        ..look.filter.clone()
    }
}

fn backups(moment: &Moment, look: &Look) -> Page<BackupDescription, String> {
    let answer = read(moment, list_backups(look)).unwrap_or_default();
    let summaries = answer.backup_summaries.into_iter().flatten();
    Page {
        rows: summaries.filter_map(|summary| backup(moment, &summary.backup_arn?)).collect(),
        next: answer.last_evaluated_backup_arn,
    }
}

/// The call that reads the items that are looked at.
pub fn scan(look: &Look) -> Option<ScanInput> {
    let table = look.table.as_deref()?;
    let start = look.items_after.last().cloned();
    Some(ScanInput { limit: Some(ROWS as i32), exclusive_start_key: start, ..ScanInput::new(table) })
}

fn items(moment: &Moment, look: &Look) -> Page<Attributes, Attributes> {
    let answer = scan(look).and_then(|scan| read(moment, scan)).unwrap_or_default();
    Page { rows: answer.items.iter().flatten().map(Item::to_attributes).collect(), next: answer.last_evaluated_key }
}

/// The call that explains the writes that are looked at.
pub fn explain(moment: &Moment, look: &Look) -> Option<ExplainBackupInput> {
    let (question, marker) = match (&look.backup, &look.table) {
        (Some(arn), _) => (ExplainBackupInput::of(arn.as_str()), moment.chronicle().backup(arn)?.born()),
        (None, Some(table)) => {
            let at = look.imagined.unwrap_or(moment.now());
            (ExplainBackupInput::imagined(table.as_str(), at), at)
        }
        (None, None) => return None,
    };
    let (from, to) = look.viewport.range(marker);
    Some(ExplainBackupInput {
        from: Some(from),
        to: Some(to),
        limit: Some(ROWS as i32),
        next_token: look.writes_after.last().cloned(),
        ..question
    })
}

fn writes(moment: &Moment, look: &Look) -> Page<timemark_core::lab::ChangeDescription, String> {
    let explained: Option<ExplainBackupOutput> =
        explain(moment, look).and_then(|question| question.answer(moment.engine().state(), moment.now()).ok());
    let explained = explained.unwrap_or_default();
    Page { rows: explained.changes.unwrap_or_default(), next: explained.next_token }
}

fn calls(history: &History, look: &Look) -> Page<(usize, Rc<Entry>), usize> {
    let count = history.done();
    let numbers = (0..count).rev().skip(look.calls_page * ROWS).take(ROWS);
    let rows = numbers.filter_map(|number| Some((number, history.entry(number)?))).collect();
    Page { rows, next: (count > (look.calls_page + 1) * ROWS).then_some(look.calls_page + 1) }
}

/// Calls that are shown as programs.
const STEPS_SHOWN: usize = 100;

fn steps(history: &History) -> Vec<Rc<Entry>> {
    let is_step = |entry: &Rc<Entry>| entry.origin == Origin::Person && entry.answer.failure.is_none();
    let entries = (0..history.done()).rev().filter_map(|number| history.entry(number));
    let mut latest: Vec<Rc<Entry>> = entries.filter(is_step).take(STEPS_SHOWN).collect();
    latest.reverse();
    latest
}
