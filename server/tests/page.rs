//! The page at `/`, to browsers only, and what a server says there that has none.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]

mod common;

use common::{Call, Reply, Server};
use timemark_core::Options;
use timemark_server::Limits;
use timemark_server::guard::Guard;
use timemark_server::http::Front;
use timemark_server::site::{File, Site};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
const HEALTHY: &str = "healthy: dynamodb.us-east-1.amazonaws.com ";
const WASM: &str = "/timemark-web-0123456789abcdef.wasm";

const SITE: Site = Site(&[
    File { name: "index.html", plain: b"<!doctype html>", brotli: b"small", gzip: b"middle" },
    File { name: "timemark-web-0123456789abcdef.wasm", plain: b"\0asm", brotli: b"s", gzip: b"ms" },
    File { name: "snippets/x.js", plain: b"x", brotli: b"b", gzip: b"g" },
]);

fn server(site: Site) -> Server {
    let mut front = Front::new(Options::default(), Guard::default(), Limits::default());
    front.site = site;
    Server::of(front)
}

fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Reply {
    let get = Call { line: format!("GET {path} HTTP/1.1"), headers: Vec::new(), body: Vec::new() };
    let get = headers.iter().fold(get.with("Host", "127.0.0.1:8000"), |get, (name, value)| get.with(name, value));
    server.connect().ask(&get.bytes())
}

#[test]
fn a_browser_gets_the_page_and_everything_else_what_it_got_before() {
    let server = server(SITE);
    let page = get(&server, "/", &[("Accept", BROWSER)]);
    assert_eq!((page.status, &*page.body), (200, "<!doctype html>"));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("vary"), Some("accept, accept-encoding"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("content-security-policy"), Some("frame-ancestors 'none'"));
    assert_eq!(get(&server, "/?present", &[("Accept", BROWSER)]).body, "<!doctype html>");
    for accept in [&[("Accept", "*/*")][..], &[("Accept", "application/json, text/html;q=0")], &[]] {
        assert_eq!(get(&server, "/", accept).body, HEALTHY, "{accept:?}");
    }
    // A call is a POST, whatever it accepts.
    let call = Call::dynamodb("ListTables").with("Accept", BROWSER);
    assert_eq!(server.connect().ask(&call.bytes()).body, r#"{"TableNames":[]}"#);
}

#[test]
fn the_files_of_the_page_have_their_types_and_forms() {
    let server = server(SITE);
    let wasm = get(&server, WASM, &[("Accept", "*/*")]);
    assert_eq!((wasm.status, &*wasm.body), (200, "\0asm"));
    assert_eq!(wasm.header("content-type"), Some("application/wasm"));
    assert_eq!(wasm.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(wasm.header("content-encoding"), None);
    for (accepted, coding, body) in
        [("gzip, deflate, br, zstd", Some("br"), "s"), ("gzip, deflate", Some("gzip"), "ms"), ("br;q=0", None, "\0asm")]
    {
        let wasm = get(&server, WASM, &[("Accept-Encoding", accepted)]);
        assert_eq!((wasm.header("content-encoding"), &*wasm.body), (coding, body), "{accepted}");
    }
    let script = get(&server, "/snippets/x.js", &[]);
    assert_eq!(script.header("content-type"), Some("text/javascript; charset=utf-8"));
    for path in ["/no.js", "/snippets/", "/snippets", "//index.html", "/../index.html", "/%2e/index.html"] {
        assert_eq!(get(&server, path, &[("Accept", BROWSER)]).status, 404, "{path}");
    }
    let head = Call { line: format!("HEAD {WASM} HTTP/1.1"), headers: Vec::new(), body: Vec::new() };
    let mut client = server.connect();
    client.send(&head.with("Host", "localhost").bytes());
    // The answer has no body, so another one follows at once.
    client.send(&Call::dynamodb("ListTables").bytes());
    let mut answers = String::new();
    while !answers.contains("TableNames") {
        let mut byte = [0];
        std::io::Read::read_exact(&mut client.0, &mut byte).unwrap();
        answers.push(char::from(byte[0]));
    }
    assert!(answers.starts_with("HTTP/1.1 200") && answers.contains("content-length: 4\r\n"), "{answers}");
    assert!(!answers.contains("\0asm"), "{answers}");
}

#[test]
fn hosts_and_origins_are_guarded_as_for_calls() {
    let server = server(SITE);
    for (header, value) in [("Host", "evil.example:8000"), ("Origin", "https://evil.example"), ("Origin", "null")] {
        for path in ["/", WASM] {
            let reply = get(&server, path, &[("Accept", BROWSER), (header, value)]);
            assert_eq!(reply.status, 403, "{path} {header}: {value}");
        }
    }
}

#[test]
fn a_server_without_the_page_says_how_to_get_it() {
    let server = server(Site(&[]));
    let page = get(&server, "/", &[("Accept", BROWSER)]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.body.contains("cargo xtask server"), "{}", page.body);
    assert_eq!(get(&server, "/", &[("Accept", "*/*")]).body, HEALTHY);
    assert_eq!(get(&server, WASM, &[]).status, 404);
}
