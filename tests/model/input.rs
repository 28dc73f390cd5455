//! Q3 and Q4: any input gets an answer, an error changes nothing, and the work is linear.

use timemark_core::Options;
use timemark_core::Service;
use timemark_core::operations::{NAMES, service_of};
use timemark_tests::{Broken, Harness, Rng};

const TABLE: &str = r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}"#;

/// Valid bodies, to be mutated.
const BODIES: &[&str] = &[
    TABLE,
    r#"{"TableName":"Music","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"n":{"N":"-1.5e-130"},"l":{"L":[{"M":{"x":{"NULL":true}}}]}}}"#,
    r#"{"RequestItems":{"Music":[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"S":"c"},"s":{"SS":["x","y"]},"b":{"B":"AAEC"}}}}]}}"#,
    r#"{"TableName":"Music","BackupName":"nightly"}"#,
    r#"{"TargetTableName":"restored","BackupArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music/backup/01767225600000-b4e58d3a","GlobalSecondaryIndexOverride":[]}"#,
    r#"{"TableName":"Music","Limit":3,"ExclusiveStartKey":{"pk":{"S":"a"},"sk":{"S":"b"}},"Segment":0,"TotalSegments":2}"#,
    r#"{"Limit":100,"TimeRangeLowerBound":1767225600.5,"TimeRangeUpperBound":1e308,"BackupType":"ALL"}"#,
    r#"{"Settings":{"Pace":"CUSTOM","Delays":{"BackupCreation":1.5},"PartitionsPerTable":7}}"#,
    r#"{"Seconds":1.5}"#,
    r#"{"Operation":"ListTables","Error":"ThrottlingException","OneIn":3}"#,
    r#"{"ResourceArn":"arn:aws:dynamodb:us-east-1:123456789012:table/Music","Tags":[{"Key":"a","Value":"b"}]}"#,
];

/// Fragments that are inserted into bodies.
const SPLINTERS: &[&str] = &[
    "\0",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "NaN",
    "-",
    "1e999",
    "-1e308",
    "9007199254740993",
    "18446744073709551616",
    "\\u0000",
    "\\ud800",
    "\\",
    "\u{202e}",
    "日",
    "__proto__",
    "<img onerror>",
    "[[[[",
    "{\"M\":",
    "{\"L\":[",
    "253402300800",
    "-62135596800",
];

fn harness() -> Harness {
    let mut harness = Harness::new(Options::default());
    assert_eq!(harness.wire("DynamoDB_20120810.CreateTable", TABLE.as_bytes()), Ok(200));
    harness
}

fn target(rng: &mut Rng) -> String {
    let lab = *rng.pick(timemark_core::lab::NAMES);
    match rng.below(12) {
        0 => String::new(),
        1 => format!("DynamoDB_20120810.{lab}"),
        2 => "DynamoDB_20120810.".to_owned(),
        3..=5 => format!("Timemark_20261122.{lab}"),
        _ => {
            let name = *rng.pick(NAMES);
            format!("{}{name}", service_of(name).unwrap_or(Service::DynamoDb).target_prefix())
        }
    }
}

/// A valid body with a few mutations: bytes flipped, removed or doubled, fragments inserted.
fn mutated(rng: &mut Rng) -> Vec<u8> {
    let mut body = rng.pick(BODIES).as_bytes().to_vec();
    for _ in 0..rng.below(6) {
        let at = rng.below(body.len() as u64 + 1) as usize;
        let end = (at + rng.below(12) as usize).min(body.len());
        match rng.below(5) {
            0 => drop(body.drain(at..end)),
            1 => body.extend_from_within(at..end),
            2 if at < body.len() => body[at] = rng.next_u64() as u8,
            3 => drop(body.splice(at..at, rng.pick(SPLINTERS).bytes())),
            _ => drop(body.splice(at..end, rng.pick(BODIES).bytes().take(20))),
        }
    }
    body
}

#[test]
fn mutated_bodies_are_answered() -> Result<(), Broken> {
    let (mut harness, mut rng) = (harness(), Rng::new(1));
    let (mut accepted, mut refused) = (0, 0);
    for n in 0..60_000 {
        if n % 3_000 == 0 {
            harness = self::harness();
        }
        let (target, body) = (target(&mut rng), mutated(&mut rng));
        match harness.wire(&target, &body)? {
            200 => accepted += 1,
            _ => refused += 1,
        }
    }
    assert!(accepted > 1_000 && refused > 10_000, "{accepted} accepted, {refused} refused");
    Ok(())
}

#[test]
fn garbage_is_refused() -> Result<(), Broken> {
    let (mut harness, mut rng) = (harness(), Rng::new(2));
    for _ in 0..20_000 {
        let body: Vec<u8> = (0..1 + rng.below(64)).map(|_| rng.next_u64() as u8).collect();
        let status = harness.wire(&target(&mut rng), &body)?;
        assert!((400..500).contains(&status), "{status} for {body:?}");
    }
    Ok(())
}

