//! The thread that stores what calls have changed.

use crate::journal::Commit;
use crate::locked_engine::LockedEngine;
use crate::storage::{Storage, StorageError};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The longest pause after a commit, which is also no longer than the commit took.
const GATHERING_MAX: Duration = Duration::from_millis(1);

/// Stores what is due, until the engine is closed and everything is stored.
pub(crate) fn run(locked: &Arc<LockedEngine>, mut storage: Storage) {
    let log = Log { locked };
    loop {
        let work = locked.wait_for_work(storage.has_part());
        if let Some(commit) = work.commit {
            let began = Instant::now();
            // A commit without events is an attempt after a failure, or nothing.
            let stored = match commit.records.is_empty() && !work.is_failing {
                true => Ok(()),
                false => storage.append(&commit.records.concat()),
            };
            log.commit(stored.map(|()| commit));
            // The clients that were answered just now send their next requests, which then share the next commit with those
            // that waited already. Without this, every other commit would be for one call, or each for half of them.
            locked.wait_for_calls(began.elapsed().min(GATHERING_MAX));
        }
        if let Some((number, lab)) = work.saved {
            storage.put_checkpoint(number, lab);
        }
        if storage.has_part() {
            log.checkpoint(storage.write_part());
        }
        if work.is_closing {
            return;
        }
        if storage.outweighs_checkpoint()
            && let Some(engine) = locked.durable_engine()
            && let Some(number) = storage.begin_checkpoint()
        {
            let locked = Arc::clone(locked);
            // Writing a large lab takes seconds, in which calls go on.
            std::thread::spawn(move || locked.put_saved(number, engine.save()));
        }
    }
}

/// Passes outcomes on, and says on stderr why storing fails, once for each time that it begins to.
struct Log<'a> {
    locked: &'a LockedEngine,
}

impl Log<'_> {
    fn commit(&self, stored: Result<Commit, StorageError>) {
        match stored {
            Ok(commit) => {
                if self.locked.commit_succeeded(commit) {
                    eprintln!("timemark: changes are stored again");
                }
            }
            Err(error) => {
                if self.locked.commit_failed() {
                    eprintln!(
                        "timemark: cannot store changes: {error}. Until that works again, calls that change something are \
                         answered with InternalServerError; reads go on"
                    );
                }
            }
        }
    }

    fn checkpoint(&self, written: Result<(), StorageError>) {
        if let Err(error) = written {
            eprintln!("timemark: cannot write a checkpoint, the one before it counts: {error}");
        }
    }
}
