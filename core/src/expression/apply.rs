//! Application of updates: the tree of actions is laid over an item. Parts that it does not reach are copied as bytes.

use super::error::ExpressionError;
use super::found::Found;
use super::path::Path;
use super::tree::{Paths, Tree};
use super::update::{Action, Operand, Update};
use super::work::Work;
use crate::item::ItemError;
use crate::item::number::{Number, NumberError};
use crate::item::value::Attributes;
use crate::item::{Canonical, ElementsWriter, Item, Kind, Members, MembersWriter, Stored};
use crate::limits;
use crate::model::error::Error;
use std::cmp::Ordering;
use std::collections::BTreeMap;

impl Update {
    /// The item that it makes of another, or of none but a key. It may be larger than an item can be, by what the update
    /// removes; what alone is larger is not computed.
    ///
    /// All operands are evaluated on the old item, and all list indexes refer to it: elements set beyond the end of a
    /// list are appended in their order, and removals come last.
    ///
    /// # Errors
    /// ValidationException where a path leads nowhere, an operand is missing or of a wrong type, a sum is out of range,
    /// the item would be nested too deep, or what is set in it alone is larger than an item.
    ///
    /// # Source
    /// `docs/dynamodb.md#expressions`: the developer guide, «Update expressions».
    pub fn apply(&self, old: Option<&Item>, key: &Attributes) -> Result<Item, Error> {
        self.apply_counting(old, key, &Work::default())
    }

    /// The item that it makes, as [`Update::apply`]; the steps that this takes are added to the work of a request.
    ///
    /// # Errors
    /// Those of [`Update::apply`], and ValidationException once the request has worked more than one may.
    pub fn apply_counting(&self, old: Option<&Item>, key: &Attributes, work: &Work) -> Result<Item, Error> {
        let base = match old {
            Some(item) => item.clone(),
            None => Item::new(key)?,
        };
        let mut new = MembersWriter::counting_from(base.size_bytes() as usize, base.canonical().len() + 64);
        let applied = Applied { found: self.sought.find(&base, work), update: self, work };
        applied.members(base.members(), &self.paths, 0, &mut new)?;
        Ok(new.into_item())
    }
}

/// The application of an update: the item on which operands are evaluated, which is the key alone if there was none.
struct Applied<'a> {
    found: Found<'a>,
    update: &'a Update,
    work: &'a Work,
}

/// Refuses an item that is too large whatever else becomes of it, so that no more of it is computed.
fn within_item(bytes: usize) -> Result<(), Error> {
    if bytes as u64 > limits::ITEM_BYTES_MAX { Err(ExpressionError::UpdateTooLarge.into()) } else { Ok(()) }
}

/// The steps for each element of lists that are joined: they are counted, copied, measured, and looked into for their depth.
const PASSES_OF_LIST: usize = 4;
/// The steps for each member of sets that are merged.
const PASSES_OF_SET: usize = 8;

/// What has become of a value.
enum Outcome<'a> {
    Gone,
    Stored(Stored<'a>),
    Computed(Canonical),
    Map(MembersWriter),
    List(ElementsWriter),
}

impl<'a> Applied<'a> {
    /// Writes the members of a map or an item by merging the old names with those of the update, both in order. Members
    /// between two changed ones are copied as one run of bytes.
    fn members(
        &self,
        old: Members<'a>,
        actions: &'a Paths<Action>,
        level: usize,
        new: &mut MembersWriter,
    ) -> Result<(), Error> {
        let mut actions = actions.iter();
        let mut members = old.cursor();
        loop {
            let next = actions.next();
            let is_before = |name: &[u8]| next.is_none_or(|(changed, _)| name < changed.as_bytes());
            let (kept, mut count, mut ahead) = (members.clone(), 0, members.clone());
            while ahead.name().is_some_and(is_before) && ahead.skip().is_some() {
                members = ahead.clone();
                count += 1;
            }
            new.copy(kept.bytes_up_to(&members), count);
            let Some((name, tree)) = next else { return Ok(()) };
            let mut ahead = members.clone();
            let is_there = ahead.name() == Some(name.as_bytes());
            let old = if is_there { ahead.value() } else { None };
            if let Some(value) = old {
                new.discount(name, value);
                members = ahead;
            }
            self.outcome(tree, old, level)?.write_as(name, new);
            within_item(new.added_bytes())?;
        }
    }

