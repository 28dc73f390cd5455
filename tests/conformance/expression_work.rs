//! The bounds on the work of a request's expressions, and on the values of an answer.

use crate::harness::Lab;
use serde_json::{Value, json};

const TEXT: &str = "This request would take too much work on the items that it names";
/// Searches in one text of 400 KB that are a little more than two thirds of what a request may work.
const SEARCHES: usize = 140;

/// A lab with six items of 400 KB.
fn lab() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    let text = "x".repeat(400_000);
    for number in 0..6 {
        let item = json!({"pk": {"S": number.to_string()}, "t": {"S": text}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    }
    lab
}

fn searches(value: &str, between: &str) -> String {
    vec![format!("contains(t, {value})"); SEARCHES].join(between)
}

#[test]
fn a_page_ends_when_its_filter_has_worked_enough() {
    let mut lab = lab();
    let page = |start: &Value, searches: &str| {
        let mut body = json!({"TableName": "Music", "FilterExpression": searches, "Select": "COUNT",
            "ExpressionAttributeValues": {":y": {"S": "y"}}});
        if !start.is_null() {
            body["ExclusiveStartKey"] = start.clone();
        }
        body
    };
    // Of so few searches a page has 1 MB: three items.
    assert_eq!(lab.ok("Scan", page(&Value::Null, "contains(t, :y)"))["ScannedCount"], 3);
    let (mut start, mut scanned) = (Value::Null, Vec::new());
    loop {
        let answer = lab.ok("Scan", page(&start, &searches(":y", " OR ")));
        assert_eq!(answer["Count"], 0);
        scanned.push(answer["ScannedCount"].as_u64().unwrap());
        start = answer["LastEvaluatedKey"].clone();
        if start.is_null() {
            break;
        }
    }
    assert_eq!(scanned, [1; 6], "every item was counted once");
}

#[test]
fn a_transaction_that_works_more_is_refused() {
    let mut lab = lab();
    let check = |number: u32| {
        json!({"ConditionCheck": {"TableName": "Music", "Key": {"pk": {"S": number.to_string()}},
            "ConditionExpression": searches(":x", " AND "), "ExpressionAttributeValues": {":x": {"S": "x".repeat(399_000)}}}})
    };
    lab.ok("TransactWriteItems", json!({"TransactItems": [check(0)]}));
    let four: Vec<Value> = (0..4).map(check).collect();
    let body = json!({"TransactItems": four});
    let (name, text) = lab.call("TransactWriteItems", body.clone()).unwrap_err();
    assert_eq!(name, "TransactionCanceledException");
    assert!(text.ends_with("[None, ValidationError, None, None]"), "{text}");
    let answer = lab.handle("DynamoDB_20120810.TransactWriteItems", body.to_string().as_bytes());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer["CancellationReasons"][1]["Message"], TEXT);
}

#[test]
fn a_statement_with_which_a_batch_works_more_is_refused() {
    let mut lab = lab();
    let statement = |number: u32| {
        let searches = searches("'x'", " AND ");
        json!({"Statement": format!("SELECT pk FROM Music WHERE pk = '{number}' AND {searches}")})
    };
    let statements: Vec<Value> = (0..4).map(statement).collect();
    let answer = lab.ok("BatchExecuteStatement", json!({"Statements": statements}));
    for (number, response) in answer["Responses"].as_array().unwrap().iter().enumerate() {
        match number {
            0 => assert_eq!(response["Item"], json!({"pk": {"S": number.to_string()}})),
            _ => assert_eq!(response["Error"], json!({"Code": "ValidationError", "Message": TEXT})),
        }
    }
    let (name, text) = lab.call("ExecuteTransaction", json!({"TransactStatements": statements})).unwrap_err();
    assert_eq!((name.as_str(), text.as_str()), ("ValidationException", TEXT));
}

