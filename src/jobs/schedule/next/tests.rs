use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::jobs::schedule::tests::expressions;

/// The next runs after a local time, with their offsets, as `2026-03-29T03:00:00+02:00`.
fn runs(expression: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(expression).unwrap();
    let zone = Zone::parse(zone).unwrap();
    let after: jiff::Timestamp = after.parse().unwrap();
    let after = Timestamp::from_unix_millis(after.as_millisecond());
    schedule
        .next(after, &zone, count)
        .into_iter()
        .map(|at| at.in_zone(zone.time_zone().clone()).strftime("%Y-%m-%dT%H:%M%:z").to_string())
        .collect()
}

#[test]
fn a_schedule_is_read_in_its_time_zone() {
    let after = "2026-06-01T00:00:00Z";
    assert_eq!(runs("0 2 * * *", "Europe/Paris", after, 1), ["2026-06-02T02:00+02:00"]);
    assert_eq!(runs("0 2 * * *", "America/New_York", after, 1), ["2026-06-01T02:00-04:00"]);
    assert_eq!(runs("0 2 * * *", "UTC", after, 1), ["2026-06-01T02:00+00:00"]);
    assert_eq!(runs("0 2 * * *", "Asia/Kolkata", after, 1), ["2026-06-02T02:00+05:30"]);
}

#[test]
fn days_come_as_cron_says() {
    let runs = |expression, count| {
        let runs = runs(expression, "UTC", "2026-01-01T12:00:00Z", count);
        runs.into_iter().map(|run| run[..10].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(runs("0 0 L * *", 3), ["2026-01-31", "2026-02-28", "2026-03-31"]);
    assert_eq!(runs("0 0 * * 1#1", 2), ["2026-01-05", "2026-02-02"]);
    assert_eq!(runs("0 0 * * FRIL", 2), ["2026-01-30", "2026-02-27"]);
    assert_eq!(runs("0 0 * * 7", 2), ["2026-01-04", "2026-01-11"]);
    assert_eq!(runs("0 0 29 2 *", 2), ["2028-02-29", "2032-02-29"]);
    assert_eq!(runs("@monthly", 2), ["2026-02-01", "2026-03-01"]);
    assert_eq!(runs("@yearly", 1), ["2027-01-01"]);
    assert_eq!(runs("@weekly", 1), ["2026-01-04"]);
    // A day of the month and a weekday: either.
    assert_eq!(runs("0 0 13 * 5", 4), ["2026-01-02", "2026-01-09", "2026-01-13", "2026-01-16"]);
}

#[test]
fn a_time_that_spring_leaves_out_runs_once_shortly_after() {
    for (expression, zone, after, expected) in [
        (
            "30 2 * * *",
            "Europe/Paris",
            "2026-03-28T12:00:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00"],
        ),
        (
            "30 2,14 * * *",
            "Europe/Paris",
            "2026-03-28T20:00:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-29T14:30+02:00"],
        ),
        (
            // Four of them in the gap are one run at its end.
            "*/15 2 * * *",
            "Europe/Paris",
            "2026-03-28T12:00:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"],
        ),
        (
            // The one at its end is there already.
            "30 1-3 * * *",
            "Europe/Paris",
            "2026-03-29T00:30:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00"],
        ),
        (
            "0 2,3 * * *",
            "Europe/Paris",
            "2026-03-28T12:00:00Z",
            ["2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"],
        ),
        (
            "5 2 * * 0",
            "America/New_York",
            "2026-03-07T12:00:00Z",
            ["2026-03-08T03:00-04:00", "2026-03-15T02:05-04:00"],
        ),
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T12:00:00Z",
            ["2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00"],
        ),
        (
            "0 0 * * *",
            "America/Santiago",
            "2026-09-05T12:00:00Z",
            ["2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00"],
        ),
        (
            "0 0 * * *",
            "Asia/Beirut",
            "2026-03-28T12:00:00Z",
            ["2026-03-29T01:00+03:00", "2026-03-30T00:00+03:00"],
        ),
    ] {
        assert_eq!(runs(expression, zone, after, 2), expected, "{expression} in {zone}");
    }
}

