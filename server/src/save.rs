//! `timemark save`: asks a running server for its lab and writes it to a file.

use crate::http::LAB_PATH;
use crate::storage::with_ending;
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

/// How long the server may be silent: a large lab takes seconds.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Writes the lab of the server at `url`, such as `http://127.0.0.1:8000`, to a file. An existing file is replaced when the
/// whole lab has arrived.
///
/// # Errors
/// A message if the server does not send its lab, or the file cannot be written.
pub fn save(url: &str, path: &Path) -> Result<(), String> {
    let lab = fetch(url).map_err(|error| format!("no lab from {url}: {error}"))?;
    write(&lab, path).map_err(|error| format!("cannot write {}: {error}", path.display()))
}

fn fetch(url: &str) -> Result<Vec<u8>, Error> {
    let invalid = |text: String| Error::new(ErrorKind::InvalidData, text);
    let authority = url.strip_prefix("http://").map(|rest| rest.trim_end_matches('/'));
    let authority = authority.filter(|authority| !authority.is_empty() && !authority.contains('/'));
    let authority = authority.ok_or_else(|| invalid("a URL has the form http://127.0.0.1:8000".to_owned()))?;
    let mut stream = match authority.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()) {
        Some(_) => TcpStream::connect(authority)?,
        None => TcpStream::connect((authority, 80))?,
    };
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(stream, "GET {LAB_PATH} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n");
    let (head, body) = answer.split_at(end.map_or(answer.len(), |end| end + 4));
    let head = String::from_utf8_lossy(head);
    let status = head.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200 ") {
        return Err(invalid(format!("{status} {}", String::from_utf8_lossy(body)).trim_end().to_owned()));
    }
    let length = head.lines().filter_map(|line| line.split_once(": "));
    let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).map(|(_, value)| value).next();
    if length.and_then(|length| length.parse().ok()) != Some(body.len()) || !body.starts_with(b"timemark") {
        return Err(invalid("it is not a whole lab".to_owned()));
    }
    Ok(body.to_vec())
}

/// Writes a file as a whole: under another name at first.
fn write(lab: &[u8], path: &Path) -> Result<(), Error> {
    let part = with_ending(path, ".part");
    let mut file = File::create(&part)?;
    let written = file.write_all(lab).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}
