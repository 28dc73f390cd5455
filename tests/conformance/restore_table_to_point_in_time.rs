//! RestoreTableToPointInTime: its refusals, and what it restores. Overrides: `restore_overrides.rs`.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

pub const RESTORE: &str = "RestoreTableToPointInTime";
const DAY_MS: i64 = 86_400_000;

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs =
        ["SourceTableArn", "SourceTableName", "TargetTableName", "BillingModeOverride"].map(not_text).concat();
    rungs.extend([
        wrong_type(
            "a text for a switch",
            json!({"UseLatestRestorableTime": "true"}),
            "Unexpected token received from parser",
        ),
        wrong_type("a text for a time", json!({"RestoreDateTime": "x"}), "STRING_VALUE cannot be converted to Double"),
    ]);
    for member in ["GlobalSecondaryIndexOverride", "LocalSecondaryIndexOverride", "VectorIndexOverride"] {
        let text = "Unrecognized collection type class java.lang.String";
        rungs.push(wrong_type("a text for a list", json!({member: "x"}), text));
        rungs.push(wrong_type("a structure for a list", json!({member: {}}), CONTAINER));
    }
    for member in ["ProvisionedThroughputOverride", "OnDemandThroughputOverride", "SSESpecificationOverride"] {
        rungs.push(wrong_type("a text for a structure", json!({member: "x"}), "Unexpected field type"));
    }
    rungs
}

// Validation

fn constraint_rungs() -> Vec<ErrorCase> {
    let name = "n".repeat(256);
    let member = |member: &'static str, path: &str| {
        let row = |what, value: &str, sentence: String| {
            constraint(what, json!({member: value}), format!("'{value}' at '{path}'"), sentence)
        };
        vec![
            row("a short name", "ab", length_from(3)),
            row("a long name", &name, length_to(255)),
            row("a bad name", "bad name!", PATTERN.to_owned()),
        ]
    };
    let arn = format!("arn:{}", "x".repeat(1_021));
    let mut rungs = vec![
        constraint("an empty ARN", json!({"SourceTableArn": ""}), "'' at 'sourceTableArn'", length_from(1)),
        constraint(
            "a long ARN",
            json!({"SourceTableArn": arn}),
            format!("'{arn}' at 'sourceTableArn'"),
            length_to(1_024),
        ),
    ];
    rungs.extend(member("SourceTableName", "sourceTableName"));
    rungs.push(constraint("no target", json!({"TargetTableName": null}), "null at 'targetTableName'", NOT_NULL));
    rungs.extend(member("TargetTableName", "targetTableName"));
    rungs.extend([
        constraint(
            "no billing mode",
            json!({"BillingModeOverride": "BOGUS"}),
            "'BOGUS' at 'billingModeOverride'",
            one_of("PROVISIONED, PAY_PER_REQUEST"),
        ),
        constraint(
            "a local index with a bad name",
            json!({"LocalSecondaryIndexOverride":
                [{"IndexName": "a b", "KeySchema": schema(&["pk"]), "Projection": {}}]}),
            "'a b' at 'localSecondaryIndexOverride.1.member.indexName'",
            PATTERN,
        ),
        constraint(
            "no writes",
            json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": 1}}),
            "null at 'provisionedThroughputOverride.writeCapacityUnits'",
            NOT_NULL,
        ),
        constraint(
            "a bad SSE type",
            json!({"SSESpecificationOverride": {"SSEType": "X"}}),
            "'X' at 'sSESpecificationOverride.sSEType'",
            one_of("AES256, KMS"),
        ),
        constraint(
            "a vector index without a name",
            json!({"VectorIndexOverride": [{}]}),
            "null at 'vectorIndexOverride.1.member.indexName'",
            NOT_NULL,
        ),
    ]);
    rungs
}

