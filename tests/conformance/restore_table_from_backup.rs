//! RestoreTableFromBackup: its refusals, and the lifecycle of the new table. Overrides: `restore_overrides.rs`.

use crate::harness::*;
use crate::states::{backup_arn_refusals, states};
use serde_json::{Value, json};

pub const RESTORE: &str = "RestoreTableFromBackup";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TargetTableName"), not_text("BackupArn"), not_text("BillingModeOverride")].concat();
    for member in ["GlobalSecondaryIndexOverride", "LocalSecondaryIndexOverride", "VectorIndexOverride"] {
        let text = "Unrecognized collection type class java.lang.String";
        rungs.push(wrong_type("a text for a list", json!({member: "x"}), text));
        rungs.push(wrong_type("a structure for a list", json!({member: {}}), CONTAINER));
        rungs.push(wrong_type("a number for a list", json!({member: 1}), "Unexpected field type"));
        rungs.push(wrong_type("a number in a list", json!({member: [1]}), "Unexpected field type"));
    }
    for member in ["ProvisionedThroughputOverride", "OnDemandThroughputOverride", "SSESpecificationOverride"] {
        rungs.push(wrong_type("a text for a structure", json!({member: "x"}), "Unexpected field type"));
        rungs.push(wrong_type("a list for a structure", json!({member: []}), "Unexpected field type"));
    }
    rungs.extend([
        wrong_type(
            "a text for units",
            json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": "1"}}),
            "STRING_VALUE cannot be converted to Long",
        ),
        wrong_type(
            "a text for a switch",
            json!({"SSESpecificationOverride": {"Enabled": "true"}}),
            "Unexpected token received from parser",
        ),
    ]);
    rungs
}

// Validation

