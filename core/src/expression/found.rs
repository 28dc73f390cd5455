//! The values at the paths of an expression, found in an item.
//!
//! A condition may name an item's last attribute in each of its operands, and an item may have a hundred thousand attributes.
//! So the paths of a long expression are sorted once, with the request, and an item is passed once, whatever their number and
//! depth. Those of a short one, which is the usual, are looked for when they are asked for, because it often holds or fails by
//! its first operand; and over a small item none of its steps are counted, because no request has enough of them.

use super::condition::{Node, Operand};
use super::path::{Path, Step};
use super::work::Work;
use crate::item::{Cursor, Item, Kind, Stored};
use std::cmp::Ordering;

/// The paths that an expression reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sought {
    /// The distinct paths of a long expression, in order; none of a short one.
    paths: Vec<Path>,
    is_short: bool,
}

/// The operators and operands of a short expression, at the most.
const SHORT_PARTS: usize = 16;
/// The canonical length of a small item in bytes, at the most. A page of 1 MB, and the 100 items that other requests can name,
/// give a short expression far fewer steps than a request may take.
pub(super) const SMALL_ITEM_BYTES: usize = 4_096;

/// The values that are prepared in the time of a step.
pub(super) const PLACES: usize = 4;
/// The steps of a comparison of two paths.
pub(super) const COMPARISON_STEPS: usize = 3;

/// The values of an item at paths.
pub(super) enum Found<'a> {
    /// They are looked for when they are asked for, and this is not counted.
    Uncounted(&'a Item),
    /// They are looked for when they are asked for.
    OneByOne(&'a Item),
    /// They were found in one pass: at each path the value, if it leads to one.
    Together(&'a [Path], Vec<Option<Stored<'a>>>),
}

impl Sought {
    /// The paths that an expression of so many operators and operands names. Those of a short one are not asked for.
    pub fn new<'p>(parts: usize, paths: impl FnOnce() -> Vec<&'p Path>) -> Sought {
        let is_short = parts <= SHORT_PARTS;
        let mut paths: Vec<Path> = if is_short { Vec::new() } else { paths().into_iter().cloned().collect() };
        paths.sort_unstable();
        paths.dedup();
        Sought { paths, is_short }
    }

    /// Whether evaluating the expression over an item, or over the absence of one, takes too few steps to be counted.
    #[inline]
    pub fn is_light(&self, item: Option<&Item>) -> bool {
        self.is_short && item.is_none_or(|item| item.canonical().len() <= SMALL_ITEM_BYTES)
    }

    /// Finds the values of an item.
    pub fn find<'a>(&'a self, item: &'a Item, work: &Work) -> Found<'a> {
        if self.is_light(Some(item)) {
            return Found::Uncounted(item);
        }
        if self.is_short {
            return Found::OneByOne(item);
        }
        let mut values = vec![None; self.paths.len()];
        pass(item, &self.paths, &mut values, work);
        work.add(self.paths.len() / PLACES);
        Found::Together(&self.paths, values)
    }
}

impl<'a> Found<'a> {
    /// The value at a path, which must be one of those that were sought.
    pub fn at(&self, path: &Path, work: &Work) -> Option<Stored<'a>> {
        match self {
            Found::Uncounted(item) => path.of(item),
            Found::OneByOne(item) => {
                let mut value = [None];
                pass(item, std::slice::from_ref(path), &mut value, work);
                let [value] = value;
                value
            }
            Found::Together(paths, values) => {
                work.add(COMPARISON_STEPS * (1 + paths.len().checked_ilog2().unwrap_or(0) as usize));
                values.get(paths.binary_search(path).ok()?).copied().flatten()
            }
        }
    }
}

/// Passes an item up to the last of its attributes that is sought.
fn pass<'a>(item: &'a Item, paths: &[Path], values: &mut [Option<Stored<'a>>], work: &Work) {
    let mut cursor = item.cursor();
    // An item is whole: it ends where the last path was found, or where no more attributes are.
    let _ = members(&mut cursor, usize::MAX, paths, 0, values);
    work.add(cursor.passed());
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
    /// Visits all operators and operands of a condition, with the path of each that has one.
    pub(super) fn each_part<'a>(&'a self, visit: &mut dyn FnMut(Option<&'a Path>)) {
        visit(None);
        let mut operand = |operand: &'a Operand| match operand {
            Operand::Path(path) | Operand::Size(path) => visit(Some(path)),
            Operand::Value(_) => visit(None),
        };
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.each_part(visit)),
            Node::Not(node) => node.each_part(visit),
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
            Node::Exists(path) | Node::NotExists(path) => visit(Some(path)),
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
        let long = Sought::new(SHORT_PARTS + 1, || paths.iter().rev().chain(&paths).collect());
        assert_eq!(long.paths.len(), paths.len());
        let together = long.find(&item, &work);
        let count = paths.iter().filter(|path| together.at(path, &work).is_some()).count();
        assert_eq!(count, 14);
        for path in &paths {
            assert_eq!(together.at(path, &work), path.of(&item), "{path}");
            assert_eq!(Found::OneByOne(&item).at(path, &work), path.of(&item), "{path} alone");
        }
    }
}
