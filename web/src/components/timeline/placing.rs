//! Where each write stands in its partition's lane, so that no mark covers another. Where there is no room for each,
//! several writes are one pile.

use super::Scale;
use crate::model::view::{Plot, Writes};
use std::collections::{BTreeMap, BTreeSet};
use timemark_core::Timestamp;
use timemark_core::sorting::sort_by_key;

/// The places of the writes that are shown one by one.
#[derive(Debug, Default)]
pub struct Placing {
    /// The writes with a mark of their own.
    pub marks: Vec<Placed>,
    /// The writes that stand together.
    pub piles: Vec<Pile>,
}

/// A write with a mark of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The index among the writes of the plot.
    pub index: usize,
    /// The middle of the mark.
    pub x: i32,
    /// The middle of the mark.
    pub y: i32,
}

/// Writes of one partition that would cover each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pile {
    /// The partition.
    pub partition: usize,
    /// The left end of its column.
    pub left: i32,
    /// The right end of its column.
    pub right: i32,
    /// The indexes among the writes of the plot, by commit time.
    pub indexes: Vec<usize>,
}

/// The distance between the middles of two marks, in pixels.
pub const PITCH: i32 = 10;

/// The part of a lane, counted from the epoch so that it stays when the time line is panned.
type Slot = i64;

