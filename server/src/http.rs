//! One HTTP request in, one HTTP response out.
//!
//! | request | response |
//! | --- | --- |
//! | from another host or page ([`guard`]), or for the lab from a page of another origin | 403 |
//! | `Expect` other than `100-continue` | 417 |
//! | a `Content-Length` over the limit | 413, before its body is read |
//! | `GET /` that accepts `text/html`, or of a file of the page ([`crate::site`]) | 200, the file |
//! | other `GET /` | 200 `healthy: dynamodb.<region>.amazonaws.com ` |
//! | `GET /_timemark/lab` | 200, the lab as a file |
//! | `GET /_timemark/journal` | 200, the lab as a file that goes on as the lab does ([`feed`](crate::feed)) |
//! | `OPTIONS` from a page | 200, what the page may send |
//! | Smithy RPC with CBOR | 415, with the reason |
//! | other method, path or content type | 404 `<UnknownOperationException/>` |
//! | a DynamoDB target without credentials ([`credentials`]) | 400 |
//! | body too large (also when inflated), too slow, malformed | 413, 408, 400 |
//! | anything else | what the engine answers, or 500 if it has panicked or nothing can be stored |
//!
//! Every answer carries `Server`, a request id and the CRC-32 of its body. AWS parses the JSON before it checks the
//! credentials; here the credentials are checked first.

#[cfg(test)]
mod tests;

use crate::body::{self, BodyError};
use crate::feed::{Position, Watcher};
use crate::guard::{self, Guard};
use crate::limits::{BodyBudget, Limits};
use crate::shared_engine::{CallError, SharedEngine, Watch};
use crate::site::{self, Page, Site};
use crate::{accept, credentials, gzip};
use http_body_util::{Either, Full};
use hyper::body::{Body, Bytes};
use hyper::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, CACHE_CONTROL, CONNECTION,
    CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, SERVER,
    VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use timemark_core::{Engine, Options, Service, wire};

/// An answer. Its whole body is known before the first byte is sent, but for a client that watches.
pub type Answer = Response<Either<Full<Bytes>, Watcher>>;

const JSON: &str = "application/x-amz-json-1.0";
const PLAIN_JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
const UNKNOWN_OPERATION: &str = "<UnknownOperationException/>\n";
const NO_CBOR: &str = "CBOR (smithy-protocol: rpc-v2-cbor) is not spoken here: use AWS JSON 1.0\n";
const NO_EXPECTATION: &str = "the only expectation that is met here is Expect: 100-continue\n";
const TOO_LARGE: &str = r#"{"__type":"com.amazon.coral.service#RequestEntityTooLargeException","message":"The request entity is too large."}"#;
const TOO_SLOW: &str = r#"{"__type":"com.amazon.coral.service#RequestTimeoutException","message":"Timeout while trying to read the request."}"#;
const MALFORMED: &str = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#;
/// The path of the lab as a file, which `timemark save` asks for.
pub const LAB_PATH: &str = "/_timemark/lab";
/// The path of the lab as a file that goes on as the lab does.
pub const JOURNAL_PATH: &str = "/_timemark/journal";
/// The header of that answer which says what the numbers of its events count in.
const JOURNAL_ID: HeaderName = HeaderName::from_static("timemark-journal");
/// The header of that answer if it has only what follows so many events, without the file's beginning.
const FROM: HeaderName = HeaderName::from_static("timemark-from");
const STOPPING: &str = "the server stops\n";
const BYTES: &str = "application/octet-stream";
const LAB_NAME: &str = "attachment; filename=\"lab.timemark\"";
const NOT_STORED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The change could not be stored, so nothing has changed. The log of timemark has the reason."}"#;
/// Not InternalServerError, which clients send again and again.
const READ_ONLY: &str = r#"{"__type":"com.amazon.coral.service#AccessDeniedException","message":"The file of this lab is damaged, so it is open for reading only, and nothing has changed."}"#;
const PANICKED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The engine failed and was stopped. Its log has the reason; restart timemark."}"#;

/// The part that all connections share: the engine, and what is decided before it is called.
pub struct Front {
    /// The engine.
    pub engine: SharedEngine,
    /// The hosts and origins that are answered.
    pub guard: Guard,
    /// The limits on requests.
    pub limits: Limits,
    /// The page.
    pub site: Site,
    bodies: BodyBudget,
    request_ids: RequestIds,
}

