//! ExecuteTransaction.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const EXECUTE: &str = "ExecuteTransaction";
const CANCELLED: &str = "Transaction cancelled, please refer cancellation reasons for specific reasons";

/// A transaction of these statements.
fn statements(statements: &[&str]) -> Value {
    json!({"TransactStatements": statements.iter().map(|text| json!({"Statement": text})).collect::<Value>()})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("ReturnConsumedCapacity"), not_text("ClientRequestToken")].concat();
    let of = |what, statements: Value, text: &str| wrong_type(what, json!({"TransactStatements": statements}), text);
    rungs.extend([
        of("a text for a list", json!("x"), "Unrecognized collection type class java.lang.String"),
        of("a text for a statement", json!(["SELECT"]), "Unexpected field type"),
        of("a number for a text", json!([{"Statement": 1}]), "NUMBER_VALUE cannot be converted to String"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let at = |path: &str| format!("at 'transactStatements.1.member.{path}'");
    let one =
        |members: Value| json!({"TransactStatements": [with(&json!({"Statement": "SELECT * FROM Active"}), &members)]});
    let long = "x".repeat(37);
    vec![
        constraint("no list", json!({"TransactStatements": null}), "null at 'transactStatements'", NOT_NULL),
        constraint("no statement", json!({"TransactStatements": []}), "'[]' at 'transactStatements'", length_from(1)),
        constraint("nothing", json!({"TransactStatements": [{}]}), format!("null {}", at("statement")), NOT_NULL),
        constraint("an empty text", one(json!({"Statement": ""})), format!("'' {}", at("statement")), length_from(1)),
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
        constraint("an empty token", json!({"ClientRequestToken": ""}), "'' at 'clientRequestToken'", length_from(1)),
        constraint(
            "a long token",
            json!({"ClientRequestToken": long}),
            format!("'{long}' at 'clientRequestToken'"),
            length_to(36),
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
    let failed = |index: usize, text: &str| format!("Validation failed in TransactStatements[{index}]: {text}");
    let key = "Where clause does not contain a mandatory equality on all key attributes";
    let twice = "Transaction request cannot include multiple operations on one item";
    let mut rungs = vec![
        invalid(
            "no statement",
            statements(&[write, "x"]),
            "Statement wasn't well formed, can't be processed: Expected data manipulation",
        ),
        invalid(
            "a RETURNING clause",
            statements(&[read, "DELETE FROM Active WHERE pk = 'b' RETURNING ALL OLD *"]),
            failed(1, "RETURNING clause is not supported in ExecuteTransaction."),
        ),
        invalid(
            "an index",
            statements(&["SELECT * FROM \"Active\".\"i\" WHERE pk = 'a'", write]),
            failed(0, "Reads on indices are not supported within transactions."),
        ),
        invalid(
            "reads and writes",
            statements(&[read, "DELETE FROM Nowhere WHERE pk = 'b'"]),
            "ExecuteTransaction API does not support both read and write operations in the same request.",
        ),
        invalid(
            "EXISTS goes with writes",
            statements(&["EXISTS(SELECT * FROM Active WHERE pk = 'b' AND a = 1)", read]),
            "ExecuteTransaction API does not support both read and write operations in the same request.",
        ),
    ];
    for name in ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"] {
        let missing = statements(&[write, &format!("DELETE FROM {name} WHERE x = 1")]);
        rungs.push(own("no table", missing, "ResourceNotFoundException", "Requested resource not found"));
    }
    rungs.extend([
        invalid("no key to read", statements(&["SELECT * FROM Active"]), key),
        invalid("no key to write", statements(&["DELETE FROM Active WHERE a = 1", write, write]), key),
        invalid(
            "EXISTS of a key alone",
            statements(&["EXISTS(SELECT * FROM Active WHERE pk = 'a')"]),
            "EXISTS must have a condition beside the equality on all key attributes",
        ),
        invalid("an item written twice", statements(&[write, "UPDATE Active SET a = 1 WHERE pk = 'a'"]), twice),
        invalid("an item read twice", statements(&[read, read]), twice),
        own(
            "what is there and what is not",
            statements(&[
                "INSERT INTO Active VALUE {'pk': 'a'}",
                "INSERT INTO Active VALUE {'pk': 'new'}",
                "UPDATE Active SET a = 1 WHERE pk = 'absent'",
                "UPDATE Active SET a.b = 1 WHERE pk = 'b'",
            ]),
            "TransactionCanceledException",
            format!("{CANCELLED} [DuplicateItem, None, ConditionalCheckFailed, ValidationError]"),
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = statements(&["SELECT * FROM Active WHERE pk = 'a'"]);
    assert_precedence(&states().lab, EXECUTE, &base, &[serialization(), validation(), own_refusals()].concat());
}

// Behaviour

fn lab() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.table("Other");
    for pk in ["a", "b"] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "n": {"N": "1"}}}));
    }
    lab
}

