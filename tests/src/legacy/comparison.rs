//! An operator with its values, and combinations of several.

use super::{Refused, joined, operator};
use crate::Rng;
use crate::expression::{NAMES, contains, order, same, value};
use std::cmp::Ordering;
use timemark_core::shapes::{ComparisonOperator, Condition, ConditionalOperator};
use timemark_core::{AttributeValue, Attributes, ByName};

/// A comparison of one attribute.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The operator.
    pub operator: ComparisonOperator,
    /// The values.
    pub values: Vec<AttributeValue>,
}

const ALL: [ComparisonOperator; 13] = {
    use ComparisonOperator::*;
    [Eq, Ne, In, Le, Lt, Ge, Gt, Between, NotNull, Null, Contains, NotContains, BeginsWith]
};
const SCALARS: [&str; 3] = ["S", "N", "B"];

impl Comparison {
    /// A comparison with a possibly existing value; the service accepts most of them.
    pub fn draw(rng: &mut Rng, there: Option<&AttributeValue>) -> Comparison {
        loop {
            let operator = rng.pick(&ALL).clone();
            let count = match operator {
                _ if rng.percent(2) => rng.below(4),
                ComparisonOperator::Null | ComparisonOperator::NotNull => 0,
                ComparisonOperator::Between => 2,
                ComparisonOperator::In => 1 + rng.below(3),
                _ => 1,
            };
            let values = (0..count).map(|_| near(rng, there)).collect();
            let comparison = Comparison { operator, values };
            if comparison.is_taken() || rng.percent(2) {
                return comparison;
            }
        }
    }

    /// Whether the service accepts it: the number of values, their types, all of one type, bounds in order.
    fn is_taken(&self) -> bool {
        use ComparisonOperator::*;
        let types: Vec<&str> = self.values.iter().map(AttributeValue::type_name).collect();
        let (counts, takes): (std::ops::RangeInclusive<usize>, &[&str]) = match self.operator {
            Null | NotNull => (0..=0, &[]),
            Eq | Ne => (1..=1, &[]),
            In => (1..=usize::MAX, &SCALARS),
            Between => (2..=2, &SCALARS),
            BeginsWith => (1..=1, &["S", "B"]),
            _ => (1..=1, &SCALARS),
        };
        let is_of_type = takes.is_empty() || types.iter().all(|kind| takes.contains(kind));
        let is_in_order = self.operator != Between
            || self.values.windows(2).all(|two| order(&two[0], &two[1]).is_some_and(Ordering::is_le));
        counts.contains(&types.len()) && is_of_type && types.windows(2).all(|two| two[0] == two[1]) && is_in_order
    }

    /// Whether the comparison holds for a value, or for none.
    ///
    /// # Errors
    /// If the service does not accept it.
    pub fn holds(&self, there: Option<&AttributeValue>) -> Result<bool, Refused> {
        use ComparisonOperator::*;
        if !self.is_taken() {
            return Err(Refused);
        }
        let Some(there) = there else { return Ok(matches!(self.operator, Null | Ne)) };
        let to = |place: usize| self.values.get(place).and_then(|value| order(there, value));
        let is = |place: usize, test: fn(Ordering) -> bool| to(place).is_some_and(test);
        let any = |test: &dyn Fn(&AttributeValue) -> bool| self.values.iter().any(test);
        Ok(match self.operator {
            NotNull => true,
            Null => false,
            Eq | In => any(&|value| same(there, value)),
            Ne => !any(&|value| same(there, value)),
            Lt => is(0, Ordering::is_lt),
            Le => is(0, Ordering::is_le),
            Gt => is(0, Ordering::is_gt),
            Ge => is(0, Ordering::is_ge),
            Between => is(0, Ordering::is_ge) && is(1, Ordering::is_le),
            Contains => any(&|value| contains(there, value)),
            NotContains => !any(&|value| contains(there, value)),
            BeginsWith => any(&|value| match (there, value) {
                (AttributeValue::S(there), AttributeValue::S(start)) => there.starts_with(start),
                (AttributeValue::B(there), AttributeValue::B(start)) => there.starts_with(start),
                _ => false,
            }),
            _ => return Err(Refused),
        })
    }

    fn sent(&self) -> Condition {
        let attribute_value_list = (!self.values.is_empty()).then(|| self.values.clone());
        Condition { comparison_operator: Some(self.operator.clone()), attribute_value_list }
    }
}

