//! GetRecords.

use crate::harness::*;
use crate::streaming::*;
use serde_json::{Value, json};

const GET: &str = "GetRecords";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = not_text("ShardIterator");
    rungs.push(wrong_type("a text for Limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let long = "x".repeat(2_049);
    vec![
        constraint("no iterator", json!({"ShardIterator": null}), "null at 'shardIterator'", NOT_NULL),
        constraint("an empty iterator", json!({"ShardIterator": ""}), "'' at 'shardIterator'", length_from(1)),
        constraint(
            "a long iterator",
            json!({"ShardIterator": long}),
            format!("'{long}' at 'shardIterator'"),
            length_to(2_048),
        ),
        constraint("no limit", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 1,001", json!({"Limit": 1_001}), "'1001' at 'limit'", value_to(1_000)),
    ]
}

#[test]
fn refusals_in_their_order() {
    let mut lab = Lab::new();
    let stream = Reading::of_new_table(&mut lab);
    let text = |text: &str| json!({"ShardIterator": text});
    let mut rungs = [serialization(), validation()].concat();
    for none in ["x", "|1|", &stream.arn, &stream.iterator.replace("|1|", "|2|"), &format!("{}|1|AAAA", stream.arn)] {
        rungs.push(invalid("no iterator of ours", text(none), "Invalid ShardIterator"));
    }
    let foreign = stream.iterator.replace("123456789012", "999999999999");
    rungs.push(own("another account", text(&foreign), "AccessDeniedException", "Access is denied"));
    let gone = stream.iterator.replace("2026", "2025");
    let missing = format!("Requested resource not found: Stream: {} not found", stream.arn.replace("2026", "2025"));
    rungs.push(own("no such stream", text(&gone), "ResourceNotFoundException", missing));
    assert_precedence(&lab, GET, &json!({"ShardIterator": stream.iterator}), &rungs);
}

#[test]
fn an_iterator_can_be_used_for_fifteen_minutes() {
    let mut lab = Lab::new();
    let stream = Reading::of_new_table(&mut lab);
    lab.advance_ms(900_000);
    let (_, next) = records(&mut lab, &stream.iterator);
    lab.advance_ms(1);
    let text = "The provided iterator exceeds the maximum age allowed.";
    let request = json!({"ShardIterator": stream.iterator});
    lab.refused(GET, request.clone(), "ExpiredIteratorException", text);
    records(&mut lab, &next.unwrap());
    lab.ok("DeleteTable", json!({"TableName": "Streaming"}));
    lab.advance_ms(86_400_000);
    lab.refused(GET, request, "ExpiredIteratorException", text);
}

/// A valid iterator, and then the records that follow it are trimmed.
#[test]
fn what_comes_next_may_have_been_trimmed() {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    lab.put("Music", "a");
    lab.advance_ms(86_400_000);
    let shard = shards(&mut lab, &arn).remove(0);
    let begin = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    assert_eq!(told(&records(&mut lab, &begin).0), [("INSERT", "a")]);
    lab.advance_ms(1);
    let text = "The data you are trying to access has been trimmed.";
    lab.refused(GET, json!({"ShardIterator": begin}), "TrimmedDataAccessException", text);
}

// Behaviour

fn image(v: &str) -> Value {
    json!({"pk": {"S": "a"}, "v": {"N": v}})
}

/// The records of a stream with a view type for an insertion, a change, a write that changes nothing, and a deletion.
fn life(view: &str) -> Vec<Value> {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", view);
    lab.advance_ms(1_999);
    for v in ["1", "2.0", "2"] {
        lab.ok("PutItem", json!({"TableName": "Music", "Item": image(v)}));
    }
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}));
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}));
    let mut all = whole(&mut lab, &arn);
    let ids: Vec<Value> = all.iter_mut().map(|record| record["eventID"].take()).collect();
    assert!(ids.iter().all(|id| id.as_str().is_some_and(|id| id.len() == 32)), "{ids:?}");
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    all
}

#[test]
fn the_four_views() {
    let (one, two) = (image("1"), image("2"));
    for (view, images, sizes) in [
        ("KEYS_ONLY", [json!({}), json!({}), json!({})], [3, 3, 3]),
        ("NEW_IMAGE", [json!({"NewImage": one}), json!({"NewImage": two}), json!({})], [9, 9, 3]),
        ("OLD_IMAGE", [json!({}), json!({"OldImage": one}), json!({"OldImage": two})], [3, 9, 9]),
        (
            "NEW_AND_OLD_IMAGES",
            [json!({"NewImage": one}), json!({"NewImage": two, "OldImage": one}), json!({"OldImage": two})],
            [9, 15, 9],
        ),
    ] {
        let names = [("INSERT", 1), ("MODIFY", 2), ("REMOVE", 4)];
        let told = |(((name, sequence), image), size): (((&str, u64), Value), i32)| {
            let change = json!({
                "ApproximateCreationDateTime": START + 1.0,
                "Keys": {"pk": {"S": "a"}},
                "SequenceNumber": format!("10000000000000000000{sequence}"),
                "SizeBytes": size,
                "StreamViewType": view,
            });
            json!({
                "eventID": null,
                "eventName": name,
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "us-east-1",
                "dynamodb": with(&change, &image),
            })
        };
        let expected: Vec<Value> = names.into_iter().zip(images).zip(sizes).map(told).collect();
        assert_eq!(life(view), expected, "{view}");
    }
}

