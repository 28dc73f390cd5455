//! What the front answers, over a real socket: who is let in, what is a call, what keeps a connection alive.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Call, Server};
use timemark_server::Limits;

fn server() -> Server {
    Server::start(Limits::default())
}

#[test]
fn health() {
    let server = server();
    let get = Call::dynamodb("").line("GET / HTTP/1.1").body("");
    let reply = server.connect().ask(&get.bytes());
    assert_eq!((reply.status, reply.body.as_str()), (200, "healthy: dynamodb.us-east-1.amazonaws.com "));
}

#[test]
fn a_call() {
    let server = server();
    let reply = server.connect().ask(&Call::dynamodb("ListTables").bytes());
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"TableNames":[]}"#));
    assert_eq!(reply.header("content-type"), Some("application/x-amz-json-1.0"));
    assert_eq!(reply.header("x-amzn-requestid").map(str::len), Some(52));
    assert!(reply.header("x-amz-crc32").is_some());
    assert!(reply.header("date").is_some());
    assert_eq!(reply.header("access-control-allow-origin"), None);
}

#[test]
fn both_json_types_are_spoken() {
    let call = Call::dynamodb("ListTables").with("Content-Type", "application/json; charset=utf-8");
    let reply = server().connect().ask(&call.bytes());
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
}

#[test]
fn unknown_operations() {
    let server = server();
    let call = Call::dynamodb("ListTables");
    for call in [
        Call::dynamodb("MakeCoffee"),
        call.clone().with("X-Amz-Target", "DynamoDB_20111205.ListTables"),
        call.clone().with("X-Amz-Target", "Kinesis_20131202.ListStreams").without("Authorization"),
        call.with("X-Amz-Target", "").without("Authorization"),
        Call::lab("MakeCoffee"),
        Call::lab("DescribeLab").without("X-Amz-Target"),
    ] {
        let reply = server.connect().ask(&call.bytes());
        assert_eq!((reply.status, reply.error()), (400, "UnknownOperationException"), "{}", call.head());
    }
}

