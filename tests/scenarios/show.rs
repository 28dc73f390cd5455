//! Answers as scripts show them.

use crate::time;
use serde_json::{Map, Value};

/// An answer, one member per line, with the members of structures indented. If `names` are given, only members with
/// these names are shown, at any depth.
pub fn answer(answer: &Value, names: &[String]) -> String {
    let mut out = String::new();
    if names.is_empty() {
        members(answer, 0, &mut out);
    }
    for name in names {
        let mut found = Vec::new();
        find(answer, name, &mut found);
        if found.is_empty() {
            out.push_str(&format!("{name} is absent\n"));
        }
        found.iter().for_each(|value| member(name, value, 0, &mut out));
    }
    out
}

/// An item on one line: `Artist=Ü Year=1971`.
pub fn item(item: &Value) -> String {
    let attributes = item.as_object().into_iter().flatten();
    let shown = attributes.map(|(name, value)| match value.as_object().and_then(|typed| typed.values().next()) {
        Some(Value::String(text)) => format!("{name}={text}"),
        _ => format!("{name}={value}"),
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn members(value: &Value, depth: usize, out: &mut String) {
    for (name, value) in value.as_object().into_iter().flatten() {
        member(name, value, depth, out);
    }
}

fn member(name: &str, value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(inside) if is_item(inside) => out.push_str(&format!("{indent}{name}: {}\n", item(value))),
        Value::Object(_) => {
            out.push_str(&format!("{indent}{name}:\n"));
            members(value, depth + 1, out);
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            for value in list {
                out.push_str(&format!("{indent}{name}:\n"));
                members(value, depth + 1, out);
            }
        }
        _ => out.push_str(&format!("{indent}{name}: {}\n", scalar(name, value))),
    }
}

/// A time if its name is one of a time, a text without quotes, and anything else as JSON.
fn scalar(name: &str, value: &Value) -> String {
    let is_time = ["Time", "Now", "NextDue"].iter().any(|ending| name.ends_with(ending));
    match value {
        Value::Number(seconds) if is_time => time::show((seconds.as_f64().unwrap() * 1000.0).round() as i64),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a structure is an item or a key: every member is one value with its type.
fn is_item(members: &Map<String, Value>) -> bool {
    let is_typed = |value: &Value| {
        value.as_object().is_some_and(|typed| typed.len() == 1 && typed.keys().all(|name| name == "S" || name == "N"))
    };
    !members.is_empty() && members.values().all(is_typed)
}

/// Every member of that name, outermost first.
fn find<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get(name));
            members.iter().filter(|(inner, _)| *inner != name).for_each(|(_, value)| find(value, name, found));
        }
        Value::Array(list) => list.iter().for_each(|value| find(value, name, found)),
        _ => {}
    }
}