impl Front {
    /// A front with a new engine.
    pub fn new(options: Options, guard: Guard, limits: Limits) -> Self {
        let seed = options.seed;
        Self::of(SharedEngine::new(Engine::new(options)), seed, guard, limits)
    }

    /// A front with an engine. The ids of requests that are not passed to it follow from `seed`.
    pub fn of(engine: SharedEngine, seed: u64, guard: Guard, limits: Limits) -> Self {
        let request_ids = RequestIds { seed: !seed, next: AtomicU64::new(0) };
        let bodies = BodyBudget::new(limits.all_bodies_bytes.max(limits.body_bytes));
        Self { engine, guard, limits, site: site::EMBEDDED, bodies, request_ids }
    }

    /// Answers one request; `None` if its client left before it was complete.
    pub async fn answer<B>(&self, request: Request<B>) -> Option<Answer>
    where
        B: Body<Data = Bytes>,
        B::Error: Error + 'static,
    {
        let (head, body) = request.into_parts();
        let mut answer = match self.triage(&head, body.size_hint().lower()) {
            Verdict::Call => self.call(&head, body).await?,
            Verdict::Lab => self.after(body, self.lab()).await?,
            Verdict::Journal => self.after(body, self.journal(&head)).await?,
            Verdict::Answered(answer) => self.after(body, async { answer }).await?,
            Verdict::Closing(answer) => closing(answer),
        };
        if guard::origin(&head.headers).is_some() && self.guard.refusal(&head).is_none() {
            share_with_page(&head, &mut answer);
        }
        seal(answer.headers_mut(), || self.request_ids.next());
        Some(answer)
    }

    /// Reads a body and discards it, so that the connection can be used again, and then makes the answer; `None` if the
    /// client left before.
    async fn after<B>(&self, body: B, answer: impl Future<Output = Answer>) -> Option<Answer>
    where
        B: Body<Data = Bytes>,
        B::Error: Error + 'static,
    {
        match body::discard(body, &self.limits).await {
            Err(BodyError::Gone) => None,
            Err(_) => Some(closing(answer.await)),
            Ok(()) => Some(answer.await),
        }
    }

