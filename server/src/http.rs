//! One HTTP request in, one HTTP response out.
//!
//! | request | response |
//! | --- | --- |
//! | from elsewhere ([`guard`]) | 403 |
//! | `GET /` | 200 `healthy: dynamodb.<region>.amazonaws.com ` |
//! | `OPTIONS` from a loopback page | 200, what the page may send |
//! | Smithy RPC with CBOR | 415, with the reason |
//! | other method, path or content type | 404 `<UnknownOperationException/>` |
//! | body too large, too slow | 413, 408 |
//! | a DynamoDB target without credentials | 400 MissingAuthenticationTokenException |
//! | anything else | what the engine answers |
//!
//! Credentials must be there, as for AWS, but any will do: no signature is verified. The lab's targets need none, so
//! that `curl` reaches them. AWS parses the JSON before it looks for credentials; we look for them first.

use crate::guard;
use crate::limits::Limits;
use crate::shared_engine::SharedEngine;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, AUTHORIZATION, CONNECTION,
    CONTENT_TYPE, HeaderName, HeaderValue, VARY,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::pin::pin;
use timemark_core::{Service, wire};

/// What we answer with: a whole body, known before the first byte is sent.
pub type Answer = Response<Full<Bytes>>;

const JSON: &str = "application/x-amz-json-1.0";
const PLAIN_JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
const UNKNOWN_OPERATION: &str = "<UnknownOperationException/>\n";
const NO_CBOR: &str = "CBOR (smithy-protocol: rpc-v2-cbor) is not spoken here: use AWS JSON 1.0\n";
const MISSING_TOKEN: &str = r#"{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}"#;
const TOO_LARGE: &str = r#"{"__type":"com.amazon.coral.service#RequestEntityTooLargeException","message":"The request entity is too large."}"#;
const TOO_SLOW: &str = r#"{"__type":"com.amazon.coral.service#RequestTimeoutException","message":"Timeout while trying to read the request."}"#;
const PANICKED: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"The engine failed and was stopped. Its log has the reason; restart timemark."}"#;

/// Answers one request; `None` if its client left before it was complete.
pub async fn answer<B: Body<Data = Bytes>>(
    engine: &SharedEngine,
    limits: &Limits,
    request: Request<B>,
) -> Option<Answer> {
    let (head, body) = request.into_parts();
    let keep = match Kind::of(&head, engine.region()) {
        Kind::Answered(answer) => {
            // Whatever body came along is taken off the line, so that the answer gets through and the connection lives.
            return match receive(body, limits, 0).await {
                Err(Trouble::Gone) => None,
                Err(_) => Some(closing(answer)),
                Ok(_) => Some(answer),
            };
        }
        Kind::Call => limits.body_bytes,
    };
    let mut answer = match receive(body, limits, keep).await {
        Ok(body) => call(engine, &head, &body),
        Err(Trouble::TooLarge) => closing(reply(StatusCode::PAYLOAD_TOO_LARGE, JSON, TOO_LARGE)),
        Err(Trouble::TooSlow) => closing(reply(StatusCode::REQUEST_TIMEOUT, JSON, TOO_SLOW)),
        Err(Trouble::Gone) => return None,
    };
    share_with_page(&head, &mut answer);
    Some(answer)
}

/// What a request is, as far as its head tells.
enum Kind {
    /// For the engine.
    Call,
    /// Not for the engine: this is the answer.
    Answered(Answer),
}

impl Kind {
    fn of(head: &Parts, region: &str) -> Kind {
        if let Some(reason) = guard::refusal(head) {
            return Kind::Answered(reply(StatusCode::FORBIDDEN, TEXT, reason));
        }
        let answer = match (&head.method, head.uri.path()) {
            (&Method::POST, _) if head.headers.get("smithy-protocol").is_some_and(|p| p == "rpc-v2-cbor") => {
                reply(StatusCode::UNSUPPORTED_MEDIA_TYPE, TEXT, NO_CBOR)
            }
            (&Method::POST, "/") if json_type(head).is_some() => return Kind::Call,
            (&Method::GET | &Method::HEAD, "/") => {
                reply(StatusCode::OK, TEXT, format!("healthy: dynamodb.{region}.amazonaws.com "))
            }
            (&Method::OPTIONS, _) if guard::origin(&head.headers).is_some() => preflight(head),
            _ => reply(StatusCode::NOT_FOUND, TEXT, UNKNOWN_OPERATION),
        };
        Kind::Answered(answer)
    }
}

/// Which of the two JSON types the request declares, parameters (`; charset=utf-8`) aside.
fn json_type(head: &Parts) -> Option<&'static str> {
    let declared = head.headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let essence = declared.split(';').next()?.trim();
    [JSON, PLAIN_JSON].into_iter().find(|known| essence.eq_ignore_ascii_case(known))
}

/// Lets the engine decide. A target that is not there, or not text, is an empty one: the engine knows what to say.
fn call(engine: &SharedEngine, head: &Parts, body: &[u8]) -> Answer {
    let target = head.headers.get("x-amz-target").and_then(|t| t.to_str().ok()).unwrap_or_default();
    let is_signed = Service::of_target(target).is_some_and(|(service, _)| service.is_signed());
    if is_signed && !has_credentials(head) {
        return reply(StatusCode::BAD_REQUEST, JSON, MISSING_TOKEN);
    }
    match engine.call(target, body) {
        Ok(response) => to_http(response, json_type(head)),
        Err(_) => closing(reply(StatusCode::INTERNAL_SERVER_ERROR, JSON, PANICKED)),
    }
}

