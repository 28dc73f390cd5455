//! Clients that watch: `GET /_timemark/journal` is a lab file that goes on as the lab does, and who applies it has the lab.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::program::{Running, address, signal, start};
use common::{Call, Client, Reply, Server};
use std::io::{BufRead, BufReader, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use timemark_core::{CallOrigin, CallRecord, Engine, LabReader, LabRecord};
use timemark_server::Limits;

const CLIENTS: usize = 8;
const DEADLINE: Duration = Duration::from_secs(30);

fn get(address: SocketAddr, path: &str) -> Call {
    Call { line: format!("GET {path} HTTP/1.1"), headers: Vec::new(), body: Vec::new() }
        .with("Host", &address.to_string())
}

/// A replica, and the connection that it follows.
struct Replica {
    connection: BufReader<TcpStream>,
    /// What the stream counts its events in.
    journal: String,
    /// The number of events that it had known when its stream began; `None` if that began with a checkpoint.
    from: Option<u64>,
    reader: LabReader,
    engine: Option<Engine>,
    calls: Vec<CallRecord>,
}

impl Replica {
    fn new(address: SocketAddr) -> Replica {
        let mut replica = Replica {
            connection: BufReader::new(TcpStream::connect(address).unwrap()),
            journal: String::new(),
            from: None,
            reader: LabReader::default(),
            engine: None,
            calls: Vec::new(),
        };
        replica.connect(address);
        replica
    }

    /// Connects again, from where it is.
    fn connect(&mut self, address: SocketAddr) {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        let path = match &self.engine {
            Some(engine) => format!("/_timemark/journal?from={}&journal={}", engine.events_journaled(), self.journal),
            None => "/_timemark/journal".to_owned(),
        };
        (&stream).write_all(&get(address, &path).bytes()).unwrap();
        self.connection = BufReader::new(stream);
        self.from = None;
        assert_eq!(self.line().unwrap().split(' ').nth(1), Some("200"));
        loop {
            let line = self.line().unwrap().to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("timemark-journal", id)) => self.journal = id.to_owned(),
                Some(("timemark-from", events)) => self.from = Some(events.parse().unwrap()),
                Some(("transfer-encoding", coding)) => assert_eq!(coding, "chunked"),
                Some(_) => {}
                None => break,
            }
        }
        self.reader = match self.from {
            Some(_) => LabReader::resumed(),
            None => LabReader::default(),
        };
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        while !line.ends_with("\r\n") {
            match self.connection.read_line(&mut line) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                // A line that has come in part is read on; none is nothing to read.
                Err(error) if error.kind() == ErrorKind::WouldBlock && !line.is_empty() => {}
                read => drop(read?),
            }
        }
        Ok(line.trim_end().to_owned())
    }

    /// Applies what arrives in the next chunk. Fails with `WouldBlock` if nothing does for a while.
    fn step(&mut self) -> Result<()> {
        let length = usize::from_str_radix(&self.line()?, 16).unwrap();
        if length == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let mut chunk = vec![0; length + 2];
        self.connection.get_ref().set_read_timeout(Some(DEADLINE)).unwrap();
        let read = self.connection.read_exact(&mut chunk);
        self.connection.get_ref().set_read_timeout(Some(Duration::from_millis(100))).unwrap();
        read?;
        self.reader.push(&chunk[..length]);
        while let Some(record) = self.reader.read().unwrap() {
            match record {
                LabRecord::Part => {}
                LabRecord::Engine(engine) => self.engine = Some(*engine),
                LabRecord::Events(events) => self.engine.as_mut().unwrap().follow_record(&events).unwrap(),
                LabRecord::Call(call) => self.calls.push(*call),
            }
        }
        Ok(())
    }

    /// Applies what arrives until the replica has the server's digest.
    fn catch_up(&mut self, address: SocketAddr) {
        let digest = lab(address).digest();
        let begin = Instant::now();
        while self.engine.as_ref().is_none_or(|engine| engine.digest() != digest) {
            match self.step() {
                Err(error) if error.kind() != ErrorKind::WouldBlock => unreachable!("the stream ended: {error}"),
                _ => assert!(begin.elapsed() < DEADLINE, "the replica has another digest"),
            }
        }
    }

    /// Applies what arrives until the stream ends.
    fn read_to_end(&mut self) {
        while !matches!(self.step(), Err(error) if error.kind() != ErrorKind::WouldBlock) {}
    }

    fn puts(&self) -> Vec<&CallRecord> {
        self.calls.iter().filter(|call| call.operation == "PutItem").collect()
    }
}

