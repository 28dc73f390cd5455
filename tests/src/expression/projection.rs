//! Projections.

use super::draw;
use super::render::Rendered;
use super::value::{Path, Step};
use crate::Rng;
use timemark_core::{AttributeValue, Attributes};

/// Paths of which none is a part of another, and which agree on what is a map and what is a list.
#[derive(Clone, Debug)]
pub struct Projection(pub Vec<Path>);

/// Whether two paths can be in one projection.
pub fn agree(one: &Path, two: &Path) -> bool {
    let (one, two) = (one.all_steps(), two.all_steps());
    match one.iter().zip(&two).find(|(one, two)| one != two) {
        None => false,
        Some((one, two)) => {
            matches!((one, two), (Step::Member(_), Step::Member(_)) | (Step::Element(_), Step::Element(_)))
        }
    }
}

impl Projection {
    /// Some paths into an item.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> Projection {
        let mut paths: Vec<Path> = Vec::new();
        for _ in 0..1 + rng.below(6) {
            let path = draw::path(rng, item);
            if paths.iter().all(|other| agree(other, &path)) {
                paths.push(path);
            }
        }
        Projection(paths)
    }

    /// The projected item: each value is kept if a path leads to it, each container if anything in it is.
    pub fn of(&self, item: &Attributes) -> Attributes {
        let all: Vec<Vec<Step>> = self.0.iter().map(Path::all_steps).collect();
        kept_members(item, &all, &mut Vec::new())
    }

    /// Writes the projection.
    pub fn render(&self, out: &mut Rendered) {
        for (place, path) in self.0.iter().enumerate() {
            if place > 0 {
                out.put(",");
            }
            out.path(path);
        }
    }
}

fn kept_members(members: &Attributes, paths: &[Vec<Step>], here: &mut Vec<Step>) -> Attributes {
    let mut kept = Attributes::new();
    for (name, value) in members {
        here.push(Step::Member(name.clone()));
        kept.extend(keep(value, paths, here).map(|value| (name.clone(), value)));
        here.pop();
    }
    kept
}

fn keep(value: &AttributeValue, paths: &[Vec<Step>], here: &mut Vec<Step>) -> Option<AttributeValue> {
    if paths.contains(here) {
        return Some(value.clone());
    }
    match value {
        AttributeValue::M(members) => {
            let members = kept_members(members, paths, here);
            (!members.is_empty()).then_some(AttributeValue::M(members))
        }
        AttributeValue::L(elements) => {
            let mut left = Vec::new();
            for (index, element) in elements.iter().enumerate() {
                here.push(Step::Element(index));
                left.extend(keep(element, paths, here));
                here.pop();
            }
            (!left.is_empty()).then_some(AttributeValue::L(left))
        }
        _ => None,
    }
}
