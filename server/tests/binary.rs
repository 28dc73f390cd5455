//! The program as a script uses it: its first line, its exit codes, its end.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod common;

use common::program::{Running, signal, start, timemark};
use common::{Call, Client};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Output, Stdio};

#[test]
fn serves_until_it_is_told_to_stop() {
    for name in ["TERM", "INT"] {
        let (mut child, line, mut output) = start(&["--region", "eu-west-3", "--now", "1700000000", "--speed", "0"]);
        let address = line.strip_prefix("timemark listening on http://").unwrap().strip_suffix('\n').unwrap();
        let mut client = Client::new(address.parse().unwrap());
        let health = client.ask(&Call::lab("").line("GET / HTTP/1.1").body("").bytes());
        assert_eq!(health.body, "healthy: dynamodb.eu-west-3.amazonaws.com ");
        let lab = client.ask(&Call::lab("DescribeLab").bytes());
        assert!(lab.body.contains("\"Now\":1700000000"), "{}", lab.body);
        signal(&child, name);
        assert_eq!(child.0.wait().unwrap().code(), Some(0), "SIG{name}");
        assert!(client.is_closed());
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest.lines().count(), 2, "{rest}");
        assert!(
            rest.contains(&format!("--endpoint-url http://{address}")) && rest.contains("--region eu-west-3"),
            "{rest}"
        );
    }
}

#[test]
fn a_port_in_use_is_exit_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let Output { status, stdout, stderr } = timemark(&["serve", "--port", &port]).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!((status.code(), stdout.len()), (Some(1), 0));
    assert!(stderr.contains(&format!("127.0.0.1:{port}")) && stderr.contains("--port"), "{stderr}");
}

#[test]
fn asked_wrongly_is_exit_2() {
    for (args, part) in [
        (
            &["serve", "--window", "wide"][..],
            "--window \"wide\" is not allowed: it takes exact, typical or adversarial",
        ),
        (&["serve", "--frobnicate"], "--frobnicate"),
        (&[], "Usage"),
    ] {
        let Output { status, stderr, .. } = timemark(args).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn help_and_version_are_exit_0() {
    let Output { status, stdout, .. } = timemark(&["--help"]).output().unwrap();
    assert!(status.success() && String::from_utf8(stdout).unwrap().contains("--partitions"));
    let Output { status, stdout, .. } = timemark(&["--version"]).output().unwrap();
    assert!(status.success() && stdout.starts_with(b"timemark "));
}

#[test]
fn health_is_told_by_the_exit_code() {
    let (child, line, _output) = start(&["--host", "127.0.0.1"]);
    let port = line.trim_end().rsplit(':').next().unwrap().to_owned();
    let check = || timemark(&["health", "--port", &port]).output().unwrap();
    assert_eq!(check().status.code(), Some(0));
    drop(child);
    let Output { status, stderr, .. } = check();
    assert_eq!(status.code(), Some(1));
    assert!(String::from_utf8(stderr).unwrap().contains(&format!("127.0.0.1:{port}")));
    // Another kind of server answers, and is not healthy.
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port().to_string();
    let answering = std::thread::spawn(move || {
        let mut stream = other.accept().unwrap().0;
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 503 Busy\r\n\r\n").unwrap();
    });
    assert_eq!(timemark(&["health", "--port", &port]).output().unwrap().status.code(), Some(1));
    answering.join().unwrap();
}

#[test]
fn another_address_says_who_is_answered() {
    let (_child, line, mut output) = start(&["--host", "0.0.0.0"]);
    let mut rest = String::new();
    while !rest.contains("--allow-host") {
        let mut more = [0; 1024];
        let length = output.read(&mut more).unwrap();
        assert!(length > 0, "{rest}");
        rest += &String::from_utf8_lossy(&more[..length]);
    }
    assert!(line.starts_with("timemark listening on http://0.0.0.0:"), "{line}");
    let port: u16 = line.trim_end().rsplit(':').next().unwrap().parse().unwrap();
    let mut client = Client::new(([127, 0, 0, 1], port).into());
    assert_eq!(client.ask(&Call::lab("DescribeLab").bytes()).status, 200);
    assert_eq!(client.ask(&Call::lab("DescribeLab").with("Host", "dynamodb:8000").bytes()).status, 403);
}

/// With fewer file descriptors than places, idle connections are closed as well.
#[test]
fn idle_connections_without_a_descriptor_left_do_not_delay_a_client() {
    let program = format!("ulimit -n 128 && exec '{}' serve --port 0", env!("CARGO_BIN_EXE_timemark"));
    let mut child = Command::new("sh").args(["-c", &program]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _running = Running(child);
    let address = line.trim_end().strip_prefix("timemark listening on http://").unwrap().parse().unwrap();
    let idle: Vec<_> = (0..300).map(|_| Client::new(address)).collect();
    let started = std::time::Instant::now();
    assert_eq!(Client::new(address).ask(&Call::dynamodb("ListTables").bytes()).status, 200);
    let elapsed = started.elapsed();
    assert!(elapsed < std::time::Duration::from_secs(1), "{elapsed:?}");
    drop(idle);
}

/// The resident memory of a process, in MiB.
#[cfg(target_os = "linux")]
fn resident_mib(child: &Running) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.0.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse::<usize>().unwrap() / 1024
}

#[test]
#[cfg(target_os = "linux")]
fn a_deleted_tables_memory_goes_back_without_further_requests() {
    let (child, line, _output) = start(&[]);
    let address = line.trim_end().strip_prefix("timemark listening on http://").unwrap().parse().unwrap();
    let mut client = Client::new(address);
    let mut ask = |operation: &str, body: String| {
        let reply = client.ask(&Call::dynamodb(operation).body(body).bytes());
        assert_eq!(reply.status, 200, "{reply:?}");
    };
    let before = resident_mib(&child);
    let schema = r#""AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]"#;
    ask("CreateTable", format!(r#"{{"TableName":"Big","BillingMode":"PAY_PER_REQUEST",{schema}}}"#));
    let text = "x".repeat(20_000);
    for n in 0..2_500 {
        ask("PutItem", format!(r#"{{"TableName":"Big","Item":{{"id":{{"S":"{n}"}},"text":{{"S":"{text}"}}}}}}"#));
    }
    let full = resident_mib(&child);
    assert!(full > before + 45, "{before} MiB before, {full} MiB with the table");
    ask("DeleteTable", r#"{"TableName":"Big"}"#.to_owned());
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while resident_mib(&child) > before + 15 && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let after = resident_mib(&child);
    assert!(after <= before + 15, "{before} MiB before, {full} MiB with the table, {after} MiB after it");
}
