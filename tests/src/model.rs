//! The reference model: the acknowledged writes, in order, and nothing else.
//!
//! A table is a `Vec` of mutations; every question about a moment is answered by a walk along it. The model shares no
//! code with the engine but the types of values and of time, so that the two cannot be wrong together.

mod expiry;
mod projection;
mod recovery;
mod size;

pub use expiry::ModelExpiry;
pub use projection::{ModelIndex, Projects};
pub use recovery::ModelRecovery;
pub use size::item_bytes;

use std::collections::{BTreeMap, BTreeSet};
use timemark_core::key::Key;
use timemark_core::operations::{RestoreTableFromBackupInput, TransactWriteItemsInput};
use timemark_core::shapes::{BackupType, StreamViewType, TableDescription};
use timemark_core::state::Totals;
use timemark_core::{AttributeValue, Attributes, Timestamp};

/// Half of the consistency window, in milliseconds, as AWS documents it.
pub const WINDOW_MS: i64 = 60_000;

/// A key in a form that can be compared and sorted.
pub type Label = String;

/// Items by their keys.
pub type Content = BTreeMap<Label, Attributes>;

/// An acknowledged write.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// The position among the writes of the table, from 1.
    pub sequence: u64,
    /// The commit time.
    pub committed: Timestamp,
    /// The number of the key among the table's keys.
    pub slot: usize,
    /// The partition, as the engine reported it.
    pub partition: usize,
    /// The key of the item.
    pub key: Attributes,
    /// The item afterwards; `None` if it was deleted.
    pub value: Option<Attributes>,
    /// Whether the item existed before.
    pub was_there: bool,
    /// What made it.
    pub by: By,
}

/// What makes a mutation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A request for the item, or an entry of a batch.
    Single,
    /// A transaction.
    Transaction,
    /// The item's expiry, without a request.
    Expiry,
}

/// A stream of a table.
#[derive(Clone, Debug)]
pub struct ModelStream {
    /// The ARN.
    pub arn: String,
    /// The view type.
    pub view: StreamViewType,
    /// The number of the table's mutations when the stream began.
    pub after: u64,
    /// The number of the table's mutations when the stream was disabled, and the time of that.
    pub end: Option<(u64, Timestamp)>,
}

/// A table, from its creation to its deletion.
#[derive(Clone, Debug)]
pub struct ModelTable {
    /// The name, which other tables may have had.
    pub name: String,
    /// The id, which is unique.
    pub id: String,
    /// The attributes of the key.
    pub key: Vec<String>,
    /// The indexes.
    pub indexes: Vec<ModelIndex>,
    /// The number of partitions.
    pub partitions: usize,
    /// The initial content: nothing, or that of a restore.
    pub base: Content,
    /// When the initial content was filled in.
    pub filled: Option<Timestamp>,
    /// All writes since.
    pub history: Vec<Mutation>,
    /// Point-in-time recovery, if it is on.
    pub recovery: Option<ModelRecovery>,
    /// Time to live, if it is on.
    pub expiry: Option<ModelExpiry>,
    /// The last refresh of the statistics outside of the regular ones: its time, the number of mutations in them, and
    /// whether the initial content was.
    pub told: (Timestamp, usize, bool),
    /// All streams of the table, ended ones included.
    pub streams: Vec<ModelStream>,
    /// The names of the indexes that were added later.
    pub added: BTreeSet<String>,
    live: Content,
    /// The number and the partition of each key, as the engine reported it.
    slots: BTreeMap<Label, (usize, usize)>,
    /// The label of each key, by the engine's form of the key.
    labels: BTreeMap<Key, Label>,
}

impl ModelTable {
    /// A new, empty table.
    pub fn new(
        name: &str,
        id: String,
        key: Vec<String>,
        indexes: Vec<ModelIndex>,
        partitions: usize,
        created: Timestamp,
    ) -> ModelTable {
        let (base, history, streams, added, live, slots, labels) = Default::default();
        let (name, told) = (name.to_owned(), (created, 0, false));
        let (filled, recovery, expiry) = (None, None, None);
        ModelTable {
            name,
            id,
            key,
            indexes,
            partitions,
            base,
            filled,
            history,
            recovery,
            expiry,
            told,
            streams,
            added,
            live,
            slots,
            labels,
        }
    }

    /// Records the engine's form of a key, which determines its partition.
    pub fn tell(&mut self, label: Label, key: Key) {
        let (next, partition) = (self.slots.len(), key.partition(self.partitions));
        self.slots.entry(label.clone()).or_insert((next, partition));
        self.labels.insert(key, label);
    }

    /// The number of a key; `None` if the table never had it.
    pub fn slot(&self, label: &str) -> Option<usize> {
        self.slots.get(label).map(|(slot, _)| *slot)
    }

