//! BatchExecuteStatement.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const BATCH: &str = "BatchExecuteStatement";

/// A batch of statements.
fn batch(statements: &[&str]) -> Value {
    json!({"Statements": statements.iter().map(|text| json!({"Statement": text})).collect::<Value>()})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ReturnConsumedCapacity");
    let of = |what, statements: Value, text: &str| wrong_type(what, json!({"Statements": statements}), text);
    rungs.extend([
        of("a text for a list", json!("x"), "Unrecognized collection type class java.lang.String"),
        of("a text for a statement", json!(["SELECT"]), "Unexpected field type"),
        of("a number for a text", json!([{"Statement": 1}]), "NUMBER_VALUE cannot be converted to String"),
        of("a text for a switch", json!([{"ConsistentRead": "true"}]), "Unexpected token received from parser"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let at = |path: &str| format!("at 'statements.1.member.{path}'");
    let one = |members: Value| json!({"Statements": [with(&json!({"Statement": "SELECT * FROM Active"}), &members)]});
    let long = " ".repeat(8_193);
    vec![
        constraint("no list", json!({"Statements": null}), "null at 'statements'", NOT_NULL),
        constraint("no statement", json!({"Statements": []}), "'[]' at 'statements'", length_from(1)),
        constraint("nothing", json!({"Statements": [{}]}), format!("null {}", at("statement")), NOT_NULL),
        constraint("an empty text", one(json!({"Statement": ""})), format!("'' {}", at("statement")), length_from(1)),
        constraint(
            "a long text",
            one(json!({"Statement": long})),
            format!("'{long}' {}", at("statement")),
            length_to(8_192),
        ),
        constraint(
            "no parameters",
            one(json!({"Parameters": []})),
            format!("'[]' {}", at("parameters")),
            length_from(1),
        ),
        constraint(
            "no such image",
            one(json!({"ReturnValuesOnConditionCheckFailure": "X"})),
            format!("'X' {}", at("returnValuesOnConditionCheckFailure")),
            one_of("ALL_OLD, NONE"),
        ),
        constraint(
            "no such figures",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
    ]
}

fn own_refusals() -> Vec<ErrorCase> {
    let (read, write) = ("SELECT * FROM Active WHERE pk = 'a'", "DELETE FROM Active WHERE pk = 'a'");
    let mixed = "Read and write requests together in the same batch is not supported.";
    let twice = "Provided list of item keys contains duplicates";
    vec![
        invalid("reads and writes", batch(&[read, "nonsense", write]), mixed),
        invalid("an item written twice", batch(&[write, "UPDATE Active SET a = 1 WHERE pk = 'a' AND x = 1"]), twice),
        invalid("an item read twice", batch(&[read, "SELECT b FROM Active WHERE pk = 'a'"]), twice),
    ]
}

#[test]
fn refusals_in_their_order() {
    let base = batch(&["SELECT * FROM Active WHERE pk = 'a'"]);
    assert_precedence(&states().lab, BATCH, &base, &[serialization(), validation(), own_refusals()].concat());
}

#[test]
fn twenty_five_statements() {
    let mut lab = Lab::new();
    lab.table("Music");
    let texts: Vec<String> = (0..26).map(|n| format!("INSERT INTO Music VALUE {{'pk': '{n}'}}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    lab.ok(BATCH, batch(&texts[..25]));
    let (name, text) = lab.call(BATCH, batch(&texts)).unwrap_err();
    assert_eq!(name, "ValidationException");
    assert!(
        text.ends_with(
            "at 'statements' failed to satisfy constraint: Member must have length less than or equal to 25"
        )
    );
}

// Behaviour

fn error(code: &str, message: &str) -> Value {
    json!({"Code": code, "Message": message})
}

#[test]
fn each_statement_for_itself() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.table("Other");
    lab.put("Music", "a");
    lab.put("Music", "b");
    let answer = lab.ok(
        BATCH,
        batch(&[
            "INSERT INTO Music VALUE {'pk': 'new', 'n': 1}",
            "INSERT INTO Music VALUE {'pk': 'a'}",
            "UPDATE Music SET n = 1 WHERE pk = 'b' RETURNING ALL NEW *",
            "UPDATE Music SET n = 1 WHERE pk = 'absent'",
            "UPDATE Music SET n = 1 WHERE n = 1",
            "UPDATE Nowhere SET n = 1 WHERE pk = 'a'",
            "UPDATE Music",
            "DELETE FROM Other WHERE pk = 'a'",
            "EXISTS (SELECT * FROM Music WHERE pk = 'c' AND n = 1)",
        ]),
    );
    let item = json!({"pk": {"S": "b"}, "n": {"N": "1"}});
    let expected = json!([
        {"TableName": "Music"},
        {"TableName": "Music", "Error": error("DuplicateItem", "Duplicate primary key exists in table")},
        {"TableName": "Music", "Item": item},
        {"TableName": "Music", "Error": error("ConditionalCheckFailed", "The conditional request failed")},
        {"Error": error("ValidationError", "Where clause does not contain a mandatory equality on all key attributes")},
        {"TableName": "Nowhere", "Error": error("ResourceNotFound", "Requested resource not found")},
        {"Error": error("ValidationError", "Statement wasn't well formed, can't be processed: Unexpected term")},
        {"TableName": "Other"},
        {"Error": error("ValidationError", "EXISTS is only supported in ExecuteTransaction")},
    ]);
    assert_eq!(answer, json!({"Responses": expected}));
    let new = json!({"pk": {"S": "new"}, "n": {"N": "1"}});
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}}), item.clone(), new]);
    let shown = json!({"Statements": [{
        "Statement": "UPDATE Music SET n = 2 WHERE pk = 'b' AND n = 7", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }]});
    assert_eq!(lab.ok(BATCH, shown)["Responses"][0]["Error"]["Item"], item);
}

#[test]
fn reads_name_the_whole_key() {
    let mut lab = Lab::new();
    lab.table("Music");
    for pk in ["a", "b"] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "n": {"N": "1"}}}));
    }
    let request = batch(&[
        "SELECT * FROM Music WHERE pk = 'a'",
        "SELECT n FROM Music WHERE pk = 'b' AND n = 1",
        "SELECT * FROM Music WHERE pk = 'absent'",
        "SELECT * FROM Music WHERE n = 1",
        "SELECT * FROM Music WHERE pk IN ['c']",
    ]);
    let text = "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
    let expected = json!([
        {"TableName": "Music", "Item": {"pk": {"S": "a"}, "n": {"N": "1"}}},
        {"TableName": "Music", "Item": {"n": {"N": "1"}}},
        {"TableName": "Music"},
        {"Error": error("ValidationError", text)},
        {"Error": error("ValidationError", text)},
    ]);
    assert_eq!(lab.ok(BATCH, request.clone()), json!({"Responses": expected}));
    let figures =
        lab.ok(BATCH, with(&request, &json!({"ReturnConsumedCapacity": "TOTAL"})))["ConsumedCapacity"].clone();
    assert_eq!(
        figures,
        json!(vec![json!({"TableName": "Music", "CapacityUnits": 0.5}); 3]),
        "one for each that is read"
    );
}
