//! The envelope of PutItem and UpdateItem: which refusals it contains, by their kind and not by their text.

use crate::harness::*;
use serde_json::{Value, json};

/// A table `Music` with one item, `a`.
fn music() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "a"}, "n": {"N": "1"}, "s": {"S": "x"}}}));
    lab
}

/// A condition for each of the operations that have one, and whether its refusal is in the envelope there.
fn everywhere(condition: &Value) -> Vec<(&'static str, Value, bool)> {
    let table = json!({"TableName": "Music"});
    let of_key = with(&with(&table, &json!({"Key": {"pk": {"S": "a"}}})), condition);
    let put = with(&with(&table, &json!({"Item": {"pk": {"S": "a"}}})), condition);
    vec![
        ("PutItem", put.clone(), true),
        ("UpdateItem", of_key.clone(), true),
        ("DeleteItem", of_key.clone(), false),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": put}]}), false),
        ("TransactWriteItems", json!({"TransactItems": [{"Delete": of_key}]}), false),
        ("TransactWriteItems", json!({"TransactItems": [{"ConditionCheck": of_key}]}), false),
    ]
}

#[test]
fn of_the_request() {
    let mut lab = music();
    let condition = |text: &str| json!({"ConditionExpression": text});
    let invalid = "Invalid ConditionExpression:";
    for (members, text) in [
        (condition(""), format!("{invalid} The expression can not be empty;")),
        (condition("a = "), format!("{invalid} Syntax error; token: \"<EOF>\", near: \"=\"")),
        (condition("((a = b))"), format!("{invalid} The expression has redundant parentheses;")),
        (
            condition("a = a"),
            format!(
                "{invalid} The first operand must be distinct from the remaining operands for this operator or function; \
                 operator: =, first operand: [a]"
            ),
        ),
        (
            condition("#a = b"),
            format!(
                "{invalid} An expression attribute name used in the document path is not defined; attribute name: #a"
            ),
        ),
        (
            json!({"ConditionExpression": "a = b", "ExpressionAttributeNames": {"#x": "x"}}),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}".to_owned(),
        ),
        (
            json!({"ConditionExpression": "a = :v", "ExpressionAttributeValues": {":v": {"SS": ["a", "a"]}}}),
            "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Input collection \
             SHOWN contains duplicates. for key :v"
                .to_owned(),
        ),
        // The echoed part of a request may read like a bare text, or like the envelope.
        (
            json!({
                "ConditionExpression": "a = b",
                "ExpressionAttributeNames": {"#The provided key element does not match the schema": "x"},
            }),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"#The provided key element does not match \
             the schema\""
                .to_owned(),
        ),
        (
            json!({
                "ConditionExpression": "a = b",
                "ExpressionAttributeNames": {"1 validation error detected: ": "x"},
            }),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"1 validation error detected: \"".to_owned(),
        ),
    ] {
        for (operation, request, is_enveloped) in everywhere(&members) {
            let text = text.replace("SHOWN", if is_enveloped { "[\"a\", \"a\"]" } else { "[a, a]" });
            let text = if is_enveloped { enveloped(text) } else { text };
            let refusal = lab.call(operation, request.clone()).unwrap_err();
            assert_eq!(refusal, ("ValidationException".to_owned(), text), "{operation} {request}");
        }
    }
}