#[test]
fn credentials_must_be_there_but_for_the_lab() {
    let server = server();
    let call = Call::dynamodb("ListTables").without("Authorization");
    let reply = server.connect().ask(&call.bytes());
    assert_eq!((reply.status, reply.error()), (400, "MissingAuthenticationTokenException"));
    assert!(reply.body.contains(r#""message":"Request is missing Authentication Token""#), "{}", reply.body);
    let presigned = call.line("POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0 HTTP/1.1");
    assert_eq!(server.connect().ask(&presigned.bytes()).status, 200);
    assert_eq!(server.connect().ask(&Call::lab("DescribeLab").bytes()).status, 200);
}

#[test]
fn what_is_not_a_json_post_to_the_root_is_unknown() {
    let server = server();
    let call = Call::dynamodb("ListTables");
    for call in [
        call.clone().with("Content-Type", "text/plain"),
        call.clone().with("Content-Type", "application/x-www-form-urlencoded"),
        call.clone().without("Content-Type"),
        call.clone().line("PUT / HTTP/1.1"),
        call.clone().line("OPTIONS / HTTP/1.1"),
        call.clone().line("POST /shell HTTP/1.1"),
        call.clone().line("GET /shell HTTP/1.1"),
        call.clone().line("DELETE / HTTP/1.1"),
    ] {
        let reply = server.connect().ask(&call.bytes());
        assert_eq!((reply.status, reply.body.as_str()), (404, "<UnknownOperationException/>\n"), "{}", call.head());
    }
    let cbor = call
        .line("POST /service/DynamoDB_20120810/operation/ListTables HTTP/1.1")
        .with("Content-Type", "application/cbor")
        .with("Smithy-Protocol", "rpc-v2-cbor");
    let reply = server.connect().ask(&cbor.bytes());
    assert_eq!((reply.status, reply.body.contains("CBOR")), (415, true));
}

/// Nothing of a hostile page's request reaches the engine: the clock that it would have moved stands still.
#[test]
fn hostile_pages_are_turned_away() {
    let server = server();
    let before = server.now();
    let advance = Call::lab("AdvanceClock").body(r#"{"Seconds": 3600}"#);
    for call in [
        advance.clone().with("Host", "evil.example"),
        advance.clone().with("Host", "evil.example:8000"),
        advance.clone().with("Host", "localhost.evil.example:8000"),
        advance.clone().without("Host"),
        advance.clone().with("Host", "localhost\r\nHost: localhost"),
        advance.clone().line("POST http://evil.example/ HTTP/1.1"),
        advance.clone().with("Origin", "https://evil.example"),
        advance.clone().with("Origin", "null"),
        advance.clone().with("Origin", "http://localhost\r\nOrigin: https://evil.example"),
        advance.clone().line("GET / HTTP/1.1").with("Host", "evil.example"),
        advance.clone().line("OPTIONS / HTTP/1.1").with("Origin", "https://evil.example"),
    ] {
        let reply = server.connect().ask(&call.bytes());
        assert_eq!(reply.status, 403, "{}", call.head());
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    assert_eq!(server.now(), before);
    assert_eq!(server.connect().ask(&advance.bytes()).status, 200);
    assert_ne!(server.now(), before);
}

#[test]
fn loopback_hosts_and_pages_are_welcome() {
    let server = server();
    let call = Call::dynamodb("ListTables");
    for host in ["localhost", "LOCALHOST:8000", "[::1]:8000", "123456789012.ddb.localhost:8000"] {
        assert_eq!(server.connect().ask(&call.clone().with("Host", host).bytes()).status, 200, "{host}");
    }
    let from_page = call.with("Origin", "http://localhost:3000");
    let reply = server.connect().ask(&from_page.bytes());
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some("http://localhost:3000")));
    let preflight = from_page
        .line("OPTIONS / HTTP/1.1")
        .with("Access-Control-Request-Method", "POST")
        .with("Access-Control-Request-Headers", "content-type,x-amz-target")
        .body("");
    let reply = server.connect().ask(&preflight.bytes());
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
    assert_eq!(reply.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(reply.header("access-control-allow-headers"), Some("content-type,x-amz-target"));
}

#[test]
fn connections_are_kept_alive() {
    let server = server();
    let mut client = server.connect();
    let call = Call::dynamodb("ListTables");
    for _ in 0..3 {
        assert_eq!(client.ask(&call.bytes()).status, 200);
    }
    // Refusals do not end it either, nor does a body that is not read.
    assert_eq!(client.ask(&call.clone().with("Host", "evil.example").body(vec![b' '; 100_000]).bytes()).status, 403);
    assert_eq!(client.ask(&call.clone().with("Content-Type", "text/plain").bytes()).status, 404);
    // Two at once are answered in order.
    client.send(&[call.bytes(), Call::dynamodb("MakeCoffee").bytes()].concat());
    assert_eq!((client.receive().status, client.receive().status), (200, 400));
    // Until the client says so.
    assert_eq!(client.ask(&call.with("Connection", "close").bytes()).status, 200);
    assert!(client.is_closed());
}

#[test]
fn bodies_in_pieces_are_put_together() {
    let server = server();
    let before = server.now();
    let mut client = server.connect();
    let call = Call::lab("AdvanceClock").body(r#"{"Seconds": 3600}"#);
    client.send(call.head().as_bytes());
    for byte in &call.body {
        client.send(&[*byte]);
    }
    assert_eq!(client.receive().status, 200);
    let middle = server.now();
    assert_ne!(middle, before);
    let chunked = call.with("Transfer-Encoding", "chunked").body("6\r\n{\"Seco\r\nb\r\nnds\": 3600}\r\n0\r\n\r\n");
    assert_eq!(client.ask(&chunked.bytes()).status, 200);
    assert_ne!(server.now(), middle);
}
