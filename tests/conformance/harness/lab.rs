//! The lab of a table of cases: an engine that is called through the wire, and what holds for every answer.

use super::{namespace_of, plain, status_of, text_member_of};
use serde_json::{Value, json};
use timemark_core::operations::service_of;
use timemark_core::wire::{Request, Response};
use timemark_core::{Engine, Options, Service, lab};

/// An engine that is called through the wire.
#[derive(Clone)]
pub struct Lab {
    pub engine: Engine,
    /// The region in the signatures of the calls; `None` if they have none.
    pub region: Option<&'static str>,
}

/// The name and the text of an error; the text is empty if none was sent.
pub type Refused = (String, String);

impl Lab {
    /// A lab with pace INSTANT, window EXACT and seed 1.
    pub fn new() -> Lab {
        timemark_tests::plant_from_environment();
        Lab { engine: Engine::new(Options::default()), region: None }
    }

    /// The same with these delays, in seconds; those that are absent are 0.
    pub fn paced(delays: Value) -> Lab {
        let mut lab = Lab::new();
        lab.ok("UpdateLab", json!({"Settings": {"Pace": "CUSTOM", "Delays": delays}}));
        lab
    }

    /// The answer as bytes, for any target and body.
    pub fn handle(&mut self, target: &str, body: &[u8]) -> Response {
        self.engine.respond(Request { target, body, host: None, region: self.region })
    }

    /// Makes a call, and checks what holds for every answer: the status, the namespace, the name of the text's member,
    /// and that a refused call has changed nothing.
    pub fn call(&mut self, operation: &str, body: Value) -> Result<Value, Refused> {
        let service = if lab::NAMES.contains(&operation) { Some(Service::Lab) } else { service_of(operation) };
        let prefix = service.unwrap_or(Service::DynamoDb).target_prefix();
        self.call_bytes(&format!("{prefix}{operation}"), body.to_string().as_bytes())
    }

    /// The same for a body that need not be JSON.
    pub fn call_bytes(&mut self, target: &str, body: &[u8]) -> Result<Value, Refused> {
        // Tasks that are due run before any request: now, so that they are not taken for an effect of the request.
        self.engine.advance_to(self.engine.now());
        let before = timemark_tests::state_digests(&self.engine);
        let Response { status, body, .. } = self.handle(target, body);
        let answer: Value = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
        if status == 200 {
            return Ok(answer);
        }
        let after = timemark_tests::state_digests(&self.engine);
        assert_eq!(after, before, "{target} was refused with {answer}, and changed the state");
        let (namespace, name) = answer["__type"].as_str().and_then(|kind| kind.split_once('#')).unwrap();
        assert_eq!(namespace, namespace_of(name), "{answer}");
        assert_eq!(status, status_of(name), "{answer}");
        let member = text_member_of(name);
        let more = match name {
            "ConditionalCheckFailedException" => "Item",
            "TransactionCanceledException" => "CancellationReasons",
            _ => member,
        };
        let members: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert!(members.iter().all(|found| ["__type", member, more].contains(&found.as_str())), "{answer}");
        Err((name.to_owned(), answer[member].as_str().unwrap_or_default().to_owned()))
    }

    /// Makes a call that must succeed.
    #[track_caller]
    pub fn ok(&mut self, operation: &str, body: Value) -> Value {
        self.call(operation, body.clone()).unwrap_or_else(|error| panic!("{operation} {body} was refused: {error:?}"))
    }

    /// Makes a call that must be refused.
    #[track_caller]
    pub fn refused(&mut self, operation: &str, body: Value, name: &str, text: &str) {
        let refused = self.call(operation, body.clone());
        assert_eq!(refused, Err((name.to_owned(), text.to_owned())), "{operation} {body}");
    }

    /// Moves the clock by `ms` milliseconds.
    pub fn advance_ms(&mut self, ms: i64) {
        self.engine.advance_to(self.engine.now().plus_ms(ms));
    }

    /// The virtual time, in epoch seconds.
    pub fn now(&self) -> f64 {
        self.engine.now().seconds()
    }

    /// Creates an on-demand table with the string `pk` as its key.
    pub fn table(&mut self, name: &str) {
        self.ok("CreateTable", plain(name));
    }

    /// Writes an item with only its key.
    pub fn put(&mut self, table: &str, pk: &str) {
        self.ok("PutItem", json!({"TableName": table, "Item": {"pk": {"S": pk}}}));
    }

    /// Requests a backup and returns its ARN.
    pub fn backup(&mut self, table: &str) -> String {
        let answer = self.ok("CreateBackup", json!({"TableName": table, "BackupName": "nightly"}));
        answer["BackupDetails"]["BackupArn"].as_str().unwrap().to_owned()
    }

    /// The answer of DescribeTable. What backups record of the indexes is what they are.
    pub fn described(&mut self, table: &str) -> Value {
        if let Some(table) = self.engine.state().table(table) {
            let of_indexes = table.indexes().iter().map(|index| index.definition().clone());
            assert_eq!(table.definition().indexes, of_indexes.collect::<Vec<_>>());
        }
        self.ok("DescribeTable", json!({"TableName": table}))["Table"].clone()
    }

    /// The answer of DescribeBackup.
    pub fn described_backup(&mut self, arn: &str) -> Value {
        self.ok("DescribeBackup", json!({"BackupArn": arn}))["BackupDescription"].clone()
    }

    /// All items of a table, ordered by key.
    pub fn scanned(&mut self, table: &str) -> Vec<Value> {
        let mut items = self.ok("Scan", json!({"TableName": table}))["Items"].as_array().unwrap().clone();
        items.sort_by_key(|item| item["pk"]["S"].as_str().map(str::to_owned));
        items
    }
}
