//! A server that is a program of its own, with files in a folder, and calls to it.

use super::program::{Running, address, signal, start, timemark};
use super::{Call, Client, Reply};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::Stdio;

/// A folder of a test, deleted when dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// An empty folder of that name, for this process.
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("timemark-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// The path of a file in it.
    pub fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running server and a connection to it.
pub struct Served {
    pub child: Running,
    pub url: String,
    pub client: Client,
}

impl Served {
    /// `timemark serve` with these arguments, on a free port.
    pub fn new(args: &[&str]) -> Served {
        Served::of(start(args))
    }

    /// A program that was started, by what it says first.
    pub fn of((child, line, _): (Running, String, impl Read)) -> Served {
        let address = address(&line);
        Served { child, url: format!("http://{address}"), client: Client::new(address) }
    }

    /// The answer to a call of any target.
    pub fn ask(&mut self, target: &str, body: &str) -> Reply {
        self.client.ask(&Call::dynamodb("").with("X-Amz-Target", target).body(body).bytes())
    }

    /// The body of an answer with status 200.
    pub fn call(&mut self, operation: &str, body: &str) -> String {
        let reply = self.ask(&format!("DynamoDB_20120810.{operation}"), body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.body);
        reply.body
    }

    /// The same of an operation of the lab.
    pub fn lab(&mut self, operation: &str, body: &str) -> String {
        let reply = self.ask(&format!("Timemark_20261122.{operation}"), body);
        assert_eq!(reply.status, 200, "{operation}: {}", reply.body);
        reply.body
    }

    /// Sends a signal, and waits for the end.
    pub fn stop(mut self, signal_name: &str) {
        signal(&self.child, signal_name);
        self.child.0.wait().unwrap();
    }
}

/// The value of the first member of a name, as JSON; of a string without its quotes.
pub fn member<'a>(json: &'a str, name: &str) -> &'a str {
    let start =
        json.find(&format!("\"{name}\":")).unwrap_or_else(|| unreachable!("no {name} in {json}")) + name.len() + 3;
    let rest = json.get(start..).unwrap();
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next().unwrap(),
        None => rest.split([',', '}']).next().unwrap(),
    }
}

/// Creates a table with the key `id` and a stream.
pub fn create_table(served: &mut Served, name: &str) {
    let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
    let stream = r#""StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#;
    served
        .call("CreateTable", &format!(r#"{{"TableName":"{name}","BillingMode":"PAY_PER_REQUEST",{schema},{stream}}}"#));
}

/// Puts an item into the table Music.
pub fn put(served: &mut Served, id: &str) {
    served.call("PutItem", &format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"{id}"}},"n":{{"N":"1"}}}}}}"#));
}

/// The answer of GetItem.
pub fn get(served: &mut Served, table: &str, id: &str) -> String {
    served.call("GetItem", &format!(r#"{{"TableName":"{table}","Key":{{"id":{{"S":"{id}"}}}}}}"#))
}

/// What `timemark` says on stderr when it ends with exit code 1 and serves nothing.
pub fn refusal(args: &[&str]) -> String {
    let mut child = Running(timemark(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "", "it is served");
    let mut text = String::new();
    child.0.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(child.0.wait().unwrap().code(), Some(1), "{text}");
    text
}
