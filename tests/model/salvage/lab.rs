//! A lab with something of everything that a checkpoint can hold, and what it answers about each of its objects.

use super::written::Object;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use timemark_core::wire::Request;
use timemark_core::{Engine, LogSpacing, Options, Settings};

/// What an engine answers about an object.
pub type Answers = Vec<String>;

const OWN: &str = "us-east-1";
const OTHER: &str = "eu-west-1";
const REGIONS: [&str; 2] = [OWN, OTHER];
const OF_LAB: &[&str] = &["UpdateLab", "AdvanceClock", "ExplainBackup", "DescribeTimeline"];

/// Makes a call, and returns the body of its answer with the status.
fn call(engine: &mut Engine, region: &str, operation: &str, body: &Value) -> (u16, String) {
    let service = match operation {
        _ if OF_LAB.contains(&operation) => "Timemark_20261122",
        "ListStreams" | "DescribeStream" | "GetShardIterator" | "GetRecords" => "DynamoDBStreams_20120810",
        _ => "DynamoDB_20120810",
    };
    let (target, body) = (format!("{service}.{operation}"), body.to_string());
    let request = Request { target: &target, body: body.as_bytes(), host: None, region: Some(region) };
    let answer = engine.respond(request);
    (answer.status, String::from_utf8(answer.body).unwrap())
}

/// A call that is done.
fn done(engine: &mut Engine, region: &str, operation: &str, body: Value) -> Value {
    let (status, answer) = call(engine, region, operation, &body);
    assert_eq!(status, 200, "{operation}: {answer}");
    serde_json::from_str(&answer).unwrap_or_default()
}

