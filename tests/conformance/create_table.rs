//! CreateTable. Its own rules are in `create_table_rules.rs`, the description of the table in `describe_table.rs`.

use crate::create_table_rules::own_rungs;
use crate::harness::*;
use crate::states::states;
use serde_json::{Value, json};

const CREATE_TABLE: &str = "CreateTable";
pub const PARAMETERS: &str = "One or more parameter values were invalid:";

/// A provisioned table with a sort key, to which a fault is added.
fn base() -> Value {
    json!({
        "TableName": "Music",
        "AttributeDefinitions": texts(&["pk", "sk"]),
        "KeySchema": schema(&["pk", "sk"]),
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
    })
}

// Serialization

fn serialization() -> Vec<ErrorCase> {
    let mut rungs = [not_text("TableName"), not_text("BillingMode"), not_text("TableClass")].concat();
    for member in ["AttributeDefinitions", "KeySchema", "LocalSecondaryIndexes", "GlobalSecondaryIndexes", "Tags"] {
        rungs.extend([
            wrong_type(
                "a text for a list",
                json!({member: "x"}),
                "Unrecognized collection type class java.lang.String",
            ),
            wrong_type("a structure for a list", json!({member: {}}), CONTAINER),
            wrong_type("true for a list", json!({member: true}), "Unexpected field type"),
            wrong_type("a text in a list", json!({member: ["x"]}), "Unexpected field type"),
        ]);
    }
    for member in ["ProvisionedThroughput", "StreamSpecification", "SSESpecification", "OnDemandThroughput"] {
        rungs.push(wrong_type("a text for a structure", json!({member: "x"}), "Unexpected field type"));
    }
    let units = |value: Value| json!({"ProvisionedThroughput": {"ReadCapacityUnits": value}});
    let protected = |value: Value| json!({"DeletionProtectionEnabled": value});
    rungs.extend([
        wrong_type("a text for units", units(json!("5")), "STRING_VALUE cannot be converted to Long"),
        wrong_type("true for units", units(json!(true)), "TRUE_VALUE cannot be converted to Long"),
        wrong_type("false for units", units(json!(false)), "FALSE_VALUE cannot be converted to Long"),
        wrong_type("a list for units", units(json!([])), CONTAINER),
        wrong_type("a text for a switch", protected(json!("true")), "Unexpected token received from parser"),
        wrong_type("a number for a switch", protected(json!(1)), "Unexpected token received from parser"),
        wrong_type("a list for a switch", protected(json!([])), CONTAINER),
        wrong_type(
            "a number for a name deep inside",
            json!({"KeySchema": [{"AttributeName": 1}]}),
            "NUMBER_VALUE cannot be converted to String",
        ),
    ]);
    rungs
}

// Validation

