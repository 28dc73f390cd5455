//! Every operation with its request in gzip: the answer is that to the plain request, compressed where it is long.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Call, Server};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use timemark_core::Service;
use timemark_core::operations::{NAMES, service_of};
use timemark_server::Limits;

/// A call of each operation, in an order in which most succeed. `{LONG}` is a text of 5,000 characters, a name of a member in
/// braces the latest value that an answer had for it.
const CALLS: &[(&str, &str)] = &[
    (
        "CreateTable",
        r#"{"TableName":"Music","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST",
            "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}}"#,
    ),
    ("DescribeTable", r#"{"TableName":"Music"}"#),
    ("ListTables", r#"{"Limit":10}"#),
    ("PutItem", r#"{"TableName":"Music","Item":{"pk":{"S":"a"},"long":{"S":"{LONG}"}}}"#),
    (
        "UpdateItem",
        r#"{"TableName":"Music","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = :n",
            "ExpressionAttributeValues":{":n":{"N":"1"}},"ReturnValues":"ALL_NEW"}"#,
    ),
    ("GetItem", r#"{"TableName":"Music","Key":{"pk":{"S":"a"}}}"#),
    (
        "Query",
        r#"{"TableName":"Music","KeyConditionExpression":"pk = :a","ExpressionAttributeValues":{":a":{"S":"a"}}}"#,
    ),
    ("Scan", r#"{"TableName":"Music"}"#),
    ("BatchWriteItem", r#"{"RequestItems":{"Music":[{"PutRequest":{"Item":{"pk":{"S":"b"}}}}]}}"#),
    ("BatchGetItem", r#"{"RequestItems":{"Music":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}"#),
    ("TransactWriteItems", r#"{"TransactItems":[{"Put":{"TableName":"Music","Item":{"pk":{"S":"c"}}}}]}"#),
    ("TransactGetItems", r#"{"TransactItems":[{"Get":{"TableName":"Music","Key":{"pk":{"S":"a"}}}}]}"#),
    ("ExecuteStatement", r#"{"Statement":"SELECT * FROM Music WHERE pk = ?","Parameters":[{"S":"a"}]}"#),
    ("BatchExecuteStatement", r#"{"Statements":[{"Statement":"SELECT * FROM Music WHERE pk = 'a'"}]}"#),
    ("ExecuteTransaction", r#"{"TransactStatements":[{"Statement":"SELECT * FROM Music WHERE pk = 'a'"}]}"#),
    ("DeleteItem", r#"{"TableName":"Music","Key":{"pk":{"S":"a"}},"ReturnValues":"ALL_OLD"}"#),
    ("ListStreams", r#"{"TableName":"Music"}"#),
    ("DescribeStream", r#"{"StreamArn":"{StreamArn}"}"#),
    ("GetShardIterator", r#"{"StreamArn":"{StreamArn}","ShardId":"{ShardId}","ShardIteratorType":"TRIM_HORIZON"}"#),
    ("GetRecords", r#"{"ShardIterator":"{ShardIterator}"}"#),
    ("CreateBackup", r#"{"TableName":"Music","BackupName":"nightly"}"#),
    ("DescribeBackup", r#"{"BackupArn":"{BackupArn}"}"#),
    ("ListBackups", r#"{"TableName":"Music"}"#),
    ("RestoreTableFromBackup", r#"{"TargetTableName":"Restored","BackupArn":"{BackupArn}"}"#),
    ("DeleteBackup", r#"{"BackupArn":"{BackupArn}"}"#),
    (
        "UpdateContinuousBackups",
        r#"{"TableName":"Music","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    ),
    ("DescribeContinuousBackups", r#"{"TableName":"Music"}"#),
    (
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":"Music","TargetTableName":"Rewound","UseLatestRestorableTime":true}"#,
    ),
    ("UpdateTable", r#"{"TableName":"Music","DeletionProtectionEnabled":false}"#),
    ("TagResource", r#"{"ResourceArn":"{TableArn}","Tags":[{"Key":"team","Value":"blue"}]}"#),
    ("ListTagsOfResource", r#"{"ResourceArn":"{TableArn}"}"#),
    ("UntagResource", r#"{"ResourceArn":"{TableArn}","TagKeys":["team"]}"#),
    (
        "UpdateTimeToLive",
        r#"{"TableName":"Music","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"expires"}}"#,
    ),
    ("DescribeTimeToLive", r#"{"TableName":"Music"}"#),
    ("DescribeLimits", "{}"),
    ("DescribeEndpoints", "{}"),
    ("UpdateContributorInsights", r#"{"TableName":"Music","ContributorInsightsAction":"ENABLE"}"#),
    ("DescribeContributorInsights", r#"{"TableName":"Music"}"#),
    ("ListContributorInsights", "{}"),
    (
        "EnableKinesisStreamingDestination",
        r#"{"TableName":"Music","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes"}"#,
    ),
    (
        "UpdateKinesisStreamingDestination",
        r#"{"TableName":"Music","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes",
            "UpdateKinesisStreamingConfiguration":{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}"#,
    ),
    ("DescribeKinesisStreamingDestination", r#"{"TableName":"Music"}"#),
    (
        "DisableKinesisStreamingDestination",
        r#"{"TableName":"Music","StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes"}"#,
    ),
    (
        "PutResourcePolicy",
        r#"{"ResourceArn":"{TableArn}","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"dynamodb:GetItem\",\"Resource\":\"{TableArn}\"}]}"}"#,
    ),
    ("GetResourcePolicy", r#"{"ResourceArn":"{TableArn}"}"#),
    ("DeleteResourcePolicy", r#"{"ResourceArn":"{TableArn}"}"#),
    ("DescribeTableReplicaAutoScaling", r#"{"TableName":"Music"}"#),
    ("DescribeGlobalTable", r#"{"GlobalTableName":"Music"}"#),
    ("DescribeGlobalTableSettings", r#"{"GlobalTableName":"Music"}"#),
    ("ListGlobalTables", "{}"),
    ("CreateGlobalTable", r#"{"GlobalTableName":"Music","ReplicationGroup":[{"RegionName":"us-east-1"}]}"#),
    ("ListExports", "{}"),
    ("ListImports", "{}"),
    ("DeleteTable", r#"{"TableName":"Music"}"#),
];

/// What cannot succeed: there are no global tables.
const REFUSED: [&str; 4] =
    ["DescribeTableReplicaAutoScaling", "DescribeGlobalTable", "DescribeGlobalTableSettings", "CreateGlobalTable"];

/// The answers that are long.
const LONG: [&str; 10] = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "DeleteItem",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "UpdateItem",
];

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut gzip = Vec::new();
    GzEncoder::new(body, Compression::default()).read_to_end(&mut gzip).unwrap();
    gzip
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

/// Every text that a member of an answer has, by the member's name: the last one of each.
fn told(body: &str, values: &mut BTreeMap<String, String>) {
    let texts: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
    for pair in texts.windows(2) {
        if ["StreamArn", "ShardId", "ShardIterator", "BackupArn", "TableArn"].contains(&pair[0]) {
            values.insert(pair[0].to_owned(), pair[1].to_owned());
        }
    }
}

/// Two servers that draw alike: one is asked plainly, the other in gzip.
#[test]
fn a_request_of_every_operation() {
    let called: BTreeSet<&str> = CALLS.iter().map(|(operation, _)| *operation).collect();
    assert_eq!(called, NAMES.iter().copied().collect(), "each operation is called");
    let (plain, packed) = (Server::start(Limits::default()), Server::start(Limits::default()));
    let (mut plain, mut packed) = (plain.connect(), packed.connect());
    let mut values = BTreeMap::from([("LONG".to_owned(), "x".repeat(5_000))]);
    let mut long = BTreeSet::new();
    for (operation, body) in CALLS {
        let filled = |body: String, (name, value): (&String, &String)| body.replace(&format!("{{{name}}}"), value);
        let body = values.iter().fold((*body).to_owned(), filled);
        let prefix = service_of(operation).map_or("", Service::target_prefix);
        let call = Call::dynamodb(operation).with("X-Amz-Target", &format!("{prefix}{operation}"));
        let expected = plain.ask(&call.clone().body(body.clone()).bytes());
        let call = call.with("Content-Encoding", "gzip").with("Accept-Encoding", "gzip");
        let found = packed.ask(&call.body(gzip(body.as_bytes())).bytes());

        let status = if REFUSED.contains(operation) { 400 } else { 200 };
        assert_eq!((found.status, expected.status), (status, status), "{operation}: {}", expected.body);
        let is_long = expected.bytes.len() >= 4_096;
        assert_eq!(found.header("content-encoding"), is_long.then_some("gzip"), "{operation}");
        assert_eq!(found.header("x-amz-crc32"), Some(&*crc32fast::hash(&found.bytes).to_string()), "{operation}");
        let bytes = if is_long { gunzip(&found.bytes) } else { found.bytes.clone() };
        assert_eq!(String::from_utf8_lossy(&bytes), expected.body, "{operation}");
        if is_long {
            assert!(found.bytes.len() < expected.bytes.len() / 4, "{operation}: {} bytes", found.bytes.len());
            long.insert(*operation);
        }
        told(&expected.body, &mut values);
    }
    assert!(LONG.iter().all(|operation| long.contains(operation)), "{long:?}");
}
