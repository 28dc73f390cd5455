//! ExplainBackup and DescribeTimeline.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::{Value, json};

const EXPLAIN: &str = "ExplainBackup";
const TIMELINE: &str = "DescribeTimeline";

// Serialization and validation

#[test]
fn explain_backup_refusals() {
    let states = states();
    let either = "Either BackupArn, or TableName with an optional RequestTime, must be given";
    let backup = |arn: &str| json!({"TableName": null, "BackupArn": arn});
    let limit = |limit: i32| json!({"Limit": limit});
    let mut rungs = [not_text("BackupArn"), not_text("TableName"), not_text("NextToken")].concat();
    rungs.push(wrong_type(
        "a text for a time",
        json!({"RequestTime": "x"}),
        "STRING_VALUE cannot be converted to Double",
    ));
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("no limit", limit(0), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 10,001", limit(10_001), "'10001' at 'limit'", value_to(10_000)),
        invalid("no token", json!({"NextToken": "x"}), "NextToken is not one that this operation gave"),
        invalid("neither", json!({"TableName": null}), either).alone(),
        invalid("both", json!({"BackupArn": states.idle}), either).alone(),
    ]);
    let refusals = backup_arn_refusals().into_iter();
    rungs.extend(refusals.map(|(what, arn, name, text)| own(what, backup(&arn), name, text).alone()));
    let text = format!("Backup not found: {}", states.deleted);
    rungs.push(own("a deleted backup", backup(&states.deleted), "BackupNotFoundException", text).alone());
    let text = "Requested resource not found: Table: Nowhere not found";
    rungs.push(own("no such table", json!({"TableName": "Nowhere"}), "ResourceNotFoundException", text));
    assert_precedence(&states.lab, EXPLAIN, &json!({"TableName": "Active"}), &rungs);
    let request = json!({"BackupArn": states.idle, "RequestTime": 1});
    let text = "RequestTime goes with TableName; a backup has its own";
    states.lab.clone().refused(EXPLAIN, request, "ValidationException", text);
}

#[test]
fn describe_timeline_refusals() {
    let mut rungs = [not_text("TableName"), not_text("NextToken")].concat();
    for member in ["From", "To"] {
        rungs.push(wrong_type("a text for a time", json!({member: "x"}), "STRING_VALUE cannot be converted to Double"));
    }
    rungs.push(constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL));
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint("no limit", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 10,001", json!({"Limit": 10_001}), "'10001' at 'limit'", value_to(10_000)),
        constraint("no part", json!({"Bins": 0}), "'0' at 'bins'", value_from(1)),
        constraint("2,001 parts", json!({"Bins": 2_001}), "'2001' at 'bins'", value_to(2_000)),
    ]);
    for token in ["", "x", "1.2", "1.2.x", "1.2.3.4"] {
        rungs.push(invalid("no token", json!({"NextToken": token}), "NextToken is not one that this operation gave"));
    }
    for bounds in [json!({"Bins": 2}), json!({"Bins": 2, "From": 1}), json!({"Bins": 2, "To": 1})] {
        rungs.push(invalid("parts of no time", bounds, "Bins needs both From and To").alone());
    }
    rungs.extend(table_arn_refusals("TableName"));
    let text = "Requested resource not found: Table: Nowhere not found";
    rungs.push(own("no such table", json!({"TableName": "Nowhere"}), "ResourceNotFoundException", text));
    assert_precedence(&states().lab, TIMELINE, &json!({"TableName": "Active"}), &rungs);
}

// Behaviour

/// A table with a write every 30 s, a long log, and a backup requested at the fifth.
fn history() -> (Lab, String) {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.ok("UpdateLab", json!({"Settings": {"ChangeLogSeconds": 3_600}}));
    lab.table("Music");
    for n in 0..4 {
        lab.put("Music", &n.to_string());
        lab.advance_ms(30_000);
    }
    lab.put("Music", "4");
    let arn = lab.backup("Music");
    lab.put("Music", "5");
    for n in 6..10 {
        lab.advance_ms(30_000);
        lab.put("Music", &n.to_string());
    }
    (lab, arn)
}

fn verdicts(explained: &Value) -> Vec<&str> {
    explained["Changes"].as_array().unwrap().iter().map(|change| change["Verdict"].as_str().unwrap()).collect()
}

