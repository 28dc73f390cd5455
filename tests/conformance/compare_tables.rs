//! CompareTables.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::{Value, json};

const COMPARE: &str = "CompareTables";

// Serialization and validation

#[test]
fn refusals() {
    let states = states();
    let sides = |left: Value| json!({"Left": left, "Right": {"TableName": "Active"}});
    let either = |side: &str| format!("{side} needs either BackupArn, or TableName with an optional Time");
    let limit = |limit: i32| json!({"Limit": limit});
    let mut rungs = not_text("NextToken");
    rungs.push(wrong_type("a text for a side", sides(json!("Active")), "Unexpected field type"));
    rungs.push(wrong_type(
        "a text for a time",
        sides(json!({"TableName": "Active", "Time": "x"})),
        "STRING_VALUE cannot be converted to Double",
    ));
    rungs.extend([
        constraint("no left side", json!({"Left": null}), "null at 'left'", NOT_NULL),
        constraint("no right side", json!({"Right": null}), "null at 'right'", NOT_NULL),
        constraint(
            "no name of a table",
            sides(json!({"TableName": "a b"})),
            "'a b' at 'left.tableName'",
            "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
        constraint("no limit", limit(0), "'0' at 'limit'", value_from(1)),
        constraint("a limit of 10,001", limit(10_001), "'10001' at 'limit'", value_to(10_000)),
        invalid("neither", sides(json!({})), either("Left")).alone(),
        invalid("both", sides(json!({"TableName": "Active", "BackupArn": states.idle})), either("Left")).alone(),
        invalid("a time of a backup", sides(json!({"BackupArn": states.idle, "Time": 1})), either("Left")).alone(),
        invalid("neither on the right", json!({"Right": {}}), either("Right")).alone(),
    ]);
    let refusals = backup_arn_refusals().into_iter();
    rungs.extend(
        refusals.map(|(what, arn, name, text)| own(what, sides(json!({"BackupArn": arn})), name, text).alone()),
    );
    let text = format!("Backup not found: {}", states.deleted);
    let deleted = sides(json!({"BackupArn": states.deleted}));
    rungs.push(own("a deleted backup", deleted, "BackupNotFoundException", text).alone());
    let nowhere = sides(json!({"TableName": "Nowhere"}));
    rungs.push(own("no such table", nowhere, "ResourceNotFoundException", "Requested resource not found").alone());
    rungs.push(invalid("no token", json!({"NextToken": "x"}), "NextToken is not one that this operation gave"));
    let base = json!({"Left": {"TableName": "Active"}, "Right": {"TableName": "Active"}});
    assert_precedence(&states.lab, COMPARE, &base, &rungs);
}

#[test]
fn a_backup_that_is_being_made_and_tables_that_are_not_there_yet() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10, "TableCreation": 5}));
    lab.ok("CreateTable", plain("Music"));
    let sides = |left: Value| json!({"Left": left, "Right": {"TableName": "Music"}});
    let missing = "Requested resource not found";
    lab.refused(COMPARE, sides(json!({"TableName": "Music"})), "ResourceNotFoundException", missing);
    lab.advance_ms(20_000);
    let arn = lab.backup("Music");
    let text = format!("Backup is being created: {arn}");
    lab.refused(COMPARE, sides(json!({"BackupArn": arn})), "BackupInUseException", &text);
    lab.advance_ms(80_000);
    lab.ok(COMPARE, sides(json!({"BackupArn": arn})));
}

#[test]
fn sides_with_different_keys() {
    let mut lab = Lab::new();
    lab.table("Music");
    let keys = json!({"KeySchema": schema(&["pk", "sk"]), "AttributeDefinitions": texts(&["pk", "sk"])});
    lab.ok("CreateTable", with(&plain("Songs"), &keys));
    let text = "Only what has the same key can be compared: one side has pk (S), the other pk (S), sk (S)";
    let request = json!({"Left": {"TableName": "Music"}, "Right": {"TableName": "Songs"}});
    lab.refused(COMPARE, request, "ValidationException", text);
}

#[test]
fn moments_that_are_not_known() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.advance_ms(10_000);
    let now = lab.now();
    let at = |time: f64| json!({"Left": {"TableName": "Music", "Time": time}, "Right": {"TableName": "Music"}});
    let known = "what happened to the table is known from 2026-01-01T00:00:00.000Z to 2026-01-01T00:00:10.000Z";
    for (time, told) in [(now + 0.001, "2026-01-01T00:00:10.001Z"), (START - 0.001, "2025-12-31T23:59:59.999Z")] {
        lab.refused(COMPARE, at(time), "ValidationException", &format!("Left cannot be at {told}: {known}"));
    }
    for time in [now, START] {
        lab.ok(COMPARE, at(time));
    }
}

