//! One fixed scenario, and the digest that it gives everywhere: natively in debug and in release, and in a browser
//! (A3).
//!
//! The digest covers every answer of the wire, byte by byte, and the final digest of the state. A change of
//! an answer requires a change of the constant, on purpose.

use crate::Rng;
use timemark_core::wire::Request;
use timemark_core::{Engine, Options};

/// The digest of the scenario in the engine's own region.
pub const GOLDEN: &str = "a015edb4904eab24e92cc84e39771a03";

/// The digest of the scenario with every other call in another region.
pub const GOLDEN_OF_REGIONS: &str = "9bc4d6a69936c799443072403c49edc7";

/// FNV-1a over 128 bits: short, and independent of the engine.
struct Fold(u128);

impl Fold {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
        }
    }
}

/// Runs the scenario in the engine's own region.
pub fn digest() -> String {
    run(&[None])
}

/// Runs the scenario with every other call in another region.
pub fn digest_of_regions() -> String {
    run(&[None, Some("eu-west-1")])
}

/// Runs the scenario, its calls in these regions by turns.
fn run(regions: &[Option<&str>]) -> String {
    let mut engine = Engine::new(Options::default());
    let mut turns = regions.iter().cycle();
    let mut send = |engine: &mut Engine, fold: &mut Fold, target: &str, body: &str| {
        let region = turns.next().copied().flatten();
        send(engine, fold, Request { target, body: body.as_bytes(), host: None, region })
    };
    let mut fold = Fold(0x6C62_272E_07BB_0142_62B8_2175_6295_C58D);
    let mut rng = Rng::new(2026);
    let mut arns = Vec::new();
    for lab in LABS {
        send(&mut engine, &mut fold, "Timemark_20261122.UpdateLab", lab);
        for _ in regions {
            send(&mut engine, &mut fold, "DynamoDB_20120810.CreateTable", TABLE);
        }
        send(&mut engine, &mut fold, "Timemark_20261122.AdvanceClock", r#"{"Seconds":40}"#);
        for step in 0..150 {
            let (target, body) = draw(&mut rng, step, &arns);
            let answer = send(&mut engine, &mut fold, &target, &body);
            arns.extend(arn_of(&answer));
        }
        for _ in regions {
            send(&mut engine, &mut fold, "DynamoDB_20120810.DeleteTable", r#"{"TableName":"Music"}"#);
        }
        send(&mut engine, &mut fold, "Timemark_20261122.AdvanceClock", r#"{"Seconds":4000.25}"#);
    }
    fold.add(&engine.digest().to_be_bytes());
    format!("{:032x}", fold.0)
}

const LABS: [&str; 3] = [
    r#"{"Settings":{"Pace":"INSTANT","ConsistencyWindow":"ADVERSARIAL","PartitionsPerTable":3}}"#,
    r#"{"Settings":{"Pace":"REALISTIC","ConsistencyWindow":"TYPICAL","PartitionsPerTable":16}}"#,
    r#"{"Settings":{"Pace":"CUSTOM","Delays":{"BackupCreation":200.001,"Restore":0.5},"ConsistencyWindow":"EXACT"}}"#,
];

const TABLE: &str = r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"N"},{"AttributeName":"g","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["n"]}}],
    "Tags":[{"Key":"team","Value":"ü"}]}"#;

fn draw(rng: &mut Rng, step: u64, arns: &[String]) -> (String, String) {
    let (key, n) = (rng.below(12), rng.below(1_000_000));
    let arn = arns.get(rng.below(arns.len() as u64) as usize).cloned().unwrap_or_default();
    let (operation, body) = match rng.below(16) {
        0..=5 => {
            let rest = match n % 4 {
                0 => r#""g":{"S":"日本"}"#.to_owned(),
                1 => format!(r#""n":{{"N":"-{n}.5e-7"}}"#),
                2 => format!(r#""n":{{"NS":["{n}","3","0.1"]}},"b":{{"B":"AAEC"}}"#),
                _ => format!(r#""n":{{"M":{{"l":{{"L":[{{"BOOL":true}},{{"N":"{n}e100"}}]}}}}}}"#),
            };
            (
                "PutItem",
                format!(r#"{{"TableName":"Music","Item":{{"pk":{{"N":"{key}"}},{rest}}},"ReturnValues":"ALL_OLD"}}"#),
            )
        }
        6 => ("DeleteItem", format!(r#"{{"TableName":"Music","Key":{{"pk":{{"N":"{key}"}}}}}}"#)),
        7 => ("CreateBackup", format!(r#"{{"TableName":"Music","BackupName":"backup-{step}"}}"#)),
        8 => ("ListBackups", r#"{"Limit":3}"#.to_owned()),
        9 => ("DescribeBackup", format!(r#"{{"BackupArn":"{arn}"}}"#)),
        10 => ("RestoreTableFromBackup", format!(r#"{{"TargetTableName":"restored-{n}","BackupArn":"{arn}"}}"#)),
        11 => ("Scan", r#"{"TableName":"Music","Limit":5}"#.to_owned()),
        12 => ("Scan", r#"{"TableName":"Music","IndexName":"by-g"}"#.to_owned()),
        13 if n % 3 == 0 => ("DeleteBackup", format!(r#"{{"BackupArn":"{arn}"}}"#)),
        13 => ("ExplainBackup", format!(r#"{{"BackupArn":"{arn}"}}"#)),
        _ => ("AdvanceClock", format!(r#"{{"Seconds":{}}}"#, n as f64 / 30_000.0)),
    };
    let is_lab = matches!(operation, "ExplainBackup" | "AdvanceClock");
    let prefix = if is_lab { "Timemark_20261122" } else { "DynamoDB_20120810" };
    (format!("{prefix}.{operation}"), body)
}

fn send(engine: &mut Engine, fold: &mut Fold, request: Request<'_>) -> String {
    let answer = engine.respond(request);
    fold.add(&answer.status.to_be_bytes());
    answer.headers().iter().for_each(|(_, value)| fold.add(value.as_bytes()));
    fold.add(&answer.body);
    String::from_utf8(answer.body).expect("answers are UTF-8")
}

/// The ARN in the answer of a CreateBackup.
fn arn_of(answer: &str) -> Option<String> {
    let rest = answer.strip_prefix(r#"{"BackupDetails":{"BackupArn":""#)?;
    rest.split('"').next().map(str::to_owned)
}