fn create(engine: &mut Engine, region: &str, name: &str, more: Value) {
    let mut body = json!({
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    done(engine, region, "CreateTable", body);
}

fn put(engine: &mut Engine, region: &str, table: &str, item: Value) {
    done(engine, region, "PutItem", json!({"TableName": table, "Item": item}));
}

fn advance(engine: &mut Engine, seconds: u64) {
    done(engine, OWN, "AdvanceClock", json!({"Seconds": seconds}));
}

fn backup(engine: &mut Engine, region: &str, table: &str, name: &str) -> String {
    let made = done(engine, region, "CreateBackup", json!({"TableName": table, "BackupName": name}));
    made["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned()
}

fn restore(engine: &mut Engine, region: &str, arn: &str, target: &str) {
    done(engine, region, "RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": target}));
}

/// The lab, and an older file of it.
pub fn made() -> (Engine, Vec<u8>) {
    let log_spacing = LogSpacing { segment_changes: 3, snapshot_changes: 4 };
    let settings = Settings { log_spacing, ..Settings::default() };
    let mut lab = Engine::new(Options { seed: 5, settings, ..Options::default() });
    let engine = &mut lab;
    let delays = json!({"BackupCreation": 20, "Restore": 600, "TableUpdate": 5_000, "TableDeletion": 5_000});
    done(engine, OWN, "UpdateLab", json!({"Settings": {"Pace": "CUSTOM", "Delays": delays, "PartitionsPerTable": 2}}));
    albums(engine);
    create(engine, OWN, "Bands", json!({}));
    create(engine, OWN, "Empty", json!({}));
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    for table in ["Albums", "Bands"] {
        let body = json!({"TableName": table, "PointInTimeRecoverySpecification": recovery});
        done(engine, OWN, "UpdateContinuousBackups", body);
    }
    create(engine, OTHER, "Elsewhere", json!({}));
    for n in 0..6 {
        put(engine, OWN, "Albums", json!({"pk": {"S": format!("a{n}")}, "sk": {"N": "1"}, "year": {"N": "1990"}}));
        put(engine, OTHER, "Elsewhere", json!({"pk": {"S": format!("e{n}")}}));
    }
    let older = engine.save();
    // Records of a checkpoint within an item of another one.
    let inner: String = older.iter().map(|byte| char::from(*byte)).collect();
    put(engine, OWN, "Bands", json!({"pk": {"S": "a lab"}, "file": {"S": inner}, "raw": {"B": base64(&older)}}));
    let first = backup(engine, OWN, "Albums", "first");
    let away = backup(engine, OTHER, "Elsewhere", "away");
    advance(engine, 100);
    put(engine, OWN, "Albums", json!({"pk": {"S": "a1"}, "sk": {"N": "1"}, "year": {"N": "2001"}}));
    restore(engine, OWN, &first, "Copy");
    restore(engine, OTHER, &away, "There");
    advance(engine, 700);
    // Several parts of items.
    for n in 0..4 {
        put(
            engine,
            OWN,
            "Copy",
            json!({"pk": {"S": format!("large{n}")}, "sk": {"N": "2"}, "text": {"S": "x".repeat(150_000)}}),
        );
    }
    backup(engine, OWN, "Copy", "of-copy");
    backup(engine, OWN, "Empty", "of-nothing");
    advance(engine, 100_000);
    gone(engine);
    put(engine, OWN, "Copy", json!({"pk": {"S": "late"}, "sk": {"N": "2"}}));
    let again = backup(engine, OWN, "Bands", "of-bands");
    advance(engine, 120);
    update(engine, &first);
    // Under way: restores, backups whose windows are open, and some without images.
    for table in ["Albums", "Shared"] {
        backup(engine, OWN, table, &format!("open-{table}"));
    }
    advance(engine, 30);
    restore(engine, OWN, &again, "Restoring");
    let latest = json!({"SourceTableName": "Albums", "TargetTableName": "Recovered", "UseLatestRestorableTime": true});
    done(engine, OWN, "RestoreTableToPointInTime", latest);
    for (region, table) in [(OWN, "Albums"), (OWN, "Shared"), (OTHER, "Elsewhere")] {
        backup(engine, region, table, &format!("waiting-{table}"));
    }
    (lab, older)
}

fn albums(engine: &mut Engine) {
    let more = json!({
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "year", "AttributeType": "N"},
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "GlobalSecondaryIndexes": [{
            "IndexName": "by-year",
            "KeySchema": [{"AttributeName": "year", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        "LocalSecondaryIndexes": [{
            "IndexName": "local",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "year", "KeyType": "RANGE"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "Tags": [{"Key": "team", "Value": "records"}],
    });
    create(engine, OWN, "Albums", more);
    let expiry = json!({"TableName": "Albums", "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": true}});
    done(engine, OWN, "UpdateTimeToLive", expiry);
    put(engine, OWN, "Albums", json!({"pk": {"S": "soon"}, "sk": {"N": "1"}, "ttl": {"N": "1767999999"}}));
}

/// A table that leaves a backup and a stream, and one that is being deleted.
fn gone(engine: &mut Engine) {
    let stream = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}});
    create(engine, OWN, "Gone", stream);
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    let body = json!({"TableName": "Gone", "PointInTimeRecoverySpecification": recovery});
    done(engine, OWN, "UpdateContinuousBackups", body);
    for n in 0..5 {
        put(engine, OWN, "Gone", json!({"pk": {"S": format!("g{n}")}}));
    }
    advance(engine, 94_000);
    put(engine, OWN, "Gone", json!({"pk": {"S": "last"}}));
    done(engine, OWN, "DeleteTable", json!({"TableName": "Gone"}));
    advance(engine, 6_000);
    create(engine, OWN, "Going", json!({}));
    put(engine, OWN, "Going", json!({"pk": {"S": "still there"}}));
    done(engine, OWN, "DeleteTable", json!({"TableName": "Going"}));
}

/// A table one of whose indexes is being deleted. The index has items of the first table's that this one has no more.
fn update(engine: &mut Engine, first: &str) {
    restore(engine, OWN, first, "Shared");
    advance(engine, 700);
    let delete = json!([{"Delete": {"IndexName": "by-year"}}]);
    done(engine, OWN, "UpdateTable", json!({"TableName": "Shared", "GlobalSecondaryIndexUpdates": delete}));
    for n in 0..6 {
        let key = json!({"pk": {"S": format!("a{n}")}, "sk": {"N": "1"}});
        done(engine, OWN, "DeleteItem", json!({"TableName": "Shared", "Key": key}));
    }
    // What is forgotten of the log goes when it is written to.
    for n in 0..40 {
        put(engine, OWN, "Shared", json!({"pk": {"S": format!("s{}", n % 10)}, "sk": {"N": "1"}}));
        advance(engine, 10);
    }
    let write = json!([{"Put": {"TableName": "Bands", "Item": {"pk": {"S": "t"}}}}]);
    done(engine, OWN, "TransactWriteItems", json!({"TransactItems": write, "ClientRequestToken": "once"}));
}

/// Calls after the checkpoint; returns their records.
pub fn goes_on(engine: &mut Engine) -> Vec<u8> {
    engine.record_events();
    let mut records = engine.take_events();
    for n in 0..3 {
        put(engine, OWN, "Albums", json!({"pk": {"S": format!("later{n}")}, "sk": {"N": "1"}}));
        records.extend(engine.take_events());
    }
    records
}

/// What an engine answers about each table, backup and stream that it has.
pub fn answers(engine: &Engine) -> BTreeMap<Object, Answers> {
    let mut answers = BTreeMap::new();
    for region in REGIONS {
        let list = |operation: &str, body: Value, member: &str| {
            done(&mut engine.clone(), region, operation, body)[member].as_array().unwrap().clone()
        };
        for name in list("ListTables", json!({}), "TableNames") {
            answers.insert(Object::new(region, "table", name.as_str().unwrap()), of_table(engine, region, &name));
        }
        for summary in list("ListBackups", json!({"BackupType": "ALL"}), "BackupSummaries") {
            let object = Object::new(region, "backup", summary["BackupName"].as_str().unwrap());
            answers.insert(object, of_backup(engine, region, &summary));
        }
        for stream in list("ListStreams", json!({}), "Streams") {
            let object = Object::new(region, "stream", stream["TableName"].as_str().unwrap());
            answers.insert(object, of_stream(engine, region, &stream["StreamArn"]));
        }
    }
    answers
}

fn of_table(engine: &Engine, region: &str, name: &Value) -> Answers {
    let mut engine = engine.clone();
    let mut ask = |operation: &str, body: Value| call(&mut engine, region, operation, &body).1;
    let described = ask("DescribeTable", json!({"TableName": name}));
    let table = serde_json::from_str::<Value>(&described).unwrap()["Table"].clone();
    let mut answers = vec![described];
    let of_name = ["Scan", "DescribeContinuousBackups", "DescribeTimeToLive", "DescribeTimeline"];
    answers.extend(of_name.map(|operation| ask(operation, json!({"TableName": name}))));
    answers.push(ask("ListTagsOfResource", json!({"ResourceArn": table["TableArn"]})));
    for indexes in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        for index in table[indexes].as_array().unwrap_or(&Vec::new()) {
            answers.push(ask("Scan", json!({"TableName": name, "IndexName": index["IndexName"]})));
        }
    }
    // What it becomes: what was under way ends.
    advance(&mut engine, 10_000);
    answers.push(call(&mut engine, region, "DescribeTable", &json!({"TableName": name})).1);
    answers.push(call(&mut engine, region, "Scan", &json!({"TableName": name})).1);
    answers
}

fn of_backup(engine: &Engine, region: &str, summary: &Value) -> Answers {
    let mut engine = engine.clone();
    let arn = &summary["BackupArn"];
    let mut answers = vec![summary.to_string()];
    for operation in ["DescribeBackup", "ExplainBackup"] {
        answers.push(call(&mut engine, region, operation, &json!({"BackupArn": arn})).1);
    }
    // What it holds, when it is made and no other restore is under way.
    advance(&mut engine, 1_000);
    answers.push(call(&mut engine, region, "DescribeBackup", &json!({"BackupArn": arn})).1);
    restore(&mut engine, region, arn.as_str().unwrap(), "salvaged");
    advance(&mut engine, 1_000);
    answers.push(call(&mut engine, region, "Scan", &json!({"TableName": "salvaged"})).1);
    answers
}

fn of_stream(engine: &Engine, region: &str, arn: &Value) -> Answers {
    let mut engine = engine.clone();
    let described = done(&mut engine, region, "DescribeStream", json!({"StreamArn": arn}));
    let mut answers = vec![described.to_string()];
    for shard in described["StreamDescription"]["Shards"].as_array().unwrap() {
        let body = json!({"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"});
        let iterator = done(&mut engine, region, "GetShardIterator", body)["ShardIterator"].clone();
        answers.push(call(&mut engine, region, "GetRecords", &json!({"ShardIterator": iterator})).1);
    }
    answers
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |bytes: &[u8]| {
        let number = bytes.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - bytes.len()));
        let letter = |place: usize| match place <= bytes.len() {
            true => char::from(LETTERS[(number >> (18 - 6 * place) & 63) as usize]),
            false => '=',
        };
        [0, 1, 2, 3].map(letter)
    };
    bytes.chunks(3).flat_map(group).collect()
}
