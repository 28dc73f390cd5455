//! The HTTP interface: a target and a body in; a status, headers and a body out. AWS JSON 1.0.
//!
//! Order of refusal: a body that is not JSON, an unknown operation, an invalid region, a member of a wrong type, a violated
//! constraint, the operation's own errors.
//!
//! # Source
//! `docs/dynamodb.md#http`, `docs/dynamodb.md#error-body`, `docs/dynamodb.md#check-order`.

use crate::dispatch::{Handler, lab_handler, operation_handler};
use crate::engine::{Endpoint, Engine};
use crate::entropy::{Entropy, Purpose};
use crate::json;
use crate::model::error::Error;
use crate::model::service::Service;
use crate::{limits, operations};
use std::borrow::Cow;

/// The answer to an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The id of the request, which the header `x-amzn-requestid` has.
    pub request_id: String,
    /// The CRC-32 of the body, which the header `x-amz-crc32` has.
    pub crc32: u32,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The headers, with names in lower case.
    pub fn headers(&self) -> [(&'static str, Cow<'_, str>); 3] {
        [
            ("content-type", "application/x-amz-json-1.0".into()),
            ("x-amzn-requestid", self.request_id.as_str().into()),
            ("x-amz-crc32", self.crc32.to_string().into()),
        ]
    }
}

/// The parts of an HTTP request that the engine reads.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The value of `X-Amz-Target`.
    pub target: &'a str,
    /// The body.
    pub body: &'a [u8],
    /// The host that the request was sent to, with the port if there is one, for DescribeEndpoints. `None` means
    /// the host of the region.
    pub host: Option<&'a str>,
    /// The region in the credential scope of the signature; `None`, for the engine's own, if there is no scope.
    pub region: Option<&'a str>,
}

/// The target prefix of DynamoDB's operations.
pub const TARGET_PREFIX: &str = Service::DynamoDb.target_prefix();
/// The target prefix of the lab's operations.
pub const LAB_TARGET_PREFIX: &str = Service::Lab.target_prefix();

impl Engine {
    /// Answers a request without a host and without a signature. `target` is the value of `X-Amz-Target`.
    ///
    /// ```
    /// use timemark_core::{Engine, Options};
    /// let mut engine = Engine::new(Options::default());
    /// let answer = engine.handle("DynamoDB_20120810.ListBackups", b"{}");
    /// assert_eq!(answer.status, 200);
    /// assert_eq!(answer.body, b"{\"BackupSummaries\":[]}");
    /// ```
    pub fn handle(&mut self, target: &str, body: &[u8]) -> Response {
        self.respond(Request { target, body, host: None, region: None })
    }

    /// Answers a request.
    pub fn respond(&mut self, request: Request<'_>) -> Response {
        let ordinal = self.next_request();
        let request_id = request_id(self.seed(), ordinal);
        let refused_or_done = match request.body.len() > limits::BODY_BYTES_MAX {
            true => Err(None),
            false => self.answer(request).map_err(Some),
        };
        let (status, body) = match refused_or_done {
            Ok(body) => (200, body),
            Err(Some(error)) => (error.code().status(), json::text(&error).into_bytes()),
            Err(None) => (413, b"{\"__type\":\"com.amazon.coral.service#RequestEntityTooLargeException\"}".to_vec()),
        };
        Response { status, request_id, crc32: crc32fast::hash(&body), body }
    }

    fn answer(&mut self, request: Request<'_>) -> Result<Vec<u8>, Error> {
        self.dispatch(request.body, || {
            let handler = handler(request.target).ok_or(Error::unknown_operation())?;
            Ok((handler, Endpoint::new(request.region, request.host)?))
        })
    }
}

/// Returns the handler of the operation that a target names.
fn handler(target: &str) -> Option<Handler> {
    match Service::of_target(target)? {
        (Service::Lab, name) => lab_handler(name),
        (service, name) if operations::service_of(name) == Some(service) => operation_handler(name),
        _ => None,
    }
}

