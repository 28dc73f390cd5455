//! Updates applied: the tree of actions laid over an item. What it does not reach is copied as a run of bytes.

use super::tree::{Paths, Tree};
use super::update::{Action, Operand, Update};
use crate::error::{Error, ExpressionInvalid, Invalid};
use crate::item::{Canonical, ElementsWriter, Item, Kind, Members, MembersWriter, Stored};
use crate::limits;
use crate::number::{Number, NumberError};
use crate::value::Attributes;
use std::cmp::Ordering;

impl Update {
    /// The item that it makes of another, or of none but a key. Its size is not judged.
    ///
    /// All values are computed from the item as it was, and all places in lists are those that it had: elements that are
    /// set beyond a list's end are appended in their order, and what is removed is removed last.
    ///
    /// # Errors
    /// ValidationException where a path leads nowhere, an operand is missing or of a wrong type, a sum is out of range,
    /// or the item would be nested too deep.
    ///
    /// # Source
    /// Developer guide, «Update expressions».
    pub fn apply(&self, old: Option<&Item>, key: &Attributes) -> Result<Item, Error> {
        let base = match old {
            Some(item) => item.clone(),
            None => Item::new(key)?,
        };
        let mut new = MembersWriter::new(base.canonical().len() + 64);
        Applied { old, update: self }.members(base.members(), &self.paths, 0, &mut new)?;
        Ok(new.into_item())
    }
}

/// The item whose attributes the operands are.
struct Applied<'a> {
    old: Option<&'a Item>,
    update: &'a Update,
}

/// What has become of a value.
enum Outcome<'a> {
    Gone,
    Stored(Stored<'a>),
    Computed(Canonical),
    Map(MembersWriter),
    List(ElementsWriter),
}

