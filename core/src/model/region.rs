//! The names of regions, and the region of a request's signature.

use crate::model::error::{ErrorCode, Refusal};

/// The most characters in a region's name.
const NAME_CHARS_MAX: usize = 32;

/// The end of a credential scope.
const TERMINATOR: &str = "aws4_request";

/// The refusal of a signature whose region has an invalid name.
///
/// # Source
/// Assumed: the text that services with Signature Version 4 have for a region that is not theirs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Credential should be scoped to a valid region, not '{name}'.")]
pub struct InvalidRegion {
    /// The name as sent.
    pub name: String,
}

impl Refusal for InvalidRegion {
    fn code(&self) -> ErrorCode {
        ErrorCode::InvalidSignatureException
    }
}

/// Whether a text is a valid region name: 1 to 32 characters of a-z, 0-9 and hyphens. The region need not be one of AWS's,
/// because clients of local servers send names such as `local`.
pub fn is_region_name(text: &str) -> bool {
    let is_allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=NAME_CHARS_MAX).contains(&text.len()) && text.bytes().all(is_allowed)
}

/// Returns the region in the scope of a credential such as `AKID/20261126/eu-west-1/dynamodb/aws4_request`; `None` if the
/// credential has no scope of that form.
pub fn region_of_credential(credential: &str) -> Option<&str> {
    let mut parts = credential.rsplitn(5, '/');
    let (terminator, _service, region, _date) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    parts.next().filter(|_| terminator == TERMINATOR).map(|_key| region)
}

/// Returns the region in the credential scope of an `Authorization` header; `None` if there is no such scope.
pub fn region_of_authorization(header: &str) -> Option<&str> {
    let mut parameters = header.split([',', ' ']);
    region_of_credential(parameters.find_map(|parameter| parameter.strip_prefix("Credential="))?)
}

/// The AWS partition of a region; `None` unless the text has the form of a region: a geography of AWS, a direction and
/// a number.
///
/// # Source
/// Assumed: the form of AWS's region names, so that future regions are accepted too.
pub fn partition_of_region(region: &str) -> Option<&'static str> {
    const GEOGRAPHIES: [&str; 14] =
        ["af", "ap", "ca", "cn", "eu", "eusc", "il", "me", "mx", "sa", "us", "us-gov", "us-iso", "us-isob"];
    let (rest, number) = region.rsplit_once('-')?;
    let (geography, direction) = rest.rsplit_once('-')?;
    let is_number = !number.is_empty() && number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let is_direction =
        ["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];
    let is_region = GEOGRAPHIES.contains(&geography) && is_direction.contains(&direction) && is_number;
    is_region.then_some(match geography {
        "cn" => "aws-cn",
        "us-gov" => "aws-us-gov",
        "us-iso" => "aws-iso",
        "us-isob" => "aws-iso-b",
        "eusc" => "aws-eusc",
        _ => "aws",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_of_a_signature_says_the_region() {
        for (header, region) in [
            (
                "AWS4-HMAC-SHA256 Credential=AKID/20261126/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
                Some("eu-west-1"),
            ),
            (
                "AWS4-HMAC-SHA256 SignedHeaders=host,Signature=0,Credential=a/1/local/dynamodb/aws4_request",
                Some("local"),
            ),
            ("AWS4-HMAC-SHA256 Credential=a/b/c/1/us-east-2/dynamodb/aws4_request", Some("us-east-2")),
            ("AWS4-HMAC-SHA256 Credential=a/1//dynamodb/aws4_request", Some("")),
            // The scope of a signature for several regions has no region.
            ("AWS4-ECDSA-P256-SHA256 Credential=AKID/20261126/dynamodb/aws4_request", None),
            ("AWS4-HMAC-SHA256 Credential=AKID/20261126/eu-west-1/dynamodb", None),
            ("AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host", None),
            ("AWS4-HMAC-SHA256 SignedHeaders=host", None),
            ("Bearer token", None),
            ("", None),
        ] {
            assert_eq!(region_of_authorization(header), region, "{header}");
        }
    }

    #[test]
    fn names_of_regions() {
        for name in ["us-east-1", "us-gov-west-1", "local", "a", &"a".repeat(32)] {
            assert!(is_region_name(name), "{name}");
        }
        for name in ["", "US-EAST-1", "eu_west_1", "eu west", "é", &"a".repeat(33)] {
            assert!(!is_region_name(name), "{name}");
        }
    }
}
