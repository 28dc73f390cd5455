//! Scan.

use crate::conditions::filter_constraints;
use crate::harness::*;
use crate::put_item::data_table_rungs;
use crate::states::states;
use serde_json::{Value, json};

const SCAN: &str = "Scan";
const START_KEY: &str = "The provided starting key is invalid: The provided key element does not match the schema";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("IndexName"), not_text("Select")].concat();
    for member in ["Limit", "Segment", "TotalSegments"] {
        rungs.push(wrong_type("a text", json!({member: "1"}), "STRING_VALUE cannot be converted to Integer"));
        rungs.push(wrong_type("true", json!({member: true}), "TRUE_VALUE cannot be converted to Integer"));
        rungs.push(wrong_type(
            "too large",
            json!({member: 3_000_000_000_u32}),
            "NUMBER_VALUE cannot be converted to Integer",
        ));
    }
    rungs.extend([
        wrong_type("a text for a key", json!({"ExclusiveStartKey": "x"}), "Unexpected field type"),
        wrong_type("a text for a switch", json!({"ConsistentRead": "x"}), "Unexpected token received from parser"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let segment = |segment: Value, total: Value| with(&json!({}), &json!({"Segment": segment, "TotalSegments": total}));
    let start = |key: Value| json!({"ExclusiveStartKey": key});
    let long = "n".repeat(256);
    let mut rungs = item_table_name_constraints();
    rungs.extend([
        constraint("a short index", json!({"IndexName": "ab"}), "'ab' at 'indexName'", length_from(3)),
        constraint("a long index", json!({"IndexName": long}), format!("'{long}' at 'indexName'"), length_to(255)),
        constraint("a bad index", json!({"IndexName": "a b"}), "'a b' at 'indexName'", PATTERN),
        constraint_at("a limit of 0", json!({"Limit": 0}), "Limit", value_from(1)),
        constraint(
            "no such selection",
            json!({"Select": "X"}),
            "'X' at 'select'",
            one_of("SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES"),
        ),
    ]);
    rungs.extend(filter_constraints("ScanFilter", "scanFilter"));
    rungs.extend([
        constraint("no segments", segment(json!(0), json!(0)), "'0' at 'totalSegments'", value_from(1)),
        constraint(
            "too many segments",
            segment(json!(0), json!(1_000_001)),
            "'1000001' at 'totalSegments'",
            value_to(1_000_000),
        ),
        constraint("a segment below 0", segment(json!(-1), json!(1)), "'-1' at 'segment'", value_from(0)),
        constraint(
            "a segment too high",
            segment(json!(1_000_000), json!(1)),
            "'1000000' at 'segment'",
            value_to(999_999),
        ),
        constraint(
            "no such capacity",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
    ]);
    rungs.extend([
        invalid(
            "a segment of unknown many",
            json!({"Segment": 0}),
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        ),
        invalid(
            "segments and none of them",
            json!({"TotalSegments": 1}),
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        )
        .alone(),
        invalid(
            "a segment behind the last",
            segment(json!(1), json!(1)),
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 1 is not less than \
             TotalSegments: 1",
        ),
    ]);
    rungs.extend(data_table_rungs());
    rungs.push(invalid(
        "no such index",
        json!({"IndexName": "none"}),
        "The table does not have the specified index: none",
    ));
    rungs.extend([
        invalid(
            "no attributes named",
            json!({"Select": "SPECIFIC_ATTRIBUTES"}),
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        invalid(
            "projected attributes without an index",
            json!({"Select": "ALL_PROJECTED_ATTRIBUTES"}),
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        ),
        invalid("another attribute", start(json!({"id": {"S": "a"}})), START_KEY),
        invalid("another type", start(json!({"pk": {"N": "1"}})), START_KEY),
        invalid("no attribute", start(json!({})), START_KEY),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(&states().lab, SCAN, &json!({"TableName": "Active"}), &[serialization(), validation()].concat());
}

// Behaviour

/// A table of 40 items with a global (KEYS_ONLY) and a local index (INCLUDE); every second item is in both.
fn music() -> Lab {
    let mut lab = Lab::new();
    let index = |name: &str, keys: &[&str], projection: Value| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": projection});
    let more = json!({
        "AttributeDefinitions": texts(&["pk", "sk", "other"]),
        "KeySchema": schema(&["pk", "sk"]),
        "GlobalSecondaryIndexes": [index("global", &["other"], json!({"ProjectionType": "KEYS_ONLY"}))],
        "LocalSecondaryIndexes": [
            index("local", &["pk", "other"], json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a"]})),
        ],
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    for n in 0..40 {
        let item =
            json!({"pk": {"S": (n / 4).to_string()}, "sk": {"S": n.to_string()}, "a": {"S": "a"}, "b": {"S": "b"}});
        let other = if n % 2 == 0 { json!({"other": {"S": "x"}}) } else { json!({}) };
        lab.ok("PutItem", json!({"TableName": "Music", "Item": with(&item, &other)}));
    }
    lab
}

/// All pages of a Scan, one after the other.
fn pages(lab: &mut Lab, request: &Value) -> Vec<Vec<Value>> {
    let (mut request, mut pages) = (with(&json!({"TableName": "Music"}), request), Vec::new());
    loop {
        let answer = lab.ok(SCAN, request.clone());
        let items = answer["Items"].as_array().unwrap().clone();
        assert_eq!((&answer["Count"], &answer["ScannedCount"]), (&json!(items.len()), &json!(items.len())));
        pages.push(items);
        let Some(last) = answer.get("LastEvaluatedKey") else { return pages };
        request["ExclusiveStartKey"] = last.clone();
    }
}

fn ids(items: &[Value]) -> Vec<u32> {
    let mut ids: Vec<u32> = items.iter().map(|item| item["sk"]["S"].as_str().unwrap().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn empty_and_whole() {
    let mut lab = Lab::new();
    lab.table("Empty");
    assert_eq!(lab.ok(SCAN, json!({"TableName": "Empty"})), json!({"Items": [], "Count": 0, "ScannedCount": 0}));
    let mut lab = music();
    let all = pages(&mut lab, &json!({}));
    assert_eq!((all.len(), ids(&all[0])), (1, (0..40).collect()));
    let same = lab.ok(SCAN, json!({"TableName": format!("{TABLES}Music"), "ConsistentRead": true}));
    assert_eq!(same["Items"], json!(all[0]), "the order is always the same");
}

#[test]
fn items_of_one_partition_key_stand_together_in_the_order_of_their_sort_keys() {
    let mut lab = music();
    let items = pages(&mut lab, &json!({})).concat();
    for four in items.chunks(4) {
        assert!(four.iter().all(|item| item["pk"] == four[0]["pk"]));
        assert!(four.is_sorted_by_key(|item| item["sk"]["S"].as_str().unwrap()));
    }
}

#[test]
fn paging_returns_each_once_whatever_the_limit() {
    let mut lab = music();
    for (request, expected) in [
        (json!({}), (0..40).collect::<Vec<u32>>()),
        (json!({"IndexName": "global"}), (0..40).step_by(2).collect()),
        (json!({"IndexName": "local"}), (0..40).step_by(2).collect()),
    ] {
        for limit in [1, 2, 3, 7, 19, 20, 39, 40, 41, 1_000] {
            let pages = pages(&mut lab, &with(&request, &json!({"Limit": limit})));
            assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit));
            assert_eq!(ids(&pages.concat()), expected, "{request} by {limit}");
        }
    }
}

#[test]
fn a_page_that_its_limit_ended_has_a_key_even_if_nothing_follows() {
    let mut lab = music();
    let answer = lab.ok(SCAN, json!({"TableName": "Music", "Limit": 40}));
    let last = answer["Items"][39].clone();
    assert_eq!(answer["LastEvaluatedKey"], json!({"pk": last["pk"], "sk": last["sk"]}));
    let rest = json!({"TableName": "Music", "ExclusiveStartKey": answer["LastEvaluatedKey"]});
    assert_eq!(lab.ok(SCAN, rest), json!({"Items": [], "Count": 0, "ScannedCount": 0}));
    assert_eq!(lab.ok(SCAN, json!({"TableName": "Music", "Limit": 41})).get("LastEvaluatedKey"), None);
}

#[test]
fn the_start_key_need_not_exist() {
    let mut lab = music();
    let all = pages(&mut lab, &json!({})).concat();
    let key = json!({"pk": all[9]["pk"], "sk": all[9]["sk"]});
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": key}));
    let rest = lab.ok(SCAN, json!({"TableName": "Music", "ExclusiveStartKey": key}));
    assert_eq!(rest["Items"], json!(all[10..]));
}

#[test]
fn segments_share_all_items_among_them() {
    let mut lab = music();
    for total in [1, 2, 3, 7, 100] {
        let mut found = Vec::new();
        for segment in 0..total {
            found.extend(pages(&mut lab, &json!({"Segment": segment, "TotalSegments": total, "Limit": 3})).concat());
        }
        assert_eq!(ids(&found), (0..40).collect::<Vec<u32>>(), "{total}");
    }
    let most = json!({"TableName": "Music", "Segment": 999_999, "TotalSegments": 1_000_000});
    lab.ok(SCAN, most);
    let (first, second) = (json!({"Segment": 0, "TotalSegments": 2}), json!({"Segment": 1, "TotalSegments": 2}));
    let of_first = pages(&mut lab, &first)[0][0].clone();
    let key = json!({"ExclusiveStartKey": {"pk": of_first["pk"], "sk": of_first["sk"]}});
    let text = "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment";
    lab.refused(SCAN, with(&with(&json!({"TableName": "Music"}), &second), &key), "ValidationException", text);
}

#[test]
fn count_without_items() {
    let mut lab = music();
    let count = json!({"TableName": "Music", "Select": "COUNT"});
    assert_eq!(lab.ok(SCAN, count.clone()), json!({"Count": 40, "ScannedCount": 40}));
    let answer = lab.ok(SCAN, with(&count, &json!({"IndexName": "global", "Limit": 5})));
    assert_eq!(members(&answer), ["Count", "LastEvaluatedKey", "ScannedCount"]);
    assert_eq!(answer["Count"], 5);
}

#[test]
fn a_page_is_1_mb() {
    let mut lab = Lab::new();
    lab.table("Music");
    // Four make exactly 1 MB.
    let text = "x".repeat(256 * 1024 - "pk".len() - 2 - "v".len());
    for n in 10..19 {
        let item = json!({"pk": {"S": n.to_string()}, "v": {"S": text}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    }
    let sizes: Vec<usize> = pages(&mut lab, &json!({})).iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 4, 1]);
    let answer = lab.ok(SCAN, json!({"TableName": "Music", "Select": "COUNT"}));
    assert_eq!(answer["Count"], 4, "COUNT reads as much");
}

#[test]
fn indexes_answer_what_they_hold() {
    let mut lab = music();
    let scan = |lab: &mut Lab, more: Value| lab.call(SCAN, with(&json!({"TableName": "Music", "Limit": 1}), &more));
    for (index, select, expected) in [
        ("global", "ALL_PROJECTED_ATTRIBUTES", &["other", "pk", "sk"][..]),
        ("local", "ALL_PROJECTED_ATTRIBUTES", &["a", "other", "pk", "sk"]),
        ("local", "ALL_ATTRIBUTES", &["a", "b", "other", "pk", "sk"]),
    ] {
        let answer = scan(&mut lab, json!({"IndexName": index, "Select": select})).unwrap();
        assert_eq!(members(&answer["Items"][0]), expected, "{index} {select}");
        assert_eq!(members(&answer["LastEvaluatedKey"]), ["other", "pk", "sk"]);
    }
    let refused = |text: &str| Err(("ValidationException".to_owned(), text.to_owned()));
    assert_eq!(
        scan(&mut lab, json!({"IndexName": "global", "Select": "ALL_ATTRIBUTES"})),
        refused(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index \
             global because its projection type is not ALL"
        )
    );
    assert_eq!(
        scan(&mut lab, json!({"IndexName": "global", "ConsistentRead": true})),
        refused("Consistent reads are not supported on global secondary indexes")
    );
    assert!(scan(&mut lab, json!({"IndexName": "local", "ConsistentRead": true})).is_ok());
    let table_key = json!({"pk": {"S": "0"}, "sk": {"S": "0"}});
    assert_eq!(scan(&mut lab, json!({"IndexName": "global", "ExclusiveStartKey": table_key})), refused(START_KEY));
}
