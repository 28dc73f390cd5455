//! CompareTables: in what two tables, moments of a table or backups differ, item by item, and which write explains it.
//!
//! ```text
//!   Left:  the backup                a 1   b 2   c 3
//!   Right: the table now             a 1   b 7         d 4
//!                                    Same  Different  OnlyLeft  OnlyRight
//! ```
//!
//! Items are compared in the order in which Scan returns them, and each page costs what it looks at. A backup, or a table as it
//! was, costs the changes between it and the nearest snapshot besides.

use super::explain_backup::Verdict;
use super::side::{ComparedSide, LastWrite, Side, key_of_token, token_of};
use crate::engine::{Call, Endpoint, Engine};
use crate::item::Item;
use crate::item::key::Key;
use crate::item::value::Attributes;
use crate::limits::{COMPARED_ITEMS_MAX, PAGE_BYTES_MAX};
use crate::model::constraints::{Check, Constrained, required};
use crate::model::error::Error;
use crate::model::shapes::shape;
use crate::state::State;
use crate::time::Timestamp;

shape! {
    /// Compares the items of two sides page by page.
    pub struct CompareTablesInput {
        /// The one side.
        left: ComparedSide,
        /// The other side. Its table or backup must have the same key as that of the first.
        right: ComparedSide,
        /// The maximum number of differences to return, 1 to 10,000. Default 100.
        limit: i32,
        /// The `NextToken` of the previous page.
        next_token: String,
    }
}

shape! {
    /// A page of differences. It ends after `Limit` differences, 1 MB of items in them, or 10,000 items that were compared.
    pub struct CompareTablesOutput {
        /// The numbers of items that this page has compared. The sums over all pages are those of the whole.
        counts: ComparedCounts,
        /// The items that differ, in the order in which Scan returns them.
        differences: Vec<Difference>,
        /// The token for the next page; absent on the last page. A page may have no differences and a token.
        next_token: String,
    }
}

shape! {
    /// The numbers of items that were compared.
    pub struct ComparedCounts {
        /// The number of items that both sides have alike.
        same: u64,
        /// The number of items that only the left side has.
        only_left: u64,
        /// The number of items that only the right side has.
        only_right: u64,
        /// The number of items that both sides have and that are not alike.
        different: u64,
    }
}

shape! {
    /// An item in which the sides differ, and the last known write to it that only one of them has: of one table a write between
    /// the two sides. The members of the write are absent if the table's log has forgotten it.
    pub struct Difference {
        /// The key of the item.
        key: Attributes,
        /// The item of the left side; absent if it has none.
        left: Item,
        /// The item of the right side; absent if it has none.
        right: Item,
        /// The names of the attributes that only one of the two items has, or in which they differ, in order; absent unless
        /// both sides have the item.
        changed_attributes: Vec<String>,
        /// The name of the table of the write.
        table_name: String,
        /// The sequence of the write among all writes to that table.
        sequence: u64,
        /// When the write was committed, in epoch seconds.
        commit_time: Timestamp,
        /// What the promise of a backup says of the write, from its commit time alone; absent unless a side is a backup of that
        /// table.
        verdict: Verdict,
    }
}

impl CompareTablesInput {
    /// A request to compare two sides.
    pub fn new(left: ComparedSide, right: ComparedSide) -> Self {
        Self { left: Some(left), right: Some(right), ..Self::default() }
    }
}

impl Constrained for CompareTablesInput {
    fn check(&self, at: &mut Check) {
        at.member("left", &self.left).required().structure();
        at.member("right", &self.right).required().structure();
        at.member("limit", &self.limit).within(1..=10_000);
    }
}

impl CompareTablesInput {
    /// Returns the answer without changing anything.
    ///
    /// # Errors
    /// ValidationException for a side that is not exactly one table or backup, a moment that the table's log does not know,
    /// sides with different keys, and an invalid token; ResourceNotFoundException for a table that is not ACTIVE or UPDATING;
    /// BackupNotFoundException; BackupInUseException for a backup that is being made.
    pub fn answer(&self, state: &State, now: Timestamp) -> Result<CompareTablesOutput, Error> {
        Check::all(self)?;
        let left = Side::of(state, now, "Left", required("left", &self.left)?)?;
        let right = Side::of(state, now, "Right", required("right", &self.right)?)?;
        let definition = left.key_shared_with(&right)?;
        let start = key_of_token(self.next_token.as_ref())?;
        let limit = self.limit.map_or(100, |limit| limit as usize);

        let (mut pairs, mut counts, mut bytes, mut last) = (Vec::new(), Compared::default(), 0, None);
        let is_whole = left.beside(&right, start.as_ref()).all(|(key, one, other)| {
            let count = match (one, other) {
                (Some(one), Some(other)) if one == other => &mut counts.same,
                (Some(_), Some(_)) => &mut counts.different,
                (Some(_), None) => &mut counts.only_left,
                (None, _) => &mut counts.only_right,
            };
            *count += 1;
            if one != other {
                bytes += [one, other].into_iter().flatten().map(Item::size_bytes).sum::<u64>();
                pairs.push((key, one, other));
            }
            last = Some(key);
            counts.total() < COMPARED_ITEMS_MAX && pairs.len() < limit && bytes < PAGE_BYTES_MAX
        });
        let keys: Vec<&Key> = pairs.iter().map(|(key, _, _)| *key).collect();
        let writes = left.last_writes(&right, &keys);
        let described = pairs.into_iter().zip(writes).map(|((_, one, other), write)| {
            let item = one.or(other);
            Difference {
                key: item.map(|item| definition.attributes_of(item)),
                left: one.cloned(),
                right: other.cloned(),
                changed_attributes: one.zip(other).map(|(one, other)| one.differing_attributes(other)),
                ..Difference::explained_by(write)
            }
        });
        Ok(CompareTablesOutput {
            differences: Some(described.collect()),
            counts: Some(counts.shown()),
            next_token: last.filter(|_| !is_whole).map(token_of),
        })
    }
}

impl Difference {
    fn explained_by(write: Option<LastWrite<'_>>) -> Difference {
        let Some(LastWrite { table_name, change, verdict }) = write else { return Difference::default() };
        Difference {
            table_name: Some(table_name.to_owned()),
            sequence: Some(change.sequence),
            commit_time: Some(change.committed),
            verdict,
            ..Difference::default()
        }
    }
}

/// The numbers of items that a page has compared.
#[derive(Default)]
struct Compared {
    same: u64,
    only_left: u64,
    only_right: u64,
    different: u64,
}

impl Compared {
    fn total(&self) -> u64 {
        self.same + self.only_left + self.only_right + self.different
    }

    fn shown(self) -> ComparedCounts {
        ComparedCounts {
            same: Some(self.same),
            only_left: Some(self.only_left),
            only_right: Some(self.only_right),
            different: Some(self.different),
        }
    }
}

/// # Errors
/// As for [`CompareTablesInput::answer`].
impl Call for CompareTablesInput {
    const NAME: &'static str = "CompareTables";
    type Output = CompareTablesOutput;

    fn run(self, engine: &mut Engine, to: Endpoint<'_>) -> Result<CompareTablesOutput, Error> {
        self.answer(&engine.state_at(to), engine.now())
    }
}
