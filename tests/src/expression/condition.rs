//! Conditions.

use super::draw;
use super::render::{Language, Rendered};
use super::value::{Path, contains, order, same, size};
use crate::Rng;
use std::cmp::Ordering;
use timemark_core::{AttributeValue, Attributes};

/// A condition.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare(Operand, &'static str, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    NotExists(Path),
    HasType(Path, &'static str),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
}

/// An operand.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is named by what it is")]
pub enum Operand {
    Path(Path),
    Value(AttributeValue),
    Size(Path),
}

/// The comparators of sort keys.
const SIGNS: [&str; 5] = ["=", "<", "<=", ">", ">="];
const TYPES: [&str; 10] = ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];

impl Operand {
    fn draw(rng: &mut Rng, item: &Attributes) -> Operand {
        match rng.below(5) {
            0 | 1 => Operand::Path(draw::path(rng, item)),
            2 => Operand::Size(draw::path(rng, item)),
            _ => Operand::Value(near(rng, item)),
        }
    }

    fn of(&self, item: &Attributes) -> Option<AttributeValue> {
        match self {
            Operand::Path(path) => path.of(item).cloned(),
            Operand::Value(value) => Some(value.clone()),
            Operand::Size(path) => Some(AttributeValue::N(size(path.of(item)?)?.to_string())),
        }
    }

    /// Whether the service would refuse it for its type whatever the item is.
    fn is_one_of(&self, types: &[&str]) -> bool {
        match self {
            Operand::Path(_) => true,
            Operand::Value(value) => types.contains(&value.type_name()),
            Operand::Size(_) => types.contains(&"N"),
        }
    }

    fn render(&self, out: &mut Rendered) {
        match self {
            Operand::Path(path) => out.path(path),
            Operand::Value(value) => out.value(value),
            Operand::Size(path) => out.put("size").put("(").path(path).put(")"),
        };
    }
}

/// A value from somewhere in the item, or any value.
fn near(rng: &mut Rng, item: &Attributes) -> AttributeValue {
    let there = draw::path(rng, item).of(item).cloned();
    there.filter(|_| rng.percent(60)).unwrap_or_else(|| draw::value(rng, 1))
}

impl Condition {
    /// A condition that the service would accept for an item, at most `depth` levels deep.
    pub fn draw(rng: &mut Rng, item: &Attributes, depth: u32) -> Condition {
        if depth > 0 && rng.percent(60) {
            let mut inner = || Box::new(Condition::draw(rng, item, depth - 1));
            let (one, two) = (inner(), inner());
            return match rng.below(3) {
                0 => Condition::And(one, two),
                1 => Condition::Or(one, two),
                _ => Condition::Not(one),
            };
        }
        loop {
            let leaf = Condition::leaf(rng, item);
            if leaf.is_taken() {
                return leaf;
            }
        }
    }

    fn leaf(rng: &mut Rng, item: &Attributes) -> Condition {
        let operand = |rng: &mut Rng| Operand::draw(rng, item);
        match rng.below(10) {
            0..=3 => {
                let sign = *rng.pick(&["=", "<>", "<", "<=", ">", ">="]);
                Condition::Compare(operand(rng), sign, operand(rng))
            }
            4 => Condition::Between(operand(rng), operand(rng), operand(rng)),
            5 => Condition::In(operand(rng), (0..1 + rng.below(4)).map(|_| operand(rng)).collect()),
            6 if rng.percent(50) => Condition::Exists(draw::path(rng, item)),
            6 => Condition::NotExists(draw::path(rng, item)),
            7 => Condition::HasType(draw::path(rng, item), TYPES[rng.below(10) as usize]),
            8 => Condition::BeginsWith(operand(rng), operand(rng)),
            _ => Condition::Contains(operand(rng), operand(rng)),
        }
    }

    /// Whether the service accepts it: known types fit, a path is not compared with itself, bounds are in order.
    fn is_taken(&self) -> bool {
        let ordered = ["S", "N", "B"];
        match self {
            Condition::Compare(one, sign, two) => {
                let fits = matches!(*sign, "=" | "<>") || one.is_one_of(&ordered) && two.is_one_of(&ordered);
                fits && distinct(one, [two])
            }
            Condition::Between(value, lower, upper) => {
                let bounds = match (lower, upper) {
                    (Operand::Value(lower), Operand::Value(upper)) => order(lower, upper).is_some_and(Ordering::is_le),
                    _ => true,
                };
                bounds
                    && [value, lower, upper].iter().all(|operand| operand.is_one_of(&ordered))
                    && distinct(value, [lower, upper])
            }
            Condition::In(value, among) => distinct(value, among),
            Condition::BeginsWith(value, start) => {
                value.is_one_of(&["S", "B"]) && start.is_one_of(&["S", "B"]) && distinct(value, [start])
            }
            Condition::Contains(value, element) => {
                value.is_one_of(&["S", "B", "L", "SS", "NS", "BS"]) && distinct(value, [element])
            }
            _ => true,
        }
    }

