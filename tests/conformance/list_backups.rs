//! ListBackups.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::{Value, json};

const LIST_BACKUPS: &str = "ListBackups";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("ExclusiveStartBackupArn"), not_text("BackupType")].concat();
    rungs.extend([
        wrong_type("a text for Limit", json!({"Limit": "1"}), "STRING_VALUE cannot be converted to Integer"),
        wrong_type("true for Limit", json!({"Limit": true}), "TRUE_VALUE cannot be converted to Integer"),
        wrong_type("a list for Limit", json!({"Limit": []}), CONTAINER),
        wrong_type("a structure for a time", json!({"TimeRangeLowerBound": {}}), CONTAINER),
    ]);
    for member in ["TimeRangeLowerBound", "TimeRangeUpperBound"] {
        let text = "STRING_VALUE cannot be converted to Double";
        rungs.push(wrong_type("a text for a time", json!({member: "2026-01-01T00:00:00Z"}), text));
    }
    rungs
}

// Validation

fn validation(idle: &str) -> Vec<ErrorCase> {
    const TYPES: &str = "USER, SYSTEM, AWS_BACKUP, ALL";
    let (short, long) = ("x".repeat(36), "x".repeat(1_025));
    let start = |arn: &str| json!({"ExclusiveStartBackupArn": arn});
    let mut rungs = table_name_constraints("TableName", "tableName");
    rungs.extend([
        constraint("no limit at all", json!({"Limit": 0}), "'0' at 'limit'", value_from(1)),
        constraint("a limit below 0", json!({"Limit": -1}), "'-1' at 'limit'", value_from(1)),
        constraint("a limit of 101", json!({"Limit": 101}), "'101' at 'limit'", value_to(100)),
        constraint("a short place", start(&short), format!("'{short}' at 'exclusiveStartBackupArn'"), length_from(37)),
        constraint("a long place", start(&long), format!("'{long}' at 'exclusiveStartBackupArn'"), length_to(1_024)),
        constraint("no type", json!({"BackupType": "BOGUS"}), "'BOGUS' at 'backupType'", one_of(TYPES)),
        constraint("a type in small letters", json!({"BackupType": "user"}), "'user' at 'backupType'", one_of(TYPES)),
        constraint("an empty type", json!({"BackupType": ""}), "'' at 'backupType'", one_of(TYPES)),
        invalid(
            "bounds the wrong way round",
            json!({"TimeRangeLowerBound": 10.001, "TimeRangeUpperBound": 10.0}),
            "One or more parameter values were invalid: Time range lower bound must be less than or equal to upper bound",
        ),
        invalid(
            "a place in another region",
            start(&idle.replace("us-east-1", "eu-west-1")),
            "Invalid Request: The supplied ExclusiveStartBackupArn does not match the region",
        ),
    ]);
    rungs.extend(backup_arn_refusals().into_iter().map(|(what, arn, name, text)| own(what, start(&arn), name, text)));
    rungs.extend(table_arn_refusals("TableName"));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    assert_precedence(&states.lab, LIST_BACKUPS, &json!({}), &[serialization(), validation(&states.idle)].concat());
}

// Behaviour

/// A lab with backups of two tables, alternating every second, and their ARNs in order.
fn ten_backups() -> (Lab, Vec<String>) {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.table("Films");
    let arns = (0..10).map(|n| {
        lab.advance_ms(1_000);
        lab.backup(["Music", "Films"][n % 2])
    });
    let arns = arns.collect();
    (lab, arns)
}

fn listed(lab: &mut Lab, request: Value) -> Vec<String> {
    let answer = lab.ok(LIST_BACKUPS, request);
    let arn = |summary: &Value| summary["BackupArn"].as_str().unwrap().to_owned();
    answer["BackupSummaries"].as_array().unwrap().iter().map(arn).collect()
}

#[test]
fn nothing_is_an_empty_list() {
    assert_eq!(Lab::new().ok(LIST_BACKUPS, json!({})), json!({"BackupSummaries": []}));
    assert_eq!(Lab::new().ok(LIST_BACKUPS, json!({"TableName": "Nowhere"})), json!({"BackupSummaries": []}));
}

