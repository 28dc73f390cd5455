//! DescribeStream.

use crate::harness::*;
use crate::streaming::{shards, stream_arn_rungs, streaming, told, whole};
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeStream";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("StreamArn"), not_text("ExclusiveStartShardId")].concat();
    rungs.extend([
        wrong_type("a text for Limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
        wrong_type("a text for a structure", json!({"ShardFilter": "x"}), "Unexpected field type"),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let (short, long) = ("x".repeat(36), "x".repeat(1_025));
    let (short_id, long_id) = ("x".repeat(27), "x".repeat(66));
    let id = |id: &str| json!({"ExclusiveStartShardId": id});
    vec![
        constraint("no stream", json!({"StreamArn": null}), "null at 'streamArn'", NOT_NULL),
        constraint("a short ARN", json!({"StreamArn": short}), format!("'{short}' at 'streamArn'"), length_from(37)),
        constraint("a long ARN", json!({"StreamArn": long}), format!("'{long}' at 'streamArn'"), length_to(1_024)),
        constraint("no limit", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 101", json!({"Limit": 101}), "'101' at 'limit'", value_to(100)),
        constraint("a short id", id(&short_id), format!("'{short_id}' at 'exclusiveStartShardId'"), length_from(28)),
        constraint("a long id", id(&long_id), format!("'{long_id}' at 'exclusiveStartShardId'"), length_to(65)),
        constraint(
            "no such filter",
            json!({"ShardFilter": {"Type": "X", "ShardId": "x".repeat(28)}}),
            "'X' at 'shardFilter.type'",
            one_of("CHILD_SHARDS"),
        ),
        constraint(
            "a short id to filter by",
            json!({"ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": short_id}}),
            format!("'{short_id}' at 'shardFilter.shardId'"),
            length_from(28),
        ),
        constraint(
            "a filter without its type",
            json!({"ShardFilter": {"ShardId": "x".repeat(28)}}),
            "null at 'shardFilter.type'",
            NOT_NULL,
        ),
        constraint(
            "a filter without its shard",
            json!({"ShardFilter": {"Type": "CHILD_SHARDS"}}),
            "null at 'shardFilter.shardId'",
            NOT_NULL,
        ),
    ]
}

#[test]
fn refusals_in_their_order() {
    let mut lab = Lab::new();
    let arn = streaming(&mut lab, "Streaming", "KEYS_ONLY");
    let rungs = [serialization(), validation(), stream_arn_rungs()].concat();
    assert_precedence(&lab, DESCRIBE, &json!({"StreamArn": arn}), &rungs);
}

#[test]
fn after_a_shard_of_another_stream_there_are_none() {
    let mut lab = Lab::new();
    let arn = streaming(&mut lab, "Streaming", "KEYS_ONLY");
    for id in ["shardId-00000001767225600000-00000004", "shardId-00000001767225600001-00000000", &"x".repeat(28)] {
        let answer = described(&mut lab, json!({"StreamArn": arn, "ExclusiveStartShardId": id}));
        assert_eq!((&answer["Shards"], answer.get("LastEvaluatedShardId")), (&json!([]), None), "{id}");
    }
}

// Behaviour

fn described(lab: &mut Lab, request: Value) -> Value {
    lab.ok(DESCRIBE, request)["StreamDescription"].clone()
}

#[test]
fn all_that_is_said_of_a_stream() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": 2}}));
    let arn = streaming(&mut lab, "Music", "NEW_IMAGE");
    let range = json!({"StartingSequenceNumber": "100000000000000000000"});
    let expected = json!({
        "StreamArn": arn,
        "StreamLabel": "2026-01-01T00:00:00.000",
        "StreamStatus": "ENABLED",
        "StreamViewType": "NEW_IMAGE",
        "CreationRequestDateTime": START,
        "TableName": "Music",
        "KeySchema": schema(&["pk"]),
        "Shards": [
            {"ShardId": "shardId-00000001767225600000-00000000", "SequenceNumberRange": range},
            {"ShardId": "shardId-00000001767225600000-00000001", "SequenceNumberRange": range},
        ],
    });
    assert_eq!(described(&mut lab, json!({"StreamArn": arn})), expected);
}

#[test]
fn the_status_follows_from_the_tables() {
    let mut lab = Lab::paced(json!({"TableCreation": 5, "TableDeletion": 5}));
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    let status = |lab: &mut Lab| described(lab, json!({"StreamArn": arn}))["StreamStatus"].clone();
    assert_eq!(status(&mut lab), "ENABLING");
    lab.advance_ms(5_000);
    assert_eq!(status(&mut lab), "ENABLED");
    lab.put("Music", "a");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    assert_eq!(status(&mut lab), "ENABLED");
    lab.advance_ms(5_000);
    assert_eq!(status(&mut lab), "DISABLED");
    let range = json!({
        "StartingSequenceNumber": "100000000000000000000",
        "EndingSequenceNumber": "100000000000000000001",
    });
    for shard in described(&mut lab, json!({"StreamArn": arn}))["Shards"].as_array().unwrap() {
        assert_eq!(shard["SequenceNumberRange"], range, "every shard is closed");
    }
}

/// A stream is enabled with UpdateTable, disabled with another, and followed by a second one.
#[test]
fn a_tables_streams_one_after_the_other() {
    let mut lab = Lab::paced(json!({"TableUpdate": 2}));
    lab.table("Music");
    lab.put("Music", "a");
    let switch = |lab: &mut Lab, stream: Value| {
        let answer = lab.ok("UpdateTable", json!({"TableName": "Music", "StreamSpecification": stream}));
        answer["TableDescription"]["LatestStreamArn"].as_str().unwrap().to_owned()
    };
    let status = |lab: &mut Lab, arn: &str| described(lab, json!({"StreamArn": arn}))["StreamStatus"].clone();
    let range = |lab: &mut Lab, arn: &str| {
        let range = &described(lab, json!({"StreamArn": arn}))["Shards"][0]["SequenceNumberRange"];
        (range["StartingSequenceNumber"].clone(), range["EndingSequenceNumber"].clone())
    };
    let number = |n: u64| json!(format!("10000000000000000000{n}"));
    let first = switch(&mut lab, json!({"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"}));
    assert_eq!(status(&mut lab, &first), "ENABLING");
    lab.put("Music", "b");
    lab.advance_ms(2_000);
    assert_eq!(status(&mut lab, &first), "ENABLED");
    assert_eq!(range(&mut lab, &first), (number(1), Value::Null));
    assert_eq!(told(&whole(&mut lab, &first)), [("INSERT", "b")], "what was written before is not told");

    lab.ok("UpdateTable", json!({"TableName": "Music", "DeletionProtectionEnabled": false}));
    assert_eq!(status(&mut lab, &first), "ENABLED", "whatever else changes");
    lab.advance_ms(2_000);
    assert_eq!(switch(&mut lab, json!({"StreamEnabled": false})), first, "the newest stream, if none is open");
    assert_eq!(status(&mut lab, &first), "DISABLING");
    lab.put("Music", "c");
    lab.advance_ms(2_000);
    assert_eq!(status(&mut lab, &first), "DISABLED");
    assert_eq!(range(&mut lab, &first), (number(1), number(2)));
    assert_eq!(lab.described("Music").get("StreamSpecification"), None);
    assert_eq!(lab.described("Music")["LatestStreamArn"], json!(first));

    let second = switch(&mut lab, json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}));
    assert_ne!(first, second);
    lab.put("Music", "d");
    assert_eq!(range(&mut lab, &second), (number(3), Value::Null));
    assert_eq!(told(&whole(&mut lab, &first)), [("INSERT", "b")]);
    assert_eq!(told(&whole(&mut lab, &second)), [("INSERT", "d")]);
    assert_eq!(lab.described("Music")["LatestStreamArn"], json!(second));

    lab.advance_ms(86_400_000 - 2_001);
    assert_eq!(status(&mut lab, &first), "DISABLED");
    lab.advance_ms(1);
    let text = format!("Requested resource not found: Stream: {first} not found");
    lab.refused(DESCRIBE, json!({"StreamArn": first}), "ResourceNotFoundException", &text);
    assert_eq!(status(&mut lab, &second), "ENABLED");
}

#[test]
fn paging_through_shards() {
    let mut lab = Lab::new();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    let all = shards(&mut lab, &arn);
    assert_eq!(all.len(), 4);
    let page = |lab: &mut Lab, more: Value| {
        let answer = described(lab, with(&json!({"StreamArn": arn}), &more));
        (answer["Shards"].as_array().unwrap().len(), answer["LastEvaluatedShardId"].clone())
    };
    assert_eq!(page(&mut lab, json!({"Limit": 4})), (4, Value::Null));
    assert_eq!(page(&mut lab, json!({"Limit": 3})), (3, json!(all[2])));
    assert_eq!(page(&mut lab, json!({"ExclusiveStartShardId": all[2]})), (1, Value::Null));
    assert_eq!(page(&mut lab, json!({"ExclusiveStartShardId": all[3]})), (0, Value::Null));
    let children = json!({"ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": all[0]}});
    assert_eq!(page(&mut lab, children), (0, Value::Null), "no shard has a parent");
}