/// Credentials come in a header or, presigned, in the query.
fn has_credentials(head: &Parts) -> bool {
    head.headers.contains_key(AUTHORIZATION) || head.uri.query().is_some_and(|q| q.contains("X-Amz-Signature="))
}

/// The engine's response as hyper's, in the content type that the client spoke.
fn to_http(response: wire::Response, spoken: Option<&'static str>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(response.body)));
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers_mut();
    headers.reserve(response.headers.len() + 1);
    for (name, value) in response.headers {
        // The engine's headers are its own constants and plain ASCII: none is dropped here.
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(spoken.unwrap_or(JSON)));
    answer
}

/// Why a body was not received.
#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    TooLarge,
    TooSlow,
    Gone,
}

/// Reads a body of at most `keep` bytes. What is longer is read on for a while and thrown away: a client that is still
/// sending does not look for an answer, and closing on it would cost it the answer altogether.
async fn receive<B: Body<Data = Bytes>>(body: B, limits: &Limits, keep: usize) -> Result<Bytes, Trouble> {
    let reading = async {
        let mut body = pin!(body);
        let (mut first, mut rest) = (Bytes::new(), Vec::new());
        let mut received = 0;
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(|_| Trouble::Gone)?.into_data() else { continue };
            received += chunk.len();
            if received > keep {
                (first, rest) = (Bytes::new(), Vec::new());
                if received > limits.body_bytes.saturating_mul(4) {
                    break;
                }
            } else if first.is_empty() {
                // Nearly every body comes in one piece, which is used where it lies.
                first = chunk;
            } else {
                if rest.is_empty() {
                    rest.extend_from_slice(&first);
                }
                rest.extend_from_slice(&chunk);
            }
        }
        match received > keep {
            true if keep > 0 => Err(Trouble::TooLarge),
            true => Ok(Bytes::new()),
            false => Ok(if rest.is_empty() { first } else { Bytes::from(rest) }),
        }
    };
    tokio::time::timeout(limits.body_timeout, reading).await.unwrap_or(Err(Trouble::TooSlow))
}

fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// The connection cannot be used again: the end of the request was not found.
fn closing(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// Lets a page of this machine read the answer. AWS says `*`; we name the one page, which the guard has let in.
fn share_with_page(head: &Parts, answer: &mut Answer) {
    if let Some(origin) = guard::origin(&head.headers) {
        let headers = answer.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("x-amzn-requestid, x-amz-crc32"));
        headers.insert(VARY, HeaderValue::from_static("origin"));
    }
}

/// The browser's question before a page's first request: may it send JSON with these headers?
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

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::body::Frame;
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};
    use std::time::Duration;

    fn small() -> Limits {
        Limits { body_bytes: 10, body_timeout: Duration::from_millis(20), ..Limits::default() }
    }

    /// A body that arrives in the given pieces.
    struct Pieces<'a>(std::slice::Iter<'a, &'static str>);

    fn pieces<'a>(pieces: &'a [&'static str]) -> Pieces<'a> {
        Pieces(pieces.iter())
    }

    impl Body for Pieces<'_> {
        type Data = Bytes;
        type Error = Infallible;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(Bytes::from_static(piece.as_bytes())))))
        }
    }

    #[tokio::test]
    async fn bodies_to_the_byte() {
        let (small, keep) = (small(), 10);
        assert_eq!(receive(pieces(&[]), &small, keep).await, Ok(Bytes::new()));
        assert_eq!(receive(pieces(&["0123456789"]), &small, keep).await, Ok(Bytes::from_static(b"0123456789")));
        assert_eq!(receive(pieces(&["", "01", "234567", "89"]), &small, keep).await, Ok(Bytes::from("0123456789")));
        assert_eq!(receive(pieces(&["01234567890"]), &small, keep).await, Err(Trouble::TooLarge));
        assert_eq!(receive(pieces(&["0123456789", "0", "1"]), &small, keep).await, Err(Trouble::TooLarge));
        let endless = ["0123456789"; 100];
        assert_eq!(receive(pieces(&endless), &small, keep).await, Err(Trouble::TooLarge));
    }

    fn head(content_type: &'static str) -> Parts {
        let (mut head, ()) = Request::new(()).into_parts();
        head.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        head
    }

    #[test]
    fn content_types() {
        for (declared, spoken) in [
            ("application/x-amz-json-1.0", Some(JSON)),
            ("Application/X-Amz-Json-1.0; charset=utf-8", Some(JSON)),
            ("application/json", Some(PLAIN_JSON)),
            ("application/json;charset=UTF-8", Some(PLAIN_JSON)),
            ("application/x-amz-json-1.1", None),
            ("text/plain", None),
            ("text/plain; application/json", None),
            ("application/cbor", None),
            ("", None),
        ] {
            assert_eq!(json_type(&head(declared)), spoken, "{declared}");
        }
    }

    #[test]
    fn the_client_hears_the_type_it_spoke() {
        let response =
            || wire::Response { status: 400, headers: vec![("content-type", JSON.to_owned())], body: Vec::new() };
        assert_eq!(to_http(response(), Some(PLAIN_JSON)).headers()[CONTENT_TYPE], PLAIN_JSON);
        assert_eq!(to_http(response(), Some(JSON)).headers()[CONTENT_TYPE], JSON);
        assert_eq!(to_http(response(), None).status(), 400);
    }
}
