//! UpdateTable: its refusals, and all changes except those of indexes, which have their own file.

use crate::harness::*;
use crate::put_item::unsupported;
use crate::states::states;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateTable";

fn throughput(read: i64, write: i64) -> Value {
    json!({"ProvisionedThroughput": {"ReadCapacityUnits": read, "WriteCapacityUnits": write}})
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("BillingMode"), not_text("TableClass")].concat();
    rungs.extend([
        wrong_type(
            "a text for a list",
            json!({"AttributeDefinitions": "x"}),
            "Unrecognized collection type class java.lang.String",
        ),
        wrong_type(
            "a text for updates",
            json!({"GlobalSecondaryIndexUpdates": "x"}),
            "Unrecognized collection type class java.lang.String",
        ),
        wrong_type("a text for a structure", json!({"StreamSpecification": "x"}), "Unexpected field type"),
        wrong_type(
            "a text for units",
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": "1"}}),
            "STRING_VALUE cannot be converted to Long",
        ),
        wrong_type(
            "a text for a switch",
            json!({"DeletionProtectionEnabled": "x"}),
            "Unexpected token received from parser",
        ),
    ]);
    rungs
}

// Validation

fn validation() -> Vec<ErrorCase> {
    let updates = |updates: Value| json!({"GlobalSecondaryIndexUpdates": updates});
    let first = "globalSecondaryIndexUpdates.1.member";
    let in_use = "Attempt to change a resource which is still in use: Table is being";
    let parameters = "One or more parameter values were invalid:";
    let mut rungs = vec![constraint(
        "an attribute without a type",
        json!({"AttributeDefinitions": [{"AttributeName": "a"}]}),
        "null at 'attributeDefinitions.1.member.attributeType'",
        NOT_NULL,
    )];
    rungs.extend(table_name_constraints("TableName", "tableName"));
    rungs.extend([
        constraint(
            "no such mode",
            json!({"BillingMode": "X"}),
            "'X' at 'billingMode'",
            one_of("PROVISIONED, PAY_PER_REQUEST"),
        ),
        constraint("no units", throughput(0, 1), "'0' at 'provisionedThroughput.readCapacityUnits'", value_from(1)),
        constraint(
            "a deletion without a name",
            updates(json!([{"Delete": {}}])),
            format!("null at '{first}.delete.indexName'"),
            NOT_NULL,
        ),
        constraint(
            "an index of a short name",
            updates(json!([{"Update": {"IndexName": "ab"}}])),
            format!("'ab' at '{first}.update.indexName'"),
            length_from(3),
        ),
        constraints(
            "an index of nothing",
            updates(json!([{"Create": {"IndexName": "by-artist"}}])),
            &[
                (&format!("null at '{first}.create.keySchema'"), NOT_NULL),
                (&format!("null at '{first}.create.projection'"), NOT_NULL),
            ],
        ),
        constraint(
            "a stream that says nothing",
            json!({"StreamSpecification": {}}),
            "null at 'streamSpecification.streamEnabled'",
            NOT_NULL,
        ),
        constraint(
            "no such class",
            json!({"TableClass": "X"}),
            "'X' at 'tableClass'",
            one_of("STANDARD, STANDARD_INFREQUENT_ACCESS"),
        ),
    ]);
    rungs.extend(unsupported(&[
        "ReplicaUpdates",
        "MultiRegionConsistency",
        "GlobalTableWitnessUpdates",
        "GlobalTableSettingsReplicationMode",
        "DisassociationProtectionEnabled",
        "VectorIndexUpdates",
    ]));
    rungs.push(invalid(
        "no table",
        json!({"TableName": null}),
        "The parameter 'TableName' is required but was not present in the request",
    ));
    rungs.extend(table_arn_refusals("TableName"));
    let (drop, both) = (
        json!({"Delete": {"IndexName": "one"}}),
        json!({"Delete": {"IndexName": "one"}, "Update": {"IndexName": "one"}}),
    );
    let online = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table";
    rungs.extend([
        invalid(
            "an action that is two",
            updates(json!([both])),
            format!("{parameters} Exactly one of Create, Update and Delete must be specified in each GlobalSecondaryIndexUpdate"),
        ),
        own("two indexes at once", updates(json!([drop, drop])), "LimitExceededException", online),
        invalid(
            "one index twice",
            updates(json!([drop, {"Update": {"IndexName": "one"}}])),
            format!("{parameters} Only one global secondary index update per index is allowed: one"),
        ),
        invalid(
            "nothing",
            json!({"DeletionProtectionEnabled": null}),
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, \
             SSESpecification, ReplicaUpdates, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass \
             is required",
        )
        .alone(),
        invalid(
            "a stream of nothing",
            json!({"StreamSpecification": {"StreamEnabled": true}}),
            format!("{parameters} StreamViewType is required when StreamEnabled is true"),
        ),
        invalid(
            "a key that AWS owns",
            json!({"SSESpecification": {"Enabled": true, "SSEType": "AES256"}}),
            format!("{parameters} SSEType AES256 is not supported"),
        ),
    ]);
    for name in ["Nowhere", "Gone", "Restoring"] {
        let text = format!("Requested resource not found: Table: {name} not found");
        rungs.push(own("no such table", json!({"TableName": name}), "ResourceNotFoundException", text));
    }
    for (name, being) in [("Young", "created"), ("Creating", "created"), ("Doomed", "deleted")] {
        let text = format!("{in_use} {being}: {name}");
        rungs.push(own("not ACTIVE", json!({"TableName": name}), "ResourceInUseException", text));
    }
    rungs.extend([
        invalid(
            "a stream that is not there",
            json!({"StreamSpecification": {"StreamEnabled": false}}),
            "Table has no stream to disable: TableName: Active",
        ),
        invalid(
            "units of an on-demand table",
            throughput(1, 1),
            format!("{parameters} Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
        ),
        invalid(
            "no units of a provisioned one",
            json!({"BillingMode": "PROVISIONED"}),
            format!("{parameters} ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED"),
        )
        .alone(),
        own(
            "an index that is not there",
            updates(json!([drop])),
            "ResourceNotFoundException",
            "Requested resource not found",
        ),
        own(
            "units for an index that is not there",
            updates(json!([{"Update": {"IndexName": "one"}}])),
            "ResourceNotFoundException",
            "Requested resource not found",
        ),
    ]);
    rungs
}

#[test]
fn refusals_in_their_order() {
    let base = json!({"TableName": "Active", "DeletionProtectionEnabled": false});
    assert_precedence(&states().lab, UPDATE, &base, &[serialization(), validation()].concat());
}

// Behaviour

fn slow() -> Lab {
    let mut lab = Lab::paced(json!({"TableUpdate": 5}));
    lab.ok("CreateTable", with(&with(&plain("Music"), &json!({"BillingMode": null})), &throughput(5, 5)));
    lab
}

fn update(lab: &mut Lab, change: &Value) -> Value {
    lab.ok(UPDATE, with(&json!({"TableName": "Music"}), change))["TableDescription"].clone()
}

#[test]
fn throughput_is_as_before_until_the_table_is_active_again() {
    let mut lab = slow();
    let units =
        |table: &Value| (table["ProvisionedThroughput"]["ReadCapacityUnits"].as_i64(), table["TableStatus"].clone());
    assert_eq!(units(&update(&mut lab, &throughput(7, 5))), (Some(5), json!("UPDATING")));
    lab.advance_ms(4_999);
    assert_eq!(units(&lab.described("Music")), (Some(5), json!("UPDATING")));
    let text = "Attempt to change a resource which is still in use: Table is being updated: Music";
    for operation in [UPDATE, "DeleteTable"] {
        lab.refused(operation, with(&json!({"TableName": "Music"}), &throughput(8, 8)), "ResourceInUseException", text);
    }
    let text = "Table already exists: Music";
    lab.refused("CreateTable", plain("Music"), "ResourceInUseException", text);
    lab.put("Music", "a");
    assert_eq!(lab.scanned("Music").len(), 1, "a table that is UPDATING is in use");
    lab.backup("Music");
    lab.advance_ms(1);
    assert_eq!(units(&lab.described("Music")), (Some(7), json!("ACTIVE")));
    assert_eq!(lab.described("Music")["WarmThroughput"]["ReadUnitsPerSecond"], 7);
}

#[test]
fn the_same_throughput_is_refused() {
    let text = "The provisioned throughput for the table will not change. The requested value equals the current value. \
                Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. Current \
                WriteCapacityUnits provisioned for the table: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB \
                Developer Guide for current limits and how to request higher limits.";
    slow().refused(UPDATE, with(&json!({"TableName": "Music"}), &throughput(5, 5)), "ValidationException", text);
}

#[test]
fn billing_goes_to_and_fro() {
    let mut lab = slow();
    update(&mut lab, &json!({"BillingMode": "PAY_PER_REQUEST", "OnDemandThroughput": {"MaxReadRequestUnits": 9}}));
    assert_eq!(lab.described("Music").get("BillingModeSummary"), None);
    lab.advance_ms(5_000);
    let table = lab.described("Music");
    let since = START + 5.0;
    let summary = json!({"BillingMode": "PAY_PER_REQUEST", "LastUpdateToPayPerRequestDateTime": since});
    assert_eq!(table["BillingModeSummary"], summary);
    assert_eq!(table["ProvisionedThroughput"]["ReadCapacityUnits"], 0);
    assert_eq!(table["OnDemandThroughput"], json!({"MaxReadRequestUnits": 9}));
    update(&mut lab, &json!({"OnDemandThroughput": {"MaxReadRequestUnits": -1}}));
    lab.advance_ms(5_000);
    assert_eq!(lab.described("Music").get("OnDemandThroughput"), None);
    update(&mut lab, &with(&throughput(2, 3), &json!({"BillingMode": "PROVISIONED"})));
    lab.advance_ms(5_000);
    let table = lab.described("Music");
    let summary = json!({"BillingMode": "PROVISIONED", "LastUpdateToPayPerRequestDateTime": since});
    assert_eq!(
        (&table["BillingModeSummary"], &table["ProvisionedThroughput"]["WriteCapacityUnits"]),
        (&summary, &json!(3))
    );
}

#[test]
fn a_stream_comes_and_goes_with_the_request() {
    let mut lab = slow();
    lab.advance_ms(1_500);
    let on = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}});
    let table = update(&mut lab, &on);
    assert_eq!(
        (&table["StreamSpecification"], &table["TableStatus"]),
        (&on["StreamSpecification"], &json!("UPDATING"))
    );
    assert_eq!(table["LatestStreamLabel"], "2026-01-01T00:00:01.500");
    lab.advance_ms(5_000);
    assert_eq!(lab.described("Music")["LatestStreamLabel"], table["LatestStreamLabel"]);
    let text = "Table already has an enabled stream: TableName: Music";
    lab.refused(UPDATE, with(&json!({"TableName": "Music"}), &on), "ValidationException", text);
    let table = update(&mut lab, &json!({"StreamSpecification": {"StreamEnabled": false}}));
    assert_eq!(table.get("StreamSpecification"), None);
}