    /// The partition of a key that the table ever had.
    pub fn partition(&self, label: &str) -> Option<usize> {
        self.slots.get(label).map(|(_, partition)| *partition)
    }

    /// The content after some of its mutations, by a walk along all of them.
    pub fn content(&self, is_in: impl Fn(&Mutation) -> bool) -> Content {
        self.replay(self.base.clone(), is_in)
    }

    fn replay(&self, mut content: Content, is_in: impl Fn(&Mutation) -> bool) -> Content {
        for mutation in self.history.iter().filter(|mutation| is_in(mutation)) {
            match &mutation.value {
                Some(item) => drop(content.insert(self.label_of(&mutation.key), item.clone())),
                None => drop(content.remove(&self.label_of(&mutation.key))),
            }
        }
        content
    }

    /// The content with everything committed by a time.
    pub fn at(&self, time: Timestamp) -> Content {
        self.content(|mutation| mutation.committed <= time)
    }

    /// The content that the reported statistics are of: that of the last refresh, at the given interval.
    pub fn told_content(&self, now: Timestamp, refresh_ms: i64) -> Content {
        if refresh_ms == 0 {
            return self.live.clone();
        }
        let refresh = now.plus_ms(-now.millis().rem_euclid(refresh_ms));
        let (told, mutations, has_base) = self.told;
        let is_in = |mutation: &Mutation| match told >= refresh {
            true => mutation.sequence <= mutations as u64,
            false => mutation.committed < refresh,
        };
        let has_base = if told >= refresh { has_base } else { self.filled.is_none_or(|filled| filled < refresh) };
        self.replay(if has_base { self.base.clone() } else { Content::new() }, is_in)
    }

    /// Refreshes the statistics.
    pub fn tell_figures(&mut self, now: Timestamp) {
        self.told = (now, self.history.len(), self.filled.is_some());
    }

    /// Fills a restored table.
    pub fn fill(&mut self, at: Timestamp, content: Content) {
        self.filled = Some(at);
        self.live.clone_from(&content);
        self.base = content;
    }

    /// Sets or ends the stream.
    pub fn set_stream(&mut self, now: Timestamp, stream: Option<(String, StreamViewType)>) {
        let after = self.history.len() as u64;
        if let Some(open) = self.streams.last_mut().filter(|stream| stream.end.is_none()) {
            open.end = Some((after, now));
        }
        self.streams.extend(stream.map(|(arn, view)| ModelStream { arn, view, after, end: None }));
    }

    /// The present content.
    pub fn live(&self) -> &Content {
        &self.live
    }

    /// The key attributes of an item.
    pub fn key_of(&self, item: &Attributes) -> Attributes {
        self.key.iter().filter_map(|name| Some((name.clone(), item.get(name)?.clone()))).collect()
    }

    /// The label of an item, or of a key.
    pub fn label_of(&self, item: &Attributes) -> Label {
        let values: Vec<&AttributeValue> = self.key.iter().filter_map(|name| item.get(name)).collect();
        format!("{values:?}")
    }

    /// Records an acknowledged put.
    pub fn put(&mut self, at: Timestamp, item: Attributes, by: By) {
        let (label, key) = (self.label_of(&item), self.key_of(&item));
        self.push(at, label, key, Some(item), by);
    }

    /// Records an acknowledged deletion. Deleting an item that does not exist is no mutation.
    pub fn delete(&mut self, at: Timestamp, key: Attributes, by: By) {
        let label = self.label_of(&key);
        if self.live.contains_key(&label) {
            self.push(at, label, key, None, by);
        }
    }

    /// Whether the last write of an item, if less than `window_ms` ago, is in the way of one now: that of a transaction is in
    /// the way of any, any in the way of a transaction's. An expiry is in the way of none.
    pub fn is_in_the_way(&self, key: &Attributes, now: Timestamp, window_ms: i64, of: By) -> bool {
        let label = self.label_of(key);
        let number = self.slots.get(&label).map(|(number, _)| *number);
        let of_item = |m: &&Mutation| Some(m.slot) == number && m.by != By::Expiry;
        let mut recent = self.history.iter().rev().take_while(|m| now.millis() - m.committed.millis() < window_ms);
        recent.find(of_item).is_some_and(|last| last.by == By::Transaction || of == By::Transaction)
    }

    fn push(&mut self, committed: Timestamp, label: Label, key: Attributes, value: Option<Attributes>, by: By) {
        let (slot, partition) = self.slots[&label];
        let before = match &value {
            Some(item) => self.live.insert(label, item.clone()),
            None => self.live.remove(&label),
        };
        let sequence = self.history.len() as u64 + 1;
        let was_there = before.is_some();
        self.history.push(Mutation { sequence, committed, slot, partition, key, value, was_there, by });
    }

