//! BatchWriteItem.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const BATCH_WRITE: &str = "BatchWriteItem";

fn put(pk: &str) -> Value {
    json!({"PutRequest": {"Item": {"pk": {"S": pk}}}})
}

fn delete(pk: &str) -> Value {
    json!({"DeleteRequest": {"Key": {"pk": {"S": pk}}}})
}

fn of(table: &str, requests: Vec<Value>) -> Value {
    json!({"RequestItems": {table: requests}})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("ReturnConsumedCapacity"), not_text("ReturnItemCollectionMetrics")].concat();
    let list = "Unrecognized collection type class java.lang.String";
    rungs.extend([
        wrong_type("a text for a map", json!({"RequestItems": "x"}), "Unexpected field type"),
        wrong_type("a list for a map", json!({"RequestItems": []}), "Unexpected field type"),
        wrong_type("a text for a list", json!({"RequestItems": {"Active": "x"}}), list),
        wrong_type("a text for a request", of("Active", vec![json!("x")]), "Unexpected field type"),
        wrong_type("a text for a put", of("Active", vec![json!({"PutRequest": "x"})]), "Unexpected field type"),
        wrong_type(
            "a text for an item",
            of("Active", vec![json!({"PutRequest": {"Item": "x"}})]),
            "Unexpected field type",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let one_request = "Supplied WriteRequest must contain exactly one of PutRequest and DeleteRequest";
    let both = with(&put("a"), &delete("b"));
    let item = |item: Value| of("Active", vec![put("a"), json!({"PutRequest": {"Item": item}})]);
    let two = |one: &str, other: Value| json!({"RequestItems": {"Active": [put("a")], one: [other]}});
    let no_number = json!({"PutRequest": {"Item": {"pk": {"S": "a"}, "n": {"N": "x"}}}});
    let not_found = "Requested resource not found";
    let twice = "Provided list of item keys contains duplicates";
    let sentence = "Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have \
                    length greater than or equal to 1]";
    let mut rungs = vec![
        constraint("no request", of("Active", vec![]), "'{Active=[]}' at 'requestItems'", sentence),
        constraint("nothing", json!({"RequestItems": null}), "null at 'requestItems'", NOT_NULL),
        constraint(
            "no such capacity",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
        constraint(
            "no such metrics",
            json!({"ReturnItemCollectionMetrics": "X"}),
            "'X' at 'returnItemCollectionMetrics'",
            one_of("SIZE, NONE"),
        ),
        invalid("no table", json!({"RequestItems": {}}), "The requestItems parameter is required for BatchWriteItem"),
        invalid("neither", of("Active", vec![json!({})]), one_request),
        invalid("both", of("Active", vec![both]), one_request),
        constraint(
            "a put of nothing",
            of("Active", vec![json!({"PutRequest": {}})]),
            "null at 'requestItems.putRequest.item'",
            NOT_NULL,
        )
        .alone(),
        invalid(
            "no number",
            item(json!({"pk": {"N": "x"}})),
            "The parameter cannot be converted to a numeric value: x",
        ),
        invalid(
            "a large item",
            item(json!({"pk": {"S": "b"}, "v": {"S": "x".repeat(400 * 1024)}})),
            "Item size has exceeded the maximum allowed size",
        ),
        invalid(
            "no number, in the table after a missing one",
            json!({"RequestItems": {"AMissing": [put("a")], "Busy": [no_number]}}),
            "The parameter cannot be converted to a numeric value: x",
        ),
        invalid("no key", item(json!({"v": {"S": "b"}})), "The provided key element does not match the schema"),
        invalid(
            "a key of another type",
            item(json!({"pk": {"N": "1"}})),
            "The provided key element does not match the schema",
        ),
        invalid(
            "another key",
            of("Active", vec![json!({"DeleteRequest": {"Key": {"id": {"S": "a"}}}})]),
            "The provided key element does not match the schema",
        ),
        invalid("an item twice", of("Active", vec![put("a"), delete("a")]), twice),
        invalid("an item twice, by name and by ARN", two(&format!("{TABLES}Active"), put("a")), twice),
    ];
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        rungs.push(own("no table to write", two(name, put("a")), "ResourceNotFoundException", not_found));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        BATCH_WRITE,
        &of("Active", vec![put("a")]),
        &[serialization(), validation()].concat(),
    );
}

#[test]
fn twenty_six_requests_are_told_as_java_prints_them() {
    let mut lab = states().lab;
    let requests: Vec<Value> = (0..26).map(|n| if n < 13 { put("a") } else { delete("b") }).collect();
    let (name, text) = lab.call(BATCH_WRITE, of("Active", requests)).unwrap_err();
    assert_eq!(name, "ValidationException");
    // A value is printed by the hash of its object, which means nothing; equal values have equal hashes.
    let value = |text: &str| text.split_once("AttributeValue@").unwrap().1[..8].to_owned();
    let (one, other) = (value(&text), value(text.rsplit_once("pk=").unwrap().1));
    assert!([&one, &other].iter().all(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit())), "{text}");
    assert_ne!(one, other);
    let object = |hash: &str| format!("{{pk=com.amazonaws.dynamodb.v20120810.AttributeValue@{hash}}}");
    let put = format!(
        "WriteRequest(putRequest=PutRequest(item={}, workloadProfileName=null), deleteRequest=null)",
        object(&one)
    );
    let delete = format!(
        "WriteRequest(putRequest=null, deleteRequest=DeleteRequest(key={}, workloadProfileName=null))",
        object(&other)
    );
    let all: Vec<&str> = (0..26).map(|n| if n < 13 { put.as_str() } else { delete.as_str() }).collect();
    let sentence = "Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have \
                    length greater than or equal to 1]";
    let place = format!("Value '{{Active=[{}]}}' at 'requestItems' failed to satisfy constraint: ", all.join(", "));
    assert_eq!(text, enveloped(place + sentence));
}

// Behaviour

#[test]
fn puts_and_deletions_in_several_tables() {
    let mut lab = Lab::new();
    lab.table("Films");
    lab.table("Music");
    lab.put("Music", "old");
    let requests = json!({
        "Films": [put("x"), delete("never there")],
        format!("{TABLES}Music"): [delete("old"), put("new")],
    });
    assert_eq!(lab.ok(BATCH_WRITE, json!({"RequestItems": requests})), json!({"UnprocessedItems": {}}));
    assert_eq!(lab.scanned("Films"), [json!({"pk": {"S": "x"}})]);
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "new"}})]);
}

#[test]
fn twenty_five_over_all_tables() {
    let mut lab = Lab::new();
    lab.table("Films");
    lab.table("Music");
    let puts = |n: usize| (0..n).map(|n| put(&n.to_string())).collect::<Vec<_>>();
    let requests = |films, music| json!({"RequestItems": {"Films": puts(films), "Music": puts(music)}});
    lab.ok(BATCH_WRITE, requests(12, 13));
    let text = "Too many items requested for the BatchWriteItem call";
    lab.refused(BATCH_WRITE, requests(13, 13), "ValidationException", text);
    assert_eq!((lab.scanned("Films").len(), lab.scanned("Music").len()), (12, 13));
}

#[test]
fn twenty_five_items_of_400_kb() {
    let mut lab = Lab::new();
    lab.table("Music");
    let text = "x".repeat(400 * 1024 - "pk".len() - 2 - "v".len());
    let item = |n: usize| json!({"PutRequest": {"Item": {"pk": {"S": format!("{n:02}")}, "v": {"S": text}}}});
    lab.ok(BATCH_WRITE, of("Music", (0..25).map(item).collect()));
    assert_eq!(lab.described("Music")["TableSizeBytes"], 25 * 400 * 1024);
}