#[test]
fn class_key_and_protection() {
    let mut lab = slow();
    let table = update(&mut lab, &json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}));
    assert_eq!(table.get("TableClassSummary"), None);
    lab.advance_ms(5_000);
    let table = update(&mut lab, &json!({"SSESpecification": {"Enabled": true, "KMSMasterKeyId": "abc"}}));
    assert_eq!(table.get("SSEDescription"), None);
    lab.advance_ms(5_000);
    let table = update(&mut lab, &json!({"DeletionProtectionEnabled": true}));
    assert_eq!(table["DeletionProtectionEnabled"], true);
    lab.advance_ms(5_000);
    let table = lab.described("Music");
    let class = json!({"TableClass": "STANDARD_INFREQUENT_ACCESS", "LastUpdateDateTime": START + 5.0});
    assert_eq!(table["TableClassSummary"], class);
    assert_eq!(table["SSEDescription"]["KMSMasterKeyArn"], "arn:aws:kms:us-east-1:123456789012:key/abc");
    update(&mut lab, &json!({"SSESpecification": {"Enabled": false}}));
    lab.advance_ms(5_000);
    assert_eq!(lab.described("Music").get("SSEDescription"), None);
}

#[test]
fn bounds_partly_given_keep_the_rest() {
    let mut lab = Lab::new();
    let index = json!({
        "IndexName": "global", "KeySchema": schema(&["pk"]), "Projection": {"ProjectionType": "ALL"},
        "OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 200},
    });
    let more = json!({
        "OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 200}, "GlobalSecondaryIndexes": [index],
    });
    lab.ok("CreateTable", with(&plain("Music"), &more));
    for (given, kept) in [
        (json!({"MaxReadRequestUnits": 50}), json!({"MaxReadRequestUnits": 50, "MaxWriteRequestUnits": 200})),
        (json!({"MaxWriteRequestUnits": -1}), json!({"MaxReadRequestUnits": 50})),
        (json!({"MaxReadRequestUnits": -1}), Value::Null),
        (json!({"MaxWriteRequestUnits": 7}), json!({"MaxWriteRequestUnits": 7})),
    ] {
        let update_of_index = json!([{"Update": {"IndexName": "global", "OnDemandThroughput": given}}]);
        update(&mut lab, &json!({"OnDemandThroughput": given, "GlobalSecondaryIndexUpdates": update_of_index}));
        let table = lab.described("Music");
        assert_eq!(table.get("OnDemandThroughput").unwrap_or(&Value::Null), &kept, "{given}");
        let of_index = table["GlobalSecondaryIndexes"][0].get("OnDemandThroughput").unwrap_or(&Value::Null);
        assert_eq!(of_index, &kept, "{given}");
    }
    let arn = lab.backup("Music");
    let recorded = &lab.described_backup(&arn)["SourceTableDetails"]["OnDemandThroughput"];
    assert_eq!(recorded, &json!({"MaxWriteRequestUnits": 7}));
}

