use super::*;
use timemark_core::Options;
use timemark_core::operations::{CreateBackupInput, CreateTableInput};
use timemark_core::shapes::{KeyType, ScalarAttributeType};

#[test]
fn json_is_laid_out_line_by_line() {
    let table =
        CreateTableInput { tags: Some(vec![]), table_name: Some("a\\\": {[,".to_owned()), ..Default::default() };
    let keys = CreateTableInput::on_demand("Music", &[]).key_schema;
    let request = Request::from(CreateTableInput { key_schema: keys, ..table });
    let value: serde_json::Value = serde_json::from_str(&request.sent()).unwrap_or_default();
    let text = request.body();
    assert_eq!(serde_json::from_str(&text).ok(), Some(value));
    assert_eq!(text, "{\n  \"TableName\": \"a\\\\\\\": {[,\",\n  \"KeySchema\": [],\n  \"Tags\": []\n}");
    assert_eq!(pretty(r#"{"a":[{"b":[]},1]}"#), "{\n  \"a\": [\n    {\n      \"b\": []\n    },\n    1\n  ]\n}");
}

fn raw(operation: &str, body: &str) -> Answer {
    Request::Raw { operation: operation.to_owned(), body: body.to_owned() }.send(&mut Engine::new(Options::default()))
}

#[test]
fn what_is_written_by_hand_goes_over_the_wire() {
    assert_eq!(raw("ListTables", "{}").body, r#"{"TableNames":[]}"#);
    assert_eq!(raw("DescribeLab", "{}").status, 200);
    for (operation, body, name, text) in [
        ("ListTables", "{", "SerializationException", ""),
        ("Nonsense", "{}", "UnknownOperationException", ""),
        (
            "CreateBackup",
            r#"{"TableName":"Music","BackupName":"one"}"#,
            "TableNotFoundException",
            "Table not found: Music",
        ),
        ("CreateBackup", r#"{"TableName":1}"#, "SerializationException", "NUMBER_VALUE cannot be converted to String"),
    ] {
        let failure = raw(operation, body).failure;
        assert_eq!(failure.map(|f| (f.name, f.text)), Some((name.to_owned(), text.to_owned())), "{operation}");
    }
}

#[test]
fn what_a_call_consumed_is_told() {
    let told = |operation: &str, body: &str, failure: Option<Failure>| {
        let request = Request::Raw { operation: operation.to_owned(), body: String::new() };
        consumed(&request, &Answer { status: 200, body: body.to_owned(), failure })
    };
    let told_of = |body: &str| told("PutItem", body, None);
    assert_eq!(told_of(r#"{"ConsumedCapacity":{"TableName":"a","CapacityUnits":1.0}}"#).as_deref(), Some("1 unit"));
    assert_eq!(told_of(r#"{"ConsumedCapacity":{"CapacityUnits":0.5}}"#).as_deref(), Some("0.5 units"));
    let tables = r#"{"ConsumedCapacity":[{"CapacityUnits":20.0},{"CapacityUnits":1.0}]}"#;
    assert_eq!(told_of(tables).as_deref(), Some("20 + 1 units"));
    assert_eq!(told_of("{}"), None);
    assert_eq!(told("CreateBackup", "{}", None).as_deref(), Some("0 units"));
    assert_eq!(told("CreateBackup", "{}", Some(Failure::new(String::new(), String::new()))), None);
}

#[test]
fn a_call_of_the_page_is_what_its_body_says_by_hand() {
    let item = Attributes::from_iter([("Artist".to_owned(), "Bach".into())]);
    let keys = [("Artist", KeyType::Hash, ScalarAttributeType::S)];
    let requests: [Request; 4] = [
        CreateTableInput::on_demand("Music", &keys).into(),
        Request::put("Music", &item),
        Request::seconds(10.0),
        Request::delete("Music", &item),
    ];
    let [mut made, mut by_hand] = [(); 2].map(|()| Engine::new(Options::default()));
    for request in requests {
        let raw = request.compact();
        assert_eq!(request, raw);
        assert_eq!(request.send(&mut made), raw.send(&mut by_hand), "{request:?}");
        assert_eq!(lab::View::new(&made).digest(), lab::View::new(&by_hand).digest(), "{request:?}");
    }
    assert!(Request::put("Music", &item).input::<PutItemInput>().is_some());
    assert!(Request::put("Music", &item).input::<DeleteItemInput>().is_none());
}

#[test]
fn a_typed_call_is_refused_as_the_wire_refuses() {
    let typed = Request::from(CreateBackupInput::new("Music", "one")).send(&mut Engine::new(Options::default()));
    assert_eq!(typed.failure, raw("CreateBackup", r#"{"TableName":"Music","BackupName":"one"}"#).failure);
}
