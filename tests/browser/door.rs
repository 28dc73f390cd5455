//! The JavaScript interface, used as a page uses it: plain objects in and out, thrown errors.

use js_sys::{Array, Function, JSON, Object, Reflect, Uint8Array};
use timemark_core::wasm::{Answers, Engine};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

/// A JSON text as a JavaScript object.
fn object(json: &str) -> JsValue {
    JSON::parse(json).expect("JSON")
}

/// The member of an answer at a path.
fn at(value: &JsValue, path: &str) -> JsValue {
    path.split('.').fold(value.clone(), |value, name| Reflect::get(&value, &name.into()).expect("an object"))
}

fn text(value: &JsValue, path: &str) -> String {
    at(value, path).as_string().unwrap_or_else(|| panic!("{path} is {:?}", at(value, path)))
}

fn engine(options: &str) -> Engine {
    Engine::new(object(options)).expect("an engine")
}

fn with_table(options: &str) -> Engine {
    let mut engine = engine(options);
    let table = r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
    engine.call("CreateTable", object(table)).expect("a table");
    engine
}

/// The name and the message of a thrown error.
fn thrown(answer: Result<JsValue, JsValue>) -> (String, String) {
    let error: js_sys::Error = answer.expect_err("an error").dyn_into().expect("a JavaScript Error");
    (error.name().into(), error.message().into())
}

