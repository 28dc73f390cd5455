//! Requests that must be refused, or may be: overrides that fit a backup, and some that do not.

use super::Workload;
use crate::Rng;
use crate::checkers::{Held, ensure};
use crate::model::ModelIndex;
use crate::spec::{projection, schema};
use timemark_core::operations::RestoreTableFromBackupInput;
use timemark_core::shapes::*;

/// Bodies that are refused whatever the state.
const REFUSED: &[(&str, &str)] = &[
    ("CreateBackup", r#"{"TableName":"Music"}"#),
    ("CreateBackup", r#"{"TableName":"Music","BackupName":"no spaces"}"#),
    ("CreateBackup", r#"{"TableName":7,"BackupName":"nightly"}"#),
    ("CreateBackup", r#"{"TableName":"never-there","BackupName":"nightly"}"#),
    ("DeleteBackup", r#"{"BackupArn":"short"}"#),
    (
        "DescribeBackup",
        r#"{"BackupArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01576616366715-b4e58d3a"}"#,
    ),
    ("RestoreTableFromBackup", r#"{"TargetTableName":"a","BackupArn":"b"}"#),
    ("ListBackups", r#"{"Limit":101}"#),
    ("ListBackups", r#"{"Limit":0}"#),
    ("ListBackups", r#"{"TimeRangeLowerBound":1e308,"TimeRangeUpperBound":-1e308}"#),
    ("ListBackups", r#"{"TimeRangeLowerBound":NaN}"#),
    ("PutItem", r#"{"TableName":"Music","Item":{"pk":{"S":""}}}"#),
    ("PutItem", r#"{"TableName":"Music","Item":{"pk":{"NULL":true}}}"#),
    ("PutItem", r#"{"TableName":"Music","Item":{"pk":{"N":"1e999"}}}"#),
    ("PutItem", r#"{"TableName":"Music","Item":{"x":{"S":"no key"}}}"#),
    ("BatchWriteItem", r#"{"RequestItems":{"Music":[]}}"#),
    ("CreateTable", r#"{"TableName":"Music"}"#),
    ("Nonsense", "{}"),
    ("ListTables", "[1,2"),
];

impl Workload {
    pub(super) fn invalid(&mut self) -> Held {
        let (operation, body) = *self.rng.pick(REFUSED);
        let status = self.harness.wire(&format!("DynamoDB_20120810.{operation}"), body.as_bytes())?;
        ensure(status != 200, "A1", || format!("{operation} {body} was accepted"))
    }
}

/// Draws overrides for a restore; most fit.
pub fn overrides(rng: &mut Rng, input: &mut RestoreTableFromBackupInput, recorded: &[ModelIndex]) {
    let throughput = ProvisionedThroughput { read_capacity_units: Some(3), write_capacity_units: Some(4) };
    match rng.below(10) {
        0 => input.billing_mode_override = Some(BillingMode::PayPerRequest),
        1 => {
            input.billing_mode_override = Some(BillingMode::Provisioned);
            input.provisioned_throughput_override = Some(throughput.clone());
        }
        2 => input.sse_specification_override = Some(SSESpecification { enabled: Some(false), ..Default::default() }),
        3 => {
            input.global_secondary_index_override = Some(Vec::new());
            input.local_secondary_index_override = Some(Vec::new());
        }
        4 => {
            let renamed = |index: &ModelIndex| LocalSecondaryIndex {
                index_name: Some(format!("{}-renamed", index.name)),
                key_schema: Some(schema(&index.key, index.hashes)),
                projection: Some(projection(&index.projects)),
            };
            input.local_secondary_index_override =
                Some(recorded.iter().filter(|index| !index.is_global).map(renamed).collect());
        }
        // Each under the name of the next: what is alike must be told apart by more than its name.
        8 | 9 => {
            let global: Vec<&ModelIndex> = recorded.iter().filter(|index| index.is_global).collect();
            let with_throughput = rng.percent(50);
            let renamed = |(index, next): (&&ModelIndex, &&ModelIndex)| GlobalSecondaryIndex {
                index_name: Some(if global.len() > 1 { next.name.clone() } else { format!("{}-renamed", index.name) }),
                key_schema: Some(schema(&index.key, index.hashes)),
                projection: Some(projection(&index.projects)),
                provisioned_throughput: with_throughput.then(|| throughput.clone()),
                on_demand_throughput: None,
                warm_throughput: None,
            };
            let nexts = global.iter().cycle().skip(1);
            input.global_secondary_index_override = Some(global.iter().zip(nexts).map(renamed).collect());
        }
        5 => {
            let with_throughput = rng.percent(50);
            let some = |index: &&ModelIndex| index.is_global && rng.percent(70);
            let kept = |index: &ModelIndex| GlobalSecondaryIndex {
                index_name: Some(index.name.clone()),
                key_schema: Some(schema(&index.key, index.hashes)),
                projection: Some(projection(&index.projects)),
                provisioned_throughput: with_throughput.then(|| throughput.clone()),
                on_demand_throughput: None,
                warm_throughput: None,
            };
            input.global_secondary_index_override = Some(recorded.iter().filter(some).map(kept).collect());
        }
        _ => {}
    }
}
