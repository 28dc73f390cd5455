//! The refusals of items, values and keys.

use super::number::NumberError;

/// Why a value, an item or a key is refused.
///
/// # Source
/// `docs/dynamodb.md#item-keys`, `docs/dynamodb.md#item-values`, `docs/dynamodb.md#item-numbers`;
/// where a text is assumed, a comment says so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant is named by its sentence")]
pub enum ItemError {
    // Values
    #[error("{}", number_text(text, *error))]
    NumberText { text: String, error: NumberError },
    #[error("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")]
    EmptyAttributeValue,
    #[error(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    )]
    SeveralAttributeValues,
    #[error("One or more parameter values were invalid: Null attribute value types must have the value of true")]
    NullNotTrue,
    #[error("One or more parameter values were invalid: {}", .0.sentence())]
    EmptySet(SetKind),
    #[error("{}", ItemError::duplicates_text(members))]
    DuplicateInSet { members: Vec<String> },
    #[error("Input collection contains duplicates")]
    DuplicateInNumberSet,
    #[error(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported \
         limit"
    )]
    Nesting,
    // Assumed text.
    #[error(
        "One or more parameter values were invalid: The attribute name is too large: it must be at most 65535 bytes \
         long"
    )]
    AttributeNameTooLong,
    // Assumed: the sentence around the three words that are known.
    #[error("One or more parameter values were invalid: Empty attribute name")]
    EmptyAttributeName,
    #[error("Item size has exceeded the maximum allowed size")]
    ItemTooLarge,

    // Keys
    #[error("One or more parameter values were invalid: Missing the key {key} in the item")]
    MissingKey { key: String },
    #[error(
        "One or more parameter values were invalid: Type mismatch for key {key} expected: {expected} actual: {actual}"
    )]
    KeyType { key: String, expected: String, actual: String },
    #[error(
        "One or more parameter values were invalid: Type mismatch for Index Key {key} Expected: {expected} Actual: \
         {actual} IndexName: {index}"
    )]
    IndexKeyType { key: String, expected: String, actual: String, index: String },
    #[error("The provided key element does not match the schema")]
    KeySchemaMismatch,
    #[error(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
         string value. Key: {key}"
    )]
    EmptyKeyText { key: String },
    #[error(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty \
         binary value. Key: {key}"
    )]
    EmptyKeyBinary { key: String },
    // Assumed: the text for the table's key, with the index named.
    #[error(
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. \
         The AttributeValue for a key attribute cannot contain an empty {kind} value. IndexName: {index}, IndexKey: \
         {key}"
    )]
    EmptyIndexKey { key: String, index: String, kind: &'static str },
    #[error(
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key \
         to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty {kind} value."
    )]
    UpdateToEmptyIndexKey { kind: &'static str },
    #[error(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes"
    )]
    HashKeyTooLong,
    #[error(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of \
         1024 bytes"
    )]
    RangeKeyTooLong,
}

impl ItemError {
    /// Whether the reason is an empty value of a key attribute.
    pub fn is_empty_key(&self) -> bool {
        matches!(self, ItemError::EmptyKeyText { .. } | ItemError::EmptyKeyBinary { .. })
    }

    /// The text about a set that contains a member twice.
    pub(crate) fn duplicates_text(members: &[String]) -> String {
        let members = members.join(", ");
        format!("One or more parameter values were invalid: Input collection [{members}] contains duplicates.")
    }
}

/// The type of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetKind {
    /// `SS`.
    Text,
    /// `NS`.
    Number,
    /// `BS`.
    Binary,
}

impl SetKind {
    /// The text about an empty set of this type.
    fn sentence(self) -> &'static str {
        match self {
            SetKind::Text => "An string set  may not be empty",
            SetKind::Number => "An number set  may not be empty",
            SetKind::Binary => "Binary sets should not be empty",
        }
    }
}

/// The text about a number. It contains the number only if that is not a number at all.
fn number_text(text: &str, error: NumberError) -> String {
    match error {
        NumberError::NotNumeric if !text.is_empty() => format!("{error}: {text}"),
        _ => error.to_string(),
    }
}
