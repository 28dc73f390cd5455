//! A body as a whole.

use super::read::in_order;
use super::reader::{Fault, Reader};
use super::{Json, TypeError};

/// A request is never so deep; what is deeper is refused, not followed.
const DEPTH_MAX: usize = 127;

/// Reads a body.
///
/// # Errors
/// [`TypeError`] without a text where it is not JSON, or nested too deep.
pub fn parse(body: &[u8]) -> Result<Json<'_>, TypeError> {
    let text = std::str::from_utf8(body).map_err(|_| TypeError(None))?;
    let mut reader = Reader::new(text);
    match value(&mut reader, 0) {
        Ok(json) if reader.peek().is_none() => Ok(json),
        _ => Err(TypeError(None)),
    }
}

/// The next value.
fn value<'a>(reader: &mut Reader<'a>, depth: usize) -> Result<Json<'a>, Fault> {
    if depth > DEPTH_MAX {
        return Err(reader.fault("it is nested too deep"));
    }
    Ok(match reader.peek() {
        Some(b'{') => {
            let mut object = Vec::new();
            reader.object(&mut |reader, name| {
                object.push((name, value(reader, depth + 1)?));
                Ok(())
            })?;
            Json::Object(in_order(object))
        }
        Some(b'[') => {
            let mut list = Vec::new();
            reader.list(&mut |reader| {
                list.push(value(reader, depth + 1)?);
                Ok(())
            })?;
            Json::List(list)
        }
        Some(b'"') => Json::Text(reader.string()?),
        Some(b'-' | b'0'..=b'9') => {
            let number = reader.number()?;
            number.parse().map(Json::Integer).or_else(|_| float(number).ok_or(reader.fault("it is out of range")))?
        }
        Some(_) if reader.word("null") => Json::Null,
        Some(_) if reader.word("true") => Json::Bool(true),
        Some(_) if reader.word("false") => Json::Bool(false),
        _ => return Err(reader.fault("a value is missing")),
    })
}

/// A number as the float next to it, or nearly so where it has more digits than a float holds; `None` beyond all
/// floats. Rust's own way is right to the last bit, by tables that the page would have to carry; what floats are for
/// here is seconds, which are exact.
fn float(number: &str) -> Option<Json<'static>> {
    let (digits, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let is_small = exponent.starts_with('-');
    // Beyond what fits any exponent is the same as any other.
    let mut exponent = exponent.parse::<i32>().unwrap_or(if is_small { -1_000_000 } else { 1_000_000 });
    let (mut mantissa, mut is_after_point) = (0_u64, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' if mantissa < u64::MAX / 100 => {
                mantissa = mantissa * 10 + u64::from(byte - b'0');
                exponent = exponent.saturating_sub(i32::from(is_after_point));
            }
            // A digit that is not held any more.
            b'0'..=b'9' => exponent = exponent.saturating_add(i32::from(!is_after_point)),
            b'.' => is_after_point = true,
            _ => {}
        }
    }
    let mut float = mantissa as f64;
    // In steps that a float holds exactly, and no more of them than lead from the least float to the greatest.
    let mut left = exponent.clamp(-700, 700);
    while left != 0 {
        let step = left.clamp(-22, 22);
        let power = 10_f64.powi(step.abs());
        float = if step < 0 { float / power } else { float * power };
        left -= step;
    }
    float.is_finite().then_some(Json::Float(if digits.starts_with('-') { -float } else { float }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What another parser makes of it; `None` where it is no JSON.
    fn expected(body: &[u8]) -> Option<serde_json::Value> {
        serde_json::from_slice(body).ok()
    }

    fn found(body: &[u8]) -> Option<serde_json::Value> {
        fn value(json: Json<'_>) -> serde_json::Value {
            match json {
                Json::Null | Json::Bytes(_) => serde_json::Value::Null,
                Json::Bool(flag) => flag.into(),
                Json::Integer(number) => number.into(),
                Json::Float(number) => number.into(),
                Json::Text(text) => text.into_owned().into(),
                Json::List(list) => list.into_iter().map(value).collect(),
                Json::Object(members) => {
                    members.into_iter().map(|(name, json)| (name.into_owned(), value(json))).collect()
                }
            }
        }
        parse(body).ok().map(value)
    }

    #[test]
    fn bodies_are_read_as_everybody_reads_them() {
        let good = r#" {"a": [1, -21, 0.5, 1e3, -1.5E-3, true, false, null, {}, []], "é\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\": "", "b":{"c":"d"} } "#;
        assert!(expected(good.as_bytes()).is_some());
        assert_eq!(found(good.as_bytes()), expected(good.as_bytes()));
        // Whatever is cut off, doubled or replaced: both say the same.
        for at in 0..good.len() {
            for change in [&b""[..], b"\"", b"\\", b"{", b"]", b",", b":", b"0", b"-", b".", b"e", b"u", b"\n", b"\xff"]
            {
                let body = [&good.as_bytes()[..at], change, &good.as_bytes()[at + 1..]].concat();
                assert_eq!(found(&body), expected(&body), "{}", String::from_utf8_lossy(&body));
            }
            assert_eq!(found(&good.as_bytes()[..at]), expected(&good.as_bytes()[..at]));
        }
    }

    #[test]
    fn numbers_are_those_that_are_written() {
        let float = |text: &str| match parse(text.as_bytes()) {
            Ok(Json::Float(number)) => Some(number),
            _ => None,
        };
        for text in ["0.5", "1576616366.715", "253402300799.999", "-0.001", "9223372036854775808", "1e22", "1.0", "0.0"]
        {
            assert_eq!(float(text), text.parse().ok(), "{text}");
        }
        for text in ["1e-400", "0e999999999999"] {
            assert_eq!(float(text), Some(0.0), "{text}");
        }
        for text in ["1.7976931348623157e300", "123456789012345678901234567890.5", "2.5e-300"] {
            let (found, right) = (float(text).unwrap_or_default(), text.parse::<f64>().unwrap_or_default());
            assert!((found / right - 1.0).abs() < 1e-14, "{text}: {found}");
        }
        assert_eq!(parse(b"1e400"), Err(TypeError(None)));
        assert_eq!(parse(b"-9223372036854775808"), Ok(Json::Integer(i64::MIN)));
    }
}
