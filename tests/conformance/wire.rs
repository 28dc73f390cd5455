//! The protocol: statuses, headers, bodies, and the order of refusal.

use crate::harness::*;
use serde_json::json;
use timemark_core::wire::Response;

fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers().into_iter().find(|(found, _)| *found == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// CRC-32 as zlib computes it, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

// Serialization

/// The operations of DynamoDB that the engine does not have answer this for any body: updates of global tables, export
/// and import, bulk operations, vectors.
#[test]
fn operations_that_are_not_here() {
    const ABSENT: [&str; 12] = [
        "UpdateGlobalTable",
        "UpdateGlobalTableSettings",
        "UpdateTableReplicaAutoScaling",
        "ExportTableToPointInTime",
        "DescribeExport",
        "ImportTable",
        "DescribeImport",
        "StartBulkPutItems",
        "DescribeBulkOperation",
        "ListBulkOperations",
        "CancelBulkOperation",
        "SearchVectors",
    ];
    let unknown = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
    let mut lab = Lab::new();
    lab.table("Music");
    for operation in ABSENT {
        for body in ["{}", r#"{"TableName":"Music"}"#, r#"{"TableName":7}"#] {
            let response = lab.engine.handle(&format!("DynamoDB_20120810.{operation}"), body.as_bytes());
            assert_eq!((response.status, text(&response)), (400, unknown.to_owned()), "{operation} {body}");
        }
    }
    // Together with the supported operations they are all that the service model has.
    let here = timemark_core::operations::NAMES
        .iter()
        .filter(|name| timemark_core::operations::service_of(name) == Some(timemark_core::Service::DynamoDb));
    assert_eq!(here.count() + ABSENT.len(), 62);
}

#[test]
fn refusals_in_their_order() {
    let serialization = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#;
    let unknown = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep = format!("{{\"Item\":{}{}}}", "{\"L\":[".repeat(100), "]}".repeat(100));
    let create = "DynamoDB_20120810.CreateBackup";
    for (what, target, body, expected) in [
        ("no JSON", create, &b"{"[..], serialization),
        ("no JSON, for no operation", "", b"{", serialization),
        ("JSON and more", create, b"{} {}", serialization),
        ("no structure", create, b"[]", serialization),
        ("a text", create, b"\"x\"", serialization),
        ("null", create, b"null", serialization),
        ("broken UTF-8", create, b"{\"TableName\":\"\xFF\xFE\"}", serialization),
        ("a lone surrogate", create, br#"{"TableName":"\ud800"}"#, serialization),
        ("a number beyond all numbers", create, br#"{"Limit":1e999}"#, serialization),
        ("single quotes", create, b"{'a':1}", serialization),
        ("a hundred thousand lists", create, nested.as_bytes(), serialization),
        ("a hundred levels of values", "DynamoDB_20120810.PutItem", deep.as_bytes(), serialization),
        ("no target", "", b"{}", unknown),
        ("no operation", "DynamoDB_20120810.", b"{}", unknown),
        ("no such operation", "DynamoDB_20120810.MakeBackup", b"{}", unknown),
        ("an operation that is not here", "DynamoDB_20120810.UpdateGlobalTable", b"{}", unknown),
        ("small letters", "DynamoDB_20120810.createbackup", b"{}", unknown),
        ("another version", "DynamoDB_20111205.CreateBackup", b"{}", unknown),
        ("no version", "CreateBackup", b"{}", unknown),
        ("the lab's, asked of DynamoDB", "DynamoDB_20120810.AdvanceClock", b"{}", unknown),
        ("DynamoDB's, asked of the lab", "Timemark_20261122.CreateBackup", b"{}", unknown),
        ("wrong types, of no operation", "DynamoDB_20120810.Nonsense", br#"{"TableName":1}"#, unknown),
        (
            "a wrong type before a broken constraint",
            create,
            br#"{"TableName":1,"BackupName":"!"}"#,
            r#"{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}"#,
        ),
        (
            "a broken constraint before a missing table",
            create,
            br#"{"TableName":"Nowhere","BackupName":"a!c"}"#,
            r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value 'a!c' at 'backupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"}"#,
        ),
        (
            "a missing table",
            create,
            br#"{"TableName":"Nowhere","BackupName":"abc"}"#,
            r#"{"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException","message":"Table not found: Nowhere"}"#,
        ),
    ] {
        let mut lab = Lab::new();
        let before = lab.engine.digest();
        let response = lab.handle(target, body);
        assert_eq!((response.status, text(&response)), (400, expected.to_owned()), "{what}");
        assert_eq!(lab.engine.digest(), before, "{what}");
    }
}

#[test]
fn ten_violations_at_most_are_told() {
    let tags: Vec<_> = (0..12).map(|_| json!({})).collect();
    let error = Lab::new().call("TagResource", json!({"ResourceArn": "x", "Tags": tags})).unwrap_err();
    assert!(error.1.starts_with("10 validation errors detected: Value null at 'tags.1.member.key'"), "{}", error.1);
    assert_eq!(error.1.matches("failed to satisfy constraint").count(), 10);
}

// Validation

#[test]
fn a_body_of_16_mb_and_one_byte_more() {
    let mut lab = Lab::new();
    let mut body = b"{}".to_vec();
    body.resize(16 * 1024 * 1024, b' ');
    assert_eq!(lab.handle("DynamoDB_20120810.ListTables", &body).status, 200);
    body.push(b' ');
    assert_eq!(lab.handle("DynamoDB_20120810.ListTables", &body).status, 413);
}

// Behaviour

#[test]
fn headers_of_answers_and_of_errors() {
    let mut lab = Lab::new();
    let mut ids = Vec::new();
    for (target, body, status) in [
        ("DynamoDB_20120810.ListTables", &b"{}"[..], 200),
        ("DynamoDB_20120810.ListTables", b"", 200),
        ("DynamoDB_20120810.ListTables", b"  {\n}\t", 200),
        ("DynamoDB_20120810.DescribeTable", b"{}", 400),
        ("DynamoDB_20120810.DescribeTable", b"{", 400),
        ("DynamoDB_20120810.Nonsense", b"{}", 400),
        ("Timemark_20261122.DescribeLab", b"{}", 200),
    ] {
        let response = lab.handle(target, body);
        assert_eq!(response.status, status, "{target}");
        assert_eq!(header(&response, "content-type"), "application/x-amz-json-1.0");
        assert_eq!(header(&response, "x-amz-crc32"), crc32(&response.body).to_string());
        let id = header(&response, "x-amzn-requestid");
        assert_eq!(id.len(), 52);
        assert!(id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{id}");
        ids.push(id.to_owned());
    }
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7, "each request has an id of its own, whatever it was refused for");
}

#[test]
fn request_ids_are_not_repeated() {
    let mut lab = Lab::new();
    let mut ids: Vec<String> = (0..100)
        .map(|_| header(&lab.handle("DynamoDB_20120810.ListTables", b"{}"), "x-amzn-requestid").to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 100);
}

#[test]
fn an_operation_without_an_output_has_no_body() {
    let mut lab = Lab::new();
    lab.table("Music");
    let body = json!({"ResourceArn": format!("{TABLES}Music"), "Tags": [{"Key": "a", "Value": ""}]}).to_string();
    let response = lab.handle("DynamoDB_20120810.TagResource", body.as_bytes());
    assert_eq!((response.status, response.body), (200, Vec::new()));
}

#[test]
fn times_are_numbers_of_seconds() {
    let mut lab = Lab::new();
    lab.table("Music");
    lab.advance_ms(1);
    lab.backup("Music");
    let response = lab.handle("DynamoDB_20120810.ListBackups", b"{}");
    assert!(text(&response).contains("\"BackupCreationDateTime\":1767225600.001,"), "{}", text(&response));
}

#[test]
fn null_is_as_if_it_were_not_there_and_the_last_of_a_repeated_member_counts() {
    let mut lab = Lab::new();
    lab.table("Music");
    for body in [
        &br#"{"TableName":"Nowhere","TableName":"Music"}"#[..],
        br#"{"TableName":"Music","Unknown":{"a":[1,2.5,null]}}"#,
        br#"{"TableName":"M\u0075sic"}"#,
    ] {
        assert_eq!(lab.handle("DynamoDB_20120810.DescribeTable", body).status, 200);
    }
    assert_eq!(lab.handle("DynamoDB_20120810.ListTables", br#"{"Limit":null}"#).status, 200);
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let run = || {
        let mut lab = Lab::new();
        lab.table("Music");
        lab.put("Music", "a");
        let arn = lab.backup("Music");
        lab.ok("RestoreTableFromBackup", json!({"TargetTableName": "Copy", "BackupArn": arn}));
        ["ListBackups", "ListTables"].map(|name| lab.handle(&format!("DynamoDB_20120810.{name}"), b"{}"))
    };
    assert_eq!(run(), run());
}
