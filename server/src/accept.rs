//! What a client accepts: the media types and the codings of answers.

use hyper::header::{HeaderMap, HeaderName};

/// Whether a header such as `Accept` names `wanted`, with a quality above zero. A wildcard names nothing.
pub fn is_named(headers: &HeaderMap, header: HeaderName, wanted: &str) -> bool {
    headers.get_all(header).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(
        |one| {
            let mut parts = one.split(';').map(str::trim);
            let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let is_refused = |parameter: &str| {
                parameter.split_once('=').is_some_and(|(name, value)| {
                    name.trim().eq_ignore_ascii_case("q")
                        && value.trim().parse().is_ok_and(|quality: f32| quality == 0.0)
                })
            };
            is_named && !parts.any(is_refused)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::{ACCEPT_ENCODING, HeaderValue};

    #[test]
    fn names_with_a_quality_above_zero() {
        for (value, accepted) in [
            ("gzip", true),
            ("GZIP", true),
            ("deflate, gzip;q=0.5", true),
            ("gzip;q=1.0, identity", true),
            ("gzip, compress, deflate, br", true),
            ("identity", false),
            ("gzip;q=0", false),
            ("br, gzip ; Q=0.000", false),
            ("xgzip", false),
            ("*", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(is_named(&headers, ACCEPT_ENCODING, "gzip"), accepted, "{value}");
        }
        assert!(!is_named(&HeaderMap::new(), ACCEPT_ENCODING, "gzip"));
    }
}
