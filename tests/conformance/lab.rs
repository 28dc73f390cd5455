//! The lab operations: clock, settings, faults. `lab_views.rs` has those that explain backups and tables.

use crate::harness::*;
use crate::states::states;
use crate::streaming::Reading;
use serde_json::{Value, json};
use timemark_core::error::{COMMON_ERRORS, ErrorCode};
use timemark_core::operations;

fn no_type(member: &'static str, wanted: &str) -> ErrorCase {
    wrong_type("a text for a number", json!({member: "x"}), &format!("STRING_VALUE cannot be converted to {wanted}"))
}

// Serialization and validation

#[test]
fn advance_clock_refusals() {
    let one = "Exactly one of Seconds, To and ToNextDue=true must be given";
    let rungs = [
        no_type("Seconds", "Double"),
        no_type("To", "Double"),
        wrong_type("a text for a switch", json!({"ToNextDue": "x"}), "Unexpected token received from parser"),
        invalid("nothing", json!({"Seconds": null}), one).alone(),
        invalid("not to the next", json!({"Seconds": null, "ToNextDue": false}), one).alone(),
        invalid("two of them", json!({"To": 1}), one).alone(),
        invalid("two others", json!({"ToNextDue": true}), one).alone(),
        invalid("backwards", json!({"Seconds": -0.001}), "The clock never goes back: Seconds must not be negative"),
    ];
    assert_precedence(&Lab::new(), "AdvanceClock", &json!({"Seconds": 1}), &rungs);
}

#[test]
fn settings_refusals() {
    let settings = |settings: Value| json!({"Settings": settings});
    let custom = |delays: Value| settings(json!({"Pace": "CUSTOM", "Delays": delays}));
    let needs = "Delays are given with Pace CUSTOM, and Pace CUSTOM needs Delays";
    let delay = "A delay must be between 0 and 31536000 seconds";
    let partitions = "PartitionsPerTable must be between 1 and 1024";
    let rungs = [
        wrong_type("a text for a structure", settings(json!("x")), "Unexpected field type"),
        wrong_type("a number for a pace", settings(json!({"Pace": 1})), "NUMBER_VALUE cannot be converted to String"),
        wrong_type(
            "70,000 partitions",
            settings(json!({"PartitionsPerTable": 70_000})),
            "NUMBER_VALUE cannot be converted to Integer",
        ),
        wrong_type("a speed below 0", settings(json!({"Speed": -1})), "NUMBER_VALUE cannot be converted to Integer"),
        constraint(
            "no such pace",
            settings(json!({"Pace": "FAST"})),
            "'FAST' at 'settings.pace'",
            one_of("INSTANT, REALISTIC, CUSTOM"),
        ),
        constraint(
            "no such window",
            settings(json!({"ConsistencyWindow": "WIDE"})),
            "'WIDE' at 'settings.consistencyWindow'",
            one_of("EXACT, TYPICAL, ADVERSARIAL"),
        ),
        invalid("CUSTOM without delays", settings(json!({"Pace": "CUSTOM"})), needs),
        invalid("delays without CUSTOM", settings(json!({"Delays": {"Restore": 1}})), needs),
        invalid("delays of another pace", settings(json!({"Pace": "INSTANT", "Delays": {"Restore": 1}})), needs),
        invalid("a delay below 0", custom(json!({"Restore": -0.001})), delay),
        invalid("a delay of more than a year", custom(json!({"BackupCreation": 31_536_000.001})), delay),
        invalid("a log of more than a year", settings(json!({"ChangeLogSeconds": 31_536_001})), delay),
        invalid("a conflict of more than a year", settings(json!({"WriteConflictSeconds": 31_536_001})), delay),
        wrong_type(
            "a text for a number",
            settings(json!({"MaxBytes": "1"})),
            "STRING_VALUE cannot be converted to Long",
        ),
        invalid("no partition", settings(json!({"PartitionsPerTable": 0})), partitions),
        invalid("1,025 partitions", settings(json!({"PartitionsPerTable": 1_025})), partitions),
    ];
    assert_precedence(&Lab::new(), "UpdateLab", &json!({"Settings": {}}), &rungs);
    assert_precedence(&Lab::new(), "ResetLab", &json!({"Settings": {}}), &rungs);
    let none =
        "1 validation error detected: Value null at 'settings' failed to satisfy constraint: Member must not be null";
    Lab::new().refused("UpdateLab", json!({}), "ValidationException", none);
}

