//! Keys in order, and keys that are refused.

use super::*;

fn definition(range: Option<ScalarType>) -> KeyDefinition {
    KeyDefinition {
        hash: vec![KeyAttribute { name: "pk".into(), kind: ScalarType::S }],
        range: range.map(|kind| KeyAttribute { name: "sk".into(), kind }).into_iter().collect(),
    }
}

fn key(pk: &str, sk: AttributeValue) -> Result<Key, ItemError> {
    let range = match sk {
        AttributeValue::N(_) => ScalarType::N,
        AttributeValue::B(_) => ScalarType::B,
        _ => ScalarType::S,
    };
    let attributes = Attributes::from_iter([("pk".into(), pk.into()), ("sk".into(), sk)]);
    definition(Some(range)).key_of_item(&attributes)
}

#[test]
fn sort_keys_keep_their_order_within_a_partition_key() {
    let number = |text: &str| key("a", AttributeValue::N(text.into())).ok();
    assert!(number("-2") < number("-1") && number("9") < number("10"));
    let binary = |bytes: &[u8]| key("a", AttributeValue::B(bytes.to_vec())).ok();
    assert!(binary(&[1]) < binary(&[1, 0]) && binary(&[1, 0]) < binary(&[1, 255]));
}

#[test]
fn a_zero_byte_in_a_partition_key_confuses_nothing() {
    assert_ne!(key("a", "\0\u{1}b".into()).ok(), key("a\0\u{1}", "b".into()).ok());
    assert_ne!(key("a\0", "b".into()).ok(), key("a", "\0b".into()).ok());
}

#[test]
fn partitions_are_equal_ranges() {
    assert_eq!(partition_of_hash(0, 4), 0);
    assert_eq!(partition_of_hash(u64::MAX, 4), 3);
    assert_eq!(partition_of_hash(u64::MAX / 2 + 1, 4), 2);
    assert_eq!(partition_of_hash(u64::MAX, 1), 0);
}

#[test]
fn refused_keys() {
    let text = |pairs: &[(&str, AttributeValue)]| {
        let attributes = pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        definition(None).key_of_item(&attributes).err().map(|e| e.to_string()).unwrap_or_default()
    };
    assert!(text(&[]).ends_with("Missing the key pk in the item"));
    assert!(text(&[("pk", 1.into())]).ends_with("Type mismatch for key pk expected: S actual: N"));
    assert!(text(&[("pk", "".into())]).ends_with("cannot contain an empty string value. Key: pk"));
    assert_eq!(text(&[("pk", "x".repeat(2_048).into())]), "");
    assert!(text(&[("pk", "x".repeat(2_049).into())]).ends_with("size limit of2048 bytes"));
    let extra = Attributes::from_iter([("pk".into(), "a".into()), ("sk".into(), "b".into())]);
    assert_eq!(definition(None).key_of_argument(&extra), Err(ItemError::KeySchemaMismatch));
}