/// 88 s after the start, with `Recovering` on since the tenth second: only that second can be restored.
#[test]
fn refusals_in_their_order() {
    let mut lab = states().lab;
    lab.ok(
        RESTORE,
        json!({"SourceTableName": "Recovering", "TargetTableName": "Rewinding", "UseLatestRestorableTime": true}),
    );
    let (source, target) =
        (|name: &str| json!({"SourceTableName": name}), |name: &str| json!({"TargetTableName": name}));
    let latest = |more: Value| with(&json!({"RestoreDateTime": null}), &more);
    let neither =
        "Invalid Request: Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both";
    let mut rungs = [serialization(), constraint_rungs()].concat();
    rungs.extend([
        invalid(
            "both times",
            json!({"UseLatestRestorableTime": true}),
            "Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore \
             request. Please specify only one of them",
        ),
        invalid("no time", latest(json!({})), neither).alone(),
        invalid("not the latest", latest(json!({"UseLatestRestorableTime": false})), neither),
        invalid(
            "a global index with warm throughput",
            json!({"GlobalSecondaryIndexOverride": [{"IndexName": "abc", "KeySchema": schema(&["pk"]),
                "Projection": {"ProjectionType": "ALL"}, "WarmThroughput": {"ReadUnitsPerSecond": 1}}]}),
            "Invalid Request: WarmThroughput is not supported for index abc when restoring to a point in time",
        ),
        invalid(
            "two sources",
            json!({"SourceTableArn": format!("{TABLES}Recovering")}),
            "Must provide exactly one of: sourceTableArn, sourceTableName",
        ),
        invalid(
            "no source",
            json!({"SourceTableName": null}),
            "The parameter 'TableName' is required but was not present in the request",
        )
        .alone(),
    ]);
    let by_arn = |arn: &str| json!({"SourceTableName": null, "SourceTableArn": arn});
    let malformed = "One or more parameter values were invalid: sourceTableArn is not a valid ARN";
    rungs.push(invalid(
        "a name for an ARN",
        by_arn("Recovering"),
        "One or more parameter values were invalid: ARNs must start with 'arn:': Recovering",
    ));
    for arn in [
        "arn:aws:dynamodb:us-east-1:123456789012",
        "arn:aws:dynamodb:us-east-1:123456789012:cluster/Recovering",
        "arn:aws:dynamodb:us-east-1:123456789012:table/Recovering/index/abc",
        "arn:aws:s3:us-east-1:123456789012:table/Recovering",
        "arn:aws:dynamodb:xx-fake-1:123456789012:table/Recovering",
        "arn:aws-cn:dynamodb:us-east-1:123456789012:table/Recovering",
    ] {
        rungs.push(invalid("a malformed ARN", by_arn(arn), malformed));
    }
    rungs.extend([
        invalid(
            "another account",
            by_arn("arn:aws:dynamodb:us-east-1:999999999999:table/Recovering"),
            "This action is only supported by accounts that match the resource owner\u{2019}s account.",
        ),
        invalid(
            "another region",
            by_arn("arn:aws:dynamodb:eu-west-1:123456789012:table/Recovering"),
            "Invalid Request: sseSpecificationOverride must be provided for cross-region restores",
        )
        .alone(),
        own(
            "another region with encryption",
            with(
                &by_arn("arn:aws:dynamodb:eu-west-1:123456789012:table/Recovering"),
                &json!({"SSESpecificationOverride": {"Enabled": true}}),
            ),
            "TableNotFoundException",
            "Table not found",
        ),
        own("no such ARN", by_arn(&format!("{TABLES}Nowhere")), "TableNotFoundException", "Table not found"),
    ]);
    for name in ["Nowhere", "Gone", "Young", "Restoring", "Rewinding"] {
        let text = format!("Table not found: {name}");
        rungs.push(own("a source unknown to backups", source(name), "TableNotFoundException", text));
    }
    for name in ["Active", "Creating", "Fresh", "Doomed"] {
        let text = format!("Point in time recovery is not enabled for table '{name}'");
        rungs.push(own("recovery is off", source(name), "PointInTimeRecoveryUnavailableException", text));
    }
    for (time, told) in [
        (START + 9.999, "2026-01-01T00:00:09Z"),
        (START + 10.001, "2026-01-01T00:00:10Z"),
        (START + 5_000.0, "2026-01-01T01:23:20Z"),
        (0.0, "1970-01-01T00:00:00Z"),
        (-1.0, "1969-12-31T23:59:59Z"),
    ] {
        let text = format!(
            "RestoreDateTime '{told}' must be within EarliestRestorableDateTime '2026-01-01T00:00:10Z' and \
             LatestRestorableDateTime '2026-01-01T00:00:10Z'"
        );
        rungs.push(own("outside the window", json!({"RestoreDateTime": time}), "InvalidRestoreTimeException", text));
    }
    rungs.push(invalid(
        "an override that does not fit",
        json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
        "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED",
    ));
    for name in ["Active", "Doomed", "Fresh", "Recovering"] {
        let text = format!("Table already exists: {name}");
        rungs.push(own("a target that is there", target(name), "TableAlreadyExistsException", text));
    }
    let text = "Table: Rewinding is already being restored";
    rungs.push(own("a target that is restored", target("Rewinding"), "TableInUseException", text));
    rungs.push(own(
        "a target that is created",
        target("Creating"),
        "TableInUseException",
        "Table is being created: Creating",
    ));
    let base = json!({"SourceTableName": "Recovering", "TargetTableName": "Copy", "RestoreDateTime": START + 10.0});
    assert_precedence(&lab, RESTORE, &base, &rungs);
}

