//! ExecuteStatement.

use crate::execute_statement_reads::music;
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

pub const EXECUTE: &str = "ExecuteStatement";
pub const PARAMETERS: &str = "One or more parameter values were invalid:";

/// A request with a statement.
pub fn statement(text: &str) -> Value {
    json!({"Statement": text})
}

pub fn with_values(text: &str, values: Value) -> Value {
    json!({"Statement": text, "Parameters": values})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let texts = ["Statement", "NextToken", "ReturnConsumedCapacity", "ReturnValuesOnConditionCheckFailure"];
    let mut rungs: Vec<ErrorCase> = texts.into_iter().flat_map(not_text).collect();
    rungs.extend([
        wrong_type(
            "a text for a list",
            json!({"Parameters": "x"}),
            "Unrecognized collection type class java.lang.String",
        ),
        wrong_type("a text for a value", json!({"Parameters": ["x"]}), "Unexpected field type"),
        wrong_type("a text for a switch", json!({"ConsistentRead": "true"}), "Unexpected token received from parser"),
        wrong_type("a text for a number", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let (long, long_token) = (" ".repeat(8_193), "x".repeat(32_769));
    vec![
        constraint("no statement", json!({"Statement": null}), "null at 'statement'", NOT_NULL),
        constraint("an empty statement", statement(""), "'' at 'statement'", length_from(1)),
        constraint("a long statement", statement(&long), format!("'{long}' at 'statement'"), length_to(8_192)),
        constraint("no parameters", json!({"Parameters": []}), "'[]' at 'parameters'", length_from(1)),
        constraint("an empty token", json!({"NextToken": ""}), "'' at 'nextToken'", length_from(1)),
        constraint(
            "a long token",
            json!({"NextToken": long_token}),
            format!("'{long_token}' at 'nextToken'"),
            length_to(32_768),
        ),
        constraint(
            "no such figures",
            json!({"ReturnConsumedCapacity": "X"}),
            "'X' at 'returnConsumedCapacity'",
            one_of("INDEXES, TOTAL, NONE"),
        ),
        constraint("a limit of none", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint(
            "no such image",
            json!({"ReturnValuesOnConditionCheckFailure": "X"}),
            "'X' at 'returnValuesOnConditionCheckFailure'",
            one_of("ALL_OLD, NONE"),
        ),
    ]
}

/// The refusals of a statement that do not depend on any table. The unit tests of the engine's parser have more.
fn statement_rungs() -> Vec<ErrorCase> {
    let malformed = |detail: &str| format!("Statement wasn't well formed, can't be processed: {detail}");
    let of = |what, text: &str, told: &str| invalid(what, statement(text), told);
    let unordered = |operator: &str, kind: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
        )
    };
    vec![
        of("no statement", "CREATE TABLE Active", &malformed("Expected data manipulation")),
        of("half a statement", "SELECT * FROM Active WHERE", &malformed("Unexpected term")),
        of("a keyword for a name", "SELECT FROM Active", &malformed("Unexpected keyword")),
        of(
            "a parameter too few",
            "SELECT * FROM Nowhere WHERE pk = ?",
            "Number of parameters in request and statement don't match.",
        ),
        of("a count", "SELECT COUNT(*) FROM Nowhere", "Unexpected path component at 1:8:5"),
        of("no name", "SELECT * FROM \"\"", "Path component cannot be an empty string"),
        of("three names", "SELECT * FROM Nowhere.b.c", "A path may contain at most 2 components in the FROM clause"),
        of(
            "an index in an INSERT",
            "INSERT INTO \"Nowhere\".\"i\" VALUE {'pk': 'a'}",
            "FROM clause may only contain a single table name in data manipulation statements at 1:13:9",
        ),
        of(
            "an index in an UPDATE",
            "UPDATE \"Nowhere\".\"i\" SET a = 1 WHERE pk = 'a'",
            "This operation is not supported on an index",
        ),
        of(
            "an index in a DELETE",
            "DELETE FROM \"Nowhere\".\"i\" WHERE pk = 'a'",
            "This operation is not supported on an index",
        ),
        of("no order", "SELECT * FROM Nowhere WHERE a < true", &unordered("<", "BOOL")),
        of("no order of negated", "SELECT * FROM Nowhere WHERE NOT a >= {}", &unordered(">=", "M")),
        of("no order between", "SELECT * FROM Nowhere WHERE a BETWEEN <<1>> AND 2", &unordered("BETWEEN", "NS")),
        of(
            "a DELETE that returns more",
            "DELETE FROM Nowhere WHERE pk = 'a' RETURNING ALL NEW *",
            "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE statements.",
        ),
        of(
            "EXISTS alone",
            "EXISTS(SELECT * FROM Nowhere WHERE pk = 'a' AND b = 1)",
            "EXISTS is only supported in ExecuteTransaction",
        ),
        invalid(
            "a token for a write",
            json!({"Statement": "DELETE FROM Nowhere WHERE pk = 'a'", "NextToken": "x"}),
            "NextToken is only valid on a SELECT statement",
        ),
        invalid("no token", json!({"Statement": "SELECT * FROM Nowhere", "NextToken": "x"}), "Invalid NextToken"),
    ]
    .into_iter()
    .map(ErrorCase::alone)
    .collect()
}

fn table_rungs() -> Vec<ErrorCase> {
    let missing = |name: &str| {
        let text = format!("SELECT * FROM {name} WHERE pk = 'a'");
        own("no table", statement(&text), "ResourceNotFoundException", "Requested resource not found")
    };
    let mut rungs: Vec<ErrorCase> =
        ["Nowhere", "Gone", "Young", "Creating", "Restoring", "Doomed"].into_iter().map(missing).collect();
    let key = "Where clause does not contain a mandatory equality on all key attributes";
    let of = |what, text: &str, told: &str| invalid(what, statement(text), told);
    rungs.extend([
        of("no such index", "SELECT * FROM \"Active\".\"i\"", "The table does not have the specified index"),
        of("no key for an UPDATE", "UPDATE Active SET a = 1 WHERE b = 1", key),
        of("no equality", "UPDATE Active SET a = 1 WHERE pk > 'a'", key),
        of("one of two keys", "DELETE FROM Active WHERE pk = 'a' OR pk = 'b'", key),
        of("no condition", "DELETE FROM Active", key),
        of(
            "another type of key",
            "DELETE FROM Active WHERE pk = 1",
            "The provided key element does not match the schema",
        ),
        of(
            "no key in an INSERT",
            "INSERT INTO Active VALUE {'a': 1}",
            &format!("{PARAMETERS} Missing the key pk in the item"),
        ),
        of(
            "an update of the key",
            "UPDATE Active SET pk = 'b' WHERE pk = 'a'",
            &format!("{PARAMETERS} Cannot update attribute pk. This attribute is part of the key"),
        ),
        of(
            "an order without a condition",
            "SELECT * FROM Active ORDER BY pk",
            "Must have WHERE clause in the statement when using ORDER BY clause.",
        ),
        of(
            "an order without a key",
            "SELECT * FROM Active WHERE a = 1 ORDER BY pk",
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ),
        of(
            "an order of what is no key",
            "SELECT * FROM Active WHERE pk = 'a' ORDER BY a",
            "Variable reference a in ORDER BY clause must be part of the primary key",
        ),
        own(
            "an INSERT of what is there",
            statement("INSERT INTO Active VALUE {'pk': 'a'}"),
            "DuplicateItemException",
            "Duplicate primary key exists in table",
        ),
        own(
            "an UPDATE of what is not there",
            statement("UPDATE Active SET a = 1 WHERE pk = 'x'"),
            "ConditionalCheckFailedException",
            "The conditional request failed",
        ),
        of(
            "a path that leads nowhere",
            "UPDATE Active SET a.b = 1 WHERE pk = 'a'",
            "The document path provided in the update expression is invalid for update",
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let rungs = [serialization(), validation(), statement_rungs(), table_rungs()].concat();
    assert_precedence(&states().lab, EXECUTE, &statement("SELECT * FROM Active"), &rungs);
}

// Behaviour

#[test]
fn what_is_written_and_returned() {
    let mut lab = Lab::new();
    lab.table("Music");
    let key = json!({"S": "a"});
    lab.ok(EXECUTE, with_values("INSERT INTO Music VALUE {'pk': ?, 'n': 1, 'l': ['x', 'y']}", json!([key])));
    let old = json!({"pk": key, "n": {"N": "1"}, "l": {"L": [{"S": "x"}, {"S": "y"}]}});
    assert_eq!(lab.scanned("Music"), std::slice::from_ref(&old));
    let update = "UPDATE Music SET n = n + 1 SET s = <<'p'>>, l = list_append(l, ['z']) REMOVE l2 WHERE pk = 'a'";
    let updated = lab.ok(EXECUTE, statement(&format!("{update} RETURNING ALL OLD *")));
    assert_eq!(updated, json!({"Items": [old]}));
    let returned = |lab: &mut Lab, text: &str| lab.ok(EXECUTE, statement(text))["Items"].clone();
    assert_eq!(
        returned(
            &mut lab,
            "UPDATE Music SET n = n - 5, s = set_add(s, <<'q'>>) WHERE pk = 'a' RETURNING MODIFIED OLD *"
        ),
        json!([{"n": {"N": "2"}, "s": {"SS": ["p"]}}])
    );
    assert_eq!(
        returned(
            &mut lab,
            "UPDATE Music SET l[1] = 'b', l[0] = 'a' WHERE pk = 'a' AND n = -3 RETURNING MODIFIED NEW *"
        ),
        json!([{"l": {"L": [{"S": "a"}, {"S": "b"}]}}])
    );
    assert_eq!(
        returned(
            &mut lab,
            "UPDATE Music SET s = set_delete(s, <<'p'>>) REMOVE l, n WHERE pk = 'a' RETURNING ALL NEW *"
        ),
        json!([{"pk": key, "s": {"SS": ["q"]}}])
    );
    assert_eq!(returned(&mut lab, "DELETE FROM Music WHERE pk = 'absent' AND n = 1"), json!([]), "nothing is deleted");
    let wrong = json!({"Statement": "DELETE FROM Music WHERE pk = 'a' AND n = 1"});
    lab.refused(EXECUTE, wrong, "ConditionalCheckFailedException", "The conditional request failed");
    let last = "DELETE FROM Music WHERE pk = 'a' AND n IS MISSING RETURNING ALL OLD *";
    assert_eq!(returned(&mut lab, last), json!([{"pk": key, "s": {"SS": ["q"]}}]));
    assert_eq!(lab.scanned("Music"), [Value::Null; 0]);
}

#[test]
fn a_failed_condition_shows_the_item() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    let request = json!({"Statement": "UPDATE Music SET n = 1 WHERE pk = 'a' AND n = 1"});
    let shown = with(&request, &json!({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}));
    for (request, item) in [(request, Value::Null), (shown, json!({"pk": {"S": "a"}}))] {
        let answer = lab.handle("DynamoDB_20120810.ExecuteStatement", request.to_string().as_bytes());
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!((answer.status, &body["Item"]), (400, &item));
    }
}

#[test]
fn sizes() {
    let mut lab = Lab::new();
    lab.table("Music");
    let value = |bytes: usize| json!([{"S": "x".repeat(bytes)}]);
    let insert = "INSERT INTO Music VALUE {'pk': 'a', 'v': ?}";
    let text = "Item size has exceeded the maximum allowed size";
    lab.refused(EXECUTE, with_values(insert, value(400 * 1024 - 3)), "ValidationException", text);
    lab.ok(EXECUTE, with_values(insert, value(400 * 1024 - 4)));
    let update = "UPDATE Music SET v = ? WHERE pk = 'a'";
    let text = "Item size to update has exceeded the maximum allowed size";
    lab.refused(EXECUTE, with_values(update, value(400 * 1024 - 3)), "ValidationException", text);
    lab.ok(EXECUTE, with_values(update, value(400 * 1024 - 4)));
}

#[test]
fn what_is_consumed() {
    let mut lab = music();
    let mut consumed = |text: &str, more: Value| {
        let request = with(&json!({"Statement": text, "ReturnConsumedCapacity": "INDEXES"}), &more);
        lab.ok(EXECUTE, request)["ConsumedCapacity"].clone()
    };
    let table = |units: f64| json!({"TableName": "Music", "CapacityUnits": units, "Table": {"CapacityUnits": units}});
    assert_eq!(consumed("SELECT * FROM Music WHERE artist = 'a' AND year = 1", json!({})), table(0.5));
    assert_eq!(consumed("SELECT * FROM Music WHERE artist = 'a'", json!({"ConsistentRead": true})), table(1.0));
    assert_eq!(consumed("SELECT * FROM Music WHERE artist = 'absent' AND year = 1", json!({})), table(0.5));
    let global = consumed("SELECT * FROM \"Music\".\"by-genre\" WHERE genre = 'g1'", json!({}));
    assert_eq!(global["GlobalSecondaryIndexes"], json!({"by-genre": {"CapacityUnits": 0.5}}));
    assert_eq!((&global["CapacityUnits"], &global["Table"]["CapacityUnits"]), (&json!(0.5), &json!(0.0)));
    let local = consumed("SELECT label FROM \"Music\".\"by-rating\" WHERE artist = 'a'", json!({}));
    assert_eq!(local["LocalSecondaryIndexes"], json!({"by-rating": {"CapacityUnits": 0.5}}));
    assert_eq!(local["Table"]["CapacityUnits"], 1.5, "three items are fetched");
    let insert = consumed("INSERT INTO Music VALUE {'artist': 'z', 'year': 1}", json!({}));
    assert_eq!(insert, table(1.0), "an item that is in no index");
    assert_eq!(consumed("DELETE FROM Music WHERE artist = 'absent' AND year = 1", json!({})), table(1.0));
}