/// The server's lab.
fn lab(address: SocketAddr) -> Engine {
    let reply = Client::new(address).ask(&get(address, "/_timemark/lab").bytes());
    Engine::open(&reply.bytes).unwrap()
}

fn create_table(address: SocketAddr) {
    let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
    let body = format!(r#"{{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",{schema}}}"#);
    assert_eq!(Client::new(address).ask(&Call::dynamodb("CreateTable").body(body).bytes()).status, 200);
}

fn put(client: usize, n: usize) -> Call {
    let item = format!(r#"{{"id":{{"S":"{client}-{n}"}},"n":{{"N":"{n}"}}}}"#);
    Call::dynamodb("PutItem").body(format!(r#"{{"TableName":"Music","Item":{item}}}"#))
}

/// Writes by eight connections, some reads and refused calls among them, while `watch` runs.
fn write(address: SocketAddr, puts: usize, watch: impl FnOnce()) {
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                let mut connection = Client::new(address);
                for n in 0..puts {
                    assert_eq!(connection.ask(&put(client, n).bytes()).status, 200);
                    if n % 10 == 0 {
                        assert_eq!(connection.ask(&Call::dynamodb("ListTables").bytes()).status, 200);
                        let refused = Call::dynamodb("PutItem").body(r#"{"TableName":"Music","Item":{}}"#);
                        assert_eq!(connection.ask(&refused.bytes()).status, 400);
                    }
                }
            });
        }
        watch();
    });
}

#[test]
fn a_replica_has_the_lab_and_the_calls_that_changed_it() {
    let server = Server::start(Limits::default());
    let address = server.address;
    create_table(address);
    let (mut replica, mut other) = (Replica::new(address), Replica::new(address));
    write(address, 100, || (0..50).for_each(|_| drop(replica.step())));
    let mut late = Replica::new(address);
    for replica in [&mut replica, &mut other, &mut late] {
        replica.catch_up(address);
    }
    assert_eq!((replica.puts().len(), late.puts().len()), (CLIENTS * 100, 0));
    assert_eq!(replica.calls, other.calls);
    // Only what changed something, in each client's order.
    for client in 0..CLIENTS {
        let key = |call: &&&CallRecord| call.body.contains(&format!("\"{client}-"));
        let bodies: Vec<_> = replica.puts().iter().filter(key).map(|call| call.body.clone()).collect();
        let sent: Vec<_> = (0..100).map(|n| String::from_utf8(put(client, n).body).unwrap()).collect();
        assert_eq!(bodies, sent);
    }
    let call = replica.puts().pop().unwrap().clone();
    assert_eq!((call.status, &*call.answer, call.origin, call.is_change), (200, "{}", CallOrigin::Client, true));
    assert_eq!(call.region.as_deref(), Some("us-east-1"));
}

#[test]
fn a_lost_connection_goes_on_where_it_ended() {
    let server = Server::start(Limits::default());
    let address = server.address;
    create_table(address);
    let mut replica = Replica::new(address);
    // A connection that is lost before the checkpoint is whole begins with a later one, which has no calls.
    while replica.engine.is_none() {
        replica.step().unwrap();
    }
    write(address, 100, || {
        for _ in 0..20 {
            // Perhaps within a record: what has come of it is dropped.
            while replica.step().is_ok() && !replica.calls.len().is_multiple_of(7) {}
            replica.connect(address);
            let known = replica.engine.as_ref().map(Engine::events_journaled);
            assert_eq!(replica.from, known);
        }
    });
    replica.catch_up(address);
    assert_eq!(replica.puts().len(), CLIENTS * 100);
    // Not with numbers that count in something else.
    replica.journal = format!("{:016x}", u64::from_str_radix(&replica.journal, 16).unwrap() ^ 1);
    replica.connect(address);
    assert_eq!(replica.from, None);
    replica.engine = None;
    replica.catch_up(address);
}

/// A folder of a test, deleted when dropped.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("timemark-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn served(args: &[&str]) -> (Running, SocketAddr, impl Read + use<>) {
    let (child, line, output) = start(args);
    (child, address(&line), output)
}