/// Absurd times are refused with their reason.
#[test]
fn times_beyond_all_calendars() {
    for time in [1e308, -1e308, 253_402_300_800.0, -62_135_596_801.0] {
        let mut lab = states().lab;
        let request = json!({"SourceTableName": "Recovering", "TargetTableName": "Copy", "RestoreDateTime": time});
        assert_eq!(lab.call(RESTORE, request).unwrap_err().0, "InvalidRestoreTimeException", "{time}");
    }
}

#[test]
fn fifty_at_once_of_whatever_kind() {
    let mut lab = states().lab;
    // One runs already, from a backup.
    let request = |n: usize| json!({"SourceTableName": "Recovering", "TargetTableName": format!("Copy{n}"), "UseLatestRestorableTime": true});
    for n in 0..49 {
        lab.ok(RESTORE, request(n));
    }
    let text = "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously";
    lab.refused(RESTORE, request(49), "LimitExceededException", text);
    lab.advance_ms(300_000);
    lab.ok(RESTORE, request(49));
}

// Behaviour

/// A table with point-in-time recovery since the start and ten minutes of writes: item `n` at `n` minutes.
fn music() -> Lab {
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

/// The number of items that a restore to a moment has.
fn restored(lab: &Lab, time: Value) -> usize {
    let mut lab = lab.clone();
    lab.ok(RESTORE, with(&json!({"SourceTableName": "Music", "TargetTableName": "Copy"}), &time));
    lab.scanned("Copy").len()
}

#[test]
fn every_commit_by_then_is_in_and_no_other() {
    let lab = music();
    let at = |seconds: f64| restored(&lab, json!({"RestoreDateTime": START + seconds}));
    for (seconds, items) in
        [(0.0, 1), (0.001, 1), (59.999, 1), (60.0, 2), (60.001, 2), (239.999, 4), (240.0, 5), (300.0, 6)]
    {
        assert_eq!(at(seconds), items, "{seconds}");
    }
    assert_eq!(restored(&lab, json!({"UseLatestRestorableTime": true})), 6, "ten minutes less five");
    let by_arn = json!({"SourceTableName": null, "SourceTableArn": format!("{TABLES}Music"), "RestoreDateTime": START,
        "UseLatestRestorableTime": false});
    assert_eq!(restored(&lab, by_arn), 1);
}

#[test]
fn the_answer_and_the_life_of_the_target() {
    let mut lab = music();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    let request = json!({"SourceTableName": "Music", "TargetTableName": "Copy", "RestoreDateTime": START + 60.5});
    let answer = lab.ok(RESTORE, request)["TableDescription"].clone();
    assert_eq!(
        answer["RestoreSummary"],
        json!({"SourceTableArn": format!("{TABLES}Music"), "RestoreDateTime": START + 60.5, "RestoreInProgress": true})
    );
    assert_eq!((&answer["TableStatus"], &answer["ItemCount"]), (&json!("CREATING"), &json!(0)));
    assert_eq!(answer, lab.described("Copy"));
    lab.advance_ms(299_999);
    assert_eq!(lab.described("Copy")["TableStatus"], "CREATING");
    lab.advance_ms(1);
    let active = lab.described("Copy");
    assert_eq!((&active["TableStatus"], active.get("RestoreSummary")), (&json!("ACTIVE"), None));
    lab.advance_ms(3_000);
    let recovery = lab.ok("DescribeContinuousBackups", json!({"TableName": "Copy"}));
    assert_eq!(crate::describe_continuous_backups::window(&recovery), None, "not carried over");
    assert_eq!(lab.scanned("Copy").len(), 2);
}

/// Neither the end of its source nor that of its window affects a restore that has begun.
#[test]
fn a_restore_that_runs_needs_its_source_no_more() {
    let mut lab = music();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "CUSTOM", "Delays": {"Restore": 100 * 86_400}}}));
    lab.ok(RESTORE, json!({"SourceTableName": "Music", "TargetTableName": "Copy", "RestoreDateTime": START + 240.0}));
    let off = json!({"PointInTimeRecoveryEnabled": false});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Music", "PointInTimeRecoverySpecification": off}));
    lab.put("Music", "late");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.advance_ms(100 * DAY_MS);
    assert_eq!(lab.scanned("Copy").len(), 5);
}

