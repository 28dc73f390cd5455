//! What can be put together of a damaged checkpoint.
//!
//! ```text
//!   position  0          1        2        3          4        5        6        7
//!             Partition  Version  Items ✗  Partition  Version  Items    Segment  Region: contents have 3 and 4 parts
//!             └── contents 0, not whole ┘  └────────── contents 1 ────────────┘
//! ```
//!
//! Each part tells how many came before it and how many items, so what is missing is known exactly. The contents of a table
//! are whole or left out; an item that was written with what is missing makes those that refer to it not whole. Whatever
//! depends on contents that are left out is left out with them, and what remains keeps every promise of a state
//! (`check.rs`). Nothing is guessed: what is there is what was written.

use super::contents::{Budget, Contents};
use super::part::*;
use super::read::{PartsReader, schedule_of};
use super::{Unsound, ensure};
use crate::item::Item;
use crate::item::key::KeyDefinition;
use crate::state::State;
use crate::state::table::TableId;
use crate::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that a damaged lab file had and that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeftOut {
    /// Regions whose names are not known, with all that they had: so many.
    Regions(u64),
    /// A region with all that it had: its name.
    Region(String),
    /// A table.
    Table {
        /// The name of the table.
        name: String,
        /// The region of the table.
        region: String,
    },
    /// A backup.
    Backup {
        /// The ARN of the backup.
        arn: String,
        /// The name of the backup.
        name: String,
    },
    /// A stream: its ARN.
    Stream(String),
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LeftOut::Regions(1) => write!(f, "a region whose name is not known"),
            LeftOut::Regions(count) => write!(f, "{count} regions whose names are not known"),
            LeftOut::Region(name) => write!(f, "the region {name}"),
            LeftOut::Table { name, region } => write!(f, "the table {name} of {region}"),
            LeftOut::Backup { arn, name } => write!(f, "the backup {name}, {arn}"),
            LeftOut::Stream(arn) => write!(f, "the stream {arn}"),
        }
    }
}

/// A region as it was read: the number of parts before it, and the tables that refer to items which are missing.
#[derive(Debug)]
struct SoundRegion {
    number: u64,
    region: Box<StoredRegion>,
    lacking: BTreeSet<TableId>,
}

/// The sound parts of a damaged checkpoint.
#[derive(Debug, Default)]
pub struct SoundParts {
    /// The parts of contents by their numbers, with each item where its number was.
    parts: BTreeMap<u64, Part>,
    regions: Vec<SoundRegion>,
    items: BTreeMap<u64, Item>,
    next: u64,
}

impl SoundParts {
    /// The least number that the next part can have.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Adds a part, whose number is not below [`SoundParts::next`].
    pub fn add(&mut self, position: Position, mut part: Part) {
        let Position { checkpoint: _, part: number, items: mut item } = position;
        self.next = number.saturating_add(1);
        let is_whole = match &mut part {
            Part::Partition { .. } | Part::Version { .. } => true,
            Part::Items { removed: _, put } => self.resolve(put, &mut item),
            Part::Segment { changes, .. } => {
                let items = changes.iter_mut().flat_map(|change| [&mut change.old, &mut change.new]);
                self.resolve(items.flatten(), &mut item)
            }
            Part::Region(_) => true,
        };
        let Part::Region(mut region) = part else {
            if is_whole {
                self.parts.insert(number, part);
            }
            return;
        };
        let mut lacking = BTreeSet::new();
        for table in &mut region.tables {
            let entries = table.indexes.iter_mut().flat_map(|index| &mut index.deleted);
            if !self.resolve(entries, &mut item) {
                lacking.insert(table.id);
            }
        }
        self.regions.push(SoundRegion { number, region, lacking });
    }

