//! DeleteTable.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DELETE_TABLE: &str = "DeleteTable";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("TableName")
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let in_use = "Attempt to change a resource which is still in use: Table is being";
    let table = |name: &str| json!({"TableName": name});
    let mut rungs = table_name_constraints("TableName", "tableName");
    rungs.push(invalid(
        "no table",
        json!({"TableName": null}),
        "The parameter 'TableName' is required but was not present in the request",
    ));
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rungs.push(own("no such table", table(name), "ResourceNotFoundException", text));
    }
    for (name, why) in [
        ("Young", "created"),
        ("Creating", "created"),
        ("Restoring", "used"),
        ("Doomed", "deleted"),
        // While a backup is in progress the table cannot be deleted; its text is not in any source.
        ("Busy", "backed up"),
    ] {
        rungs.push(own("a table in use", table(name), "ResourceInUseException", format!("{in_use} {why}: {name}")));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        DELETE_TABLE,
        &json!({"TableName": "Active"}),
        &[serialization(), validation()].concat(),
    );
}

#[test]
fn a_protected_table() {
    const TEXT: &str =
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.";
    let mut lab = Lab::paced(json!({"BackupCreation": 1}));
    lab.ok("CreateTable", with(&plain("Music"), &json!({"DeletionProtectionEnabled": true})));
    lab.refused(DELETE_TABLE, json!({"TableName": "Music"}), "ValidationException", TEXT);
    lab.backup("Music");
    let text = "Attempt to change a resource which is still in use: Table is being backed up: Music";
    lab.refused(DELETE_TABLE, json!({"TableName": "Music"}), "ResourceInUseException", text);
}

// Behaviour

#[test]
fn the_answer_says_less_than_a_description() {
    let mut lab = Lab::new();
    let more = json!({
        "BillingMode": null,
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
        "SSESpecification": {"Enabled": true},
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    lab.put("Music", "abc");
    let id = lab.described("Music")["TableId"].clone();
    let label = lab.described("Music")["LatestStreamLabel"].clone();
    assert_eq!(
        lab.ok(DELETE_TABLE, json!({"TableName": format!("{TABLES}Music")})),
        json!({"TableDescription": {
            "TableName": "Music",
            "TableStatus": "DELETING",
            "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
            "TableSizeBytes": 5,
            "ItemCount": 1,
            "TableArn": format!("{TABLES}Music"),
            "TableId": id,
            "DeletionProtectionEnabled": false,
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
            "LatestStreamLabel": label,
            "LatestStreamArn": format!("{TABLES}Music/stream/{}", label.as_str().unwrap()),
        }})
    );
    lab.table("OnDemand");
    let summary = lab.described("OnDemand")["BillingModeSummary"].clone();
    let answer = lab.ok(DELETE_TABLE, json!({"TableName": "OnDemand"}))["TableDescription"].clone();
    assert_eq!((&answer["BillingModeSummary"], answer.get("LatestStreamArn")), (&summary, None));
}

#[test]
fn deleting_then_gone() {
    let mut lab = Lab::paced(json!({"TableDeletion": 5}));
    lab.table("Music");
    lab.put("Music", "a");
    lab.ok(DELETE_TABLE, json!({"TableName": "Music"}));
    let item = json!({"TableName": "Music", "Key": {"pk": {"S": "a"}}});
    lab.refused("GetItem", item, "ResourceNotFoundException", "Requested resource not found");
    lab.advance_ms(4_999);
    assert_eq!(lab.described("Music")["TableStatus"], "DELETING");
    lab.advance_ms(1);
    let text = "Requested resource not found: Table: Music not found";
    lab.refused("DescribeTable", json!({"TableName": "Music"}), "ResourceNotFoundException", text);
    lab.table("Music");
    assert_eq!(lab.scanned("Music"), Vec::<Value>::new());
}

#[test]
fn free_again_when_its_last_backup_is_made() {
    let mut lab = Lab::paced(json!({"BackupCreation": 10}));
    lab.table("Music");
    lab.backup("Music");
    lab.advance_ms(6_000);
    let arn = lab.backup("Music");
    lab.advance_ms(4_000);
    let text = "Attempt to change a resource which is still in use: Table is being backed up: Music";
    lab.refused(DELETE_TABLE, json!({"TableName": "Music"}), "ResourceInUseException", text);
    lab.advance_ms(6_000);
    lab.ok(DELETE_TABLE, json!({"TableName": "Music"}));
    assert_eq!(lab.described_backup(&arn)["BackupDetails"]["BackupStatus"], "AVAILABLE");
}
