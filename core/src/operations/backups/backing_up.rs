//! Which tables can be backed up, and how a backup begins: by a call, by a job, or by the deletion of a table.

#[cfg(test)]
mod tests;

use super::describe;
use super::error::BackupError;
use crate::entropy::{Entropy, Purpose};
use crate::limits::{SYSTEM_BACKUP_MS, WINDOW_MS};
use crate::model::arn::BackupId;
use crate::model::settings::ConsistencyWindow;
use crate::model::shapes::{BackupDetails, BackupType};
use crate::planted::Planted;
use crate::state::lifecycle::TableState;
use crate::state::{Cut, Event, Source, State, Table, Task, TimeMarker};
use crate::time::Timestamp;
use std::sync::Arc;

/// A request for a backup.
pub struct BackupRequest<'a> {
    /// The name of the backup.
    pub name: &'a str,
    /// The type of the backup.
    pub kind: BackupType,
    /// When the backup expires; `None` for never.
    pub expires: Option<Timestamp>,
}

/// Returns the table to back up. A young table is refused: its backups are enabled some seconds after it is ACTIVE.
///
/// # Errors
/// TableNotFoundException; ContinuousBackupsUnavailableException while the table is young; TableInUseException while it
/// is being deleted.
pub fn table_to_back_up<'a>(state: &'a State, name: &str, now: Timestamp) -> Result<&'a Table, BackupError> {
    let not_found = || BackupError::TableNotFound { table: name.to_owned() };
    let unavailable = || BackupError::BackupsBeingEnabled { table: name.to_owned() };
    let table = state.table(name).ok_or_else(not_found)?;
    let visible = table.visible_to_backups_at().plus_ms(-Planted::TableVisibleEarly.one::<i64>());
    match table.state() {
        TableState::Creating if table.restore().is_some() || now < visible => Err(not_found()),
        TableState::Creating => Err(unavailable()),
        TableState::Deleting => Err(BackupError::TableBeingDeleted { table: name.to_owned() }),
        TableState::Active | TableState::Updating if table.backups_enabled() => Ok(table),
        TableState::Active | TableState::Updating => Err(unavailable()),
    }
}

/// Catalogs the time marker of a backup. Returns the backup as the answer describes it, and the events that begin it.
pub fn begin(state: &State, table: &Table, now: Timestamp, request: BackupRequest<'_>) -> (BackupDetails, Vec<Event>) {
    let ordinal = state.backups_created();
    let id = new_id(state, table.shared_name(), now, ordinal);
    let committed: Vec<u64> = table.committed_at(now).collect();
    let cuts = cuts(state, table, now, &committed, ordinal);
    let settled = cuts.iter().zip(committed).map(|(cut, committed)| cut.settled_at(now, committed)).max();
    let ready = now.plus_ms(state.settings().pace.delays().backup_creation_ms);
    let marker = TimeMarker {
        name: request.name.to_owned(),
        kind: request.kind,
        expires: request.expires,
        window_kind: state.settings().consistency_window.clone(),
        ..marker(state, table, now, id.clone(), cuts)
    };
    let details = describe::requested_backup(state, &marker);
    let closed = now.plus_ms(WINDOW_MS + 1 - Planted::WindowClosesEarly.one::<i64>());
    let mut events = vec![
        Event::BackupRequested(Arc::new(marker)),
        Event::TaskScheduled {
            due: settled.map_or(ready, |settled| settled.max(ready)),
            task: Task::CompleteBackup { id: id.clone() },
        },
        Event::TaskScheduled { due: closed, task: Task::CloseWindow { id: id.clone() } },
    ];
    let expires = request.expires.map(|due| due.plus_ms(Planted::BackupExpiresLate.one()));
    events.extend(expires.map(|due| Event::TaskScheduled { due, task: Task::ExpireBackup { id } }));
    (details, events)
}

