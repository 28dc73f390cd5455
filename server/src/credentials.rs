//! Credentials: any are accepted that have the form of a Signature Version 4, in a header or presigned in the query. No
//! signature is verified.
//!
//! # Source
//! docs/dynamodb.md#http; the order and the texts are those of dynalite's captures of the service.

use hyper::header::{AUTHORIZATION, DATE};
use hyper::http::request::Parts;
use std::borrow::Cow;
use timemark_core::region::{region_of_authorization, region_of_credential};

/// Why a request's credentials are refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request has none.
    Missing,
    /// The request has two.
    Ambiguous,
    /// They are incomplete; the text names what is missing.
    Incomplete(String),
}

impl Refusal {
    /// The name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Missing => "MissingAuthenticationTokenException",
            Refusal::Ambiguous => "InvalidSignatureException",
            Refusal::Incomplete(_) => "IncompleteSignatureException",
        }
    }

    /// The text of the error.
    pub fn text(&self) -> &str {
        match self {
            Refusal::Missing => "Request is missing Authentication Token",
            Refusal::Ambiguous => {
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
            }
            Refusal::Incomplete(text) => text,
        }
    }
}

/// The maximum part of a header that a refusal repeats, in bytes.
const ECHO_BYTES_MAX: usize = 1024;

/// Returns why the credentials of a request are refused; `None` if they have the required form.
pub fn refusal(head: &Parts) -> Option<Refusal> {
    let header = head.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let query = |name: &str| parameter(head.uri.query().unwrap_or_default(), &['&'], name);
    let is_presigned = query("X-Amz-Algorithm").is_some();
    let text = match (header, is_presigned) {
        (Some(_), true) => return Some(Refusal::Ambiguous),
        (None, true) => {
            let missing =
                ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"]
                    .into_iter()
                    .filter(|name| query(name).is_none_or(str::is_empty))
                    .map(|name| format!("AWS query-string parameters must include '{name}'. "))
                    .collect::<String>();
            (!missing.is_empty()).then(|| missing + "Re-examine the query-string parameters.")?
        }
        (Some(header), false) if header.starts_with("AWS4-") => {
            let (_, parameters) = header.split_once(' ').unwrap_or_default();
            let mut missing = ["Credential", "Signature", "SignedHeaders"]
                .into_iter()
                .filter(|name| parameter(parameters, &[',', ' '], name).is_none_or(str::is_empty))
                .map(|name| format!("Authorization header requires '{name}' parameter. "))
                .collect::<String>();
            if !head.headers.contains_key("x-amz-date") && !head.headers.contains_key(DATE) {
                missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
            }
            let echo = header.get(..ECHO_BYTES_MAX).unwrap_or(header);
            (!missing.is_empty()).then(|| format!("{missing}Authorization={echo}"))?
        }
        _ => return Some(Refusal::Missing),
    };
    Some(Refusal::Incomplete(text))
}

/// Returns the region in the scope of a request's credentials; `None` where they have no scope.
pub fn region(head: &Parts) -> Option<Cow<'_, str>> {
    if let Some(header) = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()) {
        return region_of_authorization(header).map(Cow::Borrowed);
    }
    let credential = parameter(head.uri.query()?, &['&'], "X-Amz-Credential")?;
    let credential = credential.replace("%2F", "/").replace("%2f", "/");
    region_of_credential(&credential).map(|region| Cow::Owned(region.to_owned()))
}

/// The value of `name=value` in a list.
fn parameter<'a>(list: &'a str, separators: &[char], name: &str) -> Option<&'a str> {
    list.split(separators)
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;
    use hyper::header::HeaderValue;

    fn code(uri: &'static str, authorization: Option<&'static str>, date: bool) -> Option<&'static str> {
        let (mut head, ()) = Request::new(()).into_parts();
        head.uri = hyper::Uri::from_static(uri);
        if let Some(value) = authorization {
            head.headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
        }
        if date {
            head.headers.insert("x-amz-date", HeaderValue::from_static("20261122T000000Z"));
        }
        refusal(&head).map(|refusal| refusal.code())
    }

    #[test]
    fn the_region_is_that_of_the_scope() {
        let region = |uri: &'static str, authorization: Option<&'static str>| {
            let (mut head, ()) = Request::new(()).into_parts();
            head.uri = hyper::Uri::from_static(uri);
            if let Some(value) = authorization {
                head.headers.insert(AUTHORIZATION, HeaderValue::from_static(value));
            }
            region(&head).map(Cow::into_owned)
        };
        let signed = "AWS4-HMAC-SHA256 Credential=a/1/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        let presigned =
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F1%2Fap-south-1%2Fdynamodb%2faws4_request";
        for (uri, authorization, expected) in [
            ("/", Some(signed), Some("eu-west-1")),
            (presigned, None, Some("ap-south-1")),
            ("/?X-Amz-Credential=a%2Fb", None, None),
            ("/", Some("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=0"), None),
            ("/", None, None),
        ] {
            assert_eq!(region(uri, authorization).as_deref(), expected, "{uri} {authorization:?}");
        }
    }

    #[test]
    fn forms_of_credentials() {
        const MISSING: Option<&str> = Some("MissingAuthenticationTokenException");
        const INCOMPLETE: Option<&str> = Some("IncompleteSignatureException");
        const WHOLE: &str = "AWS4-HMAC-SHA256 Credential=a/b/c/dynamodb/aws4_request, SignedHeaders=host, Signature=0";
        const PRESIGNED: &str = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2Fb&X-Amz-Date=1&\
                                 X-Amz-SignedHeaders=host&X-Amz-Signature=0";
        for (uri, authorization, date, expected) in [
            ("/", Some(WHOLE), true, None),
            ("/", Some("AWS4-HMAC-SHA256 Credential=a,Signature=0,SignedHeaders=host"), true, None),
            ("/", Some(WHOLE), false, INCOMPLETE),
            ("/", Some("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host"), true, INCOMPLETE),
            ("/", Some("AWS4-HMAC-SHA256 Credential=a, Signature=, SignedHeaders=host"), true, INCOMPLETE),
            ("/", Some("AWS4-HMAC-SHA256"), true, INCOMPLETE),
            ("/", Some("Bearer token"), true, MISSING),
            ("/", Some(""), true, MISSING),
            ("/", None, true, MISSING),
            ("/?other=1", None, true, MISSING),
            (PRESIGNED, None, false, None),
            ("/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0", None, false, INCOMPLETE),
            (PRESIGNED, Some(WHOLE), true, Some("InvalidSignatureException")),
        ] {
            assert_eq!(code(uri, authorization, date), expected, "{uri} {authorization:?} {date}");
        }
    }
}