#[test]
fn a_table_that_was_made_on_demand_keeps_its_summary() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.advance_ms(1_000);
    update(&mut lab, &with(&throughput(2, 3), &json!({"BillingMode": "PROVISIONED"})));
    let summary = json!({"BillingMode": "PROVISIONED", "LastUpdateToPayPerRequestDateTime": START});
    assert_eq!(lab.described("Music")["BillingModeSummary"], summary);
}

#[test]
fn what_stands_alone() {
    let mut lab = Lab::new();
    let more = json!({"BillingMode": null, "AttributeDefinitions": texts(&["pk"])});
    lab.ok("CreateTable", with(&with(&plain("Music"), &more), &throughput(5, 5)));
    let parameters = "One or more parameter values were invalid:";
    let class = json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"});
    let key = json!({"SSESpecification": {"Enabled": true}});
    let stream = json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"}});
    let units = throughput(6, 6);
    let on_demand = json!({"BillingMode": "PAY_PER_REQUEST"});
    let protection = json!({"DeletionProtectionEnabled": true});
    let warm = json!({"WarmThroughput": {"ReadUnitsPerSecond": 9, "WriteUnitsPerSecond": 9}});
    let create = json!({"IndexName": "global", "KeySchema": schema(&["pk"]), "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}});
    let index = json!({"GlobalSecondaryIndexUpdates": [{"Create": create}]});
    let only_class = format!("{parameters} TableClass modification must be the only operation in the request");
    let only_key =
        format!("{parameters} Server-Side Encryption modification must be the only operation in the request");
    let stream_or_units = format!("{parameters} You cannot modify stream status while updating table IOPS");
    let index_or_units = format!(
        "{parameters} A global secondary index cannot be created or deleted while updating table IOPS in the same request"
    );
    for (one, others, text) in [
        (&class, vec![&key, &stream, &units, &on_demand, &protection, &warm, &index], only_class),
        (&key, vec![&stream, &units, &on_demand, &protection, &warm, &index], only_key),
        (&stream, vec![&units, &on_demand], stream_or_units),
        (&index, vec![&units], index_or_units),
    ] {
        for other in others {
            let request = with(&with(&json!({"TableName": "Music"}), one), other);
            lab.refused(UPDATE, request, "ValidationException", &text);
        }
    }
    // The present billing mode is not a change.
    update(&mut lab, &with(&stream, &json!({"DeletionProtectionEnabled": false})));
    let on = json!({"TableName": "OnDemand", "BillingMode": "PAY_PER_REQUEST"});
    lab.table("OnDemand");
    lab.ok(UPDATE, with(&on, &stream));
}
