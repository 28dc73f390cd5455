//! Both kinds of restore: what is kept, what is dropped, and overrides that are accepted.

use crate::harness::*;
use crate::restore_table_from_backup::RESTORE;
use crate::restore_table_to_point_in_time::RESTORE as TO_TIME;
use serde_json::{Value, json};

pub fn units(read: i64, write: i64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

pub fn index(name: &str, keys: &[&str], projection: Value) -> Value {
    json!({"IndexName": name, "KeySchema": schema(keys), "Projection": projection})
}

pub fn all() -> Value {
    json!({"ProjectionType": "ALL"})
}

pub fn include(names: &[&str]) -> Value {
    json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names})
}

/// An index with throughput.
pub fn global(name: &str, keys: &[&str], projection: Value, throughput: (i64, i64)) -> Value {
    let throughput = json!({"ProvisionedThroughput": units(throughput.0, throughput.1)});
    with(&index(name, keys, projection), &throughput)
}

/// So many indexes of one key and projection.
pub fn alike(count: usize, keys: &[&str], projection: &Value) -> Value {
    (0..count).map(|n| index(&format!("alike-{n}"), keys, projection.clone())).collect()
}

/// Two tables with two global and one local index: `provisioned`, with every feature that there is, and `demand`.
pub fn sources() -> (Lab, String, String) {
    let mut lab = Lab::new();
    let common = json!({
        "AttributeDefinitions": texts(&["pk", "sk", "other"]),
        "KeySchema": schema(&["pk", "sk"]),
        "LocalSecondaryIndexes": [index("local", &["pk", "other"], json!({"ProjectionType": "KEYS_ONLY"}))],
    });
    let provisioned = json!({
        "TableName": "Provisioned",
        "ProvisionedThroughput": units(5, 6),
        "GlobalSecondaryIndexes": [
            global("first", &["other"], all(), (7, 8)),
            global("second", &["other", "sk"], include(&["a", "b"]), (9, 10)),
        ],
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        "SSESpecification": {"Enabled": true},
        "Tags": [{"Key": "team", "Value": "music"}],
        "TableClass": "STANDARD_INFREQUENT_ACCESS",
    });
    let demand = json!({
        "TableName": "Demand",
        "BillingMode": "PAY_PER_REQUEST",
        "OnDemandThroughput": {"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": 50},
        "GlobalSecondaryIndexes": [index("first", &["other"], all()), index("second", &["other", "sk"], include(&["a", "b"]))],
    });
    let arns = [provisioned, demand].map(|table| {
        lab.ok("CreateTable", with(&common, &table));
        let name = table["TableName"].as_str().unwrap();
        let ttl = json!({"Enabled": true, "AttributeName": "expires"});
        lab.ok("UpdateTimeToLive", json!({"TableName": name, "TimeToLiveSpecification": ttl}));
        for n in 0..4 {
            let item = json!({"pk": {"S": "a"}, "sk": {"S": n.to_string()}, "a": {"N": "1"}, "c": {"BOOL": true}});
            let other = if n % 2 == 0 { json!({"other": {"S": "x"}}) } else { json!({}) };
            lab.ok("PutItem", json!({"TableName": name, "Item": with(&item, &other)}));
        }
        lab.backup(name)
    });
    for name in ["Provisioned", "Demand"] {
        let on = json!({"PointInTimeRecoveryEnabled": true});
        lab.ok("UpdateContinuousBackups", json!({"TableName": name, "PointInTimeRecoverySpecification": on}));
    }
    let [provisioned, demand] = arns;
    lab.advance_ms(1_000);
    (lab, provisioned, demand)
}

/// The new table when it is ACTIVE, or the refusal. A restore of the backup's table to the moment of the backup must
/// give the same.
pub fn restored(lab: &Lab, arn: &str, overrides: &Value) -> Result<Value, Refused> {
    let restored = |operation: &str, request: Value| {
        let mut lab = lab.clone();
        lab.call(operation, with(&with(&json!({"TargetTableName": "Copy"}), &request), overrides))?;
        Ok(lab.described("Copy"))
    };
    let from_backup = restored(RESTORE, json!({"BackupArn": arn}));
    let (table, _) = arn.split_once("/backup/").unwrap();
    let to_time = restored(TO_TIME, json!({"SourceTableArn": table, "UseLatestRestorableTime": true}));
    assert_eq!(to_time, from_backup, "{overrides}");
    from_backup
}