#[test]
fn a_backup_explained_field_by_field() {
    let (mut lab, arn) = history();
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    assert_eq!(
        members(&explained),
        ["Anomalies", "Changes", "Counts", "Cuts", "HistoryFrom", "LogFrom", "RequestTime"]
    );
    assert_eq!((&explained["HistoryFrom"], &explained["LogFrom"]), (&json!(START), &json!(START)));
    assert_eq!(explained["RequestTime"], json!(START + 120.0));
    assert_eq!(explained["Cuts"].as_array().unwrap().len(), 4);
    for (place, cut) in explained["Cuts"].as_array().unwrap().iter().enumerate() {
        assert_eq!((&cut["Partition"], &cut["Time"]), (&json!(place), &json!(START + 120.0)));
    }
    let mut fifth = explained["Changes"][4].clone();
    assert!(fifth["Partition"].as_u64().unwrap() < 4);
    fifth["Partition"] = json!(0);
    assert_eq!(
        fifth,
        json!({
            "Sequence": 5,
            "CommitTime": START + 120.0,
            "Partition": 0,
            "Key": {"pk": {"S": "4"}},
            "Kind": "INSERT",
            "Verdict": "MAYBE",
            "Included": true,
        })
    );
    // −120, −90, −60 s: in. −30, 0, 0, +30, +60: maybe. +90, +120: out.
    assert_eq!(verdicts(&explained), ["IN", "IN", "IN", "MAYBE", "MAYBE", "MAYBE", "MAYBE", "MAYBE", "OUT", "OUT"]);
    let included: Vec<bool> =
        explained["Changes"].as_array().unwrap().iter().map(|change| change["Included"].as_bool().unwrap()).collect();
    assert_eq!(included, [true, true, true, true, true, false, false, false, false, false]);
    assert_eq!(explained["Counts"], json!({"In": 3, "Maybe": 5, "Out": 2, "MaybeIncluded": 2, "Anomalies": 0}));
    assert_eq!(explained["Anomalies"], json!([]));
}

#[test]
fn while_it_is_made_nothing_is_said_of_what_is_in() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.table("Music");
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    assert_eq!(explained["Changes"][0].get("Included"), None);
    assert_eq!(explained["Counts"], json!({"In": 0, "Maybe": 1, "Out": 0}));
    lab.advance_ms(10_000);
    assert_eq!(lab.ok(EXPLAIN, json!({"BackupArn": arn}))["Changes"][0]["Included"], true);
}

#[test]
fn a_table_that_is_gone_takes_nothing_of_the_explanation_with_it() {
    let (mut lab, arn) = history();
    lab.advance_ms(60_000);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    assert!(verdicts(&explained).ends_with(&["MAYBE"; 5]), "the window is kept with the backup");
    assert_eq!(explained["Counts"], json!({"In": 3, "Maybe": 5, "Out": 0, "MaybeIncluded": 2, "Anomalies": 0}));
}

#[test]
fn an_imagined_backup_in_the_past_now_and_in_the_future() {
    let (mut lab, _) = history();
    lab.advance_ms(1_000);
    for (at, counts) in [
        (Some(START - 61.0), [0, 0, 10]),
        (Some(START - 60.0), [0, 1, 9]),
        (Some(START + 59.999), [0, 4, 6]),
        (Some(START + 60.0), [1, 5, 4]),
        (None, [8, 2, 0]),
        (Some(START + 1e6), [10, 0, 0]),
    ] {
        let explained = lab.ok(EXPLAIN, with(&json!({"TableName": "Music"}), &json!({"RequestTime": at})));
        assert_eq!(["In", "Maybe", "Out"].map(|name| explained["Counts"][name].as_u64().unwrap()), counts, "{at:?}");
        assert_eq!(explained.get("Cuts"), None);
        assert_eq!(explained["Changes"][0].get("Included"), None);
    }
}

#[test]
fn the_verdicts_to_the_millisecond() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    for (offset_ms, verdict) in
        [(60_001, "IN"), (60_000, "IN"), (59_999, "MAYBE"), (0, "MAYBE"), (-60_000, "MAYBE"), (-60_001, "OUT")]
    {
        let request = json!({"TableName": "Music", "RequestTime": START + f64::from(offset_ms) / 1000.0});
        assert_eq!(verdicts(&lab.ok(EXPLAIN, request)), [verdict], "{offset_ms}");
    }
}