// Behaviour

fn put(lab: &mut Lab, table: &str, pk: &str, value: i32) {
    let item = json!({"pk": {"S": pk}, "n": {"N": value.to_string()}, "kept": {"BOOL": true}});
    lab.ok("PutItem", json!({"TableName": table, "Item": item}));
}

fn delete(lab: &mut Lab, table: &str, pk: &str) {
    lab.ok("DeleteItem", json!({"TableName": table, "Key": {"pk": {"S": pk}}}));
}

fn counts(same: u64, only_left: u64, only_right: u64, different: u64) -> Value {
    json!({"Same": same, "OnlyLeft": only_left, "OnlyRight": only_right, "Different": different})
}

/// The differences by their key.
fn by_key(answer: &Value) -> Vec<(&str, &Value)> {
    let differences = answer["Differences"].as_array().unwrap().iter();
    let mut all: Vec<_> = differences.map(|one| (one["Key"]["pk"]["S"].as_str().unwrap(), one)).collect();
    all.sort_by_key(|(key, _)| *key);
    all
}

/// A table with items a to d, and a backup; then b is changed, c is deleted, e is new, and d is changed and changed back.
fn changed() -> (Lab, String) {
    changed_in(4)
}

/// The same in so many partitions.
fn changed_in(partitions: u32) -> (Lab, String) {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": partitions}}));
    lab.table("Music");
    for (n, pk) in ["a", "b", "c", "d"].iter().enumerate() {
        put(&mut lab, "Music", pk, n as i32);
    }
    lab.advance_ms(10_000);
    let arn = lab.backup("Music");
    lab.advance_ms(70_000);
    put(&mut lab, "Music", "b", 70);
    lab.advance_ms(1_000);
    put(&mut lab, "Music", "b", 7);
    delete(&mut lab, "Music", "c");
    put(&mut lab, "Music", "e", 9);
    put(&mut lab, "Music", "d", 8);
    put(&mut lab, "Music", "d", 3);
    (lab, arn)
}

