//! The view: what the page shows, read from the engine. Read-only.

mod plot;

#[cfg(test)]
pub mod tests;

pub use plot::{BINS, Bins, Plot, Story, Writes};

use crate::calls::entry::Entry;
use crate::calls::query::{ROWS, Read};
use crate::model::about::about;
use crate::model::dropped::{self, Dropped};
use crate::model::history::{Calls, History, Moment};
use crate::model::next_step::{Step, next_step};
use crate::model::restore_source::Source;
use crate::model::view_state::{Tab, ViewState};
use crate::shared::Shared;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::LazyLock;
use timemark_core::lab::{BrokenReferences, ChangeDescription, ExplainBackupInput, Verdict, WindowBounds};
use timemark_core::operations::*;
use timemark_core::shapes::{
    BackupDescription, BackupDetails, BackupStatus, BackupType, SourceTableDetails, TableDescription,
};
use timemark_core::{Attributes, Item, Timestamp};

/// The data that the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// All tables, with their current item counts and sizes.
    pub tables: Shared<Vec<TableDescription>>,
    /// The tables being created or restored, and when each will be ACTIVE.
    pub dues: Shared<Vec<(String, Timestamp)>>,
    /// The backups that are listed, newest first, if their tab is open.
    pub backups: Shared<Page<Rc<Listed>, usize>>,
    /// The next step of a beginner.
    pub next_step: Step,
    /// The time line; `None` if no table is selected.
    pub plot: Option<Shared<Plot>>,
    /// The items of the selected table, if their tab is open.
    pub items: Shared<Page<Attributes, Attributes>>,
    /// The writes on the time line, if their tab is open.
    pub writes: Shared<Page<ChangeDescription, String>>,
    /// The items of the table on the time line whose reference is broken, if the tab Window is open and a reference was
    /// chosen.
    pub broken: Option<Shared<BrokenReferences>>,
    /// The calls with their indexes, latest first, if their tab is open.
    pub calls: Shared<Page<(usize, Rc<Entry>), usize>>,
    /// The calls to write as a program, if the tab Code is open.
    pub program: Calls,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<T, N> {
    /// The rows.
    pub rows: Vec<T>,
    /// The start of the next page; `None` on the last.
    pub next: Option<N>,
    /// The number of rows on all pages, if they were counted.
    pub all: Option<usize>,
}

impl<T, N> Default for Page<T, N> {
    fn default() -> Page<T, N> {
        Page { rows: Vec::new(), next: None, all: None }
    }
}

impl View {
    /// The progress of each table being created or restored, in percent.
    pub fn progress_of_tables(&self, now: Timestamp) -> Vec<Option<i64>> {
        let mut dues = BTreeMap::new();
        dues.extend(self.dues.iter().map(|(name, due)| (name.as_str(), *due)));
        let progress = |table: &TableDescription| {
            let due = dues.get(table.table_name.as_deref()?)?;
            Some(percent(table.creation_date_time?, now, *due))
        };
        self.tables.iter().map(progress).collect()
    }

    /// Reads the view of a moment.
    pub fn of(history: &History, view_state: &ViewState) -> View {
        let moment = history.moment();
        let tables = moment.view().tables();
        let world = View {
            dues: Shared::new(moment.view().pending_tables()),
            next_step: next_step(&tables, moment.lifecycles(), view_state.table.as_deref()),
            tables: Shared::new(tables),
            plot: None,
            backups: Shared::default(),
            items: Shared::default(),
            writes: Shared::default(),
            broken: None,
            calls: Shared::default(),
            program: Calls::default(),
        };
        View { plot: Plot::of(history, view_state), ..world.turned(history, view_state) }
    }

    /// Reads again what depends on the chosen table and backup: all tables are as they were.
    pub fn chosen(&self, history: &History, view_state: &ViewState) -> View {
        let view = self.turned(history, view_state);
        let lifecycles = history.moment().lifecycles();
        View {
            next_step: next_step(&view.tables, lifecycles, view_state.table.as_deref()),
            plot: Plot::of(history, view_state),
            ..view
        }
    }