#[test]
fn explaining_pages_return_each_change_once() {
    let (mut lab, arn) = history();
    let whole = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    for limit in [1, 3, 9, 10, 11, 10_000] {
        let (mut request, mut found) = (json!({"BackupArn": arn, "Limit": limit}), Vec::new());
        loop {
            let page = lab.ok(EXPLAIN, request.clone());
            assert_eq!(page["Counts"], whole["Counts"], "of all changes on every page");
            found.extend(page["Changes"].as_array().unwrap().clone());
            let Some(token) = page.get("NextToken") else { break };
            request["NextToken"] = token.clone();
        }
        assert_eq!(json!(found), whole["Changes"], "{limit}");
    }
}

#[test]
fn anomalies_are_told_with_the_earliest_write_that_is_out() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"ConsistencyWindow": "ADVERSARIAL", "PartitionsPerTable": 8}}));
    lab.table("Music");
    for n in 0..50 {
        lab.put("Music", &n.to_string());
        lab.advance_ms(1_000);
    }
    let arn = lab.backup("Music");
    lab.advance_ms(120_000);
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    let count = explained["Counts"]["Anomalies"].as_u64().unwrap();
    assert!(count > 0, "{explained}");
    let anomalies = explained["Anomalies"].as_array().unwrap();
    assert_eq!(anomalies.len() as u64, count);
    let out = explained["Changes"].as_array().unwrap().iter().find(|change| change["Included"] == false).unwrap();
    for anomaly in anomalies {
        assert_eq!(
            members(anomaly),
            ["EarlierKey", "EarlierPartition", "EarlierSequence", "Key", "Partition", "Sequence"]
        );
        assert_eq!((&anomaly["EarlierSequence"], &anomaly["EarlierKey"]), (&out["Sequence"], &out["Key"]));
        assert!(anomaly["Sequence"].as_u64() > anomaly["EarlierSequence"].as_u64());
        assert_ne!(anomaly["Partition"], anomaly["EarlierPartition"], "within a partition the order is kept");
    }
}

#[test]
fn the_time_line_in_order() {
    let mut lab = Lab::paced(json!({"BackupCreation": 2}));
    lab.table("Music");
    lab.advance_ms(1_000);
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    lab.put("Music", "a");
    lab.advance_ms(3_000);
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}}));
    let answer = lab.ok(TIMELINE, json!({"TableName": format!("{TABLES}Music")}));
    let mut events = answer["Events"].clone();
    let write = |seconds: f64, sequence: u64, change: &str| {
        let key = json!({"pk": {"S": "a"}});
        json!({"Time": START + seconds, "Kind": "WRITE", "Sequence": sequence, "Partition": 0, "Key": key, "Change": change})
    };
    for event in events.as_array_mut().unwrap().iter_mut().filter(|event| event["Kind"] == "WRITE") {
        event["Partition"] = json!(0);
    }
    assert_eq!(
        events,
        json!([
            {"Time": START, "Kind": "TABLE_CREATED"},
            write(1.0, 1, "INSERT"),
            write(1.0, 2, "MODIFY"),
            {"Time": START + 1.0, "Kind": "BACKUP_REQUESTED", "BackupArn": arn, "BackupName": "nightly", "BackupType": "USER"},
            {"Time": START + 3.0, "Kind": "BACKUP_AVAILABLE", "BackupArn": arn, "BackupName": "nightly", "BackupType": "USER"},
            write(4.0, 3, "REMOVE"),
        ])
    );
    assert_eq!(answer.get("NextToken"), None);
    // Both bounds are inclusive.
    for (from, to, count) in
        [(1.0, 3.0, 4), (1.001, 3.0, 1), (1.0, 2.999, 3), (4.0, 4.0, 1), (5.0, 9.0, 0), (3.0, 1.0, 0)]
    {
        let bounds = json!({"TableName": "Music", "From": START + from, "To": START + to});
        assert_eq!(lab.ok(TIMELINE, bounds)["Events"].as_array().unwrap().len(), count, "{from} to {to}");
    }
}

/// A table with point-in-time recovery and a write every minute for ten of them.
fn recovering() -> Lab {
    let mut lab = Lab::new();
    lab.table("Music");
    let on = json!({"PointInTimeRecoveryEnabled": true});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": on}));
    for n in 0..10 {
        lab.put("Music", &n.to_string());
        lab.advance_ms(60_000);
    }
    lab
}

