//! DescribeBackup.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::{Value, json};

const DESCRIBE_BACKUP: &str = "DescribeBackup";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("BackupArn")
}

// Validation

fn validation(missing: &[&str]) -> Vec<ErrorCase> {
    let arn = |arn: &str| json!({"BackupArn": arn});
    let (short, long) = ("x".repeat(36), "x".repeat(1_025));
    let mut rungs = vec![
        constraint("no ARN", json!({"BackupArn": null}), "null at 'backupArn'", NOT_NULL),
        constraint("an empty ARN", arn(""), "'' at 'backupArn'", length_from(37)),
        constraint("a short ARN", arn(&short), format!("'{short}' at 'backupArn'"), length_from(37)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'backupArn'"), length_to(1_024)),
    ];
    rungs.extend(backup_arn_refusals().into_iter().map(|(what, no, name, text)| own(what, arn(&no), name, text)));
    let not_found = |missing: &&str| {
        own("no such backup", arn(missing), "BackupNotFoundException", format!("Backup not found: {missing}"))
    };
    rungs.extend(missing.iter().map(not_found));
    rungs
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    let never = format!("{TABLES}Active/backup/01767225610000-0000abcd");
    let renamed = states.idle.replace("Active", "Busy");
    let rungs = [serialization(), validation(&[&never, &renamed, &states.deleted])].concat();
    assert_precedence(&states.lab, DESCRIBE_BACKUP, &json!({"BackupArn": states.idle}), &rungs);
}

// Behaviour

#[test]
fn a_plain_tables_backup_field_by_field() {
    let mut lab = Lab::new();
    lab.table("Music");
    let table = lab.described("Music");
    lab.advance_ms(1_500);
    lab.put("Music", "abc");
    lab.put("Music", "defg");
    let arn = lab.backup("Music");
    let answer = lab.ok(DESCRIBE_BACKUP, json!({"BackupArn": arn}));
    let bytes = 2 * "pk".len() + "abcdefg".len();
    assert_eq!(
        answer,
        json!({"BackupDescription": {
            "BackupDetails": {
                "BackupArn": arn,
                "BackupName": "nightly",
                "BackupSizeBytes": bytes,
                "BackupStatus": "AVAILABLE",
                "BackupType": "USER",
                "BackupCreationDateTime": START + 1.5,
            },
            "SourceTableDetails": {
                "TableName": "Music",
                "TableId": table["TableId"],
                "TableArn": format!("{TABLES}Music"),
                "TableSizeBytes": bytes,
                "KeySchema": schema(&["pk"]),
                "TableCreationDateTime": START,
                "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
                "ItemCount": 2,
                "BillingMode": "PAY_PER_REQUEST",
            },
            "SourceTableFeatureDetails": {},
        }})
    );
}

/// A table with every feature that a backup records, and some that it does not.
fn feature_rich(name: &str) -> Value {
    let throughput = |read: u32, write: u32| json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write});
    json!({
        "TableName": name,
        "AttributeDefinitions": texts(&["pk", "sk", "other"]),
        "KeySchema": schema(&["pk", "sk"]),
        "ProvisionedThroughput": throughput(5, 6),
        "GlobalSecondaryIndexes": [{
            "IndexName": "global",
            "KeySchema": schema(&["other"]),
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]},
            "ProvisionedThroughput": throughput(7, 8),
        }],
        "LocalSecondaryIndexes": [{
            "IndexName": "local",
            "KeySchema": schema(&["pk", "other"]),
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "SSESpecification": {"Enabled": true},
        "Tags": [{"Key": "team", "Value": "music"}],
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "DeletionProtectionEnabled": true,
    })
}

