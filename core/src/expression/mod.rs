//! Expressions: the small languages of conditions, projections, key conditions and updates.
//!
//! ```text
//!                      ExpressionAttributeNames, ExpressionAttributeValues
//!                                        │ Placeholders::new
//!   text ──lexer──▶ tokens ──parser──▶ Condition     .holds(Some(&item)) -> bool
//!                                      Projection    .of(&item) -> Item
//!                                      KeyCondition  .of_key(&definition) -> KeyRange
//!                                      Update        .apply(Some(&item), &key) -> Item
//!                                        │ Placeholders::finish: every one was used
//! ```
//!
//! A text is parsed once for each request, without recursion: open parts are on a stack. The result is evaluated over
//! an item's canonical bytes in place, so a filter copies nothing, and an update copies the parts that it does not
//! reach as runs of bytes. The depth of every evaluation is bounded by 300 operators or by the 32 levels of a path.
//!
//! The legacy parameters are read as the same four things (`legacy/`): `Expected` and the filters as a `Condition`,
//! `KeyConditions` as a `KeyCondition`, `AttributesToGet` as a `Projection`, `AttributeUpdates` as an `Update`.
//!
//! So are PartiQL statements (`statement/`): a WHERE is a `Condition`, the selected attributes are a `Projection`, SET
//! and REMOVE are an `Update`. `grammar.rs` is what the parsers of expressions and of statements share.
//!
//! The faults of an expression are reported in this order: its length, its syntax, the number of its operators, then
//! the first other fault.

mod apply;
mod condition;
pub(crate) mod error;
mod found;
mod grammar;
mod holds;
mod key_condition;
pub(crate) mod legacy;
mod lexer;
mod parser;
mod path;
mod placeholders;
mod projection;
mod reserved;
pub mod statement;
mod tree;
mod update;
mod work;

pub use condition::Condition;
pub use error::ExpressionKind;
pub use key_condition::{KeyCondition, KeyRange, SortCondition};
pub use legacy::refuse_mixed;
pub use path::{Path, Step};
pub use placeholders::Placeholders;
pub use projection::Projection;
pub use statement::{Select, Statement, Verb};
pub use update::Update;
pub use work::Work;

/// Helpers of the unit tests in this folder.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Item;
    use crate::item::value::{AttributeValue, Attributes};
    use crate::json::ByName;
    use crate::json::{FromJson, parse};

    /// A value from the JSON of the wire.
    pub fn read<T: FromJson>(json: &str) -> T {
        parse(json.as_bytes()).and_then(T::read).unwrap_or_else(|error| unreachable!("{json}: {error}"))
    }

    /// An item, in the JSON of the wire.
    pub fn item(json: &str) -> Item {
        read(json)
    }

    /// Attributes from pairs of a name and a value in the JSON of the wire.
    pub fn attributes(json: &str) -> Attributes {
        read(json)
    }

    /// The result of parsing with these placeholders, all of which must be used.
    pub fn parsed<T>(
        kind: ExpressionKind,
        names: &[(&str, &str)],
        values: &str,
        parse: impl FnOnce(&mut Placeholders<'_>) -> Result<T, crate::model::error::Error>,
    ) -> Result<T, String> {
        let names: ByName<String> = names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
        let values = attributes(values);
        let names = (!names.is_empty()).then_some(&names);
        let values = (!values.is_empty()).then_some(&values);
        let made = || {
            let mut placeholders = Placeholders::new(names, values, &[(kind, true)])?;
            let made = parse(&mut placeholders)?;
            placeholders.finish()?;
            Ok(made)
        };
        made().map_err(|error: crate::model::error::Error| error.to_string())
    }

    #[test]
    fn one_of_each() {
        let values = r#"{":a": {"N": "2"}}"#;
        let old = item(r#"{"pk": {"S": "k"}, "n": {"N": "1"}, "m": {"M": {"l": {"L": [{"N": "2"}, {"S": "x"}]}}}}"#);
        let condition = parsed(ExpressionKind::Condition, &[("#m", "m")], values, |placeholders| {
            Condition::parse(ExpressionKind::Condition, "n < :a AND (#m.l[0] = :a OR NOT size(m) >= :a)", placeholders)
        });
        assert_eq!(condition.map(|condition| condition.holds(Some(&old))), Ok(true));
        let update = parsed(ExpressionKind::Update, &[], values, |placeholders| {
            Update::parse("SET n = n + :a, m.l[7] = :a REMOVE m.l[1]", placeholders)
        });
        let Ok(update) = update else { unreachable!("{update:?}") };
        let new = update.apply(Some(&old), &Attributes::new());
        let expected =
            item(r#"{"pk": {"S": "k"}, "n": {"N": "3"}, "m": {"M": {"l": {"L": [{"N": "2"}, {"N": "2"}]}}}}"#);
        assert_eq!(new, Ok(expected.clone()));
        assert_eq!(expected.get("n"), Some(AttributeValue::N("3".into())));
        let projection =
            parsed(ExpressionKind::Projection, &[], "{}", |placeholders| Projection::parse("m.l[1], n", placeholders));
        let kept = item(r#"{"n": {"N": "1"}, "m": {"M": {"l": {"L": [{"S": "x"}]}}}}"#);
        assert_eq!(projection.map(|projection| projection.of(&old)), Ok(kept));
    }
}
