//! GetShardIterator.

use crate::harness::*;
use crate::streaming::*;
use serde_json::{Value, json};

const GET: &str = "GetShardIterator";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let texts = ["StreamArn", "ShardId", "ShardIteratorType", "SequenceNumber"].into_iter().flat_map(not_text);
    let mut rungs: Vec<ErrorCase> = texts.collect();
    rungs.push(wrong_type(
        "a text for a time",
        json!({"Timestamp": "now"}),
        "STRING_VALUE cannot be converted to Double",
    ));
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let (short, long) = ("x".repeat(36), "x".repeat(1_025));
    let (short_id, long_id) = ("x".repeat(27), "x".repeat(66));
    let (short_number, long_number) = ("1".repeat(20), "1".repeat(41));
    let number = |number: &str| json!({"SequenceNumber": number});
    let kinds = "TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, AT_TIMESTAMP";
    vec![
        constraint("no stream", json!({"StreamArn": null}), "null at 'streamArn'", NOT_NULL),
        constraint("a short ARN", json!({"StreamArn": short}), format!("'{short}' at 'streamArn'"), length_from(37)),
        constraint("a long ARN", json!({"StreamArn": long}), format!("'{long}' at 'streamArn'"), length_to(1_024)),
        constraint("no shard", json!({"ShardId": null}), "null at 'shardId'", NOT_NULL),
        constraint("a short id", json!({"ShardId": short_id}), format!("'{short_id}' at 'shardId'"), length_from(28)),
        constraint("a long id", json!({"ShardId": long_id}), format!("'{long_id}' at 'shardId'"), length_to(65)),
        constraint("no kind", json!({"ShardIteratorType": null}), "null at 'shardIteratorType'", NOT_NULL),
        constraint("no such kind", json!({"ShardIteratorType": "X"}), "'X' at 'shardIteratorType'", one_of(kinds)),
        constraint(
            "a short number",
            number(&short_number),
            format!("'{short_number}' at 'sequenceNumber'"),
            length_from(21),
        ),
        constraint(
            "a long number",
            number(&long_number),
            format!("'{long_number}' at 'sequenceNumber'"),
            length_to(40),
        ),
    ]
}

fn own_refusals() -> Vec<ErrorCase> {
    let kind = |kind: &str, more: Value| with(&json!({"ShardIteratorType": kind}), &more);
    let (number, time) = (json!({"SequenceNumber": "100000000000000000000"}), json!({"Timestamp": START}));
    let range = |number: &str| format!("SequenceNumber {number} is not in the range of the shard");
    let mut rungs = Vec::new();
    for wanting in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        let text = "SequenceNumber is required for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER";
        rungs.push(invalid("no number", kind(wanting, json!({})), text).alone());
        let text = "Timestamp can only be specified with AT_TIMESTAMP";
        rungs.push(invalid("a number and a time", with(&kind(wanting, number.clone()), &time), text));
        for none in ["1".repeat(21), "x".repeat(21), "9".repeat(40), "000000000000000000000".to_owned()] {
            let text = range(&none);
            // 111111111111111111111 is a possible number, far ahead: that is found last.
            let rung = invalid("no number of the shard", kind(wanting, json!({"SequenceNumber": none})), text);
            rungs.push(if none.starts_with('1') { rung.alone() } else { rung });
        }
    }
    for other in ["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"] {
        let text = "SequenceNumber can only be specified with AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER";
        rungs.push(invalid("a number", kind(other, number.clone()), text));
    }
    for other in ["TRIM_HORIZON", "LATEST"] {
        rungs.push(invalid("a time", kind(other, time.clone()), "Timestamp can only be specified with AT_TIMESTAMP"));
    }
    rungs.push(invalid("no time", kind("AT_TIMESTAMP", json!({})), "Timestamp is required for AT_TIMESTAMP").alone());
    let ahead = kind("AT_TIMESTAMP", json!({"Timestamp": START + 0.001}));
    rungs.push(invalid("a time ahead", ahead, "Timestamp must not be in the future"));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let mut lab = Lab::new();
    let stream = Reading::of_new_table(&mut lab);
    let base = json!({"StreamArn": stream.arn, "ShardId": stream.shard, "ShardIteratorType": "TRIM_HORIZON"});
    let mut rungs = [serialization(), validation(), own_refusals(), stream_arn_rungs()].concat();
    let missing = "Requested resource not found: Shard does not exist";
    for id in ["shardId-00000001767225600000-00000004", "shardId-00000001767225600001-00000000", &"x".repeat(28)] {
        rungs.push(own("no such shard", json!({"ShardId": id}), "ResourceNotFoundException", missing));
    }
    assert_precedence(&lab, GET, &base, &rungs);
}

