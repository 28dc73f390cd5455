//! Who may speak to us: only what comes from this machine *and* was meant for it.
//!
//! Listening on 127.0.0.1 keeps other machines out, but not the pages that a browser on this machine shows. Three doors
//! are closed to them:
//! - **DNS rebinding** (`evil.example` suddenly resolves to 127.0.0.1): its requests carry `Host: evil.example`.
//! - **Cross-site requests**: they carry an `Origin` that is not a loopback one.
//! - **Simple requests**, which need no preflight: they cannot carry a JSON content type, and we take no other.
//!
//! Programs send no `Origin` and the endpoint's host, so an SDK never notices.

use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::http::request::Parts;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Why a request is turned away; the text is for the person who debugs it.
pub fn refusal(head: &Parts) -> Option<&'static str> {
    let mut hosts = head.headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if host.to_str().is_ok_and(is_loopback) => {}
        _ => return Some("the Host header must name this machine: 127.0.0.1, localhost, *.localhost or [::1]\n"),
    }
    if head.uri.authority().is_some_and(|a| !is_loopback(a.as_str())) {
        return Some("the request's address must name this machine\n");
    }
    if !head.headers.get_all(ORIGIN).iter().all(is_loopback_origin) {
        return Some("pages from other sites may not use this server (Origin is not a loopback address)\n");
    }
    None
}

/// The loopback page that asks, if a page asks.
pub fn origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(ORIGIN).filter(|o| is_loopback_origin(o))
}

fn is_loopback_origin(origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).is_some_and(is_loopback)
}

/// Whether `host` or `host:port` is this machine: `localhost`, a name under `.localhost` (reserved for this by RFC 6761;
/// SDKs put an account id there: `123456789012.ddb.localhost`), 127.0.0.0/8 or `[::1]`.
pub fn is_loopback(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => {
                return host.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback()) && (port.is_empty() || is_port(port));
            }
            None => return false,
        },
        None => match authority.find(':') {
            Some(colon) => authority.split_at(colon),
            None => (authority, ""),
        },
    };
    if !(port.is_empty() || is_port(port)) {
        return false;
    }
    if host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()) || host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let host = host.to_ascii_lowercase();
    host.strip_suffix(".localhost").is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    })
}

/// `:8000`.
fn is_port(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()) && p.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:8000",
            "127.8.9.10:1",
            "localhost",
            "LocalHost:65535",
            "123456789012.ddb.localhost:8000",
            "dynamodb.localhost",
            "[::1]",
            "[::1]:8000",
        ] {
            assert!(is_loopback(host), "{host}");
        }
    }

    #[test]
    fn everything_else() {
        for host in [
            "",
            ":8000",
            "evil.example",
            "evil.example:8000",
            "localhost.evil.example",
            "127.0.0.1.nip.io",
            "notlocalhost",
            ".localhost",
            "localhost:80@evil.example",
            "evil.example@localhost",
            "evil.example/x.localhost",
            "localhost:",
            "localhost:99999",
            "localhost:+80",
            "0.0.0.0",
            "128.0.0.1",
            "10.0.0.1",
            "[::2]",
            "[::1",
            "[::1]x",
            "::1",
            "[::ffff:10.0.0.1]",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn origins() {
        for (origin, welcome) in [
            ("http://localhost:3000", true),
            ("https://127.0.0.1", true),
            ("null", false),
            ("https://evil.example", false),
            ("http://localhost.evil.example", false),
            ("file://localhost", false),
            ("localhost", false),
            ("", false),
        ] {
            assert_eq!(is_loopback_origin(&HeaderValue::from_static(origin)), welcome, "{origin}");
        }
    }
}
