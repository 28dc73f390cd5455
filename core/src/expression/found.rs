//! The values at all paths of an expression, found in one pass over an item.
//!
//! A condition may name an item's last attribute in each of its operands, and an item may have a hundred thousand attributes.
//! So the paths are sorted once, with the request, and an item is passed once, whatever their number and depth. Where a
//! condition names only a few, each is looked for when it is asked for: conditions often hold or fail by their first operand.

use super::condition::{Node, Operand};
use super::path::{Path, Step};
use super::work::Work;
use crate::item::{Cursor, Item, Kind, Stored};
use smallvec::{SmallVec, smallvec};
use std::cmp::Ordering;

/// Distinct paths, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sought {
    paths: Vec<Path>,
    /// Whether so few operands name a path that an item is passed for each.
    is_few: bool,
}

/// The operands for which an item is passed one by one, at the most.
const FEW_OPERANDS: usize = 4;

/// A value at each path that leads to one.
type Values<'a> = SmallVec<[Option<Stored<'a>>; 8]>;

/// The values that are prepared in the time of a step.
const PLACES: usize = 4;
/// The steps of a comparison of two paths.
const COMPARISON_STEPS: usize = 3;
/// The bytes of an item that are passed in the time of a step, at least: those of the smallest attribute.
const PASSED_BYTES: usize = 3;

/// The values of an item at paths.
pub(super) enum Found<'a> {
    /// They are looked for when they are asked for.
    OneByOne(&'a Item),
    /// They were found in one pass, in the order of the paths.
    Together(&'a [Path], Values<'a>),
}

impl Sought {
    /// The paths that the operands of an expression name.
    pub fn new<'p>(operands: impl Iterator<Item = &'p Path>) -> Sought {
        let mut paths: Vec<Path> = operands.cloned().collect();
        let is_few = paths.len() <= FEW_OPERANDS;
        paths.sort_unstable();
        paths.dedup();
        Sought { paths, is_few }
    }

    /// Finds the values of an item.
    pub fn find<'a>(&'a self, item: &'a Item, work: &Work) -> Found<'a> {
        if self.is_few {
            return Found::OneByOne(item);
        }
        let mut values: Values<'a> = smallvec![None; self.paths.len()];
        let mut cursor = item.cursor();
        // An item is whole: it ends where the last path was found, or where no more attributes are.
        let _ = members(&mut cursor, usize::MAX, &self.paths, 0, &mut values);
        work.add(cursor.passed() + self.paths.len() / PLACES);
        Found::Together(&self.paths, values)
    }
}

impl<'a> Found<'a> {
    /// The value at a path, which must be one of those that were sought.
    pub fn at(&self, path: &Path, work: &Work) -> Option<Stored<'a>> {
        match self {
            Found::OneByOne(item) => {
                work.add(item.canonical().len() / PASSED_BYTES);
                path.of(item)
            }
            Found::Together(paths, values) => {
                work.add(COMPARISON_STEPS * (1 + paths.len().checked_ilog2().unwrap_or(0) as usize));
                values.get(paths.binary_search(path).ok()?).copied().flatten()
            }
        }
    }
}

/// The name of a path's step into a member at a level, where level 0 is the item.
fn name(path: &Path, level: usize) -> Option<&str> {
    match level.checked_sub(1).map(|index| path.steps().get(index)) {
        None => Some(path.name()),
        Some(Some(Step::Member(name))) => Some(name),
        Some(_) => None,
    }
}

fn index(path: &Path, level: usize) -> Option<usize> {
    match path.steps().get(level.checked_sub(1)?) {
        Some(Step::Element(index)) => Some(*index),
        _ => None,
    }
}

/// Passes the members of a map, or the attributes of the item up to the last that is sought. `paths` lead into it by name.
fn members<'a>(
    cursor: &mut Cursor<'a>,
    count: usize,
    mut paths: &[Path],
    level: usize,
    mut values: &mut [Option<Stored<'a>>],
) -> Option<()> {
    for _ in 0..count {
        if level == 0 && paths.is_empty() {
            return None;
        }
        let member = cursor.name()?;
        let (mut absent, mut same) = (0, 0);
        for path in paths {
            match name(path, level).map(|name| name.as_bytes().cmp(member)) {
                Some(Ordering::Less) => absent += 1,
                Some(Ordering::Equal) => same += 1,
                Some(Ordering::Greater) | None => break,
            }
        }
        let (found, rest) = paths.get(absent..)?.split_at_checked(same)?;
        let (into, beyond) = values.get_mut(absent..)?.split_at_mut_checked(same)?;
        value(cursor, found, level + 1, into)?;
        (paths, values) = (rest, beyond);
    }
    Some(())
}