#[test]
fn the_window_of_recovery_on_the_time_line() {
    let mut lab = recovering();
    let answer = lab.ok(TIMELINE, json!({"TableName": "Music", "Limit": 1}));
    let window = &answer["RecoveryWindow"];
    assert_eq!((&window["Earliest"], &window["Latest"]), (&json!(START), &json!(START + 300.0)));
    let snapshots = window["Snapshots"].as_array().unwrap();
    assert_eq!(snapshots.len(), 4, "the first of each partition");
    for (partition, snapshot) in snapshots.iter().enumerate() {
        assert_eq!(members(snapshot), ["Changes", "Items", "Partition", "Time"]);
        assert_eq!(snapshot["Partition"], partition);
        assert_eq!((&snapshot["Time"], &snapshot["Items"]), (&json!(START), &json!(0)));
    }
    let replayed: u64 = snapshots.iter().map(|snapshot| snapshot["Changes"].as_u64().unwrap()).sum();
    assert_eq!(replayed, 10);
    for n in 0..8_000 {
        lab.put("Music", &(n % 10).to_string());
    }
    let answer = lab.ok(TIMELINE, json!({"TableName": "Music", "Limit": 1}));
    let snapshots = answer["RecoveryWindow"]["Snapshots"].as_array().unwrap().clone();
    assert!(snapshots.iter().any(|snapshot| snapshot["Time"] == json!(START + 600.0)), "{snapshots:?}");
    let off = json!({"PointInTimeRecoveryEnabled": false});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": off}));
    assert_eq!(lab.ok(TIMELINE, json!({"TableName": "Music"})).get("RecoveryWindow"), None);
}

#[test]
fn a_restore_that_is_only_imagined() {
    let mut lab = recovering();
    let restore = |time: f64| json!({"TableName": "Music", "RestoreTime": time});
    let explained = lab.ok(EXPLAIN, restore(START + 240.0));
    assert_eq!((explained.get("RequestTime"), &explained["RestoreTime"]), (None, &json!(START + 240.0)));
    for (partition, cut) in explained["Cuts"].as_array().unwrap().iter().enumerate() {
        assert_eq!(*cut, json!({"Partition": partition, "Time": START + 240.0}));
    }
    let expected: Vec<&str> = (0..10).map(|n| if n <= 4 { "IN" } else { "OUT" }).collect();
    assert_eq!(verdicts(&explained), expected, "a commit at the moment itself is in");
    for change in explained["Changes"].as_array().unwrap() {
        assert_eq!(change["Included"], json!(change["Verdict"] == "IN"));
    }
    let counts = json!({"In": 5, "Maybe": 0, "Out": 5, "MaybeIncluded": 0, "Anomalies": 0});
    assert_eq!(explained["Counts"], counts);
    let goes_with = "RestoreTime goes with TableName and without RequestTime";
    for more in [json!({"RequestTime": START}), json!({"TableName": null, "BackupArn": "x".repeat(40)})] {
        lab.refused(EXPLAIN, with(&restore(START), &more), "ValidationException", goes_with);
    }
    let outside = lab.call(EXPLAIN, restore(START + 300.001)).unwrap_err();
    assert_eq!(outside.0, "InvalidRestoreTimeException");
    lab.table("Other");
    let text = "Point in time recovery is not enabled for table 'Other'";
    let request = json!({"TableName": "Other", "RestoreTime": START});
    lab.refused(EXPLAIN, request, "PointInTimeRecoveryUnavailableException", text);
}

#[test]
fn a_table_that_is_gone_lives_on_in_the_time_line_of_its_backup() {
    let mut lab = recovering();
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let answer = lab.ok(TIMELINE, json!({"TableName": "Music"}));
    let events: Vec<_> =
        answer["Events"].as_array().unwrap().iter().map(|e| (e["Time"].clone(), e["Kind"].clone())).collect();
    let at = |seconds: f64, kind: &str| (json!(START + seconds), json!(kind));
    let expiry = 600.0 + 35.0 * 86_400.0;
    assert_eq!(events, [at(600.0, "TABLE_DELETED"), at(600.0, "BACKUP_AVAILABLE"), at(expiry, "BACKUP_EXPIRES")]);
    let arn = answer["Events"][0]["BackupArn"].as_str().unwrap();
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    assert!(verdicts(&explained).iter().all(|verdict| *verdict == "IN"), "one exact cut: {explained}");
    assert_eq!(explained["Counts"]["In"], 10);
    lab.advance_ms(35 * 86_400_000);
    let text = "Requested resource not found: Table: Music not found";
    lab.refused(TIMELINE, json!({"TableName": "Music"}), "ResourceNotFoundException", text);
}

