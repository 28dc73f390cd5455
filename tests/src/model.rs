//! The reference model: what was written, in order, and nothing else.
//!
//! A table is a `Vec` of mutations; whatever is asked about a moment is answered by a walk along it. The model shares
//! no code with the engine but the types of values and of time, so that the two cannot be wrong together.

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

/// One write that was acknowledged.
#[derive(Clone, Debug)]
pub struct Mutation {
    /// Its place among the writes of its table, from 1.
    pub sequence: u64,
    /// When it was committed.
    pub committed: Timestamp,
    /// The number of its key among the table's keys.
    pub slot: usize,
    /// Its partition, as the engine told it.
    pub partition: usize,
    /// The item's key.
    pub key: Attributes,
    /// The item after it; absent where it was deleted.
    pub value: Option<Attributes>,
    /// Whether the item was there before.
    pub was_there: bool,
    /// Whether the item expired: no request deleted it.
    pub is_expiry: bool,
}

/// A stream of a table.
#[derive(Clone, Debug)]
pub struct ModelStream {
    /// Its ARN.
    pub arn: String,
    /// What it tells.
    pub view: StreamViewType,
    /// How many mutations its table had when it began.
    pub after: u64,
    /// How many it had when the stream was switched off, and when that was.
    pub end: Option<(u64, Timestamp)>,
}

/// One life of a table: from its creation to its deletion.
#[derive(Clone, Debug)]
pub struct ModelTable {
    /// Its name, which other tables may have had.
    pub name: String,
    /// Its id, which none had.
    pub id: String,
    /// The attributes of its key.
    pub key: Vec<String>,
    /// Its indexes.
    pub indexes: Vec<ModelIndex>,
    /// How many partitions it has.
    pub partitions: usize,
    /// What it began with: nothing, or what a restore brought.
    pub base: Content,
    /// When that came.
    pub filled: Option<Timestamp>,
    /// All that was written since.
    pub history: Vec<Mutation>,
    /// Its point-in-time recovery, while it is on.
    pub recovery: Option<ModelRecovery>,
    /// Expiry of its items, while it is on.
    pub expiry: Option<ModelExpiry>,
    /// When its figures were last told anew for another reason than that it was time, and how many mutations, and
    /// whether the base, were in them.
    pub told: (Timestamp, usize, bool),
    /// The streams that it ever had.
    pub streams: Vec<ModelStream>,
    /// The names of the indexes that were added later.
    pub added: BTreeSet<String>,
    live: Content,
    /// The number of each key, and its partition, as the engine told it.
    slots: BTreeMap<Label, (usize, usize)>,
    /// The label of each key, by how the engine names it.
    labels: BTreeMap<Key, Label>,
}

impl ModelTable {
    /// A table as it was created, empty.
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

    /// Learns how the engine names a key, and by that in which partition it keeps it.
    pub fn tell(&mut self, label: Label, key: Key) {
        let (next, partition) = (self.slots.len(), key.partition(self.partitions));
        self.slots.entry(label.clone()).or_insert((next, partition));
        self.labels.insert(key, label);
    }

    /// The number of a key that the table ever had.
    pub fn slot(&self, label: &str) -> Option<usize> {
        self.slots.get(label).map(|(slot, _)| *slot)
    }

    /// The partition of a key that the table ever had.
    pub fn partition(&self, label: &str) -> Option<usize> {
        self.slots.get(label).map(|(_, partition)| *partition)
    }

    /// What it held after some of its mutations: a walk along all of them.
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

    /// What it held when everything committed by a time was in.
    pub fn at(&self, time: Timestamp) -> Content {
        self.content(|mutation| mutation.committed <= time)
    }

    /// What its figures are told of: what it held before the last refresh, which comes so often.
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

    /// Its figures are told anew.
    pub fn tell_figures(&mut self, now: Timestamp) {
        self.told = (now, self.history.len(), self.filled.is_some());
    }

    /// Fills a restored table.
    pub fn fill(&mut self, at: Timestamp, content: Content) {
        self.filled = Some(at);
        self.live.clone_from(&content);
        self.base = content;
    }

    /// Its stream is this from now on, or none.
    pub fn set_stream(&mut self, now: Timestamp, stream: Option<(String, StreamViewType)>) {
        let after = self.history.len() as u64;
        if let Some(open) = self.streams.last_mut().filter(|stream| stream.end.is_none()) {
            open.end = Some((after, now));
        }
        self.streams.extend(stream.map(|(arn, view)| ModelStream { arn, view, after, end: None }));
    }

    /// What it holds now.
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

    /// An acknowledged put.
    pub fn put(&mut self, at: Timestamp, item: Attributes) {
        let (label, key) = (self.label_of(&item), self.key_of(&item));
        self.push(at, label, key, Some(item), false);
    }

