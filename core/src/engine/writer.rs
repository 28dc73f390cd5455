//! Writing a lab file piece by piece.

use crate::journal::{Beginning, Record, header, put_record};
use crate::state::{ItemNumbers, Position, RegionStep, RegionWriter, Regions};
use std::collections::VecDeque;

/// The pieces of an engine's lab file, in order. All of them together are what [`Engine::save`](super::Engine::save) returns.
///
/// Each is made in a step of bounded work, so that a host can do something else between two of them. A piece may be empty: then
/// it was the work that counted.
#[derive(Debug)]
pub struct LabWriter {
    beginning: Option<Beginning>,
    regions: VecDeque<RegionWriter>,
    items: ItemNumbers,
    /// The checksum of the beginning, and the number of parts so far.
    checkpoint: u64,
    parts: u64,
    is_done: bool,
}

impl LabWriter {
    pub(super) fn of(beginning: Beginning, regions: &Regions) -> LabWriter {
        let regions = regions.iter().map(RegionWriter::of).collect();
        let (beginning, items) = (Some(beginning), ItemNumbers::default());
        LabWriter { beginning, regions, items, checkpoint: 0, parts: 0, is_done: false }
    }
}

impl Iterator for LabWriter {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if let Some(beginning) = self.beginning.take() {
            let mut file = header();
            self.checkpoint = put_record(&Record::Begin(Box::new(beginning)), &mut file);
            return Some(file);
        }
        let mut piece = Vec::new();
        if let Some(region) = self.regions.front_mut() {
            let position = Position { checkpoint: self.checkpoint as u32, part: self.parts, items: self.items.count() };
            match region.step(&mut self.items) {
                RegionStep::Part(part) => {
                    self.parts += 1;
                    put_record(&Record::Part(part, Some(position)), &mut piece);
                }
                RegionStep::Nothing => {}
                RegionStep::Done => drop(self.regions.pop_front()),
            }
            return Some(piece);
        }
        if std::mem::replace(&mut self.is_done, true) {
            return None;
        }
        put_record(&Record::End, &mut piece);
        Some(piece)
    }
}
