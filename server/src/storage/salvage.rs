//! What can still be read of a damaged file.

use super::*;

impl Storage {
    /// Reads what a damaged file has, in the form of a lab file without the rows that cannot be read, and the first error that
    /// was met. The file is left as it is.
    ///
    /// # Errors
    /// [`StorageError`] if not even its tables can be found.
    pub fn salvage(path: &Path) -> Result<(Vec<u8>, Option<StorageError>), StorageError> {
        readable(|| Ok(Database::builder().set_cache_size(CACHE_BYTES).open_read_only(path)?))
    }
}

impl StorageError {
    /// Whether the file is damaged.
    pub fn is_damage(&self) -> bool {
        match self {
            StorageError::Stopped(_) => true,
            StorageError::Database(error) => matches!(**error, redb::Error::Corrupted(_)),
            _ => false,
        }
    }
}

/// Reads the rows of a lab one by one, and passes over those that cannot be read.
pub(super) fn readable<D: ReadableDatabase>(
    connect: impl Fn() -> Result<D, StorageError>,
) -> Result<(Vec<u8>, Option<StorageError>), StorageError> {
    let found = without_panic(|| {
        let database = connect()?;
        tables(&database.begin_read()?)?.ok_or(StorageError::Foreign)
    })?;
    let names = [checkpoint_table(found.checkpoint)].into_iter().chain(found.events.into_iter().map(events_table));
    let (mut lab, mut first) = (Vec::new(), None);
    for name in names {
        let (mut next, mut count) = (0, 0);
        // A database that failed once to read fails from then on, so what follows is read of one that is opened anew.
        while let Err(error) = without_panic(|| {
            let database = connect()?;
            let transaction = database.begin_read()?;
            let table = transaction.open_table(rows(&name))?;
            count = table.len()?;
            while next < count {
                table.get(next)?.iter().for_each(|row| lab.extend_from_slice(row.value()));
                next += 1;
            }
            Ok(())
        }) {
            first.get_or_insert(error);
            next += 1;
            if next >= count {
                break;
            }
        }
    }
    Ok((lab, first))
}