#[test]
fn limits_and_what_the_table_says_stand_bare() {
    let mut lab = music();
    let long = format!("a = {}", "b".repeat(4_093));
    let many = vec!["a = b"; 301].join(" AND ");
    let deep = format!("attribute_exists(a{})", ".a".repeat(32));
    let list = (0..101).map(|n| format!("a{n}")).collect::<Vec<_>>().join(", ");
    for (text, beginning) in [
        (long, "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size;"),
        (many, "Invalid ConditionExpression: The expression contains too many operators;"),
        (deep, "Invalid ConditionExpression: The document path has too many nesting elements;"),
        (format!("a IN ({list})"), "Invalid ConditionExpression: "),
        ("attribute_exists(a[99999999999])".to_owned(), "Invalid ConditionExpression: List index is not within the"),
    ] {
        for (operation, request, _) in everywhere(&json!({"ConditionExpression": text})) {
            let (name, text) = lab.call(operation, request).unwrap_err();
            assert!(name == "ValidationException" && text.starts_with(beginning), "{operation}: {text}");
        }
    }
    let update = |expression: &str, values: Value| {
        let request = json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "UpdateExpression": expression});
        with(&request, &json!({"ExpressionAttributeValues": values}))
    };
    let one = json!({":v": {"N": "1"}});
    let large = json!({":v": {"S": "x".repeat(400 * 1024)}});
    let parameters = "One or more parameter values were invalid:";
    let path = "The document path provided in the update expression is invalid for update";
    let most = json!({":v": {"N": "9.9e125"}});
    for (request, text) in [
        (
            update("SET pk = :v", one.clone()),
            format!("{parameters} Cannot update attribute pk. This attribute is part of the key"),
        ),
        (update("SET x.y = :v", one.clone()), path.to_owned()),
        (
            update("SET x = s + :v", one.clone()),
            "An operand in the update expression has an incorrect data type".to_owned(),
        ),
        (
            update("SET x = y", Value::Null),
            "The provided expression refers to an attribute that does not exist in the item".to_owned(),
        ),
        (update("SET x = :v", large), "Item size to update has exceeded the maximum allowed size".to_owned()),
        (
            update("SET x = :v + :v", most),
            "Number overflow. Attempting to store a number with magnitude larger than supported range".to_owned(),
        ),
    ] {
        lab.refused("UpdateItem", request, "ValidationException", &text);
    }
    let put = |item: Value| json!({"TableName": "Music", "Item": item});
    for (item, text) in [
        (json!({"v": {"N": "1"}}), format!("{parameters} Missing the key pk in the item")),
        (json!({"pk": {"N": "1"}}), format!("{parameters} Type mismatch for key pk expected: S actual: N")),
        (json!({"pk": {"S": "x".repeat(400 * 1024)}}), "Item size has exceeded the maximum allowed size".to_owned()),
    ] {
        lab.refused("PutItem", put(item), "ValidationException", &text);
    }
}

#[test]
fn of_values_in_the_request() {
    let mut lab = music();
    let parameters = "One or more parameter values were invalid:";
    for (value, text) in [
        (json!({"NULL": false}), format!("{parameters} Null attribute value types must have the value of true")),
        (json!({"SS": []}), format!("{parameters} An string set  may not be empty")),
        (json!({"NS": []}), format!("{parameters} An number set  may not be empty")),
        (json!({"N": "x"}), "The parameter cannot be converted to a numeric value: x".to_owned()),
    ] {
        let item = json!({"pk": {"S": "a"}, "v": value});
        let put = json!({"TableName": "Music", "Item": item});
        lab.refused("PutItem", put.clone(), "ValidationException", &enveloped(&text));
        let request = json!({"TransactItems": [{"Put": put}]});
        lab.refused("TransactWriteItems", request, "ValidationException", &text);
        let request = json!({"RequestItems": {"Music": [{"PutRequest": {"Item": item}}]}});
        lab.refused("BatchWriteItem", request, "ValidationException", &text);
        let update = json!({
            "TableName": "Music", "Key": {"pk": {"S": "a"}}, "UpdateExpression": "SET v = :v",
            "ExpressionAttributeValues": {":v": value},
        });
        let text = format!("ExpressionAttributeValues contains invalid value: {text} for key :v");
        lab.refused("UpdateItem", update.clone(), "ValidationException", &enveloped(&text));
        lab.refused("TransactWriteItems", json!({"TransactItems": [{"Update": update}]}), "ValidationException", &text);
        let older =
            json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": {"v": {"Value": value}}});
        assert!(lab.call("UpdateItem", older).unwrap_err().1.starts_with("1 validation error detected: "));
    }
}
