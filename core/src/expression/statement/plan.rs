//! The plan of a condition: the one item that it names, or the key ranges that it can hold for.

use super::error::StatementError;
use crate::expression::condition::{Comparator, Condition, Node, Operand};
use crate::expression::holds::compare;
use crate::expression::key_condition::{KeyCondition, KeyRange, SortCondition, gather};
use crate::item::Canonical;
use crate::item::key::KeyDefinition;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::by_name;
use crate::model::error::Error;
use crate::sorting::sort_by;
use std::cmp::Ordering;

/// The maximum number of partition keys that one SELECT reads.
///
/// # Source
/// `docs/dynamodb.md#partiql-rules` for IN. That the same bound applies to OR is assumed.
const HASH_KEYS_MAX: usize = 50;

/// The way to find the items that a condition can hold for.
#[derive(Clone, Debug, PartialEq)]
pub enum Plan {
    /// By ranges of keys, each of another partition key, in the given order.
    Query {
        /** The ranges. */
        ranges: Vec<KeyRange>,
        /** Whether all conditions must hold: there is no OR among them. */
        is_conjunction: bool,
    },
    /// By evaluating the condition for all items.
    Scan,
}

impl Condition {
    /// The key of the only item that the condition can hold for; `None` if it does not fix every key attribute by an
    /// equality.
    pub fn fixed_key(&self, key: &KeyDefinition) -> Option<Attributes> {
        let mut parts = Vec::new();
        conjuncts(&self.node, false, &mut parts);
        let value = |name: &str| {
            let fixed = parts.iter().filter_map(|part| part.equality()).find(|(found, _)| *found == name);
            fixed.and_then(|(_, value)| value.stored().to_value())
        };
        let fixed = key.attributes().map(|attribute| Some((attribute.name.clone(), value(&attribute.name)?)));
        fixed.collect::<Option<Vec<_>>>().map(by_name)
    }

    /// Whether the condition says more than the key of an item.
    pub fn is_more_than_key(&self, key: &KeyDefinition) -> bool {
        let mut parts = Vec::new();
        conjuncts(&self.node, false, &mut parts);
        parts.len() > key.attributes().count()
    }

    /// The plan of the condition for a key.
    ///
    /// # Errors
    /// ValidationException if a key attribute is compared with an empty value or one of another type, and for more than
    /// 50 partition keys.
    ///
    /// # Source
    /// `docs/dynamodb.md#partiql-rules`: a Query if the partition key is compared by `=` or IN, or by OR of these.
    pub fn plan(&self, key: &KeyDefinition) -> Result<Plan, Error> {
        let whole = Part { node: &self.node, is_negated: false };
        let Some(mut found) = key_parts(whole, &[], key) else { return Ok(Plan::Scan) };
        if found.len() > HASH_KEYS_MAX {
            return Err(StatementError::TooManyHashKeys { count: found.len() }.into());
        }
        sort_by(&mut found, KeyParts::order);
        // Two conditions on one partition key can both be met in it.
        found.dedup_by(|later, first| {
            let is_same = later.hash == first.hash;
            if is_same && later.range != first.range {
                first.range.clear();
            }
            is_same
        });
        let ranges = found.into_iter().map(|parts| parts.range(key)).collect::<Result<_, _>>()?;
        let is_conjunction = !has_or(whole);
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
    /// The attribute and the value whose equality the part requires.
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

    /// The values of which the part requires the attribute to equal one.
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

    /// The condition on a sort key that the part makes.
    fn sort(self, name: &str) -> Option<SortCondition> {
        let is_range = matches!(self.node, Node::Compare(..) | Node::Between(..) | Node::BeginsWith(..));
        if self.is_negated || !is_range {
            return None;
        }
        let mut found = Vec::new();
        gather(self.node.clone(), &mut found).ok()?;
        found.pop().filter(|(found, _)| found == name).map(|(_, condition)| condition)
    }

    /// The alternatives of an OR, or of a negated AND.
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

/// The parts of a condition all of which must hold. Depth of recursion: that of the condition, which the number of
/// operators bounds.
fn conjuncts<'n>(node: &'n Node, is_negated: bool, parts: &mut Vec<Part<'n>>) {
    match node {
        Node::Not(inner) => conjuncts(inner, !is_negated, parts),
        Node::All(nodes) if !is_negated => nodes.iter().for_each(|node| conjuncts(node, is_negated, parts)),
        Node::Any(nodes) if is_negated => nodes.iter().for_each(|node| conjuncts(node, is_negated, parts)),
        node => parts.push(Part { node, is_negated }),
    }
}

/// Whether an OR is among the parts that must hold.
fn has_or(part: Part<'_>) -> bool {
    let mut parts = Vec::new();
    conjuncts(part.node, part.is_negated, &mut parts);
    parts.into_iter().any(|part| part.alternatives().is_some())
}

/// The conditions on a key: a value for each HASH attribute, and conditions on the first RANGE attributes, of which all
/// but the last are equalities.
struct KeyParts<'n> {
    hash: Vec<&'n Canonical>,
    range: Vec<SortCondition>,
}

