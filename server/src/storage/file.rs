//! The file of a lab, whose end is written before it is needed.

use super::{CACHE_BYTES, StorageError};
use redb::backends::FileBackend;
use redb::{BackendError, Database, DatabaseError, StorageBackend};
use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read};
use std::ops::Bound;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// How far zeros are written ahead of what redb writes, in bytes.
const AHEAD_BYTES: u64 = 1 << 20;

/// Opens a database in a file. The whole of it is checked, because a page that is wrong may stop redb otherwise.
pub fn connect(path: &Path) -> Result<Database, StorageError> {
    let mut magic = [0; 8];
    if File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok() && &magic == b"timemark" {
        return Err(StorageError::LabFile);
    }
    let mut builder = Database::builder();
    match builder
        .set_cache_size(CACHE_BYTES)
        .set_check_integrity_on_open(true)
        .create_with_backend(WrittenAhead::create(path)?)
    {
        Err(DatabaseError::Storage(redb::StorageError::Io(error))) if error.kind() == ErrorKind::InvalidData => {
            Err(StorageError::Foreign)
        }
        database => Ok(database?),
    }
}

/// A file, which redb makes longer from time to time, and then fills from its beginning.
///
/// What was never written of a file is a hole: a sync that fills one has to store where its place on the disk is, too, which
/// takes longer than all the rest. So zeros are written ahead, and only one sync in hundreds has to.
#[derive(Debug)]
struct WrittenAhead {
    file: FileBackend,
    /// Up to where the file has no hole, in bytes from its beginning.
    written: Mutex<u64>,
}

impl WrittenAhead {
    /// Opens a file, or makes an empty one.
    ///
    /// # Errors
    /// [`DatabaseError`] if that cannot be done.
    fn create(path: &Path) -> Result<WrittenAhead, DatabaseError> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let written = Mutex::new(file.metadata()?.len());
        Ok(WrittenAhead { file: FileBackend::new(file)?, written })
    }

    /// Writes zeros so that the bytes before `end`, and some after it, are in no hole.
    fn write_ahead(&self, end: u64) -> Result<(), Error> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if end > *written {
            let until = (end + AHEAD_BYTES).min(self.file.len()?).max(end);
            self.file.write(*written, &vec![0; (until - *written) as usize])?;
            *written = until;
        }
        Ok(())
    }
}

type Range = Bound<u64>;

impl StorageBackend for WrittenAhead {
    fn len(&self) -> Result<u64, Error> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        *written = (*written).min(len);
        self.file.set_len(len)
    }

    fn sync_data(&self) -> Result<(), Error> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        self.write_ahead(offset + data.len() as u64)?;
        self.file.write(offset, data)
    }

    fn close(&self) -> Result<(), Error> {
        self.file.close()
    }

    fn try_lock_range(&self, start: Range, end: Range) -> Result<bool, BackendError> {
        self.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Range, end: Range) -> Result<bool, BackendError> {
        self.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Range, end: Range) -> Result<(), BackendError> {
        self.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Range, end: Range) -> Result<(), BackendError> {
        self.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Range, end: Range) -> Result<(), BackendError> {
        self.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Range, end: Range) -> Result<bool, BackendError> {
        self.file.query_lock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::storage::faulty::Draw;
    use std::path::PathBuf;

    /// A file that is removed in the end.
    struct Temporary(PathBuf);

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }

    fn file(name: &str) -> (Temporary, WrittenAhead) {
        let path = std::env::temp_dir().join(format!("timemark-{}-ahead-{name}", std::process::id()));
        let file = WrittenAhead::create(&path).unwrap();
        (Temporary(path), file)
    }

    /// The same as an array of bytes, whatever is written where, and whatever its length becomes.
    #[test]
    fn what_is_written_is_there_and_all_else_is_zeros() {
        let (_path, file) = file("array");
        let (mut draw, mut bytes) = (Draw(7), Vec::new());
        for round in 1..400_u64 {
            if draw.below(6) == 0 {
                bytes.resize(draw.below(5 << 20) as usize, 0);
                file.set_len(bytes.len() as u64).unwrap();
            } else if bytes.len() > 5_000 {
                let at = draw.below(bytes.len() as u64 - 5_000) as usize;
                let data = vec![round as u8; draw.below(5_000) as usize];
                bytes[at..at + data.len()].copy_from_slice(&data);
                file.write(at as u64, &data).unwrap();
            }
            let mut found = vec![1; bytes.len()];
            file.read(0, &mut found).unwrap();
            assert!(file.len().unwrap() == bytes.len() as u64 && found == bytes, "round {round}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_follows_a_write_is_in_no_hole() {
        use std::os::unix::fs::MetadataExt;
        let (path, file) = file("holes");
        file.set_len(16 << 20).unwrap();
        let on_disk = || {
            file.sync_data().unwrap();
            std::fs::metadata(&path.0).unwrap().blocks() * 512
        };
        assert!(on_disk() < 1 << 20);
        file.write(4 << 20, b"data").unwrap();
        let first = on_disk();
        assert!(first >= 5 << 20, "{first}");
        file.write((4 << 20) + 4_096, b"data").unwrap();
        assert_eq!(on_disk(), first);
        file.write((16 << 20) - 4, b"data").unwrap();
        assert_eq!((on_disk() >= 16 << 20, file.len().unwrap()), (true, 16 << 20));
    }
}
