//! The page, for browsers.
//!
//! `cargo xtask server` builds the page and puts its files into the program. A server that was built without them says at
//! `/` how to get them.

use crate::accept;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue};

/// A file of the page, and its compressed forms.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The path without its first slash.
    pub name: &'static str,
    /// The content.
    pub plain: &'static [u8],
    /// The content, compressed by brotli.
    pub brotli: &'static [u8],
    /// The content, compressed by gzip.
    pub gzip: &'static [u8],
}

/// The files of a page.
#[derive(Clone, Copy, Debug)]
pub struct Site(pub &'static [File]);

/// The page that this program was built with; it has no files if it was built without one.
pub const EMBEDDED: Site = Site(include!(concat!(env!("OUT_DIR"), "/page.rs")));

/// The document that `/` answers.
const DOCUMENT: &str = "index.html";

const HTML: &str = "text/html; charset=utf-8";

/// What a server without a page says at `/`.
const NO_PAGE: &str = "<!doctype html>
<html lang=\"en\">
  <head>
    <meta charset=\"utf-8\">
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
    <meta name=\"color-scheme\" content=\"light dark\">
    <title>Timemark</title>
  </head>
  <body>
    <h1>Timemark is running</h1>
    <p>DynamoDB clients use this address as their endpoint.</p>
    <p>This server was built without the page that shows its tables and backups. In a clone of the project,
    <code>cargo xtask server</code> builds both into one program, <code>target/release/timemark</code>.</p>
  </body>
</html>
";

/// What is sent for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The media type.
    pub content_type: &'static str,
    /// The other headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The file, in the coding that the headers name.
    pub body: &'static [u8],
}

impl Site {
    /// The answer to a GET of `path`; `None` if it is not the page's. The document is sent only to clients that name
    /// `text/html`, as browsers do: health checks do not.
    pub fn page(&self, path: &str, headers: &HeaderMap) -> Option<Page> {
        let name = path.strip_prefix('/')?;
        if name.is_empty() && !accept::is_named(headers, ACCEPT, "text/html") {
            return None;
        }
        let name = if name.is_empty() { DOCUMENT } else { name };
        match self.0.iter().find(|file| file.name == name) {
            Some(file) => Some(answer(file, headers)),
            None if name == DOCUMENT => Some(page(HTML, "no-cache", None, NO_PAGE.as_bytes())),
            None => None,
        }
    }
}

/// A file in the smallest form that the client accepts.
fn answer(file: &File, headers: &HeaderMap) -> Page {
    let accepts = |coding| accept::is_named(headers, ACCEPT_ENCODING, coding);
    let (coding, body) = match () {
        () if accepts("br") => (Some("br"), file.brotli),
        () if accepts("gzip") => (Some("gzip"), file.gzip),
        () => (None, file.plain),
    };
    let lifetime = if is_named_by_content(file.name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    page(content_type(file.name), lifetime, coding, body)
}

fn page(content_type: &'static str, lifetime: &'static str, coding: Option<&'static str>, body: &'static [u8]) -> Page {
    let headers = [
        ("cache-control", lifetime),
        ("vary", "accept, accept-encoding"),
        ("x-content-type-options", "nosniff"),
        // What a document cannot say of itself: no other page may show it in a frame and lead clicks to its buttons.
        ("content-security-policy", "frame-ancestors 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    let coding = coding.map(|coding| ("content-encoding", coding));
    let headers = headers.into_iter().chain(coding);
    let headers = headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Page { content_type, headers: headers.collect(), body }
}

/// Whether a name ends, before its extension, with the sixteen digits of its content's hash.
fn is_named_by_content(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.rsplit_once('-').map_or("", |(_, digits)| digits);
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The media type of a file, by its name. A browser compiles WebAssembly while it loads only with the right type.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => "application/octet-stream",
    }
}
