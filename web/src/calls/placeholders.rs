//! The placeholders of expressions, `#name` and `:value`, written as one JSON object.

use crate::item::json::{self, Json};
use crate::item::value::typed_members;
use timemark_core::{Attributes, ByName};

/// The values of the placeholders of a call's expressions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placeholders {
    /// `ExpressionAttributeNames`; `None` if there are none.
    pub names: Option<ByName<String>>,
    /// `ExpressionAttributeValues`; `None` if there are none.
    pub values: Option<Attributes>,
}

impl Placeholders {
    /// Reads one object with both: `{"#k": "Artist", ":k": {"S": "Bach"}}`. A placeholder that no expression mentions
    /// is left out: one object serves several calls, and DynamoDB refuses unused placeholders.
    ///
    /// # Errors
    /// A sentence with the position of the fault.
    pub fn read(text: &str, expressions: &[&str]) -> Result<Placeholders, String> {
        let members = match text.trim() {
            "" => Vec::new(),
            text => match json::parse(text)? {
                Json::Object(members) => members,
                other => return Err(format!("names and values are an object, not {}", other.kind())),
            },
        };
        let (mut names, mut values) = (ByName::new(), Vec::new());
        for (name, json) in members {
            let is_used = expressions.iter().any(|expression| mentions(expression, &name));
            match (name.chars().next(), json) {
                (Some('#'), Json::Text(attribute)) if is_used => {
                    names.insert(name.into_owned(), attribute.into_owned());
                }
                (Some(':'), json) if is_used => values.push((name, json)),
                (Some('#'), Json::Text(_)) | (Some(':'), _) => {}
                (Some('#'), json) => return Err(format!("{name}: a name is a text, not {}", json.kind())),
                _ => return Err(format!("{name}: names begin with #, values with :")),
            }
        }
        let values = typed_members(values)?;
        Ok(Placeholders {
            names: Some(names).filter(|names| !names.is_empty()),
            values: Some(values).filter(|values| !values.is_empty()),
        })
    }
}

/// Whether an expression has the placeholder as a whole word, not as the beginning of a longer one.
fn mentions(expression: &str, placeholder: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
    expression.split(placeholder).skip(1).any(is_end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use timemark_core::AttributeValue;

    #[test]
    fn names_and_values_stand_in_one_object() {
        let text = r##"{"#k": "Artist", "#other": "Year", ":k": {"S": "Bach"}, ":k2": {"N": "5"}}"##;
        let read = Placeholders::read(text, &["#k = :k"]);
        let values = |name: &str, value: AttributeValue| Some(Attributes::from_iter([(name.to_owned(), value)]));
        let names = Some(ByName::from_iter([("#k".to_owned(), "Artist".to_owned())]));
        assert_eq!(read, Ok(Placeholders { names, values: values(":k", "Bach".into()) }));
        let read = Placeholders::read(text, &["", "a > :k2"]);
        assert_eq!(read, Ok(Placeholders { names: None, values: values(":k2", 5.into()) }));
        assert_eq!(Placeholders::read(text, &["attribute_exists(a)"]), Ok(Placeholders::default()));
        assert_eq!(Placeholders::read("  ", &["a = :b"]), Ok(Placeholders::default()));
    }

    #[test]
    fn what_is_neither_is_told() {
        let wrong = |text: &str| Placeholders::read(text, &[":v = #n"]).err().unwrap_or_default();
        assert_eq!(wrong("[]"), "names and values are an object, not a list");
        assert_eq!(wrong(r##"{"#n": 1}"##), "#n: a name is a text, not a number");
        assert_eq!(wrong(r#"{"v": {"S": "a"}}"#), "v: names begin with #, values with :");
        assert!(wrong(r#"{":v": 5}"#).starts_with(":v: a number has no type"));
        assert_eq!(wrong(r#"{":v""#), "line 1, column 6: a colon is missing");
    }
}
