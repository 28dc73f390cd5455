//! The setting WriteConflictSeconds: writes that are in each other's way, as retry code must expect them.

use crate::harness::Lab;
use serde_json::{Value, json};

const TEXT: &str = "Transaction is ongoing for the item";

fn lab() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok("UpdateLab", json!({"Settings": {"WriteConflictSeconds": 0.05}}));
    lab
}

fn key() -> Value {
    json!({"pk": {"S": "a"}})
}

fn transact(pk: &str) -> Value {
    json!({"TransactItems": [{"Put": {"TableName": "Music", "Item": {"pk": {"S": pk}, "n": {"N": "1"}}}}]})
}

/// Every operation that writes one item, for the item `a`.
fn single_writes() -> [(&'static str, Value); 4] {
    [
        ("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "n": {"N": "2"}}})),
        (
            "UpdateItem",
            json!({"TableName": "Music", "Key": key(), "UpdateExpression": "SET n = :n",
                "ExpressionAttributeValues": {":n": {"N": "3"}}}),
        ),
        ("DeleteItem", json!({"TableName": "Music", "Key": key()})),
        ("ExecuteStatement", json!({"Statement": "UPDATE Music SET n = 4 WHERE pk = 'a'"})),
    ]
}

/// Every transaction that touches the item `a` second.
fn transactions() -> [(&'static str, Value); 4] {
    let put = |pk: &str| json!({"Put": {"TableName": "Music", "Item": {"pk": {"S": pk}}}});
    let get = |pk: &str| json!({"Get": {"TableName": "Music", "Key": {"pk": {"S": pk}}}});
    let update = |pk: &str| json!({"Statement": format!("DELETE FROM Music WHERE pk = '{pk}'")});
    let select = |pk: &str| json!({"Statement": format!("SELECT * FROM Music WHERE pk = '{pk}'")});
    [
        ("TransactWriteItems", json!({"TransactItems": [put("z"), put("a")]})),
        ("TransactGetItems", json!({"TransactItems": [get("z"), get("a")]})),
        ("ExecuteTransaction", json!({"TransactStatements": [update("z"), update("a")]})),
        ("ExecuteTransaction", json!({"TransactStatements": [select("z"), select("a")]})),
    ]
}

fn cancelled(lab: &mut Lab, operation: &str, body: &Value) -> Value {
    let target = format!("DynamoDB_20120810.{operation}");
    let (name, text) = lab.call(operation, body.clone()).expect_err(operation);
    assert_eq!(name, "TransactionCanceledException", "{operation}");
    assert!(text.ends_with("specific reasons [None, TransactionConflict]"), "{text}");
    let answer: Value = serde_json::from_slice(&lab.handle(&target, body.to_string().as_bytes()).body).unwrap();
    answer["CancellationReasons"].clone()
}

#[test]
fn a_single_write_conflicts_with_a_transaction() {
    for (operation, body) in single_writes() {
        let mut lab = lab();
        lab.ok("TransactWriteItems", transact("a"));
        lab.refused(operation, body.clone(), "TransactionConflictException", TEXT);
        lab.advance_ms(49);
        lab.refused(operation, body.clone(), "TransactionConflictException", TEXT);
        lab.advance_ms(1);
        lab.ok(operation, body);
    }
}

#[test]
fn a_transaction_conflicts_with_any_write() {
    let by_transaction = [("TransactWriteItems", transact("a"))];
    for (first, wrote) in single_writes().into_iter().chain(by_transaction) {
        for (operation, body) in transactions() {
            let mut lab = lab();
            lab.put("Music", "a");
            lab.advance_ms(50);
            lab.ok(first, wrote.clone());
            let reasons = cancelled(&mut lab, operation, &body);
            let expected = json!([{"Code": "None"}, {"Code": "TransactionConflict", "Message": TEXT}]);
            assert_eq!(reasons, expected, "{operation} after {first}");
            lab.advance_ms(49);
            cancelled(&mut lab, operation, &body);
            lab.advance_ms(1);
            lab.ok(operation, body);
        }
    }
}

#[test]
fn a_statement_of_a_batch_has_its_own_conflict() {
    let mut lab = lab();
    lab.ok("TransactWriteItems", transact("a"));
    let insert = json!({"Statement": "INSERT INTO Music VALUE {'pk': 'z'}"});
    let delete = json!({"Statement": "DELETE FROM Music WHERE pk = 'a'"});
    let answer = lab.ok("BatchExecuteStatement", json!({"Statements": [insert, delete]}));
    assert_eq!(answer["Responses"][0], json!({"TableName": "Music"}));
    assert_eq!(answer["Responses"][1]["Error"], json!({"Code": "TransactionConflict", "Message": TEXT}));
}

#[test]
fn what_is_not_in_the_way() {
    let mut lab = lab();
    // Single writes, whatever the clock shows, and other items.
    for (operation, body) in single_writes() {
        lab.put("Music", "a");
        lab.ok(operation, body);
    }
    lab.ok("TransactWriteItems", transact("b"));
    lab.put("Music", "a");
    // Reads of one item, and batches, for which no conflict is declared.
    lab.ok("GetItem", json!({"TableName": "Music", "Key": {"pk": {"S": "b"}}}));
    lab.ok("BatchWriteItem", json!({"RequestItems": {"Music": [{"PutRequest": {"Item": {"pk": {"S": "b"}}}}]}}));
    // A cancelled transaction.
    lab.advance_ms(50);
    let check = json!({"ConditionCheck": {"TableName": "Music", "Key": {"pk": {"S": "never"}},
        "ConditionExpression": "attribute_exists(pk)"}});
    let mut body = transact("a");
    body["TransactItems"].as_array_mut().unwrap().push(check);
    lab.call("TransactWriteItems", body).unwrap_err();
    lab.put("Music", "a");
    // Another table's item of that key, and any item once the setting is off.
    lab.advance_ms(50);
    lab.ok("TransactWriteItems", transact("a"));
    lab.table("Other");
    lab.put("Other", "a");
    lab.ok("UpdateLab", json!({"Settings": {"WriteConflictSeconds": 0}}));
    lab.put("Music", "a");
}

/// A repetition of a transaction under its token is no second write.
#[test]
fn a_repetition_under_a_token_does_not_conflict_with_itself() {
    let mut lab = lab();
    let mut body = transact("a");
    body["ClientRequestToken"] = json!("once");
    lab.ok("TransactWriteItems", body.clone());
    lab.ok("TransactWriteItems", body);
}

#[test]
fn a_conflict_is_found_before_the_condition() {
    let mut lab = lab();
    lab.ok("TransactWriteItems", transact("a"));
    let body =
        json!({"TableName": "Music", "Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(pk)"});
    lab.refused("PutItem", body, "TransactionConflictException", TEXT);
}
