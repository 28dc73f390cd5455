//! What slow, greedy, broken and departing clients get, and that the others do not notice.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Call, Server};
use std::io::Write;
use std::net::Shutdown;
use std::time::{Duration, Instant};
use timemark_server::Limits;

const LIMIT: usize = 16 * 1024 * 1024;

#[test]
fn a_body_of_16_mb_is_read_and_one_byte_more_is_not() {
    let server = Server::start(Limits::default());
    let call = Call::dynamodb("ListTables");
    let padded = |length: usize| call.clone().body([b"{}".to_vec(), vec![b' '; length - 2]].concat());
    assert_eq!(server.connect().ask(&padded(LIMIT).bytes()).status, 200);
    let mut client = server.connect();
    let reply = client.ask(&padded(LIMIT + 1).bytes());
    assert_eq!((reply.status, reply.error()), (413, "RequestEntityTooLargeException"));
    assert!(client.is_closed());
}

#[test]
fn nor_in_chunks_without_an_end() {
    let server = Server::start(Limits::default());
    let mut client = server.connect();
    client.send(Call::dynamodb("ListTables").with("Transfer-Encoding", "chunked").head().as_bytes());
    let chunk = [b"100000\r\n".to_vec(), vec![b' '; 0x100000], b"\r\n".to_vec()].concat();
    let mut sent = 0;
    // The server reads on for four times the limit, then answers and goes.
    while sent < 8 * LIMIT && client.0.write_all(&chunk).is_ok() {
        sent += chunk.len();
    }
    assert!(sent > LIMIT && sent < 8 * LIMIT, "{sent}");
    assert_eq!(server.connect().ask(&Call::dynamodb("ListTables").bytes()).status, 200);
}

#[test]
fn headers_over_16_kb() {
    let server = Server::start(Limits::default());
    let call = |length| Call::dynamodb("ListTables").with("X-Long", &"x".repeat(length)).bytes();
    assert_eq!(server.connect().ask(&call(15_000)).status, 200);
    assert_eq!(server.connect().ask(&call(17_000)).status, 431);
    assert_eq!(server.connect().ask(&call(70_000)[..66_000]).status, 431);
    let many = (0..101).fold(Call::dynamodb("ListTables"), |call, n| call.with(&format!("X-{n}"), ""));
    assert_eq!(server.connect().ask(&many.bytes()).status, 431);
}

#[test]
fn conflicting_lengths() {
    let server = Server::start(Limits::default());
    let before = server.now();
    let advance = Call::lab("AdvanceClock").body(r#"{"Seconds": 3600}"#);
    for length in ["17\r\nContent-Length: 18", "17, 18", "-1", "x", "99999999999999999999"] {
        let mut client = server.connect();
        assert_eq!(client.ask(&advance.clone().with("Content-Length", length).bytes()).status, 400, "{length}");
        assert!(client.is_closed(), "{length}");
    }
    assert_eq!(server.now(), before);
    // Two ways of telling the length: nothing after that request is believed.
    let mut client = server.connect();
    let both = Call::dynamodb("ListTables")
        .with("Transfer-Encoding", "chunked")
        .with("Content-Length", "4")
        .body("2\r\n{}\r\n0\r\n\r\n");
    client.send(&[both.bytes(), advance.bytes()].concat());
    client.receive();
    assert!(client.is_closed());
    assert_eq!(server.now(), before);
}

#[test]
fn what_is_not_http() {
    let server = Server::start(Limits::default());
    for bytes in ["\0\0\0\0\r\n\r\n", "hello\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nno colon\r\n\r\n"]
    {
        assert_eq!(server.connect().ask(bytes.as_bytes()).status, 400, "{bytes:?}");
    }
}

/// A request counts when it is whole, not before: cut at any byte, it has changed nothing.
#[test]
fn disconnects_at_any_byte() {
    let server = Server::start(Limits::default());
    let before = server.now();
    let bytes = Call::lab("AdvanceClock").body(r#"{"Seconds": 3600}"#).bytes();
    for cut in 0..bytes.len() {
        let mut client = server.connect();
        client.send(&bytes[..cut]);
        if cut % 2 == 0 {
            client.0.shutdown(Shutdown::Both).unwrap();
        }
    }
    assert_eq!(server.now(), before);
}

#[test]
fn slow_clients() {
    let server = Server::start(Limits {
        header_timeout: Duration::from_millis(200),
        body_timeout: Duration::from_millis(200),
        ..Limits::default()
    });
    let bytes = Call::dynamodb("ListTables").bytes();
    let started = Instant::now();
    let mut silent = server.connect();
    let mut slow_head = server.connect();
    slow_head.send(&bytes[..20]);
    let mut slow_body = server.connect();
    slow_body.send(&bytes[..bytes.len() - 1]);
    assert!(silent.is_closed());
    assert!(slow_head.is_closed());
    let reply = slow_body.receive();
    assert_eq!((reply.status, reply.error()), (408, "RequestTimeoutException"));
    assert!(slow_body.is_closed());
    let elapsed = started.elapsed();
    assert!(elapsed >= Duration::from_millis(200) && elapsed < Duration::from_secs(10), "{elapsed:?}");
}

#[test]
fn connections_over_the_limit_wait_for_a_place() {
    let server = Server::start(Limits { connections: 2, ..Limits::default() });
    let call = Call::dynamodb("ListTables").bytes();
    let mut open = [server.connect(), server.connect()];
    for client in &mut open {
        assert_eq!(client.ask(&call).status, 200);
    }
    let mut waiting = server.connect();
    waiting.send(&call);
    waiting.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(waiting.0.peek(&mut [0]).is_err(), "a third connection was served beside two");
    drop(open);
    waiting.0.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert_eq!(waiting.receive().status, 200);
}

#[test]
fn stopping_lets_what_is_in_flight_end() {
    let mut server = Server::start(Limits::default());
    let bytes = Call::dynamodb("ListTables").bytes();
    let mut idle = server.connect();
    assert_eq!(idle.ask(&bytes).status, 200);
    let mut busy = server.connect();
    assert_eq!(busy.ask(&bytes).status, 200);
    busy.send(&bytes[..bytes.len() - 1]);
    // The last byte comes after the signal to stop; the idle connection shows that the signal has come through.
    std::thread::sleep(Duration::from_millis(100));
    server.stop();
    assert!(idle.is_closed());
    assert_eq!(busy.ask(&bytes[bytes.len() - 1..]).status, 200);
    assert!(busy.is_closed());
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let server = Server::start(Limits { shutdown_grace: Duration::from_millis(100), ..Limits::default() });
    let mut stuck = server.connect();
    assert_eq!(stuck.ask(&Call::dynamodb("ListTables").bytes()).status, 200);
    stuck.send(Call::dynamodb("ListTables").head().as_bytes());
    std::thread::sleep(Duration::from_millis(100));
    let started = Instant::now();
    drop(server);
    assert!(started.elapsed() < Duration::from_secs(10));
}
