//! The thread that stores what calls have changed.

use crate::shared_engine::Shared;
use crate::storage::{Storage, StorageError};
use std::sync::Arc;

/// Stores what is due, until the engine is closed and everything is stored.
pub(crate) fn run(shared: &Arc<Shared>, mut storage: Storage) {
    let mut log = Log { shared };
    loop {
        let work = shared.wait_for_work(storage.has_part());
        if let Some(commit) = work.commit {
            // A commit without events is an attempt after a failure, or nothing.
            let stored = match commit.record.is_empty() && !work.is_failing {
                true => Ok(()),
                false => storage.append(&commit.record),
            };
            log.commit(stored.map(|()| commit.moment));
        }
        if let Some(lab) = work.saved {
            storage.put_checkpoint(lab);
        }
        if storage.has_part() {
            log.checkpoint(storage.write_part());
        }
        if work.is_closing {
            return;
        }
        if storage.outweighs_checkpoint()
            && let Some(engine) = shared.durable_engine()
        {
            storage.begin_checkpoint();
            let shared = Arc::clone(shared);
            // Writing a large lab takes seconds, in which calls go on.
            std::thread::spawn(move || shared.put_saved(engine.save()));
        }
    }
}

/// Passes outcomes on, and says on stderr why storing fails, once for each time that it begins to.
struct Log<'a> {
    shared: &'a Shared,
}

impl Log<'_> {
    fn commit(&mut self, stored: Result<crate::journal::Moment, StorageError>) {
        match stored {
            Ok(moment) => {
                if self.shared.commit_succeeded(moment) {
                    eprintln!("timemark: changes are stored again");
                }
            }
            Err(error) => {
                if self.shared.commit_failed() {
                    eprintln!(
                        "timemark: cannot store changes: {error}. Until that works again, calls that change something are \
                         answered with InternalServerError; reads go on"
                    );
                }
            }
        }
    }

    fn checkpoint(&mut self, written: Result<(), StorageError>) {
        if let Err(error) = written {
            eprintln!("timemark: cannot write a checkpoint, the one before it counts: {error}");
        }
    }
}
