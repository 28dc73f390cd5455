//! `Expected`.

use super::{Comparison, Refused, joined, operator};
use crate::Rng;
use crate::expression::NAMES;
use timemark_core::shapes::{ComparisonOperator, ConditionalOperator, ExpectedAttributeValue};
use timemark_core::{AttributeValue, Attributes, ByName};

/// The conditions on an item, with `ConditionalOperator`.
#[derive(Clone, Debug)]
pub struct Expectations {
    expected: Vec<(String, ExpectedAttributeValue)>,
    operator: Option<ConditionalOperator>,
}

impl Expectations {
    /// Conditions on some attributes; most hold, or are at least accepted by the service.
    pub fn draw(rng: &mut Rng, item: &Attributes) -> Expectations {
        let names: Vec<&str> = NAMES.into_iter().filter(|_| rng.percent(20)).collect();
        let expected: Vec<_> =
            names.into_iter().map(|name| (name.to_owned(), expectation(rng, item.get(name)))).collect();
        Expectations { operator: operator(rng, expected.len()), expected }
    }

    /// Whether an item meets the conditions.
    ///
    /// # Errors
    /// If the service does not accept them, whatever the item is.
    pub fn hold(&self, item: &Attributes) -> Result<bool, Refused> {
        let outcome = |(name, expected): &(String, ExpectedAttributeValue)| holds(expected, item.get(name));
        joined(self.expected.iter().map(outcome).collect(), self.operator.as_ref())
    }

    /// The two members.
    pub fn sent(&self) -> (Option<ByName<ExpectedAttributeValue>>, Option<ConditionalOperator>) {
        let expected: ByName<ExpectedAttributeValue> = self.expected.iter().cloned().collect();
        ((!expected.is_empty()).then_some(expected), self.operator.clone())
    }
}

fn expectation(rng: &mut Rng, there: Option<&AttributeValue>) -> ExpectedAttributeValue {
    let mut drawn = || {
        let Comparison { operator, values } = Comparison::draw(rng, there);
        let is_equality = operator == ComparisonOperator::Eq && rng.percent(50);
        let (value, list) = match (values.as_slice(), rng.percent(50)) {
            ([], is_list) => (None, is_list.then(Vec::new)),
            ([one], false) => (Some(one.clone()), None),
            _ => (None, Some(values)),
        };
        let spoils = rng.percent(2);
        match rng.below(4) {
            0 if there.is_none() || rng.percent(20) => {
                ExpectedAttributeValue { exists: Some(false), value: value.filter(|_| spoils), ..Default::default() }
            }
            1 if is_equality || spoils => {
                ExpectedAttributeValue { value, exists: rng.percent(50).then_some(true), ..Default::default() }
            }
            _ => ExpectedAttributeValue {
                value: value.or_else(|| spoils.then(|| 1.into())),
                exists: spoils.then_some(true),
                comparison_operator: (!spoils || rng.percent(50)).then_some(operator),
                attribute_value_list: list,
            },
        }
    };
    let mut expected = drawn();
    for _ in 0..3 {
        if holds(&expected, there) == Ok(false) {
            expected = drawn();
        }
    }
    expected
}

/// Whether a value meets a condition: a value or its absence, or a comparison.
fn holds(expected: &ExpectedAttributeValue, there: Option<&AttributeValue>) -> Result<bool, Refused> {
    let ExpectedAttributeValue { value, exists, comparison_operator, attribute_value_list } = expected;
    let by = |operator: &ComparisonOperator, values: Vec<AttributeValue>| {
        Comparison { operator: operator.clone(), values }.holds(there)
    };
    match (comparison_operator, value, attribute_value_list, exists) {
        (None, None, None, Some(false)) => Ok(there.is_none()),
        (None, Some(value), None, None | Some(true)) => by(&ComparisonOperator::Eq, vec![value.clone()]),
        (Some(operator), Some(value), None, None) => by(operator, vec![value.clone()]),
        (Some(operator), None, list, None) => by(operator, list.clone().unwrap_or_default()),
        _ => Err(Refused),
    }
}
