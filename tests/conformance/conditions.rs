//! The refusals of the condition of a write, the same for every operation that writes.

use crate::harness::*;
use serde_json::{Value, json};

/// The name of the error of a condition that does not hold.
pub const FAILED: &str = "ConditionalCheckFailedException";

/// The cases of a condition member of a wrong type.
pub fn condition_types() -> Vec<ErrorCase> {
    let map = "Unexpected field type";
    let mut rungs = not_text("ConditionExpression");
    rungs.extend([
        wrong_type("a text for names", json!({"ExpressionAttributeNames": "x"}), map),
        wrong_type(
            "a number for a name",
            json!({"ExpressionAttributeNames": {"#a": 1}}),
            "NUMBER_VALUE cannot be converted to String",
        ),
        wrong_type("a list for values", json!({"ExpressionAttributeValues": []}), map),
        wrong_type("a text for a value", json!({"ExpressionAttributeValues": {":a": "x"}}), map),
        wrong_type("a text for what is expected", json!({"Expected": "x"}), map),
        wrong_type(
            "a text for a switch",
            json!({"Expected": {"a": {"Exists": "true"}}}),
            "Unexpected token received from parser",
        ),
    ]);
    rungs
}

/// The constraints of `Expected`.
pub fn expected_constraints() -> Vec<ErrorCase> {
    vec![unknown_operator("Expected", "expected")]
}

/// The constraints of a member of `Query` or `Scan` that has a condition for each of some attributes.
pub fn filter_constraints(member: &str, path: &str) -> Vec<ErrorCase> {
    let missing = constraint(
        "no operator",
        json!({member: {"a": {"AttributeValueList": [{"S": "x"}]}}}),
        format!("null at '{path}.a.member.comparisonOperator'"),
        NOT_NULL,
    );
    vec![unknown_operator(member, path), missing]
}

fn unknown_operator(member: &str, path: &str) -> ErrorCase {
    let values = "EQ, NE, IN, LE, LT, GE, GT, BETWEEN, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, BEGINS_WITH";
    constraint(
        "no such operator",
        json!({member: {"a": {"ComparisonOperator": "X"}}}),
        format!("'X' at '{path}.a.member.comparisonOperator'"),
        one_of(values),
    )
}

/// All members of a condition, with the given ones set.
fn conditional(members: Value) -> Value {
    let mut all = json!({
        "ConditionExpression": null, "ExpressionAttributeNames": null, "ExpressionAttributeValues": null,
        "Expected": null, "ConditionalOperator": null,
    });
    members.as_object().unwrap().iter().for_each(|(name, value)| all[name] = value.clone());
    all
}

/// The refusals of a condition that come before anything else is looked at.
pub fn condition_rungs() -> Vec<ErrorCase> {
    let row = |what, members: Value, text: &str| invalid(what, conditional(members), text);
    let expression = |text: &str| json!({"ConditionExpression": text});
    let one = json!({":v": {"N": "1"}});
    let parameters = "One or more parameter values were invalid:";
    vec![
        row(
            "old and new",
            json!({"ConditionExpression": "a = :v", "Expected": {"a": {"Exists": false}}, "ConditionalOperator": "OR"}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {Expected, ConditionalOperator} Expression parameters: {ConditionExpression}",
        ),
        row(
            "no names",
            json!({"ConditionExpression": "#a = b", "ExpressionAttributeNames": {}}),
            "ExpressionAttributeNames must not be empty",
        ),
        row(
            "no placeholder for a name",
            json!({"ConditionExpression": "a = b", "ExpressionAttributeNames": {"a": "a"}}),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"",
        ),
        row(
            "no value",
            json!({"ConditionExpression": "a = :v", "ExpressionAttributeValues": {":v": {}}}),
            "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of \
             the supported datatypes for key :v",
        ),
        row("nothing", expression(" "), "Invalid ConditionExpression: The expression can not be empty;"),
        row(
            "no syntax",
            expression("a = "),
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"=\"",
        ),
        row(
            "a value that is not defined",
            expression("a = :v"),
            "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: \
             :v",
        ),
        row(
            "a value that is not used",
            json!({"ConditionExpression": "attribute_exists(a)", "ExpressionAttributeValues": one}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
        ),
        row(
            "an operator for nothing",
            json!({"ConditionalOperator": "OR"}),
            "ConditionalOperator cannot be used without Filter or Expected",
        ),
        row(
            "nothing expected of an attribute",
            json!({"Expected": {"a": {}}}),
            &format!("{parameters} Value must be provided when Exists is null for Attribute: a"),
        ),
    ]
}

/// The case of a condition that does not hold for the item with the key `a`.
pub fn failed_condition() -> ErrorCase {
    let overlay = conditional(json!({"ConditionExpression": "attribute_not_exists(pk)"}));
    own("a condition that does not hold", overlay, FAILED, "The conditional request failed")
}

/// A refused write returns the existing item if the request asks for it, and if there is one.
pub fn shows_the_item_of_a_failed_condition(operation: &str, request: Value) {
    let mut lab = Lab::new();
    lab.table("Music");
    let base = json!({"TableName": "Music", "ConditionExpression": "attribute_exists(nowhere)"});
    let body = |lab: &mut Lab, values: Value| {
        let request = with(&with(&base, &request), &json!({"ReturnValuesOnConditionCheckFailure": values}));
        let target = format!("DynamoDB_20120810.{operation}");
        let response = lab.handle(&target, request.to_string().as_bytes());
        serde_json::from_slice::<Value>(&response.body).unwrap()
    };
    let refusal = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
    });
    assert_eq!(body(&mut lab, json!("ALL_OLD")), refusal, "there is none");
    let item = json!({"pk": {"S": "a"}, "v": {"N": "1"}});
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    assert_eq!(body(&mut lab, json!("NONE")), refusal);
    assert_eq!(body(&mut lab, Value::Null), refusal);
    assert_eq!(body(&mut lab, json!("ALL_OLD")), with(&refusal, &json!({"Item": item})));
}
