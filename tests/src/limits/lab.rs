//! The engine that is measured, and the measuring.

use cpu_time::ThreadTime;
use std::time::Duration;
use timemark_core::operations::service_of;
use timemark_core::wire::Response;
use timemark_core::{Engine, Options, Service, lab};

/// An engine with a table of each kind of thing that a request can name.
#[derive(Debug)]
pub struct Bench {
    engine: Engine,
    arns: Vec<(&'static str, String)>,
}

/// A request that is a fixed story's.
pub(super) fn send(engine: &mut Engine, operation: &str, body: &str) -> String {
    let Response { status, body: answer, .. } = engine.handle(&target(operation), body.as_bytes());
    let answer = String::from_utf8(answer).unwrap();
    assert_eq!(status, 200, "{operation} {:.300}: {answer}", body);
    answer
}

/// The processor's time of so many steps, each a few instructions that wait for each other: how fast this machine is.
pub fn time_of_steps(steps: u64) -> Duration {
    let begun = ThreadTime::now();
    let mut state = steps | 1;
    for _ in 0..steps {
        // The numbers of Marsaglia's generator, which no compiler works out beforehand.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    std::hint::black_box(state);
    begun.elapsed()
}

/// The target of an operation.
pub fn target(operation: &str) -> String {
    let service = if lab::NAMES.contains(&operation) { Some(Service::Lab) } else { service_of(operation) };
    format!("{}{operation}", service.unwrap_or(Service::DynamoDb).target_prefix())
}

impl Bench {
    /// Creates it.
    #[allow(clippy::new_without_default, reason = "it is a long story, not an empty value")]
    pub fn new() -> Bench {
        let mut engine = Engine::new(Options::default());
        let attributes = r#"[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}]"#;
        let index = r#"[{"IndexName":"index","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]"#;
        let created = send(
            &mut engine,
            "CreateTable",
            &format!(
                r#"{{"TableName":"Music","AttributeDefinitions":{attributes},"KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"BillingMode":"PAY_PER_REQUEST","GlobalSecondaryIndexes":{index},"StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}}}"#
            ),
        );
        // The item that requests name: a long list, so that what works on it has something to work on.
        let list = vec![r#"{"N":"1"}"#; 2_000].join(",");
        for number in 0..40 {
            let item = format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a{number}"}},"g":{{"S":"x"}}}}}}"#);
            send(&mut engine, "PutItem", &item);
        }
        send(
            &mut engine,
            "PutItem",
            &format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},"n":{{"N":"1"}},"l":{{"L":[{list}]}}}}}}"#),
        );
        let recovery =
            r#"{"TableName":"Music","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#;
        send(&mut engine, "UpdateContinuousBackups", recovery);
        let backup = send(&mut engine, "CreateBackup", r#"{"TableName":"Music","BackupName":"nightly"}"#);
        engine.advance_to(engine.now().plus_ms(600_000));
        let table = between(&created, "\"TableArn\":\"");
        let stream = between(&created, "\"LatestStreamArn\":\"");
        let described = send(&mut engine, "DescribeStream", &format!(r#"{{"StreamArn":"{stream}"}}"#));
        let shard = between(&described, "\"ShardId\":\"");
        let iterator = format!(r#"{{"StreamArn":"{stream}","ShardId":"{shard}","ShardIteratorType":"TRIM_HORIZON"}}"#);
        let iterator = between(&send(&mut engine, "GetShardIterator", &iterator), "\"ShardIterator\":\"");
        let arns = vec![
            ("TableArn", table.clone()),
            ("ResourceArn", table.clone()),
            ("SourceTableArn", table),
            ("BackupArn", between(&backup, "\"BackupArn\":\"")),
            ("StreamArn", stream),
            ("ShardId", shard),
            ("ShardIterator", iterator),
        ];
        Bench { engine, arns }
    }

    /// Adds a table with the key `pk`.
    pub fn add_table(&mut self, table: &str) {
        let body = format!(
            r#"{{"TableName":"{table}","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],"KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],"BillingMode":"PAY_PER_REQUEST"}}"#
        );
        send(&mut self.engine, "CreateTable", &body);
        self.engine.advance_to(self.engine.now().plus_ms(60_000));
    }

    /// Puts an item, given as JSON.
    pub fn put(&mut self, table: &str, item: &str) {
        send(&mut self.engine, "PutItem", &format!(r#"{{"TableName":"{table}","Item":{item}}}"#));
    }

    /// A right value of a member of that name, as JSON.
    pub fn example(&self, member: &str) -> Option<String> {
        if let Some((_, arn)) = self.arns.iter().find(|(name, _)| *name == member) {
            return Some(format!("\"{arn}\""));
        }
        let text = match member {
            "TableName" | "SourceTableName" | "GlobalTableName" => "\"Music\"",
            "TargetTableName" => "\"Copy\"",
            "Item" | "Key" => r#"{"pk":{"S":"a"}}"#,
            "AttributeName" => "\"pk\"",
            "AttributeDefinitions" => r#"[{"AttributeName":"pk","AttributeType":"S"}]"#,
            "KeySchema" => r#"[{"AttributeName":"pk","KeyType":"HASH"}]"#,
            "Statement" => "\"SELECT * FROM \\\"Music\\\" WHERE pk = 'a'\"",
            "UpdateExpression" => "\"SET n = :a\"",
            "ConditionExpression" => "\"attribute_exists(pk)\"",
            "Projection" => r#"{"ProjectionType":"ALL"}"#,
            "TransactItems" => r#"[{"Put":{"TableName":"Music","Item":{"pk":{"S":"a"}}}}]"#,
            "Operation" => "\"PutItem\"",
            "Error" => "\"InternalServerError\"",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Requests that are right, each by the members that it has beside the required ones.
    pub fn bases(&self, operation: &str) -> Vec<Vec<(&'static str, String)>> {
        let of = |members: &[(&'static str, &str)]| {
            members.iter().map(|(name, json)| (*name, (*json).to_owned())).collect::<Vec<_>>()
        };
        let condition: &[(&str, &str)] = &[
            ("ConditionExpression", "\"attribute_exists(#pk) OR pk <> :a\""),
            ("ExpressionAttributeNames", "{\"#pk\":\"pk\"}"),
            ("ExpressionAttributeValues", "{\":a\":{\"S\":\"a\"}}"),
        ];
        let projection: &[(&str, &str)] =
            &[("ProjectionExpression", "\"#pk\""), ("ExpressionAttributeNames", "{\"#pk\":\"pk\"}")];
        let key = r#"{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}"#;
        match operation {
            "PutItem" | "DeleteItem" => vec![Vec::new(), of(condition)],
            "UpdateItem" => vec![
                Vec::new(),
                of(&[&[("UpdateExpression", "\"SET n = :a\"")], condition].concat()),
                of(&[("Expected", "{\"pk\":{\"Exists\":true,\"Value\":{\"S\":\"a\"}}}")]),
            ],
            "GetItem" | "Scan" => vec![Vec::new(), of(projection)],
            "Query" => vec![
                of(&[("KeyConditions", key)]),
                of(&[
                    ("KeyConditionExpression", "\"#pk = :a\""),
                    ("ExpressionAttributeNames", "{\"#pk\":\"pk\"}"),
                    ("ExpressionAttributeValues", "{\":a\":{\"S\":\"a\"}}"),
                ]),
            ],
            "CreateTable" => vec![of(&[("TableName", "\"Fresh\""), ("BillingMode", "\"PAY_PER_REQUEST\"")])],
            "UpdateTable" => vec![of(&[("DeletionProtectionEnabled", "true")]), Vec::new()],
            "RestoreTableToPointInTime" => {
                vec![of(&[("SourceTableName", "\"Music\""), ("UseLatestRestorableTime", "true")])]
            }
            _ => vec![Vec::new()],
        }
    }

    /// A copy of the engine, to be measured once.
    pub fn engine(&self) -> Engine {
        self.engine.clone()
    }

    /// The least processor time of `times` runs of a request, each on an engine of its own, and the answer.
    pub fn time(&self, operation: &str, body: &str, times: usize) -> (Duration, Response) {
        let target = target(operation);
        let mut best: Option<(Duration, Response)> = None;
        for _ in 0..times {
            let mut engine = self.engine();
            let begin = ThreadTime::now();
            let answer = engine.handle(&target, body.as_bytes());
            let took = begin.elapsed();
            if best.as_ref().is_none_or(|(least, _)| took < *least) {
                best = Some((took, answer));
            }
        }
        best.unwrap()
    }
}

/// What stands between a mark and the next quotation mark.
fn between(text: &str, mark: &str) -> String {
    text.split(mark)
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("{mark} in {text}"))
        .to_owned()
}