#[test]
fn paging_by_records_and_by_size() {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "NEW_IMAGE");
    let shard = shards(&mut lab, &arn).remove(0);
    let begin = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    for n in 0..1_001 {
        lab.put("Music", &n.to_string());
    }
    let (page, next) = records(&mut lab, &begin);
    assert_eq!(page.len(), 1_000);
    let (page, next) = records(&mut lab, &next.unwrap());
    assert_eq!(page.len(), 1);
    let (page, next) = records(&mut lab, &next.unwrap());
    assert_eq!(page.len(), 0, "an open shard goes on");
    let one = lab.ok(GET, json!({"ShardIterator": begin, "Limit": 1}));
    assert_eq!(told(one["Records"].as_array().unwrap()), [("INSERT", "0")]);

    for n in 0..4 {
        let item = json!({"pk": {"S": "large"}, "n": {"N": n.to_string()}, "v": {"S": "x".repeat(390_000)}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    }
    let (page, next) = records(&mut lab, &next.unwrap());
    assert_eq!(page.len(), 3, "the record that reaches 1 MB is the last");
    assert_eq!(records(&mut lab, &next.unwrap()).0.len(), 1);
}

/// Writes that change nothing are examined, too, and a page of them is empty.
#[test]
fn a_page_may_be_empty_before_the_end() {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    lab.put("Music", "a");
    let shard = shards(&mut lab, &arn).remove(0);
    let begin = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "LATEST"}));
    for _ in 0..10_000 {
        lab.engine.handle("DynamoDB_20120810.PutItem", br#"{"TableName":"Music","Item":{"pk":{"S":"a"}}}"#);
    }
    lab.put("Music", "b");
    let (page, next) = records(&mut lab, &begin);
    assert_eq!(page.len(), 0);
    assert_eq!(told(&records(&mut lab, &next.unwrap()).0), [("INSERT", "b")]);
}

/// A shard of a deleted table is read to its end, and then no further.
#[test]
fn a_closed_shard_ends() {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "NEW_AND_OLD_IMAGES");
    let shard = shards(&mut lab, &arn).remove(0);
    let begin = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"}));
    for n in 0..600 {
        lab.put("Music", &n.to_string());
    }
    let all = records(&mut lab, &begin).0;
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let (page, next) = records(&mut lab, &begin);
    assert_eq!((page == all, next), (true, None));
    let part = lab.ok(GET, json!({"ShardIterator": begin, "Limit": 599}));
    let (page, next) = records(&mut lab, part["NextShardIterator"].as_str().unwrap());
    assert_eq!((told(&page), next), (vec![("INSERT", "599")], None));
    lab.table("Music");
    lab.put("Music", "other");
    assert!(records(&mut lab, &begin).0 == all, "another table of that name is another table");
    let latest = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "LATEST"}));
    assert_eq!(records(&mut lab, &latest), (vec![], None));
    lab.advance_ms(86_400_000);
    let text = format!("Requested resource not found: Stream: {arn} not found");
    lab.refused("DescribeStream", json!({"StreamArn": arn}), "ResourceNotFoundException", &text);
}

/// The records of deletions by time to live name the service.
#[test]
fn a_deletion_by_time_to_live() {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    let ttl = json!({"Enabled": true, "AttributeName": "expires"});
    lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": ttl}));
    for (pk, seconds) in [("a", 10.0), ("b", 20.0)] {
        let expires = format!("{}", START + seconds);
        lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "expires": {"N": expires}}}));
    }
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "b"}}}));
    lab.advance_ms(30_000);
    let all = whole(&mut lab, &arn);
    assert_eq!(told(&all), [("INSERT", "a"), ("INSERT", "b"), ("REMOVE", "b"), ("REMOVE", "a")]);
    let by: Vec<Option<&Value>> = all.iter().map(|record| record.get("userIdentity")).collect();
    let service = json!({"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"});
    assert_eq!(by, [None, None, None, Some(&service)]);
}

/// A restore drops the stream; the stream of the source continues.
#[test]
fn a_restored_table_has_no_stream() {
    let mut lab = Lab::new();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    lab.put("Music", "a");
    let backup = lab.backup("Music");
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": backup}));
    lab.put("Copy", "b");
    assert_eq!(lab.ok("ListStreams", json!({}))["Streams"].as_array().unwrap().len(), 1);
    assert_eq!(told(&whole(&mut lab, &arn)), [("INSERT", "a")]);
}
