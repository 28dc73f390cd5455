//! Helpers for tables with streams.

use crate::harness::{Lab, plain, with};
use serde_json::{Value, json};

/// A stream, its first shard, and an iterator at the beginning of that.
pub struct Reading {
    pub arn: String,
    pub shard: String,
    pub iterator: String,
}

impl Reading {
    /// The stream of a table `Streaming`, which is created for it.
    pub fn of_new_table(lab: &mut Lab) -> Reading {
        let arn = streaming(lab, "Streaming", "NEW_AND_OLD_IMAGES");
        let shard = shards(lab, &arn).remove(0);
        let iterator = iterator(lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
        Reading { arn, shard, iterator }
    }
}

/// Creates a table with a stream and returns the stream's ARN.
pub fn streaming(lab: &mut Lab, name: &str, view: &str) -> String {
    let stream = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": view}});
    let answer = lab.ok("CreateTable", with(&plain(name), &stream));
    answer["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned()
}

/// A lab in which tables have one partition, so that streams have one shard.
pub fn one_shard() -> Lab {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": 1}}));
    lab
}

/// The ids of a stream's shards.
pub fn shards(lab: &mut Lab, arn: &str) -> Vec<String> {
    let answer = lab.ok("DescribeStream", json!({"StreamArn": arn}));
    let shards = answer["StreamDescription"]["Shards"].as_array().unwrap();
    shards.iter().map(|shard| shard["ShardId"].as_str().unwrap().to_owned()).collect()
}

/// An iterator of a kind.
pub fn iterator(lab: &mut Lab, arn: &str, shard: &str, kind: Value) -> String {
    let request = with(&json!({"StreamArn": arn, "ShardId": shard}), &kind);
    lab.ok("GetShardIterator", request)["ShardIterator"].as_str().unwrap().to_owned()
}

/// The records from an iterator on, and the next iterator.
pub fn records(lab: &mut Lab, iterator: &str) -> (Vec<Value>, Option<String>) {
    let answer = lab.ok("GetRecords", json!({"ShardIterator": iterator}));
    let next = answer.get("NextShardIterator").map(|next| next.as_str().unwrap().to_owned());
    (answer["Records"].as_array().unwrap().clone(), next)
}

/// All records of a stream, shard by shard, from the oldest that can be read.
pub fn whole(lab: &mut Lab, arn: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for shard in shards(lab, arn) {
        let begin = iterator(lab, arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
        all.extend(records(lab, &begin).0);
    }
    all
}

/// For each record, its kind and the key of its item.
pub fn told<'a>(records: &'a [Value]) -> Vec<(&'a str, &'a str)> {
    let tell = |record: &'a Value| {
        (record["eventName"].as_str().unwrap(), record["dynamodb"]["Keys"]["pk"]["S"].as_str().unwrap())
    };
    records.iter().map(tell).collect()
}

/// The ARNs that are not a stream's of this account, and the refusals of every operation on a stream for them.
pub fn stream_arn_refusals() -> Vec<(&'static str, String, &'static str, String)> {
    let tail = "table/Streaming/stream/2026-01-01T00:00:00.000";
    let arn = |start: &str| format!("arn:{start}:{tail}");
    let table = |start: &str| format!("arn:{start}:table/Streaming");
    let invalid = "Invalid StreamArn".to_owned();
    let (region, partition) = ("aws:dynamodb:eu-west-1:123456789012", "xx:dynamodb:us-east-1:123456789012");
    let ours = table("aws:dynamodb:us-east-1:123456789012");
    vec![
        ("a table's ARN", ours.clone(), "ValidationException", invalid.clone()),
        ("37 characters of junk", "x".repeat(37), "ValidationException", invalid.clone()),
        (
            "a name for an ARN",
            format!("{}/stream/2026-01-01T00:00:00.000", "n".repeat(20)),
            "ValidationException",
            invalid.clone(),
        ),
        ("no label", format!("{ours}/stream/"), "ValidationException", invalid.clone()),
        ("a label that is no time", format!("{ours}/stream/2026-02-30T00:00:00.000"), "ValidationException", invalid),
        (
            "another region",
            arn(region),
            "ValidationException",
            format!("1 validation error detected: Invalid AWS region in '{}'", table(region)),
        ),
        (
            "another partition",
            arn(partition),
            "ValidationException",
            format!("1 validation error detected: Invalid AWS partition in '{}'", table(partition)),
        ),
        (
            "another account",
            arn("aws:dynamodb:us-east-1:999999999999"),
            "AccessDeniedException",
            "Access is denied".to_owned(),
        ),
    ]
}

/// Those, and a stream that does not exist, as cases.
pub fn stream_arn_rungs() -> Vec<crate::harness::ErrorCase> {
    use crate::harness::own;
    let row = |(what, arn, name, text): (_, String, _, String)| own(what, json!({"StreamArn": arn}), name, text);
    let mut rungs: Vec<_> = stream_arn_refusals().into_iter().map(row).collect();
    let missing = "arn:aws:dynamodb:us-east-1:123456789012:table/Streaming/stream/2025-01-01T00:00:00.000";
    let text = format!("Requested resource not found: Stream: {missing} not found");
    rungs.push(own("no such stream", json!({"StreamArn": missing}), "ResourceNotFoundException", text));
    rungs
}