#[test]
fn kept_and_dropped() {
    let (mut lab, arn, _) = sources();
    let source = lab.described("Provisioned");
    lab.ok(RESTORE, json!({"TargetTableName": "Copy", "BackupArn": arn}));
    let copy = lab.described("Copy");
    for kept in [
        "/AttributeDefinitions",
        "/KeySchema",
        "/ProvisionedThroughput",
        "/SSEDescription",
        "/ItemCount",
        "/TableSizeBytes",
        "/WarmThroughput",
    ] {
        assert!(source.pointer(kept).is_some(), "{kept}");
        assert_eq!(copy.pointer(kept), source.pointer(kept), "{kept}");
    }
    for kind in ["GlobalSecondaryIndexes", "LocalSecondaryIndexes"] {
        let of_copy = copy[kind].to_string().replace("table/Copy/", "table/Provisioned/");
        assert_eq!(of_copy, source[kind].to_string(), "with their keys, projections, throughput and contents");
    }
    for dropped in ["StreamSpecification", "LatestStreamArn", "LatestStreamLabel", "TableClassSummary"] {
        assert!(source.get(dropped).is_some(), "{dropped}");
        assert_eq!(copy.get(dropped), None, "{dropped}");
    }
    assert_eq!(copy["DeletionProtectionEnabled"], false);
    let arn = |name: &str| json!({"ResourceArn": format!("{TABLES}{name}")});
    assert_eq!(lab.ok("ListTagsOfResource", arn("Provisioned"))["Tags"].as_array().unwrap().len(), 1);
    assert_eq!(lab.ok("ListTagsOfResource", arn("Copy")), json!({"Tags": []}));
    let ttl = lab.ok("DescribeTimeToLive", json!({"TableName": "Copy"}));
    assert_eq!(ttl, json!({"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}));
    let recovery = lab.ok("DescribeContinuousBackups", json!({"TableName": "Copy"}));
    let recovery = &recovery["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(*recovery, json!({"PointInTimeRecoveryStatus": "DISABLED"}));
    assert_eq!(lab.scanned("Copy"), lab.scanned("Provisioned"));
    for name in ["first", "second", "local"] {
        let scan = |lab: &mut Lab, table: &str| lab.ok("Scan", json!({"TableName": table, "IndexName": name}));
        let of_copy = scan(&mut lab, "Copy");
        assert_eq!(of_copy["Count"], 2);
        assert_eq!(of_copy, scan(&mut lab, "Provisioned"), "{name} is rebuilt from the items");
    }
}

#[test]
fn deletion_protection_is_dropped() {
    let mut lab = Lab::new();
    lab.ok("CreateTable", with(&plain("Music"), &json!({"DeletionProtectionEnabled": true})));
    let arn = lab.backup("Music");
    lab.ok(RESTORE, json!({"TargetTableName": "Copy", "BackupArn": arn}));
    assert_eq!(lab.described("Copy")["DeletionProtectionEnabled"], false);
    lab.ok("DeleteTable", json!({"TableName": "Copy"}));
}

/// A case: which backup, with which overrides; the resulting global indexes, and other expected fields.
type Taken<'a> = (&'a str, &'a str, Value, Value, Vec<(&'a str, Value)>);

#[test]
fn overrides_that_are_taken() {
    let (lab, provisioned, demand) = sources();
    let names = |table: &Value, kind: &str| -> Vec<String> {
        let indexes = table[kind].as_array().cloned().unwrap_or_default();
        indexes.iter().map(|index| index["IndexName"].as_str().unwrap().to_owned()).collect()
    };
    let default = json!(["first", "second"]);
    let on_demand = json!({"BillingModeOverride": "PAY_PER_REQUEST"});
    let rows: Vec<Taken> = vec![
        (
            "no override",
            &provisioned,
            json!({}),
            default.clone(),
            vec![("/LocalSecondaryIndexes/0/IndexName", json!("local"))],
        ),
        (
            "no global index",
            &provisioned,
            json!({"GlobalSecondaryIndexOverride": []}),
            json!([]),
            vec![("/GlobalSecondaryIndexes", Value::Null), ("/LocalSecondaryIndexes/0/IndexName", json!("local"))],
        ),
        (
            "no index at all",
            &provisioned,
            json!({"GlobalSecondaryIndexOverride": [], "LocalSecondaryIndexOverride": [], "VectorIndexOverride": []}),
            json!([]),
            vec![("/LocalSecondaryIndexes", Value::Null), ("/AttributeDefinitions", texts(&["pk", "sk"]))],
        ),
        (
            "null is as if it were not there",
            &provisioned,
            json!({"TargetTableName": "Copy", "LocalSecondaryIndexOverride": null}),
            default.clone(),
            vec![("/LocalSecondaryIndexes/0/IndexName", json!("local"))],
        ),
        (
            "a subset",
            &provisioned,
            json!({"GlobalSecondaryIndexOverride": [global("second", &["other", "sk"], include(&["b", "a"]), (1, 2))]}),
            json!(["second"]),
            vec![
                ("/GlobalSecondaryIndexes/0/ProvisionedThroughput/ReadCapacityUnits", json!(1)),
                ("/GlobalSecondaryIndexes/0/ItemCount", json!(2)),
            ],
        ),
        (
            "another name",
            &provisioned,
            json!({"GlobalSecondaryIndexOverride": [global("renamed", &["other"], all(), (1, 2))]}),
            json!(["renamed"]),
            vec![("/GlobalSecondaryIndexes/0/KeySchema", schema(&["other"]))],
        ),
        (
            "another name for the local index",
            &provisioned,
            json!({"LocalSecondaryIndexOverride": [index("renamed", &["pk", "other"], json!({"ProjectionType": "KEYS_ONLY"}))]}),
            default.clone(),
            vec![("/LocalSecondaryIndexes/0/IndexName", json!("renamed"))],
        ),
        (
            "throughput is the table's alone",
            &provisioned,
            json!({"ProvisionedThroughputOverride": units(50, 60)}),
            default.clone(),
            vec![
                ("/ProvisionedThroughput/ReadCapacityUnits", json!(50)),
                ("/ProvisionedThroughput/WriteCapacityUnits", json!(60)),
                ("/GlobalSecondaryIndexes/0/ProvisionedThroughput/ReadCapacityUnits", json!(7)),
                ("/WarmThroughput/ReadUnitsPerSecond", json!(50)),
                ("/BillingModeSummary", Value::Null),
            ],
        ),
        (
            "on-demand takes the indexes with it",
            &provisioned,
            on_demand.clone(),
            default.clone(),
            vec![
                ("/BillingModeSummary/BillingMode", json!("PAY_PER_REQUEST")),
                ("/ProvisionedThroughput/ReadCapacityUnits", json!(0)),
                ("/GlobalSecondaryIndexes/0/ProvisionedThroughput/ReadCapacityUnits", json!(0)),
                ("/GlobalSecondaryIndexes/1/ProvisionedThroughput/WriteCapacityUnits", json!(0)),
                ("/OnDemandThroughput", Value::Null),
            ],
        ),
        (
            "on-demand with bounds",
            &provisioned,
            with(
                &on_demand,
                &json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 1, "MaxWriteRequestUnits": -1}}),
            ),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 1}))],
        ),
        (
            "recorded bounds",
            &demand,
            json!({}),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": 50}))],
        ),
        (
            "other bounds",
            &demand,
            json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 8}}),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 8}))],
        ),
        (
            "one other bound: the recorded one stays beside it",
            &demand,
            json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 7}}),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 7, "MaxWriteRequestUnits": 50}))],
        ),
        (
            "one bound less",
            &demand,
            json!({"OnDemandThroughputOverride": {"MaxWriteRequestUnits": -1}}),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 40}))],
        ),
        (
            "no bounds in a structure of them: taken as none given",
            &demand,
            json!({"OnDemandThroughputOverride": {}}),
            default.clone(),
            vec![("/OnDemandThroughput", json!({"MaxReadRequestUnits": 40, "MaxWriteRequestUnits": 50}))],
        ),
        (
            "to provisioned, with all that it takes",
            &demand,
            json!({
                "BillingModeOverride": "PROVISIONED",
                "ProvisionedThroughputOverride": units(3, 4),
                "GlobalSecondaryIndexOverride": [global("first", &["other"], all(), (5, 6))],
            }),
            json!(["first"]),
            vec![
                ("/ProvisionedThroughput/WriteCapacityUnits", json!(4)),
                ("/GlobalSecondaryIndexes/0/ProvisionedThroughput/WriteCapacityUnits", json!(6)),
                ("/OnDemandThroughput", Value::Null),
            ],
        ),
        (
            "encryption off",
            &provisioned,
            json!({"SSESpecificationOverride": {"Enabled": false}}),
            default.clone(),
            vec![("/SSEDescription", Value::Null)],
        ),
        (
            "encryption {}",
            &provisioned,
            json!({"SSESpecificationOverride": {}}),
            default.clone(),
            vec![("/SSEDescription", Value::Null)],
        ),
        (
            "encryption on",
            &demand,
            json!({"SSESpecificationOverride": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "abc"}}),
            default,
            vec![(
                "/SSEDescription",
                json!({"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": "arn:aws:kms:us-east-1:123456789012:key/abc"}),
            )],
        ),
    ];
    for (what, arn, overrides, globals, fields) in rows {
        let table = restored(&lab, arn, &overrides).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        assert_eq!(json!(names(&table, "GlobalSecondaryIndexes")), globals, "{what}");
        for (path, value) in fields {
            assert_eq!(table.pointer(path).unwrap_or(&Value::Null), &value, "{what}: {path}");
        }
        assert_eq!(table["ItemCount"], 4, "{what}");
    }
}