    /// Puts the items where their numbers are; `number` is that of the next new one. Returns whether all are known.
    fn resolve<'a>(&mut self, references: impl IntoIterator<Item = &'a mut Ref>, number: &mut u64) -> bool {
        let mut is_whole = true;
        for reference in references {
            match reference {
                Ref::New(item) => {
                    self.items.insert(*number, item.clone());
                    *number = number.saturating_add(1);
                }
                Ref::Known(known) => match self.items.get(known) {
                    Some(item) => *reference = Ref::New(item.clone()),
                    None => is_whole = false,
                },
            }
        }
        is_whole
    }

    /// Puts the regions together, as of a time, from a file of so many bytes. Returns them, and what is left out.
    pub fn regions(mut self, now: Timestamp, bytes: usize) -> (Vec<State>, Vec<LeftOut>) {
        let (mut states, mut left_out) = (Vec::new(), Vec::new());
        for sound in std::mem::take(&mut self.regions) {
            let (name, mut out) = (sound.region.owner.region.to_string(), Vec::new());
            match self.region(sound, now, bytes, &mut out) {
                Ok(state) => {
                    states.push(state);
                    left_out.extend(out);
                }
                Err(Unsound(_)) => left_out.push(LeftOut::Region(name)),
            }
        }
        (states, left_out)
    }

    fn region(
        &mut self,
        sound: SoundRegion,
        now: Timestamp,
        bytes: usize,
        out: &mut Vec<LeftOut>,
    ) -> Result<State, Unsound> {
        let SoundRegion { number, mut region, lacking } = sound;
        let mut reader = PartsReader::default();
        reader.allow(bytes);
        reader.contents = self.contents(number, region.parts.take().unwrap_or_default())?;
        leave_out(&mut region, &reader.contents, &lacking, out);
        let (tasks, scheduled) = (std::mem::take(&mut region.tasks), region.scheduled);
        let mut filling = reader.region(*region)?;
        let mut budget = Budget::ALL;
        ensure(filling.step(&mut budget)?, "a table is not whole")?;
        let mut state = filling.state();
        let tasks = tasks.into_iter().filter(|(_, _, task)| state.has_subject(task)).collect();
        state.schedule = schedule_of(tasks, scheduled)?;
        state.check(now)?;
        Ok(state)
    }

    /// The contents of the region that so many parts come before, each with so many parts. Those that are not whole have
    /// no partitions.
    fn contents(&mut self, region: u64, counts: Vec<u64>) -> Result<Vec<Contents>, Unsound> {
        let all = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        let begin = all.and_then(|all| region.checked_sub(all));
        let mut begin = begin.ok_or(Unsound("a region has more parts than there are"))?;
        let contents = counts.into_iter().map(|count| {
            let numbers: Vec<u64> = self.parts.range(begin..begin + count).map(|(number, _)| *number).collect();
            begin += count;
            let is_whole = numbers.len() as u64 == count;
            let parts = numbers.iter().filter_map(|number| self.parts.remove(number));
            let contents = if is_whole { put_together(parts) } else { Err(Unsound("parts are missing")) };
            let none = KeyDefinition { hash: Vec::new(), range: Vec::new() };
            contents.unwrap_or(Contents { key: none, partitions: Vec::new() })
        });
        Ok(contents.collect())
    }
}

/// Puts the parts of some contents together.
fn put_together(parts: impl Iterator<Item = Part>) -> Result<Contents, Unsound> {
    let mut reader = PartsReader::default();
    let finish = |reader: &mut PartsReader| {
        let mut budget = Budget::ALL;
        while reader.is_busy() {
            reader.step(&mut budget)?;
        }
        Ok(())
    };
    for part in parts {
        reader.part(part)?;
        finish(&mut reader)?;
    }
    reader.end_partition();
    finish(&mut reader)?;
    let contents = reader.contents.pop().filter(|_| reader.contents.is_empty());
    contents.ok_or(Unsound("these are not the parts of one table"))
}

/// Leaves out what is not whole, and what depends on it.
fn leave_out(region: &mut StoredRegion, contents: &[Contents], lacking: &BTreeSet<TableId>, out: &mut Vec<LeftOut>) {
    let StoredRegion { owner, tables, backups, hidden_system_backups, streams, .. } = region;
    let is_whole = |number: u64| {
        let contents = usize::try_from(number).ok().and_then(|number| contents.get(number));
        contents.is_some_and(|contents| !contents.partitions.is_empty())
    };
    let mut kept = BTreeSet::new();
    tables.retain(|table| {
        let restored = table.restore_images.as_ref().map(|images| images.contents);
        let is_kept = is_whole(table.contents) && restored.is_none_or(is_whole) && !lacking.contains(&table.id);
        if is_kept {
            kept.insert(table.id);
        } else {
            out.push(LeftOut::Table { name: table.name.to_string(), region: owner.region.to_string() });
        }
        is_kept
    });
    for backups in [backups, hidden_system_backups] {
        backups.retain_mut(|backup| {
            let marker = &backup.marker;
            // Until it is made and its window has passed, it takes from its table.
            let is_done = backup.images.is_some() && backup.window.is_some();
            let is_kept = is_whole(backup.contents) && (is_done || kept.contains(&marker.source.table));
            if !is_kept {
                out.push(LeftOut::Backup { arn: owner.backup_arn(&marker.id), name: marker.name.clone() });
            }
            backup.restoring.take_if(|target| !kept.contains(target));
            is_kept
        });
    }
    streams.retain(|stream| {
        let is_kept = stream.end.as_ref().map_or(kept.contains(&stream.table), |end| is_whole(end.contents));
        if !is_kept {
            out.push(LeftOut::Stream(owner.stream_arn(&stream.id)));
        }
        is_kept
    });
}