#[test]
fn inject_fault_refusals() {
    let undeclared = |operation: &str, error: &str| {
        let text = format!("{operation} can not answer {error}: it is neither declared for it nor common");
        invalid("not declared", json!({"Operation": operation, "Error": error}), text)
    };
    let every = ErrorCode::ALL.join(", ");
    let rungs = [
        wrong_type("a number for a name", json!({"Operation": 1}), "NUMBER_VALUE cannot be converted to String"),
        no_type("Count", "Long"),
        wrong_type("a count below 0", json!({"Count": -1}), "NUMBER_VALUE cannot be converted to Long"),
        constraint("no operation", json!({"Operation": null}), "null at 'operation'", NOT_NULL),
        constraint("no error", json!({"Error": null}), "null at 'error'", NOT_NULL),
        constraint("no such error", json!({"Error": "Oops"}), "'Oops' at 'error'", one_of(&every)),
        constraint("no call", json!({"Count": 0}), "'0' at 'count'", value_from(1)),
        constraint("one in none", json!({"OneIn": 0}), "'0' at 'oneIn'", value_from(1)),
        invalid("no such operation", json!({"Operation": "MakeBackup"}), "There is no operation MakeBackup"),
        invalid("a lab operation", json!({"Operation": "AdvanceClock"}), "There is no operation AdvanceClock"),
        undeclared("ListBackups", "BackupNotFoundException"),
        undeclared("CreateBackup", "BackupNotFoundException"),
        undeclared("DescribeTable", "TableNotFoundException"),
        undeclared("GetItem", "ConditionalCheckFailedException"),
    ];
    let base = json!({"Operation": "ListTables", "Error": "InternalServerError"});
    assert_precedence(&Lab::new(), "InjectFault", &base, &rungs);
}

// Behaviour

#[test]
fn the_clock() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.table("Music");
    lab.backup("Music");
    let moved = |lab: &mut Lab, by: Value| {
        let answer = lab.ok("AdvanceClock", by);
        [answer["Now"].clone(), answer.get("NextDue").cloned().unwrap_or_default(), answer["TasksRun"].clone()]
    };
    let at = |seconds: f64| json!(START + seconds);
    // The backup is made after 10 s, its window closes a millisecond after a minute.
    for (by, now, next, tasks) in [
        (json!({"Seconds": 0}), at(0.0), at(10.0), 0),
        (json!({"Seconds": 0.001}), at(0.001), at(10.0), 0),
        (json!({"To": START + 9.5}), at(9.5), at(10.0), 0),
        (json!({"To": 0}), at(9.5), at(10.0), 0),
        (json!({"ToNextDue": true}), at(10.0), at(60.001), 1),
        (json!({"Seconds": null, "To": START + 60.0, "ToNextDue": false}), at(60.0), at(60.001), 0),
        (json!({"Seconds": 100}), at(160.0), Value::Null, 1),
        (json!({"ToNextDue": true}), at(160.0), Value::Null, 0),
        (json!({"Seconds": 1e300}), json!(253_402_300_799.999), Value::Null, 0),
    ] {
        assert_eq!(moved(&mut lab, by.clone()), [now, next, json!(tasks)], "{by}");
    }
}

