//! UpdateItem.

use crate::conditions::*;
use crate::get_item::{key_rungs, key_types, key_value_rungs};
use crate::harness::*;
use crate::put_item::{condition_enums, data_table_rungs, write_enums};
use crate::states::states;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateItem";
const PARAMETERS: &str = "One or more parameter values were invalid:";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [
        not_text("TableName"),
        key_types(),
        not_text("UpdateExpression"),
        condition_types(),
        not_text("ReturnValues"),
        not_text("ReturnConsumedCapacity"),
    ]
    .concat();
    rungs.extend([
        wrong_type("a text for updates", json!({"AttributeUpdates": "x"}), "Unexpected field type"),
        wrong_type(
            "a number for an action",
            json!({"AttributeUpdates": {"a": {"Action": 1}}}),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]);
    rungs
}

// Validation

/// All members of an update, with the given ones set.
fn updating(members: Value) -> Value {
    let mut all = json!({
        "UpdateExpression": null, "AttributeUpdates": null, "ConditionExpression": null, "Expected": null,
        "ConditionalOperator": null, "ExpressionAttributeNames": null, "ExpressionAttributeValues": null,
    });
    members.as_object().unwrap().iter().for_each(|(name, value)| all[name] = value.clone());
    all
}

fn update_rungs() -> Vec<ErrorCase> {
    let row = |what, members: Value, text: &str| invalid(what, updating(members), text);
    let expression = |text: &str| json!({"UpdateExpression": text});
    let one = json!({":v": {"N": "1"}});
    let paths = "must remove or rewrite one of these paths";
    vec![
        row(
            "old and new",
            json!({"UpdateExpression": "SET a = b", "AttributeUpdates": {"a": {"Action": "DELETE"}}, "Expected": {}}),
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: \
             {AttributeUpdates, Expected} Expression parameters: {UpdateExpression}",
        ),
        row(
            "names without an expression",
            json!({"ExpressionAttributeNames": {"#a": "a"}}),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        row(
            "values without an expression",
            json!({"ExpressionAttributeValues": one}),
            "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and \
             ConditionExpression are null",
        ),
        row("nothing", expression(""), "Invalid UpdateExpression: The expression can not be empty;"),
        row("no section", expression("a = :v"), "Invalid UpdateExpression: Syntax error; token: \"a\", near: \"a =\""),
        row(
            "a reserved word",
            expression("REMOVE Status"),
            "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: Status",
        ),
        row(
            "a section twice",
            expression("REMOVE a REMOVE b"),
            "Invalid UpdateExpression: The \"REMOVE\" section can only be used once in an update expression;",
        ),
        row(
            "two paths that overlap",
            expression("SET a = b REMOVE a.c"),
            &format!(
                "Invalid UpdateExpression: Two document paths overlap with each other; {paths}; path one: [a], path two: [a, c]"
            ),
        ),
        row(
            "a wrong update before a wrong condition",
            json!({"UpdateExpression": "SET", "ConditionExpression": "a"}),
            "Invalid UpdateExpression: Syntax error; token: \"<EOF>\", near: \"SET\"",
        ),
        row(
            "a wrong condition",
            json!({"UpdateExpression": "REMOVE b", "ConditionExpression": "a"}),
            "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"a\"",
        ),
        row(
            "a value that neither uses",
            json!({"UpdateExpression": "REMOVE a", "ConditionExpression": "a <> b", "ExpressionAttributeValues": one}),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
        ),
        row(
            "no value",
            json!({"AttributeUpdates": {"a": {"Action": "PUT"}}}),
            &format!("{PARAMETERS} Only DELETE action is allowed when no attribute value is specified"),
        ),
        row(
            "a text to add",
            json!({"AttributeUpdates": {"a": {"Action": "ADD", "Value": {"S": "x"}}}}),
            &format!("{PARAMETERS} ADD action is not supported for the type S"),
        ),
        row(
            "an append inside an append",
            json!({
                "UpdateExpression": "SET a = list_append(list_append(a, :l), :l)",
                "ExpressionAttributeValues": {":l": {"L": []}},
            }),
            "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: \
             list_append",
        ),
    ]
}

/// The refusals that depend on the item or its table.
fn item_rungs() -> Vec<ErrorCase> {
    let row = |what, members: Value, text: &str| invalid(what, updating(members), text);
    let set = |text: &str| json!({"UpdateExpression": text});
    vec![
        row(
            "the key, before a condition that does not hold",
            json!({"UpdateExpression": "SET pk = v", "ConditionExpression": "attribute_exists(v)"}),
            &format!("{PARAMETERS} Cannot update attribute pk. This attribute is part of the key"),
        ),
        row(
            "the key, as it was said before",
            json!({"AttributeUpdates": {"pk": {"Action": "DELETE"}}}),
            &format!("{PARAMETERS} Cannot update attribute pk. This attribute is part of the key"),
        ),
        own(
            "a condition that does not hold, before an update that is not taken",
            updating(json!({"UpdateExpression": "SET a = v", "ConditionExpression": "attribute_exists(v)"})),
            FAILED,
            "The conditional request failed",
        ),
        row(
            "an attribute that is not there",
            set("SET a = v"),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        row(
            "a path that leads nowhere",
            json!({"UpdateExpression": "SET a.b = pk"}),
            "The document path provided in the update expression is invalid for update",
        ),
        row(
            "a sum of a text",
            json!({"UpdateExpression": "SET a = pk + :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}),
            "An operand in the update expression has an incorrect data type",
        ),
        row(
            "too large",
            json!({"UpdateExpression": "SET a = :v", "ExpressionAttributeValues": {":v": {"S": "x".repeat(400 * 1024)}}}),
            "Item size to update has exceeded the maximum allowed size",
        ),
    ]
}

#[test]
fn refusals_in_their_order() {
    let mut rungs = [serialization(), item_table_name_constraints()].concat();
    rungs.push(constraint("no key", json!({"Key": null}), "null at 'key'", NOT_NULL));
    rungs.push(constraint(
        "no such action",
        json!({"AttributeUpdates": {"a": {"Action": "X"}}}),
        "'X' at 'attributeUpdates.a.member.action'",
        one_of("ADD, PUT, DELETE"),
    ));
    rungs.extend(expected_constraints());
    rungs.push(constraint(
        "no such operator",
        json!({"ConditionalOperator": "X"}),
        "'X' at 'conditionalOperator'",
        one_of("AND, OR"),
    ));
    rungs.extend(write_enums().into_iter().map(ErrorCase::hides_alike));
    rungs.extend(condition_enums().into_iter().skip(1));
    rungs.extend(update_rungs().into_iter().chain(key_value_rungs()).map(ErrorCase::enveloped));
    rungs.extend([data_table_rungs(), key_rungs(), item_rungs()].concat());
    assert_precedence(&states().lab, UPDATE, &json!({"TableName": "Active", "Key": {"pk": {"S": "a"}}}), &rungs);
}

#[test]
fn conditions_in_their_order() {
    let rungs = [
        condition_rungs().into_iter().chain(key_value_rungs()).map(ErrorCase::enveloped).collect(),
        data_table_rungs(),
        key_rungs(),
        vec![failed_condition()],
    ];
    assert_precedence(
        &states().lab,
        UPDATE,
        &json!({"TableName": "Active", "Key": {"pk": {"S": "a"}}}),
        &rungs.concat(),
    );
}

// Behaviour

fn music() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    lab
}

fn update(pk: &str, expression: &str, values: Value) -> Value {
    let request = json!({"TableName": "Music", "Key": {"pk": {"S": pk}}, "UpdateExpression": expression});
    with(&request, &json!({"ExpressionAttributeValues": values}))
}

#[test]
fn an_item_is_made_where_there_is_none() {
    let mut lab = music();
    assert_eq!(
        lab.ok(UPDATE, update("a", "SET v = :v ADD n :n", json!({":v": {"S": "x"}, ":n": {"N": "1"}}))),
        json!({})
    );
    lab.ok(UPDATE, json!({"TableName": "Music", "Key": {"pk": {"S": "b"}}}));
    // An update that only removes creates nothing.
    lab.ok(UPDATE, update("c", "REMOVE v", Value::Null));
    lab.ok(UPDATE, update("d", "DELETE v :v", json!({":v": {"SS": ["x"]}})));
    lab.ok(
        UPDATE,
        json!({"TableName": "Music", "Key": {"pk": {"S": "e"}}, "AttributeUpdates": {"v": {"Action": "DELETE"}}}),
    );
    let expected = [json!({"pk": {"S": "a"}, "v": {"S": "x"}, "n": {"N": "1"}}), json!({"pk": {"S": "b"}})];
    assert_eq!(lab.scanned("Music"), expected);
}

#[test]
fn a_counter_and_a_lock() {
    let mut lab = music();
    for n in 1..=5 {
        let values = json!({":zero": {"N": "0"}, ":one": {"N": "1"}});
        let request = update("a", "SET n = if_not_exists(n, :zero) + :one", values);
        let answer = lab.ok(UPDATE, with(&request, &json!({"ReturnValues": "UPDATED_NEW"})));
        assert_eq!(answer, json!({"Attributes": {"n": {"N": n.to_string()}}}));
    }
    let request = update("a", "SET held = :me", json!({":me": {"S": "me"}}));
    let request = with(&request, &json!({"ConditionExpression": "attribute_not_exists(held)"}));
    lab.ok(UPDATE, request.clone());
    lab.refused(UPDATE, request, FAILED, "The conditional request failed");
}

#[test]
fn all_kinds_of_values_are_returned() {
    let item =
        json!({"pk": {"S": "a"}, "v": {"S": "1"}, "w": {"S": "2"}, "m": {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}});
    let new = json!({"pk": {"S": "a"}, "v": {"S": "z"}, "m": {"M": {"x": {"N": "9"}, "y": {"N": "2"}}}});
    for (values, expected) in [
        (Value::Null, Value::Null),
        (json!("NONE"), Value::Null),
        (json!("ALL_OLD"), item.clone()),
        (json!("ALL_NEW"), new),
        (json!("UPDATED_OLD"), json!({"v": {"S": "1"}, "w": {"S": "2"}, "m": {"M": {"x": {"N": "1"}}}})),
        (json!("UPDATED_NEW"), json!({"v": {"S": "z"}, "m": {"M": {"x": {"N": "9"}}}})),
    ] {
        let mut lab = music();
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
        let request = update("a", "SET v = :v, m.x = :x REMOVE w", json!({":v": {"S": "z"}, ":x": {"N": "9"}}));
        let answer = lab.ok(UPDATE, with(&request, &json!({"ReturnValues": values})));
        assert_eq!(answer, with(&json!({}), &json!({"Attributes": expected})), "{values}");
    }
}

#[test]
fn nothing_is_returned_of_what_was_not_there() {
    for values in ["ALL_OLD", "UPDATED_OLD"] {
        let request = update("a", "SET v = :v", json!({":v": {"S": "z"}}));
        assert_eq!(music().ok(UPDATE, with(&request, &json!({"ReturnValues": values}))), json!({}), "{values}");
    }
    let request = update("a", "REMOVE v", Value::Null);
    let mut lab = music();
    lab.put("Music", "a");
    assert_eq!(lab.ok(UPDATE, with(&request, &json!({"ReturnValues": "UPDATED_NEW"}))), json!({}));
}

#[test]
fn attribute_updates() {
    let mut lab = music();
    let request = |updates: Value| json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": updates, "ReturnValues": "ALL_NEW"});
    let updates = json!({"n": {"Action": "ADD", "Value": {"N": "1"}}, "s": {"Value": {"SS": ["x", "y"]}}});
    lab.ok(UPDATE, request(updates));
    let updates = json!({
        "n": {"Action": "ADD", "Value": {"N": "4"}},
        "s": {"Action": "DELETE", "Value": {"SS": ["x"]}},
        "a.b": {"Action": "PUT", "Value": {"BOOL": true}},
    });
    let answer = lab.ok(UPDATE, request(updates));
    let expected = json!({"pk": {"S": "a"}, "n": {"N": "5"}, "s": {"SS": ["y"]}, "a.b": {"BOOL": true}});
    assert_eq!(answer["Attributes"], expected);
    let updates = json!({"s": {"Action": "ADD", "Value": {"N": "1"}}});
    lab.refused(UPDATE, request(updates), "ValidationException", "Type mismatch for attribute to update");
}

#[test]
fn an_indexs_key_keeps_its_type_and_the_index_follows() {
    let mut lab = Lab::new();
    let index = json!({"IndexName": "global", "KeySchema": schema(&["v"]), "Projection": {"ProjectionType": "ALL"}});
    let more = json!({"AttributeDefinitions": texts(&["pk", "v"]), "GlobalSecondaryIndexes": [index]});
    lab.ok("CreateTable", with(&plain("Music"), &more));
    lab.ok(UPDATE, update("a", "SET v = :v", json!({":v": {"S": "x"}})));
    let text = format!("{PARAMETERS} Type mismatch for Index Key v Expected: S Actual: N IndexName: global");
    lab.refused(UPDATE, update("a", "SET v = :v", json!({":v": {"N": "1"}})), "ValidationException", &text);
    let text = "One or more parameter values are not valid. The update expression attempted to update a secondary index key \
                to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string \
                value.";
    lab.refused(UPDATE, update("a", "SET v = :v", json!({":v": {"S": ""}})), "ValidationException", text);
    assert_eq!(lab.described("Music")["GlobalSecondaryIndexes"][0]["ItemCount"], 1);
    lab.ok(UPDATE, update("a", "REMOVE v", Value::Null));
    assert_eq!(lab.described("Music")["GlobalSecondaryIndexes"][0]["ItemCount"], 0);
    assert_eq!(lab.described("Music")["TableSizeBytes"], 3);
}

#[test]
fn an_entry_moves_where_either_part_of_the_indexs_key_changes() {
    let mut lab = Lab::new();
    let index =
        json!({"IndexName": "global", "KeySchema": schema(&["v", "w"]), "Projection": {"ProjectionType": "ALL"}});
    let more = json!({"AttributeDefinitions": texts(&["pk", "v", "w"]), "GlobalSecondaryIndexes": [index]});
    lab.ok("CreateTable", with(&plain("Music"), &more));
    let given = |value: &str| json!({":x": {"S": value}});
    lab.ok(UPDATE, update("a", "SET v = :x, w = :x, z = :x", given("x")));
    for (expression, value) in [("SET w = :x", "y"), ("SET v = :x", "y"), ("SET z = :x", "y")] {
        lab.ok(UPDATE, update("a", expression, given(value)));
        let held = lab.ok("Scan", json!({"TableName": "Music", "IndexName": "global"}));
        assert_eq!(held["Items"], lab.ok("Scan", json!({"TableName": "Music"}))["Items"], "{expression}");
    }
}

#[test]
fn the_size_limit_is_that_of_the_new_item() {
    let mut lab = music();
    let value = |bytes: usize| json!({":v": {"S": "x".repeat(bytes)}});
    let room = 400 * 1024 - "pk".len() - 1 - "v".len();
    lab.ok(UPDATE, update("a", "SET v = :v", value(room)));
    let text = "Item size to update has exceeded the maximum allowed size";
    lab.refused(UPDATE, update("a", "SET v = :v", value(room + 1)), "ValidationException", text);
    lab.refused(UPDATE, update("a", "SET w = :v", value(1)), "ValidationException", text);
    lab.ok(UPDATE, update("a", "SET w = :v REMOVE v", value(100)));
}

#[test]
fn a_failed_condition_shows_the_item_where_it_was_wanted() {
    shows_the_item_of_a_failed_condition(UPDATE, json!({"Key": {"pk": {"S": "a"}}, "UpdateExpression": "REMOVE v"}));
}

#[test]
fn no_updates_make_an_item_too() {
    let mut lab = music();
    lab.ok(UPDATE, json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": {}}));
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}})]);
}

