//! The answers of the server over a real socket: who is allowed, what is a call, what keeps a connection open.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{AUTHORIZATION, Call, Reply, Server};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use std::collections::BTreeSet;
use std::io::Read;
use timemark_server::Limits;
use timemark_server::guard::Guard;

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
    let presigned = call.clone().line(
        "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=any%2F20261122&X-Amz-Date=20261122T000000Z\
         &X-Amz-SignedHeaders=host&X-Amz-Signature=0 HTTP/1.1",
    );
    assert_eq!(server.connect().ask(&presigned.bytes()).status, 200);
    for (call, error, text) in [
        (call.clone().with("Authorization", "Bearer x"), "MissingAuthenticationTokenException", "Request is missing"),
        (
            call.clone().with("Authorization", r#"AWS4-HMAC-SHA256 Credential="x", Signature=0"#),
            "IncompleteSignatureException",
            r#""message":"Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=\"x\", Signature=0""#,
        ),
        (
            call.clone().with("Authorization", AUTHORIZATION).without("X-Amz-Date"),
            "IncompleteSignatureException",
            "either a 'X-Amz-Date' or a 'Date' header",
        ),
        (
            call.line("POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0 HTTP/1.1"),
            "IncompleteSignatureException",
            "must include 'X-Amz-Credential'",
        ),
        (presigned.with("Authorization", AUTHORIZATION), "InvalidSignatureException", "Found both"),
    ] {
        let reply = server.connect().ask(&call.bytes());
        assert_eq!((reply.status, reply.error()), (400, error), "{}", call.head());
        assert!(reply.body.contains(text), "{}", reply.body);
    }
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
    // Refusals do not close the connection either, nor does a body that is not read.
    assert_eq!(client.ask(&call.clone().with("Host", "evil.example").body(vec![b' '; 100_000]).bytes()).status, 403);
    assert_eq!(client.ask(&call.clone().with("Content-Type", "text/plain").bytes()).status, 404);
    // Two at once are answered in order.
    client.send(&[call.bytes(), Call::dynamodb("MakeCoffee").bytes()].concat());
    assert_eq!((client.receive().status, client.receive().status), (200, 400));
    // Until the client asks for it.
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

/// Checks the headers that every answer has, including hyper's own. Returns the request id.
fn assert_sealed(reply: &Reply, request: &str) -> String {
    assert_eq!(reply.header("server"), Some("Server"), "{request}");
    assert_eq!(reply.header("x-amz-crc32"), Some(&*crc32fast::hash(&reply.bytes).to_string()), "{request}");
    let id = reply.header("x-amzn-requestid").unwrap_or_default();
    assert!(id.len() == 52 && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{request} {id}");
    assert!(reply.header("date").is_some(), "{request}");
    id.to_owned()
}

#[test]
fn every_answer_has_a_server_a_request_id_and_a_crc() {
    let server = server();
    let call = Call::dynamodb("ListTables");
    let requests = [
        (200, call.bytes()),
        (200, call.clone().line("GET / HTTP/1.1").bytes()),
        (200, call.clone().line("OPTIONS / HTTP/1.1").with("Origin", "http://localhost:3000").bytes()),
        (400, Call::dynamodb("MakeCoffee").bytes()),
        (400, call.clone().without("Authorization").bytes()),
        (403, call.clone().with("Host", "evil.example").bytes()),
        (403, Call::lab("DescribeLab").with("Origin", "http://localhost:3000").bytes()),
        (404, call.clone().line("DELETE / HTTP/1.1").bytes()),
        (413, call.clone().with("Content-Length", "99999999").bytes()),
        (415, call.clone().with("Smithy-Protocol", "rpc-v2-cbor").bytes()),
        (417, call.clone().with("Expect", "a miracle").bytes()),
        (431, call.clone().with("X-Long", &"x".repeat(70_000)).bytes()),
        (400, b"hello\r\n\r\n".to_vec()),
    ];
    let count = requests.len();
    let ids: BTreeSet<_> = requests
        .map(|(status, request)| {
            let reply = server.connect().ask(&request);
            let request = String::from_utf8_lossy(&request).into_owned();
            assert_eq!(reply.status, status, "{request}");
            assert_sealed(&reply, &request)
        })
        .into();
    assert_eq!(ids.len(), count);
}

/// The lab can undo everything, so pages from other ports of this machine may not use it.
#[test]
fn the_lab_is_for_pages_of_the_servers_own_origin() {
    let advance = Call::lab("AdvanceClock").body(r#"{"Seconds": 3600}"#);
    let own = advance.clone().with("Host", "localhost:8000").with("Origin", "http://localhost:8000");
    let other = own.clone().with("Origin", "http://localhost:3000");
    let plain = server();
    let before = plain.now();
    let refused = plain.connect().ask(&other.bytes());
    assert_eq!((refused.status, refused.body.contains("--allow-origin")), (403, true));
    // The page may read the reason.
    assert_eq!(refused.header("access-control-allow-origin"), Some("http://localhost:3000"));
    assert_eq!(plain.now(), before);
    assert_eq!(plain.connect().ask(&own.bytes()).status, 200);
    assert_ne!(plain.now(), before);
    let allowing = Server::guarded(
        Limits::default(),
        Guard::new(Vec::new(), vec!["http://localhost:3000".to_owned(), "https://tools.example".to_owned()]),
    );
    for origin in ["http://localhost:3000", "https://tools.example"] {
        let reply = allowing.connect().ask(&other.clone().with("Origin", origin).bytes());
        assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some(origin)));
    }
    assert_eq!(allowing.connect().ask(&other.with("Origin", "http://localhost:3001").bytes()).status, 403);
}

#[test]
fn other_hosts_are_answered_where_they_are_allowed() {
    let named = Server::guarded(Limits::default(), Guard::new(vec!["dynamodb".to_owned()], Vec::new()));
    let any = Server::guarded(Limits::default(), Guard::new(vec!["*".to_owned()], Vec::new()));
    let call = Call::dynamodb("ListTables");
    for (host, origin, by_name, by_any) in [
        ("dynamodb:8000", None, 200, 200),
        ("localhost:8000", None, 200, 200),
        ("host.docker.internal:8000", None, 403, 200),
        // A page that resolves its own name to this machine remains a foreign page.
        ("evil.example:8000", Some("http://evil.example:8000"), 403, 403),
        ("dynamodb:8000", Some("https://evil.example"), 403, 403),
    ] {
        let call = call.clone().with("Host", host);
        let call = origin.map_or(call.clone(), |origin| call.with("Origin", origin));
        let found = [&named, &any].map(|server| server.connect().ask(&call.bytes()).status);
        assert_eq!(found, [by_name, by_any], "{host} {origin:?}");
    }
}

/// A client with endpoint discovery sends its next requests to the answered address.
#[test]
fn describe_endpoints_names_where_it_was_called() {
    let server = server();
    for host in ["127.0.0.1:8000", "localhost:4566", "dynamodb.localhost"] {
        let reply = server.connect().ask(&Call::dynamodb("DescribeEndpoints").with("Host", host).bytes());
        let expected = format!(r#"{{"Endpoints":[{{"Address":"{host}","CachePeriodInMinutes":1440}}]}}"#);
        assert_eq!((reply.status, reply.body), (200, expected));
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut gzip = Vec::new();
    GzEncoder::new(body, Compression::default()).read_to_end(&mut gzip).unwrap();
    gzip
}

#[test]
fn requests_in_gzip_are_read() {
    let server = server();
    let before = server.now();
    let call = Call::lab("AdvanceClock").with("Content-Encoding", "gzip");
    let mut client = server.connect();
    assert_eq!(client.ask(&call.clone().body(gzip(br#"{"Seconds": 3600}"#)).bytes()).status, 200);
    assert_ne!(server.now(), before);
    let limit = Limits::default().body_bytes;
    for (body, status, error) in [
        (br#"{"Seconds": 3600}"#.to_vec(), 400, "SerializationException"),
        (gzip(b"{}")[..15].to_vec(), 400, "SerializationException"),
        (gzip(&vec![b' '; limit + 1]), 413, "RequestEntityTooLargeException"),
        (gzip(b"{}"), 400, "ValidationException"),
    ] {
        let reply = client.ask(&call.clone().body(body).bytes());
        assert_eq!((reply.status, reply.error()), (status, error));
    }
}

#[test]
fn long_answers_are_compressed_for_who_accepts_that() {
    let server = server();
    let mut client = server.connect();
    let table = r#"{"TableName":"Music","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]}"#;
    assert_eq!(client.ask(&Call::dynamodb("CreateTable").body(table).bytes()).status, 200);
    // An answer of `length` bytes, for there are 38 around the text.
    let mut get = |length: usize, accepted: &str| {
        let text = "x".repeat(length - 38);
        let item = format!(r#"{{"TableName":"Music","Item":{{"id":{{"S":"a"}},"t":{{"S":"{text}"}}}}}}"#);
        assert_eq!(client.ask(&Call::dynamodb("PutItem").body(item).bytes()).status, 200);
        let get = Call::dynamodb("GetItem").body(r#"{"TableName":"Music","Key":{"id":{"S":"a"}}}"#);
        client.ask(&get.with("Accept-Encoding", accepted).bytes())
    };
    let plain = get(4096, "identity");
    assert_eq!((plain.bytes.len(), plain.header("content-encoding")), (4096, None));
    assert_eq!(get(4095, "gzip").header("content-encoding"), None);
    let compressed = get(4096, "gzip, deflate");
    assert_eq!(compressed.header("content-encoding"), Some("gzip"));
    assert_eq!(compressed.header("content-type"), Some("application/x-amz-json-1.0"));
    // The CRC is that of the bytes as sent.
    assert_sealed(&compressed, "gzip");
    assert!(compressed.bytes.len() < 500);
    let mut inflated = Vec::new();
    GzDecoder::new(&*compressed.bytes).read_to_end(&mut inflated).unwrap();
    assert_eq!(inflated, plain.bytes);
}

#[test]
fn only_100_continue_can_be_expected() {
    let server = server();
    let call = Call::lab("DescribeLab").with("Expect", "100-Continue").body("{} ");
    let mut client = server.connect();
    client.send(call.head().as_bytes());
    assert_eq!(client.receive().status, 100);
    client.send(&call.body);
    assert_eq!(client.receive().status, 200);
    let mut client = server.connect();
    // It is refused at the head: the client waits for a word before it sends the rest.
    client.send(call.with("Expect", "200-ok").head().as_bytes());
    assert_eq!(client.receive().status, 417);
    assert!(client.is_closed());
}

#[test]
fn a_malformed_chunk_is_a_400() {
    let server = server();
    let before = server.now();
    let call = Call::lab("AdvanceClock").with("Transfer-Encoding", "chunked");
    for body in
        ["nonsense\r\n", "11\r\n{\"Seconds\": 3600}no end", "fffffffffffffffff\r\n", "2\r\n{}\r\n0\r\nno colon\r\n\r\n"]
    {
        let mut client = server.connect();
        let reply = client.ask(&call.clone().body(body).bytes());
        assert_eq!((reply.status, reply.error()), (400, "SerializationException"), "{body}");
        assert!(client.is_closed(), "{body}");
    }
    assert_eq!(server.now(), before);
}

/// A table of one region, asked for with signatures for two, in a header and presigned.
#[test]
fn the_signature_says_the_region() {
    let server = server();
    let mut client = server.connect();
    let signed = |call: Call, region: &str| call.with("Authorization", &AUTHORIZATION.replace("us-east-1", region));
    let body = r#"{"TableName":"Music","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}"#;
    let created = client.ask(&signed(Call::dynamodb("CreateTable").body(body), "eu-west-1").bytes());
    assert!(created.body.contains("arn:aws:dynamodb:eu-west-1:123456789012:table/Music"), "{}", created.body);
    let mut tables = |call: Call| client.ask(&call.bytes()).body;
    let list = || Call::dynamodb("ListTables");
    assert_eq!(tables(signed(list(), "eu-west-1")), r#"{"TableNames":["Music"]}"#);
    assert_eq!(tables(list()), r#"{"TableNames":[]}"#);
    let presigned = "POST /?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20261126%2Feu-west-1%2Fdynamodb%2F\
                     aws4_request&X-Amz-Date=1&X-Amz-SignedHeaders=host&X-Amz-Signature=0 HTTP/1.1";
    assert_eq!(tables(list().without("Authorization").line(presigned)), r#"{"TableNames":["Music"]}"#);
    // The lab needs no signature; with one it reads the region of the signature.
    let timeline = || Call::lab("DescribeTimeline").body(r#"{"TableName":"Music"}"#);
    assert!(tables(timeline()).contains("ResourceNotFoundException"));
    assert!(tables(signed(timeline(), "eu-west-1")).contains("TABLE_CREATED"));
    assert!(tables(signed(list(), "EU_WEST")).contains("#InvalidSignatureException"));
}
