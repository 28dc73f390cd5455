//! Updates.

use super::draw;
use super::projection::{Projection, agree};
use super::render::{Language, Rendered};
use super::value::{Path, Step, number, same};
use crate::Rng;
use timemark_core::{AttributeValue, Attributes};

/// An update: an action for each path.
#[derive(Clone, Debug)]
pub struct Update(Vec<(Path, Action)>);

#[derive(Clone, Debug)]
enum Action {
    Set(Operand),
    Remove,
    Add(AttributeValue),
    Delete(AttributeValue),
}

#[derive(Clone, Debug)]
enum Operand {
    Path(Path),
    Value(AttributeValue),
    IfNotExists(Path, Box<Operand>),
    ListAppend(Box<Operand>, Box<Operand>),
    Sum(Box<Operand>, i64, Box<Operand>),
}

/// An item that does not allow the update, for whatever reason.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Refused;

impl Update {
    /// An update that the service would not refuse by itself; the item may still not allow it.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> Update {
        let mut actions: Vec<(Path, Action)> = Vec::new();
        for _ in 0..1 + rng.below(5) {
            let path = draw::path(rng, item);
            if !actions.iter().all(|(other, _)| agree(other, &path)) {
                continue;
            }
            let action = match rng.below(8) {
                0..=3 => Action::Set(Operand::draw(rng, item, 2, true)),
                4 | 5 => Action::Remove,
                6 if rng.percent(60) => Action::Add(draw::number(rng)),
                6 => Action::Add(draw::set(rng)),
                _ => Action::Delete(draw::set(rng)),
            };
            // Most draws are allowed by the item, because otherwise little would ever be updated.
            let one = Update(vec![(path, action)]);
            if one.apply(item).is_ok() || rng.percent(16) {
                actions.extend(one.0);
            }
        }
        if actions.is_empty() {
            actions.push((Path { name: draw::NAMES[0].to_owned(), steps: Vec::new() }, Action::Remove));
        }
        Update(actions)
    }

    /// The same update, and in addition an attribute that it does not name is set or removed.
    pub fn and(mut self, name: &str, value: Option<AttributeValue>) -> Update {
        let action = value.map_or(Action::Remove, |value| Action::Set(Operand::Value(value)));
        self.0.push((Path { name: name.to_owned(), steps: Vec::new() }, action));
        self
    }

    /// Whether a statement can express it: without if_not_exists, and without adding a number to what may not exist.
    pub fn is_of_statements(&self) -> bool {
        self.0.iter().all(|(_, action)| match action {
            Action::Set(operand) => operand.is_of_statements(),
            Action::Add(value) => !matches!(value, AttributeValue::N(_)),
            Action::Remove | Action::Delete(_) => true,
        })
    }

    /// Whether it creates an item if there is none, which an update that only removes does not.
    pub fn creates(&self) -> bool {
        self.0.iter().any(|(_, action)| matches!(action, Action::Set(_) | Action::Add(_)))
    }

    /// Whether it changes an attribute, or something in it.
    pub fn changes(&self, name: &str) -> bool {
        self.0.iter().any(|(path, _)| path.name == name)
    }

    /// The parts of an item that it changes.
    pub fn touched(&self, item: &Attributes) -> Attributes {
        Projection(self.0.iter().map(|(path, _)| path.clone()).collect()).of(item)
    }

    /// The item that results from another.
    pub fn apply(&self, old: &Attributes) -> Result<Attributes, Refused> {
        // Values first, all from the old item; then what is set, in the order of positions; then what is removed, from
        // the end of each list.
        let mut outcomes = Vec::new();
        for (path, action) in &self.0 {
            outcomes.push((path, action.outcome(path.of(old), old)?));
        }
        let key = |path: &Path| {
            path.steps.iter().map(|step| if let Step::Element(n) = step { *n } else { 0 }).collect::<Vec<_>>()
        };
        outcomes.sort_by_key(|(path, _)| key(path));
        let mut new = old.clone();
        for (path, outcome) in &outcomes {
            if let Some(value) = outcome {
                put(&mut new, path, value.clone(), old)?;
            }
        }
        let goes_anyway = |path: &Path| {
            let of_path = |(other, action): &&(Path, Action)| other == path && matches!(action, Action::Remove);
            self.0.iter().any(|one| of_path(&one)) && leads_nowhere(path, old)
        };
        for (path, outcome) in outcomes.iter().rev() {
            if outcome.is_none() && !goes_anyway(path) {
                remove(&mut new, path, old)?;
            }
        }
        Ok(new)
    }

    /// Writes the update, section by section, or as a statement's clauses.
    pub fn render(&self, out: &mut Rendered) {
        if out.language() == Language::Statement {
            return self.0.iter().for_each(|(path, action)| action.render_clause(path, out));
        }
        for section in ["REMOVE", "SET", "DELETE", "ADD"] {
            let of_section = |action: &Action| match action {
                Action::Set(_) => section == "SET",
                Action::Remove => section == "REMOVE",
                Action::Add(_) => section == "ADD",
                Action::Delete(_) => section == "DELETE",
            };
            for (place, (path, action)) in self.0.iter().filter(|(_, action)| of_section(action)).enumerate() {
                match place {
                    0 => out.keyword(section),
                    _ => out.put(","),
                };
                out.path(path);
                match action {
                    Action::Set(operand) => {
                        out.put("=");
                        operand.render(out);
                    }
                    Action::Remove => {}
                    Action::Add(value) | Action::Delete(value) => drop(out.value(value)),
                }
            }
        }
    }
}

