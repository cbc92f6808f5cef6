//! The time zone of a schedule, by its name.

use jiff::tz::{TimeZone, db};

use crate::base::field_error::FieldError;

/// Zones that follow the machine they are read on, or say that nothing was set.
const NO_ZONES: [&str; 4] = ["localtime", "posixrules", "Factory", "Etc/Unknown"];

/// Older names of places that stand elsewhere in the list.
const OLD_NAMES: [&str; 7] = ["Brazil/", "Canada/", "Chile/", "Etc/", "Mexico/", "SystemV/", "US/"];

/// A time zone that this server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Zone(TimeZone);

impl Zone {
    /// By its IANA name, in any case: `Europe/Paris`.
    pub(crate) fn parse(name: &str) -> Result<Self, FieldError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(FieldError::Required);
        }
        TimeZone::get(name).ok().and_then(Self::named).ok_or(FieldError::NotATimeZone)
    }

    /// The server's own, as far as it has one with a name.
    pub(crate) fn system() -> Self {
        let named = Self::named(TimeZone::system());
        // Which people know by its short name.
        named.filter(|zone| zone.name() != "Etc/UTC").unwrap_or(Self(TimeZone::UTC))
    }

    fn named(zone: TimeZone) -> Option<Self> {
        let name = zone.iana_name()?;
        let is_one = !NO_ZONES.iter().any(|no_zone| no_zone.eq_ignore_ascii_case(name));
        is_one.then_some(Self(zone))
    }

    /// `Europe/Paris`, as the database of time zones writes it.
    pub(crate) fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    pub(super) fn time_zone(&self) -> &TimeZone {
        &self.0
    }

    /// To choose from, in order of the alphabet: places, and UTC.
    pub(crate) fn names() -> Vec<String> {
        let mut names = db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| name.contains('/'))
            .filter(|name| !OLD_NAMES.iter().any(|old| name.starts_with(old)))
            .collect::<Vec<_>>();
        names.push("UTC".to_owned());
        names.sort_unstable();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name_in_any_case() {
        for (typed, name) in [
            ("Europe/Paris", "Europe/Paris"),
            (" europe/paris ", "Europe/Paris"),
            ("AMERICA/NEW_YORK", "America/New_York"),
            ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("utc", "UTC"),
        ] {
            assert_eq!(Zone::parse(typed).unwrap().name(), name);
        }
        assert_eq!(Zone::parse("").err(), Some(FieldError::Required));
        for nonsense in [
            "Europe/Atlantis",
            "Paris",
            "+02:00",
            "CET-1CEST",
            "localtime",
            "posixrules",
            "factory",
            "Etc/Unknown",
            "posix/Europe/Paris",
            "right/Europe/Paris",
            "../zoneinfo/Europe/Paris",
            "/etc/localtime",
            "Europe/Paris\0",
        ] {
            assert_eq!(Zone::parse(nonsense).err(), Some(FieldError::NotATimeZone), "{nonsense}");
        }
    }

    #[test]
    fn every_zone_to_choose_is_a_zone() {
        let names = Zone::names();
        assert!(names.is_sorted());
        for expected in ["Europe/Paris", "America/New_York", "Asia/Tokyo", "UTC"] {
            assert!(names.iter().any(|name| name == expected), "{expected}");
        }
        for name in &names {
            assert_eq!(Zone::parse(name).unwrap().name(), name);
        }
    }

    #[test]
    fn the_zone_of_the_server_can_be_stored_and_read_again() {
        let system = Zone::system();
        assert_eq!(Zone::parse(system.name()), Ok(system));
    }
}
