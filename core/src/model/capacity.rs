//! Capacity units: what a request consumes, as DynamoDB counts it.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use crate::planted::Planted;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul};

/// The number of bytes that one read unit covers.
const READ_UNIT_BYTES: u64 = 4 * 1024;
/// The number of bytes that one write unit covers.
const WRITE_UNIT_BYTES: u64 = 1024;

/// Capacity units. They are stored in halves, because an eventually consistent read costs half a unit, and become a
/// fractional number on the wire only.
///
/// ```
/// use timemark_core::Units;
/// assert_eq!(Units::of_read(4_097, true), Units::whole(2));
/// assert_eq!(Units::of_read(0, false) + Units::of_read(1, false), Units::whole(1)); // what is missing costs too
/// assert_eq!(Units::of_write(1_025) * 2, Units::whole(4)); // in a transaction
/// ```
///
/// # Source
/// `docs/dynamodb.md#capacity`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units {
    halves: u64,
}

impl Units {
    /// No units.
    pub const ZERO: Units = Units { halves: 0 };

    /// A whole number of units.
    pub const fn whole(units: u64) -> Units {
        Units { halves: units * 2 }
    }

    /// The cost of reading `bytes` **bytes**: one unit for each started 4 KB, at least one, and half of that for an
    /// eventually consistent read.
    pub fn of_read(bytes: u64, consistent: bool) -> Units {
        let units = (bytes + Planted::ReadUnitOneByteShort.one::<u64>()).div_ceil(READ_UNIT_BYTES).max(1);
        Units { halves: if consistent { units * 2 } else { units } }
    }

    /// The cost of writing `bytes` **bytes**: one unit for each started 1 KB, at least one.
    pub fn of_write(bytes: u64) -> Units {
        Units::whole(bytes.div_ceil(WRITE_UNIT_BYTES).max(1))
    }

    /// The number of units, as the wire has it.
    pub fn number(self) -> f64 {
        self.halves as f64 / 2.0
    }
}

impl Add for Units {
    type Output = Units;
    fn add(self, other: Units) -> Units {
        Units { halves: self.halves + other.halves }
    }
}

impl AddAssign for Units {
    fn add_assign(&mut self, other: Units) {
        self.halves += other.halves;
    }
}

impl Mul<u64> for Units {
    type Output = Units;
    fn mul(self, times: u64) -> Units {
        Units { halves: self.halves * times }
    }
}

impl Sum for Units {
    fn sum<I: Iterator<Item = Units>>(units: I) -> Units {
        units.fold(Units::ZERO, Add::add)
    }
}

impl ToJson for Units {
    fn write(&self, out: &mut dyn Sink) {
        out.float(self.number());
    }
}

impl FromJson for Units {
    fn read(json: Json<'_>) -> Result<Units, TypeError> {
        f64::read(json).map(|number| Units { halves: (number * 2.0).round() as u64 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_are_counted_by_4_kb() {
        for (bytes, consistent, expected) in [
            (0, true, 1.0),
            (0, false, 0.5),
            (4_096, true, 1.0),
            (4_096, false, 0.5),
            (4_097, true, 2.0),
            (4_097, false, 1.0),
            (400 * 1024, false, 50.0),
        ] {
            assert_eq!(Units::of_read(bytes, consistent).number(), expected, "{bytes} {consistent}");
        }
    }

    #[test]
    fn writes_are_counted_by_1_kb() {
        for (bytes, expected) in [(0, 1.0), (1, 1.0), (1_024, 1.0), (1_025, 2.0), (400 * 1024, 400.0)] {
            assert_eq!(Units::of_write(bytes).number(), expected, "{bytes}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for halves in 0..10 {
            let units = Units { halves };
            let text = crate::json::text(&units);
            assert_eq!(crate::json::parse(text.as_bytes()).and_then(Units::read), Ok(units), "{text}");
        }
    }
}
