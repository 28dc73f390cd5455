//! A server in this process, and a client that sends bytes: no HTTP library between the test and the wire.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

#[cfg(unix)]
pub mod program;
#[cfg(unix)]
pub mod served;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use timemark_core::Options;
use timemark_server::guard::Guard;
use timemark_server::http::Front;
use timemark_server::{Limits, serve};
use tokio::sync::oneshot;

/// A server on a free port, stopped when dropped.
pub struct Server {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(limits: Limits) -> Server {
        Server::guarded(limits, Guard::default())
    }

    pub fn guarded(limits: Limits, guard: Guard) -> Server {
        Server::of(Front::new(Options::default(), guard, limits))
    }

    pub fn of(front: Front) -> Server {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let front = Arc::new(front);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                serve(listener, front, async { drop(stopped.await) }).await;
            });
        });
        Server { address, stop: Some(stop), thread: Some(thread) }
    }

    pub fn connect(&self) -> Client {
        Client::new(self.address)
    }

    /// Tells the server to stop, without waiting.
    pub fn stop(&mut self) {
        self.stop = None;
    }

    /// The virtual time, from DescribeLab.
    pub fn now(&self) -> String {
        let reply = self.connect().ask(&Call::lab("DescribeLab").bytes());
        assert_eq!(reply.status, 200, "{reply:?}");
        let start = reply.body.find("\"Now\":").unwrap();
        reply.body[start..].split([',', '}']).next().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            assert!(thread.join().is_ok(), "the server panicked");
        }
    }
}

/// Credentials that have the required form.
pub const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=any/20261122/us-east-1/dynamodb/aws4_request, \
                                 SignedHeaders=host;x-amz-date;x-amz-target, Signature=0";

/// A request, valid unless a test changes it.
#[derive(Clone)]
pub struct Call {
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn dynamodb(operation: &str) -> Call {
        Call::new(&format!("DynamoDB_20120810.{operation}"))
            .with("X-Amz-Date", "20261122T000000Z")
            .with("Authorization", AUTHORIZATION)
    }

    pub fn lab(operation: &str) -> Call {
        Call::new(&format!("Timemark_20261122.{operation}"))
    }

    fn new(target: &str) -> Call {
        let call = Call { line: "POST / HTTP/1.1".to_owned(), headers: Vec::new(), body: b"{}".to_vec() };
        call.with("Host", "127.0.0.1:8000")
            .with("Content-Type", "application/x-amz-json-1.0")
            .with("X-Amz-Target", target)
    }

    /// The same with this header, in place of one of the same name.
    pub fn with(mut self, name: &str, value: &str) -> Call {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Call {
        self.headers.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
        self
    }

    pub fn line(mut self, line: &str) -> Call {
        self.line = line.to_owned();
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Call {
        self.body = body.into();
        self
    }

    /// The first line and the headers.
    pub fn head(&self) -> String {
        let mut head = format!("{}\r\n", self.line);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !self
            .headers
            .iter()
            .any(|(n, _)| ["content-length", "transfer-encoding"].contains(&&*n.to_ascii_lowercase()))
        {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        head + "\r\n"
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.head().as_bytes(), &self.body].concat()
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as it was sent.
    pub bytes: Vec<u8>,
    /// The body as text, if it is one.
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The `__type` after its namespace.
    pub fn error(&self) -> &str {
        self.body.split('#').nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("")
    }
}

/// One connection.
pub struct Client(pub TcpStream);

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_nodelay(true).unwrap();
        Client(stream)
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    pub fn ask(&mut self, bytes: &[u8]) -> Reply {
        self.send(bytes);
        self.receive()
    }

    /// Sends a request. Returns its answer; an error if the connection ends before it is whole.
    pub fn try_ask(&mut self, bytes: &[u8]) -> std::io::Result<Reply> {
        self.0.write_all(bytes)?;
        self.try_receive()
    }

    pub fn receive(&mut self) -> Reply {
        self.try_receive().expect("a response")
    }

    fn try_receive(&mut self) -> std::io::Result<Reply> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte)?;
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let mut reply = Reply { status, headers, bytes: Vec::new(), body: String::new() };
        let length = reply.header("content-length").map_or(0, |l| l.parse().unwrap());
        reply.bytes = vec![0; length];
        self.0.read_exact(&mut reply.bytes)?;
        reply.body = String::from_utf8_lossy(&reply.bytes).into_owned();
        Ok(reply)
    }

    /// Whether the server has closed the connection, with nothing more to read.
    pub fn is_closed(&mut self) -> bool {
        match self.0.read(&mut [0]) {
            Ok(n) => n == 0,
            Err(e) => e.kind() == ErrorKind::ConnectionReset,
        }
    }
}
