//! Conditions: of writes, of filters, and of keys as far as they have the form of key conditions.

use super::error::{ExpressionKind, Fault};
use super::found::Sought;
use super::grammar::Grammar;
use super::holds::{compare, size};
use super::lexer::Sign;
use super::parser::{Parser, Term, shown};
use super::path::Path;
use super::placeholders::Placeholders;
use crate::item::{Canonical, Kind};
use crate::limits::IN_OPERANDS_MAX;
use crate::model::error::Error;
use std::cmp::Ordering;

/// The words that are not attribute names in a condition.
const KEYWORDS: &[&str] = &["AND", "OR", "NOT", "BETWEEN", "IN"];

/// A condition on an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub(super) node: Node,
    /// All paths in it.
    pub(super) sought: Sought,
}

/// A node of a condition.
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
    TypeIs(Operand, Kind),
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

/// The comparison of two values.
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
    fn of(sign: Sign) -> Option<Comparator> {
        Some(match sign {
            Sign::Equal => Comparator::Equal,
            Sign::Unequal => Comparator::Unequal,
            Sign::Less => Comparator::Less,
            Sign::AtMost => Comparator::AtMost,
            Sign::Greater => Comparator::Greater,
            Sign::AtLeast => Comparator::AtLeast,
            _ => return None,
        })
    }

    /// The operator as it is written.
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

    /// The comparison with its sides exchanged.
    pub fn reversed(self) -> Comparator {
        match self {
            Comparator::Less => Comparator::Greater,
            Comparator::AtMost => Comparator::AtLeast,
            Comparator::Greater => Comparator::Less,
            Comparator::AtLeast => Comparator::AtMost,
            same => same,
        }
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// ValidationException with the service's text for an invalid condition. See [`Parser`](super) for the order.
    pub fn parse(kind: ExpressionKind, text: &str, placeholders: &mut Placeholders<'_>) -> Result<Condition, Error> {
        let mut parser = Parser::new(kind, text, placeholders)?;
        let node = condition(&mut parser)?;
        parser.finish(Condition::of(node))
    }

    pub(super) fn of(node: Node) -> Condition {
        let mut parts = 0;
        node.each_part(&mut |_| parts += 1);
        let sought = Sought::new(parts, || {
            let mut paths = Vec::new();
            node.each_part(&mut |path| paths.extend(path));
            paths
        });
        Condition { node, sought }
    }

    /// The names of all attributes in the condition, possibly repeated.
    pub fn attributes(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.node.each_part(&mut |path| found.extend(path.map(Path::name)));
        found
    }
}

/// An operator whose right side has not been read yet.
enum Open {
    Not,
    And,
    Or,
    Parenthesis,
}

/// Parses a condition by precedence: OR binds least, then AND, then NOT. Open operators are on a stack.
pub(super) fn condition<'t>(parser: &mut impl Grammar<'t>) -> Result<Node, Error> {
    let mut open: Vec<Open> = Vec::new();
    // The finished parts, each with whether it has parentheses of its own.
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
        let left = parser.operand(KEYWORDS)?;
        // Parentheses around a single operand are closed here.
        let mut is_parenthesised = false;
        while matches!(open.last(), Some(Open::Parenthesis)) && !is_predicate(&left) && parser.takes(Sign::Close) {
            open.pop();
            if is_parenthesised {
                parser.note_redundant_parentheses();
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
                reduce(&mut open, &mut done, false);
                open.push(Open::And);
                break;
            }
            if parser.takes_keyword("OR") {
                parser.count_operator();
                reduce(&mut open, &mut done, true);
                open.push(Open::Or);
                break;
            }
            reduce(&mut open, &mut done, true);
            match open.pop() {
                None => return done.pop().map(|(node, _)| node).ok_or_else(|| parser.unexpected()),
                Some(_) => parser.expect(Sign::Close)?,
            }
            if let Some((_, is_parenthesised)) = done.last_mut() {
                if *is_parenthesised {
                    parser.note_redundant_parentheses();
                }
                *is_parenthesised = true;
            }
        }
    }
}

fn reduce_not<'t>(parser: &impl Grammar<'t>, done: &mut Vec<(Node, bool)>) {
    if let Some((node, _)) = done.pop() {
        done.push((if parser.is_overfull() { node } else { Node::Not(Box::new(node)) }, false));
    }
}