    /// A condition on a key: at least one attribute with equality, and optionally the next one compared with two values
    /// of its type. They are written in any order.
    pub fn of_key(
        rng: &mut Rng,
        fixed: Vec<(&str, AttributeValue)>,
        sort: Option<(&str, [AttributeValue; 2])>,
    ) -> Condition {
        let attribute = |name: &str| Operand::Path(Path { name: name.to_owned(), steps: Vec::new() });
        let fixed =
            fixed.into_iter().map(|(name, value)| Condition::Compare(attribute(name), "=", Operand::Value(value)));
        let mut both = |one, two| match rng.percent(50) {
            true => Condition::And(Box::new(one), Box::new(two)),
            false => Condition::And(Box::new(two), Box::new(one)),
        };
        let fixed = fixed.reduce(&mut both).unwrap_or_else(|| unreachable!("a key has an attribute"));
        let Some((name, mut values)) = sort else { return fixed };
        values.sort_by(|one, two| order(one, two).unwrap_or(Ordering::Equal));
        let ([lower, upper], sort) = (values.map(Operand::Value), attribute(name));
        let sort = match rng.below(7) {
            0 => Condition::Between(sort, lower, upper),
            1 if lower.is_one_of(&["S", "B"]) => Condition::BeginsWith(sort, lower),
            _ => Condition::Compare(sort, SIGNS[rng.below(5) as usize], lower),
        };
        Condition::And(Box::new(fixed), Box::new(sort))
    }

    /// Whether it holds.
    pub fn holds(&self, item: &Attributes) -> bool {
        match self {
            Condition::And(one, two) => one.holds(item) && two.holds(item),
            Condition::Or(one, two) => one.holds(item) || two.holds(item),
            Condition::Not(inner) => !inner.holds(item),
            Condition::Compare(one, sign, two) => {
                let (Some(one), Some(two)) = (one.of(item), two.of(item)) else { return *sign == "<>" };
                let order = order(&one, &two);
                match *sign {
                    "=" => same(&one, &two),
                    "<>" => !same(&one, &two),
                    "<" => order == Some(Ordering::Less),
                    "<=" => order.is_some_and(Ordering::is_le),
                    ">" => order == Some(Ordering::Greater),
                    _ => order.is_some_and(Ordering::is_ge),
                }
            }
            Condition::Between(value, lower, upper) => {
                let (Some(value), Some(lower), Some(upper)) = (value.of(item), lower.of(item), upper.of(item)) else {
                    return false;
                };
                order(&lower, &value).is_some_and(Ordering::is_le) && order(&value, &upper).is_some_and(Ordering::is_le)
            }
            Condition::In(value, among) => value
                .of(item)
                .is_some_and(|value| among.iter().filter_map(|other| other.of(item)).any(|other| same(&value, &other))),
            Condition::Exists(path) => path.of(item).is_some(),
            Condition::NotExists(path) => path.of(item).is_none(),
            Condition::HasType(path, kind) => path.of(item).is_some_and(|value| value.type_name() == *kind),
            Condition::BeginsWith(value, start) => match (value.of(item), start.of(item)) {
                (Some(AttributeValue::S(value)), Some(AttributeValue::S(start))) => value.starts_with(&start),
                (Some(AttributeValue::B(value)), Some(AttributeValue::B(start))) => value.starts_with(&start),
                _ => false,
            },
            Condition::Contains(value, element) => match (value.of(item), element.of(item)) {
                (Some(value), Some(element)) => contains(&value, &element),
                _ => false,
            },
        }
    }

    /// Writes the condition, with parentheses where they are needed.
    pub fn render(&self, out: &mut Rendered) {
        self.render_within(out, 0);
    }

    /// Writes it within an operator of that precedence: OR 1, AND 2, NOT 3.
    fn render_within(&self, out: &mut Rendered, around: u32) {
        let binds = match self {
            Condition::Or(..) => 1,
            Condition::And(..) => 2,
            Condition::Not(_) => 3,
            _ => 4,
        };
        let needs = binds < around;
        if needs {
            out.put("(");
        }
        match self {
            Condition::And(one, two) | Condition::Or(one, two) => {
                one.render_within(out, binds);
                out.keyword(if binds == 1 { "OR" } else { "AND" });
                two.render_within(out, binds);
            }
            Condition::Not(inner) => {
                out.keyword("NOT");
                inner.render_within(out, binds);
            }
            Condition::Compare(one, sign, two) => {
                one.render(out);
                out.put(sign);
                two.render(out);
            }
            Condition::Between(value, lower, upper) => {
                value.render(out);
                out.keyword("BETWEEN");
                lower.render(out);
                out.keyword("AND");
                upper.render(out);
            }
            Condition::In(value, among) => {
                value.render(out);
                out.keyword("IN");
                list(out, among);
            }
            Condition::Exists(path) if out.language() == Language::Statement => {
                out.path(path).keyword("IS").keyword("NOT").keyword("MISSING");
            }
            Condition::NotExists(path) if out.language() == Language::Statement => {
                out.path(path).keyword("IS").keyword("MISSING");
            }
            Condition::Exists(path) => drop(out.put("attribute_exists").put("(").path(path).put(")")),
            Condition::NotExists(path) => drop(out.put("attribute_not_exists").put("(").path(path).put(")")),
            Condition::HasType(path, kind) => {
                let kind = AttributeValue::from(*kind);
                out.put("attribute_type").put("(").path(path).put(",").value(&kind).put(")");
            }
            Condition::BeginsWith(one, two) => {
                out.put("begins_with");
                list(out, [one, two]);
            }
            Condition::Contains(one, two) => {
                out.put("contains");
                list(out, [one, two]);
            }
        }
        if needs {
            out.put(")");
        }
    }
}

fn list<'a>(out: &mut Rendered, operands: impl IntoIterator<Item = &'a Operand>) {
    let mut sign = "(";
    for operand in operands {
        out.put(sign);
        operand.render(out);
        sign = ",";
    }
    out.put(")");
}

fn distinct<'a>(first: &Operand, others: impl IntoIterator<Item = &'a Operand>) -> bool {
    !matches!(first, Operand::Path(_)) || others.into_iter().all(|other| other != first)
}
