//! ExplainBackup and DescribeTimeline at the edges of what is known: within one millisecond, at the last moment, after an
//! earlier table of the same name, and where the log has forgotten.

use crate::harness::*;
use serde_json::{Value, json};

const EXPLAIN: &str = "ExplainBackup";
const TIMELINE: &str = "DescribeTimeline";

/// The members of all pages of an answer, and the number of pages.
fn all_pages(lab: &mut Lab, operation: &str, member: &str, mut request: Value) -> (Vec<Value>, usize) {
    let (mut found, mut pages) = (Vec::new(), 0);
    loop {
        let page = lab.ok(operation, request.clone());
        found.extend(page[member].as_array().unwrap().clone());
        pages += 1;
        assert!(pages < 1_000, "the pages do not end");
        let Some(token) = page.get("NextToken") else { return (found, pages) };
        request["NextToken"] = token.clone();
    }
}

#[test]
fn pages_within_one_millisecond() {
    for partitions in [1, 4] {
        let mut lab = Lab::new();
        lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": partitions}}));
        lab.table("Music");
        for n in 0..30 {
            lab.put("Music", &(n % 20).to_string());
        }
        let arn = lab.backup("Music");
        for (operation, member, request) in [
            (TIMELINE, "Events", json!({"TableName": "Music"})),
            (EXPLAIN, "Changes", json!({"TableName": "Music"})),
            (EXPLAIN, "Changes", json!({"BackupArn": arn})),
        ] {
            let whole = lab.ok(operation, request.clone())[member].as_array().unwrap().clone();
            assert_eq!(whole.len(), if operation == TIMELINE { 30 + 3 } else { 30 });
            for limit in [1, 2, 7, 10, 29, 30, 31, 33, 34, 10_000] {
                let request = with(&request, &json!({"Limit": limit}));
                let (found, pages) = all_pages(&mut lab, operation, member, request);
                assert_eq!(found, whole, "{operation} {limit}");
                assert_eq!(pages, whole.len().div_ceil(limit), "{operation} {limit}: no page is empty");
            }
        }
    }
}

#[test]
fn the_last_moment_of_all_is_in_the_last_part() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    let last = lab.ok("AdvanceClock", json!({"Seconds": 1e300}))["Now"].clone();
    lab.put("Music", "b");
    lab.put("Music", "c");
    for bins in [1, 2, 3, 2_000] {
        let answer = lab.ok(TIMELINE, json!({"TableName": "Music", "From": START, "To": last, "Bins": bins}));
        let mut writes = vec![0; bins];
        for bin in answer["Bins"].as_array().unwrap() {
            writes[bin["Bin"].as_u64().unwrap() as usize] += bin["Writes"].as_u64().unwrap();
        }
        let (first, last) = (writes[0], writes[bins - 1]);
        assert_eq!((first, last), if bins == 1 { (3, 3) } else { (1, 2) }, "{bins}");
        assert_eq!(writes.iter().sum::<u64>(), 3, "{bins}");
        // Of a time that is longer than can be counted, too.
        let answer = lab.ok(TIMELINE, json!({"TableName": "Music", "From": -1e308, "To": 1e308, "Bins": bins}));
        let counted = answer["Bins"].as_array().unwrap().iter().map(|bin| bin["Writes"].as_u64().unwrap());
        assert_eq!(counted.sum::<u64>(), 3, "{bins}");
    }
}

/// Of an earlier table of the same name, the SYSTEM backup tells that there was one; its other backups are not told.
#[test]
fn an_earlier_table_is_told_by_what_it_left() {
    let mut lab = Lab::new();
    lab.table("Music");
    let on = json!({"PointInTimeRecoveryEnabled": true});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": on}));
    let earlier = lab.backup("Music");
    lab.advance_ms(100_000);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(100_000);
    lab.table("Music");
    let later = lab.backup("Music");
    let answer = lab.ok(TIMELINE, json!({"TableName": "Music"}));
    let told: Vec<(f64, &str, &str)> = answer["Events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            let arn = event["BackupArn"].as_str().unwrap_or_default();
            let whose = if arn == later {
                "later"
            } else if arn == earlier {
                "earlier"
            } else {
                ""
            };
            (event["Time"].as_f64().unwrap() - START, event["Kind"].as_str().unwrap(), whose)
        })
        .collect();
    assert_eq!(
        told,
        [
            (100.0, "TABLE_DELETED", ""),
            (100.0, "BACKUP_AVAILABLE", ""),
            (200.0, "TABLE_CREATED", ""),
            (200.0, "BACKUP_REQUESTED", "later"),
            (200.0, "BACKUP_AVAILABLE", "later"),
            (100.0 + 35.0 * 86_400.0, "BACKUP_EXPIRES", ""),
        ]
    );
}

