//! Conditions: of writes, of filters, and, as far as they can be read so, of keys.

use super::lexer::{Lexeme, Sign};
use super::parser::{Parser, Term, shown};
use super::path::Path;
use super::placeholders::Placeholders;
use crate::error::{Error, ExpressionKind, Fault};
use crate::item::{Canonical, Item, Kind, Stored};
use crate::limits::IN_OPERANDS_MAX;
use crate::number::Number;
use std::cmp::Ordering;

/// Words that are no attributes in a condition.
const KEYWORDS: &[&str] = &["AND", "OR", "NOT", "BETWEEN", "IN"];

/// A condition on an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition(pub(super) Node);

/// What a condition is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Compare(Operand, Comparator, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Exists(Path),
    NotExists(Path),
    TypeIs(Path, Kind),
    BeginsWith(Operand, Operand),
    Contains(Operand, Operand),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Path(Path),
    Value(Canonical),
    Size(Path),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparator {
    fn of(lexeme: Lexeme) -> Option<Comparator> {
        Some(match lexeme {
            Lexeme::Sign(Sign::Equal) => Comparator::Equal,
            Lexeme::Sign(Sign::Unequal) => Comparator::Unequal,
            Lexeme::Sign(Sign::Less) => Comparator::Less,
            Lexeme::Sign(Sign::AtMost) => Comparator::AtMost,
            Lexeme::Sign(Sign::Greater) => Comparator::Greater,
            Lexeme::Sign(Sign::AtLeast) => Comparator::AtLeast,
            _ => return None,
        })
    }

    /// How it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::Equal => "=",
            Comparator::Unequal => "<>",
            Comparator::Less => "<",
            Comparator::AtMost => "<=",
            Comparator::Greater => ">",
            Comparator::AtLeast => ">=",
        }
    }

    /// The same with the sides exchanged.
    pub fn reversed(self) -> Comparator {
        match self {
            Comparator::Less => Comparator::Greater,
            Comparator::AtMost => Comparator::AtLeast,
            Comparator::Greater => Comparator::Less,
            Comparator::AtLeast => Comparator::AtMost,
            same => same,
        }
    }

    fn takes(self, order: Ordering) -> bool {
        match self {
            Comparator::Equal => order.is_eq(),
            Comparator::Unequal => order.is_ne(),
            Comparator::Less => order.is_lt(),
            Comparator::AtMost => order.is_le(),
            Comparator::Greater => order.is_gt(),
            Comparator::AtLeast => order.is_ge(),
        }
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// ValidationException with the service's text for whatever is wrong with it. See [`Parser`](super) for the order.
    pub fn parse(kind: ExpressionKind, text: &str, placeholders: &mut Placeholders<'_>) -> Result<Condition, Error> {
        let mut parser = Parser::new(kind, text, placeholders)?;
        let node = condition(&mut parser)?;
        parser.finish(Condition(node))
    }

    /// Whether it holds for an item, or for none.
    ///
    /// What cannot be compared (a missing attribute, values of different types) is not smaller, equal or greater, but it
    /// is unequal.
    ///
    /// # Source
    /// Developer guide, «Condition and filter expressions»; that a missing attribute is unequal to any value is assumed.
    pub fn holds(&self, item: Option<&Item>) -> bool {
        self.0.holds(item)
    }

    /// Every attribute that it looks at, some perhaps several times.
    pub fn attributes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.0.each_path(&mut |path| found.push(path.name()));
        found
    }
}

/// An operator that waits for its right side.
enum Open {
    Not,
    And,
    Or,
    Parenthesis,
}