#[test]
fn time_line_pages_return_each_event_once() {
    let (mut lab, _) = history();
    let whole = lab.ok(TIMELINE, json!({"TableName": "Music"}));
    assert_eq!(whole["Events"].as_array().unwrap().len(), 1 + 10 + 2);
    for limit in [1, 2, 5, 12, 13, 14, 10_000] {
        let (mut request, mut found) = (json!({"TableName": "Music", "Limit": limit}), Vec::new());
        loop {
            let page = lab.ok(TIMELINE, request.clone());
            found.extend(page["Events"].as_array().unwrap().clone());
            let Some(token) = page.get("NextToken") else { break };
            request["NextToken"] = token.clone();
        }
        assert_eq!(json!(found), whole["Events"], "{limit}");
    }
}

#[test]
fn parts_of_a_time_count_the_writes_that_a_list_of_it_has() {
    let (mut lab, _) = history();
    // The writes are at 0, 30, …, 120, 120, 150, …, 240 s; the last moment is in the last part.
    let (from, to) = (START + 30.0, START + 210.0);
    for bins in [1_u64, 2, 3, 6, 7, 2_000] {
        let answer = lab.ok(TIMELINE, json!({"TableName": "Music", "From": from, "To": to, "Bins": bins}));
        assert_eq!(answer["Writes"], 8, "{bins}");
        assert!(answer["Events"].as_array().unwrap().iter().all(|event| event["Kind"] != "WRITE"));
        let listed = lab.ok(TIMELINE, json!({"TableName": "Music", "From": from, "To": to}));
        let mut expected = std::collections::BTreeMap::<(u64, u64), u64>::new();
        for event in listed["Events"].as_array().unwrap().iter().filter(|event| event["Kind"] == "WRITE") {
            // The position in milliseconds, out of the number of milliseconds including both ends.
            let since_ms = ((event["Time"].as_f64().unwrap() - from) * 1_000.0).round() as u64;
            let bin = (0..bins).rfind(|bin| 180_001 * bin / bins <= since_ms).unwrap();
            *expected.entry((event["Partition"].as_u64().unwrap(), bin)).or_default() += 1;
        }
        let counted: Vec<_> = answer["Bins"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bin| {
                ((bin["Partition"].as_u64().unwrap(), bin["Bin"].as_u64().unwrap()), bin["Writes"].as_u64().unwrap())
            })
            .collect();
        assert_eq!(counted, expected.into_iter().collect::<Vec<_>>(), "{bins}");
    }
}

#[test]
fn an_explanation_lists_a_part_of_the_time_and_counts_all() {
    let (mut lab, arn) = history();
    let whole = lab.ok(EXPLAIN, json!({"BackupArn": arn}));
    let part = lab.ok(EXPLAIN, json!({"BackupArn": arn, "From": START + 60.0, "To": START + 120.0}));
    let changes = whole["Changes"].as_array().unwrap();
    assert_eq!(part["Changes"], json!(changes[2..6]));
    assert_eq!(part["Counts"], whole["Counts"]);
}

#[test]
fn what_the_log_forgot_since_is_counted_and_said() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.ok("UpdateLab", json!({"Settings": {"ChangeLogSeconds": 60}}));
    lab.table("Music");
    lab.advance_ms(1_000);
    lab.put("Music", "in");
    lab.advance_ms(60_000);
    let arn = lab.backup("Music");
    for n in 0..20_000 {
        lab.advance_ms(20);
        lab.put("Music", &(n % 50).to_string());
    }
    let window_end = START + 121.0;
    let explained = lab.ok(EXPLAIN, json!({"BackupArn": arn, "Limit": 10_000, "To": window_end}));
    assert!(explained["LogFrom"].as_f64().unwrap() > window_end, "{}", explained["LogFrom"]);
    let listed = explained["Changes"].as_array().unwrap();
    assert_eq!((listed.len(), &listed[0]["Key"]["pk"]["S"]), (3_001, &json!("in")));
    assert_eq!(
        explained["Counts"],
        json!({"In": 1, "Maybe": 3_000, "Out": 17_000, "MaybeIncluded": 0, "Anomalies": 0})
    );
}
