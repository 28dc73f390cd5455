//! The steps of expressions, one by one.

use super::super::found::{COMPARISON_STEPS, PLACES, SMALL_ITEM_BYTES};
use super::super::holds::NODE_STEPS;
use super::super::tests::{item, parsed};
use super::*;
use crate::expression::{Condition, ExpressionKind, Path, Update};
use crate::item::value::Attributes;
use crate::item::{Item, Stored};
use crate::limits::EXPRESSION_OPERATORS_MAX;

const VALUES: &str = r#"{":a": {"S": "a"}, ":y": {"S": "y"}, ":n": {"N": "7"}, ":b": {"B": "/w=="}, ":t": {"S": "S"}}"#;

/// An item that is not small: `a` and `z` are equal long texts, `b` is as many bytes, `l` has 1,000 numbers, `s` is a set of
/// 100 texts. To reach one of them, all before it are passed.
fn large() -> Item {
    let (text, bytes) = ("x".repeat(6_400), "AAAA".repeat(6_400 / 3));
    let numbers = vec![r#"{"N": "1"}"#; 1_000].join(", ");
    let members: Vec<String> = (100..200).map(|n| format!(r#""{n}""#)).collect();
    let members = members.join(", ");
    item(&format!(
        r#"{{"a": {{"S": "{text}"}}, "b": {{"B": "{bytes}"}}, "l": {{"L": [{numbers}]}}, "s": {{"SS": [{members}]}},
            "z": {{"S": "{text}"}}}}"#
    ))
}

/// The values that are passed up to an attribute and with it.
fn passed(name: &str) -> u64 {
    match name {
        "a" => 1,
        "b" => 2,
        "l" => 1_003,
        "s" => 1_104,
        _ => 1_105,
    }
}

fn steps(text: &str, item: Option<&Item>) -> u64 {
    let work = Work::default();
    let kind = ExpressionKind::Filter;
    // Not every value is used.
    let _ = parsed(kind, &[], VALUES, |placeholders| {
        Condition::parse(kind, text, placeholders)?.holds_counting(item, &work);
        Ok(())
    });
    work.0.get()
}

#[test]
fn each_step_of_a_short_condition_is_counted() {
    let item = large();
    let length = |name: &str| Path::attribute(name).of(&item).map_or(0, Stored::stored_len);
    let per = |name: &str, bytes: usize| (length(name) / bytes) as u64;
    let (a, b, l, s, z) = (passed("a"), passed("b"), passed("l"), passed("s"), passed("z"));
    let node = NODE_STEPS as u64;
    let mut wrong = Vec::new();
    let (long, short) = (1 + per("a", COMPARED_BYTES), 1);
    for (text, expected) in [
        ("attribute_exists(a)", node + a),
        ("attribute_not_exists(z)", node + z),
        ("attribute_type(a, :t)", node + a),
        ("NOT attribute_exists(b)", 2 * node + b),
        ("attribute_exists(a) OR attribute_exists(z)", 2 * node + a),
        ("attribute_exists(a) AND attribute_exists(z)", 3 * node + a + z),
        ("a = :y", node + a + short),
        ("a = z", node + a + z + long),
        ("a <> z", node + a + z + long),
        ("a < z", node + a + z + long),
        ("a BETWEEN :a AND z", node + a + short + (z + long)),
        ("a BETWEEN :y AND z", node + a + short),
        ("a IN (:y, z)", node + a + short + (z + long)),
        ("begins_with(a, z)", node + a + z + long),
        ("begins_with(a, :y)", node + a + short),
        ("size(a) > :n", node + a + per("a", COUNTED_BYTES) + short),
        ("size(b) > :n", node + b + short),
        ("contains(a, :y)", node + a + per("a", SEARCHED_BYTES)),
        ("contains(b, :b)", node + b + per("b", SEARCHED_BYTES)),
        ("contains(b, :y)", node + b),
        ("contains(l, :n)", node + l + 1_000 + 1),
        ("contains(s, :y)", node + s + 100),
        ("contains(s, :n)", node + s),
    ] {
        let found = steps(text, Some(&item));
        wrong.extend((found != expected).then(|| format!("{text}: {found} steps, not {expected}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_paths_of_a_long_condition_are_found_in_one_pass() {
    let item = large();
    let all = |count: usize, part: fn(usize) -> String| (0..count).map(part).collect::<Vec<_>>().join(" AND ");
    let node = NODE_STEPS as u64;
    let comparisons = |paths: u64| COMPARISON_STEPS as u64 * (1 + u64::from(paths.ilog2()));
    // Each is an operator and its operand, and one more joins them: 17 parts.
    let same = all(8, |_| "attribute_exists(a)".to_owned());
    assert_eq!(steps(&same, Some(&item)), node + passed("a") + 8 * (node + comparisons(1)));
    let distinct = all(8, |n| format!("attribute_not_exists(y{n})"));
    let expected = node + passed("z") + 8 / PLACES as u64 + 8 * (node + comparisons(8));
    assert_eq!(steps(&distinct, Some(&item)), expected);
    // Of no item nothing is passed.
    assert_eq!(steps(&distinct, None), 9 * node);
}

#[test]
fn a_short_condition_on_a_small_item_is_not_counted() {
    let of_length = |bytes: usize| {
        let sized = |length: usize| item(&format!(r#"{{"a": {{"S": "{}"}}}}"#, "x".repeat(length)));
        let Some(item) = (bytes - 20..bytes).map(sized).find(|item| item.canonical().len() == bytes) else {
            unreachable!("one has that length")
        };
        item
    };
    let (small, larger) = (of_length(SMALL_ITEM_BYTES), of_length(SMALL_ITEM_BYTES + 1));
    let exists = |count: usize| vec!["attribute_exists(a)"; count].join(" AND ");
    // 16 parts, and 17.
    let (short, long) = (format!("{} AND NOT attribute_exists(c)", exists(6)), exists(8));
    assert_eq!((steps(&short, Some(&small)), steps(&short, None)), (0, 0));
    assert!(steps(&short, Some(&larger)) > 0 && steps(&long, Some(&small)) > 0 && steps(&long, None) > 0);
}

/// The list with the most elements, searched as often as a condition can.
#[test]
fn a_condition_on_one_item_takes_fewer_steps_than_a_request_may() {
    let elements = vec![r#"{"NULL": true}"#; 204_000].join(", ");
    let item = item(&format!(r#"{{"l": {{"L": [{elements}]}}}}"#));
    let searches = vec!["contains(l, :y)"; EXPRESSION_OPERATORS_MAX / 2].join(" OR ");
    let steps = steps(&searches, Some(&item));
    assert!((150 * 204_000..EXPRESSION_STEPS_MAX * 4 / 5).contains(&steps), "{steps}");
}

#[test]
fn evaluation_ends_where_a_request_has_worked_enough() {
    let item = large();
    let work = Work::default();
    work.add(EXPRESSION_STEPS_MAX as usize - 5_000);
    let searches = vec!["contains(l, :y)"; EXPRESSION_OPERATORS_MAX / 2].join(" OR ");
    let _ = parsed(ExpressionKind::Filter, &[], VALUES, |placeholders| {
        Condition::parse(ExpressionKind::Filter, &searches, placeholders)?.holds_counting(Some(&item), &work);
        Ok(())
    });
    // The search at which that happens goes on to its end, which is 1,000 elements.
    let beyond = work.0.get().checked_sub(EXPRESSION_STEPS_MAX);
    assert!(beyond.is_some_and(|beyond| (1..2_000).contains(&beyond)), "{beyond:?}");
}

#[test]
fn the_paths_of_a_long_update_are_found_in_one_pass() {
    let item = large();
    let steps = |reads: usize| {
        let sets = (0..reads).map(|n| format!("y{n} = if_not_exists(zz, z)"));
        let text = format!("SET {}", sets.collect::<Vec<_>>().join(", "));
        let work = Work::default();
        let _ = parsed(ExpressionKind::Update, &[], "{}", |placeholders| {
            Update::parse(&text, placeholders)?.apply_counting(Some(&item), &Attributes::new(), &work)?;
            Ok(())
        });
        work.0.get()
    };
    let z = passed("z");
    // Each action reads two paths, of which the item has the second.
    assert_eq!(steps(8), 8 * 2 * z);
    assert_eq!(steps(9), z + 9 * 2 * COMPARISON_STEPS as u64 * 2);
}

#[test]
fn sets_and_lists_that_are_put_together_are_counted() {
    let steps = |text: &str, old: usize, new: usize| {
        let list = |count: usize| (0..count).map(|n| format!(r#""{n:05}""#)).collect::<Vec<_>>().join(", ");
        let texts = |count: usize| vec![r#"{"S": ""}"#; count].join(", ");
        let old = item(&format!(r#"{{"l": {{"L": [{}]}}, "s": {{"SS": [{}]}}}}"#, texts(old), list(old)));
        let values = format!(r#"{{":l": {{"L": [{}]}}, ":s": {{"SS": [{}]}}}}"#, texts(new), list(new));
        let work = Work::default();
        let _ = parsed(ExpressionKind::Update, &[], &values, |placeholders| {
            let update = Update::parse(text, placeholders)?;
            update.apply_counting(Some(&old), &Attributes::new(), &work)?;
            Ok(())
        });
        work.0.get()
    };
    let members = |text: &str| {
        let few = steps(text, 10, 10);
        (few, steps(text, 11, 10) - few, steps(text, 10, 11) - few)
    };
    assert_eq!(members("ADD s :s"), (8 * 20, 8, 8));
    assert_eq!(members("DELETE s :s"), (8 * 20, 8, 8));
    assert_eq!(members("SET m = list_append(l, :l)"), (4 * 20, 4, 4));
    assert_eq!(members("SET m = list_append(:l, :l)"), (4 * 20, 0, 8));
    assert_eq!(members("SET m = :l REMOVE s"), (0, 0, 0));
}

#[test]
fn a_request_may_work_as_much_as_the_limit_and_no_more() {
    let work = Work::default();
    work.add(7);
    work.add(EXPRESSION_STEPS_MAX as usize - 7);
    assert!(!work.is_exhausted() && work.within_limit() == Ok(()));
    work.add(1);
    assert!(work.is_exhausted() && work.within_limit() == Err(ExpressionError::TooMuchWork));
}