#[test]
fn a_time_that_autumn_shows_twice_runs_at_the_first() {
    for (expression, zone, after, expected) in [
        (
            "30 2 * * *",
            "Europe/Paris",
            "2026-10-24T12:00:00Z",
            ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"],
        ),
        (
            "30 2,14 * * *",
            "Europe/Paris",
            "2026-10-24T20:00:00Z",
            ["2026-10-25T02:30+02:00", "2026-10-25T14:30+01:00"],
        ),
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-31T12:00:00Z",
            ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"],
        ),
        (
            // Between the first and the second time.
            "30 1 * * *",
            "America/New_York",
            "2026-11-01T05:45:00Z",
            ["2026-11-02T01:30-05:00", "2026-11-03T01:30-05:00"],
        ),
        (
            "45 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-04T10:00:00Z",
            ["2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30"],
        ),
        (
            "30 23 * * *",
            "America/Santiago",
            "2026-04-04T12:00:00Z",
            ["2026-04-04T23:30-03:00", "2026-04-05T23:30-04:00"],
        ),
        (
            "0 0 * * *",
            "America/Santiago",
            "2026-04-04T12:00:00Z",
            ["2026-04-05T00:00-04:00", "2026-04-06T00:00-04:00"],
        ),
        (
            "59 23 * * *",
            "Asia/Beirut",
            "2026-10-24T12:00:00Z",
            ["2026-10-24T23:59+03:00", "2026-10-25T23:59+02:00"],
        ),
    ] {
        assert_eq!(runs(expression, zone, after, 2), expected, "{expression} in {zone}");
    }
}

#[test]
fn a_schedule_of_every_hour_goes_on_evenly_through_both_changes() {
    for (expression, minutes) in [("*/15 * * * *", 15), ("0 * * * *", 60), ("30 0-23 * * *", 60)] {
        for (zone, after) in [
            ("Europe/Paris", "2026-03-28T22:00:00Z"),
            ("Europe/Paris", "2026-10-24T22:00:00Z"),
            ("America/New_York", "2026-03-08T04:00:00Z"),
            ("America/New_York", "2026-11-01T02:00:00Z"),
            ("America/Santiago", "2026-09-06T01:00:00Z"),
            ("America/Santiago", "2026-04-05T01:00:00Z"),
            ("Asia/Beirut", "2026-03-28T20:00:00Z"),
            ("Asia/Beirut", "2026-10-24T18:00:00Z"),
        ] {
            assert_even(expression, zone, after, minutes);
        }
    }
    for after in ["2026-10-03T12:00:00Z", "2026-04-04T12:00:00Z"] {
        assert_even("*/15 * * * *", "Australia/Lord_Howe", after, 15);
        assert_even("*/30 * * * *", "Australia/Lord_Howe", after, 30);
    }
}

fn assert_even(expression: &str, zone: &str, after: &str, minutes: u64) {
    let schedule = Schedule::parse(expression).unwrap();
    let after: jiff::Timestamp = after.parse().unwrap();
    let after = Timestamp::from_unix_millis(after.as_millisecond());
    let runs = schedule.next(after, &Zone::parse(zone).unwrap(), 40);
    assert_eq!(runs.len(), 40);
    for pair in runs.windows(2) {
        let between = Duration::from_secs(minutes * 60);
        assert_eq!(pair[0].until(pair[1]), between, "{expression} in {zone} at {}", pair[0]);
    }
}

#[test]
fn half_an_hour_of_daylight_saving_keeps_the_minute_that_the_clock_shows() {
    let hours = |after| runs("0 * * * *", "Australia/Lord_Howe", after, 3);
    assert_eq!(
        hours("2026-10-03T14:00:00Z"),
        ["2026-10-04T01:00+10:30", "2026-10-04T03:00+11:00", "2026-10-04T04:00+11:00"]
    );
    assert_eq!(
        hours("2026-04-04T13:30:00Z"),
        ["2026-04-05T01:00+11:00", "2026-04-05T02:00+10:30", "2026-04-05T03:00+10:30"]
    );
}

#[test]
fn rare_days_are_found_and_the_end_of_time_is_met_without_delay() {
    let started = Instant::now();
    let after = "2026-03-01T00:00:00Z";
    assert_eq!(runs("0 0 * 2 1#5", "Europe/Paris", after, 1), ["2044-02-29T00:00+01:00"]);
    assert_eq!(runs("* * * 2 1#5", "Europe/Paris", after, 1), ["2044-02-29T00:00+01:00"]);
    assert_eq!(runs("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", 1), ["2104-02-29T00:00+00:00"]);
    let paris = Zone::parse("Europe/Paris").unwrap();
    for expression in ["* * * * *", "0 0 29 2 *"] {
        let schedule = Schedule::parse(expression).unwrap();
        for millis in [i64::MIN, i64::MAX] {
            let at = Timestamp::from_unix_millis(millis);
            assert!(schedule.next_after(at, &paris).is_none_or(|next| next > at));
        }
    }
    assert_eq!(
        Schedule::parse("0 0 31 2 *").err(),
        Some(crate::base::field_error::FieldError::ScheduleNeverComes)
    );
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

const ZONES: [&str; 9] = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "UTC",
];