#[test]
fn every_recorded_feature_field_by_field() {
    let mut lab = Lab::new();
    lab.ok("CreateTable", feature_rich("Music"));
    let ttl = json!({"Enabled": true, "AttributeName": "expires"});
    lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": ttl}));
    let arn = lab.backup("Music");
    let described = lab.described_backup(&arn);
    let sse = lab.described("Music")["SSEDescription"].clone();
    assert_eq!(members(&sse), ["KMSMasterKeyArn", "SSEType", "Status"]);
    let source = &described["SourceTableDetails"];
    assert_eq!(source["BillingMode"], "PROVISIONED");
    assert_eq!(source["KeySchema"], schema(&["pk", "sk"]));
    assert_eq!(source["ProvisionedThroughput"], json!({"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}));
    assert_eq!(
        members(source),
        [
            "BillingMode",
            "ItemCount",
            "KeySchema",
            "ProvisionedThroughput",
            "TableArn",
            "TableCreationDateTime",
            "TableId",
            "TableName",
            "TableSizeBytes",
        ]
    );
    assert_eq!(
        described["SourceTableFeatureDetails"],
        json!({
            "GlobalSecondaryIndexes": [{
                "IndexName": "global",
                "KeySchema": schema(&["other"]),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a", "b"]},
                "ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 8},
            }],
            "LocalSecondaryIndexes": [{
                "IndexName": "local",
                "KeySchema": schema(&["pk", "other"]),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }],
            "StreamDescription": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
            "TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"},
            "SSEDescription": sse,
        })
    );
}

#[test]
fn on_demand_bounds_are_recorded_where_there_are_any() {
    let mut lab = Lab::new();
    let bounds = json!({"OnDemandThroughput": {"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": -1}});
    lab.ok("CreateTable", with(&plain("Music"), &bounds));
    let arn = lab.backup("Music");
    let source = lab.described_backup(&arn)["SourceTableDetails"].clone();
    assert_eq!(source["OnDemandThroughput"], json!({"MaxReadRequestUnits": 40}));
    assert_eq!(source["ProvisionedThroughput"], json!({"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}));
}

#[test]
fn settings_are_those_of_the_request() {
    let mut lab = Lab::paced(json!({"BackupCreation": 60}));
    lab.table("Music");
    let arn = lab.backup("Music");
    let ttl = json!({"Enabled": true, "AttributeName": "expires"});
    lab.ok("UpdateTimeToLive", json!({"TableName": "Music", "TimeToLiveSpecification": ttl}));
    for ms in [0, 60_000] {
        lab.advance_ms(ms);
        assert_eq!(lab.described_backup(&arn)["SourceTableFeatureDetails"], json!({}), "before and after it is made");
    }
    let later = lab.backup("Music");
    let features = lab.described_backup(&later)["SourceTableFeatureDetails"].clone();
    assert_eq!(features["TimeToLiveDescription"], json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}));
}

#[test]
fn another_real_region_is_ignored_and_the_arn_comes_back_as_sent() {
    let mut states = states();
    let foreign = states.idle.replace("us-east-1", "eu-west-1");
    let described = states.lab.described_backup(&foreign);
    assert_eq!(described["BackupDetails"]["BackupArn"], json!(foreign));
    assert_eq!(described["SourceTableDetails"]["TableArn"], json!(format!("{TABLES}Active")));
}

#[test]
fn a_backup_outlives_its_table() {
    let mut states = states();
    let before = states.lab.described_backup(&states.orphan);
    assert_eq!(before["BackupDetails"]["BackupStatus"], "AVAILABLE");
    states.lab.table("Gone");
    states.lab.advance_ms(5_000);
    assert_eq!(states.lab.described_backup(&states.orphan), before, "a new table of that name is another table");
    let id = states.lab.described("Gone")["TableId"].clone();
    assert_ne!(id, before["SourceTableDetails"]["TableId"]);
}

#[test]
fn a_restored_tables_backup_shows_no_lineage() {
    let mut lab = Lab::new();
    lab.table("Music");
    let arn = lab.backup("Music");
    lab.advance_ms(7_000);
    lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
    let of_copy = lab.backup("Copy");
    let source = lab.described_backup(&of_copy)["SourceTableDetails"].clone();
    assert_eq!((&source["TableName"], &source["TableCreationDateTime"]), (&json!("Copy"), &json!(START + 7.0)));
}
