//! Sizes and counts, which the service reports with a delay of hours.

use crate::harness::*;
use serde_json::{Value, json};

/// A table with an index and no items; statistics are refreshed at the whole hours.
fn music() -> Lab {
    let mut lab = Lab::paced(json!({"SizeRefresh": 3_600}));
    lab.advance_ms(60_000);
    let index = json!({"IndexName": "by-pk", "KeySchema": schema(&["pk"]), "Projection": {"ProjectionType": "ALL"}});
    lab.ok("CreateTable", with(&plain("Music"), &json!({"GlobalSecondaryIndexes": [index]})));
    lab
}

fn told(lab: &mut Lab) -> [Value; 4] {
    let table = lab.described("Music");
    let index = &table["GlobalSecondaryIndexes"][0];
    [&table["ItemCount"], &table["TableSizeBytes"], &index["ItemCount"], &index["IndexSizeBytes"]].map(Value::clone)
}

fn figures(items: u64) -> [Value; 4] {
    [items, items * 3, items, items * 3].map(|figure| json!(figure))
}

#[test]
fn a_tables_figures_move_at_the_refresh() {
    let mut lab = music();
    lab.put("Music", "a");
    lab.advance_ms(3_539_999);
    lab.put("Music", "b");
    assert_eq!(told(&mut lab), figures(0));
    lab.advance_ms(1);
    assert_eq!(told(&mut lab), figures(2));
    lab.put("Music", "c");
    lab.advance_ms(3_599_999);
    assert_eq!(told(&mut lab), figures(2));
    lab.advance_ms(1);
    assert_eq!(told(&mut lab), figures(3));
    lab.advance_ms(10 * 3_600_000);
    lab.put("Music", "d");
    assert_eq!(told(&mut lab), figures(3));
}

#[test]
fn at_instant_pace_they_are_exact() {
    let mut lab = music();
    lab.put("Music", "a");
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "INSTANT"}}));
    assert_eq!(told(&mut lab), figures(1));
    lab.put("Music", "b");
    assert_eq!(told(&mut lab), figures(2));
    // From now on the whole hours count again; until the next, the reported value stays.
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    lab.put("Music", "c");
    assert_eq!(told(&mut lab), figures(2));
    lab.advance_ms(6 * 3_600_000);
    assert_eq!(told(&mut lab), figures(3));
}

/// A backup reports what was reported of its table at the request, until the first refresh after it is made.
#[test]
fn a_backups_figures() {
    let mut lab = music();
    lab.put("Music", "a");
    lab.advance_ms(3_600_000);
    lab.put("Music", "b");
    let arn = lab.backup("Music");
    let told = |lab: &mut Lab| {
        let described = lab.described_backup(&arn);
        let summary = lab.ok("ListBackups", json!({}))["BackupSummaries"][0].clone();
        let (details, source) = (&described["BackupDetails"], &described["SourceTableDetails"]);
        assert_eq!(details["BackupSizeBytes"], summary["BackupSizeBytes"]);
        assert_eq!(details["BackupSizeBytes"], source["TableSizeBytes"]);
        (source["ItemCount"].clone(), source["TableSizeBytes"].clone())
    };
    assert_eq!(told(&mut lab), (json!(1), json!(3)));
    lab.advance_ms(3_539_999);
    assert_eq!(told(&mut lab), (json!(1), json!(3)));
    lab.advance_ms(1);
    assert_eq!(told(&mut lab), (json!(2), json!(6)));
}

#[test]
fn a_restored_table_is_empty_until_the_refresh_and_holds_all() {
    let mut lab = music();
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Copy"}));
    assert_eq!(lab.described("Copy")["ItemCount"], 0);
    assert_eq!(lab.scanned("Copy").len(), 1);
    lab.advance_ms(3_600_000);
    assert_eq!(lab.described("Copy")["ItemCount"], 1);
}
