//! What slow, greedy, broken and departing clients get, and that other clients do not notice.

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
    // The server reads on for four times the limit, then answers and closes.
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
    // Two declarations of the length: nothing after that request is trusted.
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

/// A request counts once it is complete: cut at any byte, it has changed nothing.
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

/// A length over the limit is refused before a byte of the body is received or asked for.
#[test]
fn a_declared_length_over_the_limit_is_refused_at_the_head() {
    let server = Server::start(Limits::default());
    let call = Call::dynamodb("ListTables").with("Content-Length", &(LIMIT + 1).to_string());
    for call in [call.clone(), call.with("Expect", "100-continue")] {
        let mut client = server.connect();
        client.send(call.head().as_bytes());
        let reply = client.receive();
        assert_eq!((reply.status, reply.error()), (413, "RequestEntityTooLargeException"));
        assert!(client.is_closed());
    }
}

#[test]
fn bodies_over_the_budget_wait_and_small_ones_do_not() {
    let half = 512 * 1024;
    let server = Server::start(Limits { body_bytes: 2 * half, all_bodies_bytes: 2 * half, ..Limits::default() });
    let call = |length: usize| Call::dynamodb("ListTables").body([b"{}".to_vec(), vec![b' '; length - 2]].concat());
    let is_silent = |client: &mut common::Client| {
        client.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
        let is_silent = client.0.peek(&mut [0]).is_err();
        client.0.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        is_silent
    };
    // Two that announce half of the budget each, and send little of it.
    let bytes = call(half).bytes();
    let mut slow = [server.connect(), server.connect()];
    for client in &mut slow {
        client.send(&bytes[..100_000]);
    }
    std::thread::sleep(Duration::from_millis(100));
    let mut waiting = server.connect();
    // Its body is larger than what the kernel and hyper buffer, so sending blocks and is done by another thread.
    let mut sender = waiting.0.try_clone().unwrap();
    let whole = bytes.clone();
    let sending = std::thread::spawn(move || sender.write_all(&whole));
    assert!(is_silent(&mut waiting), "a third body was read beside two that fill the budget");
    assert_eq!(server.connect().ask(&call(1000).bytes()).status, 200);
    // A body whose client is gone releases its room.
    let [leaving, staying] = &mut slow;
    leaving.0.shutdown(Shutdown::Both).unwrap();
    assert_eq!(waiting.receive().status, 200);
    sending.join().unwrap().unwrap();
    assert_eq!(staying.ask(&bytes[100_000..]).status, 200);
}

#[test]
fn connections_over_the_limit_wait_while_all_are_busy() {
    let server = Server::start(Limits { connections: 2, ..Limits::default() });
    let call = Call::dynamodb("ListTables").bytes();
    let mut open = [server.connect(), server.connect()];
    for client in &mut open {
        assert_eq!(client.ask(&call).status, 200);
        client.send(&call[..call.len() - 1]);
    }
    std::thread::sleep(Duration::from_millis(100));
    let mut waiting = server.connect();
    waiting.send(&call);
    waiting.0.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert!(waiting.0.peek(&mut [0]).is_err(), "a third connection was served beside two");
    // When one of them is idle, it makes room.
    assert_eq!(open[1].ask(&call[call.len() - 1..]).status, 200);
    waiting.0.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    assert_eq!(waiting.receive().status, 200);
    assert!(open[1].is_closed());
    assert_eq!(open[0].ask(&call[call.len() - 1..]).status, 200);
}

#[test]
fn the_longest_idle_connection_makes_room() {
    let server = Server::start(Limits { connections: 3, ..Limits::default() });
    let call = Call::dynamodb("ListTables").bytes();
    let [mut first, mut second, mut third] = [server.connect(), server.connect(), server.connect()];
    for client in [&mut third, &mut first, &mut second] {
        assert_eq!(client.ask(&call).status, 200);
    }
    let mut fourth = server.connect();
    assert_eq!(fourth.ask(&call).status, 200);
    assert!(third.is_closed());
    for client in [&mut first, &mut second, &mut fourth] {
        assert_eq!(client.ask(&call).status, 200);
    }
}

#[test]
fn idle_connections_do_not_delay_a_client() {
    let limits = Limits { connections: 200, ..Limits::default() };
    let server = Server::start(limits);
    // As many more than there are places as 1,500 are than the default's.
    let idle: Vec<_> = (0..300).map(|_| server.connect()).collect();
    let started = Instant::now();
    assert_eq!(server.connect().ask(&Call::dynamodb("ListTables").bytes()).status, 200);
    let elapsed = started.elapsed();
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
    drop(idle);
}

/// A request that was sent completely before the signal is answered, wherever it is: in hyper, in the socket, or in a
/// connection that was not accepted yet.
#[test]
fn stopping_answers_every_request_that_was_sent_whole() {
    for _ in 0..10 {
        let mut server = Server::start(Limits::default());
        let bytes = Call::dynamodb("ListTables").bytes();
        let mut known: Vec<_> = (0..20).map(|_| server.connect()).collect();
        for client in &mut known {
            assert_eq!(client.ask(&bytes).status, 200);
        }
        let mut new: Vec<_> = (0..20).map(|_| server.connect()).collect();
        for client in known.iter_mut().chain(&mut new) {
            client.send(&bytes);
        }
        server.stop();
        for client in known.iter_mut().chain(&mut new) {
            assert_eq!(client.receive().status, 200);
            assert!(client.is_closed());
        }
    }
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
