//! `dist/` over HTTP, on this machine only.
//!
//! A request is answered only with a file that was found by listing the folder and whose name equals the request's
//! letter for letter. The path is never passed to the file system, so no path leads out of the folder.

use std::path::{Path, PathBuf};

use tiny_http::{Header, Method, Request, Response};

use crate::shell::{Context, Result, files_under, read};

/// A server of a site.
pub struct Server {
    /// The folder of the site.
    folder: PathBuf,
    /// The port.
    port: u16,
    /// The listener.
    http: tiny_http::Server,
}

/// The answer to a path.
struct Page {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Vec<u8>,
}

impl Server {
    /// Listens on a port of this machine; 0 takes any free port.
    pub fn open(folder: &Path, port: u16) -> Result<Self> {
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .context(format!("cannot listen on port {port} (choose another with --port)"))?;
        let port = http.server_addr().to_ip().map_or(port, |address| address.port());
        Ok(Self { folder: folder.to_owned(), port, http })
    }

    /// The address of the site.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests until listening fails.
    pub fn run(&self) -> Result {
        loop {
            let request = self.http.recv().context("cannot accept requests")?;
            // A browser that closes the connection before its answer does no harm.
            let _ = self.answer(request);
        }
    }

    /// Answers one request.
    fn answer(&self, request: Request) -> std::io::Result<()> {
        let page = match request.method() {
            Method::Get | Method::Head => {
                let brotli = request
                    .headers()
                    .iter()
                    .any(|header| header.field.equiv("Accept-Encoding") && accepts_brotli(header.value.as_str()));
                page(&self.folder, request.url(), brotli)
            }
            _ => text(405, "only GET and HEAD"),
        };
        let mut response = Response::from_data(page.body).with_status_code(page.status);
        for (name, value) in page.headers {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        request.respond(response)
    }
}

/// Whether `br` is among the encodings of an Accept-Encoding header, and not refused.
fn accepts_brotli(value: &str) -> bool {
    value.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some("br") && !parts.any(|weight| weight == "q=0")
    })
}

/// The answer to a request's address.
fn page(folder: &Path, url: &str, brotli: bool) -> Page {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = match path.strip_prefix('/') {
        Some("") => "index.html",
        Some(name) => name,
        None => return text(400, "not a path"),
    };
    let found = |wanted: &str| {
        let files = files_under(folder).unwrap_or_default();
        files.into_iter().find(|file| file.to_str() == Some(wanted)).and_then(|file| read(&folder.join(file)).ok())
    };
    let Some(plain) = found(name) else {
        return text(404, "there is no such file");
    };
    let mut headers = vec![
        ("Content-Type", mime(name)),
        ("Cache-Control", if named_by_content(name) { "public, max-age=31536000, immutable" } else { "no-cache" }),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
    ];
    match if brotli { found(&format!("{name}.br")) } else { None } {
        Some(body) => {
            headers.push(("Content-Encoding", "br"));
            Page { status: 200, headers, body }
        }
        None => Page { status: 200, headers, body: plain },
    }
}

/// A short answer in plain text.
fn text(status: u16, words: &str) -> Page {
    Page { status, headers: vec![("Content-Type", mime(".txt"))], body: format!("{words}\n").into_bytes() }
}

/// Whether a name ends, before its extension, with the sixteen digits that `hash::named` puts there.
fn named_by_content(name: &str) -> bool {
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    let digits = stem.rsplit_once('-').map_or("", |(_, digits)| digits);
    digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The media type of a file, by its name. A browser compiles WebAssembly while it loads only with the right type.
fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{accepts_brotli, named_by_content, page};
    use crate::shell::{Result, empty_folder, write};

    #[test]
    fn only_files_of_the_folder_are_given_out() -> Result {
        let folder = std::env::temp_dir().join(format!("timemark-serve-{}", std::process::id()));
        empty_folder(&folder)?;
        write(&folder.join("secret.txt"), b"outside")?;
        let site = folder.join("site");
        write(&site.join("index.html"), b"<!doctype html>")?;
        write(&site.join("a-0123456789abcdef.wasm"), b"plain")?;
        write(&site.join("a-0123456789abcdef.wasm.br"), b"small")?;
        write(&site.join("snippets/x.js"), b"x")?;

        let status = |url: &str| page(&site, url, false).status;
        for url in ["/", "/index.html", "/?x=1", "/index.html#x", "/a-0123456789abcdef.wasm", "/snippets/x.js"] {
            assert_eq!(status(url), 200, "{url}");
        }
        let outside =
            ["/../secret.txt", "/%2e%2e/secret.txt", "/snippets/../../secret.txt", "/snippets", "//index.html"];
        for url in outside.into_iter().chain(["/./index.html", "/no", "/..", "/..\\secret.txt"]) {
            assert_eq!(status(url), 404, "{url}");
        }
        assert_eq!(status("index.html"), 400);

        let wasm = page(&site, "/a-0123456789abcdef.wasm", true);
        assert_eq!(wasm.body, b"small");
        assert!(wasm.headers.contains(&("Content-Type", "application/wasm")));
        assert!(wasm.headers.contains(&("Content-Encoding", "br")));
        assert_eq!(page(&site, "/a-0123456789abcdef.wasm", false).body, b"plain");
        empty_folder(&folder)
    }

    #[test]
    fn brotli_only_for_those_who_take_it() {
        assert!(accepts_brotli("gzip, deflate, br, zstd"));
        assert!(accepts_brotli("br;q=0.5"));
        assert!(!accepts_brotli("br;q=0"));
        assert!(!accepts_brotli("gzip"));
    }

    #[test]
    fn only_names_by_content_are_kept_for_ever() {
        assert!(named_by_content("timemark-web-0123456789abcdef.js"));
        assert!(!named_by_content("index.html"));
        assert!(!named_by_content("timemark-web-1.js"));
    }
}