    /// Reads the open tab again: tables and time line are as they were.
    pub fn turned(&self, history: &History, view_state: &ViewState) -> View {
        let moment = history.moment();
        let mut view = View {
            backups: Shared::default(),
            items: Shared::default(),
            writes: Shared::default(),
            broken: None,
            calls: Shared::default(),
            program: Calls::default(),
            ..self.clone()
        };
        match view_state.tab {
            Tab::Items => view.items = Shared::new(items(moment, view_state)),
            Tab::Backups => view.backups = Shared::new(backups(moment, view_state)),
            Tab::Window => {
                view.writes = Shared::new(writes(moment, view_state));
                view.broken = broken(moment, view_state);
            }
            Tab::Requests => view.calls = Shared::new(calls(history, view_state)),
            Tab::Code => view.program = history.calls(),
        }
        view
    }

    /// Reads again what changes by time alone: the time line of an imagined backup at the present moment.
    pub fn later(&self, history: &History, view_state: &ViewState) -> View {
        let is_following = view_state.backup.is_none() && view_state.imagined.is_none() && self.plot.is_some();
        if !is_following {
            return self.clone();
        }
        self.replotted(history, view_state)
    }

    /// Reads again what the selection of a stretch or of a moment changes: the time line and its writes.
    pub fn replotted(&self, history: &History, view_state: &ViewState) -> View {
        let moment = history.moment();
        let writes = match view_state.tab {
            Tab::Window => Shared::new(writes(moment, view_state)),
            _ => self.writes.clone(),
        };
        let broken = broken(moment, view_state);
        View { plot: Plot::of(history, view_state), writes, broken, ..self.clone() }
    }

    /// The write of a sequence, if it is on the time line one by one or on the page of writes.
    pub fn write(&self, sequence: u64) -> Option<&ChangeDescription> {
        let plotted = self.plot.as_ref().and_then(|plot| plot.write(sequence)).map(|(_, change)| change);
        plotted.or_else(|| self.writes.rows.iter().find(|change| change.sequence == Some(sequence)))
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&TableDescription> {
        self.tables.iter().find(|table| table.table_name.as_deref() == Some(name))
    }
}

/// The settings that the table `target`, restored from `backup`, will not have.
pub fn dropped(moment: &Moment, backup: &BackupDescription, target: &str) -> Vec<Dropped> {
    let source = source(backup);
    let table = source.table_name.as_deref().and_then(|name| moment.view().read(DescribeTableInput::new(name))?.table);
    // Another table may have that name now.
    let table = table.filter(|table| table.table_id == source.table_id);
    let about = table.and_then(|table| about(moment.view(), table.table_name.as_deref()?));
    dropped::dropped(backup, about.as_ref(), target)
}

/// The settings that the restore of a table did not bring back and that are still missing; `None` if the table was not
/// restored, or its source is gone.
pub fn dropped_by_restore(moment: &Moment, table: &str) -> Option<Vec<Dropped>> {
    let lifecycle = moment.lifecycles().tables().rfind(|lifecycle| lifecycle.name == table)?;
    let source = match (&lifecycle.backup_arn, &lifecycle.restored_from) {
        (Some(arn), _) => Source::Backup(moment.view().backup(arn)?),
        (None, Some(table)) => Source::of_table(&about(moment.view(), table)?, None)?,
        (None, None) => return None,
    };
    let about = about(moment.view(), table)?;
    let mut dropped = dropped(moment, source.description(), table);
    dropped.retain(|one| match one.operation {
        "UpdateTimeToLive" => about.time_to_live.is_none(),
        "TagResource" => about.tags.is_empty(),
        "UpdateContinuousBackups" => about.recovery.is_none(),
        "UpdateContributorInsights" => !about.insights.iter().any(|on| dropped::insights(on) == one.what),
        "EnableKinesisStreamingDestination" => about.destination.is_none(),
        "PutResourcePolicy" => about.policy.is_none(),
        _ => true,
    });
    Some(dropped)
}

/// The progress at `now` from `from` to `until`: 0 to 100.
pub fn percent(from: Timestamp, now: Timestamp, until: Timestamp) -> i64 {
    let (passed, all) = (now.millis() - from.millis(), until.millis() - from.millis());
    passed.saturating_mul(100).checked_div(all).unwrap_or(100).clamp(0, 100)
}

/// A backup in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The backup.
    pub description: BackupDescription,
    /// When it will be AVAILABLE, while it is CREATING.
    pub due: Option<Timestamp>,
}

