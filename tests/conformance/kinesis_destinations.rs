//! The four operations on Kinesis streaming destinations.

use crate::describe_contributor_insights::unknown_tables;
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DESCRIBE: &str = "DescribeKinesisStreamingDestination";
const ENABLE: &str = "EnableKinesisStreamingDestination";
const DISABLE: &str = "DisableKinesisStreamingDestination";
const UPDATE: &str = "UpdateKinesisStreamingDestination";
const STREAM: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/changes";
const OTHER: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/others";
const STATE: &str = "Table is not in a valid state to enable Kinesis Streaming Destination:";

fn of(table: &str) -> Value {
    json!({"TableName": table, "StreamArn": STREAM})
}

/// A configuration under its name in the request.
fn precision(operation: &str, precision: &str) -> Value {
    let name = if operation == UPDATE { "Update" } else { "Enable" };
    let member = format!("{name}KinesisStreamingConfiguration");
    json!({member: {"ApproximateCreationDateTimePrecision": precision}})
}

fn serialization(operation: &str) -> Vec<ErrorCase> {
    let name = if operation == UPDATE { "Update" } else { "Enable" };
    let member = format!("{name}KinesisStreamingConfiguration");
    let mut rungs = [not_text("TableName"), not_text("StreamArn")].concat();
    rungs.extend([
        wrong_type("a text for a structure", json!({&member: "x"}), "Unexpected field type"),
        wrong_type(
            "a number for a precision",
            json!({&member: {"ApproximateCreationDateTimePrecision": 1}}),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]);
    rungs
}

/// The constraints that three of them share, and then the ARNs that are not a table's.
fn validation(operation: &str) -> Vec<ErrorCase> {
    let (short, long) = ("arn:aws:kinesis:us-east-1:1234567890", "x".repeat(1_025));
    let path = if operation == UPDATE { "update" } else { "enable" };
    let arn = |arn: &str| json!({"StreamArn": arn});
    let mut rungs = vec![constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL)];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint(
            "no stream",
            arn("").as_object().map(|_| json!({"StreamArn": null})).unwrap(),
            "null at 'streamArn'",
            NOT_NULL,
        ),
        constraint("a short ARN", arn(short), format!("'{short}' at 'streamArn'"), length_from(37)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'streamArn'"), length_to(1_024)),
        constraint(
            "another precision",
            precision(operation, "SECOND"),
            format!("'SECOND' at '{path}KinesisStreamingConfiguration.approximateCreationDateTimePrecision'"),
            one_of("MILLISECOND, MICROSECOND"),
        ),
    ]);
    rungs.extend(table_arn_refusals("TableName"));
    rungs
}

/// The refusals of tables: unknown ones, and those that are not in use.
fn tables() -> Vec<ErrorCase> {
    let mut rungs = unknown_tables("TableName", "");
    for (name, why) in [("Creating", "created"), ("Doomed", "deleted")] {
        let text = format!("Attempt to change a resource which is still in use: Table is being {why}: {name}");
        rungs.push(own("not in use", json!({"TableName": name}), "ResourceInUseException", text));
    }
    rungs
}

#[test]
fn refusals_of_describe_in_their_order() {
    let mut rungs = not_text("TableName");
    rungs.push(constraint("no table", json!({"TableName": null}), "null at 'tableName'", NOT_NULL));
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend(table_arn_refusals("TableName"));
    rungs.extend(unknown_tables("TableName", ""));
    assert_precedence(&states().lab, DESCRIBE, &json!({"TableName": "Active"}), &rungs);
}

#[test]
fn refusals_of_enable_in_their_order() {
    assert_precedence(
        &states().lab,
        ENABLE,
        &of("Active"),
        &[serialization(ENABLE), validation(ENABLE), tables()].concat(),
    );
}

#[test]
fn refusals_of_disable_in_their_order() {
    let mut lab = states().lab;
    lab.ok(ENABLE, of("Active"));
    lab.advance_ms(2_000);
    let text =
        format!("{STATE} No streaming destination with streamArn: {OTHER} found for table with tableName: Active");
    let unknown = invalid("another stream", json!({"StreamArn": OTHER}), text);
    // By now the states of the other tables are two seconds older.
    let tables = tables().into_iter().take(2).chain([unknown]).collect();
    assert_precedence(&lab, DISABLE, &of("Active"), &[serialization(DISABLE), validation(DISABLE), tables].concat());
}

#[test]
fn refusals_of_update_in_their_order() {
    let mut lab = states().lab;
    lab.ok(ENABLE, of("Active"));
    lab.advance_ms(2_000);
    let nothing = "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot \
                   be null or contain only null values";
    let text =
        format!("{STATE} No streaming destination with streamArn: {OTHER} found for table with tableName: Active");
    let mut rungs = [serialization(UPDATE), validation(UPDATE)].concat();
    rungs.push(invalid("no configuration", json!({"UpdateKinesisStreamingConfiguration": null}), nothing));
    rungs.push(invalid("an empty configuration", json!({"UpdateKinesisStreamingConfiguration": {}}), nothing));
    rungs.extend(tables().into_iter().take(2));
    rungs.push(invalid("another stream", json!({"StreamArn": OTHER}), text));
    assert_precedence(&lab, UPDATE, &with(&of("Active"), &precision(UPDATE, "MICROSECOND")), &rungs);
}