    fn elements(
        &self,
        old: Stored<'a>,
        actions: &'a BTreeMap<usize, Tree<Action>>,
        level: usize,
    ) -> Result<ElementsWriter, Error> {
        let mut new = ElementsWriter::default();
        let mut write = |outcome: Outcome<'_>| {
            match outcome {
                Outcome::Gone => {}
                Outcome::Stored(value) => new.push(value),
                Outcome::Computed(value) => new.push(value.stored()),
                Outcome::Map(members) => new.push_map(&members),
                Outcome::List(elements) => new.push_list(&elements),
            }
            within_item(new.size_bytes())
        };
        let count = old.count();
        for (index, element) in old.elements().enumerate() {
            match actions.get(&index) {
                Some(tree) => write(self.outcome(tree, Some(element), level)?)?,
                None => write(Outcome::Stored(element))?,
            }
        }
        for (_, tree) in actions.iter().filter(|(index, _)| **index >= count) {
            write(self.outcome(tree, None, level)?)?;
        }
        Ok(new)
    }

    /// The result for a value at depth `level`. Depth of recursion: that of the paths, 32 at most.
    fn outcome(&self, tree: &'a Tree<Action>, old: Option<Stored<'a>>, level: usize) -> Result<Outcome<'a>, Error> {
        match (tree, old) {
            (Tree::End(action), old) => {
                let outcome = self.act(action, old)?;
                let depth = match &outcome {
                    Outcome::Stored(value) => value.depth(),
                    Outcome::Computed(value) => value.stored().depth(),
                    _ => 0,
                };
                if level + depth > limits::NESTING_LEVELS_MAX { Err(ItemError::Nesting.into()) } else { Ok(outcome) }
            }
            (Tree::Members(inner), Some(old)) if old.kind() == Kind::M => {
                let mut members = MembersWriter::counting_from(old.members().size_bytes(), 128);
                self.members(old.members(), inner, level + 1, &mut members)?;
                Ok(Outcome::Map(members))
            }
            (Tree::Elements(inner), Some(old)) if old.kind() == Kind::L => {
                Ok(Outcome::List(self.elements(old, inner, level + 1)?))
            }
            // Removing something inside of a value that does not exist changes nothing.
            (tree, None) if !tree.any(&|action| !matches!(action, Action::Remove)) => Ok(Outcome::Gone),
            _ => Err(ExpressionError::UpdatePath.into()),
        }
    }

    fn act(&self, action: &'a Action, old: Option<Stored<'a>>) -> Result<Outcome<'a>, Error> {
        self.work.within_limit()?;
        if let (Action::Add(value) | Action::Delete(value), Some(old)) = (action, old) {
            self.work.add(PASSES_OF_SET * (old.count() + value.stored().count()));
        }
        let or_gone = |value: Option<Canonical>| value.map_or(Outcome::Gone, Outcome::Computed);
        Ok(match (action, old) {
            (Action::Set(operand), _) => self.value(operand)?,
            (Action::Remove, _) | (Action::Delete(_), None) => Outcome::Gone,
            (Action::Add(value), None) => Outcome::Stored(value.stored()),
            (Action::Add(value), Some(old)) => match (old.number(), value.stored().number()) {
                (Some(old), Some(number)) => Outcome::Computed(number_of(old.plus(&number))?),
                // Only the legacy parameter adds to a list.
                _ if old.kind() == Kind::L && value.stored().kind() == Kind::L => {
                    Outcome::Computed(Canonical::list(old.elements().chain(value.stored().elements())))
                }
                _ => or_gone(merged(self.same_sets(old, value.stored())?, |_, _| true)),
            },
            (Action::Delete(value), Some(old)) => {
                or_gone(merged(self.same_sets(old, value.stored())?, |in_old, in_value| in_old && !in_value))
            }
        })
    }

    fn same_sets(&self, old: Stored<'a>, value: Stored<'a>) -> Result<(Stored<'a>, Stored<'a>), Error> {
        let is_same = old.kind() == value.kind() && old.kind().is_set();
        if is_same { Ok((old, value)) } else { Err(self.update.mismatch()) }
    }

    /// The value of an operand. Depth of recursion: that of the operand, which the number of operators bounds.
    fn value(&self, operand: &'a Operand) -> Result<Outcome<'a>, Error> {
        let find = |path: &Path| self.found.at(path, self.work);
        match operand {
            Operand::Value(value) => Ok(Outcome::Stored(value.stored())),
            Operand::Path(path) => match find(path) {
                Some(value) => Ok(Outcome::Stored(value)),
                None => Err(ExpressionError::UpdateOperandAbsent.into()),
            },
            Operand::IfNotExists(path, otherwise) => match find(path) {
                Some(value) => Ok(Outcome::Stored(value)),
                None => self.value(otherwise),
            },
            Operand::ListAppend(one, two) => {
                let (one, two) = (self.value(one)?, self.value(two)?);
                let (Some(one), Some(two)) = (one.stored(Kind::L), two.stored(Kind::L)) else {
                    return Err(ExpressionError::UpdateOperandType.into());
                };
                self.work.add(PASSES_OF_LIST * (one.count() + two.count()));
                Ok(Outcome::Computed(Canonical::list(one.elements().chain(two.elements()))))
            }
            Operand::Plus(left, right) => self.sum(left, right, Number::plus),
            Operand::Minus(left, right) => self.sum(left, right, Number::minus),
        }
    }

    fn sum(
        &self,
        left: &'a Operand,
        right: &'a Operand,
        sum: impl Fn(&Number, &Number) -> Result<Number, NumberError>,
    ) -> Result<Outcome<'a>, Error> {
        let number = |outcome: Outcome<'_>| outcome.stored(Kind::N).and_then(Stored::number);
        match (number(self.value(left)?), number(self.value(right)?)) {
            (Some(left), Some(right)) => Ok(Outcome::Computed(number_of(sum(&left, &right))?)),
            _ => Err(ExpressionError::UpdateOperandType.into()),
        }
    }
}

