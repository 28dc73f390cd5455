//! Numbers as texts: reading, refusing and writing them.

use super::{MAGNITUDE_MAX, MAGNITUDE_MIN, Number, NumberError, SIGNIFICANT_DIGITS_MAX};
use std::fmt::{self, Write};

impl Number {
    /// Reads a decimal number: sign, digits, point, exponent. Linear in the text's length.
    ///
    /// # Errors
    /// [`NumberError`], whose text is that of the ValidationException.
    pub fn parse(text: &str) -> Result<Number, NumberError> {
        let bytes = text.as_bytes();
        let (negative, bytes) = match bytes {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, bytes),
        };
        let split = bytes.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(bytes.len());
        let (mantissa, exponent) = bytes.split_at(split);
        let written_exponent = match exponent {
            [] => 0,
            [_, digits @ ..] => parse_exponent(digits).ok_or(NumberError::NotNumeric)?,
        };

        // Digits are gathered without leading zeros; trailing zeros are held back until another digit follows.
        let (mut coefficient, mut digits, mut zeros) = (0_u128, 0_usize, 0_usize);
        let (mut fraction, mut any, mut point) = (0_i64, false, false);
        for &byte in mantissa {
            match byte {
                b'.' if !point => point = true,
                b'0'..=b'9' => {
                    any = true;
                    fraction += i64::from(point);
                    if byte == b'0' {
                        zeros += usize::from(digits > 0);
                    } else {
                        digits += zeros + 1;
                        if digits <= SIGNIFICANT_DIGITS_MAX {
                            coefficient = coefficient * 10_u128.pow(zeros as u32 + 1) + u128::from(byte - b'0');
                        }
                        zeros = 0;
                    }
                }
                _ => return Err(NumberError::NotNumeric),
            }
        }
        if !any {
            return Err(NumberError::NotNumeric);
        }
        if digits == 0 {
            return Ok(Number::ZERO);
        }
        let exponent = written_exponent - fraction + zeros as i64;
        let magnitude = exponent + digits as i64 - 1;
        if magnitude > i64::from(MAGNITUDE_MAX) {
            return Err(NumberError::Overflow);
        }
        if magnitude < i64::from(MAGNITUDE_MIN) {
            return Err(NumberError::Underflow);
        }
        if digits > SIGNIFICANT_DIGITS_MAX {
            return Err(NumberError::TooManyDigits);
        }
        Ok(Number { negative, coefficient, exponent: exponent as i16 })
    }
}

/// Room for a sign, a point and one digit more than 64 bits can have.
type ShortText = [u8; 24];

impl Number {
    /// The number in plain notation, if 64 bits hold its digits, which is most numbers; the others are written by
    /// [`fmt::Display`].
    pub(crate) fn short_text<'t>(&self, room: &'t mut ShortText) -> Option<&'t str> {
        const SCALE_MAX: usize = 20;
        let coefficient = u64::try_from(self.coefficient).ok()?;
        let zeros = u32::try_from(self.exponent).unwrap_or(0);
        let scale = usize::try_from(-self.exponent).unwrap_or(0);
        if scale > SCALE_MAX {
            return None;
        }
        let mut rest = coefficient.checked_mul(10_u64.checked_pow(zeros)?)?;
        let (mut at, mut written) = (room.len(), 0);
        let mut push = |byte| {
            at -= 1;
            room[at] = byte;
        };
        // The last digit first, and at least one before the point.
        while rest > 0 || written <= scale {
            if written == scale && scale > 0 {
                push(b'.');
            }
            push(b'0' + (rest % 10) as u8);
            rest /= 10;
            written += 1;
        }
        if self.negative {
            push(b'-');
        }
        std::str::from_utf8(&room[at..]).ok()
    }
}

/// The length of the longest number in plain notation: a sign, a zero, a point, and 38 digits of which the last is 168 places
/// behind it.
const PLAIN_BYTES_MAX: usize = 171;