/// Joins finished parts while the innermost open operator is AND, or OR if `also_or`.
fn reduce(open: &mut Vec<Open>, done: &mut Vec<(Node, bool)>, also_or: bool) {
    while let Some(waiting) =
        open.pop_if(|waiting| matches!(waiting, Open::And) || also_or && matches!(waiting, Open::Or))
    {
        let (Some((right, _)), Some((left, _))) = (done.pop(), done.pop()) else { return };
        let joined = match (waiting, left) {
            // A chain of one operator is one node, however long, and whatever parentheses are around its beginning.
            (Open::And, Node::All(mut nodes)) => {
                nodes.push(right);
                Node::All(nodes)
            }
            (Open::And, left) => Node::All(vec![left, right]),
            (_, Node::Any(mut nodes)) => {
                nodes.push(right);
                Node::Any(nodes)
            }
            (_, left) => Node::Any(vec![left, right]),
        };
        done.push((joined, false));
    }
}

/// The functions that are conditions.
fn predicate_name(function: &str) -> Option<&'static str> {
    ["attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"]
        .into_iter()
        .find(|known| *known == function)
}

fn is_predicate(term: &Term<'_>) -> bool {
    matches!(term, Term::Call(function, _) if *function != "size")
}

/// Parses what follows an operand, and returns the condition that both form.
fn leaf<'t>(parser: &mut impl Grammar<'t>, left: Term<'t>) -> Result<Node, Error> {
    if let Some((sign, comparator)) = parser.next_sign().and_then(|sign| Some((sign, Comparator::of(sign)?))) {
        parser.takes(sign);
        parser.count_operator();
        let right = parser.operand(KEYWORDS)?;
        let operands = [operand(parser, left), operand(parser, right)];
        let [left, right] = operands;
        if !matches!(comparator, Comparator::Equal | Comparator::Unequal) {
            check_ordered(parser, comparator.sign(), &[&left, &right]);
        }
        check_distinct(parser, comparator.sign(), &left, &[&right]);
        return Ok(Node::Compare(left, comparator, right));
    }
    if parser.takes_keyword("BETWEEN") {
        parser.count_operator();
        let lower = parser.operand(KEYWORDS)?;
        if !parser.takes_keyword("AND") {
            return Err(parser.unexpected());
        }
        let upper = parser.operand(KEYWORDS)?;
        let operands = [operand(parser, left), operand(parser, lower), operand(parser, upper)];
        let [value, lower, upper] = operands;
        check_ordered(parser, "BETWEEN", &[&value, &lower, &upper]);
        check_bounds(parser, &lower, &upper);
        check_distinct(parser, "BETWEEN", &value, &[&lower, &upper]);
        return Ok(Node::Between(value, lower, upper));
    }
    if parser.takes_keyword("IN") {
        parser.count_operator();
        let close = parser.open_in()?;
        let mut among = vec![parser.operand(KEYWORDS)?];
        while parser.takes(Sign::Comma) {
            among.push(parser.operand(KEYWORDS)?);
        }
        parser.expect(close)?;
        if among.len() > IN_OPERANDS_MAX {
            parser.note(Fault::TooManyInOperands { count: among.len() });
        }
        let value = operand(parser, left);
        let among: Vec<Operand> = among.into_iter().map(|term| operand(parser, term)).collect();
        check_distinct(parser, "IN", &value, &among.iter().collect::<Vec<_>>());
        return Ok(Node::In(value, among));
    }
    parser.other_condition(left)
}

/// The condition that a function call forms.
///
/// # Errors
/// ValidationException for any other operand.
pub(super) fn node_of_call<'t>(parser: &mut impl Grammar<'t>, term: Term<'t>) -> Result<Node, Error> {
    match term {
        Term::Call(function, operands) => Ok(predicate(parser, function, operands)),
        _ => Err(parser.unexpected()),
    }
}

/// A stand-in for an invalid part, whose fault is noted: the parse fails, so it is never evaluated.
fn noted<'t>(parser: &mut impl Grammar<'t>, fault: Fault) -> Node {
    parser.note(fault);
    Node::All(Vec::new())
}