impl Outcome<'_> {
    fn write_as(self, name: &str, members: &mut MembersWriter) {
        match self {
            Outcome::Gone => {}
            Outcome::Stored(value) => members.push(name, value),
            Outcome::Computed(value) => members.push(name, value.stored()),
            Outcome::Map(inner) => members.push_map(name, &inner),
            Outcome::List(inner) => members.push_list(name, &inner),
        }
    }

    fn stored(&self, kind: Kind) -> Option<Stored<'_>> {
        let value = match self {
            Outcome::Stored(value) => *value,
            Outcome::Computed(value) => value.stored(),
            _ => return None,
        };
        (value.kind() == kind).then_some(value)
    }
}

fn number_of(sum: Result<Number, NumberError>) -> Result<Canonical, Error> {
    sum.map(|sum| Canonical::number(&sum)).map_err(|error| ItemError::NumberText { text: String::new(), error }.into())
}

/// The members of two sets of one type for which `keep` is true, given whether each is in both; `None` if there are
/// none.
fn merged((old, value): (Stored<'_>, Stored<'_>), keep: impl Fn(bool, bool) -> bool) -> Option<Canonical> {
    let compare = |one: &[u8], two: &[u8]| match old.kind() {
        Kind::Ns => Number::read_stored(&mut &one[..]).cmp(&Number::read_stored(&mut &two[..])),
        _ => one.cmp(two),
    };
    let (mut ones, mut twos) = (old.set_members().peekable(), value.set_members().peekable());
    let mut members = Vec::with_capacity(old.count() + value.count());
    loop {
        let order = match (ones.peek(), twos.peek()) {
            (Some(one), Some(two)) => compare(one, two),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Canonical::set(old.kind(), &members),
        };
        let one = if order.is_le() { ones.next() } else { None };
        let two = if order.is_ge() { twos.next() } else { None };
        if keep(one.is_some(), two.is_some()) {
            members.extend(one.or(two));
        }
    }
}

#[cfg(test)]
mod tests;
