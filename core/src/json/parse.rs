//! Parsing of a whole body.

use super::reader::{Fault, Reader};
use super::{FromJson, IS_SMALL, Json, TypeError};
use crate::limits::ELEMENTS_MAX;

/// The maximum depth of a body. No request is so deep; a deeper body is refused.
const DEPTH_MAX: usize = 127;

/// The text about a list or a structure that no request can have.
const TOO_MANY: &str = "A list or a structure has more than 409600 elements";

/// Parses a body.
///
/// # Errors
/// [`TypeError`] without a text if it is not JSON or nested too deeply, with one for a list or a structure of more than
/// [`ELEMENTS_MAX`] elements: it is refused there, so that nothing is built from the rest.
pub fn parse(body: &[u8]) -> Result<Json<'_>, TypeError> {
    parse_taking(body, &mut |_, _| false)
}

/// What an input is read from.
#[derive(Debug)]
pub enum Source<'a> {
    /// The body of a request.
    Body(&'a [u8]),
    /// JSON that another language's objects are.
    Json(Json<'a>),
}

impl<'a> Source<'a> {
    /// The JSON of an input. Once for all operations, which are many.
    ///
    /// # Errors
    /// As for [`parse`]; [`TypeError`] without a text for what is not an object.
    #[inline(never)]
    pub fn into_structure(self) -> Result<Json<'a>, TypeError> {
        match self {
            Source::Body(body) => parse(body)?.structure(),
            Source::Json(json) => json.structure(),
        }
    }
}

/// Reads an input. The value of one member of a body is read by `take` from the text, without a tree of it.
///
/// Whatever `take` returns `None` for is read through its tree like the other members, so it must take only what would be
/// read to the same value there.
///
/// # Errors
/// As for [`Source::into_structure`] and [`FromJson::read`].
pub fn input_taking<'a, I: FromJson, T>(
    from: Source<'a>,
    member: &str,
    take: fn(&mut Reader<'a>) -> Option<T>,
    field: fn(&mut I) -> &mut Option<T>,
) -> Result<I, TypeError> {
    let (mut taken, mut is_in_tree) = (None, false);
    let json = match from {
        Source::Body(body) if !IS_SMALL => parse_taking(body, &mut |reader, name| {
            if name == member && !is_in_tree {
                // The last of repeated members counts. Once one is in the tree, that is decided there.
                taken = take(reader);
                is_in_tree = taken.is_none();
                return !is_in_tree;
            }
            false
        })
        .and_then(Json::structure),
        from => from.into_structure(),
    };
    let mut input = I::read(json?)?;
    if taken.is_some() {
        *field(&mut input) = taken;
    }
    Ok(input)
}

/// Takes the value of a member of a body, with the member's name, or returns `false`.
type Taking<'f, 'a> = dyn FnMut(&mut Reader<'a>, &str) -> bool + 'f;

/// Parses a body without the members of the outermost object that are taken.
fn parse_taking<'a>(body: &'a [u8], take: &mut Taking<'_, 'a>) -> Result<Json<'a>, TypeError> {
    let text = std::str::from_utf8(body).map_err(|_| TypeError(None))?;
    let mut reader = Reader::new(text);
    match nested(&mut reader, 0, ELEMENTS_MAX, take) {
        Ok(json) if reader.peek().is_none() => Ok(json),
        Err(fault) if fault.what == TOO_MANY => Err(TypeError(Some(TOO_MANY.to_owned()))),
        _ => Err(TypeError(None)),
    }
}

/// Parses the next value.
///
/// # Errors
/// [`Fault`] if it is not JSON or nested too deeply.
pub fn value<'a>(reader: &mut Reader<'a>) -> Result<Json<'a>, Fault> {
    nested(reader, 0, usize::MAX, &mut |_, _| false)
}

/// Parses the next value of a body, of which no list and no structure may have more elements than [`ELEMENTS_MAX`].
///
/// # Errors
/// As for [`value`], and for one that has more.
pub(crate) fn value_of_body<'a>(reader: &mut Reader<'a>) -> Result<Json<'a>, Fault> {
    nested(reader, 0, ELEMENTS_MAX, &mut |_, _| false)
}

/// From this depth on most objects have one member, as values of items have, and room for four would be most of the memory
/// that a body of 16 MB takes.
const SMALL_DEPTH: usize = 2;

