//! DynamoDB's numbers: exact decimals of up to 38 significant digits.

mod text;

use std::cmp::Ordering;

/// The maximum number of significant digits.
///
/// # Source
/// `docs/dynamodb.md#item-numbers`.
pub const SIGNIFICANT_DIGITS_MAX: usize = 38;
/// The decimal exponent of the largest magnitude's first digit: 9.99…E+125.
const MAGNITUDE_MAX: i32 = 125;
/// The decimal exponent of the smallest magnitude's first digit: 1E-130.
const MAGNITUDE_MIN: i32 = -130;

/// A number as DynamoDB stores it: `sign × coefficient × 10^exponent`, with a coefficient without trailing zeros.
///
/// Texts of the same value give the same `Number`, so keys can be compared and ordered without further normalization.
///
/// ```
/// use timemark_core::number::Number;
/// assert_eq!(Number::parse("100.0e-1").unwrap().to_string(), "10");
/// assert_eq!(Number::parse("-0.00"), Number::parse("0"));
/// assert!(Number::parse("1e126").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    coefficient: u128,
    exponent: i16,
}

/// Why a text is not a number that DynamoDB can store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// It is not a decimal number.
    #[error("The parameter cannot be converted to a numeric value")]
    NotNumeric,
    /// Its magnitude is above 9.99…E+125.
    #[error("Number overflow. Attempting to store a number with magnitude larger than supported range")]
    Overflow,
    /// Its magnitude is below 1E-130 and not zero.
    #[error("Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    Underflow,
    /// It has more than 38 significant digits.
    #[error("Attempting to store more than 38 significant digits in a Number")]
    TooManyDigits,
}

impl Number {
    /// Zero.
    pub const ZERO: Number = Number { negative: false, coefficient: 0, exponent: 0 };

    /// The size in an item, in **bytes**.
    ///
    /// # Source
    /// `docs/dynamodb.md#item-size`, the exact rule: 1 + ⌈digits / 2⌉, one more if digits and exponent are both even
    /// (the exponent is that of the first digit), one more for a sign; zero is 1.
    pub fn size_bytes(&self) -> usize {
        if self.coefficient == 0 {
            return 1;
        }
        let digits = self.digits();
        let even = digits.is_multiple_of(2) && self.magnitude() % 2 == 0;
        1 + digits.div_ceil(2) + usize::from(even) + usize::from(self.negative)
    }

    /// The greatest whole number not above it; `None` if it does not fit 64 bits.
    pub fn floor(&self) -> Option<i64> {
        let coefficient = i128::try_from(self.coefficient).ok()?;
        let signed = if self.negative { -coefficient } else { coefficient };
        let whole = match u32::try_from(self.exponent) {
            Ok(zeros) => signed.checked_mul(10_i128.checked_pow(zeros)?)?,
            // A fraction with more digits than 128 bits hold has no whole part.
            Err(_) => match 10_i128.checked_pow(self.exponent.unsigned_abs().into()) {
                Some(divisor) => signed.div_euclid(divisor),
                None => -i128::from(self.negative),
            },
        };
        i64::try_from(whole).ok()
    }

    /// The sum of two numbers, exact.
    ///
    /// # Errors
    /// [`NumberError`] if the sum needs more than 38 significant digits or is out of range.
    ///
    /// # Source
    /// Assumed: a sum is never rounded (the developer guide says of the 38 digits of a number, "exceeding this results
    /// in an exception").
    pub fn plus(&self, other: &Number) -> Result<Number, NumberError> {
        if self.coefficient == 0 {
            return Ok(*other);
        }
        if other.coefficient == 0 {
            return Ok(*self);
        }
        let (upper, lower) = if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        // The last digit of the lower number is not zero and keeps its position, so a sum that does not fit here has
        // more than 38 digits: the upper number alone would be above 3.4E38, and the lower one is below 1E38.
        let aligned = 10_u128
            .checked_pow((i32::from(upper.exponent) - i32::from(lower.exponent)) as u32)
            .and_then(|unit| upper.coefficient.checked_mul(unit))
            .ok_or(NumberError::TooManyDigits)?;
        let (negative, coefficient) = match (upper.negative == lower.negative, aligned.cmp(&lower.coefficient)) {
            (true, _) => (upper.negative, aligned.checked_add(lower.coefficient).ok_or(NumberError::TooManyDigits)?),
            (false, Ordering::Equal) => return Ok(Number::ZERO),
            (false, Ordering::Greater) => (upper.negative, aligned - lower.coefficient),
            (false, Ordering::Less) => (lower.negative, lower.coefficient - aligned),
        };
        Number { negative, coefficient, exponent: lower.exponent }.reduced()
    }

