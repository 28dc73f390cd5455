//! Both kinds of restore: overrides that are refused.

use crate::harness::*;
use crate::restore_overrides::{alike, all, global, include, index, restored, sources, units};
use serde_json::{Value, json};

#[test]
fn overrides_that_are_refused() {
    let (lab, provisioned, demand) = sources();
    let no_match = |name: &str| {
        format!(
            "Invalid Request: Index {name} does not match a secondary index that existed in the source table and cannot \
             be created during the restore operation"
        )
    };
    let throughput = |read: i64| json!({"ProvisionedThroughputOverride": units(read, 1)});
    let on_demand = json!({"BillingModeOverride": "PAY_PER_REQUEST"});
    let to_provisioned = json!({"BillingModeOverride": "PROVISIONED"});
    let bounds = |read: Value, write: Value| {
        let bounds = json!({"MaxReadRequestUnits": read, "MaxWriteRequestUnits": write});
        json!({"OnDemandThroughputOverride": with(&json!({}), &bounds)})
    };
    let globals = |index: Value| json!({"GlobalSecondaryIndexOverride": [index]});
    let locals = |index: Value| json!({"LocalSecondaryIndexOverride": [index]});
    let keys_only = || json!({"ProjectionType": "KEYS_ONLY"});
    let parameters = "One or more parameter values were invalid:";
    let rows: Vec<(&str, &str, Value, String)> = vec![
        (
            "throughput on an on-demand backup",
            &demand,
            throughput(1),
            "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED".to_owned(),
        ),
        (
            "throughput and on-demand",
            &provisioned,
            with(&on_demand, &throughput(1)),
            "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST".to_owned(),
        ),
        (
            "throughput and on-demand on an on-demand backup",
            &demand,
            with(&on_demand, &throughput(1)),
            "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST".to_owned(),
        ),
        (
            "provisioned without throughput",
            &demand,
            to_provisioned.clone(),
            "Invalid Request: Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED".to_owned(),
        ),
        (
            "throughput out of bounds",
            &provisioned,
            throughput(1_000_000_000_001),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds".to_owned(),
        ),
        (
            "on-demand bounds on a provisioned backup",
            &provisioned,
            bounds(json!(5), json!(5)),
            "Invalid Request: Cannot override MaxReadRequestUnits for OnDemandThroughput unless BillingModeOverride is \
             PAY_PER_REQUEST"
                .to_owned(),
        ),
        (
            "bounds of writes on a provisioned backup",
            &provisioned,
            bounds(Value::Null, json!(5)),
            "Invalid Request: Cannot override MaxWriteRequestUnits for OnDemandThroughput unless BillingModeOverride is \
             PAY_PER_REQUEST"
                .to_owned(),
        ),
        (
            "on-demand bounds of 0",
            &demand,
            bounds(json!(0), json!(0)),
            "Invalid Request: Requested MaxReadRequestUnits for OnDemandThroughput is outside of valid range".to_owned(),
        ),
        (
            "a bound of writes below -1",
            &demand,
            bounds(json!(-1), json!(-2)),
            "Invalid Request: Requested MaxWriteRequestUnits for OnDemandThroughput is outside of valid range".to_owned(),
        ),
        (
            "a global index without throughput",
            &provisioned,
            globals(index("first", &["other"], all())),
            "Invalid Request: Must specify provisioned throughput for index first".to_owned(),
        ),
        (
            "indexes without throughput",
            &demand,
            with(&to_provisioned, &throughput(1)),
            "Invalid Request: Must specify provisioned throughput for index first".to_owned(),
        ),
        (
            "an index's throughput and on-demand",
            &provisioned,
            with(&on_demand, &globals(global("first", &["other"], all(), (1, 1)))),
            "Invalid Request: Cannot override ProvisionedThroughput if BillingMode is overridden to PAY_PER_REQUEST for \
             index first"
                .to_owned(),
        ),
        ("another key", &provisioned, globals(global("first", &["sk"], all(), (1, 1))), no_match("first")),
        ("one key more", &provisioned, globals(global("first", &["other", "sk"], all(), (1, 1))), no_match("first")),
        ("another projection", &provisioned, globals(global("first", &["other"], keys_only(), (1, 1))), no_match("first")),
        (
            "other attributes",
            &provisioned,
            globals(global("second", &["other", "sk"], include(&["a"]), (1, 1))),
            no_match("second"),
        ),
        ("an unknown index", &provisioned, globals(global("new", &["c"], all(), (1, 1))), no_match("new")),
        ("a local index as a global one", &provisioned, globals(global("local", &["pk", "other"], keys_only(), (1, 1))), no_match("local")),
        ("a global index as a local one", &provisioned, locals(index("first", &["other"], all())), no_match("first")),
        ("another local projection", &provisioned, locals(index("local", &["pk", "other"], all())), no_match("local")),
        ("a vector index", &provisioned, json!({"VectorIndexOverride": [{"IndexName": "vectors"}]}), no_match("vectors")),
        (
            "a projection of no type",
            &provisioned,
            locals(index("local", &["pk", "other"], json!({}))),
            format!("{parameters} Unknown ProjectionType: null"),
        ),
        (
            "as many attributes, but others",
            &demand,
            globals(index("second", &["other", "sk"], include(&["a", "c"]))),
            no_match("second"),
        ),
        (
            "throughput for an index of an on-demand backup",
            &demand,
            globals(global("first", &["other"], all(), (1, 1))),
            "Invalid Request: Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED".to_owned(),
        ),
        (
            "more global indexes than a table may have",
            &demand,
            json!({"GlobalSecondaryIndexOverride": alike(21, &["other"], &all())}),
            format!("{parameters} GlobalSecondaryIndex count exceeds the per-table limit of 20"),
        ),
        (
            "more local indexes than a table may have",
            &demand,
            json!({"LocalSecondaryIndexOverride": alike(6, &["pk", "other"], &keys_only())}),
            format!("{parameters} Number of LocalSecondaryIndexes exceeds per-table limit of 5"),
        ),
        (
            "the same name twice",
            &demand,
            json!({"GlobalSecondaryIndexOverride": [index("twice", &["other"], all()), index("twice", &["other"], all())]}),
            format!("{parameters} Duplicate index name: twice"),
        ),
        (
            "an unknown alias",
            &provisioned,
            json!({"SSESpecificationOverride": {"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/mine"}}),
            "KMS validation error: com.amazonaws.services.kms.model.NotFoundException: Alias \
             arn:aws:kms:us-east-1:123456789012:alias/mine is not found. (Service: AWSKMS; Status Code: 400; Error Code: \
             NotFoundException)"
                .to_owned(),
        ),
    ];
    for (what, arn, overrides, text) in rows {
        assert_eq!(restored(&lab, arn, &overrides), Err(("ValidationException".to_owned(), text)), "{what}");
    }
}
