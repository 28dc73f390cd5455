//! `timemark` as a process.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

pub fn timemark(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_timemark"));
    command.args(args);
    command
}

/// A running `timemark`, which is stopped even if a test fails.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts it on a free port. Returns it with its first line and the rest of its output.
pub fn start(args: &[&str]) -> (Running, String, impl Read + use<>) {
    start_as("serve", args)
}

/// The same with another command than `serve`.
pub fn start_as(command: &str, args: &[&str]) -> (Running, String, impl Read + use<>) {
    let mut child = timemark(&[&[command], args, &["--port", "0"]].concat()).stdout(Stdio::piped()).spawn().unwrap();
    let stdout = child.stdout.take().unwrap();
    let child = Running(child);
    let mut output = BufReader::new(stdout);
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    (child, line, output)
}

/// The address in the first line.
pub fn address(line: &str) -> SocketAddr {
    line.trim_end().strip_prefix("timemark listening on http://").unwrap().parse().unwrap()
}

pub fn signal(child: &Running, name: &str) {
    assert!(Command::new("kill").args([format!("-{name}"), child.0.id().to_string()]).status().unwrap().success());
}