/// Depth is bounded by a limit and not by the stack: a depth of a hundred thousand is refused like one of 33.
#[test]
fn nesting_is_bounded() -> Result<(), Broken> {
    let mut harness = harness();
    let item = |open: &str, close: &str, depth: usize| {
        let (open, close) = (open.repeat(depth), close.repeat(depth));
        let value = format!(r#"{open}{{"S":"x"}}{close}"#);
        format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"a"}},"sk":{{"S":"b"}},"v":{value}}}}}"#)
    };
    for (open, close) in [(r#"{"L":["#, "]}"), (r#"{"M":{"m":"#, "}}")] {
        for (depth, status) in [(1, 200), (31, 200), (32, 200), (33, 400), (1_000, 400), (100_000, 400)] {
            let body = item(open, close, depth);
            assert_eq!(harness.wire("DynamoDB_20120810.PutItem", body.as_bytes())?, status, "{open} {depth}");
        }
    }
    for text in ["[", "{\"a\":", "[{\"a\":"] {
        assert_eq!(harness.wire("DynamoDB_20120810.ListTables", text.repeat(200_000).as_bytes())?, 400, "{text}");
    }
    Ok(())
}

/// Q3: at a limit the request is accepted; one beyond it is refused and nothing has changed.
#[test]
fn limits_are_checked_before_anything_changes() -> Result<(), Broken> {
    let mut harness = harness();
    let x = |n: usize| "x".repeat(n);
    let item = |pk: &str, sk: &str, name: &str, value: &str| {
        format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{sk}"}},"{name}":{value}}}}}"#)
    };
    let number = |digits: usize| format!(r#"{{"N":"{}"}}"#, "7".repeat(digits));
    let text = |length: usize| format!(r#"{{"S":"{}"}}"#, x(length));
    // pk, sk and v: five bytes of names, two of keys.
    let (whole, rest) = (400 * 1024, 7);
    for (body, status) in [
        (item("a", "b", "v", &text(whole - rest)), 200),
        (item("a", "b", "v", &text(whole - rest + 1)), 400),
        (item("a", "b", "v", &number(38)), 200),
        (item("a", "b", "v", &number(39)), 400),
        (item("a", "b", "v", r#"{"N":"9.9e125"}"#), 200),
        (item("a", "b", "v", r#"{"N":"1e126"}"#), 400),
        (item("a", "b", "v", r#"{"N":"1e-130"}"#), 200),
        (item("a", "b", "v", r#"{"N":"1e-131"}"#), 400),
        (item(&x(2_048), "b", "v", &text(1)), 200),
        (item(&x(2_049), "b", "v", &text(1)), 400),
        (item("a", &x(1_024), "v", &text(1)), 200),
        (item("a", &x(1_025), "v", &text(1)), 400),
        (item("a", "b", &x(65_535), &text(1)), 200),
        (item("a", "b", &x(65_536), &text(1)), 400),
    ] {
        let seen = &body[..body.len().min(120)];
        assert_eq!(harness.wire("DynamoDB_20120810.PutItem", body.as_bytes())?, status, "{seen}");
    }
    for (length, status) in [(16 * 1024 * 1024, 200), (16 * 1024 * 1024 + 1, 413)] {
        let body = format!("{{}}{}", " ".repeat(length - 2));
        assert_eq!(harness.wire("DynamoDB_20120810.ListTables", body.as_bytes())?, status);
    }
    Ok(())
}

/// A body of so many members.
type Shape = fn(usize) -> String;

/// Q4: an answer is no larger than its request, and a hundred thousand members are answered at all: quadratic work
/// would take minutes.
#[test]
fn large_inputs_give_bounded_answers() -> Result<(), Broken> {
    let shapes: [(&str, Shape); 5] = [
        ("PutItem", |n| {
            format!(r#"{{"TableName":"Music","Item":{{{}"pk":{{"S":"a"}}}}}}"#, r#""a":{"N":"1"},"#.repeat(n))
        }),
        ("PutItem", |n| format!(r#"{{"TableName":"Music","Item":{{"v":{{"NS":[{}"1"]}}}}}}"#, r#""1","#.repeat(n))),
        ("BatchWriteItem", |n| format!(r#"{{"RequestItems":{{"Music":[{}{{}}]}}}}"#, "{},".repeat(n))),
        ("CreateBackup", |n| format!(r#"{{"TableName":"{}","BackupName":"!"}}"#, "a".repeat(n))),
        ("TagResource", |n| format!(r#"{{"ResourceArn":"arn:x","Tags":[{}{{}}]}}"#, r#"{"Key":""},"#.repeat(n))),
    ];
    let mut harness = harness();
    for (operation, shape) in shapes {
        for size in [1_000, 100_000] {
            let body = shape(size);
            let answer = harness.engine.handle(&format!("DynamoDB_20120810.{operation}"), body.as_bytes());
            assert!(answer.status >= 400, "{operation} of {size} was accepted");
            assert!(
                answer.body.len() <= 2 * body.len() + 1_000,
                "{operation}: {} for {}",
                answer.body.len(),
                body.len()
            );
        }
    }
    harness.follow()
}