    /// The difference of two numbers, exact.
    ///
    /// # Errors
    /// As for [`Number::plus`].
    pub fn minus(&self, other: &Number) -> Result<Number, NumberError> {
        self.plus(&Number { negative: !other.negative && other.coefficient != 0, ..*other })
    }

    /// The same number without trailing zeros, if it can be stored.
    fn reduced(mut self) -> Result<Number, NumberError> {
        while self.coefficient != 0 && self.coefficient.is_multiple_of(10) {
            self.coefficient /= 10;
            self.exponent += 1;
        }
        if self.magnitude() > MAGNITUDE_MAX {
            return Err(NumberError::Overflow);
        }
        if self.magnitude() < MAGNITUDE_MIN {
            return Err(NumberError::Underflow);
        }
        if self.digits() > SIGNIFICANT_DIGITS_MAX { Err(NumberError::TooManyDigits) } else { Ok(self) }
    }

    fn digits(&self) -> usize {
        self.coefficient.checked_ilog10().map_or(1, |log| log as usize + 1)
    }

    fn magnitude(&self) -> i32 {
        i32::from(self.exponent) + self.digits() as i32 - 1
    }

    /// Appends bytes whose order is the order of the numbers.
    pub fn write_ordered(&self, out: &mut Vec<u8>) {
        if self.coefficient == 0 {
            out.push(1);
            return;
        }
        let flip = if self.negative { 0xFF } else { 0 };
        out.push(if self.negative { 0 } else { 2 });
        out.push(((self.magnitude() - MAGNITUDE_MIN) as u8) ^ flip);
        out.extend(self.aligned().to_be_bytes().map(|byte| byte ^ flip));
    }

    /// The coefficient, left-aligned to 38 digits, so that coefficients compare digit by digit.
    fn aligned(&self) -> u128 {
        self.coefficient * 10_u128.pow((SIGNIFICANT_DIGITS_MAX - self.digits()) as u32)
    }

    /// Compares the absolute value with that of a number with a smaller exponent, if 128 bits are enough for it; this
    /// usual case counts no digits.
    fn compare_scaled(&self, lower: &Number) -> Option<Ordering> {
        let digits = u32::try_from(i32::from(self.exponent) - i32::from(lower.exponent)).ok()?;
        let unit = 10_u64.checked_pow(digits)?;
        let coefficient = u64::try_from(self.coefficient).ok()?;
        Some((u128::from(coefficient) * u128::from(unit)).cmp(&lower.coefficient))
    }

    /// The zeros that plain notation writes behind its digits or before them.
    pub(crate) fn zeros(&self) -> usize {
        usize::from(self.exponent.unsigned_abs())
    }

    /// The length in bytes of the stored form whose first byte is `head`.
    pub(crate) fn stored_length(head: u8) -> usize {
        match usize::from(head >> 1) {
            0 => 1,
            digits => 3 + digits,
        }
    }

    /// Appends the canonical stored form: a head byte for sign and coefficient length, the exponent, the coefficient.
    pub(crate) fn write_stored(&self, out: &mut Vec<u8>) {
        let skipped = self.coefficient.leading_zeros() as usize / 8;
        out.push(((16 - skipped) as u8) << 1 | u8::from(self.negative));
        if self.coefficient != 0 {
            out.extend(self.exponent.to_be_bytes());
            out.extend(&self.coefficient.to_be_bytes()[skipped..]);
        }
    }

    /// Reads exactly a form that [`Number::write_stored`] writes for a number that can be stored; `None` for anything else,
    /// also for another form of such a number.
    pub(crate) fn read_canonical(bytes: &mut &[u8]) -> Option<Number> {
        let written = *bytes;
        let number = Number::read_stored(bytes)?;
        let is_canonical = match written {
            [0, ..] => true,
            [head, _, _, first, ..] => {
                let fits = *head >> 1 != 0 && usize::from(*head >> 1) <= 16 && *first != 0;
                fits && !number.coefficient.is_multiple_of(10) && number.reduced() == Ok(number)
            }
            _ => false,
        };
        is_canonical.then_some(number)
    }

    /// Reads a form written by [`Number::write_stored`]; `None` for anything else.
    pub(crate) fn read_stored(bytes: &mut &[u8]) -> Option<Number> {
        let (&head, rest) = bytes.split_first()?;
        if head >> 1 == 0 {
            *bytes = rest;
            return Some(Number::ZERO);
        }
        let (exponent, rest) = rest.split_first_chunk::<2>()?;
        let (digits, rest) = rest.split_at_checked(usize::from(head >> 1))?;
        let coefficient = digits.iter().fold(0_u128, |sum, &byte| sum << 8 | u128::from(byte));
        *bytes = rest;
        Some(Number { negative: head & 1 == 1, coefficient, exponent: i16::from_be_bytes(*exponent) })
    }
}

