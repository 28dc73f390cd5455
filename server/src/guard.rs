//! The guard: only requests that come from this machine *and* are meant for it are answered.
//!
//! Listening on 127.0.0.1 keeps other machines out, but not the pages in a browser on this machine. Three ways are
//! closed to them:
//! - **DNS rebinding** (`evil.example` suddenly resolves to 127.0.0.1): its requests carry `Host: evil.example`.
//! - **Cross-site requests**: they carry an `Origin` that is not a loopback one.
//! - **Simple requests**, which need no preflight: they cannot carry a JSON content type, and no other is accepted.
//!
//! Programs send the endpoint's host and no `Origin`, so SDKs are not affected. The lab's operations, which can undo
//! everything, are also closed to pages from other ports of this machine.

use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};
use hyper::http::request::Parts;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The hosts and origins that are allowed in addition to this machine's own.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// The host names, without a port.
    hosts: Vec<String>,
    any_host: bool,
    /// The origins, as browsers write them: `http://host:port`.
    origins: Vec<String>,
}

impl Guard {
    /// A guard that also allows requests to `hosts` (`*` for any) and from pages of `origins`.
    pub fn new(mut hosts: Vec<String>, origins: Vec<String>) -> Self {
        let any_host = hosts.iter().any(|host| host == ANY_HOST);
        hosts.retain(|host| host != ANY_HOST);
        Self { hosts, any_host, origins }
    }

    /// Why a request is refused, in words for the developer who sees them; `None` if it is allowed.
    pub fn refusal(&self, head: &Parts) -> Option<&'static str> {
        let mut hosts = head.headers.get_all(HOST).iter();
        match (hosts.next(), hosts.next()) {
            (Some(host), None) if host.to_str().is_ok_and(|host| self.is_host(host)) => {}
            _ => {
                return Some(
                    "the Host header must name this machine: 127.0.0.1, localhost, *.localhost or [::1] \
                     (timemark serve --allow-host NAME allows another)\n",
                );
            }
        }
        if head.uri.authority().is_some_and(|authority| !self.is_host(authority.as_str())) {
            return Some("the request's address must name this machine\n");
        }
        if !head.headers.get_all(ORIGIN).iter().all(|origin| is_loopback_origin(origin) || self.is_own(origin, head)) {
            return Some("pages from other sites may not use this server (Origin is not a loopback address)\n");
        }
        None
    }

    /// Why a request that [`Guard::refusal`] allows may not use the lab's operations: it is from a page of another
    /// origin.
    pub fn lab_refusal(&self, head: &Parts) -> Option<&'static str> {
        let mut origins = head.headers.get_all(ORIGIN).iter().peekable();
        // A page of another origin sends no Origin with a GET whose answer it cannot read.
        let is_foreign = origins.peek().is_none()
            && head.headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
        let is_own = !is_foreign && origins.all(|origin| self.is_own(origin, head));
        (!is_own).then_some(
            "pages of other origins may not use the lab's operations (timemark serve --allow-origin ORIGIN allows one)\n",
        )
    }

    /// Whether requests to `authority` are answered.
    fn is_host(&self, authority: &str) -> bool {
        self.any_host || self.is_named(authority)
    }

    /// Whether `authority` is this machine or a host that was allowed by its name. Under `*` a page may come from
    /// anywhere, so the host alone does not make its origin trusted.
    fn is_named(&self, authority: &str) -> bool {
        is_loopback(authority)
            || host_of(authority).is_some_and(|host| self.hosts.iter().any(|name| name.eq_ignore_ascii_case(host)))
    }

    /// Whether `origin` is the one that the request was sent to, or an allowed one.
    fn is_own(&self, origin: &HeaderValue, head: &Parts) -> bool {
        let Ok(text) = origin.to_str() else { return false };
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        self.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(text))
            || authority_of(origin)
                .zip(host)
                .is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host) && self.is_named(host))
    }
}

/// The value that allows every host.
pub const ANY_HOST: &str = "*";

/// The origin of the page that sent the request, if a page did. The request must have passed [`Guard::refusal`].
pub fn origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    headers.get(ORIGIN)
}

/// Whether `name` can be a host of `--allow-host`: a name or an IP address, without a port.
pub fn is_host_name(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok()
        || (1..=253).contains(&name.len())
            && name.split('.').all(|label| !label.is_empty() && label.bytes().all(is_name_byte))
}

/// Whether `origin` can be one of `--allow-origin`: a scheme, a host and optionally a port.
pub fn is_origin(origin: &str) -> bool {
    let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    authority.and_then(host_of).is_some_and(is_host_name)
}

