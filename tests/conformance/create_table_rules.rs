//! CreateTable's own rules: contradictory settings and exceeded limits.

use crate::create_table::PARAMETERS;
use crate::harness::*;
use serde_json::{Value, json};

/// The operation's own errors, in the order of refusal.
pub fn own_rungs() -> Vec<ErrorCase> {
    let own_error = |what, overlay: Value, text: &str| invalid(what, overlay, format!("{PARAMETERS} {text}"));
    let mode = |mode: &str| json!({"BillingMode": mode});
    let index = |name: &str, keys: &[&str], more: Value| {
        let index = json!({"IndexName": name, "KeySchema": schema(keys), "Projection": {"ProjectionType": "ALL"}});
        with(&index, &more)
    };
    let units = json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}});
    let hash_only = json!({"KeySchema": schema(&["pk"]), "AttributeDefinitions": texts(&["pk", "sk"])});
    let globals = |list: Vec<Value>| json!({"GlobalSecondaryIndexes": list});
    let locals = |list: Vec<Value>| json!({"LocalSecondaryIndexes": list});
    let local = |projection: Value| locals(vec![index("abc", &["pk", "sk"], json!({"Projection": projection}))]);
    let key = |parts: &[(&str, &str)]| -> Value {
        let elements: Value =
            parts.iter().map(|(name, part)| json!({"AttributeName": name, "KeyType": part})).collect();
        json!({"KeySchema": elements})
    };
    let many = json!({"AttributeDefinitions": texts(&["pk", "sk", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])});
    let wide_key =
        |hash: &[&str], range: &[&str]| globals(vec![index("abc", &[], json!({"KeySchema": schema_of(hash, range)}))]);
    let wide = |n: usize| {
        let names: Vec<String> = (0..20).map(|a| format!("a{n}{a}")).collect();
        let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names});
        index(&format!("wide{n}"), &["sk"], with(&units, &json!({"Projection": projection})))
    };
    vec![
        invalid("no name", json!({"TableName": null}), "The parameter 'TableName' is required but was not present in the request"),
        own_error(
            "units of an on-demand table",
            mode("PAY_PER_REQUEST"),
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
        own_error(
            "no units",
            json!({"ProvisionedThroughput": null}),
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        )
        .alone(),
        own_error(
            "bounds of a provisioned table",
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": 1}}),
            "OnDemandThroughput cannot be specified when BillingMode is PROVISIONED",
        ),
        invalid(
            "too many reads",
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1_000_000_000_001_i64, "WriteCapacityUnits": 1}}),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
        invalid(
            "too many writes",
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1_000_000_000_001_i64}}),
            "Given value 1000000000001 for WriteCapacityUnits is out of bounds",
        ),
        own_error("a name twice", json!({"AttributeDefinitions": texts(&["pk", "pk"])}), "Attribute Name is duplicated: pk"),
        invalid(
            "fewer definitions than keys",
            json!({"AttributeDefinitions": texts(&["pk"])}),
            "Invalid KeySchema: Some index key attribute have no definition",
        ),
        own_error(
            "a key that is not defined",
            json!({"AttributeDefinitions": texts(&["pk", "x"])}),
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, sk], AttributeDefinitions: [pk, x]",
        )
        .alone(),
        invalid(
            "one name in both parts",
            key(&[("pk", "HASH"), ("pk", "RANGE")]),
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ),
        invalid(
            "a RANGE first",
            key(&[("pk", "RANGE"), ("sk", "HASH")]),
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        invalid(
            "a HASH second",
            key(&[("pk", "HASH"), ("sk", "HASH")]),
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
        ),
        own_error("no local index", locals(vec![]), "List of LocalSecondaryIndexes is empty"),
        own_error("no global index", globals(vec![]), "List of GlobalSecondaryIndexes is empty"),
        own_error(
            "a local index of a table without a sort key",
            with(&hash_only, &locals(vec![index("abc", &["pk", "sk"], json!({}))])),
            "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
        )
        .alone(),
        own_error(
            "6 local indexes",
            locals((0..6).map(|n| index(&format!("abc{n}"), &["pk", "sk"], json!({}))).collect()),
            "Number of LocalSecondaryIndexes exceeds per-table limit of 5",
        )
        .alone(),
        own_error(
            "21 global indexes",
            globals((0..21).map(|n| index(&format!("abc{n}"), &["sk"], units.clone())).collect()),
            "GlobalSecondaryIndex count exceeds the per-table limit of 20",
        )
        .alone(),
        own_error(
            "an index's key that is not defined",
            globals(vec![index("abc", &["x", "y"], units.clone())]),
            "Some index key attributes are not defined in AttributeDefinitions. Keys: [x, y], AttributeDefinitions: [pk, sk]",
        )
        .alone(),
        invalid(
            "one attribute twice in an index's key",
            wide_key(&["pk", "sk"], &["pk"]),
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        )
        .alone(),
        invalid(
            "an index with a RANGE first",
            wide_key(&[], &["pk", "sk"]),
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        ),
        invalid(
            "a HASH after a RANGE",
            with(
                &many,
                &globals(vec![index("abc", &[], json!({"KeySchema": [
                    {"AttributeName": "a", "KeyType": "HASH"},
                    {"AttributeName": "b", "KeyType": "RANGE"},
                    {"AttributeName": "c", "KeyType": "HASH"},
                ]}))]),
            ),
            "Invalid KeySchema: All HASH key attributes must precede RANGE key attributes in the KeySchema",
        )
        .alone(),
        invalid(
            "five HASH attributes of an index",
            with(&many, &wide_key(&["a", "b", "c", "d", "e"], &["f", "g", "h", "i", "j"])),
            "The KeySchema exceeds the maximum allowed number of HASH key attributes",
        )
        .alone(),
        invalid(
            "five RANGE attributes of an index",
            with(&many, &wide_key(&["a", "b", "c", "d"], &["e", "f", "g", "h", "i"])),
            "The KeySchema exceeds the maximum allowed number of RANGE key attributes",
        )
        .alone(),
        own_error(
            "an index without units",
            globals(vec![index("abc", &["sk"], json!({}))]),
            "ProvisionedThroughput is not specified for index: abc",
        ),
        own_error(
            "a local index without a sort key",
            locals(vec![index("abc", &["pk"], json!({}))]),
            "Index KeySchema does not have a range key for index: abc",
        ),
        own_error(
            "a local index of another hash key",
            locals(vec![index("abc", &["sk", "pk"], json!({}))]),
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: abc. index hash key: sk, \
             table hash key: pk",
        ),
        own_error("no projection type", local(json!({})), "Unknown ProjectionType: null"),
        own_error(
            "ALL and more",
            local(json!({"ProjectionType": "ALL", "NonKeyAttributes": ["a"]})),
            "ProjectionType is ALL, but NonKeyAttributes is specified",
        ),
        own_error(
            "KEYS_ONLY and more",
            local(json!({"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["a"]})),
            "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified",
        ),
        own_error(
            "INCLUDE and nothing",
            local(json!({"ProjectionType": "INCLUDE"})),
            "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
        ),
        own_error(
            "two indexes of one name",
            locals(vec![index("abc", &["pk", "sk"], json!({})), index("abc", &["pk", "sk"], json!({}))]),
            "Duplicate index name: abc",
        ),
        own_error(
            "101 projected attributes",
            globals((0..6).map(wide).collect()),
            "Number of projected attributes over all indexes exceeds the per-table limit of 100: 120",
        )
        .alone(),
        own_error(
            "a definition too many",
            json!({"AttributeDefinitions": texts(&["pk", "sk", "x"])}),
            "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
        ),
        own_error(
            "a definition too many, with an index",
            with(
                &json!({"AttributeDefinitions": texts(&["pk", "sk", "x"])}),
                &globals(vec![index("abc", &["sk"], units.clone())]),
            ),
            "Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, x], keys used: [pk, sk]",
        ),
        own_error(
            "a stream of nothing",
            json!({"StreamSpecification": {"StreamEnabled": true}}),
            "StreamViewType is required when StreamEnabled is true",
        ),
        own_error(
            "a view and no stream",
            json!({"StreamSpecification": {"StreamEnabled": false, "StreamViewType": "KEYS_ONLY"}}),
            "StreamViewType must not be specified when StreamEnabled is false",
        ),
        own_error(
            "a key and no encryption",
            json!({"SSESpecification": {"KMSMasterKeyId": "abc"}}),
            "KMSMasterKeyId can be specified only if SSEType is KMS",
        ),
        own_error("AES256", json!({"SSESpecification": {"Enabled": true, "SSEType": "AES256"}}), "SSEType AES256 is not supported"),
        own_error(
            "a tag twice",
            json!({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}),
            "Duplicate tag keys found",
        ),
        invalid(
            "51 tags",
            json!({"Tags": (0..51).map(|n| json!({"Key": n.to_string(), "Value": ""})).collect::<Vec<_>>()}),
            "Number of Tags exceed the current limit for the provided ResourceArn",
        ),
    ]
}