/// Passes the elements of a list. `paths` lead into it by index.
fn elements<'a>(
    cursor: &mut Cursor<'a>,
    count: usize,
    mut paths: &[Path],
    level: usize,
    mut values: &mut [Option<Stored<'a>>],
) -> Option<()> {
    for element in 0..count {
        let same = paths.iter().take_while(|path| index(path, level) == Some(element)).count();
        let (found, rest) = paths.split_at_checked(same)?;
        let (into, beyond) = values.split_at_mut_checked(same)?;
        value(cursor, found, level + 1, into)?;
        (paths, values) = (rest, beyond);
    }
    Some(())
}

/// Passes a value. Of `paths`, which all lead to it, the first may end here. Depth of recursion: that of the item, 32 at most.
fn value<'a>(cursor: &mut Cursor<'a>, paths: &[Path], level: usize, values: &mut [Option<Stored<'a>>]) -> Option<()> {
    if paths.is_empty() {
        return cursor.skip();
    }
    let start = cursor.clone();
    let ending = paths.iter().take_while(|path| path.levels() == level).count();
    let (_, deeper) = paths.split_at_checked(ending)?;
    let (here, inside) = values.split_at_mut_checked(ending)?;
    // Steps into members are before those into elements.
    let named = deeper.iter().take_while(|path| name(path, level).is_some()).count();
    match if deeper.is_empty() { None } else { cursor.open() } {
        Some((Kind::M, count)) => members(cursor, count, deeper.get(..named)?, level, inside.get_mut(..named)?)?,
        Some((_, count)) => elements(cursor, count, deeper.get(named..)?, level, inside.get_mut(named..)?)?,
        None => cursor.skip()?,
    }
    here.fill(start.value_up_to(cursor));
    Some(())
}

impl Node {
    /// Visits all paths of a condition.
    pub(super) fn each_path<'a>(&'a self, visit: &mut dyn FnMut(&'a Path)) {
        let mut operand = |operand: &'a Operand| match operand {
            Operand::Path(path) | Operand::Size(path) => visit(path),
            Operand::Value(_) => {}
        };
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.each_path(visit)),
            Node::Not(node) => node.each_path(visit),
            Node::Compare(one, _, two) | Node::BeginsWith(one, two) | Node::Contains(one, two) => {
                operand(one);
                operand(two);
            }
            Node::Between(one, two, three) => [one, two, three].into_iter().for_each(operand),
            Node::In(one, among) => {
                operand(one);
                among.iter().for_each(operand);
            }
            Node::TypeIs(value, _) => operand(value),
            Node::Exists(path) | Node::NotExists(path) => visit(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::item;
    use super::*;

    fn path(text: &str) -> Path {
        let mut steps = text.split('.');
        let mut path = Path::attribute(steps.next().unwrap_or_default());
        for step in steps {
            path.push(match step.parse() {
                Ok(index) => Step::Element(index),
                Err(_) => Step::Member(step.to_owned()),
            });
        }
        path
    }

    #[test]
    fn one_pass_finds_what_each_path_finds() {
        let item = item(
            r#"{"a": {"S": "1"}, "b": {"L": [{"S": "0"}, {"L": [{"N": "1"}, {"M": {"x": {"N": "2"}}}]}, {"S": "2"}]},
                "m": {"M": {"k": {"M": {"i": {"S": "i"}, "j": {"S": "j"}}}, "s": {"SS": ["p"]}}}, "z": {"NULL": true}}"#,
        );
        let all = "a a.x a.0 b b.0 b.1 b.1.0 b.1.1 b.1.1.x b.1.1.y b.1.2 b.2 b.3 b.x b.2.0 c m m.a m.k m.k.h m.k.i m.k.j m.k.j.0 \
                   m.k.z m.s m.s.0 m.z m.0 z z.0 zz";
        let paths: Vec<Path> = all.split_whitespace().map(path).collect();
        let work = Work::default();
        let found = Sought::new(paths.iter().rev().chain(&paths));
        assert_eq!(found.paths.len(), paths.len());
        let together = found.find(&item, &work);
        let count = paths.iter().filter(|path| together.at(path, &work).is_some()).count();
        assert_eq!(count, 14);
        for path in &paths {
            assert_eq!(together.at(path, &work), path.of(&item), "{path}");
            let alone = Sought::new([path].into_iter());
            assert_eq!(alone.find(&item, &work).at(path, &work), path.of(&item), "{path} alone");
        }
    }
}
