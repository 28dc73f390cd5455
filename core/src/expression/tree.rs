//! Several paths as a tree, in which no path may be a part of another.

use super::error::Fault;
use super::path::{Path, Step};
use std::collections::BTreeMap;

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree<T> {
    /// The end of a path.
    End(T),
    /// Paths continue into members of a map.
    Members(BTreeMap<String, Tree<T>>),
    /// Paths continue into elements of a list.
    Elements(BTreeMap<usize, Tree<T>>),
}

/// Paths by their attribute.
pub type Paths<T> = BTreeMap<String, Tree<T>>;

/// Puts members into a map one by one: collecting them would bring a sort of its own for each iterator.
pub fn in_a_map<K: Ord, V>(members: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(members);
    map
}

/// Adds a path.
///
/// # Errors
/// The fault that it overlaps with an earlier path (one is a part of the other) or conflicts with it (a map in one, a
/// list in the other).
pub fn insert<T>(paths: &mut Paths<T>, path: Path, end: T) -> Result<(), Fault> {
    let Some(found) = paths.get_mut(path.name()) else {
        let tree = Tree::of(path.steps(), end);
        paths.insert(path.into_name(), tree);
        return Ok(());
    };
    found.insert(path.steps(), end).map_err(|clash| {
        let mut one = Path::attribute(path.name());
        clash.steps.into_iter().rev().for_each(|step| one.push(step));
        let (one, two) = (one.to_string(), path.to_string());
        if clash.is_conflict { Fault::Conflict { one, two } } else { Fault::Overlap { one, two } }
    })
}

/// Two incompatible paths, and the steps of the earlier one from here on, last first.
struct Clash {
    is_conflict: bool,
    steps: Vec<Step>,
}

/// Depth of recursion: that of the paths, 32 at most.
impl<T> Tree<T> {
    fn of(steps: &[Step], end: T) -> Tree<T> {
        match steps {
            [] => Tree::End(end),
            [Step::Member(name), rest @ ..] => Tree::Members(BTreeMap::from([(name.clone(), Tree::of(rest, end))])),
            [Step::Element(index), rest @ ..] => Tree::Elements(BTreeMap::from([(*index, Tree::of(rest, end))])),
        }
    }

    fn insert(&mut self, steps: &[Step], end: T) -> Result<(), Clash> {
        let deeper = |mut clash: Clash, step: &Step| {
            clash.steps.push(step.clone());
            clash
        };
        match (self, steps) {
            (Tree::Members(members), [step @ Step::Member(name), rest @ ..]) => match members.get_mut(name) {
                Some(inner) => inner.insert(rest, end).map_err(|clash| deeper(clash, step)),
                None => {
                    members.insert(name.clone(), Tree::of(rest, end));
                    Ok(())
                }
            },
            (Tree::Elements(elements), [step @ Step::Element(index), rest @ ..]) => match elements.get_mut(index) {
                Some(inner) => inner.insert(rest, end).map_err(|clash| deeper(clash, step)),
                None => {
                    elements.insert(*index, Tree::of(rest, end));
                    Ok(())
                }
            },
            (tree, steps) => {
                let is_conflict = !steps.is_empty() && !matches!(tree, Tree::End(_));
                Err(Clash { is_conflict, steps: tree.first_path() })
            }
        }
    }

    /// The steps of the first path from here on, last first.
    fn first_path(&self) -> Vec<Step> {
        let first = match self {
            Tree::End(_) => None,
            Tree::Members(members) => members.iter().next().map(|(name, inner)| (Step::Member(name.clone()), inner)),
            Tree::Elements(elements) => elements.iter().next().map(|(index, inner)| (Step::Element(*index), inner)),
        };
        let Some((step, inner)) = first else { return Vec::new() };
        let mut steps = inner.first_path();
        steps.push(step);
        steps
    }

    /// Whether `test` holds for any end.
    pub fn any(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Tree::End(end) => test(end),
            Tree::Members(members) => members.values().any(|inner| inner.any(test)),
            Tree::Elements(elements) => elements.values().any(|inner| inner.any(test)),
        }
    }

    /// Visits every end.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a T)) {
        match self {
            Tree::End(end) => visit(end),
            Tree::Members(members) => members.values().for_each(|inner| inner.each(visit)),
            Tree::Elements(elements) => elements.values().for_each(|inner| inner.each(visit)),
        }
    }

    /// The same paths, with other ends.
    pub fn map<U>(&self, end: &impl Fn(&T) -> U) -> Tree<U> {
        match self {
            Tree::End(found) => Tree::End(end(found)),
            Tree::Members(members) => {
                Tree::Members(in_a_map(members.iter().map(|(name, inner)| (name.clone(), inner.map(end)))))
            }
            Tree::Elements(elements) => {
                Tree::Elements(in_a_map(elements.iter().map(|(index, inner)| (*index, inner.map(end)))))
            }
        }
    }
}