#[test]
fn a_backup_and_its_table_field_by_field() {
    let (mut lab, arn) = changed();
    let answer = lab.ok(COMPARE, json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Music"}}));
    assert_eq!(members(&answer), ["Counts", "Differences"]);
    assert_eq!(answer["Counts"], counts(2, 1, 1, 1));
    let item = |pk: &str, n: &str| json!({"pk": {"S": pk}, "n": {"N": n}, "kept": {"BOOL": true}});
    let write = |sequence: u64| json!({"TableName": "Music", "Sequence": sequence, "CommitTime": START + 81.0, "Verdict": "OUT"});
    let expected = [
        ("b", json!({"Left": item("b", "1"), "Right": item("b", "7"), "ChangedAttributes": ["n"]}), 6),
        ("c", json!({"Left": item("c", "2")}), 7),
        ("e", json!({"Right": item("e", "9")}), 8),
    ];
    let found = by_key(&answer);
    assert_eq!(found.len(), expected.len());
    for ((key, difference), (pk, sides, sequence)) in found.into_iter().zip(expected) {
        let key_of = json!({"Key": {"pk": {"S": pk}}});
        assert_eq!((key, difference), (pk, &with(&with(&sides, &write(sequence)), &key_of)));
    }
}

#[test]
fn sides_change_places() {
    let (mut lab, arn) = changed();
    let answer = lab.ok(COMPARE, json!({"Left": {"TableName": "Music"}, "Right": {"BackupArn": arn}}));
    assert_eq!(answer["Counts"], counts(2, 1, 1, 1));
    let found = by_key(&answer);
    assert_eq!((found[1].0, &found[1].1["Left"], &found[1].1["Sequence"]), ("c", &Value::Null, &json!(7)));
    assert_eq!((found[2].0, &found[2].1["Right"], &found[2].1["Sequence"]), ("e", &Value::Null, &json!(8)));
}

#[test]
fn a_table_at_two_moments() {
    let (mut lab, _) = changed();
    let at = |time: f64| json!({"TableName": "Music", "Time": START + time});
    for (left, right, expected) in [
        (80.0, 80.999, counts(4, 0, 0, 0)),
        (79.999, 80.0, counts(3, 0, 0, 1)),
        (80.0, 81.0, counts(2, 1, 1, 1)),
        (0.0, 0.0, counts(4, 0, 0, 0)),
        (81.0, 0.0, counts(2, 1, 1, 1)),
    ] {
        let answer = lab.ok(COMPARE, json!({"Left": at(left), "Right": at(right)}));
        assert_eq!(answer["Counts"], expected, "{left} and {right}");
    }
    // Of one table it is the last write between the two moments, and no verdict.
    let answer = lab.ok(COMPARE, json!({"Left": at(79.999), "Right": at(80.0)}));
    let found = &answer["Differences"][0];
    assert_eq!((&found["Sequence"], &found["CommitTime"]), (&json!(5), &json!(START + 80.0)));
    assert_eq!(found["Verdict"], Value::Null);
}

#[test]
fn a_restored_table_and_its_source() {
    let (mut lab, arn) = changed();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": 3}}));
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Again"}));
    let sides = json!({"Left": {"TableName": "Music"}, "Right": {"TableName": "Again"}});
    let answer = lab.ok(COMPARE, sides.clone());
    assert_eq!(answer["Counts"], counts(2, 1, 1, 1));
    assert_eq!(by_key(&answer)[0].1["Sequence"], 6);
    // The later write counts, in whichever of the two tables it was.
    lab.advance_ms(1_000);
    put(&mut lab, "Again", "b", 71);
    put(&mut lab, "Again", "a", 71);
    let answer = lab.ok(COMPARE, sides);
    assert_eq!(answer["Counts"], counts(1, 1, 1, 2));
    for (place, sequence) in [(0, 2), (1, 1)] {
        let found = by_key(&answer)[place].1;
        assert_eq!((&found["TableName"], &found["Sequence"]), (&json!("Again"), &json!(sequence)));
    }
    // With its backup, a restored table differs in what was written to it since.
    let answer = lab.ok(COMPARE, json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Again"}}));
    assert_eq!(answer["Counts"], counts(2, 0, 0, 2));
}

/// What is in a backup although it may be out, and what is out although it may be in.
#[test]
fn verdicts_of_the_window() {
    let mut lab = Lab::new();
    lab.table("Music");
    for (n, pk) in ["in", "maybe", "after", "out"].into_iter().enumerate() {
        put(&mut lab, "Music", pk, n as i32);
    }
    lab.advance_ms(120_000);
    let arn = lab.backup("Music");
    for (ms, pk) in [(0, "maybe"), (60_000, "after"), (1, "out")] {
        lab.advance_ms(ms);
        put(&mut lab, "Music", pk, 100);
    }
    let answer = lab.ok(COMPARE, json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Music"}}));
    let told: Vec<(&str, &str)> =
        by_key(&answer).into_iter().map(|(key, one)| (key, one["Verdict"].as_str().unwrap())).collect();
    assert_eq!(told, [("after", "MAYBE"), ("maybe", "MAYBE"), ("out", "OUT")]);
}

/// Has a log of one partition begin anew: it begins at a snapshot, after so many writes, and is shortened by a later one.
fn forget(lab: &mut Lab) {
    for _ in 0..2 {
        lab.advance_ms(30 * 86_400_000);
        (0..1_200).for_each(|n| put(lab, "Music", "d", n % 2 + 2));
    }
}

#[test]
fn a_write_in_the_window_of_a_backup_is_known_as_long_as_the_backup() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"PartitionsPerTable": 1}}));
    lab.table("Music");
    put(&mut lab, "Music", "a", 1);
    lab.advance_ms(10_000);
    let arn = lab.backup("Music");
    lab.advance_ms(30_000);
    put(&mut lab, "Music", "a", 2);
    lab.advance_ms(60_000);
    forget(&mut lab);
    let answer = lab.ok(COMPARE, json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Music"}}));
    let found = by_key(&answer)[0].1;
    assert_eq!((&found["Sequence"], &found["Verdict"]), (&json!(2), &json!("MAYBE")));
}

#[test]
fn a_write_that_the_log_has_forgotten_is_not_told() {
    let (mut lab, arn) = changed_in(1);
    forget(&mut lab);
    let answer = lab.ok(COMPARE, json!({"Left": {"BackupArn": arn}, "Right": {"TableName": "Music"}}));
    assert_eq!(answer["Counts"], counts(2, 1, 1, 1));
    assert_eq!(members(by_key(&answer)[0].1), ["ChangedAttributes", "Key", "Left", "Right"]);
}