/// The container that a path's last step leads into, in an item that still has all its old positions.
fn parent<'a>(
    item: &'a mut Attributes,
    path: &Path,
    old: &Attributes,
) -> Result<Option<&'a mut AttributeValue>, Refused> {
    let Some((_, before)) = path.steps.split_last() else { return Ok(None) };
    // It must have existed before, whatever else is set.
    let way = Path { name: path.name.clone(), steps: before.to_vec() };
    way.of(old).ok_or(Refused)?;
    let mut value = item.get_mut(&path.name).ok_or(Refused)?;
    for step in before {
        value = match (step, value) {
            (Step::Member(name), AttributeValue::M(members)) => members.get_mut(name).ok_or(Refused)?,
            (Step::Element(index), AttributeValue::L(elements)) => elements.get_mut(*index).ok_or(Refused)?,
            _ => return Err(Refused),
        };
    }
    Ok(Some(value))
}

/// Whether something on the way to a path is missing, in which case there is nothing to remove.
fn leads_nowhere(path: &Path, old: &Attributes) -> bool {
    let Some(mut value) = old.get(&path.name) else { return !path.steps.is_empty() };
    for step in path.steps.split_last().map_or(&[][..], |(_, before)| before) {
        let inner = match (step, value) {
            (Step::Member(name), AttributeValue::M(members)) => members.get(name),
            (Step::Element(index), AttributeValue::L(elements)) => elements.get(*index),
            _ => return false,
        };
        let Some(inner) = inner else { return true };
        value = inner;
    }
    false
}

fn put(item: &mut Attributes, path: &Path, value: AttributeValue, old: &Attributes) -> Result<(), Refused> {
    let Some(container) = parent(item, path, old)? else {
        item.insert(path.name.clone(), value);
        return Ok(());
    };
    match (path.steps.last(), container) {
        (Some(Step::Member(name)), AttributeValue::M(members)) => drop(members.insert(name.clone(), value)),
        (Some(Step::Element(index)), AttributeValue::L(elements)) => match elements.get_mut(*index) {
            Some(place) => *place = value,
            None => elements.push(value),
        },
        _ => return Err(Refused),
    }
    Ok(())
}

fn remove(item: &mut Attributes, path: &Path, old: &Attributes) -> Result<(), Refused> {
    let was_there = path.of(old).is_some();
    let Some(container) = parent(item, path, old)? else {
        item.remove(&path.name);
        return Ok(());
    };
    match (path.steps.last(), container) {
        (Some(Step::Member(name)), AttributeValue::M(members)) => drop(members.remove(name)),
        (Some(Step::Element(index)), AttributeValue::L(elements)) => {
            // An appended element is not at the requested index.
            if was_there {
                elements.remove(*index);
            }
        }
        _ => return Err(Refused),
    }
    Ok(())
}

impl Action {
    fn render_clause(&self, path: &Path, out: &mut Rendered) {
        out.keyword(if matches!(self, Action::Remove) { "REMOVE" } else { "SET" }).path(path);
        match self {
            Action::Remove => {}
            Action::Set(operand) => {
                out.put("=");
                operand.render(out);
            }
            Action::Add(value) | Action::Delete(value) => {
                let function = if matches!(self, Action::Add(_)) { "set_add" } else { "set_delete" };
                out.put("=").put(function).put("(").path(path).put(",").value(value).put(")");
            }
        }
    }

    /// The value afterwards; `None` if it is removed.
    fn outcome(&self, old: Option<&AttributeValue>, item: &Attributes) -> Result<Option<AttributeValue>, Refused> {
        use AttributeValue::*;
        Ok(match (self, old) {
            (Action::Set(operand), _) => Some(operand.value(item)?),
            (Action::Remove, _) | (Action::Delete(_), None) => None,
            (Action::Add(value), None) => Some(value.clone()),
            (Action::Add(N(more)), Some(N(old))) => Some(N((number(old) + number(more)).to_string())),
            (Action::Add(more), Some(old)) => {
                let (mut all, kind) = single(old).ok_or(Refused)?;
                let (more, other) = single(more).ok_or(Refused)?;
                if kind != other {
                    return Err(Refused);
                }
                for member in more {
                    if !all.iter().any(|found| same(found, &member)) {
                        all.push(member);
                    }
                }
                joined(kind, all)
            }
            (Action::Delete(less), Some(old)) => {
                let (all, kind) = single(old).ok_or(Refused)?;
                let (less, other) = single(less).ok_or(Refused)?;
                if kind != other {
                    return Err(Refused);
                }
                joined(kind, all.into_iter().filter(|found| !less.iter().any(|gone| same(gone, found))).collect())
            }
        })
    }
}