/// Returns the events that make the SYSTEM backup of a deleted table; none if point-in-time recovery is off. Its cuts
/// are exact, because no write is possible after the deletion begins.
///
/// # Source
/// `docs/dynamodb.md#system-backups`. Point-in-time recovery is looked at when the table is removed, so it can still be
/// switched in the first second of DELETING.
pub fn system_backup_on_delete(state: &State, table: &Table, now: Timestamp) -> Vec<Event> {
    let Some(deleted) = table.deletion_started().filter(|_| table.recovery().is_some()) else { return Vec::new() };
    let mut id = BackupId { created: deleted, suffix: 0, table: table.shared_name().clone() };
    // A name can be deleted twice in one millisecond if the clock stands still. No ARN is given twice.
    while state.is_backup_id(&id) && !Planted::SystemBackupArnTwice.is_on() {
        id.created = id.created.plus_ms(1);
    }
    let expires = id.created.plus_ms(SYSTEM_BACKUP_MS);
    let cuts = table.partitions().iter().map(|_| Cut::after(deleted)).collect();
    let marker = TimeMarker {
        name: format!("{}$DeletedTableBackup", table.name()),
        kind: BackupType::System,
        expires: Some(expires),
        ..marker(state, table, now, id.clone(), cuts)
    };
    let shown_ms = state.settings().pace.delays().system_backup_ms - Planted::SystemBackupShownEarly.one::<i64>();
    let shown = deleted.plus_ms(shown_ms).max(now);
    vec![
        Event::SystemBackupMade(Arc::new(marker)),
        Event::TaskScheduled { due: shown, task: Task::ShowBackup { id: id.clone() } },
        Event::TaskScheduled { due: expires, task: Task::ExpireBackup { id } },
    ]
}

/// The time marker of `table` as it stands, by default of an unnamed USER backup.
fn marker(state: &State, table: &Table, now: Timestamp, id: BackupId, cuts: Vec<Cut>) -> TimeMarker {
    TimeMarker {
        id,
        name: String::new(),
        kind: BackupType::User,
        expires: None,
        source: Source {
            table: table.id(),
            table_id: table.table_id().to_owned(),
            table_created: table.created(),
            definition: table.definition().clone(),
            sequence: table.sequence(),
            stats: table.stats(now, state.settings()),
        },
        window_kind: ConsistencyWindow::Exact,
        cuts,
    }
}

/// A backup id that is not in use and follows all others of the same millisecond: suffixes rise in the order of the
/// requests, so the time in an id remains that of its request. The suffix 0 is reserved for SYSTEM backups.
///
/// # Source
/// `docs/dynamodb.md#backup-ids`.
fn new_id(state: &State, table: &Arc<str>, now: Timestamp, ordinal: u64) -> BackupId {
    /// The largest part of the remaining suffixes that one step may take, so that they practically never run out.
    const PART: u32 = 1 << 10;
    let mut entropy = Entropy::stream(state.seed(), Purpose::BackupId, ordinal);
    let mut created = now;
    loop {
        let last = state.last_backup_at(created).map_or(0, |id| id.suffix);
        let drawn = entropy.next() as u32;
        let suffix = match (last, u32::MAX - last) {
            (0, _) => drawn,
            // All suffixes of the millisecond are in use.
            (_, 0) => {
                created = created.plus_ms(1);
                continue;
            }
            (last, left) => last + 1 + drawn % left.div_ceil(PART),
        };
        if suffix != 0 {
            return BackupId { created, suffix, table: table.clone() };
        }
    }
}

/// The number of a partition's latest changes that an adversarial cut may be drawn beside.
const RECENT_CHANGES: usize = 16;

/// Each partition's cut under the lab's consistency window. `committed` is the number of changes that each has committed
/// at `now`.
fn cuts(state: &State, table: &Table, now: Timestamp, committed: &[u64], ordinal: u64) -> Vec<Cut> {
    let mut entropy = Entropy::stream(state.seed(), Purpose::Cuts, ordinal);
    let exact = committed.iter().map(|count| Cut { at: now, count: *count });
    match state.settings().consistency_window {
        ConsistencyWindow::Exact | ConsistencyWindow::Unknown(_) => exact.collect(),
        ConsistencyWindow::Typical => table.partitions().iter().map(|_| Cut::typical(now, &mut entropy)).collect(),
        ConsistencyWindow::Adversarial => {
            let draw = |partition: &crate::state::Partition| {
                let in_window = |at: &Timestamp| *at > now.plus_ms(-WINDOW_MS);
                let latest = partition.log().latest().take(RECENT_CHANGES).map(|change| change.committed);
                let recent: Vec<Timestamp> = latest.take_while(in_window).collect();
                Cut::adversarial(now, &recent, &mut entropy)
            };
            table.partitions().iter().map(draw).collect()
        }
    }
}
