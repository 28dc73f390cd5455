//! An example body for each operation, offered in the console.

use crate::calls::request::pretty;
use crate::item::{key_definition, suggestion};
use timemark_core::json;
use timemark_core::shapes::TableDescription;

/// The bodies of operations that need more than a table's name. `$table`, `$key` and `$arn` are the table's; `$name` is
/// its partition key and `$value` a value of it. In a statement
/// `$from` is the table, `$where` an equality on each attribute of its key, and `$values` their values.
const TEMPLATES: &[(&str, &str)] = &[
    (
        "PutItem",
        r##"{"TableName":$table,"Item":$key,"ConditionExpression":"attribute_not_exists(#k)","ExpressionAttributeNames":{"#k":$name},"ReturnConsumedCapacity":"INDEXES"}"##,
    ),
    ("GetItem", r#"{"TableName":$table,"Key":$key,"ReturnConsumedCapacity":"TOTAL"}"#),
    ("DeleteItem", r#"{"TableName":$table,"Key":$key,"ReturnValues":"ALL_OLD"}"#),
    (
        "UpdateItem",
        r##"{"TableName":$table,"Key":$key,"UpdateExpression":"SET #n = if_not_exists(#n, :zero) + :one","ExpressionAttributeNames":{"#n":"Count"},"ExpressionAttributeValues":{":zero":{"N":"0"},":one":{"N":"1"}},"ReturnValues":"UPDATED_NEW","ReturnConsumedCapacity":"TOTAL"}"##,
    ),
    (
        "Query",
        r##"{"TableName":$table,"KeyConditionExpression":"#k = :k","ExpressionAttributeNames":{"#k":$name},"ExpressionAttributeValues":{":k":$value},"ReturnConsumedCapacity":"TOTAL"}"##,
    ),
    (
        "Scan",
        r##"{"TableName":$table,"FilterExpression":"attribute_exists(#k)","ExpressionAttributeNames":{"#k":$name},"ReturnConsumedCapacity":"TOTAL"}"##,
    ),
    (
        "ExecuteStatement",
        r#"{"Statement":"SELECT * FROM $from WHERE $where","Parameters":$values,"ReturnConsumedCapacity":"TOTAL"}"#,
    ),
    (
        "BatchExecuteStatement",
        r#"{"Statements":[{"Statement":"SELECT * FROM $from WHERE $where","Parameters":$values}],"ReturnConsumedCapacity":"TOTAL"}"#,
    ),
    (
        "ExecuteTransaction",
        r#"{"TransactStatements":[{"Statement":"UPDATE $from SET Seen = true WHERE $where","Parameters":$values}],"ReturnConsumedCapacity":"TOTAL"}"#,
    ),
    ("BatchGetItem", r#"{"RequestItems":{$table:{"Keys":[$key]}},"ReturnConsumedCapacity":"TOTAL"}"#),
    ("BatchWriteItem", r#"{"RequestItems":{$table:[{"PutRequest":{"Item":$key}}]},"ReturnConsumedCapacity":"TOTAL"}"#),
    (
        "TransactGetItems",
        r#"{"TransactItems":[{"Get":{"TableName":$table,"Key":$key}}],"ReturnConsumedCapacity":"TOTAL"}"#,
    ),
    (
        "TransactWriteItems",
        r##"{"TransactItems":[{"Update":{"TableName":$table,"Key":$key,"UpdateExpression":"ADD #n :one","ConditionExpression":"attribute_exists(#k)","ExpressionAttributeNames":{"#n":"Count","#k":$name},"ExpressionAttributeValues":{":one":{"N":"1"}},"ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}],"ReturnConsumedCapacity":"TOTAL"}"##,
    ),
    (
        "UpdateTable",
        r#"{"TableName":$table,"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#,
    ),
    ("CreateBackup", r#"{"TableName":$table,"BackupName":"by-hand"}"#),
    (
        "UpdateTimeToLive",
        r#"{"TableName":$table,"TimeToLiveSpecification":{"AttributeName":"expires","Enabled":true}}"#,
    ),
    (
        "UpdateContinuousBackups",
        r#"{"TableName":$table,"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    ),
    (
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":$table,"TargetTableName":"restored","UseLatestRestorableTime":true}"#,
    ),
    ("TagResource", r#"{"ResourceArn":$arn,"Tags":[{"Key":"team","Value":"blue"}]}"#),
    ("UntagResource", r#"{"ResourceArn":$arn,"TagKeys":["team"]}"#),
    ("ListTagsOfResource", r#"{"ResourceArn":$arn}"#),
    ("UpdateContributorInsights", r#"{"TableName":$table,"ContributorInsightsAction":"ENABLE"}"#),
    (
        "EnableKinesisStreamingDestination",
        r#"{"TableName":$table,"StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes"}"#,
    ),
    (
        "DisableKinesisStreamingDestination",
        r#"{"TableName":$table,"StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes"}"#,
    ),
    (
        "UpdateKinesisStreamingDestination",
        r#"{"TableName":$table,"StreamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/changes","UpdateKinesisStreamingConfiguration":{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}"#,
    ),
    (
        "PutResourcePolicy",
        r##"{"ResourceArn":$arn,"Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"123456789012\"},\"Action\":\"dynamodb:GetItem\",\"Resource\":\"*\"}]}"}"##,
    ),
    ("GetResourcePolicy", r#"{"ResourceArn":$arn}"#),
    ("DeleteResourcePolicy", r#"{"ResourceArn":$arn}"#),
    ("ListExports", r#"{"TableArn":$arn}"#),
    ("ListImports", r#"{"TableArn":$arn}"#),
];

/// The operations whose only required member is the table's name.
const OF_A_TABLE: &[&str] = &[
    "DescribeTable",
    "DescribeTimeToLive",
    "DescribeContinuousBackups",
    "DeleteTable",
    "ListBackups",
    "ListStreams",
    "DescribeContributorInsights",
    "ListContributorInsights",
    "DescribeKinesisStreamingDestination",
];

/// A body for an operation, about a table.
pub fn template(operation: &str, table: Option<&TableDescription>) -> String {
    let Some(table) = table else { return "{}".to_owned() };
    let of_a_table = OF_A_TABLE.contains(&operation).then_some(r#"{"TableName":$table}"#);
    let found = TEMPLATES.iter().find(|(name, _)| *name == operation).map(|(_, template)| *template);
    let Some(template) = found.or(of_a_table) else { return "{}".to_owned() };
    let Some(definition) = key_definition(table) else { return "{}".to_owned() };
    let key = suggestion(&definition);
    let hash = definition.hash.first().map_or("", |attribute| attribute.name.as_str());
    let text = |text: &Option<String>| json::text(&text.as_deref().unwrap_or_default());
    let value = key.get(hash).map(|value| json::text(value)).unwrap_or_default();
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let in_text = |text: &str| {
        let written = json::text(&text);
        written.strip_prefix('"').and_then(|inside| inside.strip_suffix('"')).unwrap_or_default().to_owned()
    };
    let equalities: Vec<String> = definition.attributes().map(|found| format!("{} = ?", quoted(&found.name))).collect();
    let values: Vec<String> =
        definition.attributes().filter_map(|found| key.get(&found.name)).map(|value| json::text(value)).collect();
    let mut body = template.to_owned();
    for (hole, filling) in [
        ("$from", in_text(&quoted(table.table_name.as_deref().unwrap_or_default()))),
        ("$where", in_text(&equalities.join(" AND "))),
        ("$values", format!("[{}]", values.join(","))),
        ("$table", text(&table.table_name)),
        ("$arn", text(&table.table_arn)),
        ("$key", json::text(&key)),
        ("$name", json::text(&hash)),
        ("$value", value),
    ] {
        body = body.replace(hole, &filling);
    }
    pretty(&body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::request::Request;
    use timemark_core::operations::{CreateTableInput, DescribeTableInput};
    use timemark_core::shapes::{KeyType, ScalarAttributeType};
    use timemark_core::{Engine, Options, lab, operations};

    #[test]
    fn what_is_offered_is_accepted() {
        let mut engine = Engine::new(Options::default());
        let keys =
            [("Artist", KeyType::Hash, ScalarAttributeType::S), ("Year", KeyType::Range, ScalarAttributeType::N)];
        assert!(engine.send(CreateTableInput::on_demand("Music", &keys)).is_ok());
        engine.advance_to(engine.now().plus_ms(60_000));
        let table = engine.send(DescribeTableInput::new("Music")).ok().and_then(|answer| answer.table);
        let known = TEMPLATES.iter().map(|(name, _)| *name).chain(OF_A_TABLE.iter().copied());
        for operation in known {
            assert!(operations::NAMES.contains(&operation), "{operation}");
            let mut engine = engine.clone();
            let prepared =
                ["PutItem", "UpdateContinuousBackups", "EnableKinesisStreamingDestination", "PutResourcePolicy"];
            for prepared in prepared {
                let body = template(prepared, table.as_ref());
                let is_same = operation == prepared;
                let made = Request::Raw { operation: prepared.to_owned(), body }.send(&mut engine);
                assert!(is_same || made.failure.is_none(), "{made:?}");
            }
            engine.advance_to(engine.now().plus_ms(600_000));
            let body = template(operation, table.as_ref());
            let answer = Request::Raw { operation: operation.to_owned(), body: body.clone() }.send(&mut engine);
            let failure = answer.failure.map(|failure| failure.name);
            let wanted = match operation {
                // The condition of the first PutItem fails the second time, and the destination is enabled already.
                "PutItem" => Some("ConditionalCheckFailedException"),
                "EnableKinesisStreamingDestination" => Some("ValidationException"),
                _ => None,
            };
            assert_eq!(failure.as_deref(), wanted, "{operation} {body} {}", answer.body);
        }
        assert_eq!(
            (template("ListTables", table.as_ref()), template("Query", None)),
            ("{}".to_owned(), "{}".to_owned())
        );
        assert!(lab::NAMES.iter().all(|name| template(name, table.as_ref()) == "{}"));
    }
}
