//! What a condition says of keys: the one item that it names, or the key ranges that it can hold for.

use super::error::StatementError;
use crate::expression::condition::{Comparator, Condition, Node, Operand};
use crate::expression::holds::compare;
use crate::expression::key_condition::{KeyCondition, KeyRange, SortCondition, gather};
use crate::item::Canonical;
use crate::item::key::KeyDefinition;
use crate::item::value::{AttributeValue, Attributes};
use crate::model::error::Error;
use std::cmp::Ordering;

/// Partition keys that one SELECT reads.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules` for IN; that an OR may name no more either is assumed.
const HASH_KEYS_MAX: usize = 50;

/// How the items that a condition can hold for are found.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// By ranges of keys, each of another partition key, in the order of these.
    Query {
        /** The ranges. */
        ranges: Vec<KeyRange>,
        /** Whether all conditions must hold: there is no OR among them. */
        is_conjunction: bool,
    },
    /// By looking at all of them.
    Scan,
}

impl Condition {
    /// The key of the one item that the condition can hold for; `None` where it does not fix every key attribute by an
    /// equality.
    pub fn fixed_key(&self, key: &KeyDefinition) -> Option<Attributes> {
        let mut parts = Vec::new();
        conjuncts(&self.0, false, &mut parts);
        let value = |name: &str| {
            let fixed = parts.iter().filter_map(|part| part.equality()).find(|(found, _)| *found == name);
            fixed.and_then(|(_, value)| value.stored().to_value())
        };
        key.attributes().map(|attribute| Some((attribute.name.clone(), value(&attribute.name)?))).collect()
    }

    /// Whether the condition says more than which item is meant.
    pub fn is_more_than_key(&self, key: &KeyDefinition) -> bool {
        let mut parts = Vec::new();
        conjuncts(&self.0, false, &mut parts);
        parts.len() > key.attributes().count()
    }

    /// How the items that it can hold for are found by a key.
    ///
    /// # Errors
    /// ValidationException where a key attribute is compared with a value of another type, or an empty one, and for more
    /// than 50 partition keys.
    ///
    /// # Source
    /// `docs/dynamodb.md#partiql-rules`: a query where the partition key is compared by `=` or IN, or by OR of these.
    pub fn plan(&self, key: &KeyDefinition) -> Result<Plan, Error> {
        let Some(found) = ranges(Part { node: &self.0, is_negated: false }, key) else { return Ok(Plan::Scan) };
        let is_conjunction = !has_or(Part { node: &self.0, is_negated: false });
        if found.len() > HASH_KEYS_MAX {
            return Err(StatementError::TooManyHashKeys { count: found.len() }.into());
        }
        let mut sorted = found;
        sorted.sort_by(|(one, _), (two, _)| order(one, two));
        let mut ranges: Vec<KeyRange> = Vec::with_capacity(sorted.len());
        let mut last: Option<&Canonical> = None;
        for (hash, sort) in &sorted {
            if last == Some(*hash) {
                // Two conditions on one partition key: both are met somewhere in it.
                if let Some(range) = ranges.last_mut()
                    && range.range != *sort
                {
                    range.range = None;
                }
                continue;
            }
            last = Some(*hash);
            let value = hash.stored().to_value().unwrap_or(AttributeValue::Null(true));
            let mut conditions = vec![(key.hash.name.clone(), SortCondition::Equal(value))];
            if let (Some(attribute), Some(sort)) = (&key.range, sort) {
                conditions.push((attribute.name.clone(), sort.clone()));
            }
            ranges.push(KeyCondition::of(conditions)?.of_key(key)?);
        }
        Ok(Plan::Query { ranges, is_conjunction })
    }
}

/// A part of a condition, and whether it is negated.
#[derive(Clone, Copy)]
struct Part<'n> {
    node: &'n Node,
    is_negated: bool,
}

impl<'n> Part<'n> {
    /// The attribute and the value that must be equal for it to hold.
    fn equality(self) -> Option<(&'n str, &'n Canonical)> {
        let equal = if self.is_negated { Comparator::Unequal } else { Comparator::Equal };
        match self.node {
            Node::Compare(Operand::Path(path), comparator, Operand::Value(value))
            | Node::Compare(Operand::Value(value), comparator, Operand::Path(path))
                if *comparator == equal && path.steps().is_empty() =>
            {
                Some((path.name(), value))
            }
            _ => None,
        }
    }

