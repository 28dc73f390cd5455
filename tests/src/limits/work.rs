//! Requests whose expressions are much work: small ones over large items, in a lab that has them.

use super::attacks::Attack;
use super::lab::Bench;
use crate::Rng;

/// The items of each table of large items, as many as a transaction can name.
const ITEMS: usize = 100;
/// The functions of the longest conditions, each but the first with an OR: 300 operators may be in one.
const FUNCTIONS: usize = 145;
/// Their comparisons of a size, each three operators.
const SIZES: usize = 99;
/// The items of 400 KB that a transaction can read.
const TRANSACTION_ITEMS: usize = 10;
/// The elements of the longest list of the smallest values, in an item of 400 KB.
const ELEMENTS: usize = 204_000;
/// The elements of the longest list of numbers, in an item of 400 KB.
const FAR: usize = 133_000;
/// The attributes of an item of 400 KB with the shortest names.
const ATTRIBUTES: usize = 70_000;

/// Those that come near the bound on the work of a request, by name. Each works the more, the larger the body is to be.
pub const WORK: &[(&str, Attack)] = &[
    (
        "contains in each of 100 lists",
        ("TransactWriteItems", |bytes| checks("Lists", part(FUNCTIONS, bytes), CONTAINS_NUMBER)),
    ),
    (
        "contains in each of 100 texts",
        ("TransactWriteItems", |bytes| checks("Texts", part(FUNCTIONS, bytes), CONTAINS_TEXT)),
    ),
    (
        "contains in each of 100 binary values",
        ("TransactWriteItems", |bytes| checks("Binaries", part(FUNCTIONS, bytes), CONTAINS_BINARY)),
    ),
    ("the last element of 100 lists", ("TransactWriteItems", last_elements)),
    ("a filter over lists", ("Scan", |bytes| filter("Lists", bytes, CONTAINS_NUMBER))),
    ("a filter over texts", ("Scan", |bytes| filter("Texts", bytes, CONTAINS_TEXT))),
    ("a filter over binary values", ("Scan", |bytes| filter("Binaries", bytes, CONTAINS_BINARY))),
    ("a filter over small items", ("Scan", |bytes| filter("Small", bytes, CONTAINS_NUMBER))),
    ("a SELECT over lists", ("ExecuteStatement", select)),
    ("statements about 25 lists", ("BatchExecuteStatement", |bytes| statements("Statements", 25, bytes))),
    ("statements about 100 lists", ("ExecuteTransaction", |bytes| statements("TransactStatements", 100, bytes))),
    ("a ScanFilter of many attributes", ("Scan", scan_filter)),
    ("projections of deep lists", ("BatchGetItem", deep_projections)),
    ("100 items of 400 KB", ("BatchGetItem", |bytes| items("Lists", bytes))),
    ("100 items of the shortest values", ("BatchGetItem", |bytes| items("Empty", bytes))),
    ("40 items of deep lists", ("BatchGetItem", |bytes| items("Deep", bytes))),
    ("100 items of numbers far from 1", ("BatchGetItem", |bytes| items("Far", bytes))),
    ("10 items of numbers far from 1", ("TransactGetItems", |bytes| gets("Far", 10, "l", bytes))),
    ("100 items in the reasons of a cancellation", ("TransactWriteItems", canceled)),
    ("25 items that statements delete", ("BatchExecuteStatement", deleted)),
];

/// Those that stay far below that bound, because they pass each value of an item once.
pub const LIGHT: &[(&str, Attack)] = &[
    ("comparisons with each of 100 texts", ("TransactWriteItems", comparisons)),
    ("size of each of 100 texts", ("TransactWriteItems", |bytes| checks("Texts", part(SIZES, bytes), SIZE))),
    ("IN of attributes at the end of an item", ("PutItem", in_attributes)),
    ("Expected of many attributes", ("PutItem", expected)),
    ("SET to attributes at the end of an item", ("UpdateItem", set_attributes)),
    ("projections of deep lists of mixed values", ("TransactGetItems", mixed_projections)),
];

