//! Equality of policy documents.

use super::error::PolicyError;
use crate::json::{self, Json};

/// The meaning of a policy document: without white space, independent of the order of its members, and with a list of
/// one element as that element.
///
/// # Errors
/// ValidationException for a text that is not a JSON object.
///
/// # Source
/// `docs/dynamodb.md#resource-policy`.
pub fn meaning(document: &str) -> Result<Json<'_>, PolicyError> {
    match json::parse(document.as_bytes()) {
        Ok(json @ Json::Object(_)) => Ok(normal(json)),
        _ => Err(PolicyError::NoDocument),
    }
}

fn normal(json: Json<'_>) -> Json<'_> {
    match json {
        Json::Object(_) => {
            let members = json.members().unwrap_or_default();
            Json::Object(members.into_iter().map(|(name, value)| (name, normal(value))).collect())
        }
        Json::List(mut values) => match (values.pop(), values.is_empty()) {
            (Some(only), true) => normal(only),
            (last, _) => Json::List(values.into_iter().chain(last).map(normal).collect()),
        },
        json => json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_document() {
        let one = r#"{"Version":"2012-10-17","Statement":[{"Action":"a","Effect":"Allow"}]}"#;
        for other in [
            r#" { "Statement" : [ {"Effect":"Allow","Action":["a"]} ], "Version":"2012-10-17" } "#,
            r#"{"Version":"2012-10-17","Statement":{"Action":"\u0061","Effect":"Allow"}}"#,
        ] {
            assert_eq!(meaning(one), meaning(other), "{other}");
        }
        for other in [
            r#"{"Version":"2012-10-17","Statement":[{"Action":["a","b"],"Effect":"Allow"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[{"Action":"a","Effect":"Deny"}]}"#,
            r#"{"Version":"2012-10-17","Statement":[]}"#,
        ] {
            assert_ne!(meaning(one), meaning(other), "{other}");
        }
    }

    #[test]
    fn what_is_no_document() {
        for text in ["", "{", "[]", "\"x\"", "7", "null", "{} {}"] {
            assert_eq!(meaning(text), Err(PolicyError::NoDocument), "{text}");
        }
    }
}