/// Numbers far from 1 count for few bytes, and have many zeros in an answer.
#[test]
fn what_comes_after_items_that_are_long_to_write_is_refused() {
    const NUMBERS: usize = 50_000;
    let mut lab = Lab::new();
    lab.table("Music");
    // As long to write as fourteen values: such a list is a little more than a sixth of what may be written.
    let list = vec![json!({"N": "-1E-130"}); NUMBERS];
    for number in 0..8 {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": number.to_string()}, "l": {"L": list}}}));
    }
    let all = || (0..8).map(|number: u32| number.to_string());
    let refused = |reason: &Value| reason["Code"] == "ValidationError" && reason["Message"] == TEXT;

    let keys: Vec<Value> = all().map(|pk| json!({"pk": {"S": pk}})).collect();
    let body = json!({"RequestItems": {"Music": {"Keys": keys, "ProjectionExpression": "pk"}}});
    let answer = lab.ok("BatchGetItem", body);
    assert_eq!(answer["UnprocessedKeys"]["Music"]["Keys"], json!(keys[5..]));

    let gets = |count: usize, path: &str| {
        let get =
            |pk: String| json!({"Get": {"TableName": "Music", "Key": {"pk": {"S": pk}}, "ProjectionExpression": path}});
        json!({"TransactItems": all().take(count).map(get).collect::<Vec<_>>()})
    };
    lab.ok("TransactGetItems", gets(6, "l"));
    let seven = lab.call("TransactGetItems", gets(7, "l")).err();
    assert_eq!(seven, Some(("ValidationException".to_owned(), TEXT.to_owned())));
    assert_eq!(lab.ok("TransactGetItems", gets(8, "pk"))["Responses"].as_array().unwrap().len(), 8, "they show little");

    let statements = |statement: &dyn Fn(String) -> String| {
        let of = |pk| json!({"Statement": statement(pk), "ReturnValuesOnConditionCheckFailure": "ALL_OLD"});
        json!({"Statements": all().map(of).collect::<Vec<_>>()})
    };
    let shown = |lab: &mut Lab, body: Value| -> Vec<bool> {
        let answer = lab.ok("BatchExecuteStatement", body);
        answer["Responses"].as_array().unwrap().iter().map(|response| !refused(&response["Error"])).collect()
    };
    let first_six = [[true; 6].as_slice(), &[false; 2]].concat();
    assert_eq!(shown(&mut lab, statements(&|pk| format!("SELECT * FROM Music WHERE pk = '{pk}'"))), first_six);
    assert_eq!(shown(&mut lab, statements(&|pk| format!("DELETE FROM Music WHERE pk = '{pk}' AND x = 1"))), first_six);
    let update = |pk| format!("UPDATE Music SET x = 1 WHERE pk = '{pk}' RETURNING ALL OLD *");
    assert_eq!(shown(&mut lab, statements(&update)), first_six);

    let check = |pk: String| {
        json!({"ConditionCheck": {"TableName": "Music", "Key": {"pk": {"S": pk}},
            "ConditionExpression": "attribute_not_exists(pk)", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}})
    };
    let body = json!({"TransactItems": all().map(check).collect::<Vec<_>>()});
    let answer = lab.handle("DynamoDB_20120810.TransactWriteItems", body.to_string().as_bytes());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    let reasons = answer["CancellationReasons"].as_array().unwrap();
    assert!(reasons[..6].iter().all(|reason| reason["Item"]["l"]["L"].as_array().unwrap().len() == NUMBERS));
    assert!(refused(&reasons[6]) && reasons[7]["Code"] == "None");
}

#[test]
fn keys_beyond_four_million_values_are_left_over() {
    const VALUES: usize = 405_000;
    let mut lab = Lab::new();
    lab.table("Music");
    let list = vec![json!({"S": ""}); VALUES];
    for number in 0..10 {
        lab.ok(
            "PutItem",
            json!({"TableName": "Music", "Item": {"pk": {"S": format!("{number:02}")}, "l": {"L": list}}}),
        );
    }
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": "small"}}}));
    let keys: Vec<Value> = (0..10).map(|number| json!({"pk": {"S": format!("{number:02}")}})).collect();
    let small = json!({"pk": {"S": "small"}});
    let all = [keys.as_slice(), std::slice::from_ref(&small)].concat();
    let body = json!({"RequestItems": {"Music": {"Keys": all, "ProjectionExpression": "pk"}}});
    let answer = lab.ok("BatchGetItem", body);
    // What has few values is still returned.
    assert_eq!(answer["Responses"]["Music"], json!([&keys[..9], &[small]].concat()));
    assert_eq!(answer["UnprocessedKeys"]["Music"]["Keys"], json!([keys[9]]));
    let left = json!({"RequestItems": answer["UnprocessedKeys"]});
    assert_eq!(lab.ok("BatchGetItem", left)["Responses"]["Music"], json!([keys[9]]));
}