#[test]
fn a_provisioned_restores_answer_tells_its_billing_mode_and_no_index_status() {
    let (mut lab, arn, _) = sources();
    let answer = lab.ok(RESTORE, json!({"TargetTableName": "Copy", "BackupArn": arn}));
    let table = &answer["TableDescription"];
    assert_eq!(table["BillingModeSummary"], json!({"BillingMode": "PROVISIONED"}));
    assert_eq!(table.get("WarmThroughput"), None);
    for index in table["GlobalSecondaryIndexes"].as_array().unwrap() {
        assert_eq!(index.get("IndexStatus"), None);
        assert_eq!(index["ItemCount"], 0);
    }
    assert_eq!(lab.described("Copy")["GlobalSecondaryIndexes"][0]["IndexStatus"], "ACTIVE");
}

#[test]
fn as_many_indexes_as_a_table_may_have_are_taken() {
    let (lab, _, demand) = sources();
    let keys_only = json!({"ProjectionType": "KEYS_ONLY"});
    let overrides = json!({
        "GlobalSecondaryIndexOverride": alike(20, &["other"], &all()),
        "LocalSecondaryIndexOverride": alike(5, &["pk", "other"], &keys_only),
    });
    for (member, count) in [("GlobalSecondaryIndex", 20), ("LocalSecondaryIndex", 5)] {
        let name = format!("{member}Override");
        let table = restored(&lab, &demand, &json!({ &name: overrides[&name] })).unwrap();
        assert_eq!(table[format!("{member}es")].as_array().unwrap().len(), count);
    }
}