#[test]
fn with_data_only_what_is_stored_is_seen_and_a_restart_is_followed() {
    let folder = Folder::new("watch");
    let file = folder.0.join("lab.db").to_str().unwrap().to_owned();
    let (mut child, first, _output) = served(&["--data", &file]);
    create_table(first);
    let mut replica = Replica::new(first);
    write(first, 40, || (0..20).for_each(|_| drop(replica.step())));
    replica.catch_up(first);
    assert_eq!(replica.puts().len(), CLIENTS * 40);
    // Killed while eight connections write.
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            scope.spawn(move || {
                let mut connection = Client::new(first);
                (1000..).take_while(|n| connection.try_ask(&put(client, *n).bytes()).is_ok()).count()
            });
        }
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_millis(300) {
            let _ = replica.step();
        }
        child.0.kill().unwrap();
        replica.read_to_end();
    });
    child.0.wait().unwrap();
    assert!(replica.puts().len() > CLIENTS * 40, "nothing was seen before the kill");
    let (_child, second, _output) = served(&["--data", &file]);
    let mut connection = Client::new(second);
    for call in replica.puts() {
        let key = call.body.split("\"id\":").nth(1).unwrap().split('}').next().unwrap();
        let body = format!(r#"{{"TableName":"Music","Key":{{"id":{key}}}}}}}"#);
        let reply = connection.ask(&Call::dynamodb("GetItem").body(body).bytes());
        assert!(reply.body.contains("\"Item\""), "{key} was seen and is gone: {}", reply.body);
    }
    replica.connect(second);
    assert_eq!(replica.from, None, "another process knows nothing of the stream before");
    replica.engine = None;
    write(second, 10, || ());
    replica.catch_up(second);
}

#[test]
fn the_clock_goes_on_for_those_who_watch_an_idle_server() {
    for args in [&["--speed", "60"][..], &["--speed", "60", "--data"]] {
        let folder = Folder::new(&format!("watch-{}", args.len()));
        let file = folder.0.join("lab.db").to_str().unwrap().to_owned();
        let args = if args.len() == 3 { [args, &[&*file]].concat() } else { args.to_vec() };
        let (_child, address, _output) = served(&args);
        let mut replica = Replica::new(address);
        let (begin, mut times) = (Instant::now(), Vec::new());
        while times.len() < 4 {
            assert!(begin.elapsed() < DEADLINE, "{args:?}: {times:?}");
            let _ = replica.step();
            times.extend(replica.engine.as_ref().map(Engine::now).filter(|now| times.last() != Some(now)));
        }
        // Some 60 seconds each second, not more often.
        assert!(times.windows(2).all(|pair| pair[1].millis() - pair[0].millis() > 20_000), "{args:?}: {times:?}");
        assert!(replica.calls.is_empty());
    }
}

#[test]
fn a_server_that_stops_does_not_wait_for_those_who_watch() {
    let (mut child, address, _output) = served(&[]);
    let mut replica = Replica::new(address);
    let begin = Instant::now();
    signal(&child, "TERM");
    replica.read_to_end();
    assert!(child.0.wait().unwrap().success());
    assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
}

#[test]
fn only_programs_and_the_servers_own_page_may_watch() {
    let server = Server::start(Limits::default());
    let address = server.address;
    // The answer's head: the body has no end.
    let status = |call: Call| -> Reply {
        let mut client = server.connect();
        client.send(&call.bytes());
        let mut line = String::new();
        BufReader::new(&client.0).read_line(&mut line).unwrap();
        Reply { status: line[9..12].parse().unwrap(), headers: Vec::new(), bytes: Vec::new(), body: line }
    };
    let watch = get(address, "/_timemark/journal");
    for (name, value, expected) in [
        ("Accept", "*/*", 200),
        ("Origin", &*format!("http://{address}"), 200),
        ("Sec-Fetch-Site", "same-origin", 200),
        ("Sec-Fetch-Site", "cross-site", 403),
        ("Sec-Fetch-Site", "same-site", 403),
        ("Origin", "http://localhost:3000", 403),
        ("Origin", "https://evil.example", 403),
        ("Origin", "null", 403),
        ("Host", "evil.example", 403),
    ] {
        assert_eq!(status(watch.clone().with(name, value)).status, expected, "{name}: {value}");
    }
    assert_eq!(status(watch.clone().line("POST /_timemark/journal HTTP/1.1")).status, 404);
    assert_eq!(status(watch.line("HEAD /_timemark/journal HTTP/1.1")).status, 404);
}
