//! What a server did, as a part of the history.

use super::History;
use crate::model::watch::Followed;
use timemark_core::OpenError;

impl History {
    /// Applies what a server did, in the present. Returns whether anything changed.
    pub fn follow(&mut self, commit: &Followed) -> Result<bool, OpenError> {
        self.moment.engine.follow_record(&commit.events)?;
        self.head = self.now();
        Ok(self.moment.note())
    }
}
