//! Values as text: in the form that ISO 8601 and the engines share, and as people read them in a key.

use std::fmt::Write as _;

use crate::batch::{EPOCH_DAY, Interval, MICROS_PER_DAY, Moment, NAN, Value};

const MICROS_PER_SECOND: i64 = 1_000_000;

/// A day of the proleptic Gregorian calendar; year 0 is 1 BC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilDate {
    pub year: i64,
    pub month: u8,
    pub day: u8,
}

impl CivilDate {
    /// Of a number of days since 2000-01-01.
    #[expect(clippy::cast_possible_truncation, reason = "months and days of a month are small")]
    pub fn from_day(day: i64) -> Self {
        // Years begin in March here, so that a leap day is the last of its year.
        let day = day + EPOCH_DAY + 719_468;
        let era = day.div_euclid(146_097);
        let day_of_era = day.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self { year, month: month.unsigned_abs() as u8, day: day.unsigned_abs() as u8 }
    }

    /// Days since 2000-01-01; `None` where there is no such day.
    pub fn to_day(self) -> Option<i64> {
        let Self { year, month, day } = self;
        let year_from_march = if month <= 2 { year - 1 } else { year };
        let era = year_from_march.div_euclid(400);
        let year_of_era = year_from_march.rem_euclid(400);
        let month_from_march = if month > 2 { i64::from(month) - 3 } else { i64::from(month) + 9 };
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let number = era * 146_097 + day_of_era - 719_468 - EPOCH_DAY;
        let is_there = (1..=12).contains(&month) && Self::from_day(number) == self;
        is_there.then_some(number)
    }
}

/// `2026-02-28`; years before 1 with a minus, as ISO 8601 counts them.
pub fn write_date(out: &mut String, day: i64) {
    let CivilDate { year, month, day } = CivilDate::from_day(day);
    let sign = if year < 0 { "-" } else { "" };
    let _ = write!(out, "{sign}{:04}-{month:02}-{day:02}", year.abs());
}

/// `23:59:59.000001`, with as many digits of the fraction as there are, and none for a whole second.
pub fn write_time(out: &mut String, micros: i64) {
    let (seconds, fraction) = (micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
    let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if fraction != 0 {
        let _ = write!(out, ".{fraction:06}");
        out.truncate(out.trim_end_matches('0').len());
    }
}

/// `2026-02-28 23:59:59`
pub fn write_timestamp(out: &mut String, micros: i64) {
    write_date(out, micros.div_euclid(MICROS_PER_DAY));
    out.push(' ');
    write_time(out, micros.rem_euclid(MICROS_PER_DAY));
}

/// A decimal number with all the digits of its scale.
pub fn write_decimal(out: &mut String, unscaled: i128, scale: u8) {
    let scale = usize::from(scale);
    if unscaled < 0 {
        out.push('-');
    }
    let digits = unscaled.unsigned_abs().to_string();
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    out.push_str(whole);
    if scale > 0 {
        out.push('.');
        out.push_str(fraction);
    }
}

/// Parses what [`write_date`] writes.
pub fn parse_date(text: &str) -> Option<i64> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut parts = digits.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() < 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let year: i64 = number(year)?;
    let year = if is_negative { -year } else { year };
    CivilDate { year, month: number(month)?, day: number(day)? }.to_day()
}

/// Parses a time of a day in microseconds, 24:00:00 included; `None` where the fraction has more digits.
pub fn parse_time(text: &str) -> Option<i64> {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, parse_fraction(fraction)?),
        None => (text, 0),
    };
    let mut parts = clock.split(':');
    let (hours, minutes) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let seconds = parts.next().map_or(Some(0), two_digits)?;
    if parts.next().is_some() || minutes > 59 || seconds > 59 {
        return None;
    }
    let micros = ((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + fraction;
    (micros <= MICROS_PER_DAY).then_some(micros)
}

/// Parses date and time with a space or a `T` between them, or a date alone.
pub fn parse_timestamp(text: &str) -> Option<i64> {
    let (date, time) = match text.split_once([' ', 'T']) {
        Some((date, time)) => (date, parse_time(time)?),
        None => (text, 0),
    };
    parse_date(date)?.checked_mul(MICROS_PER_DAY)?.checked_add(time)
}

/// Parses a timestamp with an offset, or with a `Z`.
pub fn parse_instant(text: &str) -> Option<i64> {
    if let Some(utc) = text.strip_suffix('Z') {
        return parse_timestamp(utc);
    }
    // Not a minus of the date.
    let clock = text.find([' ', 'T'])?;
    let sign = clock + text[clock..].rfind(['+', '-'])?;
    let (local, offset) = text.split_at(sign);
    let offset_micros = match offset[1..].len() {
        2 => parse_time(&format!("{}:00", &offset[1..]))?,
        _ => parse_time(&offset[1..])?,
    };
    let offset_micros = if offset.starts_with('-') { -offset_micros } else { offset_micros };
    parse_timestamp(local.trim_end())?.checked_sub(offset_micros)
}

/// Parses a decimal number as one of `scale` digits behind the point; `None` where it has more of them
/// that are not 0, or more than fit.
pub fn parse_decimal(text: &str, scale: u8) -> Option<i128> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let kept = fraction.trim_end_matches('0');
    let is_number = !whole.is_empty()
        && (whole.bytes().chain(fraction.bytes())).all(|byte| byte.is_ascii_digit());
    let missing = usize::from(scale).checked_sub(kept.len())?;
    if !is_number {
        return None;
    }
    let mut unscaled = 0_i128;
    for digit in whole.bytes().chain(kept.bytes()).chain(std::iter::repeat_n(b'0', missing)) {
        unscaled = unscaled.checked_mul(10)?.checked_add((digit - b'0').into())?;
    }
    Some(if is_negative { -unscaled } else { unscaled })
}

