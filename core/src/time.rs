//! Points in virtual time.

use crate::json::{FromJson, Json, Sink, ToJson, TypeError};
use minicbor::{Decode, Encode};
use std::fmt;

/// A point in virtual time: integer **milliseconds** since the Unix epoch.
///
/// On the wire it is a JSON number of epoch *seconds* with a fraction, as every DynamoDB timestamp is; floats exist
/// only there. All arithmetic is on integers and saturates, so that no date in a request can overflow.
///
/// ```
/// use timemark_core::Timestamp;
/// let t = Timestamp::from_millis(1_576_616_366_715);
/// assert_eq!(t.to_string(), "2019-12-17T20:59:26.715Z");
/// assert_eq!(t.plus_ms(60_000).millis() - t.millis(), 60_000);
/// ```
///
/// # Source
/// `docs/dynamodb.md#timestamps`: timestamps carry three decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] i64);

impl Timestamp {
    /// A moment before all others.
    pub const MIN: Timestamp = Timestamp(i64::MIN);
    /// 9999-12-31T23:59:59.999Z, the last moment that the clock can reach: later ones have no four-digit year.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);

    /// A timestamp from epoch milliseconds.
    pub const fn from_millis(millis: i64) -> Timestamp {
        Timestamp(millis)
    }

    /// A timestamp from epoch seconds with a fraction, rounded to the nearest millisecond; `None` for NaN. Values out
    /// of range become the nearest end of the range.
    pub fn from_seconds(seconds: f64) -> Option<Timestamp> {
        (!seconds.is_nan()).then(|| Timestamp((seconds * 1000.0).round() as i64))
    }

    /// Epoch milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Epoch seconds with a fraction, as the wire has it.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// This moment plus `ms` milliseconds, saturating.
    pub const fn plus_ms(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// This moment rounded down to the second.
    pub const fn whole_second(self) -> Timestamp {
        Timestamp(self.0.saturating_sub(self.0.rem_euclid(1000)))
    }

    /// A timestamp from ISO 8601 in UTC with milliseconds and without a zone; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Timestamp> {
        // A stream that begins at the end of time has a label in the year 10000.
        let (year, rest) = text.split_once('-')?;
        let part = |range: std::ops::Range<usize>| rest.get(range)?.parse::<i64>().ok();
        let (year, month, day) = (i64::from(year.parse::<u16>().ok()?), part(0..2)?, part(3..5)?);
        let (hour, minute, second, ms) = (part(6..8)?, part(9..11)?, part(12..14)?, part(15..18)?);
        let days = days_before(year, month, day);
        let time = Timestamp((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms);
        // A time has exactly one written form, so this also refuses the 30th of February and signs before numbers.
        (time.to_string().strip_suffix('Z') == Some(text)).then_some(time)
    }

    /// Year, month and day of the proleptic Gregorian calendar, in UTC.
    ///
    /// # Algorithm
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (the well-known `civil_from_days`).
    pub fn date(self) -> (i64, u32, u32) {
        let days = self.0.div_euclid(86_400_000) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day)
    }

    /// `YYYY-MM-DDTHH:MM:SSZ`, the form in which the service writes a time into its texts.
    pub fn to_whole_seconds_text(self) -> String {
        let (year, month, day) = self.date();
        let (hour, minute, second, _) = self.time_of_day();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    fn time_of_day(self) -> (i64, i64, i64, i64) {
        let ms = self.0.rem_euclid(86_400_000);
        (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
    }
}

/// The number of days from the Unix epoch to a date, by `days_from_civil` of the same source.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// ISO 8601 in UTC with milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second, ms) = self.time_of_day();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
    }
}

impl ToJson for Timestamp {
    fn write(&self, out: &mut dyn Sink) {
        out.float(self.seconds());
    }
}

impl FromJson for Timestamp {
    fn read(json: Json<'_>) -> Result<Self, TypeError> {
        let seconds = f64::read(json)?;
        Timestamp::from_seconds(seconds).ok_or_else(|| TypeError(Some("not a number".to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_at_the_edges() {
        let text = |ms| Timestamp::from_millis(ms).to_string();
        assert_eq!(text(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(text(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(text(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(text(4_102_444_800_000), "2100-01-01T00:00:00.000Z");
        assert_eq!(text(Timestamp::MAX.millis()), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn texts_read_back() {
        let end = Timestamp::MAX.millis();
        for ms in [0, 1, 951_782_400_000, 951_868_799_999, 1_576_616_366_715, 4_107_542_400_000, end, end + 1] {
            let time = Timestamp::from_millis(ms);
            let text = time.to_string();
            assert_eq!(Timestamp::from_text(text.trim_end_matches('Z')), Some(time), "{text}");
            assert_eq!(Timestamp::from_text(&text), None, "{text}");
        }
        for text in [
            "",
            "2021-02-29T00:00:00.000",
            "2021-13-01T00:00:00.000",
            "2021-01-01T24:00:00.000",
            "+021-01-01T00:00:00.000",
            "9999999999999999999-01-01T00:00:00.000",
            "2021",
        ] {
            assert_eq!(Timestamp::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn absurd_seconds_stay_in_range() {
        assert_eq!(Timestamp::from_seconds(1e308), Some(Timestamp(i64::MAX)));
        assert_eq!(Timestamp::from_seconds(f64::NAN), None);
        assert_eq!(Timestamp::from_seconds(1_576_616_366.715).map(Timestamp::millis), Some(1_576_616_366_715));
        assert_eq!(Timestamp(i64::MAX).plus_ms(1).millis(), i64::MAX);
    }
}