/// The id of the `ordinal`th request: 52 digits and capitals, as the service's are.
pub fn request_id(seed: u64, ordinal: u64) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHIJKLMNOPQRSTUV";
    let mut entropy = Entropy::stream(seed, Purpose::RequestId, ordinal);
    let mut id = [0; 52];
    for characters in id.chunks_mut(12) {
        let mut bits = entropy.next();
        for character in characters {
            *character = ALPHABET[(bits & 31) as usize];
            bits >>= 5;
        }
    }
    std::str::from_utf8(&id).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Options;

    fn answer(target: &str, body: &[u8]) -> (u16, String) {
        let response = Engine::new(Options::default()).handle(target, body);
        assert_eq!(response.headers()[2].1, crc32fast::hash(&response.body).to_string());
        (response.status, String::from_utf8_lossy(&response.body).into_owned())
    }

    #[test]
    fn refusals_in_their_order() {
        let serialization = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#;
        let unknown = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
        for (target, body, expected) in [
            ("DynamoDB_20120810.Nonsense", "{", serialization),
            ("DynamoDB_20120810.Nonsense", r#"{"TableName":1}"#, unknown),
            ("", "{}", unknown),
            ("DynamoDB_20120810.AdvanceClock", "{}", unknown),
            ("DynamoDB_20120810.ListStreams", "{}", unknown),
            ("DynamoDBStreams_20120810.ListTables", "{}", unknown),
            ("Timemark_20261122.CreateBackup", "{}", unknown),
            (
                "DynamoDB_20120810.CreateBackup",
                r#"{"TableName":1,"BackupName":"!"}"#,
                r#"{"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}"#,
            ),
            (
                "DynamoDB_20120810.CreateBackup",
                r#"{"TableName":"Music","BackupName":"!!!"}"#,
                r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error detected: Value '!!!' at 'backupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"}"#,
            ),
            (
                "DynamoDB_20120810.CreateBackup",
                r#"{"TableName":"Music","BackupName":"one","Unknown":7}"#,
                r#"{"__type":"com.amazonaws.dynamodb.v20120810#TableNotFoundException","message":"Table not found: Music"}"#,
            ),
        ] {
            assert_eq!(answer(target, body.as_bytes()), (400, expected.to_owned()), "{target} {body}");
        }
        assert_eq!(answer("DynamoDB_20120810.ListTables", &vec![b' '; limits::BODY_BYTES_MAX + 1]).0, 413);
    }

    #[test]
    fn the_endpoint_is_the_host_that_was_called() {
        let mut engine = Engine::new(Options::default());
        let target = "DynamoDB_20120810.DescribeEndpoints";
        let mut address = |host| {
            let body = engine.respond(Request { target, body: b"{}", host, region: None }).body;
            String::from_utf8_lossy(&body).split('"').nth(5).map(str::to_owned)
        };
        assert_eq!(address(Some("127.0.0.1:8000")).as_deref(), Some("127.0.0.1:8000"));
        // The host applies to one request only.
        assert_eq!(address(None).as_deref(), Some("dynamodb.us-east-1.amazonaws.com"));
    }

    #[test]
    fn a_region_that_can_be_none_is_refused_after_the_operation() {
        let mut engine = Engine::new(Options::default());
        let mut answer = |target, body| {
            let response = engine.respond(Request { target, body, host: None, region: Some("EU_WEST") });
            (response.status, String::from_utf8_lossy(&response.body).into_owned())
        };
        let unknown = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
        assert_eq!(answer("DynamoDB_20120810.Nonsense", b"{}"), (400, unknown.to_owned()));
        let refused = r#"{"__type":"com.amazon.coral.service#InvalidSignatureException","message":"Credential should be scoped to a valid region, not 'EU_WEST'."}"#;
        for target in ["DynamoDB_20120810.ListTables", "Timemark_20261122.DescribeLab"] {
            assert_eq!(answer(target, br#"{"Limit":"x"}"#), (400, refused.to_owned()), "{target}");
        }
    }

    #[test]
    fn request_ids_are_52_characters_and_differ() {
        let (one, two) = (request_id(1, 0), request_id(1, 1));
        assert_eq!(one.len(), 52);
        assert!(one.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
        assert_ne!(one, two);
    }
}