#[test]
fn pages_have_each_difference_once_and_counts_to_be_added() {
    let mut lab = Lab::new();
    for table in ["Music", "Songs"] {
        lab.table(table);
    }
    for n in 0..60 {
        let pk = n.to_string();
        put(&mut lab, "Music", &pk, n);
        put(&mut lab, "Songs", &if n % 3 == 0 { format!("other-{n}") } else { pk }, n - n % 2);
    }
    for limit in [1, 7, 10_000] {
        let (mut start, mut sums, mut keys) = (Value::Null, [0; 4], Vec::new());
        loop {
            let mut request = json!({"Left": {"TableName": "Music"}, "Right": {"TableName": "Songs"}, "Limit": limit});
            if !start.is_null() {
                request["NextToken"] = start;
            }
            let answer = lab.ok(COMPARE, request);
            for (sum, name) in sums.iter_mut().zip(["Same", "OnlyLeft", "OnlyRight", "Different"]) {
                *sum += answer["Counts"][name].as_u64().unwrap();
            }
            let found = by_key(&answer);
            assert!(found.len() <= limit && (found.len() == limit || answer["NextToken"].is_null()));
            keys.extend(found.iter().map(|(key, _)| (*key).to_owned()));
            start = answer["NextToken"].clone();
            if start.is_null() {
                break;
            }
        }
        assert_eq!(sums, [20, 20, 20, 20]);
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!((all, keys.len()), (60, 60));
    }
}

/// Each item of 400 KB: three pairs of them are over 1 MB.
#[test]
fn a_page_ends_after_a_megabyte() {
    let mut lab = Lab::new();
    for (table, letter) in [("Music", "x"), ("Songs", "y")] {
        lab.table(table);
        for n in 0..5 {
            let item = json!({"pk": {"S": n.to_string()}, "t": {"S": letter.repeat(400_000)}});
            lab.ok("PutItem", json!({"TableName": table, "Item": item}));
        }
    }
    let request = json!({"Left": {"TableName": "Music"}, "Right": {"TableName": "Songs"}});
    let answer = lab.ok(COMPARE, request.clone());
    assert_eq!(answer["Counts"], counts(0, 0, 0, 2));
    let answer = lab.ok(COMPARE, with(&request, &json!({"NextToken": answer["NextToken"]})));
    assert_eq!(answer["Counts"], counts(0, 0, 0, 2));
}

#[test]
fn a_page_ends_at_a_megabyte_exactly() {
    let mut lab = Lab::new();
    for table in ["Music", "Songs"] {
        lab.table(table);
    }
    for n in 0..5 {
        // A quarter of a megabyte each, with `pk`, a digit and `t`.
        let item = json!({"pk": {"S": n.to_string()}, "t": {"S": "x".repeat(256 * 1024 - 4)}});
        lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    }
    let request = json!({"Left": {"TableName": "Music"}, "Right": {"TableName": "Songs"}});
    assert_eq!(lab.ok(COMPARE, request)["Counts"], counts(0, 4, 0, 0));
}

#[test]
fn a_page_ends_after_ten_thousand_items() {
    let mut lab = Lab::new();
    lab.table("Music");
    let numbers: Vec<u32> = (0..10_001).collect();
    for numbers in numbers.chunks(25) {
        let put = |n: &u32| json!({"PutRequest": {"Item": {"pk": {"S": n.to_string()}}}});
        lab.ok("BatchWriteItem", json!({"RequestItems": {"Music": numbers.iter().map(put).collect::<Vec<_>>()}}));
    }
    let table = json!({"TableName": "Music"});
    let request = json!({"Left": table, "Right": table});
    let first = lab.ok(COMPARE, request.clone());
    assert_eq!(first["Counts"], counts(10_000, 0, 0, 0));
    let second = lab.ok(COMPARE, with(&request, &json!({"NextToken": first["NextToken"]})));
    assert_eq!(second, json!({"Counts": counts(1, 0, 0, 0), "Differences": []}));
    let plan = lab.ok("PlanRepair", json!({"TableName": "Music", "From": table}));
    assert_eq!((&plan["Writes"], &plan["NextToken"]), (&json!([]), &first["NextToken"]));
}

#[test]
fn a_restored_table_is_known_from_when_it_has_its_items() {
    let mut lab = Lab::paced(json!({"Restore": 10}));
    lab.table("Music");
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    lab.ok("RestoreTableFromBackup", json!({"BackupArn": arn, "TargetTableName": "Again"}));
    lab.advance_ms(20_000);
    let at = |time: f64| json!({"Left": {"TableName": "Again", "Time": START + time}, "Right": {"TableName": "Music"}});
    let text = "Left cannot be at 2026-01-01T00:00:09.999Z: what happened to the table is known from \
                2026-01-01T00:00:10.000Z to 2026-01-01T00:00:20.000Z";
    lab.refused(COMPARE, at(9.999), "ValidationException", text);
    assert_eq!(lab.ok(COMPARE, at(10.0))["Counts"], counts(1, 0, 0, 0));
}
