//! The placeholders of expressions: `ExpressionAttributeNames` and `ExpressionAttributeValues`.

use super::error::{ExpressionError, ExpressionKind};
use super::lexer::is_word_byte;
use crate::item::Canonical;
use crate::item::value::Attributes;
use crate::json::ByName;
use crate::limits;
use crate::model::error::Error;

/// The placeholders of a request, and which of them its expressions have used.
///
/// Every expression of the request is parsed with them; then [`Placeholders::finish`] refuses those that none has used.
///
/// ```
/// use timemark_core::ByName;
/// use timemark_core::expression::ExpressionKind::Condition as Kind;
/// use timemark_core::expression::{Condition, Placeholders};
/// use timemark_core::Attributes;
///
/// let names = ByName::from_iter([("#s".to_owned(), "Status".to_owned())]);
/// let values = Attributes::from_iter([(":open".to_owned(), "open".into())]);
/// let text = "attribute_exists(Id) AND #s = :open";
/// let mut placeholders = Placeholders::new(Some(&names), Some(&values), &[(Kind, true)])?;
/// let condition = Condition::parse(Kind, text, &mut placeholders)?;
/// placeholders.finish()?;
/// assert!(!condition.holds(None));
/// # Ok::<(), timemark_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Placeholders<'r> {
    names: Vec<(&'r str, &'r str, bool)>,
    values: Vec<(&'r str, Canonical, bool)>,
}

impl<'r> Placeholders<'r> {
    /// The placeholders of a request that has these expressions, or could have them.
    ///
    /// # Errors
    /// ValidationException for placeholders without an expression that could use them, for empty maps, and for invalid
    /// keys, names and values.
    ///
    /// # Source
    /// `docs/dynamodb.md#placeholders`. The order is assumed: names, then values.
    pub fn new(
        names: Option<&'r ByName<String>>,
        values: Option<&'r Attributes>,
        expressions: &[(ExpressionKind, bool)],
    ) -> Result<Placeholders<'r>, Error> {
        let mut found = Placeholders { names: Vec::new(), values: Vec::new() };
        if let Some(names) = names {
            if !expressions.iter().any(|(_, is_there)| *is_there) {
                return Err(ExpressionError::NamesWithoutExpression.into());
            }
            found.names = validate_names(names)?;
        }
        if let Some(values) = values {
            // A projection uses no values.
            let takers = || expressions.iter().filter(|(kind, _)| *kind != ExpressionKind::Projection);
            if !takers().any(|(_, is_there)| *is_there) {
                let absent = takers().map(|(kind, _)| kind.member()).collect();
                return Err(ExpressionError::ValuesWithoutExpression { absent }.into());
            }
            found.values = validate_values(values)?;
        }
        Ok(found)
    }

    /// The name that `key` represents, which is then used.
    pub(super) fn name(&mut self, key: &str) -> Option<&'r str> {
        let found = self.names.binary_search_by(|(name, ..)| (*name).cmp(key)).ok()?;
        let (_, name, is_used) = self.names.get_mut(found)?;
        *is_used = true;
        Some(name)
    }

    /// The value that `key` represents, which is then used.
    pub(super) fn value(&mut self, key: &str) -> Option<Canonical> {
        let found = self.values.binary_search_by(|(name, ..)| (*name).cmp(key)).ok()?;
        let (_, value, is_used) = self.values.get_mut(found)?;
        *is_used = true;
        Some(value.clone())
    }

    /// Ends the use of placeholders.
    ///
    /// # Errors
    /// ValidationException if one was not used by any expression.
    pub fn finish(self) -> Result<(), Error> {
        fn unused<T>(placeholders: &[(&str, T, bool)]) -> Vec<String> {
            placeholders.iter().filter(|(.., is_used)| !is_used).map(|(key, ..)| (*key).to_owned()).collect()
        }
        let (names, values) = (unused(&self.names), unused(&self.values));
        if !names.is_empty() {
            return Err(ExpressionError::NamesUnused { keys: names }.into());
        }
        if !values.is_empty() {
            return Err(ExpressionError::ValuesUnused { keys: values }.into());
        }
        Ok(())
    }
}

