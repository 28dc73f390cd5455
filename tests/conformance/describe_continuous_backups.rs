//! DescribeContinuousBackups.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeContinuousBackups";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("TableName")
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "Young", "Restoring"] {
        let text = format!("Table not found: {name}");
        rungs.push(own("a table unknown to backups", json!({"TableName": name}), "TableNotFoundException", text));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        DESCRIBE,
        &json!({"TableName": "Active"}),
        &[serialization(), validation()].concat(),
    );
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
    for (table, status) in [
        ("Active", "ENABLED"),
        ("Busy", "ENABLED"),
        ("Creating", "DISABLED"),
        ("Fresh", "DISABLED"),
        ("Doomed", "ENABLED"),
    ] {
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
    // CREATING ends at 5 s; backups are enabled at 8 s.
    for (ms, status) in
        [(1, "DISABLED"), (2_400, "DISABLED"), (2_999, "DISABLED"), (1, "ENABLED"), (1_000_000, "ENABLED")]
    {
        lab.advance_ms(ms);
        assert_eq!(lab.ok(DESCRIBE, request.clone()), answer(status), "{}", lab.now());
    }
}

#[test]
fn a_table_that_is_deleted_is_known_for_a_second() {
    let mut lab = states().lab;
    let request = json!({"TableName": "Doomed"});
    lab.advance_ms(999);
    assert_eq!(lab.ok(DESCRIBE, request.clone()), answer("ENABLED"));
    lab.advance_ms(1);
    assert_eq!(lab.described("Doomed")["TableStatus"], "DELETING");
    lab.refused(DESCRIBE, request, "TableNotFoundException", "Table not found: Doomed");
}

/// The point-in-time recovery in an answer: period, earliest and latest moment, in seconds after the start.
pub fn window(answer: &Value) -> Option<(i64, f64, f64)> {
    let recovery = &answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    let is_on = recovery["PointInTimeRecoveryStatus"] == "ENABLED";
    assert_eq!(members(recovery).len(), if is_on { 4 } else { 1 }, "{recovery}");
    let time = |member: &str| (recovery[member].as_f64().unwrap() * 1000.0 - START * 1000.0).round() / 1000.0;
    is_on.then(|| {
        let days = recovery["RecoveryPeriodInDays"].as_i64().unwrap();
        (days, time("EarliestRestorableDateTime"), time("LatestRestorableDateTime"))
    })
}

#[test]
fn the_window_in_its_time() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.advance_ms(10_715);
    let on = json!({"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 2});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": on}));
    let days = 2.0 * 86_400.0;
    for (at, earliest, latest) in [
        (10.715, 10.0, 10.0),
        (190.0, 10.0, 10.0),
        (310.0, 10.0, 10.0),
        (310.001, 10.0, 10.001),
        (days + 10.999, 10.0, days - 289.001),
        (days + 11.0, 11.0, days - 289.0),
        (days + 11.999, 11.0, days - 288.001),
        (400.0 * 86_400.0, 398.0 * 86_400.0, 400.0 * 86_400.0 - 300.0),
    ] {
        lab.ok("AdvanceClock", json!({"To": START + at}));
        let answer = lab.ok(DESCRIBE, json!({"TableName": "Music"}));
        assert_eq!(window(&answer), Some((2, earliest, latest)), "at {at}");
    }
}

#[test]
fn at_instant_pace_a_new_table_can_be_backed_up_at_once() {
    let mut lab = Lab::new();
    lab.table("Music");
    assert_eq!(lab.ok(DESCRIBE, json!({"TableName": "Music"})), answer("ENABLED"));
}
