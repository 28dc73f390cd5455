//! CreateBackup: the time marker.

use super::{describe, lookup};
use crate::Timestamp;
use crate::arn::BackupId;
use crate::check::{Check, Constrained, required};
use crate::engine::{Decision, Operation};
use crate::entropy::{Entropy, Purpose};
use crate::error::{Error, ErrorCode, LimitExceeded, TableInUse};
use crate::limits::{CREATE_BACKUPS_PER_SECOND, WINDOW_MS};
use crate::settings::ConsistencyWindow;
use crate::shapes::{BackupDetails, BackupType, shape};
use crate::state::lifecycle::{BackupState, TableState};
use crate::state::{Backup, Cut, Event, Source, State, Table, Task};

shape! {
    /// Asks for a backup of a table.
    pub struct CreateBackupInput {
        /// The table's name or ARN.
        table_name: String,
        /// A name for the backup: 3 to 255 characters; many backups may have the same.
        backup_name: String,
    }
}

shape! {
    /// The backup that will be made.
    pub struct CreateBackupOutput {
        /// It, with status CREATING and the moment of the request.
        backup_details: BackupDetails,
    }
}

impl CreateBackupInput {
    /// A request with all that it needs.
    pub fn new(table_name: impl Into<String>, backup_name: impl Into<String>) -> Self {
        Self { table_name: Some(table_name.into()), backup_name: Some(backup_name.into()) }
    }
}

impl Constrained for CreateBackupInput {
    fn check(&self, at: &mut Check) {
        at.member("tableName", &self.table_name).required().table_name();
        at.member("backupName", &self.backup_name).required().length(3..=255).name_pattern();
    }
}

/// Catalogs the time marker, the table's settings as they stand and a cut for each partition, whatever the table's
/// size. The images are taken when all cuts are settled and the pace allows it.
///
/// # Errors
/// TableNotFoundException, ContinuousBackupsUnavailableException while the table is young, TableInUseException while it
/// is being deleted, LimitExceededException for the 51st in a second.
///
/// # Source
/// `facts.md` 3.1 and 3.2; TableInUseException as documented (measured otherwise: see `docs/fidelity.md`).
impl Operation for CreateBackupInput {
    const NAME: &'static str = "CreateBackup";
    const ERRORS: &'static [ErrorCode] = &[
        ErrorCode::TableNotFoundException,
        ErrorCode::TableInUseException,
        ErrorCode::ContinuousBackupsUnavailableException,
        ErrorCode::BackupInUseException,
        ErrorCode::LimitExceededException,
        ErrorCode::InternalServerError,
    ];
    type Output = CreateBackupOutput;

    fn decide(self, state: &State, now: Timestamp) -> Result<Decision<CreateBackupOutput>, Error> {
        let name = required("backupName", &self.backup_name)?;
        let table = backed_up_table(state, lookup::named(state, &self.table_name)?, now)?;
        if state.backups_in_last_second(now) >= CREATE_BACKUPS_PER_SECOND {
            return Err(Error::LimitExceeded(LimitExceeded::CreateBackupRate));
        }

        let ordinal = state.backups_created();
        let id = new_id(state, table.name(), now, ordinal);
        let cuts = cuts(state, table, now, ordinal);
        let settled = cuts.iter().zip(table.committed_at(now)).map(|(cut, committed)| cut.settled_at(now, committed)).max();
        let ready = now.plus_ms(state.settings().pace.delays().backup_creation_ms);
        let backup = Backup {
            name: name.clone(),
            kind: BackupType::User,
            status: BackupState::Creating,
            expires: None,
            source: Source {
                table_id: table.id().to_owned(),
                table_created: table.created(),
                definition: table.definition().clone(),
                sequence: table.sequence(),
            },
            window_kind: state.settings().consistency_window.clone(),
            cuts: cuts.into(),
            images: None,
            totals: Default::default(),
            completed: None,
            window: None,
            restoring: None,
            id: id.clone(),
        };
        let output = describe::backup_details(&backup, state.owner().backup_arn(&id));
        let events = vec![
            Event::BackupRequested(Box::new(backup)),
            Event::TaskScheduled {
                due: settled.map_or(ready, |settled| settled.max(ready)),
                task: Task::CompleteBackup { id: id.clone() },
            },
            Event::TaskScheduled { due: now.plus_ms(WINDOW_MS + 1), task: Task::CloseWindow { id } },
        ];
        Ok(Decision { events, output: CreateBackupOutput { backup_details: Some(output) } })
    }
}

/// The table of a backup operation that wants its backups.
fn backed_up_table<'a>(state: &'a State, name: &str, now: Timestamp) -> Result<&'a Table, Error> {
    let not_found = || Error::TableNotFound { table: name.to_owned() };
    let unavailable = || Error::ContinuousBackupsUnavailable { table: name.to_owned() };
    let table = state.table(name).ok_or_else(not_found)?;
    match table.state() {
        TableState::Creating if table.restore().is_some() || now < table.visible_to_backups_at => Err(not_found()),
        TableState::Creating => Err(unavailable()),
        TableState::Deleting => Err(Error::TableInUse(TableInUse::BeingDeleted { table: name.to_owned() })),
        TableState::Active | TableState::Updating if table.continuous_backups => Ok(table),
        TableState::Active | TableState::Updating => Err(unavailable()),
    }
}

/// An id that no backup has; 0 stays for SYSTEM backups.
fn new_id(state: &State, table: &str, now: Timestamp, ordinal: u64) -> BackupId {
    let mut entropy = Entropy::stream(state.seed(), Purpose::BackupId, ordinal);
    loop {
        let id = BackupId { created: now, suffix: entropy.next() as u32, table: table.to_owned() };
        if id.suffix != 0 && state.backup(&id).is_none() {
            return id;
        }
    }
}

/// How many of a partition's latest changes an adversarial cut may fall beside.
const RECENT_CHANGES: usize = 16;

/// Each partition's cut under the lab's consistency window.
fn cuts(state: &State, table: &Table, now: Timestamp, ordinal: u64) -> Vec<Cut> {
    let mut entropy = Entropy::stream(state.seed(), Purpose::Cuts, ordinal);
    let exact = table.committed_at(now).map(|count| Cut { at: now, count });
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