#[test]
fn a_summary_field_by_field() {
    let mut lab = Lab::paced(json!({"BackupCreation": 1}));
    lab.table("Music");
    lab.put("Music", "abc");
    let arn = lab.backup("Music");
    let id = lab.described("Music")["TableId"].clone();
    for (status, bytes) in [("CREATING", 0), ("AVAILABLE", 5)] {
        let summary = json!({
            "TableName": "Music",
            "TableId": id,
            "TableArn": format!("{TABLES}Music"),
            "BackupArn": arn,
            "BackupName": "nightly",
            "BackupCreationDateTime": START,
            "BackupStatus": status,
            "BackupType": "USER",
            "BackupSizeBytes": bytes,
        });
        assert_eq!(lab.ok(LIST_BACKUPS, json!({})), json!({"BackupSummaries": [summary]}));
        lab.advance_ms(1_000);
    }
}

#[test]
fn filters() {
    let (mut lab, arns) = ten_backups();
    let all: Vec<usize> = (0..10).collect();
    let (music, films) = ([0, 2, 4, 6, 8], [1, 3, 5, 7, 9]);
    // The n-th backup was requested at START + n + 1.
    let moment = |n: usize, ms: f64| START + 1.0 + n as f64 + ms / 1000.0;
    for (what, request, expected) in [
        ("all, oldest first", json!({}), &all[..]),
        ("one table's", json!({"TableName": "Music"}), &music[..]),
        ("one table's, by ARN", json!({"TableName": format!("{TABLES}Films")}), &films[..]),
        ("another table's", json!({"TableName": "Nowhere"}), &[]),
        ("USER", json!({"BackupType": "USER"}), &all[..]),
        ("ALL", json!({"BackupType": "ALL"}), &all[..]),
        ("SYSTEM", json!({"BackupType": "SYSTEM"}), &[]),
        ("AWS_BACKUP", json!({"BackupType": "AWS_BACKUP"}), &[]),
        ("the lower bound is in", json!({"TimeRangeLowerBound": moment(7, 0.0)}), &all[7..]),
        ("a millisecond later it is out", json!({"TimeRangeLowerBound": moment(7, 1.0)}), &all[8..]),
        ("the upper bound is out", json!({"TimeRangeUpperBound": moment(7, 0.0)}), &all[..7]),
        ("a millisecond later it is in", json!({"TimeRangeUpperBound": moment(7, 1.0)}), &all[..8]),
        (
            "both bounds",
            json!({"TimeRangeLowerBound": moment(2, 0.0), "TimeRangeUpperBound": moment(5, 0.0)}),
            &all[2..5],
        ),
        ("an empty range", json!({"TimeRangeLowerBound": moment(2, 0.0), "TimeRangeUpperBound": moment(2, 0.0)}), &[]),
        ("bounds of 0 and of the future", json!({"TimeRangeLowerBound": 0, "TimeRangeUpperBound": 1e11}), &all[..]),
        ("whole seconds without a fraction", json!({"TimeRangeLowerBound": 1_767_225_605}), &all[4..]),
        (
            "table, range and place together",
            json!({
                "TableName": "Music",
                "TimeRangeLowerBound": moment(1, 0.0),
                "TimeRangeUpperBound": moment(8, 0.0),
                "ExclusiveStartBackupArn": arns[2],
            }),
            &[4, 6][..],
        ),
    ] {
        let expected: Vec<&String> = expected.iter().map(|&n| &arns[n]).collect();
        assert_eq!(listed(&mut lab, request).iter().collect::<Vec<_>>(), expected, "{what}");
    }
}

#[test]
fn paging_returns_each_once() {
    let (mut lab, arns) = ten_backups();
    for (table, expected) in [(None, arns.clone()), (Some("Music"), arns.iter().step_by(2).cloned().collect())] {
        for limit in 1..=11 {
            let (mut found, mut request) = (Vec::new(), json!({"Limit": limit, "TableName": table}));
            loop {
                let answer = lab.ok(LIST_BACKUPS, request.clone());
                let page = answer["BackupSummaries"].as_array().unwrap();
                found.extend(page.iter().map(|summary| summary["BackupArn"].as_str().unwrap().to_owned()));
                let Some(last) = answer.get("LastEvaluatedBackupArn") else { break };
                assert_eq!(page.len(), limit);
                assert_eq!(*last, json!(found.last()));
                request["ExclusiveStartBackupArn"] = last.clone();
            }
            assert_eq!(found, expected, "{table:?} by {limit}");
        }
    }
}