fn constraint_rungs() -> Vec<ErrorCase> {
    let name = "n".repeat(256);
    let definition =
        |name: &str, kind: &str| json!({"AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind}]});
    let key = |name: &str, part: &str| json!({"KeySchema": [{"AttributeName": name, "KeyType": part}]});
    let global = |index: Value| json!({"GlobalSecondaryIndexes": [index]});
    let projection =
        |projection: Value| global(json!({"IndexName": "abc", "KeySchema": schema(&["pk"]), "Projection": projection}));
    let path = "globalSecondaryIndexes.1.member";
    let (many, shown) = (vec!["a"; 21], format!("[{}]", ["a"; 21].join(", ")));
    let three = json!([
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
        {"AttributeName": "x", "KeyType": "RANGE"},
    ]);
    let told_three = "[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE), \
                     KeySchemaElement(attributeName=x, keyType=RANGE)]";
    let tag = |key: &str, value: &str| json!({"Tags": [{"Key": "a", "Value": ""}, {"Key": key, "Value": value}]});
    vec![
        constraint("no definitions", json!({"AttributeDefinitions": null}), "null at 'attributeDefinitions'", NOT_NULL),
        constraint(
            "no such type",
            definition("a", "X"),
            "'X' at 'attributeDefinitions.1.member.attributeType'",
            one_of("B, N, S"),
        ),
        constraint(
            "no name",
            definition("", "S"),
            "'' at 'attributeDefinitions.1.member.attributeName'",
            length_from(1),
        ),
        constraint(
            "a name of 256",
            definition(&name, "S"),
            format!("'{name}' at 'attributeDefinitions.1.member.attributeName'"),
            length_to(255),
        ),
        constraint("a short table name", json!({"TableName": "ab"}), "'ab' at 'tableName'", length_from(3)),
        constraint("a long table name", json!({"TableName": name}), format!("'{name}' at 'tableName'"), length_to(255)),
        constraint("a bad table name", json!({"TableName": "a/bc"}), "'a/bc' at 'tableName'", PATTERN),
        constraint(
            "an ARN for a new table",
            json!({"TableName": format!("{TABLES}Music")}),
            format!("'{TABLES}Music' at 'tableName'"),
            PATTERN,
        ),
        constraint("no key", json!({"KeySchema": null}), "null at 'keySchema'", NOT_NULL),
        constraint("an empty key", json!({"KeySchema": []}), "'[]' at 'keySchema'", length_from(1)),
        constraint("three keys", json!({"KeySchema": three}), format!("'{told_three}' at 'keySchema'"), length_to(2)),
        constraint("no part", key("pk", "X"), "'X' at 'keySchema.1.member.keyType'", one_of("HASH, RANGE")),
        constraints(
            "an empty element",
            json!({"KeySchema": [{}]}),
            &[
                ("null at 'keySchema.1.member.attributeName'", NOT_NULL),
                ("null at 'keySchema.1.member.keyType'", NOT_NULL),
            ],
        ),
        constraint(
            "a local index with a short name",
            json!({"LocalSecondaryIndexes": [{"IndexName": "ab", "KeySchema": schema(&["pk"]), "Projection": {}}]}),
            "'ab' at 'localSecondaryIndexes.1.member.indexName'",
            length_from(3),
        ),
        constraint(
            "a local index with three keys",
            json!({"LocalSecondaryIndexes": [{"IndexName": "abc", "KeySchema": three, "Projection": {}}]}),
            format!("'{told_three}' at 'localSecondaryIndexes.1.member.keySchema'"),
            length_to(2),
        ),
        constraints(
            "an empty global index",
            global(json!({})),
            &[
                (&format!("null at '{path}.indexName'"), NOT_NULL),
                (&format!("null at '{path}.keySchema'"), NOT_NULL),
                (&format!("null at '{path}.projection'"), NOT_NULL),
            ],
        ),
        constraint(
            "no such projection",
            projection(json!({"ProjectionType": "X"})),
            format!("'X' at '{path}.projection.projectionType'"),
            one_of("ALL, KEYS_ONLY, INCLUDE"),
        ),
        constraint(
            "an empty list of attributes",
            projection(json!({"NonKeyAttributes": []})),
            format!("'[]' at '{path}.projection.nonKeyAttributes'"),
            length_from(1),
        ),
        constraint(
            "21 attributes",
            projection(json!({"NonKeyAttributes": many})),
            format!("'{shown}' at '{path}.projection.nonKeyAttributes'"),
            length_to(20),
        ),
        constraint(
            "an attribute without a name",
            projection(json!({"NonKeyAttributes": ["a", ""]})),
            format!("'[a, ]' at '{path}.projection.nonKeyAttributes'"),
            "Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length \
             greater than or equal to 1]",
        ),
        constraint(
            "no such mode",
            json!({"BillingMode": "BOGUS"}),
            "'BOGUS' at 'billingMode'",
            one_of("PROVISIONED, PAY_PER_REQUEST"),
        ),
        constraints(
            "no units",
            json!({"ProvisionedThroughput": {}}),
            &[
                ("null at 'provisionedThroughput.readCapacityUnits'", NOT_NULL),
                ("null at 'provisionedThroughput.writeCapacityUnits'", NOT_NULL),
            ],
        ),
        constraints(
            "units of 0 and below",
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": -1}}),
            &[
                ("'0' at 'provisionedThroughput.readCapacityUnits'", &value_from(1)),
                ("'-1' at 'provisionedThroughput.writeCapacityUnits'", &value_from(1)),
            ],
        ),
        constraint(
            "no switch",
            json!({"StreamSpecification": {}}),
            "null at 'streamSpecification.streamEnabled'",
            NOT_NULL,
        ),
        constraint(
            "no such view",
            json!({"StreamSpecification": {"StreamEnabled": true, "StreamViewType": "X"}}),
            "'X' at 'streamSpecification.streamViewType'",
            one_of("NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY"),
        ),
        constraint(
            "no such encryption",
            json!({"SSESpecification": {"SSEType": "X"}}),
            "'X' at 'sSESpecification.sSEType'",
            one_of("AES256, KMS"),
        ),
        constraint("no tags", json!({"Tags": []}), "'[]' at 'tags'", length_from(1)),
        constraint("a tag without a name", tag("", ""), "'' at 'tags.2.member.key'", length_from(1)),
        constraint(
            "a tag's name of 129",
            tag(&name[..129], ""),
            format!("'{}' at 'tags.2.member.key'", &name[..129]),
            length_to(128),
        ),
        constraint(
            "a tag's value of 257",
            tag("b", &format!("{name}n")),
            format!("'{name}n' at 'tags.2.member.value'"),
            length_to(256),
        ),
        constraint(
            "no such class",
            json!({"TableClass": "GOLD"}),
            "'GOLD' at 'tableClass'",
            one_of("STANDARD, STANDARD_INFREQUENT_ACCESS"),
        ),
    ]
}

fn unsupported_rungs() -> Vec<ErrorCase> {
    let members = ["ResourcePolicy", "GlobalTableSourceArn", "GlobalTableSettingsReplicationMode", "VectorIndexes"];
    let row = |member: &str| {
        invalid("not supported", json!({member: "x"}), format!("Timemark does not support the parameter {member} yet"))
    };
    members.into_iter().map(row).collect()
}

fn existing_rungs() -> Vec<ErrorCase> {
    let in_use = "Attempt to change a resource which is still in use: Table is being";
    let row = |name: &str, text: String| {
        own("a name that is taken", json!({"TableName": name}), "ResourceInUseException", text)
    };
    vec![
        row("Active", "Table already exists: Active".to_owned()),
        row("Doomed", "Table already exists: Doomed".to_owned()),
        row("Creating", format!("{in_use} created: Creating")),
        row("Young", format!("{in_use} created: Young")),
        row("Restoring", format!("{in_use} used: Restoring")),
    ]
}

#[test]
fn refusals_in_their_order() {
    let rungs = [serialization(), constraint_rungs(), unsupported_rungs(), own_rungs(), existing_rungs()].concat();
    assert_precedence(&states().lab, CREATE_TABLE, &base(), &rungs);
}

// Behaviour

#[test]
fn an_index_of_an_on_demand_table_has_no_units() {
    let units = json!({"ReadCapacityUnits": 1, "WriteCapacityUnits": 1});
    let index = json!({
        "IndexName": "abc",
        "KeySchema": schema(&["pk"]),
        "Projection": {"ProjectionType": "ALL"},
        "ProvisionedThroughput": units,
    });
    let text = format!(
        "{PARAMETERS} ProvisionedThroughput should not be specified for index: abc when BillingMode is PAY_PER_REQUEST"
    );
    let request = with(&plain("Music"), &json!({"GlobalSecondaryIndexes": [index]}));
    Lab::new().refused(CREATE_TABLE, request, "ValidationException", &text);
}

#[test]
fn names_of_3_and_255_and_every_limit_just_reached() {
    let mut lab = Lab::new();
    for name in ["a_1".to_owned(), "n".repeat(255)] {
        lab.ok(CREATE_TABLE, plain(&name));
    }
    let long = "k".repeat(255);
    let long_key = json!({"AttributeDefinitions": texts(&[&long]), "KeySchema": schema(&[&long])});
    lab.ok(CREATE_TABLE, with(&plain("LongKey"), &long_key));
    let index = |name: String, keys: &[&str], projected: usize| {
        let names: Vec<String> = (0..projected).map(|n| format!("{name}.{n}")).collect();
        let projection = json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": names});
        json!({"IndexName": name, "KeySchema": schema(keys), "Projection": projection})
    };
    let globals: Vec<Value> = (0..20).map(|n| index(format!("global{n}"), &["sk"], 4)).collect();
    let locals: Vec<Value> = (0..5).map(|n| index(format!("local{n}"), &["pk", "sk"], 4)).collect();
    let tags: Vec<Value> = (0..50).map(|n| json!({"Key": n.to_string(), "Value": "v".repeat(256)})).collect();
    let full = json!({
        "TableName": "Full",
        "AttributeDefinitions": texts(&["pk", "sk"]),
        "KeySchema": schema(&["pk", "sk"]),
        "BillingMode": "PAY_PER_REQUEST",
        "GlobalSecondaryIndexes": globals,
        "LocalSecondaryIndexes": locals,
        "Tags": tags,
    });
    lab.ok(CREATE_TABLE, full);
    let most = json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1_000_000_000_000_i64, "WriteCapacityUnits": 1}});
    lab.ok(CREATE_TABLE, with(&base(), &most));
}

