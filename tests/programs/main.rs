//! The programs that the page's tab Code writes in Rust, compiled and run from nothing.
//!
//! They are the goldens of that tab's own tests: what the page shows of some worlds, beside what a client sees at the
//! end of each. `tests/clients` runs the same programs in JavaScript, Python and bash.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod sdk;

use sdk::ENGINE;
use serde_json::{Value, json};
use std::error::Error;
use timemark_core::{Engine, Options, Pace};

/// Modules with a program in each.
macro_rules! programs {
    ($($name:ident: $file:literal),+) => {
        $(mod $name {
            #![allow(clippy::all, reason = "what the page writes is not code of ours")]
            use super::sdk::{aws_config, aws_sdk_dynamodb};
            include!(concat!("../../web/src/calls/code/golden/", $file));

            pub fn run() -> Result<(), Box<dyn Error>> {
                main()
            }
        })+
    };
}

programs! { story: "story.rs", music: "music.rs", family: "family.rs", orders: "orders.rs" }

/// Runs a program with an engine of its own, and returns that engine.
fn played(program: fn() -> Result<(), Box<dyn Error>>) -> Engine {
    let mut options = Options::default();
    options.settings.pace = Pace::Realistic;
    ENGINE.set(Some(Engine::new(options)));
    program().unwrap();
    let mut engine = ENGINE.take().unwrap();
    engine.advance_to(engine.now().plus_ms(3_600_000));
    engine
}

fn call(engine: &mut Engine, operation: &str, body: Value) -> Value {
    let answer = engine.call(operation, body.to_string().as_bytes());
    serde_json::from_slice(&answer.unwrap_or_else(|error| panic!("{operation}: {}", error.name()))).unwrap()
}

fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(Value::to_string);
    values
}

/// What a client sees: the items of all tables, and the names of all backups.
fn seen(engine: &mut Engine) -> Value {
    let backups = call(engine, "ListBackups", json!({}))["BackupSummaries"].take();
    let names = backups.as_array().unwrap().iter().map(|backup| backup["BackupName"].clone()).collect();
    let tables = call(engine, "ListTables", json!({}))["TableNames"].take();
    let mut items = serde_json::Map::new();
    for table in tables.as_array().unwrap() {
        let scanned = call(engine, "Scan", json!({"TableName": table}))["Items"].take();
        items.insert(table.as_str().unwrap().to_owned(), sorted(scanned.as_array().unwrap().clone()).into());
    }
    json!({"backups": sorted(names), "tables": items})
}

/// What the page has at the end of a world.
fn expected(world: &str) -> Value {
    let path = format!("{}/../web/src/calls/code/golden/{world}.json", env!("CARGO_MANIFEST_DIR"));
    let mut expected: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    for items in expected["tables"].as_object_mut().unwrap().values_mut() {
        *items = sorted(items.as_array().unwrap().clone()).into();
    }
    expected
}

#[test]
fn the_story_is_told_to_its_end() {
    let seen = seen(&mut played(story::run));
    assert_eq!(seen["backups"], json!(["again", "empty"]));
    assert_eq!(seen["tables"]["Music"], json!([]));
    let restored = seen["tables"]["Music-restored"].as_array().unwrap();
    let late = restored.iter().find(|item| item["Artist"]["S"] == "Beethoven").unwrap();
    assert_eq!((&late["Encores"], &late["Score"]), (&json!({"N": "1"}), &json!({"B": "AP8iXCc="})));
}

#[test]
fn the_programs_lead_to_what_the_page_has() {
    for (world, program) in
        [("music", music::run as fn() -> Result<(), Box<dyn Error>>), ("family", family::run), ("orders", orders::run)]
    {
        assert_eq!(seen(&mut played(program)), expected(world), "{world}");
    }
}
