//! `NextToken`: the key to continue after, and the request that it belongs to.

use super::error::SelectError;
use crate::item::value::{AttributeValue, Attributes};
use crate::json::{self, FromJson, blob};
use crate::model::error::Error;
use xxhash_rust::xxh3::xxh3_64;

/// The number of bytes of a token that identify its request.
const REQUEST_BYTES: usize = 8;

/// The token for a key. It is valid only for this statement with these parameters.
pub fn write(key: &Attributes, statement: &str, parameters: &[AttributeValue]) -> String {
    let mut bytes = request(statement, parameters).to_vec();
    bytes.extend(json::text(key).into_bytes());
    blob::encode(&bytes)
}

/// The key in a token.
///
/// # Errors
/// ValidationException for an invalid token, and for the token of another request.
pub fn read(token: &str, statement: &str, parameters: &[AttributeValue]) -> Result<Attributes, Error> {
    let invalid = || Error::from(SelectError::NextTokenInvalid);
    let bytes = blob::decode(token).ok_or_else(invalid)?;
    let (of, key) = bytes.split_at_checked(REQUEST_BYTES).ok_or_else(invalid)?;
    let key = json::parse(key).and_then(Attributes::read).map_err(|_| invalid())?;
    if of != request(statement, parameters) {
        return Err(SelectError::NextTokenOfAnother.into());
    }
    Ok(key)
}

fn request(statement: &str, parameters: &[AttributeValue]) -> [u8; REQUEST_BYTES] {
    let parameters: Vec<String> = parameters.iter().map(|value| json::text(value)).collect();
    xxh3_64(format!("{statement}\0{}", parameters.join(",")).as_bytes()).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_for_its_own_request_only() {
        let key = Attributes::from_iter([
            ("pk".to_owned(), "é\0".into()),
            ("sk".to_owned(), AttributeValue::B(vec![0, 255])),
        ]);
        let parameters = [AttributeValue::from(1)];
        let token = write(&key, "SELECT", &parameters);
        assert_eq!(read(&token, "SELECT", &parameters), Ok(key));
        let invalid = Err(Error::from(SelectError::NextTokenInvalid));
        for length in 0..token.len() {
            assert_eq!(read(&token[..length], "SELECT", &parameters), invalid, "the first {length}");
        }
        for other in ["x", "é", "AAAA", &blob::encode(b"12345678[]"), &format!("{token}AAAA")] {
            assert_eq!(read(other, "SELECT", &parameters), invalid, "{other}");
        }
        let another = Err(Error::from(SelectError::NextTokenOfAnother));
        assert_eq!(read(&token, "SELECT ", &parameters), another);
        assert_eq!(read(&token, "SELECT", &[AttributeValue::from(2)]), another);
        assert_eq!(read(&token, "SELECT", &[]), another);
    }
}
