//! `timemark health`: asks a running server whether it answers, for the health check of a container without curl.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long each step may take.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Asks the server at `address` whether it answers.
///
/// # Errors
/// A message if it cannot be reached, or if its status is not 200.
pub fn check(address: SocketAddr) -> Result<(), String> {
    let status = status_line(address).map_err(|error| format!("no answer from {address}: {error}"))?;
    match status.strip_prefix("HTTP/1.1 200 ") {
        Some(_) => Ok(()),
        None => Err(format!("{address} is not healthy: {status}")),
    }
}

/// The first line of the answer to `GET /`.
fn status_line(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer)?;
    let line = answer.split(|&byte| byte == b'\r').next().unwrap_or_default();
    Ok(String::from_utf8_lossy(line).into_owned())
}