/// The value, an element of it, or any other value.
fn near(rng: &mut Rng, there: Option<&AttributeValue>) -> AttributeValue {
    let element = match there {
        Some(AttributeValue::L(elements)) if !elements.is_empty() => Some(rng.pick(elements).clone()),
        Some(AttributeValue::Ss(set)) => Some(AttributeValue::S(rng.pick(set).clone())),
        Some(AttributeValue::Ns(set)) => Some(AttributeValue::N(rng.pick(set).clone())),
        Some(AttributeValue::Bs(set)) => Some(AttributeValue::B(rng.pick(set).clone())),
        there => there.cloned(),
    };
    match rng.below(4) {
        0 => there.cloned().unwrap_or_else(|| value(rng, 1)),
        1 | 2 => element.unwrap_or_else(|| value(rng, 1)),
        _ => value(rng, 1),
    }
}

/// `QueryFilter` or `ScanFilter`, and `ConditionalOperator`.
#[derive(Clone, Debug)]
pub struct Filter {
    comparisons: Vec<(String, Comparison)>,
    operator: Option<ConditionalOperator>,
}

impl Filter {
    /// A filter of some attributes.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> Filter {
        let names: Vec<&str> = NAMES.into_iter().filter(|_| rng.percent(25)).collect();
        let comparisons: Vec<_> =
            names.iter().map(|name| ((*name).to_owned(), Comparison::draw(rng, item.get(*name)))).collect();
        Filter { operator: operator(rng, comparisons.len()), comparisons }
    }

    /// Whether an item meets the filter.
    ///
    /// # Errors
    /// If the service does not accept it, whatever the item is.
    pub fn holds(&self, item: &Attributes) -> Result<bool, Refused> {
        let outcome = |(name, comparison): &(String, Comparison)| comparison.holds(item.get(name));
        joined(self.comparisons.iter().map(outcome).collect(), self.operator.as_ref())
    }

    /// The two members.
    pub fn sent(&self) -> (Option<ByName<Condition>>, Option<ConditionalOperator>) {
        let conditions: ByName<Condition> =
            self.comparisons.iter().map(|(name, comparison)| (name.clone(), comparison.sent())).collect();
        ((!conditions.is_empty()).then_some(conditions), self.operator.clone())
    }
}

/// `KeyConditions` for a key of a partition key `pk` and a sort key `sk`.
#[derive(Clone, Debug)]
pub struct KeyConditions(Vec<(String, Comparison)>);

impl KeyConditions {
    /// Conditions that an item may meet; the service accepts most of them.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> KeyConditions {
        let equal =
            |value: &AttributeValue| Comparison { operator: ComparisonOperator::Eq, values: vec![value.clone()] };
        let mut all = Vec::new();
        if let Some(hash) = item.get("pk").filter(|_| !rng.percent(3)) {
            let hash = if rng.percent(3) { Comparison::draw(rng, Some(hash)) } else { equal(hash) };
            all.push(("pk".to_owned(), hash));
        }
        if rng.percent(70) {
            let name = if rng.percent(3) { "a" } else { "sk" };
            let there = item.get(name);
            let mut comparison = Comparison::draw(rng, there);
            // Usually of the kinds that are allowed for keys.
            while !rng.percent(4) && Self::meets(&comparison, there).is_err() {
                comparison = Comparison::draw(rng, there);
            }
            all.push((name.to_owned(), comparison));
        }
        KeyConditions(all)
    }

    /// A comparison of a sort key: with values of its type, none of them empty, and with an operator that is allowed
    /// for keys.
    fn meets(comparison: &Comparison, there: Option<&AttributeValue>) -> Result<bool, Refused> {
        use ComparisonOperator::*;
        let is_of_key = |value: &AttributeValue| {
            let is_empty = *value == AttributeValue::from("") || *value == AttributeValue::B(Vec::new());
            there.is_some_and(|there| there.type_name() == value.type_name()) && !is_empty
        };
        let finds = matches!(comparison.operator, Eq | Lt | Le | Gt | Ge | Between | BeginsWith);
        if finds && comparison.values.iter().all(is_of_key) { comparison.holds(there) } else { Err(Refused) }
    }

    /// Whether the item with a key meets them.
    ///
    /// # Errors
    /// If the service does not accept them: the partition key is not fixed, or an attribute other than the sort key is
    /// named.
    pub fn holds(&self, key: &Attributes) -> Result<bool, Refused> {
        let of = |name: &str| self.0.iter().find(|(found, _)| found == name).map(|(_, comparison)| comparison);
        let hash = of("pk").filter(|hash| hash.operator == ComparisonOperator::Eq).ok_or(Refused)?;
        let is_of_hash = Self::meets(hash, key.get("pk"))?;
        match self.0.len() {
            1 => Ok(is_of_hash),
            _ => Ok(Self::meets(of("sk").ok_or(Refused)?, key.get("sk"))? && is_of_hash),
        }
    }

    /// The member.
    pub fn sent(&self) -> ByName<Condition> {
        self.0.iter().map(|(name, comparison)| (name.clone(), comparison.sent())).collect()
    }
}
