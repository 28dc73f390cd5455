//! Calls in another region, and calls about contributor insights, Kinesis destinations and resource policies.

use super::Workload;
use crate::Rng;
use crate::checkers::Held;

/// Calls on tables and their backups. `{T}` is the name of a table, `{A}` the ARN of a backup, `{K}` a key, `{N}` a number,
/// `{P}` the part of a table's ARN before the name, `{S}` the ARN of a Kinesis stream.
const CALLS: &[(u64, &str, &str)] = &[
    (
        4,
        "CreateTable",
        r#"{"TableName":"{T}","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"a","AttributeType":"S"},
                {"AttributeName":"b","AttributeType":"N"},{"AttributeName":"c","AttributeType":"S"}],
            "GlobalSecondaryIndexes":[{"IndexName":"keys","Projection":{"ProjectionType":"KEYS_ONLY"},"KeySchema":[
                {"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"HASH"},
                {"AttributeName":"c","KeyType":"RANGE"},{"AttributeName":"pk","KeyType":"RANGE"}]}],
            "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#,
    ),
    (1, "DeleteTable", r#"{"TableName":"{T}"}"#),
    (
        8,
        "PutItem",
        r#"{"TableName":"{T}","Item":{"pk":{"S":"{K}"},"a":{"S":"x"},"b":{"N":"{N}"},"c":{"S":"{K}"}},"ReturnValues":"ALL_OLD"}"#,
    ),
    (2, "DeleteItem", r#"{"TableName":"{T}","Key":{"pk":{"S":"{K}"}},"ReturnValues":"ALL_OLD"}"#),
    (4, "ExecuteStatement", r#"{"Statement":"UPDATE {T} SET b = {N} REMOVE c WHERE pk = '{K}' RETURNING ALL NEW *"}"#),
    (2, "ExecuteStatement", r#"{"Statement":"SELECT * FROM \"{T}\".\"keys\" WHERE a = 'x' AND b = {N}"}"#),
    (
        2,
        "BatchExecuteStatement",
        r#"{"Statements":[{"Statement":"INSERT INTO {T} VALUE {'pk':'{K}','b':{N}}"},{"Statement":"SELECT b FROM {T} WHERE pk = '{K}'"}]}"#,
    ),
    (
        2,
        "ExecuteTransaction",
        r#"{"TransactStatements":[{"Statement":"UPDATE {T} SET b = {N} WHERE pk = '{K}'"}],"ClientRequestToken":"token-{N}"}"#,
    ),
    (
        2,
        "Query",
        r#"{"TableName":"{T}","IndexName":"keys","KeyConditionExpression":"a = :a AND b = :b AND c >= :c","ExpressionAttributeValues":{":a":{"S":"x"},":b":{"N":"{N}"},":c":{"S":"{K}"}}}"#,
    ),
    (2, "Scan", r#"{"TableName":"{T}"}"#),
    (4, "CreateBackup", r#"{"TableName":"{T}","BackupName":"nightly"}"#),
    (1, "DeleteBackup", r#"{"BackupArn":"{A}"}"#),
    (1, "DescribeBackup", r#"{"BackupArn":"{A}"}"#),
    (1, "ListBackups", "{}"),
    (2, "RestoreTableFromBackup", r#"{"TargetTableName":"restored","BackupArn":"{A}"}"#),
    (
        1,
        "UpdateContinuousBackups",
        r#"{"TableName":"{T}","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
    ),
    (
        1,
        "RestoreTableToPointInTime",
        r#"{"SourceTableName":"{T}","TargetTableName":"restored","UseLatestRestorableTime":true}"#,
    ),
    (1, "UpdateTimeToLive", r#"{"TableName":"{T}","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"b"}}"#),
    (1, "ListTables", "{}"),
    (1, "DescribeTable", r#"{"TableName":"{T}"}"#),
];

/// Calls about contributor insights, Kinesis destinations, resource policies, global tables, exports and imports.
const NEIGHBOURS: &[(u64, &str, &str)] = &[
    (3, "UpdateContributorInsights", r#"{"TableName":"{T}","ContributorInsightsAction":"ENABLE"}"#),
    (1, "UpdateContributorInsights", r#"{"TableName":"{T}","ContributorInsightsAction":"DISABLE"}"#),
    (1, "DescribeContributorInsights", r#"{"TableName":"{T}"}"#),
    (1, "ListContributorInsights", "{}"),
    (3, "EnableKinesisStreamingDestination", r#"{"TableName":"{T}","StreamArn":"{S}"}"#),
    (
        1,
        "UpdateKinesisStreamingDestination",
        r#"{"TableName":"{T}","StreamArn":"{S}","UpdateKinesisStreamingConfiguration":{"ApproximateCreationDateTimePrecision":"MICROSECOND"}}"#,
    ),
    (1, "DisableKinesisStreamingDestination", r#"{"TableName":"{T}","StreamArn":"{S}"}"#),
    (1, "DescribeKinesisStreamingDestination", r#"{"TableName":"{T}"}"#),
    (
        3,
        "PutResourcePolicy",
        r#"{"ResourceArn":"{P}{T}","Policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"dynamodb:GetItem\",\"Resource\":\"{P}{T}\"}]}"}"#,
    ),
    (1, "GetResourcePolicy", r#"{"ResourceArn":"{P}{T}"}"#),
    (1, "DeleteResourcePolicy", r#"{"ResourceArn":"{P}{T}"}"#),
    (1, "DescribeTableReplicaAutoScaling", r#"{"TableName":"{T}"}"#),
    (1, "ListGlobalTables", "{}"),
    (1, "ListExports", "{}"),
    (1, "ListImports", "{}"),
];

/// Fills in a body's `{…}`.
fn filled(rng: &mut Rng, body: &str, region: &str, table: &str, arn: &str) -> String {
    let tables = format!("arn:aws:dynamodb:{region}:123456789012:table/");
    let stream = format!("arn:aws:kinesis:{region}:123456789012:stream/changes");
    let key = *rng.pick(&["a", "b", "c"]);
    let number = rng.below(3).to_string();
    let parts = [("{T}", table), ("{A}", arn), ("{K}", key), ("{N}", &number), ("{P}", &tables), ("{S}", &stream)];
    parts.into_iter().fold(body.to_owned(), |body, (name, value)| body.replace(name, value))
}

impl Workload {
    /// Some calls in another region, where tables have the same names.
    pub(super) fn elsewhere(&mut self) -> Held {
        if self.harness.is_faulty() {
            return Ok(());
        }
        for _ in 0..self.rng.between(1, 12) {
            let calls = if self.rng.percent(25) { NEIGHBOURS } else { CALLS };
            let drawn: Vec<_> = calls.iter().map(|&(weight, operation, body)| (weight, (operation, body))).collect();
            let (operation, body) = *self.rng.weighted(&drawn);
            let table = *self.rng.pick(&["Music", "Music", "restored"]);
            let arn = if self.arns.is_empty() { "none" } else { self.rng.pick(&self.arns) }.to_owned();
            let body = filled(&mut self.rng, body, self.harness.elsewhere.region, table, &arn);
            let answer = self.harness.call_elsewhere(&format!("DynamoDB_20120810.{operation}"), &body)?;
            if let ("CreateBackup", Some((_, rest))) = (operation, answer.split_once(r#""BackupArn":""#)) {
                self.arns.extend(rest.split('"').next().map(str::to_owned));
            }
        }
        Ok(())
    }

    /// A call of [`NEIGHBOURS`] in the engine's own region.
    pub(super) fn neighbour(&mut self) -> Held {
        let Some(spec) = self.spec() else { return Ok(()) };
        let drawn: Vec<_> = NEIGHBOURS.iter().map(|&(weight, operation, body)| (weight, (operation, body))).collect();
        let (operation, body) = *self.rng.weighted(&drawn);
        let body = filled(&mut self.rng, body, "us-east-1", &spec.name, "");
        let status = self.harness.wire(&format!("DynamoDB_20120810.{operation}"), body.as_bytes())?;
        self.harness.note(&format!("{operation} {status}"));
        Ok(())
    }
}