    /// The history of every key that was ever in the table, by the numbers of the keys: one walk along all mutations.
    pub fn keys(&self) -> Vec<KeyHistory<'_>> {
        let mut keys = vec![KeyHistory::default(); self.slots.len()];
        for (label, (slot, partition)) in &self.slots {
            let versions = vec![self.base.get(label)];
            keys[*slot] = KeyHistory { label, partition: *partition, versions, commits: Vec::new() };
        }
        for mutation in &self.history {
            keys[mutation.slot].versions.push(mutation.value.as_ref());
            keys[mutation.slot].commits.push(mutation.committed);
        }
        keys
    }

    /// The mutations of each partition.
    pub fn by_partition(&self) -> Vec<Vec<&Mutation>> {
        let mut all = vec![Vec::new(); self.partitions];
        self.history.iter().for_each(|mutation| all[mutation.partition].push(mutation));
        all
    }
}

/// The history of a key.
#[derive(Clone, Debug, Default)]
pub struct KeyHistory<'a> {
    /// The label of the key.
    pub label: &'a str,
    /// The partition of the key.
    pub partition: usize,
    /// S(k, i): the value after the first i mutations of the key; `None` if it is absent.
    pub versions: Vec<Option<&'a Attributes>>,
    commits: Vec<Timestamp>,
}

impl KeyHistory<'_> {
    /// lo(k): the number of the key's mutations that must be in a backup requested at a time.
    pub fn lo(&self, requested: Timestamp) -> usize {
        self.committed_by(requested.plus_ms(-WINDOW_MS))
    }

    /// hi(k): the number of the key's mutations that may be in it.
    pub fn hi(&self, requested: Timestamp) -> usize {
        self.committed_by(requested.plus_ms(WINDOW_MS))
    }

    fn committed_by(&self, time: Timestamp) -> usize {
        self.commits.iter().filter(|&&committed| committed <= time).count()
    }
}

/// A requested backup.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The ARN.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The index of its table among the model's tables.
    pub table: usize,
    /// T: the clock when the request was decided.
    pub requested: Timestamp,
    /// The number of its table's mutations at the request.
    pub sequence: u64,
    /// Whether every cut must be the request itself.
    pub is_exact: bool,
    /// The minimum time for making it, in milliseconds.
    pub delay_ms: i64,
    /// The description of the table at the request.
    pub table_then: TableDescription,
    /// The time to live attribute of the table at the request.
    pub time_to_live: Option<String>,
    /// The type.
    pub kind: BackupType,
    /// When it expires.
    pub expires: Option<Timestamp>,
    /// Whether it was deleted, or expired.
    pub is_deleted: bool,
    /// Its content when it was first seen AVAILABLE.
    pub made: Option<Made>,
}

/// The content of a backup when it was first seen AVAILABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The items.
    pub content: Content,
    /// The totals, including the digest, as the engine reported them.
    pub totals: Totals,
    /// The number of each partition's mutations that are in, according to its cuts.
    pub ends: Vec<usize>,
}

/// A restore in progress.
#[derive(Clone, Debug)]
pub struct Running {
    /// The index of the backup among the model's; `None` for a restore to a moment.
    pub asked: Option<usize>,
    /// The content to restore.
    pub content: Content,
    /// The description of the source.
    pub then: TableDescription,
    /// The request; for a restore to a moment, its target and overrides.
    pub input: RestoreTableFromBackupInput,
    /// The id of the new table.
    pub id: String,
    /// When the new table becomes ACTIVE.
    pub due: Timestamp,
}

/// Everything that happened.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// All tables, deleted ones included.
    pub tables: Vec<ModelTable>,
    /// All backups, deleted ones included.
    pub backups: Vec<Asked>,
    /// The restores in progress.
    pub restores: Vec<Running>,
    /// The tables that are being deleted.
    pub leaving: Vec<Leaving>,
    /// The SYSTEM backups that are not visible yet, with the times at which they become so.
    pub unseen: Vec<(Timestamp, Asked)>,
    /// The tokens of executed transactions, with their times and requests.
    pub tokens: BTreeMap<String, (Timestamp, TransactWriteItemsInput)>,
}

/// A table that is being deleted.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The index of the table among the model's.
    pub table: usize,
    /// When the deletion was requested.
    pub deleted: Timestamp,
    /// When the table is removed.
    pub due: Timestamp,
    /// The description of the table just before.
    pub then: TableDescription,
    /// Its time to live attribute.
    pub time_to_live: Option<String>,
}

impl Model {
    /// The index of the latest table with a name.
    pub fn latest(&self, name: &str) -> Option<usize> {
        self.tables.iter().rposition(|table| table.name == name)
    }

    /// The number of backups requested in the second that ends now.
    pub fn asked_in_last_second(&self, now: Timestamp) -> usize {
        let own = |asked: &&Asked| asked.kind == BackupType::User && asked.requested > now.plus_ms(-1000);
        self.backups.iter().filter(own).count()
    }
}