#[test]
fn settings_are_described_laid_over_each_other_and_reset() {
    let mut lab = Lab::new();
    let zero = json!({
        "TableCreation": 0.0, "IndexedTableCreation": 0.0, "TableVisibility": 0.0, "BackupsEnabling": 0.0,
        "TableDeletion": 0.0, "BackupCreation": 0.0, "Restore": 0.0, "RecoveryGracePeriod": 0.0, "SystemBackup": 0.0,
        "SizeRefresh": 0.0, "TableUpdate": 0.0, "IndexBackfill": 0.0, "Expiry": 0.0,
        "Insights": 0.0, "DestinationSwitch": 0.0, "DestinationUpdate": 0.0,
    });
    let mut expected = json!({
        "Now": START,
        "Seed": 1,
        "Settings": {
            "Pace": "INSTANT",
            "Delays": zero,
            "ConsistencyWindow": "EXACT",
            "Speed": 0,
            "PartitionsPerTable": 4,
            "ChangeLogSeconds": 60.0,
            "MaxBytes": 0,
            "WriteConflictSeconds": 0.0,
        },
        "HeldBytes": 0,
    });
    assert_eq!(lab.ok("DescribeLab", json!({})), expected);
    for (change, path, value) in [
        (json!({"ConsistencyWindow": "ADVERSARIAL"}), "/Settings/ConsistencyWindow", json!("ADVERSARIAL")),
        (json!({"ConsistencyWindow": "TYPICAL"}), "/Settings/ConsistencyWindow", json!("TYPICAL")),
        (json!({"Speed": 60}), "/Settings/Speed", json!(60)),
        (json!({"PartitionsPerTable": 1}), "/Settings/PartitionsPerTable", json!(1)),
        (json!({"PartitionsPerTable": 1_024}), "/Settings/PartitionsPerTable", json!(1_024)),
        (json!({"ChangeLogSeconds": 3_600}), "/Settings/ChangeLogSeconds", json!(3_600.0)),
        (json!({"ChangeLogSeconds": 0}), "/Settings/ChangeLogSeconds", json!(60.0)),
        (json!({"MaxBytes": 1_000_000}), "/Settings/MaxBytes", json!(1_000_000)),
        (json!({"MaxBytes": 0}), "/Settings/MaxBytes", json!(0)),
        (json!({"WriteConflictSeconds": 0.25}), "/Settings/WriteConflictSeconds", json!(0.25)),
        (json!({"Pace": "CUSTOM", "Delays": {}}), "/Settings/Pace", json!("CUSTOM")),
        (json!({"Delays": {"Restore": 31_536_000}}), "/Settings/Delays/Restore", json!(31_536_000.0)),
        (json!({"Delays": {"BackupCreation": 0.0015}}), "/Settings/Delays/BackupCreation", json!(0.002)),
        (json!({}), "/Seed", json!(1)),
    ] {
        *expected.pointer_mut(path).unwrap() = value;
        assert_eq!(lab.ok("UpdateLab", json!({"Settings": change})), expected, "{change}");
        assert_eq!(lab.ok("DescribeLab", json!({})), expected);
    }
    let realistic = lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    assert_eq!(realistic["Settings"]["Delays"]["TableVisibility"], 2.6);

    lab.table("Music");
    lab.ok("InjectFault", json!({"Operation": "ListTables", "Error": "ThrottlingException"}));
    let reset = json!({"Seed": 7, "Now": 1_000.5, "Settings": {"Pace": "INSTANT", "PartitionsPerTable": 2}});
    let answer = lab.ok("ResetLab", reset);
    assert_eq!((&answer["Now"], &answer["Seed"], answer.get("NextDue")), (&json!(1_000.5), &json!(7), None));
    assert_eq!(answer["Settings"]["PartitionsPerTable"], 2);
    assert_eq!(answer["Settings"]["ConsistencyWindow"], "TYPICAL", "what is not given stays");
    assert_eq!(lab.ok("ListTables", json!({})), json!({"TableNames": []}));
    assert_eq!(lab.ok("ListFaults", json!({})), json!({"Faults": []}));
    assert_eq!(lab.ok("ResetLab", json!({}))["Seed"], 7);
}