fn predicate<'t>(parser: &mut impl Grammar<'t>, function: &str, operands: Vec<Term<'_>>) -> Node {
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
        ("attribute_type", Some(value @ (Operand::Path(_) | Operand::Value(_))), Some(kind)) => {
            type_condition(parser, value, kind)
        }
        ("begins_with", Some(value), Some(start)) => {
            for operand in [&value, &start] {
                check_type(parser, function, operand, |kind| matches!(kind, Kind::S | Kind::B));
            }
            check_distinct(parser, function, &value, &[&start]);
            Node::BeginsWith(value, start)
        }
        ("contains", Some(value), Some(element)) => {
            let holds_others = |kind: Kind| matches!(kind, Kind::S | Kind::B | Kind::L) || kind.is_set();
            check_type(parser, function, &value, holds_others);
            check_distinct(parser, function, &value, &[&element]);
            Node::Contains(value, element)
        }
        _ => noted(parser, Fault::NeedsPath { operator: function }),
    }
}

fn type_condition<'t>(parser: &mut impl Grammar<'t>, value: Operand, kind: Operand) -> Node {
    const FUNCTION: &str = "attribute_type";
    let Operand::Value(named) = &kind else {
        return noted(parser, Fault::OperandType { operator: FUNCTION, kind: "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}" });
    };
    let named = named.stored();
    let Some(name) = named.run().filter(|_| named.kind() == Kind::S) else {
        return noted(parser, Fault::OperandType { operator: FUNCTION, kind: named.kind().name() });
    };
    match Kind::ALL.into_iter().find(|kind| kind.name().as_bytes() == name) {
        Some(kind) => Node::TypeIs(value, kind),
        None => noted(parser, Fault::TypeName { name: String::from_utf8_lossy(name).into_owned() }),
    }
}

/// The fault of a function in a place where no such function is allowed.
fn misplaced(function: &str) -> Fault {
    match function {
        "size" => Fault::FunctionMisplaced { function: "size" },
        "if_not_exists" => Fault::FunctionOfUpdates { function: "if_not_exists" },
        "list_append" => Fault::FunctionOfUpdates { function: "list_append" },
        other => match predicate_name(other) {
            Some(function) => Fault::FunctionMisplaced { function },
            None => Fault::FunctionUnknown { function: other.to_owned() },
        },
    }
}

/// The operand of a condition that a term forms.
fn operand<'t>(parser: &mut impl Grammar<'t>, term: Term<'_>) -> Operand {
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

fn check_type<'t>(parser: &mut impl Grammar<'t>, operator: &'static str, operand: &Operand, takes: fn(Kind) -> bool) {
    let kind = match operand {
        Operand::Path(_) => return,
        Operand::Value(value) => value.stored().kind(),
        Operand::Size(_) => Kind::N,
    };
    if !takes(kind) {
        parser.note(Fault::OperandType { operator, kind: kind.name() });
    }
}

/// Checks the type of an operand that is compared by order: only strings, numbers and binary values have one.
fn check_ordered<'t, G: Grammar<'t>>(parser: &mut G, operator: &'static str, operands: &[&Operand]) {
    for operand in operands {
        if let Operand::Value(value) = operand
            && !matches!(value.stored().kind(), Kind::S | Kind::N | Kind::B)
        {
            parser.note(G::unordered(operator, value.stored().kind().name()));
        }
    }
}

fn check_bounds<'t>(parser: &mut impl Grammar<'t>, lower: &Operand, upper: &Operand) {
    let (Operand::Value(lower), Operand::Value(upper)) = (lower, upper) else { return };
    let (one, two) = (lower.stored(), upper.stored());
    if one.kind() != two.kind() {
        parser.note(Fault::BetweenTypes { lower: shown(lower), upper: shown(upper) });
    } else if compare(one, two) == Some(Ordering::Greater) {
        parser.note(Fault::BetweenReversed { lower: shown(lower), upper: shown(upper) });
    }
}

fn check_distinct<'t>(parser: &mut impl Grammar<'t>, operator: &'static str, first: &Operand, others: &[&Operand]) {
    if let Operand::Path(path) = first
        && others.contains(&first)
    {
        parser.note(Fault::NotDistinct { operator, path: path.to_string() });
    }
}

#[cfg(test)]
pub(super) mod tests;