/// Orders by value.
impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let sign = |number: &Number| match (number.coefficient, number.negative) {
            (0, _) => 0,
            (_, true) => -1,
            (_, false) => 1,
        };
        let by_size = || {
            let sizes = |number: &Number| (number.magnitude(), number.aligned());
            let quick = match self.exponent.cmp(&other.exponent) {
                Ordering::Equal => Some(self.coefficient.cmp(&other.coefficient)),
                Ordering::Greater => self.compare_scaled(other),
                Ordering::Less => other.compare_scaled(self).map(Ordering::reverse),
            };
            quick.unwrap_or_else(|| sizes(self).cmp(&sizes(other)))
        };
        match (sign(self), sign(other)) {
            (1, 1) => by_size(),
            (-1, -1) => by_size().reverse(),
            (one, two) => one.cmp(&two),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<u32> for Number {
    fn from(count: u32) -> Number {
        Number { negative: false, coefficient: u128::from(count), exponent: 0 }.reduced().unwrap_or(Number::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors() {
        for (text, expected) in [
            ("0", Some(0)),
            ("1767225600", Some(1_767_225_600)),
            ("1767225600.9", Some(1_767_225_600)),
            ("-0.1", Some(-1)),
            ("-1E-100", Some(-1)),
            ("1E-100", Some(0)),
            ("1E3", Some(1_000)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-1E100", None),
        ] {
            assert_eq!(Number::parse(text).map(|number| number.floor()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn order_of_bytes_is_order_of_numbers() {
        let ascending = [
            "-9e125", "-101", "-100", "-1.5", "-1", "-1e-130", "0", "1e-130", "0.9", "1", "1.05", "1.5", "2", "10",
            "9e125",
        ];
        let keys: Vec<Vec<u8>> = ascending
            .iter()
            .filter_map(|text| Number::parse(text).ok())
            .map(|n| {
                let mut out = Vec::new();
                n.write_ordered(&mut out);
                out
            })
            .collect();
        assert_eq!(keys.len(), ascending.len());
        assert!(keys.is_sorted_by(|a, b| a < b));
        let numbers: Vec<Number> = ascending.iter().filter_map(|text| Number::parse(text).ok()).collect();
        assert!(numbers.is_sorted_by(|a, b| a < b), "and numbers compare as their bytes do");
    }

    #[test]
    fn sums_and_differences_are_exact() {
        let number = |text: &str| Number::parse(text).unwrap_or_else(|error| unreachable!("{text}: {error:?}"));
        let nines = "9".repeat(38);
        for (one, two, sum) in [
            ("1", "2", Ok("3")),
            ("0.1", "0.2", Ok("0.3")),
            ("5", "5", Ok("10")),
            ("1", "-1", Ok("0")),
            ("-1", "0.999", Ok("-0.001")),
            ("0", "-7", Ok("-7")),
            ("9007199254740993", "1", Ok("9007199254740994")),
            (&nines, "1", Ok("100000000000000000000000000000000000000")),
            ("1e38", "-1", Ok(&nines[..])),
            ("1e38", "1", Err(NumberError::TooManyDigits)),
            (&nines, "0.1", Err(NumberError::TooManyDigits)),
            ("4e38", "-1", Err(NumberError::TooManyDigits)),
            ("1e125", "1e-130", Err(NumberError::TooManyDigits)),
            ("9e125", "9e125", Err(NumberError::Overflow)),
            ("1.1e-130", "-1e-130", Err(NumberError::Underflow)),
        ] {
            // 1.1E-130 has a digit below the smallest magnitude, which bounds only the first digit.
            let (one, two) = (number(one), number(two));
            assert_eq!(one.plus(&two).map(|sum| sum.to_string()), sum.map(str::to_owned), "{one} + {two}");
            assert_eq!(two.plus(&one), one.plus(&two), "{two} + {one}");
            if let Ok(sum) = one.plus(&two) {
                assert_eq!(sum.minus(&two), Ok(one), "{sum} - {two}");
            }
        }
    }

    #[test]
    fn stored_form_round_trips() {
        for text in ["0", "1", "-255", "256", "1e-130", "-99999999999999999999999999999999999999e87"] {
            let Ok(number) = Number::parse(text) else { unreachable!("{text}") };
            let mut out = Vec::new();
            number.write_stored(&mut out);
            assert_eq!(Number::read_stored(&mut &out[..]), Some(number), "{text}");
            assert_eq!(Number::read_stored(&mut &out[..out.len() - 1]), None, "{text}");
        }
    }

    #[test]
    fn sizes() {
        for (text, size) in
            [("0", 1), ("1", 2), ("12", 2), ("123", 3), ("-1", 3), ("100", 2), ("10", 2), ("1200", 2), ("120", 3)]
        {
            assert_eq!(Number::parse(text).map(|n| n.size_bytes()), Ok(size), "{text}");
        }
    }
}
