//! Query.

use crate::conditions::filter_constraints;
use crate::harness::*;
use crate::put_item::data_table_rungs;
use crate::states::states;
use serde_json::{Value, json};

const QUERY: &str = "Query";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("IndexName"), not_text("KeyConditionExpression")].concat();
    rungs.extend([
        wrong_type("a text for a limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
        wrong_type("a text for a key", json!({"ExclusiveStartKey": "x"}), "Unexpected field type"),
        wrong_type("a text for a direction", json!({"ScanIndexForward": "x"}), "Unexpected token received from parser"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = item_table_name_constraints();
    rungs.extend([
        constraint("a short index", json!({"IndexName": "ab"}), "'ab' at 'indexName'", length_from(3)),
        constraint(
            "no such selection",
            json!({"Select": "X"}),
            "'X' at 'select'",
            one_of("SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES"),
        ),
    ]);
    rungs.extend(filter_constraints("KeyConditions", "keyConditions"));
    rungs.extend(filter_constraints("QueryFilter", "queryFilter"));
    rungs.extend([
        constraint_at("a limit of 0", json!({"Limit": 0}), "Limit", value_from(1)),
        invalid(
            "no condition",
            json!({"KeyConditionExpression": null, "ExpressionAttributeValues": null}),
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        )
        .alone(),
        invalid(
            "a condition that is none",
            json!({"KeyConditionExpression": ""}),
            "Invalid KeyConditionExpression: The expression can not be empty;",
        ),
    ]);
    rungs.extend(data_table_rungs());
    rungs.extend([
        invalid("no such index", json!({"IndexName": "none"}), "The table does not have the specified index: none"),
        invalid(
            "no attributes named",
            json!({"Select": "SPECIFIC_ATTRIBUTES"}),
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        invalid(
            "another attribute",
            json!({"KeyConditionExpression": "id = :pk"}),
            "Query condition missed key schema element: pk",
        ),
        // The table's key is a HASH alone, so a partition key has one item and nothing follows it.
        invalid(
            "a start, where one item is all there can be",
            json!({"ExclusiveStartKey": {"pk": {"S": "a"}}}),
            "The provided starting key is outside query boundaries based on provided conditions",
        ),
        invalid(
            "no key",
            json!({"ExclusiveStartKey": {}}),
            "The provided starting key is invalid: The provided key element does not match the schema",
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = json!({
        "TableName": "Active",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
    });
    assert_precedence(&states().lab, QUERY, &base, &[serialization(), validation()].concat());
}

// Behaviour

/// The sort keys of the partition key `p`. Every other number is in `other`, too; three items have the same there.
const SORTS: [&str; 11] = ["a", "a\0", "a\0b", "aa", "ab", "b", "ba", "c", "\u{7f}", "\u{80}", "\u{10ffff}"];

fn music() -> Lab {
    let mut lab = Lab::new();
    let index = |name: &str, keys: &[&str], projection: Value| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": projection});
    let more = json!({
        "AttributeDefinitions": texts(&["pk", "sk", "group", "other"]),
        "KeySchema": schema(&["pk", "sk"]),
        "GlobalSecondaryIndexes": [index("global", &["group", "other"], json!({"ProjectionType": "KEYS_ONLY"}))],
        "LocalSecondaryIndexes": [index("local", &["pk", "other"], json!({"ProjectionType": "KEYS_ONLY"}))],
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    for (n, sort) in SORTS.iter().enumerate() {
        for pk in ["p", "q"] {
            let other = json!({"group": {"S": "g"}, "other": {"S": SORTS[n / 3]}});
            let item =
                json!({"pk": {"S": pk}, "sk": {"S": sort}, "n": {"N": n.to_string()}, "m": {"M": {"a": {"N": "1"}}}});
            let item = if n % 4 == 3 { item } else { with(&item, &other) };
            lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
        }
    }
    lab
}

fn query(lab: &mut Lab, more: &Value) -> Value {
    lab.ok(QUERY, with(&json!({"TableName": "Music"}), more))
}

/// All pages, one after the other.
fn pages(lab: &mut Lab, request: &Value) -> Vec<Value> {
    let (mut request, mut items) = (request.clone(), Vec::new());
    loop {
        let answer = query(lab, &request);
        items.extend(answer["Items"].as_array().unwrap().clone());
        let Some(last) = answer.get("LastEvaluatedKey") else { return items };
        request["ExclusiveStartKey"] = last.clone();
    }
}

/// Compares every condition, on the table and both indexes, in both directions and in pages of every size, with a walk
/// over a Scan that compares the texts.
#[test]
fn every_condition_finds_what_a_walk_finds() {
    let mut lab = music();
    let all = lab.ok("Scan", json!({"TableName": "Music"}))["Items"].as_array().unwrap().clone();
    type Test = fn(&str, &str, &str) -> bool;
    let conditions: [(&str, Test); 8] = [
        ("", |_, _, _| true),
        ("AND #s = :a", |s, a, _| s == a),
        ("AND #s < :a", |s, a, _| s < a),
        ("AND #s <= :a", |s, a, _| s <= a),
        ("AND #s > :a", |s, a, _| s > a),
        ("AND #s >= :a", |s, a, _| s >= a),
        ("AND #s BETWEEN :a AND :b", |s, a, b| a <= s && s <= b),
        ("AND begins_with(#s, :a)", |s, a, _| s.starts_with(a)),
    ];
    for (index, hash, sort) in
        [(Value::Null, "pk", "sk"), (json!("local"), "pk", "other"), (json!("global"), "group", "other")]
    {
        let value = if hash == "pk" { "p" } else { "g" };
        for (text, test) in conditions {
            for low in SORTS {
                for high in ["a\0b", "c"] {
                    let mut values = json!({":h": {"S": value}});
                    let mut names = json!({"#h": hash});
                    if text.contains(":b") && low > high {
                        continue;
                    }
                    for (placeholder, bound) in [(":a", low), (":b", high)] {
                        if text.contains(placeholder) {
                            values[placeholder] = json!({"S": bound});
                            names["#s"] = json!(sort);
                        }
                    }
                    let text_of = |item: &Value, name: &str| item[name]["S"].as_str().map(str::to_owned);
                    let id = |item: &Value| (text_of(item, sort), text_of(item, "pk"), text_of(item, "sk"));
                    let mut expected: Vec<_> = all
                        .iter()
                        .filter(|item| text_of(item, hash).as_deref() == Some(value))
                        .filter(|item| text_of(item, sort).is_some_and(|s| test(&s, low, high)))
                        .map(id)
                        .collect();
                    expected.sort();
                    for (forward, limit) in [(true, 1), (true, 100), (false, 2), (false, 100)] {
                        let request = json!({
                            "IndexName": index, "KeyConditionExpression": format!("#h = :h {text}"), "ScanIndexForward": forward,
                            "ExpressionAttributeNames": names, "ExpressionAttributeValues": values, "Limit": limit,
                        });
                        let found: Vec<_> = pages(&mut lab, &request).iter().map(id).collect();
                        let sorts: Vec<_> = found.iter().map(|(sort, ..)| sort.clone()).collect();
                        assert!(if forward { sorts.is_sorted() } else { sorts.iter().rev().is_sorted() }, "{request}");
                        let mut found = found;
                        found.sort();
                        assert_eq!(found, expected, "{request}");
                    }
                }
            }
        }
    }
}

fn of_p(more: Value) -> Value {
    let base = json!({"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "p"}}});
    with(&base, &more)
}

#[test]
fn filters_count_what_they_leave_and_what_they_looked_at() {
    let mut lab = music();
    let filter = |text: &str, more: Value| {
        let values = json!({":p": {"S": "p"}, ":n": {"N": "5"}});
        with(&of_p(json!({"FilterExpression": text, "ExpressionAttributeValues": values})), &more)
    };
    let answer = query(&mut lab, &filter("n < :n", json!({"Select": "COUNT"})));
    assert_eq!(answer, json!({"Count": 5, "ScannedCount": 11}));
    let answer = query(&mut lab, &filter("n > :n", json!({"Limit": 3})));
    assert_eq!((&answer["Count"], &answer["ScannedCount"], &answer["Items"]), (&json!(0), &json!(3), &json!([])));
    assert_eq!(answer["LastEvaluatedKey"]["sk"]["S"], SORTS[2], "an empty page goes on");
    let old = json!({
        "TableName": "Music",
        "KeyConditions": {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "p"}]}},
        "QueryFilter": {"n": {"ComparisonOperator": "LT", "AttributeValueList": [{"N": "5"}]}},
        "AttributesToGet": ["n"],
    });
    let answer = lab.ok(QUERY, old.clone());
    assert_eq!((&answer["Count"], members(&answer["Items"][0])), (&json!(5), vec!["n"]));
    let text = "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk";
    let on_key = with(&filter("sk = :n", json!({})), &json!({"TableName": "Music"}));
    lab.refused(QUERY, on_key, "ValidationException", text);
    // Legacy key conditions can be used with expressions, a legacy filter cannot.
    let beside = with(
        &old,
        &json!({
            "QueryFilter": null, "AttributesToGet": null, "FilterExpression": "n < :n", "ProjectionExpression": "#n",
            "ExpressionAttributeNames": {"#n": "n"}, "ExpressionAttributeValues": {":n": {"N": "5"}},
        }),
    );
    let answer = lab.ok(QUERY, beside);
    assert_eq!((&answer["Count"], members(&answer["Items"][0])), (&json!(5), vec!["n"]));
    let both = with(
        &old,
        &json!({
            "QueryFilter": null, "AttributesToGet": null, "KeyConditionExpression": "pk = :p",
            "ExpressionAttributeValues": {":p": {"S": "p"}},
        }),
    );
    let text = "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
                {KeyConditions} Expression parameters: {KeyConditionExpression}";
    lab.refused(QUERY, both, "ValidationException", text);
    let mixed = with(&old, &json!({"FilterExpression": "n = n"}));
    assert!(
        lab.call(QUERY, mixed).unwrap_err().1.starts_with("Can not use both expression and non-expression parameters")
    );
}

#[test]
fn projections_and_selections() {
    let mut lab = music();
    let first =
        |lab: &mut Lab, more: Value| lab.call(QUERY, with(&of_p(json!({"TableName": "Music", "Limit": 1})), &more));
    let names = |answer: Result<Value, Refused>| members(&answer.unwrap()["Items"][0]).join(" ");
    assert_eq!(names(first(&mut lab, json!({"ProjectionExpression": "n, m.a"}))), "m n");
    assert_eq!(names(first(&mut lab, json!({"IndexName": "local"}))), "other pk sk");
    assert_eq!(
        names(first(&mut lab, json!({"IndexName": "local", "Select": "ALL_ATTRIBUTES"}))),
        "group m n other pk sk"
    );
    assert_eq!(
        names(first(
            &mut lab,
            json!({"IndexName": "local", "ProjectionExpression": "n, #o", "ExpressionAttributeNames": {"#o": "other"}})
        )),
        "n other"
    );
    let refused = |text: &str| Err(("ValidationException".to_owned(), text.to_owned()));
    let of_global = json!({"IndexName": "global", "KeyConditionExpression": "#g = :p", "ExpressionAttributeNames": {"#g": "group"}});
    assert_eq!(
        first(&mut lab, with(&of_global, &json!({"ProjectionExpression": "n"}))),
        refused("One or more parameter values were invalid: Global secondary index global does not project [n]")
    );
    assert_eq!(
        first(&mut lab, with(&of_global, &json!({"ConsistentRead": true}))),
        refused("Consistent reads are not supported on global secondary indexes")
    );
    assert_eq!(
        first(&mut lab, json!({"ProjectionExpression": "n", "Select": "COUNT"})),
        refused("Cannot specify the ProjectionExpression when choosing to get only the Count")
    );
    assert_eq!(
        first(&mut lab, json!({"ExclusiveStartKey": {"pk": {"S": "q"}, "sk": {"S": "a"}}})),
        refused("The provided starting key is outside query boundaries based on provided conditions")
    );
    let values = json!({":p": {"S": "p"}, ":s": {"S": "b"}});
    let beside = json!({"KeyConditionExpression": "pk = :p AND sk > :s", "ExpressionAttributeValues": values, "ExclusiveStartKey": {"pk": {"S": "p"}, "sk": {"S": "a"}}});
    assert_eq!(first(&mut lab, beside), refused("The provided starting key does not match the range key predicate"));
}

#[test]
fn what_is_consumed() {
    let mut lab = music();
    let answer = query(&mut lab, &of_p(json!({"ReturnConsumedCapacity": "TOTAL", "ConsistentRead": true})));
    assert_eq!(answer["ConsumedCapacity"], json!({"TableName": "Music", "CapacityUnits": 1.0}));
    let answer = query(&mut lab, &of_p(json!({"ReturnConsumedCapacity": "INDEXES", "IndexName": "local"})));
    let share = |n: f64| json!({"CapacityUnits": n});
    let expected = json!({"TableName": "Music", "CapacityUnits": 0.5, "Table": share(0.0), "LocalSecondaryIndexes": {"local": share(0.5)}});
    assert_eq!(answer["ConsumedCapacity"], expected);
}

#[test]
fn a_partition_of_one_item_has_one_page() {
    let mut lab = states().lab;
    let request = json!({
        "TableName": "Active",
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "a"}},
        "Limit": 1,
    });
    let answer = lab.ok(QUERY, request);
    assert_eq!((&answer["Count"], answer.get("LastEvaluatedKey")), (&json!(1), None), "none that could be sent back");
}

#[test]
fn a_size_is_counted_in_utf_16() {
    let mut lab = Lab::new();
    lab.table("Music");
    for (pk, text) in [("ascii", "ab"), ("umlaut", "ää"), ("face", "😀"), ("three", "a😀")] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "v": {"S": text}}}));
    }
    let request = json!({
        "TableName": "Music", "FilterExpression": "size(v) = :n", "ExpressionAttributeValues": {":n": {"N": "2"}},
        "Select": "COUNT",
    });
    assert_eq!(lab.ok("Scan", request.clone())["Count"], 3);
    assert_eq!(lab.ok("Scan", with(&request, &json!({"ExpressionAttributeValues": {":n": {"N": "3"}}})))["Count"], 1);
}

#[test]
fn types_of_values_can_be_asked_for_too() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    let count = |lab: &mut Lab, value: Value, kind: &str| {
        let request = json!({
            "TableName": "Music", "FilterExpression": "attribute_type(:v, :t)",
            "ExpressionAttributeValues": {":v": value, ":t": {"S": kind}},
        });
        lab.ok("Scan", request)["Count"].clone()
    };
    assert_eq!(count(&mut lab, json!({"N": "1"}), "N"), 1);
    assert_eq!(count(&mut lab, json!({"N": "1"}), "S"), 0);
}
