use super::super::tests::{attributes, item, parsed, read};
use super::*;
use crate::expression::ExpressionKind;
use crate::item::value::AttributeValue;
use crate::json::{FromJson, Json};

const OLD: &str = r#"{"b": {"B": "AQ=="}, "l": {"L": [{"S": "0"}, {"S": "1"}, {"M": {"x": {"N": "1"}}}]}, "m": {"M":
    {"n": {"N": "5"}, "o": {"S": "o"}}}, "n": {"N": "10"}, "ns": {"NS": ["1", "10", "2"]}, "ss": {"SS": ["a", "b"]}}"#;

fn applied(text: &str, old: Option<&Item>) -> Result<Item, String> {
    let values = r#"{":s": {"S": "v"}, ":n": {"N": "3"}, ":l": {"L": [{"S": "x"}, {"S": "y"}]}, ":ss": {"SS": ["b", "c"]},
        ":ns": {"NS": ["2", "30", "1e1"]}, ":big": {"N": "9e125"}, ":one": {"N": "1"}, ":all": {"SS": ["a", "b"]}}"#;
    let mut new = None;
    let _ = parsed(ExpressionKind::Update, &[], values, |placeholders| {
        let update = Update::parse(text, placeholders)?;
        new = Some(update.apply(old, &attributes(r#"{"pk": {"S": "k"}}"#)).map_err(|error| error.to_string()));
        Ok(())
    });
    new.unwrap_or_else(|| unreachable!("{text}"))
}

/// The attributes after an update that differ, as JSON.
#[track_caller]
fn check(text: &str, expected: &str) {
    let old = item(OLD);
    let new = applied(text, Some(&old)).unwrap_or_else(|error| unreachable!("{text}: {error}"));
    let mut all = old.to_attributes();
    let expected = crate::json::parse(expected.as_bytes()).and_then(Json::members);
    for (name, value) in expected.unwrap_or_else(|error| unreachable!("{error}")) {
        match value {
            Json::Null => all.remove(&*name),
            value => {
                let value = AttributeValue::read(value).unwrap_or_else(|error| unreachable!("{error}"));
                all.insert(name.into_owned(), value)
            }
        };
    }
    assert_eq!(new, Item::new(&all).unwrap_or_else(|error| unreachable!("{error}")), "{text}");
}

#[test]
fn what_becomes_of_an_item() {
    check("SET a = :s, z = n", r#"{"a": {"S": "v"}, "z": {"N": "10"}}"#);
    check("SET n = n + :n", r#"{"n": {"N": "13"}}"#);
    check("SET n = :n - n", r#"{"n": {"N": "-7"}}"#);
    check("SET n = if_not_exists(q, :n) + if_not_exists(n, :n)", r#"{"n": {"N": "13"}}"#);
    check("SET m.n = m.n + :n, m.p = :s", r#"{"m": {"M": {"n": {"N": "8"}, "o": {"S": "o"}, "p": {"S": "v"}}}}"#);
    check(
        "SET q = list_append(:l, if_not_exists(q, :l))",
        r#"{"q": {"L": [{"S": "x"}, {"S": "y"}, {"S": "x"}, {"S": "y"}]}}"#,
    );
    check("REMOVE n, m.o, q, m.q, l[7]", r#"{"n": null, "m": {"M": {"n": {"N": "5"}}}}"#);
    // All values and all indexes are those of the old item.
    check("SET n = m.n, m.n = n", r#"{"n": {"N": "5"}, "m": {"M": {"n": {"N": "10"}, "o": {"S": "o"}}}}"#);
    check("SET l[1] = :s REMOVE l[0]", r#"{"l": {"L": [{"S": "v"}, {"M": {"x": {"N": "1"}}}]}}"#);
    check(
        "SET l[9] = :s, l[5] = :n, l[2].y = :s",
        r#"{"l": {"L": [{"S": "0"}, {"S": "1"}, {"M": {"x": {"N": "1"}, "y": {"S": "v"}}}, {"N": "3"}, {"S": "v"}]}}"#,
    );
    check("REMOVE l[0], l[1], l[2]", r#"{"l": {"L": []}}"#);
    check(
        "ADD n :n, q :n, m.n :n, ss :ss, ns :ns, r :ss",
        r#"{"n": {"N": "13"}, "q": {"N": "3"}, "m": {"M": {"n": {"N": "8"}, "o": {"S": "o"}}}, "ss": {"SS": ["a", "b", "c"]}, "ns": {"NS": ["1", "2", "10", "30"]}, "r": {"SS": ["b", "c"]}}"#,
    );
    check("DELETE ss :ss, ns :ns, q :ss", r#"{"ss": {"SS": ["a"]}, "ns": {"NS": ["1"]}}"#);
    check("DELETE ss :all", r#"{"ss": null}"#);
}

#[test]
fn what_is_refused() {
    let path = "The document path provided in the update expression is invalid for update";
    let absent = "The provided expression refers to an attribute that does not exist in the item";
    let kind = "An operand in the update expression has an incorrect data type";
    for (text, expected) in [
        ("SET q.r = :s", path),
        ("SET n.r = :s", path),
        ("SET l.r = :s", path),
        ("SET m[0] = :s", path),
        ("SET l[3].x = :s", path),
        ("REMOVE n.r", path),
        ("REMOVE q.r SET q.s = :s", path),
        ("SET a = q", absent),
        ("SET a = l[3]", absent),
        ("SET a = q + :n", absent),
        ("SET a = list_append(q, :l)", absent),
        ("SET a = b + :n", kind),
        ("SET a = list_append(n, :l)", kind),
        ("ADD b :n", kind),
        ("ADD n :ss", kind),
        ("ADD ns :ss", kind),
        ("DELETE n :ss", kind),
        (
            "SET a = :big + :big",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        ("SET a = :big + :one", "Attempting to store more than 38 significant digits in a Number"),
    ] {
        assert_eq!(applied(text, Some(&item(OLD))), Err(expected.to_owned()), "{text}");
    }
}

#[test]
fn an_item_is_made_of_its_key() {
    assert_eq!(
        applied("SET a = :s ADD n :n", None),
        Ok(item(r#"{"pk": {"S": "k"}, "a": {"S": "v"}, "n": {"N": "3"}}"#))
    );
    assert_eq!(applied("SET a = pk", None), Ok(item(r#"{"pk": {"S": "k"}, "a": {"S": "k"}}"#)));
    assert!(applied("SET a = q", None).is_err());
}

#[test]
fn no_deeper_than_32() {
    let deep =
        |levels: usize| (0..levels).fold(r#"{"S": "x"}"#.to_owned(), |inner, _| format!(r#"{{"L": [{inner}]}}"#));
    let old = item(&format!(r#"{{"a": {}, "b": {}}}"#, deep(31), deep(2)));
    assert!(applied("SET b[0] = a", Some(&old)).is_ok());
    let text = applied("SET b[0][0] = a", Some(&old)).err().unwrap_or_default();
    assert!(text.contains("Nesting Levels have exceeded supported limits"), "{text}");
}

/// The result of an update that has only these values; of one that is refused, its text.
fn updated(text: &str, old: &str, values: &str) -> Result<Item, String> {
    parsed(ExpressionKind::Update, &[], values, |placeholders| {
        Update::parse(text, placeholders)?.apply(Some(&item(old)), &Attributes::new())
    })
}

/// One value of each type, with another of the same type, the two added, and the first without the second. What has no sum has
/// none of them.
const KINDS: [(&str, &str, Option<&str>, Option<&str>); 10] = [
    (r#"{"S": "a"}"#, r#"{"S": "b"}"#, None, None),
    (r#"{"N": "5"}"#, r#"{"N": "-7"}"#, Some(r#"{"N": "-2"}"#), None),
    (r#"{"B": "AQ=="}"#, r#"{"B": "Ag=="}"#, None, None),
    (r#"{"BOOL": true}"#, r#"{"BOOL": false}"#, None, None),
    (r#"{"NULL": true}"#, r#"{"NULL": true}"#, None, None),
    (r#"{"M": {"k": {"N": "1"}}}"#, r#"{"M": {}}"#, None, None),
    (r#"{"L": [{"N": "1"}]}"#, r#"{"L": [{"S": "x"}]}"#, Some(r#"{"L": [{"N": "1"}, {"S": "x"}]}"#), None),
    (r#"{"SS": ["a", "b"]}"#, r#"{"SS": ["b", "c"]}"#, Some(r#"{"SS": ["a", "b", "c"]}"#), Some(r#"{"SS": ["a"]}"#)),
    (
        r#"{"NS": ["-3", "2"]}"#,
        r#"{"NS": ["2", "10"]}"#,
        Some(r#"{"NS": ["-3", "2", "10"]}"#),
        Some(r#"{"NS": ["-3"]}"#),
    ),
    (
        r#"{"BS": ["AQ==", "Ag=="]}"#,
        r#"{"BS": ["Ag=="]}"#,
        Some(r#"{"BS": ["AQ==", "Ag=="]}"#),
        Some(r#"{"BS": ["AQ=="]}"#),
    ),
];

#[test]
fn what_is_added_to_and_deleted_from_every_type() {
    let legacy = |action: &str, old: &str, value: &str| {
        let updates = format!(r#"{{"a": {{"Action": "{action}", "Value": {value}}}}}"#);
        let update = Update::of_attribute_updates(&read(&updates)).map_err(|error| error.to_string())?;
        update.apply(Some(&item(&format!(r#"{{"a": {old}}}"#))), &Attributes::new()).map_err(|error| error.to_string())
    };
    let mismatch = "Type mismatch for attribute to update";
    for (old_kind, (old, ..)) in KINDS.iter().enumerate() {
        for (kind, (_, value, sum, difference)) in KINDS.iter().enumerate() {
            let is_list = value.starts_with(r#"{"L""#);
            for (action, result) in [("ADD", sum), ("DELETE", difference)] {
                let Some(result) = result else { continue };
                let expected = match kind == old_kind {
                    true => Ok(item(&format!(r#"{{"a": {result}}}"#))),
                    false => Err(mismatch.to_owned()),
                };
                assert_eq!(legacy(action, old, value), expected, "{action} {value} to {old}");
                // An expression adds to no list.
                if !is_list {
                    let values = format!(r#"{{":v": {value}}}"#);
                    let found = updated(&format!("{action} a :v"), &format!(r#"{{"a": {old}}}"#), &values);
                    let kind = "An operand in the update expression has an incorrect data type";
                    assert_eq!(found, expected.map_err(|_| kind.to_owned()), "{action} a {value} to {old}");
                }
            }
        }
    }
}

#[test]
fn sets_of_numbers_are_put_together_by_value() {
    let numbers = ["-20", "-3", "0", "0.5", "3", "100"];
    let set = |chosen: u32| {
        let of = (0..).zip(numbers).filter(|(place, _)| chosen >> place & 1 == 1);
        let texts: Vec<String> = of.map(|(_, text)| format!(r#""{text}""#)).collect();
        (!texts.is_empty()).then(|| format!(r#"{{"NS": [{}]}}"#, texts.join(", ")))
    };
    let with = |set: Option<String>| set.map_or("{}".to_owned(), |set| format!(r#"{{"a": {set}}}"#));
    for old in 1..64 {
        for value in 1..64 {
            let values = format!(r#"{{":v": {}}}"#, set(value).unwrap_or_default());
            for (action, result) in [("ADD", old | value), ("DELETE", old & !value)] {
                let found = updated(&format!("{action} a :v"), &with(set(old)), &values);
                assert_eq!(found, Ok(item(&with(set(result)))), "{action} {values} to {:?}", set(old));
            }
        }
    }
}

#[test]
fn computed_values_are_operands() {
    for (text, expected) in [
        ("SET a = (a + :n) - :m", 8),
        ("SET a = :m - (a + :n)", -8),
        ("SET a = (a - :n) + (:m - :n)", 9),
        ("SET a = if_not_exists(q, a) - (:n - :m)", 12),
    ] {
        let found = updated(text, r#"{"a": {"N": "10"}}"#, r#"{":n": {"N": "3"}, ":m": {"N": "5"}}"#);
        assert_eq!(found.map(|item| item.get("a")), Ok(Some(expected.into())), "{text}");
    }
    let text = "SET a = list_append(if_not_exists(q, list_append(a, :l)), if_not_exists(q, list_append(:l, a)))";
    let found = updated(text, r#"{"a": {"L": [{"S": "x"}]}}"#, r#"{":l": {"L": [{"S": "y"}]}}"#);
    let expected = r#"{"a": {"L": [{"S": "x"}, {"S": "y"}, {"S": "y"}, {"S": "x"}]}}"#;
    assert_eq!(found, Ok(item(expected)));
}

/// So many containers one in another, of which the innermost is empty, and the steps to the first value in that.
fn nested(levels: usize, is_map: fn(usize) -> bool) -> (String, String) {
    let step = |level| if is_map(level) { ".k" } else { "[0]" };
    let around = |inner: String, level| match (is_map(level), inner.as_str()) {
        (true, "") => r#"{"M": {}}"#.to_owned(),
        (true, inner) => format!(r#"{{"M": {{"k": {inner}}}}}"#),
        (false, inner) => format!(r#"{{"L": [{inner}]}}"#),
    };
    ((0..levels).map(step).collect(), (0..levels).rev().fold(String::new(), around))
}

#[test]
fn each_place_takes_as_many_levels_as_are_left() {
    let ways: [fn(usize) -> bool; 3] = [|_| false, |_| true, |level| level % 2 == 0];
    for (levels, way) in (0..limits::NESTING_LEVELS_MAX).flat_map(|levels| ways.map(|way| (levels, way))) {
        let (place, containers) = nested(levels, way);
        let a = if levels == 0 { r#"{"S": "x"}"# } else { &containers };
        for depth in 1..=limits::NESTING_LEVELS_MAX {
            let (_, value) = nested(depth, |_| false);
            let old = format!(r#"{{"a": {a}, "v": {value}}}"#);
            let is_fitting = levels + depth <= limits::NESTING_LEVELS_MAX;
            let stored = updated(&format!("SET a{place} = v"), &old, "{}");
            let computed = updated(&format!("SET a{place} = list_append(v, :l)"), &old, r#"{":l": {"L": []}}"#);
            assert_eq!((stored.is_ok(), computed.is_ok()), (is_fitting, is_fitting), "{depth} levels at a{place}");
        }
    }
}

#[test]
fn what_is_set_alone_is_no_larger_than_an_item() {
    // Beside two texts there are the bytes of the names, and of each container three and one for each member.
    for (text, container, others) in [
        ("SET x = z, y = z", "", 2),
        ("SET x = z, yy = z", "", 3),
        ("SET m.x = z, m.y = z", r#", "m": {"M": {}}"#, 1 + 3 + 2 + 2),
        ("SET mm.x = z, mm.y = z", r#", "mm": {"M": {}}"#, 2 + 3 + 2 + 2),
        ("SET l[0] = z, l[1] = z", r#", "l": {"L": []}"#, 1 + 3 + 2),
        ("SET ll[0] = z, ll[1] = z", r#", "ll": {"L": []}"#, 2 + 3 + 2),
        ("SET mm.l[0] = z, mm.l[1] = z", r#", "mm": {"M": {"l": {"L": []}}}"#, 2 + 3 + 1 + 1 + 3 + 2),
        ("SET mm.ll[0] = z, mm.ll[1] = z", r#", "mm": {"M": {"ll": {"L": []}}}"#, 2 + 3 + 1 + 2 + 3 + 2),
    ] {
        let limit = limits::ITEM_BYTES_MAX as usize;
        let each = (limit - others).div_ceil(2);
        let old = format!(r#"{{"z": {{"S": "{}"}}{container}}}"#, "z".repeat(each));
        let found = updated(text, &old, "{}").map(|_| ());
        let expected =
            if 2 * each + others == limit { Ok(()) } else { Err(ExpressionError::UpdateTooLarge.to_string()) };
        assert_eq!(found, expected, "{text}");
    }
}
