//! Measures how many requests per second the server answers.
//!
//! ```text
//! cargo run --release -p timemark-server -- serve --port 8000 &
//! cargo run --release -p timemark-server --example load -- --url http://127.0.0.1:8000 --operation PutItem
//! ```
//!
//! It shares the machine with the server, so it is cheap on purpose: one thread, raw sockets, requests built
//! beforehand, answers looked at for their status and length only. Each connection sends its next request when it has
//! the answer to the last. The table `load` has one partition key, `id`; an item takes some 300 bytes.

use std::error::Error;
use std::fmt::Write;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "load [--url http://127.0.0.1:8000] [--connections 8] [--seconds 5] [--items 10000] \
                     [--operation PutItem|GetItem|DeleteItem|BatchWriteItem|BatchGetItem]";

struct Plan {
    address: String,
    connections: usize,
    seconds: u64,
    items: usize,
    operation: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let plan = plan()?;
    prepare(&plan).await?;
    let started = Instant::now();
    let until = started + Duration::from_secs(plan.seconds);
    let share = (plan.items / plan.connections).max(1);
    let workers: Vec<_> = (0..plan.connections)
        .map(|n| (plan.address.clone(), requests(&plan.operation, n * share, share)))
        .map(|(address, requests)| {
            tokio::task::spawn(async move { work(&address, &requests, until).await.map_err(|e| e.to_string()) })
        })
        .collect();
    let mut micros = Vec::new();
    for worker in workers {
        micros.extend(worker.await??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    micros.sort_unstable();
    let percentile = |p: usize| micros.get(micros.len() * p / 100).copied().unwrap_or(0);
    println!(
        "{}: {:.0} requests/s over {} connections in {elapsed:.1} s; latency µs: p50 {}, p99 {}",
        plan.operation,
        micros.len() as f64 / elapsed,
        plan.connections,
        percentile(50),
        percentile(99),
    );
    Ok(())
}

fn plan() -> Result<Plan> {
    use lexopt::prelude::*;
    let mut plan = Plan {
        address: "127.0.0.1:8000".to_owned(),
        connections: 8,
        seconds: 5,
        items: 10_000,
        operation: "PutItem".to_owned(),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("url") => {
                let url = parser.value()?.string()?;
                plan.address = url.trim_start_matches("http://").trim_end_matches('/').to_owned();
            }
            Long("connections") => plan.connections = parser.value()?.parse()?,
            Long("seconds") => plan.seconds = parser.value()?.parse()?,
            Long("items") => plan.items = parser.value()?.parse()?,
            Long("operation") => plan.operation = parser.value()?.string()?,
            _ => return Err(format!("usage: {USAGE}").into()),
        }
    }
    Ok(plan)
}

/// Creates the table, if it does not exist, and puts every item into it, so that reads find one.
async fn prepare(plan: &Plan) -> Result<()> {
    let mut connection = Connection::new(&plan.address).await?;
    let table = r#"{"TableName":"load","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"#;
    // In a second run the table exists already, so only the following request must succeed.
    connection.ask(&request("CreateTable", table)).await?;
    for attempt in 0.. {
        connection.expect_ok(&request("DescribeTable", r#"{"TableName":"load"}"#)).await?;
        if connection.body().windows(8).any(|w| w == b"\"ACTIVE\"") {
            break;
        }
        if attempt == 100 {
            return Err("the table `load` does not become ACTIVE".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for put in requests("BatchWriteItem", 0, plan.items) {
        connection.expect_ok(&put).await?;
    }
    Ok(())
}

/// Sends requests until `until`, and returns how many microseconds each answer took.
async fn work(address: &str, requests: &[Vec<u8>], until: Instant) -> Result<Vec<u32>> {
    let mut connection = Connection::new(address).await?;
    let mut micros = Vec::with_capacity(1 << 20);
    let mut before = Instant::now();
    for request in requests.iter().cycle() {
        if before >= until {
            break;
        }
        connection.expect_ok(request).await?;
        let after = Instant::now();
        micros.push(u32::try_from((after - before).as_micros()).unwrap_or(u32::MAX));
        before = after;
    }
    Ok(micros)
}

/// The requests of one connection, for `count` items from `first` on.
fn requests(operation: &str, first: usize, count: usize) -> Vec<Vec<u8>> {
    let ids: Vec<usize> = (first..first + count).collect();
    let one = |id: &usize| match operation {
        "PutItem" => format!(r#"{{"TableName":"load","Item":{}}}"#, item(*id)),
        _ => format!(r#"{{"TableName":"load","Key":{}}}"#, key(*id)),
    };
    let many = |ids: &[usize]| {
        let list = |each: &dyn Fn(usize) -> String| ids.iter().map(|id| each(*id)).collect::<Vec<_>>().join(",");
        match operation {
            "BatchWriteItem" => {
                let puts = list(&|id| format!(r#"{{"PutRequest":{{"Item":{}}}}}"#, item(id)));
                format!(r#"{{"RequestItems":{{"load":[{puts}]}}}}"#)
            }
            _ => format!(r#"{{"RequestItems":{{"load":{{"Keys":[{}]}}}}}}"#, list(&key)),
        }
    };
    if operation.starts_with("Batch") {
        ids.chunks(25).map(|ids| request(operation, &many(ids))).collect()
    } else {
        ids.iter().map(|id| request(operation, &one(id))).collect()
    }
}

fn key(id: usize) -> String {
    format!(r#"{{"id":{{"S":"item-{id:08}"}}}}"#)
}

fn item(id: usize) -> String {
    let text = "x".repeat(230);
    format!(r#"{{"id":{{"S":"item-{id:08}"}},"count":{{"N":"{id}"}},"live":{{"BOOL":true}},"text":{{"S":"{text}"}}}}"#)
}

fn request(operation: &str, body: &str) -> Vec<u8> {
    let mut text = String::new();
    let _ = write!(
        text,
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n\
         X-Amz-Target: DynamoDB_20120810.{operation}\r\nX-Amz-Date: 20261122T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=any/20261122/us-east-1/dynamodb/aws4_request, \
         SignedHeaders=host;x-amz-date;x-amz-target, Signature={:064}\r\nContent-Length: {}\r\n\r\n{body}",
        0,
        body.len(),
    );
    text.into_bytes()
}

/// A connection and the last answer on it.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    head: usize,
}

impl Connection {
    async fn new(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address).await.map_err(|e| format!("{address}: {e}"))?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(1 << 16), head: 0 })
    }

    fn body(&self) -> &[u8] {
        &self.buffer[self.head..]
    }

    async fn expect_ok(&mut self, request: &[u8]) -> Result<()> {
        match self.ask(request).await? {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&self.buffer).into_owned().into()),
        }
    }

    /// Sends a request and reads the whole answer. Returns whether its status is 200.
    async fn ask(&mut self, request: &[u8]) -> Result<bool> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        self.head = 0;
        let mut whole = usize::MAX;
        while self.buffer.len() < whole {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the server closed the connection".into());
            }
            if self.head == 0
                && let Some(end) = find(&self.buffer, b"\r\n\r\n")
            {
                self.head = end + 4;
                whole = self.head + content_length(&self.buffer[..end])?;
            }
        }
        Ok(self.buffer.starts_with(b"HTTP/1.1 200"))
    }
}

fn content_length(head: &[u8]) -> Result<usize> {
    let name = b"content-length: ";
    let value = &head[find(head, name).ok_or("an answer without a length")? + name.len()..];
    let digits = value.iter().take_while(|b| b.is_ascii_digit());
    Ok(digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')))
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