/// A Kinesis data stream.
const KINESIS: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/changes";

/// The operations that are always refused, because there are no global tables.
const NEVER: &[&str] =
    &["DescribeTableReplicaAutoScaling", "DescribeGlobalTable", "DescribeGlobalTableSettings", "CreateGlobalTable"];

/// A request of each operation, which succeeds unless the operation never does, in the lab of [`states`] whose table
/// `Busy` has a destination and a policy.
fn requests(idle: &str, stream: &Reading) -> Vec<(&'static str, Value)> {
    let arn = format!("{TABLES}Active");
    let key = json!({"pk": {"S": "a"}});
    let ttl = json!({"Enabled": true, "AttributeName": "x"});
    let recovery = json!({"PointInTimeRecoveryEnabled": true});
    vec![
        ("PutItem", json!({"TableName": "Active", "Item": key})),
        ("GetItem", json!({"TableName": "Active", "Key": key})),
        ("DeleteItem", json!({"TableName": "Active", "Key": key})),
        ("UpdateItem", json!({"TableName": "Active", "Key": key})),
        ("BatchWriteItem", json!({"RequestItems": {"Active": [{"PutRequest": {"Item": key}}]}})),
        ("BatchGetItem", json!({"RequestItems": {"Active": {"Keys": [key]}}})),
        ("TransactWriteItems", json!({"TransactItems": [{"Put": {"TableName": "Active", "Item": key}}]})),
        ("TransactGetItems", json!({"TransactItems": [{"Get": {"TableName": "Active", "Key": key}}]})),
        (
            "Query",
            json!({"TableName": "Active", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}),
        ),
        ("Scan", json!({"TableName": "Active"})),
        ("ExecuteStatement", json!({"Statement": "SELECT * FROM Active"})),
        ("BatchExecuteStatement", json!({"Statements": [{"Statement": "SELECT * FROM Active WHERE pk = 'a'"}]})),
        ("ExecuteTransaction", json!({"TransactStatements": [{"Statement": "SELECT * FROM Active WHERE pk = 'a'"}]})),
        ("CreateBackup", json!({"TableName": "Active", "BackupName": "abc"})),
        ("DescribeBackup", json!({"BackupArn": idle})),
        ("ListBackups", json!({})),
        ("DeleteBackup", json!({"BackupArn": idle})),
        ("RestoreTableFromBackup", json!({"BackupArn": idle, "TargetTableName": "Copy"})),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableName": "Recovering", "TargetTableName": "Copy", "UseLatestRestorableTime": true}),
        ),
        ("DescribeContinuousBackups", json!({"TableName": "Active"})),
        ("UpdateContinuousBackups", json!({"TableName": "Active", "PointInTimeRecoverySpecification": recovery})),
        ("CreateTable", plain("Music")),
        ("DescribeTable", json!({"TableName": "Active"})),
        ("ListTables", json!({})),
        ("UpdateTable", json!({"TableName": "Active", "DeletionProtectionEnabled": false})),
        ("DeleteTable", json!({"TableName": "Active"})),
        ("ListTagsOfResource", json!({"ResourceArn": arn})),
        ("TagResource", json!({"ResourceArn": arn, "Tags": [{"Key": "a", "Value": ""}]})),
        ("UntagResource", json!({"ResourceArn": arn, "TagKeys": ["a"]})),
        ("UpdateTimeToLive", json!({"TableName": "Active", "TimeToLiveSpecification": ttl})),
        ("DescribeTimeToLive", json!({"TableName": "Active"})),
        ("DescribeLimits", json!({})),
        ("DescribeEndpoints", json!({})),
        ("ListStreams", json!({})),
        ("DescribeStream", json!({"StreamArn": stream.arn})),
        (
            "GetShardIterator",
            json!({"StreamArn": stream.arn, "ShardId": stream.shard, "ShardIteratorType": "TRIM_HORIZON"}),
        ),
        ("GetRecords", json!({"ShardIterator": stream.iterator})),
        ("DescribeContributorInsights", json!({"TableName": "Active"})),
        ("ListContributorInsights", json!({})),
        ("UpdateContributorInsights", json!({"TableName": "Active", "ContributorInsightsAction": "ENABLE"})),
        ("DescribeKinesisStreamingDestination", json!({"TableName": "Active"})),
        ("EnableKinesisStreamingDestination", json!({"TableName": "Active", "StreamArn": KINESIS})),
        ("DisableKinesisStreamingDestination", json!({"TableName": "Busy", "StreamArn": KINESIS})),
        (
            "UpdateKinesisStreamingDestination",
            json!({
                "TableName": "Busy",
                "StreamArn": KINESIS,
                "UpdateKinesisStreamingConfiguration": {"ApproximateCreationDateTimePrecision": "MICROSECOND"},
            }),
        ),
        ("GetResourcePolicy", json!({"ResourceArn": format!("{TABLES}Busy")})),
        ("PutResourcePolicy", json!({"ResourceArn": arn, "Policy": "{}"})),
        ("DeleteResourcePolicy", json!({"ResourceArn": arn})),
        ("DescribeTableReplicaAutoScaling", json!({"TableName": "Active"})),
        ("DescribeGlobalTable", json!({"GlobalTableName": "Active"})),
        ("DescribeGlobalTableSettings", json!({"GlobalTableName": "Active"})),
        ("ListGlobalTables", json!({})),
        ("CreateGlobalTable", json!({"GlobalTableName": "Active", "ReplicationGroup": []})),
        ("ListExports", json!({})),
        ("ListImports", json!({})),
    ]
}