/// Reads a condition by precedence: OR binds least, then AND, then NOT. What is open stands on a stack.
fn condition(parser: &mut Parser<'_, '_, '_>) -> Result<Node, Error> {
    let mut open: Vec<Open> = Vec::new();
    // What is finished, and whether it stands in parentheses of its own.
    let mut done: Vec<(Node, bool)> = Vec::new();
    loop {
        if parser.takes_keyword("NOT") {
            parser.count_operator();
            open.push(Open::Not);
            continue;
        }
        if parser.takes(Sign::Open) {
            open.push(Open::Parenthesis);
            continue;
        }
        let left = parser.term(KEYWORDS)?;
        // Parentheses around a single operand are closed here.
        let mut is_parenthesised = false;
        while matches!(open.last(), Some(Open::Parenthesis)) && !is_predicate(&left) && parser.takes(Sign::Close) {
            open.pop();
            if is_parenthesised {
                parser.note(Fault::RedundantParentheses);
            }
            is_parenthesised = true;
        }
        let leaf = leaf(parser, left)?;
        done.push((leaf, false));
        loop {
            while matches!(open.last(), Some(Open::Not)) {
                open.pop();
                reduce_not(parser, &mut done);
            }
            if parser.takes_keyword("AND") {
                parser.count_operator();
                reduce_while(&mut open, &mut done, |waiting| matches!(waiting, Open::And));
                open.push(Open::And);
                break;
            }
            if parser.takes_keyword("OR") {
                parser.count_operator();
                reduce_while(&mut open, &mut done, |waiting| matches!(waiting, Open::And | Open::Or));
                open.push(Open::Or);
                break;
            }
            reduce_while(&mut open, &mut done, |waiting| matches!(waiting, Open::And | Open::Or));
            match open.pop() {
                None => return done.pop().map(|(node, _)| node).ok_or_else(|| parser.unexpected()),
                Some(_) => parser.expect(Sign::Close)?,
            }
            if let Some((_, is_parenthesised)) = done.last_mut() {
                if *is_parenthesised {
                    parser.note(Fault::RedundantParentheses);
                }
                *is_parenthesised = true;
            }
        }
    }
}

fn reduce_not(parser: &Parser<'_, '_, '_>, done: &mut Vec<(Node, bool)>) {
    if let Some((node, _)) = done.pop() {
        done.push((if parser.is_overfull() { node } else { Node::Not(Box::new(node)) }, false));
    }
}

/// Joins what is finished while the innermost operator that waits is one of these.
fn reduce_while(open: &mut Vec<Open>, done: &mut Vec<(Node, bool)>, is_one: impl Fn(&Open) -> bool) {
    while let Some(waiting) = open.pop_if(|waiting| is_one(waiting)) {
        let (Some((right, _)), Some((left, is_parenthesised))) = (done.pop(), done.pop()) else { return };
        let joined = match (waiting, left) {
            // A chain of one operator is one node, however long.
            (Open::And, Node::All(mut nodes)) if !is_parenthesised => {
                nodes.push(right);
                Node::All(nodes)
            }
            (Open::And, left) => Node::All(vec![left, right]),
            (_, Node::Any(mut nodes)) if !is_parenthesised => {
                nodes.push(right);
                Node::Any(nodes)
            }
            (_, left) => Node::Any(vec![left, right]),
        };
        done.push((joined, false));
    }
}

/// Functions that are conditions.
fn predicate_name(function: &str) -> Option<&'static str> {
    ["attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"]
        .into_iter()
        .find(|known| *known == function)
}

fn is_predicate(term: &Term<'_>) -> bool {
    matches!(term, Term::Call(function, _) if *function != "size")
}

/// Reads what follows an operand, and makes a condition of both.
fn leaf(parser: &mut Parser<'_, '_, '_>, left: Term<'_>) -> Result<Node, Error> {
    if let Some(comparator) = Comparator::of(parser.peek()) {
        parser.take();
        parser.count_operator();
        let right = parser.term(KEYWORDS)?;
        let operands = [operand(parser, left), operand(parser, right)];
        let [left, right] = operands;
        if !matches!(comparator, Comparator::Equal | Comparator::Unequal) {
            check_ordered(parser, comparator.sign(), [&left, &right]);
        }
        check_distinct(parser, comparator.sign(), &left, [&right]);
        return Ok(Node::Compare(left, comparator, right));
    }
    if parser.takes_keyword("BETWEEN") {
        parser.count_operator();
        let lower = parser.term(KEYWORDS)?;
        if !parser.takes_keyword("AND") {
            return Err(parser.unexpected());
        }
        let upper = parser.term(KEYWORDS)?;
        let operands = [operand(parser, left), operand(parser, lower), operand(parser, upper)];
        let [value, lower, upper] = operands;
        check_ordered(parser, "BETWEEN", [&value, &lower, &upper]);
        check_bounds(parser, &lower, &upper);
        check_distinct(parser, "BETWEEN", &value, [&lower, &upper]);
        return Ok(Node::Between(value, lower, upper));
    }
    if parser.takes_keyword("IN") {
        parser.count_operator();
        parser.expect(Sign::Open)?;
        let mut among = vec![parser.term(KEYWORDS)?];
        while parser.takes(Sign::Comma) {
            among.push(parser.term(KEYWORDS)?);
        }
        parser.expect(Sign::Close)?;
        if among.len() > IN_OPERANDS_MAX {
            parser.note(Fault::TooManyInOperands { count: among.len() });
        }
        let value = operand(parser, left);
        let among: Vec<Operand> = among.into_iter().map(|term| operand(parser, term)).collect();
        check_distinct(parser, "IN", &value, &among);
        return Ok(Node::In(value, among));
    }
    match left {
        Term::Call(function, operands) => Ok(predicate(parser, function, operands)),
        _ => Err(parser.unexpected()),
    }
}

