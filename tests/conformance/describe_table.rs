//! DescribeTable, and the description of a table in each state and with each setting.

use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const DESCRIBE_TABLE: &str = "DescribeTable";

// Serialization

fn serialization() -> Vec<ErrorCase> {
    not_text("TableName")
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let mut rungs = table_name_constraints("TableName", "tableName");
    rungs.push(invalid(
        "no table",
        json!({"TableName": null}),
        "The parameter 'TableName' is required but was not present in the request",
    ));
    rungs.extend(table_arn_refusals("TableName"));
    for name in ["Nowhere", "Gone", "active"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rungs.push(own("no such table", json!({"TableName": name}), "ResourceNotFoundException", text));
    }
    rungs
}

#[test]
fn refusals_in_their_order() {
    assert_precedence(
        &states().lab,
        DESCRIBE_TABLE,
        &json!({"TableName": "Active"}),
        &[serialization(), validation()].concat(),
    );
}

// Behaviour

fn units(read: i64, write: i64) -> Value {
    json!({"NumberOfDecreasesToday": 0, "ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

#[test]
fn in_every_state() {
    let mut lab = states().lab;
    for (table, status) in [
        ("Active", "ACTIVE"),
        ("Busy", "ACTIVE"),
        ("Fresh", "ACTIVE"),
        ("Young", "CREATING"),
        ("Creating", "CREATING"),
        ("Restoring", "CREATING"),
        ("Doomed", "DELETING"),
    ] {
        assert_eq!(lab.described(table)["TableStatus"], status, "{table}");
        assert_eq!(lab.described(&format!("{TABLES}{table}")), lab.described(table));
    }
}

#[test]
fn a_provisioned_table_field_by_field() {
    let mut lab = Lab::paced(json!({"TableCreation": 5}));
    let request = json!({
        "BillingMode": null,
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
    });
    let created = lab.ok("CreateTable", with(&plain("Music"), &request))["TableDescription"].clone();
    let mut expected = json!({
        "AttributeDefinitions": texts(&["pk"]),
        "TableName": "Music",
        "KeySchema": schema(&["pk"]),
        "TableStatus": "CREATING",
        "CreationDateTime": START,
        "ProvisionedThroughput": units(5, 6),
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "TableArn": format!("{TABLES}Music"),
        "TableId": created["TableId"],
        "DeletionProtectionEnabled": false,
    });
    assert_eq!(created, expected);
    assert_eq!(lab.ok(DESCRIBE_TABLE, json!({"TableName": "Music"})), json!({"Table": expected}));
    lab.advance_ms(5_000);
    lab.put("Music", "abc");
    expected["TableStatus"] = json!("ACTIVE");
    expected["ItemCount"] = json!(1);
    expected["TableSizeBytes"] = json!(5);
    expected["WarmThroughput"] = json!({"ReadUnitsPerSecond": 5, "WriteUnitsPerSecond": 6, "Status": "ACTIVE"});
    assert_eq!(lab.described("Music"), expected);
}

#[test]
fn an_on_demand_table_field_by_field() {
    let mut lab = Lab::paced(json!({"TableCreation": 5}));
    let created = lab.ok("CreateTable", plain("Music"))["TableDescription"].clone();
    let mut expected = json!({
        "AttributeDefinitions": texts(&["pk"]),
        "TableName": "Music",
        "KeySchema": schema(&["pk"]),
        "TableStatus": "CREATING",
        "CreationDateTime": START,
        "ProvisionedThroughput": units(0, 0),
        "TableSizeBytes": 0,
        "ItemCount": 0,
        "TableArn": format!("{TABLES}Music"),
        "TableId": created["TableId"],
        "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "DeletionProtectionEnabled": false,
    });
    assert_eq!(created, expected);
    lab.advance_ms(5_000);
    expected["TableStatus"] = json!("ACTIVE");
    expected["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"] = json!(START);
    expected["WarmThroughput"] =
        json!({"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"});
    assert_eq!(lab.described("Music"), expected);
}

#[test]
fn a_setting_a_member() {
    let mut lab = Lab::new();
    let bounds = json!({"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": -1});
    let bound = json!({"MaxReadRequestUnits": 7});
    let stream = json!({"StreamEnabled": true, "StreamViewType": "OLD_IMAGE"});
    let label = "2026-01-01T00:00:00.000";
    for (name, request, fields) in [
        ("Bounded", json!({"OnDemandThroughput": bounds}), vec![("/OnDemandThroughput", bound)]),
        (
            "Unbounded",
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": -1}}),
            vec![("/OnDemandThroughput", Value::Null)],
        ),
        (
            "Streaming",
            json!({"StreamSpecification": stream}),
            vec![
                ("/StreamSpecification", stream.clone()),
                ("/LatestStreamLabel", json!(label)),
                ("/LatestStreamArn", json!(format!("{TABLES}Streaming/stream/{label}"))),
            ],
        ),
        (
            "Silent",
            json!({"StreamSpecification": {"StreamEnabled": false}}),
            vec![("/StreamSpecification", Value::Null), ("/LatestStreamArn", Value::Null)],
        ),
        (
            "Classy",
            json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
            vec![("/TableClassSummary", json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}))],
        ),
        ("Protected", json!({"DeletionProtectionEnabled": true}), vec![("/DeletionProtectionEnabled", json!(true))]),
        (
            "Encrypted",
            json!({"SSESpecification": {"Enabled": true}}),
            vec![("/SSEDescription/Status", json!("ENABLED")), ("/SSEDescription/SSEType", json!("KMS"))],
        ),
        (
            "Keyed",
            json!({"SSESpecification": {"Enabled": true, "KMSMasterKeyId": "arn:aws:kms:us-east-1:1:key/a"}}),
            vec![("/SSEDescription/KMSMasterKeyArn", json!("arn:aws:kms:us-east-1:1:key/a"))],
        ),
        ("Plain", json!({"SSESpecification": {"Enabled": false}}), vec![("/SSEDescription", Value::Null)]),
    ] {
        lab.ok("CreateTable", with(&plain(name), &request));
        let table = lab.described(name);
        for (path, value) in fields {
            assert_eq!(table.pointer(path).unwrap_or(&Value::Null), &value, "{name}{path}");
        }
    }
}

#[test]
fn indexes_field_by_field() {
    let mut lab = Lab::new();
    let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": ["a"]});
    let index =
        |name: &str, keys: &[&str]| json!({"IndexName": name, "KeySchema": schema(keys), "Projection": projection});
    lab.ok(
        "CreateTable",
        json!({
            "TableName": "Music",
            "AttributeDefinitions": texts(&["pk", "sk", "other"]),
            "KeySchema": schema(&["pk", "sk"]),
            "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 2},
            "GlobalSecondaryIndexes": [with(&index("global", &["other"]),
                &json!({"ProvisionedThroughput": {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}}))],
            "LocalSecondaryIndexes": [index("local", &["pk", "other"])],
        }),
    );
    let item =
        json!({"pk": {"S": "1"}, "sk": {"S": "2"}, "other": {"S": "345"}, "a": {"BOOL": true}, "b": {"BOOL": true}});
    lab.ok("PutItem", json!({"TableName": "Music", "Item": item}));
    lab.ok("PutItem", json!({"TableName": "Music", "Item": with(&item, &json!({"pk": {"S": "9"}, "other": null}))}));
    let table = lab.described("Music");
    let bytes = "pk1sk2other345a".len() + 1;
    assert_eq!(
        table["GlobalSecondaryIndexes"],
        json!([{
            "IndexName": "global",
            "KeySchema": schema(&["other"]),
            "Projection": projection,
            "IndexStatus": "ACTIVE",
            "ProvisionedThroughput": units(3, 4),
            "IndexSizeBytes": bytes,
            "ItemCount": 1,
            "WarmThroughput": {"ReadUnitsPerSecond": 3, "WriteUnitsPerSecond": 4, "Status": "ACTIVE"},
            "IndexArn": format!("{TABLES}Music/index/global"),
        }])
    );
    assert_eq!(
        table["LocalSecondaryIndexes"],
        json!([{
            "IndexName": "local",
            "KeySchema": schema(&["pk", "other"]),
            "Projection": projection,
            "IndexSizeBytes": bytes,
            "ItemCount": 1,
            "IndexArn": format!("{TABLES}Music/index/local"),
        }])
    );
}