#[wasm_bindgen_test]
fn a_backup_is_made_watched_explained_and_restored() {
    let slow =
        r#"{"seed":7,"now":1767225600.25,"settings":{"Pace":"CUSTOM","Delays":{"BackupCreation":90,"Restore":30}}}"#;
    let mut engine = with_table(slow);
    assert_eq!(engine.now(), 1_767_225_600.25);
    let put = |n: u32| object(&format!(r#"{{"TableName":"Music","Item":{{"pk":{{"S":"song"}},"n":{{"N":"{n}"}}}}}}"#));
    engine.call("PutItem", put(1)).expect("a put");
    let asked =
        engine.call("CreateBackup", object(r#"{"TableName":"Music","BackupName":"nightly"}"#)).expect("a backup");
    assert_eq!(text(&asked, "BackupDetails.BackupStatus"), "CREATING");
    assert_eq!(at(&asked, "BackupDetails.BackupCreationDateTime").as_f64(), Some(1_767_225_600.25));
    let arn = text(&asked, "BackupDetails.BackupArn");
    engine.call("PutItem", put(2)).expect("a put");

    assert_eq!(engine.next_due(), Some(1_767_225_600.25 + 60.001), "the end of the window");
    assert_eq!(engine.advance(60.001).expect("time passes"), 1.0);
    assert_eq!(engine.next_due(), Some(1_767_225_600.25 + 90.0));
    assert_eq!(engine.advance_to(1_767_225_600.25 + 90.0), 1.0);
    let this_backup = object(&format!(r#"{{"BackupArn":"{arn}"}}"#));
    let described = engine.call("DescribeBackup", this_backup).expect("the backup");
    assert_eq!(text(&described, "BackupDescription.BackupDetails.BackupStatus"), "AVAILABLE");

    let explained = engine.explain(&arn).expect("an explanation");
    let included: Vec<_> =
        Array::from(&at(&explained, "Changes")).iter().map(|change| at(&change, "Included").as_bool()).collect();
    assert_eq!(included, [Some(true), Some(false)], "the window is exact");

    let restore = object(&format!(r#"{{"TargetTableName":"Restored","BackupArn":"{arn}"}}"#));
    engine.call("RestoreTableFromBackup", restore).expect("a restore");
    engine.advance(30.0).expect("time passes");
    let found = engine.call("Scan", object(r#"{"TableName":"Restored"}"#)).expect("a scan");
    assert_eq!(JSON::stringify(&at(&found, "Items")).expect("JSON"), r#"[{"n":{"N":"1"},"pk":{"S":"song"}}]"#);
}

#[wasm_bindgen_test]
fn bytes_are_uint8arrays_both_ways() {
    let mut engine = with_table("{}");
    let item = object(r#"{"TableName":"Music","Item":{"pk":{"S":"a"},"b":{},"bs":{}}}"#);
    let bytes = Uint8Array::from([0_u8, 255, 7].as_slice());
    Reflect::set(&at(&item, "Item.b"), &"B".into(), &bytes).expect("set");
    Reflect::set(&at(&item, "Item.bs"), &"BS".into(), &Array::of1(&bytes)).expect("set");
    engine.call("PutItem", item).expect("a put");
    let found = engine.call("GetItem", object(r#"{"TableName":"Music","Key":{"pk":{"S":"a"}}}"#)).expect("an item");
    let read = |value: JsValue| value.dyn_into::<Uint8Array>().expect("a Uint8Array").to_vec();
    assert_eq!(read(at(&found, "Item.b.B")), [0, 255, 7]);
    assert_eq!(read(Array::from(&at(&found, "Item.bs.BS")).get(0)), [0, 255, 7]);
}

#[wasm_bindgen_test]
fn attributes_called_like_members_of_objects_come_back() {
    let mut engine = with_table("{}");
    let item = r#"{"TableName":"Music","Item":{"pk":{"S":"a"},"__proto__":{"S":"x"},"constructor":{"N":"1"}}}"#;
    engine.call("PutItem", object(item)).expect("a put");
    let found = engine.call("GetItem", object(r#"{"TableName":"Music","Key":{"pk":{"S":"a"}}}"#)).expect("an item");
    let names: Vec<_> =
        Object::keys(at(&found, "Item").unchecked_ref::<Object>()).iter().filter_map(|n| n.as_string()).collect();
    assert_eq!(names, ["__proto__", "constructor", "pk"]);
}

#[wasm_bindgen_test]
fn errors_are_thrown_by_the_names_that_aws_gives_them() {
    let mut engine = with_table("{}");
    let mut name = |operation: &str, input: &str| thrown(engine.call(operation, object(input)));
    let missing = name("CreateBackup", r#"{"TableName":"Nothing","BackupName":"nightly"}"#);
    assert_eq!(missing, ("TableNotFoundException".to_owned(), "Table not found: Nothing".to_owned()));
    assert_eq!(name("CreateBackup", r#"{"TableName":"Music"}"#).0, "ValidationException");
    assert_eq!(name("CreateBackup", r#"{"TableName":7,"BackupName":"nightly"}"#).0, "SerializationException");
    assert_eq!(name("PutItem", "7").0, "SerializationException");
    assert_eq!(name("Nonsense", "{}").0, "UnknownOperationException");
    assert_eq!(name("AdvanceClock", r#"{"Seconds":-1}"#).0, "ValidationException");
    assert_eq!(thrown(engine.advance(f64::NAN).map(JsValue::from)).0, "ValidationException");
    assert_eq!(thrown(engine.explain("nonsense")).0, "ValidationException");
    assert_eq!(engine.advance_to(f64::NAN), 0.0);
    let options = |json: &str| Engine::new(object(json)).map(JsValue::from);
    assert_eq!(thrown(options(r#"{"settings":{"Pace":"SLOW"}}"#)).0, "ValidationException");
    for (wrong, text) in [
        (r#"[]"#, "options must be an object"),
        (r#"{"sed":1}"#, "options.sed is unknown: there are seed, now, region, account, settings"),
        (r#"{"seed":"one"}"#, "options.seed must be a whole number from 0 to 9007199254740991, or a BigInt"),
        (r#"{"seed":1.5}"#, "options.seed must be a whole number from 0 to 9007199254740991, or a BigInt"),
        (r#"{"now":-1}"#, "options.now must be a Date, or epoch seconds from 0 to 253402300799.999"),
        (r#"{"now":1e300}"#, "options.now must be a Date, or epoch seconds from 0 to 253402300799.999"),
        (r#"{"account":"1"}"#, "options.account must be a string of 12 digits"),
        (r#"{"settings":7}"#, "options.settings must be an object"),
    ] {
        assert_eq!(thrown(options(wrong)), ("TypeError".to_owned(), text.to_owned()), "{wrong}");
    }
    assert!(thrown(options(r#"{"region":"US East"}"#)).1.starts_with("options.region must be a region's name"));
    assert!(thrown(options(r#"{"settings":{"Paze":1}}"#)).1.starts_with("options.settings.Paze is unknown: there are"));
    let delays = r#"{"settings":{"Pace":"CUSTOM","Delays":{"Backup":1}}}"#;
    assert!(thrown(options(delays)).1.starts_with("options.settings.Delays.Backup is unknown: there are"));
    let last = self::engine(r#"{"now":253402300799.999}"#);
    assert_eq!(last.now(), 253_402_300_799.999);
}

#[wasm_bindgen_test]
fn an_absent_input_is_an_empty_one() {
    let mut engine = with_table("{}");
    for input in [JsValue::UNDEFINED, JsValue::NULL, object("{}")] {
        let tables = engine.call("ListTables", input).expect("a list");
        assert_eq!(JSON::stringify(&tables).expect("JSON"), r#"{"TableNames":["Music"]}"#);
    }
}

/// What makes an answer in a test: its parts, with a copy of the body.
fn answers() -> Answers {
    let make = "return { status, requestId, crc32, body: body.slice() }";
    let answers = Object::new();
    let make = Function::new_with_args("status, requestId, crc32, body", make);
    Reflect::set(&answers, &"make".into(), &make).expect("a plain object");
    answers.unchecked_into()
}

#[wasm_bindgen_test]
fn the_wire_is_behind_the_same_door() {
    let mut engine = with_table("{}");
    let answer = engine.handle("DynamoDB_20120810.ListTables", b"{}", None, &answers()).expect("a response");
    assert_eq!(at(&answer, "status").as_f64(), Some(200.0));
    assert_eq!(text(&answer, "requestId").len(), 52);
    assert!(at(&answer, "crc32").as_f64().is_some_and(|crc32| crc32 > 0.0));
    let body: Uint8Array = at(&answer, "body").dyn_into().expect("a Uint8Array");
    assert_eq!(body.to_vec(), br#"{"TableNames":["Music"]}"#);
    // The body is a copy: later changes of the engine or of its memory do not affect it.
    let grown = vec![b' '; 4 << 20];
    let refused = engine.handle("DynamoDB_20120810.ListTables", &grown, None, &answers()).expect("a response");
    assert_eq!(at(&refused, "status").as_f64(), Some(400.0));
    assert_eq!(body.to_vec(), br#"{"TableNames":["Music"]}"#);
}

#[wasm_bindgen_test]
fn options_are_what_the_engine_starts_with() {
    let mut engine = with_table(r#"{"region":"eu-west-1","account":"000000000001"}"#);
    let table = engine.call("DescribeTable", object(r#"{"TableName":"Music"}"#)).expect("the table");
    assert_eq!(text(&table, "Table.TableArn"), "arn:aws:dynamodb:eu-west-1:000000000001:table/Music");
    assert_eq!(Engine::new(JsValue::UNDEFINED).expect("an engine").now(), 1_767_225_600.0);
    let digest = |options: &str| with_table(options).digest();
    assert_eq!(digest(r#"{"seed":3}"#), digest(r#"{"seed":3}"#));
    assert_ne!(digest(r#"{"seed":3}"#), digest(r#"{"seed":4}"#));
}