#[test]
fn reads_in_the_order_of_the_request() {
    let mut lab = lab();
    let request = statements(&[
        "SELECT * FROM Music WHERE pk = 'b'",
        "SELECT x FROM Music WHERE pk = 'a'",
        "SELECT * FROM Other WHERE pk = 'a'",
        "SELECT * FROM Music WHERE pk = 'c' AND n = 1",
    ]);
    let item = json!({"pk": {"S": "b"}, "n": {"N": "1"}});
    assert_eq!(lab.ok(EXECUTE, request.clone()), json!({"Responses": [{"Item": item}, {"Item": {}}, {}, {}]}));
    let answer = lab.ok(EXECUTE, with(&request, &json!({"ReturnConsumedCapacity": "TOTAL"})));
    let of = |name: &str, n: f64| json!({"TableName": name, "CapacityUnits": n, "ReadCapacityUnits": n});
    assert_eq!(answer["ConsumedCapacity"], json!([of("Music", 6.0), of("Other", 2.0)]), "what is missing costs too");
}

/// As of TransactWriteItems, it is the request that is measured: the items that go may be larger.
#[test]
fn at_most_four_megabytes_of_a_request() {
    let mut lab = lab();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
    let text = "UPDATE Other SET v = ? WHERE pk = ?";
    // Beside its long parameter each has its text and a key of one byte.
    let update = |pk: &str, bytes: usize| {
        let parameters = json!([{"S": "x".repeat(bytes - text.len() - 1)}, {"S": pk}]);
        json!({"Statement": text, "Parameters": parameters})
    };
    let all = |last: usize| {
        let statements: Vec<Value> =
            names.iter().map(|pk| update(pk, if *pk == "k" { last } else { 390_000 })).collect();
        json!({"TransactStatements": statements})
    };
    for pk in names {
        lab.put("Other", pk);
    }
    let rest = 4 * 1024 * 1024 - 3_900_000;
    let too_large = "The aggregate size of the items in the transaction exceeds the maximum of 4 MB";
    lab.refused(EXECUTE, all(rest + 1), "ValidationException", too_large);
    lab.ok(EXECUTE, all(rest));
    lab.ok("PutItem", json!({"TableName": "Other", "Item": {"pk": {"S": "l"}, "v": {"S": "x".repeat(390_000)}}}));
    let deletes: Vec<String> =
        names.iter().chain(&["l"]).map(|pk| format!("DELETE FROM Other WHERE pk = '{pk}'")).collect();
    let deletes: Vec<&str> = deletes.iter().map(String::as_str).collect();
    lab.ok(EXECUTE, statements(&deletes));
    assert_eq!(lab.scanned("Other"), [] as [Value; 0]);
}

#[test]
fn writes_all_or_none() {
    let mut lab = lab();
    let request = |n: i32| {
        statements(&[
            "INSERT INTO Other VALUE {'pk': 'new'}",
            "UPDATE Music SET n = n + 1 WHERE pk = 'a'",
            "DELETE FROM Music WHERE pk = 'absent' AND n = 1",
            &format!("EXISTS(SELECT * FROM Music WHERE pk = 'b' AND n = {n})"),
        ])
    };
    let text = format!("{CANCELLED} [None, None, None, ConditionalCheckFailed]");
    lab.refused(EXECUTE, request(2), "TransactionCanceledException", &text);
    let shown = json!({"TransactStatements": [{
        "Statement": "UPDATE Music SET n = 7 WHERE pk = 'a' AND n = 7", "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }]});
    let answer = lab.handle("DynamoDB_20120810.ExecuteTransaction", shown.to_string().as_bytes());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["CancellationReasons"][0]["Item"], json!({"pk": {"S": "a"}, "n": {"N": "1"}}));
    let answer = lab.ok(EXECUTE, with(&request(1), &json!({"ReturnConsumedCapacity": "TOTAL"})));
    let of = |name: &str, n: f64| json!({"TableName": name, "CapacityUnits": n, "WriteCapacityUnits": n});
    assert_eq!(answer, json!({"Responses": [], "ConsumedCapacity": [of("Music", 6.0), of("Other", 2.0)]}));
    assert_eq!(lab.scanned("Other"), [json!({"pk": {"S": "new"}})]);
    assert_eq!(lab.scanned("Music")[0]["n"], json!({"N": "2"}));
}

#[test]
fn a_token_makes_it_once() {
    let mut lab = lab();
    let request = |text: &str| with(&statements(&[text]), &json!({"ClientRequestToken": "t"}));
    let update = request("UPDATE Music SET n = n + 1 WHERE pk = 'a'");
    for _ in 0..3 {
        assert_eq!(lab.ok(EXECUTE, update.clone()), json!({"Responses": []}));
    }
    assert_eq!(lab.scanned("Music")[0]["n"], json!({"N": "2"}));
    let (name, _) = lab.call(EXECUTE, request("UPDATE Music SET n = n + 2 WHERE pk = 'a'")).unwrap_err();
    assert_eq!(name, "IdempotentParameterMismatchException");
    lab.advance_ms(10 * 60_000 + 1);
    lab.ok(EXECUTE, update);
    assert_eq!(lab.scanned("Music")[0]["n"], json!({"N": "3"}));
}

#[test]
fn a_hundred_statements() {
    let mut lab = lab();
    let texts: Vec<String> = (0..101).map(|n| format!("INSERT INTO Other VALUE {{'pk': '{n}'}}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (name, text) = lab.call(EXECUTE, statements(&texts)).unwrap_err();
    assert_eq!(name, "ValidationException");
    let sentence =
        "at 'transactStatements' failed to satisfy constraint: Member must have length less than or equal to 100";
    assert!(text.ends_with(sentence), "{text}");
    lab.ok(EXECUTE, statements(&texts[..100]));
    assert_eq!(lab.scanned("Other").len(), 100);
}
