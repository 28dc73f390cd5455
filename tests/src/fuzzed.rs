//! What is fuzzed: functions that take any bytes, and fail only if a promise is broken.
//!
//! `cargo xtask fuzz` calls them with inputs that coverage guides (`tests/fuzz/`, which needs a nightly toolchain), and
//! `tests/model/corpus.rs` with the inputs that are kept in `tests/fuzz/corpus/`.

use timemark_core::{AttributeValue, Attributes, Checkpoint, Engine, Item, OpenError, Options};
use xxhash_rust::xxh3::xxh3_64;

/// A target: its name, which is that of its folder in the corpus, and its function.
pub type Target = (&'static str, fn(&[u8]));

/// The targets.
pub const TARGETS: [Target; 7] = [
    ("wire", wire),
    ("expressions", expressions),
    ("statements", statements),
    ("numbers", numbers),
    ("arns", arns),
    ("items", items),
    ("lab_files", lab_files),
];

/// Calls a target by its name.
pub fn call(name: &str, input: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    target(input);
}

/// A request: its target on the first line, then its body.
fn wire(input: &[u8]) {
    let line = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (target, body) = input.split_at(line);
    let mut engine = prepared();
    answered(&mut engine, &String::from_utf8_lossy(target), body.get(1..).unwrap_or_default());
}

/// The place of an expression, then the expression.
fn expressions(input: &[u8]) {
    let Some((place, text)) = one_and_text(input) else { return };
    let names = r##""ExpressionAttributeNames":{"#n":"pk"}"##;
    let values =
        r#""ExpressionAttributeValues":{":v":{"S":"a"},":w":{"N":"1"},":l":{"L":[{"N":"1"}]},":s":{"SS":["a"]}}"#;
    let key = r#""Key":{"pk":{"S":"a"}}"#;
    let (operation, member) = match place % 5 {
        0 => ("Scan", format!(r#""FilterExpression":{text},{values}"#)),
        1 => ("Query", format!(r#""KeyConditionExpression":{text},{values}"#)),
        2 => ("UpdateItem", format!(r#"{key},"UpdateExpression":{text},{values}"#)),
        3 => ("DeleteItem", format!(r#"{key},"ConditionExpression":{text},{values}"#)),
        _ => ("GetItem", format!(r#"{key},"ProjectionExpression":{text}"#)),
    };
    let mut engine = prepared();
    for members in [member.clone(), format!("{member},{names}")] {
        operated(&mut engine, operation, &format!(r#"{{"TableName":"Music",{members}}}"#));
    }
}

/// A statement.
fn statements(input: &[u8]) {
    let text = json(input);
    let mut engine = prepared();
    for parameters in ["", r#","Parameters":[{"S":"a"}]"#] {
        operated(&mut engine, "ExecuteStatement", &format!(r#"{{"Statement":{text}{parameters}}}"#));
        operated(&mut engine, "ExecuteTransaction", &format!(r#"{{"TransactStatements":[{{"Statement":{text}}}]}}"#));
    }
}

/// A number, which means what it meant once it has been stored, read and stored again.
fn numbers(input: &[u8]) {
    let stored = |text: &str| {
        let number = AttributeValue::N(text.to_owned());
        let item = Item::new(&Attributes::from_iter([("n".to_owned(), number)])).ok()?;
        match item.to_attributes().remove("n") {
            Some(AttributeValue::N(text)) => Some(text),
            other => panic!("a number was read as {other:?}"),
        }
    };
    let text = String::from_utf8_lossy(input);
    let Some(once) = stored(&text) else { return };
    assert_eq!(stored(&once).as_ref(), Some(&once), "{text}");
    // The standard library rounds what has many digits, and ends at other exponents.
    if let (Ok(given), Ok(found)) = (text.parse::<f64>(), once.parse::<f64>()) {
        let is_near = given == found || ((given - found) / given).abs() < 1e-12;
        assert!(is_near, "{text} became {once}");
    }
}

/// An operation, then an ARN.
fn arns(input: &[u8]) {
    let Some((operation, arn)) = one_and_text(input) else { return };
    let (operation, body) = match operation % 7 {
        0 => ("DescribeBackup", format!(r#"{{"BackupArn":{arn}}}"#)),
        1 => ("DescribeTable", format!(r#"{{"TableName":{arn}}}"#)),
        2 => ("ListTagsOfResource", format!(r#"{{"ResourceArn":{arn}}}"#)),
        3 => ("RestoreTableFromBackup", format!(r#"{{"BackupArn":{arn},"TargetTableName":"Restored"}}"#)),
        4 => ("ListBackups", format!(r#"{{"ExclusiveStartBackupArn":{arn}}}"#)),
        5 => {
            let rest = r#""TargetTableName":"Restored","UseLatestRestorableTime":true"#;
            ("RestoreTableToPointInTime", format!(r#"{{"SourceTableArn":{arn},{rest}}}"#))
        }
        _ => ("GetResourcePolicy", format!(r#"{{"ResourceArn":{arn}}}"#)),
    };
    operated(&mut prepared(), operation, &body);
}

/// The JSON of an item, which is the same after it has been read and put again.
fn items(input: &[u8]) {
    let mut engine = prepared();
    let mut body = br#"{"TableName":"Other","Item":"#.to_vec();
    body.extend(input);
    body.push(b'}');
    let status = answered(&mut engine, "DynamoDB_20120810.PutItem", &body);
    // What is more than a value adds other members to the request.
    if status != 200 || serde_json::from_slice::<serde_json::Value>(input).is_err() {
        return;
    }
    let scan = engine.handle("DynamoDB_20120810.Scan", br#"{"TableName":"Other"}"#);
    let answer: serde_json::Value = serde_json::from_slice(&scan.body).expect("an answer is JSON");
    let Some(item) = answer["Items"].get(0) else { panic!("what was put is not there: {answer}") };
    let again = format!(r#"{{"TableName":"Other","Item":{item}}}"#);
    assert_eq!(operated(&mut engine, "PutItem", &again), 200, "{again}");
    let scan = engine.handle("DynamoDB_20120810.Scan", br#"{"TableName":"Other"}"#);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&scan.body).ok(), Some(answer), "{again}");
}

/// The contents of a lab file's records, each after its length in two bytes; the header and the checksums fit.
fn lab_files(input: &[u8]) {
    let mut file = b"timemark\x01\0\0\0".to_vec();
    let mut rest = input;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (contents, after) = after.split_at(after.len().min(usize::from(u16::from_le_bytes(*length))));
        file.extend((contents.len() as u64).to_le_bytes());
        file.extend(xxh3_64(contents).to_le_bytes());
        file.extend(contents);
        rest = after;
    }
    if let Ok(salvaged) = Engine::salvage(&file) {
        assert!(Engine::open(&salvaged.engine.save()).is_ok(), "what an engine wrote opens");
    }
    match Engine::open(&file) {
        Ok(mut engine) => {
            let again = Engine::open(&engine.save()).expect("what an engine wrote opens");
            assert_eq!(again.digest(), engine.digest());
            if let Some(due) = engine.next_due() {
                engine.advance_to(due);
            }
            operated(&mut engine, "ListBackups", r#"{"BackupType":"ALL"}"#);
        }
        Err(OpenError::Damaged { what, .. }) => assert!(!what.is_empty()),
        Err(other) => panic!("{other}"),
    }
}

/// A lab file as input of the target that opens lab files.
pub fn of_lab_file(file: &[u8]) -> Vec<u8> {
    let mut input = Vec::new();
    let mut rest = file.get(12..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<8>() {
        let length = u64::from_le_bytes(*length) as usize;
        let (contents, after) = after[8..].split_at(length);
        input.extend(u16::try_from(length).expect("a small record").to_le_bytes());
        input.extend(contents);
        rest = after;
    }
    input
}

/// The first byte, and the text behind it as JSON.
fn one_and_text(input: &[u8]) -> Option<(u8, String)> {
    let (one, text) = input.split_first()?;
    Some((*one, json(text)))
}

fn json(text: &[u8]) -> String {
    serde_json::Value::from(String::from_utf8_lossy(text)).to_string()
}

/// The engine that is asked: two tables, one of them with an index, a stream, recovery, items, and backups.
pub fn prepared() -> Engine {
    thread_local! {
        static PREPARED: Checkpoint = {
            let mut engine = Engine::new(Options::default());
            let key = r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST""#;
            let attribute = r#"{"AttributeName":"pk","AttributeType":"S"}"#;
            let index = r#""GlobalSecondaryIndexes":[{"IndexName":"index","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]"#;
            let stream = r#""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}"#;
            let item = r#"{"pk":{"S":"a"},"g":{"S":"x"},"n":{"N":"1.5"},"l":{"L":[{"S":"x"},{"M":{"k":{"NULL":true}}}]},"s":{"SS":["a","b"]},"b":{"B":"AAEC"}}"#;
            for (operation, members) in [
                ("CreateTable", format!(r#""AttributeDefinitions":[{attribute},{{"AttributeName":"g","AttributeType":"S"}}],{key},{index},{stream}"#)),
                ("PutItem", format!(r#""Item":{item}"#)),
                ("UpdateContinuousBackups", r#""PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}"#.to_owned()),
                ("CreateBackup", r#""BackupName":"nightly""#.to_owned()),
            ] {
                assert_eq!(operated(&mut engine, operation, &format!(r#"{{"TableName":"Music",{members}}}"#)), 200);
            }
            engine.advance_to(engine.now().plus_ms(600_000));
            for (operation, members) in [
                ("CreateTable", format!(r#""TableName":"Other","AttributeDefinitions":[{attribute}],{key}"#)),
                ("PutItem", r#""TableName":"Music","Item":{"pk":{"S":"b"}}"#.to_owned()),
                ("CreateBackup", r#""TableName":"Music","BackupName":"nightly""#.to_owned()),
            ] {
                assert_eq!(operated(&mut engine, operation, &format!("{{{members}}}")), 200);
            }
            engine.checkpoint()
        };
    }
    PREPARED.with(|checkpoint| Engine::recover(checkpoint, &[]))
}

fn operated(engine: &mut Engine, operation: &str, body: &str) -> u16 {
    answered(engine, &format!("DynamoDB_20120810.{operation}"), body.as_bytes())
}

/// The status of the answer to a request. A refusal changes nothing, and is the client's fault.
fn answered(engine: &mut Engine, target: &str, body: &[u8]) -> u16 {
    // What is due at this moment happens whatever is asked.
    engine.advance_to(engine.now());
    let before = crate::state_digests(engine);
    let answer = engine.handle(target, body);
    let told = || format!("{target} {}: {}", String::from_utf8_lossy(body), String::from_utf8_lossy(&answer.body));
    assert!(matches!(answer.status, 200 | 400), "{} {}", answer.status, told());
    let is_json = serde_json::from_slice::<serde_json::Value>(&answer.body).is_ok();
    // An operation without output has an empty body.
    assert!(is_json || answer.status == 200 && answer.body.is_empty(), "not JSON: {}", told());
    if answer.status != 200 {
        assert_eq!(crate::state_digests(engine), before, "{}", told());
    }
    answer.status
}
