//! Times in scripts: `14:25:00`, `14:25:00.250`, `2026-02-05 14:25:00`.

/// The day on which every script begins, in days since 1970-01-01.
const FIRST_DAY: i64 = 20_454;
const DAY_MS: i64 = 86_400_000;

/// Reads milliseconds since the epoch; `None` for an invalid time.
pub fn parse(text: &str) -> Option<i64> {
    let (day, clock) = match text.split_once(' ') {
        Some((date, clock)) => (days(date)?, clock),
        None => (FIRST_DAY, text),
    };
    let [hours, minutes, seconds] = clock.split(':').collect::<Vec<_>>().try_into().ok()?;
    let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let fraction: i64 = format!("{fraction:0<3}").parse().ok()?;
    let [hours, minutes, seconds] = [hours, minutes, seconds].map(|part| part.parse::<i64>().ok());
    Some(day * DAY_MS + ((hours? * 60 + minutes?) * 60 + seconds?) * 1000 + fraction)
}

/// Writes a time. The date is omitted on the first day, the fraction if it is zero.
pub fn show(millis: i64) -> String {
    let (day, rest) = (millis.div_euclid(DAY_MS), millis.rem_euclid(DAY_MS));
    let date = if day == FIRST_DAY { String::new() } else { format!("{} ", date(day)) };
    let fraction = if rest % 1000 == 0 { String::new() } else { format!(".{:03}", rest % 1000) };
    format!("{date}{:02}:{:02}:{:02}{fraction}", rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60)
}

/// Days since 1970-01-01 of a date.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = date.split('-').collect::<Vec<_>>().try_into().ok()?;
    let (year, month, day): (i64, i64, i64) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    // Years that begin in March, so that a leap day is a year's last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    Some(year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468)
}

/// The date of a day.
fn date(day: i64) -> String {
    let day = day + 719_468;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let (month, next) = if march < 10 { (march + 3, 0) } else { (march - 9, 1) };
    format!("{:04}-{month:02}-{:02}", era * 400 + year + next, of_year - (153 * march + 2) / 5 + 1)
}

#[test]
fn times_are_read_and_shown() {
    assert_eq!(parse("00:00:00"), Some(1_767_225_600_000));
    assert_eq!(parse("2026-03-01 00:00:00"), Some(1_772_323_200_000));
    for text in ["14:25:00", "23:59:59.250", "2025-12-31 14:25:00.001", "2026-02-05 14:25:00", "2024-02-29 00:00:00"] {
        assert_eq!(parse(text).map(show), Some(text.to_owned()));
    }
    assert_eq!((parse("nightly"), parse("14:25"), parse("a:b:c")), (None, None, None));
}
