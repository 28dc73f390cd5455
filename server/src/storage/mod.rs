//! The lab on disk: a checkpoint and the events after it, in one redb file.
//!
//! ```text
//!   meta             "checkpoint" → g, the checkpoint that counts       "opened" → how often a server has begun with the file
//!   checkpoint-g     part → bytes      what `Engine::save` returned, in parts
//!   events-g         row  → record     what `Engine::take_events` returned after it, a row a commit
//!   checkpoint-g+1   part → bytes      a checkpoint that is being written, in a transaction a part
//!   events-g+1       row  → record     the events after that one
//! ```
//!
//! The lab is the checkpoint that counts and all events from its table on, in order. Beginning a checkpoint begins a table
//! of events; its last part makes it the one that counts and deletes what came before, in the same transaction. So there
//! is no moment at which the file is not whole, and no commit waits for more than a part.
//!
//! # After a failure
//!
//! A database that failed is closed and not trusted again. The next transaction opens the file anew, which repairs it. Whether
//! the failed record was stored cannot be known; the next one takes its row.

#[cfg(test)]
pub(crate) mod faulty;
mod file;
mod salvage;
#[cfg(test)]
pub(crate) mod tests;

use file::connect;
use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition, TableError,
    TableHandle, WriteTransaction,
};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Facts about the file.
const META: TableDefinition<'_, &str, u64> = TableDefinition::new("meta");
/// The number of the checkpoint that counts.
const CHECKPOINT: &str = "checkpoint";
/// How often a server has begun with the file.
const OPENED: &str = "opened";

/// The size of a part of a checkpoint, in bytes: one commit waits for one part at most.
const PART_BYTES: usize = 4 << 20;
/// No checkpoint is written for fewer bytes of events.
const EVENT_BYTES_MIN: u64 = 1 << 20;
/// The memory for redb's pages. The engine has all data in its own memory, so nothing is read twice.
const CACHE_BYTES: usize = 16 << 20;

/// Why the lab on disk cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Another process has the file open.
    #[error("another server has it open")]
    InUse,
    /// The file is a lab file.
    #[error(
        "it is a lab file, not a server's: serve it with `timemark open`, and keep it with --data and another name"
    )]
    LabFile,
    /// The file is something else.
    #[error("it is not a file of timemark serve")]
    Foreign,
    /// Another server has written to the file between a failure and its repair.
    #[error("another server has written to it meanwhile; restart this one")]
    Taken,
    /// redb stopped in the middle.
    #[error("the database stopped: {0}")]
    Stopped(String),
    /// Any other failure.
    #[error("{0}")]
    Database(Box<redb::Error>),
}

impl<E: Into<redb::Error>> From<E> for StorageError {
    fn from(error: E) -> StorageError {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => StorageError::InUse,
            error => StorageError::Database(Box::new(error)),
        }
    }
}

/// Opens the database.
type Connect = Box<dyn Fn() -> Result<Database, StorageError> + Send>;

/// A lab on disk.
pub struct Storage {
    connect: Connect,
    /// `None` before [`Storage::begin`] and after a failure.
    database: Option<Database>,
    /// The value of [`OPENED`] since this server began with the file.
    opened: u64,
    /// The checkpoint that counts, and its size in bytes.
    checkpoint: u64,
    checkpoint_bytes: u64,
    /// The table of events that is written to, its next row, and the bytes of its rows.
    events: u64,
    row: u64,
    event_bytes: u64,
    writing: Writing,
    /// [`PART_BYTES`] and [`EVENT_BYTES_MIN`], but for tests.
    part_bytes: usize,
    event_bytes_min: u64,
}

/// The state of the next checkpoint.
enum Writing {
    Nothing,
    /// Its events have begun; its bytes are not here yet.
    Begun,
    /// Its bytes, and how many of them are stored.
    Parts(Vec<u8>, usize),
}