#[test]
fn of_indexes_that_are_alike_the_one_of_the_name_is_meant() {
    let mut lab = Lab::new();
    let bounds = |read: i64, write: i64| json!({"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write});
    let bounded =
        |name: &str, bounds: Value| with(&index(name, &["other"], all()), &json!({"OnDemandThroughput": bounds}));
    let table = json!({
        "TableName": "Music",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": texts(&["pk", "other"]),
        "KeySchema": schema(&["pk"]),
        "GlobalSecondaryIndexes": [bounded("first", bounds(10, 20)), bounded("second", bounds(30, 40))],
    });
    lab.ok("CreateTable", table);
    let arn = lab.backup("Music");
    let rows = [("first", bounds(5, 20)), ("second", bounds(5, 40)), ("renamed", bounds(5, 20))];
    for (name, expected) in rows {
        let asked = bounded(name, json!({"MaxReadRequestUnits": 5}));
        let overrides = json!({"GlobalSecondaryIndexOverride": [asked]});
        lab.ok(RESTORE, with(&json!({"TargetTableName": name, "BackupArn": arn}), &overrides));
        let restored = &lab.described(name)["GlobalSecondaryIndexes"][0];
        assert_eq!(restored["IndexName"], name);
        assert_eq!(restored["OnDemandThroughput"], expected, "{name}: the other bound is the recorded one's");
    }
}
