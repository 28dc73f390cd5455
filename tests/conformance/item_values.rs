//! Attribute values: invalid values, limits at their edges, and how values are returned. PutItem represents all
//! operations.

use crate::harness::*;
use serde_json::{Value, json};

fn put(value: Value) -> Value {
    json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "v": value}})
}

fn music() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab
}

// Serialization

#[test]
fn serialization() {
    let mut lab = music();
    let bytes = "only base-64-encoded strings are convertible to bytes";
    let list = "Unrecognized collection type class java.lang.String";
    for (value, text) in [
        (json!("x"), "Unexpected field type"),
        (json!(1), "Unexpected field type"),
        (json!([]), "Unexpected field type"),
        (json!({"S": 1}), "NUMBER_VALUE cannot be converted to String"),
        (json!({"S": true}), "TRUE_VALUE cannot be converted to String"),
        (json!({"S": []}), CONTAINER),
        (json!({"N": 1}), "NUMBER_VALUE cannot be converted to String"),
        (json!({"N": 1.5}), "DECIMAL_VALUE cannot be converted to String"),
        (json!({"B": "abc"}), "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
        (json!({"B": "abcde"}), "Base64 encoded length is expected a multiple of 4 bytes but found: 5"),
        (json!({"B": "****"}), bytes),
        (json!({"B": 1}), bytes),
        (json!({"BOOL": "true"}), "Unexpected token received from parser"),
        (json!({"BOOL": 1}), "Unexpected token received from parser"),
        (json!({"NULL": "x"}), "Unexpected token received from parser"),
        (json!({"M": "x"}), "Unexpected field type"),
        (json!({"M": {"a": "x"}}), "Unexpected field type"),
        (json!({"L": "x"}), list),
        (json!({"L": {}}), CONTAINER),
        (json!({"L": ["x"]}), "Unexpected field type"),
        (json!({"SS": "x"}), list),
        (json!({"SS": [1]}), "NUMBER_VALUE cannot be converted to String"),
        (json!({"NS": [1]}), "NUMBER_VALUE cannot be converted to String"),
        (json!({"BS": ["abc"]}), "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
    ] {
        lab.refused("PutItem", put(value), "SerializationException", text);
    }
}

// Validation

#[test]
fn what_is_no_value() {
    let mut lab = music();
    const EMPTY: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    const SEVERAL: &str =
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
    const PARAMETERS: &str = "One or more parameter values were invalid:";
    const NUMERIC: &str = "The parameter cannot be converted to a numeric value";
    const OVERFLOW: &str = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    const UNDERFLOW: &str =
        "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    const DIGITS: &str = "Attempting to store more than 38 significant digits in a Number";
    let nines = "9".repeat(39);
    for (value, text) in [
        (json!({}), EMPTY.to_owned()),
        (json!({"X": "a"}), EMPTY.to_owned()),
        (json!({"S": null}), EMPTY.to_owned()),
        (json!({"S": "a", "N": "1"}), SEVERAL.to_owned()),
        (json!({"NULL": true, "BOOL": true}), SEVERAL.to_owned()),
        (json!({"NULL": false}), format!("{PARAMETERS} Null attribute value types must have the value of true")),
        (json!({"SS": []}), format!("{PARAMETERS} An string set  may not be empty")),
        (json!({"NS": []}), format!("{PARAMETERS} An number set  may not be empty")),
        (json!({"BS": []}), format!("{PARAMETERS} Binary sets should not be empty")),
        (
            json!({"SS": ["a", "b", "a"]}),
            format!("{PARAMETERS} Input collection [\"a\", \"b\", \"a\"] contains duplicates."),
        ),
        (
            json!({"BS": ["YQ==", "YQ=="]}),
            format!("{PARAMETERS} Input collection [\"YQ==\", \"YQ==\"] contains duplicates."),
        ),
        (json!({"NS": ["1", "1.0"]}), "Input collection contains duplicates".to_owned()),
        (json!({"N": ""}), NUMERIC.to_owned()),
        (json!({"N": "b"}), format!("{NUMERIC}: b")),
        (json!({"N": "1 "}), format!("{NUMERIC}: 1 ")),
        (json!({"NS": ["1", "x"]}), format!("{NUMERIC}: x")),
        (json!({"N": "1e126"}), OVERFLOW.to_owned()),
        (json!({"N": "-1e126"}), OVERFLOW.to_owned()),
        (json!({"N": "1e-131"}), UNDERFLOW.to_owned()),
        (json!({"N": "-1e-131"}), UNDERFLOW.to_owned()),
        (json!({"N": nines}), DIGITS.to_owned()),
        (json!({"N": format!("-1.{}1", "0".repeat(37))}), DIGITS.to_owned()),
        // Deep inside a value it is the same.
        (json!({"L": [{"M": {"a": {"N": "b"}}}]}), format!("{NUMERIC}: b")),
        (json!({"M": {"a": {}}}), EMPTY.to_owned()),
        (json!({"L": [{"SS": []}]}), format!("{PARAMETERS} An string set  may not be empty")),
    ] {
        lab.refused("PutItem", put(value), "ValidationException", &enveloped(text));
    }
}

/// Each member of half a megabyte, the last of them twice.
#[test]
fn a_set_over_two_megabytes_is_too_large_whatever_is_in_it() {
    let mut lab = music();
    const HALF: usize = 512 * 1024;
    let texts = |more: usize| {
        let halves = ["a", "b", "c", "c"].map(|letter| letter.repeat(HALF));
        json!({"SS": ([halves.as_slice(), &["d".repeat(more)]].concat())})
    };
    // Three bytes in four characters, and the last two.
    let half = |three: &str, two: &str| three.repeat(HALF / 3) + two;
    let binary = |more: usize| {
        let halves = [half("YWFh", "YWE="), half("YmJi", "YmI="), half("Y2Nj", "Y2M="), half("Y2Nj", "Y2M=")];
        json!({"BS": ([halves.as_slice(), &["ZA==".repeat(more)]].concat())})
    };
    for (more, text) in [(0, "contains duplicates"), (1, "Item size has exceeded the maximum allowed size")] {
        for value in [texts(more), binary(more)] {
            let (name, told) = lab.call("PutItem", put(value)).unwrap_err();
            assert!(name == "ValidationException" && told.contains(text), "{told:.200}");
        }
    }
}

/// A value inside of `levels` lists.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!({"BOOL": true}), |inner, level| {
        if level % 2 == 0 { json!({"L": [inner]}) } else { json!({"M": {"a": inner}}) }
    })
}