    /// The headers that `seal` adds to hyper's own answer to a request that is not valid HTTP.
    pub fn headers_of_a_refusal(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CRC32, HeaderValue::from(crc32fast::hash(b"")));
        seal(&mut headers, || self.request_ids.next());
        headers
    }

    /// Decides from the head and the declared length whether a request is for the engine.
    fn triage(&self, head: &Parts, length: u64) -> Verdict {
        if let Some(reason) = self.guard.refusal(head) {
            return Verdict::Answered(reply(StatusCode::FORBIDDEN, TEXT, reason));
        }
        if head
            .headers
            .get_all(EXPECT)
            .iter()
            .any(|expected| !expected.as_bytes().eq_ignore_ascii_case(b"100-continue"))
        {
            return Verdict::Closing(reply(StatusCode::EXPECTATION_FAILED, TEXT, NO_EXPECTATION));
        }
        if length > self.limits.body_bytes as u64 {
            return Verdict::Closing(reply(StatusCode::PAYLOAD_TOO_LARGE, JSON, TOO_LARGE));
        }
        let is_get = [Method::GET, Method::HEAD].contains(&head.method);
        if let Some(page) = is_get.then(|| self.site.page(head.uri.path(), &head.headers)).flatten() {
            return Verdict::Answered(file(page));
        }
        Verdict::Answered(match (&head.method, head.uri.path()) {
            (&Method::POST, _) if head.headers.get("smithy-protocol").is_some_and(|p| p == "rpc-v2-cbor") => {
                reply(StatusCode::UNSUPPORTED_MEDIA_TYPE, TEXT, NO_CBOR)
            }
            (&Method::POST, "/") if json_type(head).is_some() => match self.refusal_of_caller(head) {
                Some(refused) => refused,
                None => return Verdict::Call,
            },
            (&Method::GET | &Method::HEAD, "/") => {
                reply(StatusCode::OK, TEXT, format!("healthy: dynamodb.{}.amazonaws.com ", self.engine.region()))
            }
            (&Method::GET, path @ (LAB_PATH | JOURNAL_PATH)) => match self.guard.lab_refusal(head) {
                Some(reason) => reply(StatusCode::FORBIDDEN, TEXT, reason),
                None if path == LAB_PATH => return Verdict::Lab,
                None => return Verdict::Journal,
            },
            (&Method::OPTIONS, _) if guard::origin(&head.headers).is_some() => preflight(head),
            _ => reply(StatusCode::NOT_FOUND, TEXT, UNKNOWN_OPERATION),
        })
    }

    /// The refusal of a caller that may not use the service it names; `None` if it may.
    fn refusal_of_caller(&self, head: &Parts) -> Option<Answer> {
        let (service, _) = Service::of_target(target(head))?;
        if service.is_signed() {
            let refusal = credentials::refusal(head)?;
            // Debug writes a header's ASCII as JSON would.
            let body =
                format!(r#"{{"__type":"com.amazon.coral.service#{}","message":{:?}}}"#, refusal.code(), refusal.text());
            return Some(reply(StatusCode::BAD_REQUEST, JSON, body));
        }
        self.guard.lab_refusal(head).map(|reason| reply(StatusCode::FORBIDDEN, TEXT, reason))
    }

    /// Receives the body and has the engine decide; `None` if the client is gone.
    async fn call<B>(&self, head: &Parts, body: B) -> Option<Answer>
    where
        B: Body<Data = Bytes>,
        B::Error: Error + 'static,
    {
        let most = self.limits.body_bytes;
        let length = body.size_hint().exact().and_then(|length| usize::try_from(length).ok());
        let _room = self.bodies.reserve(length.unwrap_or(most)).await;
        let mut body = match body::receive(body, &self.limits).await {
            Ok(body) => body,
            Err(BodyError::TooLarge) => return Some(closing(reply(StatusCode::PAYLOAD_TOO_LARGE, JSON, TOO_LARGE))),
            Err(BodyError::TooSlow) => return Some(closing(reply(StatusCode::REQUEST_TIMEOUT, JSON, TOO_SLOW))),
            Err(BodyError::Malformed) => return Some(closing(reply(StatusCode::BAD_REQUEST, JSON, MALFORMED))),
            Err(BodyError::Gone) => return None,
        };
        if gzip::is_gzip(&head.headers) {
            // The inflated body lives until the engine has answered, and no other does on this thread.
            body = match gzip::inflate(&body, most) {
                Ok(inflated) => Bytes::from(inflated),
                Err(gzip::InflateError::TooLarge) => {
                    return Some(reply(StatusCode::PAYLOAD_TOO_LARGE, JSON, TOO_LARGE));
                }
                Err(gzip::InflateError::Malformed) => return Some(reply(StatusCode::BAD_REQUEST, JSON, MALFORMED)),
            };
        }
        let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
        let region = credentials::region(head);
        let request = wire::Request { target: target(head), body: &body, host, region: region.as_deref() };
        Some(match self.engine.call(request).await {
            Ok(response) => {
                to_http(response, json_type(head), accept::is_named(&head.headers, ACCEPT_ENCODING, "gzip"))
            }
            Err(error) => failure(error),
        })
    }

    /// The lab as a file.
    async fn lab(&self) -> Answer {
        let engine = match self.engine.copy().await {
            Ok(engine) => engine,
            Err(error) => return failure(error),
        };
        // A large lab takes seconds, in which calls go on.
        match tokio::task::spawn_blocking(move || engine.save()).await {
            Ok(lab) => {
                let mut answer = reply(StatusCode::OK, BYTES, lab);
                answer.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(LAB_NAME));
                answer
            }
            Err(_) => failure(CallError::EnginePanicked),
        }
    }

    /// The lab as a file that goes on as the lab does, or what follows the position that a query names.
    async fn journal(&self, head: &Parts) -> Answer {
        let from = head.uri.query().and_then(position);
        let (watcher, known) = match self.engine.watch(from) {
            Ok(Some(Watch::On(watcher))) => (watcher, from),
            Ok(Some(Watch::Anew(engine, watcher))) => (watcher.after(engine.writer()), None),
            Ok(None) => return closing(reply(StatusCode::SERVICE_UNAVAILABLE, TEXT, STOPPING)),
            Err(error) => return failure(error),
        };
        let id = HeaderValue::try_from(format!("{:016x}", watcher.id()));
        let mut answer = Response::new(Either::Right(watcher));
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(BYTES));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(id.map(|id| (JOURNAL_ID, id)));
        headers.extend(known.map(|known| (FROM, HeaderValue::from(known.events))));
        answer
    }
}

/// The position that a query such as `from=12&journal=0123456789abcdef` names.
fn position(query: &str) -> Option<Position> {
    let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let (events, id) = (value("from")?.parse().ok()?, u64::from_str_radix(value("journal")?, 16).ok()?);
    Some(Position { id, events })
}