/// Whether text is a number as [`Value::Number`] writes it.
pub fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let are_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match digits.split_once('.') {
        Some((whole, fraction)) => are_digits(whole) && are_digits(fraction),
        None => are_digits(digits) || digits == "Infinity" || text == NAN,
    }
}

/// Hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub fn write_uuid(out: &mut String, bytes: [u8; 16]) {
    let hex = hex::encode(bytes);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    out.push_str(&parts.join("-"));
}

/// Parses what [`write_uuid`] writes, in capitals, too.
pub fn parse_uuid(text: &str) -> Option<[u8; 16]> {
    let has_dashes =
        text.len() == 36 && [8, 13, 18, 23].iter().all(|&place| text.as_bytes()[place] == b'-');
    let mut bytes = [0; 16];
    hex::decode_to_slice(text.replace('-', ""), &mut bytes).ok().filter(|()| has_dashes)?;
    Some(bytes)
}

/// `P1M-3DT0.000001S`: months, days and seconds, each with a sign where it has one.
pub fn write_interval(out: &mut String, Interval { months, days, micros }: Interval) {
    let sign = if micros < 0 { "-" } else { "" };
    let (seconds, fraction) = (
        micros.unsigned_abs() / MICROS_PER_SECOND.unsigned_abs(),
        micros.unsigned_abs() % MICROS_PER_SECOND.unsigned_abs(),
    );
    let _ = write!(out, "P{months}M{days}DT{sign}{seconds}.{fraction:06}S");
}

/// Parses what [`write_interval`] writes.
pub fn parse_interval(text: &str) -> Option<Interval> {
    let (months, rest) = text.strip_prefix('P')?.split_once('M')?;
    let (days, rest) = rest.split_once("DT")?;
    let (seconds, fraction) = rest.strip_suffix('S')?.split_once('.')?;
    let is_negative = seconds.starts_with('-');
    let whole = seconds.parse::<i64>().ok()?.checked_mul(MICROS_PER_SECOND)?;
    let fraction = parse_fraction(fraction)?;
    let micros =
        if is_negative { whole.checked_sub(fraction)? } else { whole.checked_add(fraction)? };
    Some(Interval { months: months.parse().ok()?, days: days.parse().ok()?, micros })
}

/// Digits alone: `parse` would take a sign, too.
fn number<T: std::str::FromStr>(digits: &str) -> Option<T> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn two_digits(digits: &str) -> Option<i64> {
    number(digits).filter(|_| digits.len() == 2)
}

/// Microseconds, from the digits behind the point.
fn parse_fraction(digits: &str) -> Option<i64> {
    let kept = digits.trim_end_matches('0');
    let is_fraction = !digits.is_empty() && kept.len() <= 6;
    is_fraction.then(|| number(&format!("{kept:0<6}"))).flatten()
}