#[test]
fn nesting_of_32_levels_and_one_more() {
    let mut lab = music();
    lab.ok("PutItem", put(nested(32)));
    let text = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported \
                limit";
    lab.refused("PutItem", put(nested(33)), "ValidationException", &enveloped(text));
    lab.refused("PutItem", put(nested(55)), "ValidationException", &enveloped(text));
    // A value that is nested too deeply only once it is set cannot be found in the request.
    lab.ok("PutItem", put(nested(31)));
    let values = json!({":v": nested(2)});
    let update = json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "ExpressionAttributeValues": values});
    let place: String = (0..31).rev().map(|level| if level % 2 == 0 { "[0]" } else { ".a" }).collect();
    let expression = json!({"UpdateExpression": format!("SET v{place} = :v")});
    lab.refused("UpdateItem", with(&update, &expression), "ValidationException", text);
}

#[test]
fn names_of_65_535_bytes_and_one_more() {
    let mut lab = music();
    let item = |name: &str| json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, name: {"BOOL": true}}});
    lab.ok("PutItem", item(&"n".repeat(65_535)));
    lab.ok("PutItem", item(&"ä".repeat(32_767)));
    let text = "One or more parameter values were invalid: The attribute name is too large: it must be at most 65535 bytes long";
    lab.refused("PutItem", item(&"n".repeat(65_536)), "ValidationException", text);
    lab.refused("PutItem", item(&"ä".repeat(32_768)), "ValidationException", text);
}

