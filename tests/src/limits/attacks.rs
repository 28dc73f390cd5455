//! Requests that are small, right or nearly so, and much work.

/// An operation and a body of some bytes.
pub type Attack = (&'static str, fn(usize) -> String);

/// All of them by name.
pub const ATTACKS: &[(&str, Attack)] = &[
    ("100 list_append of a list to itself", ("UpdateItem", list_appends)),
    ("a transaction of large items", ("TransactWriteItems", large_transaction)),
    ("AttributesToGet beside a projection of the same", ("Scan", filter)),
    ("a condition of many values", ("PutItem", many_values)),
    ("an item of many attributes, replaced by another", ("PutItem", attributes)),
    ("a nested list", ("PutItem", nested)),
    ("a set of numbers written in many ways", ("PutItem", number_set)),
];

fn list_appends(bytes: usize) -> String {
    // As many lists as fit into the longest expression, each of as many elements as the body has room for.
    let list = vec![r#"{"NULL":true}"#; bytes / 14].join(",");
    let sets: Vec<String> = (0..100).map(|number| format!("b{number}=list_append(:a,:a)")).collect();
    format!(
        r#"{{"TableName":"Music","Key":{{"pk":{{"S":"a"}}}},"UpdateExpression":"SET {}","ExpressionAttributeValues":{{":a":{{"L":[{list}]}}}}}}"#,
        sets.join(",")
    )
}

fn large_transaction(bytes: usize) -> String {
    let text = "x".repeat(bytes / 100);
    let puts: Vec<String> = (0..100)
        .map(|number| {
            format!(r#"{{"Put":{{"TableName":"Music","Item":{{"pk":{{"S":"b{number}"}},"t":{{"S":"{text}"}}}}}}}}"#)
        })
        .collect();
    format!(r#"{{"TransactItems":[{}]}}"#, puts.join(","))
}

fn filter(bytes: usize) -> String {
    let names: Vec<String> = (0..bytes / 10).map(|number| format!("\"n{number}\"")).collect();
    format!(r#"{{"TableName":"Music","AttributesToGet":[{}]}}"#, names.join(","))
}

fn many_values(bytes: usize) -> String {
    let names: Vec<String> = (0..100).map(|number| format!(":v{number}")).collect();
    let text = "x".repeat(bytes / 100);
    let values: Vec<String> = names.iter().map(|name| format!(r#""{name}":{{"S":"{text}"}}"#)).collect();
    format!(
        r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}}}},"ConditionExpression":"n IN ({})","ExpressionAttributeValues":{{{}}}}}"#,
        names.join(","),
        values.join(",")
    )
}

fn attributes(bytes: usize) -> String {
    let values: Vec<String> = (0..bytes / 24).map(|number| format!(r#""n{number}":{{"NULL":true}}"#)).collect();
    format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},{}}},"ReturnValues":"ALL_OLD"}}"#, values.join(","))
}

fn nested(bytes: usize) -> String {
    let depth = 30;
    let leaf = vec![r#"{"N":"1"}"#; bytes / 10].join(",");
    let (open, close) = (r#"{"L":["#.repeat(depth), "]}".repeat(depth));
    format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},"l":{open}{leaf}{close}}}}}"#)
}

fn number_set(bytes: usize) -> String {
    let numbers: Vec<String> = (0..bytes / 20).map(|number| format!("\"{number}.50e1\"")).collect();
    format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},"s":{{"NS":[{}]}}}}}}"#, numbers.join(","))
}
