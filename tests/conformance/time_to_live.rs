//! Time to live: when items expire, and how their deletion looks.

use crate::harness::*;
use serde_json::{Value, json};

/// A table whose items expire by `gone_at`, a number of seconds after the start of the lab's clock.
fn lab(delay: f64) -> Lab {
    let mut lab = Lab::paced(json!({"Expiry": delay}));
    lab.table("Music");
    enable(&mut lab, true);
    lab
}

fn enable(lab: &mut Lab, enabled: bool) {
    let specification = json!({"Enabled": enabled, "AttributeName": "gone_at"});
    lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": specification}));
}

fn put(lab: &mut Lab, pk: &str, gone_at: Value) {
    lab.ok("PutItem", json!({"TableName": "Music", "Item": {"pk": {"S": pk}, "gone_at": gone_at}}));
}

fn after(seconds: f64) -> Value {
    json!({"N": (START + seconds).to_string()})
}

fn left(lab: &mut Lab) -> String {
    lab.scanned("Music").iter().map(|item| item["pk"]["S"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn items_go_at_their_second_and_not_before() {
    let mut lab = lab(0.0);
    for (pk, seconds) in [("a", 10.0), ("b", 11.0), ("c", 10.0), ("d", 12.9)] {
        put(&mut lab, pk, after(seconds));
    }
    lab.advance_ms(9_999);
    assert_eq!(left(&mut lab), "abcd");
    lab.advance_ms(1);
    assert_eq!(left(&mut lab), "bd");
    assert_eq!(lab.described("Music")["ItemCount"], 2);
    lab.advance_ms(1_999);
    assert_eq!(left(&mut lab), "d");
    lab.advance_ms(1);
    assert_eq!(left(&mut lab), "", "a fraction of a second is none");
}

#[test]
fn what_does_not_expire() {
    let mut lab = lab(0.0);
    let years = 365.0 * 86_400.0;
    for (pk, gone_at) in [
        ("a", json!({"S": START.to_string()})),
        ("b", json!({"L": [after(-1.0)]})),
        ("c", after(-5.0 * years - 1.0)),
        ("d", json!({"N": "-1"})),
        ("e", json!({"N": "1E100"})),
        ("f", json!({"N": "999999999999"})),
    ] {
        put(&mut lab, pk, gone_at);
    }
    lab.put("Music", "g");
    lab.advance_ms(1_000);
    assert_eq!(left(&mut lab), "abcdefg");
    put(&mut lab, "h", after(-4.9 * years));
    assert_eq!(left(&mut lab), "abcdefg", "what has expired already goes at once");
}

#[test]
fn a_later_write_changes_when_an_item_goes() {
    let mut lab = lab(0.0);
    put(&mut lab, "a", after(10.0));
    put(&mut lab, "a", after(20.0));
    put(&mut lab, "b", after(10.0));
    lab.put("Music", "b");
    put(&mut lab, "c", after(30.0));
    lab.ok("DeleteItem", json!({"TableName": "Music", "Key": {"pk": {"S": "c"}}}));
    lab.advance_ms(15_000);
    assert_eq!(left(&mut lab), "ab");
    lab.advance_ms(5_000);
    assert_eq!(left(&mut lab), "b");
    assert_eq!(lab.ok("DescribeLab", json!({})).get("NextDue"), None, "nothing more is due");
}

#[test]
fn switched_on_it_finds_what_is_there_and_off_it_forgets_it() {
    let mut lab = Lab::new();
    lab.table("Music");
    for (pk, seconds) in [("a", -10.0), ("b", 10.0), ("c", 7_200.0)] {
        put(&mut lab, pk, after(seconds));
    }
    lab.advance_ms(20_000);
    assert_eq!(left(&mut lab), "abc");
    enable(&mut lab, true);
    assert_eq!(left(&mut lab), "c");
    lab.advance_ms(3_600_000);
    enable(&mut lab, false);
    lab.advance_ms(3_600_000);
    assert_eq!(left(&mut lab), "c");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(1);
    lab.table("Music");
}

#[test]
fn they_go_late_where_the_pace_says_so_and_can_be_read_until_then() {
    let mut lab = lab(3_600.0);
    put(&mut lab, "a", after(10.0));
    lab.advance_ms(3_609_999);
    assert_eq!(left(&mut lab), "a");
    // Another pace takes effect at once.
    lab.ok("UpdateLab", json!({"Settings": {"Delays": {"Expiry": 3_700}}}));
    lab.advance_ms(1);
    assert_eq!(left(&mut lab), "a");
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "INSTANT"}}));
    assert_eq!(left(&mut lab), "");
}

#[test]
fn an_expiry_is_a_change_like_any_other() {
    let mut lab = lab(0.0);
    put(&mut lab, "a", after(10.0));
    put(&mut lab, "b", after(20.0));
    lab.advance_ms(9_999);
    let before = lab.backup("Music");
    lab.advance_ms(1);
    let after = lab.backup("Music");
    for (arn, items) in [(before, 2), (after, 1)] {
        assert_eq!(lab.described_backup(&arn)["SourceTableDetails"]["ItemCount"], items);
    }
    let table = lab.engine.state().table("Music").unwrap();
    assert_eq!(table.sequence(), 3);
    let changes: Vec<_> = table
        .log_views()
        .flat_map(|strand| strand.iter_from(0).map(|(_, change)| (change.sequence, change.cause)).collect::<Vec<_>>())
        .collect();
    use timemark_core::state::Cause;
    let expected = [(1, Cause::Request), (2, Cause::Request), (3, Cause::Expiry)];
    assert!(expected.iter().all(|change| changes.contains(change)), "{changes:?}");
}

/// The backup of a deleted table has the items at its deletion; later changes are not part of its explanation.
#[test]
fn nothing_goes_while_its_table_is_being_deleted() {
    let mut lab = Lab::paced(json!({"Expiry": 30, "TableDeletion": 100}));
    lab.table("Music");
    enable(&mut lab, true);
    let specification = json!({"PointInTimeRecoveryEnabled": true});
    let recovery = json!({"TableName": "Music", "PointInTimeRecoverySpecification": specification});
    lab.ok("UpdateContinuousBackups", recovery);
    put(&mut lab, "a", after(10.0));
    lab.advance_ms(39_000);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.ok("UpdateLab", json!({"Settings": {"Delays": {"Expiry": 0}}}));
    lab.advance_ms(100_000);
    let listed = lab.ok("ListBackups", json!({"BackupType": "SYSTEM"}));
    let arn = &listed["BackupSummaries"][0]["BackupArn"];
    let counts = json!({"In": 1, "Maybe": 0, "Out": 0, "MaybeIncluded": 0, "Anomalies": 0});
    assert_eq!(lab.ok("ExplainBackup", json!({"BackupArn": arn}))["Counts"], counts);
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"}));
    assert_eq!(lab.scanned("Copy").len(), 1);
}