/// A node for what makes no sense and was noted, so that nobody will see it.
fn noted(parser: &mut Parser<'_, '_, '_>, fault: Fault) -> Node {
    parser.note(fault);
    Node::All(Vec::new())
}

fn predicate(parser: &mut Parser<'_, '_, '_>, function: &str, operands: Vec<Term<'_>>) -> Node {
    let Some(function) = predicate_name(function) else {
        let fault = misplaced(function);
        return noted(parser, fault);
    };
    let count = operands.len();
    let mut operands: Vec<Operand> = operands.into_iter().map(|term| operand(parser, term)).collect();
    let (first, second) = match (operands.len(), function) {
        (1, "attribute_exists" | "attribute_not_exists") => (operands.pop(), None),
        (2, "attribute_type" | "begins_with" | "contains") => {
            let second = operands.pop();
            (operands.pop(), second)
        }
        _ => return noted(parser, Fault::OperandCount { operator: function, count }),
    };
    match (function, first, second) {
        ("attribute_exists", Some(Operand::Path(path)), None) => Node::Exists(path),
        ("attribute_not_exists", Some(Operand::Path(path)), None) => Node::NotExists(path),
        ("attribute_type", Some(Operand::Path(path)), Some(kind)) => type_condition(parser, path, kind),
        ("begins_with", Some(value), Some(start)) => {
            for operand in [&value, &start] {
                check_type(parser, function, operand, |kind| matches!(kind, Kind::S | Kind::B));
            }
            check_distinct(parser, function, &value, [&start]);
            Node::BeginsWith(value, start)
        }
        ("contains", Some(value), Some(element)) => {
            let holds_others = |kind: Kind| matches!(kind, Kind::S | Kind::B | Kind::L) || kind.is_set();
            check_type(parser, function, &value, holds_others);
            check_distinct(parser, function, &value, [&element]);
            Node::Contains(value, element)
        }
        _ => noted(parser, Fault::NeedsPath { operator: function }),
    }
}

fn type_condition(parser: &mut Parser<'_, '_, '_>, path: Path, kind: Operand) -> Node {
    const FUNCTION: &str = "attribute_type";
    let Operand::Value(value) = &kind else {
        return noted(parser, Fault::OperandType { operator: FUNCTION, kind: "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" });
    };
    let value = value.stored();
    let Some(name) = value.run().filter(|_| value.kind() == Kind::S) else {
        return noted(parser, Fault::OperandType { operator: FUNCTION, kind: value.kind().name() });
    };
    match Kind::ALL.into_iter().find(|kind| kind.name().as_bytes() == name) {
        Some(kind) => Node::TypeIs(path, kind),
        None => noted(parser, Fault::TypeName { name: String::from_utf8_lossy(name).into_owned() }),
    }
}

/// What is wrong with a function that stands where none of its kind may.
fn misplaced(function: &str) -> Fault {
    match function {
        "size" => Fault::FunctionPlace { function: "size" },
        "if_not_exists" => Fault::FunctionOfUpdates { function: "if_not_exists" },
        "list_append" => Fault::FunctionOfUpdates { function: "list_append" },
        other => match predicate_name(other) {
            Some(function) => Fault::FunctionPlace { function },
            None => Fault::FunctionUnknown { function: other.to_owned() },
        },
    }
}