/// The snapshots that a restore may replay from: the last one before the window of recovery, and those in it.
#[test]
fn the_snapshots_of_the_window_of_recovery() {
    const HOUR_MS: i64 = 3_600_000;
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": 1}}));
    lab.table("Music");
    let on = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 1});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": on}));
    for _ in 0..4 {
        lab.advance_ms(HOUR_MS);
        for n in 0..1_100 {
            lab.put("Music", &(n % 10).to_string());
        }
    }
    let taken: Vec<f64> = (0..=4).map(|hour| START + f64::from(hour) * 3_600.0).collect();
    lab.advance_ms(20 * HOUR_MS);
    for seconds in [0, 1, 3_598, 1, 1, 1, 3_598, 1, 1] {
        lab.advance_ms(seconds * 1_000);
        let window = lab.ok(TIMELINE, json!({"TableName": "Music", "Limit": 1}))["RecoveryWindow"].clone();
        let earliest = window["Earliest"].as_f64().unwrap();
        assert_eq!(earliest, lab.now() - 86_400.0);
        let found: Vec<f64> =
            window["Snapshots"].as_array().unwrap().iter().map(|snapshot| snapshot["Time"].as_f64().unwrap()).collect();
        let before = taken.iter().rposition(|time| *time < earliest).unwrap_or(0);
        assert_eq!(found[1..], taken[before + 1..], "{}", earliest - START);
        // Trimming may have moved the one before the window towards it.
        assert!((taken[before]..=earliest).contains(&found[0]), "{}: {found:?}", earliest - START);
    }
}

/// Of what was before the window of an imagined backup, what the log has forgotten is not counted.
#[test]
fn what_is_before_the_known_is_left_out() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"ChangeLogSeconds": 60}}));
    lab.table("Music");
    for n in 0..20_000 {
        lab.advance_ms(20);
        lab.put("Music", &(n % 50).to_string());
    }
    let request = json!({"TableName": "Music", "Limit": 10_000});
    let history_from = lab.ok(EXPLAIN, request.clone())["HistoryFrom"].as_f64().unwrap();
    let (known, _) = all_pages(&mut lab, EXPLAIN, "Changes", request);
    let placed = |change: &Value| (change["Sequence"].as_u64().unwrap(), change["CommitTime"].as_f64().unwrap());
    let known: Vec<(u64, f64)> = known.iter().map(placed).collect();
    let (first, last) = (known[0].0, known[known.len() - 1].0);
    assert!(first > 1 && last == 20_000, "{first}");
    let mut left_out = 0;
    for pair in known.windows(2) {
        let [(sequence, committed), (next, _)] = [pair[0], pair[1]];
        // Between the two nothing is forgotten, so it is known how many are before the window.
        if next != sequence + 1 || committed > history_from + 1.0 {
            continue;
        }
        let request = json!({"TableName": "Music", "RequestTime": committed + 60.0, "Limit": 1});
        let told = lab.ok(EXPLAIN, request)["Counts"]["In"].as_u64().unwrap();
        let is_known_whole = history_from <= committed + 0.001;
        assert_eq!(told, if is_known_whole { sequence } else { sequence - first + 1 }, "{sequence}");
        left_out += u32::from(!is_known_whole);
    }
    assert!(left_out > 0, "the partitions forget at different moments");
    // Long ago nothing is known.
    let long_ago = lab.ok(EXPLAIN, json!({"TableName": "Music", "RequestTime": START + 61.0}));
    assert_eq!(long_ago["Counts"]["In"], 0);
}