    /// The values one of which an attribute must be equal to for it to hold.
    fn equalities(self, name: &str) -> Option<Vec<&'n Canonical>> {
        if let Some((found, value)) = self.equality() {
            return (found == name).then(|| vec![value]);
        }
        match self.node {
            Node::In(Operand::Path(path), among)
                if !self.is_negated && path.steps().is_empty() && path.name() == name =>
            {
                let value = |operand: &'n Operand| match operand {
                    Operand::Value(value) => Some(value),
                    _ => None,
                };
                among.iter().map(value).collect()
            }
            _ => None,
        }
    }

    /// What it says of a sort key.
    fn sort(self, name: &str) -> Option<SortCondition> {
        let is_range = matches!(self.node, Node::Compare(..) | Node::Between(..) | Node::BeginsWith(..));
        if self.is_negated || !is_range {
            return None;
        }
        let mut found = Vec::new();
        gather(self.node.clone(), &mut found).ok()?;
        found.pop().filter(|(found, _)| found == name).map(|(_, condition)| condition)
    }

    /// The parts of an OR: of a negated AND too.
    fn alternatives(self) -> Option<impl Iterator<Item = Part<'n>>> {
        let is_negated = self.is_negated;
        let nodes = match self.node {
            Node::Any(nodes) if !is_negated => nodes,
            Node::All(nodes) if is_negated => nodes,
            _ => return None,
        };
        Some(nodes.iter().map(move |node| Part { node, is_negated }))
    }
}

/// The parts of a condition all of which must hold. Depth of recursion: that of the condition, which its operators bound.
fn conjuncts<'n>(node: &'n Node, is_negated: bool, parts: &mut Vec<Part<'n>>) {
    match node {
        Node::Not(inner) => conjuncts(inner, !is_negated, parts),
        Node::All(nodes) if !is_negated => nodes.iter().for_each(|node| conjuncts(node, is_negated, parts)),
        Node::Any(nodes) if is_negated => nodes.iter().for_each(|node| conjuncts(node, is_negated, parts)),
        node => parts.push(Part { node, is_negated }),
    }
}

/// Whether an OR is among what must hold.
fn has_or(part: Part<'_>) -> bool {
    let mut parts = Vec::new();
    conjuncts(part.node, part.is_negated, &mut parts);
    parts.into_iter().any(|part| part.alternatives().is_some())
}

/// The partition keys that a condition can hold for, each with what it says of the sort key; `None` where it can hold for
/// any. Depth of recursion: that of the condition, which its operators bound.
fn ranges<'n>(part: Part<'n>, key: &KeyDefinition) -> Option<Vec<(&'n Canonical, Option<SortCondition>)>> {
    let mut parts = Vec::new();
    conjuncts(part.node, part.is_negated, &mut parts);
    let sort = key.range.as_ref().and_then(|attribute| {
        let mut sorts = parts.iter().filter_map(|part| part.sort(&attribute.name));
        let first = sorts.next()?;
        // An equality says most.
        Some(
            std::iter::once(first.clone()).chain(sorts).find(|s| matches!(s, SortCondition::Equal(_))).unwrap_or(first),
        )
    });
    if let Some(hashes) = parts.iter().find_map(|part| part.equalities(&key.hash.name)) {
        return Some(hashes.into_iter().map(|hash| (hash, sort.clone())).collect());
    }
    let found = parts.iter().find_map(|part| {
        let each = part.alternatives()?.map(|part| ranges(part, key)).collect::<Option<Vec<_>>>()?;
        Some(each.into_iter().flatten().collect::<Vec<_>>())
    })?;
    Some(found.into_iter().map(|(hash, own)| (hash, own.or_else(|| sort.clone()))).collect())
}

/// An order of any values: of one type by value, then by type.
fn order(one: &Canonical, two: &Canonical) -> Ordering {
    let (one, two) = (one.stored(), two.stored());
    compare(one, two).unwrap_or_else(|| one.kind().name().cmp(two.kind().name()))
}