/// The decision about a request before its body is read.
enum Verdict {
    /// The engine is called.
    Call,
    /// The lab is sent as a file.
    Lab,
    /// The lab is sent as a file that goes on.
    Journal,
    /// This is the answer. The body, if any, is read and discarded, so that the connection can be used again.
    Answered(Answer),
    /// This is the answer, and the body is not read.
    Closing(Answer),
}

/// The ids of requests that are not passed to the engine.
struct RequestIds {
    seed: u64,
    next: AtomicU64,
}

impl RequestIds {
    fn next(&self) -> String {
        wire::request_id(self.seed, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

/// The target; empty if it is absent or not a text, which the engine then refuses.
fn target(head: &Parts) -> &str {
    head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default()
}

/// The JSON content type of the request, without parameters such as `; charset=utf-8`; `None` for any other type.
fn json_type(head: &Parts) -> Option<&'static str> {
    let declared = head.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = declared.split(';').next()?.trim();
    [JSON, PLAIN_JSON].into_iter().find(|known| essence.eq_ignore_ascii_case(known))
}

/// The engine's response as hyper's, in the content type of the request, compressed if it is long and the client
/// accepts gzip.
fn to_http(response: wire::Response, spoken: Option<&'static str>, is_gzip_accepted: bool) -> Answer {
    let is_long = response.body.len() >= gzip::ANSWER_BYTES_MIN;
    let deflated = (is_gzip_accepted && is_long).then(|| gzip::deflate(&response.body).ok()).flatten();
    let mut answer = Response::new(Either::Left(Full::default()));
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    let its = response.headers();
    headers.reserve(its.len() + 2);
    for (name, value) in its {
        // The engine's headers are plain ASCII, so none is dropped here.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(spoken.unwrap_or(JSON)));
    if let Some(deflated) = &deflated {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        headers.insert(CRC32, HeaderValue::from(crc32fast::hash(deflated)));
    }
    *answer.body_mut() = Either::Left(Full::new(Bytes::from(deflated.unwrap_or(response.body))));
    answer
}

/// The answer to a call that the engine has not answered.
fn failure(error: CallError) -> Answer {
    match error {
        CallError::EnginePanicked => closing(reply(StatusCode::INTERNAL_SERVER_ERROR, JSON, PANICKED)),
        CallError::NotStored => reply(StatusCode::INTERNAL_SERVER_ERROR, JSON, NOT_STORED),
        CallError::ReadOnly => reply(StatusCode::BAD_REQUEST, JSON, READ_ONLY),
    }
}

fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let body = body.into();
    let crc = HeaderValue::from(crc32fast::hash(&body));
    let mut answer = Response::new(Either::Left(Full::new(body)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer.headers_mut().insert(CRC32, crc);
    answer
}

/// A file of the page.
fn file(page: Page) -> Answer {
    let mut answer = reply(StatusCode::OK, page.content_type, page.body);
    answer.headers_mut().extend(page.headers);
    answer
}

/// Adds the headers that every answer has; the engine's have their own request id.
fn seal(headers: &mut HeaderMap, request_id: impl FnOnce() -> String) {
    headers.insert(SERVER, HeaderValue::from_static("Server"));
    if !headers.contains_key(REQUEST_ID)
        && let Ok(id) = HeaderValue::try_from(request_id())
    {
        headers.insert(REQUEST_ID, id);
    }
}

/// Marks that the connection cannot be used again, because the end of the request was not found.
fn closing(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// Whether an answer ends its connection before its request was read.
pub fn is_closing(answer: &Answer) -> bool {
    answer.headers().contains_key(CONNECTION)
}

/// Allows the page that sent the request to read the answer. AWS answers `*`; here the one origin is named, which the
/// guard has allowed.
fn share_with_page(head: &Parts, answer: &mut Answer) {
    if let Some(origin) = guard::origin(&head.headers) {
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-amzn-requestid, x-amz-crc32"));
        headers.insert(VARY, HeaderValue::from_static("origin"));
    }
}

/// The answer to a browser's preflight request: whether a page may send JSON with these headers.
fn preflight(head: &Parts) -> Answer {
    let mut answer = reply(StatusCode::OK, TEXT, "");
    share_with_page(head, &mut answer);
    let headers = answer.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST, GET"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    if let Some(asked) = head.headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    answer
}