/// The operand that a term is in a condition.
fn operand(parser: &mut Parser<'_, '_, '_>, term: Term<'_>) -> Operand {
    const SIZE: &str = "size";
    let null = || Operand::Value(Canonical::null());
    match term {
        Term::Path(path) => Operand::Path(path),
        Term::Value(value) => Operand::Value(value),
        Term::Call(SIZE, mut operands) => match (operands.len(), operands.pop()) {
            (1, Some(Term::Path(path))) => Operand::Size(path),
            (1, Some(Term::Value(value))) => match size(value.stored()) {
                Some(size) => Operand::Value(Canonical::number(&size)),
                None => {
                    parser.note(Fault::OperandType { operator: SIZE, kind: value.stored().kind().name() });
                    null()
                }
            },
            (1, Some(Term::Call(function, _))) => {
                parser.note(misplaced(function));
                null()
            }
            (count, _) => {
                parser.note(Fault::OperandCount { operator: SIZE, count });
                null()
            }
        },
        Term::Call(function, _) => {
            parser.note(misplaced(function));
            null()
        }
        // Only updates have sums.
        Term::Sum(..) => null(),
    }
}

fn check_type(
    parser: &mut Parser<'_, '_, '_>,
    operator: &'static str,
    operand: &Operand,
    takes: impl Fn(Kind) -> bool,
) {
    let kind = match operand {
        Operand::Path(_) => return,
        Operand::Value(value) => value.stored().kind(),
        Operand::Size(_) => Kind::N,
    };
    if !takes(kind) {
        parser.note(Fault::OperandType { operator, kind: kind.name() });
    }
}

/// Only texts, numbers and bytes have an order.
fn check_ordered<const N: usize>(parser: &mut Parser<'_, '_, '_>, operator: &'static str, operands: [&Operand; N]) {
    for operand in operands {
        if let Operand::Value(value) = operand
            && !is_ordered(value.stored().kind())
        {
            parser.note(Fault::ComparisonType { operator, kind: value.stored().kind().name() });
        }
    }
}

fn is_ordered(kind: Kind) -> bool {
    matches!(kind, Kind::S | Kind::N | Kind::B)
}

fn check_bounds(parser: &mut Parser<'_, '_, '_>, lower: &Operand, upper: &Operand) {
    let (Operand::Value(lower), Operand::Value(upper)) = (lower, upper) else { return };
    let (one, two) = (lower.stored(), upper.stored());
    if one.kind() != two.kind() {
        parser.note(Fault::BetweenTypes { lower: shown(lower), upper: shown(upper) });
    } else if Seen::Stored(one).compare(Seen::Stored(two)) == Some(Ordering::Greater) {
        parser.note(Fault::BetweenReversed { lower: shown(lower), upper: shown(upper) });
    }
}

fn check_distinct<'a>(
    parser: &mut Parser<'_, '_, '_>,
    operator: &'static str,
    first: &Operand,
    others: impl IntoIterator<Item = &'a Operand>,
) {
    if let Operand::Path(path) = first
        && others.into_iter().any(|other| first == other)
    {
        parser.note(Fault::NotDistinct { operator, path: path.to_string() });
    }
}

/// What the function size says of a value; nothing of a number, a truth, NULL.
///
/// # Source
/// Developer guide: the length of a text, the bytes of a binary, the members of a set, a list, a map. That a text's
/// length is counted in characters is assumed.
fn size(value: Stored<'_>) -> Option<Number> {
    let size = match value.kind() {
        Kind::S => value.run()?.iter().filter(|byte| **byte & 0xC0 != 0x80).count(),
        Kind::B => value.run()?.len(),
        Kind::N | Kind::Bool | Kind::Null => return None,
        _ => value.count(),
    };
    u32::try_from(size).ok().map(Number::from)
}

/// An operand as it stands in an item.
#[derive(Clone, Copy)]
enum Seen<'a> {
    Stored(Stored<'a>),
    Number(Number),
}

impl<'a> Seen<'a> {
    fn number(self) -> Option<Number> {
        match self {
            Seen::Stored(value) => value.number(),
            Seen::Number(number) => Some(number),
        }
    }

    fn equals(self, other: Seen<'_>) -> bool {
        match (self, other) {
            (Seen::Stored(one), Seen::Stored(two)) => one == two,
            (one, two) => one.number().is_some_and(|number| two.number() == Some(number)),
        }
    }

    /// The order of two values of one type that has an order.
    fn compare(self, other: Seen<'_>) -> Option<Ordering> {
        if let (Seen::Stored(one), Seen::Stored(two)) = (self, other)
            && one.kind() != Kind::N
        {
            return (one.kind() == two.kind()).then(|| Some(one.run()?.cmp(two.run()?))).flatten();
        }
        Some(self.number()?.cmp(&other.number()?))
    }