#[test]
fn operands_see_the_key_where_there_is_no_item() {
    let mut lab = music();
    lab.ok(
        UPDATE,
        update("a", "SET b = pk, c = if_not_exists(pk, :v), d = if_not_exists(d, pk)", json!({":v": {"S": "x"}})),
    );
    let a = json!({"S": "a"});
    assert_eq!(lab.scanned("Music"), [json!({"pk": a, "b": a, "c": a, "d": a})]);
}

#[test]
fn a_list_added_by_the_older_parameter_is_appended() {
    let mut lab = music();
    let add = |value: &str| {
        let updates = json!({"l": {"Action": "ADD", "Value": {"L": [{"S": value}]}}});
        json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": updates})
    };
    lab.ok(UPDATE, add("x"));
    lab.ok(UPDATE, add("y"));
    assert_eq!(lab.scanned("Music"), [json!({"pk": {"S": "a"}, "l": {"L": [{"S": "x"}, {"S": "y"}]}})]);
    // An expression adds numbers and sets only.
    let expression = update("a", "ADD l :l", json!({":l": {"L": []}}));
    assert_eq!(lab.call(UPDATE, expression).unwrap_err().0, "ValidationException");
}

#[test]
fn what_is_removed_inside_of_what_is_not_there_is_nothing() {
    let mut lab = music();
    let item = json!({"pk": {"S": "a"}, "m": {"M": {"l": {"L": []}}}, "s": {"S": "x"}});
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    lab.ok(UPDATE, update("a", "REMOVE x.y, y[0], m.n.o, m.l[3].p", Value::Null));
    assert_eq!(lab.scanned("Music"), [item]);
    lab.ok(UPDATE, update("b", "SET v = :v REMOVE x.y", json!({":v": {"S": "z"}})));
    assert_eq!(lab.scanned("Music")[1], json!({"pk": {"S": "b"}, "v": {"S": "z"}}));
    // A value that is not a map, or that is set in the same update, has no such path.
    let text = "The document path provided in the update expression is invalid for update";
    lab.refused(UPDATE, update("a", "REMOVE s.y", Value::Null), "ValidationException", text);
    lab.refused(UPDATE, update("a", "REMOVE m[0]", Value::Null), "ValidationException", text);
    lab.refused(UPDATE, update("a", "REMOVE x.y SET x.z = s", Value::Null), "ValidationException", text);
}