/// As people read it, in a receipt or in a message about a row: no longer than 100 characters.
pub fn shown(value: Value<'_>) -> String {
    let mut out = String::new();
    match value {
        Value::Null => out.push_str("NULL"),
        Value::Bool(value) => out.push_str(if value { "true" } else { "false" }),
        Value::Int(value) => out.push_str(&value.to_string()),
        Value::Float32(value) => out.push_str(&value.to_string()),
        Value::Float64(value) => out.push_str(&value.to_string()),
        Value::Decimal { unscaled, scale } => write_decimal(&mut out, unscaled, scale),
        Value::Number(text) | Value::Text(text) => out.push_str(text),
        Value::Date(Moment::At(day)) => write_date(&mut out, day.into()),
        Value::Timestamp(Moment::At(micros)) => write_timestamp(&mut out, micros),
        Value::Date(Moment::Infinity) | Value::Timestamp(Moment::Infinity) => {
            out.push_str("infinity");
        }
        Value::Date(Moment::MinusInfinity) | Value::Timestamp(Moment::MinusInfinity) => {
            out.push_str("-infinity");
        }
        Value::Time(micros) => write_time(&mut out, micros),
        Value::Interval(interval) => write_interval(&mut out, interval),
        Value::Uuid(bytes) => write_uuid(&mut out, bytes),
        Value::Bytes(bytes) => out.push_str(&hex::encode(&bytes[..bytes.len().min(50)])),
    }
    crate::sanitize::sanitized(&out).chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(day: i64) -> String {
        let mut out = String::new();
        write_date(&mut out, day);
        out
    }

    #[test]
    fn days_count_from_2000() {
        for (day, expected) in [
            (0, "2000-01-01"),
            (-1, "1999-12-31"),
            (59, "2000-02-29"),
            (-10_957, "1970-01-01"),
            (-730_119, "0001-01-01"),
            (-730_120, "0000-12-31"),
            (2_921_939, "9999-12-31"),
            (-2_451_545, "-4713-11-24"),
        ] {
            assert_eq!(date(day), expected);
        }
        let day = |year, month, day| CivilDate { year, month, day }.to_day();
        assert_eq!(day(2000, 2, 29), Some(59));
        for (year, month, of_month) in
            [(1900, 2, 29), (2001, 2, 30), (2001, 13, 1), (2001, 0, 1), (2001, 1, 0)]
        {
            assert_eq!(day(year, month, of_month), None);
        }
    }

    #[test]
    fn times_and_decimals_are_written_exactly() {
        let mut out = String::new();
        for micros in [0, 86_400_000_000, 1, 500_000, 43_200_000_010] {
            write_time(&mut out, micros);
            out.push(' ');
        }
        assert_eq!(out, "00:00:00 24:00:00 00:00:00.000001 00:00:00.5 12:00:00.00001 ");
        out.clear();
        for (unscaled, scale) in [(0, 0), (-5, 2), (12_345, 2), (i128::MIN, 38), (7, 0)] {
            write_decimal(&mut out, unscaled, scale);
            out.push(' ');
        }
        assert_eq!(out, "0 -0.05 123.45 -1.70141183460469231731687303715884105728 7 ");
    }

    #[test]
    fn text_that_is_no_value_is_refused() {
        for text in [
            "",
            "2026-1-01",
            "2026-02-30",
            "26-01-01",
            "2026-01-01-01",
            "+2026-01-01",
            "2026-01-0a",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in [
            "",
            "1:00:00",
            "24:00:01",
            "00:60:00",
            "00:00:60",
            "00:00:00.",
            "00:00:00.0000001",
            "-1:00:00",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
        for text in
            ["", "-", ".5", "1e3", "1.234", "0x1", " 1", "170141183460469231731687303715884105728"]
        {
            assert_eq!(parse_decimal(text, 2), None, "{text}");
        }
        assert_eq!(parse_decimal("-1.2000", 2), Some(-120));
        assert_eq!(
            parse_instant("2026-03-29 02:30:00.5+02"),
            parse_instant("2026-03-29T00:30:00.500Z")
        );
        assert_eq!(
            parse_instant("2026-03-29 02:30:00+05:30"),
            parse_timestamp("2026-03-28 21:00:00")
        );
        assert_eq!(parse_instant("2026-03-29 02:30:00"), None, "whose 02:30?");
        for text in [
            "{00000000-0000-0000-0000-000000000000}",
            "00000000000000000000000000000000",
            "x0000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(parse_uuid(text), None, "{text}");
        }
        assert!(is_number("-0.10") && is_number("NaN") && is_number("-Infinity"));
        assert!(!is_number("-NaN") && !is_number("1.") && !is_number("1e5") && !is_number(""));
    }

    proptest! {
        #[test]
        fn what_is_written_is_parsed_again(
            micros in -200_000_000_000_000_000_i64..200_000_000_000_000_000,
            unscaled: i128,
            scale in 0_u8..=38,
            bytes: [u8; 16],
            months: i32,
            days: i32,
            span: i64,
        ) {
            let written = |write: &dyn Fn(&mut String)| {
                let mut out = String::new();
                write(&mut out);
                out
            };
            let text = written(&|out| write_timestamp(out, micros));
            prop_assert_eq!(parse_timestamp(&text), Some(micros), "{}", text);
            let text = written(&|out| write_decimal(out, unscaled, scale));
            if unscaled != i128::MIN {
                prop_assert_eq!(parse_decimal(&text, scale), Some(unscaled), "{}", text);
            }
            prop_assert!(is_number(&text));
            prop_assert_eq!(parse_uuid(&written(&|out| write_uuid(out, bytes))), Some(bytes));
            let interval = Interval { months, days, micros: span };
            prop_assert_eq!(parse_interval(&written(&|out| write_interval(out, interval))), Some(interval));
        }
        #[test]
        fn every_day_has_one_date(day in -2_451_545_i64..2_145_031_949) {
            prop_assert_eq!(CivilDate::from_day(day).to_day(), Some(day));
        }
    }
}