#[test]
fn indexes_take_longer() {
    let mut lab = Lab::new();
    lab.ok("UpdateLab", json!({"Settings": {"Pace": "REALISTIC"}}));
    let index = json!({"IndexName": "abc", "KeySchema": schema(&["pk"]), "Projection": {"ProjectionType": "ALL"}});
    lab.ok(CREATE_TABLE, plain("Plain"));
    lab.ok(CREATE_TABLE, with(&plain("Indexed"), &json!({"GlobalSecondaryIndexes": [index]})));
    for (ms, plain, indexed) in
        [(4_999, "CREATING", "CREATING"), (1, "ACTIVE", "CREATING"), (11_000, "ACTIVE", "ACTIVE")]
    {
        lab.advance_ms(ms);
        assert_eq!(lab.described("Plain")["TableStatus"], plain);
        assert_eq!(lab.described("Indexed")["TableStatus"], indexed);
        assert_eq!(lab.described("Indexed")["GlobalSecondaryIndexes"][0]["IndexStatus"], indexed);
    }
}

#[test]
fn a_name_comes_back_an_id_does_not() {
    let mut lab = Lab::new();
    lab.table("Music");
    let first = lab.described("Music");
    lab.ok("DeleteTable", json!({"TableName": "Music"}));
    lab.table("Music");
    let second = lab.described("Music");
    assert_eq!(first["TableArn"], second["TableArn"]);
    assert_ne!(first["TableId"], second["TableId"]);
}