/// Every place in which a request names an attribute.
#[test]
fn a_name_that_is_empty() {
    let mut lab = music();
    let text = "One or more parameter values were invalid: Empty attribute name";
    let (key, nothing) = (json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}), json!({"": {"S": "x"}}));
    let exists = json!({"": {"Exists": false}});
    let equal = json!({"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]});
    for (operation, request, is_enveloped) in [
        ("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "": {"S": "x"}}}), true),
        ("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "m": {"L": [{"M": nothing}]}}}), true),
        ("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}}, "Expected": exists}), true),
        ("UpdateItem", with(&key, &json!({"AttributeUpdates": {"": {"Value": {"S": "x"}}}})), true),
        ("UpdateItem", with(&key, &json!({"Expected": exists})), true),
        ("UpdateItem", with(&key, &json!({"Key": nothing})), true),
        ("DeleteItem", with(&key, &json!({"Expected": exists})), false),
        ("DeleteItem", with(&key, &json!({"Key": nothing})), false),
        ("GetItem", with(&key, &json!({"AttributesToGet": [""]})), false),
        ("GetItem", with(&key, &json!({"Key": nothing})), false),
        ("Scan", json!({"TableName": "Music", "ScanFilter": {"": equal}}), false),
        ("Query", json!({"TableName": "Music", "KeyConditions": {"pk": equal}, "QueryFilter": {"": equal}}), false),
        ("BatchWriteItem", json!({"RequestItems": {"Music": [{"PutRequest": {"Item": nothing}}]}}), false),
        ("BatchGetItem", json!({"RequestItems": {"Music": {"Keys": [nothing]}}}), false),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": {"TableName": "Music", "Item": nothing}}]}), false),
    ] {
        let text = if is_enveloped { enveloped(text) } else { text.to_owned() };
        lab.refused(operation, request, "ValidationException", &text);
    }
}

#[test]
fn items_of_400_kb_and_one_byte_more() {
    let mut lab = music();
    const MOST: usize = 400 * 1024;
    let used = "pk".len() + "a".len() + "v".len();
    let too_large = "Item size has exceeded the maximum allowed size";
    for (what, exact, over) in [
        ("text", json!({"S": "x".repeat(MOST - used)}), json!({"S": "x".repeat(MOST - used + 1)})),
        // A list costs 3 bytes and 1 for each element, a map 3 and 1 for each member.
        (
            "list",
            json!({"L": [{"S": "x".repeat(MOST - used - 4)}]}),
            json!({"L": [{"S": "x".repeat(MOST - used - 3)}]}),
        ),
        (
            "map",
            json!({"M": {"ab": {"S": "x".repeat(MOST - used - 6)}}}),
            json!({"M": {"ab": {"S": "x".repeat(MOST - used - 5)}}}),
        ),
    ] {
        lab.ok("PutItem", put(exact));
        assert_eq!(lab.described("Music")["TableSizeBytes"], MOST, "{what}");
        lab.refused("PutItem", put(over), "ValidationException", too_large);
    }
    // Two bytes each in UTF-8.
    let rest = MOST - used;
    lab.ok("PutItem", put(json!({"S": format!("{}{}", "ä".repeat(rest / 2), "x".repeat(rest % 2))})));
    lab.refused("PutItem", put(json!({"S": "ä".repeat(rest / 2 + 1)})), "ValidationException", too_large);
}

// Behaviour

#[test]
fn all_ten_types_come_back() {
    let mut lab = music();
    for value in [
        json!({"S": ""}),
        json!({"S": "\u{0}\"\\/äπ😀\n"}),
        json!({"N": "-12.5"}),
        json!({"B": ""}),
        json!({"B": "AP8="}),
        json!({"BOOL": false}),
        json!({"NULL": true}),
        json!({"M": {}}),
        json!({"M": {"a": {"M": {"b": {"L": [{"SS": ["x", "y"]}, {"NULL": true}]}}}}}),
        json!({"L": []}),
        json!({"L": [{"S": "a"}, {"N": "1"}, {"L": [{"BOOL": true}]}]}),
        json!({"SS": ["", "a", "b"]}),
        json!({"NS": ["-1", "2", "10"]}),
        json!({"BS": ["", "AA==", "AQ=="]}),
    ] {
        lab.ok("PutItem", put(value.clone()));
        assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}, "v": value})]);
    }
}

#[test]
fn numbers_come_back_exact_and_plain() {
    let mut lab = music();
    let most = "9".repeat(38);
    for (sent, kept) in [
        ("1971.0", "1971".to_owned()),
        ("+007", "7".to_owned()),
        ("-0", "0".to_owned()),
        (".5", "0.5".to_owned()),
        ("1E3", "1000".to_owned()),
        ("1e-3", "0.001".to_owned()),
        (&most, most.clone()),
        (&format!("0.{most}"), format!("0.{most}")),
        (&format!("{most}e87"), format!("{most}{}", "0".repeat(87))),
        ("1e-130", format!("0.{}1", "0".repeat(129))),
        ("-9.9e125", format!("-99{}", "0".repeat(124))),
    ] {
        lab.ok("PutItem", put(json!({"N": sent})));
        assert_eq!(lab.scanned("Music")[0]["v"]["N"], json!(kept), "{sent}");
    }
}

#[test]
fn sizes_as_the_service_counts_them() {
    let mut lab = music();
    for (value, bytes) in [
        (json!({"S": "äb"}), 3),
        (json!({"B": "AP8="}), 2),
        (json!({"BOOL": true}), 1),
        (json!({"NULL": true}), 1),
        (json!({"N": "0"}), 1),
        (json!({"N": "1"}), 2),
        (json!({"N": "12"}), 2),
        (json!({"N": "123"}), 3),
        (json!({"N": "-1"}), 3),
        (json!({"N": "1200"}), 2),
        (json!({"L": []}), 3),
        (json!({"M": {}}), 3),
        (json!({"L": [{"BOOL": true}, {"BOOL": true}]}), 3 + 2 + 2),
        (json!({"M": {"ab": {"BOOL": true}}}), 3 + 1 + 2 + 1),
        (json!({"SS": ["a", "bc"]}), 3),
        (json!({"NS": ["1", "123"]}), 5),
        (json!({"BS": ["AP8=", "AA=="]}), 3),
    ] {
        lab.ok("PutItem", put(value.clone()));
        assert_eq!(lab.described("Music")["TableSizeBytes"], "pkav".len() + bytes, "{value}");
    }
}