fn is_loopback_origin(origin: &HeaderValue) -> bool {
    authority_of(origin).is_some_and(is_loopback)
}

fn authority_of(origin: &HeaderValue) -> Option<&str> {
    let origin = origin.to_str().ok()?;
    origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"))
}

/// The host in `host`, `host:port` or `[host]:port`; `None` for any other form.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            host.parse::<Ipv6Addr>().ok()?;
            (host, port)
        }
        None => authority.find(':').map_or((authority, ""), |colon| authority.split_at(colon)),
    };
    (port.is_empty() || is_port(port)).then_some(host)
}

/// Whether `host` or `host:port` is this machine: `localhost`, a name under `.localhost` (reserved for this by RFC
/// 6761; SDKs put an account id there: `123456789012.ddb.localhost`), 127.0.0.0/8 or `[::1]`.
pub fn is_loopback(authority: &str) -> bool {
    let Some(host) = host_of(authority) else { return false };
    if authority.starts_with('[') {
        return host.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback());
    }
    if host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()) || host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let host = host.to_ascii_lowercase();
    host.strip_suffix(".localhost")
        .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b == b'.' || is_name_byte(b)))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// Whether `text` is a port with its colon: `:8000`.
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

    /// The statuses of (any request, a lab's request) to `host` from a page of `origin`.
    fn let_in(guard: &Guard, host: &'static str, origin: Option<&'static str>) -> (bool, bool) {
        let (mut head, ()) = hyper::Request::new(()).into_parts();
        head.headers.insert(HOST, HeaderValue::from_static(host));
        if let Some(origin) = origin {
            head.headers.insert(ORIGIN, HeaderValue::from_static(origin));
        }
        let any = guard.refusal(&head).is_none();
        (any, any && guard.lab_refusal(&head).is_none())
    }

    #[test]
    fn allowed_hosts_and_origins() {
        let none = Guard::default();
        let named = Guard::new(vec!["dynamodb".to_owned()], vec!["https://Tools.example:3000".to_owned()]);
        let any = Guard::new(vec!["*".to_owned()], Vec::new());
        const NO: (bool, bool) = (false, false);
        const API: (bool, bool) = (true, false);
        const ALL: (bool, bool) = (true, true);
        for (host, origin, expected) in [
            ("localhost:8000", None, [ALL, ALL, ALL]),
            ("localhost:8000", Some("http://localhost:8000"), [ALL, ALL, ALL]),
            ("localhost:8000", Some("http://localhost:3000"), [API, API, API]),
            ("localhost:8000", Some("http://127.0.0.1:8000"), [API, API, API]),
            ("localhost:8000", Some("https://evil.example"), [NO, NO, NO]),
            ("localhost:8000", Some("https://tools.example:3000"), [NO, ALL, NO]),
            ("localhost:8000", Some("https://tools.example"), [NO, NO, NO]),
            ("localhost:8000", Some("null"), [NO, NO, NO]),
            ("dynamodb:8000", None, [NO, ALL, ALL]),
            ("DynamoDB", None, [NO, ALL, ALL]),
            ("dynamodb:8000", Some("http://dynamodb:8000"), [NO, ALL, NO]),
            ("dynamodb:8000", Some("http://dynamodb:9000"), [NO, NO, NO]),
            ("dynamodb.evil.example", None, [NO, NO, ALL]),
            ("evil.example:8000", Some("http://evil.example:8000"), [NO, NO, NO]),
            ("evil.example:8000", Some("http://localhost:3000"), [NO, NO, API]),
        ] {
            let found = [&none, &named, &any].map(|guard| let_in(guard, host, origin));
            assert_eq!(found, expected, "{host} {origin:?}");
        }
    }

    #[test]
    fn names_of_flags() {
        for (name, allowed) in [
            ("dynamodb", true),
            ("host.docker.internal", true),
            ("10.0.0.1", true),
            ("::1", true),
            ("*", false),
            ("*.example", false),
            ("dynamodb:8000", false),
            ("http://dynamodb", false),
            ("a..b", false),
            ("", false),
        ] {
            assert_eq!(is_host_name(name), allowed, "{name}");
        }
        for (origin, allowed) in [
            ("http://localhost:3000", true),
            ("https://tools.example", true),
            ("http://[::1]:80", true),
            ("http://localhost:3000/", false),
            ("localhost:3000", false),
            ("file://x", false),
            ("null", false),
            ("*", false),
            ("http://*", false),
        ] {
            assert_eq!(is_origin(origin), allowed, "{origin}");
        }
    }
}