fn nested<'a>(
    reader: &mut Reader<'a>,
    depth: usize,
    elements_max: usize,
    take: &mut Taking<'_, 'a>,
) -> Result<Json<'a>, Fault> {
    if depth > DEPTH_MAX {
        return Err(reader.fault("it is nested too deep"));
    }
    Ok(match reader.peek() {
        Some(b'{') => {
            let mut object = Vec::with_capacity(usize::from(depth >= SMALL_DEPTH));
            reader.object(&mut |reader, name| {
                if object.len() >= elements_max {
                    return Err(reader.fault(TOO_MANY));
                }
                if depth == 0 {
                    let mut ahead = reader.clone();
                    if take(&mut ahead, &name) {
                        *reader = ahead;
                        return Ok(());
                    }
                }
                object.push((name, nested(reader, depth + 1, elements_max, take)?));
                Ok(())
            })?;
            Json::Object(object)
        }
        Some(b'[') => {
            let mut list = Vec::with_capacity(usize::from(depth >= SMALL_DEPTH));
            reader.list(&mut |reader| {
                if list.len() >= elements_max {
                    return Err(reader.fault(TOO_MANY));
                }
                list.push(nested(reader, depth + 1, elements_max, take)?);
                Ok(())
            })?;
            Json::List(list)
        }
        Some(b'"') => Json::Text(reader.string()?),
        Some(b'-' | b'0'..=b'9') => {
            let number = reader.number()?;
            match number.parse() {
                Ok(integer) => Json::Integer(integer),
                Err(_) if number.parse().is_ok_and(f64::is_finite) => Json::Decimal(number.into()),
                Err(_) => return Err(reader.fault("the number is out of range")),
            }
        }
        Some(_) if reader.word("null") => Json::Null,
        Some(_) if reader.word("true") => Json::Bool(true),
        Some(_) if reader.word("false") => Json::Bool(false),
        Some(b'\'') => return Err(reader.fault("texts stand in \"double quotes\"")),
        Some(_) => {
            return Err(reader.fault("a value is missing: a text in quotes, a number, true, false, null, { or ["));
        }
        None => return Err(reader.fault("it ends where a value is missing")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::FromJson;

    /// The result of another parser; `None` if the body is not JSON.
    fn expected(body: &[u8]) -> Option<serde_json::Value> {
        serde_json::from_slice(body).ok()
    }

    fn found(body: &[u8]) -> Option<serde_json::Value> {
        fn value(json: Json<'_>) -> serde_json::Value {
            match json {
                Json::Null | Json::Bytes(_) => serde_json::Value::Null,
                Json::Bool(flag) => flag.into(),
                Json::Integer(number) => number.into(),
                Json::Decimal(number) => number.parse::<f64>().unwrap_or_default().into(),
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
        // Whatever is cut off, doubled or replaced, both parsers agree.
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
    fn a_list_that_no_item_could_have_ends_the_reading() {
        let list = |elements: usize| format!("[{}0]", "0,".repeat(elements - 1));
        assert!(parse(list(ELEMENTS_MAX).as_bytes()).is_ok());
        let too_many = Err(TypeError(Some(TOO_MANY.to_owned())));
        assert_eq!(parse(list(ELEMENTS_MAX + 1).as_bytes()), too_many);
        // What follows is not looked at.
        assert_eq!(parse(format!("{{\"a\":{}", list(ELEMENTS_MAX + 1)).as_bytes()), too_many);
        let members = format!("{{{}\"b\":0}}", "\"a\":0,".repeat(ELEMENTS_MAX));
        assert_eq!(parse(members.as_bytes()), too_many);
        assert!(TOO_MANY.contains(&ELEMENTS_MAX.to_string()));
        // A page reads its own files without a bound.
        assert!(value_of_body(&mut Reader::new(&list(ELEMENTS_MAX))).is_ok());
        assert!(value_of_body(&mut Reader::new(&list(ELEMENTS_MAX + 1))).is_err_and(|fault| fault.what == TOO_MANY));
        assert!(value(&mut Reader::new(&list(ELEMENTS_MAX + 1))).is_ok());
    }

    #[test]
    fn numbers_are_those_that_are_written() {
        let float = |text: &str| match parse(text.as_bytes()) {
            Ok(json @ Json::Decimal(_)) => f64::read(json).ok(),
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
            assert_eq!(float(text), text.parse().ok(), "{text}");
        }
        assert_eq!(parse(b"1e400"), Err(TypeError(None)));
        assert_eq!(parse(b"-9223372036854775808"), Ok(Json::Integer(i64::MIN)));
    }
}