    fn stored(self) -> Option<Stored<'a>> {
        match self {
            Seen::Stored(value) => Some(value),
            Seen::Number(_) => None,
        }
    }
}

impl Operand {
    fn seen<'a>(&'a self, item: Option<&'a Item>) -> Option<Seen<'a>> {
        match self {
            Operand::Path(path) => path.of(item?).map(Seen::Stored),
            Operand::Value(value) => Some(Seen::Stored(value.stored())),
            Operand::Size(path) => size(path.of(item?)?).map(Seen::Number),
        }
    }
}

impl Node {
    /// Depth of recursion: that of the condition, which its operators bound.
    fn holds(&self, item: Option<&Item>) -> bool {
        match self {
            Node::All(nodes) => nodes.iter().all(|node| node.holds(item)),
            Node::Any(nodes) => nodes.iter().any(|node| node.holds(item)),
            Node::Not(node) => !node.holds(item),
            Node::Compare(left, comparator, right) => {
                let both = left.seen(item).zip(right.seen(item));
                match comparator {
                    Comparator::Equal => both.is_some_and(|(left, right)| left.equals(right)),
                    Comparator::Unequal => !both.is_some_and(|(left, right)| left.equals(right)),
                    _ => {
                        both.and_then(|(left, right)| left.compare(right)).is_some_and(|order| comparator.takes(order))
                    }
                }
            }
            Node::Between(value, lower, upper) => {
                let Some(value) = value.seen(item) else { return false };
                let order = |bound: &Operand| value.compare(bound.seen(item)?);
                order(lower).is_some_and(Ordering::is_ge) && order(upper).is_some_and(Ordering::is_le)
            }
            Node::In(value, among) => {
                let Some(value) = value.seen(item) else { return false };
                among.iter().any(|other| other.seen(item).is_some_and(|other| value.equals(other)))
            }
            Node::Exists(path) => item.is_some_and(|item| path.of(item).is_some()),
            Node::NotExists(path) => item.is_none_or(|item| path.of(item).is_none()),
            Node::TypeIs(path, kind) => item.and_then(|item| path.of(item)).is_some_and(|value| value.kind() == *kind),
            Node::BeginsWith(value, start) => stored_pair(value, start, item).is_some_and(|(value, start)| {
                value.kind() == start.kind()
                    && value.run().zip(start.run()).is_some_and(|(value, start)| value.starts_with(start))
            }),
            Node::Contains(value, element) => {
                let Some(Seen::Stored(value)) = value.seen(item) else { return false };
                element.seen(item).is_some_and(|element| contains(value, element))
            }
        }
    }

    fn each_path<'a>(&'a self, visit: &mut impl FnMut(&'a Path)) {
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
            Node::Exists(path) | Node::NotExists(path) | Node::TypeIs(path, _) => visit(path),
        }
    }
}

fn stored_pair<'a>(one: &'a Operand, two: &'a Operand, item: Option<&'a Item>) -> Option<(Stored<'a>, Stored<'a>)> {
    Some((one.seen(item)?.stored()?, two.seen(item)?.stored()?))
}

/// Whether a text has another in it, a set a member, a list an element.
fn contains(value: Stored<'_>, element: Seen<'_>) -> bool {
    match value.kind() {
        Kind::L => value.elements().any(|found| Seen::Stored(found).equals(element)),
        Kind::S | Kind::B => element.stored().is_some_and(|element| {
            element.kind() == value.kind()
                && value.run().zip(element.run()).is_some_and(|(all, part)| has_run(all, part))
        }),
        kind => kind.member().is_some_and(|member| match (member, element) {
            (Kind::N, element) => {
                element.number().is_some_and(|number| value.set_numbers().any(|found| found == number))
            }
            (member, Seen::Stored(element)) if element.kind() == member => {
                element.run().is_some_and(|run| value.set_members().any(|found| found == run))
            }
            _ => false,
        }),
    }
}

/// Whether some bytes are a part of others, in linear time: what the standard library does for texts, for bytes that are
/// no text too, by one character a byte.
fn has_run(all: &[u8], part: &[u8]) -> bool {
    match (std::str::from_utf8(all), std::str::from_utf8(part)) {
        (Ok(all), Ok(part)) => all.contains(part),
        _ => {
            let characters = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
            characters(all).contains(&characters(part))
        }
    }
}