impl Storage {
    /// Makes a file with a lab, in the form of a lab file. The file is there as a whole or not at all.
    ///
    /// # Errors
    /// [`StorageError`] if it cannot be written.
    pub fn create(path: &Path, lab: &[u8]) -> Result<(), StorageError> {
        let new = with_ending(path, ".new");
        let connect = |path: PathBuf| Storage::connected(Box::new(move || connect(&path)));
        let mut storage = match connect(new.clone()) {
            // What a server has left that did not come to its end.
            Ok((_, Some(_))) | Err(StorageError::Foreign) => {
                std::fs::remove_file(&new)?;
                connect(new.clone())?.0
            }
            opened => opened?.0,
        };
        storage.begin(Some(lab))?;
        drop(storage);
        std::fs::rename(&new, path)?;
        // So that the new name survives a power failure too. Some systems cannot sync a folder.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }

    /// Opens a file. Returns it with the lab in it, in the form of a lab file. Nothing is written before [`Storage::begin`],
    /// except what repairs the file after a crash.
    ///
    /// # Errors
    /// [`StorageError`] if the file is open elsewhere, damaged, not a server's, or cannot be read.
    pub fn open(path: &Path) -> Result<(Storage, Vec<u8>), StorageError> {
        let path = path.to_owned();
        let (storage, lab) = Storage::connected(Box::new(move || connect(&path)))?;
        Ok((storage, lab.ok_or(StorageError::Foreign)?))
    }

    /// Whether a server's file, or anything else, is there already.
    pub fn exists(path: &Path) -> bool {
        std::fs::metadata(path).is_ok_and(|file| !file.is_file() || file.len() > 0)
    }

    /// The same with small parts, or only with checkpoints soon.
    #[cfg(test)]
    pub(crate) fn in_small(self) -> Storage {
        Storage { part_bytes: 128, ..self }
    }

    #[cfg(test)]
    pub(crate) fn in_middle(self) -> Storage {
        Storage { part_bytes: 8_000, event_bytes_min: 20_000, ..self }
    }

    fn connected(connect: Connect) -> Result<(Storage, Option<Vec<u8>>), StorageError> {
        let database = without_panic(&connect)?;
        let (mut storage, mut lab) = (Storage::new(connect), Vec::new());
        let is_there = without_panic(|| storage.read(&database, &mut lab))?;
        storage.database = Some(database);
        Ok((storage, is_there.then_some(lab)))
    }

    fn new(connect: Connect) -> Storage {
        Storage {
            connect,
            database: None,
            opened: 0,
            checkpoint: 0,
            checkpoint_bytes: 0,
            events: 0,
            row: 0,
            event_bytes: 0,
            writing: Writing::Nothing,
            part_bytes: PART_BYTES,
            event_bytes_min: EVENT_BYTES_MIN,
        }
    }

    /// Reads the lab, and where it ends. Returns whether there is one.
    fn read(&mut self, database: &impl ReadableDatabase, lab: &mut Vec<u8>) -> Result<bool, StorageError> {
        let transaction = database.begin_read()?;
        let Some(Tables { opened, checkpoint, events }) = tables(&transaction)? else { return Ok(false) };
        (self.opened, self.checkpoint) = (opened, checkpoint);
        for part in transaction.open_table(rows(&checkpoint_table(checkpoint)))?.range(0..)? {
            lab.extend_from_slice(part?.1.value());
        }
        self.checkpoint_bytes = lab.len() as u64;
        self.events = events.last().copied().unwrap_or(checkpoint);
        for table in events {
            for row in transaction.open_table(rows(&events_table(table)))?.range(0..)? {
                let (row, record) = row?;
                lab.extend_from_slice(record.value());
                if table == self.events {
                    self.row = row.value() + 1;
                }
            }
        }
        self.event_bytes = lab.len() as u64 - self.checkpoint_bytes;
        Ok(true)
    }

    /// Begins to write to the file: with `lab` as its first checkpoint if it is new, otherwise after what it has.
    ///
    /// # Errors
    /// [`StorageError`] if that cannot be stored. Then the file is as it was.
    pub fn begin(&mut self, lab: Option<&[u8]>) -> Result<(), StorageError> {
        let (opened, checkpoint, part_bytes) = (self.opened + 1, self.checkpoint, self.part_bytes);
        let Some(database) = self.database.take() else { return Err(StorageError::Stopped("it is closed".to_owned())) };
        without_panic(|| {
            let transaction = database.begin_write()?;
            set(&transaction, OPENED, opened)?;
            match lab {
                Some(lab) => {
                    set(&transaction, CHECKPOINT, checkpoint)?;
                    let name = checkpoint_table(checkpoint);
                    let mut table = transaction.open_table(rows(&name))?;
                    for (number, part) in lab.chunks(part_bytes).enumerate() {
                        table.insert(number as u64, part)?;
                    }
                }
                None => delete_other_checkpoints(&transaction, checkpoint)?,
            }
            Ok(transaction.commit()?)
        })?;
        self.opened = opened;
        self.checkpoint_bytes = lab.map_or(self.checkpoint_bytes, |lab| lab.len() as u64);
        self.database = Some(database);
        Ok(())
    }

    /// Stores a record of events. It is durable when this returns.
    ///
    /// # Errors
    /// [`StorageError`]. Then the record is not stored, or will be replaced by the next one.
    pub fn append(&mut self, record: &[u8]) -> Result<(), StorageError> {
        let (events, row) = (self.events, self.row);
        self.commit(|transaction| {
            transaction.open_table(rows(&events_table(events)))?.insert(row, record)?;
            Ok(())
        })?;
        self.row += 1;
        self.event_bytes += record.len() as u64;
        Ok(())
    }

    /// Whether a checkpoint is worth writing: the events since the last have more bytes than it.
    pub fn outweighs_checkpoint(&self) -> bool {
        matches!(self.writing, Writing::Nothing) && self.event_bytes > self.checkpoint_bytes.max(self.event_bytes_min)
    }

    /// Begins a checkpoint of what is stored by now. Returns its number, with which its bytes follow by
    /// [`Storage::put_checkpoint`]; `None` after a failure, until something was stored again.
    pub fn begin_checkpoint(&mut self) -> Option<u64> {
        self.database.as_ref()?;
        self.writing = Writing::Begun;
        self.events += 1;
        self.row = 0;
        self.event_bytes = 0;
        Some(self.events)
    }

    /// Gives the bytes of a checkpoint that was begun, to be stored by [`Storage::write_part`]. Without effect if a failure
    /// has ended it meanwhile.
    pub fn put_checkpoint(&mut self, number: u64, lab: Vec<u8>) {
        if matches!(self.writing, Writing::Begun) && number == self.events {
            self.writing = Writing::Parts(lab, 0);
        }
    }

    /// Whether a part of a checkpoint is to be written.
    pub fn has_part(&self) -> bool {
        matches!(self.writing, Writing::Parts(..))
    }

    /// Writes the next part of the checkpoint, if there is one.
    ///
    /// # Errors
    /// [`StorageError`]. Then the checkpoint is given up, and the one before it counts.
    pub fn write_part(&mut self) -> Result<(), StorageError> {
        let Writing::Parts(lab, stored) = std::mem::replace(&mut self.writing, Writing::Nothing) else { return Ok(()) };
        let (old, new, part_bytes) = (self.checkpoint, self.events, self.part_bytes);
        let part = lab.get(stored..lab.len().min(stored + part_bytes)).unwrap_or_default();
        let is_last = stored + part.len() == lab.len();
        self.commit(|transaction| {
            transaction.open_table(rows(&checkpoint_table(new)))?.insert((stored / part_bytes) as u64, part)?;
            if is_last {
                set(transaction, CHECKPOINT, new)?;
                delete_other_checkpoints(transaction, new)?;
                for events in old..new {
                    transaction.delete_table(rows(&events_table(events)))?;
                }
            }
            Ok(())
        })?;
        if is_last {
            (self.checkpoint, self.checkpoint_bytes) = (new, lab.len() as u64);
        } else {
            let stored = stored + part.len();
            self.writing = Writing::Parts(lab, stored);
        }
        Ok(())
    }

    /// Runs a transaction, and opens the file anew if the last one failed.
    fn commit(
        &mut self,
        write: impl FnOnce(&WriteTransaction) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let taken = self.database.take();
        let database = without_panic(|| {
            let database = match taken {
                Some(database) => database,
                None => self.reconnect()?,
            };
            let transaction = database.begin_write()?;
            write(&transaction)?;
            transaction.commit()?;
            Ok(database)
        });
        if database.is_err() {
            self.writing = Writing::Nothing;
        }
        self.database = Some(database?);
        Ok(())
    }

    /// Opens the file after a failure.
    fn reconnect(&mut self) -> Result<Database, StorageError> {
        let database = (self.connect)()?;
        let transaction = database.begin_write()?;
        {
            let meta = transaction.open_table(META)?;
            let number = |key| meta.get(key).map(|found| found.map(|number| number.value()));
            if number(OPENED)? != Some(self.opened) {
                return Err(StorageError::Taken);
            }
            // The last part of a checkpoint may be stored although its transaction failed. Either checkpoint is right.
            self.checkpoint = number(CHECKPOINT)?.ok_or(StorageError::Foreign)?;
        }
        delete_other_checkpoints(&transaction, self.checkpoint)?;
        transaction.commit()?;
        Ok(database)
    }
}

/// The tables of a lab.
struct Tables {
    /// The values of [`OPENED`] and of [`CHECKPOINT`].
    opened: u64,
    checkpoint: u64,
    /// The tables of events from there on, in order.
    events: Vec<u64>,
}

/// The tables of a lab; `None` if there are none.
fn tables(transaction: &ReadTransaction) -> Result<Option<Tables>, StorageError> {
    let names: Vec<_> = transaction.list_tables()?.map(|table| table.name().to_owned()).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let meta = match transaction.open_table(META) {
        Err(TableError::TableDoesNotExist(_) | TableError::TableTypeMismatch { .. }) => {
            return Err(StorageError::Foreign);
        }
        meta => meta?,
    };
    let number = |key| meta.get(key).map(|found| found.map(|number| number.value()));
    let checkpoint = number(CHECKPOINT)?.ok_or(StorageError::Foreign)?;
    let opened = number(OPENED)?.unwrap_or(0);
    let events = names.iter().filter_map(|name| events_number(name));
    let mut events: Vec<u64> = events.filter(|table| *table >= checkpoint).collect();
    events.sort_unstable();
    Ok(Some(Tables { opened, checkpoint, events }))
}

/// The path with an ending after its name, for a file that is not whole yet.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Runs `f`; its panic is an error.
fn without_panic<T>(f: impl FnOnce() -> Result<T, StorageError>) -> Result<T, StorageError> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(StorageError::Stopped(text.unwrap_or_else(|| "it gave no reason".to_owned())))
    })
}

fn rows(name: &str) -> TableDefinition<'_, u64, &'static [u8]> {
    TableDefinition::new(name)
}

fn checkpoint_table(number: u64) -> String {
    format!("checkpoint-{number}")
}

fn events_table(number: u64) -> String {
    format!("events-{number}")
}

fn events_number(name: &str) -> Option<u64> {
    name.strip_prefix("events-")?.parse().ok()
}

fn set(transaction: &WriteTransaction, key: &str, number: u64) -> Result<(), StorageError> {
    transaction.open_table(META)?.insert(key, number)?;
    Ok(())
}

/// Deletes every checkpoint but one.
fn delete_other_checkpoints(transaction: &WriteTransaction, kept: u64) -> Result<(), StorageError> {
    let kept = checkpoint_table(kept);
    let names: Vec<_> = transaction.list_tables()?.map(|table| table.name().to_owned()).collect();
    for name in names.iter().filter(|name| name.starts_with("checkpoint-") && **name != kept) {
        transaction.delete_table(rows(name))?;
    }
    Ok(())
}
