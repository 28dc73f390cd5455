//! A lab file of each format, kept as it was written, and what an engine answers that opened it. A later version must open
//! the same file as the same lab.
//!
//! `UPDATE_GOLDEN=1 cargo test -p timemark-tests --test model golden` writes the newest file anew. Only an answer or a digest
//! that changes on purpose is a reason: a file that no longer opens is a broken promise. A member that is added to the
//! format is one for another file, beside those that are kept.

use std::fmt::Write;
use timemark_core::wire::Request;
use timemark_core::{Engine, LabReader, LabRecord, Options};

/// A lab file of format 1, as it was written at first.
pub const FORMAT_1: &[u8] = include_bytes!("../golden/format-1.timemark");
/// The same, with the positions of parts: what is written today.
pub const FORMAT_1_POSITIONS: &[u8] = include_bytes!("../golden/format-1-positions.timemark");
/// What the engine of either answers.
pub const ANSWERS_1: &str = include_str!("../golden/format-1.txt");

/// A call: whether it goes to another region, its target, its body.
type Call = (bool, &'static str, &'static str);

const LAB: &str = "Timemark_20261122";
const DYNAMO: &str = "DynamoDB_20120810";

/// Calls that leave something in each structure of a state. The checkpoint comes after the first half.
const STORY: &[Call] = &[
    (
        false,
        "UpdateLab",
        r#"{"Settings":{"Pace":"CUSTOM","Delays":{"BackupCreation":90,"Restore":600,"TableUpdate":30,"Insights":900,"DestinationSwitch":900,"SizeRefresh":300},"ConsistencyWindow":"ADVERSARIAL","PartitionsPerTable":3,"WriteConflictSeconds":5}}"#,
    ),
    (
        false,
        "CreateTable",
        r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"N"},{"AttributeName":"g","AttributeType":"B"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["n"]}}],"LocalSecondaryIndexes":[{"IndexName":"local","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"g","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},"Tags":[{"Key":"team","Value":"ü"}]}"#,
    ),
    (false, "AdvanceClock", r#"{"Seconds":60}"#),
    (
        false,
        "UpdateContinuousBackups",
        r#"{"TableName":"Music","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":9}}"#,
    ),
    (
        false,
        "UpdateTimeToLive",
        r#"{"TableName":"Music","TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":true}}"#,
    ),
    (
        false,
        "PutItem",
        r#"{"TableName":"Music","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"g":{"B":"AAEC"},"n":{"L":[{"BOOL":true},{"NULL":true},{"M":{"x":{"NS":["1","-2.5e-7"]}}}]}}}"#,
    ),
    (false, "PutItem", r#"{"TableName":"Music","Item":{"pk":{"S":"b"},"sk":{"N":"-7.25"},"ttl":{"N":"1767226000"}}}"#),
    (false, "PutItem", r#"{"TableName":"Music","Item":{"pk":{"S":"old"},"sk":{"N":"0"},"ttl":{"N":"12"}}}"#),
    (false, "CreateBackup", r#"{"TableName":"Music","BackupName":"first"}"#),
    (
        false,
        "UpdateItem",
        r#"{"TableName":"Music","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"UpdateExpression":"SET g = :g, m = :m","ExpressionAttributeValues":{":g":{"B":"/w=="},":m":{"SS":["x","日本"]}}}"#,
    ),
    (false, "AdvanceClock", r#"{"Seconds":100}"#),
    (
        false,
        "TransactWriteItems",
        r#"{"ClientRequestToken":"token-1","TransactItems":[{"Put":{"TableName":"Music","Item":{"pk":{"S":"c"},"sk":{"N":"3"}}}},{"Delete":{"TableName":"Music","Key":{"pk":{"S":"b"},"sk":{"N":"-7.25"}}}}]}"#,
    ),
    (
        false,
        "PutResourcePolicy",
        r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[]}"}"#,
    ),
    (
        false,
        "EnableKinesisStreamingDestination",
        r#"{"TableName":"Music","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes"}"#,
    ),
    (
        false,
        "UpdateContributorInsights",
        r#"{"TableName":"Music","IndexName":"by-g","ContributorInsightsAction":"ENABLE"}"#,
    ),
    (
        true,
        "CreateTable",
        r#"{"TableName":"Music","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}"#,
    ),
    (false, "InjectFault", r#"{"Operation":"DeleteBackup","Error":"InternalServerError","Count":2,"Skip":1}"#),
    (false, "CreateBackup", r#"{"TableName":"Music","BackupName":"second"}"#),
    (
        false,
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":"Music","TargetTableName":"Restoring","RestoreDateTime":1767225660}"#,
    ),
    (
        false,
        "CreateTable",
        r#"{"TableName":"Gone","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}}"#,
    ),
    (false, "AdvanceClock", r#"{"Seconds":10}"#),
    (
        false,
        "UpdateContinuousBackups",
        r#"{"TableName":"Gone","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    ),
    (false, "PutItem", r#"{"TableName":"Gone","Item":{"pk":{"S":"x"}}}"#),
    (false, "DeleteTable", r#"{"TableName":"Gone"}"#),
    (
        false,
        "UpdateTable",
        r#"{"TableName":"Music","AttributeDefinitions":[{"AttributeName":"h","AttributeType":"S"}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-h","KeySchema":[{"AttributeName":"h","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]}"#,
    ),
    // The checkpoint is here; what follows is events.
    (
        false,
        "PutItem",
        r#"{"TableName":"Music","Item":{"pk":{"S":"d"},"sk":{"N":"4"},"h":{"S":"later"},"ttl":{"N":"1767226400"}}}"#,
    ),
    (true, "PutItem", r#"{"TableName":"Music","Item":{"pk":{"S":"elsewhere"}}}"#),
    (false, "DeleteItem", r#"{"TableName":"Music","Key":{"pk":{"S":"c"},"sk":{"N":"3"}}}"#),
    (false, "AdvanceClock", r#"{"Seconds":45.125}"#),
    (false, "StartBackupJob", r#"{"TableName":"Music","BackupName":"vault","RetainDays":40}"#),
    (
        false,
        "TagResource",
        r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music","Tags":[{"Key":"k","Value":"v"}]}"#,
    ),
    (false, "AdvanceClock", r#"{"Seconds":200}"#),
    (false, "ListTables", r#"{"Limit":0}"#),
    (false, "CreateBackup", r#"{"TableName":"Music","BackupName":"third"}"#),
];

/// How many calls of the story come before the checkpoint.
const BEFORE: usize = 25;

/// Calls whose answers tell whether the lab is the same.
const QUESTIONS: &[Call] = &[
    (false, "DescribeLab", "{}"),
    (false, "ListFaults", "{}"),
    (false, "ListTables", "{}"),
    (true, "ListTables", "{}"),
    (false, "DescribeTable", r#"{"TableName":"Music"}"#),
    (false, "DescribeTable", r#"{"TableName":"Restoring"}"#),
    (false, "Scan", r#"{"TableName":"Music"}"#),
    (false, "Scan", r#"{"TableName":"Music","IndexName":"by-g"}"#),
    (false, "Scan", r#"{"TableName":"Music","IndexName":"local"}"#),
    (true, "Scan", r#"{"TableName":"Music"}"#),
    (false, "ListBackups", r#"{"BackupType":"ALL"}"#),
    (false, "DescribeContinuousBackups", r#"{"TableName":"Music"}"#),
    (false, "DescribeTimeToLive", r#"{"TableName":"Music"}"#),
    (false, "GetResourcePolicy", r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music"}"#),
    (false, "DescribeKinesisStreamingDestination", r#"{"TableName":"Music"}"#),
    (false, "ListContributorInsights", "{}"),
    (false, "ListTagsOfResource", r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music"}"#),
    (false, "DescribeTimeline", r#"{"TableName":"Music"}"#),
    (false, "AdvanceClock", r#"{"Seconds":10000}"#),
    (false, "Scan", r#"{"TableName":"Restoring"}"#),
    (false, "Scan", r#"{"TableName":"Music","IndexName":"by-h"}"#),
    (false, "ListBackups", r#"{"BackupType":"ALL"}"#),
    (
        false,
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":"Music","TargetTableName":"again","UseLatestRestorableTime":true}"#,
    ),
    (false, "CreateBackup", r#"{"TableName":"Music","BackupName":"fourth"}"#),
    (false, "AdvanceClock", r#"{"Seconds":4000000}"#),
    (false, "Scan", r#"{"TableName":"again"}"#),
    (false, "ListBackups", r#"{"BackupType":"ALL"}"#),
];

/// Makes a call and returns its status and body.
fn call(engine: &mut Engine, (is_elsewhere, operation, body): Call) -> String {
    const OF_LAB: &[&str] = &[
        "UpdateLab",
        "DescribeLab",
        "AdvanceClock",
        "InjectFault",
        "ListFaults",
        "StartBackupJob",
        "DescribeTimeline",
    ];
    let service = if OF_LAB.contains(&operation) { LAB } else { DYNAMO };
    let target = format!("{service}.{operation}");
    let region = is_elsewhere.then_some("eu-west-1");
    let answer = engine.respond(Request { target: &target, body: body.as_bytes(), host: None, region });
    format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
}

/// Writes the lab file of the story, and returns the engine that it must open as.
pub fn written() -> (Vec<u8>, Engine) {
    let mut engine = Engine::new(Options { seed: 16, ..Options::default() });
    let mut file = Vec::new();
    for (place, step) in STORY.iter().enumerate() {
        if place == BEFORE {
            engine.record_events();
            file = engine.save();
        }
        let answer = call(&mut engine, *step);
        assert!(answer.starts_with("200 ") != (step.1 == "ListTables"), "{}: {answer}", step.1);
        file.extend(engine.take_events());
    }
    (file, engine)
}

/// What an engine answers, its digests before and after.
pub fn answers(mut engine: Engine) -> String {
    let mut text = format!("digest {:032x}\n", engine.digest());
    for question in QUESTIONS {
        let answer = call(&mut engine, *question);
        writeln!(text, "{} {answer}", question.1).expect("writing to a string");
    }
    writeln!(text, "digest {:032x}", engine.digest()).expect("writing to a string");
    text
}

/// Fails unless a kept file opens as the lab that it was.
pub fn check(file: &[u8], kept: &str) {
    let opened = Engine::open(file).unwrap_or_else(|error| panic!("a kept lab file: {error}"));
    check_answers(opened, kept);
}

/// Fails unless the engine that follows the records of a kept file is the lab that it was.
pub fn check_followed(file: &[u8], kept: &str) {
    let (mut reader, mut engine) = (LabReader::default(), None);
    reader.push(file);
    while let Some(record) = reader.read().unwrap_or_else(|error| panic!("a kept lab file: {error}")) {
        match (record, &mut engine) {
            (LabRecord::Engine(opened), _) => engine = Some(*opened),
            (LabRecord::Events(events), Some(engine)) => {
                engine.follow_record(&events).unwrap_or_else(|error| panic!("a record that was kept: {error}"));
            }
            _ => {}
        }
    }
    check_answers(engine.expect("a checkpoint"), kept);
}

fn check_answers(engine: Engine, kept: &str) {
    let found = answers(engine);
    for (found, kept) in found.lines().zip(kept.lines()) {
        assert_eq!(found, kept);
    }
    assert_eq!(found, kept);
}