#[test]
fn a_limit_that_is_just_enough_leaves_no_place_to_go_on() {
    let (mut lab, _) = ten_backups();
    for (request, has_more) in [
        (json!({"Limit": 10}), false),
        (json!({"Limit": 9}), true),
        (json!({"Limit": 5, "TableName": "Music"}), false),
        (json!({"Limit": 4, "TableName": "Music"}), true),
        (json!({"Limit": 10.9}), false),
        (json!({"Limit": 1, "BackupType": "SYSTEM"}), false),
    ] {
        let answer = lab.ok(LIST_BACKUPS, request.clone());
        assert_eq!(answer.get("LastEvaluatedBackupArn").is_some(), has_more, "{request}");
    }
}

#[test]
fn without_a_limit_a_page_is_a_hundred() {
    let mut lab = Lab::new();
    lab.table("Music");
    for _ in 0..5 {
        lab.advance_ms(1_000);
        (0..25).for_each(|_| drop(lab.backup("Music")));
    }
    let first = lab.ok(LIST_BACKUPS, json!({}));
    assert_eq!(first["BackupSummaries"].as_array().unwrap().len(), 100);
    let rest = lab.ok(LIST_BACKUPS, json!({"ExclusiveStartBackupArn": first["LastEvaluatedBackupArn"]}));
    assert_eq!(rest["BackupSummaries"].as_array().unwrap().len(), 25);
    assert_eq!(rest.get("LastEvaluatedBackupArn"), None);
}

#[test]
fn the_place_to_go_on_from_need_not_exist() {
    let (mut lab, arns) = ten_backups();
    lab.ok("DeleteBackup", json!({"BackupArn": arns[4]}));
    let never = format!("{TABLES}Nowhere/backup/01767225605500-12345678");
    let early = format!("{TABLES}Music/backup/00000000000000-00000000");
    let late = format!("{TABLES}Music/backup/99999999999999-ffffffff");
    for (what, start, expected) in [
        ("a deleted backup", &arns[4], &arns[5..]),
        ("one that never was", &never, &arns[5..]),
        ("before all", &early, &[&arns[..4], &arns[5..]].concat()[..]),
        ("after all", &late, &[]),
    ] {
        assert_eq!(listed(&mut lab, json!({"ExclusiveStartBackupArn": start})), expected, "{what}");
    }
}

#[test]
fn earlier_tables_of_a_name_are_told_apart_by_their_ids() {
    let mut lab = Lab::new();
    let mut ids = Vec::new();
    for _ in 0..3 {
        lab.table("Music");
        lab.advance_ms(1_000);
        lab.backup("Music");
        ids.push(lab.described("Music")["TableId"].clone());
        lab.ok("DeleteTable", json!({"TableName": "Music"}));
    }
    let answer = lab.ok(LIST_BACKUPS, json!({"TableName": "Music"}));
    let summaries = answer["BackupSummaries"].as_array().unwrap();
    assert_eq!(summaries.iter().map(|summary| summary["TableId"].clone()).collect::<Vec<_>>(), ids);
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn what_is_made_is_listed_and_what_is_deleted_is_not() {
    let mut states = states();
    let arns = listed(&mut states.lab, json!({}));
    assert!(arns.contains(&states.making) && arns.contains(&states.feeding) && arns.contains(&states.orphan));
    assert!(!arns.contains(&states.deleted));
    assert_eq!(arns.len(), 4);
}

#[test]
fn backups_of_one_millisecond_list_in_the_order_of_their_requests() {
    for seed in 1..=8 {
        let mut lab = Lab::new();
        lab.ok("ResetLab", json!({"Seed": seed}));
        lab.table("Films");
        lab.table("Music");
        let made: Vec<String> = (0..12).map(|n| lab.backup(if n % 3 == 0 { "Films" } else { "Music" })).collect();
        lab.advance_ms(1);
        let later = lab.backup("Music");
        let all: Vec<String> = made.iter().cloned().chain([later]).collect();
        assert_eq!(listed(&mut lab, json!({})), all);
        let times: Vec<f64> = made
            .iter()
            .map(|arn| lab.described_backup(arn)["BackupDetails"]["BackupCreationDateTime"].as_f64().unwrap())
            .collect();
        assert_eq!(times, vec![lab.now() - 0.001; 12], "the time is that of the request");
        // Delete all but the newest three.
        for arn in &all[..10] {
            lab.ok("DeleteBackup", json!({"BackupArn": arn}));
        }
        assert_eq!(listed(&mut lab, json!({})), all[10..]);
        let again = lab.backup("Music");
        assert_eq!(listed(&mut lab, json!({})).last(), Some(&again));
    }
}