impl Number {
    /// The number in plain notation.
    pub(crate) fn plain_text(&self) -> String {
        let mut text = String::with_capacity(PLAIN_BYTES_MAX);
        let written = write!(text, "{self}");
        debug_assert!(written.is_ok());
        text
    }
}

fn parse_exponent(bytes: &[u8]) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Saturates far outside of the range: an exponent of a hundred digits is an overflow like any other.
    let value = digits.iter().fold(0_i64, |sum, &b| (sum * 10 + i64::from(b - b'0')).min(1 << 40));
    Some(if negative { -value } else { value })
}

/// Writes the number in plain notation, as the service does.
///
/// # Source
/// Assumed: no exponent is ever written (`1E125` comes back as a one and 125 zeros).
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.short_text(&mut Default::default()) {
            return f.write_str(text);
        }
        if self.negative {
            f.write_str("-")?;
        }
        let digits = self.coefficient.to_string();
        let Some(scale) = usize::try_from(-i32::from(self.exponent)).ok().filter(|scale| *scale > 0) else {
            f.write_str(&digits)?;
            return write_zeros(f, if self.coefficient == 0 { 0 } else { self.exponent as usize });
        };
        match digits.split_at_checked(digits.len().saturating_sub(scale)) {
            Some((whole, fraction)) if !whole.is_empty() => write!(f, "{whole}.{fraction}"),
            _ => {
                f.write_str("0.")?;
                write_zeros(f, scale - digits.len())?;
                f.write_str(&digits)
            }
        }
    }
}

/// Writes zeros: many at once, for a number far from 1 has more of them than digits.
fn write_zeros(f: &mut fmt::Formatter<'_>, mut count: usize) -> fmt::Result {
    const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
    while count > 0 {
        let part = count.min(ZEROS.len());
        f.write_str(&ZEROS[..part])?;
        count -= part;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_canonical() {
        for (text, canonical) in [
            ("0", "0"),
            ("-0", "0"),
            ("000.000e77", "0"),
            ("1", "1"),
            ("+1", "1"),
            ("-1.50", "-1.5"),
            ("1e3", "1000"),
            ("1E-3", "0.001"),
            (".5", "0.5"),
            ("5.", "5"),
            ("120e-1", "12"),
            ("0.00012", "0.00012"),
            ("12.034", "12.034"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("1e-130", &format!("0.{}1", "0".repeat(129))),
            ("1e125", &format!("1{}", "0".repeat(125))),
            ("-18446744073709551615", "-18446744073709551615"),
            ("18446744073709551616", "18446744073709551616"),
            ("-0.18446744073709551615", "-0.18446744073709551615"),
            ("-0.018446744073709551615", "-0.018446744073709551615"),
            ("-1.8446744073709551615", "-1.8446744073709551615"),
            ("184467440737095516.15", "184467440737095516.15"),
            ("1e19", "10000000000000000000"),
            ("1e20", "100000000000000000000"),
            ("-3e-20", "-0.00000000000000000003"),
            ("-3e-21", "-0.000000000000000000003"),
        ] {
            assert_eq!(Number::parse(text).map(|n| n.to_string()), Ok(canonical.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_refused() {
        use NumberError::*;
        for (text, error) in [
            ("", NotNumeric),
            ("-", NotNumeric),
            (".", NotNumeric),
            ("1.2.3", NotNumeric),
            ("1e", NotNumeric),
            ("NaN", NotNumeric),
            ("Infinity", NotNumeric),
            ("0x1", NotNumeric),
            (" 1", NotNumeric),
            ("1_0", NotNumeric),
            ("1e126", Overflow),
            ("-1e999999999999999999999", Overflow),
            ("1e-131", Underflow),
            ("1.00000000000000000000000000000000000001", TooManyDigits),
        ] {
            assert_eq!(Number::parse(text), Err(error), "{text}");
        }
    }
}
