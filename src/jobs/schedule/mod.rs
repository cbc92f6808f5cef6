//! When a job runs: a cron expression read in a time zone.
//!
//! Promise: a job whose schedule names its hours runs once for each time it names, and one of every
//! hour goes on evenly, also on the two days of the year when the clock changes.
//!
//! - [`Schedule::parse`] accepts what [`grammar`] describes and croner reads; what would never run
//!   is refused.
//! - [`Schedule::next_after`] finds the next run ([`next`]); the time zone is a [`Zone`].
//! - [`Schedule::in_words`] says it as a person would ([`words`]).

mod grammar;
mod next;
mod words;
mod zone;

use croner::{
    Cron,
    parser::{CronParser, Seconds, Year},
};
use jiff::civil::Date;

use crate::base::field_error::FieldError;

pub(crate) use zone::Zone;

/// A list of thirty minutes still fits; longer ones nobody reads.
const MAX_CHARACTERS: u16 = 100;

/// A cron expression that comes up, sooner or later.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    text: String,
    cron: Cron,
}

impl Schedule {
    /// Five fields (minute, hour, day of the month, month, weekday) or `@hourly`, `@daily`,
    /// `@weekly`, `@monthly`, `@yearly`.
    pub(crate) fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Err(FieldError::Required);
        }
        if text.chars().count() > usize::from(MAX_CHARACTERS) {
            return Err(FieldError::TooLong { limit: MAX_CHARACTERS });
        }
        if !grammar::is_schedule(&text) {
            return Err(FieldError::NotASchedule);
        }
        let cron = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build()
            .parse(&text)
            .map_err(|_| FieldError::NotASchedule)?;
        let schedule = Self { text, cron };
        if schedule.comes_in_a_leap_year() {
            Ok(schedule)
        } else {
            Err(FieldError::ScheduleNeverComes)
        }
    }

    /// Weekdays and last days come in any month; a day by its number needs a month that is as long.
    /// Asking croner for the next run would search three thousand years.
    fn comes_in_a_leap_year(&self) -> bool {
        let pattern = &self.cron.pattern;
        if !pattern.is_dow_wildcard() || pattern.days.has_modifiers() {
            return true;
        }
        let first_day = pattern.days.values().into_iter().min();
        let longest = pattern.months.values().into_iter().filter_map(|month| {
            let month = Date::new(2000, i8::try_from(month).ok()?, 1).ok()?;
            u16::try_from(month.days_in_month()).ok()
        });
        first_day <= longest.max()
    }

    /// As typed, with single spaces.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Expressions that are in order more often than not.
    pub(super) fn expressions() -> impl Strategy<Value = String> {
        fn field(least: u8, most: u8) -> impl Strategy<Value = String> {
            let value = least..=most;
            prop_oneof![
                3 => Just("*".to_owned()),
                2 => value.clone().prop_map(|one| one.to_string()),
                1 => prop::collection::vec(value.clone(), 1..8).prop_map(|many| {
                    many.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
                }),
                1 => (value.clone(), value.clone()).prop_map(|(one, other)| {
                    format!("{}-{}", one.min(other), one.max(other))
                }),
                1 => (value, 1..=most, any::<bool>()).prop_map(move |(from, step, all)| {
                    if all { format!("*/{step}") } else { format!("{from}-{most}/{step}") }
                }),
            ]
        }
        let days =
            prop_oneof![6 => field(1, 31), 1 => Just("L".to_owned()), 1 => Just("15,L".to_owned())];
        let weekdays = prop_oneof![
            6 => field(0, 7),
            1 => (0_u8..=7, 1_u8..=5).prop_map(|(day, nth)| format!("{day}#{nth}")),
            1 => (0_u8..=7).prop_map(|day| format!("{day}L")),
            1 => Just("mon,FRI#2,sunL".to_owned()),
        ];
        (field(0, 59), field(0, 23), days, field(1, 12), weekdays).prop_map(
            |(minutes, hours, days, months, weekdays)| {
                format!("{minutes} {hours} {days} {months} {weekdays}")
            },
        )
    }

    #[test]
    fn what_cron_takes_is_a_schedule() {
        for text in [
            "* * * * *",
            "*/15 * * * *",
            "0 2 * * *",
            "05 08 01 01 *",
            "30 8 * * 1-5",
            "30 8 * JAN-mar,Dec MON-fri,Sun",
            "0-30/10,45 9,17 * * *",
            "15 10 L * *",
            "15 10 1,L * *",
            "0 9 * * 1#1",
            "0 9 * * mon#1,friL,5#5",
            "0 0 29 2 *",
            "0 0 30 1,2 *",
            "0 0 * * 7",
            "0 0 * * sat-sun",
            "0 0 30 2 1",
            "@hourly",
            "@daily",
            "@weekly",
            "@Monthly",
            "@yearly",
            "@annually",
        ] {
            assert_eq!(Schedule::parse(text).map(|schedule| schedule.text), Ok(text.to_owned()));
        }
        let spaced = Schedule::parse("  0  2\t* * *\n").unwrap();
        assert_eq!(spaced.as_str(), "0 2 * * *");
    }

    #[test]
    fn nonsense_is_no_schedule() {
        for text in [
            "every day",
            "* * * *",
            "* * * * * *",
            "0 0 0 1 1 * 2027",
            "@reboot",
            "@every 5m",
            "@daily *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * * 8",
            "*/0 * * * *",
            "*/90 * * * *",
            "1-59/65535 * * * *",
            "5/15 * * * *",
            "/15 * * * *",
            "30-10 * * * *",
            ", * * * *",
            "1,,2 * * * *",
            "*,1 * * * *",
            "-1 * * * *",
            "+1 * * * *",
            "L * * * *",
            "JAN * * * *",
            "* * * MON *",
            "* * * 1JAN *",
            "* * * * L",
            "* * * * JAN",
            "* * * * 1#0",
            "* * * * 1#6",
            "* * * * 1-5#1",
            "* * 15W * *",
            "* * ? * *",
            "* * 13 * +5",
            "* * * * \u{17f}un",
            "\u{0} * * * *",
        ] {
            let refused = Schedule::parse(text).map(|schedule| schedule.text);
            assert_eq!(refused, Err(FieldError::NotASchedule), "{text}");
        }
        assert_eq!(Schedule::parse(" ").err(), Some(FieldError::Required));
        let long = format!("{}0 * * * *", "0,".repeat(46));
        assert_eq!(long.len(), 101);
        assert_eq!(Schedule::parse(&long).err(), Some(FieldError::TooLong { limit: 100 }));
        assert!(Schedule::parse(&long[2..]).is_ok());
    }

    #[test]
    fn what_would_never_run_is_refused() {
        for text in ["0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "* * 30-31 FEB *"] {
            let refused = Schedule::parse(text).map(|schedule| schedule.text);
            assert_eq!(refused, Err(FieldError::ScheduleNeverComes), "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_typed(text in "\\PC{0,120}") {
            let _ = Schedule::parse(&text);
        }

        #[test]
        fn whatever_looks_like_cron_may_be_typed(text in "[-*/0-9,#L@ANJSUO ]{0,40}") {
            let _ = Schedule::parse(&text);
        }
    }
}