#[test]
fn a_key_of_an_index_is_not_emptied() {
    let mut lab = Lab::new();
    let index =
        json!({"IndexName": "global", "KeySchema": schema(&["t", "b"]), "Projection": {"ProjectionType": "ALL"}});
    let mut definitions = texts(&["pk", "t", "b"]);
    definitions[2]["AttributeType"] = json!("B");
    let more = json!({"AttributeDefinitions": definitions, "GlobalSecondaryIndexes": [index]});
    lab.ok("CreateTable", with(&plain("Music"), &more));
    let text = |kind: &str| {
        format!(
            "One or more parameter values are not valid. The update expression attempted to update a secondary index key to \
             a value that is not supported. The AttributeValue for a key attribute cannot contain an empty {kind} value."
        )
    };
    let empty = json!({":v": {"S": ""}});
    lab.refused(UPDATE, update("a", "SET t = :v", empty.clone()), "ValidationException", &text("string"));
    lab.refused(UPDATE, update("a", "SET b = :v", json!({":v": {"B": ""}})), "ValidationException", &text("binary"));
    let older =
        json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}, "AttributeUpdates": {"t": {"Value": {"S": ""}}}});
    lab.refused(UPDATE, older, "ValidationException", &text("string"));
    let update = json!({"Update": update("a", "SET t = :v", empty)});
    let refusal = lab.call("TransactWriteItems", json!({"TransactItems": [update]})).unwrap_err();
    assert_eq!(refusal.0, "TransactionCanceledException");
}