fn constraint_rungs() -> Vec<ErrorCase> {
    let target = |name: &str| json!({"TargetTableName": name});
    let arn = |arn: &str| json!({"BackupArn": arn});
    let global = |index: Value| json!({"GlobalSecondaryIndexOverride": [index]});
    let path = "globalSecondaryIndexOverride.1.member";
    let (short, long, name) = ("x".repeat(36), "x".repeat(1_025), "n".repeat(256));
    let key = schema(&["pk"]);
    vec![
        constraint("no target", json!({"TargetTableName": null}), "null at 'targetTableName'", NOT_NULL),
        constraint("a short target", target("ab"), "'ab' at 'targetTableName'", length_from(3)),
        constraint("a long target", target(&name), format!("'{name}' at 'targetTableName'"), length_to(255)),
        constraint("a bad target", target("bad name!"), "'bad name!' at 'targetTableName'", PATTERN),
        constraint("an ARN for the target", target("arn:aws"), "'arn:aws' at 'targetTableName'", PATTERN),
        constraint("no ARN", json!({"BackupArn": null}), "null at 'backupArn'", NOT_NULL),
        constraint("a short ARN", arn(&short), format!("'{short}' at 'backupArn'"), length_from(37)),
        constraint("a long ARN", arn(&long), format!("'{long}' at 'backupArn'"), length_to(1_024)),
        constraint(
            "no billing mode",
            json!({"BillingModeOverride": "BOGUS"}),
            "'BOGUS' at 'billingModeOverride'",
            one_of("PROVISIONED, PAY_PER_REQUEST"),
        ),
        constraints(
            "an empty index",
            global(json!({})),
            &[
                (&format!("null at '{path}.indexName'"), NOT_NULL),
                (&format!("null at '{path}.keySchema'"), NOT_NULL),
                (&format!("null at '{path}.projection'"), NOT_NULL),
            ],
        ),
        constraint(
            "an index of no key",
            global(json!({"IndexName": "abc", "KeySchema": [], "Projection": {}})),
            format!("'[]' at '{path}.keySchema'"),
            length_from(1),
        ),
        constraint(
            "an index's throughput of 0",
            global(json!({"IndexName": "abc", "KeySchema": key, "Projection": {},
                "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}})),
            format!("'0' at '{path}.provisionedThroughput.readCapacityUnits'"),
            value_from(1),
        ),
        constraint(
            "a local index with a bad name",
            json!({"LocalSecondaryIndexOverride": [{"IndexName": "a b", "KeySchema": key, "Projection": {}}]}),
            "'a b' at 'localSecondaryIndexOverride.1.member.indexName'",
            PATTERN,
        ),
        constraint(
            "a vector index without a name",
            json!({"VectorIndexOverride": [{}]}),
            "null at 'vectorIndexOverride.1.member.indexName'",
            NOT_NULL,
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
    ]
}

#[test]
fn refusals_in_their_order() {
    let states = states();
    let arn = |arn: &str| json!({"BackupArn": arn});
    let target = |name: &str| json!({"TargetTableName": name});
    let foreign = states.idle.replace("us-east-1", "eu-west-1");
    let never = format!("{TABLES}Active/backup/01767225610000-0000abcd");
    let mut rungs = [serialization(), constraint_rungs()].concat();
    rungs.extend(backup_arn_refusals().into_iter().map(|(what, no, name, text)| own(what, arn(&no), name, text)));
    rungs.push(invalid(
        "a backup of another region",
        arn(&foreign),
        "Invalid Request: sseSpecificationOverride must be provided for cross-region restores",
    ));
    for missing in [&never, &states.deleted] {
        let text = format!("Backup not found: {missing}");
        rungs.push(own("no such backup", arn(missing), "BackupNotFoundException", text));
    }
    let text = format!("Backup is being created: {}", states.making);
    rungs.push(own("a backup that is made", arn(&states.making), "BackupInUseException", text));
    rungs.push(invalid(
        "an override that does not fit",
        json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}}),
        "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED",
    ));
    for name in ["Active", "Doomed", "Fresh", "Busy"] {
        let text = format!("Table already exists: {name}");
        rungs.push(own("a target that is there", target(name), "TableAlreadyExistsException", text));
    }
    let text = format!("Table: Restoring is already being restored from backup: {}", states.feeding);
    rungs.push(own("a target that is restored", target("Restoring"), "TableInUseException", text));
    for name in ["Creating", "Young"] {
        let text = format!("Table is being created: {name}");
        rungs.push(own("a target that is created", target(name), "TableInUseException", text));
    }
    let text = format!("Backup is being used to restore another table: {}", states.feeding);
    rungs.push(own("a backup that feeds a restore", arn(&states.feeding), "BackupInUseException", text));
    assert_precedence(&states.lab, RESTORE, &json!({"TargetTableName": "Copy", "BackupArn": states.idle}), &rungs);
}

#[test]
fn a_foreign_regions_backup_is_not_here_even_with_encryption_given() {
    let mut states = states();
    let foreign = states.idle.replace("us-east-1", "eu-west-1");
    let request =
        json!({"TargetTableName": "Copy", "BackupArn": foreign, "SSESpecificationOverride": {"Enabled": true}});
    states.lab.refused(RESTORE, request, "BackupNotFoundException", &format!("Backup not found: {foreign}"));
}

#[test]
fn fifty_at_once() {
    const TEXT: &str = "Subscriber limit exceeded: Only 50 restore operations can be done simultaneously";
    let mut lab = Lab::paced(json!({"Restore": 10}));
    lab.table("Music");
    let mut arns: Vec<String> = (0..50).map(|_| lab.backup("Music")).collect();
    lab.advance_ms(1_000);
    arns.extend((0..10).map(|_| lab.backup("Music")));
    let request = |n: usize| json!({"TargetTableName": format!("Copy{n}"), "BackupArn": arns[n]});
    for n in 0..50 {
        lab.ok(RESTORE, request(n));
        lab.advance_ms(1);
    }
    lab.refused(RESTORE, request(50), "LimitExceededException", TEXT);
    lab.advance_ms(9_950);
    lab.ok(RESTORE, request(50));
    lab.refused(RESTORE, request(51), "LimitExceededException", TEXT);
    // When all are done, the count is 0 again.
    lab.advance_ms(10_000);
    assert_eq!(lab.engine.state().restores_running(), 0);
    for (n, arn) in arns.iter().enumerate().take(50) {
        lab.ok(RESTORE, json!({"TargetTableName": format!("Again{n}"), "BackupArn": arn}));
    }
    lab.refused(RESTORE, request(51), "LimitExceededException", TEXT);
}

// Behaviour

#[test]
fn the_answer_and_the_life_of_the_table() {
    let mut lab = Lab::paced(json!({"Restore": 120, "BackupsEnabling": 3}));
    lab.table("Music");
    lab.advance_ms(3_000);
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    lab.advance_ms(4_000);
    let answer = lab.ok(RESTORE, json!({"TargetTableName": "Copy", "BackupArn": arn}));
    let mut table = answer["TableDescription"].clone();
    let id = table["TableId"].as_str().unwrap().to_owned();
    let shape: Vec<usize> = id.split('-').map(str::len).collect();
    assert_eq!(shape, [8, 4, 4, 4, 12], "{id}");
    assert_ne!(json!(id), lab.described("Music")["TableId"]);
    assert_eq!(
        table,
        json!({
            "AttributeDefinitions": texts(&["pk"]),
            "TableName": "Copy",
            "KeySchema": schema(&["pk"]),
            "TableStatus": "CREATING",
            "CreationDateTime": START + 7.0,
            "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
            "TableSizeBytes": 0,
            "ItemCount": 0,
            "TableArn": format!("{TABLES}Copy"),
            "TableId": id,
            "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
            "RestoreSummary": {
                "SourceBackupArn": arn,
                "SourceTableArn": format!("{TABLES}Music"),
                "RestoreDateTime": START + 3.0,
                "RestoreInProgress": true,
            },
            "DeletionProtectionEnabled": false,
        })
    );
    assert_eq!(lab.described("Copy"), table, "DescribeTable says the same while it lasts");
    assert_eq!(lab.described_backup(&arn)["BackupDetails"]["BackupStatus"], "AVAILABLE");

    lab.advance_ms(119_999);
    assert_eq!(lab.described("Copy")["RestoreSummary"]["RestoreInProgress"], true);
    lab.advance_ms(1);
    table.as_object_mut().unwrap().remove("RestoreSummary");
    table["TableStatus"] = json!("ACTIVE");
    table["ItemCount"] = json!(1);
    table["TableSizeBytes"] = json!(3);
    table["WarmThroughput"] = json!({"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"});
    table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"] = json!(START + 7.0);
    assert_eq!(lab.described("Copy"), table, "the summary goes with CREATING");
    assert_eq!(lab.scanned("Copy"), [json!({"pk": {"S": "a"}})]);
    // Its own backups are enabled like any new table's.
    let text = "Backups are being enabled for the table: Copy. Please retry later";
    let request = json!({"TableName": "Copy", "BackupName": "nightly"});
    lab.refused("CreateBackup", request.clone(), "ContinuousBackupsUnavailableException", text);
    lab.advance_ms(3_000);
    lab.ok("CreateBackup", request);
}

#[test]
fn what_the_other_operations_say_meanwhile() {
    let states = states();
    let mut lab = states.lab;
    let arn = format!("{TABLES}Restoring");
    let named = "Requested resource not found: Table: Restoring not found";
    let table = json!({"TableName": "Restoring"});
    let item = json!({"pk": {"S": "a"}});
    let ttl = json!({"Enabled": true, "AttributeName": "x"});
    let used = "Attempt to change a resource which is still in use: Table is being used: Restoring";
    for (operation, more, name, text) in [
        ("DescribeTimeToLive", json!({}), "ResourceNotFoundException", named),
        ("UpdateTimeToLive", json!({"TimeToLiveSpecification": ttl}), "ResourceNotFoundException", named),
        ("DescribeContinuousBackups", json!({}), "TableNotFoundException", "Table not found: Restoring"),
        ("CreateBackup", json!({"BackupName": "abc"}), "TableNotFoundException", "Table not found: Restoring"),
        ("DeleteTable", json!({}), "ResourceInUseException", used),
        ("CreateTable", plain("Restoring"), "ResourceInUseException", used),
        ("PutItem", json!({"Item": item}), "ResourceNotFoundException", "Requested resource not found"),
        ("GetItem", json!({"Key": item}), "ResourceNotFoundException", "Requested resource not found"),
        ("DeleteItem", json!({"Key": item}), "ResourceNotFoundException", "Requested resource not found"),
        ("Scan", json!({}), "ResourceNotFoundException", "Requested resource not found"),
    ] {
        lab.refused(operation, with(&table, &more), name, text);
    }
    for (operation, more) in [
        ("TagResource", json!({"Tags": [{"Key": "a", "Value": "b"}]})),
        ("UntagResource", json!({"TagKeys": ["a"]})),
        ("ListTagsOfResource", json!({})),
    ] {
        lab.refused(operation, with(&json!({"ResourceArn": arn}), &more), "ResourceNotFoundException", named);
    }
    assert_eq!(lab.described("Restoring")["TableStatus"], "CREATING");
    assert!(lab.ok("ListTables", json!({})).to_string().contains("Restoring"));
}

#[test]
fn the_same_name_again_once_the_table_is_gone() {
    let mut lab = Lab::paced(json!({"TableDeletion": 5}));
    lab.table("Music");
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    lab.advance_ms(1);
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    let request = json!({"TargetTableName": "Music", "BackupArn": arn});
    lab.refused(RESTORE, request.clone(), "TableAlreadyExistsException", "Table already exists: Music");
    lab.advance_ms(5_000);
    lab.ok(RESTORE, request);
    assert_eq!(lab.scanned("Music").len(), 1);
}

#[test]
fn a_backup_can_be_restored_any_number_of_times_in_turn() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.put("Music", "a");
    let arn = lab.backup("Music");
    for n in 0..5 {
        lab.ok(RESTORE, json!({"TargetTableName": format!("Copy{n}"), "BackupArn": arn}));
    }
    for n in 0..5 {
        assert_eq!(lab.scanned(&format!("Copy{n}")).len(), 1);
    }
}