fn is_placeholder(key: &str, mark: char) -> bool {
    key.strip_prefix(mark).is_some_and(|rest| !rest.is_empty() && rest.as_bytes().iter().all(is_word_byte))
}

fn validate_names(names: &ByName<String>) -> Result<Vec<(&str, &str, bool)>, Error> {
    if names.is_empty() {
        return Err(ExpressionError::NoNames.into());
    }
    let validate = |(key, name): (&'_ String, &'_ String)| -> Result<(), Error> {
        if !is_placeholder(key, '#') {
            return Err(ExpressionError::NameKey { key: key.clone() }.into());
        }
        let key = || key.clone();
        match name.len() {
            0 => Err(ExpressionError::NameEmpty { key: key() }.into()),
            length if length > limits::ATTRIBUTE_NAME_BYTES_MAX => {
                Err(ExpressionError::NameTooLong { key: key() }.into())
            }
            _ => Ok(()),
        }
    };
    names.iter().try_for_each(validate)?;
    Ok(names.iter().map(|(key, name)| (key.as_str(), name.as_str(), false)).collect())
}

fn validate_values(values: &Attributes) -> Result<Vec<(&str, Canonical, bool)>, Error> {
    if values.is_empty() {
        return Err(ExpressionError::NoValues.into());
    }
    let mut validated = Vec::with_capacity(values.len());
    for (key, value) in values {
        if !is_placeholder(key, ':') {
            return Err(ExpressionError::ValueKey { key: key.clone() }.into());
        }
        let value = Canonical::new(value).map_err(|error| ExpressionError::Value { key: key.clone(), error })?;
        validated.push((key.as_str(), value, false));
    }
    Ok(validated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::value::AttributeValue;

    fn text_of(names: &[(&str, &str)], values: Option<Attributes>, has_expression: bool) -> String {
        let names: ByName<String> = names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
        let kinds = [(ExpressionKind::Projection, false), (ExpressionKind::Filter, has_expression)];
        let made = Placeholders::new((!names.is_empty()).then_some(&names), values.as_ref(), &kinds);
        made.and_then(Placeholders::finish).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn what_is_refused() {
        let values = |key: &str, value: AttributeValue| Some(Attributes::from_iter([(key.to_owned(), value)]));
        assert_eq!(text_of(&[], None, false), "");
        for (names, given, has_expression, expected) in [
            (&[("#a", "a")][..], None, false, "ExpressionAttributeNames can only be specified when using expressions"),
            (
                &[],
                values(":a", 1.into()),
                false,
                "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null",
            ),
            (&[], Some(Attributes::new()), true, "ExpressionAttributeValues must not be empty"),
            (&[("a", "a")], None, true, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\""),
            (&[("#", "a")], None, true, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#\""),
            (
                &[("#a-b", "a")],
                None,
                true,
                "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#a-b\"",
            ),
            (
                &[],
                values("v", 1.into()),
                true,
                "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\"",
            ),
            (
                &[],
                values(":v", AttributeValue::Ss(vec![])),
                true,
                "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  \
                 may not be empty for key :v",
            ),
            (
                &[("#b", "b"), ("#a", "a")],
                values(":v", 1.into()),
                true,
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}",
            ),
            (
                &[],
                values(":v", 1.into()),
                true,
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
            ),
        ] {
            assert_eq!(text_of(names, given, has_expression), expected);
        }
    }

    #[test]
    fn names_of_every_length() {
        let unused = "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}".to_owned();
        let max = limits::ATTRIBUTE_NAME_BYTES_MAX;
        let key = || "#a".to_owned();
        for (length, expected) in [
            (0, ExpressionError::NameEmpty { key: key() }.to_string()),
            (1, unused.clone()),
            (max - 1, unused.clone()),
            (max, unused),
            (max + 1, ExpressionError::NameTooLong { key: key() }.to_string()),
            (2 * max, ExpressionError::NameTooLong { key: key() }.to_string()),
        ] {
            assert_eq!(text_of(&[("#a", &"n".repeat(length))], None, true), expected, "{length} bytes");
        }
    }
}
