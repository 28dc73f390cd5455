//! DescribeContinuousBackups.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeContinuousBackups";

// Serialization

fn serialization() -> Vec<Rung> {
    not_text("TableName")
}

// Validation

fn validation() -> Vec<Rung> {
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Young", "Restoring", "Doomed"] {
        let text = format!("Table not found: {name}");
        rungs.push(own("a table unknown to backups", json!({"TableName": name}), "TableNotFoundException", text));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    climb(&states().lab, DESCRIBE, &json!({"TableName": "Active"}), &[serialization(), validation()].concat());
}

// Behaviour

fn answer(status: &str) -> Value {
    json!({"ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": status,
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }})
}

#[test]
fn by_the_tables_state() {
    let mut lab = states().lab;
    for (table, status) in [("Active", "ENABLED"), ("Busy", "ENABLED"), ("Creating", "DISABLED"), ("Fresh", "DISABLED")]
    {
        assert_eq!(lab.ok(DESCRIBE, json!({"TableName": table})), answer(status), "{table}");
    }
    assert_eq!(lab.ok(DESCRIBE, json!({"TableName": format!("{TABLES}Active")})), answer("ENABLED"));
}

#[test]
fn to_the_millisecond() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    lab.table("Music");
    let request = json!({"TableName": "Music"});
    lab.advance_ms(2_599);
    lab.refused(DESCRIBE, request.clone(), "TableNotFoundException", "Table not found: Music");
    // CREATING ends at 5 s, the enabling at 8 s.
    for (ms, status) in
        [(1, "DISABLED"), (2_400, "DISABLED"), (2_999, "DISABLED"), (1, "ENABLED"), (1_000_000, "ENABLED")]
    {
        lab.advance_ms(ms);
        assert_eq!(lab.ok(DESCRIBE, request.clone()), answer(status), "{}", lab.now());
    }
}

#[test]
fn at_instant_pace_a_new_table_can_be_backed_up_at_once() {
    let mut lab = Lab::new();
    lab.table("Music");
    assert_eq!(lab.ok(DESCRIBE, json!({"TableName": "Music"})), answer("ENABLED"));
}
