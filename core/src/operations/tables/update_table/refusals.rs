//! The combinations of changes that UpdateTable refuses.

use super::*;

impl UpdateTableInput {
    /// Refuses changes that cannot be requested together.
    ///
    /// # Source
    /// `docs/dynamodb.md#update-table`. That this check comes last is assumed.
    pub(super) fn refuse_together(&self, table: &Table, actions: &Actions<'_>) -> Result<(), UpdateTableError> {
        let changes_throughput = self.changes_throughput(table);
        let has = |is_there: bool| u32::from(is_there);
        let changes = has(self.table_class.is_some())
            + has(self.sse_specification.is_some())
            + has(self.stream_specification.is_some())
            + has(changes_throughput)
            + has(self.deletion_protection_enabled.is_some())
            + has(self.warm_throughput.is_some())
            + has(self.global_secondary_index_updates.is_some());
        if changes > 1 && self.table_class.is_some() {
            return Err(UpdateTableError::ClassNotAlone);
        }
        if changes > 1 && self.sse_specification.is_some() {
            return Err(UpdateTableError::EncryptionNotAlone);
        }
        if changes_throughput && self.stream_specification.is_some() {
            return Err(UpdateTableError::StreamWithThroughput);
        }
        if changes_throughput && (actions.create.is_some() || actions.delete.is_some()) {
            return Err(UpdateTableError::IndexWithThroughput);
        }
        Ok(())
    }

    /// The refusal of a request for a table that is UPDATING because of an index, if the index is the obstacle.
    ///
    /// # Source
    /// `docs/dynamodb.md#index-life`.
    pub(super) fn refused_for_index(&self, table: &Table, actions: &Actions<'_>) -> Option<TableError> {
        let is_under_way = |index: &&Index| matches!(index.state(), IndexState::Creating | IndexState::Deleting);
        let under_way = table.indexes().iter().find(is_under_way).filter(|_| table.state() == TableState::Updating)?;
        let name = under_way.definition().name.as_str();
        let is_going = under_way.state() == IndexState::Deleting;
        let (table_name, index) = (table.name().to_owned(), name.to_owned());
        let created = actions.create.and_then(|create| create.index_name.as_deref());
        let names_it = actions.delete == Some(name) || actions.update.iter().any(|(of, _)| *of == name);
        if is_going && (names_it || created == Some(name)) {
            return Some(TableError::IndexBeingDeleted { table: table_name, index });
        }
        if names_it {
            return Some(TableError::IndexBeingCreated { table: table_name, index });
        }
        if actions.create.is_some() || actions.delete.is_some() {
            return Some(TableError::OnlineIndexes);
        }
        let being = if is_going { "deleted" } else { "created" };
        let refused = |what| TableError::IndexUnderWay { what, being, table: table_name, index };
        match (self.changes_throughput(table), &self.stream_specification) {
            (true, _) => Some(refused("table IOPS")),
            (false, Some(_)) => Some(refused("stream status")),
            (false, None) => None,
        }
    }
}