    /// An acknowledged deletion. Deleting what is not there is no mutation.
    pub fn delete(&mut self, at: Timestamp, key: Attributes) {
        let label = self.label_of(&key);
        if self.live.contains_key(&label) {
            self.push(at, label, key, None, false);
        }
    }

    fn push(
        &mut self,
        committed: Timestamp,
        label: Label,
        key: Attributes,
        value: Option<Attributes>,
        is_expiry: bool,
    ) {
        let (slot, partition) = self.slots[&label];
        let before = match &value {
            Some(item) => self.live.insert(label, item.clone()),
            None => self.live.remove(&label),
        };
        let sequence = self.history.len() as u64 + 1;
        let was_there = before.is_some();
        self.history.push(Mutation { sequence, committed, slot, partition, key, value, was_there, is_expiry });
    }

    /// The history of every key that was ever in the table, by the keys' numbers: one walk along all mutations.
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

/// What became of one key.
#[derive(Clone, Debug, Default)]
pub struct KeyHistory<'a> {
    /// Its label.
    pub label: &'a str,
    /// Its partition.
    pub partition: usize,
    /// S(k, i): its value after its first i mutations, `None` where it is absent.
    pub versions: Vec<Option<&'a Attributes>>,
    commits: Vec<Timestamp>,
}

impl KeyHistory<'_> {
    /// lo(k): how many of the key's mutations must be in a backup that was asked for at a time.
    pub fn lo(&self, requested: Timestamp) -> usize {
        self.committed_by(requested.plus_ms(-WINDOW_MS))
    }

    /// hi(k): how many may be.
    pub fn hi(&self, requested: Timestamp) -> usize {
        self.committed_by(requested.plus_ms(WINDOW_MS))
    }

    fn committed_by(&self, time: Timestamp) -> usize {
        self.commits.iter().filter(|&&committed| committed <= time).count()
    }
}

/// A backup that was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its table's place among the model's tables.
    pub table: usize,
    /// T: the clock when the request was decided.
    pub requested: Timestamp,
    /// How many mutations its table had by then.
    pub sequence: u64,
    /// Whether every cut had to be the request itself.
    pub is_exact: bool,
    /// How long making it takes, at the least.
    pub delay_ms: i64,
    /// What DescribeTable and DescribeTimeToLive said of the table just then.
    pub table_then: TableDescription,
    /// The attribute by which the table's items expired just then.
    pub time_to_live: Option<String>,
    /// Who asked for it.
    pub kind: BackupType,
    /// When it goes of itself.
    pub expires: Option<Timestamp>,
    /// Whether it was deleted, or expired.
    pub is_deleted: bool,
    /// What it held when it was first seen AVAILABLE.
    pub made: Option<Made>,
}

/// What a backup held when it was first seen AVAILABLE.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Its items.
    pub content: Content,
    /// Its figures, digest included, as the engine gave them.
    pub totals: Totals,
    /// How many of each partition's mutations are in, as its cuts say.
    pub ends: Vec<usize>,
}

/// A restore that was asked for and runs.
#[derive(Clone, Debug)]
pub struct Running {
    /// The backup's place among the model's; none for a restore to a moment.
    pub asked: Option<usize>,
    /// What it brings.
    pub content: Content,
    /// What was said of the source's settings.
    pub then: TableDescription,
    /// The request; of one to a moment, the target and the overrides.
    pub input: RestoreTableFromBackupInput,
    /// The new table's id.
    pub id: String,
    /// When the new table becomes ACTIVE.
    pub due: Timestamp,
}

/// All that happened.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Every table that ever was.
    pub tables: Vec<ModelTable>,
    /// Every backup that ever was asked for.
    pub backups: Vec<Asked>,
    /// The restores that run.
    pub restores: Vec<Running>,
    /// The tables that are being deleted.
    pub leaving: Vec<Leaving>,
    /// The SYSTEM backups that are not to be seen yet, and from when on they are.
    pub unseen: Vec<(Timestamp, Asked)>,
    /// The tokens of transactions that were done: when, and what was asked.
    pub tokens: BTreeMap<String, (Timestamp, TransactWriteItemsInput)>,
}

/// A table that is being deleted.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Its place among the model's.
    pub table: usize,
    /// When its deletion was asked for.
    pub deleted: Timestamp,
    /// When it is gone.
    pub due: Timestamp,
    /// What DescribeTable and DescribeTimeToLive said of it just before.
    pub then: TableDescription,
    /// The attribute by which its items expired.
    pub time_to_live: Option<String>,
}

impl Model {
    /// The latest table of a name.
    pub fn latest(&self, name: &str) -> Option<usize> {
        self.tables.iter().rposition(|table| table.name == name)
    }

    /// How many backups were asked for in the second that ends now.
    pub fn asked_in_last_second(&self, now: Timestamp) -> usize {
        let own = |asked: &&Asked| asked.kind == BackupType::User && asked.requested > now.plus_ms(-1000);
        self.backups.iter().filter(own).count()
    }
}