// Behaviour

/// A stream of one shard with four records, at 0 s, 0.5 s, 1 s and 10 s.
fn four() -> (Lab, String, String) {
    let mut lab = one_shard();
    let arn = streaming(&mut lab, "Music", "KEYS_ONLY");
    for (pk, wait) in [("a", 500), ("b", 500), ("c", 9_000), ("d", 0)] {
        lab.put("Music", pk);
        lab.advance_ms(wait);
    }
    let shard = shards(&mut lab, &arn).remove(0);
    (lab, arn, shard)
}

fn read(lab: &mut Lab, arn: &str, shard: &str, kind: Value) -> String {
    let begin = iterator(lab, arn, shard, kind);
    told(&records(lab, &begin).0).iter().map(|(_, pk)| *pk).collect()
}

#[test]
fn every_kind_of_place() {
    let (mut lab, arn, shard) = four();
    let number = |n: u64| format!("10000000000000000000{n}");
    for (kind, expected) in [
        (json!({"ShardIteratorType": "TRIM_HORIZON"}), "abcd"),
        (json!({"ShardIteratorType": "LATEST"}), ""),
        (json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": number(0)}), "abcd"),
        (json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": number(2)}), "bcd"),
        (json!({"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": number(4)}), "d"),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": number(0)}), "abcd"),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": number(2)}), "cd"),
        (json!({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": number(4)}), ""),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": 0}), "abcd"),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": START}), "abcd"),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": START + 0.001}), "cd"),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": START + 1.0}), "cd"),
        (json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": START + 10.0}), "d"),
    ] {
        assert_eq!(read(&mut lab, &arn, &shard, kind.clone()), expected, "{kind}");
    }
    let range = "SequenceNumber 100000000000000000005 is not in the range of the shard";
    let beyond = json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": number(5)});
    lab.refused(GET, beyond, "ValidationException", range);
}

/// LATEST is the position at the moment of the request: writes between it and the first read are read.
#[test]
fn the_latest_place_stays() {
    let (mut lab, arn, shard) = four();
    let latest = iterator(&mut lab, &arn, &shard, json!({"ShardIteratorType": "LATEST"}));
    lab.put("Music", "e");
    assert_eq!(told(&records(&mut lab, &latest).0), [("INSERT", "e")]);
}

#[test]
fn what_is_older_than_24_hours_is_trimmed() {
    let (mut lab, arn, shard) = four();
    let day = 86_400_000 - 10_000;
    let ask = |kind: &str, n: u64| {
        let number = format!("10000000000000000000{n}");
        json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": kind, "SequenceNumber": number})
    };
    let trimmed = "The data you are trying to access has been trimmed.";
    lab.advance_ms(day);
    assert_eq!(read(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"})), "abcd", "at 24 hours");
    lab.advance_ms(501);
    assert_eq!(read(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"})), "cd");
    assert_eq!(read(&mut lab, &arn, &shard, json!({"ShardIteratorType": "AT_TIMESTAMP", "Timestamp": 0})), "cd");
    for kind in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        for n in 0..3 {
            lab.refused(GET, ask(kind, n), "TrimmedDataAccessException", trimmed);
        }
        lab.ok(GET, ask(kind, 3));
    }
    // The log is truncated in segments; what can be read does not depend on that.
    for n in 0..2_100 {
        lab.put("Music", &n.to_string());
    }
    assert_eq!(read(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"})).get(..2), Some("cd"));
    lab.advance_ms(86_400_001);
    for kind in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        lab.refused(GET, ask(kind, 4), "TrimmedDataAccessException", trimmed);
    }
    assert_eq!(read(&mut lab, &arn, &shard, json!({"ShardIteratorType": "TRIM_HORIZON"})), "");
}
