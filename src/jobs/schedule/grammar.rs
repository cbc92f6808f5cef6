//! What a schedule may be written with. croner reads more than five-field cron knows (and adds up
//! steps until they overflow), so that only what stands here reaches it.

const SHORT_NAMES: [&str; 6] = ["@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually"];
const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Minute,
    Hour,
    Day,
    Month,
    Weekday,
}

/// Whether `text` has the shape of a schedule; croner still checks bounds and the order of ranges.
pub(super) fn is_schedule(text: &str) -> bool {
    use Field::{Day, Hour, Minute, Month, Weekday};
    if SHORT_NAMES.iter().any(|name| name.eq_ignore_ascii_case(text)) {
        return true;
    }
    let fields = text.split(' ').collect::<Vec<_>>();
    fields.len() == 5
        && [Minute, Hour, Day, Month, Weekday]
            .into_iter()
            .zip(fields)
            .all(|(field, items)| items.split(',').all(|item| field.takes(item)))
}

/// Whether a field of days names the last day of the month.
pub(super) fn has_last_day(days: &str) -> bool {
    days.split(',').any(|item| item.eq_ignore_ascii_case("L"))
}

/// The weekdays of a field that come once a month: the 2nd (`1#2`), the last (`5L`). croner has made
/// numbers of their names; Sunday is 0.
pub(super) fn placed_weekdays(weekdays: &str) -> Vec<(Occurrence, i8)> {
    weekdays
        .split(',')
        .filter_map(|item| {
            if let Some((day, nth)) = item.split_once('#') {
                return Some((Occurrence::Nth(nth.parse().ok()?), weekday(day)?));
            }
            Some((Occurrence::Last, weekday(item.strip_suffix(['L', 'l'])?)?))
        })
        .collect()
}

/// Which one of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Occurrence {
    Nth(i8),
    Last,
}

fn weekday(number: &str) -> Option<i8> {
    number.parse::<i8>().ok().map(|number| number % 7)
}

impl Field {
    fn takes(self, item: &str) -> bool {
        let last = item.strip_suffix(['L', 'l']);
        match self {
            Self::Day if last == Some("") => true,
            Self::Weekday if last.is_some_and(|day| self.is_value(day)) => true,
            Self::Weekday if item.contains('#') => {
                item.split_once('#').is_some_and(|(day, nth)| self.is_value(day) && is_number(nth))
            }
            _ => self.is_range(item),
        }
    }

    /// `*`, `5`, `1-5`, `*/15`, `10-30/5`.
    fn is_range(self, item: &str) -> bool {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (item, None),
        };
        let step_fits = step.is_none_or(|step| {
            is_number(step) && step.parse::<u8>().is_ok_and(|step| step <= self.longest_step())
        });
        step_fits
            && (range == "*"
                || match range.split_once('-') {
                    Some((first, last)) => self.is_value(first) && self.is_value(last),
                    None => self.is_value(range),
                })
    }

    fn is_value(self, text: &str) -> bool {
        let names: &[&str] = match self {
            Self::Month => &MONTHS,
            Self::Weekday => &WEEKDAYS,
            Self::Minute | Self::Hour | Self::Day => &[],
        };
        is_number(text) || names.iter().any(|name| name.eq_ignore_ascii_case(text))
    }

    /// A longer one means something else than it does: `*/90` is not every 90 minutes.
    fn longest_step(self) -> u8 {
        match self {
            Self::Minute => 59,
            Self::Hour => 23,
            Self::Day => 31,
            Self::Month => 12,
            Self::Weekday => 7,
        }
    }
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