impl<'a> Applied<'a> {
    /// Writes the members of a map or of the item, both their old names and the new ones being in order.
    fn members(
        &self,
        old: Members<'a>,
        actions: &'a Paths<Action>,
        level: usize,
        new: &mut MembersWriter,
    ) -> Result<(), Error> {
        let mut write = |name: &str, outcome: Outcome<'_>| match outcome {
            Outcome::Gone => {}
            Outcome::Stored(value) => new.push(name, value),
            Outcome::Computed(value) => new.push(name, value.stored()),
            Outcome::Map(members) => new.push_map(name, &members),
            Outcome::List(elements) => new.push_list(name, &elements),
        };
        let mut actions = actions.iter().peekable();
        for (name, value) in old {
            while let Some((new_name, tree)) = actions.next_if(|(new_name, _)| new_name.as_str() < name) {
                write(new_name, self.outcome(tree, None, level)?);
            }
            match actions.next_if(|(changed, _)| changed.as_str() == name) {
                Some((_, tree)) => write(name, self.outcome(tree, Some(value), level)?),
                None => write(name, Outcome::Stored(value)),
            }
        }
        for (new_name, tree) in actions {
            write(new_name, self.outcome(tree, None, level)?);
        }
        Ok(())
    }

    fn elements(
        &self,
        old: Stored<'a>,
        actions: &'a std::collections::BTreeMap<usize, Tree<Action>>,
        level: usize,
    ) -> Result<ElementsWriter, Error> {
        let mut new = ElementsWriter::default();
        let mut write = |outcome: Outcome<'_>| match outcome {
            Outcome::Gone => {}
            Outcome::Stored(value) => new.push(value),
            Outcome::Computed(value) => new.push(value.stored()),
            Outcome::Map(members) => new.push_map(&members),
            Outcome::List(elements) => new.push_list(&elements),
        };
        let count = old.count();
        for (index, element) in old.elements().enumerate() {
            match actions.get(&index) {
                Some(tree) => write(self.outcome(tree, Some(element), level)?),
                None => write(Outcome::Stored(element)),
            }
        }
        for (_, tree) in actions.range(count..) {
            write(self.outcome(tree, None, level)?);
        }
        Ok(new)
    }

    /// What becomes of a value that stands so many containers deep. Depth of recursion: that of the paths, 32 at most.
    fn outcome(&self, tree: &'a Tree<Action>, old: Option<Stored<'a>>, level: usize) -> Result<Outcome<'a>, Error> {
        match (tree, old) {
            (Tree::End(action), old) => {
                let outcome = self.act(action, old)?;
                let depth = match &outcome {
                    Outcome::Stored(value) => value.depth(),
                    Outcome::Computed(value) => value.stored().depth(),
                    _ => 0,
                };
                if level + depth > limits::NESTING_LEVELS_MAX { Err(Invalid::Nesting.into()) } else { Ok(outcome) }
            }
            (Tree::Members(inner), Some(old)) if old.kind() == Kind::M => {
                let mut members = MembersWriter::new(128);
                self.members(old.members(), inner, level + 1, &mut members)?;
                Ok(Outcome::Map(members))
            }
            (Tree::Elements(inner), Some(old)) if old.kind() == Kind::L => {
                Ok(Outcome::List(self.elements(old, inner, level + 1)?))
            }
            _ => Err(ExpressionInvalid::UpdatePath.into()),
        }
    }

    fn act(&self, action: &'a Action, old: Option<Stored<'a>>) -> Result<Outcome<'a>, Error> {
        let or_gone = |value: Option<Canonical>| value.map_or(Outcome::Gone, Outcome::Computed);
        Ok(match (action, old) {
            (Action::Set(operand), _) => self.value(operand)?,
            (Action::Remove, _) | (Action::Delete(_), None) => Outcome::Gone,
            (Action::Add(value), None) => Outcome::Stored(value.stored()),
            (Action::Add(value), Some(old)) => match (old.number(), value.stored().number()) {
                (Some(old), Some(number)) => Outcome::Computed(number_of(old.plus(&number))?),
                _ => or_gone(merged(self.same_sets(old, value.stored())?, |_, _| true)),
            },
            (Action::Delete(value), Some(old)) => {
                or_gone(merged(self.same_sets(old, value.stored())?, |in_old, in_value| in_old && !in_value))
            }
        })
    }

    fn same_sets(&self, old: Stored<'a>, value: Stored<'a>) -> Result<(Stored<'a>, Stored<'a>), Error> {
        let is_same = old.kind() == value.kind() && old.kind().is_set();
        if is_same { Ok((old, value)) } else { Err(self.update.mismatch.clone().into()) }
    }

    /// The value of an operand. Depth of recursion: that of the operand, which its operators bound.
    fn value(&self, operand: &'a Operand) -> Result<Outcome<'a>, Error> {
        let find = |path: &super::path::Path| self.old.and_then(|item| path.of(item));
        match operand {
            Operand::Value(value) => Ok(Outcome::Stored(value.stored())),
            Operand::Path(path) => match find(path) {
                Some(value) => Ok(Outcome::Stored(value)),
                None => Err(ExpressionInvalid::UpdateOperandAbsent.into()),
            },
            Operand::IfNotExists(path, otherwise) => match find(path) {
                Some(value) => Ok(Outcome::Stored(value)),
                None => self.value(otherwise),
            },
            Operand::ListAppend(one, two) => {
                let (one, two) = (self.value(one)?, self.value(two)?);
                let (Some(one), Some(two)) = (one.stored(Kind::L), two.stored(Kind::L)) else {
                    return Err(ExpressionInvalid::UpdateOperandType.into());
                };
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
            _ => Err(ExpressionInvalid::UpdateOperandType.into()),
        }
    }
}

impl Outcome<'_> {
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
    sum.map(|sum| Canonical::number(&sum)).map_err(|error| Invalid::NumberText { text: String::new(), error }.into())
}

/// The members of two sets of one type that a test lets through, told in which of them they are; `None` for no members.
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