impl Listed {
    /// The time until it expires, in words; `None` if it does not expire.
    pub fn left(&self, now: Timestamp) -> Option<String> {
        details(&self.description).backup_expiry_date_time.map(|expires| left(now, expires))
    }

    /// The progress while it is CREATING, in percent.
    pub fn progress(&self, now: Timestamp) -> Option<i64> {
        Some(percent(details(&self.description).backup_creation_date_time?, now, self.due?))
    }
}

/// The time until a moment, in words: `34 days left`.
pub fn left(now: Timestamp, until: Timestamp) -> String {
    format!("{} left", crate::format::duration(until.millis().saturating_sub(now.millis())))
}

/// The BackupDetails of a description.
pub fn details(backup: &BackupDescription) -> &BackupDetails {
    static NONE: LazyLock<BackupDetails> = LazyLock::new(BackupDetails::default);
    backup.backup_details.as_ref().unwrap_or(&NONE)
}

/// The SourceTableDetails of a description.
pub fn source(backup: &BackupDescription) -> &SourceTableDetails {
    static NONE: LazyLock<SourceTableDetails> = LazyLock::new(SourceTableDetails::default);
    backup.source_table_details.as_ref().unwrap_or(&NONE)
}

/// The names of the global indexes that a backup recorded.
pub fn global_indexes(backup: &BackupDescription) -> Vec<String> {
    let indexes =
        backup.source_table_feature_details.iter().flat_map(|its| its.global_secondary_indexes.iter().flatten());
    indexes.filter_map(|index| index.index_name.clone()).collect()
}

/// The names of the local indexes that a backup recorded.
pub fn local_indexes(backup: &BackupDescription) -> Vec<String> {
    let indexes =
        backup.source_table_feature_details.iter().flat_map(|its| its.local_secondary_indexes.iter().flatten());
    indexes.filter_map(|index| index.index_name.clone()).collect()
}

/// The call that lists the first backups.
pub fn list_backups(view_state: &ViewState) -> ListBackupsInput {
    ListBackupsInput { limit: Some(ROWS as i32), ..view_state.filter.clone() }
}

/// The page of backups whose name has the text that is searched for, newest first. ListBackups answers oldest first and
/// knows no such filter.
fn backups(moment: &Moment, view_state: &ViewState) -> Page<Rc<Listed>, usize> {
    let wanted = view_state.backup_name.to_lowercase();
    let mut listed = moment.view().backups(&view_state.filter);
    listed.retain(|backup| wanted.is_empty() || backup.name().to_lowercase().contains(&wanted));
    let page = view_state.backups_page;
    let rows = listed.iter().rev().skip(page * ROWS).take(ROWS);
    Page {
        rows: rows.filter_map(|backup| Some(Rc::new(of_list(moment, moment.view().backup(&backup.arn())?)))).collect(),
        next: (listed.len() > (page + 1) * ROWS).then_some(page + 1),
        all: Some(listed.len()),
    }
}

fn of_list(moment: &Moment, description: BackupDescription) -> Listed {
    let backup = details(&description);
    let is_made = backup.backup_status != Some(BackupStatus::Creating);
    let due = backup.backup_arn.as_deref().filter(|_| !is_made).and_then(|arn| moment.view().backup_due(arn));
    Listed { due, description }
}

fn items(moment: &Moment, view_state: &ViewState) -> Page<Attributes, Attributes> {
    let read = view_state.table.as_deref().map(|table| view_state.query.read(table, view_state.items_after.last()));
    let page = match read {
        Some(Ok(Read::Query(query))) => moment.view().read(query),
        Some(Ok(Read::Scan(scan))) => moment.view().read(scan),
        Some(Err(_)) | None => None,
    };
    let page = page.unwrap_or_default();
    Page {
        rows: page.items.iter().flatten().map(Item::to_attributes).collect(),
        next: page.last_evaluated_key,
        all: None,
    }
}