#[test]
fn another_seed_is_another_chance() {
    let cuts = |seed: Option<u64>| {
        let mut lab = Lab::paced(json!({"BackupCreation": 1}));
        lab.ok("UpdateLab", json!({"Settings": {"ConsistencyWindow": "ADVERSARIAL"}}));
        if let Some(seed) = seed {
            assert_eq!(lab.ok("UpdateLab", json!({"Seed": seed}))["Seed"], seed);
        }
        lab.table("Music");
        let arn = lab.backup("Music");
        lab.ok("ExplainBackup", json!({"BackupArn": arn}))["Cuts"].clone()
    };
    assert_eq!(cuts(None), cuts(Some(1)));
    assert_ne!(cuts(None), cuts(Some(2)));
    assert_eq!(cuts(Some(2)), cuts(Some(2)));
}

#[test]
fn every_declared_error_of_every_operation_can_be_rehearsed() {
    let mut states = states();
    states.lab.ok("EnableKinesisStreamingDestination", json!({"TableName": "Busy", "StreamArn": KINESIS}));
    states.lab.ok("PutResourcePolicy", json!({"ResourceArn": format!("{TABLES}Busy"), "Policy": "{}"}));
    states.lab.advance_ms(2_000);
    let stream = Reading::of_new_table(&mut states.lab);
    let requests = requests(&states.idle, &stream);
    assert_eq!(requests.iter().map(|(name, _)| *name).collect::<Vec<_>>(), operations::NAMES);
    let mut rehearsed = 0;
    for (operation, request) in requests {
        let declared = operations::declared_errors(operation).unwrap();
        // DescribeEndpoints declares no errors, ListImports only one for too many imports.
        let is_without = ["DescribeEndpoints", "ListImports"].contains(&operation);
        assert_ne!(declared.contains(&ErrorCode::InternalServerError), is_without, "{operation}");
        for error in declared.iter().chain(COMMON_ERRORS) {
            let mut lab = states.lab.clone();
            lab.ok("InjectFault", json!({"Operation": operation, "Error": error.as_str()}));
            let (name, text) = lab.call(operation, request.clone()).unwrap_err();
            assert_eq!(name, error.as_str(), "{operation}");
            match error {
                ErrorCode::ThrottlingException => assert_eq!(text, "Rate exceeded"),
                ErrorCode::AccessDeniedException => assert_eq!(text, "Access is denied"),
                ErrorCode::ConditionalCheckFailedException => assert_eq!(text, "The conditional request failed"),
                ErrorCode::ItemCollectionSizeLimitExceededException => assert_eq!(text, "Collection size exceeded."),
                _ => assert_ne!(text, ""),
            }
            match NEVER.contains(&operation) {
                true => assert_ne!(lab.call(operation, request.clone()).unwrap_err().1, text, "{operation}"),
                false => drop(lab.ok(operation, request.clone())),
            }
            rehearsed += 1;
        }
    }
    assert!(rehearsed > 200, "{rehearsed}");
}

