//! Single writes as PartiQL statements, where there is an equivalent one.

use super::Write;
use crate::Rng;
use crate::expression::{Condition, Language, Rendered};
use timemark_core::Attributes;
use timemark_core::operations::ExecuteStatementInput;
use timemark_core::shapes::{ReturnValue, ReturnValuesOnConditionCheckFailure};

/// The maximum length of a statement, in characters.
const CHARACTERS_MAX: usize = 8_192;

/// The statement that does to an item, or to none, what a write does.
///
/// `None` if there is no such statement: an INSERT puts only if there is no item and returns nothing, an UPDATE needs
/// an item, and a DELETE without an item ignores its condition.
pub fn statement_of(
    rng: &mut Rng,
    table: &str,
    write: &Write,
    condition: Option<&Condition>,
    wanted: &ReturnValue,
    is_there: bool,
) -> Option<ExecuteStatementInput> {
    let mut out = Rendered::of(Language::Statement, rng);
    match write {
        Write::Put(item) if !is_there && condition.is_none() && *wanted == ReturnValue::None => {
            out.keyword("INSERT").keyword("INTO").put(&quoted(table)).keyword("VALUE");
            for (place, (name, value)) in item.iter().enumerate() {
                out.put(if place == 0 { "{" } else { "," }).put(&format!("'{name}'")).put(":").value(value);
            }
            out.put("}");
        }
        Write::Update(key, update) if is_there && update.is_of_statements() => {
            out.keyword("UPDATE").put(&quoted(table));
            update.render(&mut out);
            put_where(&mut out, key, condition, wanted);
        }
        Write::Delete(key) if is_there || condition.is_none() => {
            out.keyword("DELETE").keyword("FROM").put(&quoted(table));
            put_where(&mut out, key, condition, wanted);
        }
        _ => return None,
    }
    let shows = Some(ReturnValuesOnConditionCheckFailure::AllOld);
    let is_short = out.text.chars().count() <= CHARACTERS_MAX;
    is_short.then(|| ExecuteStatementInput {
        return_values_on_condition_check_failure: shows,
        ..ExecuteStatementInput::new(out.text, out.parameters)
    })
}

fn quoted(table: &str) -> String {
    format!("\"{table}\"")
}

fn put_where(out: &mut Rendered, key: &Attributes, condition: Option<&Condition>, wanted: &ReturnValue) {
    for (place, (name, value)) in key.iter().enumerate() {
        out.keyword(if place == 0 { "WHERE" } else { "AND" }).put(&quoted(name)).put("=").value(value);
    }
    if let Some(condition) = condition {
        out.keyword("AND").put("(");
        condition.render(out);
        out.put(")");
    }
    let returning = match wanted {
        ReturnValue::AllOld => ["ALL", "OLD"],
        ReturnValue::AllNew => ["ALL", "NEW"],
        ReturnValue::UpdatedOld => ["MODIFIED", "OLD"],
        ReturnValue::UpdatedNew => ["MODIFIED", "NEW"],
        _ => return,
    };
    returning.into_iter().fold(out.keyword("RETURNING"), |out, word| out.keyword(word)).put("*");
}