/// The question about the selected backup, made or imagined, with the time of its request and the name of its table.
fn question(moment: &Moment, view_state: &ViewState) -> Option<(ExplainBackupInput, Timestamp, String)> {
    Some(match (&view_state.backup, &view_state.table) {
        (Some(arn), _) => {
            let lifecycle = moment.lifecycles().backup(arn)?;
            (ExplainBackupInput::of(arn.as_str()), lifecycle.born(), lifecycle.table.clone())
        }
        (None, Some(table)) => {
            let at = view_state.imagined.unwrap_or(moment.now());
            (ExplainBackupInput::imagined(table.as_str(), at), at, table.clone())
        }
        (None, None) => return None,
    })
}

/// The items of the selected backup whose reference is broken.
fn broken(moment: &Moment, view_state: &ViewState) -> Option<Shared<BrokenReferences>> {
    if view_state.tab != Tab::Window || view_state.references.is_empty() {
        return None;
    }
    let (question, _, table) = question(moment, view_state)?;
    moment.view().broken_references(&question, view_state.reference(&table)?).map(Shared::new)
}

/// The call that explains the page of writes: those on the time line, of the verdict that is asked for.
pub fn explain(moment: &Moment, view_state: &ViewState) -> Option<ExplainBackupInput> {
    let (question, marker, _) = question(moment, view_state)?;
    let (from, to) = view_state.viewport.range(marker);
    let promise = match &view_state.backup {
        Some(arn) if is_exact(moment, arn) => WindowBounds::exact(marker),
        _ => WindowBounds::of_request(marker),
    };
    let (from, to) = match &view_state.verdict {
        None => (from, to),
        Some(Verdict::In) => (from, to.min(promise.certain)),
        Some(Verdict::Out) => (from.max(promise.possible.plus_ms(1)), to),
        Some(_) => (from.max(promise.certain.plus_ms(1)), to.min(promise.possible)),
    };
    Some(ExplainBackupInput {
        from: Some(from),
        to: Some(to),
        limit: Some(ROWS as i32),
        next_token: view_state.writes_after.last().cloned(),
        ..question
    })
}

/// Whether a backup promises an exact moment, as those do that a table's deletion leaves.
fn is_exact(moment: &Moment, arn: &str) -> bool {
    moment.view().backup(arn).is_some_and(|backup| details(&backup).backup_type == Some(BackupType::System))
}

/// The token of the page that begins with the first write in doubt; `None` if the first page has one, or there is none.
pub fn first_maybe(moment: &Moment, view_state: &ViewState) -> Option<String> {
    let is_maybe = |change: &ChangeDescription| change.verdict == Some(Verdict::Maybe);
    let first_page = ViewState { writes_after: Vec::new(), ..view_state.clone() };
    if view_state.verdict.is_some() || writes(moment, &first_page).rows.iter().any(is_maybe) {
        return None;
    }
    let maybes = ViewState { verdict: Some(Verdict::Maybe), ..first_page };
    let first = writes(moment, &maybes).rows.into_iter().next()?;
    Some(page_with(first.sequence?))
}

/// The token of the page that begins with a write.
pub fn page_with(sequence: u64) -> String {
    sequence.saturating_sub(1).to_string()
}

fn writes(moment: &Moment, view_state: &ViewState) -> Page<ChangeDescription, String> {
    let explained =
        explain(moment, view_state).and_then(|question| moment.view().explain(&question)).unwrap_or_default();
    Page { rows: explained.changes.unwrap_or_default(), next: explained.next_token, all: None }
}

/// The most calls that are looked through for a page of them.
pub const CALLS_SEARCHED: usize = 5_000;

fn calls(history: &History, view_state: &ViewState) -> Page<(usize, Rc<Entry>), usize> {
    let latest = (0..history.done()).rev().take(CALLS_SEARCHED);
    let all = latest.filter_map(|number| Some((number, history.entry(number)?)));
    let mut rows: Vec<_> = all
        .filter(|(_, entry)| view_state.call_filter.passes(entry))
        .skip(view_state.calls_page * ROWS)
        .take(ROWS + 1)
        .collect();
    let next = (rows.len() > ROWS).then_some(view_state.calls_page + 1);
    rows.truncate(ROWS);
    Page { rows, next, all: None }
}
