//! Numbers as texts: reading, refusing and writing them.

use super::{MAGNITUDE_MAX, MAGNITUDE_MIN, Number, NumberError, SIGNIFICANT_DIGITS_MAX};
use std::fmt;

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
        if self.negative {
            f.write_str("-")?;
        }
        if self.exponent >= 0 {
            // Most are small.
            let unit = 10_u64.checked_pow(self.exponent as u32);
            let coefficient = u64::try_from(self.coefficient).ok();
            if let Some(whole) = unit.zip(coefficient).and_then(|(unit, coefficient)| coefficient.checked_mul(unit)) {
                return write!(f, "{whole}");
            }
            let zeros = if self.coefficient == 0 { 0 } else { self.exponent as usize };
            return write!(f, "{}{:0<zeros$}", self.coefficient, "");
        }
        let scale = -i32::from(self.exponent) as u32;
        if scale as usize >= self.digits() {
            return write!(f, "0.{:0>width$}", self.coefficient, width = scale as usize);
        }
        let unit = 10_u128.pow(scale);
        write!(f, "{}.{:0>width$}", self.coefficient / unit, self.coefficient % unit, width = scale as usize)
    }
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