#[test]
fn what_is_not_overridden_comes_from_the_source_as_it_is_now() {
    let mut lab = music();
    let ttl = json!({"Enabled": true, "AttributeName": "expires"});
    lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": ttl}));
    lab.ok(RESTORE, json!({"SourceTableName": "Music", "TargetTableName": "Copy", "RestoreDateTime": START}));
    let (copy, source) = (lab.described("Copy"), lab.described("Music"));
    for member in ["AttributeDefinitions", "KeySchema", "BillingModeSummary", "ProvisionedThroughput"] {
        let mut of_source = source[member].clone();
        if member == "BillingModeSummary" {
            of_source["LastUpdateToPayPerRequestDateTime"] = copy[member]["LastUpdateToPayPerRequestDateTime"].clone();
        }
        assert_eq!(copy[member], of_source, "{member}");
    }
    let expiry = lab.ok("DescribeTimeToLive", json!({"TableName": "Copy"}));
    assert_eq!(expiry["TimeToLiveDescription"]["TimeToLiveStatus"], "DISABLED");
}

/// The restored table's own history begins with the restored items.
#[test]
fn a_restored_table_can_be_restored() {
    let mut lab = music();
    lab.ok(RESTORE, json!({"SourceTableName": "Music", "TargetTableName": "Second", "RestoreDateTime": START + 120.0}));
    let on = json!({"PointInTimeRecoveryEnabled": true});
    lab.ok("UpdateContinuousBackups", json!({"TableName": "Second", "PointInTimeRecoverySpecification": on}));
    lab.advance_ms(1);
    lab.put("Second", "later");
    lab.ok(RESTORE, json!({"SourceTableName": "Second", "TargetTableName": "Third", "UseLatestRestorableTime": true}));
    assert_eq!((lab.scanned("Second").len(), lab.scanned("Third").len()), (4, 3));
}
