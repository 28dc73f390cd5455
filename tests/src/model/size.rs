//! The size of an item, by the rules that DynamoDB documents and by measurements.

use timemark_core::{AttributeValue, Attributes};

/// The size of an item in bytes: its names and its values.
pub fn item_bytes(item: &Attributes) -> u64 {
    item.iter().map(|(name, value)| name.len() as u64 + value_bytes(value)).sum()
}

fn value_bytes(value: &AttributeValue) -> u64 {
    match value {
        AttributeValue::S(text) => text.len() as u64,
        AttributeValue::N(text) => number_bytes(text),
        AttributeValue::B(bytes) => bytes.len() as u64,
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::M(members) => 3 + members.len() as u64 + item_bytes(members),
        AttributeValue::L(elements) => 3 + elements.iter().map(|element| 1 + value_bytes(element)).sum::<u64>(),
        AttributeValue::Ss(texts) => texts.iter().map(|text| text.len() as u64).sum(),
        AttributeValue::Ns(texts) => texts.iter().map(|text| number_bytes(text)).sum(),
        AttributeValue::Bs(set) => set.iter().map(|bytes| bytes.len() as u64).sum(),
        AttributeValue::Malformed(_) => 0,
    }
}

/// A number in plain decimals (the workload writes no other): one byte for two significant digits and one more, another
/// where both the digits and the power of the first are even, another for a sign; zero is one byte.
fn number_bytes(text: &str) -> u64 {
    let digits = text.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_matches('0').len() as u64;
    if significant == 0 {
        return 1;
    }
    let leading_zeros = (all.len() - all.trim_start_matches('0').len()) as i64;
    let power = whole.len() as i64 - 1 - leading_zeros;
    let both_even = significant.is_multiple_of(2) && power % 2 == 0;
    1 + significant.div_ceil(2) + u64::from(both_even) + u64::from(text.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::number_bytes;

    #[test]
    fn numbers() {
        for (text, bytes) in
            [("0", 1), ("7", 2), ("10", 2), ("12", 2), ("123", 3), ("-7", 3), ("0.5", 2), ("120", 3), ("0.11", 2)]
        {
            assert_eq!(number_bytes(text), bytes, "{text}");
        }
    }
}