/// From 1970 to 2100, and often near a change of the clock.
fn instants() -> impl Strategy<Value = (Zone, Timestamp)> {
    (prop::sample::select(ZONES.to_vec()), 0..4_102_444_800_000_i64, any::<Option<u32>>()).prop_map(
        |(zone, millis, near)| {
            let zone = Zone::parse(zone).unwrap();
            let at = jiff::Timestamp::from_millisecond(millis).unwrap();
            let change = zone.time_zone().following(at).next().map(|change| change.timestamp());
            let millis = match (near, change) {
                (Some(offset), Some(change)) => {
                    change.as_millisecond() + i64::from(offset % 14_400_000) - 7_200_000
                }
                _ => millis,
            };
            (zone, Timestamp::from_unix_millis(millis))
        },
    )
}

proptest! {
    #[test]
    fn the_next_run_is_later_certain_and_the_first(
        expression in expressions(),
        (zone, at) in instants(),
    ) {
        let Ok(schedule) = Schedule::parse(&expression) else { return Ok(()) };
        let next = schedule.next_after(at, &zone).unwrap();
        prop_assert!(next > at);
        prop_assert_eq!(schedule.next_after(at, &zone), Some(next));
        let just_before = next - Duration::from_millis(1);
        prop_assert_eq!(schedule.next_after(just_before, &zone), Some(next));
        let later = schedule.next(at, &zone, 5);
        prop_assert_eq!(later[0], next);
        prop_assert!(later.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn a_run_is_what_the_expression_says_or_the_end_of_a_gap(
        expression in expressions(),
        (zone, at) in instants(),
    ) {
        let Ok(schedule) = Schedule::parse(&expression) else { return Ok(()) };
        let next = schedule.next_after(at, &zone).unwrap().in_zone(zone.time_zone().clone());
        let is_said = schedule.cron.is_time_matching(&next.datetime()).unwrap();
        let just_before = next.timestamp() - 1.second();
        let gap = zone.time_zone().to_offset(next.timestamp()).seconds()
            - zone.time_zone().to_offset(just_before).seconds();
        let is_end_of_gap = gap > 0 && !schedule.runs_every_hour();
        prop_assert!(is_said || is_end_of_gap, "{expression}: {next}");
    }

    /// Minute by minute, as a person would count it with a calendar and a clock.
    #[test]
    fn no_run_is_missed_and_none_is_too_many(
        minutes in "(\\*|[0-5]?[0-9]|\\*/(15|20|30)|5,35)",
        hours in "(\\*|[0-3]|2,3|\\*/2|22-23|0-4)",
        (zone, at) in instants(),
    ) {
        let schedule = Schedule::parse(&format!("{minutes} {hours} * * *")).unwrap();
        let end = at + Duration::from_hours(6);
        let mut expected = Vec::new();
        let mut minute = at.unix_millis() / 60_000 + 1;
        let local = |minute: u64| {
            let at = Timestamp::from_unix_millis(i64::try_from(minute * 60_000).unwrap());
            at.in_zone(zone.time_zone().clone())
        };
        while minute * 60_000 <= end.unix_millis() {
            let shown = local(minute);
            let before = local(minute - 1);
            let ambiguous = zone.time_zone().to_ambiguous_timestamp(shown.datetime());
            let is_second_time = matches!(ambiguous.offset(), AmbiguousOffset::Fold { after, .. } if after == shown.offset());
            let mut runs = schedule.cron.is_time_matching(&shown.datetime()).unwrap();
            if !schedule.runs_every_hour() {
                runs &= !is_second_time;
                let mut left_out = before.datetime() + 1.minute();
                while left_out < shown.datetime() {
                    runs |= schedule.cron.is_time_matching(&left_out).unwrap();
                    left_out += 1.minute();
                }
            }
            if runs {
                expected.push(shown.timestamp().as_millisecond());
            }
            minute += 1;
        }
        let found = schedule
            .next(at, &zone, expected.len() + 1)
            .into_iter()
            .filter(|run| *run <= end)
            .map(|run| i64::try_from(run.unix_millis()).unwrap())
            .collect::<Vec<_>>();
        prop_assert_eq!(found, expected);
    }
}