impl KeyParts<'_> {
    fn order(&self, other: &KeyParts<'_>) -> Ordering {
        let orders = self.hash.iter().zip(&other.hash).map(|(one, two)| order(one, two));
        orders.fold(Ordering::Equal, Ordering::then)
    }

    /// The key range.
    ///
    /// # Errors
    /// ValidationException for a value that is empty or of another type than the attribute's.
    fn range(self, key: &KeyDefinition) -> Result<KeyRange, Error> {
        let value = |value: &Canonical| value.stored().to_value().unwrap_or(AttributeValue::Null(true));
        let hash = self.hash.into_iter().map(|hash| SortCondition::Equal(value(hash)));
        let conditions = key.attributes().map(|attribute| attribute.name.clone()).zip(hash.chain(self.range)).collect();
        KeyCondition::of(conditions)?.of_key(key)
    }
}

/// The conditions on keys that a part can hold for, one for each partition key; `None` if it can hold for any. The
/// parts in `outer` must hold too. Depth of recursion: that of the condition, which the number of operators bounds.
fn key_parts<'n>(part: Part<'n>, outer: &[Part<'n>], key: &KeyDefinition) -> Option<Vec<KeyParts<'n>>> {
    let mut parts = Vec::new();
    conjuncts(part.node, part.is_negated, &mut parts);
    let own = parts.len();
    parts.extend(outer);
    let equalities = |name: &str| parts.iter().find_map(|part| part.equalities(name));
    if let Some(hashes) = key.hash.iter().map(|attribute| equalities(&attribute.name)).collect::<Option<Vec<_>>>() {
        let range = sort_conditions(&parts, key);
        return Some(combinations(&hashes).map(|hash| KeyParts { hash, range: range.clone() }).collect());
    }
    parts.iter().take(own).find_map(|part| {
        let each = part.alternatives()?.map(|part| key_parts(part, &parts, key)).collect::<Option<Vec<_>>>()?;
        Some(each.into_iter().flatten().collect())
    })
}

/// The conditions on the RANGE attributes, from the first up to the first that has no fixed value.
fn sort_conditions(parts: &[Part<'_>], key: &KeyDefinition) -> Vec<SortCondition> {
    let mut found = Vec::new();
    for attribute in &key.range {
        let sorts = || parts.iter().filter_map(|part| part.sort(&attribute.name));
        // Of several conditions an equality is the narrowest.
        let equal = sorts().find(|sort| matches!(sort, SortCondition::Equal(_)));
        let is_fixed = equal.is_some();
        found.extend(equal.or_else(|| sorts().next()));
        if !is_fixed {
            break;
        }
    }
    found
}

/// All combinations of one element of each list, but only so many that it is known if there are too many.
fn combinations<'n>(lists: &[Vec<&'n Canonical>]) -> impl Iterator<Item = Vec<&'n Canonical>> {
    let count = lists.iter().map(Vec::len).product::<usize>();
    let of_index = move |mut index: usize| {
        let mut combination: Vec<&Canonical> = Vec::with_capacity(lists.len());
        for list in lists.iter().rev() {
            combination.extend(list.get(index % list.len().max(1)));
            index /= list.len().max(1);
        }
        combination.reverse();
        combination
    };
    let bound = lists.iter().map(Vec::len).max().unwrap_or(0).max(HASH_KEYS_MAX + 1);
    (0..count.min(bound)).map(of_index)
}

/// A total order of values: by value within a type, then by type.
fn order(one: &Canonical, two: &Canonical) -> Ordering {
    let (one, two) = (one.stored(), two.stored());
    compare(one, two).unwrap_or_else(|| one.kind().name().cmp(two.kind().name()))
}