/// An operator of a condition that does not hold, and its values by number.
type Operator = (fn(usize) -> String, fn(usize) -> String);

const CONTAINS_NUMBER: Operator =
    (|number| format!("contains(l,:{number})"), |number| format!(r#"":{number}":{{"N":"{number}"}}"#));
const CONTAINS_TEXT: Operator = (
    |number| format!("contains(l,:{number})"),
    // A search that compares anew at each position would take as many times as long as this is.
    |number| format!(r#"":{number}":{{"S":"{}{number}"}}"#, "x".repeat(200)),
);
const CONTAINS_BINARY: Operator = (
    |number| format!("contains(l,:{number})"),
    |number| format!(r#"":{number}":{{"B":"{}{number:04}"}}"#, "/".repeat(200)),
);
const SIZE: Operator = (|number| format!("size(l)<:{number}"), |number| format!(r#"":{number}":{{"N":"{number}"}}"#));

/// The lab: tables of items of 400 KB, and one of the smallest items.
pub fn bench() -> Bench {
    let mut bench = Bench::new();
    for table in ["Lists", "Empty", "Texts", "Binaries", "Far", "Deep", "Mixed", "Wide", "Small"] {
        bench.add_table(table);
    }
    let list = format!(r#"{{"L":[{}]}}"#, vec![r#"{"NULL":true}"#; ELEMENTS].join(","));
    let empty = format!(r#"{{"L":[{}]}}"#, vec![r#"{"S":""}"#; 2 * ELEMENTS].join(","));
    let text = format!(r#"{{"S":"{}"}}"#, "x".repeat(2 * ELEMENTS));
    let binary = format!(r#"{{"B":"{}"}}"#, "/".repeat(2 * ELEMENTS / 3 * 4));
    // Few bytes in an item, and 132 in an answer.
    let far = format!(r#"{{"L":[{}]}}"#, vec![r#"{"N":"1E-130"}"#; FAR].join(","));
    let deep = vec![r#"{"NULL":true}"#; ELEMENTS - 40].join(",");
    let (deep, mixed) = (nested(&deep), nested(&mixed()));
    for number in 0..ITEMS {
        let tables = [("Lists", &list), ("Empty", &empty), ("Texts", &text), ("Binaries", &binary), ("Far", &far)];
        for (table, value) in tables {
            bench.put(table, &format!(r#"{{"pk":{{"S":"{number}"}},"l":{value}}}"#));
        }
        if number < 40 {
            bench.put("Deep", &format!(r#"{{"pk":{{"S":"{number}"}},"l":{deep}}}"#));
        }
        if number < TRANSACTION_ITEMS {
            bench.put("Mixed", &format!(r#"{{"pk":{{"S":"{number}"}},"l":{mixed}}}"#));
        }
    }
    let wide: Vec<String> = (0..ATTRIBUTES).map(|number| format!(r#""{number:x}":{{"NULL":true}}"#)).collect();
    bench.put("Wide", &format!(r#"{{"pk":{{"S":"0"}},{}}}"#, wide.join(",")));
    for number in 0..60_000 {
        bench.put("Small", &format!(r#"{{"pk":{{"S":"{number:x}"}}}}"#));
    }
    bench
}

/// Elements in a list, as deep as a list can lie.
fn nested(elements: &str) -> String {
    format!("{}{elements}{}", r#"{"L":["#.repeat(31), "]}".repeat(31))
}

/// As many of the smallest values as an item has room for, in an order that no processor foresees.
fn mixed() -> String {
    let kinds = [r#"{"S":""}"#, r#"{"B":""}"#, r#"{"NULL":true}"#, r#"{"BOOL":false}"#];
    let rng = &mut Rng::new(1);
    // With its place in the list one of the first two is 1 byte, one of the others 2.
    let values: Vec<&str> = (0..(2 * ELEMENTS - 1_000) * 2 / 3).map(|_| *rng.pick(&kinds)).collect();
    values.join(",")
}

/// A condition of some operators that does not hold, and the members that give it.
fn condition(count: usize, (operator, value): Operator, member: &str) -> String {
    let operators: Vec<String> = (0..count).map(operator).collect();
    let values: Vec<String> = (0..count).map(value).collect();
    format!(r#""{member}":"{}","ExpressionAttributeValues":{{{}}}"#, operators.join(" OR "), values.join(","))
}

/// How many of `most` there are in a body of that size, of which the largest of the watchdog has all.
fn part(most: usize, bytes: usize) -> usize {
    (most * bytes / (512 * 1024)).clamp(1, most)
}

/// Writes whose conditions of so many operators do not fail, so that all are judged.
fn checks(table: &str, count: usize, operator: Operator) -> String {
    let condition =
        condition(count, operator, "ConditionExpression").replacen(":\"", ":\"attribute_exists(pk) AND NOT (", 1);
    let condition = condition.replacen("\",\"Expr", ")\",\"Expr", 1);
    let check = |number| {
        format!(r#"{{"ConditionCheck":{{"TableName":"{table}","Key":{{"pk":{{"S":"{number}"}}}},{condition}}}}}"#)
    };
    let checks: Vec<String> = (0..ITEMS).map(check).collect();
    format!(r#"{{"TransactItems":[{}]}}"#, checks.join(","))
}

fn comparisons(bytes: usize) -> String {
    // One value as large as the text, which differs in its last byte, in all places of IN, for as many items as 4 MB allow.
    let value = format!("{}y", "x".repeat(2 * ELEMENTS - 1));
    let all = vec![":v"; 100].join(",");
    let conditions = vec![format!("l IN ({all})"); part(12, bytes)].join(" OR ");
    let check = |number| {
        format!(
            r#"{{"ConditionCheck":{{"TableName":"Texts","Key":{{"pk":{{"S":"{number}"}}}},"ConditionExpression":"NOT ({conditions})","ExpressionAttributeValues":{{":v":{{"S":"{value}"}}}}}}}}"#
        )
    };
    let checks: Vec<String> = (0..9).map(check).collect();
    format!(r#"{{"TransactItems":[{}]}}"#, checks.join(","))
}

fn last_elements(bytes: usize) -> String {
    let last = ELEMENTS - 1;
    let conditions: Vec<String> = (0..part(140, bytes)).map(|number| format!("l[{}]<>:v", last - number)).collect();
    let check = |number| {
        format!(
            r#"{{"ConditionCheck":{{"TableName":"Lists","Key":{{"pk":{{"S":"{number}"}}}},"ConditionExpression":"{}","ExpressionAttributeValues":{{":v":{{"S":"v"}}}}}}}}"#,
            conditions.join(" AND ")
        )
    };
    let checks: Vec<String> = (0..ITEMS).map(check).collect();
    format!(r#"{{"TransactItems":[{}]}}"#, checks.join(","))
}

fn filter(table: &str, bytes: usize, operator: Operator) -> String {
    format!(r#"{{"TableName":"{table}",{}}}"#, condition(part(FUNCTIONS, bytes), operator, "FilterExpression"))
}

fn searches(count: usize) -> String {
    let operators: Vec<String> = (0..count).map(|number| format!("contains(l,{number})")).collect();
    operators.join(" OR ")
}

fn select(bytes: usize) -> String {
    format!(r#"{{"Statement":"SELECT pk FROM Lists WHERE {}"}}"#, searches(part(FUNCTIONS, bytes)))
}

fn statements(member: &str, items: usize, bytes: usize) -> String {
    let search = searches(part(FUNCTIONS, bytes));
    let statement = |number| format!(r#"{{"Statement":"SELECT pk FROM Lists WHERE pk='{number}' AND ({search})"}}"#);
    let all: Vec<String> = (0..items).map(statement).collect();
    format!(r#"{{"{member}":[{}]}}"#, all.join(","))
}

fn in_attributes(bytes: usize) -> String {
    let names: Vec<String> = (0..part(100, bytes)).map(|number| format!("#{number}")).collect();
    let wide = (0..names.len()).map(|number| format!(r##""#{number}":"{:x}""##, 65_000 + number));
    let wide: Vec<String> = wide.collect();
    let among = format!("pk IN ({})", names.join(","));
    let condition = vec![among; 4_000 / (names.join(",").len() + 16)].join(" OR ");
    format!(
        r#"{{"TableName":"Wide","Item":{{"pk":{{"S":"0"}}}},"ConditionExpression":"{condition}","ExpressionAttributeNames":{{{}}}}}"#,
        wide.join(",")
    )
}

fn set_attributes(bytes: usize) -> String {
    let sets: Vec<String> = (0..part(250, bytes)).map(|number| format!("a{number}=#x")).collect();
    format!(
        r##"{{"TableName":"Wide","Key":{{"pk":{{"S":"0"}}}},"UpdateExpression":"SET {}","ExpressionAttributeNames":{{"#x":"fffe"}}}}"##,
        sets.join(",")
    )
}

fn expected(bytes: usize) -> String {
    let all: Vec<String> =
        (0..bytes / 40).map(|number| format!(r#""{:x}":{{"Value":{{"NULL":true}}}}"#, number % ATTRIBUTES)).collect();
    format!(r#"{{"TableName":"Wide","Item":{{"pk":{{"S":"0"}}}},"Expected":{{{}}}}}"#, all.join(","))
}

fn scan_filter(bytes: usize) -> String {
    let all: Vec<String> =
        (0..bytes / 40).map(|number| format!(r#""n{number}":{{"ComparisonOperator":"NULL"}}"#)).collect();
    format!(r#"{{"TableName":"Small","ScanFilter":{{{}}}}}"#, all.join(","))
}

fn keys(most: usize, bytes: usize) -> String {
    let keys: Vec<String> = (0..part(most, bytes)).map(|number| format!(r#"{{"pk":{{"S":"{number}"}}}}"#)).collect();
    keys.join(",")
}

/// The path of the first of those elements.
fn deepest() -> String {
    format!("l{}", "[0]".repeat(31))
}

fn deep_projections(bytes: usize) -> String {
    let (path, keys) = (deepest(), keys(40, bytes));
    format!(r#"{{"RequestItems":{{"Deep":{{"ProjectionExpression":"{path}","Keys":[{keys}]}}}}}}"#)
}

fn mixed_projections(bytes: usize) -> String {
    gets("Mixed", TRANSACTION_ITEMS, &deepest(), bytes)
}

fn gets(table: &str, most: usize, path: &str, bytes: usize) -> String {
    let get = |number| {
        format!(
            r#"{{"Get":{{"TableName":"{table}","Key":{{"pk":{{"S":"{number}"}}}},"ProjectionExpression":"{path}"}}}}"#
        )
    };
    let gets: Vec<String> = (0..part(most, bytes)).map(get).collect();
    format!(r#"{{"TransactItems":[{}]}}"#, gets.join(","))
}

/// Conditions that do not hold, each of which has its item in the refusal.
fn canceled(bytes: usize) -> String {
    let check = |number| {
        format!(
            r#"{{"ConditionCheck":{{"TableName":"Far","Key":{{"pk":{{"S":"{number}"}}}},"ConditionExpression":"attribute_not_exists(pk)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}}}"#
        )
    };
    let checks: Vec<String> = (0..part(ITEMS, bytes)).map(check).collect();
    format!(r#"{{"TransactItems":[{}]}}"#, checks.join(","))
}

fn deleted(bytes: usize) -> String {
    let delete = |number| format!(r#"{{"Statement":"DELETE FROM Far WHERE pk='{number}' RETURNING ALL OLD *"}}"#);
    let all: Vec<String> = (0..part(25, bytes)).map(delete).collect();
    format!(r#"{{"Statements":[{}]}}"#, all.join(","))
}

fn items(table: &str, bytes: usize) -> String {
    format!(r#"{{"RequestItems":{{"{table}":{{"Keys":[{}]}}}}}}"#, keys(ITEMS, bytes))
}