// Behaviour

fn listed(lab: &mut Lab) -> Value {
    let described = lab.ok(DESCRIBE, json!({"TableName": "Music"}));
    assert_eq!(described["TableName"], "Music");
    described["KinesisDataStreamDestinations"].clone()
}

#[test]
fn a_plain_table_has_none() {
    let mut lab = states().lab;
    for table in ["Active", "Creating", "Doomed"] {
        let expected = json!({"TableName": table, "KinesisDataStreamDestinations": []});
        assert_eq!(lab.ok(DESCRIBE, json!({"TableName": format!("{TABLES}{table}")})), expected);
    }
}

#[test]
fn the_life_of_a_destination() {
    let mut lab = Lab::paced(json!({"DestinationSwitch": 2, "DestinationUpdate": 120}));
    lab.table("Music");
    let music = of("Music");
    let entry = |status: &str| json!([{"StreamArn": STREAM, "DestinationStatus": status}]);
    let with_precision = |status: &str, precision: &str| {
        json!([{
            "StreamArn": STREAM, "DestinationStatus": status, "ApproximateCreationDateTimePrecision": precision,
        }])
    };
    let status = |status: &str| with(&music, &json!({"DestinationStatus": status}));
    let micro = precision(UPDATE, "MICROSECOND");
    let (not_disabled, not_active, not_active_for_update) = (
        format!(
            "{STATE} EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation."
        ),
        format!("{STATE} KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."),
        format!("{STATE} Kinesis streaming is not in ACTIVE state. Updates are only allowed in ACTIVE state"),
    );
    let refuses = |lab: &mut Lab, operation: &str, text: &str| {
        let request = if operation == UPDATE { with(&music, &micro) } else { music.clone() };
        lab.refused(operation, request, "ValidationException", text);
    };

    let empty = json!({"EnableKinesisStreamingConfiguration": {}});
    assert_eq!(lab.ok(ENABLE, music.clone()), with(&status("ENABLING"), &empty));
    assert_eq!(listed(&mut lab), entry("ENABLING"));
    refuses(&mut lab, ENABLE, &not_disabled);
    refuses(&mut lab, DISABLE, &not_active);
    refuses(&mut lab, UPDATE, &not_active_for_update);
    lab.advance_ms(2_000);
    assert_eq!(listed(&mut lab), entry("ACTIVE"));
    refuses(&mut lab, ENABLE, &not_disabled);
    let second = json!({"TableName": "Music", "StreamArn": OTHER});
    lab.refused(ENABLE, second.clone(), "ValidationException", &not_disabled);

    assert_eq!(lab.ok(UPDATE, with(&music, &micro)), with(&status("UPDATING"), &micro));
    assert_eq!(listed(&mut lab), with_precision("UPDATING", "MICROSECOND"));
    for (operation, text) in [(ENABLE, &not_disabled), (DISABLE, &not_active), (UPDATE, &not_active_for_update)] {
        refuses(&mut lab, operation, text);
    }
    lab.advance_ms(120_000);
    assert_eq!(listed(&mut lab), with_precision("ACTIVE", "MICROSECOND"));
    let id = lab.described("Music")["TableId"].as_str().unwrap().to_owned();
    let same = format!(
        "Invalid Request: Precision is already set to the desired value of MICROSECOND for tableId: {id}, kdsArn: {STREAM}"
    );
    refuses(&mut lab, UPDATE, &same);

    assert_eq!(lab.ok(DISABLE, music.clone()), with(&status("DISABLING"), &empty));
    assert_eq!(listed(&mut lab), with_precision("DISABLING", "MICROSECOND"));
    lab.advance_ms(2_000);
    assert_eq!(listed(&mut lab), with_precision("DISABLED", "MICROSECOND"), "it stays listed");
    refuses(&mut lab, DISABLE, &not_active);

    // Another data stream, and the first one again with the new precision.
    let milli = precision(ENABLE, "MILLISECOND");
    assert_eq!(
        lab.ok(ENABLE, with(&second, &milli))["EnableKinesisStreamingConfiguration"],
        milli["EnableKinesisStreamingConfiguration"]
    );
    lab.advance_ms(2_000);
    lab.ok(DISABLE, second);
    lab.advance_ms(2_000);
    lab.ok(ENABLE, music);
    let [first, other] = [&listed(&mut lab)[0], &listed(&mut lab)[1]].map(Clone::clone);
    assert_eq!(first, entry("ENABLING")[0]);
    assert_eq!((&other["StreamArn"], &other["DestinationStatus"]), (&json!(OTHER), &json!("DISABLED")));
    // The table may be removed when the task is due.
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(10_000);
}

#[test]
fn no_restore_brings_it_back() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.ok(ENABLE, of("Music"));
    let arn = lab.backup("Music");
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    assert_eq!(lab.ok(DESCRIBE, json!({"TableName": "Copy"}))["KinesisDataStreamDestinations"], json!([]));
}