impl Placing {
    /// The places of the writes of a plot.
    pub fn of(plot: &Plot, scale: &Scale) -> Placing {
        let Writes::Each(changes) = &plot.writes else { return Placing::default() };
        let mut lanes: BTreeMap<usize, Vec<(usize, Timestamp, u64)>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            if let (Some(partition), Some(time), Some(sequence)) =
                (change.partition, change.commit_time, change.sequence)
            {
                lanes.entry(partition as usize).or_default().push((index, time, sequence));
            }
        }
        let mut placing = Placing::default();
        for (partition, mut writes) in lanes {
            sort_by_key(&mut writes, |(_, time, sequence)| (*time, *sequence));
            placing.add(scale, partition, &writes);
        }
        placing
    }

    fn add(&mut self, scale: &Scale, partition: usize, writes: &[(usize, Timestamp, u64)]) {
        let slots = i64::from(((scale.right - scale.left) / PITCH).max(1));
        let slot_ms = (scale.length_ms() / slots).max(1);
        let slot_of = |time: Timestamp| time.millis().div_euclid(slot_ms);
        let edges = |slot: Slot| {
            let edge = |slot: Slot| scale.x(Timestamp::from_millis(slot.saturating_mul(slot_ms)));
            (edge(slot), edge(slot + 1).max(edge(slot) + 2))
        };
        let rows = (scale.lane() - 4) / PITCH;
        let top = scale.y(partition) + (scale.lane() - rows * PITCH) / 2 + PITCH / 2;
        let mut ends = vec![i32::MIN / 2; rows.max(0) as usize];
        let mut marks: Vec<(Placed, Timestamp)> = Vec::new();
        let mut full: BTreeSet<Slot> = BTreeSet::new();
        for (index, time, sequence) in writes.iter().copied() {
            let x = scale.x(time);
            // A row that depends on the write alone where it is free, so that marks keep their heights.
            let wish = (sequence.wrapping_mul(13) % rows.max(1) as u64) as usize;
            let free = (0..ends.len())
                .map(|row| (wish + row) % ends.len())
                .find(|row| ends.get(*row).is_some_and(|end| end + PITCH <= x));
            match free {
                Some(row) => {
                    if let Some(end) = ends.get_mut(row) {
                        *end = x;
                    }
                    marks.push((Placed { index, x, y: top + row as i32 * PITCH }, time));
                }
                None => {
                    full.insert(slot_of(time));
                }
            }
        }
        // A mark that a column would cover joins it.
        let pile_of = |x: i32, time: Timestamp| {
            let slot = slot_of(time);
            let covers = |slot: &Slot| {
                let (left, right) = edges(*slot);
                full.contains(slot) && left - PITCH / 2 < x && x < right + PITCH / 2
            };
            [slot, slot - 1, slot + 1].into_iter().find(covers)
        };
        let mut piles: BTreeMap<Slot, Vec<usize>> = BTreeMap::new();
        let mut placed = BTreeMap::new();
        placed.extend(marks.iter().map(|(mark, _)| (mark.index, *mark)));
        for (index, time, _) in writes.iter().copied() {
            let pile = pile_of(scale.x(time), time);
            match (placed.get(&index), pile) {
                (Some(mark), None) => self.marks.push(*mark),
                (_, pile) => piles.entry(pile.unwrap_or_else(|| slot_of(time))).or_default().push(index),
            }
        }
        for (slot, indexes) in piles {
            let (left, right) = edges(slot);
            self.piles.push(Pile { partition, left, right, indexes });
        }
    }

    /// The position of the write at an index: its mark, or the middle of its pile.
    pub fn position(&self, scale: &Scale, index: usize) -> Option<(i32, i32)> {
        let mark = self.marks.iter().find(|mark| mark.index == index).map(|mark| (mark.x, mark.y));
        let pile = || {
            let pile = self.piles.iter().find(|pile| pile.indexes.contains(&index))?;
            Some(((pile.left + pile.right) / 2, scale.y(pile.partition) + scale.lane() / 2))
        };
        mark.or_else(pile)
    }

    /// The write whose mark is nearest to a position, if one is within `reach` pixels.
    pub fn nearest(&self, x: i32, y: i32, reach: i32) -> Option<usize> {
        let distance = |mark: &&Placed| (mark.x - x).pow(2).saturating_add((mark.y - y).pow(2));
        let mark = self.marks.iter().min_by_key(distance)?;
        (distance(&mark) <= reach * reach).then_some(mark.index)
    }

    /// The pile at a position.
    pub fn pile_at(&self, scale: &Scale, x: i32, y: i32) -> Option<&Pile> {
        self.piles.iter().find(|pile| {
            let top = scale.y(pile.partition);
            (pile.left - 2..=pile.right + 2).contains(&x) && (top..top + scale.lane()).contains(&y)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::view::tests::plot_of;

    const T: Timestamp = Timestamp::from_millis(1_795_357_500_000);

    fn scale(partitions: i32) -> Scale {
        let (from, to) = (T.plus_ms(-60_000), T.plus_ms(60_000));
        Scale { width: 600, drawn: 600, left: 100, right: 580, from, to, partitions, others: 0, bars: 0 }
    }

    /// Writes at a pace, some at the same moment, round the partitions.
    fn placed(partitions: u32, every_ms: i64) -> (Scale, Placing) {
        let times = (0..120_000 / every_ms).map(|number| T.plus_ms(number * every_ms - 60_000));
        let plot = plot_of(times.enumerate().map(|(number, time)| (number as u32 / 3 % partitions, time)));
        let scale = scale(partitions as i32);
        let placing = Placing::of(&plot, &scale);
        let piled: usize = placing.piles.iter().map(|pile| pile.indexes.len()).sum();
        assert_eq!(placing.marks.len() + piled, plot.writes() as usize, "every write has its place");
        (scale, placing)
    }

    #[test]
    fn no_mark_covers_another() {
        for (partitions, every_ms) in [(4, 3_000), (4, 700), (4, 120), (8, 300), (12, 250), (64, 900)] {
            let (scale, placing) = placed(partitions, every_ms);
            for (number, one) in placing.marks.iter().enumerate() {
                for other in placing.marks.iter().skip(number + 1) {
                    let is_apart = (one.x - other.x).abs() >= PITCH || (one.y - other.y).abs() >= PITCH;
                    assert!(is_apart, "{partitions}, {every_ms}: {one:?} {other:?}");
                }
                let lane = (one.y - Scale::TOP) / scale.lane();
                let covers = |pile: &&Pile| {
                    pile.partition as i32 == lane && pile.left - PITCH / 2 < one.x && one.x < pile.right + PITCH / 2
                };
                assert_eq!(placing.piles.iter().find(covers), None, "{partitions}, {every_ms}: {one:?}");
            }
        }
    }

    #[test]
    fn few_writes_have_marks_and_many_are_piled() {
        let (_, few) = placed(4, 3_000);
        assert_eq!(few.piles, []);
        let (_, many) = placed(4, 120);
        assert!(!many.piles.is_empty());
        let (_, low) = placed(64, 900);
        assert_eq!(low.marks, [], "a lane of a few pixels has no room for marks");
    }

    #[test]
    fn a_write_is_found_where_it_stands() {
        let (scale, placing) = placed(4, 3_000);
        for mark in &placing.marks {
            assert_eq!(placing.nearest(mark.x, mark.y, 4), Some(mark.index));
            assert_eq!(placing.position(&scale, mark.index), Some((mark.x, mark.y)));
        }
        assert_eq!(placing.nearest(0, 0, 14), None);
    }
}