/// The members of a set, and its type.
fn single(set: &AttributeValue) -> Option<(Vec<AttributeValue>, &'static str)> {
    use AttributeValue::*;
    let members = match set {
        Ss(texts) => texts.iter().cloned().map(S).collect(),
        Ns(texts) => texts.iter().cloned().map(N).collect(),
        Bs(several) => several.iter().cloned().map(B).collect(),
        _ => return None,
    };
    Some((members, set.type_name()))
}

/// The set of these members; `None` if there are none.
fn joined(kind: &str, members: Vec<AttributeValue>) -> Option<AttributeValue> {
    use AttributeValue::*;
    if members.is_empty() {
        return None;
    }
    let texts = || {
        members.iter().map(|member| if let S(text) | N(text) = member { text.clone() } else { String::new() }).collect()
    };
    Some(match kind {
        "SS" => Ss(texts()),
        "NS" => Ns(texts()),
        _ => Bs(members.iter().map(|member| if let B(bytes) = member { bytes.clone() } else { vec![] }).collect()),
    })
}

impl Operand {
    fn draw(rng: &mut Rng, item: &Attributes, depth: u32, may_sum: bool) -> Operand {
        let inner = |rng: &mut Rng| Box::new(Operand::draw(rng, item, depth - 1, false));
        match rng.below(if depth == 0 { 4 } else { 9 }) {
            0 | 1 => Operand::Value(draw::value(rng, 1)),
            2 | 3 => Operand::Path(draw::path(rng, item)),
            4 => Operand::IfNotExists(draw::path(rng, item), inner(rng)),
            5 | 6 => {
                let list = |rng: &mut Rng| match rng.below(3) {
                    0 => Box::new(Operand::Value(draw::list(rng, 1))),
                    1 => Box::new(Operand::Path(draw::path(rng, item))),
                    _ => {
                        let (path, list) = (draw::path(rng, item), draw::list(rng, 1));
                        Box::new(Operand::IfNotExists(path, Box::new(Operand::Value(list))))
                    }
                };
                Operand::ListAppend(list(rng), list(rng))
            }
            _ if may_sum => {
                let side = |rng: &mut Rng| match rng.below(3) {
                    0 => Box::new(Operand::Value(draw::number(rng))),
                    1 => Box::new(Operand::Path(draw::path(rng, item))),
                    _ => {
                        let (path, number) = (draw::path(rng, item), draw::number(rng));
                        Box::new(Operand::IfNotExists(path, Box::new(Operand::Value(number))))
                    }
                };
                let sign = if rng.percent(50) { 1 } else { -1 };
                Operand::Sum(side(rng), sign, side(rng))
            }
            _ => Operand::Value(draw::number(rng)),
        }
    }

    fn is_of_statements(&self) -> bool {
        match self {
            Operand::Path(_) | Operand::Value(_) => true,
            Operand::IfNotExists(..) => false,
            Operand::ListAppend(one, two) | Operand::Sum(one, _, two) => {
                one.is_of_statements() && two.is_of_statements()
            }
        }
    }

    fn value(&self, item: &Attributes) -> Result<AttributeValue, Refused> {
        use AttributeValue::*;
        match self {
            Operand::Path(path) => path.of(item).cloned().ok_or(Refused),
            Operand::Value(value) => Ok(value.clone()),
            Operand::IfNotExists(path, otherwise) => match path.of(item) {
                Some(value) => Ok(value.clone()),
                None => otherwise.value(item),
            },
            Operand::ListAppend(one, two) => match (one.value(item)?, two.value(item)?) {
                (L(one), L(two)) => Ok(L([one, two].concat())),
                _ => Err(Refused),
            },
            Operand::Sum(one, sign, two) => match (one.value(item)?, two.value(item)?) {
                (N(one), N(two)) => Ok(N((number(&one) + sign * number(&two)).to_string())),
                _ => Err(Refused),
            },
        }
    }

    fn render(&self, out: &mut Rendered) {
        match self {
            Operand::Path(path) => drop(out.path(path)),
            Operand::Value(value) => drop(out.value(value)),
            Operand::IfNotExists(path, otherwise) => {
                out.put("if_not_exists").put("(").path(path).put(",");
                otherwise.render(out);
                out.put(")");
            }
            Operand::ListAppend(one, two) => {
                out.put("list_append").put("(");
                one.render(out);
                out.put(",");
                two.render(out);
                out.put(")");
            }
            Operand::Sum(one, sign, two) => {
                one.render(out);
                out.put(if *sign == 1 { "+" } else { "-" });
                two.render(out);
            }
        }
    }
}