#[test]
fn a_fault_comes_after_the_constraints_and_before_all_else() {
    let mut lab = Lab::new();
    lab.ok("InjectFault", json!({"Operation": "CreateBackup", "Error": "BackupInUseException"}));
    let short = json!({"TableName": "Nowhere", "BackupName": "ab"});
    assert_eq!(lab.call("CreateBackup", short).unwrap_err().0, "ValidationException");
    let missing = json!({"TableName": "Nowhere", "BackupName": "abc"});
    assert_eq!(lab.call("CreateBackup", missing.clone()).unwrap_err().0, "BackupInUseException");
    assert_eq!(lab.call("CreateBackup", missing).unwrap_err().0, "TableNotFoundException");
}

#[test]
fn faults_are_counted_skipped_listed_and_taken_back() {
    let mut lab = Lab::new();
    let inject = |lab: &mut Lab, more: Value| {
        let fault = json!({"Operation": "ListTables", "Error": "ThrottlingException"});
        lab.ok("InjectFault", with(&fault, &more))["FaultId"].as_u64().unwrap()
    };
    let struck = |lab: &mut Lab, calls: usize| {
        let strike = |_| lab.call("ListTables", json!({})).err().map_or('.', |(name, _)| name.chars().next().unwrap());
        (0..calls).map(strike).collect::<String>()
    };
    inject(&mut lab, json!({}));
    assert_eq!(struck(&mut lab, 3), "T..");
    inject(&mut lab, json!({"Count": 3, "Skip": 2}));
    assert_eq!(struck(&mut lab, 7), "..TTT..");
    inject(&mut lab, json!({"Count": 1}));
    inject(&mut lab, json!({"Count": 2, "Error": "InternalServerError"}));
    assert_eq!(struck(&mut lab, 5), "TII..", "the one that was injected first strikes first");

    let (one, two) = (inject(&mut lab, json!({"Skip": 4})), inject(&mut lab, json!({"OneIn": 2})));
    let fault = |id: u64, more: Value| {
        with(&json!({"FaultId": id, "Operation": "ListTables", "Error": "ThrottlingException"}), &more)
    };
    let faults = [fault(one, json!({"Count": 1, "Skip": 4})), fault(two, json!({"OneIn": 2}))];
    assert_eq!(lab.ok("ListFaults", json!({})), json!({"Faults": faults}));
    assert_eq!(lab.ok("ClearFaults", json!({"FaultId": one})), json!({"Faults": [faults[1]]}));
    let drawn = struck(&mut lab, 400);
    assert!((140..260).contains(&drawn.matches('T').count()), "{drawn}");
    assert_eq!(lab.ok("ClearFaults", json!({"FaultId": 999})), json!({"Faults": [faults[1]]}));
    assert_eq!(lab.ok("ClearFaults", json!({})), json!({"Faults": []}));
    assert_eq!(struck(&mut lab, 20), ".".repeat(20));
}
